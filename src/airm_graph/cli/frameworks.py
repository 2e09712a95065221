"""``airm-graph frameworks``: how works compare, and which of them to choose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from ..answers.frameworks import (
    TARGETS,
    Matrix,
    contributions_of_works,
    exact_intersections,
    overlap_of_works,
    works_compared,
)
from ..coverage.options import FRAMEWORK
from .completion import complete_facet
from .framework_covers import frameworks_cover_command, frameworks_single_points_command
from .framework_options import question_of, set_options
from .output import emit, table_options
from .session import build, version_option


@click.group("frameworks", invoke_without_command=True)
@set_options
@table_options
@version_option
@click.pass_context
def frameworks_command(
    ctx: click.Context, /, format_: str, output: Path | None, **asked: Any
) -> None:
    """Compare frameworks, and choose the fewest that cover what you ask.

    Without a subcommand: for each framework its measures, the targets that they reach strongly
    enough, those that no other framework reaches, and its fair share of what all reach together.

    \b
    Examples:
      airm-graph frameworks
      airm-graph frameworks --targets requirement --strength partial
      airm-graph frameworks cover --strength inherited --all
      airm-graph frameworks cover --measures --of framework=atlas --where atlas-tactic=AML.TA0002
      airm-graph frameworks contribution --format json
      airm-graph frameworks overlap --over category
      airm-graph frameworks single-points
    """
    if ctx.invoked_subcommand:
        return
    emit(works_compared(question_of(build(ctx), **asked)), format_, output)


@frameworks_command.command("contribution")
@set_options
@table_options
@version_option
@click.pass_context
def frameworks_contribution_command(
    ctx: click.Context, /, format_: str, output: Path | None, **asked: Any
) -> None:
    """Print what each framework adds to what all of them cover together.

    Unique is what would be lost without it. The Shapley value shares each target equally among
    those that cover it; the values add up to all that is covered. It is exact where one framework
    is enough to cover a target, which is what is counted here.

    \b
    Examples:
      airm-graph frameworks contribution
      airm-graph frameworks contribution --of framework=mit-risk-repository --strength partial
    """
    emit(contributions_of_works(question_of(build(ctx), **asked)), format_, output)


def _over(ctx: click.Context, option: click.Parameter, typed: str) -> list[CompletionItem]:
    facets = complete_facet(ctx, option, typed)
    targets = [CompletionItem(TARGETS)] if TARGETS.startswith(typed) else []
    return [*targets, *(item for item in facets if item.value != "framework")]


@frameworks_command.command("overlap")
@click.option(
    "--over",
    metavar="targets|FACET",
    default=TARGETS,
    show_default=True,
    shell_complete=_over,
    help="Compare the targets covered, or the values of a facet that are addressed.",
)
@click.option(
    "--matrix",
    type=click.Choice(["jaccard", "containment", "shared"]),
    help="One row and one column for each work instead of one row for each pair.",
)
@click.option(
    "--sets",
    "exact",
    is_flag=True,
    help="One row for each combination of works: what exactly these cover, and no other.",
)
@click.option(
    "--threshold",
    type=click.IntRange(min=1),
    default=2,
    show_default=True,
    help="Measures from which a value of the facet is addressed.",
)
@set_options
@table_options
@version_option
@click.pass_context
def frameworks_overlap_command(
    ctx: click.Context,
    /,
    over: str,
    matrix: Matrix | None,
    exact: bool,
    threshold: int,
    format_: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """Print how far frameworks cover the same: Jaccard index and containment.

    Jaccard is what both cover among what at least one covers; containment is the share of one that
    the other covers, too. In a matrix of containment a cell is the share of the row's work.

    \b
    Examples:
      airm-graph frameworks overlap --strength lead
      airm-graph frameworks overlap --over category
      airm-graph frameworks overlap --sets --format json
      airm-graph frameworks overlap --over stage --matrix jaccard --format csv
    """
    question = question_of(build(ctx), **asked)
    if over != TARGETS and question.chosen:
        raise click.UsageError(f"--over {over} compares no targets: --{question.chosen} is idle")
    if over == FRAMEWORK:
        raise click.UsageError("--over framework: a framework overlaps only with itself")
    if exact and matrix:
        raise click.UsageError("--sets goes without --matrix")
    if exact:
        found = exact_intersections(question, over, threshold)
    else:
        found = overlap_of_works(question, over, matrix, threshold)
    emit(found, format_, output)


frameworks_command.add_command(frameworks_cover_command)
frameworks_command.add_command(frameworks_single_points_command)
