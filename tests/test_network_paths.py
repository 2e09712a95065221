"""Explanations are the shortest paths, in the words of what is stated; and the commands."""

from __future__ import annotations

import csv
import io
import json
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import networkx as nx
import pytest
from small_networks import iri, small, target

from airm_graph.cli import main
from airm_graph.columns import RELATIONS
from airm_graph.errors import IdentifierError
from airm_graph.network import OVER, NetworkOptions, explain_between, project
from airm_graph.network.composition import strength_along
from airm_graph.network.everything import EVERY, everything
from airm_graph.network.explanations import shortest
from airm_graph.network.options import MITIGATES
from airm_graph.store import PROLOGUE, OxigraphEngine
from airm_graph.workspace import Build

M0, M1, M2 = iri("mitigation-x-r0"), iri("mitigation-x-r2"), iri("mitigation-x-r3")
T0, T1, T2, T3 = (target(number) for number in range(4))
A = iri("framework-a")


def test_the_shortest_paths_by_hand() -> None:
    graph = everything(small(), EVERY, ("actions", "mappings"))
    # M0 reduces T0, M2 acts on T0; M0 responds to T1, which equals T2, which M2 mitigates
    assert shortest(graph, M0, M2, "hops", 5) == ([[M0, T0, M2]], False)
    # acting on, who knows how, costs four; three hops that say much cost three
    assert shortest(graph, M0, M2, "strength", 5) == ([[M0, T1, T2, M2]], False)
    paths, more = shortest(graph, M1, T3, "hops", 1)
    assert (paths, more) == ([[M1, T2, M2, T3]], False)


def test_works_and_classes_connect_when_they_may() -> None:
    concept = list(small().facets["category"].concepts)[3]
    columns = small([])
    for over, expected in (
        (("works",), [[M0, A, T0]]),
        (("classes",), [[M0, concept, T0]]),
        (("works", "classes"), [[M0, concept, T0], [M0, A, T0]]),  # sharing a class says more
        (("mappings",), []),
    ):
        graph = everything(columns, EVERY, over)
        assert shortest(graph, M0, T0, "hops", 5)[0] == expected
    assert shortest(graph, M0, T0, "strength", 5) == ([], False)


def test_more_paths_are_said_to_be_there() -> None:
    graph = everything(small([]), EVERY, ("works", "classes"))
    assert shortest(graph, M0, T0, "hops", 1)[1]


def hop(relation: str, forward: bool = True, **said: Any) -> tuple[bool, dict[str, Any]]:
    return forward, {"statement": "mapping", "relation": relation, "negative": False, **said}


def act(relation: str, forward: bool = True) -> tuple[bool, dict[str, Any]]:
    return forward, {"statement": "action", "relations": [relation]}


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([act("reduces")], "direct"),
        ([act("detects")], ""),  # who sees it does not mitigate it
        ([act("reduces"), hop("equal"), hop("equal")], "equal"),
        ([act("reduces"), hop("contains")], "inherited"),  # the narrow, where the broad is reduced
        ([act("reduces"), hop("inside")], "partial"),
        ([act("reduces"), hop("inside", False)], "inherited"),
        ([act("reduces"), hop("nothing")], "lead"),
        ([act("reduces"), hop("inside"), hop("contains")], "lead"),  # siblings may be disjoint
        ([act("reduces"), hop("contains"), hop("inside")], "partial"),
        ([hop("contains"), act("reduces", False)], "partial"),  # the same from the other end
        ([hop("inside"), act("reduces", False)], "inherited"),
        ([hop("equal")], "equal"),
        ([act("reduces"), hop("equal", negative=True)], ""),
        ([act("reduces"), hop("inside", predicate="rdfs:subClassOf")], "partial"),
        ([act("reduces"), act("reduces", False)], ""),  # two measures of one risk
        ([(True, {"statement": "work"})], ""),
        ([], ""),
    ],
)
def test_strengths_are_composed(steps: list[Any], expected: str) -> None:
    assert strength_along(steps) == expected


# ------------------------------------------------------------------------------ the catalogue


