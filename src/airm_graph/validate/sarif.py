"""Findings as SARIF 2.1.0, the form in which code hosts show them beside the lines they are about.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..identifiers import compress
from ..resources import program_version
from ..vocab import BASE
from .findings import Finding, Severity
from .lines import find_places
from .outcome import Outcome
from .rules import Rule, rule_of
from .since import NEW
from .wording import node_text, sentence

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS = {Severity.VIOLATION: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
ROOT = "%SRCROOT%"


def sarif_text(
    outcome: Outcome,
    lowest: Severity,
    *,
    vanished: bool = False,
    folder: Path | None = None,
    about: Mapping[str, Any] | None = None,
) -> str:
    """The log as JSON, with a newline at the end.

    Args:
        outcome: What was found; every rule that was asked is described, be it broken or not.
        lowest: The lowest severity that is listed.
        vanished: Whether what an earlier build had, and this one has not, is listed as absent.
        folder: What the paths of files are relative to: the root of a repository, as a rule.
        about: What was checked and how, for the property bag of the run.
    """
    rules = dict(outcome.asked)
    for finding in (*outcome.findings, *outcome.vanished):
        rules.setdefault(finding.source, rule_of(rules, finding))
    places = {iri: number for number, iri in enumerate(rules)}
    states = outcome.states or ("",) * len(outcome.findings)
    listed = [
        (finding, {NEW: "new", "": ""}.get(state, "unchanged"))
        for finding, state in zip(outcome.findings, states, strict=True)
        if finding.severity >= lowest
    ]
    if vanished:
        listed += [(f, "absent") for f in outcome.vanished if f.severity >= lowest]
    found = find_places(finding for finding, _ in listed)
    results = [
        _result(finding, rules[finding.source], places, state, _file(*place, folder or Path.cwd()))
        for (finding, state), place in zip(listed, found, strict=True)
    ]
    run = {
        "tool": {"driver": _driver(rules.values())},
        "invocations": [
            {
                "executionSuccessful": True,
                "exitCode": 1 if outcome.decisive else 0,
                "exitCodeDescription": outcome.verdict,
            }
        ],
        "automationDetails": {"id": "airm-graph/validate/"},
        "originalUriBaseIds": {
            ROOT: {"description": {"text": "The folder in which airm-graph was run."}}
        },
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {**(about or {}), "notes": outcome.notes()},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


def _driver(rules: Sequence[Rule] | Any) -> dict[str, Any]:
    return {
        "name": "airm-graph",
        "version": program_version(),
        "semanticVersion": program_version(),
        "informationUri": BASE,
        "language": "en",
        "rules": [_rule(rule) for rule in rules],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    remedy = rule.remedy or f"See to it that this holds: {rule.message}"
    words = rule.name.replace("/", "-").split("-")
    return {
        "id": rule.name,
        "name": "".join(word[:1].upper() + word[1:] for word in words),
        "shortDescription": {"text": f"{rule.about or rule.name}."},
        "fullDescription": {"text": rule.message},
        "help": {"text": remedy, "markdown": f"{rule.message}\n\n{remedy}"},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"iri": rule.iri, "tags": [rule.name.partition("-")[0].partition("/")[0]]},
    }


def _result(
    finding: Finding,
    rule: Rule,
    places: Mapping[str, int],
    state: str,
    physical: dict[str, Any] | None,
) -> dict[str, Any]:
    # What a parser calls a blank node is another name in each run.
    named = not finding.focus_node.startswith("_:")
    node = {"name": node_text(finding.focus_node), "kind": "resource"}
    logical = [{**node, "fullyQualifiedName": finding.focus_node} if named else node]
    if finding.path:
        logical.append(
            {"name": compress(finding.path), "fullyQualifiedName": finding.path, "kind": "property"}
        )
    location: dict[str, Any] = {"logicalLocations": logical}
    if physical:
        location["physicalLocation"] = physical
    result = {
        "ruleId": rule.name,
        "ruleIndex": places[rule.iri],
        "kind": "fail",
        "level": LEVELS[finding.severity],
        "message": {"text": sentence(finding, rule)},
        "locations": [location],
        "partialFingerprints": {"airmFinding/v1": _fingerprint(finding, physical)},
        # Where one result says whether it is suppressed, all must.
        "suppressions": [
            {
                "kind": "external",
                "status": "accepted",
                "justification": finding.rationale or "A waiver accepts it.",
                "properties": {"waiver": finding.waived_by},
            }
        ]
        if finding.waived_by
        else [],
        "properties": {"value": finding.value} if finding.value[:2] not in {"", "_:"} else {},
    }
    if state:
        result["baselineState"] = state
    return result


def _file(name: str, line: int, folder: Path) -> dict[str, Any] | None:
    if not name:
        return None
    path, root = Path(name).resolve(), folder.resolve()
    if path.is_relative_to(root):
        artifact = {"uri": quote(path.relative_to(root).as_posix()), "uriBaseId": ROOT}
    else:
        artifact = {"uri": path.as_uri()}
    return {"artifactLocation": artifact, "region": {"startLine": max(line, 1)}}


def _fingerprint(finding: Finding, physical: dict[str, Any] | None) -> str:
    """The same for the same finding in the next run, on any machine and wherever it moved to."""
    rule, node, path, value = finding.identity
    if node.startswith("file:") and physical:  # a finding about the file itself
        node = physical["artifactLocation"]["uri"]
    return hashlib.sha256("\n".join((rule, node, path, value)).encode()).hexdigest()[:32]
