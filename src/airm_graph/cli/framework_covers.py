"""``airm-graph frameworks cover`` and ``frameworks single-points``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..answers.covers import Show, smallest_sets
from ..answers.single_points import Per, resting_on_one
from ..choosing.covers import MOST, SECONDS
from .framework_options import question_of, set_options
from .output import emit, table_options
from .session import build, progress, version_option


@click.command("cover")
@click.option("--measures", is_flag=True, help="Choose single measures instead of frameworks.")
@click.option(
    "--times",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many members each target needs; one that fewer cover needs all of these.",
)
@click.option(
    "--share",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    metavar="N",
    help="The share of the coverable targets that is enough, such as 0.9.",
)
@click.option(
    "--at-most",
    type=click.IntRange(min=1),
    metavar="N",
    help="Cover the most with so many members (or for that cost, with --costs).",
)
@click.option(
    "--costs",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Costs: an id and a number a line, with a tab or, in a .csv, a comma. Others cost 1.",
)
@click.option("--all", "every", is_flag=True, help=f"List all sets that do as well, up to {MOST}.")
@click.option(
    "--show",
    type=click.Choice(["cover", "greedy", "uncoverable"]),
    default="cover",
    show_default=True,
    help="The set; how coverage grows by greedy choice; or what cannot be covered (so often).",
)
@click.option(
    "--time-limit",
    "seconds",
    type=click.FloatRange(min=1),
    default=SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="After this the best set found is given, with the bound known by then.",
)
@set_options
@table_options
@version_option
@click.pass_context
def frameworks_cover_command(
    ctx: click.Context,
    /,
    measures: bool,
    times: int,
    share: float,
    at_most: int | None,
    costs: Path | None,
    every: bool,
    show: Show,
    seconds: float,
    format_: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """Print the smallest set of frameworks, or of measures, that covers the targets.

    Exact, by integer programming: it is said whether the set is proved the smallest, whether it is
    the only one, which members every such set has, and what no set can cover. Each member comes
    with the targets that it covers, and those that only it covers (--format json lists them).

    \b
    Examples:
      airm-graph frameworks cover
      airm-graph frameworks cover --strength inherited --all
      airm-graph frameworks cover --measures --of framework=atlas --share 0.9
      airm-graph frameworks cover --measures --times 2 --show uncoverable
      airm-graph frameworks cover --costs costs.tsv --at-most 10 --format json
    """
    found = smallest_sets(
        question_of(build(ctx), **asked),
        measures=measures,
        times=times,
        share=share,
        at_most=at_most,
        costs=costs,
        every=every,
        show=show,
        seconds=seconds,
        progress=progress(ctx),
    )
    emit(found, format_, output)


@click.command("single-points")
@click.option(
    "--per",
    type=click.Choice(["measure", "work"]),
    default="measure",
    show_default=True,
    help="Targets that one measure covers, or those that measures of one work cover.",
)
@set_options
@table_options
@version_option
@click.pass_context
def frameworks_single_points_command(
    ctx: click.Context, /, per: Per, format_: str, output: Path | None, **asked: Any
) -> None:
    """Print targets that rest on exactly one measure, or on one framework.

    Measures that claim to cover every risk are not counted; how many there are with those that
    cover the target is said beside. With --catch-all they are counted.

    \b
    Examples:
      airm-graph frameworks single-points
      airm-graph frameworks single-points --per work --strength partial
      airm-graph frameworks single-points --of framework=atlas --format csv
    """
    emit(resting_on_one(question_of(build(ctx), **asked), per), format_, output)
