"""Coverage tables: the cells of two or more facets, their evidence and their states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns
from .axes import Axis, Population, Value, axis, filters, find_work, population, values_below
from .codings import UNCODED, shortcomings
from .counting import counts, items_with, margins_hold, numbered, project
from .evidence import p_empty, q_values
from .options import FRAMEWORK, OptionError, Options

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
    evidence = _matched(table, len(chosen))[tuple(slice(len(a.values)) for a in axes)]
    may = [a.may for a in (*axes, *chosen)]
    possible = _matched(project(table, may), len(chosen))
    declared, declarations = _declared(columns, [*axes, *chosen])
    declared = _matched(declared, len(chosen))
    excluded = declared >= 0
    reasons = _Reasons(columns, options, axes, chosen, table)
    chances = _Chances(axes, chosen, items, excluded)
    addressed = (evidence >= options.threshold) & ~excluded
    holds = _matched(margins_hold(table, may, len(axes)), len(chosen))
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
    matching = _holding(chosen, items.size)
    placed = int((matching & _holding(axes, items.size)).sum())
    looked_at = sum(cell.expected is not None for cell in cells)
    return Table(
        options=options,
        cells=_corrected(cells, looked_at),
        counted=int(matching.sum()),
        placed=placed,
        overlap=int(evidence.sum()) - placed,
        empty_by_arithmetic=int((~holds).sum()),
        looked_at=looked_at,
        unplaced={a.facet.name: _unplaced(a, matching & ~_holding([a], items.size)) for a in axes},
    )


def _matched(table: Array, filters: int) -> Array:
    """The table where its last axes, those of the filters, have their one value."""
    for _ in range(filters):
        table = table[..., 0]
    return table


def _holding(axes: Sequence[Axis], size: int) -> Array:
    """Which items have a value on every one of the axes."""
    found = np.ones(size, dtype=bool)
    for a in axes:
        found &= items_with(a, np.arange(a.size) < len(a.values), size)
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


def _declared(columns: Columns, axes: Sequence[Axis]) -> tuple[Array, list[str]]:
    """Which declaration excludes each cell, -1 for none, and what each declaration says.

    It excludes the cells that lie, on every facet it names a value of, on or below such a value.
    """
    declared: dict[str, set[str]] = {}
    said: dict[str, str] = {}
    for exclusion, value, rationale in columns.index["exclusions"]:
        declared.setdefault(exclusion, set()).add(value)
        said.setdefault(exclusion, rationale)
    works = {work["iri"] for work in columns.index["works"]}
    found = np.full(tuple(len(a.values) for a in axes), -1)
    for number, wanted in enumerate(declared.values()):
        met: set[str] = set()
        hits: dict[str, Array] = {}  # by facet: a filter may name the same facet as an axis
        for position, a in enumerate(axes):
            on_axis = wanted & (set(a.facet.concepts) or works)
            if on_axis:
                met |= on_axis
                along = [-1 if other == position else 1 for other in range(len(axes))]
                hit = np.array([_below(a, v, on_axis) for v in a.values]).reshape(along)
                hits[a.facet.name] = hit | hits.get(a.facet.name, False)
        if met == wanted:
            excluded = np.ones(found.shape, dtype=bool)
            for hit in hits.values():
                excluded &= hit
            found[excluded] = number
    return found, list(said.values())


def _below(axis_: Axis, value: Value, wanted: set[str]) -> bool:
    if axis_.facet.name == FRAMEWORK:
        return value.iri in wanted
    return any(step.iri in wanted for step in axis_.facet.path(value.iri))


class _Reasons:
    """Why an empty cell cannot be called a gap."""

    def __init__(
        self,
        columns: Columns,
        options: Options,
        axes: Sequence[Axis],
        chosen: Sequence[Axis],
        table: Array,
    ) -> None:
        every = [*axes, *chosen]
        self._works = options.by.index(FRAMEWORK) if FRAMEWORK in options.by else None
        self._short = shortcomings(columns, options, [a.facet for a in every])
        wanted = [find_work(columns, value) for name, value in options.where if name == FRAMEWORK]
        self._scope = sorted(set(wanted)) if wanted else list(range(len(columns.index["works"])))
        self._unknown = []
        for name in ("undetermined", "coarse", UNCODED):
            for position, a in enumerate(every):
                mask = getattr(a, name)
                if mask.any():
                    may = [b.may for b in every]
                    may[position] = a.may * mask
                    unknown = _matched(project(table, may), len(chosen))
                    self._unknown.append((name, a.facet.name, unknown))

    def of(self, place: tuple[int, ...]) -> str:
        """All reasons that hold for the empty cell; nothing where it is a gap."""
        found = []
        works = self._scope if self._works is None else [place[self._works]]
        short = {reason: int(of_work[works].sum()) for reason, of_work in self._short.items()}
        for reason, touched in short.items():
            if touched:
                several = f" ({numbered(touched, 'work')})" if self._works is None else ""
                found.append(reason + several)
        for reason, facet, table in self._unknown:
            # Items of an uncoded work need no mention; those that a coded work lacks do.
            if table[place] and not short.get(reason):
                found.append(f"{reason} ({int(table[place])} on {facet})")
        return "; ".join(dict.fromkeys(found))


class _Chances:
    """Expected evidence and the chance of none, where works are one of the facets."""

    def __init__(
        self, axes: Sequence[Axis], chosen: Sequence[Axis], items: Population, excluded: Array
    ) -> None:
        names = [a.facet.name for a in axes]
        self._works = names.index(FRAMEWORK) if FRAMEWORK in names else None
        if self._works is None:
            return
        self._others = [a for a in axes if a.facet.name != FRAMEWORK]
        self._axis = works = axes[self._works]
        self._coded = _holding(chosen, items.size)
        for a in self._others:
            self._coded &= items_with(a, (np.arange(a.size) < len(a.values)) | a.none, items.size)
        coded_rows = self._coded[works.items]
        self._of_work = np.bincount(works.codes[coded_rows], minlength=len(works.values))
        self._joint = _matched(counts([*self._others, *chosen]), len(chosen))
        self._excluded = np.moveaxis(excluded, self._works, 0)

    def of(self, place: tuple[int, ...], evidence: int) -> tuple[float | None, float | None]:
        """``expected`` and, for an empty cell, ``p_empty``; None where they say nothing."""
        if self._works is None:
            return None, None
        rest = (*place[: self._works], *place[self._works + 1 :])
        drawn = int(self._of_work[place[self._works]])
        everywhere: tuple[Any, ...] = (slice(None), *rest)
        outside = self._excluded[everywhere]
        total, marked = int(self._coded.sum()), int(self._joint[rest])
        if outside.any():
            # Works for which the cell is declared not applicable can have no measure in it.
            applies = items_with(self._axis, np.append(~outside, False), self._coded.size)
            kept = self._coded & applies
            total = int(kept.sum())
            for a, code in zip(self._others, rest, strict=True):
                kept = kept & items_with(a, np.arange(a.size) == code, kept.size)
            marked = int(kept.sum())
        if not drawn or not total:
            return None, None
        return drawn * marked / total, None if evidence else p_empty(total, drawn, marked)
