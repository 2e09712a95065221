"""Exports say what the build says, literal by literal, and say what they leave out."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import rdflib
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import (
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    parse,
)
from small_builds import MADE, built

from airm_graph.canonical import canonical_quads, parts
from airm_graph.cli import main
from airm_graph.export.context_terms import ContextTerms
from airm_graph.export.formats import FORMATS
from airm_graph.export.preamble import Preamble
from airm_graph.export.rdfxml import FORBIDDEN
from airm_graph.export.serializations import SERIALIZATIONS
from airm_graph.export.terms import ExportError
from airm_graph.queries import get_query
from airm_graph.store import OxigraphEngine
from airm_graph.vocab import AIRM, BASE, DCTERMS, PREFIXES, PROV, RDF, SKOS, SSSOM, XSD
from airm_graph.workspace import Build

# The TriG parser of rdflib 7.6 uses a class that rdflib itself has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

OXIGRAPH = {
    "turtle": RdfFormat.TURTLE,
    "ntriples": RdfFormat.N_TRIPLES,
    "nquads": RdfFormat.N_QUADS,
    "trig": RdfFormat.TRIG,
    "rdfxml": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
}
RDFLIB = {
    "turtle": "turtle",
    "ntriples": "nt",
    "nquads": "nquads",
    "trig": "trig",
    "rdfxml": "xml",
    "jsonld": "json-ld",
}
WITH_GRAPHS = ("nquads", "trig")
STATEMENTS = (
    AIRM.Classification,
    AIRM.ActionStatement,
    AIRM.CodingStatement,
    SSSOM.Mapping,
)
each_format = pytest.mark.parametrize("name", SERIALIZATIONS)


class Answer(NamedTuple):
    code: int
    out: bytes
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def airm(build: Build, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs a command on the build of the catalogue."""

    def run(*args: str | Path) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main(["--quiet", "--workspace", str(build.folder.parents[1]), *map(str, args)])
        out, err = capfdbinary.readouterr()
        return Answer(int(exit_.value.code or 0), out, err.decode())

    return run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A few made-up works with the whole vocabulary, small enough for a slow reader."""
    return built(tmp_path_factory.mktemp("made"), [MADE])


@pytest.fixture(scope="module")
def original(build: Build) -> set[Quad]:
    """What the build says."""
    return quads_in("nquads", build.quads_file.read_bytes())


def written(name: str, lines: bytes, first: Preamble | None = None) -> bytes:
    out = io.BytesIO()
    SERIALIZATIONS[name](lines.splitlines(keepends=True), out, first or Preamble())
    return out.getvalue()


def quads_in(name: str, data: bytes) -> set[Quad]:
    return {
        Quad(q.subject, q.predicate, q.object, q.graph_name)
        for q in parse(data, format=OXIGRAPH[name])
    }


def union(quads: set[Quad]) -> set[Triple]:
    return {quad.triple for quad in quads}


def by_rdflib(name: str, data: bytes) -> set[tuple[str, ...]]:
    """What rdflib reads: triples, and the graph where the format has graphs."""
    dataset = rdflib.Dataset()
    dataset.parse(data=data.decode(), format=RDFLIB[name])
    width = 4 if name in WITH_GRAPHS else 3
    return {(s.n3(), p.n3(), spelt(o), str(g or ""))[:width] for s, p, o, g in dataset.quads()}


def spelt(node: Any) -> str:
    if isinstance(node, rdflib.Literal):
        kind = node.datatype or (None if node.language else rdflib.XSD.string)
        return repr((str(node), str(kind or ""), (node.language or "").lower()))
    return str(node.n3())


@pytest.fixture
def as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Otherwise rdflib itself would rewrite 007 as 7."""
    monkeypatch.setattr(rdflib, "NORMALIZE_LITERALS", False)


# ---------------------------------------------------------------- the whole catalogue


@pytest.mark.slow
@each_format
def test_export_says_what_the_build_says(
    airm: Run, build: Build, original: set[Quad], tmp_path: Path, name: str
) -> None:
    file = tmp_path / f"graph{FORMATS[name].suffix}"
    answer = airm("export", name, "-o", file)
    assert (answer.code, answer.out) == (0, b"")
    assert list(tmp_path.iterdir()) == [file]
    found = quads_in(name, file.read_bytes())
    assert len(original) == build.manifest["quads"]
    if name in WITH_GRAPHS:
        assert found == original
    else:
        assert union(found) == union(original)
    says = "cannot say which graph holds which triple; these keep it: nquads, trig"
    assert (says in answer.err) is (name not in WITH_GRAPHS)


