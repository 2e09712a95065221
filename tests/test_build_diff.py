"""``build diff`` on the command line; targets behind mappings; builds of other programs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import reduce
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from small_builds import (
    MADE,
    Edit,
    acts,
    built,
    having,
    mapped,
    measure,
    put,
    risk,
    saying,
    without,
)
from test_cli import Airm, Answer
from test_imports import table

from airm_graph.build_comparison import BuildComparison, Change, Standing, compare_builds
from airm_graph.cli import main
from airm_graph.coverage.axes import Value
from airm_graph.errors import WorkspaceError
from airm_graph.render.build_comparison_text import build_comparison_text
from airm_graph.workspace import Build, Workspace

EXACT = mapped(risk("R2"), "skos:exactMatch", risk("R1"))


def of_m1(action: Any) -> bool:
    return bool(action.id == measure("M1"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("diff")


def build_with(folder: Path, *edits: Edit) -> Build:
    return built(folder, [reduce(lambda source, edit: edit(source), edits, MADE)])


# --- through mappings -----------------------------------------------------------------------------

WITH = having("mappings", EXACT)
THROUGH: dict[
    str, tuple[tuple[Edit, ...], tuple[Edit, ...], dict[str, tuple[str, str, set[str]]]]
] = {
    "mapping added": ((), (WITH,), {"R2": ("gap", "addressed", {"mapping added"})}),
    "two hops": (
        (WITH,),
        (WITH, having("mappings", mapped(risk("R3"), "skos:broadMatch", risk("R2")))),
        {"R3": ("gap", "thin", {"mapping added"})},
    ),
    "predicate": (
        (WITH,),
        (having("mappings", mapped(risk("R2"), "skos:closeMatch", risk("R1"))),),
        {"R2": ("addressed", "thin", {"mapping removed"})},
    ),
    "status": (
        (WITH,),
        (WITH, saying("mappings", lambda _: True, status="proposed")),
        {"R2": ("addressed", "gap", {"mapping changed"})},
    ),
    "link at the other end": (
        (WITH,),
        (WITH, without("actions", of_m1)),
        {
            "R1": ("addressed", "gap", {"link removed"}),
            "R2": ("addressed", "gap", {"link removed"}),
        },
    ),
    "link instead of a mapping": (
        (WITH,),
        (having("actions", acts("M2", "reduces", "R2")), WITH),
        {"R2": ("addressed", "addressed", {"link added"})},
    ),
}


@pytest.mark.parametrize("name", THROUGH)
def test_targets_are_followed_through_mappings(folder: Path, name: str) -> None:
    before, after, expected = THROUGH[name]
    found = compare_builds(build_with(folder, *before), build_with(folder, *after), only="targets")
    assert {
        change.values[0].id.rpartition("-")[2]: (
            change.before.state,
            change.after.state,
            {cause.kind for cause in change.causes},
        )
        for change in found.changes
    } == expected


def test_a_mapping_is_named_with_its_ends_and_its_author(folder: Path) -> None:
    found = compare_builds(build_with(folder), build_with(folder, WITH), only="targets")
    (cause,) = found.targets[0].causes
    assert cause.thing.id.startswith("mapping-made1-")
    assert "Label of R2" in cause.thing.label
    assert "skos:exactMatch" in cause.thing.label
    assert "Label of R1" in cause.thing.label
    assert cause.by


# --- builds of other programs ---------------------------------------------------------------------


Array = NDArray[Any]


def of_another_program(
    build: Build, folder: Path, name: str, change: Callable[[Array], Array]
) -> Build:
    """The same build with an array as another program may have written it."""
    old = Build(shutil.copytree(build.folder, folder / ("0" * 12)))
    file = old.folder / "columns" / f"{name}.npy"
    array = np.load(file)
    np.save(file, change(array).copy())
    manifest = json.loads((old.folder / "manifest.json").read_text("utf-8"))
    digest = sha256(file.read_bytes()).hexdigest()
    manifest["files"][file.relative_to(old.folder).as_posix()] = digest
    text = json.dumps({**manifest, "build": old.name, "program": "0.0.1"})
    (old.folder / "manifest.json").write_text(text, "utf-8")
    return old


def with_fewer_fields(items: Array) -> Array:
    return items[["measure", "work"]]


def test_what_another_program_counted_is_taken_from_its_graph(folder: Path, tmp_path: Path) -> None:
    made = build_with(folder)
    old = of_another_program(made, tmp_path, "items", with_fewer_fields)
    found = compare_builds(old, made)
    assert not found.equal
    assert found.changes == ()
    assert [(i.kind, i.before) for i in found.inputs] == [("program", "0.0.1")]
    assert "made by another program" in " ".join(found.notes)
    after = build_with(folder, without("actions", of_m1))
    assert [c.transition for c in compare_builds(old, after).changes] == ["addressed → gap"]


def test_what_cannot_be_read_is_said_in_one_line(folder: Path, tmp_path: Path) -> None:
    made = build_with(folder)
    old = of_another_program(made, tmp_path, "items", with_fewer_fields)
    shutil.rmtree(old.folder / "store")
    with pytest.raises(WorkspaceError, match=r"build 0{12} was made by airm-graph 0\.0\.1"):
        compare_builds(old, made)


def test_where_the_graph_is_the_same_the_program_is_the_cause(folder: Path, tmp_path: Path) -> None:
    made = build_with(folder)
    old = of_another_program(made, tmp_path, "links", lambda links: links[:0])
    (change,) = compare_builds(old, made).changes
    assert change.transition == "gap → addressed"
    assert [cause.kind for cause in change.causes] == ["program changed"]
    assert change.causes[0].before.startswith("0.0.1, build 000000000000")


def test_that_no_cause_is_found_is_said() -> None:
    change = Change(
        what="target",
        values=(Value(id="risk-x", iri="", label="X"),),
        before=Standing(state="gap"),
        after=Standing(state="open"),
    )
    assert change.because == ("no cause found",)
    found = BuildComparison(
        before="a",
        after="b",
        asked={"by": [], "kind": "risk", "only": "targets", "where": [], "coded_by": "all"},
        changes=(change,),
        compared={"target": 1},
        shifted={"target": 0},
    )
    assert build_comparison_text(found).endswith(
        "GAP → OPEN  1 target\n X (risk-x)\n   ? no cause found\n"
    )


# --- text -----------------------------------------------------------------------------------------


def test_the_text_begins_with_the_gravest_and_ends_lists_with_how_many_more(folder: Path) -> None:
    before = build_with(folder)
    after = build_with(
        folder,
        without("actions", of_m1),
        having("actions", acts("M3", "detects", "R2"), acts("M3", "reduces", "R3")),
        saying("classifications", lambda one: one == put("M2", "2.1"), concept="?"),
    )
    found = compare_builds(before, after)
    text = build_comparison_text(found, 100, 3)
    places = [
        text.index(heading)
        for heading in (
            f"build {before.name} → {after.name}\n",
            "source Made-up framework (triples +",
            "ADDRESSED → GAP  1 target\n",
            "ADDRESSED → THIN  1 cell\n",
            "NOT LISTED → GAP  20 cells\n",
            "… and 17 more cells because of the same\n",
            "GAP → ADDRESSED  1 target\n",
        )
    ]
    assert places == sorted(places)
    assert (
        "- link removed: Label of M1 (mitigation-made1-M1): no longer reduces Label of R1" in text
    )
    assert max(map(len, text.splitlines())) <= 100


# --- the command ----------------------------------------------------------------------------------


@pytest.fixture
def here(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def airm(here: Workspace, capsys: pytest.CaptureFixture[str]) -> Airm:
    def run(*args: str) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main(["--quiet", "--workspace", str(here.folder), *args])
        out, err = capsys.readouterr()
        return Answer(int(exit_.value.code or 0), out, err)

    return run


def test_builds_by_name(airm: Airm, here: Workspace) -> None:
    one = build_with(here.folder)
    two = build_with(here.folder, without("actions", of_m1))
    answer = airm("build", "diff", one.name[:6], two.name, "--only", "targets", "--exit-code")
    assert answer.code == 1
    assert "ADDRESSED → GAP  1 target" in answer.out
    assert airm("build", "diff", one.name, two.name, "--only", "cells", "--exit-code").code == 0
    same = airm("build", "diff", one.name, one.name, "--exit-code")
    assert (same.code, same.out.splitlines()[1:]) == (0, ["It is the same build: nothing changed."])
    rows = airm("build", "diff", one.name, two.name, "--format", "json").json()["rows"]
    assert [(row["what"], row["change"], row["target"]["id"]) for row in rows] == [
        ("target", "addressed → gap", risk("R1"))
    ]
    assert [cause["kind"] for cause in rows[0]["causes"]] == ["link removed"]
    assert rows[0]["framework"] is None
    triples = airm("build", "diff", one.name, two.name, "--triples", "--format", "json").json()
    assert {row["change"] for row in triples["rows"]} == {"removed"}
    unknown = airm("build", "diff", one.name, "zzzz")
    assert (unknown.code, unknown.out) == (2, "")
    assert f"there are: {one.name}, {two.name}" in unknown.err


@pytest.mark.parametrize("format_", ["csv", "tsv", "markdown"])
def test_other_formats(airm: Airm, here: Workspace, format_: str) -> None:
    one = build_with(here.folder)
    two = build_with(here.folder, without("actions", of_m1))
    out = airm("build", "diff", one.name, two.name, "--format", format_).out
    assert "addressed → gap" in out
    assert "link removed" in out


def test_the_previous_build_is_the_one_that_answered_before(here: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="no build was made before"):
        here.previous()
    one = build_with(here.folder)
    with pytest.raises(WorkspaceError, match=f"before the current one; there are: {one.name}"):
        here.previous()
    two = build_with(here.folder, without("actions", of_m1))
    three = build_with(here.folder, WITH)
    assert here.previous().name == two.name
    assert build_with(here.folder).name == one.name  # it was there already, and answers again
    assert here.previous().name == three.name
    assert here.prune(keep=1) == [two.name]
    assert here.previous().name == three.name
    assert here.prune() == [three.name]


@pytest.mark.exhaustive
def test_an_import_is_compared_with_what_was_before(
    airm: Airm, here: Workspace, build: Build, tmp_path: Path
) -> None:
    """Through the program: the build is made anew, and is compared with the one that answered."""
    shutil.copytree(build.folder, here.builds / build.name)
    here.make_current(Build(here.builds / build.name), "what it was made from")
    assert airm("import", "table", str(table(tmp_path, "1"))).code == 0
    by = ("--by", "framework", "--by", "made-topic")
    answer = airm("build", "diff", *by, "--format", "json").json()
    assert len(here.finished()) == 2
    made = [row for row in answer["rows"] if row["what"] == "cell"]
    assert made
    assert {row["before_state"] for row in made} == {"not listed"}
    assert all(row["causes"] for row in answer["rows"])
    kinds = {cause["kind"] for row in made for cause in row["causes"]}
    assert {"work added", "source added", "measure added"} <= kinds
    (source,) = (i for i in answer["meta"]["comparison"]["inputs"] if i["kind"] == "source")
    assert (source["id"], source["removed"]) == ("made1", 0)
    assert airm("build", "--prune").code == 0
    assert len(here.finished()) == 2  # the previous one stays
    assert airm("build", "--prune", "--keep", "0").code == 0
    assert len(here.finished()) == 1
