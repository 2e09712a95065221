"""Cells that are declared not applicable, and by which declaration."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns
from .axes import Axis, Value
from .options import FRAMEWORK

Array = NDArray[Any]


def declared_cells(
    columns: Columns, axes: Sequence[Axis], chosen: Sequence[Axis]
) -> tuple[Array | None, list[str]]:
    """Which declaration excludes each cell, -1 for none, and what each declaration says.

    It excludes the cells that lie, on every facet it names a value of, on or below such a value.
    Where no cell is excluded there is no array.
    """
    declared: dict[str, set[str]] = {}
    said: dict[str, str] = {}
    for exclusion, value, rationale in columns.index["exclusions"]:
        declared.setdefault(exclusion, set()).add(value)
        said.setdefault(exclusion, rationale)
    works = {work["iri"] for work in columns.index["works"]}
    shape = tuple(len(a.values) for a in axes)
    found: Array | None = None
    for number, wanted in enumerate(declared.values()):
        met: set[str] = set()
        hits: dict[str, Array] = {}  # by facet: a filter may name the same facet as an axis
        for position, a in enumerate([*axes, *chosen]):
            on_axis = wanted & (a.facet.concepts.keys() or works)
            if on_axis:
                met |= on_axis
                along = [-1 if other == position else 1 for other in range(len(axes))]
                hit = np.array([_lies_below(a, v, on_axis) for v in a.values]).reshape(along)
                hits[a.facet.name] = hit | hits.get(a.facet.name, False)
        if met == wanted and all(hit.any() for hit in hits.values()):
            found = np.full(shape, -1) if found is None else found
            excluded = np.ones(shape, dtype=bool)
            for hit in hits.values():
                excluded &= hit
            found[excluded] = number
    return found, list(said.values())


def _lies_below(axis_: Axis, value: Value, wanted: set[str]) -> bool:
    if axis_.facet.name == FRAMEWORK:
        return value.iri in wanted
    return any(step.iri in wanted for step in axis_.facet.path(value.iri))
