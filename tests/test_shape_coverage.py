"""Every class and every property of the vocabulary has a shape: its use, its domain, its range."""

from collections.abc import Iterator
from itertools import chain

import pytest
from rdflib import OWL, RDF, RDFS, SH, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from airm_graph.resources import root
from airm_graph.validate import load_shapes
from airm_graph.versions import KINDS
from airm_graph.vocab import AIRM, PREFIXES

SHAPES = load_shapes()
VOCABULARY = Graph().parse(root() / "ontology" / "airm.ttl")


def term(curie: str) -> URIRef:
    prefix, _, local = curie.partition(":")
    return URIRef(PREFIXES[prefix] + local)


EXEMPT = {
    term(curie): reason
    for curie, reason in {
        "dcat:Dataset": "stands above airm:Compilation only: what is a mere data set is not ours",
        "prov:Entity": "stands above our classes only, and anything at all may be an entity",
        "airo:detectsRiskConcept": "nobody states it: reasoners draw it from airm:detects",
        "airo:mitigatesRiskConcept": "nobody states it: reasoners draw it from airm:mitigates",
        "dcat:contactPoint": "describes the vocabulary itself, which has tests",
        "vcard:Kind": "describes the vocabulary itself, which has tests",
        "vcard:fn": "describes the vocabulary itself, which has tests",
        "vcard:hasURL": "describes the vocabulary itself, which has tests",
        "vs:term_status": "describes the vocabulary itself, which has tests",
        "vann:preferredNamespacePrefix": "describes the vocabulary itself, which has tests",
        "vann:preferredNamespaceUri": "describes the vocabulary itself, which has tests",
    }.items()
}
CLASSES = sorted(
    node for node in VOCABULARY.subjects(RDF.type, OWL.Class) if isinstance(node, URIRef)
)
PROPERTIES = sorted(
    {
        node
        for kind in (OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
        for node in VOCABULARY.subjects(RDF.type, kind)
        if isinstance(node, URIRef)
    }
)
RULES = {
    shape
    for shape in SHAPES.subjects(SH.message)
    if (shape, SH.deactivated, Literal(True)) not in SHAPES
}


def name(iri: Node) -> str:
    return str(iri).rpartition("#")[2].rpartition("/")[2]


def needed(terms: list[URIRef]) -> list[URIRef]:
    return [node for node in terms if node not in EXEMPT]


def having(what: URIRef) -> list[URIRef]:
    return [path for path in needed(PROPERTIES) if (path, what, None) in VOCABULARY]


def rules_about(kind: Node) -> set[Node]:
    """The shapes that report and look at the members of a class."""
    holders = set(SHAPES.subjects(SH.targetClass, kind))
    gathered = chain.from_iterable(SHAPES.objects(holder, SH.property) for holder in holders)
    return RULES & {*holders, *gathered}


def rules_on(path: Node) -> set[Node]:
    """The shapes that report and look at the values of a property."""
    return RULES & set(SHAPES.subjects(SH.path, path))


def demanded(shape: Node, seen: frozenset[Node] = frozenset()) -> Iterator[Node]:
    """The classes and datatypes of which one is asked for, by the shape or its conditions."""
    if shape in seen:
        return
    for what in (SH["class"], SH.datatype):
        yield from SHAPES.objects(shape, what)
    for condition in SHAPES.objects(shape, SH.node):
        yield from demanded(condition, seen | {shape})
    for choice in SHAPES.objects(shape, SH["or"]):
        for condition in Collection(SHAPES, choice):
            yield from demanded(condition, seen | {shape})


def classes_of(node: Node) -> set[Node]:
    """A class, or the classes whose union stands in its place."""
    union = VOCABULARY.value(node, OWL.unionOf)
    return {node} if union is None else set(Collection(VOCABULARY, union))


def listed(graph: Graph, subject: Node, predicate: Node) -> set[Node]:
    (head,) = graph.objects(subject, predicate)
    return set(Collection(graph, head))


@pytest.mark.parametrize("kind", needed(CLASSES), ids=name)
def test_every_class_has_a_shape(kind: URIRef) -> None:
    assert rules_about(kind), f"no shape looks at the members of {kind}"


@pytest.mark.parametrize("path", needed(PROPERTIES), ids=name)
def test_every_property_has_a_shape(path: URIRef) -> None:
    assert rules_on(path), f"no shape looks at the values of {path}"


@pytest.mark.parametrize("path", having(RDFS.domain), ids=name)
def test_every_domain_is_demanded(path: URIRef) -> None:
    """A property on a thing of the wrong class is found, whatever else the thing is."""
    (domain,) = VOCABULARY.objects(path, RDFS.domain)
    rules = RULES & set(SHAPES.subjects(SH.targetSubjectsOf, path))
    assert any(set(demanded(rule)) == classes_of(domain) for rule in rules), path


@pytest.mark.parametrize("path", having(RDFS.range), ids=name)
def test_every_range_is_demanded(path: URIRef) -> None:
    """Of a value of the wrong class or datatype a violation is made, not less."""
    (range_,) = VOCABULARY.objects(path, RDFS.range)
    wanted = VOCABULARY.value(range_, OWL.onDatatype) or range_
    alike: dict[Node, Node] = {RDF.Property: OWL.ObjectProperty, RDFS.Class: OWL.Class}
    rules = [rule for rule in rules_on(path) if (rule, SH.severity, SH.Violation) in SHAPES]
    assert any(
        set(demanded(rule)) in ({wanted}, {wanted, alike.get(wanted, wanted)}) for rule in rules
    ), path


def test_what_is_exempt_exists_and_has_no_shape() -> None:
    """An exemption that is not needed any more goes."""
    for node in EXEMPT:
        assert node in {*CLASSES, *PROPERTIES}
        assert not rules_about(node) | rules_on(node)


def test_no_term_of_ours_is_exempt() -> None:
    assert not [node for node in EXEMPT if str(node).startswith(AIRM.namespace)]


def test_three_severities_are_used() -> None:
    assert set(chain.from_iterable(SHAPES.objects(rule, SH.severity) for rule in RULES)) == {
        SH.Violation,
        SH.Warning,
        SH.Info,
    }


@pytest.mark.parametrize("kind", sorted(VOCABULARY.subjects(OWL.oneOf), key=str), ids=name)
def test_enumerated_class_has_its_members_in_the_shape(kind: URIRef) -> None:
    (rule,) = rules_about(kind)
    assert listed(SHAPES, rule, SH["in"]) == listed(VOCABULARY, kind, OWL.oneOf)


def test_ways_of_acting_are_those_of_the_vocabulary() -> None:
    top = term("airm:actsOn")
    ways = {way for way in VOCABULARY.transitive_subjects(RDFS.subPropertyOf, top) if way}
    assert listed(SHAPES, term("airms:ActionStatement-relation"), SH["in"]) == ways
    assert set(SHAPES.objects(term("airms:Mitigation-type"), SH.targetSubjectsOf)) >= ways
    for way in ways:
        assert rules_on(way)


def test_kinds_of_change_are_those_of_the_program() -> None:
    kinds = listed(SHAPES, term("airms:Change-changeKind"), SH["in"])
    assert kinds == {Literal(kind) for kind in KINDS}
