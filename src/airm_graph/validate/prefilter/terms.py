"""Terms of a shapes graph as SPARQL writes them, and parameters that have one value."""

from __future__ import annotations

import re

from rdflib import XSD, Graph, Literal, URIRef
from rdflib.term import Node

from ..rewritten import is_kept
from ..stored_graph import engine_term
from .expressions import NoSparqlForm

IRI = re.compile(r"[^\x00-\x20<>\"{}|^`\\]+")


def iri(term: Node) -> str:
    """An IRI between its brackets.

    Raises:
        NoSparqlForm: It is no IRI, or one that cannot be written.
    """
    if not isinstance(term, URIRef) or not IRI.fullmatch(term):
        raise NoSparqlForm("something else than an IRI")
    return f"<{term}>"


def constant(term: Node) -> str:
    """A term that the engine compares as it is.

    Raises:
        NoSparqlForm: It is a blank node, or a literal that the engine would alter.
    """
    if isinstance(term, URIRef):
        return iri(term)
    if not isinstance(term, Literal) or not is_kept(engine_term(term)):
        raise NoSparqlForm("a value that the engine would not keep as it is written")
    return str(engine_term(term))


def only(shapes: Graph, shape: Node, parameter: URIRef) -> Node:
    """The one value of a parameter.

    Raises:
        NoSparqlForm: There is more than one, or none.
    """
    values = list(shapes.objects(shape, parameter))
    if len(values) != 1:
        raise NoSparqlForm("not exactly one value")
    return values[0]


def number(shapes: Graph, shape: Node, parameter: URIRef) -> int:
    """The one value of a parameter, a whole number that is not negative.

    Raises:
        NoSparqlForm: It is anything else.
    """
    value = only(shapes, shape, parameter)
    if (
        isinstance(value, Literal)
        and value.datatype == XSD.integer
        and isinstance(value.value, int)
        and value.value >= 0
    ):
        return value.value
    raise NoSparqlForm("no whole number")


def flag(shapes: Graph, shape: Node, parameter: URIRef) -> bool:
    """The one value of a parameter, true or false.

    Raises:
        NoSparqlForm: It is anything else.
    """
    value = only(shapes, shape, parameter)
    if value in (Literal(True), Literal(False)):
        return bool(value)
    raise NoSparqlForm("neither true nor false")
