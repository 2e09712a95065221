"""Which part of a query leaves how many solutions, as an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..render.result import Result
from ..sparql.explaining import Asking, Step, counted, explain

EMPTIES = "← no solutions from here on"
NOTHING = "the query has no patterns to explain"


def explained(
    engine: Asking, text: str, bound: Mapping[str, str], *, is_empty: bool, meta: Mapping[str, Any]
) -> Result:
    """How many solutions each part of a query has alone, and with those before it.

    Args:
        engine: Who answered.
        text: The query.
        bound: IRIs of variables that were given from outside.
        is_empty: Whether the answer was empty; then the note says why.
        meta: What the answer rests on.
    """
    steps = explain(engine, text, bound, is_empty=is_empty)
    note = NOTHING if not steps else _cause(steps) if is_empty else ""
    return Result(
        columns=("alone", "together", "part", ""),
        rows=[_row(step) for step in steps],
        meta=meta,
        notes=(note,) if note else (),
    )


def _cause(steps: Sequence[Step]) -> str:
    cause = next((step for step in reversed(steps) if step.empties), None)
    if cause is None:
        return "no single part was found that empties the answer"
    if cause.alone == 0:
        return f"nothing in the graph matches: {cause.text}"
    if cause.alone is None:
        return f"no solution is left by: {cause.text}"
    return f"its solutions fit none of those before it: {cause.text}"


def _row(step: Step) -> dict[str, str]:
    return {
        "alone": counted(step.alone),
        "together": counted(step.together),
        "part": "  " * step.depth + step.text,
        "": EMPTIES if step.empties else "",
    }
