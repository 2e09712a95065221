"""The NIST reader: known counts of the shared extraction, and made-up files for each defect."""

from __future__ import annotations

import csv
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from airm_graph.errors import SourceError
from airm_graph.records import Source
from airm_graph.sources.log import Log
from airm_graph.sources.nist.ai_rmf import read

DATA = Path(__file__).parents[3] / "shared" / "data" / "nist-ai-rmf"
shared = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")


def both(log: Log) -> tuple[Source, Source]:
    core, profile = read([DATA], log)
    return core, profile


@shared
def test_known_counts() -> None:
    log = Log()
    core, profile = both(log)
    assert (core.about.id, core.about.of) == ("nistairmf1_0", "framework-nist-ai-rmf")
    assert (profile.about.id, profile.about.of) == ("nistai600_1", "framework-nist2024")
    assert len(core.filings) == 72
    assert {filing.kind for filing in core.filings} == {"requirement"}
    tops = [concept.notation for concept in core.concepts if not concept.parent]
    assert sorted(tops) == ["GOVERN", "MANAGE", "MAP", "MEASURE"]
    assert len(core.concepts) == 4 + 19
    functions = Counter(s.concept for s in core.classifications if s.facet == "function")
    assert functions == {"govern": 19, "map": 18, "measure": 22, "manage": 13}

    kinds = Counter(filing.kind for filing in profile.filings)
    assert kinds == {"measure": 212, "risk": 12}
    outcomes = {mapping.object for mapping in profile.mappings}
    known = {f"framework-nist-ai-rmf:{filing.source_key}" for filing in core.filings}
    assert (len(profile.mappings), len(outcomes), len(known - outcomes)) == (212, 49, 23)
    assert outcomes <= known
    assert {m.predicate for m in profile.mappings} == {"airm:correspondsTo"}
    facets = Counter(concept.scheme.partition("nistai600_1-")[2] for concept in profile.concepts)
    assert facets == {"gai-risk": 12, "ai-actor-task": 13}
    assert {action.relation for action in profile.actions} == {"actsOn"}
    said = {(c.facet, c.extraction, c.coded) for c in (*core.codings, *profile.codings)}
    # A tag that does not say in which way an action concerns a risk is no coded link.
    assert ("action-on-harm", "complete", "partial") in said
    assert {(how, coded) for facet, how, coded in said if facet != "action-on-harm"} == {
        ("complete", "complete")
    }
    summary = log.summary()
    assert (summary["read"], summary["refused"]) == (72 + 212, 0)


@shared
def test_risk_by_actor_cells_before_and_after_normalising() -> None:
    rows = json.loads((DATA / "ai-600-1-1.0-actions.json").read_text(encoding="utf-8"))
    raw = {
        (risk, task) for row in rows for risk in row["gai_risks"] for task in row["ai_actor_tasks"]
    }
    risks, tasks = ({pair[side] for pair in raw} for side in (0, 1))
    assert (len(risks), len(tasks), len(raw)) == (16, 17, 179)

    # Worked out from the raw tags with a table written by hand, not with the reader's rules.
    by_hand = {
        "Human-AI Con\ufb01guration": ("Human-AI Configuration",),
        "Human AI Con\ufb01guration": ("Human-AI Configuration",),
        "CBRN Information and Capability": ("CBRN Information or Capabilities",),
        "Environmental": ("Environmental Impacts",),
        "Civil Rights violations": (),
        "Human-AI Con\ufb01guration, Dangerous, Violent, or Hateful Content": (
            "Human-AI Configuration",
            "Dangerous, Violent, or Hateful Content",
        ),
        "A\ufb00ected Individuals and Communities": ("Affected Individuals and Communities",),
        "Operation and\nMonitoring": ("Operation and Monitoring",),
        "End- Users": ("End-Users",),
        "End Users": ("End-Users",),
        "AI Actors: AI Design": ("AI Design",),
    }
    normal = {
        (risk, task)
        for raw_risk, raw_task in raw
        for risk in by_hand.get(raw_risk, (raw_risk,))
        for task in by_hand.get(raw_task, (raw_task,))
    }
    risks, tasks = ({pair[side] for pair in normal} for side in (0, 1))
    assert (len(risks), len(tasks), len(normal)) == (12, 13, 145)  # of 156

    _, profile = both(Log())
    label = {(c.scheme.partition("600_1-")[2], c.notation): c.label for c in profile.concepts}
    said: dict[str, dict[str, set[str]]] = {}
    for one in profile.classifications:
        if one.facet != "function":
            labels = said.setdefault(one.id, {}).setdefault(one.facet, set())
            labels.add(label[one.facet, one.concept])
    cells = {
        (risk, task)
        for facets in said.values()
        for risk in facets["gai-risk"]
        for task in facets.get("ai-actor-task", ())
    }
    assert cells == normal


