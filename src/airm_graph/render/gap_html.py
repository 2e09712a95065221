"""The gap analysis as one HTML file: no script, no font, no address is loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from ..coverage.cells import STATES, Cell, Table
from ..coverage.counting import numbered
from ..coverage.gap_report import BY_SIZE, GapReport
from ..coverage.targets import Target
from .gap_text import ADDRESSED

# Each state has a letter too: the picture must not need colour.
LETTERS = {"addressed": "", "thin": "", "open": "?", "gap": "✕", "excluded": "-"}


def gap_html(
    report: GapReport, table: Table, sources: Sequence[Target], meta: Mapping[str, Any]
) -> str:
    """The page.

    Args:
        report: What the terminal shows.
        table: Documents by categories: the map of all cells.
        sources: All risk sources.
        meta: Works, licences, coders and parameters, for the end of the page.
    """
    environment = Environment(
        loader=PackageLoader("airm_graph", "render/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["mark"] = _mark
    environment.filters["numbered"] = numbered
    documents: dict[str, dict[str, Cell]] = {}
    for cell in table.cells:
        work, category = cell.values
        documents.setdefault(work.id, {})[category.id] = cell
    categories = list(dict.fromkeys(cell.values[1] for cell in table.cells))
    return environment.get_template("gaps.html").render(
        report=report,
        documents=documents,
        categories=categories,
        sources=sources,
        meta=meta,
        states=STATES,
        addressed=ADDRESSED,
        by_size=BY_SIZE,
        names={"framework": "document"},
    )


def _mark(cell: Cell) -> str:
    return str(cell.evidence) if cell.evidence else LETTERS[cell.state]
