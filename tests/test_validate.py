"""A build and the files of users are judged, and waivers are held to their terms."""

from collections import Counter
from datetime import date
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, SKOS, BNode, Graph, Literal, URIRef

from airm_graph.errors import SourceError
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
    validate_build,
    validate_files,
    validate_graph,
)
from airm_graph.vocab import AIRM, PREFIXES
from airm_graph.workspace import Build

TODAY = date(2026, 11, 20)
CONTEXT = Path(__file__).parent / "shapes" / "context.ttl"
HEADER = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
RISK = """
airmid:risk-mine-1 a airo:RiskSource ;
    skos:prefLabel "Poisoned data"@en ;
    airm:sourceKey "1" ;
    airm:statedIn airmid:framework-example2024 ;
    airm:recordedIn airmid:version-example2024 .
"""
DOMAIN = """
airmid:classification-mine-1 a airm:Classification ;
    airm:classifies airmid:risk-mine-1 ;
    airm:onFacet airmid:facet-risk-domain ;
    airm:assigns airmid:domain-mit-1_1 ;
    airm:status airm:accepted ;
    airm:method airm:personReading ;
    prov:wasAttributedTo airmid:agent-reader ;
    dcterms:date "2026-11-20"^^xsd:date .
"""
WAIVER = """
airmid:waiver-mine a airm:Waiver ;
    airm:waives airms:RiskSource-definition ;
    airm:focus airmid:risk-mine-1 ;
    airm:rationale "The publisher defines nothing."@en ;
    airm:owner airmid:agent-reader ;
    airm:until "{until}"^^xsd:date .
"""


def airms(name: str) -> str:
    return PREFIXES["airms"] + name


def airmid(name: str) -> str:
    return PREFIXES["airmid"] + name


TOLD: list[str] = []


@pytest.fixture(scope="module")
def found(build: Build) -> list[Finding]:
    return validate_build(build, TODAY, TOLD.append)


def rules(findings: list[Finding]) -> set[str]:
    return {finding.source.rpartition("#")[2] for finding in findings}


def check(tmp_path: Path, text: str, today: date | None = None) -> list[Finding]:
    """The findings about a file; the works and agents that it refers to stand in another."""
    path = tmp_path / "mine.ttl"
    path.write_text(HEADER + text, encoding="utf-8")
    others = {str(node) for node in Graph().parse(CONTEXT).subjects()}
    found = validate_files([CONTEXT, path], today)
    return [finding for finding in found if finding.focus_node not in others]


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


def test_disputed_filing_is_a_finding(found: list[Finding]) -> None:
    """The one record of 831 that its publisher files as a measure and that is none."""
    disputed = [finding for finding in found if finding.source.endswith("/filing-disputed")]
    assert [finding.focus_node for finding in disputed] == [airmid("mitigation-mitv1-A0972")]
    assert disputed[0].path == str(RDF.type)
    assert disputed[0].value == airmid("recordkind-measure")


def test_validation_tells_what_it_does(found: list[Finding]) -> None:
    assert any("triples" in line for line in TOLD)


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


# Files of users


def test_good_file_is_silent(tmp_path: Path) -> None:
    defined = 'airmid:risk-mine-1 skos:definition "Bad data."@en .'
    assert check(tmp_path, RISK + DOMAIN + defined) == []


def test_thin_file_gets_a_warning_about_its_own_node_only(tmp_path: Path) -> None:
    (finding,) = check(tmp_path, RISK + DOMAIN)
    assert finding.severity == Severity.WARNING
    assert finding.focus_node == airmid("risk-mine-1")
    assert finding.path.endswith("#definition")
    assert finding.remedy


def test_short_properties_are_derived_before_the_shapes_look(tmp_path: Path) -> None:
    """Without the classification there is no domain, and a domain by hand is no statement."""
    assert "RiskSource-inRiskDomain" in rules(check(tmp_path, RISK))
    assert "RiskSource-inRiskDomain" not in rules(check(tmp_path, RISK + DOMAIN))


def test_reference_to_a_concept_that_is_not_there_is_found(tmp_path: Path) -> None:
    found = check(tmp_path, RISK + DOMAIN.replace("domain-mit-1_1", "domain-mit-9_9"))
    wrong = [finding for finding in found if finding.severity == Severity.VIOLATION]
    assert {(finding.source, finding.value) for finding in wrong} >= {
        (airms("Classification-assigns"), airmid("domain-mit-9_9"))
    }


def test_build_gives_works_to_refer_to(tmp_path: Path, build: Build) -> None:
    path = tmp_path / "mine.ttl"
    text = RISK.replace("framework-example2024", "framework-gipiskis2024")
    text = text.replace("version-example2024", "version-gipiskis2024")
    path.write_text(HEADER + text, encoding="utf-8")
    assert {"RiskSource-statedIn", "RiskSource-recordedIn"} <= rules(validate_files([path]))
    found = rules(validate_files([path], build=build))
    assert found == {"RiskSource-definition", "RiskSource-inRiskDomain"}