@shared
def test_every_departure_in_spelling_is_recorded() -> None:
    log = Log()
    both(log)
    mended = Counter(defect.value for defect in log.defects if "read as" in defect.what)
    assert mended == {
        "Human-AI Con\ufb01guration": 56,
        "Human AI Con\ufb01guration": 1,
        "CBRN Information and Capability": 2,
        "Environmental": 4,
        "A\ufb00ected Individuals and Communities": 39,
        "Operation and\nMonitoring": 13,
        "End- Users": 8,
        "End Users": 2,
        "AI Actors: AI Design": 5,
        "GV4.3--001": 1,
        "": 1,  # the function of the same row
    }
    joined = [defect for defect in log.defects if "joins two" in defect.what]
    assert [defect.done for defect in joined] == ["mended"]
    unknown = [defect for defect in log.defects if "left unclassified" in defect.what]
    assert [(defect.place, defect.value) for defect in unknown] == [
        ("GV-1.4-002", "Civil Rights violations")
    ]
    silent = [defect.place for defect in log.defects if "no sentence" in defect.what]
    assert silent == ["GOVERN 6.2", "MAP 4.2", "MAP 5.1", "MEASURE 3.2", "MANAGE 1.1"]


@shared
def test_misspelt_code_keeps_what_was_published() -> None:
    _, profile = both(Log())
    mended = [filing for filing in profile.filings if filing.published_label]
    assert [(f.source_key, f.label, f.published_label) for f in mended] == [
        ("GV-4.3-001", "GV-4.3-001", "GV4.3--001")
    ]


@shared
def test_json_and_csv_say_the_same_and_twice_the_same() -> None:
    assert both(Log()) == both(Log())
    tables = [DATA / "ai-600-1-1.0-actions.csv", DATA / "ai-rmf-1.0-subcategories.csv"]
    for from_json, from_csv in zip(both(Log()), read(tables, Log()), strict=True):
        for part in ("filings", "classifications", "actions", "mappings", "concepts", "texts"):
            pairs = zip(getattr(from_json, part), getattr(from_csv, part), strict=True)
            assert all(replace(one, path="") == replace(other, path="") for one, other in pairs)


ACTION = {
    "action_id": "MP-1.1-001",
    "function": "Map",
    "subcategory_id": "MAP 1.1",
    "suggested_action": "Write down who it is for.",
    "gai_risks": ["Confabulation"],
    "ai_actor_tasks": ["TEVV"],
}
OUTCOME = {
    "subcategory_id": "MAP 1.1",
    "function": "Map",
    "category_id": "MAP 1",
    "category_text": "Context is known",
    "description": "Users are known.",
}


