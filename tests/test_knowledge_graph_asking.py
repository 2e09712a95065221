"""SPARQL from Python: the rows of the command as values, engines alike, and what is refused."""

import json
import re
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import rdflib
from click.testing import CliRunner

from airm_graph.cli import main
from airm_graph.errors import AirmError, IdentifierError, QueryError
from airm_graph.identifiers import expand
from airm_graph.knowledge_graph import KnowledgeGraph
from airm_graph.resources import root
from airm_graph.vocab import PREFIXES, SKOS
from airm_graph.workspace import Build, Workspace

SCHEMA = json.loads((root() / "ontology" / "answer.schema.json").read_text(encoding="utf-8"))
STAGES = "SELECT ?s ?l { ?s a airm:LifecycleStage ; skos:prefLabel ?l } ORDER BY ?s"
PAIRS = "SELECT (COUNT(*) AS ?n) { ?a a airm:Mitigation . ?b a airm:Mitigation }"  # a second
VALUES = """
SELECT ?n ?d ?e ?t ?day ?bad ?w ?nan {
  VALUES (?n ?d ?e ?t ?day ?bad ?w ?nan) {
    (5 0.25 1e3 true "2025-01-01"^^xsd:date "five"^^xsd:integer "5" "NaN"^^xsd:double) } }"""
Ask = Callable[[Any], Any]  # of a graph; mistakes are of types, too


@pytest.fixture(scope="module")
def kg(build: Build) -> KnowledgeGraph:
    return KnowledgeGraph(build, Workspace(build.folder.parents[1]))


def printed(build: Build, *args: str, text: str = "") -> dict[str, Any]:
    """What a command prints as JSON."""
    args = ("--quiet", "--workspace", str(build.folder.parents[1]), *args, "--format", "json")
    found = CliRunner().invoke(main, args, input=text)
    assert found.exit_code == 0, found.output
    answer: dict[str, Any] = json.loads(found.stdout)
    return answer


def as_text(cell: Any) -> str | None:
    """A cell as the command writes it."""
    if isinstance(cell, dict):
        return str(cell["iri"])
    if isinstance(cell, bool):
        return str(cell).lower()
    return None if cell is None else str(cell)


@pytest.mark.parametrize(
    ("query", "params"),
    [
        ("measures-of-framework", {"framework": "nist2024"}),
        ("risk-source-without-measure", {}),
        (STAGES, {}),
        ("SELECT ?s (COUNT(?o) AS ?n) { ?s airm:appliesAtStage ?o } GROUP BY ?s ORDER BY ?s", {}),
    ],
)
def test_rows_are_those_of_the_command(
    kg: KnowledgeGraph, build: Build, query: str, params: dict[str, Any]
) -> None:
    found = kg.select(query, limit=20, **params)
    given = [word for name, value in params.items() for word in ("--param", f"{name}={value}")]
    name, text = ("-", query) if "{" in query else (query, "")
    there = printed(build, "query", name, *given, "--limit", "20", text=text)
    ours = json.loads(found.to_json())
    jsonschema.validate(ours, SCHEMA)
    assert [{key: as_text(cell) for key, cell in row.items()} for row in found] == there["rows"]
    assert len(found) > 2
    assert ours["meta"]["parameters"] == there["meta"]["parameters"]
    assert ours["meta"]["build"] == there["meta"]["build"]
    assert ours["meta"]["notes"] == there["meta"]["notes"]


def test_numbers_are_numbers_and_things_have_their_labels(kg: KnowledgeGraph) -> None:
    (row,) = kg.select(VALUES)
    values = (5, 0.25, 1000.0, True, "2025-01-01", "five", "5", "NaN")
    assert tuple(row.values()) == values
    assert [type(cell) for cell in row.values()] == [type(value) for value in values]
    for row in kg.select(STAGES):
        assert row["s"]["label"] == row["l"]
        assert row["s"]["iri"] == expand(row["s"]["id"])


def test_a_column_is_of_things_only_if_all_of_it_is(kg: KnowledgeGraph) -> None:
    about = "SELECT ?p ?o { airmid:stage-deploy ?p ?o }"
    found = kg.select(about)
    assert {row["p"]["id"] for row in found} >= {"rdf:type", "skos:prefLabel"}
    assert "airm:LifecycleStage" in {row["o"] for row in found}  # as the command's table has it
    assert {"p_label", "o"} <= {*found.frame()}
    assert "o_label" not in found.frame()
    pages = kg.select("SELECT ?x { VALUES ?x { <urn:one> <urn:two> } }")
    assert [row["x"] for row in pages] == ["urn:one", "urn:two"]
    named = kg.select("SELECT ?x { VALUES ?x { <urn:one> airmid:stage-deploy } }")
    assert [row["x"]["label"] for row in named] == ["urn:one", "Deploy"]


