"""Which statements about concepts cannot all be true by SKOS: conditions S27 and S46."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

# One concept, the local name of a property of SKOS, another concept.
Relation = tuple[str, str, str]

UP = frozenset(["broader", "broaderTransitive", "broadMatch"])
DOWN = frozenset(["narrower", "narrowerTransitive", "narrowMatch"])
BESIDE = frozenset(["related", "relatedMatch"])
NOT_EXACT = frozenset(["broadMatch", "narrowMatch", "relatedMatch"])


def related_and_broader(relations: Iterable[Relation]) -> Iterator[Relation]:
    """Relations that say that two concepts are related of which one is broader (S27).

    Broader is read as transitive, and a match up or down the hierarchy as a part of it.

    >>> list(related_and_broader([("a", "broader", "b"), ("b", "broader", "c"),
    ...                           ("c", "related", "a")]))
    [('c', 'related', 'a')]
    """
    relations = list(relations)
    above: dict[str, set[str]] = defaultdict(set)
    for one, what, other in relations:
        if what in UP:
            above[one].add(other)
        elif what in DOWN:
            above[other].add(one)
    for one, what, other in relations:
        if what in BESIDE and (_leads(above, one, other) or _leads(above, other, one)):
            yield one, what, other


def exact_and_not(relations: Iterable[Relation]) -> Iterator[Relation]:
    """Broad, narrow and related matches of concepts that also match exactly (S46).

    Exact matches are read as symmetric and transitive.

    >>> list(exact_and_not([("a", "exactMatch", "b"), ("c", "exactMatch", "b"),
    ...                     ("a", "broadMatch", "c")]))
    [('a', 'broadMatch', 'c')]
    """
    relations = list(relations)
    first: dict[str, str] = {}

    def same(iri: str) -> str:
        way = []
        while first.get(iri, iri) != iri:
            way.append(iri)
            iri = first[iri]
        first.update(dict.fromkeys(way, iri))
        return iri

    for one, what, other in relations:
        if what == "exactMatch":
            first[same(one)] = same(other)
    for one, what, other in relations:
        if what in NOT_EXACT and same(one) == same(other):
            yield one, what, other


def cycles(relations: Iterable[Relation]) -> Iterator[str]:
    """A concept of each cycle in the hierarchy, which SKOS allows and few programs can show.

    >>> list(cycles([("a", "broader", "b"), ("b", "broader", "a"), ("c", "broader", "a")]))
    ['a']
    """
    above: dict[str, set[str]] = defaultdict(set)
    for one, what, other in relations:
        if what == "broader":
            above[one].add(other)
        elif what == "narrower":
            above[other].add(one)
    known: set[str] = set()
    for iri in sorted(above):
        if iri not in known and _leads(above, iri, iri):
            yield iri
            known |= _reached(above, iri)


def _leads(above: dict[str, set[str]], one: str, other: str) -> bool:
    return other in _reached(above, one)


def _reached(above: dict[str, set[str]], iri: str) -> set[str]:
    """Everything above a concept; itself only where the way leads back."""
    found: set[str] = set()
    due = [iri]
    while due:
        new = above.get(due.pop(), set()) - found
        found |= new
        due += new
    return found
