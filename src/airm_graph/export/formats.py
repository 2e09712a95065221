"""The formats by name: a format is one entry in :data:`FORMATS`, which everything else reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from .jsonld import write_jsonld
from .lines import write_nquads, write_ntriples
from .preamble import Preamble
from .rdfxml import write_rdfxml
from .terms import Line
from .turtle import write_trig, write_turtle

Writer: TypeAlias = Callable[[Iterable[Line], BinaryIO, Preamble], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One way to write the graph.

    Attributes:
        title: Its usual name.
        suffix: How files of it end.
        media_type: What a web server calls it.
        what: What is in it.
        graphs: Whether it can say which graph holds which triple.
        write: Writes it.
    """

    title: str
    suffix: str
    media_type: str
    what: str
    graphs: bool
    write: Writer


FORMATS: dict[str, Format] = {
    "turtle": Format(
        title="Turtle",
        suffix=".ttl",
        media_type="text/turtle",
        what="the graph, subject by subject, for people and every RDF tool",
        graphs=False,
        write=write_turtle,
    ),
    "ntriples": Format(
        title="N-Triples",
        suffix=".nt",
        media_type="application/n-triples",
        what="the graph, one triple a line",
        graphs=False,
        write=write_ntriples,
    ),
    "nquads": Format(
        title="N-Quads",
        suffix=".nq",
        media_type="application/n-quads",
        what="the graph with its named graphs, one quad a line; whole, the bytes of the build",
        graphs=True,
        write=write_nquads,
    ),
    "trig": Format(
        title="TriG",
        suffix=".trig",
        media_type="application/trig",
        what="the graph with its named graphs, graph by graph",
        graphs=True,
        write=write_trig,
    ),
    "rdfxml": Format(
        title="RDF/XML",
        suffix=".rdf",
        media_type="application/rdf+xml",
        what="the graph, for older tools",
        graphs=False,
        write=write_rdfxml,
    ),
    "jsonld": Format(
        title="JSON-LD 1.1",
        suffix=".jsonld",
        media_type="application/ld+json",
        what="the graph as JSON, with the context written into the file",
        graphs=False,
        write=write_jsonld,
    ),
}
