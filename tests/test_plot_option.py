"""``--plot FILE`` of the commands: what is drawn, refused early, or has no picture."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from airm_graph.cli import main
from airm_graph.workspace import Build

CELLS = ("coverage", "--by", "stage", "--by", "actor")


def run(build: Build, *args: str | Path) -> Result:
    folder = str(build.folder.parent.parent)
    return CliRunner().invoke(main, ["--workspace", folder, "-q", *map(str, args)])


@pytest.mark.parametrize(
    "args",
    [
        CELLS,
        ("gaps", "cells", "--by", "framework", "--by", "category"),
        ("gaps", "targets"),
        ("gaps", "targets", "--per", "risk-domain"),
        ("crosswalk", "--of", "framework=nist-ai-rmf", "--from", "framework=cosai-risk-map"),
    ],
)
def test_commands_draw_what_they_print(build: Build, tmp_path: Path, args: tuple[str, ...]) -> None:
    picture = tmp_path / "x.json"
    said = run(build, *args, "--plot", picture)
    assert said.exit_code == 0, said.stderr
    assert said.stderr == f"airm-graph: wrote {picture}\n"
    assert f"build {build.identity['build']}" in json.dumps(json.loads(picture.read_text()))


def test_a_picture_and_a_table_go_to_their_files(build: Build, tmp_path: Path) -> None:
    said = run(build, *CELLS, "-o", tmp_path / "x.txt", "--plot", tmp_path / "x.svg")
    assert (said.exit_code, said.stdout) == (0, "")
    assert (tmp_path / "x.svg").read_text().startswith("<svg")
    assert (tmp_path / "x.txt").read_text() == run(build, *CELLS).stdout


@pytest.mark.parametrize("args", [("gaps",), ("queries",), ("network",)])
def test_an_answer_without_a_picture_says_so(
    build: Build, tmp_path: Path, args: tuple[str, ...]
) -> None:
    said = run(build, *args, "--plot", tmp_path / "x.svg")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "no natural picture" in said.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_name_is_refused_before_the_work(tmp_path: Path) -> None:
    args = ["--workspace", str(tmp_path / "none"), *CELLS, "--plot", "x.pdf"]
    said = CliRunner().invoke(main, args)
    assert said.exit_code == 2
    expected = "airm-graph: x.pdf: expected a name that ends in .png .svg .html .json\n"
    assert said.stderr == expected
    assert not (tmp_path / "none").exists()


def test_a_missing_library_is_named_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    args = ["--workspace", str(tmp_path / "none"), *CELLS, "--plot", "x.svg"]
    said = CliRunner().invoke(main, args)
    assert said.exit_code == 2
    expected = "airm-graph: --plot needs vl_convert: pip install 'airm-graph[plot]'\n"
    assert said.stderr == expected
    assert not (tmp_path / "none").exists()


def test_what_cannot_be_drawn_is_not_printed_either(build: Build, tmp_path: Path) -> None:
    by = [part for name in ("stage", "actor", "function", "category") for part in ("--by", name)]
    said = run(build, "coverage", *by, "--level", "category=1", "--plot", tmp_path / "x.png")
    assert (said.exit_code, said.stdout) == (2, "")
    assert "4 facets make no heat map" in said.stderr


def test_a_file_that_cannot_be_written_is_an_error(build: Build, tmp_path: Path) -> None:
    said = run(build, *CELLS, "--plot", tmp_path / "none" / "x.json")
    assert said.exit_code == 2
    assert "x.json" in said.stderr or "none" in said.stderr
