"""How risks and requirements are acted upon: the state of each target, in all works or in one.

A target is addressed when a measure is stated to mitigate it, or to mitigate what is certainly
equal to it; thin when only something wider is, or what overlaps it, or when it is only detected or
assessed. It is a gap only if some work names it and every work that names it had its links
completely coded; otherwise it is open, for then nobody looked everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal, cast

import numpy as np
from numpy.typing import NDArray

from ..agents import CodedBy
from ..columns import EXTENTS, RELATIONS, Columns
from ..errors import IdentifierError, nearest
from ..paths.hops import DEPTH, PathOptions, counted, mapping_rows
from ..paths.reach import RISKS, Reach, reach
from ..paths.relations import LEAD, STRENGTHS
from ..paths.walks import Hop, described
from .acting import Acting, acting
from .axes import Value, find_work, work_key
from .silence import Silence, silence_of

Array = NDArray[Any]

KINDS = (*RISKS, "requirement")
STATES = {
    "addressed": "a measure is stated to reduce it or to respond to it",
    "thin": "measures only detect or assess it, or act on what is wider or overlaps it",
    "open": "nothing is stated to act on it, and it cannot be told whether anything does",
    "gap": "works name it, all links of theirs were looked for, and nothing acts on it",
}
RANK = {"gap": 0, "open": 1, "thin": 2, "addressed": 3}
Handling = Literal[
    "reduced", "responded to", "mitigated", "equal", "inherited", "partial",
    "only observed", "no measure", "not assessed",
]  # fmt: skip
UNTYPED = "only untyped links"
COUNTED = ("direct", "equal")  # strengths from which a target is addressed, unless asked otherwise
THIN = {
    "direct": "direct, which is not counted",
    "equal": "only what equals it is acted upon",
    "inherited": "only something wider is acted upon",
    "partial": "only what overlaps it is acted upon",
    "observed": "only detected or assessed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A risk or a requirement, and what is stated to act on it.

    Attributes:
        strength: The best of the strengths at which a measure reaches it; ``observed`` where none
            does and one detects or assesses it, else empty.
        counts: Distinct measures by relation.
        works: Works that name the target.
        classes: By facet, the concepts under which the target is filed, as IRIs.
        domains: Risk domains of the target, as IRIs.
        stages: Lifecycle stages at which the target arises, as IRIs.
        confidence: The highest confidence of a link that decides the state; where mappings do, the
            smallest on the best path.
        machine_made: Whether a program decided every link that decides the state, or a hop of the
            best path.
        catch_all: Measures among those counted that claim to cover every risk.
        reached: Distinct measures by the best strength at which each reaches the target.
        observed: Distinct measures that detect or assess it.
        best_path: How the best strength comes about, where mappings lead to it.
    """

    target: Value
    kind: str
    state: str
    reason: str
    strength: str
    counts: dict[str, int]
    works: tuple[Value, ...]
    classes: dict[str, tuple[str, ...]]
    domains: tuple[str, ...]
    stages: tuple[str, ...]
    confidence: float | None
    machine_made: bool
    catch_all: int
    reached: dict[str, int] = field(default_factory=dict)
    observed: int = 0
    best_path: tuple[Hop, ...] = ()

    @property
    def handling(self) -> Handling:
        """The one word for how the target is acted upon."""
        if self.counts["reduces"]:
            return "reduced"
        if self.counts["respondsTo"]:
            return "responded to"
        if self.counts["mitigates"]:  # its author does not say in which of the two ways
            return "mitigated"
        if self.strength in {"equal", "inherited", "partial"}:
            return cast("Handling", self.strength)
        if self.strength == "observed":
            return "only observed"
        return "no measure" if self.state == "gap" else "not assessed"


def targets(
    columns: Columns,
    *,
    kind: str = "risk-source",
    work: str | None = None,
    coded_by: CodedBy = "all",
    min_confidence: float = 0.0,
    depth: int = DEPTH,
    counting: Sequence[str] = COUNTED,
    without: Sequence[str] = (),
    catch_all: bool = False,
    leads: bool = False,
    proposed: bool = False,
    stale: bool = False,
) -> tuple[Target, ...]:
    """The state of every target of a kind, worst first.

    Args:
        columns: Those of the build.
        kind: One of :data:`KINDS`.
        work: Only links that measures of this work state, seen from that work.
        coded_by: Whose links and mappings count.
        min_confidence: Links and mappings that state a lower confidence do not count.
        depth: The most hops of a path.
        counting: The strengths from which a target is addressed; the others make it thin.
        without: What does not count: any of ``machine-made``, ``own`` and ``catch-all``.
        catch_all: Whether measures that claim to cover every risk reach every risk; as something
            wider, for that they do so for each is not proved.
        leads: Whether targets are told, too, to which paths lead that prove nothing.
        proposed: Whether mappings count that are proposed and not yet accepted.
        stale: Whether mappings count though an end has changed its meaning since.

    Raises:
        IdentifierError: The kind, the work or a strength is not known.
        PathError: The depth is negative, or what is to be left out is not known.
    """
    for name in counting:
        if name not in STRENGTHS[LEAD + 1 :]:
            known = STRENGTHS[LEAD + 1 :]
            raise IdentifierError(f"no strength is called {name!r}: {nearest(name, known)}")
    options = options_of(
        kind=kind,
        coded_by=coded_by,
        min_confidence=min_confidence,
        depth=depth,
        without=without,
        catch_all=catch_all,
        leads=leads,
        proposed=proposed,
        stale=stale,
    )
    scope = None if work is None else find_work(columns, work)
    found = _targets(columns, options, scope, counting)
    if min_confidence:  # a link that is not sure is no silence
        options = replace(options, min_confidence=0.0)
        sure = {one.target.iri: one for one in found if one.state == "gap"}
        unsure = {
            one.target.iri
            for one in (_targets(columns, options, scope, counting) if sure else ())
            if one.strength not in {"", "lead"} or one.reason == UNTYPED
        }
        found = [
            replace(one, state="open", reason="only links of lower confidence")
            if one.state == "gap" and one.target.iri in unsure
            else one
            for one in found
        ]
    return tuple(sorted(found, key=lambda t: (RANK[t.state], t.target.iri)))


