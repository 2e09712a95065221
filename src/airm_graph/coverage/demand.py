"""What shows that a risk matters: papers that name it, incidents, attacks seen in the wild."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..columns import EXTENTS, STATUSES, Columns
from .targets import Target

# By facet the notation of the class of attacks that were not only shown to be possible.
REALIZED = {"atlas-maturity": "realized"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What is known of the risks in a domain.

    Attributes:
        risks: Risks that the MIT AI Risk Repository files under the domain.
        papers: Distinct papers that name one of them.
        incidents: Distinct incidents filed as evidence for a risk in the domain, in any source, or
            for one that is said to equal such a risk or to lie within it.
    """

    risks: int
    papers: int
    incidents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wild:
    """A risk that came true: how, and how it is acted upon.

    Attributes:
        realized: Whether a publisher classifies it as realized.
        incidents: Distinct incidents that are evidence for it.
    """

    target: Target
    realized: bool
    incidents: int


def demand_by_domain(columns: Columns) -> dict[str, Demand]:
    """The demand in each risk domain, by the IRI of the domain."""
    targets = columns.index["targets"]
    came_true = [number for number, target in enumerate(targets) if target.get("incidents")]
    incidents: dict[str, set[str]] = {}
    for wide, narrow in [*((n, n) for n in came_true), *_within(columns, came_true)]:
        for domain in targets[wide]["domains"]:
            incidents.setdefault(domain, set()).update(targets[narrow]["incidents"])
    return {
        domain: Demand(
            risks=int(risks), papers=int(papers), incidents=len(incidents.get(domain, ()))
        )
        for domain, risks, papers in columns.index["demand"]
    }


def seen_in_the_wild(columns: Columns, found: Sequence[Target]) -> tuple[Wild, ...]:
    """Those of the targets that are realized or have incidents, most incidents first."""
    realized = {
        concept.iri
        for name, notation in REALIZED.items()
        if name in columns.facets
        for concept in columns.facets[name].concepts.values()
        if concept.notation == notation
    }
    incidents = {t["iri"]: len(t.get("incidents", ())) for t in columns.index["targets"]}
    wild = [
        Wild(
            target=target,
            realized=any(not realized.isdisjoint(iris) for iris in target.classes.values()),
            incidents=incidents[target.target.iri],
        )
        for target in found
    ]
    return tuple(
        sorted(
            (one for one in wild if one.realized or one.incidents),
            key=lambda one: (-one.incidents, not one.realized, one.target.target.iri),
        )
    )


def _within(columns: Columns, narrow: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of targets of which the second, one of ``narrow``, equals or lies within the first."""
    rows = columns.mappings
    equal, inside, contains = map(EXTENTS.index, ("equal", "inside", "contains"))
    found: list[tuple[int, int]] = []
    for near, far, relation in (("subject", "object", inside), ("object", "subject", contains)):
        mine = rows[np.isin(rows[near], narrow) & np.isin(rows["relation"], (equal, relation))]
        mine = mine[mine["status"] == STATUSES.index("accepted")]
        mine = mine[~mine["negative"] & ~mine["stale"]]
        found += zip(mine[far].tolist(), mine[near].tolist(), strict=True)
    return found
