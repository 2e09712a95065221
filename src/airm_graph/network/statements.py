"""Picks the statements that make a network: links of measures, and mappings."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..agents import are_programs, counting
from ..columns import RELATIONS, STATUSES, Columns
from ..coverage.axes import find_work, values_below
from ..coverage.options import FRAMEWORK, OptionError, measure_facet
from .options import NetworkOptions

Array = NDArray[Any]


def links_of(columns: Columns, options: NetworkOptions) -> Array:
    """The numbers of the links that count, whatever their relation and target."""
    links = columns.links
    keep = (
        columns.items["accepted"][links["item"]]
        & counting(columns, options.coded_by)[links["agent"]]
    )
    keep &= ~(links["confidence"] < options.min_confidence)
    if not options.machine_made:
        keep &= ~are_programs(columns)[links["agent"]]
    keep &= _matching(columns, options)[links["item"]]
    return np.flatnonzero(keep)


def related(columns: Columns, options: NetworkOptions, links: Array) -> Array:
    """Of the links with these numbers, those with a relation that counts."""
    wanted = [RELATIONS.index(name) for name in options.relations]
    return np.asarray(links[np.isin(columns.links["relation"][links], wanted)])


def items_of(columns: Columns, options: NetworkOptions) -> Array:
    """The numbers of the records that match ``options.where`` and are held to be measures."""
    return np.flatnonzero(columns.items["accepted"] & _matching(columns, options))


def _matching(columns: Columns, options: NetworkOptions) -> Array:
    """Which records match: by work each for itself, by any other facet the whole measure."""
    items = columns.items
    keep = np.ones(len(items), dtype=bool)
    for name, wanted in options.where:
        if name == FRAMEWORK:
            keep &= items["work"] == find_work(columns, wanted)
            continue
        facet = measure_facet(columns.facets, name)
        below = values_below(columns, name, wanted)
        codes = [code for code, iri in enumerate(facet.concepts) if iri in below]
        rows = columns.values[name]
        held = (rows["status"] == STATUSES.index("accepted")) & np.isin(rows["concept"], codes)
        held &= counting(columns, options.coded_by)[rows["agent"]]
        held &= ~(rows["confidence"] < options.min_confidence)
        keep &= np.isin(items["measure"], items["measure"][rows["item"][held]])
    return keep


def mappings_of(columns: Columns, options: NetworkOptions) -> Array:
    """The numbers of the mappings that count.

    Raises:
        OptionError: A facet other than the framework is asked for, which mappings do not have.
    """
    mappings = columns.mappings
    statuses = [STATUSES.index(s) for s in ("accepted", *options.also) if s in STATUSES]
    keep = (
        np.isin(mappings["status"], statuses)
        & counting(columns, options.coded_by)[mappings["agent"]]
    )
    keep &= ~(mappings["confidence"] < options.min_confidence)
    for name in ("negative", "stale"):
        if name not in options.also:
            keep &= ~mappings[name]
    if not options.machine_made:
        keep &= ~mappings["machine_made"] & ~are_programs(columns)[mappings["agent"]]
    for name, wanted in options.where:
        if name != FRAMEWORK:
            raise OptionError(
                f"{name}={wanted}: mappings can be chosen by framework only; "
                f"the views measures and works take every facet"
            )
        iri = columns.index["works"][find_work(columns, wanted)]["iri"]
        within = np.array([iri in t["works"] for t in columns.index["targets"]], dtype=bool)
        keep &= within[mappings["subject"]] | within[mappings["object"]]
    return np.flatnonzero(keep)
