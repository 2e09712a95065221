"""Asks the store of a build, and tells which records are one thing."""

from __future__ import annotations

import networkx as nx
from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Variable

from ..vocab import PREFIXES

SAME = """
SELECT DISTINCT ?a ?b WHERE { ?a airm:sameRecordAs ?b }"""


def rows(store: Store, text: str, **bound: NamedNode) -> list[list[str]]:
    """The solutions of a SELECT query over the union of the graphs, as texts in its order."""
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    answer = store.query(
        prefixes + text,
        use_default_graph_as_union=True,
        substitutions={Variable(name): node for name, node in bound.items()},
    )
    assert isinstance(answer, QuerySolutions)  # noqa: S101 - the texts below are SELECTs
    names = answer.variables
    found = []
    for row in answer:
        terms = [row[name] for name in names]
        found.append([t.value if isinstance(t, NamedNode | Literal) else "" for t in terms])
    return found


def distinct(iris: list[str], same: list[list[str]]) -> dict[str, int]:
    """Which distinct measure each record is: records said to be the same share a number."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(iris)
    graph.add_edges_from((a, b) for a, b in same if a in graph and b in graph)
    clusters = sorted(nx.connected_components(graph), key=min)
    return {iri: number for number, cluster in enumerate(clusters) for iri in cluster}
