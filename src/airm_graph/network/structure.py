"""How a network hangs together: its components, and the nodes and edges that hold them together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, cast

import networkx as nx
from networkx.algorithms import bipartite

from ..coverage.axes import Value
from .groups import communities
from .shape import LIMIT, Node, between, is_bipartite_view, named, parallel, side, simple

Left = tuple[Value, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bridge:
    """An edge whose removal disconnects what it connects.

    Attributes:
        statements: What its one or more statements say: relations, predicate, who, how sure.
        smaller_side: How many nodes the smaller of the two parts has.
        leaves: In a bipartite view the targets that are left without any measure or work.
    """

    source: Node
    target: Node
    statements: tuple[dict[str, Any], ...]
    smaller_side: int
    leaves: Left


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticulationPoint:
    """A node whose removal disconnects its component.

    Attributes:
        degree: How many nodes are beside it.
        parts: Into how many parts its component falls.
        leaves: In a bipartite view the targets that are left without any measure or work.
    """

    node: Node
    degree: int
    parts: int
    leaves: Left


@dataclass(frozen=True, slots=True, kw_only=True)
class SinglePoint:
    """A measure or work that some targets have and no other.

    Attributes:
        articulation_point: Whether its removal disconnects more than these targets from it.
    """

    node: Node
    leaves: Left
    degree: int
    articulation_point: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """Nodes that paths connect.

    Attributes:
        diameter: The longest of the shortest paths; ``at_least`` where it is only a lower bound.
    """

    nodes: tuple[Node, ...]
    edges: int
    diameter: int
    at_least: bool

    def works(self) -> tuple[tuple[str, int], ...]:
        """The works that state its nodes, and how many each; the commonest first."""
        counts = Counter(work for node in self.nodes for work in node.works)
        return tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))


def bridges(graph: nx.Graph[str]) -> tuple[Bridge, ...]:
    """The bridges of a view, first those that leave targets without any measure.

    An edge of several statements is a bridge of a bipartite view; where each statement is an edge
    of its own, two of them between the same nodes are none.
    """
    plain = parallel(graph)
    sizes = _smaller_sides(simple(graph))
    found = []
    for a, b in _cut(plain):
        ends = sorted((a, b), key=lambda iri: (graph.nodes[iri].get("bipartite", 0), iri))
        if graph.is_directed() and not graph.has_edge(*ends):
            ends.reverse()
        found.append(
            Bridge(
                source=named(graph, ends[0]),
                target=named(graph, ends[1]),
                statements=tuple(between(graph, *ends)),
                smaller_side=sizes[frozenset(ends)],
                leaves=_left(graph, [end for end in ends if graph.degree(end) == 1]),
            )
        )
    return tuple(sorted(found, key=lambda b: (not b.leaves, b.source.node.iri, b.target.node.iri)))


def articulation_points(graph: nx.Graph[str]) -> tuple[ArticulationPoint, ...]:
    """The articulation points of a view, first those that leave most targets without a measure."""
    plain = simple(graph)
    blocks: Counter[str] = Counter()
    for block in nx.biconnected_components(plain):
        blocks.update(cast("set[str]", block))
    found = [
        ArticulationPoint(
            node=named(graph, iri),
            degree=plain.degree(iri),
            parts=blocks[iri],  # each block that meets in it becomes a part of its own
            leaves=_only_from(graph, iri),
        )
        for iri in nx.articulation_points(plain)
    ]
    return tuple(sorted(found, key=lambda p: (-len(p.leaves), -p.parts, p.node.node.iri)))


def single_points_of_failure(graph: nx.Graph[str]) -> tuple[SinglePoint, ...]:
    """The measures, or works, of a bipartite view that are the only one of some target.

    Those that leave most targets without any come first. Each edge to such a target is a bridge.
    """
    points = set(nx.articulation_points(graph)) if is_bipartite_view(graph) else set()
    found = [
        SinglePoint(
            node=named(graph, iri),
            leaves=leaves,
            degree=graph.degree(iri),
            articulation_point=iri in points,
        )
        for iri in side(graph, 0)
        if (leaves := _only_from(graph, iri))
    ]
    return tuple(sorted(found, key=lambda p: (-len(p.leaves), p.node.node.iri)))


def components(graph: nx.Graph[str]) -> tuple[Component, ...]:
    """The connected components of a view, largest first; directions do not count."""
    plain = simple(graph)
    found = []
    for iris in sorted(nx.connected_components(plain), key=lambda iris: (-len(iris), min(iris))):
        part = plain.subgraph(iris)
        diameter, at_least = _diameter(part)
        found.append(
            Component(
                nodes=tuple(named(graph, iri) for iri in sorted(iris)),
                edges=graph.subgraph(iris).number_of_edges(),
                diameter=diameter,
                at_least=at_least,
            )
        )
    return tuple(found)


def summary(graph: nx.Graph[str]) -> tuple[tuple[str, Any, str], ...]:
    """What a view is as a whole: metric, value, and the function of networkx or a remark."""
    plain = simple(graph)
    counts = Counter(said["kind"] for _, said in graph.nodes(data=True))
    kinds = ", ".join(f"{kind} {count}" for kind, count in counts.most_common())
    found: list[tuple[str, Any, str]] = [
        ("number_of_nodes", graph.number_of_nodes(), kinds),
        ("number_of_edges", graph.number_of_edges(), type(graph).__name__),
    ]
    if not len(graph):
        return tuple(found)
    parts = components(graph)
    groups = communities(graph)
    two_sided = is_bipartite_view(graph) and side(graph, 0) and side(graph, 1)
    if two_sided:
        density, by = bipartite.density(graph, side(graph, 0)), "bipartite.density"
    else:
        density, by = nx.density(plain), "density, parallel edges once"
    largest = parts[0]
    bound = "at least; " if largest.at_least else ""
    points = articulation_points(graph)
    found += [
        ("number_connected_components", len(parts), ""),
        ("largest component", len(largest.nodes), f"nodes; {_most(largest.works())}"),
        ("diameter", largest.diameter, f"{bound}of the largest component"),
        ("density", density, by),
        ("louvain_communities", len(groups.rows), f"seed {groups.seed}"),
        ("modularity", groups.modularity, "of these communities"),
        ("articulation_points", len(points), ""),
        ("bridges", len(bridges(graph)), ""),
    ]
    if two_sided:
        single = single_points_of_failure(graph)
        left = sum(len(point.leaves) for point in single)
        what = "works" if graph.graph.get("view") == "works" else "measures"
        found.append(("single points of failure", len(single), f"{what}, for {left} targets"))
    return tuple(found)


def _most(counts: tuple[tuple[str, int], ...], most: int = 3) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts[:most])


def _diameter(part: nx.Graph[str]) -> tuple[int, bool]:
    if len(part) <= LIMIT:
        return int(nx.diameter(part)), False
    return int(nx.approximation.diameter(part, seed=1)), True


def _only_from(graph: nx.Graph[str], iri: str) -> Left:
    if graph.nodes[iri].get("bipartite") != 0:
        return ()
    return _left(graph, [other for other in graph[iri] if graph.degree(other) == 1])


def _left(graph: nx.Graph[str], iris: list[str]) -> Left:
    targets = [iri for iri in iris if graph.nodes[iri].get("bipartite") == 1]
    return tuple(named(graph, iri).node for iri in sorted(targets))


def _cut(plain: nx.Graph[str]) -> list[tuple[str, str]]:
    return [cast("tuple[str, str]", edge) for edge in nx.bridges(plain)]


def _smaller_sides(plain: nx.Graph[str]) -> dict[frozenset[str], int]:
    """By bridge how many nodes the smaller part has: read off the tree that bridges make."""
    cut = _cut(plain)
    rest = plain.copy()
    rest.remove_edges_from(cut)
    island = {iri: n for n, iris in enumerate(nx.connected_components(rest)) for iri in iris}
    weight = Counter(island.values())
    tree: nx.Graph[int] = nx.Graph()
    tree.add_nodes_from(weight)
    tree.add_edges_from((island[a], island[b]) for a, b in cut)
    below: dict[frozenset[int], int] = {}
    for islands in nx.connected_components(tree):
        whole = sum(weight[n] for n in islands)
        root = min(islands)
        total = {n: weight[n] for n in islands}
        for parent, child in reversed(list(nx.bfs_edges(tree, root))):
            total[parent] += total[child]
            below[frozenset((parent, child))] = min(total[child], whole - total[child])
    return {frozenset((a, b)): below[frozenset((island[a], island[b]))] for a, b in cut}
