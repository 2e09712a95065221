"""Tables as they might have been: the measures of the works exchanged, every margin kept.

What is exchanged is the works of a measure, all at once and only for those of a measure that
stands in equally many: so each work keeps its number of measures, each measure its number of works
and its classes, and each combination of classes its number of measures.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, log2
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
AT_ONCE = 2_000_000  # numbers held at a time


@dataclass(frozen=True, slots=True)
class Incidence:
    """Which measure stands in which works, and has which combinations of classes.

    Attributes:
        works: Pairs (measure, work), sorted.
        classes: Pairs (measure, combination), sorted.
        shape: How many measures, works and combinations there are.
        forbidden: By work and combination, where no measure may be.
    """

    works: Array
    classes: Array
    shape: tuple[int, int, int]
    forbidden: Array

    def counts(self) -> Array:
        """Distinct measures by work and combination, as they are."""
        found = np.zeros(self.shape[1:], dtype=np.int64)
        for group in _groups(self):
            found += group.counts(np.arange(len(group.works))[np.newaxis])[0]
        return found

    def exchanged(self, times: int, generator: np.random.Generator) -> Iterator[Array]:
        """The same counts for tables that are as likely as this one, in portions.

        Each portion has one dimension more than :meth:`counts`, its first.
        """
        groups = _groups(self)
        widest = max([int(np.prod(self.shape[1:])), *(group.width for group in groups)])
        chains = [_Chain(group, generator) for group in groups]
        portion = max(1, AT_ONCE // widest)
        for start in range(0, times, portion):
            size = min(portion, times - start)
            found = np.zeros((size, *self.shape[1:]), dtype=np.int64)
            for group, chain in zip(groups, chains, strict=True):
                found += group.counts(chain.draw(size))
            yield found


class _Group:
    """The measures that stand in equally many works: their works may be exchanged."""

    def __init__(self, incidence: Incidence, members: Array, works: Array) -> None:
        self.shape = incidence.shape[1:]
        self.works = works  # one row a measure
        place = np.full(incidence.shape[0], -1)
        place[members] = np.arange(members.size)
        pairs = incidence.classes[place[incidence.classes[:, 0]] >= 0]
        self.of, self.classes = place[pairs[:, 0]], pairs[:, 1]
        self.width = max(1, self.of.size * works.shape[1], members.size)
        self.barred = self._barred(incidence.forbidden)

    def _barred(self, forbidden: Array) -> Array | None:
        """By work and measure, whether the measure may not be in it; None where all may."""
        classes, works = np.unique(self.classes), np.unique(self.works)
        if not forbidden[np.ix_(works, classes)].any():
            return None
        barred = np.zeros((self.shape[0], len(self.works)), dtype=bool)
        for of, code in zip(self.of.tolist(), self.classes.tolist(), strict=True):
            barred[:, of] |= forbidden[:, code]
        return barred

    def may_not(self, measures: Array, donors: Array) -> Array:
        """Whether each measure may not have the works of its donor."""
        assert self.barred is not None  # noqa: S101 - asked only where something is barred
        return np.asarray(self.barred[self.works[donors], measures[:, np.newaxis]].any(axis=-1))

    def counts(self, donors: Array) -> Array:
        """Counts where each measure has the works of its donor; one row of donors a table."""
        tables, (works, classes) = len(donors), self.shape
        taken = self.works[donors[:, self.of]]
        number = np.arange(tables)[:, np.newaxis, np.newaxis]
        codes = (number * works + taken) * classes + self.classes[np.newaxis, :, np.newaxis]
        flat = np.bincount(codes.ravel(), minlength=tables * works * classes)
        return flat.reshape(tables, works, classes)


def _groups(incidence: Incidence) -> list[_Group]:
    measures, first, many = np.unique(incidence.works[:, 0], return_index=True, return_counts=True)
    found = []
    for size in np.unique(many).tolist():
        rows = first[many == size][:, np.newaxis] + np.arange(size)
        found.append(_Group(incidence, measures[many == size], incidence.works[rows, 1]))
    return found


class _Chain:
    """Draws who gives its works to whom.

    Without forbidden cells any order is as likely as another. With them, pairs change places where
    both may, in rounds that are the same for all tables; the walk first goes back from the table as
    it is and then forth, so that this table is one among equals (Besag and Clifford 1989,
    https://doi.org/10.1093/biomet/76.4.633).
    """

    def __init__(self, group: _Group, generator: np.random.Generator) -> None:
        self.group, self.size, self.generator = group, len(group.works), generator
        if group.barred is None:
            return
        half = self.size // 2
        rounds = 8 * ceil(log2(self.size + 1))
        orders = [generator.permutation(self.size) for _ in range(rounds)]
        self.rounds = [(order[:half], order[half : 2 * half]) for order in orders]
        here = np.arange(self.size)[np.newaxis]
        self.start = self._walk(here, self.rounds[::-1])

    def draw(self, times: int) -> Array:
        """For each table and measure the one whose works it has."""
        if self.group.barred is None:
            rows = np.tile(np.arange(self.size), (times, 1))
            return self.generator.permuted(rows, axis=1)
        return self._walk(np.repeat(self.start, times, axis=0), self.rounds)

    def _walk(self, donors: Array, rounds: Sequence[tuple[Array, Array]]) -> Array:
        donors = donors.copy()
        for left, right in rounds:
            a, b = donors[:, left], donors[:, right]
            change = self.generator.random(a.shape) < 0.5
            change &= ~(self.group.may_not(left, b) | self.group.may_not(right, a))
            donors[:, left], donors[:, right] = np.where(change, b, a), np.where(change, a, b)
        return donors
