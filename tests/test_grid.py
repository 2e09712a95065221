"""The grid says what the table says; prepared columns say what the bare ones say."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from itertools import product
from math import nan
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from second_reading import agree
from test_cells import options, worlds
from test_cells_by_hand import B, coded, hand, said
from worlds import WORKS, World, iri

from airm_graph.cli import main
from airm_graph.columns import ITEM, LINK, MAPPING, VALUE, Columns
from airm_graph.coverage.cells import cell_at, coverage
from airm_graph.coverage.firmness import WITHOUT, firmness_of_cells
from airm_graph.coverage.grid import STATES, Grid, grid
from airm_graph.coverage.options import OptionError, Options
from airm_graph.profiles import (
    DIRECTORY,
    NOTHING,
    PACKED,
    RECORDS,
    SILENT,
    Counted,
    coded_links,
    population,
    prepared,
    profiles,
)
from airm_graph.schemes import load_facets
from airm_graph.workspace import Build

ON_CATEGORY = Options(by=("framework", "category"))
ASKED = [
    ON_CATEGORY,
    Options(by=("framework", "category"), levels={"category": 1}, threshold=5),
    Options(by=("framework", "category"), where=(("framework", "gipiskis2024"),)),
    Options(by=("stage", "actor"), where=(("category", "2"), ("framework", "gipiskis2024"))),
    Options(by=("framework", "category-v2", "stage"), levels={"category-v2": 2}),
    Options(by=("framework", "category", "stage", "actor"), levels={"category": 1}),
    Options(by=("risk-domain", "category", "stage", "actor", "function"), coded_by="own"),
]


def bare(columns: Columns) -> Columns:
    return replace(columns, ready={})


# ---------------------------------------------------------------- prepared columns


def test_a_build_is_prepared(build: Build, tmp_path: Path) -> None:
    columns = build.columns
    fresh = prepared(bare(columns)).ready
    for name in (RECORDS, PACKED, DIRECTORY):
        assert columns.ready[name].tobytes() == fresh[name].tobytes()
    prepared(columns).save(tmp_path / "columns")
    again = Columns.load(tmp_path / "columns")
    assert {name: array.tobytes() for name, array in again.ready.items()} == {
        name: array.tobytes() for name, array in columns.ready.items()
    }


def test_every_item_has_the_concepts_of_its_profile(build: Build) -> None:
    """Read back row by row; what says less than another row of the same item is left out."""
    columns = build.columns
    items = population(columns)
    counted = Counted(codings=coded_links(columns, None))
    for name, rows in columns.values.items():
        facet = columns.facets[name]
        if name == "framework":
            continue
        above = {
            number: {list(facet.concepts).index(step.iri) for step in facet.path(iri_)} - {number}
            for number, iri_ in enumerate(facet.concepts)
        }
        held: dict[int, set[int]] = {item: set() for item in range(items.size)}
        for row in rows[rows["status"] == 0]:
            if items.number[row["item"]] >= 0:
                held[int(items.number[row["item"]])].add(int(row["concept"]))
        found = profiles(columns, facet, counted, items)
        of_profile: dict[int, set[int]] = {}
        for profile, answer in zip(found.profile.tolist(), found.answer.tolist(), strict=True):
            of_profile.setdefault(profile, set()).add(int(found.concepts[answer]))
        for item, concepts in held.items():
            decided = concepts - {-1} or concepts
            wanted = {c for c in decided if not any(c in above.get(o, ()) for o in decided)}
            mine = of_profile[int(found.of_item[item])]
            assert mine == wanted or (not wanted and mine <= {SILENT, NOTHING}), (name, item)
            assert int(found.concepts[found.first[item]]) in mine
        further = Counter(found.item.tolist())
        assert all(len(of_profile[int(found.of_item[i])]) == n + 1 for i, n in further.items())


@pytest.mark.parametrize("asked", ASKED, ids=lambda o: "-".join(o.by))
def test_prepared_or_not_the_table_is_the_same(build: Build, asked: Options) -> None:
    assert coverage(build.columns, asked) == coverage(bare(build.columns), asked)


@settings(deadline=None)
@given(worlds(), options())
def test_prepared_worlds_are_what_they_say(world: World, asked: Options) -> None:
    agree(coverage(prepared(world.columns), asked), world)


# ---------------------------------------------------------------- grid and table


@pytest.mark.parametrize("asked", ASKED, ids=lambda o: "-".join(o.by))
def test_grid_is_the_table(build: Build, asked: Options) -> None:
    table, cells = coverage(build.columns, asked), grid(build.columns, asked)
    number = [{value: code for code, value in enumerate(a.values)} for a in cells.axes]
    listed = set()
    for cell in table.cells:
        place = tuple(of[value] for of, value in zip(number, cell.values, strict=True))
        listed.add(place)
        assert cells.holds[place]
        assert cell.state == list(STATES)[cells.states[place]]
        assert (cell.evidence, cell.unknown) == (cells.evidence[place], cells.unknown[place])
        if len(listed) % 997 == 0:
            assert cell_at(build.columns, cells, place) == cell
    if not any(name in asked.by for name, _ in asked.where):
        assert len(listed) == int(cells.holds.sum())
        assert not cells.evidence[~cells.holds].any()


def test_a_cell_that_is_empty_by_arithmetic_is_none(build: Build) -> None:
    cells = grid(build.columns, Options(by=("bindingness", "work-kind")))
    place = tuple(int(along[0]) for along in np.nonzero(~cells.holds))
    assert cell_at(build.columns, cells, place) is None


def test_two_filters_on_one_facet_must_both_match(build: Build) -> None:
    both = replace(ON_CATEGORY, where=(("stage", "deploy"), ("stage", "operate-monitor")))
    one = coverage(build.columns, replace(both, where=both.where[:1]))
    found = coverage(build.columns, both)
    assert 0 < found.counted < one.counted
    twice = coverage(build.columns, replace(both, where=both.where[:1] * 2))
    assert (twice.counted, twice.states()) == (one.counted, one.states())
    on_axis = replace(ON_CATEGORY, where=(("category", "2"), ("category", "2.1")))
    assert {cell.values[1].id for cell in coverage(build.columns, on_axis).cells} == {"2.1"}


# ---------------------------------------------------------------- without what a machine made


def with_method(world: World, method: str) -> Columns:
    """The columns of the world, in which our own agent works by this method."""
    columns = world.columns
    publisher, own = columns.index["agents"]
    agents = [publisher, {**own, "methods": [method]}]
    return replace(columns, index={**columns.index, "agents": agents})


def test_machine_made_is_what_a_program_read() -> None:
    ours = said("a", "category", "4.2", coder="own")
    world = hand("a=m@0 b=n@1", *B, ours, codings=coded("category"))
    less = replace(ON_CATEGORY, without=("machine-made",))
    values = [concept.iri for concept in load_facets()["category"].at_level(2)]
    place = (0, values.index(iri("category", "4.2")))
    for method, evidence in (("modelReading", 0), ("personReading", 1)):
        columns = with_method(world, method)
        assert grid(columns, less).evidence[place] == evidence
        table = coverage(columns, ON_CATEGORY)
        firm = dict(zip(table.cells, firmness_of_cells(columns, table), strict=True))
        (mine,) = (firm[c] for c in table.cells if c.values[0].iri == WORKS[0] and c.evidence)
        assert mine["without_own"] == "open"
        assert mine["without_machine_made"] == ("thin" if evidence else "open")
        assert "machine made" in mine["rests_on"] or evidence


@settings(deadline=None, max_examples=50)
@given(worlds(), options())
def test_firmness_is_the_state_that_other_options_give(world: World, asked: Options) -> None:
    table = coverage(world.columns, asked)
    firm = firmness_of_cells(world.columns, table)
    for name, less in WITHOUT.items():
        stricter = dict(less)
        if "min_confidence" in less:
            stricter["min_confidence"] = max(asked.min_confidence, less["min_confidence"])
        others = coverage(world.columns, replace(asked, **stricter)).cells
        states = {cell.values: cell.state for cell in others}
        for cell, said_ in zip(table.cells, firm, strict=True):
            assert said_[name] == states.get(cell.values, "open")


def test_without_is_an_option_of_the_commands(
    build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--quiet", "--workspace", str(build.folder.parents[1])]
    asked = ["--by", "framework", "--by", "stage", "--without", "machine-made", "--format", "json"]
    for command in (["coverage"], ["gaps", "cells"]):
        with pytest.raises(SystemExit):
            main([*home, *command, *asked])
        answer = json.loads(capsys.readouterr().out)
        assert answer["meta"]["parameters"]["without"] == ["machine-made"]
        table = coverage(
            build.columns, Options(by=("framework", "stage"), without=("machine-made",))
        )
        assert answer["meta"]["totals"]["states"] == table.states()


def test_what_cannot_be_left_out_is_an_error() -> None:
    with pytest.raises(OptionError, match="machine-made"):
        Options(by=("framework", "category"), without=("moon",))


# ---------------------------------------------------------------- large made-up columns

SIZE = 200_000
BY = ("framework", "category", "stage", "actor")


def made_up(seed: int) -> Columns:
    """Columns with skewed facets, several values on one, undetermined and coarse ones."""
    random = np.random.default_rng(seed)
    works = [{"iri": f"urn:id/framework-w{n}", "label": f"W{n}"} for n in range(40)]
    items = np.zeros(SIZE, dtype=ITEM)
    items["measure"], items["accepted"] = np.arange(SIZE), True
    items["work"] = np.minimum(random.geometric(0.1, SIZE) - 1, len(works) - 1)
    values = {name: np.zeros(0, dtype=VALUE) for name in load_facets()}
    for name in BY[1:]:
        size = len(load_facets()[name].concepts)
        item = np.arange(SIZE)
        if name == "category":
            item = np.concatenate([item, random.choice(SIZE, SIZE // 4)])
        rows = np.zeros(item.size, dtype=VALUE)
        rows["item"], rows["confidence"] = item, nan
        rows["concept"] = np.minimum(random.geometric(0.15, item.size) - 1, size) - 1
        values[name] = rows
    return Columns(
        items=items,
        values=values,
        links=np.zeros(0, dtype=LINK),
        mappings=np.zeros(0, dtype=MAPPING),
        index={
            "items": range(SIZE),
            "works": works,
            "agents": [],
            "targets": [],
            "codings": [],
            "exclusions": [],
            "demand": [],
        },
    )


@pytest.fixture(scope="module")
def large() -> Columns:
    return prepared(made_up(4))


def counted_plainly(columns: Columns, asked: Options, cells: Grid) -> Counter[tuple[int, ...]]:
    """How many measures are in each cell, by a set of values a measure and facet."""
    held: list[list[set[int]]] = [[{int(work)} for work in columns.items["work"]]]
    for name, a in zip(asked.by[1:], cells.axes[1:], strict=True):
        facet = a.facet
        number = {value.iri: code for code, value in enumerate(a.values)}
        of_concept = [
            next((number[s.iri] for s in facet.path(c) if s.iri in number), None)
            for c in facet.concepts
        ]
        sets: list[set[int]] = [set() for _ in range(SIZE)]
        for item, concept in columns.values[name][["item", "concept"]].tolist():
            code = of_concept[concept] if concept >= 0 else None
            if code is not None:
                sets[item].add(code)
        held.append(sets)
    return Counter(place for sets in zip(*held, strict=True) for place in product(*sets))


@pytest.mark.parametrize(
    "asked",
    [
        Options(by=BY[:2]),
        Options(by=BY[:2], levels={"category": 1}),
        Options(by=BY),
        Options(by=BY, levels={"category": 1}),
    ],
    ids=lambda o: f"{len(o.by)}-{dict(o.levels)}",
)
def test_each_measure_counts_once_in_each_of_its_cells(large: Columns, asked: Options) -> None:
    cells = grid(large, asked)
    plainly = counted_plainly(large, asked, cells)
    found = {
        place: int(cells.evidence[place])
        for place in map(tuple, np.argwhere(cells.evidence).tolist())
    }
    assert found == dict(plainly)