def options_of(**asked: Any) -> PathOptions:
    """What ``targets`` is asked, as far as it is about paths.

    Raises:
        IdentifierError: The kind is not known.
        PathError: The depth is negative, or what is to be left out is not known.
    """
    if asked["kind"] not in KINDS:
        kind = asked["kind"]
        raise IdentifierError(f"no kind of target is called {kind!r}: {nearest(kind, KINDS)}")
    about = {field.name for field in fields(PathOptions)}
    known = {name: value for name, value in asked.items() if name in about}
    return PathOptions(**{**known, "without": tuple(asked.get("without", ()))})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """All that is known of the targets of a kind, in all works or in one."""

    columns: Columns
    reach: Reach
    scope: int | None
    best: Array
    acting: Acting
    silence: Silence
    reached: Array  # distinct measures: targets x strengths
    related: Array  # whether an untyped mapping leads there from what is acted upon


def _targets(
    columns: Columns, options: PathOptions, scope: int | None, counting: Sequence[str]
) -> list[Target]:
    found = reach(columns, options)
    _, target, strength = found.measures(scope)
    size = len(columns.index["targets"])
    reached = np.bincount(target * len(STRENGTHS) + strength, minlength=size * len(STRENGTHS))
    seen = _Seen(
        columns=columns,
        reach=found,
        scope=scope,
        best=found.best(scope),
        acting=acting(columns, _links(columns, options, scope)),
        silence=silence_of(columns, options),
        reached=reached.reshape(size, len(STRENGTHS)),
        related=_related(found, scope),
    )
    works = [
        Value(id=work_key(work["iri"]), iri=work["iri"], label=work["label"])
        for work in columns.index["works"]
    ]
    return [_target(seen, number, works, counting) for number in seen.silence.named]


def _links(columns: Columns, options: PathOptions, scope: int | None) -> Array:
    links = columns.links
    keep = columns.items["accepted"][links["item"]] & counted(columns, links, options)
    if "catch-all" in options.without:
        keep &= ~columns.items["all_risks"][links["item"]]
    if scope is not None:
        keep &= columns.items["work"][links["item"]] == scope
    return np.asarray(links[keep])


def _related(found: Reach, scope: int | None) -> Array:
    """The targets that an untyped mapping joins to what the measures act on, or to the measures."""
    columns = found.columns
    seeds = found.seeds if scope is None else found.seeds.of_work(scope)
    acted = np.zeros(len(columns.index["targets"]), dtype=bool)
    acted[seeds.thing] = True
    rows = columns.mappings[mapping_rows(columns, replace(found.options, leads=True))]
    rows = rows[rows["relation"] == EXTENTS.index("nothing")]
    joined = np.zeros_like(acted)
    joined[rows["object"][acted[rows["subject"]]]] = True
    joined[rows["subject"][acted[rows["object"]]]] = True
    return joined


def _target(seen: _Seen, number: int, works: Sequence[Value], counting: Sequence[str]) -> Target:
    said, acts = seen.columns.index["targets"][number], seen.acting
    strength = STRENGTHS[seen.best[number]]
    if strength in {"", "lead"} and acts.observed[number]:
        strength = "observed"
    state, reason = _state(seen, number, strength, counting)
    sure, machine_made = float(acts.confidence[number]), bool(acts.machine_made[number])
    path: tuple[Hop, ...] = ()
    if strength in STRENGTHS[LEAD:-1]:
        start, along = seen.reach.path(number, seen.scope)
        told = described(seen.columns, seen.reach.hops, start, along)
        path = told.hops
        sure = float(np.fmin(acts.confidence[start], told.confidence or np.nan))
        machine_made = told.machine_made or bool(acts.machine_made[start])
    return Target(
        target=Value(id=said["iri"].rpartition("/")[2], iri=said["iri"], label=said["label"]),
        kind=seen.reach.options.kind,
        state=state,
        reason=reason,
        strength=strength,
        counts=dict(zip(RELATIONS, acts.counts[number].tolist(), strict=True)),
        works=tuple(works[work] for work in seen.silence.named[number]),
        classes={name: tuple(iris) for name, iris in said.get("classes", {}).items()},
        domains=tuple(said["domains"]),
        stages=tuple(said["stages"]),
        confidence=None if np.isnan(sure) else round(sure, 4),
        machine_made=machine_made,
        catch_all=int(acts.catch_all[number]),
        reached=dict(zip(STRENGTHS[LEAD:], seen.reached[number, LEAD:].tolist(), strict=True)),
        observed=int(acts.observed[number]),
        best_path=path,
    )


def _state(seen: _Seen, number: int, strength: str, counting: Sequence[str]) -> tuple[str, str]:
    if strength in counting:
        return "addressed", ""
    if strength in THIN:
        return "thin", THIN[strength]
    if seen.acting.linked[number]:  # who acts, but not how: that may be anything
        return "open", UNTYPED
    state, reason = seen.silence.state(number, seen.scope)
    if state == "open" and seen.related[number]:
        return "open", "only untyped mappings"
    return state, reason
