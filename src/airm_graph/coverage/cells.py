"""Coverage tables: the cells of two or more facets, their evidence and their states."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns
from .axes import Axis, Population, Value, axis, find_work, population
from .codings import shortcomings
from .counting import counts, items_with, margins_hold, project
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
        placed: Items with a value on every facet.
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

    Raises:
        IdentifierError: A facet, concept or work is not known.
        OptionError: The table would have more than twenty million cells.
    """
    items = population(columns, options)
    axes = [axis(columns, options, name, items) for name in options.by]
    if np.prod([float(a.size) for a in axes]) > MOST_CELLS:
        raise OptionError(f"the table has more than {MOST_CELLS:,} cells; ask for fewer facets")
    table = counts(axes)
    inside = tuple(slice(len(a.values)) for a in axes)
    evidence = table[inside]
    possible = project(table, [a.may for a in axes])
    declared, declarations = _declared(columns, axes)
    excluded = declared >= 0
    reasons = _Reasons(columns, options, axes, table)
    chances = _Chances(axes, items, excluded)
    addressed = (evidence >= options.threshold) & ~excluded
    holds = margins_hold(possible)
    works = options.by.index(FRAMEWORK) if FRAMEWORK in options.by else None
    cells: list[Cell] = []
    for place in zip(*(index.tolist() for index in np.nonzero(holds | excluded)), strict=True):
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
    held = [items_with(a, np.arange(a.size) < len(a.values), items.size) for a in axes]
    placed = int(np.logical_and.reduce(held).sum())
    looked_at = sum(cell.expected is not None for cell in cells)
    return Table(
        options=options,
        cells=_corrected(cells, looked_at),
        counted=items.size,
        placed=placed,
        overlap=int(evidence.sum()) - placed,
        empty_by_arithmetic=int((~holds & ~excluded).sum()),
        looked_at=looked_at,
        unplaced={a.facet.name: _unplaced(a, items.size) for a in axes},
    )


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


def _unplaced(axis_: Axis, size: int) -> dict[str, int]:
    return {
        name: int(items_with(axis_, mask, size).sum())
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
    found = np.full(tuple(len(a.values) for a in axes), -1)
    for number, wanted in enumerate(declared.values()):
        where = []
        met: set[str] = set()
        for a in axes:
            on_axis = wanted & ({v.iri for v in a.values} | set(a.facet.concepts))
            met |= on_axis
            hit = [not on_axis or _below(a, v, on_axis) for v in a.values]
            where.append(np.flatnonzero(hit))
        if met == wanted:
            found[np.ix_(*where)] = number
    return found, list(said.values())


def _below(axis_: Axis, value: Value, wanted: set[str]) -> bool:
    if axis_.facet.name == FRAMEWORK:
        return value.iri in wanted
    return any(step.iri in wanted for step in axis_.facet.path(value.iri))


class _Reasons:
    """Why an empty cell cannot be called a gap."""

    def __init__(
        self, columns: Columns, options: Options, axes: Sequence[Axis], table: Array
    ) -> None:
        self._axes = axes
        self._works = options.by.index(FRAMEWORK) if FRAMEWORK in options.by else None
        self._short = shortcomings(columns, options, [a.facet for a in axes])
        wanted = [find_work(columns, value) for name, value in options.where if name == FRAMEWORK]
        self._scope = sorted(set(wanted)) if wanted else list(range(len(columns.index["works"])))
        self._unknown = []
        for name in ("undetermined", "coarse"):
            for position, a in enumerate(axes):
                mask = getattr(a, name)
                if mask.any():
                    may = [b.may for b in axes]
                    may[position] = a.may * mask
                    self._unknown.append((name, a.facet.name, project(table, may)))

    def of(self, place: tuple[int, ...]) -> str:
        """All reasons that hold for the empty cell; nothing where it is a gap."""
        found = []
        works = self._scope if self._works is None else [place[self._works]]
        for reason, short in self._short.items():
            touched = int(short[works].sum())
            if touched:
                found.append(reason if self._works is not None else f"{reason} ({touched} works)")
        for reason, facet, table in self._unknown:
            if table[place]:
                found.append(f"{reason} ({int(table[place])} on {facet})")
        return "; ".join(found)


class _Chances:
    """Expected evidence and the chance of none, where works are one of the facets."""

    def __init__(self, axes: Sequence[Axis], items: Population, excluded: Array) -> None:
        names = [a.facet.name for a in axes]
        self._works = names.index(FRAMEWORK) if FRAMEWORK in names else None
        if self._works is None:
            return
        others = [a for a in axes if a.facet.name != FRAMEWORK]
        works = axes[self._works]
        decided = [
            items_with(a, (np.arange(a.size) < len(a.values)) | a.none, items.size) for a in others
        ]
        coded = np.logical_and.reduce(decided) if decided else np.ones(items.size, dtype=bool)
        self._coded = coded
        self._of_work = np.bincount(works.codes[coded[works.items]], minlength=len(works.values))
        self._total = int(coded.sum())
        self._joint = counts(others)[tuple(slice(len(a.values)) for a in others)]
        self._excluded = np.moveaxis(excluded, self._works, 0)

    def of(self, place: tuple[int, ...], evidence: int) -> tuple[float | None, float | None]:
        """``expected`` and, for an empty cell, ``p_empty``; None where they say nothing."""
        if self._works is None:
            return None, None
        rest = (*place[: self._works], *place[self._works + 1 :])
        drawn = int(self._of_work[place[self._works]])
        # Works for which the cell is declared not applicable could not have had a measure in it.
        everywhere: tuple[Any, ...] = (slice(None), *rest)
        outside = self._excluded[everywhere]
        total = self._total - int(self._of_work[outside].sum())
        marked = int(self._joint[rest])
        if not drawn or not total:
            return None, None
        return drawn * marked / total, None if evidence else p_empty(total, drawn, marked)
