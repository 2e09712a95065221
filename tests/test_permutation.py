"""Permuted tables keep every margin, and their chances are those of all tables there are."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import permutations
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from worlds import ID, Claim, Coding, Record, World, iri

from airm_graph.cli import main
from airm_graph.coverage.cells import coverage
from airm_graph.coverage.exchanges import Incidence
from airm_graph.coverage.options import OptionError, Options
from airm_graph.coverage.permutation import SEED, permutation
from airm_graph.resources import root
from airm_graph.workspace import Build

# Measures by name: the works that state it, and its categories.
Sheet = Mapping[str, tuple[tuple[int, ...], tuple[int, ...]]]
WORKS, CLASSES = 3, 3
NOWHERE: frozenset[tuple[int, int]] = frozenset()
SHEETS: dict[str, tuple[Sheet, frozenset[tuple[int, int]]]] = {
    "one work each": (
        {"a": ((0,), (0,)), "b": ((0,), (1,)), "c": ((1,), (1,)), "d": ((1,), (1,)),
         "e": ((2,), (2,))},
        NOWHERE,
    ),
    "several categories": (
        {"a": ((0,), (0, 1)), "b": ((0,), (1,)), "c": ((1,), (0, 1, 2)), "d": ((2,), ())},
        NOWHERE,
    ),
    "several works": (
        {"a": ((0, 1), (0,)), "b": ((1, 2), (1,)), "c": ((0,), (1,)), "d": ((1,), (2,)),
         "e": ((2,), (0, 2))},
        NOWHERE,
    ),
    "not applicable": (
        {"a": ((0,), (0,)), "b": ((0,), (1,)), "c": ((1,), (1,)), "d": ((1,), (2,)),
         "e": ((2,), (2,)), "f": ((2,), (0,))},
        frozenset({(0, 2), (2, 1)}),
    ),
    "not applicable, in several works": (
        {"a": ((0, 1), (0,)), "b": ((1, 2), (1, 2)), "c": ((0, 2), (1,)), "d": ((1,), (2,)),
         "e": ((2,), (0,)), "f": ((0,), (0, 1))},
        frozenset({(0, 2)}),
    ),
}  # fmt: skip
each_sheet = pytest.mark.parametrize(("sheet", "never"), SHEETS.values(), ids=SHEETS.keys())


def incidence(sheet: Sheet, never: frozenset[tuple[int, int]] = NOWHERE) -> Incidence:
    names = list(sheet)
    forbidden = np.zeros((WORKS, CLASSES), dtype=bool)
    for cell in never:
        forbidden[cell] = True
    return Incidence(
        works=pairs((names.index(n), w) for n, (works, _) in sheet.items() for w in works),
        classes=pairs((names.index(n), c) for n, (_, classes) in sheet.items() for c in classes),
        shape=(len(sheet), WORKS, CLASSES),
        forbidden=forbidden,
    )


def pairs(found: Iterator[tuple[int, int]]) -> NDArray[Any]:
    return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def cells(sheet: Sheet) -> Counter[tuple[int, int]]:
    return Counter((w, c) for works, classes in sheet.values() for w in works for c in classes)


def every_table(sheet: Sheet, never: frozenset[tuple[int, int]]) -> Iterator[Sheet]:
    """All ways to exchange the works of measures that stand in equally many."""
    names = list(sheet)
    for order in permutations(names):
        ends = {name: sheet[giver][0] for name, giver in zip(names, order, strict=True)}
        if any(len(ends[name]) != len(sheet[name][0]) for name in names):
            continue
        table = {name: (ends[name], sheet[name][1]) for name in names}
        if not cells(table).keys() & never:
            yield table


def counted(counts: NDArray[Any]) -> Counter[tuple[int, int]]:
    return Counter({(w, c): int(n) for (w, c), n in np.ndenumerate(counts) if n})


@each_sheet
def test_the_table_as_it_is(sheet: Sheet, never: frozenset[tuple[int, int]]) -> None:
    assert counted(incidence(sheet, never).counts()) == cells(sheet)


@each_sheet
def test_drawn_tables_are_as_frequent_as_they_should_be(
    sheet: Sheet, never: frozenset[tuple[int, int]]
) -> None:
    """Against every table there is, each written out."""
    everything = Counter(frozenset(cells(table).items()) for table in every_table(sheet, never))
    ways = everything.total()
    assert len(everything) > 3
    drawn: Counter[frozenset[Any]] = Counter()
    times = 20_000
    for portion in incidence(sheet, never).exchanged(times, np.random.default_rng(1)):
        drawn.update(frozenset(counted(counts).items()) for counts in portion)
    assert drawn.total() == times
    assert drawn.keys() == everything.keys()
    for table, many in everything.items():
        share = many / ways
        error = (share * (1 - share) / times) ** 0.5
        assert drawn[table] / times == pytest.approx(share, abs=5 * error)


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    some = st.lists(st.integers(0, 2), max_size=3, unique=True)
    names = [f"m{n}" for n in range(draw(st.integers(1, 12)))]
    return {name: (tuple(draw(some.filter(len))), tuple(draw(some))) for name in names}


@given(sheets(), st.frozensets(st.tuples(st.integers(0, 2), st.integers(0, 2)), max_size=3))
def test_every_margin_is_kept(sheet: Sheet, never: frozenset[tuple[int, int]]) -> None:
    # A class of its own for each measure makes all margins visible.
    own = {name: (works, (number,)) for number, (name, (works, _)) in enumerate(sheet.items())}
    wide = incidence(own)
    wide = Incidence(
        wide.works, wide.classes, (len(own), WORKS, len(own)), np.zeros((WORKS, len(own)), bool)
    )
    here = wide.counts()
    for tables in wide.exchanged(5, np.random.default_rng(2)):
        assert (tables.sum(axis=1) == here.sum(axis=0)).all()  # of each measure, its works
        assert (tables.sum(axis=2) == here.sum(axis=1)).all()  # of each work, its measures
        assert tables.max() == 1
    # Where nothing may be, there is never more than there was: what stands there stays.
    barred = incidence(sheet, never)
    before = barred.counts()
    for tables in barred.exchanged(5, np.random.default_rng(3)):
        assert (tables.sum(axis=1) == before.sum(axis=0)).all()
        assert (tables[:, barred.forbidden] <= before[barred.forbidden]).all()


# On a world, through coverage tables

OPTIONS = Options(by=("framework", "category"))


@cache
def made_up() -> World:
    """Five works, 60 measures, categories by number; the largest work leaves out 1.1."""
    generator = np.random.default_rng(7)
    notations = ["1.1", "1.2", "2.1", "2.2"]
    works = tuple(f"{ID}framework-w{n}" for n in range(5))
    sizes = (20, 14, 10, 10, 6)
    records: dict[str, Record] = {}
    claims: list[Claim] = []
    for work, size in zip(works, sizes, strict=True):
        for _ in range(size):
            name = f"m{len(records)}"
            records[name] = Record(name, work, True)
            allowed = notations[1:] if work == works[0] else notations
            concept = iri("category", str(generator.choice(allowed)))
            claims.append(Claim(name, "category", concept, "publisher"))
    return World(
        works=works,
        records=records,
        claims=tuple(claims),
        codings=tuple(Coding(w, "category", "complete", "complete", "publisher") for w in works),
    )


def test_chance_agrees_with_p_empty_and_family_is_never_smaller() -> None:
    table = coverage(made_up().columns, OPTIONS)
    times = 9_999
    found = permutation(made_up().columns, table, permutations=times)
    tested = {cell.values: cell.p_empty for cell in table.cells if cell.p_empty is not None}
    assert found.keys() == tested.keys()
    assert tested
    for values, p_empty in tested.items():
        permuted = found[values]
        error = (p_empty * (1 - p_empty) / times) ** 0.5
        assert permuted.chance == pytest.approx(p_empty, abs=5 * error + 1 / times)
        assert permuted.family >= permuted.chance * (1 - 1e-9)
        for chance in (permuted.chance, permuted.family):
            assert round(chance * (times + 1)) == pytest.approx(chance * (times + 1))
            assert 0 < chance <= 1
    ranked = sorted(tested, key=lambda values: tested[values])
    families = [found[values].family for values in ranked]
    assert families == sorted(families)


def test_family_is_the_chance_of_the_least_p_empty_anywhere() -> None:
    """Against tables drawn by shuffling lists, and chances counted in them."""
    world = made_up()
    table = coverage(world.columns, OPTIONS)
    names = list(world.records)
    works = [world.records[name].work for name in names]
    concepts = {claim.record: claim.concept for claim in world.claims}
    classes = [concepts[name] for name in names]
    p_values = {}
    for work in world.works:
        for concept in set(classes):
            n, k = works.count(work), classes.count(concept)
            chance = 1.0
            for number in range(n):
                chance *= max(0, len(names) - k - number) / (len(names) - number)
            p_values[work, concept] = chance
    generator = np.random.default_rng(5)
    times = 3_000
    least = []
    for _ in range(times):
        order = generator.permutation(len(names)).tolist()
        held = {(works[giver], concept) for giver, concept in zip(order, classes, strict=True)}
        least.append(min((p for cell, p in p_values.items() if cell not in held), default=1.0))
    found = permutation(world.columns, table, permutations=9_999)
    for cell in table.cells:
        if cell.p_empty is not None:
            share = float(np.mean(np.array(least) <= cell.p_empty * (1 + 1e-9)))
            assert found[cell.values].family == pytest.approx(share, abs=0.04)


def test_seed_decides() -> None:
    table = coverage(made_up().columns, OPTIONS)
    columns = made_up().columns
    first = permutation(columns, table, permutations=99)
    assert permutation(columns, table, permutations=99, seed=SEED) == first
    assert permutation(columns, table, permutations=99, seed=1) != first


def test_wrong_questions_are_refused() -> None:
    columns = made_up().columns
    other = coverage(columns, Options(by=("stage", "category")))
    with pytest.raises(OptionError, match="works are permuted: --by framework is missing"):
        permutation(columns, other)
    with pytest.raises(OptionError, match="0 permutations asked for; at least 1"):
        permutation(columns, coverage(columns, OPTIONS), permutations=0)


def test_progress_is_told_when_it_lasts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("airm_graph.coverage.permutation.QUIET_FOR", -1.0)
    said: list[str] = []
    table = coverage(made_up().columns, OPTIONS)
    permutation(made_up().columns, table, permutations=12, progress=said.append)
    assert said[-1] == "permuting: 12 of 12 tables"


# On the catalogue


def test_chosen_cells_have_the_chances_of_the_whole_table(build: Build) -> None:
    whole = coverage(build.columns, OPTIONS)
    part = coverage(build.columns, Options(by=OPTIONS.by, where=(("category", "4"),)))
    every = permutation(build.columns, whole, permutations=99)
    some = permutation(build.columns, part, permutations=99)
    assert some
    assert dict(some).items() <= dict(every).items()


def test_excluded_cells_are_not_tested_and_the_others_are(build: Build) -> None:
    asked = Options(by=("actor", "framework"))
    table = coverage(build.columns, asked)
    assert table.states()["excluded"]
    found = permutation(build.columns, table, permutations=99)
    assert {cell.values for cell in table.cells if cell.p_empty is not None} == found.keys()


@pytest.mark.exhaustive
def test_command_shows_them_beside_p_empty(
    build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["gaps", "cells", "--by", "framework", "--by", "category", "--permutations", "99"]
    with pytest.raises(SystemExit) as exit_:
        main(["-q", "--workspace", str(build.folder.parents[1]), *command, "--format", "json"])
    assert not exit_.value.code
    answer = json.loads(capsys.readouterr().out)
    schema = json.loads((root() / "ontology" / "answer.schema.json").read_text(encoding="utf-8"))
    jsonschema.validate(answer, schema)
    asked = answer["meta"]["parameters"]
    assert (asked["permutations"], asked["seed"]) == (99, SEED)
    assert "99 tables with the same margins" in answer["meta"]["notes"][-1]
    names = list(answer["rows"][0])
    assert names[names.index("p_empty") :][:3] == ["p_empty", "p_permuted", "p_family"]
    whole = coverage(build.columns, OPTIONS)
    expected = {
        tuple(value.iri for value in values): (permuted.chance, permuted.family)
        for values, permuted in permutation(build.columns, whole, permutations=99).items()
    }
    cell = {"$ref": "#/$defs/cell", "$defs": schema["$defs"]}
    for row in answer["rows"]:
        jsonschema.validate(row, cell)
        of = row["framework"]["iri"], row["category"]["iri"]
        assert (row["p_permuted"], row["p_family"]) == expected.get(of, (None, None))