def written(folder: Path, *rows: dict[str, Any], name: str = "made-up.json") -> Path:
    path = folder / name
    path.write_text(json.dumps(rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("change", "done", "what"),
    [
        ({"action_id": "one"}, "refused", "no code of an action"),
        ({"gai_risks": "Confabulation"}, "refused", "no list"),
        ({"suggested_action": None}, "refused", "no text"),
        ({"suggested_action": " "}, "kept", "no sentence"),
        ({"suggested_action": "De\ufb01ne\nroles."}, "mended", "a ligature and a line break"),
        ({"function": "Govern"}, "mended", "read as 'Map'"),
        ({"subcategory_id": ""}, "mended", "read as 'MAP 1.1'"),
        ({"subcategory_id": "MAP 1.2"}, "kept", "kept as stated"),
        ({"gai_risks": ["Boredom"]}, "kept", "left unclassified"),
        ({"action_id": "MP-1.1-002"}, "refused", "stands twice"),
    ],
)
def test_defect_of_an_action_is_logged_and_kills_nothing(
    tmp_path: Path, change: dict[str, Any], done: str, what: str
) -> None:
    log = Log()
    good = {**ACTION, "action_id": "MP-1.1-002"}
    (source,) = read([written(tmp_path, good, {**ACTION, **change})], log)
    assert what in "; ".join(defect.what for defect in log.defects)
    expected = {"read": 2, "kept": 1, "mended": 0, "refused": 0}
    expected[done] += 1
    assert log.summary() == expected
    measures = [filing for filing in source.filings if filing.kind == "measure"]
    assert len(measures) == (1 if done == "refused" else 2)
    assert {coding.extraction for coding in source.codings} == {"partial"}


@pytest.mark.parametrize(
    ("change", "done", "what"),
    [
        ({"subcategory_id": "MAP one"}, "refused", "no code of a subcategory"),
        ({"subcategory_id": "MAP 1.2"}, "refused", "stands twice"),
        ({"category_id": "MAP 2"}, "mended", "read as 'MAP 1'"),
        ({"category_text": "Another"}, "kept", "differs from the first"),
    ],
)
def test_defect_of_a_subcategory(
    tmp_path: Path, change: dict[str, Any], done: str, what: str
) -> None:
    log = Log()
    good = {**OUTCOME, "subcategory_id": "MAP 1.2"}
    (source,) = read([written(tmp_path, good, {**OUTCOME, **change})], log)
    assert what in "; ".join(defect.what for defect in log.defects)
    assert log.summary()[done] >= 1
    assert len(source.filings) == (1 if done == "refused" else 2)


def test_action_for_a_subcategory_that_was_not_read_is_noted(tmp_path: Path) -> None:
    log = Log()
    core = written(tmp_path, {**OUTCOME, "subcategory_id": "MAP 1.2"}, name="core.json")
    read([written(tmp_path, ACTION), core], log)
    assert [d.value for d in log.defects if "none of the subcategories" in d.what] == ["MAP 1.1"]


def test_short_csv_row_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "made-up.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([list(OUTCOME), list(OUTCOME.values()), ["MAP 1.2", "Map"]])
    log = Log()
    (source,) = read([path], log)
    assert len(source.filings) == 1
    assert [(d.place, d.done) for d in log.defects] == [("3", "refused")]


def test_the_same_in_two_files_is_read_once(tmp_path: Path) -> None:
    log = Log()
    one, two = (written(tmp_path, OUTCOME, name=name) for name in ("a.json", "b.json"))
    (source,) = read([one, two], log)
    assert len(source.filings) == 1
    assert [(d.path, d.done) for d in log.defects] == [("b.json", "kept")]


@pytest.mark.parametrize(
    ("text", "what"),
    [("{}", "no list of objects"), ('[{"a": 1}]', "has the columns 'a'"), ("[]", "columns ''")],
)
def test_other_files_are_refused_in_one_line(tmp_path: Path, text: str, what: str) -> None:
    path = tmp_path / "made-up.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=what):
        read([path], Log())
    with pytest.raises(SourceError, match=r"expected .json or .csv"):
        read([tmp_path / "x.yaml"], Log())
    with pytest.raises(SourceError, match="holds neither"):
        read([tmp_path], Log())
