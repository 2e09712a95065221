"""Single points of failure: targets that rest on exactly one measure, or on one work."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..coverage.axes import Value
from .incidence import Incidence


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePoint:
    """A target that only one member covers.

    Attributes:
        number: The number of the target in the incidence.
    """

    number: int
    target: Value
    member: Value


def single_points(incidence: Incidence) -> tuple[SinglePoint, ...]:
    """The targets that exactly one member covers, in their order.

    >>> made = Incidence.of_sets({"a": ["t1", "t2"], "b": ["t2"]})
    >>> [(one.target.id, one.member.id) for one in single_points(made)]
    [('t1', 'a')]
    """
    order = np.argsort(incidence.target, kind="stable")
    target, member = incidence.target[order], incidence.member[order]
    single = incidence.degrees()[target] == 1
    return tuple(
        SinglePoint(
            number=number, target=incidence.targets[number], member=incidence.members[holder]
        )
        for number, holder in zip(target[single].tolist(), member[single].tolist(), strict=True)
    )
