"""An OSCAL mapping collection: which controls of one document correspond to which of another.

A map relates *sets* of controls or statements. Only what follows from it for a pair is said with a
type; where nothing follows, the pair corresponds without one, and the comment has the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from ...records import Mapping, Source
from ..log import Log
from .documents import (
    Document,
    about_of,
    agent_of,
    author_of,
    document_of,
    mapping,
    objects,
    of_document,
    resources,
    strays,
    text,
    work_of_address,
)

UNTYPED, EXACT, BROAD, NARROW, OVERLAP, RELATED = (
    "airm:correspondsTo",
    "skos:exactMatch",
    "skos:broadMatch",
    "skos:narrowMatch",
    "airm:intersectsWith",
    "skos:relatedMatch",
)
PREDICATES = {
    "equivalent-to": EXACT,
    "equal-to": EXACT,
    "subset-of": BROAD,
    "superset-of": NARROW,
    "intersects-with": OVERLAP,
    "no-relationship": RELATED,
}
NAMESPACES = frozenset({"", "http://csrc.nist.gov/ns/oscal"})
METHODS = {"human": False, "hybrid": False, "automation": True}
STATUSES = {
    "complete": "accepted",
    "not-complete": "accepted",
    "draft": "proposed",
    "deprecated": "superseded",
    "superseded": "superseded",
}
RATIONALES = frozenset({"semantic", "functional", "syntactic"})


@dataclass(frozen=True, slots=True)
class Item:
    """A control that a map names, or that holds a statement which it names."""

    key: str
    whole: bool
    named: tuple[str, ...]


def read_mappings(document: Document, documents: Sequence[Document], log: Log) -> Source:
    """The collection as records."""
    agent = agent_of(document, log)
    slug = document.work.removeprefix("framework-")
    pairs: dict[Mapping, str] = {}
    for number, item in enumerate(objects(document.body, "mappings"), start=1):
        for place, each in _maps(item, f"mapping {number}", document, documents, log):
            said = replace(each, author=author_of(agent), comment="")
            if said in pairs:
                what = "one of its pairs was said before in the same way; said once"
                log.note(document.name, place, f"{each.subject} {each.object}", what)
            pairs.setdefault(said, each.comment)
    found = [replace(said, comment=comment) for said, comment in pairs.items()]
    if not found:
        of_document(log, document.name, "", "the collection holds no map that can be read")
    return Source(
        about=about_of(
            document,
            agent,
            log,
            id_=f"mappings-{document.source}",
            of=f"compilation-mappings-{slug}",
            type_="Compilation",
            description=f"An OSCAL mapping collection of {len(found)} pairs.",
        ),
        agents=(agent,),
        mappings=tuple(
            sorted(
                found, key=lambda each: (each.subject, each.object, each.predicate, each.comment)
            )
        ),
    )


def _maps(
    item: dict[str, Any],
    where: str,
    document: Document,
    documents: Sequence[Document],
    log: Log,
) -> Iterator[tuple[str, Mapping]]:
    name, literature = document.name, resources(document.body)
    provenance = {**mapping(document.body, "provenance"), **item}
    status = _known(provenance, "status", STATUSES, log, document)
    method = _known(provenance, "method", METHODS, log, document)
    works, versions = [], []
    for end in ("source-resource", "target-resource"):
        href = text(mapping(item, end).get("href"))
        if not href:
            log.refuse(name, where, "", f"the mapping has no {end} with an href")
            return
        here = document_of(href, documents, literature)
        works.append(work_of_address(href, documents, literature))
        versions.append(here.version if here else "")
    for stray in strays(item, "maps"):
        log.refuse(name, f"{where} maps", stray, "is no object")
    for number, each in enumerate(objects(item, "maps"), start=1):
        place = f"{where} map {number}"
        log.row(name, place)
        relation, foreign = text(each.get("relationship")), text(each.get("ns")) not in NAMESPACES
        apart = relation == "no-relationship"
        sources, targets = (
            _items(each, end, apart, name, place, log) for end in ("sources", "targets")
        )
        if not sources or not targets:
            log.refuse(name, place, relation, "a map needs sources and targets")
            continue
        if relation not in PREDICATES or foreign:
            what = "the relationship is unknown; kept as a correspondence without a type"
            log.note(name, place, relation, what)
            relation = ""
        pairs = [
            (s, t, _predicate(relation, s, t, sources, targets)) for s in sources for t in targets
        ]
        if relation and any(predicate == UNTYPED for _, _, predicate in pairs):
            what = "relates sets as a whole; what does not follow for a pair has no type"
            log.note(name, place, relation, what)
        score = _score(each, provenance, name, place, log)
        for source, target, predicate in pairs:
            yield (
                place,
                Mapping(
                    subject=f"{works[0]}:{source.key}",
                    predicate=predicate,
                    object=f"{works[1]}:{target.key}",
                    subject_version=versions[0],
                    object_version=versions[1],
                    confidence=score,
                    negative=relation == "no-relationship",
                    machine_made=METHODS.get(method, False),
                    status=STATUSES.get(status, "accepted"),
                    comment=_comment(each, provenance, sources, targets),
                    path=name,
                ),
            )


def _known(
    owner: dict[str, Any], slot: str, values: dict[str, Any], log: Log, document: Document
) -> str:
    found = text(owner.get(slot))
    if found not in values:
        expected = ", ".join(values)
        of_document(log, document.name, found, f"the {slot} is unknown; OSCAL has {expected}")
    return found


def _items(
    owner: dict[str, Any], end: str, apart: bool, name: str, place: str, log: Log
) -> list[Item]:
    """The controls at one end; statements of one control are taken together, unless ``apart``."""
    found: dict[str, tuple[bool, list[str]]] = {}
    for item in objects(owner, end):
        id_ = text(item.get("id-ref"))
        if not re.search("[A-Za-z0-9]", id_):
            log.note(name, place, id_, f"one of the {end} names nothing; left out")
            continue
        part = item.get("type") == "statement" and not apart
        control = id_.partition("_smt")[0] if part else id_
        whole, named = found.setdefault(control.upper(), (False, []))
        named.append(id_)
        found[control.upper()] = (whole or control == id_, named)
    return [Item(key, whole, tuple(named)) for key, (whole, named) in found.items()]


def _predicate(
    relation: str, source: Item, target: Item, sources: Sequence[Item], targets: Sequence[Item]
) -> str:
    """What follows for this pair from what is said of the sets.

    A control that is named by some of its statements only is larger than what is meant: what is
    within it is within the control, but not the other way round.
    """
    one_source, one_target = len(sources) == 1, len(targets) == 1
    wanted = PREDICATES.get(relation, UNTYPED)
    if wanted == RELATED:
        return RELATED  # denied: of two sets without anything in common, no pair has
    if wanted == EXACT and one_source and one_target:
        if source.whole and target.whole:
            return EXACT
        wanted = BROAD if source.whole else NARROW if target.whole else OVERLAP
    elif wanted == EXACT:
        wanted = BROAD if one_target else NARROW if one_source else UNTYPED
    if wanted == BROAD and one_target:
        return BROAD if source.whole else OVERLAP
    if wanted == NARROW and one_source:
        return NARROW if target.whole else OVERLAP
    if wanted == OVERLAP and one_source and one_target:
        return OVERLAP
    return UNTYPED


def _score(
    each: dict[str, Any], provenance: dict[str, Any], name: str, place: str, log: Log
) -> Decimal | None:
    """How sure the author is, of this map or of the whole mapping."""
    score = each.get("confidence-score", provenance.get("confidence-score"))
    written = text(score.get("percentage")) if isinstance(score, dict) else text(score)
    if not written:
        return None
    try:
        number = Decimal(written.removesuffix("%").strip())
        found = number / 100 if written.endswith("%") else number
        if 0 <= found <= 1:
            return found
    except (InvalidOperation, ValueError):
        pass
    log.note(name, place, written, "the confidence is no number between 0 and 1; left out")
    return None


def _comment(
    each: dict[str, Any],
    provenance: dict[str, Any],
    sources: Sequence[Item],
    targets: Sequence[Item],
) -> str:
    """The relationship as OSCAL puts it, where a pair does not say the same."""
    rationale = text(each.get("matching-rationale")) or text(provenance.get("matching-rationale"))
    said = [f"{rationale} matching"] if rationale in RATIONALES else []
    relation, items = text(each.get("relationship")), [*sources, *targets]
    if len(items) > 2 or relation not in PREDICATES or not all(item.whole for item in items):
        ends = [" ".join(id_ for item in end for id_ in item.named) for end in (sources, targets)]
        said.append(f"{ends[0]} {relation or 'without a relationship'} {ends[1]}")
    return "; ".join(said)
