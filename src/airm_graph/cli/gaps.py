"""``airm-graph gaps``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..agents import CodedBy
from ..answers.cells import gaps_in_cells
from ..answers.gap_report import every_gap, gap_account
from .coverage import CODED_BY, MEANING, cell_options, options_of
from .output import emit, table_options, write
from .permuted import permutation_options
from .session import build, progress, version_option
from .targets import gaps_targets_command


@click.group("gaps", invoke_without_command=True)
@click.option(
    "--coded-by",
    type=CODED_BY,
    default="all",
    show_default=True,
    help="Whose classifications and links count.",
)
@table_options
@version_option
@click.pass_context
def gaps_command(ctx: click.Context, coded_by: CodedBy, format_: str, output: Path | None) -> None:
    """Print what the frameworks leave uncovered, and how firm that is.

    Without a subcommand: the report. In the other formats it gives every row behind the report:
    all empty cells of framework and category, quiet categories, every risk source that is not
    reduced, and every risk that was seen in the wild.

    \b
    Examples:
      airm-graph gaps
      airm-graph gaps --coded-by publisher
      airm-graph gaps --format csv -o gaps.csv
      airm-graph gaps cells --by framework --by stage
      airm-graph gaps targets --kind impact
    """
    if ctx.invoked_subcommand:
        return
    current = build(ctx)
    if format_ == "table":
        write(gap_account(current, coded_by).text, output)
    else:
        emit(every_gap(current, coded_by), format_, output)


@gaps_command.command("cells", epilog=MEANING)
@cell_options
@permutation_options
@table_options
@version_option
@click.pass_context
def gaps_cells_command(
    ctx: click.Context,
    /,
    permutations: int | None,
    seed: int,
    format_: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """Print cells that are not addressed: gaps first, then open, then thin, least likely first.

    What a state rests on is said too: on our own classifications, or on classifications below 0.7
    confidence. Nothing there means that the state is the same without them.

    \b
    Examples:
      airm-graph gaps cells --by framework --by category --where category=4
      airm-graph gaps cells --by framework --by category --permutations 9999
    """
    current = build(ctx)
    options = options_of(current.columns.facets, **asked)
    emit(gaps_in_cells(current, options, permutations, seed, progress(ctx)), format_, output)


gaps_command.add_command(gaps_targets_command)
