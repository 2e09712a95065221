"""Coverage tables: the cells of two or more facets, their evidence and their states."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns
from .axes import Axis, Value, filters
from .chances import chances
from .counting import holding
from .evidence import q_values
from .grid import ADDRESSED, EXCLUDED, MOST_CELLS, OPEN, STATES, THIN, Grid, chosen_values, grid
from .options import Options
from .reasons import items_of, reasons

__all__ = ["MOST_CELLS", "STATES", "Cell", "Table", "coverage"]

Array = NDArray[Any]
NAMES = tuple(STATES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One combination of values, and what is known about it.

    Attributes:
        values: One value a facet, in the order of the table's facets.
        reason: Why it is open or excluded; where it is thin, the identifiers of its measures.
        evidence: Distinct measures (or records) in the cell.
        unknown: Further ones that might be in it: undetermined, coarse or uncoded.
        peers: Other works that address the same cell; None where works are no facet.
        expected: Measures to expect here from the size of the work and of the cell.
        p_empty: The chance of an empty cell by those sizes alone.
        q_value: ``p_empty`` corrected for all cells of the table.
    """

    values: tuple[Value, ...]
    state: str
    reason: str = ""
    evidence: int = 0
    unknown: int = 0
    peers: int | None = None
    expected: float | None = None
    p_empty: float | None = None
    q_value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A coverage table: cells in the order of their values, and what was left out of them.

    Attributes:
        counted: Items that match the filters.
        placed: Those with a value on every facet.
        overlap: Evidence summed over all cells, less ``placed``: what several cells count.
        empty_by_arithmetic: Cells that are not listed because a margin of theirs is empty.
        looked_at: Cells for which an empty answer was tested; the correction uses it.
        unplaced: For each facet, items without a value by what is known of them instead.
    """

    options: Options
    cells: tuple[Cell, ...]
    counted: int
    placed: int
    overlap: int
    empty_by_arithmetic: int
    looked_at: int
    unplaced: dict[str, dict[str, int]] = field(default_factory=dict)

    def states(self) -> dict[str, int]:
        """How many cells are in each state."""
        return {state: sum(cell.state == state for cell in self.cells) for state in STATES}


def coverage(columns: Columns, options: Options) -> Table:
    """The cells of the facets in ``options.by``.

    A filter on one of these facets chooses among the cells of the whole table, so that peers and
    chances stay those of the field; any other filter chooses among the items.

    Raises:
        IdentifierError: A facet, concept or work is not known.
        OptionError: The table would have more than twenty million cells.
    """
    return table_of(columns, options, grid(columns, options))


def table_of(columns: Columns, options: Options, cells: Grid) -> Table:
    """The table that the options ask for, from their grid."""
    places = np.nonzero(cells.holds)
    values = _values(cells, places)
    chosen = chosen_values(columns, options, cells)
    listed = _cells(columns, cells, places, values, chosen[places])
    size = cells.axes[0].items
    matching = holding([*cells.filters, *_own_filters(columns, options, cells)], size)
    placed = int((matching & holding(cells.axes, size)).sum())
    return Table(
        options=options,
        cells=listed,
        counted=int(matching.sum()),
        placed=placed,
        overlap=int(cells.evidence[chosen & cells.holds].sum()) - placed,
        empty_by_arithmetic=int((chosen & ~cells.holds).sum()),
        looked_at=int((~np.isnan(values[0])).sum()),
        unplaced={a.facet.name: _unplaced(a, matching & ~holding([a], size)) for a in cells.axes},
    )


def cell_at(columns: Columns, cells: Grid, place: tuple[int, ...]) -> Cell | None:
    """One cell of the grid, None where it is empty by arithmetic."""
    places = np.nonzero(cells.holds)
    here = np.ones(places[0].size, dtype=bool)
    for along, wanted in zip(places, place, strict=True):
        here &= along == wanted
    found = _cells(columns, cells, places, _values(cells, places), here)
    return found[0] if found else None


def _values(cells: Grid, places: tuple[Array, ...]) -> tuple[Array, Array, Array]:
    """``expected``, ``p_empty`` and ``q_value`` of the cells, NaN where there is none."""
    expected, chance = chances(cells, places)
    tested = np.flatnonzero(~np.isnan(chance))
    corrected = np.full(expected.size, np.nan)
    corrected[tested] = q_values(chance[tested].tolist(), int((~np.isnan(expected)).sum()))
    return expected, chance, corrected


def _own_filters(columns: Columns, options: Options, cells: Grid) -> list[Axis]:
    """Filters on the facets of the grid itself, as axes."""
    own = tuple(pair for pair in options.where if pair[0] in options.by)
    return filters(columns, replace(cells.options, where=own)) if own else []


def _cells(
    columns: Columns,
    cells: Grid,
    places: tuple[Array, ...],
    values: tuple[Array, Array, Array],
    wanted: Array,
) -> tuple[Cell, ...]:
    """Those of the cells at the places that are wanted, a mask."""
    places = tuple(along[wanted] for along in places)
    states = cells.states[places]
    said = np.full(states.size, "", dtype=object)
    is_open, thin = np.flatnonzero(states == OPEN), np.flatnonzero(states == THIN)
    said[is_open] = reasons(columns, cells, tuple(along[is_open] for along in places))
    flat = np.ravel_multi_index(tuple(along[thin] for along in places), cells.shape)
    held = items_of(columns, cells, flat)
    for position, number in zip(thin.tolist(), flat.tolist(), strict=True):
        said[position] = ", ".join(iri.rpartition("/")[2] for iri in held[number])
    if cells.declared is not None:
        for position in np.flatnonzero(states == EXCLUDED).tolist():
            number = cells.declared[tuple(along[position] for along in places)]
            said[position] = cells.declarations[int(number)]
    ends = [
        [a.values[code] for code in along.tolist()]
        for a, along in zip(cells.axes, places, strict=True)
    ]
    return tuple(
        Cell(
            values=end,
            state=NAMES[state],
            reason=reason,
            evidence=evidence,
            unknown=unknown,
            peers=peers,
            expected=expected,
            p_empty=chance,
            q_value=corrected,
        )
        for end, state, reason, evidence, unknown, peers, expected, chance, corrected in zip(
            zip(*ends, strict=True),
            states.tolist(),
            said.tolist(),
            cells.evidence[places].tolist(),
            cells.unknown[places].tolist(),
            _peers(cells, places),
            *(_none_for_nan(column[wanted]) for column in values),
            strict=True,
        )
    )


def _peers(cells: Grid, places: tuple[Array, ...]) -> list[int] | list[None]:
    """How many other works address the cell."""
    if cells.works is None:
        return [None] * places[0].size
    addressed = cells.states == ADDRESSED
    others = addressed.sum(axis=cells.works, keepdims=True) - addressed
    return [int(peers) for peers in others[places].tolist()]


def _none_for_nan(values: Array) -> list[float | None]:
    found: list[float | None] = values.astype(object).tolist()
    for position in np.flatnonzero(np.isnan(values)).tolist():
        found[position] = None
    return found


def _unplaced(axis_: Axis, without: Array) -> dict[str, int]:
    return {
        name: int((without & axis_.has(mask)).sum())
        for name, mask in (
            ("none of these", axis_.none),
            ("undetermined", axis_.undetermined),
            ("coarse", axis_.coarse),
            ("uncoded", axis_.uncoded),
        )
    }
