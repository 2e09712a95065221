"""What shapes and checks find in the graph, or in files of somebody's, as an answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import Literal, NamedNode, Store

from ..build_folder import Progress
from ..citation import cite
from ..errors import AirmError
from ..files import write_text
from ..imports import list_imports
from ..render.result import Result
from ..vocab import SKOS
from ..workspace import Build, Workspace

if TYPE_CHECKING:
    from ..render.findings_text import Listed
    from ..validate import Finding
    from ..validate.outcome import Outcome

SEVERITIES = ("info", "warning", "violation")
COLUMNS = (
    *("severity", "focus_node", "path", "value"),
    *("source", "message", "remedy", "waived_by"),
)


class ReportNameError(AirmError):
    """The name of a report does not say how to write it."""


class Asked(NamedTuple):
    """What is validated, by which rules, and what of it is told.

    Attributes:
        files: RDF of the user's; none is the graph itself.
        day: On which waivers must be in force.
        only: The rules to run, by IRI; None for all.
        fail_on: The lowest severity that fails.
        show: The lowest severity that is listed; empty: info for files, else warning.
        vanished: List what an earlier build had and this one has not.
    """

    files: tuple[Path, ...] = ()
    day: date | None = None
    only: frozenset[str] | None = None
    fail_on: str = "violation"
    show: str = ""
    vanished: bool = False

    @property
    def lowest(self) -> int:
        """The lowest severity that is listed, as a number."""
        return 1 + SEVERITIES.index(self.show or ("info" if self.files else "warning"))

    @property
    def today(self) -> date:
        """The day; else that of now."""
        return self.day or datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Validated:
    """What was found.

    Attributes:
        outcome: Every finding, and what they come to.
        build: Where it was found, or what files were read beside.
        asked: What was asked.
        parameters: The same for ``meta``.
        listed: The findings that are told.
        notes: Sentences below them.
    """

    outcome: Outcome
    build: Build
    asked: Asked
    parameters: dict[str, Any]
    listed: list[Listed]
    notes: tuple[str, ...]

    @property
    def result(self) -> Result:
        """The findings that are told, as rows."""
        return _result(self.listed, self.notes, cite(self.build, "validate", self.parameters))


def validate(
    build: Build,
    here: Workspace,
    asked: Asked,
    earlier: Build | None = None,
    tell: Progress = lambda _: None,
) -> Validated:
    """Check a build, or files beside it, against shapes and checks.

    Args:
        build: The current build.
        here: Whose imports have defects that are findings, too.
        asked: What is validated and told.
        earlier: Say what is new since this build.
        tell: Is told what is being done.

    Raises:
        SourceError: A file cannot be read.
    """
    from ..validate import Severity, compare_findings, list_rules, load_shapes
    from ..validate.outcome import Outcome

    rules = list_rules(load_shapes())
    findings = _findings(build, build, here, asked, tell)
    compared = None
    if earlier:
        same = earlier.name == build.name
        before = findings if same else _findings(earlier, build, here, asked, tell)
        compared = compare_findings(before, findings)
    outcome = Outcome(
        findings=tuple(findings),
        states=compared.states if compared else (),
        vanished=compared.vanished if compared else (),
        fail_on=Severity[asked.fail_on.upper()],
        asked={i: rule for i, rule in rules.items() if asked.only is None or i in asked.only},
        rules=len(rules),
        since=earlier.name if earlier else "",
    )
    parameters = {
        "files": [str(file) for file in asked.files],
        "today": asked.today.isoformat(),
        "only": [rules[iri].name for iri in rules if iri in asked.only] if asked.only else None,
        "since": earlier.name if earlier else None,
        "fail_on": asked.fail_on,
        "show": SEVERITIES[asked.lowest - 1],
    }
    return Validated(
        outcome=outcome,
        build=build,
        asked=asked,
        parameters=parameters,
        listed=_listed(outcome, build, asked.lowest, vanished=asked.vanished),
        notes=_notes(outcome, asked.lowest, earlier, vanished=asked.vanished),
    )


SARIF = ".sarif"


def check_report(path: Path) -> None:
    """Refuse a name of which it is not known how to write it.

    Raises:
        ReportNameError: It ends otherwise.
    """
    from ..validate.report import FORMATS

    known = (*FORMATS, SARIF)
    if path.suffix.lower() not in known:
        raise ReportNameError(f"{path.name}: expected a name that ends in {' '.join(known)}")


def write_report(found: Validated, path: Path) -> None:
    """Write all findings as a SHACL report graph, or as SARIF."""
    write_text(report_of(found, path), path)


def report_of(found: Validated, path: Path) -> str:
    """All findings in the form that the name of a file asks for."""
    from ..validate import Severity
    from ..validate.report import report_text

    if path.suffix.lower() == SARIF:
        return sarif_of(found, min(Severity))
    return report_text(found.outcome.findings, path)


def sarif_of(found: Validated, lowest: int) -> str:
    """The findings from a severity on as SARIF."""
    from ..validate import Severity
    from ..validate.sarif import sarif_text

    said = {key: value for key, value in found.parameters.items() if value}
    about = {"build": found.build.name, "parameters": said}
    severity = Severity(lowest)
    return sarif_text(found.outcome, severity, vanished=found.asked.vanished, about=about)


def _findings(
    of: Build, current: Build, here: Workspace, asked: Asked, tell: Progress
) -> list[Finding]:
    from ..validate import import_findings, load_shapes, validate_build, validate_files

    if asked.files:
        tell(f"checking {len(asked.files)} files")
        return validate_files(asked.files, asked.today, of, asked.only)
    held = {f"source-{source['id']}" for source in of.manifest["sources"]}
    late = {f"source-{source.id}" for source in list_imports(here)} - held
    defects = [
        finding
        for finding in import_findings(here, load_shapes(), asked.only)
        if finding.focus_node.rpartition("/")[2] not in late or of.name == current.name
    ]
    return validate_build(of, asked.today, tell, only=asked.only, beside=defects)


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
