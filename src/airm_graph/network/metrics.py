"""Metrics of single nodes, each under the name that networkx gives it.

In a bipartite view a metric is the one of ``networkx.algorithms.bipartite`` where there is one: it
compares a node with what is possible on its side.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx
from networkx.algorithms import bipartite

from ..coverage.options import OptionError
from ..errors import IdentifierError, nearest
from .shape import LIMIT, SAMPLE, SEED, Node, is_bipartite_view, named, side, simple

METRICS = {
    "degree": "edges of a node; in the views of mappings, statements",
    "in_degree": "statements that lead to it; in directed views",
    "out_degree": "statements that lead from it; in directed views",
    "degree_centrality": "neighbours, as a share of those that it could have",
    "betweenness_centrality": "share of the shortest paths that lead through it",
    "closeness_centrality": "how few steps lead from it to all that it reaches",
    "clustering": "how much of their neighbourhood its neighbours share",
    "core_number": "the largest k of a k-core that it is in",
}
Values = Mapping[str, Any]
Answer = tuple[Values, str, int | None]  # by node; the function; from how many nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Nodes with their metrics.

    Attributes:
        rows: Every node, highest value of the first metric first, and the value of each metric;
            None where a node is not among those sampled.
        functions: By metric the function of networkx that gave it.
        sampled: By metric from how many nodes, where it was not from all.
        seed: Of the choice of these nodes.
    """

    rows: tuple[tuple[Node, dict[str, Any]], ...]
    functions: dict[str, str]
    sampled: dict[str, int]
    seed: int


def centralities(
    graph: nx.Graph[str],
    metrics: Sequence[str] = ("degree",),
    *,
    exact: bool = False,
    seed: int = SEED,
) -> Measured:
    """Metrics of every node of a view.

    Args:
        graph: What :func:`project` gives.
        metrics: Some of :data:`METRICS`; the first sorts the rows.
        exact: Search from every node, however many there are. Otherwise, above 1,000 nodes,
            betweenness is estimated from 200 of them, and closeness given for 200 of them.
        seed: Which of them.

    Raises:
        IdentifierError: A metric is not known.
        OptionError: A metric is not defined on such a view.
    """
    values: dict[str, Values] = {}
    functions, sampled = {}, {}
    for metric in metrics:
        if metric not in METRICS:
            raise IdentifierError(f"no metric is called {metric!r}: {nearest(metric, METRICS)}")
        values[metric], functions[metric], some = _ask(graph, metric, exact, seed)
        if some is not None:
            sampled[metric] = some
    first = values[metrics[0]]

    def rank(iri: str) -> tuple[float, str]:
        return -first[iri] if iri in first else 1.0, iri

    rows = [
        (named(graph, iri), {metric: values[metric].get(iri) for metric in metrics})
        for iri in sorted(graph, key=rank)
    ]
    return Measured(rows=tuple(rows), functions=functions, sampled=sampled, seed=seed)


def _ask(graph: nx.Graph[str], metric: str, exact: bool, seed: int) -> Answer:
    if metric in ("degree", "in_degree", "out_degree"):
        if metric != "degree" and not graph.is_directed():
            raise OptionError(
                f"{metric} needs a directed view, which {graph.graph.get('view', 'this')} is not: "
                f"ask for mappings or all"
            )
        kind = "MultiDiGraph" if graph.is_multigraph() else "Graph"
        return dict(getattr(graph, metric)), f"{kind}.{metric}", None
    plain = simple(graph)
    if metric == "core_number":
        return nx.core_number(plain), "core_number", None
    two_sided = is_bipartite_view(graph) and graph.number_of_edges() > 0
    if metric in SEARCHING and not exact and len(plain) > LIMIT:
        return (*_sampled(plain, metric, seed), SAMPLE)
    if two_sided:
        return (*_two_sided(graph, metric), None)
    function: Callable[..., Values] = getattr(nx, metric)
    return function(plain), metric, None


SEARCHING = ("betweenness_centrality", "closeness_centrality")


def _sampled(plain: nx.Graph[str], metric: str, seed: int) -> tuple[Values, str]:
    if metric == "betweenness_centrality":
        values: Values = nx.betweenness_centrality(plain, k=SAMPLE, seed=seed)
        return values, f"betweenness_centrality(k={SAMPLE})"
    chosen = random.Random(seed).sample(sorted(plain), SAMPLE)  # noqa: S311 - no secret
    values = {iri: nx.closeness_centrality(plain, iri) for iri in chosen}
    return values, "closeness_centrality"


def _two_sided(graph: nx.Graph[str], metric: str) -> tuple[Values, str]:
    name = f"bipartite.{metric}"
    if metric == "clustering":
        return bipartite.clustering(graph), name
    function: Callable[..., Values] = getattr(bipartite, metric)
    try:
        return function(graph, side(graph, 0)), name
    except ZeroDivisionError:  # networkx divides by the largest value possible, which can be zero
        return _bounded_by_zero(graph), name


def _bounded_by_zero(graph: nx.Graph[str]) -> Values:
    """Betweenness where one side is a single node: no pair has its path through the other side."""
    many = max(len(side(graph, 0)), len(side(graph, 1)))
    most = many * (many - 1) / 2  # paths between two of the many
    plain = nx.betweenness_centrality(graph, normalized=False)
    return {iri: value / most if most else 0.0 for iri, value in plain.items()}
