"""``show --why`` and ``explain triple``: who says so, and why what rules derived holds."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

import jsonschema
import pytest
from pyoxigraph import NamedNode

from airm_graph.cli import main
from airm_graph.dossier import dossier
from airm_graph.identifiers import graph, thing
from airm_graph.resources import root
from airm_graph.store import OxigraphEngine
from airm_graph.workspace import Build

SCHEMA = json.loads((root() / "ontology" / "answer.schema.json").read_text(encoding="utf-8"))
MEASURE = "airmid:mitigation-mitv1-A0937"
DOMAIN = "airmid:domain-mit-4_2"


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    def rows(self) -> list[dict[str, Any]]:
        answer = json.loads(self.out)
        jsonschema.validate(answer, SCHEMA)
        found: list[dict[str, Any]] = answer["rows"]
        return found

    @property
    def words(self) -> str:
        return " ".join(self.out.split())


Airm = Callable[..., Answer]


@pytest.fixture
def airm(build: Build, capsys: pytest.CaptureFixture[str]) -> Airm:
    """Runs a command on the build of the catalogue."""

    def run(*args: str) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main(["--quiet", "--workspace", str(build.folder.parents[1]), *args])
        out, err = capsys.readouterr()
        return Answer(int(exit_.value.code or 0), out, err)

    return run


def section(answer: Answer) -> str:
    return answer.out.partition("EVERY TRIPLE, AND WHO SAYS SO")[2]


SHOWN = {
    "disputed": ("A0972", "says MIT AI Risk Initiative, filed by the publisher, dated 2025-07-23"),
    "heading": ("Model Release", "says airm-graph contributors, read by a language model"),
    "concept": ("airmid:domain-mit-1_1", "The scheme risk-domain"),
    "work": ("framework-nist2024", "Works of the first mitigation database"),
    "mapped risk": ("risk-cosai-riskModelSourceTampering", "airmid:rule-facet-value: The short"),
}


@pytest.mark.parametrize("name", SHOWN)
def test_why_shows_every_triple_under_who_says_it(airm: Airm, build: Build, name: str) -> None:
    asked, expected = SHOWN[name]
    answer = airm("show", asked, "--why")
    assert answer.code == 0
    text = " ".join(section(answer).split())
    assert expected in text
    (row,) = airm("show", asked, "--why", "--format", "json").rows()
    told = {
        (said["property"], said["value"], author["origin"]["graph"])
        for author in row["authors"]
        for said in author["said"]
    }
    quads = list(build.store.quads_for_pattern(NamedNode(row["thing"]["iri"]), None, None))
    named = {quad.triple for quad in quads if isinstance(quad.graph_name, NamedNode)}
    assert told == {
        (q.predicate.value, q.object.value, getattr(q.graph_name, "value", ""))  # type: ignore[union-attr]
        for q in quads
        if isinstance(q.graph_name, NamedNode) or q.triple not in named
    }
    for author in row["authors"]:
        assert author["origin"]["title"] in text


def test_a_derived_value_has_its_statement_or_its_proof(airm: Airm) -> None:
    (row,) = airm("show", MEASURE, "--why", "--format", "json").rows()
    derived = [
        said
        for author in row["authors"]
        if author["origin"]["kind"] == "rule"
        for said in author["said"]
    ]
    assert len(derived) > 10
    for said in derived:
        assert bool(said["supports"]) != bool(said["proof"])
        for support in said["supports"]:
            assert support["agent"]
            assert support["status"] == "accepted"
        if said["proof"]:
            assert said["proof"]["derivations"]
    text = airm("show", MEASURE, "--why").words
    assert "said by MIT AI Risk Initiative, 2025-07-23, filed by the publisher, accepted" in text
    assert f"from {MEASURE} airm:reduces airmid:risk-mitrisk4-62_15_05 [airmid:rule-action]" in text
    assert f"In full: airm-graph explain triple {MEASURE} " in text


def test_without_why_nothing_is_proved(airm: Airm, build: Build) -> None:
    assert "WHO SAYS SO" not in airm("show", MEASURE).out
    found = dossier(OxigraphEngine(build.store), MEASURE)
    assert all(said.proof is None for author in found.authors for said in author.said)
    assert len(found.facts) == len({*found.facts})


def leaves(told: dict[str, Any]) -> list[dict[str, Any]]:
    below = [premise for way in told["derivations"] for premise in way["premises"]]
    return [leaf for premise in below for leaf in leaves(premise)] or [told]


def test_a_derived_triple_is_explained_down_to_its_sources(airm: Airm) -> None:
    answer = airm("explain", "triple", "A0937", "airm:inRiskDomain", DOMAIN)
    assert answer.code == 0
    assert (
        "by airmid:rule-inherited-facet (ontology/rules/inherited-facet.rq): A measure"
        in answer.words
    )
    assert "by airmid:rule-action (ontology/rules/action.rq)" in answer.words
    assert "[AI Risk Repository, 4]" in answer.words
    assert "stated in" not in answer.out
    asked = ("explain", "triple", MEASURE, "inRiskDomain", "domain-mit-4_2", "--format", "json")
    (row,) = airm(*asked).rows()
    assert (row["holds"], row["stated_in"]) == (True, [])
    assert row["subject"]["id"] == MEASURE
    for leaf in leaves(row):
        assert leaf["stated_in"]
        for origin in leaf["stated_in"]:
            assert origin["kind"] in {"source", "agent"}
            assert origin["licence"]


def test_what_had_not_to_be_there_is_said_in_words(airm: Airm) -> None:
    answer = airm(
        "explain", "triple", MEASURE, "sameRecordAs", "airmid:mitigation-nexus-A0937_Gipiskis2024"
    )
    assert "nothing says that airmid:mapping-airmalign-859a881254c8 airm:stale ?why" in answer.words


@pytest.mark.parametrize(
    ("predicate", "object_"),
    [
        (
            "skos:prefLabel",
            '"Cost-inducing training of AI models specifically for malicious use"@en',
        ),
        ("skos:prefLabel", "Cost-inducing training of AI models specifically for malicious use"),
        ("a", "airm:Mitigation"),
        (
            "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
            "<https://w3id.org/airm-graph/ns#Mitigation>",
        ),
        ("sourceKey", "A0937_Gipiškis2024"),
        ("statedIn", "framework-gipiskis2024"),
    ],
)
def test_a_stated_triple_says_who_states_it(airm: Airm, predicate: str, object_: str) -> None:
    answer = airm("explain", "triple", "A0937", predicate, object_)
    assert answer.code == 0
    assert "stated in:" in answer.out
    assert "says MIT AI Risk Initiative, filed by the publisher, dated 2025-07-23" in answer.words
    assert "sha256:811b78afa73a" in answer.out


def test_numbers_are_found_in_any_spelling(airm: Airm) -> None:
    node = "airmid:action-airm1-reduces-mitigation-mitv1-A0937-risk-mitrisk4-62_15_05"
    for spelling in ("0.85", "0.850", '"0.85"^^xsd:decimal'):
        assert airm("explain", "triple", node, "confidence", spelling).code == 0
    assert airm("explain", "triple", node, "confidence", "0.86").code == 1


def test_what_does_not_hold_exits_1_and_says_what_does(airm: Airm, build: Build) -> None:
    answer = airm("explain", "triple", "A0937", "inCategory", "airmid:category-mitv1-2_1")
    assert answer.code == 1
    assert answer.out.startswith(f"does not hold: {MEASURE} airm:inCategory airmid:category-")
    assert "airmid:category-mitv1-2_X" in answer.out
    asked = ("explain", "triple", "A0937", "detects", "risk-mitrisk4-62_15_05", "--format", "json")
    answer = airm(*asked)
    assert answer.code == 1
    (row,) = answer.rows()
    assert not row["holds"]
    quads = build.store.quads_for_pattern(
        thing("mitigation-mitv1-A0937"), None, thing("risk-mitrisk4-62_15_05")
    )
    assert set(row["instead"]["properties"]) == {
        "airm:" + quad.predicate.value.rpartition("#")[2] for quad in quads
    }
    assert graph("source-mitv1").value.rpartition("/")[2] in " ".join(row["instead"]["subject"])


WRONG = {
    "no such thing": (["no such thing", "a", "airm:Mitigation"], "nothing is called"),
    "no such property": (["A0937", "reducess", "A0001"], "did you mean 'reduces'?"),
    "a class": (["A0937", "Mitigation", "A0001"], "no property is called 'Mitigation'"),
    "no prefix": (["A0937", "foo:bar", "A0001"], "unknown prefix in 'foo:bar'"),
    "half a literal": (["A0937", "page", '"one'], '"one is no literal'),
    "two literals": (["A0937", "page", '"one", "two"'], "is no literal as Turtle spells it"),
    "no IRI": (["https://example.org/a b", "a", "A0001"], "is no IRI"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_word_that_names_nothing_is_one_line(airm: Airm, name: str) -> None:
    words, expected = WRONG[name]
    answer = airm("explain", "triple", *words)
    assert answer.code == 2
    assert expected in answer.err
    assert len(answer.err.splitlines()) == 1


def test_completion_offers_properties() -> None:
    environment = {
        **os.environ,
        "_AIRM_GRAPH_COMPLETE": "bash_complete",
        "COMP_WORDS": "airm-graph explain triple A0937 redu",
        "COMP_CWORD": "4",
    }
    script = "import sys; sys.argv[0] = 'airm-graph'; from airm_graph.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment
    )
    assert done.stdout.split() == ["plain,reduces"]
