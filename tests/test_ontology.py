"""The vocabulary is complete and sorted, borrows only what exists, and its context names it all."""

import json
import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import (
    DCTERMS,
    OWL,
    PROV,
    RDF,
    RDFS,
    SH,
    SKOS,
    VANN,
    XSD,
    Graph,
    Literal,
    Namespace,
    URIRef,
)
from rdflib.term import Node

ROOT = Path(__file__).parents[1]
SHARED = Path(__file__).parents[2] / "shared" / "data"
ONTOLOGY = URIRef("https://w3id.org/airm-graph/ns")
AIRM = Namespace(f"{ONTOLOGY}#")
KINDS = {
    OWL.Class,
    OWL.ObjectProperty,
    OWL.DatatypeProperty,
    OWL.AnnotationProperty,
    OWL.NamedIndividual,
}
HEADER = {
    OWL.versionIRI: URIRef(f"{ONTOLOGY}/0.1.0"),
    OWL.versionInfo: Literal("0.1.0"),
    DCTERMS.title: None,
    DCTERMS.description: None,
    DCTERMS.creator: None,
    DCTERMS.issued: Literal("2026-11-20", datatype=XSD.date),
    DCTERMS.modified: None,
    DCTERMS.license: URIRef("https://creativecommons.org/licenses/by/4.0/"),
    DCTERMS.bibliographicCitation: None,
    DCTERMS.references: None,
    VANN.preferredNamespacePrefix: Literal("airm"),
    VANN.preferredNamespaceUri: Literal(AIRM),
    RDFS.comment: None,
}
PUBLISHED = {
    "https://w3id.org/airo#": "airo/airo.ttl",
    "https://w3id.org/dpv#": "w3c-dpv/dpv-2.3-core.ttl",
    "https://w3id.org/dpv/ai#": "w3c-dpv/dpv-2.3-ai.ttl",
    "https://w3id.org/dpv/risk#": "w3c-dpv/dpv-2.3-risk.ttl",
}
TEXT = (ROOT / "ontology" / "airm.ttl").read_text(encoding="utf-8")
VOCABULARY = Graph().parse(data=TEXT, format="turtle")
CONTEXT: dict[str, str | dict[str, str]] = json.loads(
    (ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8")
)["@context"]


def kinds(term: URIRef) -> set[URIRef]:
    """What the vocabulary declares a term to be."""
    return KINDS.intersection(VOCABULARY.objects(term, RDF.type))


def names(namespace: str) -> list[str]:
    """The local names that the vocabulary uses from a namespace."""
    pattern = re.compile(re.escape(namespace) + r"(\w+)")
    matches = map(pattern.fullmatch, USED)
    return sorted(match[1] for match in matches if match)


@cache
def published(namespace: str) -> Graph:
    """The file in which a borrowed vocabulary is published."""
    return Graph().parse(SHARED / PUBLISHED[namespace])


def meaning(key: str) -> URIRef:
    """What a key of the context stands for."""
    value = CONTEXT[key]
    prefix, _, name = (value if isinstance(value, str) else value["@id"]).partition(":")
    return URIRef(f"{CONTEXT[prefix]}{name}")


USED = {node for triple in VOCABULARY for node in triple if isinstance(node, URIRef)}
DECLARED = {term for term in USED if kinds(term)}
TERMS = [AIRM[name] for name in names(AIRM)]
LINKS = [term for term in TERMS if OWL.ObjectProperty in kinds(term)]
KEYS = [
    key
    for key, value in CONTEXT.items()
    if not key.startswith("@") and not str(value).startswith(("@", "http"))
]
each_term = pytest.mark.parametrize("term", TERMS)


@pytest.mark.parametrize(("key", "expected"), HEADER.items())
def test_header_is_complete(key: URIRef, expected: Node | None) -> None:
    values = list(VOCABULARY.objects(ONTOLOGY, key))
    assert values == [expected] if expected else values


def test_nothing_is_imported() -> None:
    assert OWL.imports not in USED


@each_term
def test_term_is_described(term: URIRef) -> None:
    (label,) = VOCABULARY.objects(term, RDFS.label)
    (definition,) = VOCABULARY.objects(term, SKOS.definition)
    assert isinstance(label, Literal)
    assert isinstance(definition, Literal)
    assert label.language == definition.language == "en"
    assert len(definition.split()) >= 8
    assert list(VOCABULARY.objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]


def test_no_two_definitions_are_the_same() -> None:
    assert len({VOCABULARY.value(term, SKOS.definition) for term in TERMS}) == len(TERMS)


@pytest.mark.parametrize("term", sorted(DECLARED.union(TERMS)))
def test_term_is_of_one_kind(term: URIRef) -> None:
    assert len(kinds(term)) == 1


def test_predicates_are_declared_or_built_in() -> None:
    others = set(VOCABULARY.predicates()) - DECLARED
    assert [p for p in others if not any(str(p) in space for space in (OWL, RDF, RDFS, XSD))] == []


@pytest.mark.parametrize(
    ("namespace", "name"),
    [(namespace, name) for namespace in PUBLISHED for name in names(namespace)],
)
def test_borrowed_term_is_published(namespace: str, name: str) -> None:
    if not SHARED.is_dir():
        pytest.skip("the published files of AIRO and DPV do not lie beside this checkout")
    assert (URIRef(namespace + name), RDF.type, None) in published(namespace)


@pytest.mark.parametrize("namespace", [DCTERMS, PROV, SH, SKOS])
def test_standard_terms_exist(namespace: type[DCTERMS]) -> None:
    assert [name for name in names(str(namespace)) if name not in namespace] == []


def test_terms_are_sorted_within_classes_properties_individuals() -> None:
    rank = {OWL.Class: 1, OWL.NamedIndividual: 3}
    places = []
    for name in re.findall(r"^airm:(\w+)", TEXT, re.MULTILINE):
        (kind,) = kinds(AIRM[name])
        places.append((rank.get(kind, 2), name))
    assert places == sorted(places)


def test_context_has_every_term_under_its_own_name() -> None:
    assert {meaning(key) for key in KEYS}.issuperset(TERMS)


@pytest.mark.parametrize("key", KEYS)
def test_context_key_stands_for_a_known_term(key: str) -> None:
    term = meaning(key)
    assert term.endswith(f"#{key}") or term == DCTERMS[key]
    assert term in DECLARED or term in RDFS or term in OWL


@pytest.mark.parametrize("term", LINKS)
def test_context_reads_links_as_links(term: URIRef) -> None:
    value = CONTEXT[term.removeprefix(AIRM)]
    assert isinstance(value, dict)
    assert value["@type"] in {"@id", "@vocab"}


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib's JSON-LD reader, of itself
def test_context_turns_short_json_into_the_triples_meant() -> None:
    record = {
        "@context": CONTEXT,
        "id": "airmid:action-1",
        "type": "ActionStatement",
        "relation": "reduces",
        "target": "airmid:risk-1",
        "confidence": "0.7",
        "rationale": {"en": "It says so."},
    }
    expected = """
        @prefix airm: <https://w3id.org/airm-graph/ns#> .
        @prefix airmid: <https://w3id.org/airm-graph/id/> .
        airmid:action-1 a airm:ActionStatement ; airm:relation airm:reduces ;
            airm:target airmid:risk-1 ; airm:confidence 0.7 ; airm:rationale "It says so."@en .
    """
    assert set(Graph().parse(data=json.dumps(record), format="json-ld")) == set(
        Graph().parse(data=expected, format="turtle")
    )


@pytest.mark.parametrize(("prefix", "namespace"), re.findall(r"@prefix (\w+): <(.+)> \.", TEXT))
def test_context_agrees_on_prefixes(prefix: str, namespace: str) -> None:
    assert CONTEXT[prefix] == namespace
