"""What registries ask of a data set is in the graph.

These are the IRIs of publishers, which version came before which, mapping sets, the status of each
term, a contact, and what becomes of ids that are withdrawn.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse
from rdflib import Graph
from small_builds import MADE, built, mapped, risk
from test_versions import version

from airm_graph.assembly import DECLARATIONS, quads_of_all
from airm_graph.build import quads_of
from airm_graph.context import Context
from airm_graph.errors import SourceError
from airm_graph.identifiers import graph, thing
from airm_graph.published_as import published_as, read_patterns
from airm_graph.records import Link, Source
from airm_graph.resources import root
from airm_graph.schemes import facets_with
from airm_graph.sources.log import Log
from airm_graph.sources.readers import read
from airm_graph.validate import load_shapes, validate_graph
from airm_graph.vocab import AIRM, DCAT, DCTERMS, OWL, PREFIXES, RDF, RDFS, SSSOM, VCARD, VS
from airm_graph.workspace import Build

SHARED = root().parent / "shared" / "data"
ELI = "http://data.europa.eu/eli/reg/2024/1689/"
ATLAS = "https://atlas.mitre.org/"


def said(build: Build, node: NamedNode, predicate: NamedNode) -> set[str]:
    found = build.store.quads_for_pattern(node, predicate, None)
    return {quad.object.value for quad in found}  # type: ignore[union-attr]


# Publishers' own IRIs


@pytest.mark.parametrize(
    ("work", "key", "iri"),
    [
        ("framework-eu-ai-act", "article-9", f"{ELI}art_9/oj"),
        ("framework-eu-ai-act", "annex-XIII", f"{ELI}anx_13/oj"),
        ("framework-eu-ai-act", "annex-XIV", ""),
        ("framework-eu-ai-act", "article-9a", ""),
        ("framework-eu-ai-act", "article-9\n", ""),
        ("framework-atlas", "AML.TA0002", f"{ATLAS}tactics/AML.TA0002"),
        ("framework-atlas", "AML.T0048.002", f"{ATLAS}techniques/AML.T0048.002"),
        ("framework-atlas", "AML.CS0002", f"{ATLAS}studies/AML.CS0002"),
        ("framework-nist-ai-rmf", "AML.T0020", ""),
    ],
)
def test_a_key_has_the_iri_of_its_publisher(work: str, key: str, iri: str) -> None:
    assert published_as(work, key) == iri


def test_every_record_of_these_works_has_one(build: Build) -> None:
    for source in ("euaiact2024_1689", "atlas5_6_0"):
        named = graph(f"source-{source}")
        keys = {q.subject for q in build.store.quads_for_pattern(None, AIRM.sourceKey, None, named)}
        published = {
            quad.subject: quad.object.value  # type: ignore[union-attr]
            for quad in build.store.quads_for_pattern(None, AIRM.publishedAs, None, named)
        }
        assert len(keys) > 100
        assert keys <= published.keys()
        assert len(set(published.values())) == len(published)
    tactic = thing("concept-atlas5_6_0-atlas-tactic-AML_TA0002")
    assert said(build, tactic, AIRM.publishedAs) == {f"{ATLAS}tactics/AML.TA0002"}


def test_the_pages_are_those_that_the_publisher_refers_to() -> None:
    path = SHARED / "mitre-atlas" / "stix-atlas.json"
    if not path.is_file():
        pytest.skip("the STIX bundle of MITRE ATLAS does not lie beside this checkout")
    pages = set(re.findall(rf'"{re.escape(ATLAS)}\w+/AML\.[\w.]+"', path.read_text("utf-8")))
    ours = {f'"{published_as("framework-atlas", page.rpartition("/")[2][:-1])}"' for page in pages}
    assert len(pages) > 150
    assert ours == pages


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[framework-a", "not TOML"),
        ("framework-a = 1", "framework-a is no table"),
        ("[framework-a]\n'(' = 'https://example.org'", "framework-a: missing )"),
        ("[framework-a]\n'x' = 'example.org'", "is no address; expected http:// or https://"),
        ("[framework-a]\n'x' = 1", "is no address"),
    ],
)
def test_a_wrong_pattern_is_named(tmp_path: Path, text: str, expected: str) -> None:
    path = tmp_path / "published-as.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=re.escape(expected)):
        read_patterns(path)


def test_the_terms_of_an_imported_vocabulary_are_published_as_themselves(tmp_path: Path) -> None:
    path = tmp_path / "dpv.ttl"
    iri = "https://w3id.org/dpv#Risk"
    path.write_text(
        f"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <{iri}> a skos:Concept ; skos:prefLabel "Risk"@en .""",
        encoding="utf-8",
    )
    (source,) = read("skos", [path], Log())
    (concept,) = source.concepts
    assert Link(id=concept.id, relation="publishedAs", target=iri) in source.links
    assert triple_of(source, concept.id, AIRM.publishedAs) == {iri}


