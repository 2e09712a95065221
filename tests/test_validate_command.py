"""``airm-graph validate``: which rules are run, what people and programs read, waivers, reports."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pyshacl
import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.compare import isomorphic
from small_builds import MADE, built
from validation import CONTEXT, DOMAIN, HEADER, RISK, WAIVER, airmid, airms

from airm_graph.cli import main
from airm_graph.cli.validate import _known_rules
from airm_graph.errors import IdentifierError, SourceError
from airm_graph.graph_build import make_build_of_graph
from airm_graph.resources import root
from airm_graph.validate import (
    Finding,
    Severity,
    apply_waivers,
    choose_rules,
    list_rules,
    load_shapes,
    report_graph,
    validate_build,
    validate_files,
)
from airm_graph.validate.files import rdflib_graph
from airm_graph.validate.proposals import propose_waivers
from airm_graph.validate.report import FORMATS, report_text
from airm_graph.validate.rules import TARGETS, reduced
from airm_graph.validate.waivers import FAR
from airm_graph.vocab import AIRM, PREFIXES
from airm_graph.workspace import Build, Workspace

TODAY = date(2026, 11, 20)
RULES = list_rules(load_shapes())
SCHEMA = json.loads((root() / "ontology" / "answer.schema.json").read_text(encoding="utf-8"))


class Answer(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def words(self) -> str:
        return " ".join(self.out.split())


Airm = Callable[..., Answer]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    folder = tmp_path_factory.mktemp("small")
    return make_build_of_graph(
        Workspace(folder / "workspace"), built(folder / "of", [MADE]).quads_file
    )


@pytest.fixture
def airm(small: Build, capsys: pytest.CaptureFixture[str]) -> Airm:
    workspace = str(small.folder.parents[1])

    def run(*args: object) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main(["--quiet", "--workspace", workspace, "validate", *map(str, args)])
        return Answer(int(exit_.value.code or 0), *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def whole(small: Build) -> list[Finding]:
    return validate_build(small, TODAY)


@pytest.fixture
def mine(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str, name: str = "mine.ttl") -> Path:
        path = tmp_path / name
        path.write_text(HEADER + text, encoding="utf-8")
        return path

    return write


# Which rules are run


def chosen(*names: str) -> set[str]:
    return {RULES[iri].name for iri in choose_rules(names, RULES)}


def test_rules_are_called_by_any_of_their_names() -> None:
    one = {"Mitigation-prefLabel"}
    assert chosen("Mitigation-prefLabel") == chosen("airms:Mitigation-prefLabel") == one
    assert chosen(airms("Mitigation-prefLabel")) == chosen(f"<{airms('Mitigation-prefLabel')}>")
    other = {"check/broader-circle"}
    assert chosen("broader-circle") == chosen("check/broader-circle") == other
    assert chosen("airmq:broader-circle") == chosen(PREFIXES["airmq"] + "broader-circle") == other
    assert chosen("Mitigation-prefLabel", "broader-circle") == one | other


def test_classes_and_patterns_are_many_rules() -> None:
    of_class = {rule.name for rule in RULES.values() if rule.name.startswith("Mitigation-")}
    assert chosen("Mitigation") == chosen("airms:Mitigation") == chosen("Mitigation-*") == of_class
    assert len(of_class) > 10
    checks = {path.stem for path in (root() / "ontology" / "queries" / "check").glob("*.rq")}
    assert chosen("check/*") == {f"check/{slug}" for slug in checks}


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("Mitigation-prefLable", "'Mitigation-prefLabel'"),
        ("broader-cirle", "'broader-circle'"),
        ("Mitgation", "'Mitigation'"),
        ("airms:Mitigation-prefLable", "'Mitigation-prefLabel'"),
    ],
)
def test_unknown_rule_names_the_nearest(wrong: str, right: str) -> None:
    with pytest.raises(IdentifierError, match="no rule is called") as error:
        choose_rules([wrong], RULES)
    assert right in str(error.value)


@pytest.mark.parametrize("name", ["Framework", "RiskSource-definition", "check/*", "Agent"])
def test_a_rule_alone_finds_what_it_finds_among_all(
    small: Build, whole: list[Finding], name: str
) -> None:
    only = choose_rules([name], RULES)
    found = validate_build(small, TODAY, only=only)
    assert found == [finding for finding in whole if finding.source in only]


def test_every_class_together_is_the_whole(small: Build, whole: list[Finding]) -> None:
    assert validate_build(small, TODAY, only=frozenset(RULES)) == whole
    assert whole


def test_rules_that_were_not_asked_have_no_target_and_keep_all_else() -> None:
    shapes, only = load_shapes(), choose_rules(["RiskSource-definition"], RULES)
    smaller = reduced(shapes, only)
    targets = {shape for predicate in TARGETS for shape in smaller.subjects(predicate)}
    assert {str(shape) for shape in targets} == only
    assert {predicate for _, predicate, _ in set(shapes) - set(smaller)} <= set(TARGETS)


def test_command_says_how_many_rules_were_asked(airm: Airm) -> None:
    answer = airm("--only", "Concept-definition", "--only", "broader-circle", "--show", "info")
    assert f"Only 2 of {len(RULES)} rules were asked." in answer.words
    assert "info Concept-definition" in answer.words
    assert "RiskSource" not in answer.out
    unknown = airm("--only", "Concept-defnition")
    assert (unknown.code, unknown.out) == (2, "")
    assert "did you mean 'Concept-definition'" in unknown.err


def test_shell_is_offered_rules_and_classes() -> None:
    def offered(typed: str) -> set[str]:
        return {item.value for item in _known_rules(None, None, typed)}  # type: ignore[arg-type]

    assert {"Waiver", "Waiver-focus"} <= offered("Wai")
    assert offered("check/broader-c") == {"check/broader-circle"}


# What people and programs read

UNNAMED = "".join(
    f'airmid:risk-mine-{n} a airo:RiskSource ; airm:sourceKey "{n}" .\n' for n in range(12)
)


def test_table_gathers_the_findings_of_a_rule(airm: Airm, mine: Callable[[str], Path]) -> None:
    path = mine(UNNAMED)
    asked = (path, "--only", "RiskSource-prefLabel")
    answer = airm(*asked)
    assert answer.code == 1
    assert "violation RiskSource-prefLabel: preferred label (12)" in answer.words
    assert answer.words.count(RULES[airms("RiskSource-prefLabel")].message) == 1
    assert answer.words.count("found: ") == 10
    assert "and 2 more of this rule (--all lists them)" in answer.words
    assert f"{path}:{len(PREFIXES) + 1} airmid:risk-mine-0" in answer.words
    remedy = RULES[airms("RiskSource-prefLabel")].remedy
    assert answer.words.count(f"> {remedy}") == 1
    assert "Exit code 1: 12 violations, not waived (--fail-on violation)." in answer.words
    everything = airm(*asked, "--all")
    assert everything.words.count("found: ") == 12
    assert "more of this rule" not in everything.words


def test_table_quotes_values_and_names_blank_nodes(airm: Airm, mine: Callable[[str], Path]) -> None:
    path = mine('[] a airm:Mitigation ; airm:claimsAllRisks "perhaps" .')
    out = airm(path, "--only", "Mitigation-claimsAllRisks").words
    assert f'{path} (blank node) found: "perhaps"' in out


def test_machines_read_a_row_for_each_finding(airm: Airm, mine: Callable[[str], Path]) -> None:
    asked = (mine(UNNAMED), "--only", "RiskSource-prefLabel", "--format")
    rows = list(csv.DictReader(io.StringIO(airm(*asked, "csv").out)))
    assert len(rows) == 12
    assert {row["focus_node"] for row in rows} == {f"airmid:risk-mine-{n}" for n in range(12)}
    assert rows[0]["remedy"]
    assert sorted(int(row["line"]) for row in rows) == [len(PREFIXES) + n + 1 for n in range(12)]
    assert airm(*asked, "markdown").out.count("| violation |") == 12


def test_json_conforms_to_its_schema(airm: Airm, mine: Callable[[str], Path]) -> None:
    row = {"$ref": "#/$defs/finding", "$defs": SCHEMA["$defs"]}
    for args in ((), (mine(UNNAMED + "[] a airo:RiskSource ."),)):
        answer = json.loads(airm(*args, "--show", "info", "--format", "json").out)
        jsonschema.validate(answer, SCHEMA)
        assert answer["rows"]
        for one in answer["rows"]:
            jsonschema.validate(one, row)


def test_exit_code_follows_fail_on_and_says_why(airm: Airm) -> None:
    asked = ("--only", "Concept-definition", "--fail-on")
    assert airm(*asked, "warning").code == 0
    assert (
        "Exit code 0: no finding of warning or worse, not counting" in airm(*asked, "warning").words
    )
    failed = airm(*asked, "info")
    assert failed.code == 1
    assert "4 findings of info or worse, not waived (--fail-on info)" in failed.words


# Waivers


def test_a_build_ignores_the_end_of_waivers(small: Build, tmp_path: Path) -> None:
    quads = small.quads_file.read_text(encoding="utf-8")
    texts = []
    for year in ("2020", "2099"):
        source = tmp_path / f"{year}.nq"
        waiver = Graph().parse(data=HEADER + WAIVER.format(until=f"{year}-01-01"), format="turtle")
        source.write_text(quads + waiver.serialize(format="nt"), encoding="utf-8")
        made = make_build_of_graph(Workspace(tmp_path / year), source)
        texts.append(made.quads_file.read_text(encoding="utf-8"))
    assert texts[0].replace("2020-01-01", "2099-01-01") == texts[1]
    assert texts[0].count("2020-01-01") == 1


def test_today_decides_whether_a_waiver_is_in_force(
    airm: Airm, mine: Callable[[str], Path]
) -> None:
    path = mine(RISK + WAIVER.format(until="2027-01-31"))
    asked = (path, "--only", "RiskSource-definition", "--only", "Waiver-inForce")
    kept = airm(*asked, "--fail-on", "info", "--today", "2027-01-31")
    assert kept.code == 0
    assert "1 waived" in kept.words
    assert "waived by airmid:waiver-mine: The publisher defines nothing." in kept.words
    gone = airm(*asked, "--fail-on", "info", "--today", "2027-02-01")
    assert gone.code == 1
    assert "warning Waiver-inForce" in gone.words
    assert RULES[airms("Waiver-inForce")].remedy in gone.words


def test_waiver_of_a_rule_that_was_not_asked_is_not_needless(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    needless = WAIVER.format(until="2027-01-01").replace("risk-mine-1", "risk-mine-2")
    path.write_text(HEADER + RISK + DOMAIN + needless, encoding="utf-8")

    def found(*names: str) -> set[str]:
        only = choose_rules(names, RULES)
        return {RULES[one.source].name for one in validate_files([path], TODAY, only=only)}

    assert found("RiskSource-prefLabel", "RiskSource-iri") == set()
    # The rules that waivers are about are run for them, and what they find is not said.
    assert found("Waiver-needed") == {"Waiver-needed"}
    assert found("Waiver-needed", "RiskSource-definition") == {
        "Waiver-needed",
        "RiskSource-definition",
    }


def test_waiver_of_a_rule_that_no_file_can_break_is_not_needless(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    waiver = WAIVER.format(until="2027-01-01")
    for rule, needless in (("Import-refused", False), ("RiskSource-definition", True)):
        path.write_text(HEADER + waiver.replace("RiskSource-definition", rule), encoding="utf-8")
        found = {one.source for one in validate_files([path], TODAY)}
        assert (airms("Waiver-needed") in found) is needless


def test_needed_waiver_is_known_to_be_needed_where_only_waivers_are_asked(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    path.write_text(HEADER + RISK + DOMAIN + WAIVER.format(until="2027-01-01"), encoding="utf-8")
    assert validate_files([path], TODAY, only=choose_rules(["Waiver-needed"], RULES)) == []


def test_waiver_of_no_rule_names_the_nearest(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    wrong = WAIVER.format(until="2027-01-01").replace(
        "RiskSource-definition", "RiskSource-defnition"
    )
    path.write_text(HEADER + RISK + wrong, encoding="utf-8")
    (finding,) = (
        one for one in validate_files([path], TODAY) if one.source == airms("Waiver-needed")
    )
    assert finding.value == airms("RiskSource-defnition")
    assert "'RiskSource-definition'" in finding.remedy


def test_waiver_for_more_than_a_year_is_a_hint() -> None:
    finding = Finding(Severity.INFO, airmid("risk-mine-1"), airms("RiskSource-definition"))

    def found(until: str) -> set[str]:
        data = Graph().parse(data=HEADER + WAIVER.format(until=until), format="turtle")
        return {one.source for one in apply_waivers([finding], data, load_shapes(), TODAY)}

    assert found("2027-11-21") == {finding.source}
    assert found("2027-11-22") == {finding.source, str(FAR)}


def test_defects_of_imports_can_be_waived(small: Build, tmp_path: Path) -> None:
    defect = Finding(Severity.WARNING, PREFIXES["airmg"] + "source-x", airms("Import-refused"))
    waiver = WAIVER.format(until="2027-01-01").replace("RiskSource-definition", "Import-refused")
    waiver = waiver.replace("airmid:risk-mine-1", "airmg:source-x")
    graph = Graph().parse(data=HEADER + waiver, format="turtle")
    (tmp_path / "with.nq").write_text(
        small.quads_file.read_text(encoding="utf-8") + graph.serialize(format="nt"),
        encoding="utf-8",
    )
    made = make_build_of_graph(Workspace(tmp_path / "workspace"), tmp_path / "with.nq")
    only = choose_rules(["Import", "Waiver"], RULES)
    found = validate_build(made, TODAY, only=only, beside=[defect])
    assert [one.waived_by for one in found if one.source == defect.source] == [
        airmid("waiver-mine")
    ]
    assert airms("Waiver-needed") not in {one.source for one in found}


def test_proposed_waivers_lack_only_reason_and_owner(tmp_path: Path) -> None:
    path = tmp_path / "mine.ttl"
    odd = '<https://example.org/risks/risk-a-1.b> a airo:RiskSource ; skos:prefLabel "Odd"@en .\n'
    path.write_text(HEADER + RISK + odd + "[] a airo:RiskSource .", encoding="utf-8")
    others = {str(node) for node in Graph().parse(CONTEXT).subjects()}

    def found() -> list[Finding]:
        files = [path, CONTEXT, *tmp_path.glob("waivers.ttl")]
        return [one for one in validate_files(files, TODAY) if one.focus_node not in others]

    first = found()
    proposed = propose_waivers(first, TODAY)
    nameless = {(one.source, one.focus_node) for one in first if one.focus_node.startswith("_:")}
    assert f"Not here: {len(nameless)} about blank nodes" in proposed
    (tmp_path / "waivers.ttl").write_text(proposed, encoding="utf-8")
    waivers = {str(node) for node in Graph().parse(tmp_path / "waivers.ttl").subjects()}
    assert len(waivers) == len({(one.source, one.focus_node) for one in first} - nameless) > 4
    refused = [one for one in found() if one.focus_node in waivers]
    assert {one.path for one in refused} == {AIRM.owner.value, AIRM.rationale.value}
    for shape in ("Waiver-rationale", "Waiver-owner"):
        assert {one.focus_node for one in refused if one.source == airms(shape)} == waivers
    text = proposed.replace("WHY?", "Nobody can say any more who found it.")
    text = text.replace("airmid:agent-NOBODY", "airmid:agent-reader")
    (tmp_path / "waivers.ttl").write_text(text, encoding="utf-8")
    open_ = [one for one in found() if not one.waived_by]
    assert all(one.focus_node.startswith("_:") for one in open_)
    assert propose_waivers([one for one in found() if one.waived_by], TODAY).count("a airm:") == 0


def test_command_proposes_waivers_for_what_it_lists(
    airm: Airm, mine: Callable[[str], Path]
) -> None:
    answer = airm(mine(UNNAMED), "--only", "RiskSource-prefLabel", "--propose-waivers")
    graph = Graph().parse(data=answer.out, format="turtle")
    assert len(set(graph.subjects())) == 12


# The report


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    path = tmp_path_factory.mktemp("faulty") / "mine.ttl"
    text = (
        RISK + WAIVER.format(until="2027-01-01") + '[] a airm:Mitigation ; airm:sourceKey "ä"@de .'
    )
    path.write_text(HEADER + text, encoding="utf-8")
    return validate_files([path], TODAY)


READ = {
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
    ".jsonld": RdfFormat.JSON_LD,
    ".rdf": RdfFormat.RDF_XML,
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_report_is_the_same_graph_in_every_form(faulty: list[Finding], suffix: str) -> None:
    text = report_text(faulty, Path(f"report{suffix}"))
    read = rdflib_graph(parse(text, format=READ[suffix]))
    assert isomorphic(read, report_graph(faulty))
    assert any(finding.waived_by for finding in faulty)


REPORT = """
[] a sh:NodeShape ; sh:targetClass sh:ValidationReport ; sh:closed true ;
    sh:ignoredProperties ( rdf:type ) ;
    sh:property
        [ sh:path sh:conforms ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:boolean ] ,
        [ sh:path sh:result ; sh:class sh:ValidationResult ] .