def test_whole_nquads_are_the_bytes_of_the_build(airm: Run, build: Build) -> None:
    answer = airm("export", "nquads")
    assert answer.out == build.quads_file.read_bytes()


@each_format
def test_second_reader_reads_the_same(made: Build, name: str, as_written: None) -> None:
    original = by_rdflib("nquads", made.quads_file.read_bytes())
    found = by_rdflib(name, written(name, made.quads_file.read_bytes()))
    assert len(original) > 3000
    if name in WITH_GRAPHS:
        assert found == original
    else:
        assert found == {quad[:3] for quad in original}


@each_format
def test_same_build_gives_the_same_bytes(made: Build, name: str) -> None:
    """Under another seed of Python's own hashes, too."""
    script = (
        "import sys; from pathlib import Path;"
        "from airm_graph.export.serializations import SERIALIZATIONS;"
        "from airm_graph.export.preamble import Preamble;"
        "SERIALIZATIONS[sys.argv[1]](Path(sys.argv[2]).open('rb'), sys.stdout.buffer, Preamble())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script, name, str(made.quads_file)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {written(name, made.quads_file.read_bytes())}


@pytest.mark.parametrize("name", ["nquads", "trig"])
def test_export_alone_answers_who_says_so(build: Build, name: str) -> None:
    store = Store()
    data = written(name, build.quads_file.read_bytes())
    store.bulk_load(input=data, format=OXIGRAPH[name])
    alone, whole = OxigraphEngine(store), OxigraphEngine(build.store)
    for slug in ("who-says-so", "statements-about"):
        text = get_query(slug).text
        for thing in ("mitigation-mitv1-A0972", "mitigation-mitv1-A0992", "framework-gipiskis2024"):
            iri = PREFIXES["airmid"] + thing
            rows = whole.select(text, thing=iri)
            assert alone.select(text, thing=iri) == rows
            assert rows or thing.startswith("framework")


def test_what_two_graphs_say_comes_once() -> None:
    graphs = (DefaultGraph(), NamedNode(SOME + "g"), NamedNode(SOME + "h"))
    lines = canonical_quads(
        Quad(NamedNode(SOME + "a"), SKOS.note, Literal(text), graph)
        for text in ("x", "xy")
        for graph in graphs
    )
    assert written("ntriples", lines).count(b"\n") == 2
    assert written("rdfxml", lines).count(b"<skos:note>") == 2


def test_jsonld_needs_no_other_file(made: Build) -> None:
    document = json.loads(written("jsonld", made.quads_file.read_bytes()))
    assert document.keys() == {"@context", "@graph"}

    def contexts(value: object) -> Iterator[object]:
        if isinstance(value, dict):
            yield from ([value["@context"]] if "@context" in value else [])
            for each in value.values():
                yield from contexts(each)
        elif isinstance(value, list):
            for each in value:
                yield from contexts(each)

    assert [type(context) for context in contexts(document)] == [dict]
    nodes = {node["id"]: node for node in document["@graph"]}
    measure = nodes["airmid:mitigation-made1-M1"]
    assert measure["type"] == "Mitigation"
    assert measure["prefLabel"] == {"en": "Label of M1"}
    assert measure["statedIn"] == ["airmid:framework-made"]


def test_jsonld_holds_to_the_containers_of_its_context(made: Build) -> None:
    """The judge compares with what pyld makes of it; this says where a key went wrong."""
    document = json.loads(written("jsonld", made.quads_file.read_bytes()))
    context = document["@context"]
    seen = set()
    for node in document["@graph"]:
        for key, value in node.items():
            said = context.get(key, {})
            container = said.get("@container", "") if isinstance(said, dict) else ""
            seen.add(container)
            if container == "@set":
                assert isinstance(value, list), (node["id"], key)
            elif container == "@language":
                assert isinstance(value, dict), (node["id"], key)
                assert not any(isinstance(text, list) and len(text) == 1 for text in value.values())
            else:
                assert not isinstance(value, list) or len(value) > 1, (node["id"], key)
    assert seen == {"", "@set", "@language"}


@pytest.mark.parametrize(
    ("predicate", "object_", "key", "value"),
    [
        (AIRM.statedIn, AIRM.accepted, "statedIn", ["airm:accepted"]),
        (AIRM.status, AIRM.accepted, "status", "accepted"),
        (AIRM.relation, AIRM.reduces, "relation", "reduces"),
        (AIRM.status, NamedNode("https://a.org/b"), "status", "https://a.org/b"),
        (AIRM.status, Literal("x"), "airm:status", "x"),
        (SKOS.prefLabel, Literal("x", language="en"), "prefLabel", {"en": "x"}),
        (SKOS.prefLabel, Literal("x"), "prefLabel", {"@none": "x"}),
        (DCTERMS.creator, Literal("x"), "creator", ["x"]),
        (DCTERMS.creator, AIRM.accepted, "creator", [{"id": "airm:accepted"}]),
        (AIRM.confidence, Literal("1.0", datatype=XSD.decimal), "confidence", "1.0"),
        (AIRM.confidence, Literal("1.0"), "airm:confidence", "1.0"),
        (SKOS.notation, Literal("1", datatype=XSD.integer), "notation", "1 as xsd:integer"),
        (NamedNode("https://a.org/p"), Literal("x"), "https://a.org/p", "x"),
        (RDF.type, AIRM.Mitigation, "type", "Mitigation"),
        (RDF.type, NamedNode("https://a.org/b"), "type", "https://a.org/b"),
    ],
)
def test_jsonld_is_compacted(
    predicate: NamedNode, object_: Literal | NamedNode, key: str, value: object
) -> None:
    said = Quad(NamedNode(PREFIXES["airmid"] + "a.b"), predicate, object_, DefaultGraph())
    (node,) = json.loads(written("jsonld", canonical_quads([said])))["@graph"]
    if value == "1 as xsd:integer":
        value = {"type": "xsd:integer", "@value": "1"}
    assert node == {"id": "airmid:a.b", key: value}


def test_a_context_that_is_not_understood_is_refused() -> None:
    with pytest.raises(ValueError, match="the term 'a' is defined by more than is understood"):
        ContextTerms({"a": {"@id": "https://a.org/", "@reverse": "https://a.org/b"}})


# ---------------------------------------------------------------- another base

OTHER = "https://risk.example.org/"


def test_prefixes_mean_the_base(made: Build) -> None:
    """Each base has prefixes of its own, whichever was written before."""
    quads = made.quads_file.read_bytes()
    for base in ("", OTHER, "https://w3id.org/other/", ""):
        where = base or BASE
        lines = quads.replace(f"<{BASE}id/".encode(), f"<{where}id/".encode())
        said = union(quads_in("nquads", lines))
        for name in ("turtle", "trig", "rdfxml", "jsonld"):
            data = written(name, lines, Preamble(base=base))
            assert union(quads_in(name, data)) == said, (base, name)
            for prefix, part in (("airmid", "id/"), ("airmg", "graph/"), ("airms", "shape#")):
                declared = {
                    "rdfxml": f'xmlns:{prefix}="{where}{part}"',
                    "jsonld": f'"{prefix}": "{where}{part}"',
                }.get(name, f"@prefix {prefix}: <{where}{part}> .")
                assert declared in data.decode()
            if name != "rdfxml":
                assert b"airmid:mitigation-made1-M1" in data
                assert f"<{where}id/mitigation".encode() not in data
            assert PREFIXES["airm"].encode() in data


# ---------------------------------------------------------------- odd literals

TEXT = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\"\\'\n\r\t\x00\x01\x0b\x1f\x7f\x85\u200f\u202e\u2028\ufeff\ufffe<>&]@^ "),
    ),
    max_size=12,
)
SOME = "https://example.org/"
LITERALS = st.one_of(
    TEXT.map(Literal),
    st.builds(
        lambda text, tag: Literal(text, language=tag),
        TEXT,
        st.sampled_from(["en", "en-gb", "zh-hant-tw", "de-1996", "ar"]),
    ),
    st.builds(
        lambda text, kind: Literal(text, datatype=kind),
        st.sampled_from(["1.10", "007", "-0", "+3", "1.", ".5", "1e0", "true", "1", "", " 2 "]),
        st.sampled_from(
            [XSD.decimal, XSD.integer, XSD.boolean, XSD.date, NamedNode(SOME + "kind")]
        ),
    ),
)
NODES = st.sampled_from(
    [
        NamedNode(SOME + "a"),
        NamedNode(SOME + "b#c.d"),
        NamedNode(SOME + "caf\u00e9?x=1&y='2'"),
        NamedNode("urn:x-airm:one"),
        NamedNode(PREFIXES["airmid"] + "1-2.3"),
        NamedNode(PREFIXES["airmid"]),
        AIRM.accepted,
    ]
)
PREDICATES = st.sampled_from(
    [
        *(AIRM.status, AIRM.confidence, AIRM.rationale, AIRM.sourceKey, AIRM.preliminary),
        *(SKOS.prefLabel, DCTERMS.creator, DCTERMS.date, RDF.type, NamedNode(SOME + "ns/p.q-r")),
    ]
)
GRAPHS = st.sampled_from([DefaultGraph(), NamedNode(SOME + "g"), NamedNode(SOME + "h")])
QUADS = st.lists(st.builds(Quad, NODES, PREDICATES, st.one_of(LITERALS, NODES), GRAPHS), max_size=8)


