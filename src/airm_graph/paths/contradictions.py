"""Paths that contradict each other: by one two things are equal, by another one is inside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns
from .hops import Hops, PathOptions, hops_of
from .relations import ALL, EQ, PP, PPI, RELATIONS_OF_HOPS

NAMES = {EQ: "equal", PP: "inside", PPI: "contains"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Two things that paths relate in ways of which at most one can hold.

    Attributes:
        subject: The number of the one thing.
        object: The number of the other.
        relations: What paths say of the first with respect to the second.
    """

    subject: int
    object: int
    relations: tuple[str, ...]


def contradictions(columns: Columns, options: PathOptions | None = None) -> list[Contradiction]:
    """The pairs of things that paths of certain relations contradict each other about.

    Only what is certainly equal or a proper part can clash: whatever else a path says leaves all of
    these open. A thing that a circle of ``broader`` puts inside itself is such a pair, too.
    """
    options = options or PathOptions()
    hops = hops_of(columns, options)
    pairs, relations = np.divmod(_certain(hops, options.depth), ALL + 1)
    starts = np.flatnonzero(np.diff(pairs, prepend=-1))
    said = np.bitwise_or.reduceat(relations, starts) if pairs.size else relations
    subject, object_ = np.divmod(pairs[starts], hops.size)
    said |= np.where(subject == object_, EQ, 0)  # whatever paths say, a thing is equal to itself
    clash = (subject <= object_) & ~np.isin(said, list(NAMES))
    return [
        Contradiction(
            subject=one,
            object=other,
            relations=tuple(name for relation, name in NAMES.items() if bits & relation),
        )
        for one, other, bits in zip(
            *(found[clash].tolist() for found in (subject, object_, said)), strict=True
        )
    ]


def _certain(hops: Hops, depth: int) -> NDArray[np.int64]:
    """Each pair of things with a relation that a path makes certain, as one number; ascending."""
    table = np.array([relation * (relation in NAMES) for relation in RELATIONS_OF_HOPS])
    bits = table[hops.relation]
    sure = np.flatnonzero(bits)
    sure = sure[np.argsort(hops.origin[sure], kind="stable")]
    origin, end, said = hops.origin[sure].astype(np.int64), hops.end[sure], bits[sure]
    first = np.searchsorted(origin, np.arange(hops.size + 1))
    known = latest = np.unique((origin * hops.size + end) * (ALL + 1) + said)
    for _ in range(depth - 1):
        pair, before = np.divmod(latest, ALL + 1)
        start, middle = np.divmod(pair, hops.size)
        count = first[middle + 1] - first[middle]
        of = np.repeat(np.arange(middle.size), count)
        hop = np.arange(of.size) - np.repeat(np.cumsum(count) - count, count) + first[middle][of]
        before, after = before[of], said[hop]
        # Equal leaves the other as it is, and a part of a part is a part; the rest is not certain.
        joined = np.where(
            before == EQ, after, np.where((after == EQ) | (after == before), before, 0)
        )
        keep = joined > 0
        pair = start[of[keep]] * hops.size + end[hop[keep]]
        latest = np.setdiff1d(pair * (ALL + 1) + joined[keep], known)
        known = np.union1d(known, latest)
    return known if depth else known[:0]
