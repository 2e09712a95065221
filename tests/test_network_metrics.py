"""Metrics have the values that can be worked out by hand, and those that removing things shows."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_networks import PUBLISHER, iri, small, target

from airm_graph.columns import Columns
from airm_graph.coverage.options import OptionError
from airm_graph.errors import IdentifierError
from airm_graph.network import (
    METRICS,
    NetworkOptions,
    articulation_points,
    bridges,
    centralities,
    communities,
    components,
    project,
    single_points_of_failure,
    summary,
)
from airm_graph.network.shape import LIMIT, SAMPLE
from airm_graph.workspace import Build

M0, M1, M2 = iri("mitigation-x-r0"), iri("mitigation-x-r2"), iri("mitigation-x-r3")
T0, T1, T2, T3 = (target(number) for number in range(4))


def linked(*pairs: tuple[int, int]) -> Columns:
    """Measures 0, 1 and 2 by their records 0, 2 and 3, each with targets."""
    record = {0: 0, 1: 2, 2: 3}
    return small([(record[m], "mitigates", t, PUBLISHER, None) for m, t in pairs])


def values(graph: nx.Graph[str], metric: str) -> dict[str, Any]:
    return {node.node.iri: said[metric] for node, said in centralities(graph, [metric]).rows}


# T0, M0, T1, M1 in a row; M2 and T2 apart
CHAIN = project(linked((0, 0), (0, 1), (1, 1), (2, 2)))


@pytest.mark.parametrize(
    ("metric", "expected"),
    [
        ("degree", {T0: 1, M0: 2, T1: 2, M1: 1, M2: 1, T2: 1}),
        # neighbours among the three of the other side
        ("degree_centrality", {T0: 1 / 3, M0: 2 / 3, T1: 2 / 3, M1: 1 / 3, M2: 1 / 3, T2: 1 / 3}),
        ("core_number", dict.fromkeys([T0, M0, T1, M1, M2, T2], 1)),
        # M0 lies between T0 and both others; three and three can have eight such pairs at most
        ("betweenness_centrality", {T0: 0, M0: 2 / 8, T1: 2 / 8, M1: 0, M2: 0, T2: 0}),
        # of M0 and M1 the neighbourhoods share one of two targets
        ("clustering", {T0: 1 / 2, M0: 1 / 2, T1: 1 / 2, M1: 1 / 2, M2: 0, T2: 0}),
    ],
)
def test_a_chain_by_hand(metric: str, expected: dict[str, float]) -> None:
    assert values(CHAIN, metric) == pytest.approx(expected)


def test_closeness_by_hand() -> None:
    """On sides of three, one node is at best 1 from all of the other and 2 from its own."""
    found = values(CHAIN, "closeness_centrality")
    best = 3 + 2 * (3 - 1)
    reached = Fraction(4 - 1, 6 - 1)  # of the others, in its component
    assert found[M0] == pytest.approx(float(Fraction(best, 1 + 1 + 2) * reached))
    assert found[M2] == pytest.approx(float(best * Fraction(1, 5)))


def test_a_star_does_not_break_where_networkx_divides_by_zero() -> None:
    star = project(linked((0, 0), (0, 1), (0, 2)))
    with pytest.raises(ZeroDivisionError):
        nx.bipartite.betweenness_centrality(star, [M0])
    assert values(star, "betweenness_centrality") == {M0: 1, T0: 0, T1: 0, T2: 0}
    assert values(project(linked((0, 0))), "betweenness_centrality") == {M0: 0, T0: 0}


def test_degrees_of_a_directed_view_count_statements() -> None:
    graph = project(small(), "mappings")
    assert values(graph, "degree") == {T0: 1, T1: 2, T2: 2, T3: 2, M2: 1}
    assert values(graph, "in_degree") == {T0: 0, T1: 0, T2: 2, T3: 2, M2: 0}
    assert values(graph, "out_degree") == {T0: 1, T1: 2, T2: 0, T3: 0, M2: 1}
    assert values(graph, "degree_centrality")[T1] == 1 / 4  # but neighbours only once


def test_rows_are_sorted_and_name_their_function() -> None:
    found = centralities(CHAIN, ["degree", "betweenness_centrality"])
    assert [node.node.iri for node, _ in found.rows[:2]] == [M0, T1]
    assert found.functions["betweenness_centrality"] == "bipartite.betweenness_centrality"
    assert found.sampled == {}


def test_every_metric_is_a_function_of_networkx() -> None:
    for metric in METRICS:
        assert hasattr(nx, metric) or hasattr(nx.MultiDiGraph, metric)


def test_mistakes_are_named() -> None:
    with pytest.raises(IdentifierError, match=r"no metric is called 'betweeness'.*'betweenness_"):
        centralities(CHAIN, ["betweeness"])
    with pytest.raises(OptionError, match="in_degree needs a directed view, which measures is not"):
        centralities(CHAIN, ["in_degree"])


def test_an_empty_network_has_no_rows() -> None:
    empty = project(small([]))
    assert centralities(empty, ["degree", "closeness_centrality"]).rows == ()
    assert not bridges(empty)
    assert not articulation_points(empty)
    assert not components(empty)
    assert not communities(empty).rows
    assert not single_points_of_failure(empty)
    assert dict(row[:2] for row in summary(empty)) == {"number_of_nodes": 0, "number_of_edges": 0}


def test_isolates_have_metrics_too() -> None:
    graph = project(small([]), "measures", NetworkOptions(isolates=True, kinds=("risk",)))
    for metric in set(METRICS) - {"in_degree", "out_degree"}:
        assert set(values(graph, metric).values()) == {0}


# ------------------------------------------------------------------------------ what holds it


def test_bridges_and_points_of_the_chain() -> None:
    found = {(b.source.node.iri, b.target.node.iri): b for b in bridges(CHAIN)}
    assert set(found) == {(M0, T0), (M0, T1), (M1, T1), (M2, T2)}
    leaving = {ends: [t.iri for t in b.leaves] for ends, b in found.items() if b.leaves}
    assert leaving == {(M0, T0): [T0], (M2, T2): [T2]}
    sizes = {ends: b.smaller_side for ends, b in found.items()}
    assert sizes == {(M0, T0): 1, (M0, T1): 2, (M1, T1): 1, (M2, T2): 1}
    points = {
        p.node.node.iri: (p.degree, p.parts, len(p.leaves)) for p in articulation_points(CHAIN)
    }
    assert points == {M0: (2, 2, 1), T1: (2, 2, 0)}
    single = single_points_of_failure(CHAIN)
    assert [(p.node.node.iri, [t.iri for t in p.leaves], p.articulation_point) for p in single] == [
        (M0, [T0], True),
        (M2, [T2], False),
    ]


def test_two_statements_between_two_things_are_no_bridge() -> None:
    found = {(b.source.node.iri, b.target.node.iri) for b in bridges(project(small(), "mappings"))}
    assert found == {(T0, T3), (M2, T3)}  # T1 and T2 have two


PAIRS = st.sets(st.tuples(st.integers(0, 2), st.integers(0, 3)), max_size=10)


@given(PAIRS)
@settings(max_examples=60, deadline=None)
def test_removing_things_shows_the_same(pairs: set[tuple[int, int]]) -> None:
    graph = project(linked(*sorted(pairs)))
    parts = nx.number_connected_components(graph)
    cut = {frozenset((b.source.node.iri, b.target.node.iri)): b for b in bridges(graph)}
    for edge in graph.edges():
        less = graph.copy()
        less.remove_edge(*edge)
        assert (nx.number_connected_components(less) > parts) == (frozenset(edge) in cut)
        if frozenset(edge) in cut:
            bridge = cut[frozenset(edge)]
            sides = [len(nx.node_connected_component(less, end)) for end in edge]
            assert bridge.smaller_side == min(sides)
            alone = {n for n in nx.isolates(less) if graph.nodes[n]["bipartite"] == 1}
            assert {t.iri for t in bridge.leaves} == alone
    points = {p.node.node.iri: p for p in articulation_points(graph)}
    single = {p.node.node.iri: p for p in single_points_of_failure(graph)}
    for node in graph:
        less = graph.copy()
        less.remove_node(node)
        more = nx.number_connected_components(less) - parts if len(less) else -1
        assert (more > 0) == (node in points)
        if more > 0:
            assert points[node].parts == more + 1
        alone = {n for n in nx.isolates(less) if less.nodes[n]["bipartite"] == 1}
        assert {t.iri for t in single[node].leaves} == alone if node in single else not alone


# ------------------------------------------------------------------------------ communities


def test_two_groups_with_one_link_between_them_are_two_communities() -> None:
    groups = [(0, 0), (1, 0), (0, 1), (1, 1), (2, 2), (2, 3)]
    found = communities(project(linked(*groups, (1, 2))))
    assert [{n.node.iri for n in row.nodes} for row in found.rows] == [
        {M0, M1, T0, T1},
        {M2, T2, T3},
    ]
    # 6 of 7 edges inside, and the shares of their ends: 9 and 5 of 14
    assert found.modularity == pytest.approx(6 / 7 - (9**2 + 5**2) / 14**2)
    first = found.rows[0]
    assert first.kinds == {"measure": 2, "risk-source": 2}
    assert first.works[0] == ("a", 4)
    assert first.classes == (("category", first.label, 2),)
    assert found.rows[1].label == "b"  # no class, so its commonest work


def test_communities_are_the_same_again(build: Build) -> None:
    graph = project(build.columns)
    first, second = communities(graph), communities(project(build.columns))
    assert first == second
    everyone = [node.node.iri for row in first.rows for node in row.nodes]
    assert sorted(everyone) == sorted(graph)
    sets = [{node.node.iri for node in row.nodes} for row in first.rows]
    assert first.modularity == pytest.approx(nx.community.modularity(graph, sets))
    assert first.modularity > 0.5


# ------------------------------------------------------------------------------ the catalogue


def test_the_catalogue_as_a_whole(build: Build) -> None:
    graph = project(build.columns)
    said = {name: value for name, value, _ in summary(graph)}
    largest = max(nx.connected_components(graph), key=len)
    assert said["number_connected_components"] == nx.number_connected_components(graph)
    assert said["largest component"] == len(largest)
    assert said["diameter"] == nx.diameter(graph.subgraph(largest), usebounds=True)
    sides = [{n for n in graph if graph.nodes[n]["bipartite"] == side} for side in (0, 1)]
    expected = graph.number_of_edges() / (len(sides[0]) * len(sides[1]))
    assert said["density"] == pytest.approx(expected)
    assert said["articulation_points"] == len(set(nx.articulation_points(graph)))
    assert said["bridges"] == len(list(nx.bridges(graph)))
    alone = {next(iter(graph[t])) for t in sides[1] if graph.degree(t) == 1}
    assert said["single points of failure"] == len(alone) > 20


def test_above_the_limit_slow_metrics_are_sampled_and_say_so(build: Build) -> None:
    graph = project(build.columns, "mappings")
    assert len(graph) > LIMIT
    metrics = ["betweenness_centrality", "closeness_centrality", "core_number"]
    found = centralities(graph, metrics)
    assert centralities(graph, metrics[1:2]).rows[0] in [
        (node, {metrics[1]: said[metrics[1]]}) for node, said in found.rows
    ]  # the same nodes are chosen again
    assert found.sampled == dict.fromkeys(metrics[:2], SAMPLE)
    known = [said["closeness_centrality"] for _, said in found.rows]
    assert len([value for value in known if value is not None]) == SAMPLE
    (part,) = (p for p in components(graph) if p.at_least)
    assert len(part.nodes) > LIMIT
