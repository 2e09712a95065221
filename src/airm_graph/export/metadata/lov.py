"""The vocabulary for registries of vocabularies.

Linked Open Vocabularies (https://lov.linkeddata.es/Recommendations) and the Ontology Lookup Service
read the header and annotations of the file itself. So it is the file as it is written here, and
after it whatever of these it does not say.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from pyoxigraph import Literal, NamedNode

from ...provenance import AUTHORS
from ...vocab import AIRM, BASE, DCTERMS, OWL, RDF, RDFS, SKOS
from ..contents import Contents
from .licence_names import licence_name
from .sayings import Sayings, english, iri
from .terms import DCAT, DCT, FOAF, IS_DEFINED_BY, VANN, VS
from .vocabulary import Vocabulary, vocabulary

# What is looked for in the header, by the words that messages use.
HEADER = {
    "title": DCT.title,
    "description": DCT.description,
    "creator": DCT.creator,
    "publisher": DCT.publisher,
    "day of issue": DCT.issued,
    "day of the last change": DCT.modified,
    "licence": DCT.license,
    "rights": DCT.rights,
    "language": DCT.language,
    "sources": DCT.source,
    "prefix": VANN.preferredNamespacePrefix,
    "namespace": VANN.preferredNamespaceUri,
    "version": OWL.versionInfo,
    "IRI of the version": OWL.versionIRI,
    "homepage": FOAF.homepage,
    "contact": DCAT.contactPoint,
}
TERM = {
    "label": RDFS.label,
    "comment": RDFS.comment,
    "link to the vocabulary": IS_DEFINED_BY,
    "status": VS.term_status,
}
KINDS = ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty", "NamedIndividual")
UNSETTLED = "testing"  # the status of a term whose file gives it none, before version 1


def write_lov(_: Contents, out: BinaryIO) -> None:
    """Write the vocabulary; nothing of the graph is in it."""
    words = vocabulary()
    out.write(words.text)
    said = Sayings()
    _complete_header(said, words)
    for term in terms_of(words):
        _complete_term(said, words, term)
    if said.subjects:
        out.write(b"\n# Beside what the file says, for registries of vocabularies\n\n")
        said.write(out)


def terms_of(words: Vocabulary) -> list[str]:
    """The IRIs of the terms that a vocabulary declares itself, sorted."""
    kinds = {NamedNode(OWL.namespace + kind) for kind in KINDS}
    found = {
        quad.subject.value
        for quad in words.quads
        if quad.predicate == RDF.type
        and quad.object in kinds
        and isinstance(quad.subject, NamedNode)
        and quad.subject.value.startswith(AIRM.namespace)
    }
    return sorted(found)


def _complete_header(said: Sayings, words: Vocabulary) -> None:
    for predicate, values in _header(words):
        if not words.values(words.iri, predicate):
            said.say(words.iri, predicate, *values)
            if predicate != RDFS.label and not words.values(predicate.value, RDF.type):
                said.type(predicate.value, NamedNode(OWL.namespace + "AnnotationProperty"))
    author = AUTHORS.value
    if not words.values(author, FOAF.name):
        labels = words.values(author, RDFS.label)
        said.type(author, FOAF.Agent)
        said.say(author, FOAF.name, *(Literal(each.value) for each in labels))
        said.type(FOAF.Agent.value, NamedNode(OWL.namespace + "Class"))
        said.type(FOAF.name.value, NamedNode(OWL.namespace + "AnnotationProperty"))


def _header(words: Vocabulary) -> Iterator[tuple[NamedNode, list[NamedNode | Literal]]]:
    """What a header can say that follows from the rest of it."""
    licence = words.value(DCT.license)
    creators = words.values(words.iri, DCT.creator)
    authors = ", ".join(
        label.value for each in creators for label in words.values(each.value, RDFS.label)
    )
    yield DCT.publisher, creators
    yield DCT.rights, [english(f"{authors}, {licence_name(licence).title}")]
    yield DCT.language, [Literal("en")]
    yield DCT.source, words.values(words.iri, DCTERMS.references)
    yield FOAF.homepage, [iri(BASE)]
    yield DCAT.contactPoint, creators
    yield RDFS.label, [english(words.value(DCT.title))]


def _complete_term(said: Sayings, words: Vocabulary, term: str) -> None:
    if not words.values(term, RDFS.comment):
        said.say(term, RDFS.comment, *words.values(term, SKOS.definition))
    if not words.values(term, IS_DEFINED_BY):
        said.say(term, IS_DEFINED_BY, iri(words.iri))
    if not words.values(term, VS.term_status):
        said.say(term, VS.term_status, Literal(UNSETTLED))
