"""Agreement beyond chance: Cohen's kappa, weighted for sets of concepts, and Krippendorff's alpha.

Where every coder gives one answer to each thing, kappa is that of Cohen (1960). Where a thing may
stand under several concepts, an answer is a set, and kappa is the weighted one of Cohen (1968): two
sets agree to the degree of MASI (Passonneau 2006), the share that they have in common times 1 for
equal sets, 2/3 where one holds the other, 1/3 where they only overlap. With single answers this is
the same figure, so one formula serves both.

The standard error is that of Fleiss, Cohen and Everitt (1969, Psychological Bulletin 72, formula
for weighted kappa, not under the null hypothesis); the interval is kappa plus and minus 1.96 of it.
It holds for large samples. Alpha is that of Krippendorff (2011, "Computing Krippendorff's
alpha-reliability"), which takes any number of coders and things that some of them left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Z = 1.959964  # of a normal distribution, for 95 per cent
TINY = 1e-12
ROWS = 512  # of the table of weights that are worked out at a time
ALIKE, INSIDE, OVERLAPPING = 1.0, 2 / 3, 1 / 3  # MASI
TOO_FEW = "fewer than 2 things in common"
ONE_ANSWER = "all answers are the same, and chance would agree as well"
NO_INTERVAL = "no interval where no disagreement is seen"
NO_SPREAD = "no interval where the few answers leave nothing to vary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one pair of coders, or several coders, come to.

    Attributes:
        things: How many they have in common.
        agreed: To how many of them they give exactly the same answer.
        observed: The agreement that is seen; of sets, the mean MASI.
        expected: The agreement that chance alone would give, with the answers of each coder.
        value: The coefficient; None where it is undefined.
        error: Its standard error; None where it is undefined or there is no disagreement.
        low, high: The interval of 95 per cent; None where ``error`` is.
        overlap: The mean share of concepts in common (Jaccard).
        reason: Why something is None; empty where nothing is.
    """

    things: int
    agreed: int
    observed: float | None = None
    expected: float | None = None
    value: float | None = None
    error: float | None = None
    low: float | None = None
    high: float | None = None
    overlap: float | None = None
    reason: str = ""


class Answers:
    """The different answers to one facet, each a set of concepts, and how alike two of them are.

    >>> answers = Answers([(0,), (1,), (0, 1)], concepts=2)
    >>> answers.alike(np.array([0, 0, 0]), np.array([0, 1, 2])).round(3).tolist()
    [1.0, 0.0, 0.333]
    """

    def __init__(self, sets: Sequence[tuple[int, ...]], concepts: int) -> None:
        self.sets = sets
        self.single = all(len(held) == 1 for held in sets)
        if not self.single:
            self._holds = np.zeros((len(sets), concepts), dtype=float)
            for number, held in enumerate(sets):
                self._holds[number, list(held)] = 1
            self._size = self._holds.sum(axis=1)

    def alike(self, one: Array, other: Array) -> Array:
        """The MASI of each pair of answers."""
        if self.single:
            return np.asarray(one == other, dtype=float)
        common = (self._holds[one] * self._holds[other]).sum(axis=1)
        return _masi(common, self._size[one], self._size[other])

    def in_common(self, one: Array, other: Array) -> Array:
        """The Jaccard index of each pair of answers."""
        if self.single:
            return np.asarray(one == other, dtype=float)
        common = (self._holds[one] * self._holds[other]).sum(axis=1)
        return np.asarray(common / (self._size[one] + self._size[other] - common))

    def mean_alike(self, shares: Array) -> Array:
        """How alike each answer is, in the mean, to answers that occur with these shares."""
        if self.single:
            return shares
        found = np.zeros(len(self.sets))
        used = np.flatnonzero(shares)
        for start in range(0, len(self.sets), ROWS):
            some = slice(start, start + ROWS)
            common = self._holds[some] @ self._holds[used].T
            alike = _masi(common, self._size[some, None], self._size[None, used])
            found[some] = alike @ shares[used]
        return found


def _masi(common: Array, one: Array, other: Array) -> Array:
    smaller, larger = np.minimum(one, other), np.maximum(one, other)
    equal, inside = (common == smaller) & (smaller == larger), common == smaller
    degree = np.where(equal, ALIKE, np.where(inside, INSIDE, OVERLAPPING))
    return np.asarray(degree * (common / (one + other - common)), dtype=float)


