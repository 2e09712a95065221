"""Targets and what reaches them, as answers: risks and requirements, and crosswalks to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..citation import cite
from ..coverage.crosswalk import Crossing, Reached, crosswalk
from ..coverage.firmness import WITHOUT as FIRMNESS
from ..coverage.firmness import firmness_of_targets
from ..coverage.options import measure_facet
from ..coverage.target_groups import targets_per
from ..coverage.targets import STATES, Target, targets
from ..paths.hops import PathOptions
from ..paths.relations import LEAD, STRENGTHS
from ..render.path_text import hop_row, start_text
from ..render.result import Result
from ..workspace import Build

TARGET_COLUMNS = (
    *("target", "kind", "state", "reason", "strength", "handling"),
    *("direct", "equal", "inherited", "partial", "observed"),
    *("reduces", "responds_to", "detects", "assesses", "catch_all"),
    *("best_path", "confidence", "machine_made", "named_in"),
    *(*FIRMNESS, "rests_on"),
)
ALWAYS_HIDDEN = frozenset(
    {
        *("kind", "handling", "machine_made", "catch_all", "best_path", "confidence", *FIRMNESS),
        *("reduces", "responds_to", "detects", "assesses"),
    }
)
MAY_HIDE = ("equal", "inherited", "partial", "lead")  # from people, where all are nought


def gaps_in_targets(build: Build, *, addressed: bool = False, **asked: Any) -> Result:
    """Targets that no measure is stated to address, worst first, with what their state rests on.

    Args:
        build: What is asked.
        addressed: List what is addressed, too.
        asked: What :func:`..coverage.targets.targets` is asked.

    Raises:
        IdentifierError: Nothing here is called as a work that is asked about.
    """
    found = targets(build.columns, **asked)
    shown = [target for target in found if addressed or target.state != "addressed"]
    firm = firmness_of_targets(build.columns, shown, **asked)
    rows = [{**target_row(target), **less} for target, less in zip(shown, firm, strict=True)]
    columns = TARGET_COLUMNS
    if asked.get("leads"):
        columns = tuple(
            c for name in columns for c in ((name, "lead") if name == "partial" else (name,))
        )
    nought = {name for name in MAY_HIDE if not any(row[name] for row in rows)}
    kind = asked.get("kind", "risk-source")
    return Result(
        columns=columns,
        rows=rows,
        meta=cite(build, "gaps targets", asked),
        notes=(f"{len(shown)} of {len(found)} targets of the kind {kind}.",),
        hidden=ALWAYS_HIDDEN | nought,
        picture="targets",
    )


def targets_by_facet(build: Build, name: str, **asked: Any) -> Result:
    """How many targets are in each state under each concept of a facet.

    Raises:
        IdentifierError: There is no such facet, or no such work.
    """
    found = targets(build.columns, **asked)
    facet = measure_facet(build.columns.facets, name)
    groups = targets_per(facet, found)
    rows = [
        {
            name: {"id": group.value.id, "iri": group.value.iri, "label": group.value.label},
            "targets": group.targets,
            **group.states,
        }
        for group in groups
    ]
    placed = [target.classes[name] for target in found if name in target.classes]
    shown = {group.value.iri for group in groups}
    above = sum(
        not any(step.iri in shown for iri in iris for step in facet.path(iri)) for iris in placed
    )
    higher = f"; {above} have one only above the level of the rows" if above else ""
    return Result(
        columns=(name, "targets", *STATES),
        rows=rows,
        meta=cite(build, "gaps targets", {**asked, "per": name}),
        notes=(
            f"{len(placed)} of {len(found)} targets have a value of {name}{higher}; the rows count "
            f"them {sum(group.targets for group in groups)} times.",
        ),
        picture="targets-by-facet",
    )


def target_row(target: Target) -> dict[str, Any]:
    """A target as a row of the contract."""
    value = target.target
    return {
        "target": {"id": value.id, "iri": value.iri, "label": value.label},
        "kind": target.kind,
        "state": target.state,
        "reason": target.reason,
        "strength": target.strength,
        "handling": target.handling,
        **{name: target.reached.get(name, 0) for name in reversed(STRENGTHS[LEAD:])},
        "observed": target.observed,
        "reduces": target.counts["reduces"],
        "responds_to": target.counts["respondsTo"],
        "detects": target.counts["detects"],
        "assesses": target.counts["assesses"],
        "catch_all": target.catch_all,
        "best_path": [hop_row(hop) for hop in target.best_path],
        "confidence": target.confidence,
        "machine_made": target.machine_made,
        "named_in": [work.id for work in target.works],
    }


def crosswalk_to(
    build: Build,
    of: str,
    through: Sequence[str],
    *,
    kind: str | None = None,
    unreached: bool = False,
    options: PathOptions,
    asked: dict[str, Any],
) -> Result:
    """What of one work the things of others reach through mappings, and how.

    Args:
        build: What is asked.
        of: The key of the work whose things are reached.
        through: Those of the works from whose things paths start; each is a column.
        kind: Only things of this kind.
        unreached: List what nothing reaches, too.
        options: Which mappings count, and how far.
        asked: What the answer says that it was asked.

    Raises:
        IdentifierError: Nothing here is called as one of the works.
    """
    works, found = crosswalk(build.columns, of, list(through), kind=kind, options=options)
    rows = [
        _crossing_row([work.id for work in works], row)
        for row in found
        if unreached or any(by.strength for by in row.reached)
    ]
    parts = ("things", "via", "hops", "confidence", "path")
    columns = ["target", "kind"]
    for work in works:
        columns += [work.id, *(f"{work.id}_{part}" for part in parts)]
    hidden = {"kind"} | {f"{work.id}_{part}" for work in works for part in parts[2:]}
    if len(works) > 1:
        hidden |= {f"{work.id}_{part}" for work in works for part in parts}
    told = (_told(work.id, [row.reached[n] for row in found]) for n, work in enumerate(works))
    return Result(
        columns=tuple(columns),
        rows=rows,
        meta=cite(build, "crosswalk", asked),
        notes=(
            *told,
            "A lead is no coverage: nothing on its path says how much the two ends share.",
        ),
        hidden=frozenset(hidden),
        picture="crosswalk",
    )


def _crossing_row(works: Sequence[str], row: Crossing) -> dict[str, Any]:
    value = row.target
    found: dict[str, Any] = {
        "target": {"id": value.id, "iri": value.iri, "label": value.label},
        "kind": list(row.kinds),
    }
    for work, by in zip(works, row.reached, strict=True):
        found[work] = by.strength
        found[f"{work}_things"] = by.things
        found[f"{work}_via"] = start_text(by.path)
        found[f"{work}_hops"] = len(by.path) if by.strength else None
        found[f"{work}_confidence"] = by.confidence
        found[f"{work}_path"] = [hop_row(hop) for hop in by.path]
    return found


def _told(work: str, reached: Sequence[Reached]) -> str:
    counts = {
        name: sum(by.strength == name for by in reached) for name in reversed(STRENGTHS[LEAD:-1])
    }
    single = sum(by.strength == "lead" and len(by.path) == 1 for by in reached)
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    return (
        f"From {work}: of {len(reached)} things {said} ({single} of these by a single mapping), "
        f"{sum(not by.strength for by in reached)} not reached."
    )
