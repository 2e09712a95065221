"""The terms, variables and expressions of rdflib's SPARQL parser, for the terms of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeAlias

from pyoxigraph import Literal, NamedNode

Term: TypeAlias = NamedNode | Literal
Bindings: TypeAlias = Mapping[str, Term]  # values by name of a variable


def variable(place: Any) -> str | None:
    """The name of a variable of a pattern, or of a blank node in it, which is one, too."""
    return str(place) if isinstance(place, _variables()) else None


@cache
def _variables() -> tuple[type, ...]:
    """Asked for very often, and rdflib is not to be loaded before it is needed."""
    from rdflib import BNode, Variable

    return Variable, BNode


def term_of(term: Any) -> Term:
    """A term of rdflib as the engine has it.

    >>> from rdflib import Literal, URIRef
    >>> term_of(URIRef("urn:a")), term_of(Literal("b", lang="en"))
    (<NamedNode value=urn:a>, <Literal value=b language=en>)
    """
    import rdflib

    if isinstance(term, rdflib.Literal):
        if term.language:
            return Literal(str(term), language=term.language)
        datatype = NamedNode(str(term.datatype)) if term.datatype else None
        return Literal(str(term), datatype=datatype)
    return NamedNode(str(term))


def value_of(place: Any, known: Bindings) -> Term | None:
    """The term that stands in a place of a pattern; None where it is not known."""
    name = variable(place)
    return term_of(place) if name is None else known.get(name)


def is_true(expression: Any, known: Bindings) -> bool:
    """Whether a condition that asks for no triple holds; an error is none that does."""
    from rdflib.plugins.sparql.operators import EBV
    from rdflib.plugins.sparql.sparql import SPARQLError

    try:
        return bool(EBV(_evaluated(expression, known)))
    except SPARQLError:
        return False


def value_or_none(expression: Any, known: Bindings) -> Term | None:
    """The value of an expression that asks for no triple; None where it has none."""
    from rdflib.plugins.sparql.sparql import SPARQLError

    try:
        return term_of(_evaluated(expression, known))
    except SPARQLError:
        return None


def _evaluated(expression: Any, known: Bindings) -> Any:
    from rdflib import Variable
    from rdflib.plugins.sparql.evalutils import _eval
    from rdflib.plugins.sparql.sparql import FrozenBindings, Prologue, QueryContext, SPARQLError

    context = QueryContext()
    context.initBindings = {}  # else a variable that is not bound is an error of rdflib
    context.prologue = Prologue()
    values = {Variable(name): _rdflib(term) for name, term in known.items()}
    found = _eval(expression, FrozenBindings(context, values))
    if isinstance(found, SPARQLError):
        raise found
    return found


def _rdflib(term: Term) -> Any:
    import rdflib

    if isinstance(term, NamedNode):
        return rdflib.URIRef(term.value)
    if term.language:
        return rdflib.Literal(term.value, lang=term.language)
    datatype = rdflib.URIRef(term.datatype.value)
    if datatype == rdflib.XSD.string:
        return rdflib.Literal(term.value)
    return rdflib.Literal(term.value, datatype=datatype, normalize=False)
