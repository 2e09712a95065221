"""What changed between two builds as rows, for spreadsheets and programs."""

from __future__ import annotations

from typing import Any

from ..build_comparison import BuildComparison, Cause, Change
from ..coverage.axes import Value
from .result import Result

STANDING = ("state", "strength", "evidence", "unknown", "reason")
PLAIN = ("reason", "strength", "unknown")  # people see state and evidence of each build


def build_comparison_rows(found: BuildComparison) -> Result:
    """A row for each cell or target that changed; the facets of cells are columns of their own."""
    by = tuple(found.asked["by"]) if found.asked["only"] != "targets" else ()
    target = ("target",) if found.asked["only"] != "cells" else ()
    sides = [f"{when}_{name}" for when in ("before", "after") for name in STANDING]
    return Result(
        columns=("what", "change", *by, *target, *sides, "because", "causes"),
        rows=[_row(change, by) for change in found.changes],
        meta={
            "comparison": {
                "before": found.before,
                "after": found.after,
                "equal": found.equal,
                "inputs": [
                    {name: getattr(change, name) for name in type(change).__slots__}
                    for change in found.inputs
                ],
                "compared": dict(found.compared),
                "transitions": found.transitions,
                "shifted": dict(found.shifted),
            }
        },
        notes=_notes(found),
        hidden=frozenset(
            {"causes", *(f"{when}_{name}" for when in ("before", "after") for name in PLAIN)}
        ),
    )


def _row(change: Change, by: tuple[str, ...]) -> dict[str, Any]:
    cell = change.what == "cell"
    values = [_thing(value) for value in change.values]
    return {
        "what": change.what,
        "change": change.transition,
        **dict.fromkeys(by),
        **(dict(zip(by, values, strict=True)) if cell else {}),
        "target": None if cell else values[0],
        **{
            f"{when}_{name}": getattr(standing, name)
            for when, standing in (("before", change.before), ("after", change.after))
            for name in STANDING
        },
        "because": list(change.because),
        "causes": [_cause(cause) for cause in change.causes],
    }


def _thing(value: Value) -> dict[str, str]:
    return {"id": value.id, "iri": value.iri, "label": value.label}


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        **_thing(cause.thing),
        "kind": cause.kind,
        "before": cause.before,
        "after": cause.after,
        "by": cause.by,
    }


def _notes(found: BuildComparison) -> tuple[str, ...]:
    if found.equal:
        return ("It is the same build: nothing changed.",)
    said = []
    for what, compared in found.compared.items():
        moves = found.transitions[what]
        listed = "; ".join(f"{count} {transition}" for transition, count in moves.items())
        changed = sum(moves.values())
        said.append(
            f"{changed} of {compared} {what}s changed" + (f": {listed}." if listed else ".")
        )
    return (*said, *found.notes)
