"""Every simple path by which a target is reached, hop by hop, with who says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..columns import Columns
from .hops import Hops
from .layers import Layers
from .relations import EQ, EQUAL, LEAD, PARTIAL, RELATIONS_OF_HOPS, STRENGTHS, compose, strength_of

MOST = 100  # paths that are listed, unless asked otherwise
MOST_STEPS = 200_000  # hops that are tried
_Try = tuple[int, int, tuple[int, ...], list[int]]  # thing, relation to the target, seen, hops


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """One mapping on a path, taken from ``origin`` to ``end``.

    Attributes:
        predicate: What the mapping says of its subject.
        inverse: Whether the path goes from the object of the mapping to its subject.
        mapping: The IRI of the mapping; empty for a hierarchy's own hop.
        source: Who says so: the title of the file, or else its named graph.
        strength: How strongly the end is reached from where the path starts.
    """

    origin: str
    origin_label: str
    predicate: str
    inverse: bool
    end: str
    end_label: str
    mapping: str
    source: str
    version: str
    issued: str
    confidence: float | None
    machine_made: bool
    strength: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """A way from a thing that is acted upon to a target.

    Attributes:
        start: The number of the thing where it starts.
        relation: What the start may be to the target, as bits of the base relations.
        confidence: The smallest that is stated on the way.
        machine_made: Whether a machine made any of the hops.
    """

    start: int
    hops: tuple[Hop, ...]
    relation: int
    strength: str
    confidence: float | None
    machine_made: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """The paths that were found, the best and shortest first; ``more`` if some were left out."""

    found: tuple[Path, ...]
    more: bool


def described(columns: Columns, hops: Hops, start: int, along: list[int]) -> Path:
    """A path in the words of those who state its hops."""
    index, relation = columns.index, EQ
    told = []
    for hop in along:
        row = int(hops.row[hop])
        said = columns.mappings[row]
        relation = compose(relation, RELATIONS_OF_HOPS[hops.relation[hop]])
        origin, end = (index["targets"][int(ends[hop])] for ends in (hops.origin, hops.end))
        stated = index["stated"][said["stated"]] if said["stated"] >= 0 else {}
        sure = float(said["confidence"])
        told.append(
            Hop(
                origin=origin["iri"],
                origin_label=origin["label"],
                predicate=index["predicates"][said["predicate"]],
                inverse=not hops.forward[hop],
                end=end["iri"],
                end_label=end["label"],
                mapping=index["mappings"][row],
                source=stated.get("title", ""),
                version=stated.get("version", ""),
                issued=stated.get("issued", ""),
                confidence=None if np.isnan(sure) else round(sure, 4),
                machine_made=bool(said["machine_made"]),
                strength=STRENGTHS[strength_of(relation)],
            )
        )
    sure_of = [hop.confidence for hop in told if hop.confidence is not None]
    return Path(
        start=start,
        hops=tuple(told),
        relation=relation,
        strength=STRENGTHS[strength_of(relation)],
        confidence=min(sure_of, default=None),
        machine_made=any(hop.machine_made for hop in told),
    )


def simple_paths(
    columns: Columns, layers: Layers, target: int, groups: np.uint64, most: int = MOST
) -> Paths:
    """Every simple path to a target from where any of the groups starts, within the depth.

    Args:
        columns: Those of the build.
        layers: What the groups reach.
        target: The number of the target.
        groups: The groups, as bits.
        most: How many paths are listed, the shortest first.
    """
    found: list[Path] = []
    for start, along in _search(layers, target, groups):
        if start < 0 or len(found) == most:
            return Paths(found=_best_first(found), more=True)
        found.append(described(columns, layers.hops, start, along))
    return Paths(found=_best_first(found), more=False)


def _best_first(found: list[Path]) -> tuple[Path, ...]:
    return tuple(sorted(found, key=lambda p: (-STRENGTHS.index(p.strength), len(p.hops))))


def _search(layers: Layers, target: int, groups: np.uint64) -> Iterator[tuple[int, list[int]]]:
    """Paths from a start to the target, the shortest first; -1 for a start where it gives up."""
    hops = layers.hops
    weakest = LEAD if layers.leads else PARTIAL
    tried = 0
    for length in range(layers.masks.shape[0]):
        stack: list[_Try] = [(target, EQ, (target,), [])]
        while stack:
            thing, relation, seen, along = stack.pop()
            left = length - len(along)
            if not left:
                if layers.masks[0, EQUAL, thing] & groups:
                    yield thing, along
                continue
            for hop in reversed(hops.into(thing)):
                tried += 1
                origin = int(hops.origin[hop])
                if origin in seen or not layers.masks[left - 1, weakest, origin] & groups:
                    continue
                so_far = compose(RELATIONS_OF_HOPS[hops.relation[hop]], relation)
                if strength_of(so_far) >= weakest:  # what may be disjoint stays so
                    stack.append((origin, so_far, (*seen, origin), [hop, *along]))
            if tried > MOST_STEPS:
                yield -1, []
                return
