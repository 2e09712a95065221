"""Axioms as people read them: close to the Manchester syntax of OWL 2, with CURIEs."""

from __future__ import annotations

from collections import defaultdict

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from ..identifiers import compress
from ..vocab import PREFIXES, RDF, XSD
from .given import OWL_NS, RDF_NS, RDFS_NS, Axiom

BINARY = {
    RDFS_NS + "subClassOf": "SubClassOf",
    RDFS_NS + "subPropertyOf": "SubPropertyOf",
    RDFS_NS + "domain": "Domain",
    RDFS_NS + "range": "Range",
    OWL_NS + "equivalentClass": "EquivalentTo",
    OWL_NS + "equivalentProperty": "EquivalentTo",
    OWL_NS + "disjointWith": "DisjointWith",
    OWL_NS + "propertyDisjointWith": "DisjointWith",
    OWL_NS + "complementOf": "EquivalentTo not",
    OWL_NS + "inverseOf": "InverseOf",
    OWL_NS + "sameAs": "SameAs",
    OWL_NS + "differentFrom": "DifferentFrom",
    OWL_NS + "hasKey": "HasKey",
    OWL_NS + "disjointUnionOf": "DisjointUnionOf",
    OWL_NS + "oneOf": "EquivalentTo",
    OWL_NS + "unionOf": "EquivalentTo",
    OWL_NS + "intersectionOf": "EquivalentTo",
}
LISTS = {
    OWL_NS + "AllDisjointClasses": "DisjointClasses",
    OWL_NS + "AllDisjointProperties": "DisjointProperties",
    OWL_NS + "AllDifferent": "DifferentIndividuals",
}
QUANTIFIERS = {
    OWL_NS + "someValuesFrom": "some",
    OWL_NS + "allValuesFrom": "only",
    OWL_NS + "hasValue": "value",
    OWL_NS + "hasSelf": "Self",
    **{
        OWL_NS + name: word
        for word, names in {
            "min": ("minCardinality", "minQualifiedCardinality"),
            "max": ("maxCardinality", "maxQualifiedCardinality"),
            "exactly": ("cardinality", "qualifiedCardinality"),
        }.items()
        for name in names
    },
}
FACETS = {"minInclusive": ">=", "maxInclusive": "<=", "minExclusive": ">", "maxExclusive": "<"}
JOINED = {OWL_NS + "unionOf": " or ", OWL_NS + "intersectionOf": " and "}


def spell(axiom: Axiom) -> str:
    """An axiom in one line.

    >>> dog, animal = NamedNode("urn:Dog"), NamedNode("urn:Animal")
    >>> spell(Axiom((Triple(dog, NamedNode(RDFS_NS + "subClassOf"), animal),)))
    'urn:Dog SubClassOf urn:Animal'
    """
    return _Speller(axiom).line()