def triple_of(source: Source, id_: str, predicate: NamedNode) -> set[str]:
    context = Context.of([source], [], facets_with([source]))
    return {
        quad.object.value  # type: ignore[union-attr]
        for quad in quads_of(source, context)
        if (quad.subject, quad.predicate) == (thing(id_), predicate)
    }


# Versions


def test_versions_are_linked_to_the_one_before(build: Build) -> None:
    newer, older = thing("version-atlas5_6_0"), thing("version-atlas5_0_1")
    assert said(build, newer, DCAT.previousVersion) == {older.value}
    assert said(build, newer, DCAT.version) == {"5.6.0"}
    assert said(build, older, DCAT.version) == {"5.0.1"}
    assert said(build, older, RDF.type) == {AIRM.FrameworkVersion.value}
    assert not said(build, older, AIRM.namedGraph)  # its graph is not in this build
    linked = list(build.store.quads_for_pattern(None, DCAT.previousVersion, None))
    assert len([quad for quad in linked if quad.graph_name == DefaultGraph()]) == 1


def test_a_chain_of_versions_is_in_their_order() -> None:
    one, ten, nine = (version(number, ("M1", "A measure", "")) for number in ("1", "10", "9"))
    links = {
        (quad.subject, quad.object)
        for quad in quads_of_all([ten], [one, nine])
        if quad.predicate == DCAT.previousVersion and quad.graph_name == DefaultGraph()
    }
    first, second, third = (thing(f"version-made{number}") for number in ("1", "9", "10"))
    assert links == {(third, second), (second, first)}


def test_what_has_no_version_is_not_said_to_have_one(build: Build) -> None:
    assert said(build, thing("version-cosai"), OWL.versionInfo) == {"unstated"}
    assert not said(build, thing("version-cosai"), DCAT.version)


# Mapping sets


def test_a_graph_with_mappings_is_a_mapping_set(build: Build) -> None:
    sets = {q.subject for q in build.store.quads_for_pattern(None, RDF.type, SSSOM.MappingSet)}
    holding = {
        quad.graph_name for quad in build.store.quads_for_pattern(None, RDF.type, SSSOM.Mapping)
    }
    assert sets == holding
    for node in sets:
        assert said(build, node, DCTERMS.license)  # type: ignore[arg-type]
        assert said(build, node, DCTERMS.title)  # type: ignore[arg-type]
    profile = graph("source-nistai600_1")
    assert said(build, profile, SSSOM.subject_source) == {thing("framework-nist2024").value}
    assert said(build, profile, SSSOM.subject_source_version) == {"1.0"}
    assert said(build, profile, SSSOM.object_source) == {thing("framework-nist-ai-rmf").value}
    assert said(build, profile, SSSOM.object_source_version) == {"1.0"}
    ours = graph("source-airmalign")  # of many works
    assert not said(build, ours, SSSOM.subject_source) | said(build, ours, SSSOM.object_source)


def test_what_the_mappings_of_a_set_do_not_agree_on_is_left_out(tmp_path: Path) -> None:
    one = mapped(risk("R1"), "skos:closeMatch", risk("R2"))
    elsewhere = mapped(risk("R2"), "skos:closeMatch", "https://example.org/x")
    named, made = graph("source-made1"), {thing("framework-made").value}
    agreed = built(tmp_path, [replace(MADE, mappings=(one,))])
    assert said(agreed, named, SSSOM.object_source) == made
    assert said(agreed, named, SSSOM.object_source_version) == {"1"}
    mixed = built(tmp_path, [replace(MADE, mappings=(one, elsewhere))])
    assert said(mixed, named, SSSOM.subject_source) == made
    assert not said(mixed, named, SSSOM.object_source)
    pinned = built(tmp_path, [replace(MADE, mappings=(one, replace(one, object_version="0.9")))])
    assert said(pinned, named, SSSOM.object_source) == made
    assert not said(pinned, named, SSSOM.object_source_version)


