"""The README runs, and what stands in it is what comes out."""

import os
import re
import shlex
import subprocess
import sys

import pytest

from airm_graph.cli import COMMANDS
from airm_graph.resources import root
from airm_graph.workspace import Build

README = (root() / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ (airm-graph [^\n]*)\n(.*?)```", README, re.DOTALL)
HASH = re.compile(r"\b[0-9a-f]{12}\b")  # a build is named after what it holds


def test_the_readme_shows_three_commands() -> None:
    assert len(SHOWN) == 3


@pytest.mark.parametrize(("command", "shown"), SHOWN, ids=[command for command, _ in SHOWN])
def test_the_readme_shows_what_comes_out(build: Build, command: str, shown: str) -> None:
    program, *args = shlex.split(command)
    done = subprocess.run(
        [sys.executable, "-m", "airm_graph", "--workspace", str(build.folder.parents[1]), *args],
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "100"},
    )
    assert (program, done.returncode) == ("airm-graph", 0)
    wanted = HASH.sub("", shown.removesuffix("…\n"))
    came = HASH.sub("", done.stdout)
    assert came.startswith(wanted) if shown.endswith("…\n") else came == wanted


def test_commands_that_the_readme_names_exist() -> None:
    named = set(re.findall(r"`?airm-graph ([a-z]+)", README))
    assert named <= set(COMMANDS)


def test_versions_agree() -> None:
    project = (root() / "pyproject.toml").read_text(encoding="utf-8")
    (version,) = re.findall(r'^version = "(.*)"', project, re.MULTILINE)
    ontology = (root() / "ontology" / "airm.ttl").read_text(encoding="utf-8")
    (of_ontology,) = re.findall(r'owl:versionInfo "(.*)"', ontology)
    changes = (root() / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{version}]" in changes
    assert f"### Ontology {of_ontology}" in changes
    assert f"version: {version}" in (root() / "CITATION.cff").read_text(encoding="utf-8")


def test_the_data_readme_describes_every_folder_and_table() -> None:
    from airm_graph.sources.catalogue import TABLES, columns, folders

    text = (root() / "data" / "README.md").read_text(encoding="utf-8")
    for folder in folders():
        assert f"`{folder.parent.name}/{folder.name}`" in text
    for name, (_, record) in TABLES.items():
        (line,) = (row for row in text.splitlines() if row.startswith(f"| `{name}`"))
        assert re.findall(r"\w+", line.split("|")[2].split(";")[0]) == columns(record)
