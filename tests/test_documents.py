"""RDF documents: every format says the same, what it says is in the graph, and it reads alone."""

import json

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse

import airm_graph.pages.documents as pages_documents
from airm_graph.errors import AirmError, IdentifierError
from airm_graph.export.terms import ExportError
from airm_graph.pages.documents import document, documents
from airm_graph.pages.holdings import Holdings
from airm_graph.resources import root
from airm_graph.vocab import AIRM, BASE, DCTERMS, RDFS, SKOS
from airm_graph.workspace import Build

FORMATS = {
    ".ttl": RdfFormat.TURTLE,
    ".jsonld": RdfFormat.JSON_LD,
    ".nt": RdfFormat.N_TRIPLES,
    ".rdf": RdfFormat.RDF_XML,
}
LOCALS = ("id/mitigation-mitv1-A0968", "id/stage-deploy", "id/framework-nist2024",
          "graph/scheme-actor", "query/who-says-so", "shape#")  # fmt: skip


@pytest.fixture(scope="module")
def holdings(part: Build) -> Holdings:
    return Holdings(part)


def triples_in(data: bytes, suffix: str, iri: str) -> set[Triple]:
    """The triples that are not about the document itself, of which each format has another."""
    found = {quad.triple for quad in parse(data, format=FORMATS[suffix])}
    return {triple for triple in found if triple.subject != NamedNode(iri + suffix)}


@pytest.mark.parametrize("local", LOCALS)
def test_every_format_says_the_same(holdings: Holdings, local: str) -> None:
    iri = BASE + local
    found = documents(holdings, iri, FORMATS)
    said = {suffix: triples_in(data, suffix, iri) for suffix, data in found.items()}
    assert len(said[".nt"]) > 2
    if local != "shape#":  # which has blank nodes, called differently by each reader
        assert said[".ttl"] == said[".jsonld"] == said[".rdf"] == said[".nt"]
    assert found == {suffix: document(holdings, iri, suffix) for suffix in FORMATS}


@pytest.mark.parametrize("local", LOCALS[:4])
def test_a_document_says_what_the_graph_says(holdings: Holdings, local: str) -> None:
    iri, store = BASE + local, holdings.build.store
    said = triples_in(document(holdings, iri, ".nt"), ".nt", iri)
    made = {triple for triple in said if "dataset-" in str(triple.subject)}
    for triple in said - made:
        assert any(store.quads_for_pattern(triple.subject, triple.predicate, triple.object)), triple
    assert {q.triple for q in store.quads_for_pattern(NamedNode(iri), None, None)} <= said
    held = {quad.triple for quad in store.quads_for_pattern(None, None, None, NamedNode(iri))}
    assert held <= said


def test_statements_about_a_thing_are_told_in_full(holdings: Holdings) -> None:
    iri, store = BASE + "id/mitigation-mitv1-A0968", holdings.build.store
    said = triples_in(document(holdings, iri, ".nt"), ".nt", iri)
    about = [
        quad.subject for quad in store.quads_for_pattern(None, AIRM.classifies, NamedNode(iri))
    ]
    assert about
    for statement in about:
        assert {q.triple for q in store.quads_for_pattern(statement, None, None)} <= said


def test_it_reads_alone(holdings: Holdings) -> None:
    iri = BASE + "id/mitigation-mitv1-A0968"
    said = triples_in(document(holdings, iri, ".ttl"), ".ttl", iri)
    labelled = {
        t.subject for t in said if t.predicate in {SKOS.prefLabel, RDFS.label, DCTERMS.title}
    }
    named = {
        quad.subject for quad in holdings.build.store.quads_for_pattern(None, SKOS.prefLabel, None)
    }
    objects = {t.object for t in said if isinstance(t.object, NamedNode)}
    assert len(objects & named) > 5
    assert objects & named <= labelled
    context = json.loads(document(holdings, iri, ".jsonld"))["@context"]
    whole = json.loads((root() / "ontology" / "context.jsonld").read_text())["@context"]
    assert context.items() < whole.items()
    assert len(context) < len(whole) / 2


def test_what_is_cut_is_said(holdings: Holdings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages_documents, "MOST", 3)
    iri = BASE + "id/stage-deploy"
    data = document(holdings, iri, ".ttl")
    comments = [
        quad.object.value
        for quad in parse(data, format=RdfFormat.TURTLE)
        if quad.subject == NamedNode(iri + ".ttl") and quad.predicate == RDFS.comment
    ]
    assert comments
    assert all("more than 3" in comment for comment in comments)
    assert b"# There are more than 3" in data


def test_any_name_can_be_written(part: Build) -> None:
    odd = NamedNode("https://w3id.org/airm-graph/id/a(b)'c~d,e.-é%20")
    store, graph = Store(), NamedNode("urn:g")
    store.add(Quad(odd, RDFS.label, SKOS.prefLabel, graph))
    store.add(Quad(odd, NamedNode("urn:p/1?x#y.z"), odd, graph))
    other = Build(part.folder)
    other.__dict__["store"] = store
    found = documents(Holdings(other), odd.value, (".ttl", ".jsonld", ".nt"))
    for suffix, data in found.items():
        said = triples_in(data, suffix, odd.value)
        assert {quad.triple for quad in store} <= said, suffix


@pytest.mark.parametrize(("local", "suffix", "error"), [
    ("id/nothing", ".ttl", IdentifierError),
    ("id/stage-deploy", ".tll", ExportError),
    ("query/nothing", ".ttl", AirmError),
])  # fmt: skip
def test_what_there_is_not_is_refused(
    holdings: Holdings, local: str, suffix: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        document(holdings, BASE + local, suffix)
