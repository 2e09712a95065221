"""How strongly the ends of an explanation hang together, composed from what its hops say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..paths.relations import EQ, PP, SAID, STRENGTHS, compose, converse, strength_of
from .options import MITIGATES

SUBCLASS = "rdfs:subClassOf"  # a class is a subclass of itself
Step = tuple[bool, dict[str, Any]]  # whether the statement is taken forward, and what it says


def strength_along(steps: Sequence[Step]) -> str:
    """How strongly the end is reached from the start, in the words of targets; else empty.

    A measure may stand at either end: then it is how strongly the measure reaches the other end.
    Statements that are neither mappings nor say that a measure mitigates give no strength.

    >>> acts = (True, {"statement": "action", "relations": ["reduces"]})
    >>> same = (True, {"statement": "mapping", "relation": "equal", "negative": False})
    >>> strength_along([acts]), strength_along([acts, same]), strength_along([same, acts])
    ('direct', 'equal', '')
    """
    steps = list(steps)
    if steps and steps[-1][1]["statement"] == "action" and not steps[-1][0]:
        steps = [(not forward, said) for forward, said in reversed(steps)]
    if steps and steps[0][1]["statement"] == "action":
        forward, said = steps[0]
        if not forward or not set(said["relations"]) & {*MITIGATES}:
            return ""
        steps = steps[1:]
        if not steps:
            return "direct"
    if not steps or any(said["statement"] != "mapping" or said["negative"] for _, said in steps):
        return ""
    relation = EQ
    for forward, said in steps:
        means = SAID[said["relation"]]
        if said.get("predicate") == SUBCLASS:
            means = PP | EQ
        relation = compose(relation, means if forward else converse(means))
    return STRENGTHS[strength_of(relation)]
