"""Coverage tables: the cells of two or more facets, their evidence and their states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns
from .axes import Axis, Population, Value, axis, filters, item_iris, population, values_below
from .chances import Chances
from .counting import (
    combined,
    counts,
    holding,
    items_with,
    margins_hold,
    matched,
    project,
)
from .evidence import q_values
from .exclusions import declared_cells
from .options import FRAMEWORK, OptionError, Options
from .reasons import Reasons

Array = NDArray[Any]
MOST_CELLS = 20_000_000

STATES = {
    "addressed": "at least as many measures as the threshold asks for",
    "thin": "some measures, fewer than the threshold asks for",
    "open": "no measure found, and it cannot be told whether there is one",
    "gap": "no measure, although everything was extracted, coded and decided",
    "excluded": "declared not applicable",
}


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
    options.check(columns.facets)
    if any(name in options.by for name, _ in options.where):
        return _chosen_cells(columns, options)
    return _whole_table(columns, options)


def _chosen_cells(columns: Columns, options: Options) -> Table:
    """The cells on the wanted values, as the whole table has them; the totals are their own."""
    among_items = tuple(pair for pair in options.where if pair[0] not in options.by)
    whole = _whole_table(columns, replace(options, where=among_items))
    wanted = {name: options.by.index(name) for name, _ in options.where if name in options.by}
    below: dict[int, set[str]] = {}
    for name, place in wanted.items():
        asked = [value for other, value in options.where if other == name]
        below[place] = set.intersection(*(values_below(columns, name, value) for value in asked))
    cells = [
        cell
        for cell in whole.cells
        if all(cell.values[place].iri in iris for place, iris in below.items())
    ]
    totals = _whole_table(columns, options)
    axes = [axis(columns, options, name, population(columns, options)) for name in options.by]
    size = prod(
        sum(value.iri in below.get(place, {value.iri}) for value in a.values)
        for place, a in enumerate(axes)
    )
    return replace(
        totals,
        cells=tuple(cells),
        overlap=sum(cell.evidence for cell in cells) - totals.placed,
        empty_by_arithmetic=size - len(cells),
        looked_at=whole.looked_at,
    )


def _whole_table(columns: Columns, options: Options) -> Table:
    items = population(columns, options)
    axes = [axis(columns, options, name, items) for name in options.by]
    chosen = filters(columns, options, items)  # further axes, of which one value is looked at
    if np.prod([float(a.size) for a in (*axes, *chosen)]) > MOST_CELLS:
        raise OptionError(f"the table has more than {MOST_CELLS:,} cells; ask for fewer facets")
    table = counts([*axes, *chosen])
    evidence = matched(table, len(chosen))[tuple(slice(len(a.values)) for a in axes)]
    may = [a.may for a in (*axes, *chosen)]
    possible = matched(project(table, may), len(chosen))
    declared, declarations = declared_cells(columns, [*axes, *chosen])
    declared = matched(declared, len(chosen))
    excluded = declared >= 0
    reasons = Reasons(columns, options, axes, chosen, table)
    chances = Chances(axes, chosen, items, excluded)
    addressed = (evidence >= options.threshold) & ~excluded
    holds = matched(margins_hold(table, may, len(axes)), len(chosen))
    works = options.by.index(FRAMEWORK) if FRAMEWORK in options.by else None
    cells: list[Cell] = []
    for place in zip(*(index.tolist() for index in np.nonzero(holds)), strict=True):
        cell = Cell(
            values=tuple(a.values[i] for a, i in zip(axes, place, strict=True)),
            state="",
            evidence=int(evidence[place]),
            unknown=int(possible[place] - evidence[place]),
        )
        if works is not None:
            others = addressed[(*place[:works], slice(None), *place[works + 1 :])]
            cell = replace(cell, peers=int(others.sum() - addressed[place]))
        if excluded[place]:
            said = declarations[int(declared[place])]
            cells.append(replace(cell, state="excluded", reason=said))
            continue
        expected, chance = chances.of(place, cell.evidence)
        why = "" if cell.evidence else reasons.of(place)
        cells.append(
            replace(
                cell,
                state=_state(cell.evidence, options.threshold, why),
                reason=why,
                expected=expected,
                p_empty=chance,
            )
        )
    cells = _with_items(columns, items, [*axes, *chosen], cells)
    matching = holding(chosen, items.size)
    placed = int((matching & holding(axes, items.size)).sum())
    looked_at = sum(cell.expected is not None for cell in cells)
    return Table(
        options=options,
        cells=_corrected(cells, looked_at),
        counted=int(matching.sum()),
        placed=placed,
        overlap=int(evidence.sum()) - placed,
        empty_by_arithmetic=int((~holds).sum()),
        looked_at=looked_at,
        unplaced={a.facet.name: _unplaced(a, matching & ~holding([a], items.size)) for a in axes},
    )


def _with_items(
    columns: Columns, items: Population, axes: Sequence[Axis], cells: Sequence[Cell]
) -> list[Cell]:
    """The cells, those that are thin with their few items as the reason."""
    shape = tuple(a.size for a in axes)
    place_of = [{value.iri: code for code, value in enumerate(a.values)} for a in axes]
    codes = {}
    for number, cell in enumerate(cells):
        if cell.state == "thin":
            place = [of[value.iri] for of, value in zip(place_of, cell.values, strict=False)]
            place += [0] * (len(axes) - len(place))  # the one value of each filter
            codes[int(np.ravel_multi_index(place, shape))] = number
    found = list(cells)
    held: dict[int, set[str]] = {}
    if codes:
        names = item_iris(columns, items)
        of_items, of_codes = combined(axes)
        rows = np.isin(of_codes, list(codes))
        for item, code in zip(of_items[rows].tolist(), of_codes[rows].tolist(), strict=True):
            held.setdefault(codes[code], set()).add(names[item].rpartition("/")[2])
    for number, said in held.items():
        found[number] = replace(cells[number], reason=", ".join(sorted(said)))
    return found


def _state(evidence: int, threshold: int, why_unknown: str) -> str:
    if evidence >= threshold:
        return "addressed"
    if evidence:
        return "thin"
    return "open" if why_unknown else "gap"


def _corrected(cells: Sequence[Cell], looked_at: int) -> tuple[Cell, ...]:
    tested = [i for i, cell in enumerate(cells) if cell.p_empty is not None]
    found = list(cells)
    chances = [cells[i].p_empty or 0.0 for i in tested]
    for i, q_value in zip(tested, q_values(chances, looked_at), strict=True):
        found[i] = replace(cells[i], q_value=q_value)
    return tuple(found)


def _unplaced(axis_: Axis, without: Array) -> dict[str, int]:
    return {
        name: int((without & items_with(axis_, mask, without.size)).sum())
        for name, mask in (
            ("none of these", axis_.none),
            ("undetermined", axis_.undetermined),
            ("coarse", axis_.coarse),
            ("uncoded", axis_.uncoded),
        )
    }
