"""Counting items by their codes on several axes at once."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .axes import Axis

Array = NDArray[Any]
PER_CELL = 4  # items a cell from which it pays to renumber the table, not the items
FEW = 32


def numbered(count: int, noun: str) -> str:
    """A count with its noun.

    >>> numbered(1, "work"), numbered(2, "work")
    ('1 work', '2 works')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def counts(axes: Sequence[Axis], among: Array | None = None) -> Array:
    """How many items have each combination of codes: one dimension an axis.

    Args:
        axes: One or more.
        among: For each item, whether it is counted; None counts them all.
    """
    # Each item is counted with its first answers, and once more for each other combination.
    # Answers become codes in the table where it is small, else in the items before.
    widths = [a.code_of.size for a in axes]
    later = prod(widths) * PER_CELL <= axes[0].items
    if not later:
        widths = [a.size for a in axes]
    strides = [prod(widths[k + 1 :]) for k in range(len(axes))]
    key = np.empty(axes[0].items, dtype=np.int64)
    part = np.empty_like(key)
    for k, (a, stride) in enumerate(zip(axes, strides, strict=True)):
        into = part if k else key
        if not (later or a.unmerged):
            np.take(a.code_of * stride, a.found.first, out=into, mode="clip")
        elif stride == 1 and k:
            key += a.found.first
            continue
        else:
            np.multiply(a.found.first, stride, out=into, dtype=np.int64, casting="unsafe")
        if k:
            key += part
    found = _further(axes, strides, key, later)
    kept = [key, *(keys for _, keys in found)]
    if among is not None:
        kept = [key[among], *(keys[among[items]] for items, keys in found)]
    size = prod(widths)
    table = np.bincount(kept[0], minlength=size)
    for keys in kept[1:]:
        table += np.bincount(keys, minlength=size)
    table = table.reshape(widths)
    if later:
        for k, a in enumerate(axes):
            table = _summed(table, k, a)
    return table


def _further(
    axes: Sequence[Axis], strides: Sequence[int], key: Array, later: bool
) -> list[tuple[Array, Array]]:
    """Items and keys for all combinations but those of first answers, given the keys of these."""
    found: list[tuple[Array, Array]] = []
    for a, stride in zip(axes, strides, strict=True):
        items, rows = a.found.item, a.found.row
        fresh = a.fresh()
        if fresh is not None and items.size:
            kept = fresh[rows]
            items, rows = items[kept], rows[kept]
        if not items.size:
            continue
        codes = a.found.answer if later else a.code_of[a.found.answer]
        begins = np.append(True, a.found.profile[1:] != a.found.profile[:-1])
        first = codes[begins][a.found.profile]
        step = ((codes - first) * stride)[rows]
        more = [(items, key[items] + step)]
        for others, keys in found:
            left, right = _matches(others, items, a.items)
            more.append((others[left], keys[left] + step[right]))
        found += more
    return found


def _matches(left: Array, right: Array, size: int) -> tuple[Array, Array]:
    """Positions of all pairs of equal items of ``size``; the right ones are sorted."""
    among = np.zeros(size, dtype=bool)
    among[right] = True
    common = np.flatnonzero(among[left])  # few, as a rule: the search is for these only
    wanted = left[common]
    start = np.searchsorted(right, wanted, side="left")
    length = np.searchsorted(right, wanted, side="right") - start
    offset = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
    return np.repeat(common, length), np.repeat(start, length) + offset


def exploded(
    axes: Sequence[Axis], profile_of: Sequence[Array], strides: Sequence[int]
) -> tuple[Array, Array]:
    """Each item with each of its combinations of codes.

    Returns:
        Positions of items, and for each the sum of its codes, each times the stride of its axis.
    """
    rows = np.arange(len(profile_of[0]))
    codes = np.zeros(rows.size, dtype=np.int64)
    for a, of_item, stride in zip(axes, profile_of, strides, strict=True):
        length, code = np.bincount(a.profile, minlength=a.profiles), a.code
        start = np.cumsum(length) - length
        mine = of_item[rows]
        wide = length[mine]
        end = np.cumsum(wide)
        again = np.repeat(np.arange(rows.size), wide)
        place = np.arange(again.size) + np.repeat(start[mine] - end + wide, wide)
        rows = rows[again]
        codes = codes[again] + code[place] * stride
    return rows, codes


