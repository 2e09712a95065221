"""What is asked about all things at once is what is asked about each."""

from collections import defaultdict

import pytest

from airm_graph.authorship import rows_about
from airm_graph.authorship_of_all import AuthorshipOfAll
from airm_graph.coverage.cells import coverage
from airm_graph.coverage.grid import RecentGrids
from airm_graph.coverage.options import Options
from airm_graph.dossier import Dossiers
from airm_graph.explanation import explain_cell
from airm_graph.lookup import Thing, list_things
from airm_graph.store import OxigraphEngine
from airm_graph.workspace import Build

EACH = 6  # things of each kind


@pytest.fixture(scope="module")
def engine(part: Build) -> OxigraphEngine:
    return OxigraphEngine(part.store)


@pytest.fixture(scope="module")
def things(engine: OxigraphEngine) -> dict[str, Thing]:
    return {thing.iri: thing for thing in list_things(engine)}


@pytest.fixture(scope="module")
def some(things: dict[str, Thing]) -> list[str]:
    """A few things of every kind, from all over the list."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for iri, thing in things.items():
        kinds[thing.kind].append(iri)
    return [iri for iris in kinds.values() for iri in iris[:: -(-len(iris) // EACH)]]


def test_dossiers_are_the_same(
    engine: OxigraphEngine, things: dict[str, Thing], some: list[str]
) -> None:
    one_by_one, at_once = Dossiers(engine, things), Dossiers(engine, things)
    at_once.prepare_all()
    expected = [one_by_one.of(iri, proofs=True) for iri in some]
    assert [at_once.of(iri, proofs=True) for iri in some] == expected
    for name in ("statements", "matches", "links", "parts", "below", "uses", "records", "path"):
        assert any(getattr(found, name) for found in expected), name


def test_who_says_so_is_the_same(engine: OxigraphEngine, some: list[str]) -> None:
    found = AuthorshipOfAll(engine)
    rows = {iri: rows_about(engine, iri) for iri in some}
    assert {iri: found.rows(iri) for iri in some} == rows
    said = [row for each in rows.values() for row in each]
    for name in ("statement", "rule", "licence", "rationale"):
        assert any(name in row for row in said), name
    assert any("graph" not in row for row in said)


def test_cells_are_the_same(part: Build) -> None:
    tables = {
        by: coverage(part.columns, Options(by=by)).cells[::97]
        for by in (("framework", "category"), ("actor", "stage"), ("framework", "stage"))
    }
    grids, states = RecentGrids(), set()
    # One table after the other, and all again with another threshold: some are forgotten by then.
    for threshold in (2, 1, 2):
        for by, cells in tables.items():
            for cell in cells:
                pairs = [(name, value.id) for name, value in zip(by, cell.values, strict=True)]
                found = explain_cell(part.columns, pairs, threshold, grid_of=grids)
                assert found == explain_cell(part.columns, pairs, threshold)
                states.add(found.cell.state)
    assert len(states) > 2