@each_format
@given(quads=QUADS)
def test_odd_literals_come_back(name: str, quads: list[Quad]) -> None:
    lines = canonical_quads(quads)
    texts = [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
    if name == "rdfxml" and any(FORBIDDEN.search(text) for text in texts):
        with pytest.raises(ExportError, match=r"cannot hold the character U\+"):
            written(name, lines)
        return
    found = quads_in(name, written(name, lines))
    if name in WITH_GRAPHS:
        assert found == set(quads)
    else:
        assert union(found) == union(set(quads))


ODD = [
    Literal("quotes \" and ' and \\ back"),
    Literal("line\nfeed\r\nboth\ttab"),
    Literal("control \x01 \x0b \x7f"),
    Literal("right \u202eto\u202c left \u200f"),
    Literal("colour", language="en-gb"),
    Literal("1.10", datatype=XSD.decimal),
    Literal("007", datatype=XSD.integer),
    Literal("-0.0", datatype=XSD.decimal),
    Literal("   "),
    Literal(""),
]


@each_format
def test_second_reader_reads_odd_literals(name: str, as_written: None) -> None:
    odd = [one for one in ODD if name != "rdfxml" or not FORBIDDEN.search(one.value)]
    quads = [Quad(NamedNode(SOME + "a"), SKOS.note, one, DefaultGraph()) for one in odd]
    lines = canonical_quads(quads)
    texts = {said[2] for said in by_rdflib(name, written(name, lines))}
    wanted = {
        repr((one.value, "" if one.language else one.datatype.value, one.language or ""))
        for one in odd
    }
    assert texts == wanted


def test_rdfxml_says_what_it_cannot_hold() -> None:
    said = Quad(NamedNode(SOME + "a"), SKOS.note, Literal("bell \x07"), DefaultGraph())
    with pytest.raises(
        ExportError, match=r"U\+0007 in the skos:note of <https://example.org/a>; write "
    ):
        written("rdfxml", canonical_quads([said]))
    said = Quad(NamedNode(SOME + "a"), NamedNode(SOME + "12"), Literal(""), DefaultGraph())
    with pytest.raises(ExportError, match=r"cannot name the property <https://example\.org/12>"):
        written("rdfxml", canonical_quads([said]))
    said = Quad(NamedNode(SOME + "a"), NamedNode(RDF.namespace + "li"), Literal(""), DefaultGraph())
    with pytest.raises(ExportError, match="which is a word of its grammar; write turtle"):
        written("rdfxml", canonical_quads([said]))


def test_rdfxml_comments_are_comments() -> None:
    first = Preamble(comments=("a -- b --- c-", "bell \x07", "- <!-- -->"))
    assert quads_in("rdfxml", written("rdfxml", b"", first)) == set()


def test_jsonld_refuses_what_its_context_would_read_as_something_else() -> None:
    said = Quad(NamedNode("risk:one"), SKOS.note, Literal(""), DefaultGraph())
    with pytest.raises(ExportError, match="would read 'risk' as a prefix"):
        written("jsonld", canonical_quads([said]))


@pytest.mark.parametrize("name", ["nquads", "ntriples", "turtle", "rdfxml", "jsonld"])
def test_lines_are_written_as_they_come(name: str) -> None:
    """The first is out before the last is read, so memory does not grow with the graph."""
    out = io.BytesIO()
    written_at = []

    def lines() -> Iterator[bytes]:
        for number in range(100):
            written_at.append(out.tell())
            yield f'<{SOME}{number:03}> <{SKOS.note.value}> "x" .\n'.encode()

    SERIALIZATIONS[name](lines(), out, Preamble())
    assert written_at[50] > written_at[3]
    assert out.tell() > written_at[-1]


# ---------------------------------------------------------------- how much provenance


def plain(airm: Run, tmp_path: Path, *args: str) -> tuple[set[Quad], Answer]:
    file = tmp_path / "graph.nq"
    answer = airm("export", "nquads", "-o", file, *args)
    assert answer.code == 0
    return quads_in("nquads", file.read_bytes()), answer


def about_dataset(quads: set[Quad], build: Build) -> dict[NamedNode, set[str]]:
    dataset = f"{PREFIXES['airmid']}dataset-{build.name}"  # and which part of it
    found: dict[NamedNode, set[str]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(dataset):
            found.setdefault(quad.predicate, set()).add(quad.object.value)  # type: ignore[union-attr]
    return found


def test_none_keeps_things_and_says_so(
    airm: Run, build: Build, original: set[Quad], tmp_path: Path
) -> None:
    found, answer = plain(airm, tmp_path, "--provenance", "none")
    assert "provenance was left out on request; the file says so" in answer.err
    said = about_dataset(found, build)
    assert any("Provenance was left out on request" in text for text in said[DCTERMS.description])
    assert said[PROV.wasDerivedFrom] == {f"{PREFIXES['airmid']}build-{build.name}"}
    sources = [source for source in build.manifest["sources"] if source["current"]]
    assert said[DCTERMS.license] == {source["licence"] for source in sources}
    text = (tmp_path / "graph.nq").read_text(encoding="utf-8")
    assert text.startswith(f"# airm-graph, build {build.name}\n# Provenance was left out")
    for source in sources:
        assert f"# {source['title']}, {source['version']}: {source['licence']}\n" in text
    found -= {quad for quad in found if "/dataset-" in quad.subject.value}  # type: ignore[union-attr]
    assert union(found) < union(original)
    assert {quad.graph_name for quad in found} == {DefaultGraph()}
    kinds = {quad.object for quad in found if quad.predicate == RDF.type}
    assert not kinds & {*STATEMENTS, PROV.Agent}
    assert {AIRM.Mitigation, AIRM.Framework, SKOS.Concept} <= kinds
    predicates = {quad.predicate.value for quad in found}
    assert not [iri for iri in predicates if iri.startswith(PREFIXES["prov"])]
    graphs = {quad.graph_name for quad in original}
    assert not graphs & {quad.subject for quad in found}
    derived = {quad.triple for quad in original if quad.predicate == AIRM.inCategory}
    assert derived
    assert derived <= union(found)


def test_summary_keeps_sources_and_derived_properties(
    airm: Run, build: Build, original: set[Quad], tmp_path: Path
) -> None:
    found, answer = plain(airm, tmp_path, "--provenance", "summary")
    assert "statements were left out on request; the file says so" in answer.err
    said = about_dataset(found, build)
    assert any("Statements were left out on request" in text for text in said[DCTERMS.description])
    found -= {quad for quad in found if "/dataset-" in quad.subject.value}  # type: ignore[union-attr]
    gone = original - found
    assert found < original
    nodes = {q.subject for q in original if q.predicate == RDF.type and q.object in STATEMENTS}
    assert {quad.subject for quad in gone} == nodes


@each_format
@pytest.mark.parametrize("level", ["none", "summary"])
def test_every_format_says_in_the_file_what_was_left_out(
    airm: Run, build: Build, tmp_path: Path, name: str, level: str
) -> None:
    file = tmp_path / "graph"
    assert airm("export", name, "-o", file, "--provenance", level).code == 0
    said = about_dataset(quads_in(name, file.read_bytes()), build)
    assert any("left out on request" in text for text in said[DCTERMS.description])


def test_full_names_the_licence_of_each_graph(airm: Run, build: Build) -> None:
    answer = airm("export", "nquads")
    quads = quads_in("nquads", answer.out)
    named = {quad.graph_name for quad in quads} - {DefaultGraph()}
    licensed = {quad.subject for quad in quads if quad.predicate == DCTERMS.license}
    assert named <= licensed
    for source in build.manifest["sources"]:
        assert not source["current"] or f"licence {source['licence']}: " in answer.err


# ---------------------------------------------------------------- parts of the graph


def test_graphs_are_taken_with_what_is_said_of_them(
    airm: Run, build: Build, original: set[Quad], tmp_path: Path
) -> None:
    found, _ = plain(airm, tmp_path, "--graph", "source-mitv1", "--graph", "airmg:source-airm1")
    wanted = {NamedNode(f"{PREFIXES['airmg']}source-{name}") for name in ("mitv1", "airm1")}
    assert {quad.graph_name for quad in found} == {*wanted, DefaultGraph()}
    assert {q for q in found if q.graph_name in wanted} == {
        q for q in original if q.graph_name in wanted
    }
    subjects = {quad.subject for quad in found if quad.graph_name == DefaultGraph()}
    assert wanted <= subjects
    speakers = {q.object for q in found if q.predicate == PROV.wasAttributedTo}
    assert speakers <= subjects
    others = {quad.graph_name for quad in original} - wanted
    assert not others & subjects
    said = about_dataset(found, build)
    assert any("This is a part of the graph" in text for text in said[DCTERMS.description])
    assert len(said[DCTERMS.license]) == 1  # both are under the same


def test_framework_is_taken_with_what_is_said_of_its_things(
    airm: Run, build: Build, original: set[Quad], tmp_path: Path
) -> None:
    found, _ = plain(airm, tmp_path, "--framework", "gipiskis2024")
    work = NamedNode(PREFIXES["airmid"] + "framework-gipiskis2024")
    things = {q.subject for q in original if q.predicate == AIRM.statedIn and q.object == work}
    assert len(things) > 80
    assert {q for q in found if q.subject in things} == {q for q in original if q.subject in things}
    of_others = {q.subject for q in found if q.predicate == AIRM.statedIn and q.object != work}
    assert not of_others
    classified = {
        q.subject for q in original if q.predicate == AIRM.classifies and q.object in things
    }
    assert classified
    assert classified <= {q.subject for q in found}
    assigned = {q.object for q in found if q.predicate == AIRM.assigns}
    labelled = {q.subject for q in found if q.predicate == SKOS.prefLabel}
    assert assigned <= labelled
    assert {q.object for q in found if q.predicate == PROV.wasAttributedTo} <= labelled
    nexus, _ = plain(airm, tmp_path, "--framework", "gipiskis2024", "--graph", "source-nexus")
    assert {q.graph_name for q in nexus} <= {
        NamedNode(PREFIXES["airmg"] + "source-nexus"),
        DefaultGraph(),
    }
    assert nexus & found


def test_compilation_is_taken_with_its_records(airm: Run, build: Build, tmp_path: Path) -> None:
    found, _ = plain(airm, tmp_path, "--framework", "mitigation-database", "--provenance", "none")
    records = {q.subject for q in found if q.predicate == AIRM.recordedIn}
    text = build.quads_file.read_bytes().splitlines()
    recorded = [p for p in map(parts, (line + b"\n" for line in text)) if b"recordedIn>" in p[1]]
    version = next(p[2] for p in recorded if b"mitigation-mitv1-A0972" in p[0])
    assert len(records) == sum(p[2] == version for p in recorded)


# ---------------------------------------------------------------- the command


def test_list_describes_every_format(airm: Run) -> None:
    answer = airm("export", "--list", "--format", "json")
    rows = json.loads(answer.out)["rows"]
    assert [row["format"] for row in rows] == list(FORMATS)
    assert {row["format"] for row in rows if row["named_graphs"]} == set(WITH_GRAPHS)
    assert all(row["file"] and row["what"] and row["checked_by"] for row in rows)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        ((), "give a FORMAT: turtle, ntriples, nquads, trig, rdfxml, jsonld"),
        (("turtel",), "did you mean 'turtle'?"),
        (("nquads", "--graph", "source-mitv"), "no graph is called 'source-mitv'"),
        (("nquads", "--framework", "gipiskis"), "did you mean 'gipiskis2024'?"),
    ],
)
def test_wrong_use_is_one_line(airm: Run, args: tuple[str, ...], says: str) -> None:
    answer = airm("export", *args)
    assert (answer.code, answer.out) == (2, b"")
    (line,) = answer.err.splitlines()
    assert says in line


def test_failed_export_leaves_the_previous_file(
    airm: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "graph.rdf"
    file.write_text("before", encoding="utf-8")

    def fails(*_: object) -> None:
        raise ExportError("no such character")

    monkeypatch.setattr("airm_graph.export.rdfxml._property", fails)
    answer = airm("export", "rdfxml", "-o", file)
    assert answer.code == 2
    assert "no such character" in answer.err
    assert file.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [file]


def test_progress_is_told_after_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    from airm_graph.answers import export_contents as export

    times = iter([Decimal(0), Decimal("0.5"), Decimal("1.2"), Decimal("1.2"), Decimal(2)])
    monkeypatch.setattr(export, "monotonic", lambda: next(times))
    told: list[str] = []
    progress = export._progress(told.append, "Turtle", 2000)
    progress(10)
    progress(1000)
    progress(1500)
    assert told == ["writing Turtle: 1,000 of 2,000 quads"]
