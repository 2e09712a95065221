"""Counting items by their codes on several axes at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .axes import Axis

Array = NDArray[Any]


def numbered(count: int, noun: str) -> str:
    """A count with its noun.

    >>> numbered(1, "work"), numbered(2, "work")
    ('1 work', '2 works')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def combined(axes: Sequence[Axis]) -> tuple[Array, Array]:
    """Items and their combinations of codes, one number each as ``np.ravel_multi_index`` gives."""
    items, codes = axes[0].items, axes[0].codes
    for other in axes[1:]:
        left, right = _matches(items, other.items)
        items, codes = items[left], codes[left] * other.size + other.codes[right]
    return items, codes


def counts(axes: Sequence[Axis]) -> Array:
    """How many items have each combination of codes: one dimension an axis."""
    shape = tuple(axis.size for axis in axes)
    _, codes = combined(axes)
    return np.bincount(codes, minlength=int(np.prod(shape))).reshape(shape)


def _matches(left: Array, right: Array) -> tuple[Array, Array]:
    """Positions of all pairs of equal items; both arrays are sorted."""
    start = np.searchsorted(right, left, side="left")
    length = np.searchsorted(right, left, side="right") - start
    from_left = np.repeat(np.arange(left.size), length)
    offset = np.arange(from_left.size) - np.repeat(np.cumsum(length) - length, length)
    return from_left, np.repeat(start, length) + offset


def project(table: Array, matrices: Sequence[Array]) -> Array:
    """The table with each axis of codes summed into values, by one matrix an axis."""
    for position, matrix in enumerate(matrices):
        table = np.moveaxis(np.tensordot(matrix, table, axes=(1, position)), 0, position)
    return table


def margins_hold(table: Array, matrices: Sequence[Array], axes: int) -> Array:
    """Where every margin of a projected cell, each of the first axes summed away, is above nought.

    What is summed away is summed over all codes: an item with none of the values counts, too.
    """
    holds: Array = np.ones((), dtype=bool)
    for position in range(axes):
        every = list(matrices)
        every[position] = np.ones_like(every[position][:1])
        holds = holds & (project(table, every) > 0)
    return holds


def items_with(axis: Axis, wanted: Array, size: int) -> Array:
    """For each item, whether one of its codes on the axis is among ``wanted``."""
    found = np.zeros(size, dtype=bool)
    found[axis.items[wanted[axis.codes]]] = True
    return found


def matched(table: Array, filters: int) -> Array:
    """The table where its last axes, those of the filters, have their one value."""
    for _ in range(filters):
        table = table[..., 0]
    return table


def holding(axes: Sequence[Axis], size: int) -> Array:
    """Which items have a value on every one of the axes."""
    found = np.ones(size, dtype=bool)
    for a in axes:
        found &= items_with(a, np.arange(a.size) < len(a.values), size)
    return found
