"""A build or workspace that somebody damaged says what is wrong and what helps."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from program import Answer, Project, assert_whole, only

from airm_graph.errors import WorkspaceError
from airm_graph.workspace import Build, Workspace


def halve(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def scratch(path: Path) -> None:
    """Other bytes in the middle; as many as before."""
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 8] = bytes(byte ^ 0xFF for byte in data[middle : middle + 8])
    path.write_bytes(data)


def largest(folder: Path) -> Path:
    return max(folder.glob("*.sst"), key=lambda path: path.stat().st_size)


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


DAMAGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "no store": (lambda b: shutil.rmtree(b / "store"), "store/"),
    "empty store": (lambda b: empty(b / "store"), "store/"),
    "store without its head": (lambda b: (b / "store" / "CURRENT").unlink(), "store/CURRENT"),
    "store without a table": (lambda b: largest(b / "store").unlink(), ".sst: No such file"),
    "half a table": (lambda b: halve(largest(b / "store")), ".sst is not as it was built"),
    "a scratch": (lambda b: scratch(largest(b / "store")), ".sst is not as it was built"),
    "no columns": (lambda b: shutil.rmtree(b / "columns"), "columns/"),
    "no facet": (
        lambda b: (b / "columns" / "facet-stage.npy").unlink(),
        "facet-stage.npy: No such",
    ),
    "empty facet": (
        lambda b: (b / "columns" / "facet-stage.npy").write_bytes(b""),
        "facet-stage.npy is not as it was built",
    ),
    "half the items": (lambda b: halve(b / "columns" / "items.npy"), "items.npy is not as it was"),
    "other index": (lambda b: (b / "columns" / "index.json").write_text("{}"), "index.json is not"),
    "half a manifest": (lambda b: halve(b / "manifest.json"), "("),
    "empty manifest": (lambda b: (b / "manifest.json").write_text(""), "Expecting value"),
    "other manifest": (
        lambda b: (b / "manifest.json").write_text("[]"),
        "is not what a build writes",
    ),
    "old manifest": (
        lambda b: (b / "manifest.json").write_text('{"build": "x"}'),
        "is not what a build writes",
    ),
    "bytes for a manifest": (lambda b: (b / "manifest.json").write_bytes(b"\xff"), "utf-8"),
    "no graph": (lambda b: (b / "graph.nq").unlink(), "graph.nq: No such file"),
    "half a graph": (lambda b: halve(b / "graph.nq"), "graph.nq is not as it was built"),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_build_says_what_is_wrong_and_what_to_do(workspace: Workspace, name: str) -> None:
    damage, said = DAMAGE[name]
    folder = only(workspace).folder
    damage(folder)
    with pytest.raises(WorkspaceError) as caught:
        assert_whole(Build(folder))
    message = str(caught.value)
    assert message.startswith(f"the build at {folder} cannot be read (")
    assert message.endswith("; delete that folder and run 'airm-graph build'")
    assert said in message
    assert "\n" not in message


CURRENT: dict[str, tuple[bytes, str]] = {
    "a build that is not there": (
        b"0123456789ab abc\n",
        "names the build '0123456789ab', which is",
    ),
    "a way to a build": (b"../builds/NAME abc\n", "which is not there; run 'airm-graph build'"),
    "bytes": (b"\xff\xfe\n", "cannot be read"),
    "null": (b"a\0b\n", "which is not there; run 'airm-graph build'"),
}


@pytest.mark.parametrize("name", CURRENT)
def test_a_damaged_pointer_says_what_is_wrong(workspace: Workspace, name: str) -> None:
    data, said = CURRENT[name]
    (workspace.folder / "current").write_bytes(data.replace(b"NAME", only(workspace).name.encode()))
    with pytest.raises(WorkspaceError) as caught:
        workspace.current()
    assert str(caught.value).startswith(f"{workspace.folder / 'current'} ")
    assert said in str(caught.value)


def test_a_pointer_that_never_reached_the_disk_counts_as_none(workspace: Workspace) -> None:
    """What a power cut can leave: the program builds again and finds the build finished."""
    (workspace.folder / "current").write_bytes(b"")
    assert workspace.current() is None


COMMANDS = [
    (["info"], "store without a table"),
    (["show", "Model Release"], "a scratch"),
    (["coverage", "--by", "framework", "--by", "stage"], "no facet"),
    (["gaps"], "empty facet"),
    (["build", "--list"], "half a manifest"),
    (["build"], "half a table"),
]


@pytest.mark.parametrize(("args", "name"), COMMANDS, ids=lambda value: "".join(value[0:1]))
def test_commands_refuse_a_damaged_build(
    pristine: tuple[Project, Workspace, Answer], workspace: Workspace, args: list[str], name: str
) -> None:
    folder = only(workspace).folder
    DAMAGE[name][0](folder)
    said = pristine[0].run(workspace, *args).complaint()
    assert said.startswith(f"airm-graph: the build at {folder} cannot be read (")


def test_the_advice_helps(
    pristine: tuple[Project, Workspace, Answer], workspace: Workspace
) -> None:
    """Delete the folder, and build."""
    shutil.rmtree(only(workspace).folder)
    assert "run 'airm-graph build'" in pristine[0].run(workspace, "info").complaint()
    assert pristine[0].run(workspace, "build").code == 0
    assert_whole(only(workspace))


def file_for_builds(folder: Path) -> None:
    folder.mkdir()
    (folder / "builds").touch()


UNWRITABLE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a file": (lambda w: w.write_text(""), "Not a directory"),
    "below a file": (lambda w: w.parent.write_text(""), "Not a directory"),
    "a file for builds": (file_for_builds, "File exists"),
    "a folder for current": (lambda w: (w / "current").mkdir(parents=True), "s a directory"),
}


@pytest.mark.parametrize("name", UNWRITABLE)
def test_a_workspace_that_cannot_be_written_is_one_line(
    pristine: tuple[Project, Workspace, Answer], tmp_path: Path, name: str
) -> None:
    make, said = UNWRITABLE[name]
    here = Workspace(tmp_path / "up" / "workspace")
    if name != "below a file":
        here.folder.parent.mkdir()
    make(here.folder)
    line = pristine[0].run(here, "info" if name == "a file" else "build").complaint()
    assert said in line
    assert str(here.folder) in line
