"""What changed in the findings between two builds, and because of what.

Both builds are asked the same question by the same program, so options cannot be the cause of a
difference, and the program that made a build only where the graphs are the same. Causes are
computed from what decides a state: the measures that count in a cell or that might, coding
statements, declared exclusions, stated actions and mappings. A difference that changed no finding
is not a cause; where none is found, that is said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from ..agents import CodedBy
from ..coverage.axes import Value
from ..coverage.options import Count, Options
from ..workspace import Build
from .cells import CellChanges
from .inputs import input_changes, renamed_sources
from .model import BuildComparison, Cause, Change, InputChange, Standing, consequence
from .sides import Side, readable
from .targets import TargetChanges

__all__ = ["BuildComparison", "Cause", "Change", "InputChange", "Standing", "compare_builds"]

BY = ("framework", "category")
What = Literal["cells", "targets"]


def compare_builds(
    before: Build,
    after: Build,
    by: Sequence[str] = BY,
    kind: str = "risk-source",
    *,
    only: What | None = None,
    levels: Mapping[str, int] | None = None,
    where: Sequence[tuple[str, str]] = (),
    threshold: int = 2,
    count: Count = "measures",
    coded_by: CodedBy = "all",
    min_confidence: float = 0.0,
) -> BuildComparison:
    """Which cells and targets have another state in ``after`` than in ``before``, and why.

    Args:
        before: The earlier build.
        after: The later build.
        by: The facets of the cells, as for :class:`~airm_graph.coverage.options.Options`.
        kind: The kind of target, one of :data:`~airm_graph.coverage.targets.KINDS`.
        only: Leave out targets, or cells.
        levels: The level of a facet's scheme where it differs from the facet's default.
        where: ``(facet, concept or work)`` pairs that choose cells or measures.
        threshold: Evidence from which a cell is addressed.
        count: Distinct measures, or records.
        coded_by: Whose classifications and links count.
        min_confidence: What states a lower confidence does not count.

    Raises:
        IdentifierError: A facet, concept, work or kind is not known.
        OptionError: The options make no table.
        WorkspaceError: A build cannot be read.
    """
    options = Options(
        by=tuple(by),
        levels=levels or {},
        where=tuple(where),
        threshold=threshold,
        count=count,
        coded_by=coded_by,
        min_confidence=min_confidence,
    )
    asked: dict[str, Any] = {
        "by": list(options.by),
        "kind": kind,
        "only": only,
        "levels": dict(options.levels),
        "where": [f"{name}={value}" for name, value in options.where],
        "threshold": threshold,
        "count": count,
        "coded_by": coded_by,
        "min_confidence": min_confidence,
    }
    if before.name == after.name:
        return BuildComparison(before=before.name, after=after.name, equal=True, asked=asked)
    renamed = renamed_sources(before, after)
    trust: dict[str, Any] = {"coded_by": coded_by, "min_confidence": min_confidence}
    columns, note = readable(before, after)
    old = Side(before, columns, renamed, **trust)
    columns, another = readable(after, before)
    new = Side(after, columns, {}, **trust)
    changes: list[Change] = []
    compared, shifted = {}, {}
    if only != "targets":
        _known(old, new, options)
        cells = CellChanges(old, new, options)
        changes += cells.changes()
        compared["cell"], shifted["cell"] = cells.compared, cells.shifted()
    if only != "cells":
        targets = TargetChanges(old, new, kind=kind, **trust)
        changes += targets.changes()
        compared["target"], shifted["target"] = targets.compared, targets.shifted()
    if before.manifest["sha256"] == after.manifest["sha256"]:
        program = _program(before, after)  # the graph is the same: nothing else can be the cause
        changes = [replace(change, causes=(program,)) for change in changes]
    return BuildComparison(
        before=before.name,
        after=after.name,
        asked=asked,
        inputs=input_changes(before, after, renamed),
        changes=tuple(sorted(changes, key=consequence)),
        compared=compared,
        shifted=shifted,
        notes=tuple(text for text in (note, another) if text),
    )


def _program(before: Build, after: Build) -> Cause:
    old, new = (f"{build.manifest['program']}, build {build.name}" for build in (before, after))
    thing = Value(id="airm-graph", iri="", label="The program that made the build")
    return Cause(kind="program changed", thing=thing, before=old, after=new)


def _known(old: Side, new: Side, options: Options) -> None:
    """Refuse facets that neither build has."""
    options.check({**old.columns.facets, **new.columns.facets})
