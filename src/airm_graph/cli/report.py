"""``airm-graph report``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Literal

import click

from ..citation import cite
from ..coverage.cells import coverage
from ..coverage.firmness import firmness_of_cells
from ..coverage.gap_report import gap_report
from ..coverage.options import Options
from ..coverage.targets import KINDS, targets
from .coverage import CODED_BY
from .output import write
from .session import build, progress, version_option

MAPS = (("framework", "category"), ("framework", "stage"))


@click.command("report")
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=Path("gaps.html"),
    show_default=True,
)
@click.option(
    "--coded-by",
    type=CODED_BY,
    default="all",
    show_default=True,
    help="Whose classifications and links count.",
)
@version_option
@click.pass_context
def report_command(
    ctx: click.Context, output: Path, coded_by: Literal["all", "publisher", "own"]
) -> None:
    """Write the whole gap analysis as one HTML file that needs no network.

    It holds a summary, the cells of documents and categories as a map, gaps by rank, where the
    field is quiet, how risks are acted upon, and all sources with their licences. It reads well on
    a phone and in print.

    \b
    Examples:
      airm-graph report -o gaps.html
      airm-graph report --coded-by publisher -o publisher.html
    """
    from ..render.report_html import report_html

    current = build(ctx)
    columns = current.columns
    progress(ctx)("writing the report")
    report = gap_report(columns, current.name, coded_by)
    tables = [coverage(columns, Options(by=by, coded_by=coded_by)) for by in MAPS]
    ranked = replace(tables[0], cells=tuple(laggard.cell for laggard in report.laggards))
    page = report_html(
        report,
        tables,
        firmness_of_cells(columns, ranked),
        {kind: targets(columns, kind=kind, coded_by=coded_by) for kind in KINDS},
        columns.facets,
        cite(current, "report", {"coded_by": coded_by}),
    )
    write(page, output)
