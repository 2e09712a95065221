"""A layer shows of each technique of ATLAS the state that the program gives it, and why."""

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
    SEEN,
    TECHNIQUES,
    TEXTS,
    attacks,
    written,
)

from airm_graph.coverage.targets import targets
from airm_graph.export.atlas_layer_checks import check_layer
from airm_graph.export.terms import ExportError
from airm_graph.vocab import BASE
from airm_graph.workspace import Build

Layer = dict[str, Any]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return attacks(tmp_path_factory.mktemp("attacks"))


@pytest.fixture(scope="module")
def data(small: Build) -> bytes:
    return written(small, "atlas-layer")


def state(entry: Layer) -> str:
    said: str = next(pair["value"] for pair in entry["metadata"] if pair["name"] == "state")
    return said


def entries(data: bytes) -> dict[str, Layer]:
    return {entry["techniqueID"]: entry for entry in json.loads(data)["techniques"]}


def test_states_are_those_of_the_program(build: Build, tmp_path: Path) -> None:
    path = tmp_path / "layer.json"
    path.write_bytes(written(build, "atlas-layer"))
    assert check_layer(path) == []
    layer = json.loads(path.read_bytes())
    assert {"name": "atlas_data_version", "value": "5.6.0"} in layer["metadata"]
    of_atlas = {
        target.target.iri: target.state
        for target in targets(build.columns)
        if [work.id for work in target.works] == ["atlas"]
    }
    shown = {entry["links"][-1]["url"]: state(entry) for entry in layer["techniques"]}
    assert shown == of_atlas
    assert len(shown) == 170
    places = Counter((entry["techniqueID"], entry.get("tactic")) for entry in layer["techniques"])
    assert len(places) == 180  # as in MITRE's own layer
    assert Counter(of_atlas.values()) == {"addressed": 74, "thin": 15, "gap": 81}


def test_what_acts_and_why_stands_in_the_comment(data: bytes) -> None:
    found = entries(data)
    assert found.keys() == TECHNIQUES.keys()
    for key, (label, text) in zip(KEYS, TEXTS, strict=True):
        assert state(found[key]) == "addressed"
        assert f"mitigates: {key.replace('.T', '.M')} {label}. {text}" in found[key]["comment"]
    assert (state(found[SEEN]), found[SEEN]["score"]) == ("thin", 0)
    assert found[SEEN]["comment"].endswith("detects: O1 Another's measure")
    assert (state(found[ELSEWHERE]), found[ELSEWHERE]["score"]) == ("addressed", 1)
    assert found[ELSEWHERE]["comment"].endswith("reduces: O1 Another's measure. Because.")
    assert (state(found[ALONE]), found[ALONE]["score"]) == ("gap", 0)
    assert found[KEYS[0]]["showSubtechniques"]
    assert found[KEYS[0]]["tactic"] == "ai-attack-staging"
    assert "tactic" not in found["AML.T0001.000"]


def test_a_work_alone_is_shown_alone(small: Build, tmp_path: Path) -> None:
    path = tmp_path / "layer.json"
    path.write_bytes(written(small, "atlas-layer", frameworks=["atlas"]))
    assert check_layer(path) == []
    found = entries(path.read_bytes())
    assert state(found[KEYS[0]]) == "addressed"
    # the statements of the other work are here, for they are about these techniques; it is not
    assert state(found[ELSEWHERE]) == "gap"
    assert b"Another's measure" not in path.read_bytes()
    assert b"mitigation-made1" not in path.read_bytes()
    with pytest.raises(ExportError, match="no technique of MITRE ATLAS is in what is exported"):
        written(small, "atlas-layer", frameworks=["other"])


def test_names_are_minted_elsewhere(small: Build, data: bytes) -> None:
    moved = written(small, "atlas-layer", base="https://risk.example.org/")
    assert b"https://risk.example.org/id/risk-atlas9_9-AML_T0001" in moved
    assert f"{BASE}id/".encode() not in moved
    assert entries(moved).keys() == entries(data).keys()


# ---------------------------------------------------------------- the checker


def of_layer(**said: Any) -> Callable[[Layer], None]:
    return lambda layer: layer.update(said)


def of_technique(**said: Any) -> Callable[[Layer], None]:
    return lambda layer: layer["techniques"][-1].update(said)


def unscored(layer: Layer) -> None:
    del layer["techniques"][0]["score"]


def twice(layer: Layer) -> None:
    layer["techniques"].append(layer["techniques"][0])


def without_parent(layer: Layer) -> None:
    layer["techniques"] = [t for t in layer["techniques"] if t["techniqueID"] != KEYS[0]]


FAULTS = {
    "has 'mine', which the format does not know": of_layer(mine=1),
    "sorting is '0'; expected int": of_layer(sorting="0"),
    "hideDisabled is 0; expected bool": of_layer(hideDisabled=0),
    "is not for the Navigator of ATLAS": of_layer(domain="enterprise-attack"),
    "of which version of ATLAS": of_layer(metadata=[]),
    "has not two colours": of_layer(
        gradient={"colors": ["#ffffff"], "minValue": 0, "maxValue": 100}
    ),
    "from a number up to another": of_layer(
        gradient={"colors": ["#ffffff", "#000000"], "minValue": 1, "maxValue": 1}
    ),
    "has no techniques": of_layer(techniques=[]),
    "does not count the techniques": of_layer(legendItems=[]),
    "stands 2 times": twice,
    "sub-technique of a technique that is not": without_parent,
    "no key of a technique": of_technique(techniqueID="T1234"),
    "shows sub-techniques and has none": of_technique(showSubtechniques=True),
    "outside of the gradient": of_technique(score=99),
    "which is not the colour": of_technique(color="#123456"),
    "does not say why": of_technique(comment=""),
    "is no web address": of_technique(links=[{"label": "a", "url": "javascript:alert(1)"}]),
    "is no pair of name and value": of_technique(metadata=[{"name": "state"}]),
    "has no score": unscored,
}


@pytest.mark.parametrize("words", FAULTS)
def test_the_checker_speaks(data: bytes, tmp_path: Path, words: str) -> None:
    layer = json.loads(data)
    FAULTS[words](layer)
    path = tmp_path / "broken.json"
    path.write_text(json.dumps(layer), encoding="utf-8")
    assert any(words in problem for problem in check_layer(path))


def test_the_checker_reads_anything(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "no.json"
    for broken in (b"", b"\x00\xff", b"[]", b"{}", data[:-20]):
        path.write_bytes(broken)
        assert check_layer(path)
    assert check_layer(tmp_path / "missing.json")
