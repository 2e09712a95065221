"""Paths of shapes as SPARQL writes them, where both read them alike."""

from __future__ import annotations

from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.term import Node

from .expressions import NoSparqlForm

REPEATED = {SH.zeroOrMorePath: "*", SH.oneOrMorePath: "+", SH.zeroOrOnePath: "?"}
DEEPEST = 4  # pySHACL gives up on paths that are nested more deeply than ten


def sparql_path(shapes: Graph, path: Node, depth: int = 0) -> tuple[str, frozenset[URIRef]]:
    """A path in SPARQL, and the predicates in it.

    Raises:
        NoSparqlForm: It is ill-formed, or of a kind that engines read in more than one way.
    """
    if isinstance(path, URIRef):
        return path.n3(), frozenset({path})
    if not isinstance(path, BNode) or depth > DEEPEST:
        raise NoSparqlForm("a path that is no IRI and no blank node, or deeply nested")
    said = list(shapes.predicate_objects(path))
    if (path, RDF.first, None) in shapes:
        return _several(shapes, path, "/", depth)
    if len(said) != 1:
        raise NoSparqlForm("a path that is not well formed")
    ((kind, inner),) = said
    if kind == SH.alternativePath:
        return _several(shapes, inner, "|", depth)
    if kind == SH.inversePath and isinstance(inner, URIRef):
        return f"^{inner.n3()}", frozenset({inner})
    if isinstance(kind, URIRef) and kind in REPEATED:
        text, predicates = sparql_path(shapes, inner, depth + 1)
        return f"({text}){REPEATED[kind]}", predicates
    raise NoSparqlForm("an inverse of more than one predicate")


def _several(shapes: Graph, head: Node, sign: str, depth: int) -> tuple[str, frozenset[URIRef]]:
    parts = [sparql_path(shapes, part, depth + 1) for part in members(shapes, head)]
    if not 2 <= len(parts) <= DEEPEST:
        raise NoSparqlForm("a path of one part, or of many")
    predicates = frozenset[URIRef]().union(*(found for _, found in parts))
    return f"({sign.join(text for text, _ in parts)})", predicates


def members(shapes: Graph, head: Node) -> list[Node]:
    """The members of a list.

    Raises:
        NoSparqlForm: The list is not well formed.
    """
    found: list[Node] = []
    seen = set()
    while head != RDF.nil:
        first, rest = list(shapes.objects(head, RDF.first)), list(shapes.objects(head, RDF.rest))
        if len(first) != 1 or len(rest) != 1 or head in seen:
            raise NoSparqlForm("a list that is not well formed")
        seen.add(head)
        found.append(first[0])
        head = rest[0]
    return found