def test_a_stated_link_is_its_own_explanation(build: Build) -> None:
    found = explain_between(build, "AML.M0000", "AML.T0000")
    (path,) = found.explanations
    ((statement,),) = (hop.statements for hop in path.hops)
    assert (statement.says, statement.forward, path.strength) == ("mitigates", True, "direct")
    assert statement.said_by == ("The MITRE Corporation",)
    assert statement.stated_in[0][0].startswith("MITRE ATLAS, 5.6.0")
    back = explain_between(build, "AML.T0000", "AML.M0000").explanations[0]
    assert (back.hops[0].statements[0].forward, back.strength) == (False, "direct")


def test_the_risk_source_without_measure_has_only_weak_explanations(build: Build) -> None:
    """A0972 is what nobody acts on: actions and exact mappings lead nowhere, its class does."""
    assert explain_between(build, "A0972", "A0973", over=("actions",)).explanations == ()
    found = explain_between(build, "A0972", "A0973", over=("works", "classes"))
    assert found.start.kind == "risk-source"
    assert found.end.kind == "measure"
    for path in found.explanations:
        assert len(path.hops) == 2
        assert path.strength == ""
        assert all(s.stated_in for hop in path.hops for s in hop.statements if s.kind == "work")


def test_every_measure_of_a_risk_source_is_one_hop_away(build: Build) -> None:
    asked = (
        PROLOGUE
        + """
    SELECT DISTINCT ?measure ?target { ?said airm:statementOf ?measure ; airm:target ?target ;
      airm:relation airm:reduces ; airm:status airm:accepted . ?measure a airm:Mitigation }
    ORDER BY ?measure ?target LIMIT 2"""
    )
    for row in OxigraphEngine(build.store).select(asked):
        found = explain_between(build, row["measure"], row["target"])
        (path,) = found.explanations
        assert "reduces" in {s.says for s in path.hops[0].statements}
        assert path.strength == "direct"


def test_a_search_of_our_own_finds_paths_as_short(build: Build) -> None:
    graph = everything(build.columns, EVERY, ("actions", "mappings"))
    beside: dict[str, set[str]] = {node: set() for node in graph}
    for a, b in graph.edges():
        beside[a].add(b)
        beside[b].add(a)
    nodes = sorted(node for node in graph if beside[node])
    for start, end in zip(nodes[::97], nodes[50::97], strict=False):
        far, wave = {start: 0}, deque([start])
        while wave:
            here = wave.popleft()
            for other in beside[here] - far.keys():
                far[other] = far[here] + 1
                wave.append(other)
        paths, _ = shortest(graph, start, end, "hops", 3)
        assert {len(path) - 1 for path in paths} == ({far[end]} if end in far else set())
        cheap, _ = shortest(graph, start, end, "strength", 1)
        assert bool(cheap) == bool(paths)
        assert all(nx.is_path(graph.to_undirected(as_view=True), path) for path in paths)


def test_everything_holds_the_views(build: Build) -> None:
    columns = build.columns
    graph = everything(columns, EVERY, tuple(OVER))
    said = [data["statement"] for *_, data in graph.edges(data=True)]
    options = NetworkOptions(relations=RELATIONS)
    assert said.count("action") == project(columns, "measures", options).number_of_edges()
    assert said.count("mapping") == project(columns, "mappings").number_of_edges()
    assert said.count("class") > 1000
    assert all(graph.nodes[node].get("label") for node in graph)
    assert set(MITIGATES) <= set(RELATIONS)


def test_mistakes_are_named(build: Build) -> None:
    asked = (
        PROLOGUE
        + """SELECT DISTINCT ?a ?b { ?a airm:sameRecordAs ?b .
      ?a a airm:Mitigation . ?b a airm:Mitigation } ORDER BY ?a ?b LIMIT 1"""
    )
    (same,) = OxigraphEngine(build.store).select(asked)
    with pytest.raises(IdentifierError, match="are one thing"):
        explain_between(build, same["a"], same["b"])
    with pytest.raises(IdentifierError, match="nothing is called 'A0972x'"):
        explain_between(build, "A0972x", "A0973")
    with pytest.raises(IdentifierError, match=r"\(heading\) is no end of any statement"):
        explain_between(build, "A0973", "Model Release")
    with pytest.raises(IdentifierError, match=r"no statements are called 'action'.*'actions'"):
        explain_between(build, "A0972", "A0973", over=("action",))


