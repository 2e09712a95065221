"""What changed between two builds, as answers: findings, or triples."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..build_comparison import BuildComparison, compare_builds
from ..citation import cite
from ..comparison import compare_quads, graph_of, term
from ..identifiers import compress
from ..render.build_comparison_rows import build_comparison_rows
from ..render.result import Result
from ..workspace import Build


def build_changes(before: Build, after: Build, **asked: Any) -> Result:
    """Cells and targets whose state differs, and why; gaps that appeared come first.

    Args:
        before: The earlier build.
        after: The later build.
        asked: What :func:`..build_comparison.compare_builds` is asked.

    Raises:
        IdentifierError: A facet, concept, work or kind is not known.
        OptionError: The options make no table.
        WorkspaceError: A build cannot be read.
    """
    return rows_of_comparison(before, after, compare_builds(before, after, **asked))


def rows_of_comparison(before: Build, after: Build, found: BuildComparison) -> Result:
    """A comparison as rows that say what was asked."""
    rows = build_comparison_rows(found)
    meta = cite(after, "build diff", {**found.asked, "before": before.name})
    return replace(rows, meta={**meta, **rows.meta}, picture="state-changes")


def triple_changes(before: Build, after: Build) -> Result:
    """The triples that only one of the builds has.

    Raises:
        WorkspaceError: A build cannot be read.
    """
    rows = [
        {
            "change": change,
            "graph": compress(graph_of(quad)),
            "subject": compress(term(quad.subject)),
            "predicate": compress(term(quad.predicate)),
            "object": compress(term(quad.object)),
        }
        for change, quad in compare_quads(before.quads_file, after.quads_file)
    ]
    added = sum(row["change"] == "added" for row in rows)
    return Result(
        columns=("change", "graph", "subject", "predicate", "object"),
        rows=rows,
        meta=cite(after, "build diff", {"before": before.name, "triples": True}),
        notes=(f"{added} added, {len(rows) - added} removed.",),
    )
