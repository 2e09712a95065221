"""What is new among findings, and what vanished, since an earlier run over other data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .findings import Finding, worst_first

NEW, UNCHANGED, VANISHED = "new", "unchanged", "vanished"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Findings of now, each with its state, and those of then that are no more.

    Attributes:
        states: ``new`` or ``unchanged``, one for each of the findings of now.
        vanished: Worst first.
    """

    states: tuple[str, ...]
    vanished: tuple[Finding, ...]


def compare_findings(before: Iterable[Finding], now: Sequence[Finding]) -> Comparison:
    """Which of the findings were not there before, by rule, node, path and value.

    One that was waived and is no longer is new: nobody accepts it any more.

    >>> from .findings import Severity
    >>> old = Finding(Severity.INFO, "urn:a", "urn:rule")
    >>> compare_findings([old], [Finding(Severity.INFO, "urn:b", "urn:rule"), old]).states
    ('new', 'unchanged')
    """
    known: dict[tuple[str, ...], list[Finding]] = {}
    for finding in before:
        known.setdefault(finding.identity, []).append(finding)
    for same in known.values():
        same.sort(key=lambda finding: not finding.waived_by)  # those that are open are met first
    states = []
    for finding in now:
        same = known.get(finding.identity, [])
        met = same.pop() if same else None
        reopened = met is not None and met.waived_by and not finding.waived_by
        states.append(NEW if met is None or reopened else UNCHANGED)
    return Comparison(tuple(states), tuple(worst_first(f for same in known.values() for f in same)))
