"""Descriptions for registries: true, complete, the same each time; faults in them are found."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, parse
from small_builds import MADE, built, filed
from test_versions import about

from airm_graph.answers.export_contents import Wish, contents_of
from airm_graph.export.formats import FORMATS, file_name, write_file
from airm_graph.export.metadata.statistics import WHOLE, counted
from airm_graph.export.metadata.terms import DCAT, DCT, FOAF, SPDX, VANN, VCARD, VOID, VS
from airm_graph.export.verification import problems_of
from airm_graph.queries import get_query
from airm_graph.resources import root
from airm_graph.vocab import AIRM, BASE, PREFIXES, PROV, RDF, RDFS, SSSOM
from airm_graph.workspace import Build

NAMES = ("dcat", "datacite", "lov", "ols")
OF_GRAPH = ("dcat", "datacite")
ODD_TITLE = 'Odd "quoted" & <tagged>, \\back\\, \u202ertl\u202c \u05d0\u05d1 \U0001f642'
ODD_TEXT = "=cmd|' /C calc'!A0\nsecond line\ttab \x7f " + "long " * 6000
HERE = "https://risk.example.org/"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Two versions of a made-up work, the newer one with texts that break careless writers."""
    newer = replace(
        MADE,
        about=replace(
            MADE.about,
            title=ODD_TITLE,
            description=ODD_TEXT,
            issued="2025-01-02",
            address="https://doi.org/10.1234/made",
            derived_from=("https://example.org/made.csv",),
            checksum="sha256:" + "0a" * 32,
        ),
    )
    return built(tmp_path_factory.mktemp("made"), [newer])


def written(build: Build, name: str, **wish: Any) -> bytes:
    contents, _ = contents_of(build, FORMATS[name].apart, Wish(**wish))
    out = io.BytesIO()
    write_file(name, contents, out)
    return out.getvalue()


class Said:
    """What a Turtle file says."""

    def __init__(self, data: bytes) -> None:
        self.quads = list(parse(data, format=RdfFormat.TURTLE))

    def of_class(self, class_: NamedNode) -> set[str]:
        return {
            quad.subject.value
            for quad in self.quads
            if (quad.predicate, quad.object) == (RDF.type, class_)
            and isinstance(quad.subject, NamedNode)
        }

    def values(self, subject: str, predicate: NamedNode) -> set[str]:
        return {
            quad.object.value
            for quad in self.quads
            if (quad.subject, quad.predicate) == (NamedNode(subject), predicate)
            and isinstance(quad.object, NamedNode | Literal)
        }

    def value(self, subject: str, predicate: NamedNode) -> str:
        (found,) = self.values(subject, predicate)
        return found


@pytest.fixture(scope="module")
def of_made(made: Build) -> dict[str, bytes]:
    return {name: written(made, name) for name in NAMES}


@pytest.fixture(scope="module")
def described(of_made: dict[str, bytes]) -> Said:
    return Said(of_made["dcat"])


@pytest.fixture(scope="module")
def dataset(made: Build) -> str:
    return f"{BASE}id/dataset-{made.name}"


def problems(name: str, data: bytes, folder: Path) -> list[str]:
    path = folder / file_name(name)
    path.write_bytes(data)
    return problems_of(name, path)


@pytest.mark.parametrize("name", NAMES)
def test_checker_finds_nothing_wrong(name: str, of_made: dict[str, bytes], tmp_path: Path) -> None:
    assert problems(name, of_made[name], tmp_path) == []


@pytest.fixture(scope="module")
def of_catalogue(build: Build) -> bytes:
    return written(build, "dcat")


def test_catalogue_is_described(build: Build, of_catalogue: bytes, tmp_path: Path) -> None:
    """Of each graph as much is said as the engine counts in it."""
    assert problems("dcat", of_catalogue, tmp_path) == []
    said = Said(of_catalogue)
    node = f"{BASE}id/dataset-{build.name}"
    counts = " ".join(
        ("(COUNT(*) AS ?triples)", "(COUNT(DISTINCT ?s) AS ?subjects)",
         "(COUNT(DISTINCT ?p) AS ?properties)")
    )  # fmt: skip
    distinct = f"SELECT {counts} {{ SELECT DISTINCT ?s ?p ?o {{ ?s ?p ?o }} }}"
    by_graph = f"SELECT ?g {counts} {{ GRAPH ?g {{ ?s ?p ?o }} }} GROUP BY ?g ORDER BY ?g"
    rows = [{"g": node, **row} for row in build.engine.select(distinct)]
    rows += build.engine.select(by_graph)
    assert len(rows) == len(build.manifest["graphs"])  # the default graph has no name
    for row in rows:
        assert said.value(row["g"], VOID.triples) == row["triples"]
        assert said.value(row["g"], VOID.distinctSubjects) == row["subjects"]
        assert said.value(row["g"], VOID.properties) == row["properties"]
    classes = build.engine.select(get_query("things-by-class").text)
    parts = said.values(node, VOID.classPartition)
    class_ = getattr(VOID, "class")
    found = {said.value(part, class_): said.value(part, VOID.entities) for part in parts}
    assert {row["class"]: row["count"] for row in classes}.items() <= found.items()
    assert len(classes) > 15