# The vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Store:
    store = Store()
    store.extend(parse(path=root() / "ontology" / "airm.ttl", format=RdfFormat.TURTLE))
    return store


def objects(store: Store, node: NamedNode, predicate: NamedNode) -> list[str]:
    return [q.object.value for q in store.quads_for_pattern(node, predicate, None)]  # type: ignore[union-attr]


def test_every_term_has_one_status(vocabulary: Store) -> None:
    known = {"unstable", "testing", "stable", "archaic"}
    for name in AIRM:
        (status,) = objects(vocabulary, getattr(AIRM, name), VS.term_status)
        assert status in known


def test_the_vocabulary_names_its_version_and_a_contact(vocabulary: Store) -> None:
    ontology = NamedNode(AIRM.namespace.rstrip("#"))
    (version,) = objects(vocabulary, ontology, OWL.versionInfo)
    assert objects(vocabulary, ontology, OWL.versionIRI) == [f"{ontology.value}/{version}"]
    assert not objects(vocabulary, ontology, NamedNode(OWL.namespace + "priorVersion"))
    (contact,) = objects(vocabulary, ontology, DCAT.contactPoint)
    assert objects(vocabulary, NamedNode(contact), RDF.type).count(VCARD.Kind.value) == 1
    (address,) = objects(vocabulary, NamedNode(contact), VCARD.hasURL)
    project = (root() / "CITATION.cff").read_text(encoding="utf-8")
    assert f"url: {address}\n" in project


# Ids that are withdrawn


def test_nothing_has_been_withdrawn_so_far(build: Build) -> None:
    assert "withdrawn" in DECLARATIONS
    assert not list(build.store.quads_for_pattern(None, OWL.deprecated, None))


def example() -> Iterator[Quad]:
    """The one that the comments of the file show, as it would be written."""
    text = (root() / "data" / "withdrawn.ttl").read_text(encoding="utf-8")
    head, _, shown = text.rpartition("#\n# airmid:")
    prefixes = "".join(line + "\n" for line in head.splitlines() if line.startswith("@prefix"))
    body = f"# airmid:{shown}".replace("\n# ", "\n").removeprefix("# ")
    return iter(parse(prefixes + body, format=RdfFormat.TURTLE))


def test_the_example_of_a_withdrawn_id_is_valid_and_counts_for_nothing() -> None:
    quads = list(example())
    store = Store()
    store.extend(quads)
    (gone,) = {quad.subject for quad in quads}
    assert objects(store, gone, DCTERMS.isReplacedBy)  # type: ignore[arg-type]
    assert objects(store, gone, RDF.type) == [PREFIXES["prov"] + "Entity"]  # type: ignore[arg-type]
    assert broken(quads) == set()
    assert broken([q for q in quads if q.predicate != RDFS.comment]) == {"Withdrawn-advice"}


def broken(quads: list[Quad]) -> set[str]:
    """The shapes that a few triples break."""
    text = "".join(f"{q.subject} {q.predicate} {q.object} .\n" for q in quads)
    found = validate_graph(Graph().parse(data=text, format="nt"), load_shapes())
    return {finding.source.removeprefix(PREFIXES["airms"]) for finding in found}


def test_a_withdrawn_id_is_declared_in_a_graph_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("ontology", "data"):
        shutil.copytree(root() / folder, tmp_path / folder)
    (path,) = (tmp_path / "data").glob("withdrawn.ttl")
    shown = path.read_text(encoding="utf-8")
    head, _, body = shown.rpartition("#\n# airmid:")
    path.write_text(f"{head}\n" + f"# airmid:{body}".replace("# ", ""), encoding="utf-8")
    monkeypatch.setattr("airm_graph.assembly.root", lambda: tmp_path)
    quads = [quad for quad in quads_of_all([]) if quad.predicate == OWL.deprecated]
    assert [quad.graph_name for quad in quads] == [graph("withdrawn")]


def test_a_publisher_may_say_what_replaces_a_thing() -> None:
    link = Link(id="risk-made1-R1", relation="isReplacedBy", target="risk-made1-R2")
    (replacement,) = triple_of(replace(MADE, links=(link,)), "risk-made1-R1", DCTERMS.isReplacedBy)
    assert replacement == thing("risk-made1-R2").value
