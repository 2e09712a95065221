"""Opening the graph in Python: what it may cost, other sources, remote stores, and imports."""

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from servers import oxigraph
from small_builds import MADE, built

import airm_graph as airm
from airm_graph.additions import FOLDER, forget_additions, reading_of
from airm_graph.answers.sources import NotAloneError
from airm_graph.cli import main
from airm_graph.errors import AirmError, RemoteError, SourceError, WorkspaceError
from airm_graph.workspace import Build, Workspace

LAYOUT = """
[source]
id = "madeup1_0"
work = "framework-madeup"
title = "Made-up controls"
version = "1.0"
creators = ["Nobody"]
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
rights = "Nobody, CC0 1.0."
description = "Controls, made up for this test."

[work]
source-key = "Nobody2026"
title = "Made-up controls"
creators = ["Nobody"]
year = "2026"
kind = "catalogue"
status = "published"
bindingness = "not-normative"
jurisdiction = "international"
sector = "cross-sector"
system-scope = "any-ai"

[publisher]
id = "agent-madeup"
label = "Nobody"
definition = "Publishes what is made up."

[columns]
key = "No."
label = "Title"

[kind]
column = "What"
values = { "Control" = "measure" }
"""
TABLE = "No.,Title,What\nC1,Watch it,Control\nC2,Plan it,Control\n"
HEAVY = {"numpy", "pandas", "rdflib", "pyoxigraph", "networkx", "altair", "click", "pyshacl"}
LATER = HEAVY - {"numpy", "pyoxigraph"}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "controls.toml").write_text(LAYOUT, encoding="utf-8")
    path = tmp_path / "controls.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def command(workspace: Workspace, *args: str, code: int = 0) -> str:
    found = CliRunner().invoke(main, ["--quiet", "--workspace", str(workspace.folder), *args])
    assert found.exit_code == code, found.output
    return found.stdout if code == 0 else found.stderr


def rows(workspace: Workspace, *args: str) -> object:
    return json.loads(command(workspace, *args, "--format", "json"))["rows"]


