"""The Asago reader: known counts, a second count straight from the files, and made-up defects."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from airm_graph.errors import SourceError
from airm_graph.identifiers import LOCAL
from airm_graph.records import Source
from airm_graph.resources import root
from airm_graph.sources.asago import AIR, PARTS, READ, read
from airm_graph.sources.asago.actions import INDEX
from airm_graph.sources.log import Log

DATA = Path(__file__).parents[3] / "shared" / "data" / "asago-policy-mapper"
shared = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
THREATS, CONSEQUENCES = PARTS
NIST = "nist_ai_rmf_actions_to_atlas_data.yaml"
AIUC = "aiuc1_actions_to_atlas_data.yaml"
OWASP = "owasp_llm_2.0_actions_data.yaml"


def works(source: Source) -> Counter[tuple[str, str, str]]:
    """How many mappings between which works, by predicate; "" is a thing of this source."""
    return Counter(
        (each.predicate, each.subject.rpartition(":")[0], each.object.rpartition(":")[0])
        for each in source.mappings
    )


@pytest.fixture(scope="module")
def told() -> tuple[Source, Log]:
    log = Log()
    (source,) = read([DATA], log)
    return source, log


@shared
def test_counts_are_those_of_the_readme(told: tuple[Source, Log]) -> None:
    source, _ = told
    assert Counter((each.kind, each.work) for each in source.filings) == {
        ("risk-source", "framework-asago-policy-mapper"): 99 + 98 + 99,  # one stands twice
        ("consequence", "framework-asago-policy-mapper"): 99,
        ("impact", "framework-asago-policy-mapper"): 99,
        ("measure", "framework-owasp-llm"): 80,
    }
    ibm = "framework-ibm-risk-atlas"
    assert works(source) == {
        ("airm:correspondsTo", ibm, "framework-nist2024"): 338,
        ("airm:correspondsTo", ibm, "framework-aiuc1"): 100,
        ("airm:correspondsTo", "", ibm): 5 * 99,
        ("skos:closeMatch", "framework-air2024", ibm): 39,
        ("skos:relatedMatch", "framework-air2024", ibm): 231,
        ("skos:broadMatch", "framework-air2024", ibm): 32,
    }
    assert all(each.machine_made for each in source.mappings)
    assert Counter((each.relation, each.target.partition(":")[0]) for each in source.actions) == {
        ("actsOn", ibm): 114,
        ("actsOn", "framework-owasp-llm"): 88,
    }
    assert len({each.id for each in source.actions}) == 80
    assert len(source.texts) == 99 * 4 + 98 + 80


@shared
def test_each_entry_is_one_row_and_no_row_is_lost(told: tuple[Source, Log]) -> None:
    _, log = told
    rows = Counter(file for file, _ in log.rows)
    assert rows == {
        THREATS: 99,
        CONSEQUENCES: 99,
        INDEX: 552 + 1,  # and the note on what sorts actions of other sources
        NIST: 212,
        AIUC: 49,
        OWASP: 80 + 1,  # and the description of the document
        AIR: 302,
        "mitigation_categories.yaml": 1,
        "risk_to_category.sssom.tsv": 1,
    }
    assert log.summary() == {"read": 1397, "kept": 1396, "mended": 1, "refused": 0}
    assert Counter((each.path, each.done) for each in log.defects) == {
        (THREATS, "kept"): 1,
        (INDEX, "kept"): 1,
        (OWASP, "kept"): 1,
        (AIR, "mended"): 1,
        ("mitigation_categories.yaml", "kept"): 1,
        ("risk_to_category.sssom.tsv", "kept"): 1,
    }


@shared
def test_categories_and_control_types_are_those_of_the_index(told: tuple[Source, Log]) -> None:
    source, _ = told
    index: dict[str, list[dict[str, str]]] = yaml.safe_load((DATA / INDEX).read_text("utf-8"))
    entries = [entry for actions in index.values() for entry in actions]
    assert len(index) == 80
    assert Counter(entry["category"] for entry in entries) == {
        "operational": 261,
        "technical": 162,
        "governance": 129,
    }
    keys = {each.id: each.source_key for each in source.filings}
    said = {(keys[each.id], each.facet, each.concept) for each in source.classifications}
    wanted: set[tuple[str, str, str]] = set()
    for entry in entries:
        if entry["source"] == "owasp-llm-2.0":
            wanted.add((entry["id"], "asago-action-category", entry["category"]))
            wanted.add((entry["id"], "asago-risk-control", entry["risk_control"]))
    assert said == wanted
    assert len(said) == 2 * 66
    comments = Counter(
        f"{entry['category']}; {entry['risk_control']}"
        for entry in entries
        if entry["source"] != "owasp-llm-2.0"
    )
    assert comments == Counter(
        each.comment.removeprefix("recommended action; ")
        for each in source.mappings
        if each.comment.startswith("recommended action; ")
    )
    assert {(each.facet, each.coded) for each in source.codings} == {
        ("action-on-harm", "complete"),
        ("asago-action-category", "partial"),
        ("asago-risk-control", "partial"),
    }


@shared
def test_read_twice_is_equal_and_names_are_sound(told: tuple[Source, Log]) -> None:
    source, log = told
    again = Log()
    assert read([DATA / file for file in reversed(READ)], again) == [source]
    assert [each for each in log.defects if each.path in READ] == again.defects
    ids = [each.id for each in source.filings]
    ids += [each.id for each in source.concepts] + [each.id for each in source.schemes]
    assert len(ids) == len(set(ids))
    assert all(LOCAL.fullmatch(each) for each in ids)
    # A sentence is a text: what may be committed holds codes and titles only.
    sentences = {each.words for each in source.texts}
    assert not sentences & {each.label for each in source.filings}
    assert not sentences & {each.comment for each in source.mappings}


@shared
def test_what_is_referred_to_is_in_the_nexus(told: tuple[Source, Log]) -> None:
    table = root() / "data" / "catalogue" / "ai-atlas-nexus" / "unstated" / "records.tsv"
    rows = [line.split("\t") for line in table.read_text("utf-8").splitlines()[1:]]
    known = {f"{row[4]}:{row[1]}" for row in rows}
    source, _ = told
    ends = {end for each in source.mappings for end in (each.subject, each.object) if ":" in end}
    assert not (ends | {each.target for each in source.actions}) - known


def write(folder: Path, **files: Any) -> Path:
    """Files of the names ``threats``, ``index``, ``nist``, ``owasp``, ``air`` with these values."""
    names = {"threats": THREATS, "index": INDEX, "nist": NIST, "owasp": OWASP, "air": AIR}
    for name, value in files.items():
        (folder / names[name]).write_text(yaml.safe_dump(value), encoding="utf-8")
    return folder


def defects(log: Log) -> set[tuple[str, str, str]]:
    return {(each.place, each.done, each.what) for each in log.defects}


def test_a_sentence_of_several_risks_is_filed_once(tmp_path: Path) -> None:
    log = Log()
    threats = {
        "atlas-b": {"threat": "It rains", "other": 1},
        "atlas-a": {"threat": ["It  rains", "It snows"], "threat_source": "Clouds"},
        "elsewhere": {"threat": "Nothing"},
        "atlas-c": "Nothing",
    }
    (source,) = read([write(tmp_path, threats=threats) / THREATS], log)
    assert {(each.source_key, each.kind, each.label) for each in source.filings} == {
        ("atlas-a threat 1", "risk-source", "atlas-a: threat 1"),
        ("atlas-a threat 2", "risk-source", "atlas-a: threat 2"),
        ("atlas-a threat source 1", "risk-source", "atlas-a: threat source 1"),
    }
    assert {each.words for each in source.texts} == {"It rains", "It snows", "Clouds"}
    assert [each.object for each in source.mappings if each.subject.endswith("_threat_1")] == [
        "framework-ibm-risk-atlas:atlas-a",
        "framework-ibm-risk-atlas:atlas-b",
    ]
    assert log.summary()["refused"] == 2
    assert {
        ("atlas-b", "kept", "has the same threat as another risk; it is filed once"),
        ("atlas-b", "kept", "has nothing in vulnerability"),
        ("elsewhere", "refused", "is no risk with its parts; left out"),
        ("atlas-c", "refused", "is no risk with its parts; left out"),
        ("field other", "kept", "is not carried over"),
    } <= defects(log)


def test_index_and_lists_are_compared_and_odd_entries_named(tmp_path: Path) -> None:
    log = Log()
    sorting = {"category": "technical", "risk_control": "MonitorControl"}
    index = {
        "atlas-a": [
            {"id": "GV-1.1-001", "source": "aiuc1", **sorting},
            {"id": "owasp-llm-act-01-01", "source": "owasp-llm-2.0", "name": "Lock", **sorting},
            {"id": "owasp-llm-act-01-01", "source": "owasp-llm-2.0", "name": "Lock", **sorting},
            {"id": "mystery", "source": "nist-ai-rmf", **sorting},
        ],
        "atlas-b": [
            {
                "id": "owasp-llm-act-01-01",
                "source": "owasp-llm-2.0",
                "name": "Bolt",
                "category": "governance",
                "risk_control": "no code",
            }
        ],
        "llm01-x": [],
    }
    nist = {
        "actions": [
            {"id": "GV-1.1-002", "hasRelatedRisk": ["atlas-a", "atlas-a", "GV-1.1-001", 7]},
            {"id": "aiuc1-req-a001", "hasRelatedRisk": ["atlas-a"]},
            {"id": "GV-1.1-002", "hasRelatedRisk": ["atlas-b"]},
            {"hasRelatedRisk": ["atlas-b"]},
        ]
    }
    (source,) = read([write(tmp_path, index=index, nist=nist)], log)
    assert [(each.source_key, each.label) for each in source.filings] == [
        ("owasp-llm-act-01-01", "Lock")
    ]
    assert [each.target.partition(":")[2] for each in source.actions] == ["atlas-a", "atlas-b"]
    assert [(each.object, each.comment) for each in source.mappings] == [
        ("framework-nist2024:GV-1.1-001", "recommended action; technical; MonitorControl"),
        ("framework-nist2024:GV-1.1-002", "related risk"),
    ]
    assert {each.concept for each in source.classifications} == {
        "technical",
        "governance",
        "MonitorControl",
    }
    told = {(place, done) for place, done, _ in defects(log)}
    assert {
        ("atlas-a owasp-llm-act-01-01 (entry 3)", "refused"),
        ("atlas-a mystery", "refused"),
        ("llm01-x", "refused"),
        ("GV-1.1-002 hasRelatedRisk", "refused"),
        ("GV-1.1-002 GV-1.1-001", "refused"),
        ("aiuc1-req-a001", "refused"),
        ("GV-1.1-002 (entry 3)", "refused"),
        ("entry 4", "refused"),
    } == {each for each in told if each[1] == "refused"}
    whats = Counter(what for _, _, what in defects(log))
    assert whats["is not the source that the id GV-1.1-001 belongs to; the id counts"] == 1
    assert whats[f"the pair is not in {INDEX}; it is kept"] == 1
    assert whats["the pair is not in the list of the framework's actions; it is kept"] == 1
    assert whats["is called 'Lock' elsewhere"] == 1
    assert whats["stands twice in hasRelatedRisk; it counts once"] == 1
    assert whats["is no risk_control; expected a word"] == 1
    counts = log.summary()
    assert counts["read"] == counts["kept"] + counts["mended"] + counts["refused"]


def test_names_of_measures_and_links_to_risks_of_owasp(tmp_path: Path) -> None:
    log = Log()
    owasp = {
        "actions": [
            {"id": "owasp-llm-act-01-02", "name": "Lock  it", "hasRelatedRisk": ["llm01-x"]},
            {"id": "owasp-llm-act-01-03", "description": "To lock."},
        ]
    }
    (source,) = read([write(tmp_path, owasp=owasp)], log)
    assert [(each.label, each.published_label) for each in source.filings] == [
        ("Lock it", "Lock  it"),
        ("owasp-llm-act-01-03", ""),
    ]
    assert [each.target for each in source.actions] == ["framework-owasp-llm:LLM01"]
    assert [(each.facet, each.coded) for each in source.codings] == [("action-on-harm", "partial")]
    assert [each.words for each in source.texts] == ["To lock."]
    assert log.summary() == {"read": 2, "kept": 1, "mended": 1, "refused": 0}


def test_mappings_of_air_2024(tmp_path: Path) -> None:
    log = Log()
    air = {
        "entries": [
            {"id": "ai-risk-taxonomy-a Of a", "narrow_mappings": ["atlas-a", "llm01-x"]},
            {"id": "ai-risk-taxonomy-b", "score": 1},
            {"id": "c", "close_mappings": ["atlas-a"]},
        ]
    }
    (source,) = read([write(tmp_path, air=air)], log)
    assert [(each.subject, each.predicate) for each in source.mappings] == [
        ("framework-air2024:ai-risk-taxonomy-a", "skos:narrowMatch")
    ]
    assert {(place, done) for place, done, _ in defects(log)} == {
        ("ai-risk-taxonomy-a Of a", "mended"),
        ("ai-risk-taxonomy-a Of a llm01-x", "refused"),
        ("ai-risk-taxonomy-b", "kept"),
        ("c", "refused"),
        ("field score", "kept"),
    }


def test_what_is_no_file_of_it_is_said_in_a_line(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="expected some of"):
        read([tmp_path], Log())
    with pytest.raises(SourceError, match="has no list 'entries'"):
        read([write(tmp_path, air={"entries": "none"})], Log())
    with pytest.raises(SourceError, match="has no named entries"):
        read([write(tmp_path, air=["none"])], Log())
