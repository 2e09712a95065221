"""Finds out how a store is asked about all of its graphs at once.

Library queries speak to the union of the graphs, the unnamed one among them. What a query without
GRAPH sees is left to each store by the standard: Oxigraph and Jena show the unnamed graph alone and
have each a switch of their own, Virtuoso, GraphDB and rdflib-endpoint show the union.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..canonical import DEFAULT
from ..errors import RemoteError
from ..identifiers import graph
from ..store import PROLOGUE
from .client import Parameters
from .results import Solutions, text_of

# Who has this switch, and what is sent.
SWITCHES: Sequence[tuple[str, Parameters]] = (
    ("as it is", ()),
    ("Oxigraph", (("union-default-graph", "true"),)),
    (
        "Jena",
        (
            ("default-graph-uri", "urn:x-arq:DefaultGraph"),
            ("default-graph-uri", "urn:x-arq:UnionGraph"),
        ),
    ),
    ("Stardog", (("default-graph-uri", "tag:stardog:api:context:all"),)),
)
# A build describes its graphs in the unnamed one; both have to be seen.
BOTH = (
    PROLOGUE
    + """
ASK { ?version a airm:FrameworkVersion ; airm:namedGraph ?graph .
      GRAPH ?graph { ?thing airm:recordedIn ?version }
      ?thing airm:recordedIn ?version }"""
)
NAMED = "ASK { GRAPH ?g { ?s ?p ?o } ?s ?p ?o }"
UNNAMED = graph(DEFAULT).value  # holds the unnamed graph of a build where a store has none
HELD = f"ASK {{ GRAPH <{UNNAMED}> {{ ?s ?p ?o }} }}"
GRAPHS = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """How a store is asked.

    Attributes:
        switch: Whose switch it has.
        together: What is sent with a query over the union of all graphs.
        apart: Whether a query without this shows the unnamed graph alone.
        named: Whether what belongs into the unnamed graph stands in one with a name.
    """

    switch: str
    together: Parameters
    apart: bool
    named: bool = False

    def unnamed(self, triple: str) -> str:
        """A pattern for triples of the unnamed graph, to be asked without ``together``."""
        if self.named:
            return f"GRAPH <{UNNAMED}> {{ {triple} }}"
        if self.apart:
            return triple
        return f"{triple} FILTER NOT EXISTS {{ GRAPH ?unnamed {{ {triple} }} }}"


def detect(
    select: Callable[[str, Parameters], Solutions],
    ask: Callable[[str, Parameters], bool],
) -> Dataset:
    """How the store is asked about the union of its graphs.

    The first switch that shows a build as a whole; else, for what is no build, the first that shows
    what is in named graphs; else the named graphs one by one; else nothing.

    Args:
        select: Asks a SELECT query with such parameters.
        ask: Asks an ASK query with them.
    """
    named = ask(HELD, ())
    for probe in (BOTH, NAMED):
        for switch, parameters in SWITCHES:
            try:
                shown = ask(probe, parameters)
            except RemoteError:
                if not parameters:
                    raise
                continue  # it does not know the switch of another store
            if shown:
                apart = bool(parameters)
                return Dataset(switch=switch, together=parameters, apart=apart, named=named)
    listed = _listed(select)
    if listed and ask(NAMED, listed):
        return Dataset(switch="its graphs one by one", together=listed, apart=True, named=named)
    return Dataset(switch="as it is", together=(), apart=not listed, named=named)


def _listed(select: Callable[[str, Parameters], Solutions]) -> Parameters:
    """All named graphs, to be seen together and one by one."""
    names = [text_of(row["g"]) for row in select(GRAPHS, ()).rows if "g" in row]
    return [(f"{kind}-graph-uri", name) for name in names for kind in ("default", "named")]
