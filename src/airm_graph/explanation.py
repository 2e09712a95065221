"""Why a cell has its state: the items, the unknowns, and what would close it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from .columns import Columns
from .coverage.axes import Array, Axis, find_work, population
from .coverage.cells import Cell, cell_at
from .coverage.codings import NOT_EXTRACTED, UNCODED
from .coverage.firmness import firmness
from .coverage.grid import Grid, grid
from .coverage.options import FRAMEWORK, Options, measure_facet
from .errors import IdentifierError

# By what the reason says.
REMEDIES = {
    NOT_EXTRACTED: "Extract the rest of the work.",
    UNCODED: "Code the facet for all measures.",
    "undetermined": "Decide the measures that were left undetermined.",
    "coarse": "Place the measures under a narrower concept.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A measure that counts in a cell, or that might."""

    iri: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CellExplanation:
    """A cell with all that its state rests on.

    Attributes:
        codings: What coding statements say about the works and facets of the cell.
        peers: Other works with measures in the same cell, and with how many.
        firmness: What the state would be without our own classifications, and without those of
            low confidence or that a machine made.
        remedy: What would close the cell.
    """

    cell: Cell
    options: Options
    evidence: tuple[Item, ...]
    unknown: tuple[Item, ...]
    codings: tuple[dict[str, Any], ...]
    peers: tuple[tuple[str, int], ...]
    firmness: dict[str, str]
    remedy: str


def explain_cell(
    columns: Columns,
    pairs: Sequence[tuple[str, str]],
    threshold: int = 2,
    *,
    grid_of: Callable[[Columns, Options], Grid] = grid,
) -> CellExplanation:
    """Explain the cell that the ``(facet, value)`` pairs name.

    Args:
        columns: Those of the build.
        pairs: Names of facets and values.
        threshold: The number of measures from which a cell is addressed.
        grid_of: Remembers, for further cells, the tables in which they are.

    Raises:
        IdentifierError: A facet or value is not known.
        OptionError: Fewer than two facets are named.
    """
    names = tuple(name for name, _ in pairs)
    levels = {}
    for name, wanted in pairs:
        facet = measure_facet(columns.facets, name)
        if name != FRAMEWORK:
            levels[name] = facet.concept(wanted).level
    options = Options(by=names, levels=levels, threshold=threshold)
    cells = grid_of(columns, options)
    place = _place(columns, cells, pairs)
    cell = cell_at(columns, cells, place)
    if cell is None:
        said = " ".join(f"{name}={value}" for name, value in pairs)
        raise IdentifierError(
            f"{said}: empty by arithmetic: with one of these left aside there is still no measure "
            f"that has, or might have, the rest"
        )
    evidence, unknown = _items(columns, cells, place)
    return CellExplanation(
        cell=cell,
        options=options,
        evidence=evidence,
        unknown=unknown,
        codings=_codings(columns, options, cell),
        peers=_peers(cells, place),
        firmness=firmness(columns, options, [cell], grid_of)[0],
        remedy=_remedy(cell),
    )


def _place(columns: Columns, cells: Grid, pairs: Sequence[tuple[str, str]]) -> tuple[int, ...]:
    """Where in the grid the cell is that the pairs name."""
    found = []
    for a, (name, value) in zip(cells.axes, pairs, strict=True):
        if name == FRAMEWORK:
            found.append(find_work(columns, value))
            continue
        concept = a.facet.concept(value)
        if concept.residual:
            raise IdentifierError(f"{value!r} stands for none of its siblings: it is no cell")
        found.append([held.iri for held in a.values].index(concept.iri))
    return tuple(found)


def _items(
    columns: Columns, cells: Grid, place: tuple[int, ...]
) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
    size = cells.axes[0].items
    inside, possible = np.ones(size, dtype=bool), np.ones(size, dtype=bool)
    doubts: list[tuple[str, Axis, Array]] = []
    for a, code in zip(cells.axes, place, strict=True):
        inside &= a.has(np.arange(a.size) == code)
        possible &= a.has(a.may_be(code))
        doubts += [
            (f"{label} on {a.facet.name}", a, mask & a.may_be(code))
            for label in ("undetermined", "coarse", "uncoded")
            if (mask := getattr(a, label)).any()
        ]
    first = population(columns, cells.options).first_records()
    names = columns.index["items"]
    unknown = np.flatnonzero(possible & ~inside)
    why: list[list[str]] = [[] for _ in unknown]
    for label, a, mask in doubts:
        for position in np.flatnonzero(a.has(mask)[unknown]).tolist():
            why[position].append(label)
    return (
        tuple(Item(iri=names[first[i]], why="") for i in np.flatnonzero(inside).tolist()),
        tuple(
            Item(iri=names[first[i]], why=", ".join(said))
            for i, said in zip(unknown.tolist(), why, strict=True)
        ),
    )


def _codings(columns: Columns, options: Options, cell: Cell) -> tuple[dict[str, Any], ...]:
    works = {value.iri for value in cell.values} if FRAMEWORK in options.by else None
    facets = [measure_facet(columns.facets, name) for name in options.by]
    found = []
    for about in dict.fromkeys("action" if facet.inherited else facet.name for facet in facets):
        found += [
            {**coding, "facet": about}
            for coding in columns.index["codings"]
            if coding["facet"].endswith(f"/facet-{about}")
            and (works is None or coding["work"] in works)
        ]
    return tuple(found)


def _peers(cells: Grid, place: tuple[int, ...]) -> tuple[tuple[str, int], ...]:
    """Other works with measures in the same cell, and with how many."""
    if cells.works is None:
        return ()
    rest = place[: cells.works] + place[cells.works + 1 :]
    here = np.moveaxis(cells.evidence, cells.works, -1)[rest]
    works = cells.axes[cells.works].values
    found = [
        (works[work].id, int(here[work]))
        for work in np.flatnonzero(here).tolist()
        if work != place[cells.works]
    ]
    return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def _remedy(cell: Cell) -> str:
    if cell.state == "open":
        found = [said for start, said in REMEDIES.items() if start in cell.reason]
        return " ".join([*found, "Where somebody looked and found nothing: a coding statement."])
    if cell.state == "gap":
        return "A measure of this work in this cell, or a later version of the work that has one."
    return ""
