"""Which kinds of values a graph holds here and in a store: what a store writes anew is seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from ..errors import RemoteError
from ..vocab import PREFIXES
from .engine import RemoteEngine

KINDS = """SELECT ?kind ?language (COUNT(*) AS ?n) WHERE {{
  GRAPH <{graph}> {{ ?s ?p ?o }} FILTER(isLITERAL(?o))
  BIND(DATATYPE(?o) AS ?kind) BIND(LANG(?o) AS ?language)
}} GROUP BY ?kind ?language"""
NODES = "SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} FILTER({which}) }}"


def kinds_here(path: Path) -> Counter[str]:
    """How many values of each kind are in an N-Triples file: IRIs, types and languages."""
    found: Counter[str] = Counter()
    for quad in ox.parse(path=path, format=ox.RdfFormat.N_TRIPLES):
        value = quad.object
        if isinstance(value, ox.NamedNode):
            found["IRI"] += 1
        elif isinstance(value, ox.Literal):
            found[kind(value.datatype.value, value.language or "")] += 1
        else:
            found["blank node"] += 1
    return found


def kinds_there(engine: RemoteEngine, graph: str) -> Counter[str]:
    """The same of a graph of a store.

    Raises:
        RemoteError: The store does not count.
    """
    found: Counter[str] = Counter()
    for row in engine.plain(KINDS.format(graph=graph)):
        said = {name: getattr(term, "value", "") for name, term in row.items()}
        if said.get("n", "").isdigit():
            found[kind(said.get("kind", ""), said.get("language", ""))] += int(said["n"])
    for name, which in (("IRI", "isIRI(?o)"), ("blank node", "isBLANK(?o)")):
        rows = engine.plain(NODES.format(graph=graph, which=which))
        count = getattr(rows[0].get("n"), "value", "") if rows else ""
        if not count.isdigit():
            raise RemoteError(f"the store {engine.where} does not count its values")
        found[name] += int(count)
    return +found


def kind(datatype: str, language: str) -> str:
    """How a kind of literal is called.

    >>> kind("http://www.w3.org/2001/XMLSchema#date", ""), kind("", "en-GB")
    ('xsd:date', 'text in en-gb')
    """
    if language:
        return f"text in {language.lower()}"
    xsd = PREFIXES["xsd"]
    return f"xsd:{datatype.removeprefix(xsd)}" if datatype.startswith(xsd) else datatype


def changed(here: Mapping[str, int], there: Mapping[str, int]) -> str:
    """What a store made of the values; empty where it kept every kind.

    >>> changed({"xsd:boolean": 3, "IRI": 2}, {"xsd:integer": 3, "IRI": 2})
    '3 fewer xsd:boolean, 3 more xsd:integer'
    """
    parts = []
    for name in sorted({*here, *there}):
        more = there.get(name, 0) - here.get(name, 0)
        if more:
            parts.append(f"{abs(more):,} {'more' if more > 0 else 'fewer'} {name}")
    return ", ".join(parts)
