"""What stands between a view and the functions of networkx: plain graphs, and named nodes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx as nx

from ..coverage.axes import Value

# Above this many nodes, what takes a search from every node is taken from some of them only.
LIMIT = 1000
SAMPLE = 200  # from how many
SEED = 1  # of every random choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A node as answers name it: what it is, and the works that state it."""

    node: Value
    kind: str
    works: tuple[str, ...]


def named(graph: nx.Graph[str], iri: str) -> Node:
    """The node of a view, with its name."""
    said = graph.nodes[iri]
    value = Value(id=said["id"], iri=said["iri"], label=said["label"])
    return Node(node=value, kind=said["kind"], works=tuple(said["works"]))


def is_bipartite_view(graph: nx.Graph[str]) -> bool:
    """Whether the nodes say on which of two sides they stand."""
    return any("bipartite" in said for _, said in graph.nodes(data=True))


def side(graph: nx.Graph[str], number: int) -> list[str]:
    """The nodes of one side of a bipartite view: 0 are measures or works, 1 are targets."""
    return [iri for iri, said in graph.nodes(data=True) if said.get("bipartite") == number]


def simple(graph: nx.Graph[str]) -> nx.Graph[str]:
    """The view without directions, parallel edges and loops."""
    if not graph.is_multigraph():
        return graph
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(graph.nodes(data=True))
    plain.add_edges_from((a, b) for a, b in graph.edges() if a != b)
    return plain


def parallel(graph: nx.Graph[str]) -> nx.Graph[str]:
    """The view without directions and loops, with an edge for each statement."""
    if not graph.is_multigraph():
        return graph
    plain: nx.MultiGraph[str] = nx.MultiGraph()
    plain.add_nodes_from(graph.nodes(data=True))
    plain.add_edges_from((a, b) for a, b in graph.edges() if a != b)
    return plain


def between(graph: nx.Graph[str], a: str, b: str) -> list[dict[str, Any]]:
    """What the statements between two nodes say, in either direction."""
    if not graph.is_multigraph():
        return [graph.edges[a, b]]
    ends = [(start, end) for start, end in ((a, b), (b, a)) if graph.has_edge(start, end)]
    return [said for start, end in ends for said in graph.get_edge_data(start, end).values()]
