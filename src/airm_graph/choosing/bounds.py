"""Bounds that need no solver: what every set must cost, and what no set can cover."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor

import numpy as np

from .incidence import Array, Incidence

EXACT = 1e-6  # floats this near to a whole number are it


def least_cost(
    incidence: Incidence, need: Array, costs: Sequence[int], least: int | None = None
) -> int:
    """What covering everything, or targets of that weight, costs at least.

    Every member shares its cost equally among its targets. Where everything is to be covered, no
    target is had for less than the smallest share in it. Else the members that give most for their
    cost, and part of one more, are the least that can give so much.
    """
    price = np.array(costs, dtype=float)
    if least is None:
        share = price / np.maximum(incidence.sizes(), 1)
        cheapest = np.full(len(incidence.targets), np.inf)
        np.minimum.at(cheapest, incidence.target, share[incidence.member])
        return ceil(float((cheapest * need).sum()) - EXACT)
    worth, price = _best_first(incidence, need, price)
    before = np.cumsum(worth) - worth
    part = np.clip((least - before) / np.maximum(worth, EXACT), 0, 1)
    return ceil(float((part * price).sum()) - EXACT)


def most_weight(incidence: Incidence, need: Array, costs: Sequence[int], most: int) -> int:
    """The weight of the targets that are covered for a cost, at most."""
    worth, price = _best_first(incidence, need, np.array(costs, dtype=float))
    before = np.cumsum(price) - price
    part = np.clip((most - before) / price, 0, 1)
    return min(floor(float((part * worth).sum()) + EXACT), int(incidence.weights.sum()))


def _best_first(incidence: Incidence, need: Array, price: Array) -> tuple[Array, Array]:
    """What members are worth, and cost, by worth for the cost.

    A target that needs several members is worth to each of them one of as many parts.
    """
    worth = np.bincount(
        incidence.member,
        weights=(incidence.weights / np.maximum(need, 1))[incidence.target],
        minlength=price.size,
    )
    order = np.argsort(-worth / price, kind="stable")
    return worth[order], price[order]
