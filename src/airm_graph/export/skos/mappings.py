"""The mappings between concepts that SKOS can state without saying more than anybody said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pyoxigraph import NamedNode

from ...vocab import AIRM, SKOS, SSSOM
from ..contents import Resource
from .gathering import NARROWER, Gathered
from .relations import Relation, exact_and_not, related_and_broader

MATCHES = ("broadMatch", "closeMatch", "exactMatch", "narrowMatch", "relatedMatch")
RELATED = NamedNode(SKOS.namespace + "related")
NAMED = 5  # contradictions that are named one by one
LEFT_OUT = {
    "elsewhere": "mappings between concepts and things that are no concepts",
    "open": "mappings of concepts that are proposed, disputed, stale or unresolved",
    "negative": "mappings of concepts that say that something does not correspond",
    "untyped": "mappings of concepts whose type SKOS does not have, or that have none",
}


def accepted(gathered: Gathered) -> tuple[list[Relation], list[str]]:
    """The matches from concept to concept, and in sentences what of the mappings is not there.

    An end that is not described may be a concept of others, for whoever mapped a concept to it with
    a property of SKOS took it for one; not so what is minted here.
    """
    left_out = Counter[str]()
    found = set(_stated(gathered))
    for mapping in gathered.mappings:
        one, other = mapping.value(SSSOM.subject_id), mapping.value(SSSOM.object_id)
        if one not in gathered.concepts and other not in gathered.concepts:
            continue
        predicate = mapping.value(SSSOM.predicate_id).removeprefix(SKOS.namespace)
        if why := _objection(gathered, mapping, predicate):
            left_out[why] += 1
        else:
            found.add((one, predicate, other))
    matches, contradictions = _consistent(gathered, sorted(found))
    told = [
        f"Left out: {what}: {left_out[why]:,}." for why, what in LEFT_OUT.items() if left_out[why]
    ]
    return matches, [*told, *contradictions]


def _stated(gathered: Gathered) -> Iterator[Relation]:
    """Matches that the graph states of concepts themselves, or has derived from mappings."""
    for one in gathered.concepts.values():
        for predicate in MATCHES:
            for other in one.values(getattr(SKOS, predicate)):
                if other != one.iri and _may_be_concept(gathered, other):
                    yield one.iri, predicate, other


def _objection(gathered: Gathered, mapping: Resource, predicate: str) -> str:
    """Why SKOS cannot state a mapping; empty where it can."""
    ends = (mapping.value(SSSOM.subject_id), mapping.value(SSSOM.object_id))
    if ends[0] == ends[1] or not all(_may_be_concept(gathered, end) for end in ends):
        return "elsewhere"
    if (
        mapping.values(AIRM.status) != [AIRM.accepted.value]
        or mapping.values(AIRM.stale)
        or mapping.values(AIRM.unresolved)
    ):
        return "open"
    if mapping.values(SSSOM.predicate_modifier):
        return "negative"
    return "" if predicate in MATCHES else "untyped"


def _may_be_concept(gathered: Gathered, iri: str) -> bool:
    return iri in gathered.concepts or not iri.startswith(gathered.own)


def _consistent(gathered: Gathered, matches: list[Relation]) -> tuple[list[Relation], list[str]]:
    """The matches without those that others contradict: exact ones stand, related ones give way."""
    hierarchy = [
        (one.iri, predicate.value.removeprefix(SKOS.namespace), other)
        for one in gathered.concepts.values()
        for predicate in (SKOS.broader, NARROWER, RELATED)
        for other in one.values(predicate)
    ]
    told = []
    for condition, contradicted in (("S46", exact_and_not), ("S27", related_and_broader)):
        gone = dict.fromkeys(one for one in contradicted([*hierarchy, *matches]) if one in matches)
        matches = [one for one in matches if one not in gone]
        if gone:
            named = "; ".join(" ".join(one) for one in list(gone)[:NAMED])
            more = f"; and {len(gone) - NAMED:,} more" if len(gone) > NAMED else ""
            told.append(
                f"Left out: matches that other accepted ones contradict by condition {condition}: "
                f"{len(gone):,}: {named}{more}."
            )
    return matches, told
