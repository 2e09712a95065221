"""Who classified measures on the facets of the report, and how many."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..agents import CodedBy, are_publishers
from ..columns import STATUSES, Columns
from .axes import coders, counted_rows
from .options import FRAMEWORK, Options
from .tallies import measures_in

CODED = ("category", "stage", "actor", "function")


@dataclass(frozen=True, slots=True, kw_only=True)
class Coder:
    """Who classified on some facets, and how many works and measures."""

    facets: tuple[str, ...]
    agent: str
    own: bool
    works: int
    measures: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """How many distinct measures have a class on a facet from publishers, or from us."""

    facet: str
    own: bool
    works: int
    measures: int


def coders_of(columns: Columns, coded_by: CodedBy) -> tuple[Coder, ...]:
    """Every agent whose classifications count, with the facets on which it did as much."""
    found: dict[tuple[int, int, int], list[str]] = {}
    publisher = are_publishers(columns)
    options = Options(by=(FRAMEWORK, "category"), coded_by=coded_by)
    for name in CODED:
        rows = columns.values[name]
        rows = rows[rows["status"] == STATUSES.index("accepted")]
        for agent in coders(columns, options):
            items = np.unique(rows["item"][rows["agent"] == agent])
            items = items[columns.items["accepted"][items]]
            if agent >= 0 and items.size:
                works = np.unique(columns.items["work"][items]).size
                size = measures_in(columns.items[items])
                found.setdefault((agent, works, size), []).append(name)
    return tuple(
        Coder(
            facets=tuple(names),
            agent=columns.index["agents"][agent]["label"],
            own=not publisher[agent],
            works=works,
            measures=size,
        )
        for (agent, works, size), names in found.items()
    )


def coded_by_facet(columns: Columns, coded_by: CodedBy) -> tuple[Coded, ...]:
    """For each facet what publishers classified, and what we did."""
    found = []
    own = ~are_publishers(columns)
    options = Options(by=(FRAMEWORK, "category"), coded_by=coded_by)
    for name in CODED:
        rows = counted_rows(columns, options, name)
        rows = rows[(rows["agent"] >= 0) & columns.items["accepted"][rows["item"]]]
        for ours in (False, True):
            items = columns.items[np.unique(rows["item"][own[rows["agent"]] == ours])]
            if items.size:
                works = np.unique(items["work"]).size
                found.append(Coded(facet=name, own=ours, works=works, measures=measures_in(items)))
    return tuple(found)
