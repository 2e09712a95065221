"""The page of the vocabulary: every term of ours with its definition, under its local name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, parse

from ..identifiers import compress
from ..resources import root
from ..vocab import AIRM, DCTERMS, OWL, PREFIXES, RDF, RDFS, SKOS
from .holdings import Holdings
from .links import Links
from .mentions import Mentions
from .rendering import fill

PARTS = {
    "Classes": {"Class"},
    "Properties between things": {"ObjectProperty"},
    "Properties with texts, numbers and dates": {"DatatypeProperty"},
    "Annotations": {"AnnotationProperty"},
    "Values": {"NamedIndividual"},
}
# What is said of a term, in the order in which it is shown.
SAID = {
    SKOS.scopeNote.value: "Note",
    SKOS.namespace + "example": "For example",
    RDF.type.value: "Is a",
    RDFS.namespace + "subClassOf": "Below the class",
    RDFS.namespace + "subPropertyOf": "Below the property",
    RDFS.namespace + "domain": "Of",
    RDFS.namespace + "range": "Leads to",
}
SHOWN = {SKOS.definition.value, RDFS.label.value, RDFS.namespace + "isDefinedBy"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A class, property or value of the vocabulary.

    Attributes:
        said: What else is said of it: in words or as a property, and the values; where a value is
            a union, each of its members.
    """

    iri: str
    name: str
    label: str
    definition: str
    said: list[tuple[str, list[str]]] = field(default_factory=list)


def vocabulary_page(holdings: Holdings, links: Links) -> str:
    """Every term of ``ontology/airm.ttl``, in a section whose id is its local name."""
    path = root() / "ontology" / "airm.ttl"
    about: dict[str, dict[str, list[Quad]]] = defaultdict(lambda: defaultdict(list))
    for quad in parse(path=path, format=RdfFormat.TURTLE):
        about[_key(quad.subject)][quad.predicate.value].append(quad)
    names = Mentions(holdings, links)
    ontology = about[AIRM.namespace.rstrip("#")]
    return fill(
        "vocabulary.html",
        links,
        build=holdings.build.name,
        names=names,
        parts=[(title, list(_terms(about, kinds))) for title, kinds in PARTS.items()],
        title=_words(ontology[DCTERMS.title.value]),
        description=_words(ontology[DCTERMS.description.value]),
        version=_words(ontology[OWL.versionInfo.value]),
        citation=_words(ontology[DCTERMS.bibliographicCitation.value]),
        prefixes_of=PREFIXES,
        shapes=links.thing(PREFIXES["airms"]).rstrip("#"),
        data=names.data(AIRM.namespace),
    )


About = dict[str, dict[str, list[Quad]]]


def _terms(about: About, kinds: set[str]) -> Iterator[Term]:
    wanted = {PREFIXES["owl"] + kind for kind in kinds}
    for iri in sorted(about, key=str.casefold):
        said = about[iri]
        types = {_key(quad.object) for quad in said[RDF.type.value]}
        if iri.startswith(AIRM.namespace) and types & wanted:
            others = sorted(said.keys() - SAID.keys() - SHOWN)
            yield Term(
                iri=iri,
                name=iri.removeprefix(AIRM.namespace),
                label=_words(said[RDFS.label.value]),
                definition=_words(said[SKOS.definition.value]),
                said=[
                    (SAID.get(property_, compress(property_)), values)
                    for property_ in (*SAID, *others)
                    if (values := _values(about, said[property_], wanted))
                ],
            )


def _values(about: About, quads: list[Quad], hidden: set[str]) -> list[str]:
    """The values as IRIs or words; the kind of the part in which a term stands is hidden."""
    found = []
    for quad in quads:
        if isinstance(quad.object, BlankNode):
            found += _members(about, quad.object)
        elif (value := _key(quad.object)) not in hidden | {PREFIXES["owl"] + "NamedIndividual"}:
            found.append(value)
    return found


def _members(about: About, node: BlankNode) -> list[str]:
    """The members of a list, or of the union or other expression that a blank node is."""
    said = about[_key(node)]
    first = said.get(PREFIXES["rdf"] + "first", [])
    following = said.get(PREFIXES["rdf"] + "rest", [])
    if not first:
        nested = [quad.object for quads in said.values() for quad in quads]
        return [m for part in nested if isinstance(part, BlankNode) for m in _members(about, part)]
    members = []
    for quad in (*first, *following):
        if isinstance(quad.object, BlankNode):
            members += _members(about, quad.object)
        elif _key(quad.object) != PREFIXES["rdf"] + "nil":
            members.append(_key(quad.object))
    return members


def _words(quads: list[Quad]) -> str:
    return _key(quads[0].object) if quads else ""


def _key(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else str(getattr(term, "value", term))
