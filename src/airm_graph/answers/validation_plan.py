"""How a validation asks the store first, as an answer."""

from __future__ import annotations

from ..citation import cite
from ..identifiers import compress
from ..render.result import Result
from ..workspace import Build


def plan_of_validation(build: Build, only: frozenset[str] | None) -> Result:
    """A row for each shape that is run: what the store tells, and what is left to pySHACL whole.

    Args:
        build: What would be checked.
        only: The rules to run, by IRI; None for all.
    """
    from ..validate import plan_build

    steps = plan_build(build, only)
    rows = [
        {
            "shape": compress(str(step.shape)),
            "targets": [compress(str(term)) for _, term in step.targets],
            "way": "whole" if step.whole else "focused",
            "reason": step.whole,
            "nodes": None if step.whole else len(step.suspects),
            "seconds": round(step.seconds, 4),
            "queries": list(step.queries),
        }
        for step in sorted(steps, key=lambda step: (not step.whole, -step.seconds))
    ]
    whole = sum(bool(step.whole) for step in steps)
    nodes = {node for step in steps for node in step.suspects}
    notes = (
        f"{len(steps)} shapes: {len(steps) - whole} are asked of the store first, and pySHACL looks"
        f" at {len(nodes):,} nodes that may fail; {whole} are left to pySHACL whole.",
        f"The store took {sum(step.seconds for step in steps):.2f} s.",
    )
    return Result(
        columns=("shape", "targets", "way", "reason", "nodes", "seconds", "queries"),
        rows=rows,
        meta=cite(build, "validate --plan", {"only": sorted(only) if only else None}),
        notes=notes,
        hidden=frozenset({"queries"} if whole else {"queries", "reason"}),
    )
