"""Views of the graph as networks, and what is measured on them, as answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import networkx as nx

from ..build_folder import Progress
from ..citation import cite
from ..columns import RELATIONS
from ..coverage.axes import Value
from ..errors import IdentifierError
from ..network import (
    NetworkOptions,
    articulation_points,
    bridges,
    centralities,
    communities,
    components,
    measure_labels,
    project,
    single_points_of_failure,
    summary,
)
from ..network.options import BIPARTITE
from ..network.shape import LIMIT, SEED
from ..render.network import Network, network_of
from ..render.result import Result
from ..workspace import Build

LEAVES = ("leaves", "leaves_without")
MOMENT = 500  # nodes; what is measured on more takes longer than one


class View(NamedTuple):
    """A view that was asked for, and all that answers about it say."""

    build: Build
    graph: nx.Graph[str]
    name: str
    asked: Mapping[str, Any]
    notes: tuple[str, ...]
    progress: Progress

    def tell(self, doing: str, most: int = MOMENT) -> None:
        """Say what is being done where it takes more than a moment."""
        if len(self.graph) > most:
            self.progress(f"{doing} {len(self.graph):,} nodes")


def view_of(
    build: Build,
    name: str,
    options: NetworkOptions,
    asked: Mapping[str, Any],
    progress: Progress = lambda _: None,
) -> View:
    """A view of the graph, with labels.

    Args:
        build: What is asked.
        name: One of :data:`..network.VIEWS`.
        options: Which statements make it.
        asked: What answers say that they were asked.
        progress: Is told what is being done.

    Raises:
        IdentifierError: The view, or a facet or concept of the options, is not known.
        OptionError: The options ask mappings for a facet.
    """
    graph = project(build.columns, name, options, measure_labels(build))
    return View(build, graph, name, asked, _left_out(graph, name, options), progress)


def as_network(view: View) -> Network:
    """The view itself, for networkx."""
    return network_of(view.graph, cite(view.build, "network", view.asked), view.notes)


def summary_of(view: View) -> Result:
    """The network as a whole: its size, density, components and so on."""
    view.tell("measuring")
    rows = [
        {"metric": m, "value": value, "about": about} for m, value, about in summary(view.graph)
    ]
    return _result(view, "network", ("metric", "value", "about"), rows)


def nodes_by(
    view: View,
    metrics: Sequence[str] = ("degree",),
    *,
    of: Sequence[str] = (),
    exact: bool = False,
    seed: int = SEED,
    top: int | None = None,
) -> Result:
    """Nodes by a metric, highest first.

    Args:
        view: Where they are.
        metrics: Some of :data:`..network.METRICS`; the first one ranks.
        of: Only nodes of these kinds; if empty, targets where the view is bipartite. ``any`` means
            every kind.
        exact: Search from every node of large networks, too.
        seed: Of the nodes that are sampled otherwise.
        top: How many rows; None means all.
    """
    metrics = tuple(dict.fromkeys(metrics))
    view.tell(f"{', '.join(metrics)} of")
    measured = centralities(view.graph, metrics, exact=exact, seed=seed)
    rows = [
        {"node": thing(node.node), "kind": node.kind, "works": list(node.works), **values}
        for node, values in measured.rows
        if _listed(view, node.kind, node.node.iri, of)
    ]
    notes = [f"{name} by networkx's {by}." for name, by in measured.functions.items() if by != name]
    notes += [
        f"{name} rests on {some} of {len(view.graph):,} nodes, chosen with seed {seed}; "
        f"--exact takes all."
        for name, some in measured.sampled.items()
    ]
    columns = ("node", "kind", "works", *metrics)
    params = {"metric": metrics, "of": of, "exact": exact, "seed": seed}
    cut = rows[:top]
    return _result(view, "network nodes", columns, cut, (_shown(cut, rows), *notes), params)


def _listed(view: View, kind: str, iri: str, of: Sequence[str]) -> bool:
    if of:
        return "any" in of or kind in of
    return view.name not in BIPARTITE or view.graph.nodes[iri]["bipartite"] == 1


def edges_that_hold(view: View, *, points: bool = False, top: int | None = None) -> Result:
    """The edges, or nodes, without which the network falls apart.

    Args:
        view: The network.
        points: The articulation points instead: nodes, not edges.
        top: How many rows; None means all.
    """
    columns: tuple[str, ...]
    if points:
        columns = ("node", "kind", "works", "degree", "parts", *LEAVES)
        rows: list[dict[str, Any]] = [
            {
                "node": thing(point.node.node),
                "kind": point.node.kind,
                "works": list(point.node.works),
                "degree": point.degree,
                "parts": point.parts,
                **_leaving(point.leaves),
            }
            for point in articulation_points(view.graph)
        ]
    else:
        columns = ("source", "says", "target", "said_by", "confidence", "smaller_side", *LEAVES)
        rows = [
            {
                "source": thing(bridge.source.node),
                "says": _says(bridge.statements[0]),
                "target": thing(bridge.target.node),
                "said_by": list(bridge.statements[0]["said_by"]),
                "confidence": bridge.statements[0]["confidence"],
                "smaller_side": bridge.smaller_side,
                **_leaving(bridge.leaves),
            }
            for bridge in bridges(view.graph)
        ]
    cut = rows[:top]
    losing = sum(bool(row["leaves"]) for row in rows)
    notes = [_shown(cut, rows)]
    if view.name in BIPARTITE:
        notes.append(f"{losing} of them leave a target without any.")
    return _result(view, "network bridges", columns, cut, notes, {"points": points})


def only_nodes(view: View, *, top: int | None = None) -> Result:
    """Single points of failure: the only measure, or work, that some targets have.

    Raises:
        IdentifierError: The view is not bipartite.
    """
    if view.name not in BIPARTITE:
        raise IdentifierError(f"single points need the view {' or '.join(BIPARTITE)}")
    found = single_points_of_failure(view.graph)
    rows = [
        {
            "node": thing(point.node.node),
            "works": list(point.node.works),
            "only_for": len(point.leaves),
            **_leaving(point.leaves),
            "degree": point.degree,
            "articulation_point": point.articulation_point,
        }
        for point in found
    ]
    cut = rows[:top]
    left = sum(len(point.leaves) for point in found)
    notes = (_shown(cut, rows), f"{left} targets have one only.")
    columns = ("node", "works", "only_for", *LEAVES, "degree", "articulation_point")
    return _result(view, "network single-points", columns, cut, notes)


def communities_of(
    view: View, *, seed: int = SEED, resolution: float = 1.0, top: int | None = None
) -> Result:
    """Communities, largest first, by their most telling class and commonest works.

    Args:
        view: The network.
        seed: Another one may give others.
        resolution: Above 1 favours small communities.
        top: How many rows; None means all.
    """
    view.tell("communities of")
    found = communities(view.graph, seed=seed, resolution=resolution)
    rows = [
        {
            "community": community.number,
            "label": community.label,
            "size": len(community.nodes),
            "kinds": _counted(community.kinds.items()),
            "works": _counted(community.works),
            "classes": [f"{facet}: {name} {n}" for facet, name, n in community.classes[:3]],
            "nodes": [thing(node.node) for node in community.nodes],
        }
        for community in found.rows
    ]
    cut = rows[:top]
    notes = (
        _shown(cut, rows),
        f"louvain_communities with seed {seed}: modularity {found.modularity:.3f}. "
        f"Neither directions nor the two sides of a bipartite view count.",
    )
    columns = ("community", "label", "size", "kinds", "works", "classes", "nodes")
    params = {"seed": seed, "resolution": resolution}
    hidden = frozenset({"nodes"})
    return _result(view, "network communities", columns, cut, notes, params, hidden)


def components_of(view: View, *, top: int | None = None) -> Result:
    """Connected components, largest first.

    Args:
        view: The network.
        top: How many rows; None means all.
    """
    view.tell("components of")
    found = components(view.graph)
    rows = [
        {
            "component": place,
            "size": len(component.nodes),
            "edges": component.edges,
            "diameter": component.diameter,
            "at_least": component.at_least,
            "works": _counted(component.works()),
            "nodes": [thing(node.node) for node in component.nodes],
        }
        for place, component in enumerate(found, 1)
    ]
    cut = rows[:top]
    notes = [_shown(cut, rows)]
    if any(component.at_least for component in found):
        notes.append(f"Above {LIMIT:,} nodes the diameter is a lower bound.")
    columns = ("component", "size", "edges", "diameter", "at_least", "works", "nodes")
    hidden = frozenset({"nodes", "at_least"})
    return _result(view, "network components", columns, cut, notes, {}, hidden)


def thing(value: Value) -> dict[str, str]:
    """A node as rows hold it."""
    return {"id": value.id, "iri": value.iri, "label": value.label}


def _result(
    view: View,
    command: str,
    columns: tuple[str, ...],
    rows: Sequence[dict[str, Any]],
    notes: Sequence[str] = (),
    params: Mapping[str, Any] | None = None,
    hidden: frozenset[str] = frozenset({"leaves"}),
) -> Result:
    return Result(
        columns=columns,
        rows=rows,
        meta=cite(view.build, command, {**view.asked, **(params or {})}),
        notes=(*(note for note in notes if note), *view.notes),
        hidden=hidden,
    )


def _leaving(targets: Sequence[Value]) -> dict[str, Any]:
    """The targets that are left without any, as things, and by name for people."""
    return {
        "leaves": [thing(target) for target in targets],
        "leaves_without": [target.label for target in targets],
    }


def _says(said: Mapping[str, Any]) -> str:
    return ", ".join(said["relations"]) if "relations" in said else str(said["predicate"])


def _shown(cut: Sequence[Any], rows: Sequence[Any]) -> str:
    if len(cut) == len(rows):
        return f"{len(rows)} rows."
    return f"{len(cut)} of {len(rows)} rows; --all shows every one."


def _counted(counts: Any, most: int = 3) -> list[str]:
    """The commonest of counted names."""
    return [f"{name} {count}" for name, count in list(counts)[:most]]


def _left_out(graph: nx.Graph[str], view: str, options: NetworkOptions) -> tuple[str, ...]:
    notes = []
    others = graph.graph.get("pairs_of_other_relations", 0)
    if others:
        first = "works" if view == "works" else "measures"
        missing = ", ".join(name for name in RELATIONS if name not in options.relations)
        notes.append(
            f"{others} more pairs of {first} and targets are connected by other relations only "
            f"({missing}); --relation any counts them."
        )
    between = graph.graph.get("links_between_measures", 0)
    if between and view in BIPARTITE:
        notes.append(f"{between} links from measures to measures are in the view all only.")
    return tuple(notes)