[] a sh:NodeShape ; sh:targetClass sh:ValidationResult ;
    sh:property
        [ sh:path sh:focusNode ; sh:minCount 1 ; sh:maxCount 1 ] ,
        [ sh:path sh:resultPath ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
        [ sh:path sh:value ; sh:maxCount 1 ] ,
        [ sh:path sh:sourceShape ; sh:maxCount 1 ; sh:nodeKind sh:BlankNodeOrIRI ] ,
        [ sh:path sh:sourceConstraintComponent ; sh:minCount 1 ; sh:maxCount 1 ;
          sh:nodeKind sh:IRI ] ,
        [ sh:path sh:resultSeverity ; sh:minCount 1 ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
        [ sh:path sh:resultMessage ; sh:uniqueLang true ] .
"""


def test_each_result_has_what_the_standard_requires(faulty: list[Finding]) -> None:
    """https://www.w3.org/TR/shacl/#results-validation-result, by a shape of our own and pyshacl."""
    report = Graph().parse(data=report_text(faulty, Path("report.ttl")), format="turtle")
    shapes = Graph().parse(data=HEADER + REPORT, format="turtle")
    conforms, _, text = pyshacl.validate(report, shacl_graph=shapes)
    assert conforms, text
    assert len(set(report.objects(None, SH.result))) == len(set(faulty))
    (result, *_) = report.objects(None, SH.result)
    report.remove((result, SH.resultSeverity, None))
    assert not pyshacl.validate(report, shacl_graph=shapes)[0]


def test_waived_results_do_not_conform_either(faulty: list[Finding]) -> None:
    waived = [finding for finding in faulty if finding.waived_by]
    report = report_graph(waived)
    assert list(report.objects(None, SH.conforms)) == [Literal(False)]
    assert list(report.objects(None, RDFS.seeAlso)) == [URIRef(airmid("waiver-mine"))]


def test_blank_nodes_stay_blank_nodes(faulty: list[Finding]) -> None:
    report = Graph().parse(data=report_text(faulty, Path("report.nt")), format="nt")
    nodes = {node for node in report.objects(None, SH.focusNode) if isinstance(node, BNode)}
    assert len(nodes) == 1


def test_reports_are_written_beside_the_answer(
    airm: Airm, mine: Callable[[str], Path], tmp_path: Path
) -> None:
    names = [tmp_path / f"findings{suffix}" for suffix in (".ttl", ".rdf", ".sarif")]
    reports = [part for name in names for part in ("--report", name)]
    answer = airm(mine(UNNAMED), "--only", "RiskSource-prefLabel", "--show", "violation", *reports)
    assert "RiskSource-prefLabel" in answer.out
    graphs = [Graph().parse(names[0]), Graph().parse(names[1], format="xml")]
    for graph in graphs:
        assert len(set(graph.subjects(RDF.type, SH.ValidationResult))) == 12
    log: Any = json.loads(names[2].read_text(encoding="utf-8"))
    assert len(log["runs"][0]["results"]) == 12


def test_report_of_no_known_form_is_refused_before_anything_is_checked(airm: Airm) -> None:
    answer = airm("--report", "findings.html")
    assert (answer.code, answer.out) == (2, "")
    assert ".ttl .nt .jsonld .rdf .sarif" in answer.err


def test_what_xml_cannot_say_is_refused_with_the_remedy() -> None:
    finding = Finding(
        Severity.INFO, "urn:a", airms("Risk-x"), value="bell \x07", message="No bell."
    )
    with pytest.raises(SourceError, match=r"control character.*write \.ttl"):
        report_text([finding], Path("report.rdf"))
    graph = Graph().parse(data=report_text([finding], Path("report.ttl")), format="turtle")
    assert Literal("bell \x07") in set(graph.objects(None, SH.value))


# The plan


def test_plan_has_a_row_for_each_shape_that_is_run(airm: Airm) -> None:
    rows = json.loads(airm("--plan", "--format", "json").out)["rows"]
    run = {RULES[iri].name for iri in RULES if not RULES[iri].name.startswith("check/")}
    deactivated = {
        str(shape).rpartition("#")[2]
        for shape in load_shapes().subjects(SH.deactivated, Literal(True))
    }
    assert {row["shape"].removeprefix("airms:") for row in rows} == run - deactivated
    assert {row["way"] for row in rows} == {"focused"}
    assert all(row["queries"] or not row["nodes"] for row in rows)
    (label,) = (row for row in rows if row["shape"] == "airms:Mitigation-prefLabel")
    assert label["targets"] == ["airm:Mitigation"]


def test_plan_speaks_of_a_build_and_nothing_else(airm: Airm, mine: Callable[[str], Path]) -> None:
    answer = airm("--plan", mine(UNNAMED))
    assert (answer.code, answer.out) == (2, "")
    assert "--plan goes with --only" in answer.err
    assert "airms:Mitigation-iri" in airm("--plan", "--only", "Mitigation-iri").out
