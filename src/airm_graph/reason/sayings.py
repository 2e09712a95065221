"""Reads what is to be reasoned over, and remembers who said what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse

from ..identifiers import compress, graph
from ..resources import root
from ..schemes import parse_turtle
from ..validate.files import read_rdf
from ..vocab import RDFS, SKOS
from ..workspace import Build
from .given import BLANK, Axiom, Given

VOCABULARY = graph("ontology")
NO_GRAPH = "the default graph"


class Sayings:
    """The vocabulary, a build and files of somebody's, as one thing to reason over.

    Attributes:
        given: Their axioms and assertions.
    """

    def __init__(self, build: Build | None, files: Sequence[Path] = ()) -> None:
        """Read everything.

        Args:
            build: Its vocabulary is left out: that of this program is read instead.
            files: RDF with assertions and, where they declare terms of their own, axioms.

        Raises:
            SourceError: A file cannot be read; the message has its name and the line.
            WorkspaceError: The build is damaged.
        """
        vocabulary = list(parse_turtle(root() / "ontology" / "airm.ttl", VOCABULARY))
        self._said: list[tuple[str, list[Quad]]] = [(compress(VOCABULARY.value), vocabulary)]
        if build is not None:
            quads = parse(path=str(build.quads_file), format=RdfFormat.N_QUADS)
            rest = [quad for quad in quads if quad.graph_name != VOCABULARY]
            self._said.append(("", rest))
        self._said += [(str(path), read_rdf(path)) for path in files]
        self.given = Given()
        for _, said in self._said:
            self.given.declare(said)
        for origin, said in self._said:
            self.given.add(said, origin)

    def who_says(self, axioms: Iterable[Axiom]) -> dict[Axiom, list[str]]:
        """The graphs and files that state each axiom."""
        wanted = {axiom.triples[0]: axiom for axiom in axioms if not axiom.origin}
        found: dict[Axiom, list[str]] = defaultdict(list)
        for origin, said in self._said if wanted else ():
            for quad in said:
                axiom = wanted.get(_as_given(quad))
                if axiom is not None:
                    name = origin or _name(quad)
                    if name not in found[axiom]:
                        found[axiom].append(name)
        return {axiom: [axiom.origin] if axiom.origin else sorted(found[axiom]) for axiom in axioms}

    def labels(self, names: set[str]) -> dict[str, str]:
        """What things are called, by IRI."""
        found: dict[str, str] = {}
        for _, said in self._said:
            for quad in said:
                if quad.predicate in (SKOS.prefLabel, RDFS.label):
                    subject = quad.subject
                    if isinstance(subject, NamedNode) and subject.value in names:
                        found.setdefault(subject.value, quad.object.value)  # type: ignore[union-attr]
        return found


def _as_given(quad: Quad) -> Triple:
    ends = [
        NamedNode(BLANK + term.value) if isinstance(term, BlankNode) else term
        for term in (quad.subject, quad.object)
    ]
    return Triple(ends[0], quad.predicate, ends[1])  # type: ignore[arg-type]


def _name(quad: Quad) -> str:
    if isinstance(quad.graph_name, DefaultGraph):
        return NO_GRAPH
    return compress(quad.graph_name.value)
