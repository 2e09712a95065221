"""Projects the columns to networkx: measures, works and targets as nodes, statements as edges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np

from ..agents import are_programs, counting
from ..columns import EXTENTS, RELATIONS, STATUSES, Columns
from ..coverage.axes import find_work
from ..coverage.options import FRAMEWORK
from ..identifiers import compress
from .nodes import Nodes, opened
from .options import BIPARTITE, NetworkOptions, check_view
from .statements import items_of, links_of, mappings_of, related

Network = nx.Graph  # of strings, the IRIs; its type is generic for type checkers only
Attributes = dict[str, Any]
Edge = tuple[str, str, str, Attributes]  # the third is the key of a statement


def project(
    columns: Columns,
    view: str = "measures",
    options: NetworkOptions | None = None,
    labels: Mapping[str, str] | None = None,
) -> nx.Graph[str]:
    """A view of the graph as networkx knows it: always the same nodes and edges in the same order.

    Nodes are IRIs, with ``iri``, ``id``, ``label``, ``kind``, ``works`` and, where there are any,
    ``classes`` by facet. The bipartite views are a ``Graph`` whose nodes say ``bipartite``: 0 for
    measures and works, 1 for targets. The views ``mappings`` and ``all`` are a ``MultiDiGraph``
    with an edge for each mapping, whose key is its IRI, and for each measure and target that links
    connect. An edge says whether it is an ``action`` or a ``mapping``, and who says so.

    Args:
        columns: Those of the build.
        view: One of :data:`VIEWS`.
        options: Which statements make it.
        labels: By IRI, such as :func:`measure_labels` gives; the columns have none of measures that
            no mapping touches.

    Raises:
        IdentifierError: The view, or a facet or concept of the options, is not known.
        OptionError: The options ask mappings for a facet.
    """
    check_view(view)
    columns = opened(columns)
    projection = _Projection(columns, options or NetworkOptions(), labels or {})
    edges: list[Edge] = []
    if view != "mappings":
        edges += projection.actions(view)
    if view in ("mappings", "all"):
        edges += projection.mappings()
    if projection.options.isolates:
        projection.stand_alone(view)
    graph: nx.Graph[str] = nx.Graph() if view in BIPARTITE else nx.MultiDiGraph()
    graph.graph.update(view=view, **projection.left_out)
    known = projection.described(view)
    graph.add_nodes_from((iri, known[iri]) for iri in sorted(known))
    for start, end, key, said in sorted(edges, key=lambda edge: edge[:3]):
        if graph.is_multigraph():
            graph.add_edge(start, end, key, **said)  # type: ignore[call-arg]
        else:
            graph.add_edge(start, end, **said)
    return graph


class _Projection:
    """Collects nodes by what they are: a measure, a work or a target, and its number."""

    def __init__(
        self, columns: Columns, options: NetworkOptions, labels: Mapping[str, str]
    ) -> None:
        self.columns = columns
        self.options = options
        self.nodes = Nodes(columns, labels)
        self.program = are_programs(columns)
        self.seen: dict[str, set[int]] = {"measure": set(), "work": set(), "target": set()}
        self.left_out: dict[str, int] = {}

    def actions(self, view: str) -> list[Edge]:
        """An edge for each measure, or work, and target that links connect."""
        columns = self.columns
        every = self._wanted(links_of(columns, self.options), view)
        chosen = related(columns, self.options, every)
        first = columns.items["work" if view == "works" else "measure"]
        by_pair: dict[tuple[int, int], list[int]] = {}
        for number, link in zip(chosen.tolist(), columns.links[chosen].tolist(), strict=True):
            by_pair.setdefault((int(first[link[0]]), link[2]), []).append(number)
        others = columns.links[every]
        pairs = set(zip(first[others["item"]].tolist(), others["target"].tolist(), strict=True))
        self.left_out["pairs_of_other_relations"] = len(pairs - by_pair.keys())
        edges = []
        for (start, target), numbers in by_pair.items():
            self.seen["work" if view == "works" else "measure"].add(start)
            self.seen["target"].add(target)
            source = columns.index["works"][start]["iri"] if view == "works" else None
            iri = str(source or self.nodes.measure(start))
            edges.append((iri, self.nodes.target(target), "action", self._action(numbers, view)))
        return edges

    def mappings(self) -> list[Edge]:
        """An edge for each mapping."""
        index, edges = self.columns.index, []
        agents = index["agents"]
        for number in mappings_of(self.columns, self.options).tolist():
            said = self.columns.mappings[number]
            ends = int(said["subject"]), int(said["object"])
            if not all(self._of_kind(end) for end in ends):
                continue
            self.seen["target"].update(ends)
            agent, stated = int(said["agent"]), int(said["stated"])
            source = index["stated"][stated] if stated >= 0 else {}
            iri = str(index["mappings"][number])
            predicate = compress(index["predicates"][said["predicate"]])
            attributes = {
                "statement": "mapping",
                "iri": iri,
                "predicate": predicate,
                "relation": EXTENTS[said["relation"]],
                "confidence": _confidence(said["confidence"]),
                "said_by": [agents[agent]["label"]] if agent >= 0 else [],
                "stated_in": source.get("title", ""),
                "stated_in_iri": source.get("iri", ""),
                "issued": source.get("issued", ""),
                "machine_made": bool(said["machine_made"] or self.program[agent]),
                "status": STATUSES[said["status"]],
                "negative": bool(said["negative"]),
                "stale": bool(said["stale"]),
            }
            start, end = (self.nodes.target(end) for end in ends)
            key = compress(iri) if iri else f"{predicate} {compress(source.get('iri', ''))}"
            edges.append((start, end, key, attributes))
        return edges

    def stand_alone(self, view: str) -> None:
        """Let nodes in that have no edge, of the kinds that are there."""
        options, nodes, items = self.options, self.nodes, self.columns.items
        records = items_of(self.columns, options) if view != "mappings" else np.zeros(0, np.int64)
        if view == "works":
            self.seen["work"].update(items["work"][records].tolist())
        else:
            self.seen["measure"].update(items["measure"][records].tolist())
        within = [
            self.columns.index["works"][find_work(self.columns, wanted)]["iri"]
            for name, wanted in options.where
            if name == FRAMEWORK
        ]
        kinds = set(options.kinds) or {nodes.kinds(t)[0] for t in self.seen["target"]}
        for number, target in enumerate(self.columns.index["targets"]):
            if kinds & set(nodes.kinds(number)) and all(work in target["works"] for work in within):
                self.seen["target"].add(number)

    def described(self, view: str) -> dict[str, Attributes]:
        """Every node with its attributes."""
        nodes = self.nodes
        found = {
            nodes.measure(m): {**nodes.about_measure(m), "bipartite": 0}
            for m in self.seen["measure"]
        }
        for work in self.seen["work"]:
            said = nodes.about_work(work)
            found[said["iri"]] = {**said, "bipartite": 0}
        measures = dict(
            zip(map(nodes.measure, nodes.measures.tolist()), nodes.measures, strict=True)
        )
        for target in self.seen["target"]:
            iri = nodes.target(target)
            found[iri] = {**nodes.about_target(target), "bipartite": 1}
        held = [int(measures[iri]) for iri in found if iri in measures]
        classes = nodes.classes(held, counting(self.columns, self.options.coded_by))
        for iri, said in found.items():
            if iri in classes:
                said["classes"] = classes[iri]
            if view not in BIPARTITE:
                del said["bipartite"]
        return found

    def _wanted(self, links: Any, view: str) -> Any:
        """The links to targets of the wanted kinds; in a bipartite view, to no other measure."""
        target = self.columns.links["target"][links]
        among = {t for t in np.unique(target).tolist() if self._of_kind(t)}
        if view in BIPARTITE:
            measures = {t for t in among if self.nodes.is_measure(t)}
            self.left_out["links_between_measures"] = int(np.isin(target, list(measures)).sum())
            among -= measures
        return links[np.isin(target, list(among))]

    def _of_kind(self, target: int) -> bool:
        kinds = self.options.kinds
        return not kinds or any(kind in kinds for kind in self.nodes.kinds(target))

    def _action(self, numbers: list[int], view: str) -> Attributes:
        links = self.columns.links[numbers]
        agents = sorted({int(agent) for agent in links["agent"]})
        sure = links["confidence"][~np.isnan(links["confidence"])]
        said: Attributes = {
            "statement": "action",
            "relations": [RELATIONS[number] for number in np.unique(links["relation"])],
            "said_by": [self.columns.index["agents"][a]["label"] for a in agents if a >= 0],
            "confidence": _confidence(sure.max()) if sure.size else None,
            "machine_made": bool(self.program[links["agent"]].all()),
        }
        if view == "works":
            said["measures"] = len(np.unique(self.columns.items["measure"][links["item"]]))
        else:
            records = np.unique(links["item"]).tolist()
            said["records"] = [compress(self.columns.index["items"][r]) for r in records]
        return said


def _confidence(number: Any) -> float | None:
    return None if np.isnan(number) else round(float(number), 4)