def test_a_thing_of_a_row_is_a_parameter(kg: KnowledgeGraph) -> None:
    stage = kg.select(STAGES)[-1]["s"]
    where = "SELECT ?m { ?m airm:appliesAtStage ?s }"  # which the command binds, too
    by_name = kg.select(where, s=stage["id"])
    assert by_name.rows == kg.select(where, s=stage).rows
    assert 0 < len(by_name) < len(kg.select(where))
    assert kg.ask("ASK { ?m airm:appliesAtStage ?s }", m=by_name[0]["m"], s=stage)
    assert not kg.ask("ASK { ?m airm:appliesAtStage ?s }", m=stage, s=stage)


@pytest.fixture(scope="module")
def small(part: Build) -> KnowledgeGraph:
    return KnowledgeGraph(part, Workspace(part.folder.parents[1]))


def test_both_engines_give_the_same_rows(small: KnowledgeGraph) -> None:
    measures = "SELECT ?m ?l { ?m airm:appliesAtStage ?s ; skos:prefLabel ?l }"
    asked: tuple[tuple[str, dict[str, Any]], ...]
    asked = (STAGES, {}), (measures, {"s": "airmid:stage-deploy"})
    for query, params in asked:
        ours, theirs = (
            small.select(query, engine=engine, **params) for engine in ("oxigraph", "rdflib")
        )
        assert sorted(map(json.dumps, ours)) == sorted(map(json.dumps, theirs))
        assert len(ours) > 4
        assert theirs.meta["parameters"]["engine"] == "rdflib"


def test_a_dataset_has_every_quad_in_its_graph(small: KnowledgeGraph, part: Build) -> None:
    dataset = small.dataset()
    manifest = part.manifest
    assert sum(1 for _ in dataset.quads()) == manifest["quads"]
    counted = {str(graph.identifier): len(graph) for graph in dataset.graphs()}
    assert counted.pop("urn:x-rdflib:default") == manifest["graphs"]["default"]
    assert counted == {name: n for name, n in manifest["graphs"].items() if name != "default"}
    assert dict(dataset.namespaces())["airm"] == rdflib.URIRef(PREFIXES["airm"])
    rows: Any = dataset.query(STAGES)
    united = {(str(row[0]), str(row[1])) for row in rows}
    assert united == {(row["s"]["iri"], row["l"]) for row in small.select(STAGES)}


def test_every_version_is_seen_where_it_is_asked_for(kg: KnowledgeGraph) -> None:
    count = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    (few,), (every,) = kg.select(count), kg.select(count, all_versions=True)
    assert every["n"] > few["n"]


def test_triples_are_a_graph_of_rdflib(kg: KnowledgeGraph) -> None:
    made = (
        "CONSTRUCT { ?s skos:prefLabel ?l } WHERE { ?s a airm:LifecycleStage ; skos:prefLabel ?l }"
    )
    graph = kg.construct(made)
    said = {(str(s), str(o)) for s, o in graph.subject_objects(rdflib.URIRef(SKOS.prefLabel.value))}
    assert said == {(row["s"]["iri"], row["l"]) for row in kg.select(STAGES)}
    assert len(kg.construct(made, limit=2)) == 2
    assert "airmid:stage-deploy a" in kg.construct("DESCRIBE airmid:stage-deploy").serialize()


def test_a_question_is_answered_with_yes_or_no(kg: KnowledgeGraph, tmp_path: Path) -> None:
    assert kg.ask("ASK { ?s a airm:LifecycleStage }") is True
    file = tmp_path / "no.rq"
    file.write_text("ASK { ?s a airm:LifecycleStage, airm:Actor }", encoding="utf-8")
    assert kg.ask(file) is False


def test_what_the_graph_does_not_have_is_said(kg: KnowledgeGraph) -> None:
    text = "SELECT ?m {\n ?m a airm:Mitigatoin }"
    with pytest.warns(UserWarning, match="Line 2.*did you mean airm:Mitigation") as told:
        found = kg.select(text)
    assert told[0].filename == __file__  # where it was asked, and not where it was found
    assert re.search(r"Line 2: airm:Mitigatoin: .* airm:Mitigation\?", found.notes[1])
    assert "explain_query" in found.notes[2]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        kg.select(STAGES)


