"""``airm-graph validate``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
from click.shell_completion import CompletionItem
from pyoxigraph import Literal, NamedNode, Store

from ..citation import cite
from ..imports import list_imports
from ..render.result import FORMATS, Result
from ..vocab import SKOS
from ..workspace import Build
from .build_names import complete_build, named_build
from .output import emit, width, write
from .session import build, progress, version_option, workspace
from .validation_plan import plan_result

if TYPE_CHECKING:
    from ..render.findings_text import Listed
    from ..validate import Finding
    from ..validate.outcome import Outcome

SEVERITIES = ("info", "warning", "violation")
SARIF = ".sarif"
COLUMNS = (
    *("severity", "focus_node", "path", "value"),
    *("source", "message", "remedy", "waived_by"),
)


class Asked(NamedTuple):
    """What is validated, and by which rules."""

    files: tuple[Path, ...]
    day: date
    only: frozenset[str] | None


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
    from ..validate import Severity, choose_rules, compare_findings, list_rules, load_shapes
    from ..validate.outcome import Outcome
    from ..validate.proposals import propose_waivers as proposed
    from ..validate.sarif import sarif_text

    if show_vanished and not since:
        raise click.UsageError("--show-vanished goes with --since BUILD")
    if plan and (files or since or reports or propose_waivers or format_ == "sarif"):
        raise click.UsageError("--plan goes with --only and the formats of tables alone")
    rules = list_rules(load_shapes())
    asked = Asked(
        files,
        (today or datetime.now(UTC)).date(),
        choose_rules(only, rules) if only else None,
    )
    for path in reports:
        _check_suffix(path)
    current = build(ctx)
    if plan:
        emit(plan_result(current, asked.only), format_, output)
        return 0
    earlier = named_build(ctx, since) if since else None
    findings = _validate(ctx, current, asked)
    compared = None
    if earlier:
        before = findings if earlier.name == current.name else _validate(ctx, earlier, asked)
        compared = compare_findings(before, findings)
    outcome = Outcome(
        findings=tuple(findings),
        states=compared.states if compared else (),
        vanished=compared.vanished if compared else (),
        fail_on=Severity[fail_on.upper()],
        asked={i: rule for i, rule in rules.items() if asked.only is None or i in asked.only},
        rules=len(rules),
        since=earlier.name if earlier else "",
    )
    lowest = Severity[(show or ("info" if files else "warning")).upper()]
    parameters = {
        "files": [str(file) for file in files],
        "today": asked.day.isoformat(),
        "only": [rules[iri].name for iri in rules if iri in asked.only] if asked.only else None,
        "since": earlier.name if earlier else None,
        "fail_on": fail_on,
        "show": lowest.name.lower(),
    }
    about = {"build": current.name, "parameters": {k: v for k, v in parameters.items() if v}}
    for path in reports:
        if path.suffix.lower() == SARIF:
            write(sarif_text(outcome, min(Severity), vanished=show_vanished, about=about), path)
        else:
            from ..validate.report import report_text

            write(report_text(findings, path), path)
    if propose_waivers:
        shown = [finding for finding in findings if finding.severity >= lowest]
        write(proposed(shown, asked.day), output)
    elif format_ == "sarif":
        write(sarif_text(outcome, lowest, vanished=show_vanished, about=about), output)
    else:
        listed = _listed(outcome, current, lowest, vanished=show_vanished)
        notes = _notes(outcome, lowest, earlier, vanished=show_vanished)
        if format_ == "table":
            from ..render.findings_text import MOST, findings_text

            write(findings_text(listed, notes, width(), None if all_ else MOST), output)
        else:
            emit(_result(listed, notes, cite(current, "validate", parameters)), format_, output)
    return 1 if outcome.decisive else 0


def _check_suffix(path: Path) -> None:
    from ..validate.report import FORMATS as GRAPHS

    known = (*GRAPHS, SARIF)
    if path.suffix.lower() not in known:
        raise click.UsageError(f"{path.name}: expected a name that ends in {' '.join(known)}")


def _validate(ctx: click.Context, of: Build, asked: Asked) -> list[Finding]:
    from ..validate import import_findings, load_shapes, validate_build, validate_files

    tell: Callable[[str], None] = progress(ctx)
    if asked.files:
        tell(f"checking {len(asked.files)} files")
        return validate_files(asked.files, asked.day, of, asked.only)
    here = workspace(ctx)
    held = {f"source-{source['id']}" for source in of.manifest["sources"]}
    late = {f"source-{source.id}" for source in list_imports(here)} - held
    defects = [
        finding
        for finding in import_findings(here, load_shapes(), asked.only)
        if finding.focus_node.rpartition("/")[2] not in late or of.name == build(ctx).name
    ]
    return validate_build(of, asked.day, tell, only=asked.only, beside=defects)


def _listed(outcome: Outcome, current: Build, lowest: int, *, vanished: bool) -> list[Listed]:
    from ..render.findings_text import Listed
    from ..validate.lines import find_places
    from ..validate.rules import rule_of
    from ..validate.since import VANISHED

    states = outcome.states or ("",) * len(outcome.findings)
    shown = [
        *zip(outcome.findings, states, strict=True),
        *((finding, VANISHED) for finding in (outcome.vanished if vanished else ())),
    ]
    shown = [(finding, state) for finding, state in shown if finding.severity >= lowest]
    places = find_places(finding for finding, _ in shown)
    return [
        Listed(
            finding,
            rule_of(outcome.asked, finding),
            file,
            line,
            _label(current.store, finding.focus_node),
            state,
        )
        for (finding, state), (file, line) in zip(shown, places, strict=True)
    ]


def _label(store: Store, node: str) -> str:
    """What the build calls a node: the English label first."""
    if ":" not in node or node.startswith("_:"):
        return ""
    quads = store.quads_for_pattern(NamedNode(node), SKOS.prefLabel, None)
    labels = [quad.object for quad in quads if isinstance(quad.object, Literal)]
    labels.sort(key=lambda label: (label.language != "en", label.value))
    return labels[0].value if labels else ""


def _notes(
    outcome: Outcome, lowest: int, earlier: Build | None, *, vanished: bool
) -> tuple[str, ...]:
    said = outcome.notes()
    hidden = sum(finding.severity < lowest for finding in outcome.findings)
    if hidden:
        said[0] += f" {hidden} below {SEVERITIES[lowest - 1]} are not listed."
    if earlier:
        said[-1] += (
            f" The rules of today were applied to both; that build was made by airm-graph"
            f" {earlier.manifest['program']}."
        )
        if outcome.vanished and not vanished:
            said[-1] += " --show-vanished lists what vanished."
    return (*said, outcome.verdict)


def _result(listed: Sequence[Listed], notes: tuple[str, ...], meta: dict[str, object]) -> Result:
    from ..render.findings_text import listed_rows

    rows = listed_rows(listed)
    more = [name for name in ("file", "line", "since") if any(name in row for row in rows)]
    return Result(
        columns=(*COLUMNS, *more),
        rows=rows,
        meta=meta,
        notes=notes,
        hidden=frozenset({"path", "remedy", "waived_by"}),
    )
