"""Validation: shapes, checks and waivers over a build, and the report."""

from collections import Counter
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, SKOS, BNode, Graph, Literal, URIRef
from validation import (
    CONTEXT,
    DOMAIN,
    HEADER,
    RISK,
    TODAY,
    TOLD,
    WAIVER,
    airmid,
    airms,
    check,
    rules,
)

from airm_graph.paths.contradictions import contradictions
from airm_graph.queries import list_queries
from airm_graph.store import OxigraphEngine
from airm_graph.validate import (
    Finding,
    Severity,
    apply_waivers,
    files,
    load_shapes,
    report_graph,
    run_checks,
    validate_graph,
)
from airm_graph.vocab import AIRM, PREFIXES
from airm_graph.workspace import Build

# A build


def test_build_has_no_violation(found: list[Finding]) -> None:
    assert [finding for finding in found if finding.severity == Severity.VIOLATION] == []


def test_findings_come_worst_first_and_say_what_to_do(found: list[Finding]) -> None:
    severities = [finding.severity for finding in found]
    assert severities == sorted(severities, reverse=True)
    for finding in found:
        assert finding.message
        assert finding.remedy
        assert finding.source.startswith((PREFIXES["airms"], PREFIXES["airmq"]))


def test_paths_that_contradict_each_other_are_findings(found: list[Finding], build: Build) -> None:
    """As the mappings are published, a risk equals one that another path puts inside of it."""
    clashes = [finding for finding in found if finding.source.endswith("#MappingPath-agreement")]
    assert len(clashes) == len(contradictions(build.columns)) > 0
    pairs = {(finding.focus_node, finding.value) for finding in clashes}
    assert (
        airmid("risk-nexus-atlas-data-poisoning"),
        airmid("risk-nexus-eticas-data-poisoning"),
    ) in pairs


def test_disputed_filing_is_a_finding(found: list[Finding]) -> None:
    """The record of 831 that its publisher files as a measure and that is none; and its copy."""
    disputed = [finding for finding in found if finding.source.endswith("/filing-disputed")]
    assert [finding.focus_node for finding in disputed] == [
        airmid("mitigation-mitv1-A0972"),
        airmid("mitigation-nexus-A0972_Gipiskis2024"),
    ]
    assert disputed[0].path == str(RDF.type)
    assert disputed[0].value == airmid("recordkind-measure")


def test_validation_tells_what_it_does(found: list[Finding]) -> None:
    assert any("nodes" in line for line in TOLD)


def test_shapes_see_literals_as_they_are_written(tmp_path: Path) -> None:
    """A store would make a plain integer of it, and the shape would say nothing."""
    number = '"5"^^<http://www.w3.org/2001/XMLSchema#nonNegativeInteger>'
    (tmp_path / "mine.nt").write_text(
        f"<{airmid('x')}> <{RDF.type}> <{SKOS.Concept}> .\n"
        f"<{airmid('x')}> <{AIRM.risksFiled.value}> {number} .\n",
        encoding="utf-8",
    )
    data = files.rdflib_graph(files.read_rdf(tmp_path / "mine.nt"))
    assert "Concept-risksFiled" in rules(validate_graph(data, load_shapes()))


def test_every_check_runs(build: Build) -> None:
    assert list_queries("check")
    slugs = {
        finding.source.rpartition("/")[2] for finding in run_checks(OxigraphEngine(build.store))
    }
    assert slugs <= {query.slug for query in list_queries("check")}


# Shapes on a graph


def example() -> Graph:
    """A risk source, in a graph that does not hold what it refers to."""
    return Graph().parse(data=HEADER + RISK, format="turtle")


def test_data_and_shapes_are_left_as_they_are() -> None:
    data, shapes = example(), load_shapes()
    before, shapes_before = set(data), set(shapes)
    validate_graph(data, shapes)
    assert (set(data), set(shapes)) == (before, shapes_before)


def test_subclasses_are_read_from_the_data() -> None:
    data = Graph().parse(
        data=HEADER + "airmid:classification-mine-1 a airm:UndeterminedClassification .",
        format="turtle",
    )
    alone = rules(validate_graph(data, load_shapes()))
    assert alone == {"UndeterminedClassification-rationale"}
    narrow, wide = AIRM.UndeterminedClassification.value, AIRM.Classification.value
    data.add((URIRef(narrow), RDFS.subClassOf, URIRef(wide)))
    assert "Classification-status" in rules(validate_graph(data, load_shapes()))


def test_shortcut_for_pyshacl_changes_no_result() -> None:
    data = example()
    _, report, _ = pyshacl.validate(data, shacl_graph=load_shapes())
    assert isinstance(report, Graph)
    plain = Counter(
        (str(report.value(node, SH.focusNode)), str(report.value(node, SH.sourceShape)))
        for node in report.objects(None, SH.result)
    )
    ours = validate_graph(data, load_shapes())
    assert plain == Counter((finding.focus_node, finding.source) for finding in ours)
    assert len(ours) > 2


# Waivers


def test_waived_finding_stays_and_names_its_waiver(tmp_path: Path) -> None:
    found = check(tmp_path, RISK + DOMAIN + WAIVER.format(until="2026-11-20"), today=TODAY)
    (finding,) = found
    assert finding.source == airms("RiskSource-definition")
    assert finding.waived_by == airmid("waiver-mine")


