"""Why an empty cell cannot be called a gap, and which items a thin one has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns
from .axes import population
from .codings import UNCODED
from .counting import exploded, numbered, possible
from .grid import Grid

Array = NDArray[Any]
DOUBTS = ("undetermined", "coarse", UNCODED)


def reasons(columns: Columns, cells: Grid, places: tuple[Array, ...]) -> list[str]:
    """For each of the open cells at the places all the reasons that hold for it."""
    found: list[list[str]] = [[] for _ in range(places[0].size)]
    short: dict[str, Array] = {}
    for reason, of_work in cells.short.items():
        if cells.works is None:
            touched = int(of_work[cells.scope(columns)].sum())
            short[reason] = np.full(len(found), touched > 0)
            said = f"{reason} ({numbered(touched, 'work')})"
        else:
            short[reason] = of_work[places[cells.works]]
            said = reason
        for position in np.flatnonzero(short[reason]).tolist():
            found[position].append(said)
    for reason, facet, table in _doubts(cells):
        items = table[places]
        if reason in short:  # items of an uncoded work need no mention; those a coded one lacks do
            items = np.where(short[reason], 0, items)
        for position in np.flatnonzero(items).tolist():
            found[position].append(f"{reason} ({items[position]} on {facet})")
    return ["; ".join(dict.fromkeys(said)) for said in found]


def _doubts(cells: Grid) -> Iterator[tuple[str, str, Array]]:
    """For each doubt and facet, how many items might be in each cell because of it."""
    for doubt in DOUBTS:
        for position, a in enumerate([*cells.axes, *cells.filters]):
            mask = getattr(a, doubt if doubt != UNCODED else "uncoded")
            if mask.any():
                doubted = (position, mask)
                yield doubt, a.facet.name, possible(cells.table, cells.axes, cells.filters, doubted)


def items_of(columns: Columns, cells: Grid, wanted: Array) -> dict[int, list[str]]:
    """The IRIs of the items in the cells with these numbers in the flat grid, sorted."""
    if not wanted.size:
        return {}
    axes = [*cells.axes, *cells.filters]
    places = [*np.unravel_index(wanted, cells.shape)]
    places += [np.zeros_like(wanted)] * len(cells.filters)  # the one value of each filter
    inside = np.ones(axes[0].items, dtype=bool)
    for k, a in enumerate(axes):
        values = np.zeros(a.size, dtype=bool)
        values[places[k]] = True
        inside &= a.has(values)
    candidates = np.flatnonzero(inside)
    sizes = [a.size for a in axes]
    strides = [int(np.prod(sizes[k + 1 :], dtype=np.int64)) for k in range(len(axes))]
    rows, codes = exploded(axes, [a.profile_of[candidates] for a in axes], strides)
    keys = np.zeros_like(wanted)
    for place, stride in zip(places, strides, strict=True):
        keys += place * stride
    hit = np.isin(codes, keys)
    rows, codes = candidates[rows[hit]], codes[hit]
    names = columns.index["items"]
    first = population(columns, cells.options).first_records()
    number_of = dict(zip(keys.tolist(), wanted.tolist(), strict=True))
    found: dict[int, list[str]] = {}
    for item, code in zip(rows.tolist(), codes.tolist(), strict=True):
        found.setdefault(number_of[code], []).append(names[int(first[item])])
    return {number: sorted(iris) for number, iris in found.items()}
