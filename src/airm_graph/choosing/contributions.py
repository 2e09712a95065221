"""What each work adds: its own targets, and its Shapley value in the game of coverage.

The value of a group of works is the weight of the targets that they cover together. Each target
is then a game of its own, in which all that cover it are alike, so that it is shared equally among
them: the Shapley value has a closed form. It holds where one work is enough to cover a target;
where several are needed, or a share of the targets is, it does not.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..coverage.axes import Value
from .incidence import Incidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What a member adds.

    Attributes:
        covers: The weight of the targets that it covers.
        unique: The weight of those that no other member covers: what would be lost without it.
        shapley: Its Shapley value; those of all members add up to what they cover together.
        alone: The targets that no other member covers.
    """

    member: Value
    covers: int
    unique: int
    shapley: Fraction
    alone: tuple[Value, ...]


def contributions(incidence: Incidence) -> tuple[Contribution, ...]:
    """What each member adds, the largest Shapley value first.

    >>> made = Incidence.of_sets({"a": ["t1", "t2"], "b": ["t2"]})
    >>> [(one.member.id, one.unique, str(one.shapley)) for one in contributions(made)]
    [('a', 1, '3/2'), ('b', 0, '1/2')]
    """
    degrees, weights = incidence.degrees(), incidence.weights
    found = []
    for number, member in enumerate(incidence.members):
        mine = incidence.covered_by(number)
        alone = mine[degrees[mine] == 1]
        by_degree: Counter[int] = Counter()
        for degree in np.unique(degrees[mine]).tolist():
            by_degree[degree] = int(weights[mine[degrees[mine] == degree]].sum())
        found.append(
            Contribution(
                member=member,
                covers=int(weights[mine].sum()),
                unique=int(weights[alone].sum()),
                shapley=sum(
                    (Fraction(weight, degree) for degree, weight in by_degree.items()), Fraction()
                ),
                alone=tuple(incidence.targets[target] for target in alone.tolist()),
            )
        )
    return tuple(sorted(found, key=lambda one: (-one.shapley, one.member.iri)))
