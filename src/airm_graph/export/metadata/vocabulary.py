"""The vocabulary as it is written here, and what its header says."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from ...resources import root
from ...vocab import OWL, RDF
from .terms import DCT


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A file that declares terms.

    Attributes:
        iri: The ontology.
        text: The file.
        quads: What it says; the names of blank nodes differ from process to process.
    """

    iri: str
    text: bytes
    quads: tuple[Quad, ...]

    def values(self, subject: str, predicate: NamedNode) -> list[NamedNode | Literal]:
        """What is said of something, in the order of the file."""
        return [
            quad.object
            for quad in self.quads
            if isinstance(quad.subject, NamedNode)
            and quad.subject.value == subject
            and quad.predicate == predicate
            and isinstance(quad.object, NamedNode | Literal)
        ]

    def value(self, predicate: NamedNode) -> str:
        """The first value in the header; empty where there is none."""
        return next((each.value for each in self.values(self.iri, predicate)), "")

    @property
    def day(self) -> str:
        """When it was last changed."""
        return self.value(DCT.modified) or self.value(DCT.issued)

    @property
    def version(self) -> str:
        """Its number."""
        return self.value(OWL.versionInfo)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary of this project.

    >>> vocabulary().value(DCT.title)
    'AI-risk mitigation vocabulary'
    """
    text = (root() / "ontology" / "airm.ttl").read_bytes()
    quads = tuple(parse(text, format=RdfFormat.TURTLE))
    ontologies = [quad.subject for quad in quads if (quad.predicate, quad.object) == _ONTOLOGY]
    assert isinstance(ontologies[0], NamedNode)  # noqa: S101 - tests read the file
    return Vocabulary(iri=ontologies[0].value, text=text, quads=quads)


_ONTOLOGY = (RDF.type, OWL.Ontology)
