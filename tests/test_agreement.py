"""Columns, SPARQL on Oxigraph and SPARQL on rdflib say the same of every cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from itertools import permutations

import pytest
from graphs import Described, described
from graphs import facets as made_up_facets
from hypothesis import given, settings
from rdflib import Dataset
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query as Prepared

from airm_graph.columns import Columns
from airm_graph.coverage.cells import Cell, coverage
from airm_graph.coverage.options import FRAMEWORK, Options, measure_facets
from airm_graph.extraction import columns_of
from airm_graph.queries import get_query
from airm_graph.schemes import load_facets
from airm_graph.store import OxigraphEngine, Row
from airm_graph.workspace import Build

EMPTY, FILLED, PAIRS = "cell-without-measure", "cells-by-framework", "cells-by-two-facets"
Ask = Callable[..., list[Row]]  # slug, bound variables → rows
Said = dict[tuple[str, ...], tuple[object, ...]]


def names(columns: Columns) -> list[str]:
    return [name for name in measure_facets(columns.facets) if name != FRAMEWORK]


def of_columns(columns: Columns, by: tuple[str, str]) -> tuple[Said, Said]:
    """The cells with evidence, and those without, each with what is said of it."""
    filled: Said = {}
    empty: Said = {}
    for cell in coverage(columns, Options(by=by)).cells:
        place = (cell.values[0].iri, cell.values[1].iri)
        if cell.evidence:
            filled[place] = (cell.state, cell.evidence)
        else:
            empty[place] = (cell.state, cell.unknown, *reasons(cell))
    return filled, empty


def reasons(cell: Cell) -> tuple[object, ...]:
    """How the work was coded, and the measures that are undetermined or coarse; None unless open.

    Columns do not count the uncoded of an uncoded work, so their number is left to ``unknown``.
    """
    if cell.state == "excluded":
        return ("excluded",)
    coding = "complete"
    counted = {"undetermined": 0, "coarse": 0}
    for reason in filter(None, cell.reason.split("; ")):
        found = re.fullmatch(r"(\w+) \((\d+) on [\w-]+\)", reason)
        if not found:
            coding = reason
        elif found[1] in counted:
            counted[found[1]] = int(found[2])
    return coding, counted["undetermined"], counted["coarse"]


def of_empty(row: Row) -> tuple[object, ...]:
    doubts = [int(row[name]) for name in ("undetermined", "coarse", "uncoded")]
    why = ("excluded",) if row["state"] == "excluded" else (row["coding"], *doubts[:2])
    return (row["state"], sum(doubts), *why)


def agree_by_framework(columns: Columns, ask: Ask, **bound: str) -> None:
    facet_of = {columns.facets[name].iri: name for name in names(columns)}
    filled: dict[str, Said] = {name: {} for name in facet_of.values()}
    empty: dict[str, Said] = {name: {} for name in facet_of.values()}
    for row in ask(FILLED, **bound):
        place = row["framework"], row["value"]
        filled[facet_of[row["facet"]]][place] = (row["state"], int(row["measures"]))
    for row in ask(EMPTY, **bound):
        empty[facet_of[row["facet"]]][row["framework"], row["value"]] = of_empty(row)
    for iri, name in facet_of.items():
        if bound.get("facet", iri) == iri:
            found = filled[name], empty[name]
            assert found == of_columns(columns, (FRAMEWORK, name)), name


def agree_by_pairs(columns: Columns, ask: Ask, facets: Iterable[str]) -> None:
    found: dict[tuple[str, str], Said] = {}
    for row in ask(PAIRS):
        pair = found.setdefault((row["rowFacet"], row["columnFacet"]), {})
        pair[row["row"], row["column"]] = row["state"], int(row["measures"])
    for by in permutations(facets, 2):
        pair = found.get((columns.facets[by[0]].iri, columns.facets[by[1]].iri), {})
        assert pair == of_columns(columns, by)[0], by


# ---------------------------------------------------------------- graphs that are made up


@cache
def prepared(slug: str) -> Prepared:
    """The query as rdflib reads it, which takes it longer than to answer."""
    return prepareQuery(get_query(slug).text)


def rdflib_of(engine: OxigraphEngine) -> Ask:
    """The same store as rdflib holds it."""
    dataset = Dataset(default_union=True)
    text = "\n".join(f"{quad} ." for quad in engine.store)
    dataset.parse(data=text, format="nquads")

    def ask(slug: str) -> list[Row]:
        answer = dataset.query(prepared(slug))
        wanted = {str(name) for name in answer.vars or ()}
        return [
            {str(name): str(term) for name, term in row.items() if str(name) in wanted}
            for row in answer.bindings
        ]

    return ask


@settings(max_examples=50, deadline=None)
@given(described())
def test_columns_and_oxigraph_agree_on_any_graph(graph: Described) -> None:
    store = graph.store()
    columns, engine = columns_of(store, made_up_facets()), OxigraphEngine(store)
    agree_by_framework(columns, lambda slug: engine.select(get_query(slug).text))
    agree_by_pairs(columns, lambda slug: engine.select(get_query(slug).text), names(columns))


@settings(max_examples=8, deadline=None)
@given(described())
def test_both_engines_agree_on_any_graph(graph: Described) -> None:
    engine = OxigraphEngine(graph.store())
    ask = rdflib_of(engine)
    for slug in (EMPTY, FILLED, PAIRS):
        assert ask(slug) == engine.select(get_query(slug).text)


# ---------------------------------------------------------------- the catalogue


@pytest.mark.slow
def test_columns_and_oxigraph_agree_on_the_catalogue(build: Build) -> None:
    engine = OxigraphEngine(build.store)
    agree_by_framework(build.columns, lambda slug: engine.select(get_query(slug).text))
    # Of the 1,600 pairs that sources bring, too, those of the repository's own facets.
    own = [name for name in names(build.columns) if name in load_facets()]
    agree_by_pairs(build.columns, lambda slug: engine.select(get_query(slug).text), own)


@pytest.mark.parametrize("facet", ["category", "risk-domain"])
def test_a_facet_that_is_asked_for_answers_alone(build: Build, facet: str) -> None:
    engine = OxigraphEngine(build.store)
    agree_by_framework(
        build.columns,
        lambda slug, **bound: engine.select(get_query(slug).text, **bound),
        facet=build.columns.facets[facet].iri,
    )
