"""``airm-graph validate``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from ..answers.validation import (
    SEVERITIES,
    Asked,
    ReportNameError,
    check_report,
    report_of,
    sarif_of,
    validate,
)
from ..answers.validation_plan import plan_of_validation
from ..render.tables import FORMATS
from .build_names import complete_build, named_build
from .output import emit, width, write
from .session import build, progress, version_option, workspace


def _known_rules(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    from ..validate import list_rules, load_shapes

    rules = list_rules(load_shapes()).values()
    classes = {rule.name.partition("-")[0] for rule in rules if "/" not in rule.name}
    known = dict.fromkeys(classes, "all its shapes")
    known |= {rule.name: rule.about for rule in rules}
    return [
        CompletionItem(name, help=about)
        for name, about in sorted(known.items())
        if name.startswith(typed)
    ]


@click.command("validate")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    default="violation",
    show_default=True,
    help="Lowest severity, not waived, that makes the command fail; with --since, what is new.",
)
@click.option(
    "--show",
    type=click.Choice(SEVERITIES),
    help="Lowest severity that is listed (default: warning, and info for FILEs).",
)
@click.option("--all", "all_", is_flag=True, help="List every finding of a rule in the table.")
@click.option(
    "--only",
    multiple=True,
    metavar="RULE",
    shell_complete=_known_rules,
    help="Run only this shape or check, all shapes of a class, or a pattern; repeatable.",
)
@click.option(
    "--since",
    metavar="BUILD",
    shell_complete=complete_build,
    help="Say what is new since this build: 'previous', or the first letters of its name.",
)
@click.option(
    "--show-vanished", is_flag=True, help="With --since: list what is found no more, too."
)
@click.option(
    "--today",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day on which waivers must be in force (default: today).",
)
@click.option(
    "--propose-waivers",
    is_flag=True,
    help="Print a waiver for each finding listed, as Turtle to be completed, instead.",
)
@click.option(
    "--plan",
    is_flag=True,
    help="Say for each shape what the store is asked and at how many nodes pySHACL looks, instead.",
)
@click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write all findings as a SHACL report graph, .ttl .nt .jsonld .rdf, or as .sarif; "
    "repeatable.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice((*FORMATS, "sarif")),
    default="table",
    show_default=True,
    help="How to write the rows.",
)
@click.option(
    "--output", "-o", metavar="FILE", type=click.Path(path_type=Path), help="Write to FILE."
)
@version_option
@click.pass_context
def validate_command(
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    fail_on: str,
    show: str | None,
    all_: bool,
    only: tuple[str, ...],
    since: str | None,
    show_vanished: bool,
    today: datetime | None,
    propose_waivers: bool,
    plan: bool,
    reports: tuple[Path, ...],
    format_: str,
    output: Path | None,
) -> int:
    """Check the graph, or your own RDF FILEs, against shapes and checks.

    Your files are read together with the vocabulary, the schemes and the graph, so that references
    resolve; findings are about your files only, and waivers in them count. Without FILEs the
    defects of what was imported are listed too. The exit code is 1 where something is found at or
    above --fail-on. --since applies the rules of today to both builds; your FILEs are then read
    beside one build and the other. In a SHACL report sh:conforms is false wherever there is a
    finding, be it waived or not; --report has all findings, whatever --show says. SARIF names
    files as seen from the folder where you are: run it at the root of your repository.

    \b
    Examples:
      airm-graph validate
      airm-graph validate my-framework.ttl --fail-on warning
      airm-graph validate --only Mitigation --only 'check/*' --show info
      airm-graph validate --since previous --show-vanished --fail-on warning
      airm-graph validate my-framework.ttl --format sarif -o findings.sarif
      airm-graph validate --report findings.ttl --report findings.sarif
      airm-graph validate --plan --only Mitigation
      airm-graph validate my-framework.ttl --propose-waivers > waivers.ttl
    """
    from ..validate import choose_rules, list_rules, load_shapes
    from ..validate.proposals import propose_waivers as proposed

    if show_vanished and not since:
        raise click.UsageError("--show-vanished goes with --since BUILD")
    if plan and (files or since or reports or propose_waivers or format_ == "sarif"):
        raise click.UsageError("--plan goes with --only and the formats of tables alone")
    asked = Asked(
        files=files,
        day=(today or datetime.now(UTC)).date(),
        only=choose_rules(only, list_rules(load_shapes())) if only else None,
        fail_on=fail_on,
        show=show or "",
        vanished=show_vanished,
    )
    for path in reports:
        try:
            check_report(path)
        except ReportNameError as error:
            raise click.UsageError(str(error)) from None
    current = build(ctx)
    if plan:
        emit(plan_of_validation(current, asked.only), format_, output)
        return 0
    earlier = named_build(ctx, since) if since else None
    found = validate(current, workspace(ctx), asked, earlier, progress(ctx))
    outcome = found.outcome
    for path in reports:
        write(report_of(found, path), path)
    if propose_waivers:
        shown = [finding for finding in outcome.findings if finding.severity >= asked.lowest]
        write(proposed(shown, asked.today), output)
    elif format_ == "sarif":
        write(sarif_of(found, asked.lowest), output)
    elif format_ == "table":
        from ..render.findings_text import MOST, findings_text

        write(findings_text(found.listed, found.notes, width(), None if all_ else MOST), output)
    else:
        emit(found.result, format_, output)
    return 1 if outcome.decisive else 0
