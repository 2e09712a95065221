"""Checks a file in the terms of DPV and AIRO: every word exists, and says nothing false."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from ...errors import SourceError
from ...identifiers import compress
from ...sources.bounded import read_rdf
from ...vocab import DCTERMS, RDF, RDFS, SKOS
from .telling import announced, counted
from .terms import BORROWED, DATASET, DOCUMENT, ENDS

OTHERS = (DCTERMS.namespace, SKOS.namespace, RDFS.namespace, RDF.type.value)
OTHER_CLASSES = (*(SKOS.Concept.value, SKOS.ConceptScheme.value, DATASET.value, DOCUMENT.value),)
NAMES = (SKOS.prefLabel.value, DCTERMS.title.value)
# Where the vocabularies have their words; longer ones are other vocabularies of DPV.
SPACES = {terms.namespace: terms for terms in BORROWED}


def check_dpv_airo(path: Path) -> list[str]:
    """What is wrong with such a file, a sentence each; nothing where nothing is."""
    try:
        quads = read_rdf(path)
    except SourceError as error:
        return [str(error)]
    return [f"{path.name}: {fault}" for fault in sorted({*_faults(quads), *_numbers(path, quads)})]


def _faults(quads: list[Quad]) -> Iterator[str]:
    kinds: dict[str, set[NamedNode]] = defaultdict(set)
    named: set[str] = set()
    licensed: set[str] = set()
    for quad in quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            yield "a node without a name; expected an IRI"
            continue
        subject = quad.subject.value  # type: ignore[union-attr]
        if quad.predicate == RDF.type and isinstance(quad.object, NamedNode):
            kinds[subject].add(quad.object)
        if quad.predicate.value in NAMES:
            named.add(subject)
        if quad.predicate == DCTERMS.license:
            licensed.add(subject)
    if not kinds:
        yield "nothing in it has a class; expected risks, controls and stakeholders"
    for subject, of in kinds.items():
        if subject not in named:
            yield f"{compress(subject)} has no name; expected skos:prefLabel or dcterms:title"
        if subject not in licensed:
            yield f"{compress(subject)} has no licence; expected dcterms:license"
        for kind in of:
            yield from _class_faults(kind.value)
    for quad in quads:
        yield from _word_faults(quad, kinds)


def _class_faults(kind: str) -> Iterator[str]:
    if kind not in OTHER_CLASSES and not _is_borrowed(kind):
        yield f"{compress(kind)} is no class that DPV 2.3 or AIRO is used with here"


def _word_faults(quad: Quad, kinds: dict[str, set[NamedNode]]) -> Iterator[str]:
    predicate = quad.predicate
    word = compress(predicate.value)
    if not predicate.value.startswith(OTHERS) and not _is_borrowed(predicate.value):
        yield f"{word} is no property that DPV 2.3 or AIRO is used with here"
    if predicate not in ENDS:
        return
    subject, object_ = quad.subject.value, quad.object.value  # type: ignore[union-attr]
    if isinstance(quad.object, Literal):
        yield f"{compress(subject)} {word} leads to a text; expected an IRI"
        return
    for end, wanted in zip((subject, object_), ENDS[predicate], strict=True):
        if wanted and not wanted & kinds.get(end, set()):
            names = " or ".join(sorted(compress(kind.value) for kind in wanted))
            yield f"{compress(end)} stands at {word} and is not described as {names}"


def _is_borrowed(iri: str) -> bool:
    space = iri[: iri.rfind("#") + 1]
    return space in SPACES and iri.removeprefix(space) in SPACES[space]


def _numbers(path: Path, quads: list[Quad]) -> Iterator[str]:
    """A file that was cut between two things is still Turtle; its own numbers tell."""
    found = counted((quad.predicate.value, quad.object.value) for quad in quads)  # type: ignore[union-attr]
    said = announced(path.read_text(encoding="utf-8"))
    if not said:
        yield "its comments do not say how much is in it; expected 'As DPV 2.3 and AIRO 1.0: …'"
    for what, number in found.items():
        if said and said.get(what) != number:
            yield f"its comments announce {what}: {said.get(what, 0):,}; there are {number:,}"