def _summed(table: Array, k: int, a: Axis) -> Array:
    """The table with the answers of an axis summed into the codes that they are."""
    if a.unmerged:
        return table
    order = np.argsort(a.code_of, kind="stable")
    present, start = np.unique(a.code_of[order], return_index=True)
    shape = (*table.shape[:k], a.size, *table.shape[k + 1 :])
    found = np.zeros(shape, dtype=table.dtype)
    summed = np.add.reduceat(np.take(table, order, axis=k), start, axis=k)
    found[(slice(None),) * k + (present,)] = summed
    return found


def evidence(table: Array, axes: Sequence[Axis], chosen: Sequence[Axis]) -> Array:
    """The part of the table where every axis has a value, and every filter its one value."""
    return table[tuple(slice(len(a.values)) for a in axes) + (0,) * len(chosen)]


def possible(
    table: Array,
    axes: Sequence[Axis],
    chosen: Sequence[Axis],
    doubted: tuple[int, Array] | None = None,
) -> Array:
    """How many items have or might have the values of each cell and the filters' one value.

    With ``doubted``, the number of an axis or filter and a mask of its codes, only those that have
    one of these there.
    """
    every: list[Axis | None] = [*axes, *chosen]
    return _matched(_spread(table, every, 0, doubted), axes)


def _matched(table: Array, axes: Sequence[Axis]) -> Array:
    """The table where the axes behind these, those of the filters, have their one value."""
    return table.reshape((*table.shape[: len(axes)], -1))[..., 0]


def _spread(
    table: Array, axes: Sequence[Axis | None], k: int, doubted: tuple[int, Array] | None = None
) -> Array:
    """The table with all axes from number ``k`` on turned from codes into what they may be.

    None stands for an axis that stays as it is.
    """
    # What may be any value is summed first: so the whole table is copied but once.
    if k == len(axes):
        return np.array(table)
    a = axes[k]
    if a is None:
        return _spread(table, axes, k + 1, doubted)
    before, values = (slice(None),) * k, len(a.values)
    wanted = doubted[1][values:] if doubted and doubted[0] == k else None
    if wanted is None:
        found = _spread(table[(*before, slice(values))], axes, k + 1, doubted)
        wanted = np.ones(a.below.shape[1], dtype=bool)
    else:
        rest = [table.shape[:k], (values,), *((_width(b, n),) for b, n in
                zip(axes[k + 1 :], table.shape[k + 1 :], strict=True))]  # fmt: skip
        found = np.zeros(tuple(n for part in rest for n in part), dtype=table.dtype)
    anywhere = None
    for code in np.flatnonzero(wanted).tolist():
        extra = table[(*before, slice(values + code, values + code + 1))]
        under = np.flatnonzero(a.below[:, code])
        if under.size == values:
            anywhere = extra if anywhere is None else anywhere + extra
        elif under.size:
            found[(*before, _slice(under))] += _spread(extra, axes, k + 1, doubted)
    if anywhere is not None:
        found += _spread(anywhere, axes, k + 1, doubted)
    return found


def _width(a: Axis | None, codes: int) -> int:
    return codes if a is None else len(a.values)


def _slice(places: Array) -> Any:
    """The places as a slice where they are one: a view is faster than a selection."""
    start, end = int(places[0]), int(places[-1]) + 1
    return slice(start, end) if end - start == places.size else places


def margins_hold(table: Array, axes: Sequence[Axis], chosen: Sequence[Axis]) -> Array:
    """Where every margin of a cell, each of the axes summed away, is possible for some item.

    What is summed away is summed over all codes: an item with none of the values counts, too.
    """
    some = table > 0
    holds: Array = np.ones(tuple(len(a.values) for a in axes), dtype=bool)
    for k in range(len(axes)):
        every: list[Axis | None] = [*axes, *chosen]
        every[k] = None
        holds &= _matched(_spread(_any(some, k), every, 0), axes)
    return holds


def _any(some: Array, k: int) -> Array:
    """Whether any is true along an axis, which stays with the length of one."""
    if some.shape[k] > FEW:
        return np.asarray(some.any(axis=k, keepdims=True))
    before = (slice(None),) * k
    found = some[(*before, slice(1))].copy()
    for place in range(1, some.shape[k]):  # faster than many short sums
        found |= some[(*before, slice(place, place + 1))]
    return found


def holding(axes: Sequence[Axis], size: int) -> Array:
    """Which items have a value on every one of the axes."""
    found = np.ones(size, dtype=bool)
    for a in axes:
        found &= a.has(a.valued)
    return found
