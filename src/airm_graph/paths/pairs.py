"""Which things are reached from each start, and how strongly: a row for each pair."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .hops import Hops
from .relations import BACKWARDS, EQUAL, GIVEN, LEAD, PARTIAL

Array = NDArray[Any]


def pairs_from(hops: Hops, starts: Array, depth: int, *, leads: bool) -> tuple[Array, Array, Array]:
    """Every pair of a start and a thing that is reached from it within ``depth`` hops.

    Returns:
        The start, the thing, and the best strength of the pair; sorted by start and thing.
    """
    weakest = LEAD if leads else PARTIAL
    # Every mapping is two hops, one each way: those that leave a thing mirror those that arrive.
    out = BACKWARDS[hops.relation]
    start = thing = starts.astype(np.int64)
    strength = np.full(start.size, EQUAL, dtype=np.int8)
    known = start * hops.size + thing, strength  # keys ascending
    for _ in range(depth):
        low = hops.first[thing]
        count = hops.first[thing + 1] - low
        of = np.repeat(np.arange(thing.size), count)
        hop = np.arange(of.size) - np.repeat(np.cumsum(count) - count, count) + low[of]
        found = GIVEN[strength[of], out[hop]]
        useful = found >= weakest
        key = start[of[useful]] * hops.size + hops.origin[hop[useful]]
        key, found = _best(key, found[useful])
        place = np.minimum(np.searchsorted(known[0], key), known[0].size - 1)
        before = np.where(known[0][place] == key, known[1][place], 0) if key.size else found
        better = found > before
        key, found = key[better], found[better]
        if not key.size:
            break
        known = _best(np.concatenate([known[0], key]), np.concatenate([known[1], found]))
        start, thing, strength = key // hops.size, key % hops.size, found
    return known[0] // hops.size, known[0] % hops.size, known[1]


def best_pairs(
    first: Array, second: Array, strength: Array, size: int
) -> tuple[Array, Array, Array]:
    """Each pair once, with its best strength, sorted; ``size`` is above every ``second``."""
    key, best = _best(first.astype(np.int64) * size + second, strength)
    return key // size, key % size, best


def _best(key: Array, strength: Array) -> tuple[Array, Array]:
    """Each key once, ascending, with its best strength."""
    if not key.size:
        return key, strength
    joined = np.sort(key * (EQUAL + 2) + strength)
    key = joined // (EQUAL + 2)
    last = np.flatnonzero(np.append(key[1:] != key[:-1], True))
    return key[last], (joined[last] % (EQUAL + 2)).astype(np.int8)
