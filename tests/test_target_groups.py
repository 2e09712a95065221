"""Risks per concept of a facet: ATLAS techniques per tactic, against a count of the file itself."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from airm_graph.columns import RELATIONS
from airm_graph.coverage.axes import Value
from airm_graph.coverage.target_groups import targets_per
from airm_graph.coverage.targets import Target, targets
from airm_graph.schemes import get_facet
from airm_graph.workspace import Build

ATLAS = Path(__file__).parents[2] / "shared" / "data" / "mitre-atlas" / "ATLAS-5.6.0.yaml"


def target(state: str, *stages: str) -> Target:
    facet = get_facet("stage")
    return Target(
        target=Value(id="r", iri="r", label="R"),
        kind="risk-source",
        state=state,
        reason="",
        strength="",
        counts=dict.fromkeys(RELATIONS, 0),
        works=(),
        classes={"stage": tuple(facet.concept(stage).iri for stage in stages)} if stages else {},
        domains=(),
        stages=(),
        confidence=None,
        machine_made=False,
        catch_all=0,
    )


def test_a_target_counts_under_each_of_its_concepts() -> None:
    found = [target("gap", "deploy", "plan-design"), target("addressed", "deploy"), target("gap")]
    groups = {group.value.id: group for group in targets_per(get_facet("stage"), found)}
    assert (groups["deploy"].targets, groups["plan-design"].targets) == (2, 1)
    assert groups["deploy"].states == {"addressed": 1, "thin": 0, "open": 0, "gap": 1}
    assert sum(group.targets for group in groups.values()) == 3


@pytest.mark.skipif(not ATLAS.is_file(), reason="the publisher's file is not beside the checkout")
def test_techniques_per_tactic_are_what_the_file_says(build: Build) -> None:
    """A second count, from the YAML itself: a subtechnique has the tactics of its parent."""
    matrix = yaml.safe_load(ATLAS.read_text(encoding="utf-8"))["matrices"][0]
    techniques: dict[str, dict[str, Any]] = {t["id"]: t for t in matrix["techniques"]}
    mitigated = {use["id"] for m in matrix["mitigations"] for use in m.get("techniques", ())}
    parents = {key: t["subtechnique-of"] for key, t in techniques.items() if "subtechnique-of" in t}
    # One hop from what is mitigated: what a technique is mitigated by may do for its parts, too.
    beside = {key for key, parent in parents.items() if parent in mitigated}
    beside |= {parent for key, parent in parents.items() if key in mitigated}
    state = {
        key: "addressed" if key in mitigated else "thin" if key in beside else "gap"
        for key in techniques
    }
    wanted: Counter[tuple[str, str]] = Counter()
    for key, technique in techniques.items():
        tactics = technique.get("tactics") or techniques[str(parents[key])]["tactics"]
        wanted.update((tactic, state[key]) for tactic in tactics)
    found = targets(build.columns, kind="risk-source", work="atlas")
    groups = targets_per(build.columns.facets["atlas-tactic"], found)
    assert len(groups) == len(matrix["tactics"]) == 16
    for group in groups:
        for name, count in group.states.items():
            assert count == wanted[group.value.id, name], group.value.id
    atlas = [t for t in found if "atlas-tactic" in t.classes]
    assert Counter(t.state for t in atlas) == Counter(state.values())
    alone = targets(build.columns, kind="risk-source", work="atlas", depth=0)
    assert sum(t.state == "addressed" for t in alone) == len(mitigated & techniques.keys())
    assert "thin" not in {t.state for t in alone}
