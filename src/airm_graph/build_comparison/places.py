"""Where each record lies in a coverage table, in terms that do not depend on the build."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..coverage.axes import Axis, axes_of, filters, population
from ..coverage.cells import Cell, coverage
from ..coverage.options import Options, measure_facets
from .sides import Side

Key = tuple[str, ...]  # the values of a cell, and those of the filters, as IRIs
Meaning = frozenset[str]  # the values that a code stands for, or may stand for
ANY = "?"  # undetermined or uncoded: it may be any value


@dataclass(frozen=True, slots=True)
class Place:
    """What is known of a record on one facet: the values it has, and those it may have."""

    values: Meaning
    maybe: Meaning

    def holds(self, value: str) -> str:
        """``in``, ``maybe`` or ``out``."""
        if value in self.values:
            return "in"
        return "maybe" if value in self.maybe or ANY in self.maybe else "out"


class Places:
    """The cells of one build, and the place of every record among them.

    Attributes:
        cells: The cells by key.
        of: For each record that counts, its place on each facet of the table and of its filters.
        measure: For each record that counts, all records of the same measure.
    """

    def __init__(self, side: Side, options: Options) -> None:
        self.side = side
        self.cells: dict[Key, Cell] = {}
        self.of: dict[str, tuple[Place, ...]] = {}
        self.measure: dict[str, frozenset[str]] = {}
        self.empty_by_arithmetic = 0
        if not options.by or not set(options.by) <= measure_facets(side.columns.facets).keys():
            return  # a facet that this build does not have: it has no such cells
        among_items = tuple(pair for pair in options.where if pair[0] not in options.by)
        items = population(side.columns, options)
        axes = axes_of(side.columns, options, options.by)
        chosen = filters(side.columns, replace(options, where=among_items))
        suffix = tuple(side.name(a.values[0].iri) for a in chosen)
        for cell in coverage(side.columns, options).cells:
            key = (*(side.name(value.iri) for value in cell.values), *suffix)
            self.cells[key] = cell
        held: dict[int, list[str]] = {}
        for row, item in enumerate(items.number.tolist()):
            if item >= 0:
                held.setdefault(item, []).append(side.name(side.columns.index["items"][row]))
        places = [_places(side, a) for a in (*axes, *chosen)]
        for item, records in held.items():
            place = tuple(of_items[item] for of_items in places)
            for record in records:
                self.of[record] = place
                self.measure[record] = frozenset(records)

    def holds(self, record: str, key: Key) -> str:
        """Whether the record is in the cell: ``in``, ``maybe`` or ``out``."""
        found = [place.holds(value) for place, value in zip(self.of[record], key, strict=True)]
        return "out" if "out" in found else "maybe" if "maybe" in found else "in"


def _places(side: Side, a: Axis) -> list[Place]:
    """The place of every item: that of its profile."""
    names = [side.name(value.iri) for value in a.values]
    meanings = []
    for code in range(a.size):
        if a.undetermined[code] or a.uncoded[code]:
            meanings.append(Place(frozenset(), frozenset([ANY])))
        elif code < len(names):
            meanings.append(Place(frozenset([names[code]]), frozenset()))
        else:
            may = a.below[:, code - len(names)]
            under = frozenset(name for name, is_ in zip(names, may, strict=True) if is_)
            meanings.append(Place(frozenset(), under))
    places = [Place(frozenset(), frozenset())] * len(a.profile_of)
    codes = np.arange(a.size)
    for code, more in enumerate(meanings):
        for item in np.flatnonzero(a.has(codes == code)).tolist():
            said = places[item]
            places[item] = Place(said.values | more.values, said.maybe | more.maybe)
    return places
