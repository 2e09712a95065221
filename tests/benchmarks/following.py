"""Targets reached through mappings, and the smallest sets that cover targets."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from airm_graph.columns import EXTENTS, ITEM, LINK, MAPPING, Columns
from airm_graph.workspace import Build

from .generator import skewed
from .measuring import Row, limited, seconds, skipped


def mapped(targets: int, mappings: int, works: int = 64) -> Columns:
    """Columns with so many risks and mappings between them, and a measure for each tenth risk."""
    draw = np.random.default_rng(1)
    found = np.zeros(mappings, dtype=MAPPING)
    found["subject"] = draw.integers(targets, size=mappings)
    found["object"] = (found["subject"] + 1 + skewed(draw, targets - 1, mappings)) % targets
    found["relation"] = draw.choice(len(EXTENTS), size=mappings, p=[0.2, 0.3, 0.2, 0.2, 0.1])
    found["confidence"], found["agent"], found["stated"] = np.nan, 0, 0
    measures = max(1, targets // 10)
    items = np.zeros(measures, dtype=ITEM)
    items["measure"] = np.arange(measures)
    items["work"] = skewed(draw, works, measures)
    items["accepted"], items["target"] = True, -1
    links = np.zeros(measures, dtype=LINK)
    links["item"] = np.arange(measures)
    links["target"] = draw.integers(targets, size=measures)
    links["confidence"] = np.nan
    about = {"iri": "urn:x-airm:made", "label": "made"}
    empty = {"kinds": ["risk-source"], "works": [], "domains": [], "stages": [], "classes": {}}
    return Columns(
        items=items,
        values={},
        links=links,
        mappings=found,
        index={
            "items": [f"urn:x-airm:m{number}" for number in range(measures)],
            "works": [
                {"iri": f"urn:x-airm:w{n}", "label": str(n), "version": "", "kind": "",
                 "status": "", "year": ""} for n in range(works)
            ],
            "agents": [{**about, "methods": ["personReading"]}],
            "targets": [
                {"iri": f"urn:x-airm:t{n}", "label": f"t{n}", **empty} for n in range(targets)
            ],
            "mappings": [f"urn:x-airm:p{number}" for number in range(mappings)],
            "predicates": ["http://www.w3.org/2004/02/skos/core#exactMatch"],
            "stated": [{**about, "title": "made", "version": "", "issued": ""}],
            "codings": [], "exclusions": [], "demand": [],
        },
    )  # fmt: skip


def path_rows(targets: int, mappings: int) -> Iterator[Row]:
    """The best strength of every work and target, three hops deep."""
    what = f"targets, depth 3: {targets:,} and {mappings:,} mappings"
    try:
        paths = importlib.import_module("airm_graph.paths.hops")
        reached = importlib.import_module("airm_graph.paths.reach")
    except ImportError:
        yield skipped(what, "airm_graph.paths is not there")
        return
    columns = mapped(targets, mappings)
    options = paths.PathOptions(depth=3)
    yield limited(what, seconds(lambda: reached.reach(columns, options), 2), 2)


DENSITY = 0.3  # share of the targets that an invented work covers


def cover_rows(build: Build, sets: int, targets: int) -> Iterator[Row]:
    """The smallest sets of works over all risk sources, and a large made-up problem."""
    what = "smallest exact cover, works of the catalogue x risk sources"
    try:
        choosing = importlib.import_module("airm_graph.choosing")
        makes = importlib.import_module("airm_graph.choosing.sets")
        hops = importlib.import_module("airm_graph.paths.hops")
        importlib.import_module("scipy")
    except ImportError as error:
        yield skipped(what, str(error))
        return
    columns = build.columns
    kinds = [target["kinds"] for target in columns.index["targets"]]
    wanted = np.flatnonzero(["risk-source" in kind for kind in kinds])
    made = makes.sets_of(columns, wanted, hops.PathOptions(), strength="partial", every_status=True)
    found = choosing.smallest_cover(made.incidence)
    note = f"{len(made.incidence.members)} works, {len(wanted)} targets, {len(found.chosen)} chosen"
    row = limited(what, seconds(lambda: choosing.smallest_cover(made.incidence), 3), 1)
    yield replace(row, note=note)
    draw = np.random.default_rng(1)
    covers = draw.random((13, len(wanted))) < DENSITY
    invented = choosing.Incidence.of_sets(
        {
            f"s{one}": [f"t{other}" for other in np.flatnonzero(row)]
            for one, row in enumerate(covers)
        }
    )
    what = f"smallest exact cover, 13 invented works x {len(wanted)} targets"
    yield limited(what, seconds(lambda: choosing.smallest_cover(invented), 3), 1)
    size = targets * 5
    large = choosing.Incidence.of_sets(
        {
            f"s{one}": [f"t{other}" for other in others]
            for one, others in enumerate(np.array_split(draw.integers(targets, size=size), sets))
        },
        [f"t{number}" for number in range(targets)],
    )
    answer: list[object] = []
    taken = seconds(lambda: answer.append(choosing.smallest_cover(large, seconds=25)), 1)
    cover = answer[0]
    bound, optimal = getattr(cover, "bound", None), getattr(cover, "optimal", False)
    note = f"cost {float(getattr(cover, 'cost', 0)):g}, bound {bound}, optimal: {optimal}"
    row = limited(f"smallest cover, {sets:,} sets x {targets:,} targets", taken, 30)
    yield replace(row, note=note, met="not met" if bound is None else row.met)
