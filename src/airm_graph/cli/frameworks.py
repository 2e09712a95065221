"""``airm-graph frameworks``: how works compare, and which of them to choose."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from ..choosing import contributions, overlaps
from ..choosing.overlap import Overlap
from ..choosing.sets import Sets, sets_of_cells
from .completion import complete_facet
from .framework_covers import frameworks_cover_command, frameworks_single_points_command
from .framework_options import Asked, answer, set_options, thing, things
from .output import emit, table_options
from .session import build, version_option

NEXT = (
    "Next: airm-graph frameworks cover (the fewest that cover as much), "
    "frameworks overlap --over category, frameworks single-points."
)


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
    current = build(ctx)
    question = Asked.of(current, **asked)
    made = question.sets("works")
    rows = contribution_rows(made)
    rows += [{"work": thing(work)} for work, _ in made.left_out]  # of which nothing is counted
    measures = question.measures_of_works()
    rows = [{**row, "measures": measures.get(row["work"]["iri"], 0)} for row in rows]
    columns = ("work", "measures", "covers", "unique", "shapley", "share", "alone")
    notes = (*_shared_notes(made), NEXT)
    emit(answer(question, made, "frameworks", columns, rows, notes, {"alone"}), format_, output)


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
    current = build(ctx)
    question = Asked.of(current, **asked)
    made = question.sets("works")
    columns = ("work", "covers", "unique", "shapley", "shapley_exact", "share", "alone")
    rows, hidden = contribution_rows(made), {"shapley_exact", "alone"}
    command, notes = "frameworks contribution", _shared_notes(made)
    emit(answer(question, made, command, columns, rows, notes, hidden), format_, output)


def contribution_rows(made: Sets) -> list[dict[str, Any]]:
    """What each work adds, as rows of the contract."""
    found = contributions(made.incidence)
    whole = sum(one.shapley for one in found)
    return [
        {
            "work": thing(one.member),
            "covers": one.covers,
            "unique": one.unique,
            "shapley": float(one.shapley),
            "shapley_exact": str(one.shapley),
            "share": float(one.shapley / whole) if whole else 0.0,
            "alone": things(one.alone),
        }
        for one in found
    ]


def _shared_notes(made: Sets) -> tuple[str, ...]:
    degrees = made.incidence.degrees()
    return (
        f"{int((degrees > 0).sum())} of {degrees.size} targets are covered by any of these works, "
        f"{int((degrees == 1).sum())} by one only. Shapley: each target is shared equally among "
        "the works that cover it.",
    )


def _over(ctx: click.Context, option: click.Parameter, typed: str) -> list[CompletionItem]:
    facets = complete_facet(ctx, option, typed)
    targets = [CompletionItem("targets")] if "targets".startswith(typed) else []
    return [*targets, *(item for item in facets if item.value != "framework")]


@frameworks_command.command("overlap")
@click.option(
    "--over",
    metavar="targets|FACET",
    default="targets",
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
    matrix: str | None,
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
      airm-graph frameworks overlap --over stage --matrix jaccard --format csv
    """
    current = build(ctx)
    question = Asked.of(current, **asked)
    if over == "targets":
        made = question.sets("works")
    else:
        if question.chosen:
            raise click.UsageError(f"--over {over} compares no targets: {question.chosen} is idle")
        if over == "framework":
            raise click.UsageError("--over framework: a framework overlaps only with itself")
        made = sets_of_cells(
            current.columns, over, threshold=threshold, every_status=question.every_status
        )
    silent = [
        value.id
        for value, size in zip(made.incidence.members, made.incidence.sizes(), strict=True)
        if not size
    ]
    pairs = [pair for pair in overlaps(made.incidence) if pair.either]
    rows = matrix_rows(made, pairs, matrix) if matrix else [_pair_row(pair) for pair in pairs]
    columns = tuple(rows[0]) if rows else ("first", "second")
    what = "targets" if over == "targets" else f"values of {over}"
    notes = [f"{len(pairs)} pairs of {len(made.numbers)} works, by {what}."]
    if silent:
        notes.append(f"These cover none of the {what}: {', '.join(silent)}.")
    if over != "targets":
        notes.append(
            f"Works of which no measure has a value of {over} are left out: nobody coded them."
        )
    result = answer(
        question,
        made,
        "frameworks overlap",
        columns,
        rows,
        notes,
        {"shared_targets"},
        {"over": over, "matrix": matrix, "threshold": None if over == "targets" else threshold},
    )
    emit(result, format_, output)


def _pair_row(pair: Overlap) -> dict[str, Any]:
    return {
        "first": thing(pair.first),
        "second": thing(pair.second),
        "shared": len(pair.shared),
        "either": pair.either,
        "jaccard": pair.jaccard,
        "first_in_second": pair.first_in_second,
        "second_in_first": pair.second_in_first,
        "shared_targets": things(pair.shared),
    }


def matrix_rows(made: Sets, pairs: list[Overlap], what: str) -> list[dict[str, Any]]:
    """A row for each work that covers anything, with a column for each such work."""
    sizes = dict(zip(made.incidence.members, made.incidence.sizes().tolist(), strict=True))
    shown = [work for work, size in sizes.items() if size]
    cell: dict[tuple[str, str], float | int | None] = {
        (work.id, work.id): sizes[work] if what == "shared" else 1.0 for work in shown
    }
    for pair in pairs:
        one, other = pair.first.id, pair.second.id
        if what == "containment":
            cell[one, other], cell[other, one] = pair.first_in_second, pair.second_in_first
        else:
            cell[one, other] = cell[other, one] = (
                len(pair.shared) if what == "shared" else pair.jaccard
            )
    return [
        {"work": thing(row), **{column.id: cell[row.id, column.id] for column in shown}}
        for row in shown
    ]


frameworks_command.add_command(frameworks_cover_command)
frameworks_command.add_command(frameworks_single_points_command)
