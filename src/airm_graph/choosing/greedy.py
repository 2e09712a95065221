"""The greedy curve: how coverage grows when the member that adds most is taken each time."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum

import numpy as np

from ..coverage.axes import Value
from .incidence import Array, Incidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One more member.

    Attributes:
        gain: What it adds: the weight of the targets that it covers, each up to what it needs.
        cost: What all members up to this one cost.
        covered: The weight of the targets that have all they need by now.
    """

    number: int
    member: Value
    gain: int
    cost: int
    covered: int


def greedy_curve(
    incidence: Incidence, costs: Sequence[int] | None = None, times: int = 1
) -> tuple[Step, ...]:
    """Members in the order in which each adds most for its cost, until none adds anything.

    With costs of 1 and ``times`` 1, the first k members cover at least 1 - 1/e (63%) of what the
    best k cover. All members together cost at most :func:`guarantee` times the cheapest cover.

    >>> made = Incidence.of_sets({"a": ["t1"], "b": ["t1", "t2"], "c": ["t3"]})
    >>> [(step.member.id, step.covered) for step in greedy_curve(made)]
    [('b', 2), ('c', 3)]
    """
    need = np.minimum(incidence.degrees(), times)
    left = need.copy()
    price = [1] * len(incidence.members) if costs is None else list(costs)

    def gain(member: int) -> int:
        mine = incidence.covered_by(member)
        return int(incidence.weights[mine[left[mine] > 0]].sum())

    heap = [(-gain(m) / price[m], m) for m in range(len(price))]
    heapq.heapify(heap)
    steps: list[Step] = []
    spent = 0
    while heap:
        _, member = heapq.heappop(heap)
        adds = gain(member)
        now = (-adds / price[member], member)
        if heap and now > heap[0]:  # it adds less than it did; gains never grow
            heapq.heappush(heap, now)
            continue
        if not adds:
            break
        mine = incidence.covered_by(member)
        left[mine] = np.maximum(left[mine] - 1, 0)
        spent += price[member]
        covered = incidence.weight((left == 0) & (need > 0))
        steps.append(
            Step(
                number=member,
                member=incidence.members[member],
                gain=adds,
                cost=spent,
                covered=covered,
            )
        )
    return tuple(steps)


def guarantee(incidence: Incidence) -> float:
    """How many times the cheapest cover the greedy one may cost: 1 + 1/2 + … + 1/largest set."""
    sums = np.bincount(
        incidence.member,
        weights=incidence.weights[incidence.target],
        minlength=len(incidence.members),
    )
    largest = int(sums.max(initial=0))
    return fsum(1 / size for size in range(1, largest + 1))


def without_needless(
    incidence: Incidence, chosen: Sequence[int], need: Array, costs: Sequence[int]
) -> list[int]:
    """The chosen members without those whose targets have all they need anyway, dearest first."""
    counts = incidence.counts(chosen)
    kept = set(chosen)
    for member in sorted(chosen, key=lambda m: (-costs[m], -m)):
        mine = incidence.covered_by(member)
        if bool((counts[mine] > need[mine]).all()):
            counts[mine] -= 1
            kept.discard(member)
    return sorted(kept)
