"""SARIF: what code hosts read. The schema of the standard is asked where a judge has brought it."""

import json
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pyoxigraph import parse
from validation import HEADER, RISK, WAIVER, airmid, airms

from airm_graph.resources import root
from airm_graph.validate import Finding, Severity, list_rules, load_shapes, validate_files
from airm_graph.validate.files import FORMATS
from airm_graph.validate.lines import MOST_BYTES, find_lines, find_places
from airm_graph.validate.outcome import Outcome
from airm_graph.validate.sarif import sarif_text
from airm_graph.vocab import PREFIXES

TODAY = date(2026, 11, 20)
RULES = list_rules(load_shapes())
JUDGE = Path(os.environ.get("AIRM_JUDGE_DIR", root() / "build" / "judge"))
SCHEMA = JUDGE / "sarif" / "package" / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json"
TEXT = (
    HEADER
    + RISK
    + WAIVER.format(until="2027-01-01")
    + """
# airmid:risk-mine-2 stands first in this comment, and not as a subject.
airmid:risk-mine-3 skos:related airmid:risk-mine-2 ; a airo:RiskSource .

airmid:risk-mine-2 a airo:RiskSource ;
    skos:prefLabel "airmid:risk-mine-4 a airo:RiskSource ."@en ,
        "Another"@en .
[] a airm:Mitigation .
"""
)


def outcome(findings: list[Finding], **more: Any) -> Outcome:
    said: dict[str, Any] = {"fail_on": Severity.VIOLATION, "asked": RULES, "rules": len(RULES)}
    return Outcome(findings=tuple(findings), **{**said, **more})


def log_of(findings: list[Finding], folder: Path = Path(), **more: Any) -> Any:
    return json.loads(sarif_text(outcome(findings, **more), Severity.INFO, folder=folder))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sarif")
    (path / "my files").mkdir()
    (path / "my files" / "mine.ttl").write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def faulty(folder: Path) -> list[Finding]:
    return validate_files([folder / "my files" / "mine.ttl"], TODAY)


Judge = Callable[[Any], None]


@pytest.fixture
def conforms() -> Judge:
    """Asks the schema of the standard."""
    if not SCHEMA.is_file():
        pytest.skip("no SARIF schema here; 'tests/judge/sarif.sh' brings it")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())
    return validator.validate


def test_the_whole_catalogue_conforms(found: list[Finding], conforms: Judge) -> None:
    log = log_of(found)
    assert len(log["runs"][0]["results"]) == len(found) > 1000
    conforms(log)


def test_a_faulty_file_conforms(faulty: list[Finding], folder: Path, conforms: Judge) -> None:
    conforms(log_of(faulty, folder))
    states = ["new", "unchanged"] * len(faulty)
    more = {"states": tuple(states[: len(faulty)]), "vanished": tuple(faulty[:1]), "since": "1a2b"}
    text = sarif_text(outcome(faulty, **more), Severity.INFO, vanished=True, about={"build": "x"})
    conforms(json.loads(text))


def test_nothing_found_conforms(conforms: Judge) -> None:
    conforms(log_of([]))
    conforms(log_of([], asked={}))


def test_the_schema_refuses_what_is_wrong(faulty: list[Finding], conforms: Judge) -> None:
    log = log_of(faulty)
    log["runs"][0]["results"][0]["level"] = "violation"
    with pytest.raises(jsonschema.ValidationError):
        conforms(log)


# What the schema cannot say


def test_every_rule_that_was_asked_is_described_once(faulty: list[Finding]) -> None:
    for findings in ([], faulty):
        (run,) = log_of(findings)["runs"]
        rules = run["tool"]["driver"]["rules"]
        assert [rule["id"] for rule in rules] == [rule.name for rule in RULES.values()]
        for rule in rules:
            assert rule["fullDescription"]["text"]
            assert rule["help"]["text"]
            assert rule["defaultConfiguration"]["level"] in {"error", "warning", "note"}
        names = [rule["name"] for rule in rules]
        assert len(names) == len(set(names))
        assert all(name.isalnum() for name in names)
    one = {airms("Mitigation-prefLabel"): RULES[airms("Mitigation-prefLabel")]}
    assert len(log_of([], asked=one)["runs"][0]["tool"]["driver"]["rules"]) == 1


