"""An rdflib graph that reads from an Oxigraph store, with every literal as it was written.

Nothing is copied: pySHACL asks for the few triples about the nodes that it looks at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Store
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.plugins.stores.memory import Memory
from rdflib.term import Node

from ..vocab import XSD
from .files import rdflib_term
from .rewritten import Key, Rewritten

Pattern = tuple[Node | None, Node | None, Node | None]
Triple = tuple[Node, Node, Node]


def stored_graph(store: Store, rewritten: Rewritten) -> Graph:
    """The triples of all graphs of a store together, read-only.

    Args:
        store: The engine's; it must not change while the graph is used.
        rewritten: The literals that this store has altered.
    """
    view = _View(store, rewritten)
    view.graph = Graph(store=view, bind_namespaces="none")
    return view.graph


class _View(Memory):
    """Keeps the prefixes itself, and asks the engine for triples."""

    graph: Graph  # the only one that it says that triples are in

    def __init__(self, store: Store, rewritten: Rewritten) -> None:
        super().__init__()
        self._engine = store
        self._rewritten = rewritten
        self._size = len(store)

    def __len__(self, context: object = None) -> int:
        """The quads of the store: pySHACL asks for every finding, only whether there are any."""
        return self._size

    def triples(  # type: ignore[override]
        self,
        triple_pattern: Pattern,
        context: object = None,  # noqa: ARG002 - there is one
    ) -> Iterator[tuple[Triple, Iterator[Graph]]]:
        """The triples that fit, each once, however many graphs state it."""
        for triple in self._matching(*triple_pattern):
            yield triple, iter((self.graph,))

    def _matching(
        self, subject: Node | None, predicate: Node | None, object_: Node | None
    ) -> Iterator[Triple]:
        if isinstance(subject, RdflibLiteral) or not isinstance(predicate, URIRef | None):
            return  # paths of shapes may go on from a literal; nothing leads there
        pattern = (subject, predicate, object_)
        s, p, o = (None if term is None else engine_term(term) for term in pattern)
        values = self._rewritten.values
        seen = set()
        for quad in self._engine.quads_for_pattern(s, p, o, None):  # type: ignore[arg-type]
            triple = quad.triple
            if triple in seen or (
                isinstance(quad.object, Literal) and (quad.subject, quad.predicate) in values
            ):
                continue
            seen.add(triple)
            found = _rdflib_triple(*triple)
            if object_ is None or found[2] == object_:
                yield found
        for key in self._keys(s, p):
            for literal in values[key]:
                found = _rdflib_triple(*key, literal)
                if object_ is None or found[2] == object_:
                    yield found

    def _keys(self, subject: object, predicate: object) -> Iterable[Key]:
        values = self._rewritten.values
        if subject is not None and predicate is not None:
            key: Key = (subject, predicate)  # type: ignore[assignment]
            return (key,) if key in values else ()
        return (key for key in values if subject in (None, key[0]) and predicate in (None, key[1]))


def _rdflib_triple(subject: object, predicate: object, object_: object) -> Triple:
    return rdflib_term(subject), rdflib_term(predicate), rdflib_term(object_)


def engine_term(term: Node) -> NamedNode | BlankNode | Literal:
    """The same term for the engine.

    >>> engine_term(RdflibLiteral("1", datatype=URIRef(XSD.integer.value)))
    <Literal value=1 datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#integer>>
    """
    if isinstance(term, BNode):
        return BlankNode(str(term))
    if isinstance(term, RdflibLiteral):
        if term.language:
            return Literal(str(term), language=term.language)
        datatype = NamedNode(term.datatype) if term.datatype else XSD.string
        return Literal(str(term), datatype=datatype)
    return NamedNode(str(term))
