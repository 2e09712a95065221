"""``airm-graph validate``."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click

from ..citation import cite
from ..identifiers import compress
from ..render.result import Result
from .output import emit, table_options, write
from .session import build, progress, version_option, workspace

SEVERITIES = ("info", "warning", "violation")


@click.command("validate")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="violation",
    show_default=True,
    help="Lowest severity, not waived, that makes the command fail.",
)
@click.option(
    "--show",
    type=click.Choice(SEVERITIES),
    help="Lowest severity that is listed (default: warning, and info for FILEs).",
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which waivers must be in force (default: today).",
)
@click.option(
    "--report",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Also write the findings as a SHACL report graph in Turtle.",
)
@table_options
@version_option
@click.pass_context
def validate_command(
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    fail_on: str,
    show: str | None,
    today: datetime | None,
    report: Path | None,
    format_: str,
    output: Path | None,
) -> None:
    """Check the graph, or your own RDF FILEs, against shapes and checks.

    Your files are read together with the vocabulary, the schemes and the graph, so that references
    resolve; findings are about your files only. Without FILEs the defects of what was imported are
    listed too, and references pinned to a version that lacks what they name. The exit code is 1
    where something is found at or above --fail-on.

    \b
    Examples:
      airm-graph validate
      airm-graph validate my-framework.ttl --fail-on warning
      airm-graph validate --show info --format csv -o findings.csv
    """
    from ..validate import (
        Severity,
        import_findings,
        load_shapes,
        report_graph,
        validate_build,
        validate_files,
        worst_first,
    )

    current = build(ctx)
    day: date = (today or datetime.now(UTC)).date()
    tell = progress(ctx)
    show = show or ("info" if files else "warning")
    if files:
        tell(f"checking {len(files)} files")
        findings = validate_files(files, day, current)
    else:
        findings = validate_build(current, day, tell)
        findings = worst_first([*findings, *import_findings(workspace(ctx), load_shapes())])
    if report is not None:
        write(report_graph(findings).serialize(format="turtle"), report)
    lowest = Severity[show.upper()]
    shown = [finding for finding in findings if finding.severity >= lowest]
    rows = [
        {
            "severity": finding.severity.name.lower(),
            "focus_node": compress(finding.focus_node),
            "path": compress(finding.path),
            "value": compress(finding.value),
            "source": compress(finding.source),
            "message": finding.message,
            "remedy": finding.remedy,
            "waived_by": compress(finding.waived_by),
        }
        for finding in shown
    ]
    open_ = [finding for finding in findings if not finding.waived_by]
    counts = ", ".join(
        f"{sum(finding.severity.name.lower() == name for finding in open_)} {name}"
        for name in reversed(SEVERITIES)
    )
    hidden = len(findings) - len(shown)
    notes = (
        f"Findings: {counts}; {len(findings) - len(open_)} waived."
        + (f" {hidden} below {show} are not listed." if hidden else ""),
    )
    parameters = {"files": [str(file) for file in files], "today": day.isoformat()}
    emit(
        Result(
            columns=(
                *("severity", "focus_node", "path", "value"),
                *("source", "message", "remedy", "waived_by"),
            ),
            rows=rows,
            meta=cite(current, "validate", parameters),
            notes=notes,
            hidden=frozenset({"path", "remedy", "waived_by"}),
        ),
        format_,
        output,
    )
    if any(finding.severity >= Severity[fail_on.upper()] for finding in open_):
        ctx.exit(1)