def test_every_result_points_to_its_rule_and_says_all(faulty: list[Finding]) -> None:
    (run,) = log_of(faulty)["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len(run["results"]) == len(faulty)
    for result, finding in zip(run["results"], faulty, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == RULES[finding.source].name
        text = result["message"]["text"]
        assert finding.message in text
        assert finding.remedy in text
    levels = {result["level"] for result in run["results"]}
    assert levels == {"error", "note"}


def line(text: str) -> int:
    return TEXT[: TEXT.index(text)].count("\n") + 1


def test_results_stand_on_the_lines_that_they_are_about(
    faulty: list[Finding], folder: Path
) -> None:
    (run,) = log_of(faulty, folder)["runs"]
    lines: dict[tuple[str, str], int] = {}
    for result in run["results"]:
        (location,) = result["locations"]
        physical = location["physicalLocation"]
        assert physical["artifactLocation"] == {
            "uri": "my%20files/mine.ttl",
            "uriBaseId": "%SRCROOT%",
        }
        node = location["logicalLocations"][0]["name"]
        lines[node, result["ruleId"]] = physical["region"]["startLine"]
    assert lines["airmid:risk-mine-1", "RiskSource-definition"] == line("airmid:risk-mine-1 a")
    assert lines["airmid:risk-mine-1", "RiskSource-statedIn"] == line("    airm:statedIn")
    assert lines["airmid:risk-mine-2", "RiskSource-sourceKey"] == line("airmid:risk-mine-2 a")
    assert lines["airmid:risk-mine-2", "RiskSource-prefLabel"] == line('    skos:prefLabel "airmid')
    assert lines["airmid:risk-mine-3", "RiskSource-sourceKey"] == line("airmid:risk-mine-3 skos")


def test_a_file_elsewhere_is_named_in_full(faulty: list[Finding], tmp_path: Path) -> None:
    (run,) = log_of(faulty, tmp_path)["runs"]
    (location, *_) = run["results"][0]["locations"]
    artifact = location["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": Path(faulty[0].file).as_uri()}


def test_waived_findings_are_suppressed_with_the_reason(faulty: list[Finding]) -> None:
    (run,) = log_of(faulty)["runs"]
    suppressed = [result for result in run["results"] if result["suppressions"]]
    assert [result["ruleId"] for result in suppressed] == ["RiskSource-definition"]
    (suppression,) = suppressed[0]["suppressions"]
    assert suppression == {
        "kind": "external",
        "status": "accepted",
        "justification": "The publisher defines nothing.",
        "properties": {"waiver": airmid("waiver-mine")},
    }
    assert all(
        result["suppressions"] == [] for result in run["results"] if result not in suppressed
    )


def test_fingerprints_stay_when_lines_and_folders_change(tmp_path: Path, folder: Path) -> None:
    def prints(folder: Path, text: str) -> list[str]:
        path = folder / "mine.ttl"
        path.write_text(text, encoding="utf-8")
        (run,) = log_of(validate_files([path], TODAY), folder)["runs"]
        return [result["partialFingerprints"]["airmFinding/v1"] for result in run["results"]]

    (tmp_path / "other").mkdir()
    first = prints(tmp_path, TEXT)
    assert prints(tmp_path / "other", "# Another line.\n\n" + TEXT) == first
    assert len(set(first)) > 5
    silent = '<urn:example:thing> <urn:example:is> "something" .'
    assert prints(tmp_path, silent) == prints(tmp_path / "other", silent)


def test_the_same_file_gives_the_same_log(folder: Path, faulty: list[Finding]) -> None:
    again = validate_files([folder / "my files" / "mine.ttl"], TODAY)
    assert any(one.focus_node.startswith("_:") for one in again)
    assert set(map(json.dumps, results(again))) == set(map(json.dumps, results(faulty)))


def results(findings: list[Finding]) -> list[Any]:
    (run,) = log_of(findings)["runs"]
    listed: list[Any] = run["results"]
    return listed


def test_a_finding_about_the_graph_has_a_name_and_no_file(found: list[Finding]) -> None:
    (run,) = log_of(found[:5])["runs"]
    for result, finding in zip(run["results"], found[:5], strict=True):
        (location,) = result["locations"]
        assert "physicalLocation" not in location
        assert location["logicalLocations"][0]["fullyQualifiedName"] == finding.focus_node


# Lines

MINE = "https://example.org/my#"
WRITTEN = {
    "a.ttl": """# m:a m:p 1 .
@prefix m: <https://example.org/my#> .
BASE <https://example.org/>
m:first m:says \"\"\"It was
m:a a m:T . \"\"\" .

m:a a m:T ;
  m:p [ m:q m:b ; m:p 1.5 ] , m:b , ( m:b ) ;
  m:q 'it\\'s # no comment' .
<my#b> m:p m:a. m:c.d m:p true .
m:e\\-f a m:T.
""",
    "a.trig": """PREFIX m: <https://example.org/my#>
m:graph {
  m:b m:p m:a
}
GRAPH m:other { m:a m:p m:b ; m:q 1 . m:c.d a m:T }
m:e-f a m:T .
""",
    "a.nt": """<https://example.org/my#b> <https://example.org/my#p> <https://example.org/my#a> .
# <https://example.org/my#a>
<https://example.org/my#a> <https://example.org/my#p> "x"@en .
<https://example.org/my#a> <https://example.org/my#q> "y" .
<https://example.org/my#c.d> <https://example.org/my#q> "y" .
""",
    "a.jsonld": """{"@context": {"m": "https://example.org/my#"},
 "@graph": [
  {"@id": "m:b", "m:p": {"@id": "m:a"}},
  {"m:p": 1,
   "@id": "m:a"},
  {"@id": "https://example.org/my#c.d", "m:p": 2}]}
""",
    "a.rdf": """<?xml version="1.0"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:m="https://example.org/my#"
  xml:base="https://example.org/my">
 <m:T rdf:about="#b"><m:p rdf:resource="#a"/></m:T>
 <m:T
   rdf:ID="a"/>
 <m:T rdf:about='https://example.org/my#c.d'/>
</rdf:RDF>
""",
}
EXPECTED = {
    "a.ttl": {"a": 7, "b": 10, "c.d": 10, "e-f": 11, "a p": 8, "a q": 9, "a b": 7, "b p": 10},
    "a.trig": {"a": 5, "b": 3, "c.d": 5, "e-f": 6, "a q": 5},
    "a.nt": {"a": 3, "b": 1, "c.d": 5, "a p": 3, "a q": 4},
    "a.jsonld": {"a": 5, "b": 3, "c.d": 6},
    "a.rdf": {"a": 6, "b": 4, "c.d": 7},
}


@pytest.mark.parametrize("name", WRITTEN)
def test_lines_of_subjects_are_found(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(WRITTEN[name], encoding="utf-8")
    syntax = FORMATS[path.suffix]
    subjects = {
        quad.subject.value
        for quad in parse(path=str(path), format=syntax, base_iri=path.as_uri())
        if quad.subject.value.startswith(MINE)
    }
    lines = find_lines(path)
    words = {place.partition(" ")[0] for place in EXPECTED[name]} | {"first"}
    assert subjects <= {MINE + word for word in words}  # what is written is what is looked for
    for place, expected in EXPECTED[name].items():
        node, _, path_ = place.partition(" ")
        assert lines.of(MINE + node, MINE + path_ if path_ else "") == expected, place


def test_what_is_not_found_has_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ttl"
    path.write_text(WRITTEN["a.ttl"], encoding="utf-8")
    assert find_lines(path).of(MINE + "nowhere") == 0
    assert find_lines(tmp_path / "none.ttl").of(MINE + "a") == 0
    monkeypatch.setattr("airm_graph.validate.lines.MOST_BYTES", path.stat().st_size - 1)
    assert find_lines(path).of(MINE + "a") == 0
    assert MOST_BYTES > 10**6


def test_each_file_gives_its_own_lines(tmp_path: Path) -> None:
    paths = [tmp_path / "one.ttl", tmp_path / "two.ttl"]
    for number, path in enumerate(paths):
        text = "\n" * number + f"airmid:risk-mine-{number} a airo:RiskSource .\n"
        path.write_text(HEADER + text, encoding="utf-8")
    found = [one for one in validate_files(paths, TODAY) if one.source.endswith("-sourceKey")]
    assert find_places(found) == [
        (str(path), len(PREFIXES) + 1 + number) for number, path in enumerate(paths)
    ]
