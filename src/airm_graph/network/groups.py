"""Communities: nodes that hold together more than chance would have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import networkx as nx

from .shape import SEED, Node, named, simple

# Facets that name a community before all others, where a fifth of its nodes or more agree on them.
FIRST = ("risk-domain", "category")
Classes = dict[tuple[str, str], int]  # facet and concept → nodes


@dataclass(frozen=True, slots=True, kw_only=True)
class Community:
    """One community.

    Attributes:
        number: Its place, largest first.
        kinds: How many nodes there are of each kind.
        works: The works that state its nodes, the commonest first.
        classes: The commonest concept of its nodes on each facet, as ``(facet, concept, nodes)``;
            first those that tell it best from the others: many nodes here, few elsewhere.
    """

    number: int
    nodes: tuple[Node, ...]
    kinds: dict[str, int]
    works: tuple[tuple[str, int], ...]
    classes: tuple[tuple[str, str, int], ...]

    @property
    def label(self) -> str:
        """What it is called: its most telling concept, else its commonest work."""
        if self.classes:
            return self.classes[0][1]
        return self.works[0][0] if self.works else "unstated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Communities:
    """A division into communities, and how much better than chance it is."""

    rows: tuple[Community, ...]
    modularity: float
    seed: int
    resolution: float


def communities(graph: nx.Graph[str], *, seed: int = SEED, resolution: float = 1.0) -> Communities:
    """Communities of a view by ``louvain_communities``; neither direction nor side counts.

    Args:
        graph: What :func:`project` gives.
        seed: Another seed may give another division of nearly the same modularity.
        resolution: Above 1 favours smaller communities, below 1 larger ones.
    """
    plain = simple(graph)
    if not plain.number_of_edges():  # modularity is not defined
        sets = [{iri} for iri in plain]
        modularity = 0.0
    else:
        sets = nx.community.louvain_communities(
            plain, weight=None, resolution=resolution, seed=seed
        )
        modularity = nx.community.modularity(plain, sets, weight=None, resolution=resolution)
    sets = sorted(sets, key=lambda iris: (-len(iris), min(iris)))
    everywhere = _classes(graph, list(graph))
    rows = tuple(
        _community(graph, place, sorted(iris), everywhere) for place, iris in enumerate(sets, 1)
    )
    return Communities(rows=rows, modularity=modularity, seed=seed, resolution=resolution)


def _community(
    graph: nx.Graph[str], number: int, iris: list[str], everywhere: Classes
) -> Community:
    nodes = tuple(named(graph, iri) for iri in iris)
    commonest: dict[str, tuple[str, str, int]] = {}
    for (facet, concept), count in sorted(_classes(graph, iris).items()):
        if facet not in commonest or count > commonest[facet][2]:
            commonest[facet] = (facet, concept, count)

    def telling(said: tuple[str, str, int]) -> tuple[int, float, str]:
        facet, concept, count = said
        place = FIRST.index(facet) if facet in FIRST and count * 5 >= len(iris) else len(FIRST)
        return place, -count * count / everywhere[facet, concept], facet

    works = Counter(work for node in nodes for work in node.works)
    return Community(
        number=number,
        nodes=nodes,
        kinds=dict(Counter(node.kind for node in nodes).most_common()),
        works=tuple(sorted(works.items(), key=lambda pair: (-pair[1], pair[0]))),
        classes=tuple(sorted(commonest.values(), key=telling)),
    )


def _classes(graph: nx.Graph[str], iris: Iterable[str]) -> Classes:
    return Counter(
        (facet, concept)
        for iri in iris
        for facet, concepts in graph.nodes[iri].get("classes", {}).items()
        for concept in concepts
    )
