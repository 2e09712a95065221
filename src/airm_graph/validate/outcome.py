"""What a validation comes to: what is open, what decides, and why it failed or did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .findings import Finding, Severity
from .rules import Rule
from .since import NEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The findings of one run.

    Attributes:
        findings: All of them, worst first.
        states: For each finding, whether it is new; empty where nothing was compared.
        vanished: What an earlier build had and this one has not.
        fail_on: The lowest severity that fails.
        asked: The rules that were run, by IRI.
        rules: How many rules there are.
        since: The name of the earlier build.
    """

    findings: tuple[Finding, ...]
    states: tuple[str, ...] = ()
    vanished: tuple[Finding, ...] = ()
    fail_on: Severity
    asked: Mapping[str, Rule]
    rules: int
    since: str = ""

    @property
    def open(self) -> list[Finding]:
        """The findings that no waiver accepts."""
        return [finding for finding in self.findings if not finding.waived_by]

    @property
    def decisive(self) -> list[Finding]:
        """The open findings that make the run fail: the new ones only, where it was compared."""
        states = self.states or (NEW,) * len(self.findings)
        return [
            finding
            for finding, state in zip(self.findings, states, strict=True)
            if not finding.waived_by and finding.severity >= self.fail_on and state == NEW
        ]

    @property
    def verdict(self) -> str:
        """The exit code and its reason, in a sentence."""
        count, level = len(self.decisive), self.fail_on.name.lower()
        noun, which = "finding", f" of {level} or worse"
        if self.fail_on == Severity.VIOLATION:
            noun, which = "violation", ""
        new = f" new since build {self.since}" if self.since else ""
        if not count:
            said = f"no {noun}{which}{new}, not counting what is waived"
        else:
            said = f"{count} {noun}{'s' * (count > 1)}{which}{new}, not waived"
        return f"Exit code {min(count, 1)}: {said} (--fail-on {level})."

    def notes(self) -> list[str]:
        """How many findings there are, of how many rules, and what is new."""
        counts = ", ".join(
            f"{sum(finding.severity == severity for finding in self.open)} {severity.name.lower()}"
            for severity in sorted(Severity, reverse=True)
        )
        said = [f"Findings: {counts}; {len(self.findings) - len(self.open)} waived."]
        if len(self.asked) < self.rules:
            said.append(f"Only {len(self.asked)} of {self.rules} rules were asked.")
        if self.since:
            new = self.states.count(NEW)
            said.append(
                f"Since build {self.since}: {new} new, {len(self.states) - new} unchanged, "
                f"{len(self.vanished)} vanished."
            )
        return said
