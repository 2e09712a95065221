"""RDF documents: what the graph says of one thing, so that it can be read alone.

A document holds the triples of the thing, the statements about it with all they say, what else
refers to it (at most :data:`MOST` triples), and of everything that these mention the types and the
labels. First it says of itself what it is about, from which build, from which graphs, and under
which licences; where it was cut, an ``rdfs:comment`` says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from pathlib import Path

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    parse,
)

from ..canonical import lines_of
from ..errors import IdentifierError, nearest
from ..export.formats import FORMATS
from ..export.preamble import Preamble
from ..export.serializations import SERIALIZATIONS
from ..export.terms import ExportError
from ..identifiers import thing
from ..queries import Query, get_query
from ..resources import root
from ..vocab import AIRM, BASE, DCTERMS, PREFIXES, PROV, RDF, RDFS, SKOS, SSSOM
from .holdings import Holdings
from .short_jsonld import short_jsonld

MOST = 1000
MOST_NAMES = 20_000  # nodes of which it is remembered how they are called; then all are forgotten
BY_SUFFIX = {FORMATS[name].suffix: name for name in SERIALIZATIONS}
# A statement is about what it names with one of these.
ABOUT = (
    *(AIRM.classifies, AIRM.statementOf, AIRM.target, SSSOM.subject_id, SSSOM.object_id),
    *(AIRM.aboutVersion, AIRM.aboutWork, AIRM.focus, AIRM.excludes),
    *(AIRM.changedFrom, AIRM.changedTo),
)
NAMES = (RDF.type, SKOS.prefLabel, RDFS.label, DCTERMS.title)
TERMS_OF_USE = (DCTERMS.title, DCTERMS.license, DCTERMS.rights)
FOAF = "http://xmlns.com/foaf/0.1/"
SPACES = {space: PREFIXES[prefix] for prefix, space in (("airm", "ns"), ("airms", "shape"))}


def document(holdings: Holdings, iri: str, suffix: str) -> bytes:
    """What the graph says of an IRI, as a file of RDF.

    Args:
        holdings: The build.
        iri: A thing or statement, a named graph, a term (which stands for the whole vocabulary), a
            shape (for all shapes), or a query of the library.
        suffix: How the file ends: ``.ttl .jsonld .nt .rdf``, and ``.trig`` or ``.nq`` with graphs.

    Raises:
        IdentifierError: The graph says nothing of the IRI.
        ExportError: No format has that suffix, or it cannot hold what there is to say.
    """
    return documents(holdings, iri, (suffix,))[suffix]


def documents(holdings: Holdings, iri: str, suffixes: Iterable[str]) -> dict[str, bytes]:
    """The same in several formats, by suffix; the graph is asked once.

    Raises:
        IdentifierError: As :func:`document`.
        ExportError: As :func:`document`.
    """
    wanted = tuple(suffixes)
    for suffix in wanted:
        if suffix not in BY_SUFFIX:
            raise ExportError(f"no format ends in {suffix!r}: {nearest(suffix, BY_SUFFIX)}")
    place = iri.removeprefix(BASE).partition("#")[0]
    if iri.startswith(BASE) and place in SPACES:
        return {suffix: _of_files(place, suffix) for suffix in wanted}
    if iri.startswith(PREFIXES["airmq"]):
        lines = sorted(lines_of(_of_query(get_query(iri.removeprefix(PREFIXES["airmq"])))))
        return {suffix: _written(suffix, (), lines, ()) for suffix in wanted}
    said = _Said(holdings.build.store, NamedNode(iri), holdings.names_of_nodes)
    lines, head = said.lines(), lines_of(said.head(holdings.build.name))
    comment = f"airm-graph, build {holdings.build.name}"
    return {
        suffix: _written(
            suffix,
            sorted(_with_subject(line, iri, suffix) for line in head),
            lines,
            (comment, *said.cuts),
        )
        for suffix in wanted
    }


def _with_subject(line: bytes, iri: str, suffix: str) -> bytes:
    """What was said of the IRI, said of its document."""
    start = f"<{iri}> ".encode()
    return f"<{iri}{suffix}> ".encode() + line[len(start) :] if line.startswith(start) else line


def _of_files(place: str, suffix: str) -> bytes:
    paths = _files(place)
    if suffix == ".ttl" and len(paths) == 1:  # as it was written, comments included
        return paths[0].read_bytes()
    return _written(suffix, (), _lines_of_files(paths), (f"airm-graph, {place}",))


def _written(
    suffix: str, head: Sequence[bytes], lines: Iterable[bytes], comments: tuple[str, ...]
) -> bytes:
    preamble = Preamble(comments=comments, lines=tuple(head))
    if suffix == ".jsonld":
        return short_jsonld(lines, preamble)
    out = io.BytesIO()
    SERIALIZATIONS[BY_SUFFIX[suffix]](lines, out, preamble)
    return out.getvalue()


class _Said:
    """What a store says of a node: its own quads, and those that help to understand them.

    A named graph is what it holds and how it is described; nothing is added to that.
    """

    def __init__(self, store: Store, node: NamedNode, names: dict[object, list[Quad]]) -> None:
        """Look for a node; ``names`` remembers what others are called."""
        self.store, self.node, self.names = store, node, names
        self.cuts: tuple[str, ...] = ()
        held = list(store.quads_for_pattern(None, None, None, node))
        self.own = self._about(node) + held
        if not self.own:
            raise IdentifierError(f"the graph says nothing of <{node.value}>")
        self.rest: list[Quad] = []
        if not held:
            self._add_statements_and_references()
            self._add_names()

    def _add_statements_and_references(self) -> None:
        references = self._few(None, "triples that refer to it")
        if self.cuts:  # those that name it as what they are about come before others
            about = (q for one in ABOUT for q in self._few(one, "statements about it"))
        else:
            about = (quad for quad in references if quad.predicate in ABOUT)
        told = {quad.subject for quad in about} - {self.node}
        for statement in told:
            self.rest += self._about(statement)
        self.rest += (q for q in references if q.subject not in told and q.subject != self.node)

    def _add_names(self) -> None:
        quads = (*self.own, *self.rest)
        told = {quad.subject for quad in quads if quad.object != self.node} | {self.node}
        mentioned = {node for quad in quads for node in (quad.subject, quad.object)}
        for node in mentioned - told:
            self.rest += self._called(node, NAMES)
        for graph in {quad.graph_name for quad in quads}:
            self.rest += self._called(graph, TERMS_OF_USE)

    def _called(self, node: object, predicates: tuple[NamedNode, ...]) -> list[Quad]:
        """The quads with these predicates, which other documents will want as well."""
        if not isinstance(node, NamedNode):
            return []
        found = self.names.get((node, predicates))
        if found is None:
            if len(self.names) >= MOST_NAMES:
                self.names.clear()
            found = self.names[node, predicates] = [
                quad
                for predicate in predicates
                for quad in self.store.quads_for_pattern(node, predicate, None, None)
            ]
        return found

    def _about(self, node: object) -> list[Quad]:
        return list(self.store.quads_for_pattern(node, None, None, None))  # type: ignore[arg-type]

    def _few(self, predicate: NamedNode | None, what: str) -> list[Quad]:
        """Quads with the node as object; the same ones in every build that says the same."""
        quads = self.store.quads_for_pattern(None, predicate, self.node, None)
        found = list(islice(quads, MOST + 1))
        if len(found) > MOST:
            cut = f"There are more than {MOST:,} {what}; the rest is not in this document."
            self.cuts = tuple(dict.fromkeys((*self.cuts, cut)))
        return found[:MOST]

    def lines(self) -> list[bytes]:
        """The node first, then everything else by subject."""
        return sorted(lines_of(self.own)) + sorted(lines_of(self.rest))

    def head(self, build: str) -> Iterator[Quad]:
        """What the document is, said of the node in the place of the document."""
        dataset = thing(f"dataset-{build}")
        graphs = {quad.graph_name for quad in (*self.own, *self.rest)}
        licences = {
            quad.object
            for graph in graphs
            if isinstance(graph, NamedNode)
            for quad in self.store.quads_for_pattern(graph, DCTERMS.license, None, None)
        }
        said = [
            (RDF.type, NamedNode(FOAF + "Document")),
            (NamedNode(FOAF + "primaryTopic"), self.node),
            (NamedNode(PREFIXES["void"] + "inDataset"), dataset),
            *((PROV.wasDerivedFrom, graph) for graph in graphs if isinstance(graph, NamedNode)),
            *((DCTERMS.license, licence) for licence in licences),
            *((RDFS.comment, Literal(cut, language="en")) for cut in self.cuts),
        ]
        for predicate, object_ in said:
            yield Quad(self.node, predicate, object_, DefaultGraph())
        yield Quad(dataset, RDF.type, NamedNode(PREFIXES["void"] + "Dataset"), DefaultGraph())


def _of_query(query: Query) -> Iterator[Quad]:
    """A query as SHACL has it, which other collections of queries read."""
    node = NamedNode(PREFIXES["airmq"] + query.slug)
    for predicate, object_ in (
        (RDF.type, NamedNode(PREFIXES["sh"] + "SPARQLSelectExecutable")),
        (RDFS.label, Literal(query.title, language="en")),
        (RDFS.comment, Literal(query.question, language="en")),
        (NamedNode(PREFIXES["sh"] + "select"), Literal(query.text)),
    ):
        yield Quad(node, predicate, object_, DefaultGraph())


def _files(place: str) -> tuple[Path, ...]:
    ontology = root() / "ontology"
    return (
        (ontology / "airm.ttl",) if place == "ns" else tuple(sorted(ontology.glob("shapes/*.ttl")))
    )


@cache
def _lines_of_files(paths: tuple[Path, ...]) -> tuple[bytes, ...]:
    """All triples of some Turtle files, blank nodes called the same every time."""
    dataset = Dataset(
        quad
        for path in paths
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, rename_blank_nodes=True)
    )
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return tuple(sorted(lines_of(dataset)))
