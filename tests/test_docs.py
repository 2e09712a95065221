"""The README runs, and what stands in it is what comes out."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from airm_graph.cli import COMMANDS
from airm_graph.holdings import read_catalogue
from airm_graph.origins import read_origins
from airm_graph.resources import root
from airm_graph.selection import short_name
from airm_graph.sources.readers import READERS
from airm_graph.workspace import Build

README = (root() / "README.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ (airm-graph [^\n]*)\n(.*?)```", README, re.DOTALL)
LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "https://www.apache.org/licenses/LICENSE-2.0": "Apache 2.0",
    "http://data.europa.eu/eli/dec/2011/833/oj": "2011/833/EU",
}
HASH = re.compile(r"\b[0-9a-f]{12}\b")  # a build is named after what it holds


def test_the_readme_shows_five_commands_on_about_one_screen() -> None:
    assert len(SHOWN) == 5
    assert len(README.splitlines()) <= 145


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


def test_the_python_of_the_readme_runs(build: Build, tmp_path: Path) -> None:
    (text,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    home = {"AIRM_GRAPH_HOME": str(build.folder.parents[1])}
    subprocess.run(
        [sys.executable, "-c", text], check=True, cwd=tmp_path, env={**os.environ, **home}
    )
    assert "<svg" in (tmp_path / "coverage.svg").read_text(encoding="utf-8")


def test_commands_that_the_readme_names_exist() -> None:
    named = set(re.findall(r"`?airm-graph ([a-z][a-z-]*)", README))
    assert named <= set(COMMANDS)
    assert {"import", "fetch", "diff"} <= named


def test_sources_kinds_versions_and_extras_that_the_readme_names_exist() -> None:
    fetched = set(re.findall(r"airm-graph fetch ([a-z][\w.-]*)", README))
    assert fetched
    assert fetched <= {origin.name for origin in read_origins().every}
    kinds = set(re.findall(r"airm-graph import ([a-z][a-z-]*)", README))
    assert kinds
    assert kinds <= set(READERS)
    versions = set(re.findall(r"--version ([a-z][\w-]*)=([\w.]+)", README))
    assert versions
    here = {(short_name(s.about.of), s.about.version) for s in read_catalogue()}
    assert versions <= here
    project = tomllib.loads((root() / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = set(re.findall(r"airm-graph\[(\w+)\]", README))
    assert extras == set(project["optional-dependencies"])


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
    from airm_graph.sources.catalogue import LINKS, RELATIONS, TABLES, columns, folders, read_about

    text = (root() / "data" / "README.md").read_text(encoding="utf-8")
    for folder in folders():
        start = f"| `{folder.parent.name}/{folder.name}`"
        (line,) = (row for row in text.splitlines() if row.startswith(start))
        assert LICENCES[read_about(folder / "about.toml").licence] in line.split("|")[4]
    for path in (*root().glob("data/layouts/*"), *root().glob("ontology/mappings/*.tsv")):
        assert path.name in text
    for name, relations in (("actions.tsv", RELATIONS), ("links.tsv", LINKS)):
        (line,) = (row for row in text.splitlines() if row.startswith(f"| `{name}`"))
        (said,) = re.findall("relations: `([^`]*)`", line)
        assert set(said.split()) == relations
    for name, (_, record) in TABLES.items():
        (line,) = (row for row in text.splitlines() if row.startswith(f"| `{name}`"))
        assert re.findall(r"\w+", line.split("|")[2].split(";")[0]) == columns(record)