# ------------------------------------------------------------------------------ the commands


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    def rows(self) -> list[dict[str, Any]]:
        assert self.code == 0, self.err
        rows: list[dict[str, Any]] = json.loads(self.out)["rows"]
        return rows


Airm = Callable[..., Answer]


@pytest.fixture
def network(build: Build, capsys: pytest.CaptureFixture[str]) -> Airm:
    def run(*args: str) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main(["--quiet", "--workspace", str(build.folder.parents[1]), "network", *args])
        out, err = capsys.readouterr()
        return Answer(int(exit_.value.code or 0), out, err)

    return run


def test_the_bare_command_sums_up(network: Airm, build: Build) -> None:
    graph = project(build.columns)
    rows = {row["metric"]: row["value"] for row in network("--format", "json").rows()}
    assert rows["number_of_nodes"] == len(graph)
    assert rows["bridges"] == len(list(nx.bridges(graph)))
    assert "--relation any" in network().out


def test_nodes_lists_the_targets_with_most_measures(network: Airm, build: Build) -> None:
    graph = project(build.columns)
    rows = network("nodes", "--all", "--format", "json").rows()
    degrees = {n: d for n, d in graph.degree() if graph.nodes[n]["bipartite"] == 1}
    assert {row["node"]["iri"]: row["degree"] for row in rows} == degrees
    assert [row["degree"] for row in rows] == sorted(degrees.values(), reverse=True)
    assert all(
        row["node"]["label"] and not row["node"]["label"].startswith("airmid:") for row in rows
    )
    measures = network("nodes", "--of", "measure", "--top", "3", "--format", "json").rows()
    assert [row["kind"] for row in measures] == ["measure"] * 3
    assert "of 177 rows" not in network("nodes", "--all").out


@pytest.mark.parametrize("command", ["bridges", "single-points", "communities", "components"])
def test_every_table_has_every_format(network: Airm, command: str) -> None:
    rows = network(command, "--top", "2", "--format", "json").rows()
    assert len(rows) == 2
    table = list(csv.DictReader(io.StringIO(network(command, "--top", "2", "--format", "csv").out)))
    assert len(table) == 2
    assert "--all shows every one" in network(command, "--top", "2").out


def test_single_points_name_what_they_leave(network: Airm, build: Build) -> None:
    graph = project(build.columns)
    for row in network("single-points", "--all", "--format", "json").rows():
        assert row["only_for"] == len(row["leaves"]) == len(row["leaves_without"]) > 0
        for left in row["leaves"]:
            assert list(graph[left["iri"]]) == [row["node"]["iri"]]


def test_a_path_is_printed_hop_by_hop(network: Airm) -> None:
    (row,) = network("path", "AML.T0000", "AML.M0000", "--format", "json").rows()
    assert (row["strength"], row["said_by"]) == ("direct", ["The MITRE Corporation"])
    assert (row["says"], row["forward"]) == ("← mitigates", False)
    assert (
        "No statements of these kinds" in network("path", "A0972", "A0973", "--over", "actions").out
    )


def test_a_view_is_exported(network: Airm, build: Build, tmp_path: Path) -> None:
    file = tmp_path / "network.graphml"
    assert network("export", str(file), "--view", "works").code == 0
    back = nx.read_graphml(file)
    assert back.number_of_edges() == project(build.columns, "works").number_of_edges()
    assert back.graph["build"] == build.name
    assert all(said["label"] for _, said in back.nodes(data=True))


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (["nodes", "--metric", "in_degree"], "needs a directed view"),
        (["nodes", "--metric", "fame"], "'fame' is not one of"),
        (["single-points", "--view", "all"], "need the view measures or works"),
        (["--view", "all", "--where", "category=4"], "by framework only"),
        (["--where", "framework=nobody"], "framework has no 'nobody'"),
        (["--view", "works", "nodes"], "options stand behind 'nodes'"),
        (["export", "network.pdf"], "no format of networks is called 'pdf'"),
        (["path", "A0972"], "Missing argument 'B'"),
    ],
)
def test_mistakes_are_one_line(network: Airm, args: list[str], complaint: str) -> None:
    answer = network(*args)
    assert (answer.code, answer.out) == (2, "")
    assert answer.err.count("\n") == 1
    assert complaint in answer.err