def test_an_empty_answer_is_explained_as_by_the_command(kg: KnowledgeGraph, build: Build) -> None:
    text = "SELECT ?m { ?m a airm:Mitigation . ?m a airo:Risk }"
    found = kg.explain_query(text)
    args = ("--quiet", "--workspace", str(build.folder.parents[1]), "query", "-", "--explain")
    said = CliRunner().invoke(main, args, input=text).stderr.splitlines()
    cells = [[cell for cell in row.values() if cell] for row in found]
    assert [re.split(r"\s{2,}", line) for line in said[1:-1]] == cells
    assert said[-1] == f"airm-graph: {found.notes[0]}"
    jsonschema.validate(json.loads(found.to_json()), SCHEMA)


def test_the_library_is_listed(kg: KnowledgeGraph, build: Build) -> None:
    assert kg.queries("gap").rows == printed(build, "queries", "--role", "gap")["rows"]
    one = kg.query_text("measures-of-framework")
    assert [one.data] == printed(build, "queries", "measures-of-framework")["rows"]
    assert str(one) in one["sparql"]


def test_a_column_and_a_caret_show_a_mistake(kg: KnowledgeGraph) -> None:
    with pytest.raises(QueryError) as error:
        kg.select("SELECT ?x {\n  ?x a }")
    first, line, caret = str(error.value).splitlines()
    assert first.startswith("not SPARQL: line 2, column 8: found '}'; expected")
    assert line[caret.index("^")] == "}"


REFUSED: dict[str, tuple[Ask, type[AirmError], str]] = {
    "no such query": (lambda kg: kg.select("measures-of-framwork"), QueryError, "did you mean"),
    "another form": (lambda kg: kg.select("ASK {}"), QueryError, "ASK, which ask() answers"),
    "no triples": (lambda kg: kg.construct(STAGES), QueryError, "which select() answers"),
    "no rows": (lambda kg: kg.ask("DESCRIBE <urn:x>"), QueryError, "construct() answers"),
    "nothing": (lambda kg: kg.select(" "), QueryError, "the query is empty"),
    "limit": (lambda kg: kg.select(STAGES, limit=0), AirmError, "limit=0: expected 1 or more"),
    "timeout": (lambda kg: kg.select(STAGES, timeout=0), QueryError, "timeout=0: expected"),
    "engine": (lambda kg: kg.select(STAGES, engine="jena"), QueryError, "known: oxigraph, rdflib"),
    "parameter": (
        lambda kg: kg.select("measures-of-framework", work="x"),
        QueryError,
        "has no parameter 'work'; it has: framework",
    ),
    "variable": (lambda kg: kg.select(STAGES, x="A0968"), QueryError, "no variable ?x"),
    "value": (lambda kg: kg.select(STAGES, s="no such thing"), IdentifierError, "no such thing"),
    "class": (
        lambda kg: kg.select("measures-of-framework", framework="airmid:stage-deploy"),
        QueryError,
        "expected a work",
    ),
    "a number": (lambda kg: kg.select(STAGES, s=5), QueryError, "s=5: expected a CURIE"),
    "prefix": (lambda kg: kg.select(STAGES, prefixes=False), QueryError, "airm:"),
    "file": (lambda kg: kg.select(Path("no.rq")), QueryError, "no.rq: No such file"),
    "role": (lambda kg: kg.queries("gaps"), AirmError, "did you mean 'gap'"),
    "text": (lambda kg: kg.query_text("nope"), QueryError, "nope"),
    "nested": (
        lambda kg: kg.construct("CONSTRUCT { ?s ?p <<( ?s ?p ?o )>> } { ?s ?p ?o } LIMIT 1"),
        QueryError,
        "triples about triples",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_named(kg: KnowledgeGraph, case: str) -> None:
    ask, kind, message = REFUSED[case]
    with pytest.raises(kind, match=re.escape(message)):
        ask(kg)


def test_a_question_that_takes_too_long_is_given_up(kg: KnowledgeGraph) -> None:
    with pytest.raises(QueryError, match=r"no answer within 0.001 s; raise timeout"):
        kg.select(PAIRS, timeout=0.001)
    assert kg.ask("ASK {}", timeout=60)