def test_expired_waiver_accepts_nothing_and_is_a_finding(tmp_path: Path) -> None:
    found = check(tmp_path, RISK + DOMAIN + WAIVER.format(until="2026-11-19"), today=TODAY)
    assert rules(found) == {"RiskSource-definition", "Waiver-inForce"}
    assert not any(finding.waived_by for finding in found)
    (expired,) = (finding for finding in found if finding.source == airms("Waiver-inForce"))
    assert expired.severity == Severity.WARNING
    assert (expired.focus_node, expired.value) == (airmid("waiver-mine"), "2026-11-19")


def test_waiver_that_excuses_nothing_is_a_finding(tmp_path: Path) -> None:
    mended = RISK + DOMAIN + 'airmid:risk-mine-1 skos:definition "Data tampered with."@en .'
    found = check(tmp_path, mended + WAIVER.format(until="2027-01-01"), today=TODAY)
    assert rules(found) == {"Waiver-needed"}
    assert found[0].severity == Severity.WARNING


def test_waiver_accepts_one_rule_about_one_node(tmp_path: Path) -> None:
    other = (RISK + DOMAIN).replace("mine-1", "mine-2").replace('"1"', '"2"')
    found = check(tmp_path, RISK + DOMAIN + other + WAIVER.format(until="2027-01-01"), today=TODAY)
    assert {finding.focus_node: bool(finding.waived_by) for finding in found} == {
        airmid("risk-mine-1"): True,
        airmid("risk-mine-2"): False,
    }


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param('airmid:waiver-mine airm:until "2028-01-01"^^xsd:date .', id="two dates"),
        pytest.param("airmid:waiver-mine airm:focus airmid:risk-mine-2 .", id="two nodes"),
        pytest.param("airmid:waiver-mine airm:waives airms:Risk-iri .", id="two rules"),
    ],
)
def test_ambiguous_waiver_accepts_nothing(tmp_path: Path, wrong: str) -> None:
    found = check(tmp_path, RISK + DOMAIN + WAIVER.format(until="2027-01-01") + wrong, today=TODAY)
    assert not any(finding.waived_by for finding in found)
    assert any(finding.severity == Severity.VIOLATION for finding in found)


def test_time_of_day_is_no_end_date() -> None:
    text = WAIVER.format(until="2027-01-01").replace(
        '"2027-01-01"^^xsd:date', '"2027-01-01T00:00:00"^^xsd:dateTime'
    )
    data = Graph().parse(data=HEADER + text, format="turtle")
    finding = Finding(Severity.WARNING, airmid("risk-mine-1"), airms("RiskSource-definition"))
    (first, second) = apply_waivers([finding], data, load_shapes(), TODAY)
    assert not first.waived_by
    assert not second.waived_by


def test_without_a_day_no_waiver_is_applied(tmp_path: Path) -> None:
    (finding,) = check(tmp_path, RISK + DOMAIN + WAIVER.format(until="2027-01-01"))
    assert not finding.waived_by


# The report


def test_report_says_what_the_report_of_pyshacl_says() -> None:
    data = example()
    data.parse(CONTEXT.parent / "Facet-defaultLevel" / "fails.ttl")  # the value is 0, hence false
    _, theirs, _ = pyshacl.validate(data, shacl_graph=load_shapes())
    assert isinstance(theirs, Graph)
    ours = report_graph(validate_graph(data, load_shapes()))
    said = (
        *(SH.focusNode, SH.resultPath, SH.value, SH.resultSeverity, SH.sourceShape),
        *(SH.sourceConstraintComponent, SH.resultMessage),
    )

    def results(report: Graph) -> Counter[tuple[object, ...]]:
        nodes = report.objects(None, SH.result)
        return Counter(tuple(report.value(node, term) for term in said) for node in nodes)

    assert results(ours) == results(theirs)
    known = set(theirs.predicates()) | {RDFS.comment}
    assert set(ours.predicates()) <= known


def test_report_of_a_build_is_whole_and_always_the_same(found: list[Finding]) -> None:
    report = report_graph(found)
    assert not [node for triple in report for node in triple if isinstance(node, BNode)]
    assert len(set(report.objects(None, SH.result))) == len(set(found))
    (node,) = report.subjects(RDF.type, SH.ValidationReport)
    assert report.value(node, SH.conforms) == Literal(False)
    for result in report.objects(node, SH.result):
        for term in (SH.focusNode, SH.resultSeverity, SH.sourceConstraintComponent):
            assert len(list(report.objects(result, term))) == 1
    assert set(report) == set(report_graph(reversed(found)))


def test_report_of_nothing_conforms() -> None:
    report = report_graph([])
    assert list(report.objects(None, SH.conforms)) == [Literal(True)]
    assert not list(report.objects(None, SH.result))


def test_waived_result_stays_and_points_to_its_waiver(tmp_path: Path) -> None:
    report = report_graph(
        check(tmp_path, RISK + DOMAIN + WAIVER.format(until="2027-01-01"), today=TODAY)
    )
    assert list(report.objects(None, RDFS.seeAlso)) == [URIRef(airmid("waiver-mine"))]
    assert list(report.objects(None, SH.conforms)) == [Literal(False)]


def test_report_does_not_depend_on_where_a_file_lies(tmp_path: Path) -> None:
    reports = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        reports.append(set(report_graph(check(tmp_path / name, RISK + DOMAIN))))
    assert reports[0] == reports[1]
    assert len(reports[0]) > 5


def test_checks_that_are_not_asked_are_not_run(build: Build) -> None:
    engine = OxigraphEngine(build.store)
    asked = PREFIXES["airmq"] + "filing-disputed"
    found = run_checks(engine, {asked})
    assert {finding.source for finding in found} == {asked}
    assert found == [finding for finding in run_checks(engine) if finding.source == asked]
