"""Files of users: read strictly, checked beside the vocabulary, and answered for."""

from pathlib import Path

import pytest
from rdflib import RDF
from validation import DOMAIN, HEADER, RISK, WAIVER, airmid, airms, check, rules

from airm_graph.errors import SourceError
from airm_graph.validate import (
    Severity,
    files,
    validate_files,
)
from airm_graph.vocab import PREFIXES
from airm_graph.workspace import Build


def test_good_file_is_silent(tmp_path: Path) -> None:
    defined = 'airmid:risk-mine-1 skos:definition "Bad data."@en .'
    assert check(tmp_path, RISK + DOMAIN + defined) == []


def test_thin_file_is_told_so_about_its_own_node_only(tmp_path: Path) -> None:
    (finding,) = check(tmp_path, RISK + DOMAIN)
    assert finding.severity == Severity.INFO  # no texts of publishers ship with the catalogue
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
    (finding,) = check(tmp_path, '<urn:example:thing> skos:prefLabel "something"@en .')
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
