"""RDF that comes from outside, read strictly and within bounds, and the same terms for rdflib."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse
from rdflib import BNode, Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.term import Node

from ..errors import SourceError, nearest
from ..resources import shown
from ..vocab import XSD

MOST_BYTES = 200_000_000  # about two gigabytes of memory once it is an rdflib graph
DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)  # the parser takes small letters as well
FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".trig": RdfFormat.TRIG,
    ".nt": RdfFormat.N_TRIPLES,
    ".nq": RdfFormat.N_QUADS,
    ".jsonld": RdfFormat.JSON_LD,
    ".json": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
    ".owl": RdfFormat.RDF_XML,
    ".xml": RdfFormat.RDF_XML,
}


def read_rdf(path: Path) -> list[Quad]:
    """What an RDF file says; its suffix tells the format, and nothing else is fetched.

    Raises:
        SourceError: The suffix is unknown, the file is too large or cannot be read, it is not
            well formed (with the parser's line), has a DOCTYPE, or needs more than RDF 1.1.
    """
    name = shown(path)
    syntax = FORMATS.get(path.suffix.lower())
    if syntax is None:
        hint = nearest(path.suffix.lower(), FORMATS)
        raise SourceError(f"no RDF format ends in {path.suffix!r}; {hint}", path=name)
    try:
        if not path.is_file():
            raise SourceError("there is no such file", path=name)
        if (size := path.stat().st_size) > MOST_BYTES:
            raise SourceError(f"{size:,} bytes; at most {MOST_BYTES:,} are read", path=name)
        # Entities can blow a small file up; no RDF needs them.
        if syntax == RdfFormat.RDF_XML and DOCTYPE.search(path.read_bytes()):
            raise SourceError("RDF/XML with a DOCTYPE is not read; remove it", path=name)
        quads = list(
            parse(
                path=str(path),
                format=syntax,
                base_iri=path.resolve().as_uri(),
                rename_blank_nodes=True,  # '_:a' of one file is not '_:a' of the next
            )
        )
    except OSError as error:
        raise SourceError(f"cannot be read: {error.strerror or error}", path=name) from None
    except SyntaxError as error:
        why = f"not {syntax.name}: {error.msg}"
        if "remote contexts" in error.msg:
            why = "its @context lies elsewhere, and nothing is fetched; write it into the file"
        raise SourceError(why, path=name, line=error.lineno) from None
    if any(isinstance(quad.object, Triple) for quad in quads):
        raise SourceError("it has triple terms of RDF 1.2; only RDF 1.1 is read", path=name)
    return quads


def rdflib_graph(quads: Iterable[Quad]) -> Graph:
    """The triples of all graphs together, with every literal spelt as it was."""
    graph = Graph(bind_namespaces="none")
    with quiet_rdflib():
        for s, p, o in ((quad.subject, quad.predicate, quad.object) for quad in quads):
            graph.add((rdflib_term(s), rdflib_term(p), rdflib_term(o)))
    return graph


@contextmanager
def quiet_rdflib() -> Iterator[None]:
    """Keep rdflib from talking about ill-typed literals: a shape says so, and says where."""
    log = logging.getLogger("rdflib.term")
    was, log.disabled = log.disabled, True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            yield
    finally:
        log.disabled = was


def rdflib_term(term: object) -> Node:
    """The same term in rdflib.

    >>> rdflib_term(Literal("1.10", datatype=XSD.decimal)).n3()
    '"1.10"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    match term:
        case NamedNode():
            return URIRef(term.value)
        case BlankNode():
            return BNode(term.value)
        case Literal() if term.language:
            return RdflibLiteral(term.value, lang=term.language)
        case Literal() if term.datatype == XSD.string:
            return RdflibLiteral(term.value)
        case Literal():
            datatype = URIRef(term.datatype.value)
            return RdflibLiteral(term.value, datatype=datatype, normalize=False)
    raise TypeError(f"{type(term).__name__} is no term of RDF 1.1")