def test_file_that_no_shape_speaks_about_earns_no_silence(tmp_path: Path) -> None:
    (finding,) = check(tmp_path, '<urn:example:thing> skos:prefLabel "something" .')
    assert finding.severity == Severity.INFO
    assert finding.source == airms("File-targets")
    assert finding.focus_node == (tmp_path / "mine.ttl").as_uri()


def test_misspelt_term_is_found_and_the_right_one_named(tmp_path: Path) -> None:
    (finding, *_) = check(tmp_path, RISK + DOMAIN + "airmid:risk-mine-2 a airm:Mitigaton .")
    assert finding.source == airms("File-terms")
    assert finding.severity == Severity.VIOLATION
    assert "'Mitigation'" in finding.remedy


GOOD = {
    "mine.nt": f"<{airmid('risk-mine-1')}> <{RDF.type}> <{PREFIXES['airo']}RiskSource> .",
    "mine.nq": f"<{airmid('risk-mine-1')}> <{RDF.type}> <{PREFIXES['airo']}RiskSource> <urn:g> .",
    "mine.trig": f"GRAPH <urn:g> {{ <{airmid('risk-mine-1')}> a <{PREFIXES['airo']}RiskSource> }}",
    "mine.ttl": f"<{airmid('risk-mine-1')}> a <{PREFIXES['airo']}RiskSource> .",
    "mine.jsonld": f"""{{"@context": {{"airo": "{PREFIXES["airo"]}"}},
        "@id": "{airmid("risk-mine-1")}", "@type": "airo:RiskSource"}}""",
    "mine.rdf": f"""<rdf:RDF xmlns:rdf="{RDF}" xmlns:airo="{PREFIXES["airo"]}">
        <airo:RiskSource rdf:about="{airmid("risk-mine-1")}"/></rdf:RDF>""",
}


@pytest.mark.parametrize("name", GOOD)
def test_every_format_is_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text(GOOD[name], encoding="utf-8")
    found = {finding.source for finding in validate_files([path]) if "#" in finding.source}
    assert airms("RiskSource-definition") in found


BAD = {
    "mine.ttl": ("<urn:a> <urn:b> <urn:c> .\n<urn:a> <urn:b> ;", "mine.ttl:2: not Turtle"),
    "mine.jsonld": ('{\n"@id": }', "mine.jsonld:2: not JSON-LD"),
    "far.jsonld": ('{"@context": "https://example.org/c"}', "nothing is fetched"),
    "mine.nt": ("<urn:a> <urn:b> <urn:c> <urn:d> .", "mine.nt:1: not N-Triples"),
    "mine.rdf": ("<rdf:RDF>", "not RDF/XML"),
    "doctype.rdf": ('<!DOCTYPE x [<!ENTITY a "b">]>\n<x/>', "DOCTYPE"),
    "small.rdf": ('<!doctype x [<!ENTITY a "b">]>\n<x/>', "DOCTYPE"),
    "star.ttl": ("<urn:a> <urn:b> <<( <urn:a> <urn:b> <urn:c> )>> .", "RDF 1.1"),
    "mine.tll": ("", "did you mean '.ttl'"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_file_is_refused_with_its_name_and_the_reason(tmp_path: Path, name: str) -> None:
    text, reason = BAD[name]
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as error:
        validate_files([tmp_path / name])
    assert name in str(error.value)
    assert reason in str(error.value)


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "folder.ttl").mkdir()
    for name in ("missing.ttl", "folder.ttl"):
        with pytest.raises(SourceError, match="no such file"):
            validate_files([tmp_path / name])


def test_file_that_is_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MOST_BYTES", 10)
    (tmp_path / "mine.ttl").write_text(" " * 11, encoding="utf-8")
    with pytest.raises(SourceError, match="11 bytes; at most 10"):
        validate_files([tmp_path / "mine.ttl"])


def test_blank_nodes_of_two_files_are_not_mixed_up(tmp_path: Path) -> None:
    for name in ("one", "two"):
        text = f'_:a a airo:RiskSource ; skos:prefLabel "{name}"@en .'
        (tmp_path / f"{name}.ttl").write_text(HEADER + text, encoding="utf-8")
    found = validate_files([tmp_path / "one.ttl", tmp_path / "two.ttl"])
    assert len({finding.focus_node for finding in found}) == 2
    assert all(finding.focus_node.startswith("_:") for finding in found)


def test_ill_typed_literal_is_a_finding_and_nothing_else(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    text = WAIVER.format(until="2026-13-45")
    assert "Waiver-until" in rules(check(tmp_path, text))
    assert capfd.readouterr() == ("", "")


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
