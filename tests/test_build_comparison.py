"""Two builds: what changed in the findings, and because of what; every cause, made by hand."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from differences import (
    CASES,
    UNLISTED,
    as_told,
    class_of,
    coding_of,
    edited,
    mirrored,
    name_of,
    told,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from small_builds import (
    FACETS,
    MADE,
    built,
    coded,
    filed,
    having,
    mapped,
    measure,
    put,
    risk,
    without,
)
from test_versions import about

from airm_graph.build_comparison import compare_builds
from airm_graph.build_comparison.model import KINDS, RANK
from airm_graph.coverage.cells import coverage
from airm_graph.coverage.options import Options
from airm_graph.coverage.targets import targets
from airm_graph.records import Source
from airm_graph.resources import root
from airm_graph.workspace import Build


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compared")


@pytest.fixture(scope="module")
def made(folder: Path) -> Build:
    return built(folder, [MADE])


@pytest.mark.parametrize("name", CASES)
def test_every_change_is_told_with_its_causes(made: Build, folder: Path, name: str) -> None:
    case = CASES[name]
    after = built(folder, [edited(*case.edits)])
    assert after.name != made.name
    found = compare_builds(made, after, **case.options)
    changes = told(found)
    kinds = {kind for *_, kinds in case.changes.values() for kind in kinds}
    more = {name: said for name, said in changes.items() if said[::2] == (UNLISTED, kinds)}
    assert len(more) == case.more
    assert {name: changes[name] for name in changes.keys() - more.keys()} == case.changes
    back = compare_builds(after, made, **case.options)
    assert as_told(back) == mirrored(found)
    assert found.inputs
    assert {change.kind for change in found.inputs} >= {"source"}


def test_every_kind_of_cause_is_tried() -> None:
    """The rest needs several sources, or a declaration, and is tried elsewhere."""
    tried = {
        kind for case in CASES.values() for _, _, kinds in case.changes.values() for kind in kinds
    }
    tried |= {KINDS[kind] for kind in tried}  # by the mirror
    elsewhere = {"source", "version", "exclusion", "mapping", "naming", "program"}
    assert {kind for kind in KINDS if kind.split()[0] not in elsewhere} == tried


def test_a_build_does_not_differ_from_itself(made: Build) -> None:
    found = compare_builds(made, made)
    assert found.equal
    assert (found.changes, found.inputs, found.transitions) == ((), (), {"cell": {}, "target": {}})


def test_causes_name_things_by_id_and_label_and_who_says_so(made: Build, folder: Path) -> None:
    after = built(folder, [edited(*CASES["reclassified"].edits)])
    (lost,) = (c for c in compare_builds(made, after).cells if name_of(c) == ("made", "2.1"))
    moved = next(cause for cause in lost.causes if cause.kind == "reclassified")
    assert (moved.thing.id, moved.thing.label, moved.by) == (
        measure("M2"),
        "Label of M2",
        "The maker",
    )
    assert moved.before.startswith("category 2.1 ")
    assert moved.after.startswith("category 2.3 ")
    assert moved.text.startswith(f"reclassified: Label of M2 ({measure('M2')}): category 2.1 ")
    assert moved.text.endswith(" [The maker]")


def test_a_difference_that_changes_no_state_is_no_change(made: Build, folder: Path) -> None:
    after = built(
        folder,
        [edited(having("filings", filed("M4")), having("classifications", put("M4", "2.1")))],
    )
    found = compare_builds(made, after, only="cells")
    assert found.changes == ()
    assert found.shifted == {"cell": 1}  # three measures instead of two
    assert found.compared == {"cell": 6}


# --- several sources, versions, declarations ------------------------------------------------------


def reading(*classifications: Any) -> Source:
    said = replace(
        about("1"), id="read1", type="Reading", agent="agent-reader", method="modelReading"
    )
    return Source(about=said, classifications=classifications)


def test_another_coder_is_a_cause_where_only_publishers_count(made: Build, folder: Path) -> None:
    source = edited(without("classifications", class_of("M2")))
    after = built(folder, [source, reading(put("M2", "2.1"))])
    assert compare_builds(made, after, only="cells").changes == ()
    found = compare_builds(made, after, only="cells", coded_by="publisher")
    assert told(found)["made", "2.1"] == ("addressed", "thin", {"reclassified"})
    (lost,) = (c for c in found.cells if name_of(c) == ("made", "2.1"))
    assert {cause.by for cause in lost.causes} == {"The maker"}
    (input_,) = (i for i in found.inputs if i.id == "read1")
    assert (input_.kind, input_.before, input_.after) == ("source", "", "1")


def test_a_source_that_came_is_a_cause(made: Build, folder: Path) -> None:
    more = Source(
        about=replace(about("1"), id="more1", of="framework-more", title="More"),
        works=(replace(MADE.works[0], id="framework-more", source_key="more", title="More"),),
        filings=(replace(filed("X1", of="framework-more"), id="mitigation-more1-X1"),),
        classifications=(replace(put("M1", "2.1"), id="mitigation-more1-X1"),),
        codings=tuple(coded(facet, "framework-more") for facet in FACETS),
    )
    after = built(folder, [MADE, more])
    found = told(compare_builds(made, after, only="cells"))
    assert found == {
        ("more", "2.1"): (UNLISTED, "thin", {"work added", "source added", "measure added"}),
        ("more", "2.2"): (UNLISTED, "gap", {"work added"}),
        ("more", "2.3"): (UNLISTED, "gap", {"work added"}),
    }


def as_version_2(source: Source) -> Source:
    def spelt(value: Any) -> Any:
        return value.replace("-made1-", "-made2-") if isinstance(value, str) else value

    parts = ("filings", "classifications", "actions", "schemes", "concepts")
    said = {
        part: tuple(
            replace(one, **{n: spelt(getattr(one, n)) for n in type(one).__slots__})
            for one in getattr(source, part)
        )
        for part in parts
    }
    return replace(source, about=about("2"), **said)


def test_a_new_version_is_no_change_but_what_it_says_is(made: Build, folder: Path) -> None:
    same = built(folder, [as_version_2(MADE)])
    assert compare_builds(made, same).changes == ()
    after = built(folder, [as_version_2(edited(*CASES["reclassified"].edits))])
    found = compare_builds(made, after)
    assert told(found) == {
        ("made", "2.1"): ("addressed", "thin", {"version changed", "reclassified"}),
        ("made", "2.3"): ("gap", "thin", {"version changed", "reclassified"}),
    }
    version = next(cause for cause in found.cells[0].causes if cause.kind == "version changed")
    assert (version.before, version.after) == ("Made-up framework 1", "Made-up framework 2")
    (input_,) = (i for i in found.inputs if i.kind == "source")
    assert (input_.before, input_.after) == ("1", "2")


def test_a_target_that_another_work_names_too(made: Build, folder: Path) -> None:
    edits = (
        having("filings", replace(filed("R9", "risk-source", "framework-other"))),
        having("mappings", mapped(risk("R2"), "airm:sameRecordAs", risk("R9"))),
        without("codings", coding_of("action", "other")),
    )
    found = compare_builds(made, built(folder, [edited(*edits)]))
    assert told(found)["R2",] == ("gap", "open", {"merged", "naming changed", "coding changed"})


EXCLUSION = """
airmid:exclusion-made a airm:Exclusion ;
    skos:prefLabel "Nothing of the kind is made up"@en ;
    airm:excludes airmid:framework-made, airmid:category-mitv1-2_3 ;
    airm:rationale "Made up."@en ;
    prov:wasAttributedTo airmid:agent-airm-graph .
