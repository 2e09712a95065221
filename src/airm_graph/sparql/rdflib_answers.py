"""Lets rdflib answer every form of query, in the terms of the other engine."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from ..errors import QueryError
from ..rdflib_terms import term_of
from ..store import RdflibEngine, Row
from .answers import Answer, Term


class RdflibAnswers:
    """The engine that gives the second opinion, asked as the other one is."""

    def __init__(self, engine: RdflibEngine) -> None:
        self.engine = engine

    def query(self, text: str, **bound: str) -> Answer:
        """The whole answer to any query.

        Raises:
            QueryError: rdflib cannot answer it.
        """
        from rdflib import URIRef
        from rdflib.plugins import sparql

        sparql.SPARQL_LOAD_GRAPHS = False  # a FROM names a graph that is here, or none
        values = {name: URIRef(iri) for name, iri in bound.items()}
        try:
            found = self.engine.dataset.query(text, initBindings=values)
            return _answer(found)
        except Exception as error:  # noqa: BLE001 - rdflib raises what its functions raise
            said = str(error).splitlines()[0] if str(error) else type(error).__name__
            raise QueryError(f"rdflib cannot answer the query: {said}") from None

    def select(self, text: str, **bound: str) -> list[Row]:
        """As :meth:`airm_graph.store.Engine.select`."""
        return self.engine.select(text, **bound)


def _answer(found: Any) -> Answer:
    if found.type == "ASK":
        return Answer(kind="truth", truth=bool(found.askAnswer))
    if found.type == "SELECT":
        names = tuple(str(name) for name in found.vars or ())
        rows = tuple(
            {str(name): _term(row[name]) for name in found.vars or () if row.get(name) is not None}
            for row in found.bindings
        )
        return Answer(kind="rows", variables=names, rows=rows)
    triples = (ox.Triple(_term(s), term_of(p), _term(o)) for s, p, o in found.graph)  # type: ignore[arg-type]
    return Answer(kind="triples", triples=tuple(triples))


def _term(term: Any) -> Term:
    from rdflib import BNode

    return ox.BlankNode(str(term)) if isinstance(term, BNode) else term_of(term)
