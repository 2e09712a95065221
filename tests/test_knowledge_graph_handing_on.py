"""Handing the graph on and having it checked, in Python: the commands' answers, and errors."""

import importlib.util
import json
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner
from rdflib import Graph
from servers import oxigraph
from small_builds import MADE, built

from airm_graph.cli import main
from airm_graph.errors import AirmError, IdentifierError, MissingExtraError, SourceError
from airm_graph.identifiers import expand
from airm_graph.knowledge_graph import KnowledgeGraph
from airm_graph.resources import root
from airm_graph.vocab import AIRM
from airm_graph.workspace import Build, Workspace

SCHEMA = json.loads((root() / "ontology" / "answer.schema.json").read_text(encoding="utf-8"))
TODAY = date(2026, 11, 1)
MINE = """
@prefix airm: <{ns}> .
<urn:example:m> a airm:Mitigation .
"""
WRONG = """
@prefix owl: <http://www.w3.org/2002/07/owl#> .
<urn:example:A> a owl:Class . <urn:example:B> a owl:Class ; owl:disjointWith <urn:example:A> .
<urn:example:x> a <urn:example:A> , <urn:example:B> .
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return built(tmp_path_factory.mktemp("small"), [MADE])


@pytest.fixture(scope="module")
def kg(small: Build) -> KnowledgeGraph:
    return KnowledgeGraph(small, Workspace(small.folder.parents[1]))


def printed(kg: KnowledgeGraph, *args: object, code: int = 0) -> str:
    workspace = str(kg.workspace.folder)
    line = ["--quiet", "--workspace", workspace, *map(str, args)]
    found = CliRunner().invoke(main, line)
    assert found.exit_code == code, found.output
    return found.stdout


def rows(kg: KnowledgeGraph, *args: object, code: int = 0) -> Any:
    return json.loads(printed(kg, *args, "--format", "json", code=code))["rows"]


def same(result: Any, expected: Any) -> None:
    answer = json.loads(result.to_json())
    jsonschema.validate(answer, SCHEMA)
    assert answer["rows"] == expected


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.ttl"
    path.write_text(MINE.format(ns=AIRM.namespace), encoding="utf-8")
    return path


def test_an_export_has_the_bytes_of_the_command(kg: KnowledgeGraph, tmp_path: Path) -> None:
    options = {"provenance": "summary", "frameworks": ["made"]}
    path = kg.export("turtle", tmp_path / "here.ttl", **options)  # type: ignore[arg-type]
    there = tmp_path / "there.ttl"
    printed(kg, "export", "turtle", "--provenance", "summary", "--framework", "made", "-o", there)
    assert path.read_bytes() == there.read_bytes() != b""
    assert list(kg.formats()) == rows(kg, "export", "--list")


def test_what_an_export_leaves_out_is_told(small: Build, tmp_path: Path) -> None:
    told: list[str] = []
    kg = KnowledgeGraph(small, Workspace(tmp_path), told.append)
    kg.export("nquads", tmp_path / "x.nq", provenance="none")
    assert "provenance was left out on request; the file says so" in told


def test_a_site_is_written_for_any_host(kg: KnowledgeGraph, tmp_path: Path) -> None:
    page = kg.site(tmp_path / "site", rdf=["turtle"], processes=1)
    assert page == tmp_path / "site" / "index.html"
    endings = {path.suffix for path in (page.parent / "id").rglob("*")}
    assert ".ttl" in endings
    assert ".jsonld" not in endings


def test_a_push_says_what_became_of_each_graph(kg: KnowledgeGraph) -> None:
    with oxigraph() as server:
        url = server.query_url
        planned = kg.push(url, graphs=["source-made1"], dry_run=True)
        assert [row["state"] for row in planned] == ["new"]
        same(planned, rows(kg, "push", url, "--graph", "source-made1", "--dry-run"))
        assert {row["state"] for row in kg.push(url)} == {"put"}
        with pytest.raises(AirmError, match="of these graphs already"):
            kg.push(url)
        assert {row["state"] for row in kg.push(url, existing="replace", resume=True)} == {"left"}


def test_findings_are_those_of_the_command(kg: KnowledgeGraph, mine: Path, tmp_path: Path) -> None:
    found = kg.validate(mine, only=["Mitigation"], today=TODAY, report=tmp_path / "r.ttl")
    asked = ("validate", mine, "--only", "Mitigation", "--today", TODAY.isoformat())
    same(found, rows(kg, *asked, code=1))
    assert {row["focus_node"] for row in found} == {"urn:example:m"}
    assert len(Graph().parse(tmp_path / "r.ttl")) > len(found)
    few = kg.validate(mine, only=["Mitigation"], show="violation", fail_on="info", today=TODAY)
    assert 0 < len(few) <= len(found)
    assert few.meta["parameters"]["fail_on"] == "info"


def test_validation_says_what_is_new_and_how_it_was_done(kg: KnowledgeGraph) -> None:
    only = "Mitigation-prefLabel"
    found = kg.validate(only=[only], since="current", today=TODAY)
    asked = ("validate", "--only", only, "--since", "current", "--today", TODAY.isoformat())
    same(found, rows(kg, *asked))
    said = kg.validation_plan([only])
    expected = rows(kg, "validate", "--plan", "--only", only)
    timeless = [{**row, "seconds": 0} for row in said]
    assert timeless == [{**row, "seconds": 0} for row in expected] != []


def test_same_records_are_those_of_the_command(kg: KnowledgeGraph, tmp_path: Path) -> None:
    found = kg.same_records("key", tmp_path / "here.sssom.tsv")
    there = tmp_path / "there.sssom.tsv"
    assert list(found) == rows(kg, "same-records", "--evidence", "key", "--sssom", there)
    assert (tmp_path / "here.sssom.tsv").read_bytes() == there.read_bytes()


@pytest.mark.skipif(not importlib.util.find_spec("owlready2"), reason="owlready2 is not installed")
def test_the_world_holds_the_vocabulary_and_the_data(kg: KnowledgeGraph) -> None:
    import owlready2  # type: ignore[import-untyped]

    world = kg.owl()
    assert world is not owlready2.default_world
    assert world.filename == ":memory:"
    measures = {each.iri for each in world[AIRM.Mitigation.value].instances()}
    assert expand("airmid:mitigation-made1-M1") in measures
    assert len(world.graph) <= kg.build.manifest["quads"]
    assert kg.owl() is not world


@pytest.mark.exhaustive
@pytest.mark.skipif(not shutil.which("java"), reason="no Java here")
@pytest.mark.skipif(not importlib.util.find_spec("owlready2"), reason="owlready2 is not installed")
def test_a_contradiction_is_found(kg: KnowledgeGraph, mine: Path, tmp_path: Path) -> None:
    mine.write_text(WRONG, encoding="utf-8")
    found = kg.reason(mine, alone=True, explain=False, inferred=tmp_path / "inferred.ttl")
    assert found.notes[0].startswith("Inconsistent, says HermiT")
    assert not (tmp_path / "inferred.ttl").exists()
    asked = printed(kg, "reason", mine, "--alone", "--no-explain", "--format", "json", code=1)
    assert json.loads(asked) == json.loads(found.to_json())


REFUSED: dict[str, tuple[Callable[[Any], Any], type[AirmError], str]] = {
    "format": (lambda kg: kg.export("turtel", "x"), AirmError, "did you mean 'turtle'"),
    "provenance": (lambda kg: kg.export("turtle", "x", provenance="al"), AirmError, "known: full"),
    "graph": (lambda kg: kg.export("trig", "x", graphs=["made"]), IdentifierError, "no graph is"),
    "framework": (
        lambda kg: kg.export("trig", "x", frameworks=["mad"]),
        IdentifierError,
        "no framework is called 'mad'",
    ),
    "address": (lambda kg: kg.site("x", endpoint="here"), AirmError, "endpoint is 'here'"),
    "rdf": (lambda kg: kg.site("x", rdf=["turtel"]), AirmError, "did you mean 'turtle'"),
    "store": (lambda kg: kg.push("here"), AirmError, "is not the address of a store"),
    "method": (lambda kg: kg.push("http://a/q", method="put"), AirmError, "method='put'"),
    "existing": (lambda kg: kg.push("http://a/q", existing="drop"), AirmError, "existing='drop'"),
    "prune": (
        lambda kg: kg.push("http://a/q", prune=True, graphs=["default"]),
        AirmError,
        "the whole graph",
    ),
    "rule": (lambda kg: kg.validate(only=["Mitigations"]), AirmError, "Mitigation"),
    "rule of a plan": (lambda kg: kg.validation_plan(["Mitigations"]), AirmError, "Mitigation"),
    "severity": (lambda kg: kg.validate(show="warn"), AirmError, "did you mean 'warning'"),
    "fail_on": (lambda kg: kg.validate(fail_on="warn"), AirmError, "did you mean 'warning'"),
    "report": (lambda kg: kg.validate(report="x.html"), AirmError, "expected a name that ends in"),
    "since": (lambda kg: kg.validate(since="zzz"), AirmError, "0 builds are called 'zzz'"),
    "file": (lambda kg: kg.validate("no.ttl"), SourceError, "no.ttl"),
    "reasoner": (lambda kg: kg.reason(reasoner="hermite"), AirmError, "did you mean 'hermit'"),
    "alone": (lambda kg: kg.reason(alone=True), AirmError, "alone is for files"),
    "inferred": (lambda kg: kg.reason(inferred="x.html"), AirmError, "x.html"),
    "evidence": (lambda kg: kg.same_records("keys"), AirmError, "did you mean 'key'"),
}


@pytest.mark.parametrize(("ask", "kind", "said"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_said(
    kg: KnowledgeGraph,
    ask: Callable[[Any], Any],
    kind: type[AirmError],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(kind, match=said):
        ask(kg)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_library_is_named_with_its_extra(
    kg: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "owlready2", None)
    with pytest.raises(MissingExtraError, match=r"airm-graph\[reason\]"):
        kg.owl()
    monkeypatch.setitem(sys.modules, "urllib3", None)
    with pytest.raises(MissingExtraError, match=r"airm-graph\[remote\]"):
        kg.push("http://127.0.0.1:1/query")
