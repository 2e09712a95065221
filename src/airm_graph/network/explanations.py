"""The shortest explanations of how two things hang together, statement by statement."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, product
from typing import Any, Literal

import networkx as nx

from ..coverage.options import OptionError
from ..errors import IdentifierError
from ..lookup import Thing, find_thing, list_things
from ..store import PROLOGUE, GraphEngine
from ..workspace import Build
from .composition import strength_along
from .everything import EVERY, OVER, everything, names_of
from .labels import measure_labels
from .nodes import Nodes, opened
from .options import NetworkOptions
from .shape import Node, named

Weights = Literal["hops", "strength"]
Records = Callable[[str], list[str]]
Sources = Callable[[str, str, str], tuple[tuple[str, str], ...]]
MOST_LOOKED_AT = 1000  # of paths that are equally short
SAME = PROLOGUE + "SELECT DISTINCT ?a ?b WHERE { ?a airm:sameRecordAs ?b }"
WHERE = {  # what a statement of each kind is in the graph
    "action": "?statement airm:statementOf ?a ; airm:target ?b .",
    "class": "?statement airm:classifies ?a ; airm:assigns ?b .",
    "work": "?a airm:statedIn ?b .",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What somebody says about the two ends of a hop.

    Attributes:
        kind: ``action``, ``mapping``, ``class`` or ``work``.
        says: The relations or the predicate.
        forward: Whether it says so of the first end about the second.
        extents: Of a mapping, how the extents of its ends stand to each other.
        iri: Of a mapping; a hierarchy has none.
        stated_in: The titles of the sources that say so, with their dates.
    """

    kind: str
    says: str
    forward: bool
    extents: str
    said_by: tuple[str, ...]
    confidence: float | None
    machine_made: bool
    negative: bool
    iri: str
    stated_in: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """Two things with a statement between them; the strongest statement comes first."""

    source: Node
    target: Node
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A path from one thing to the other.

    Attributes:
        cost: What the strongest statement of each hop costs, in all; equal things are near.
        strength: How strongly one end is reached from a measure at the other, or from the other
            end, composed from what the hops say; empty where a hop is neither mapping nor action.
    """

    hops: tuple[Hop, ...]
    cost: int
    strength: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """The explanations of how two things hang together, strongest first; none if they do not.

    Attributes:
        more: Whether there are more that are as short.
    """

    start: Node
    end: Node
    explanations: tuple[Explanation, ...]
    more: bool


def explain_between(
    build: Build,
    start: str,
    end: str,
    *,
    over: Collection[str] = tuple(OVER),
    weights: Weights = "hops",
    most: int = 5,
    options: NetworkOptions = EVERY,
) -> Explained:
    """How two things hang together: every shortest path over what is stated, in either direction.

    Args:
        build: The build that is asked.
        start: A thing by identifier, key or label.
        end: Another.
        over: Which statements a path may take, of ``OVER``.
        weights: ``hops`` counts statements; ``strength`` rather takes many that say much (equal,
            acts on) than few that say little (related, same concept, same work).
        most: How many paths at most.
        options: Which actions and mappings count.

    Raises:
        IdentifierError: Nothing, or more than one thing, is called so; or the two are one.
    """
    if most < 1:
        raise OptionError(f"{most} paths are asked for; at least 1 can be shown")
    engine = build.engine
    things = list_things(engine)
    columns = opened(build.columns)
    graph = everything(columns, options, over, measure_labels(build))
    records = _records(engine)
    names = names_of(columns, Nodes(columns, {}))
    a, b = (
        _node(graph, names, records, find_thing(engine, wanted, things)) for wanted in (start, end)
    )
    if a == b:
        raise IdentifierError(f"{start!r} and {end!r} are one thing: {graph.nodes[a]['id']}")
    paths, more = shortest(graph, a, b, weights, most)
    sources = _asking(engine, records)
    return Explained(
        start=named(graph, a),
        end=named(graph, b),
        explanations=tuple(_explanation(graph, path, sources) for path in paths),
        more=more,
    )


def shortest(
    graph: nx.MultiDiGraph[str], start: str, end: str, weights: Weights, most: int
) -> tuple[list[list[str]], bool]:
    """The shortest paths, of them the strongest first; and whether there are more."""
    plain: nx.Graph[str] = nx.Graph()
    plain.add_nodes_from(graph)
    for a, b, said in graph.edges(data=True):
        if a != b:
            cost = int(said["cost"])
            known = plain.edges[a, b]["cost"] if plain.has_edge(a, b) else cost
            plain.add_edge(a, b, cost=min(cost, known))
    weight = "cost" if weights == "strength" else None
    try:
        found = list(
            islice(nx.all_shortest_paths(plain, start, end, weight=weight), MOST_LOOKED_AT)
        )
    except nx.NetworkXNoPath:
        return [], False
    found.sort(key=lambda path: (nx.path_weight(plain, path, "cost"), len(path), path))
    return found[:most], len(found) > most


def _node(
    graph: nx.MultiDiGraph[str], names: Mapping[str, str], records: Records, thing: Thing
) -> str:
    for iri in (thing.iri, *records(thing.iri)):
        if names.get(iri, iri) in graph:
            return names.get(iri, iri)
    raise IdentifierError(
        f"{thing.id} ({thing.kind}) is no end of any statement that is asked for; "
        f"expected a measure, risk, requirement, work or concept"
    )


def _records(engine: GraphEngine) -> Records:
    """Tells the records of a thing by any of them."""
    same: nx.Graph[str] = nx.Graph()
    same.add_edges_from((row["a"], row["b"]) for row in engine.select(SAME))
    return lambda iri: sorted(nx.node_connected_component(same, iri)) if iri in same else [iri]


def _asking(engine: GraphEngine, records: Records) -> Sources:
    """Asks which sources state what the columns know only as a fact."""

    def ask(kind: str, a: str, b: str) -> tuple[tuple[str, str], ...]:
        text = (
            f"{PROLOGUE} SELECT DISTINCT ?a ?b ?title ?issued WHERE {{ "
            f"GRAPH ?graph {{ {WHERE[kind]} }} ?graph dcterms:title ?title . "
            f"OPTIONAL {{ ?graph dcterms:issued ?issued }} }} ORDER BY ?title ?issued"
        )
        pairs = product(records(a), records(b))
        rows = [row for x, y in pairs for row in engine.select(text, a=x, b=y)]
        return tuple(sorted({(row["title"], row.get("issued", "")) for row in rows}))

    return ask


def _explanation(graph: nx.MultiDiGraph[str], path: Sequence[str], sources: Sources) -> Explanation:
    pairs = list(pairwise(path))
    chosen = [_between(graph, a, b) for a, b in pairs]
    hops = tuple(
        Hop(
            source=named(graph, a),
            target=named(graph, b),
            statements=tuple(_statement(said, forward, a, b, sources) for forward, said in found),
        )
        for (a, b), found in zip(pairs, chosen, strict=True)
    )
    return Explanation(
        hops=hops,
        cost=sum(found[0][1]["cost"] for found in chosen),
        strength=strength_along(
            [(forward, said) for found in chosen for forward, said in found[:1]]
        ),
    )


def _between(graph: nx.MultiDiGraph[str], a: str, b: str) -> list[tuple[bool, dict[str, Any]]]:
    found = [
        (forward, said)
        for forward, (start, end) in ((True, (a, b)), (False, (b, a)))
        if graph.has_edge(start, end)
        for said in graph.get_edge_data(start, end).values()
    ]
    return sorted(found, key=lambda pair: (pair[1]["cost"], not pair[0], pair[1].get("iri", "")))


def _statement(said: dict[str, Any], forward: bool, a: str, b: str, sources: Sources) -> Statement:
    kind = said["statement"]
    stated: tuple[tuple[str, str], ...]
    if kind == "mapping":
        stated = ((said["stated_in"], said["issued"]),) if said["stated_in"] else ()
    else:
        stated = sources(kind, *((a, b) if forward else (b, a)))
    return Statement(
        kind=kind,
        says=", ".join(said["relations"]) if kind == "action" else said["predicate"],
        forward=forward,
        extents=said.get("relation", ""),
        said_by=tuple(said.get("said_by", ())),
        confidence=said.get("confidence"),
        machine_made=said.get("machine_made", False),
        negative=said.get("negative", False),
        iri=said.get("iri", ""),
        stated_in=stated,
    )
