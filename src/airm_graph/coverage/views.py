"""How much a coverage table can say, in one line."""

from __future__ import annotations

from dataclasses import dataclass

from ..columns import Columns
from .cells import Table
from .codings import needs_coding, statements
from .laggards import BY_SIZE
from .options import measure_facet
from .tallies import works_with_measures


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """How much one table can say."""

    facets: tuple[str, ...]
    cells: int
    states: dict[str, int]
    empty: int
    by_size: int
    uncoded_works: int
    works: int
    by_arithmetic: int


def view_of(columns: Columns, table: Table) -> View:
    """What the cells of the table are, and what the size of the works explains."""
    empty = [cell for cell in table.cells if cell.state in {"open", "gap"}]
    works = works_with_measures(columns)
    coded = set(works)
    for name in table.options.by:
        facet = measure_facet(columns.facets, name)
        if needs_coding(facet):
            coded &= {said["work"] for said in statements(columns, table.options, facet)}
    return View(
        facets=table.options.by,
        cells=len(table.cells),
        states=table.states(),
        empty=len(empty),
        by_size=sum(cell.p_empty is not None and cell.p_empty > BY_SIZE for cell in empty),
        uncoded_works=len(works - coded),
        works=len(works),
        by_arithmetic=table.empty_by_arithmetic,
    )
