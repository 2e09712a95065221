"""Measures, requirements, risks, incidents and headings as entities of the AI Atlas Nexus."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ...sources.nexus.ours import CLASSIFIED, HEADING, KEY, KIND, note
from ...vocab import AIRM, RDFS, SKOS
from ..contents import Contents, Resource
from .shelf import RISKS, Shelf, own_id
from .yaml_text import Entity, entity

SINGLE = {
    "actions": ("measure", "Action"),
    "rules": ("requirement", "Requirement"),
    "entries": ("", "Risk"),
    "riskincidents": ("incident", ""),
    "groups": (HEADING, ""),
}
# The Nexus has slots for these where the schema allows them.
DOCUMENTED = ("actions", "entries", "groups")
# What facets are called that say what a risk is about, and not when or by whom it arises.
GROUPING = ("group", "category", "domain", "tactic", "type")

Files = dict[str, dict[str, list[Entity]]]


def things(contents: Contents, shelf: Shelf) -> Files:
    """The entities by file and collection: a file for each version that records them."""
    files: Files = defaultdict(lambda: defaultdict(list))
    for iri, collection in sorted(shelf.written.items()):
        each = contents.get(iri)
        version = each.value(AIRM.recordedIn) or each.stated_in
        name = version.rpartition("/")[2].partition("-")[2] or "others"
        files[name][collection].append(_entity(each, collection, shelf, contents))
    return {name: dict(collections) for name, collections in files.items()}


def _entity(each: Resource, collection: str, shelf: Shelf, contents: Contents) -> Entity:
    kind, type_ = SINGLE[collection]
    pairs = shelf.classified.get(each.iri, [])
    work, version = each.value(AIRM.statedIn), each.value(AIRM.recordedIn)
    heading = contents.get(each.value(AIRM.underHeading))
    more: Entity = {}
    if collection == "entries":
        kind = ", ".join(name for term, name in RISKS.items() if each.is_a(term))
        more["tag"] = each.value(AIRM.sourceKey)
        more["isPartOf"] = _group(heading, pairs, shelf)
    if collection == "riskincidents":
        risks = [key for risk in each.values(AIRM.evidenceFor) if (key := shelf.key(risk))]
        more["refersToRisk"] = sorted(risks)
        more["source_uri"] = each.value(RDFS.seeAlso)
    if collection == "groups":
        type_ = "RiskGroup" if _holds_risks(each, shelf) else "RiskControlGroup"
        more["hasPart"] = sorted(_below(each, shelf))
        more["broader"] = [own_id(heading.iri)] if heading.iri in shelf.written else []
    return entity(
        own_id(each.iri),
        name=each.label,
        description=each.text(SKOS.definition),
        url=each.iri,
        type=type_,
        isDefinedByTaxonomy=own_id(work) if work else "",
        hasDocumentation=[own_id(version)] if version and collection in DOCUMENTED else [],
        isCategorizedAs=list(dict.fromkeys(own_id(concept) for _, concept in pairs)),
        **more,
        notes=[*_notes(each, kind), *(note(CLASSIFIED + f, own_id(c)) for f, c in pairs)],
    )


def _notes(each: Resource, kind: str) -> Iterator[str]:
    yield note(KIND, kind)
    yield from (note(KEY, key) for key in each.values(AIRM.sourceKey))
    yield from (note("published label", text) for text in each.values(AIRM.publishedLabel))
    yield from (note("page", text) for text in each.values(AIRM.page))
    if "publishedAs" in AIRM:
        yield from (note("published as", iri) for iri in each.values(AIRM.publishedAs))
    yield from (
        note(name, text)
        for name, predicate in (("scope", SKOS.scopeNote), ("note", SKOS.editorialNote))
        for text in each.values(predicate)
    )


def _group(heading: Resource, pairs: list[tuple[str, str]], shelf: Shelf) -> str:
    """The one group that the Nexus lets a risk be part of: its heading, else its first concept."""
    if heading.iri in shelf.written:
        return own_id(heading.iri)
    ranked = sorted(pairs, key=lambda pair: not any(word in pair[0] for word in GROUPING))
    return next((own_id(concept) for _, concept in ranked), "")


def _below(each: Resource, shelf: Shelf) -> Iterator[str]:
    for iri in shelf.members.get(each.iri, ()):
        if shelf.written.get(iri) in {"actions", "entries"}:
            yield own_id(iri)


def _holds_risks(each: Resource, shelf: Shelf) -> bool:
    return any(shelf.written.get(iri) == "entries" for iri in shelf.members.get(each.iri, ()))
