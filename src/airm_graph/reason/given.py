"""What is reasoned over: axioms of vocabularies and assertions of data, as OWL 2 DL has them.

A graph says more than OWL 2 DL can take. What is left out is counted, with the reason.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ..errors import AirmError
from ..identifiers import compress
from ..vocab import OWL, PREFIXES, RDF, XSD

RDF_NS, RDFS_NS, OWL_NS = PREFIXES["rdf"], PREFIXES["rdfs"], OWL.namespace
BLANK = "urn:x-airm:blank-"  # individuals without a name get one

KINDS = {
    OWL_NS + name: name
    for name in ("Class", "ObjectProperty", "DatatypeProperty", "AnnotationProperty")
} | {RDFS_NS + "Datatype": "Datatype"}
CHARACTERISTICS = {
    OWL_NS + f"{name}Property"
    for name in (
        *("Functional", "InverseFunctional", "Symmetric", "Asymmetric"),
        *("Transitive", "Reflexive", "Irreflexive"),
    )
}
ABOUT_TERMS = {RDFS_NS + name for name in ("subClassOf", "subPropertyOf", "domain", "range")}
# In the namespace of OWL, but said of ontologies, or of nothing that has a meaning.
SILENT = {
    OWL_NS + name
    for name in (
        *("imports", "versionIRI", "versionInfo", "deprecated", "priorVersion"),
        *("backwardCompatibleWith", "incompatibleWith"),
    )
}
ANNOTATIONS = {OWL_NS + "Axiom", OWL_NS + "Annotation"}
# Datatypes of RDF that OWL 2 does not have; a reasoner refuses them.
FOREIGN = {
    XSD.namespace + name
    for name in (
        *("date", "time", "duration", "gDay", "gMonth", "gMonthDay", "gYear", "gYearMonth"),
        *("QName", "NOTATION", "ENTITY", "ID", "IDREF", "dayTimeDuration", "yearMonthDuration"),
    )
}

Node: TypeAlias = NamedNode | BlankNode


class ReasonerError(AirmError):
    """A reasoner cannot be run, refuses what it is given, or was stopped."""


@dataclass(frozen=True)
class Axiom:
    """One statement of OWL: the triple that it is known by, and those that spell out its parts."""

    triples: tuple[Triple, ...]
    origin: str = ""


@dataclass
class Given:
    """What a reasoner is given, and what it is not.

    Attributes:
        kinds: What each term is declared to be.
        axioms: Statements about terms, and those that name individuals besides their assertions.
        assertions: What is said of individuals: their types, and properties with their values.
        left_out: How many triples are not given, by reason.
        undeclared: How many triples use a term that nothing declares, by term.
    """

    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    axioms: list[Axiom] = field(default_factory=list)
    assertions: set[Triple] = field(default_factory=set)
    left_out: Counter[str] = field(default_factory=Counter)
    undeclared: Counter[str] = field(default_factory=Counter)

    @property
    def declarations(self) -> Iterator[Triple]:
        """The terms, each with what it is."""
        spelt = {name: iri for iri, name in KINDS.items()}
        for term, kinds in sorted(self.kinds.items()):
            for kind in sorted(kinds):
                yield Triple(NamedNode(term), RDF.type, NamedNode(spelt[kind]))

    def declare(self, quads: Iterable[Quad]) -> None:
        """Take over what the quads declare terms to be; to be called before :meth:`add`."""
        for quad in quads:
            if quad.predicate == RDF.type and isinstance(quad.subject, NamedNode):
                kind = KINDS.get(_iri(quad.object))
                if kind:
                    self.kinds[quad.subject.value].add(kind)

    def add(self, quads: Iterable[Quad], origin: str) -> None:
        """Sort quads into axioms, assertions, and what is left out.

        Args:
            quads: What one file or graph says.
            origin: What an explanation calls it.
        """
        triples = list(dict.fromkeys(quad.triple for quad in quads))
        parts = _parts(triples)
        inner = {triple.object for triple in triples if isinstance(triple.object, BlankNode)}
        for node, own in parts.items():
            if node not in inner and not any(_iri(t.object) in ANNOTATIONS for t in own):
                self._take(Axiom(tuple(_spelt(own, parts)), origin))
        for triple in triples:
            if triple.subject not in parts:
                self._sort(triple, parts, origin)

    def _sort(self, triple: Triple, parts: dict[Node, list[Triple]], origin: str) -> None:
        predicate, value = triple.predicate.value, _iri(triple.object)
        if predicate == RDF.type.value:
            if value in CHARACTERISTICS:
                self._take(Axiom((triple,), origin))
            elif triple.object in parts:
                self._take(Axiom(tuple(_spelt([triple], parts)), origin))
            elif value in (OWL_NS + "Thing", OWL_NS + "Nothing") or "Class" in self.of(value):
                self.assertions.add(_named(triple))
            elif not value.startswith((OWL_NS, RDF_NS, RDFS_NS)):
                self.undeclared[compress(value)] += 1
        elif predicate in ABOUT_TERMS or predicate.startswith(OWL_NS):
            about = self.of(_iri(triple.subject))
            if predicate not in SILENT and "AnnotationProperty" not in about:
                self._take(Axiom(tuple(_spelt([triple], parts)), origin))
        else:
            self._sort_value(triple)

    def _sort_value(self, triple: Triple) -> None:
        kinds, name = self.of(triple.predicate.value), compress(triple.predicate.value)
        if "ObjectProperty" in kinds:
            if isinstance(triple.object, Literal):
                self.left_out[f"literals where {name} leads to things"] += 1
            else:
                self.assertions.add(_named(triple))
        elif "DatatypeProperty" in kinds:
            if not isinstance(triple.object, Literal):
                self.left_out[f"things where {name} has literals"] += 1
            elif triple.object.datatype.value in FOREIGN:
                datatype = compress(triple.object.datatype.value)
                self.left_out[f"values of {datatype}, which OWL 2 does not have"] += 1
            else:
                _check(triple)
                self.assertions.add(_named(triple))
        elif "AnnotationProperty" in kinds or triple.predicate.value.startswith(RDFS_NS):
            self.left_out["annotations"] += 1
        else:
            self.undeclared[name] += 1

    def _take(self, axiom: Axiom) -> None:
        foreign = {_iri(t.object) for t in axiom.triples} & FOREIGN
        if foreign:
            names = ", ".join(sorted(map(compress, foreign)))
            self.left_out[f"axioms with {names}, which OWL 2 does not have"] += 1
        else:
            self.axioms.append(axiom)

    def of(self, iri: str) -> set[str]:
        """What a term is declared to be; nothing where it is not declared."""
        return self.kinds.get(iri, set())


def _check(triple: Triple) -> None:
    """Refuse a literal that is no value of its datatype: no reasoner reads on from there."""
    from rdflib import Literal as RdflibLiteral
    from rdflib import URIRef

    from ..validate.files import quiet_rdflib

    value = triple.object
    if not isinstance(value, Literal) or value.language or value.datatype == XSD.string:
        return
    datatype = URIRef(value.datatype.value)
    with quiet_rdflib():
        ill_typed = RdflibLiteral(value.value, datatype=datatype, normalize=False).ill_typed
    if ill_typed:
        where = f"{compress(_iri(triple.subject))} {compress(triple.predicate.value)}"
        what = f"{value.value!r} is no value of {compress(value.datatype.value)}"
        raise ReasonerError(f"{where}: {what}; 'airm-graph validate' lists such faults")


def _iri(term: object) -> str:
    return term.value if isinstance(term, NamedNode) else ""


def _parts(triples: list[Triple]) -> dict[Node, list[Triple]]:
    """The triples of each blank node that stands for a part of an axiom, and not for a thing."""
    own: dict[Node, list[Triple]] = defaultdict(list)
    for triple in triples:
        if isinstance(triple.subject, BlankNode):
            own[triple.subject].append(triple)
    structural = (OWL_NS, RDF_NS + "first", RDF_NS + "rest", XSD.namespace)
    return {
        node: said
        for node, said in own.items()
        if any(
            t.predicate.value.startswith(structural)
            or (t.predicate == RDF.type and _iri(t.object) in {*KINDS, *ANNOTATIONS})
            for t in said
        )
    }


def _spelt(start: Iterable[Triple], parts: dict[Node, list[Triple]]) -> Iterator[Triple]:
    """The triples, and those of the blank nodes that they lead to."""
    waiting, seen = list(start), set()
    while waiting:
        triple = waiting.pop(0)
        yield triple
        if triple.object in parts and triple.object not in seen:
            seen.add(triple.object)
            waiting += parts[triple.object]  # type: ignore[index]


def _named(triple: Triple) -> Triple:
    """The triple with names for individuals that have none."""
    return Triple(_name(triple.subject), triple.predicate, _name(triple.object))  # type: ignore[arg-type]


def _name(term: object) -> object:
    return NamedNode(BLANK + term.value) if isinstance(term, BlankNode) else term