def kappa(first: Array, second: Array, answers: Answers) -> Figures:
    """Cohen's kappa of two coders, weighted by MASI where answers are sets of concepts.

    Args:
        first: The number of the first coder's answer to each thing.
        second: That of the second coder, to the same things in the same order.
        answers: What the numbers stand for.

    >>> two = Answers([(0,), (1,)], concepts=2)
    >>> table = np.repeat([[0, 0], [0, 1], [1, 0], [1, 1]], [20, 5, 10, 15], axis=0)
    >>> said = kappa(table[:, 0], table[:, 1], two)
    >>> round(said.observed, 2), round(said.expected, 2), round(said.value, 2)
    (0.7, 0.5, 0.4)
    """
    n, agreed = first.size, int((first == second).sum())
    if n == 0:
        return Figures(things=0, agreed=0, reason=TOO_FEW)
    size = len(answers.sets)
    observed = float(answers.alike(first, second).mean())
    known: dict[str, Any] = {
        "things": n,
        "agreed": agreed,
        "observed": observed,
        "overlap": float(answers.in_common(first, second).mean()),
    }
    if n < 2:
        return Figures(**known, reason=TOO_FEW)
    of_first = np.bincount(first, minlength=size) / n
    of_second = np.bincount(second, minlength=size) / n
    mean_first, mean_second = answers.mean_alike(of_second), answers.mean_alike(of_first)
    expected = float(of_first @ mean_first)
    if 1 - expected < TINY:
        return Figures(**known, expected=expected, reason=ONE_ANSWER)
    value = (observed - expected) / (1 - expected)
    if agreed == n:
        return Figures(**known, expected=expected, value=value, reason=NO_INTERVAL)
    cells, count = np.unique(first.astype(np.int64) * size + second, return_counts=True)
    one, other = np.divmod(cells, size)
    part = answers.alike(one, other) * (1 - expected)
    part -= (mean_first[one] + mean_second[other]) * (1 - observed)
    spread = float((count / n) @ part**2) - (observed * expected - 2 * expected + observed) ** 2
    error = float(np.sqrt(max(spread, 0.0) / n)) / (1 - expected) ** 2
    if error < 1e-6:  # as for two things of which both are answered in two ways
        return Figures(**known, expected=expected, value=value, reason=NO_SPREAD)
    return Figures(
        **known,
        expected=expected,
        value=value,
        error=error,
        low=max(-1.0, value - Z * error),
        high=min(1.0, value + Z * error),
    )


def alpha(unit: Array, answer: Array, answers: Answers) -> Figures:
    """Krippendorff's alpha of any number of coders, by MASI where answers are sets of concepts.

    Args:
        unit: The number of the thing that each answer is about.
        answer: The number of each answer; a coder gives one to each thing at most.
        answers: What the numbers stand for.
    """
    order = np.argsort(unit, kind="stable")
    unit, answer = unit[order], answer[order]
    _, place, many = np.unique(unit, return_inverse=True, return_counts=True)
    shared = many[place] > 1
    if not shared.any():
        return Figures(things=0, agreed=0, reason=TOO_FEW)
    unit, answer = unit[shared], answer[shared]
    _, first, place, many = np.unique(
        unit, return_index=True, return_inverse=True, return_counts=True
    )
    alike, common = np.zeros(unit.size), 0.0
    for step in range(1, int(many.max())):  # each answer with the one so many places further on
        one = np.flatnonzero(place[: unit.size - step] == place[step:])
        said = answers.alike(answer[one], answer[one + step])
        np.add.at(alike, one, said)
        common += float(
            (answers.in_common(answer[one], answer[one + step]) / _pairs(many)[place[one]]).sum()
        )
    observed = float((2 * alike / (many[place] - 1)).sum()) / unit.size
    agreed = int((np.maximum.reduceat(answer, first) == np.minimum.reduceat(answer, first)).sum())
    known: dict[str, Any] = {
        "things": many.size,
        "agreed": agreed,
        "observed": observed,
        "overlap": common / many.size,
    }
    if many.size < 2:
        return Figures(**known, reason=TOO_FEW)
    count = np.bincount(answer, minlength=len(answers.sets))
    n = unit.size
    expected = float((count @ answers.mean_alike(count / n) - 1) / (n - 1))
    if 1 - expected < TINY:
        return Figures(**known, expected=expected, reason=ONE_ANSWER)
    return Figures(**known, expected=expected, value=(observed - expected) / (1 - expected))


def _pairs(many: Array) -> Array:
    return np.asarray(many * (many - 1) / 2)