def test_odd_texts_come_back(made: Build, of_made: dict[str, bytes], described: Said) -> None:
    version = f"{BASE}id/version-made1"
    assert described.value(version, DCT.title) == f"{ODD_TITLE}, 1"
    assert described.value(version, DCT.description) == ODD_TEXT
    rights = [each["rights"] for each in json.loads(of_made["datacite"])["rightsList"]]
    assert not any(text.startswith(f"{ODD_TITLE}, 1: ") for text in rights)  # it states none


def test_sources_and_graphs_are_described_to_the_last(
    made: Build, described: Said, dataset: str
) -> None:
    sources = made.manifest["sources"]
    data_sets = described.of_class(DCAT.Dataset)
    assert data_sets == {dataset, *(f"{BASE}id/version-{source['id']}" for source in sources)}
    assert described.values(dataset, VOID.subset) == set(made.manifest["graphs"]) - {"default"}
    works = {work["iri"] for work in made.columns.index["works"]}
    assert works
    assert works <= described.values(dataset, VOID.rootResource)
    version = f"{BASE}id/version-made1"
    assert described.values(dataset, PROV.wasDerivedFrom) == {version}
    file = described.value(version, DCAT.distribution)
    assert described.value(file, DCT.license) == made.manifest["sources"][0]["licence"]
    checksum = described.value(file, SPDX.checksum)
    assert described.value(checksum, SPDX.checksumValue) == "0a" * 32
    assert described.value(version, DCAT.landingPage) == "https://doi.org/10.1234/made"
    (series,) = described.values(version, DCAT.inSeries)
    assert described.values(series, DCT.relation) == {f"{BASE}id/framework-made"}


def test_each_format_is_a_distribution(made: Build, described: Said, dataset: str) -> None:
    files = described.values(dataset, DCAT.distribution)
    assert {described.value(file, DCT.title) for file in files} == {
        each.title for name, each in FORMATS.items() if name != "bundle"
    }
    addresses = {each for file in files for each in described.values(file, DCAT.downloadURL)}
    release = f"{BASE}release/{made.name}/"
    assert addresses == {
        release + file_name(name) for name, each in FORMATS.items() if not each.is_folder
    }
    licence = made.manifest["sources"][0]["licence"]
    assert {described.value(file, DCT.license) for file in files} == {licence}


def test_no_mixture_is_offered_that_licences_forbid(tmp_path: Path) -> None:
    closed = replace(MADE.about, licence="https://creativecommons.org/licenses/by-nd/4.0/")
    said = Said(written(built(tmp_path, [replace(MADE, about=closed)]), "dcat"))
    (node,) = said.of_class(VOID.Dataset) & {
        each for each in said.of_class(DCAT.Dataset) if "/dataset-" in each
    }
    titles = {said.value(each, DCT.title) for each in said.values(node, DCAT.distribution)}
    apart = {name for name, each in FORMATS.items() if each.apart}
    assert titles == {FORMATS[name].title for name in apart - {"bundle"}}
    assert "Licences forbid to make one work of all sources" in said.value(node, DCT.description)


def test_older_versions_are_in_the_series(tmp_path: Path) -> None:
    older = replace(MADE, about=replace(about("1"), issued="2024-01-01"))
    build = built(tmp_path, [older, newer_version()])
    said = Said(written(build, "dcat"))
    old, new = (f"{BASE}id/version-made{number}" for number in "12")
    assert said.value(old, DCAT.inSeries) == said.value(new, DCAT.inSeries)
    (node,) = (each for each in said.of_class(DCAT.Dataset) if "/dataset-" in each)
    assert said.values(node, PROV.wasDerivedFrom) == {new}
    assert said.value(old, DCT.publisher) == said.value(new, DCT.publisher)
    assert said.values(new, DCAT.previousVersion) == {old}


def newer_version() -> Any:
    """The made-up work in a second version, with one measure."""
    return replace(
        MADE,
        about=replace(about("2"), issued="2025-01-01"),
        works=(replace(MADE.works[0], version="2"),),
        filings=(filed("M1", version="2"),),
        classifications=(),
        actions=(),
        codings=(),
        schemes=(),
        concepts=(),
        mappings=(),
        links=(),
        texts=(),
        descriptions=(),
        demands=(),
        sections=(),
    )


