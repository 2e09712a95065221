"""Asks the graph of a build, and tells which records are one thing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..errors import BuildError
from ..identifiers import compress
from ..store import PROLOGUE, Engine

SAME = """
SELECT DISTINCT ?a ?b WHERE { ?a airm:sameRecordAs ?b }"""

VARIABLE = re.compile(r"\?(\w+)")


class Numbers(dict[str, int]):
    """Places in a list by IRI; asking for what is not in the list is an error that says so."""

    def __init__(self, places: Mapping[str, int], why: str) -> None:
        super().__init__(places)
        self._why = why

    def __missing__(self, iri: str) -> int:
        raise BuildError(f"{compress(iri)} {self._why}")


def rows(engine: Engine, text: str, **bound: str) -> list[list[str]]:
    """The solutions of a SELECT query over the union of the graphs, as texts in its order."""
    names = VARIABLE.findall(text.partition("WHERE")[0])
    return [
        [row.get(name, "") for name in names] for row in engine.select(PROLOGUE + text, **bound)
    ]


def distinct(iris: list[str], same: list[list[str]]) -> dict[str, int]:
    """Which distinct measure each record is: records said to be the same share a number."""
    import networkx as nx  # heavy, and reading a finished build needs none of it

    known = set(iris)
    graph: nx.Graph[str] = nx.Graph()
    graph.add_edges_from((a, b) for a, b in same if a in known and b in known)
    first = {iri: min(cluster) for cluster in nx.connected_components(graph) for iri in cluster}
    firsts = {iri: first.get(iri, iri) for iri in iris}
    number = {iri: number for number, iri in enumerate(sorted(set(firsts.values())))}
    return {iri: number[one] for iri, one in firsts.items()}
