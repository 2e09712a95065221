"""Concept schemes as trees: which scheme a concept is in, and which one concept is above it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from .graph import OWL, RDFS, SKOS, Statements, iris

IN_SCHEME = "skos:inScheme"
BROADER = ("skos:broader", "rdfs:subClassOf")


@dataclass(slots=True)
class Placed:
    """Where a concept stands.

    Attributes:
        scheme: The address of its scheme; empty for the one scheme of the vocabulary.
        parent: The address of the concept above it.
        by: The CURIE of the predicate that says so.
        further: What else is said to be above it, with the CURIE of the predicate; and the
            schemes that it is also in.
        cross: How many concepts above it are of the vocabulary, but of another scheme.
    """

    scheme: str = ""
    parent: str = ""
    by: str = ""
    further: list[tuple[str, str]] = field(default_factory=list)
    cross: int = 0


def place(
    statements: Statements, concepts: dict[str, str], own: Collection[str] = ()
) -> dict[str, Placed]:
    """Where each concept stands.

    Args:
        statements: What the files say.
        concepts: The concepts by address, each with the key by which they are sorted.
        own: Addresses of the vocabulary itself, which is no scheme among others.
    """
    schemes = _schemes(statements, concepts, own)
    placed: dict[str, Placed] = {}
    above = _above(statements, concepts)
    for iri in concepts:
        found = Placed(scheme=_scheme(schemes, iri))
        found.further = [(IN_SCHEME, other) for other in schemes.get(iri, [])[1:]]
        parents = sorted(above.get(iri, {}), key=lambda up: (concepts.get(up, ""), up))
        fitting = [up for up in parents if up in concepts and _scheme(schemes, up) == found.scheme]
        if fitting:
            found.parent, found.by = fitting[0], above[iri][fitting[0]]
        found.further += [(above[iri][up], up) for up in parents if up != found.parent]
        found.cross = sum(up in concepts and up not in fitting for up in parents)
        placed[iri] = found
    return placed


def break_cycles(placed: dict[str, Placed], concepts: dict[str, str]) -> Iterator[list[str]]:
    """Take the first concept of each cycle from under its parent, and yield the cycle.

    The link that is cut is kept as a further one, as the publisher states it, except where it leads
    from a concept to itself.
    """
    done: set[str] = set()
    for start in sorted(concepts, key=lambda iri: (concepts[iri], iri)):
        way: list[str] = []
        here = start
        while here and here not in done and here not in way:
            way.append(here)
            here = placed[here].parent
        if here in way:
            cycle = way[way.index(here) :]
            first = min(cycle, key=lambda iri: (concepts[iri], iri))
            turn = cycle.index(first)
            if len(cycle) > 1:
                placed[first].further.append((placed[first].by, placed[first].parent))
            placed[first].parent = placed[first].by = ""
            yield [*cycle[turn:], *cycle[:turn]]
        done.update(way)


def _scheme(schemes: dict[str, list[str]], iri: str) -> str:
    return schemes.get(iri, [""])[0]


def _schemes(
    statements: Statements, concepts: dict[str, str], own: Collection[str]
) -> dict[str, list[str]]:
    """The schemes of each concept, sorted; a top concept of a scheme is in it."""
    found: dict[str, set[str]] = defaultdict(set)
    for iri, about in statements.subjects():
        if iri in concepts:
            found[iri].update(iris(about, SKOS + "inScheme", SKOS + "topConceptOf"))
        for top in iris(about, SKOS + "hasTopConcept"):
            found[top].add(iri)
    return {
        iri: sorted({"" if scheme.rstrip("#/") in own else scheme for scheme in schemes})
        for iri, schemes in found.items()
        if schemes
    }


def _above(statements: Statements, concepts: dict[str, str]) -> dict[str, dict[str, str]]:
    """What is above each concept, with the predicate that says so: SKOS before RDFS."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for iri, about in statements.subjects():
        for up in iris(about, SKOS + "broader"):
            found[iri][up] = BROADER[0]
        for down in iris(about, SKOS + "narrower"):
            if down in concepts:
                found[down][iri] = BROADER[0]
    for iri in concepts:
        for up in iris(statements.about(iri), RDFS + "subClassOf"):
            if not up.startswith((OWL, RDFS, SKOS)):
                found[iri].setdefault(up, BROADER[1])
    return found
