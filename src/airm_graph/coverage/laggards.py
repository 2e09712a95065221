"""Laggards: works that are silent where their size and their peers predict otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..columns import Columns
from .cells import Cell, Table, coverage
from .permutation import permutation

BY_SIZE = 0.10  # above this chance the size of the work explains the empty cell
FALSE_DISCOVERY = 0.10  # Benjamini-Hochberg level at which a laggard counts as confirmed


@dataclass(frozen=True, slots=True, kw_only=True)
class Laggard:
    """An empty cell although the size of the work predicts otherwise.

    Attributes:
        confirmed: Whether it survives the correction for all cells of the table.
        family: The chance that any cell is empty that is as unlikely to be, by permutation; None
            where no tables were drawn.
        without_own: Its state without our own classifications; empty where that was not asked.
    """

    cell: Cell
    confirmed: bool
    family: float | None = None
    without_own: str = ""


def laggards(
    columns: Columns, table: Table, *, permutations: int = 0, firmness: bool = False
) -> tuple[Laggard, ...]:
    """The empty cells of a table that size does not explain, the least likely first.

    Args:
        columns: Those that the table was counted in.
        table: A coverage table with works among its facets; in others there are no laggards.
        permutations: How many tables to draw with the same margins, for ``family``.
        firmness: Whether to ask for the state without our own classifications.
    """
    found = sorted(
        (cell for cell in table.cells if cell.p_empty is not None and cell.p_empty <= BY_SIZE),
        key=lambda cell: cell.p_empty or 0.0,
    )
    if not found:
        return ()
    permuted = permutation(columns, table, permutations=permutations) if permutations else {}
    states: dict[object, str] = {}
    if firmness and table.options.coded_by == "all":
        others = coverage(columns, replace(table.options, coded_by="publisher"))
        states = {cell.values: "open" for cell in found}  # so is what is not even listed there
        states |= {cell.values: cell.state for cell in others.cells if cell.values in states}
    return tuple(
        Laggard(
            cell=cell,
            confirmed=cell.q_value is not None and cell.q_value <= FALSE_DISCOVERY,
            family=permuted[cell.values].family if permuted else None,
            without_own=states.get(cell.values, ""),
        )
        for cell in found
    )
