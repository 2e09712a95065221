"""Why an empty cell cannot be called a gap."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from numpy.typing import NDArray

from ..columns import Columns
from .axes import Axis, find_work
from .codings import UNCODED, shortcomings
from .counting import matched, numbered, project
from .options import FRAMEWORK, Options

Array = NDArray[Any]


class Reasons:
    """Why an empty cell cannot be called a gap."""

    def __init__(
        self,
        columns: Columns,
        options: Options,
        axes: Sequence[Axis],
        chosen: Sequence[Axis],
        table: Array,
    ) -> None:
        every = [*axes, *chosen]
        self._works = options.by.index(FRAMEWORK) if FRAMEWORK in options.by else None
        self._short = shortcomings(columns, options, [a.facet for a in every])
        wanted = [find_work(columns, value) for name, value in options.where if name == FRAMEWORK]
        self._scope = sorted(set(wanted)) if wanted else list(range(len(columns.index["works"])))
        self._unknown = []
        for name in ("undetermined", "coarse", UNCODED):
            for position, a in enumerate(every):
                mask = getattr(a, name)
                if mask.any():
                    may = [b.may for b in every]
                    may[position] = a.may * mask
                    unknown = matched(project(table, may), len(chosen))
                    self._unknown.append((name, a.facet.name, unknown))

    def of(self, place: tuple[int, ...]) -> str:
        """All reasons that hold for the empty cell; nothing where it is a gap."""
        found = []
        works = self._scope if self._works is None else [place[self._works]]
        short = {reason: int(of_work[works].sum()) for reason, of_work in self._short.items()}
        for reason, touched in short.items():
            if touched:
                several = f" ({numbered(touched, 'work')})" if self._works is None else ""
                found.append(reason + several)
        for reason, facet, table in self._unknown:
            # Items of an uncoded work need no mention; those that a coded work lacks do.
            if table[place] and not short.get(reason):
                found.append(f"{reason} ({int(table[place])} on {facet})")
        return "; ".join(dict.fromkeys(found))
