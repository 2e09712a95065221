"""``airm-graph gaps`` and ``airm-graph report``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ..agents import CodedBy
from ..citation import cite
from ..coverage.cells import coverage
from ..coverage.firmness import firmness_of_cells
from ..coverage.gap_report import GapReport, Quiet, gap_report
from ..coverage.options import Options
from ..coverage.targets import targets
from ..render.result import Result
from ..workspace import Build
from .coverage import CODED_BY, MEANING, cell_options, cell_row, cells_result, options_of
from .output import emit, table_options, write
from .permuted import beside_p_empty, permutation_options, told
from .session import build, progress, version_option
from .targets import gaps_targets_command, target_row


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
    report = gap_report(current.columns, current.name, coded_by)
    if format_ == "table":
        from ..render.gap_text import gap_text

        write(gap_text(report), output)
    else:
        emit(_report_rows(current, report), format_, output)


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

    What a state rests on is said too: on what we decided ourselves, or on classifications below 0.7
    confidence. Nothing there means that the state is the same without them.

    \b
    Examples:
      airm-graph gaps cells --by framework --by category --where category=4
      airm-graph gaps cells --by framework --by category --permutations 9999
    """
    current = build(ctx)
    table = coverage(current.columns, options_of(current.columns.facets, **asked))
    rank = {"gap": 0, "open": 1, "thin": 2}
    found = sorted(
        (cell for cell in table.cells if cell.state in rank),
        key=lambda cell: (rank[cell.state], 1.0 if cell.p_empty is None else cell.p_empty),
    )
    firm = firmness_of_cells(current.columns, replace(table, cells=tuple(found)))
    rows = [
        {**cell_row(table.options, cell), **less} for cell, less in zip(found, firm, strict=True)
    ]
    if permutations is None:
        emit(cells_result(current, table, rows, "gaps cells"), format_, output)
        return
    drawn = {"permutations": permutations, "seed": seed}
    rows = beside_p_empty(current.columns, table, found, rows, **drawn, progress=progress(ctx))
    emit(told(cells_result(current, table, rows, "gaps cells"), **drawn), format_, output)


gaps_command.add_command(gaps_targets_command)


def _report_rows(current: Build, report: GapReport) -> Result:
    """Every row behind the report, each with the list that it is from."""
    options = Options(by=report.views[0].facets, coded_by=report.coded_by)
    table = coverage(current.columns, options)
    empty = sorted(
        (cell for cell in table.cells if cell.state in {"open", "gap"}),
        key=lambda cell: 1.0 if cell.p_empty is None else cell.p_empty,
    )
    family = {laggard.cell.values: laggard.family for laggard in report.laggards}
    rows: list[dict[str, Any]] = [
        {"list": "empty cell", **cell_row(options, cell), "p_family": family.get(cell.values)}
        for cell in empty
    ]
    rows += [{"list": "quiet field", **_quiet_row(quiet)} for quiet in report.quiet]
    found = targets(current.columns, coded_by=report.coded_by)
    rows += [
        {"list": "risk source", **target_row(target)}
        for target in found
        if target.handling not in {"reduced", "mitigated"}
    ]
    rows += [
        {
            "list": "seen in the wild",
            **target_row(wild.target),
            "realized": wild.realized,
            "incidents": wild.incidents,
        }
        for wild in report.wild
    ]
    return Result(
        columns=(
            *("list", *options.by, "target", "state", "reason", "evidence", "unknown"),
            *("peers", "expected", "p_empty", "p_family", "q_value", "strength", "confidence"),
            *("addressed", "with_any", "works", "domain", "risks", "papers"),
            *("realized", "incidents"),
        ),
        rows=rows,
        meta=cite(current, "gaps", {"coded_by": report.coded_by}),
        notes=report.watch,
    )


def _quiet_row(quiet: Quiet) -> dict[str, Any]:
    value = quiet.category
    return {
        "category": {"id": value.id, "iri": value.iri, "label": value.label},
        "addressed": quiet.addressed,
        "with_any": quiet.with_any,
        "works": quiet.works,
        "domain": quiet.domain,
        "risks": quiet.risks,
        "papers": quiet.papers,
        "incidents": quiet.incidents,
    }
