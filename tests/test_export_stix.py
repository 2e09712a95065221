"""A STIX bundle holds attack techniques and what mitigates them, nothing that only looks so."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_attacks import (
    ALONE,
    ELSEWHERE,
    KEYS,
    MEASURES,
    RISK,
    SEEN,
    TECHNIQUES,
    TEXTS,
    attacks,
    name,
    written,
)

from airm_graph.export.stix.checks import check_stix
from airm_graph.export.stix.names import stix_id
from airm_graph.sources.log import Log
from airm_graph.sources.readers import read
from airm_graph.vocab import BASE
from airm_graph.workspace import Build

Object = dict[str, Any]
ID = BASE + "id/"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return attacks(tmp_path_factory.mktemp("attacks"))


@pytest.fixture(scope="module")
def data(small: Build) -> bytes:
    return written(small, "stix")


@pytest.fixture(scope="module")
def objects(data: bytes) -> list[Object]:
    return objects_in(data)


def objects_in(data: bytes) -> list[Object]:
    bundle = json.loads(data)
    assert (bundle["type"], bundle.keys()) == ("bundle", {"type", "id", "objects"})
    found: list[Object] = bundle["objects"]
    return found


def by_iri(objects: list[Object]) -> dict[str, Object]:
    """Objects by our own name for them, which stands last among their references."""
    named = [each for each in objects if each.get("external_references")]
    return {each["external_references"][-1]["external_id"]: each for each in named}


def links(objects: list[Object], kind: str) -> list[Object]:
    return [each for each in objects if each.get("relationship_type") == kind]


def count(objects: list[Object]) -> Counter[str]:
    return Counter(each.get("relationship_type") or each["type"] for each in objects)


def test_the_catalogue_loses_no_technique_and_gains_none(build: Build, tmp_path: Path) -> None:
    whole = written(build, "stix")
    found = objects_in(whole)
    assert count(found) == {
        "attack-pattern": 170 + 13,  # of ATLAS, and what MIT files among attacks on purpose
        "course-of-action": 35 + 5,
        "mitigates": 246 + 8,
        "related-to": 69,
        "grouping": 16,
        "identity": 4,
        "marking-definition": 4,
        "note": 1,
    }
    (tmp_path / "a.json").write_bytes(whole)
    assert check_stix(tmp_path / "a.json") == []
    (note,) = (each["content"] for each in found if each["type"] == "note")
    for left_out in (
        "those that lead to what nobody says is an attack technique: 285.",
        "those that say that a measure detects or assesses, which mitigates nothing: 52.",
    ):
        assert left_out in note
    names = {each["name"] for each in found if each["type"] == "attack-pattern"}
    assert "Jailbreak of a model to subvert intended behavior" in names
    assert not {"Lack of Explainability", "Competitive pressures in GPAI product release"} & names


def test_odd_texts_come_back(data: bytes, objects: list[Object], tmp_path: Path) -> None:
    found = by_iri(objects)
    for key, (label, text) in zip(KEYS, TEXTS, strict=True):
        said = found[ID + name(key)]
        assert (said["name"], said["description"]) == (label, text)
    reasons = {each["description"] for each in links(objects, "mitigates") if "labels" not in each}
    assert reasons == {text for _, text in TEXTS}
    (tmp_path / "a.json").write_bytes(data)
    (source,) = read("atlas", [tmp_path / "a.json"], Log())
    named = {filing.id: filing.source_key for filing in source.filings}
    labels = {named[each.id]: each.published_label or each.label for each in source.filings}
    assert labels == {**TECHNIQUES, **MEASURES}
    words = {(named.get(text.id), text.words) for text in source.texts}
    assert words >= {(key, text) for key, (_, text) in zip(KEYS, TEXTS, strict=True)}


def test_who_says_so_since_when_and_under_which_licence(objects: list[Object]) -> None:
    found = by_iri(objects)
    each = found[ID + name(KEYS[0])]
    assert (each["created"], each["modified"]) == ("2026-01-02T00:00:00.000Z",) * 2
    assert each["created_by_ref"] == found[ID + "agent-made"]["id"]
    assert found[ID + "agent-made"]["name"] == "MITRE & Sons"
    marking = found[BASE + "graph/source-atlas9_9"]
    assert each["object_marking_refs"] == [marking["id"]]
    assert marking["definition"]["statement"] == (
        'MITRE "ATLAS" & <made up>, 9.9: Somebody\'s, é. '
        "Licence: https://creativecommons.org/publicdomain/zero/1.0/"
    )
    assert each["external_references"][:2] == [
        {
            "source_name": "mitre-atlas",
            "external_id": "AML.T0001",
            "description": "https://atlas.mitre.org/techniques/AML.T0001",
        },
        {
            "source_name": "mitre-attack",
            "external_id": "T1590.001",
            "description": "https://attack.mitre.org/techniques/T1590/001",
        },
    ]
    phase = {"kill_chain_name": "mitre-atlas", "phase_name": "ai-attack-staging"}
    assert each["kill_chain_phases"] == [phase]


def test_what_detects_mitigates_nothing(objects: list[Object]) -> None:
    found = by_iri(objects)
    mitigated = {each["target_ref"] for each in links(objects, "mitigates")}
    for key, expected in ((SEEN, False), (ALONE, False), (ELSEWHERE, True)):
        assert (found[ID + name(key)]["id"] in mitigated) is expected
    (reduced,) = (each for each in links(objects, "mitigates") if "labels" in each)
    assert (reduced["labels"], reduced["confidence"]) == (["reduces"], 55)
    assert ID + name(RISK) not in found  # a risk that nobody files as an attack
    assert ID + name("O2") not in found


def test_a_part_is_a_sub_technique(objects: list[Object]) -> None:
    (part,) = links(objects, "related-to")
    assert part["labels"] == ["subtechnique-of"]
    ends = [stix_id("attack-pattern", ID + name(key)) for key in ("AML.T0001.000", "AML.T0001")]
    assert [part["source_ref"], part["target_ref"]] == ends


def test_a_work_alone_says_that_it_is_a_part(small: Build, tmp_path: Path) -> None:
    path = tmp_path / "part.json"
    path.write_bytes(written(small, "stix", frameworks=["atlas"]))
    assert check_stix(path) == []
    found = objects_in(path.read_bytes())
    assert count(found)["course-of-action"] == len(MEASURES)
    (note,) = (each["content"] for each in found if each["type"] == "note")
    assert "This is a part of the graph: what is stated in airmid:framework-atlas." in note
    assert "those that are of measures that are not in this selection: 1." in note
    (source,) = read("atlas", [path], Log())
    assert {(coding.extraction, coding.coded) for coding in source.codings} == {
        ("partial", "partial")
    }
    path.write_bytes(written(small, "stix", frameworks=["other"]))
    assert check_stix(path) == []
    assert count(objects_in(path.read_bytes()))["mitigates"] == 0


def test_names_are_minted_elsewhere(small: Build, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.json"
    path.write_bytes(written(small, "stix", base="https://risk.example.org/"))
    assert check_stix(path) == []
    text = path.read_text(encoding="utf-8")
    assert "https://risk.example.org/id/risk-atlas9_9-AML_T0001" in text
    assert ID + "risk" not in text
    (source,) = read("atlas", [path], Log())
    assert len(source.actions) == len(MEASURES)


def test_what_others_say_is_not_read_as_what_atlas_says(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "reading.json"
    bundle = json.loads(data)
    found = by_iri(bundle["objects"])
    stranger = {**found[ID + "agent-made"], "id": stix_id("identity", "x"), "name": "A reader"}
    bundle["objects"].append(stranger)
    link = links(bundle["objects"], "mitigates")[0]
    link["created_by_ref"] = stranger["id"]
    marked = found[ID + name(KEYS[0])]
    marked["granular_markings"] = [
        {"marking_ref": marked.pop("object_marking_refs")[0], "selectors": ["description"]}
    ]
    path.write_text(json.dumps(bundle), encoding="utf-8")
    assert check_stix(path) == []
    log = Log()
    (source,) = read("atlas", [path], log)
    assert len(source.actions) == len(MEASURES) - 1
    assert TEXTS[0][1] not in {t.words for t in source.texts if t.id.endswith("AML_T0001")}
    refused = [defect.what for defect in log.defects if defect.done == "refused"]
    assert any("is said by another" in what for what in refused)
    assert any("is marked as another's" in what for what in refused)


# ---------------------------------------------------------------- the checker


def first(objects: list[Object], kind: str) -> Object:
    return next(each for each in objects if kind in (each["type"], each.get("relationship_type")))


def setting(kind: str, **said: Any) -> Callable[[list[Object]], None]:
    return lambda objects: first(objects, kind).update(said)


def removing(kind: str, key: str) -> Callable[[list[Object]], None]:
    def change(objects: list[Object]) -> None:
        del first(objects, kind)[key]

    return change


def twice(objects: list[Object]) -> None:
    objects.append(dict(objects[1]))


def of_itself(objects: list[Object]) -> None:
    part = first(objects, "related-to")
    objects.append({**part, "id": stix_id("relationship", "x")})
    objects[-1]["source_ref"], objects[-1]["target_ref"] = part["target_ref"], part["source_ref"]


def alone(objects: list[Object]) -> None:
    measure = first(objects, "course-of-action")
    objects.append({**measure, "id": stix_id("course-of-action", "x")})


NOWHERE = stix_id("attack-pattern", "nowhere")
FAULTS = {
    "objects have this id": twice,
    "sub-technique of itself": of_itself,
    "the measure mitigates nothing": alone,
    "no marking, so nothing says under which licence": removing(
        "attack-pattern", "object_marking_refs"
    ),
    "has x_mine, which STIX does not know": setting("attack-pattern", x_mine=1),
    "which is not in the bundle": setting("mitigates", target_ref=NOWHERE),
    "expected mitigates course-of-action attack-pattern": setting(
        "mitigates", relationship_type="weakens"
    ),
    "has the label 'detects'": setting("mitigates", labels=["detects"]),
    "no whole number from 0 to 100": setting("mitigates", confidence=101),
    "was modified before it was created": setting(
        "attack-pattern", modified="2000-01-01T00:00:00.000Z"
    ),
    "is no timestamp": setting("attack-pattern", created="yesterday"),
    "the name is empty": setting("attack-pattern", name=" "),
    "has no name": removing("course-of-action", "name"),
    "the marking has no statement": setting("marking-definition", definition={}),
    "no object of the type 'malware'": setting("identity", type="malware"),
    "not named in small letters": setting(
        "attack-pattern", kill_chain_phases=[{"kill_chain_name": "A", "phase_name": "B"}]
    ),
    "says not what it refers to": setting("attack-pattern", external_references=[{}]),
}


@pytest.mark.parametrize("words", FAULTS)
def test_the_checker_speaks(data: bytes, tmp_path: Path, words: str) -> None:
    bundle = json.loads(data)
    FAULTS[words](bundle["objects"])
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(bundle), encoding="utf-8")
    assert any(words in problem for problem in check_stix(path))


def test_the_checker_reads_anything(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "no.json"
    for broken in (b"", b"\x00\xff", b"[]", b'{"type": "bundle"}', data[:-20]):
        path.write_bytes(broken)
        assert check_stix(path)
    assert check_stix(tmp_path / "missing.json")
