"""``airm-graph gaps`` and ``airm-graph report``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import click

from ..citation import cite
from ..columns import MITIGATING, RELATIONS
from ..coverage.cells import coverage
from ..coverage.firmness import WITHOUT, firmness_of_cells, firmness_of_targets
from ..coverage.gap_report import GapReport, gap_report
from ..coverage.options import Options, measure_facet, parse_where
from ..coverage.target_groups import targets_per
from ..coverage.targets import KINDS, STATES, Target, targets
from ..errors import AirmError
from ..render.result import Result
from ..workspace import Build
from .completion import complete_facet
from .coverage import CODED_BY, MEANING, cell_options, cell_row, cells_result, options_of
from .output import emit, table_options, write
from .session import build, progress, version_option

CodedBy = Literal["all", "publisher", "own"]


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
    all empty cells of framework and category, and every risk source that is not reduced.

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
@table_options
@version_option
@click.pass_context
def gaps_cells_command(
    ctx: click.Context, /, format_: str, output: Path | None, **asked: Any
) -> None:
    """Print cells that are not addressed: gaps first, then open, then thin, least likely first.

    What a state rests on is said too: on what we decided ourselves, or on classifications below 0.7
    confidence. Nothing there means that the state is the same without them.

    \b
    Example:
      airm-graph gaps cells --by framework --by category --where category=4
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
    emit(cells_result(current, table, rows, "gaps cells"), format_, output)


@gaps_command.command("targets")
@click.option("--kind", type=click.Choice(KINDS), default="risk-source", show_default=True)
@click.option("--from", "seen_from", metavar="framework=KEY", help="Only links stated in one work.")
@click.option("--coded-by", type=CODED_BY, default="all", show_default=True)
@click.option("--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="N")
@click.option("--all", "all_", is_flag=True, help="List addressed targets too.")
@click.option(
    "--per",
    metavar="FACET",
    shell_complete=complete_facet,
    help="Count the targets of each state under each concept of a facet.",
)
@table_options
@version_option
@click.pass_context
def gaps_targets_command(
    ctx: click.Context,
    *,
    kind: str,
    seen_from: str | None,
    coded_by: CodedBy,
    min_confidence: float,
    all_: bool,
    per: str | None,
    format_: str,
    output: Path | None,
) -> None:
    """Print risks that no measure is stated to reduce or to respond to.

    \b
    Examples:
      airm-graph gaps targets
      airm-graph gaps targets --kind impact --all --format json
      airm-graph gaps targets --from framework=gipiskis2024 --min-confidence 0.7
      airm-graph gaps targets --from framework=atlas --per atlas-tactic
    """
    current = build(ctx)
    work = None
    if seen_from is not None:
        ((name, work),) = parse_where([seen_from])
        if name != "framework":
            raise AirmError(f"--from {seen_from!r}: expected framework=KEY")
    asked = {"kind": kind, "work": work, "coded_by": coded_by, "min_confidence": min_confidence}
    found = targets(current.columns, **asked)  # type: ignore[arg-type]
    if per is not None:
        emit(_per(current, found, per, asked), format_, output)
        return
    shown = [target for target in found if all_ or target.state != "addressed"]
    emit(
        Result(
            columns=TARGET_COLUMNS,
            rows=[
                {**target_row(target), **less}
                for target, less in zip(
                    shown, firmness_of_targets(current.columns, shown, **asked), strict=True
                )
            ],
            meta=cite(current, "gaps targets", asked),
            notes=(f"{len(shown)} of {len(found)} targets of the kind {kind}.",),
            hidden=frozenset(
                {"best_path", "kind", "equal", "inherited", "partial", "machine_made", *WITHOUT}
            ),
        ),
        format_,
        output,
    )


def _per(current: Build, found: Sequence[Target], name: str, asked: dict[str, Any]) -> Result:
    facet = measure_facet(current.columns.facets, name)
    groups = targets_per(facet, found)
    rows = [
        {
            name: {"id": group.value.id, "iri": group.value.iri, "label": group.value.label},
            "targets": group.targets,
            **group.states,
        }
        for group in groups
    ]
    without = sum(name not in target.classes for target in found)
    placed = len(found) - without
    return Result(
        columns=(name, "targets", *STATES),
        rows=rows,
        meta=cite(current, "gaps targets", {**asked, "per": name}),
        notes=(
            f"{placed} of {len(found)} targets have a value of {name}; the rows count them "
            f"{sum(group.targets for group in groups)} times.",
        ),
    )


TARGET_COLUMNS = (
    *("target", "kind", "state", "reason", "strength"),
    *("direct", "equal", "inherited", "partial", "observed"),
    *("best_path", "confidence", "machine_made", "named_in"),
    *(*WITHOUT, "rests_on"),
)


def target_row(target: Target) -> dict[str, Any]:
    """A target as a row of the contract; only direct links are followed so far."""
    value = target.target
    return {
        "target": {"id": value.id, "iri": value.iri, "label": value.label},
        "kind": target.kind,
        "state": target.state,
        "reason": target.reason,
        "strength": target.strength,
        "direct": sum(target.counts[RELATIONS[number]] for number in MITIGATING),
        "equal": 0,
        "inherited": 0,
        "partial": 0,
        "observed": target.counts["detects"] + target.counts["assesses"],
        "best_path": [],
        "confidence": target.confidence,
        "machine_made": target.machine_made,
        "named_in": [work.id for work in target.works],
    }


def _report_rows(current: Build, report: GapReport) -> Result:
    """Every row behind the report: empty cells of its first view, then unlowered risk sources."""
    options = Options(by=report.views[0].facets, coded_by=report.coded_by)
    table = coverage(current.columns, options)
    empty = sorted(
        (cell for cell in table.cells if cell.state in {"open", "gap"}),
        key=lambda cell: 1.0 if cell.p_empty is None else cell.p_empty,
    )
    rows = [{"list": "empty cell", **cell_row(options, cell)} for cell in empty]
    found = targets(current.columns, coded_by=report.coded_by)
    rows += [
        {"list": "risk source", **target_row(target)}
        for target in found
        if target.handling not in {"reduced", "mitigated"}
    ]
    return Result(
        columns=(
            *("list", *options.by, "target", "state", "reason", "evidence", "unknown"),
            *("peers", "expected", "p_empty", "q_value", "strength", "confidence"),
        ),
        rows=rows,
        meta=cite(current, "gaps", {"coded_by": report.coded_by}),
        notes=report.watch,
    )


@click.command("report")
@click.option(
    "--output",
    "-o",
    metavar="FILE",
    type=click.Path(path_type=Path),
    default=Path("gaps.html"),
    show_default=True,
)
@click.option("--coded-by", type=CODED_BY, default="all", show_default=True)
@version_option
@click.pass_context
def report_command(ctx: click.Context, output: Path, coded_by: CodedBy) -> None:
    """Write the whole gap analysis as one HTML file that needs nothing else.

    \b
    Example:
      airm-graph report -o gaps.html
    """
    from ..render.gap_html import gap_html

    current = build(ctx)
    progress(ctx)("writing the report")
    report = gap_report(current.columns, current.name, coded_by)
    table = coverage(current.columns, Options(by=report.views[0].facets, coded_by=coded_by))
    sources = targets(current.columns, coded_by=coded_by)
    write(gap_html(report, table, sources, cite(current, "report", {"coded_by": coded_by})), output)