class _Speller:
    def __init__(self, axiom: Axiom) -> None:
        self.first = axiom.triples[0]
        self.about: dict[object, dict[str, object]] = defaultdict(dict)
        for triple in axiom.triples:
            self.about[triple.subject][triple.predicate.value] = triple.object

    def line(self) -> str:
        subject, predicate, object_ = self.first.subject, self.first.predicate, self.first.object
        if isinstance(subject, BlankNode) and predicate.value not in BINARY:
            return self._of_many(self.about[subject])
        said, value = self.term(subject), compress(getattr(object_, "value", ""))
        if predicate == RDF.type:
            if value.startswith("owl:") and value.endswith("Property"):
                return f"{value.removeprefix('owl:').removesuffix('Property')}: {said}"
            return f"{said} Type {self.term(object_)}"
        if predicate.value == OWL_NS + "propertyChainAxiom":
            return f"{' o '.join(self.members(object_))} SubPropertyOf {said}"
        if predicate.value in (OWL_NS + "unionOf", OWL_NS + "intersectionOf"):
            return f"{said} EquivalentTo {JOINED[predicate.value].join(self.members(object_))}"
        if predicate.value in (OWL_NS + "oneOf", OWL_NS + "hasKey", OWL_NS + "disjointUnionOf"):
            return f"{said} {BINARY[predicate.value]} {{{', '.join(self.members(object_))}}}"
        word = BINARY.get(predicate.value, compress(predicate.value))
        return f"{said} {word} {self.term(object_)}"

    def _of_many(self, said: dict[str, object]) -> str:
        kind = getattr(said.get(RDF.type.value), "value", "")
        if kind in LISTS:
            members = said.get(OWL_NS + "members") or said.get(OWL_NS + "distinctMembers")
            return f"{LISTS[kind]}: {', '.join(self.members(members))}"
        if kind == OWL_NS + "NegativePropertyAssertion":
            value = said.get(OWL_NS + "targetIndividual") or said.get(OWL_NS + "targetValue")
            parts = said.get(OWL_NS + "sourceIndividual"), said.get(OWL_NS + "assertionProperty")
            return f"not {' '.join(self.term(part) for part in (*parts, value))}"
        return " . ".join(f"{compress(p)} {self.term(o)}" for p, o in said.items())

    def members(self, node: object) -> list[str]:
        """The members of an RDF list."""
        found = []
        while node in self.about:
            found.append(self.term(self.about[node].get(RDF_NS + "first")))
            node = self.about[node].get(RDF_NS + "rest")
        return found

    def term(self, term: object) -> str:
        """A name, a literal, or an expression that a blank node stands for."""
        if isinstance(term, NamedNode):
            return compress(term.value)
        if isinstance(term, Literal):
            return _literal(term)
        said = self.about.get(term, {})
        for predicate, word in JOINED.items():
            if predicate in said:
                return f"({word.join(self.members(said[predicate]))})"
        if OWL_NS + "oneOf" in said:
            return f"{{{', '.join(self.members(said[OWL_NS + 'oneOf']))}}}"
        for predicate, word in (
            (OWL_NS + "complementOf", "not"),
            (OWL_NS + "inverseOf", "inverse"),
        ):
            if predicate in said:
                return f"({word} {self.term(said[predicate])})"
        if OWL_NS + "onDatatype" in said:
            return self._restricted(said)
        return self._quantified(said) if OWL_NS + "onProperty" in said else "(something)"

    def _restricted(self, said: dict[str, object]) -> str:
        facets, node = [], said.get(OWL_NS + "withRestrictions")
        while node in self.about:
            of = self.about[self.about[node].get(RDF_NS + "first")]
            facets += [
                f"{FACETS.get(name, name)} {getattr(value, 'value', '')}"
                for iri, value in of.items()
                for name in (iri.removeprefix(XSD.namespace),)
            ]
            node = self.about[node].get(RDF_NS + "rest")
        return f"{self.term(said[OWL_NS + 'onDatatype'])}[{', '.join(facets)}]"

    def _quantified(self, said: dict[str, object]) -> str:
        words = [self.term(said[OWL_NS + "onProperty"])]
        for predicate, word in QUANTIFIERS.items():
            if predicate in said:
                number = said[predicate]
                counts = predicate.endswith("ardinality") and isinstance(number, Literal)
                words += [word, number.value if counts else self.term(number)]  # type: ignore[attr-defined]
        for name in ("onClass", "onDataRange"):
            if OWL_NS + name in said:
                words.append(self.term(said[OWL_NS + name]))
        return f"({' '.join(words)})"


def _literal(literal: Literal) -> str:
    text = literal.value if len(literal.value) <= 60 else literal.value[:57] + "..."
    if literal.language:
        return f'"{text}"@{literal.language}'
    if literal.datatype == XSD.string:
        return f'"{text}"'
    if literal.datatype.value.startswith(PREFIXES["xsd"]) and text and text[0] in "-0123456789tf":
        return text
    return f'"{text}"^^{compress(literal.datatype.value)}'


def assertion(triple: Triple, origin: str = "") -> Axiom:
    """An assertion as an axiom."""
    return Axiom((triple,), origin)