def modules_after(script: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; {script}; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    return set(done.stdout.split())


def test_the_import_loads_nothing_and_a_graph_only_what_it_is_read_with(build: Build) -> None:
    loaded = modules_after("import airm_graph")
    assert "airm_graph" in loaded
    assert not loaded & HEAVY
    folder = str(build.folder.parents[1])
    loaded = modules_after(f"import airm_graph; airm_graph.load({folder!r}, quiet=True)")
    assert "airm_graph.builds" in loaded
    assert not loaded & LATER


def test_sources_are_seen_in_one_graph_only(
    build: Build, table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mine = Workspace(tmp_path / "mine")
    shutil.copytree(build.folder, mine.builds / build.name)
    shutil.copy(build.folder.parents[1] / "current", mine.folder / "current")
    words = ("table", str(table), str(table.with_suffix(".toml")))
    said = command(mine, "build", "--with", shlex.join(words))
    kg = airm.load(mine.folder, with_=table)
    again = airm.load(mine.folder, with_=[words])
    assert capsys.readouterr().err == ""  # nothing was read or built once more
    assert str(kg.build.folder) in "".join(said.split())  # the table breaks long lines
    assert again.build.folder == kg.build.folder
    assert "madeup1_0" in {source["id"] for source in kg.build.manifest["sources"]}
    found = kg.coverage("framework", "category", where={"framework": "madeup"})
    assert found.meta["totals"]["counted"] == 2
    assert airm.load(mine.folder).build.name == build.name
    assert airm.list_imports(mine.folder).rows == []
    refused = command(mine, "build", "--with", str(table), "--graph", "x.nq", code=2)
    assert "--graph goes without --with" in refused
    assert rows(kg.workspace, "import", "--list") == kg_imports(kg.workspace)
    # Another content, another graph; what is imported is in it, and so is what is added.
    table.write_text(TABLE + "C3,Stop it,Control\n", encoding="utf-8")
    airm.import_source("table", table, table.with_suffix(".toml"), workspace=mine.folder)
    assert len(list((mine.folder / FOLDER).iterdir())) == 1
    command(mine, "build", "--prune")
    assert forget_additions(mine) == []


def kg_imports(workspace: Workspace) -> object:
    return json.loads(airm.list_imports(workspace.folder).to_json())["rows"]


def test_what_is_added_must_be_there_and_say_who_reads_it(table: Path, tmp_path: Path) -> None:
    here = tmp_path / "here"
    assert reading_of(table).kind == reading_of(str(table)).kind == "table"
    (tmp_path / "pets.sssom.tsv").touch()
    assert reading_of(tmp_path / "pets.sssom.tsv").kind == "sssom"
    table.with_suffix(".toml").unlink()
    for with_, said in (
        (str(table), "its name does not say who reads it"),
        ([tmp_path / "no.ttl"], "no such file"),
        ("atlsa", "did you mean 'atlas'"),
        ([("tabel", "x.csv")], "did you mean 'table'"),
        ([("table",)], "expected a kind and paths"),
        ([("table", tmp_path / "no.csv")], "no such file or folder"),
        ("mit-mitigation-taxonomy", "is not imported alone"),
        (["pets.sssom.tsv", ("table", str(table))], "pets.sssom.tsv"),
    ):
        with pytest.raises(SourceError, match=said):
            airm.load(here, with_=with_, quiet=True)
    assert not list(here.glob("with/*"))


def test_a_source_that_cannot_be_read_leaves_nothing(table: Path, tmp_path: Path) -> None:
    table.with_suffix(".toml").write_text("nothing", encoding="utf-8")
    with pytest.raises(SourceError, match=r"controls\.toml"):
        airm.load(tmp_path / "here", with_=table, quiet=True)
    assert not list((tmp_path / "here").glob("with/*"))
    assert not list((tmp_path / "here").glob("with/.*"))


def test_a_remote_store_answers_as_the_build_does(tmp_path: Path) -> None:
    made = built(tmp_path / "made", [MADE])
    with oxigraph(folder_of_store=made.folder / "store") as server:
        kg = airm.load(tmp_path / "here", store=server.query_url, timeout=30, quiet=True)
        assert "store http://127.0.0.1" in repr(kg)
        own = airm.load(tmp_path / "made", quiet=True)
        asked = ("framework", "stage")
        assert kg.coverage(*asked).rows == own.coverage(*asked).rows
        for refused in (kg.validate, kg.reason, kg.owl, kg.same_records, kg.validation_plan):
            with pytest.raises(RemoteError, match="not on a remote store"):
                refused()
        with pytest.raises(RemoteError, match="site works on what is in the workspace"):
            kg.site(tmp_path / "site")


def test_what_no_store_can_be_asked_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RemoteError, match="is not the address of a store"):
        airm.load(tmp_path, store="example.org")
    with pytest.raises(RemoteError, match="has credentials in it"):
        airm.load(tmp_path, store="http://ann:secret@127.0.0.1/query")
    with pytest.raises(RemoteError, match="shows what was loaded into it"):
        airm.load(tmp_path, store="http://127.0.0.1/query", with_="atlas")
    with pytest.raises(RemoteError, match="shows what was loaded into it"):
        airm.load(tmp_path, store="http://127.0.0.1/query", versions={"atlas": "5.0.1"})
    monkeypatch.setitem(sys.modules, "urllib3", None)
    with pytest.raises(airm.MissingExtraError, match=r"airm-graph\[remote\]"):
        airm.load(tmp_path, store="http://127.0.0.1/query")


def test_imports_and_sources_are_those_of_the_commands(table: Path, tmp_path: Path) -> None:
    mine = Workspace(tmp_path / "mine")
    bad = TABLE + ",No key,Control\n"
    table.write_text(bad, encoding="utf-8")
    layout = table.with_suffix(".toml")
    found = airm.import_source("table", table, layout, workspace=mine.folder, quiet=True)
    assert found.rows == rows(mine, "import", "table", str(table), str(layout))
    assert kg_imports(mine) == rows(mine, "import", "--list")
    defects = airm.import_defects("madeup1_0", mine.folder)
    assert len(defects) == 1
    assert defects.rows == rows(mine, "import", "--defects", "madeup1_0")
    cache = tmp_path / "cache"
    known = airm.list_sources(mine.folder, cache=cache)
    assert known.rows == rows(mine, "sources", "--cache", str(cache))
    airm.remove_import("madeup1_0", mine.folder)
    assert kg_imports(mine) == []
    for of in (airm.import_defects, airm.remove_import):
        with pytest.raises(WorkspaceError, match="no import is called 'madeup1_0'"):
            of("madeup1_0", mine.folder)
    with pytest.raises(SourceError, match="did you mean 'oscal'"):
        airm.import_source("oscla", table, workspace=mine.folder, quiet=True)


def test_fetch_gives_the_files_and_says_under_which_terms(tmp_path: Path) -> None:
    cache, mine = tmp_path / "cache", tmp_path / "mine"
    for name, said, kind in (
        ("atlas-5.6", "did you mean 'atlas-5.6.0'", SourceError),
        ("mit-mitigation-taxonomy", "is not imported alone", NotAloneError),
    ):
        with pytest.raises(kind, match=said):
            airm.fetch(name, cache=cache, workspace=mine, import_=True, quiet=True)
    with pytest.raises(AirmError, match="no such folder in the mirror"):
        airm.fetch("airo", mirror=str(tmp_path), cache=cache, workspace=mine, quiet=True)
    assert not list(cache.rglob("*.ttl"))
