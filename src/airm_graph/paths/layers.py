"""Which groups reach which things within how many hops, and how strongly; up to 64 groups at once.

A group is a bit of a word: a work with all that its measures mitigate, say. Layer ``d`` holds, for
each strength and each thing, the groups that reach it at least so strongly by at most ``d`` hops.
Because the strength at the end of a hop rises with that at its start, and a detour never helps,
that is exact: the layers are the predecessor graph, from which every best path can be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .hops import Hops
from .relations import EQUAL, LEAD, NEEDED, PARTIAL

Array = NDArray[Any]
WORD = 64  # groups


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers:
    """For each number of hops a word for each strength and each thing."""

    hops: Hops
    masks: Array  # hops x strengths x things
    leads: bool  # whether what proves nothing was followed

    def best(self, groups: int) -> Array:
        """The best strength at which each of the groups reaches each thing."""
        last = self.masks[-1]
        found = np.zeros((groups, self.hops.size), dtype=np.int8)
        for group in range(groups):
            for strength in range(LEAD, EQUAL + 1):
                bits = (last[strength] >> np.uint64(group)) & np.uint64(1)
                found[group] += bits.astype(np.int8)
        return found

    def reached(self, thing: int, groups: np.uint64) -> tuple[int, int]:
        """The best strength at which any of the groups reaches a thing, and the fewest hops."""
        column = (self.masks[:, :, thing] & groups) != 0
        strength = int(column[-1].sum())  # the words of weaker strengths hold those of stronger
        return strength, int(column[:, strength].argmax()) if strength else 0

    def before(
        self, thing: int, groups: np.uint64, strength: int, depth: int
    ) -> Iterator[tuple[int, int]]:
        """The last hops of the paths of ``depth`` hops by which any of the groups gets there.

        Yields:
            The hop, and the strength that must have been reached before it.
        """
        for hop in self.hops.into(thing):
            needed = int(NEEDED[strength, self.hops.relation[hop]])
            if needed and self.masks[depth - 1, needed, self.hops.origin[hop]] & groups:
                yield hop, needed

    def path(self, thing: int, groups: np.uint64) -> tuple[int, list[int]]:
        """A shortest of the best paths by which any of the groups reaches a thing.

        Returns:
            The thing where it starts, and its hops.
        """
        strength, depth = self.reached(thing, groups)
        found: list[int] = []
        while depth:
            hop, strength = next(self.before(thing, groups, strength, depth))
            found.append(hop)
            thing, depth = int(self.hops.origin[hop]), depth - 1
        return thing, found[::-1]


def spread(hops: Hops, seeds: Array, depth: int, *, leads: bool) -> Layers:
    """What each group reaches from its seeds.

    Args:
        hops: What may be taken.
        seeds: For each strength a word for each thing: the groups that start there.
        depth: The most hops.
        leads: Whether to follow what proves nothing; without, paths end where they turn into that.
    """
    weakest = LEAD if leads else PARTIAL
    masks = np.zeros((depth + 1, EQUAL + 1, hops.size), dtype=np.uint64)
    masks[0, weakest:] = seeds[weakest:]
    for strength in range(EQUAL - 1, weakest - 1, -1):
        masks[0, strength] |= masks[0, strength + 1]
    steps = {strength: _steps(hops, strength) for strength in range(weakest, EQUAL + 1)}
    for layer in range(1, depth + 1):
        masks[layer] = masks[layer - 1]
        before = masks[layer - 1].ravel()
        for strength, (places, ends, starts) in steps.items():
            if places.size:
                arriving = np.bitwise_or.reduceat(before[places], starts)
                masks[layer, strength, ends] |= arriving
    if not leads:
        masks[:, LEAD] = masks[:, PARTIAL]
    return Layers(hops=hops, masks=masks, leads=leads)


def _steps(hops: Hops, strength: int) -> tuple[Array, Array, Array]:
    """Which hops can arrive with a strength: where to look before each, and which arrive where."""
    needed = NEEDED[strength][hops.relation]
    useful = np.flatnonzero(needed)
    places = needed[useful].astype(np.int64) * hops.size + hops.origin[useful]
    end = hops.end[useful]
    starts = np.flatnonzero(np.diff(end, prepend=-1))
    return places, end[starts], starts
