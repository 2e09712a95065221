"""What an empty cell is worth: expected evidence, and the chance of none."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .counting import counts, evidence, holding
from .evidence import p_empty
from .grid import Grid

Array = NDArray[Any]


def chances(cells: Grid, places: tuple[Array, ...]) -> tuple[Array, Array]:
    """``expected`` of the cells at the places and, where they are empty, ``p_empty``.

    NaN where they say nothing: there are no works among the facets, the cell is excluded, or
    nothing of the work is coded.
    """
    nothing = np.full(places[0].size, np.nan)
    if cells.works is None:
        return nothing, nothing
    works = cells.axes[cells.works]
    others = [a for a in cells.axes if a is not works]
    work = places[cells.works]
    rest = (*places[: cells.works], *places[cells.works + 1 :])
    size = works.items
    coded = holding(cells.filters, size)
    for a in others:
        coded &= a.has(a.valued | a.none)
    drawn = counts([works], coded)[work]
    total = np.full(work.size, int(coded.sum()))
    marked = evidence(counts([*others, *cells.filters]), others, cells.filters)[rest]
    if cells.declared is not None:
        _leave_out(cells, coded, rest, total, marked)
        drawn = np.where(cells.declared[places] >= 0, 0, drawn)
    told = (drawn > 0) & (total > 0)
    expected = nothing.copy()
    expected[told] = drawn[told] * marked[told] / total[told]
    empty = told & (cells.evidence[places] == 0)
    chance = nothing.copy()
    sizes = np.stack([total[empty], drawn[empty], marked[empty]], axis=1)
    if sizes.size:
        distinct, number = np.unique(sizes, axis=0, return_inverse=True)
        known = np.array([p_empty(*triple) for triple in distinct.tolist()])
        chance[empty] = known[number.reshape(-1)]
    return expected, chance


def _leave_out(
    cells: Grid, coded: Array, rest: tuple[Array, ...], total: Array, marked: Array
) -> None:
    """Works for which a cell is declared not applicable can have no measure in it."""
    if cells.works is None or cells.declared is None:
        return
    works = cells.axes[cells.works]
    others = [a for a in cells.axes if a is not works]
    outside = np.moveaxis(cells.declared >= 0, cells.works, -1)[rest]
    touched = np.flatnonzero(outside.any(axis=1))
    patterns, number = np.unique(outside[touched], axis=0, return_inverse=True)
    for position, pattern in enumerate(patterns):
        extra = works.size - pattern.size
        kept = coded & works.has(np.append(~pattern, np.zeros(extra, dtype=bool)))
        here = touched[number.reshape(-1) == position]
        table = evidence(counts(others, kept), others, ())
        total[here] = int(kept.sum())
        marked[here] = table[tuple(along[here] for along in rest)]
