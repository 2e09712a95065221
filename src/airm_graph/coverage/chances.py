"""What an empty cell is worth: expected evidence, and the chance of none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .axes import Axis, Population
from .counting import counts, holding, items_with, matched
from .evidence import p_empty
from .options import FRAMEWORK

Array = NDArray[Any]


class Chances:
    """Expected evidence and the chance of none, where works are one of the facets."""

    def __init__(
        self, axes: Sequence[Axis], chosen: Sequence[Axis], items: Population, excluded: Array
    ) -> None:
        names = [a.facet.name for a in axes]
        self._works = names.index(FRAMEWORK) if FRAMEWORK in names else None
        if self._works is None:
            return
        self._others = [a for a in axes if a.facet.name != FRAMEWORK]
        self._axis = works = axes[self._works]
        self._coded = holding(chosen, items.size)
        for a in self._others:
            self._coded &= items_with(a, (np.arange(a.size) < len(a.values)) | a.none, items.size)
        coded_rows = self._coded[works.items]
        self._of_work = np.bincount(works.codes[coded_rows], minlength=len(works.values))
        self._joint = matched(counts([*self._others, *chosen]), len(chosen))
        self._excluded = np.moveaxis(excluded, self._works, 0)

    def of(self, place: tuple[int, ...], evidence: int) -> tuple[float | None, float | None]:
        """``expected`` and, for an empty cell, ``p_empty``; None where they say nothing."""
        if self._works is None:
            return None, None
        rest = (*place[: self._works], *place[self._works + 1 :])
        drawn = int(self._of_work[place[self._works]])
        everywhere: tuple[Any, ...] = (slice(None), *rest)
        outside = self._excluded[everywhere]
        total, marked = int(self._coded.sum()), int(self._joint[rest])
        if outside.any():
            # Works for which the cell is declared not applicable can have no measure in it.
            applies = items_with(self._axis, np.append(~outside, False), self._coded.size)
            kept = self._coded & applies
            total = int(kept.sum())
            for a, code in zip(self._others, rest, strict=True):
                kept = kept & items_with(a, np.arange(a.size) == code, kept.size)
            marked = int(kept.sum())
        if not drawn or not total:
            return None, None
        return drawn * marked / total, None if evidence else p_empty(total, drawn, marked)