"""


def test_exclusions_that_come_and_go(
    made: Build, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "data").mkdir()
    for path in (root() / "data").iterdir():
        (tmp_path / "data" / path.name).symlink_to(path)
    (tmp_path / "ontology").symlink_to(root() / "ontology")
    file = tmp_path / "data" / "exclusions.ttl"
    text = file.read_text("utf-8")
    file.unlink()
    file.write_text(text + EXCLUSION, "utf-8")
    for module in [m for name, m in sys.modules.items() if name.startswith("airm_graph")]:
        if getattr(module, "root", None) is root:
            monkeypatch.setattr(module, "root", lambda: tmp_path)
    after = built(folder, [MADE])
    found = compare_builds(made, after)
    assert told(found) == {("made", "2.3"): ("gap", "excluded", {"exclusion added"})}
    (cause,) = found.cells[0].causes
    assert cause.thing.label == "Nothing of the kind is made up"
    assert as_told(compare_builds(after, made)) == mirrored(found)
    assert [i.id for i in found.inputs if i.kind == "declaration"] == ["exclusions"]


# --- whatever differs -----------------------------------------------------------------------------

EDITS = sorted(CASES)


@settings(max_examples=8, deadline=None)
@given(st.sets(st.sampled_from(EDITS), max_size=4), st.sets(st.sampled_from(EDITS), max_size=4))
def test_all_that_changed_and_nothing_else_is_told(
    made: Build, folder: Path, some: set[str], others: set[str]
) -> None:
    """The states are those of the tables; each change has a cause; and it holds both ways."""
    before, after = (
        built(folder, [edited(*(edit for name in sorted(names) for edit in CASES[name].edits))])
        for names in (some, others)
    )
    found = compare_builds(before, after)
    assert found.equal == (before.name == after.name)
    old, new = states(before), states(after)
    assert {name_of(c): (c.before.state, c.after.state) for c in found.changes} == {
        name: (old.get(name, UNLISTED), new.get(name, UNLISTED))
        for name in old.keys() | new.keys()
        if old.get(name) != new.get(name)
    }
    assert all(change.causes for change in found.changes)
    assert as_told(compare_builds(after, before)) == mirrored(found)
    grave = [c.after.state == "gap" and c.before.state in RANK for c in found.changes]
    assert grave == sorted(grave, reverse=True)  # gaps that appeared come first


def states(build: Build) -> dict[tuple[str, ...], str]:
    cells = coverage(build.columns, Options(by=("framework", "category"))).cells
    return {
        **{tuple(value.id for value in cell.values): cell.state for cell in cells},
        **{(t.target.id.rpartition("-")[2],): t.state for t in targets(build.columns)},
    }
