"""The risks that each work names, and how they are acted upon."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .axes import Value
from .targets import Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The risks that one work names, and how they are acted upon.

    Attributes:
        mitigated: Of them those that some measure is stated to reduce, respond to or mitigate.
        partly: Those of which only something wider, or what overlaps them, is.
        observed: Those that measures only detect or assess.
        gaps: Those without any measure, although all links were looked for.
    """

    work: Value
    risks: int
    mitigated: int
    partly: int
    observed: int
    gaps: int

    @property
    def told(self) -> int:
        """Those of which it can be told how they are acted upon."""
        return self.mitigated + self.partly + self.observed + self.gaps


def named_risks(found: Sequence[Target]) -> tuple[Named, ...]:
    """For each work that names risks, how they are acted upon; a risk of two kinds counts once."""
    once = {target.target.iri: target for target in found}
    by_work: dict[Value, Counter[str]] = {}
    for target in once.values():
        for work in target.works:
            by_work.setdefault(work, Counter())[_manner(target)] += 1
    rows = [
        Named(
            work=work,
            risks=states.total(),
            mitigated=states["addressed"],
            partly=states["partly"],
            observed=states["observed"],
            gaps=states["gap"],
        )
        for work, states in by_work.items()
    ]
    return tuple(sorted(rows, key=lambda row: (-row.told, -row.risks, row.work.id)))


def _manner(target: Target) -> str:
    """The state of a target; where it is thin, which of the two reasons it has."""
    if target.state != "thin":
        return target.state
    return "observed" if target.strength == "observed" else "partly"
