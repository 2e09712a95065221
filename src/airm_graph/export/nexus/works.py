"""Works, their versions and licences, and the concepts that things are put under."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...sources.nexus.ours import FACET, FACET_OF, IRI, KEY, NOTATION, note
from ...vocab import AIRM, DCTERMS, OWL, RDFS, SKOS
from ..contents import Contents, Resource
from .shelf import Shelf, own_id
from .yaml_text import Entity, entity

DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def works(contents: Contents, shelf: Shelf) -> dict[str, list[Entity]]:
    """What the entities of the other files refer to."""
    versions = {contents.get(iri).value(AIRM.recordedIn) for iri in shelf.written} - {""}
    stated = {contents.get(iri).value(AIRM.statedIn) for iri in shelf.written} - {""}
    with_risks = {
        contents.get(iri).value(AIRM.statedIn)
        for iri, collection in shelf.written.items()
        if collection == "entries"
    }
    concepts = _with_broader(contents, shelf, shelf.written)
    risks = [iri for iri, collection in shelf.written.items() if collection == "entries"]
    of_risks = _with_broader(contents, shelf, risks)
    schemes = {contents.get(iri).value(SKOS.inScheme) for iri in concepts} - {""}
    with_risks |= {contents.get(iri).value(SKOS.inScheme) for iri in of_risks}
    current = {version.iri for iri in stated if (version := _current(contents, iri))}
    used = {_licence(contents, iri) for iri in versions | schemes | current} - {""}
    return {
        "licenses": [entity(licence_id(iri), name=iri, url=iri) for iri in sorted(used)],
        "documents": [_document(contents.get(iri), contents) for iri in sorted(versions)]
        + [_paper(contents.get(iri)) for iri in sorted(stated)],
        "taxonomies": [
            _work(contents.get(iri), contents, iri in with_risks) for iri in sorted(stated)
        ]
        + [_scheme(contents.get(iri), contents, iri in with_risks) for iri in sorted(schemes)],
        "groups": [
            _group(contents.get(iri), contents, shelf, concepts, of_risks)
            for iri in sorted(concepts)
        ],
    }


def licence_id(iri: str) -> str:
    """An id for a licence.

    >>> licence_id("https://creativecommons.org/licenses/by/4.0/")
    'airm-licence-creativecommons-org-licenses-by-4-0'
    """
    return "airm-licence-" + re.sub("[^A-Za-z0-9]+", "-", iri.partition("://")[2]).strip("-")


def paper_id(work: str) -> str:
    """The id of a work as a document, which is a taxonomy as well."""
    return f"{own_id(work)}-document"


def _current(contents: Contents, work: str) -> Resource | None:
    """The version of a work that is shown, if it is described here."""
    found = (contents.get(iri) for iri in contents.get(work).values(AIRM.currentVersion))
    return next((version for version in found if version.said), None)


def _with_broader(contents: Contents, shelf: Shelf, things: Iterable[str]) -> set[str]:
    """The concepts under which things are put, and what is broader."""
    found: set[str] = set()
    waiting = [concept for iri in things for _, concept in shelf.classified.get(iri, ())]
    while waiting:
        concept = waiting.pop()
        if concept not in found:
            found.add(concept)
            waiting += contents.get(concept).values(SKOS.broader)
    return found


def _source(contents: Contents, iri: str) -> dict[str, str]:
    """What the manifest says of the source that a version or scheme is in."""
    each = contents.get(iri)
    graphs = {*each.values(AIRM.namedGraph), *each.graphs}
    for source in contents.sources:
        if contents.name(f"graph/source-{source['id']}") in graphs:
            return dict(source)
    return {}


def _licence(contents: Contents, iri: str) -> str:
    return contents.get(iri).value(DCTERMS.license) or str(
        _source(contents, iri).get("licence", "")
    )


def _document(version: Resource, contents: Contents) -> Entity:
    source = _source(contents, version.iri)
    licence = _licence(contents, version.iri)
    rights = source.get("rights", "")
    return entity(
        own_id(version.iri),
        name=version.label,
        url=version.iri,
        dateCreated=source["issued"] if DAY.fullmatch(source.get("issued", "")) else "",
        hasLicense=licence_id(licence) if licence else "",
        notes=[note("rights", rights)] if rights else [],
    )


def _paper(work: Resource) -> Entity:
    return entity(
        paper_id(work.iri),
        name=work.label,
        description=work.text(DCTERMS.bibliographicCitation),
        author=", ".join(work.values(DCTERMS.creator)),
        url=work.value(RDFS.seeAlso),
    )


def _work(work: Resource, contents: Contents, with_risks: bool) -> Entity:
    version = _current(contents, work.iri) or Resource("", {})
    licence = _licence(contents, version.iri) if version.iri else ""
    return entity(
        own_id(work.iri),
        name=work.label,
        description=work.text(DCTERMS.description),
        url=work.value(RDFS.seeAlso),
        type="RiskTaxonomy" if with_risks else "RiskControlGroupTaxonomy",
        version=version.value(OWL.versionInfo),
        hasDocumentation=[paper_id(work.iri)],
        hasLicense=licence_id(licence) if licence else "",
        notes=[note(IRI, work.iri), *_about(work, contents)],
    )


def _about(work: Resource, contents: Contents) -> Iterator[str]:
    yield from (note(KEY, key) for key in work.values(AIRM.sourceKey))
    for name, predicate in (
        ("kind of work", AIRM.workKind),
        ("status", AIRM.workStatus),
        ("binding", AIRM.bindingness),
        ("jurisdiction", AIRM.jurisdiction),
        ("sector", AIRM.sector),
        ("systems", AIRM.systemScope),
    ):
        yield from (note(name, contents.get(iri).label) for iri in work.values(predicate))


def _scheme(scheme: Resource, contents: Contents, with_risks: bool) -> Entity:
    licence = _licence(contents, scheme.iri)
    return entity(
        own_id(scheme.iri),
        name=scheme.label,
        description=scheme.text(SKOS.definition) or scheme.text(DCTERMS.description),
        url=scheme.iri,
        type="RiskTaxonomy" if with_risks else "RiskControlGroupTaxonomy",
        version=scheme.value(OWL.versionInfo),
        hasLicense=licence_id(licence) if licence else "",
    )


def _group(
    concept: Resource, contents: Contents, shelf: Shelf, there: set[str], of_risks: set[str]
) -> Entity:
    scheme = concept.value(SKOS.inScheme)
    facets = shelf.facets.get(scheme, [])
    return entity(
        own_id(concept.iri),
        name=concept.label,
        description=concept.text(SKOS.definition),
        url=concept.iri,
        type="RiskGroup" if concept.iri in of_risks else "RiskControlGroup",
        isDefinedByTaxonomy=own_id(scheme) if scheme else "",
        broader=[own_id(iri) for iri in concept.values(SKOS.broader) if iri in there],
        notes=[
            *(note(NOTATION, text) for text in concept.values(SKOS.notation)),
            *(note(FACET, facet.value(SKOS.notation)) for facet in facets),
            *(note(FACET_OF, kind) for facet in facets if (kind := _brought(facet, contents))),
        ],
    )


def _brought(facet: Resource, contents: Contents) -> str:
    """What a facet classifies that a source brings; nothing for one that everybody has."""
    if not any(graph.startswith(contents.name("graph/source-")) for graph in facet.graphs):
        return ""
    of = facet.value(AIRM.facetOf)
    kinds = {AIRM.Mitigation.value: "measure", AIRM.Requirement.value: "requirement"}
    return kinds.get(of, "risk")
