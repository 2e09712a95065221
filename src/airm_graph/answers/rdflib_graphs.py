"""Quads and triples of the engine as graphs of rdflib."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..errors import QueryError
from ..vocab import PREFIXES, XSD

if TYPE_CHECKING:
    from rdflib import Dataset, Graph


def graph_of(triples: Iterable[ox.Triple]) -> Graph:
    """The triples as a graph, with the project's prefixes.

    Raises:
        QueryError: One of them is about a triple, for which rdflib has no place.
    """
    from rdflib import Graph

    graph, terms = Graph(), _Terms()
    _bind(graph)
    for triple in triples:
        graph.add((terms[triple.subject], terms[triple.predicate], terms[triple.object]))
    return graph


def dataset_of(paths: Iterable[Path]) -> Dataset:
    """Files of N-Quads as one dataset whose queries see the union of its graphs.

    The engine reads them, which takes half the time of rdflib's own reader.
    """
    from rdflib import Dataset

    dataset, terms = Dataset(default_union=True), _Terms()
    _bind(dataset)
    graphs: dict[Any, Graph] = {}
    for path in paths:
        for quad in ox.parse(path=path, format=ox.RdfFormat.N_QUADS):
            name = quad.graph_name
            if name not in graphs:
                unnamed = isinstance(name, ox.DefaultGraph)
                graphs[name] = dataset.default_graph if unnamed else dataset.graph(terms[name])
            graphs[name].add((terms[quad.subject], terms[quad.predicate], terms[quad.object]))
    return dataset


def _bind(graph: Graph) -> None:
    for prefix, iri in PREFIXES.items():
        graph.bind(prefix, iri, replace=True)


class _Terms(dict[Any, Any]):
    """Terms of the engine as rdflib has them; each is made once, for most occur often."""

    def __missing__(self, term: Any) -> Any:
        from rdflib import BNode, Literal, URIRef

        found: Any
        if isinstance(term, ox.NamedNode):
            found = URIRef(term.value)
        elif isinstance(term, ox.BlankNode):
            found = BNode(term.value)
        elif isinstance(term, ox.Literal):
            kind = term.datatype.value
            plain = term.language or kind == XSD.string.value
            found = Literal(
                term.value,
                lang=term.language,
                datatype=None if plain else URIRef(kind),
                normalize=False,  # what is stated stays as it is written
            )
        else:
            raise QueryError("the answer has triples about triples, which rdflib cannot hold")
        self[term] = found
        return found
