"""Small worlds of mappings; what follows from them by trying every simple path and every set."""

import math
from collections.abc import Iterator, Sequence
from itertools import combinations, product
from typing import NamedTuple

import numpy as np

from airm_graph.columns import EXTENTS, ITEM, LINK, MAPPING, RELATIONS, STATUSES, Columns
from airm_graph.identifiers import expand
from airm_graph.vocab import BASE

ID = BASE + "id/"
AGENTS = {"publisher": ["publisherFiling"], "own": ["modelReading"]}
PREDICATES = {
    "equal": "skos:exactMatch",
    "inside": "skos:broadMatch",
    "contains": "skos:narrowMatch",
    "overlap": "skos:closeMatch",
    "nothing": "skos:relatedMatch",
    "subclass": "rdfs:subClassOf",
    "denied": "airm:mitigates",
}


class Said(NamedTuple):
    """A mapping from one thing to another, by their numbers."""

    subject: int
    object: int
    extent: str = "equal"
    status: str = "accepted"
    negative: bool = False
    stale: bool = False
    machine: bool = False
    confidence: float = math.nan
    agent: str = "publisher"


class Link(NamedTuple):
    """A measure acts on a thing, by their numbers."""

    measure: int
    thing: int
    relation: str = "reduces"
    confidence: float = math.nan
    agent: str = "publisher"


def world(
    things: int,
    mappings: Sequence[Said] = (),
    links: Sequence[Link] = (),
    *,
    works: Sequence[int] = (0, 1, 2),
    kinds: Sequence[Sequence[str]] | None = None,
    named: Sequence[Sequence[int]] | None = None,
    coded: Sequence[int] = (),
    every: Sequence[int] = (),
    mapped: Sequence[tuple[int, int]] = (),
    extra: Sequence[str] = (),
) -> Columns:
    """Columns of that world.

    Args:
        things: How many there are.
        mappings: Between them.
        links: From measures to them.
        works: The work of each measure, in the order of their numbers.
        kinds: Of each thing.
        named: The works that name each thing.
        coded: The works whose links are completely coded.
        every: Measures that claim to cover every risk.
        mapped: Pairs of a measure and the thing that it is.
        extra: IRIs of further things.
    """
    agents, names = list(AGENTS), list(PREDICATES)
    count = max([*works, *(n for ns in named or () for n in ns), *coded], default=0) + 1
    place = dict(mapped)
    rows = [
        (
            said.subject,
            said.object,
            EXTENTS.index(
                {"subclass": "inside", "denied": "nothing"}.get(said.extent, said.extent)
            ),
            names.index(said.extent),
            agents.index(said.agent),
            0,
            STATUSES.index(said.status),
            said.confidence,
            said.machine,
            said.negative,
            said.stale,
        )
        for said in mappings
    ]
    iris = [*(f"{ID}risk-{n}" for n in range(things)), *extra]
    return Columns(
        items=np.array(
            [(m, w, True, m in every, False, place.get(m, -1)) for m, w in enumerate(works)],
            dtype=ITEM,
        ),
        values={},
        links=np.array(
            [(x.measure, RELATIONS.index(x.relation), x.thing, agents.index(x.agent), x.confidence)
             for x in links],
            dtype=LINK,
        ),
        mappings=np.array(rows, dtype=MAPPING),
        index={
            "items": [f"{ID}mitigation-{m}" for m in range(len(works))],
            "works": [{"iri": f"{ID}framework-w{n}", "label": f"W{n}"} for n in range(count)],
            "agents": [{"iri": a, "label": a, "methods": AGENTS[a]} for a in agents],
            "targets": [
                {
                    "iri": iri,
                    "label": f"Thing {n}",
                    "kinds": list(kinds[n] if kinds and n < things else ["risk-source"]),
                    "works": [f"{ID}framework-w{w}" for w in named[n]]
                    if named and n < things
                    else [],
                    "domains": [],
                    "stages": [],
                    "classes": {},
                }
                for n, iri in enumerate(iris)
            ],
            "codings": [
                {"work": f"{ID}framework-w{w}", "facet": f"{ID}facet-{facet}", "coded": "complete",
                 "extraction": "complete", "agent": "publisher"}
                for w in coded
                for facet in ("action", "action-on-harm")
            ],
            "exclusions": [],
            "demand": [],
            "mappings": [f"{ID}mapping-{n}" for n in range(len(rows))],
            "predicates": [expand(name) for name in PREDICATES.values()],
            "stated": [{"iri": "g", "title": "A source", "version": "1", "issued": "2026-01-01"}],
        },
    )  # fmt: skip


# An independent reading: extents are sets, and a path is tried by trying all sets.


def extents(elements: int) -> list[frozenset[int]]:
    """Every set of some of the elements."""
    return [
        frozenset(chosen)
        for size in range(1, elements + 1)
        for chosen in combinations(range(elements), size)
    ]


def holds(extent: str, one: frozenset[int], other: frozenset[int]) -> bool:
    """Whether a mapping that says so is true of the two sets."""
    return {
        "equal": one == other,
        "inside": one < other,
        "contains": one > other,
        "subclass": one <= other,
        "superclass": one >= other,
        "overlap": bool(one & other),
        "nothing": True,
    }[extent]


def proved(pairs: Iterator[tuple[frozenset[int], frozenset[int]]]) -> str:
    """How strongly the second is reached from the first, if it may be any of these pairs."""
    found = list(pairs)
    if all(one == other for one, other in found):
        return "equal"
    if all(other <= one for one, other in found):
        return "inherited"
    return "partial" if all(one & other for one, other in found) else "lead"


CONVERSE = {"inside": "contains", "contains": "inside", "subclass": "superclass",
            "superclass": "subclass"}  # fmt: skip


def simple(mappings: Sequence[Said], start: int, end: int, depth: int) -> Iterator[list[str]]:
    """The extents along every simple path, in its direction."""
    steps = [(s.subject, s.object, s.extent) for s in mappings]
    steps += [(b, a, CONVERSE.get(extent, extent)) for a, b, extent in steps]

    def onwards(at: int, seen: frozenset[int], along: list[str]) -> Iterator[list[str]]:
        if at == end:
            yield along
        elif len(along) < depth:
            for a, b, extent in steps:
                if a == at and b not in seen:
                    yield from onwards(b, seen | {b}, [*along, extent])

    yield from onwards(start, frozenset({start}), [])


_KNOWN: dict[tuple[str, ...], str] = {(): "equal"}
SETS = extents(4)


def strength_along(path: Sequence[str]) -> str:
    """The strength that a path proves, by trying every assignment of sets to its things."""
    key = tuple(path)
    if key not in _KNOWN:
        _KNOWN[key] = proved(iter(_ends(key)))
    return _KNOWN[key]


_PAIRS: dict[tuple[str, ...], frozenset[tuple[frozenset[int], frozenset[int]]]] = {}


def _ends(path: tuple[str, ...]) -> frozenset[tuple[frozenset[int], frozenset[int]]]:
    """What its first and its last thing may be."""
    if path not in _PAIRS:
        if len(path) == 1:
            pairs = ((a, b) for a, b in product(SETS, SETS) if holds(path[0], a, b))
        else:
            before, after = _ends(path[:-1]), _ends(path[-1:])
            onwards: dict[frozenset[int], list[frozenset[int]]] = {}
            for a, b in after:
                onwards.setdefault(a, []).append(b)
            pairs = ((a, c) for a, b in before for c in onwards.get(b, ()))
        _PAIRS[path] = frozenset(pairs)
    return _PAIRS[path]