@pytest.mark.parametrize("name", OF_GRAPH)
def test_names_stand_under_another_base(made: Build, name: str, tmp_path: Path) -> None:
    data = written(made, name, base=HERE)
    assert problems(name, data, tmp_path) == []
    text = data.decode()
    assert f"{HERE}id/dataset-{made.name}" in text or "airmid:dataset-" in text
    for part in ("id/", "graph/", "query/", "release/"):
        assert f"{BASE}{part}" not in text


def test_part_is_another_data_set_and_says_so(
    made: Build, dataset: str, tmp_path: Path, described: Said
) -> None:
    graph = "source-made1"
    data = written(made, "dcat", graphs=(graph,))
    assert problems("dcat", data, tmp_path) == []
    said = Said(data)
    (node,) = (each for each in said.of_class(DCAT.Dataset) if "/dataset-" in each)
    assert node.startswith(f"{dataset}-part-")
    assert said.value(node, DCT.isPartOf) == dataset
    assert f"This is a part of the graph: the graphs airmg:{graph}." in said.value(
        node, DCT.description
    )
    assert said.values(node, VOID.subset) == {f"{BASE}graph/{graph}"}
    assert int(said.value(node, VOID.triples)) < int(described.value(dataset, VOID.triples))
    metadata = json.loads(written(made, "datacite", graphs=(graph,)))
    assert metadata["alternateIdentifiers"][0]["alternateIdentifier"] == node


def test_same_build_gives_the_same_bytes(made: Build, of_made: dict[str, bytes]) -> None:
    """Under another seed of Python's own hashes, too."""
    script = (
        "import sys; from pathlib import Path;"
        "from airm_graph.workspace import Build;"
        "from airm_graph.answers.export_contents import Wish, contents_of;"
        "from airm_graph.export.formats import write_file;"
        "build = Build(Path(sys.argv[1]));"
        "[write_file(name, contents_of(build, True, Wish())[0], sys.stdout.buffer)"
        " for name in sys.argv[2:]]"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script, str(made.folder), *NAMES],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {b"".join(of_made[name] for name in NAMES)}


def test_identifiers_are_what_the_schema_of_datacite_calls_them(of_made: dict[str, bytes]) -> None:
    said = json.loads(of_made["datacite"])
    assert not {"doi", "identifiers"} & said.keys()
    related = {
        each["relatedIdentifier"]: (each["relatedIdentifierType"], each["relationType"])
        for each in said["relatedIdentifiers"]
    }
    assert related["10.1234/made"] == ("DOI", "IsDerivedFrom")
    assert related[f"{BASE}id/series-airm-graph"] == ("w3id", "IsVersionOf")
    assert "HasMetadata" in {relation for _, relation in related.values()}


def test_vocabulary_stands_as_it_is_written_and_is_completed(of_made: dict[str, bytes]) -> None:
    file = (root() / "ontology" / "airm.ttl").read_bytes()
    assert of_made["lov"].startswith(file)
    added = Said(of_made["lov"])
    ontology = f"{BASE}ns"
    assert added.value(ontology, VANN.preferredNamespaceUri) == AIRM.namespace
    assert added.value(ontology, FOAF.homepage) == BASE
    for term in AIRM:
        iri = AIRM.namespace + term
        assert len(added.values(iri, RDFS.comment)) == 1, term
        assert len(added.values(iri, VS.term_status)) == 1, term
    named = [quad for quad in added.quads if not isinstance(quad.object, BlankNode)]
    twice = [quad for quad, count in Counter(named).items() if count > 1]
    assert [quad for quad in twice if isinstance(quad.subject, NamedNode)] == []


