"""Records of different sources that are one, as an answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..holdings import every_current_source
from ..render.result import Result
from ..same_records import Pair, find_same
from ..workspace import Workspace

EVIDENCE = ("key", "words", "title")


def same_pairs(here: Workspace, evidence: str | None = None) -> list[Pair]:
    """Records of different sources that are one measure, risk or requirement.

    Args:
        here: Whose imports are compared, with the catalogue.
        evidence: One of :data:`EVIDENCE`: only pairs that were found by it.
    """
    pairs = find_same(every_current_source(here))
    return [pair for pair in pairs if evidence in (None, pair.evidence)]


def same_records(pairs: Sequence[Pair]) -> Result:
    """The pairs as rows."""
    return Result(
        columns=("first", "second", "work", "evidence", "similarity", "detail"),
        rows=[_row(pair) for pair in pairs],
        notes=(f"{_counts(pairs)}.",),
        hidden=frozenset({"detail"}),
    )


def _counts(pairs: Sequence[Pair]) -> str:
    counts = Counter(pair.evidence for pair in pairs)
    said = ", ".join(f"{count} by {evidence}" for evidence, count in counts.items())
    return f"{len(pairs)} pairs: {said}" if pairs else "No pairs"


def _row(pair: Pair) -> dict[str, object]:
    return {
        "first": pair.first.id,
        "second": pair.second.id,
        "work": pair.first.work,
        "evidence": pair.evidence,
        "similarity": float(pair.similarity),
        "detail": pair.detail,
    }
