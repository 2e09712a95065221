"""The permutation test behind a claim: is an empty cell empty in tables with the same margins?

``p_empty`` speaks of one cell. Here whole tables are drawn in which every work and every
combination of classes is as large as it is (:mod:`.exchanges`), so that two things can be counted:
how often the cell is empty there, and how often *any* cell is empty that is as unlikely to be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import Columns
from .axes import Axis, Value
from .cells import Table
from .counting import exploded
from .evidence import p_empty
from .exchanges import Incidence
from .grid import grid
from .options import FRAMEWORK, OptionError, Options

Array = NDArray[Any]
SEED = 20_261_120  # fixed, so that an answer can be repeated
PERMUTATIONS = 9_999
QUIET_FOR = 1.0  # seconds before progress is told, and between two tellings


@dataclass(frozen=True, slots=True, kw_only=True)
class Permuted:
    """What the permuted tables say of one empty cell.

    Both chances are ``(k + 1) / (B + 1)`` of B tables: the table as it is counts as one of them.

    Attributes:
        chance: Of finding this cell empty.
        family: Of finding any cell of the table empty that is as unlikely to be, by ``p_empty``.
    """

    chance: float
    family: float


def permutation(
    columns: Columns,
    table: Table,
    *,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    progress: Callable[[str], None] | None = None,
) -> Mapping[tuple[Value, ...], Permuted]:
    """What permuting the works over their measures says of the empty cells of a table.

    Args:
        columns: Those that the table was counted in.
        table: A coverage table with works among its facets.
        permutations: How many tables are drawn.
        seed: Of the random numbers; the same seed gives the same answer.
        progress: Told, when it lasts, how many tables have been drawn.

    Returns:
        For the values of each empty cell that carries ``p_empty``.

    Raises:
        OptionError: Works are no facet of the table, or no table is to be drawn.
    """
    options = table.options
    if FRAMEWORK not in options.by:
        raise OptionError(f"works are permuted: --by {FRAMEWORK} is missing")
    if permutations < 1:
        raise OptionError(f"{permutations} permutations asked for; at least 1 is drawn")
    tested = [cell for cell in table.cells if cell.p_empty is not None]
    if not tested:
        return {}
    drawn_from = _Drawn(columns, options)
    chances = drawn_from.chances
    here = [drawn_from.place(cell.values) for cell in tested]
    mine = np.array([chances[place] for place in here])
    empty, as_unlikely = np.zeros(len(tested), dtype=int), np.zeros(len(tested), dtype=int)
    told, done = monotonic(), 0
    at = tuple(np.array(here).T)
    generator = np.random.default_rng(seed)
    for counts in drawn_from.incidence.exchanged(permutations, generator):
        nothing = counts == 0
        empty += nothing[:, at[0], at[1]].sum(axis=0)
        least = np.where(nothing, chances, 1.0).min(axis=(1, 2))
        # Equal sizes give equal chances; the tolerance is for their last digit.
        as_unlikely += (least[:, np.newaxis] <= mine * (1 + 1e-9)).sum(axis=0)
        done += len(counts)
        if progress and monotonic() - told > QUIET_FOR:
            told = monotonic()
            progress(f"permuting: {done:,} of {permutations:,} tables")
    return {
        cell.values: Permuted(
            chance=(int(k) + 1) / (permutations + 1), family=(int(f) + 1) / (permutations + 1)
        )
        for cell, k, f in zip(tested, empty, as_unlikely, strict=True)
    }


class _Drawn:
    """The incidence of measures that the tables are drawn from, and the chance of each cell.

    Counted are the measures that ``p_empty`` counts: those that have, on every other facet, a
    value or are in none of them.
    """

    def __init__(self, columns: Columns, options: Options) -> None:
        # Like its chances, a cell is that of the whole table, whichever cells were asked for.
        cells = grid(columns, options)
        self._works = options.by.index(FRAMEWORK)
        axes = list(cells.axes)
        works = axes.pop(self._works)
        self._number = [{v.iri: n for n, v in enumerate(a.values)} for a in (works, *axes)]
        self._size = [len(a.values) for a in axes]
        coded = np.ones(len(works.profile_of), dtype=bool)
        for a in axes:
            coded &= a.has(a.valued | a.none)
        for a in cells.filters:
            coded &= a.has(a.valued)
        forbidden = np.zeros([len(a.values) for a in cells.axes], dtype=bool)
        if cells.declared is not None:
            forbidden |= cells.declared >= 0
        self.incidence = Incidence(
            works=_combinations([works], coded),
            classes=_combinations(axes, coded),
            shape=(len(coded), len(works.values), int(np.prod(self._size))),
            forbidden=np.moveaxis(forbidden, self._works, 0).reshape(len(works.values), -1),
        )
        self.chances = chances_of(self.incidence)

    def place(self, values: Sequence[Value]) -> tuple[int, int]:
        """The work and the combination of a cell."""
        rest = [*values[: self._works], *values[self._works + 1 :]]
        places = [of[value.iri] for of, value in zip(self._number[1:], rest, strict=True)]
        work = self._number[0][values[self._works].iri]
        return work, int(np.ravel_multi_index(places, self._size))


def _combinations(axes: Sequence[Axis], coded: Array) -> Array:
    """Pairs of an item that is coded and a combination of values that it has, sorted."""
    shape = [a.size for a in axes]
    strides = [int(np.prod(shape[k + 1 :])) for k in range(len(shape))]
    items, codes = exploded(axes, [a.profile_of for a in axes], strides)
    places = np.unravel_index(codes, shape)
    inside = coded[items]
    for place, a in zip(places, axes, strict=True):
        inside &= place < len(a.values)
    sizes = [len(a.values) for a in axes]
    numbers = np.ravel_multi_index([place[inside] for place in places], sizes)
    return np.unique(np.stack([items[inside], numbers], axis=1), axis=0)


def chances_of(incidence: Incidence) -> Array:
    """``p_empty`` of every work and combination; 1 where one of them is without measures."""
    measures, works, classes = incidence.shape
    found = np.ones((works, classes))
    drawn = np.bincount(incidence.works[:, 1], minlength=works)
    for code in np.unique(incidence.classes[:, 1]).tolist():
        # Works for which the cell is declared not applicable can have no measure in it.
        outside = incidence.forbidden[:, code]
        applies = np.zeros(measures, dtype=bool)
        applies[incidence.works[~outside[incidence.works[:, 1]], 0]] = True
        holding = incidence.classes[incidence.classes[:, 1] == code, 0]
        total, marked = int(applies.sum()), int(applies[holding].sum())
        for work in np.flatnonzero((drawn > 0) & ~outside).tolist():
            found[work, code] = p_empty(total, int(drawn[work]), marked)
    return found
