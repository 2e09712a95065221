"""One work seen from others: which of its things do theirs reach through mappings, and how?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns
from ..errors import IdentifierError, nearest
from ..paths.hops import Hops, PathOptions, hops_of
from ..paths.layers import WORD, Layers, spread
from ..paths.pairs import pairs_from
from ..paths.relations import EQUAL, LEAD, STRENGTHS
from ..paths.walks import Hop, described
from .axes import Value, find_work, work_key

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """How a work reaches a thing.

    Attributes:
        strength: The best of the strengths; empty if nothing of the work gets there.
        things: How many things of the work reach it so, by no more hops than the path has.
        path: A shortest of the best paths; empty where the work states the same thing.
        confidence: The smallest that is stated on that path.
    """

    strength: str
    things: int
    path: tuple[Hop, ...]
    confidence: float | None
    machine_made: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A thing of the work that is asked about, and how each of the others reaches it."""

    target: Value
    kinds: tuple[str, ...]
    reached: tuple[Reached, ...]


def crosswalk(
    columns: Columns,
    of: str,
    through: Sequence[str],
    *,
    kind: str | None = None,
    options: PathOptions | None = None,
) -> tuple[tuple[Value, ...], tuple[Crossing, ...]]:
    """How the things of one work are reached from the things of each of the others.

    Untyped mappings are followed, too, but what they lead to is only ever a ``lead``.

    Args:
        columns: Those of the build.
        of: The work whose things are reached.
        through: The works from whose things paths start.
        kind: Only things of this kind.
        options: Which mappings count, and how far; its kind of target does not matter here.

    Returns:
        The works from which paths start, and a row for each thing of the work that is asked about.

    Raises:
        IdentifierError: A work is not known, or the work states nothing of that kind.
    """
    works = columns.index["works"]
    asked = find_work(columns, of)
    starting = [find_work(columns, work) for work in through]
    if asked in starting:
        raise IdentifierError(f"{of!r} is compared with itself: name another work to start from")
    if len(starting) > WORD:
        raise IdentifierError(f"{len(starting)} works to start from; at most {WORD} at once")
    stated = _stated(columns)
    wanted = _wanted(columns, stated.get(works[asked]["iri"], []), of, kind)
    hops = hops_of(columns, replace(options or PathOptions(), leads=True))
    depth = (options or PathOptions()).depth
    seeds = np.zeros((EQUAL + 1, hops.size), dtype=np.uint64)
    counts = []
    for group, work in enumerate(starting):
        things = np.array(stated.get(works[work]["iri"], []), dtype=np.int64)
        seeds[EQUAL, things] |= np.uint64(1 << group)
        counts.append([_things(hops, things, hops_most) for hops_most in range(depth + 1)])
    layers = spread(hops, seeds, depth, leads=True)
    rows = tuple(
        Crossing(
            target=_value(columns, number),
            kinds=tuple(columns.index["targets"][number]["kinds"]),
            reached=tuple(
                _reached(columns, layers, number, group, counts[group])
                for group in range(len(starting))
            ),
        )
        for number in wanted
    )
    names = (works[number] for number in starting)
    return (
        tuple(Value(id=work_key(w["iri"]), iri=w["iri"], label=w["label"]) for w in names),
        tuple(sorted(rows, key=_best_first)),
    )


def _things(hops: Hops, things: Array, depth: int) -> Array:
    """How many of the things reach each other one at each strength within ``depth`` hops."""
    _, thing, strength = pairs_from(hops, things, depth, leads=True)
    shape = hops.size, len(STRENGTHS)
    found = np.bincount(thing * shape[1] + strength, minlength=shape[0] * shape[1])
    return found.reshape(shape)


def _best_first(row: Crossing) -> tuple[list[int], list[int], str]:
    return (
        [-STRENGTHS.index(by.strength) for by in row.reached],
        [len(by.path) for by in row.reached],
        row.target.iri,
    )


def _stated(columns: Columns) -> dict[str, list[int]]:
    """The numbers of the things that each work states, by the IRI of the work."""
    found: dict[str, list[int]] = {}
    for number, target in enumerate(columns.index["targets"]):
        for work in target["works"]:
            found.setdefault(work, []).append(number)
    return found


def _wanted(columns: Columns, numbers: list[int], of: str, kind: str | None) -> list[int]:
    kinds = {number: columns.index["targets"][number]["kinds"] for number in numbers}
    if kind is None:
        return numbers
    known = sorted({name for names in kinds.values() for name in names})
    if kind not in known:
        raise IdentifierError(f"{of} states nothing of the kind {kind!r}: {nearest(kind, known)}")
    return [number for number in numbers if kind in kinds[number]]


def _value(columns: Columns, number: int) -> Value:
    said = columns.index["targets"][number]
    return Value(id=said["iri"].rpartition("/")[2], iri=said["iri"], label=said["label"])


def _reached(
    columns: Columns, layers: Layers, number: int, group: int, counts: Sequence[Array]
) -> Reached:
    bit = np.uint64(1 << group)
    strength, _ = layers.reached(number, bit)
    if strength < LEAD:
        return Reached(strength="", things=0, path=(), confidence=None, machine_made=False)
    path = described(columns, layers.hops, *layers.path(number, bit))
    return Reached(
        strength=STRENGTHS[strength],
        things=int(counts[len(path.hops)][number, strength]),
        path=path.hops,
        confidence=path.confidence,
        machine_made=path.machine_made,
    )
