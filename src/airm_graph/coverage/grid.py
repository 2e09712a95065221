"""The grid: evidence, unknowns and states of all cells of the product, as plain arrays.

It says what a coverage table says, without labels, reasons and chances: a million measures take
about as long as counting them by their keys.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns
from .axes import Axis, axes_of, filters, find_work, values_below
from .codings import shortcomings
from .counting import counts, evidence, margins_hold, possible
from .exclusions import declared_cells
from .options import FRAMEWORK, OptionError, Options

Array = NDArray[Any]
MOST_CELLS = 20_000_000
SMALL = 100_000  # cells of a table that is remembered
REMEMBERED = 8  # tables: a few facets, each with what leaves something out
STATES = {
    "addressed": "at least as many measures as the threshold asks for",
    "thin": "some measures, fewer than the threshold asks for",
    "open": "no measure found, and it cannot be told whether there is one",
    "gap": "no measure, although everything was extracted, coded and decided",
    "excluded": "declared not applicable",
}
ADDRESSED, THIN, OPEN, GAP, EXCLUDED = range(len(STATES))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """All cells of the facets in ``options.by``, one dimension a facet.

    Attributes:
        options: What was asked; filters on the facets of the grid itself are not among it.
        axes: The facets, with their values and the codes of the items.
        filters: Further axes of one value each.
        table: Items by their codes on all axes and filters.
        evidence: Items in each cell.
        unknown: Further items that might be in it.
        states: Numbers in the order of ``STATES``.
        holds: Whether all margins of the cell hold items; others are empty by arithmetic.
        declared: Which of the declarations excludes the cell, -1 for none; None: no cell at all.
        declarations: What they say.
        short: For each reason the works that cannot be called silent because of it.
    """

    options: Options
    axes: tuple[Axis, ...]
    filters: tuple[Axis, ...]
    table: Array
    evidence: Array
    unknown: Array
    states: Array
    holds: Array
    declared: Array | None
    declarations: tuple[str, ...]
    short: dict[str, Array]

    @property
    def works(self) -> int | None:
        """The number of the axis of works, if there is one."""
        by = self.options.by
        return by.index(FRAMEWORK) if FRAMEWORK in by else None

    def scope(self, columns: Columns) -> list[int]:
        """The works of which silence is asked where they are no axis."""
        where = self.options.where
        wanted = {find_work(columns, value) for name, value in where if name == FRAMEWORK}
        return sorted(wanted) or list(range(len(columns.index["works"])))

    @property
    def shape(self) -> tuple[int, ...]:
        """How many values each facet has."""
        return tuple(len(a.values) for a in self.axes)


def grid(columns: Columns, options: Options) -> Grid:
    """The cells of the facets in ``options.by``, of the whole field.

    Filters on these facets themselves are left aside: they choose among the cells
    (:func:`chosen_values`), so that peers and chances stay those of the field.

    Raises:
        IdentifierError: A facet, concept or work is not known.
        OptionError: The table would have more than twenty million cells.
    """
    options.check(columns.facets)
    options = replace(
        options, where=tuple(pair for pair in options.where if pair[0] not in options.by)
    )
    axes, chosen = axes_of(columns, options, options.by), filters(columns, options)
    if np.prod([float(a.size) for a in (*axes, *chosen)]) > MOST_CELLS:
        raise OptionError(f"the table has more than {MOST_CELLS:,} cells; ask for fewer facets")
    table = counts([*axes, *chosen])
    if axes[0].items < np.iinfo(np.int32).max:
        table = table.astype(np.int32)  # half as much to read from here on
    found = np.ascontiguousarray(evidence(table, axes, chosen))
    may = possible(table, axes, chosen)
    declared, declarations = declared_cells(columns, axes, chosen)
    blank = Grid(
        options=options,
        axes=tuple(axes),
        filters=tuple(chosen),
        table=table,
        evidence=found,
        unknown=may - found,
        states=np.zeros(0, dtype=np.uint8),
        holds=margins_hold(table, axes, chosen),
        declared=declared,
        declarations=tuple(declarations),
        short=shortcomings(columns, options, [a.facet for a in (*axes, *chosen)]),
    )
    return replace(blank, states=_states(columns, blank, may))


class RecentGrids:
    """As :func:`grid`, for who asks for one cell after the other: small grids are remembered."""

    def __init__(self) -> None:
        self._known: list[tuple[Columns, Options, Grid]] = []

    def __call__(self, columns: Columns, options: Options) -> Grid:
        """The cells of the facets in ``options.by``; not to be changed."""
        for of, asked, known in self._known:
            if of is columns and asked == options:
                return known
        found = grid(columns, options)
        if found.table.size <= SMALL:
            self._known = [*self._known[1 - REMEMBERED :], (columns, options, found)]
        return found


def _states(columns: Columns, cells: Grid, may: Array) -> Array:
    silent = ~np.logical_or.reduce(list(cells.short.values()))
    if cells.works is None:
        gap = (may == 0) if silent[cells.scope(columns)].all() else np.zeros(may.shape, dtype=bool)
    else:
        along = [-1 if k == cells.works else 1 for k in range(len(cells.axes))]
        gap = (may == 0) & silent.reshape(along)
    states = (cells.evidence < cells.options.threshold).view(np.uint8)
    states += cells.evidence == 0
    states += gap
    if cells.declared is not None:
        states[cells.declared >= 0] = EXCLUDED
    return states


def chosen_values(columns: Columns, options: Options, cells: Grid) -> Array:
    """Which cells of the grid lie on the values that filters on its own facets ask for."""
    found = np.ones(cells.shape, dtype=bool)
    for name, wanted in options.where:
        if name in options.by:
            place = options.by.index(name)
            below = values_below(columns, name, wanted)
            along = [-1 if k == place else 1 for k in range(len(cells.axes))]
            on = np.array([value.iri in below for value in cells.axes[place].values], dtype=bool)
            found &= on.reshape(along)
    return found
