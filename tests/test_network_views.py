"""What a view holds is what is stated: counted by hand, and by SPARQL on the catalogue."""

from __future__ import annotations

from itertools import chain
from typing import Any

import networkx as nx
import pytest
from small_networks import iri, small, target

from airm_graph.columns import MITIGATING, RELATIONS
from airm_graph.coverage.options import OptionError
from airm_graph.errors import IdentifierError
from airm_graph.network import NetworkOptions, project
from airm_graph.store import PROLOGUE, OxigraphEngine
from airm_graph.workspace import Build

M0, M1, M2 = iri("mitigation-x-r0"), iri("mitigation-x-r2"), iri("mitigation-x-r3")
T0, T1, T2, T3 = (target(number) for number in range(4))
A, B = iri("framework-a"), iri("framework-b")


def pairs(graph: nx.Graph[str]) -> set[tuple[str, str]]:
    return {tuple(sorted((a, b))) for a, b in graph.edges()}  # type: ignore[misc]


def view(name: str = "measures", **asked: Any) -> nx.Graph[str]:
    return project(small(), name, NetworkOptions(**asked))


def test_measures_are_connected_with_the_targets_that_they_mitigate() -> None:
    graph = view()
    assert pairs(graph) == {(M0, T0), (M0, T1), (M1, T1), (M2, T2)}
    assert not graph.is_directed()
    assert nx.bipartite.is_bipartite_node_set(graph, {M0, M1, M2})
    assert {iri for iri, said in graph.nodes(data=True) if said["bipartite"] == 0} == {M0, M1, M2}
    assert graph.graph["pairs_of_other_relations"] == 2  # detects, acts on


def test_an_edge_says_how_who_and_how_surely() -> None:
    both = view().edges[M0, T0]
    assert both == {
        "statement": "action",
        "relations": ["reduces", "mitigates"],
        "said_by": ["Publisher", "Model"],
        "confidence": 0.6,
        "machine_made": False,
        "records": ["airmid:mitigation-x-r0", "airmid:mitigation-x-r1"],
    }
    assert view().edges[M1, T1]["machine_made"]
    assert view().edges[M2, T2]["confidence"] is None


def test_a_node_says_what_it_is_and_where_it_is_stated() -> None:
    nodes = project(small(), labels={M0: "Locks"}).nodes
    assert nodes[M0]["label"] == "Locks"
    assert nodes[M0]["id"] == "airmid:mitigation-x-r0"
    assert (nodes[M0]["kind"], nodes[M0]["works"]) == ("measure", ["a", "b"])
    assert nodes[M1]["label"] == "airmid:mitigation-x-r2"  # nobody said how it is called
    assert nodes[M2]["label"] == "Target 4"  # a mapping leads to it, so the columns know
    assert (nodes[T0]["kind"], nodes[T0]["works"]) == ("risk-source", ["a"])
    assert nodes[M0]["classes"] == nodes[T0]["classes"]
    assert "classes" not in nodes[M1]  # undetermined
    assert "classes" not in nodes[M2]  # disputed


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"relations": ("detects",)}, {(M1, T2)}),
        ({"relations": RELATIONS}, {(M0, T0), (M0, T1), (M1, T1), (M1, T2), (M2, T0), (M2, T2)}),
        ({"kinds": ("risk",)}, {(M2, T2)}),
        ({"coded_by": "publisher"}, {(M0, T0), (M0, T1), (M2, T2)}),
        ({"coded_by": "own"}, {(M0, T0), (M1, T1)}),
        ({"machine_made": False}, {(M0, T0), (M0, T1), (M2, T2)}),
        ({"min_confidence": 0.7}, {(M0, T0), (M0, T1), (M2, T2)}),
        ({"where": (("framework", "a"),)}, {(M0, T0), (M1, T1)}),
        ({"where": (("framework", "b"),)}, {(M0, T0), (M0, T1), (M2, T2)}),
        ({"where": (("category", "1.3"),)}, {(M0, T0), (M0, T1)}),
    ],
)
def test_options_choose_statements(asked: dict[str, Any], expected: set[Any]) -> None:
    assert list(small().facets["category"].concepts.values())[3].notation == "1.3"
    assert pairs(view(**asked)) == expected


def test_isolates_are_asked_for() -> None:
    assert set(view(kinds=("risk",), isolates=True)) == {M0, M1, M2, T2}
    assert set(view(isolates=True)) == {M0, M1, M2, T0, T1, T2}
    assert set(nx.isolates(view("works", kinds=("risk",), isolates=True))) == {A}


def test_works_are_connected_through_their_measures() -> None:
    graph = view("works")
    assert pairs(graph) == {(A, T0), (B, T0), (B, T1), (A, T1), (B, T2)}
    assert graph.edges[B, T0]["measures"] == 1
    assert graph.edges[A, T1]["said_by"] == ["Model"]


def test_mappings_hold_one_edge_for_each_statement() -> None:
    graph = view("mappings")
    assert isinstance(graph, nx.MultiDiGraph)
    assert sorted(graph.edges()) == sorted([(T0, T3), (T1, T2), (T1, T2), (M2, T3)])
    said = graph.edges[T0, T3, "airmid:mapping-0"]
    assert said["predicate"] == "skos:exactMatch"
    assert (said["relation"], said["status"]) == ("inside", "accepted")
    assert (said["stated_in"], said["issued"]) == ("Table", "2026-01-01")
    assert (said["said_by"], said["confidence"]) == (["Model"], 0.4)
    assert said["machine_made"]
    assert graph.nodes[M2]["kind"] == "measure"


