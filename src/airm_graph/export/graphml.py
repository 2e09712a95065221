"""GraphML: everything that is stated between things as one network, for networkx, igraph, Gephi.

Nodes are known by their IRIs. The text of an attribute stands on one line and has no characters
that tell a terminal what to do, as in every file of :mod:`airm_graph.network`.
"""

from __future__ import annotations

from typing import Any, BinaryIO

import networkx as nx

from ..columns import STATUSES
from ..network.everything import EVERY, everything
from ..network.files import flattened
from ..network.labels import measure_labels
from .contents import Contents
from .selected_columns import ELSEWHERE, Taken, moved, selected_columns

INSIDE = frozenset({"cost", "bipartite"})  # what only the program's own searches need


def write_graphml(contents: Contents, out: BinaryIO) -> None:
    """Write the network of what is exported."""
    columns, taken = selected_columns(contents)
    labels = measure_labels(contents.build) if taken is None else taken.labels
    graph = everything(columns, EVERY, labels=labels)
    if taken is not None:
        _leave_out(graph, taken)
    named = _named(contents, graph)
    named.graph.update(_about(contents, columns.mappings))
    for line in nx.generate_graphml(flattened(named)):
        out.write(f"{line}\n".encode())


def _leave_out(graph: nx.MultiDiGraph[str], taken: Taken) -> None:
    """Works and targets that are not exported, unless something exported refers to them."""
    for iri in [one for one in graph if one not in taken.labels]:
        if not graph.degree(iri):
            graph.remove_node(iri)
        elif graph.nodes[iri]["kind"] != ELSEWHERE:  # a work or a concept
            said = graph.nodes[iri]
            said.update(label=said["id"], kind=ELSEWHERE, works=[])


def _named(contents: Contents, graph: nx.MultiDiGraph[str]) -> nx.MultiDiGraph[str]:
    """The same network under the names of the export; each edge has an identifier of its own."""
    named: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for iri, said in graph.nodes(data=True):
        named.add_node(moved(contents, iri), **_moved(contents, said))
    for number, (start, end, said) in enumerate(graph.edges(data=True), 1):
        ends = moved(contents, start), moved(contents, end)
        named.add_edge(*ends, f"e{number}", **_moved(contents, said))
    return named


def _moved(contents: Contents, said: dict[str, Any]) -> dict[str, Any]:
    return {
        name: moved(contents, value) if isinstance(value, str) else value
        for name, value in said.items()
        if name not in INSIDE
    }


def _about(contents: Contents, mappings: Any) -> dict[str, Any]:
    """What is to be known of the file: whose it is, and what it leaves out."""
    shown = [source for source in contents.sources if source["current"]]
    said = [*contents.preamble.comments]
    accepted = mappings["status"] == STATUSES.index("accepted")
    for left_out, why in (
        (~accepted, "are not accepted"),
        (accepted & mappings["negative"], "deny that two things correspond"),
        (accepted & ~mappings["negative"] & mappings["stale"], "are about an older version"),
    ):
        if count := int(left_out.sum()):
            said.append(f"Left out of the mappings, those that {why}: {count:,}.")
    return {
        "name": "airm-graph",
        "build": contents.build.name,
        "about": said,
        "sources": [f"{source['title']}, {source['version']}" for source in shown],
        "licences": sorted({source["licence"] for source in shown if source["licence"]}),
        "rights": [
            f"{source['title']}, {source['version']}: {source['rights']}"
            for source in shown
            if source["rights"]
        ],
    }
