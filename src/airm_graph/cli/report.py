"""``airm-graph report``."""

from __future__ import annotations

from pathlib import Path

import click

from ..agents import CodedBy
from ..answers.report import report_page
from .coverage import CODED_BY
from .output import write
from .session import build, progress, version_option


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
def report_command(ctx: click.Context, output: Path, coded_by: CodedBy) -> None:
    """Write the whole gap analysis as one HTML file that needs no network.

    It holds a summary, the cells of documents and categories as a map, gaps by rank, where the
    field is quiet, how risks are acted upon, and all sources with their licences. It reads well on
    a phone and in print.

    \b
    Examples:
      airm-graph report -o gaps.html
      airm-graph report --coded-by publisher -o publisher.html
    """
    current = build(ctx)
    progress(ctx)("writing the report")
    write(report_page(current, coded_by), output)