@pytest.mark.parametrize(
    ("asked", "edges"),
    [
        ({"also": ("proposed",)}, 5),
        ({"also": ("negative", "stale")}, 6),
        ({"machine_made": False}, 2),  # a program's own reading is machine-made, said or not
        ({"min_confidence": 0.5}, 3),
        ({"coded_by": "own"}, 2),
        ({"kinds": ("risk", "risk-source")}, 2),
        ({"kinds": ("requirement", "measure")}, 1),
        ({"where": (("framework", "b"),)}, 2),
    ],
)
def test_options_choose_mappings(asked: dict[str, Any], edges: int) -> None:
    assert view("mappings", **asked).number_of_edges() == edges


def test_all_joins_both_at_the_measures_that_mappings_touch() -> None:
    graph = view("all")
    assert graph.number_of_edges() == 4 + 4
    assert set(graph[M2]) == {T2, T3}
    assert "bipartite" not in graph.nodes[M2]


def test_a_link_between_measures_stands_in_all_only() -> None:
    columns = small([(0, "mitigates", 4, 0, None), (0, "mitigates", 0, 0, None)])
    graph = project(columns)
    assert pairs(graph) == {(M0, T0)}
    assert graph.graph["links_between_measures"] == 1
    assert project(columns, "all").has_edge(M0, M2)


def test_mistakes_are_named() -> None:
    with pytest.raises(IdentifierError, match=r"no view is called 'measure'.*'measures'"):
        project(small(), "measure")
    with pytest.raises(IdentifierError, match="no kind of target is called 'risks'"):
        NetworkOptions(kinds=("risks",))
    with pytest.raises(OptionError, match="by framework only"):
        view("mappings", where=(("category", "1.3"),))
    with pytest.raises(OptionError, match="no relation"):
        NetworkOptions(relations=())


def test_nothing_stated_is_an_empty_network() -> None:
    assert len(project(small([]))) == 0


# ------------------------------------------------------------------ the catalogue, asked in SPARQL

SAME = "SELECT DISTINCT ?a ?b { ?a airm:sameRecordAs ?b }"
ACTIONS = """
SELECT DISTINCT ?item ?work ?relation ?target {
  ?item a airm:Mitigation ; airm:statedIn ?work .
  ?said airm:statementOf ?item ; airm:target ?target ; airm:relation ?relation ;
        airm:status airm:accepted . }"""
MAPPED = """
SELECT DISTINCT ?said ?a ?b {
  { ?said a sssom:Mapping ; sssom:subject_id ?a ; sssom:object_id ?b ; airm:status airm:accepted
    FILTER NOT EXISTS { ?said airm:unresolved ?end }
    FILTER NOT EXISTS { ?said airm:stale ?why }
    FILTER NOT EXISTS { ?said sssom:predicate_modifier ?not } }
  UNION { GRAPH ?said { ?a skos:broader ?b } }
  UNION { GRAPH ?said { ?a dcterms:isPartOf ?b } ?a a ?class . ?b a ?class
          FILTER(?class = airm:Requirement || STRSTARTS(STR(?class), STR(airo:))) } }"""


ENDS = "SELECT DISTINCT ?o { ?s sssom:object_id|sssom:subject_id|skos:broader ?o }"


def test_the_catalogue_has_as_many_as_sparql_counts(build: Build) -> None:
    engine = OxigraphEngine(build.store)
    name: dict[str, str] = {}

    def known(thing: str) -> str:
        while name.get(thing, thing) != thing:
            thing = name[thing]
        return thing

    for row in engine.select(PROLOGUE + SAME):
        low, high = sorted((known(row["a"]), known(row["b"])))
        name[high] = low
    said = engine.select(PROLOGUE + ACTIONS)
    ours = tuple(RELATIONS[number] for number in MITIGATING)
    mitigating = [row for row in said if row["relation"].rpartition("#")[2] in ours]
    assert len(said) > len(mitigating) > 400
    by_measure = {(known(row["item"]), known(row["target"])) for row in mitigating}
    by_work = {(row["work"], known(row["target"])) for row in mitigating}
    every = {(known(row["item"]), known(row["target"])) for row in said}
    columns = build.columns
    measures, works = project(columns), project(columns, "works")
    assert measures.number_of_edges() == len(by_measure)
    assert len(measures) == len(set(chain(*by_measure)))
    assert measures.graph["pairs_of_other_relations"] == len(every - by_measure)
    assert works.number_of_edges() == len(by_work)
    options = NetworkOptions(relations=RELATIONS)
    assert project(columns, "measures", options).number_of_edges() == len(every)
    mapped = [
        (row["said"], known(row["a"]), known(row["b"])) for row in engine.select(PROLOGUE + MAPPED)
    ]
    stated = {row for row in mapped if row[1] != row[2]}
    mappings = project(columns, "mappings")
    assert mappings.number_of_edges() == len(stated) > 3000
    assert len(mappings) == len({end for _, *ends in stated for end in ends})
    assert project(columns, "all").number_of_edges() == len(stated) + len(by_measure)


def test_every_node_can_be_traced(build: Build) -> None:
    engine = OxigraphEngine(build.store)
    known = {row["s"] for row in engine.select("SELECT DISTINCT ?s { ?s ?p ?o }")}
    known |= {row["o"] for row in engine.select(PROLOGUE + ENDS)}  # elsewhere described
    graph = project(build.columns, "all")
    assert set(graph) <= known
    assert {said["iri"] for *_, said in graph.edges(data=True) if said.get("iri")} <= known
    works = {work["iri"].rpartition("framework-")[2] for work in build.columns.index["works"]}
    assert {work for _, said in graph.nodes(data=True) for work in said["works"]} <= works
