"""How risks are acted upon: the state of each target, and of each target in each work.

A target is addressed when a measure is stated to reduce it or to respond to it, thin when it is
only detected or assessed. It is a gap only if some work names it and every work that names it had
its links completely coded; otherwise it is open, for then nobody looked everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..columns import MITIGATING, RELATIONS, Columns
from ..errors import IdentifierError, nearest
from .axes import Value, coders, find_work
from .codings import statements
from .options import Options

KINDS = ("risk-source", "risk", "consequence", "impact")
# The facet whose coding statements say whether the links to targets of a kind were looked for.
CODED_BY = {kind: "action" if kind == "risk-source" else "action-on-harm" for kind in KINDS}
STATES = {
    "addressed": "a measure is stated to reduce it or to respond to it",
    "thin": "measures only detect or assess it",
    "open": "nothing is stated to act on it, and it cannot be told whether anything does",
    "gap": "works name it, all links of theirs were looked for, and nothing acts on it",
}
Handling = Literal[
    "reduced", "responded to", "mitigated", "only observed", "no measure", "not assessed"
]
OBSERVING = (RELATIONS.index("detects"), RELATIONS.index("assesses"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A risk and what is stated to act on it.

    Attributes:
        strength: ``direct`` where a measure is stated to mitigate it, else ``observed`` where one
            detects or assesses it, else empty.
        counts: Distinct measures by relation.
        works: Works that name the target.
        classes: By facet, the concepts under which the target is filed, as IRIs.
        domains: Risk domains of the target, as IRIs.
        stages: Lifecycle stages at which the target arises, as IRIs.
        confidence: The highest confidence of a link that decides the state.
        machine_made: Whether every link that decides the state was decided by a program.
        catch_all: Measures among those counted that claim to cover every risk.
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

    @property
    def handling(self) -> Handling:
        """The one word for how the target is acted upon."""
        if self.counts["reduces"]:
            return "reduced"
        if self.counts["respondsTo"]:
            return "responded to"
        if self.counts["mitigates"]:  # its author does not say in which of the two ways
            return "mitigated"
        if self.strength:
            return "only observed"
        return "no measure" if self.state == "gap" else "not assessed"


def targets(
    columns: Columns,
    *,
    kind: str = "risk-source",
    work: str | None = None,
    coded_by: Literal["all", "publisher", "own"] = "all",
    min_confidence: float = 0.0,
) -> tuple[Target, ...]:
    """The state of every target of a kind, worst first.

    Args:
        columns: Those of the build.
        kind: One of :data:`KINDS`.
        work: Only links that measures of this work state, seen from that work.
        coded_by: Whose links count.
        min_confidence: Links that state a lower confidence do not count.

    Raises:
        IdentifierError: The kind or the work is not known.
    """
    if kind not in KINDS:
        raise IdentifierError(f"no kind of target is called {kind!r}: {nearest(kind, KINDS)}")
    options = Options(by=("framework", "category"), coded_by=coded_by)
    links = columns.links
    keep = columns.items["accepted"][links["item"]]
    keep &= np.isin(links["agent"], coders(columns, options))
    scope = None if work is None else find_work(columns, work)
    if scope is not None:
        keep &= columns.items["work"][links["item"]] == scope
    links = links[keep]
    unsure = links["confidence"] < min_confidence
    doubted = set(links["target"][unsure].tolist())
    links = links[~unsure]
    about_links = columns.facets[CODED_BY[kind]]
    coded = {
        said["work"]
        for said in statements(columns, options, about_links)
        if said["coded"] == "complete"
    }
    found = []
    for position, target in enumerate(columns.index["targets"]):
        if kind in target["kinds"]:
            about = links[links["target"] == position]
            one = _target(columns, target, kind, about, coded, scope)
            if one.state == "gap" and position in doubted:  # a link that is not sure is no silence
                one = replace(one, state="open", reason="only links of lower confidence")
            found.append(one)
    rank = {"gap": 0, "open": 1, "thin": 2, "addressed": 3}
    return tuple(sorted(found, key=lambda t: (rank[t.state], t.target.iri)))


def _target(
    columns: Columns,
    said: dict[str, Any],
    kind: str,
    links: NDArray[Any],
    coded: set[str],
    scope: int | None,
) -> Target:
    measure = columns.items["measure"][links["item"]]
    counts = {
        relation: len(np.unique(measure[links["relation"] == number]))
        for number, relation in enumerate(RELATIONS)
    }
    deciding = np.isin(links["relation"], MITIGATING)
    observing = np.isin(links["relation"], OBSERVING)
    strength = "direct" if deciding.any() else "observed" if observing.any() else ""
    if not deciding.any():
        deciding = observing
    state = {"direct": "addressed", "observed": "thin"}.get(strength, "")
    reason = "only detected or assessed" if strength == "observed" else ""
    if links.size and not strength:  # who acts, but not how: that may be anything
        state, reason = "open", "only untyped links"
    works = [w for w in columns.index["works"] if w["iri"] in said["works"]]
    if not state:
        asked = works if scope is None else [columns.index["works"][scope]]
        state, reason = _silence(asked, works, coded)
    by_program = np.array(
        ["modelReading" in agent["methods"] for agent in columns.index["agents"]], dtype=bool
    )
    confidences = links["confidence"][deciding]
    stated = confidences[~np.isnan(confidences)]
    return Target(
        target=Value(id=said["iri"].rpartition("/")[2], iri=said["iri"], label=said["label"]),
        kind=kind,
        classes={name: tuple(iris) for name, iris in said.get("classes", {}).items()},
        domains=tuple(said["domains"]),
        stages=tuple(said["stages"]),
        state=state,
        reason=reason,
        strength=strength,
        counts=counts,
        works=tuple(
            Value(id=w["iri"].rpartition("framework-")[2], iri=w["iri"], label=w["label"])
            for w in works
        ),
        confidence=round(float(stated.max()), 4) if stated.size else None,
        machine_made=bool(deciding.any() and by_program[links["agent"][deciding]].all()),
        catch_all=len(np.unique(measure[columns.items["all_risks"][links["item"]]])),
    )


def _silence(
    asked: Sequence[dict[str, Any]], named_in: Sequence[dict[str, Any]], coded: set[str]
) -> tuple[str, str]:
    """The state and reason of a target that nothing acts on, in the works that were asked."""
    if not asked or any(work not in named_in for work in asked):
        return "open", "not known to be named"
    if any(work["iri"] not in coded for work in asked):
        return "open", "links uncoded"
    return "gap", "no measure"
