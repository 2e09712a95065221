"""Triples as people type them, and what the graph says instead of one that does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from .errors import IdentifierError, nearest
from .identifiers import compress, expand
from .lookup import find_thing
from .rdflib_terms import Term
from .store import PROLOGUE, GraphEngine
from .vocab import AIRM, PREFIXES, RDF

MOST = 10  # things that are said instead
HOLDING = "SELECT DISTINCT ?graph WHERE {{ GRAPH ?graph {{ ?s {predicate} ?o }} }} ORDER BY ?graph"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What the graph says near a triple that does not hold.

    Attributes:
        values: What has the same subject and property.
        properties: What leads from the subject to the object.
        subject: The graphs that say something of the subject.
        predicate: The graphs that use the property.
    """

    values: tuple[Term, ...]
    properties: tuple[str, ...]
    subject: tuple[str, ...]
    predicate: tuple[str, ...]


def read_triple(engine: GraphEngine, subject: str, predicate: str, object_: str) -> Triple:
    """The triple that three words name.

    Args:
        engine: The graph, in which keys and labels are looked up.
        subject: A CURIE, an IRI, or another name of a thing.
        predicate: A CURIE, an IRI, ``a``, or the name of a property of the vocabulary.
        object_: As the subject, or a literal as Turtle spells it, or the words of a text that the
            subject has.

    Raises:
        IdentifierError: A word names nothing, or more than one thing.
    """
    start, property_ = _node(engine, subject), _property(predicate)
    triple = Triple(start, property_, _object(engine, start, property_, object_))
    held = engine.store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
    found = next(iter(held), None)  # the engine knows other spellings of a number
    return found.triple if found else triple


def _node(engine: GraphEngine, word: str) -> NamedNode:
    prefix, colon, _ = word.partition(":")
    if "://" in word or (colon and prefix in PREFIXES):
        try:
            return NamedNode(expand(word))
        except ValueError as error:
            raise IdentifierError(f"{word!r} is no IRI: {error}") from None
    try:
        node = NamedNode(PREFIXES["airmid"] + word)
    except ValueError:
        node = None
    if node is not None and next(engine.store.quads_for_pattern(node, None, None), None):
        return node
    return NamedNode(find_thing(engine, word).iri)


def _property(word: str) -> NamedNode:
    if word == "a":
        return RDF.type
    if ":" in word:
        try:
            return NamedNode(expand(word))
        except ValueError as error:
            raise IdentifierError(f"{word!r} is no IRI: {error}") from None
    if word in AIRM and word[0].islower():
        return NamedNode(AIRM.namespace + word)
    known = [name for name in AIRM if name[0].islower()]
    raise IdentifierError(f"no property is called {word!r}: {nearest(word, known)}")


def _object(engine: GraphEngine, start: NamedNode, property_: NamedNode, word: str) -> Term:
    if word[:1] in {'"', "'"}:
        literal = _literal(word)
        if literal is None:
            raise IdentifierError(f"{word} is no literal as Turtle spells it")
        return literal
    for quad in engine.store.quads_for_pattern(start, property_, None):
        if isinstance(quad.object, Literal) and quad.object.value == word:
            return quad.object
    try:
        return _node(engine, word)
    except IdentifierError:
        literal = _literal(word)
        if literal is None:
            raise
        return literal


def _literal(word: str) -> Literal | None:
    """A literal of Turtle; None where the word is something else.

    >>> _literal('"Fog horn"@en'), _literal("0.9").value, _literal("skos:broader")
    (<Literal value=Fog horn language=en>, '0.9', None)
    """
    try:
        found = list(parse(f"{PROLOGUE} <urn:s> <urn:p> {word} .", format=RdfFormat.TURTLE))
    except (SyntaxError, ValueError):
        return None
    object_ = found[0].object if len(found) == 1 else None
    return object_ if isinstance(object_, Literal) else None


def said_instead(engine: GraphEngine, triple: Triple) -> Instead:
    """What the graph says near a triple that it does not hold."""
    store, subject = engine.store, triple.subject
    values = {quad.object for quad in store.quads_for_pattern(subject, triple.predicate, None)}
    between = {quad.predicate for quad in store.quads_for_pattern(subject, None, triple.object)}
    holding = HOLDING.format(predicate=triple.predicate)
    return Instead(
        values=tuple(sorted(values, key=str)[:MOST]),  # type: ignore[arg-type]
        properties=tuple(sorted(compress(one.value) for one in between)),
        subject=tuple(_graphs(engine, subject.value)),  # type: ignore[union-attr]
        predicate=tuple(sorted(compress(row["graph"]) for row in engine.select(holding))),
    )


def _graphs(engine: GraphEngine, subject: str) -> Iterator[str]:
    quads = engine.store.quads_for_pattern(NamedNode(subject), None, None)
    yield from sorted({_short(quad.graph_name) for quad in quads})


def _short(graph: object) -> str:
    return compress(graph.value) if isinstance(graph, NamedNode) else "the default graph"
