"""Schemes, concepts, collections and those who made them, as triples of SKOS."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Quad

from ...vocab import AIRM, DCAT, DCTERMS, OWL, PREFIXES, PROV, RDF, RDFS, SKOS, VCARD
from ..contents import Resource
from ..terms import STRING, Term
from .gathering import NARROWER, Gathered
from .relations import Relation

NOTES = ("changeNote", "definition", "editorialNote", "example", "historyNote", "note", "scopeNote")
NOTED = tuple(SKOS.namespace + name for name in NOTES)
LABELS = tuple(SKOS.namespace + name for name in ("prefLabel", "altLabel", "hiddenLabel"))
PREF_LABEL, ALT_LABEL, _ = LABELS
ABOUT = tuple(
    DCTERMS.namespace + name
    for name in (
        *("created", "issued", "modified", "date", "source", "references", "identifier"),
        *("isReplacedBy", "replaces", "isVersionOf", "hasVersion"),
    )
)
CONCEPT = (
    *(*NOTED, *ABOUT, RDFS.seeAlso.value, OWL.namespace + "deprecated", SKOS.notation.value),
    SKOS.namespace + "related",
    PREFIXES["vs"] + "term_status",
)
SCHEME = (
    *(*NOTED, *ABOUT, RDFS.seeAlso.value, OWL.namespace + "deprecated", SKOS.notation.value),
    *(DCTERMS.namespace + name for name in ("title", "description", "contributor", "publisher")),
)
# What a scheme does not say of itself, its graph or the version in it may say.
INHERITED = (DCTERMS.license, DCTERMS.rights, DCTERMS.source)
MAKERS = (DCTERMS.creator, PROV.wasAttributedTo)
AGENT = NamedNode(DCTERMS.namespace + "Agent")
COLLECTION = NamedNode(SKOS.namespace + "Collection")
MEMBER = NamedNode(SKOS.namespace + "member")


def triples_of(gathered: Gathered, matches: Iterable[Relation]) -> Iterator[Quad]:
    """All that the file says."""
    for scheme in gathered.schemes.values():
        yield from _scheme(gathered, scheme)
    for concept in gathered.concepts.values():
        yield from _concept(gathered, concept)
    for one in gathered.collections.values():
        yield from _collection(gathered, one)
    for subject, predicate, other in matches:
        yield Quad(NamedNode(subject), getattr(SKOS, predicate), NamedNode(other))


def _scheme(gathered: Gathered, scheme: Resource) -> Iterator[Quad]:
    node = NamedNode(scheme.iri)
    yield Quad(node, RDF.type, SKOS.ConceptScheme)
    yield from _labels(scheme)
    yield from _kept(scheme, SCHEME)
    if not scheme.values(DCTERMS.title):
        for label in scheme.terms(SKOS.prefLabel):
            yield Quad(node, DCTERMS.title, _node(label))
    described = (scheme, *gathered.describing(scheme))
    for predicate in INHERITED:
        for value in next(filter(None, (one.terms(predicate) for one in described)), []):
            yield Quad(node, predicate, _node(value))
    if version := gathered.version(scheme):
        yield Quad(node, OWL.versionInfo, Literal(version))
    makers = (one.terms(predicate) for one in described for predicate in MAKERS)
    for maker in next(filter(None, makers), []):
        yield Quad(node, DCTERMS.creator, _node(maker))
        yield from _agent(gathered, maker.value)
    for contact in gathered.contact(scheme):
        yield Quad(node, DCAT.contactPoint, NamedNode(contact))
        if contact in gathered.contacts:
            yield from _whole(gathered.contacts[contact])


def _agent(gathered: Gathered, iri: str) -> Iterator[Quad]:
    agent = gathered.agents.get(iri)
    if agent:
        yield Quad(NamedNode(iri), RDF.type, AGENT)
        yield Quad(NamedNode(iri), RDFS.label, Literal(agent.label, language="en"))


def _concept(gathered: Gathered, concept: Resource) -> Iterator[Quad]:
    node = NamedNode(concept.iri)
    yield Quad(node, RDF.type, SKOS.Concept)
    yield from _labels(concept)
    yield from _kept(concept, CONCEPT)
    for page in concept.terms(AIRM.publishedAs):
        yield Quad(node, RDFS.seeAlso, _node(page))
    if not concept.values(SKOS.notation):
        for key in concept.values(AIRM.sourceKey):
            yield Quad(node, SKOS.notation, Literal(key))
    for iri in gathered.schemes_of(concept):
        yield Quad(node, SKOS.inScheme, NamedNode(iri))
        yield Quad(NamedNode(iri), RDF.type, SKOS.ConceptScheme)
    for iri in concept.values(SKOS.topConceptOf):
        yield Quad(node, SKOS.topConceptOf, NamedNode(iri))
        yield Quad(NamedNode(iri), SKOS.hasTopConcept, node)
    for iri in concept.values(SKOS.broader):
        yield from _below(node, NamedNode(iri))
    for iri in concept.values(NARROWER):
        yield from _below(NamedNode(iri), node)


def _below(concept: NamedNode, broader: NamedNode) -> Iterator[Quad]:
    """That one stands below the other, both ways; and that the other is a concept, as SKOS says."""
    yield Quad(concept, SKOS.broader, broader)
    yield Quad(broader, NARROWER, concept)
    for node in (concept, broader):
        yield Quad(node, RDF.type, SKOS.Concept)


def _collection(gathered: Gathered, one: Resource) -> Iterator[Quad]:
    members = [iri for iri in one.values(MEMBER) if iri in gathered.concepts]
    if not members:
        return
    node = NamedNode(one.iri)
    yield Quad(node, RDF.type, COLLECTION)
    yield from _labels(one)
    yield from _kept(one, (*NOTED, SKOS.notation.value))
    for iri in members:
        yield Quad(node, MEMBER, NamedNode(iri))


def _labels(one: Resource) -> Iterator[Quad]:
    """The labels: one preferred for each language, and none of two kinds (S13, S14).

    A second preferred label becomes another name; what is a label already is not said again.
    """
    said = [(kind, value.value) for kind in LABELS for value in one.said.get(kind, ())]
    languages, taken = set[str](), set[Term]()
    chosen = []
    for kind, term in said:
        first = term.language.lower() not in languages
        if kind == PREF_LABEL and first:
            languages.add(term.language.lower())
        chosen.append((kind if kind != PREF_LABEL or first else ALT_LABEL, term))
    for kind, term in sorted(chosen, key=lambda label: LABELS.index(label[0])):
        if term not in taken:
            taken.add(term)
            yield Quad(NamedNode(one.iri), NamedNode(kind), _node(term))


def _kept(one: Resource, predicates: Iterable[str]) -> Iterator[Quad]:
    for predicate in predicates:
        for said in one.said.get(predicate, ()):
            yield Quad(NamedNode(one.iri), NamedNode(predicate), _node(said.value))


def _whole(contact: Resource) -> Iterator[Quad]:
    """How to reach somebody, in the words of vCard."""
    for kind in sorted(contact.types):
        if kind.startswith(VCARD.namespace):
            yield Quad(NamedNode(contact.iri), RDF.type, NamedNode(kind))
    yield from _kept(contact, (name for name in contact.said if name.startswith(VCARD.namespace)))


def _node(term: Term) -> NamedNode | Literal:
    if term.kind != "literal":
        return NamedNode(term.value)
    if term.language:
        return Literal(term.value, language=term.language)
    if term.datatype == STRING:
        return Literal(term.value)
    return Literal(term.value, datatype=NamedNode(term.datatype))
