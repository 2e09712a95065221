"""How far works cover the same: Jaccard index and containment of what they cover."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..coverage.axes import Value
from .incidence import Array, Incidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """What two members cover together.

    Attributes:
        shared: The targets that both cover.
        either: How many targets at least one covers.
        jaccard: Shared among either; None where neither covers anything.
        first_in_second: The share of the first's targets that the second covers; None where the
            first covers nothing.
        second_in_first: The same the other way round.
    """

    first: Value
    second: Value
    shared: tuple[Value, ...]
    either: int
    jaccard: float | None
    first_in_second: float | None
    second_in_first: float | None


def shared_counts(incidence: Incidence) -> Array:
    """For each two members how many targets both cover; on the diagonal, how many each covers."""
    dense = np.zeros((len(incidence.members), len(incidence.targets)), dtype=np.float32)
    dense[incidence.member, incidence.target] = 1  # sums of ones are exact up to 2**24
    return (dense @ dense.T).astype(np.int64)


def overlaps(incidence: Incidence) -> tuple[Overlap, ...]:
    """The overlap of every two members, the most alike first.

    >>> made = Incidence.of_sets({"a": ["t1", "t2"], "b": ["t2"]})
    >>> [(o.jaccard, o.first_in_second, o.second_in_first) for o in overlaps(made)]
    [(0.5, 0.5, 1.0)]
    """
    common = shared_counts(incidence)
    sizes = incidence.sizes().tolist()
    found = []
    for one, first in enumerate(incidence.members):
        for other in range(one + 1, len(incidence.members)):
            both = int(common[one, other])
            either = sizes[one] + sizes[other] - both
            shared = np.intersect1d(
                incidence.covered_by(one), incidence.covered_by(other), assume_unique=True
            )
            found.append(
                Overlap(
                    first=first,
                    second=incidence.members[other],
                    shared=tuple(incidence.targets[target] for target in shared.tolist()),
                    either=either,
                    jaccard=both / either if either else None,
                    first_in_second=both / sizes[one] if sizes[one] else None,
                    second_in_first=both / sizes[other] if sizes[other] else None,
                )
            )
    return tuple(sorted(found, key=lambda o: (-(o.jaccard or 0), o.first.iri, o.second.iri)))
