"""Everything stated that can explain how two things hang together, as one network."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import networkx as nx
import numpy as np

from ..agents import counting
from ..columns import RELATIONS, STATUSES, UNDETERMINED, Columns
from ..errors import IdentifierError, nearest
from ..identifiers import compress
from ..vocab import AIRM
from .nodes import Nodes, concept_name, opened
from .options import MITIGATES, NetworkOptions
from .statements import items_of
from .views import project

OVER = {
    "actions": "a measure acts on a target",
    "mappings": "mappings between things, and the hierarchies of schemes",
    "classes": "a thing is classified under a concept",
    "works": "a work states a thing",
}
# Of one statement: how little it says about how its ends hang together. What equals or acts is
# near; what only shares a drawer or a document is far.
COSTS = {"equal": 1, "inside": 2, "contains": 2, "overlap": 3, "nothing": 6}
COST_OF_ACTION, COST_OF_OTHER_ACTION, COST_OF_CLASS, COST_OF_WORK = 1, 4, 7, 9


def everything(
    columns: Columns,
    options: NetworkOptions,
    over: Collection[str] = tuple(OVER),
    labels: Mapping[str, str] | None = None,
) -> nx.MultiDiGraph[str]:
    """A network with an edge for each statement of the kinds that are asked for.

    Raises:
        IdentifierError: A kind of statement is not among :data:`OVER`.
    """
    for name in over:
        if name not in OVER:
            raise IdentifierError(f"no statements are called {name!r}: {nearest(name, OVER)}")
    columns = opened(columns)
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for view, name in (("measures", "actions"), ("mappings", "mappings")):
        part = project(columns, view, options, labels)
        graph.add_nodes_from(part.nodes(data=True))
        if name not in over:
            continue
        for start, end, said in part.edges(data=True):
            # an edge without directions comes back as it went in: from the measure to the target
            if view == "measures" and part.nodes[start]["bipartite"] == 1:
                start, end = end, start
            graph.add_edge(start, end, **said, cost=_cost(said))
    nodes = Nodes(columns, labels or {})
    _add_all(graph, columns, nodes)
    if "works" in over:
        _state(graph, columns, nodes, options)
    if "classes" in over:
        _classify(graph, columns, nodes, options)
    return graph


def names_of(columns: Columns, nodes: Nodes) -> dict[str, str]:
    """By IRI of a record, of a target, a work or a concept, the node that it is."""
    found = {work["iri"]: work["iri"] for work in columns.index["works"]}
    for facet in columns.facets.values():
        found |= {iri: iri for iri in facet.concepts}
    for number, target in enumerate(columns.index["targets"]):
        found[target["iri"]] = nodes.target(number)
    for iri, record in zip(columns.index["items"], columns.items, strict=True):
        if record["accepted"]:
            found[iri] = nodes.measure(int(record["measure"]))
        elif record["target"] >= 0:
            found[iri] = nodes.target(int(record["target"]))
    return found


def _cost(said: Mapping[str, Any]) -> int:
    if said["statement"] == "mapping":
        return 6 if said["negative"] else COSTS[said["relation"]]
    return COST_OF_ACTION if set(said["relations"]) & {*MITIGATES} else COST_OF_OTHER_ACTION


def _add_all(graph: nx.MultiDiGraph[str], columns: Columns, nodes: Nodes) -> None:
    """Let in what no action or mapping touches."""
    for number in range(len(columns.index["targets"])):
        if nodes.target(number) not in graph:
            graph.add_node(nodes.target(number), **nodes.about_target(number))
    for number in nodes.measures.tolist():
        if nodes.measure(number) not in graph:
            graph.add_node(nodes.measure(number), **nodes.about_measure(number))
    for number, work in enumerate(columns.index["works"]):
        graph.add_node(work["iri"], **nodes.about_work(number))


def _state(
    graph: nx.MultiDiGraph[str], columns: Columns, nodes: Nodes, options: NetworkOptions
) -> None:
    said: dict[str, Any] = {"statement": "work", "predicate": "airm:statedIn", "cost": COST_OF_WORK}
    works = [work["iri"] for work in columns.index["works"]]
    records = columns.items[items_of(columns, options)]
    pairs = np.unique(np.stack([records["measure"], records["work"]], axis=1), axis=0)
    for measure, work in pairs.tolist():
        graph.add_edge(nodes.measure(measure), works[work], "statedIn", **said)
    for number, target in enumerate(columns.index["targets"]):
        for work in target["works"]:
            graph.add_edge(nodes.target(number), work, "statedIn", **said)


def _classify(
    graph: nx.MultiDiGraph[str], columns: Columns, nodes: Nodes, options: NetworkOptions
) -> None:
    counts = counting(columns, options.coded_by)
    agents = columns.index["agents"]
    for name, facet in sorted(columns.facets.items()):
        if facet.of == AIRM.Framework.value or name == "kind":
            continue
        concepts = list(facet.concepts)
        said: dict[str, Any] = {"statement": "class", "predicate": f"airm:onFacet {name}"}
        if name in columns.values and not facet.inherited:
            rows = columns.values[name]
            keep = (rows["status"] == STATUSES.index("accepted")) & counts[rows["agent"]]
            keep &= (rows["concept"] != UNDETERMINED) & columns.items["accepted"][rows["item"]]
            keep &= ~(rows["confidence"] < options.min_confidence)
            for row in rows[keep]:
                agent, sure = int(row["agent"]), float(row["confidence"])
                concept = concepts[row["concept"]]
                _concept(graph, facet, concept)
                graph.add_edge(
                    nodes.measure(int(columns.items["measure"][row["item"]])),
                    concept,
                    f"{name} {agent}",
                    **said,
                    said_by=[agents[agent]["label"]] if agent >= 0 else [],
                    confidence=None if np.isnan(sure) else round(sure, 4),
                    machine_made=agent >= 0 and "modelReading" in agents[agent]["methods"],
                    cost=COST_OF_CLASS,
                )
        for number, target in enumerate(columns.index["targets"]):
            if not nodes.is_measure(number):
                for concept in target["classes"].get(name, ()):
                    _concept(graph, facet, concept)
                    graph.add_edge(nodes.target(number), concept, name, **said, cost=COST_OF_CLASS)


def _concept(graph: nx.MultiDiGraph[str], facet: Any, iri: str) -> None:
    if iri not in graph:
        label = concept_name(facet, iri)
        said = {"iri": iri, "id": compress(iri), "label": label, "kind": "concept", "works": []}
        graph.add_node(iri, **said)


EVERY = NetworkOptions(relations=RELATIONS)
