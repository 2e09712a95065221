"""How much an empty cell is worth: the chance of finding it empty by the sizes alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache

EXACT_UP_TO = 20_000  # items; beyond it the logarithms of factorials are close enough


@lru_cache(maxsize=100_000)
def p_empty(total: int, drawn: int, marked: int) -> float:
    """The probability that a work of ``drawn`` measures holds none of the ``marked`` ones.

    The ``drawn`` measures are taken from ``total`` without regard to the cell, so this is
    ``C(total - marked, drawn) / C(total, drawn)``: the hypergeometric chance of nought.

    >>> p_empty(10, 5, 1)
    0.5
    >>> p_empty(10, 6, 5)
    0.0
    """
    if drawn > total - marked:
        return 0.0
    if total <= EXACT_UP_TO:
        # The two factors of the ratio share all but min(drawn, marked) terms.
        few, many = sorted((drawn, marked))
        ways = math.perm(total - many, few)
        return ways / math.perm(total, few)
    return math.exp(
        math.lgamma(total - marked + 1)
        - math.lgamma(total - marked - drawn + 1)
        - math.lgamma(total + 1)
        + math.lgamma(total - drawn + 1)
    )


def q_values(p_values: Sequence[float], looked_at: int) -> list[float]:
    """Benjamini-Hochberg: the false discovery rate at which each p-value would be a finding.

    Args:
        p_values: Those of the empty cells.
        looked_at: How many cells were tested, empty or not.

    >>> q_values([0.01, 0.5], looked_at=4)
    [0.04, 1.0]
    """
    order = sorted(range(len(p_values)), key=lambda i: p_values[i])
    adjusted = [1.0] * len(p_values)
    smallest = 1.0
    for rank in range(len(order), 0, -1):
        index = order[rank - 1]
        smallest = min(smallest, p_values[index] * looked_at / rank)
        adjusted[index] = smallest
    return adjusted