TITLE = b'dcterms:title "airm-graph: AI-risk governance frameworks as one knowledge graph"@en ;'
FAULTS: list[tuple[str, bytes, bytes, str]] = [
    ("dcat", b"a dcat:Catalog", b"a dcat:Dataset", "there are 0 dcat:Catalog"),
    ("dcat", TITLE, b"", "has no dcterms:title"),
    ("dcat", b"dcat:accessURL ", b"dcat:nowhere ", "has no dcat:accessURL"),
    ("dcat", b"    dcterms:license ", b"    dcterms:accessRights ", "has no dcterms:license"),
    ("dcat", b"a dcterms:LicenseDocument", b"a dcterms:Other", "as a dcterms:LicenseDocument"),
    ("dcat", b'"2025-01-02"^^xsd:date', b'"02.01.2025"^^xsd:date', "which is no day"),
    ("dcat", b"0a0a0a", b"0a0a", "expected 64 hexadecimal digits"),
    ("dcat", b"void:triples \"", b"void:triples \"9", "but its properties stand in"),
    ("dcat", b"void:classes \"", b"void:classes \"9", "void:classPartition, but void:classes"),
    ("dcat", b"void:entities \"", b"void:entities \"99", "more void:entities"),
    ("dcat", b"void:uriSpace \"", b"void:uriSpace \"urn:", "outside of its void:uriSpace"),
    ("dcat", b"sh:select ", b"sh:ask ", "has no sh:select"),
    ("dcat", b"media-types/text/turtle", b"media-types/turtle", "has the media type"),
    ("dcat", b"dcterms:identifier \"https", b"dcterms:identifier \"http", "another dcterms:identi"),
    ("datacite", b'"creators"', b'"authors"', "creators is missing"),
    ("datacite", b'"publicationYear": "20', b'"publicationYear": "', "expected a year"),
    ("datacite", b'"relatedIdentifier": "10.', b'"relatedIdentifier": "', "which is no DOI"),
    ("datacite", b'"IsDerivedFrom"', b'"References"', "names no source"),
    ("datacite", b'"date": "20', b'"date": "soon', "expected a day"),
    ("datacite", b'"rightsIdentifier": "', b'"rightsIdentifier": "X', "rightsList calls"),
    ("datacite", b'"text/turtle"', b'"turtle"', "expected a media type"),
    ("datacite", b'"url": "https', b'"url": "', "expected the address of a page"),
    ("datacite", b'"AI risk"', b'""', "is empty"),
    ("datacite", b'"url"', b'"doi": "abc", "url"', "doi is 'abc'"),
    ("lov", b'"AI-risk mitigation vocabulary"@en', b'"Vokabular"@de', "in English"),
    ("lov", b"vann:preferredNamespacePrefix \"airm\"", b"rdfs:seeAlso \"airm\"", "(prefix)"),
    ("lov", b"dcterms:publisher ", b"dcterms:contributor ", "(publisher)"),
    ("lov", b"airm:until rdfs:comment", b"airm:until rdfs:seeAlso", "(comment)"),
    ("lov", b'vs:term_status "testing"', b'vs:term_status "fine"', "has the status 'fine'"),
    ("lov", b'owl:versionInfo "0.1.0"', b'owl:versionInfo "7"', "does not tell owl:versionInfo"),
    ("lov", b"a owl:Ontology", b"a owl:Thing", "there are 0 owl:Ontology"),
    ("ols", b'"uri": "http', b'"uri": "', "expected an address"),
    ("ols", b'"OWL2"', b'"Pellet"', "reasoner is 'Pellet'"),
    ("ols", b'"label_property": [', b'"label": [', "label_property is None"),
    ("ols", b'"ontologies"', b'"vocabularies"', "ontologies is missing"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "good", "bad", "what"), FAULTS)
def test_checker_speaks(
    name: str, good: bytes, bad: bytes, what: str, of_made: dict[str, bytes], tmp_path: Path
) -> None:
    data = of_made[name]
    assert good in data
    found = problems(name, data.replace(good, bad), tmp_path)
    assert any(what in problem for problem in found), found


@pytest.mark.parametrize("name", NAMES)
def test_checker_sees_what_is_cut_off_or_no_such_file(
    name: str, of_made: dict[str, bytes], tmp_path: Path
) -> None:
    data = of_made[name]
    for broken in (data[: len(data) // 2], data[: len(data) // 20], b"", b"\xff\x00", b"[]"):
        assert problems(name, broken, tmp_path), broken[:20]


def test_a_contact_in_the_graph_is_the_contact(described: Said, dataset: str) -> None:
    card = described.value(dataset, DCAT.contactPoint)
    assert described.values(card, VCARD.hasURL) == {BASE}


def test_mapping_sets_say_what_they_map(of_catalogue: bytes) -> None:
    said = Said(of_catalogue)
    graph = f"{BASE}graph/source-nexus"
    assert graph in said.of_class(SSSOM.MappingSet)
    assert said.value(graph, SSSOM.subject_source) == f"{BASE}id/compilation-ai-atlas-nexus"
    assert said.value(graph, DCT.rights).startswith("IBM and contributors")
    old, new = (f"{BASE}id/version-atlas5_{number}" for number in ("0_1", "6_0"))
    assert said.value(new, DCAT.previousVersion) == old


def test_statistics_of_nothing() -> None:
    assert counted([], BASE)[WHOLE].triples == 0


def test_prefixes_of_the_description_are_those_of_the_project(of_made: dict[str, bytes]) -> None:
    head = of_made["dcat"].decode().partition("\n\n")[0]
    assert head.count("@prefix") == len(PREFIXES)
