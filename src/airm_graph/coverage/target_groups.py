"""How the risks under each concept of a facet are acted upon, such as techniques per tactic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ..schemes import Facet
from .axes import Value
from .targets import STATES, Target


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The targets filed under one concept, or below it.

    Attributes:
        states: How many targets are in each of :data:`~airm_graph.coverage.targets.STATES`.
    """

    value: Value
    targets: int
    states: dict[str, int]


def targets_per(facet: Facet, found: Sequence[Target]) -> tuple[Group, ...]:
    """The targets by the concepts at the default level of the facet, in the facet's order.

    A target that is filed under several concepts counts under each of them.
    """
    counts: dict[str, Counter[str]] = {c.iri: Counter() for c in facet.at_level(facet.level)}
    for target in found:
        above = {step.iri for iri in target.classes.get(facet.name, ()) for step in facet.path(iri)}
        for iri in above & counts.keys():
            counts[iri][target.state] += 1
    return tuple(
        Group(
            value=Value(id=concept.notation, iri=concept.iri, label=concept.label),
            targets=counts[concept.iri].total(),
            states={state: counts[concept.iri][state] for state in STATES},
        )
        for concept in facet.at_level(facet.level)
    )
