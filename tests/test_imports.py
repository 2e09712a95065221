"""What users import is seen by every command, and is either whole or not there."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from pyoxigraph import NamedNode, Quad, QuerySolutions, RdfFormat, parse
from test_cli import Airm, Answer
from test_facts import WITH_WORDS
from test_versions import FENCING, LOGGING, REVIEW, TRAINING, Row

from airm_graph.cli import main
from airm_graph.errors import BuildError, WorkspaceError
from airm_graph.identifiers import graph
from airm_graph.imports import list_imports, load_imports, remove, save
from airm_graph.records import Source
from airm_graph.resources import root
from airm_graph.sources import catalogue, facts
from airm_graph.sources.log import Log
from airm_graph.vocab import AIRM, SKOS, SSSOM
from airm_graph.workspace import Build, Workspace

DATA = Path(__file__).parents[2] / "shared" / "data"
shared = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
ATLAS_OLD, ATLAS_NEW = (DATA / "mitre-atlas" / f"ATLAS-{v}.yaml" for v in ("5.0.1", "5.6.0"))
COSAI = DATA / "cosai-risk-map" / "yaml"


# --- files of a workspace -------------------------------------------------------------------------


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace")


def a_log() -> Log:
    log = Log()
    for place in "123":
        log.row("made.csv", place)
    log.mend("made.csv", "2", "Ünï\ncode", "a line break; replaced")
    log.refuse("made.csv", "3", "x" * 500, "no key; left out")
    return log


def kept(workspace: Workspace, source: Source = WITH_WORDS) -> Path:
    (found,) = save(workspace, "table", [Path("some/made.csv")], [source], a_log())
    return workspace.folder / "imports" / f"{found.id}.json"


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_what_was_saved_is_loaded_with_all_its_words(empty: Workspace) -> None:
    assert [*list_imports(empty), *load_imports(empty)] == []
    path = kept(empty)
    assert [repr(source) for source in load_imports(empty)] == [repr(WITH_WORDS)]
    (found,) = list_imports(empty)
    about = WITH_WORDS.about
    assert (found.id, found.of, found.title, found.version, found.licence, found.checksum) == (
        *(about.id, about.of, about.title, about.version, about.licence, about.checksum),
    )
    assert (found.kind, found.files) == ("table", ("made.csv",))
    assert found.summary == {"read": 3, "kept": 1, "mended": 1, "refused": 1}
    assert found.defects == tuple(a_log().defects)
    assert path.read_bytes().count(b"\n") == 2


def test_importing_twice_writes_the_same_bytes(empty: Workspace) -> None:
    path = kept(empty)
    before = bytes_of(empty.folder)
    assert kept(empty) == path
    assert bytes_of(empty.folder) == before


def test_the_second_import_of_a_version_replaces_the_first(empty: Workspace) -> None:
    kept(empty)
    other = replace(WITH_WORDS, texts=())
    kept(empty, other)
    another = replace(other, about=replace(other.about, id="made2", version="2"))
    kept(empty, another)
    assert list(load_imports(empty)) == [other, another]
    assert [found.id for found in list_imports(empty)] == ["made1_0", "made2"]


def test_what_is_removed_is_gone_and_nothing_else(empty: Workspace) -> None:
    path = kept(empty)
    kept(empty, replace(WITH_WORDS, about=replace(WITH_WORDS.about, id="made2")))
    remove(empty, "made2")
    assert [found.id for found in list_imports(empty)] == ["made1_0"]
    for wrong, hint in (("made2", "did you mean 'made1_0'"), ("../made1_0", "made1_0")):
        with pytest.raises(WorkspaceError, match=hint):
            remove(empty, wrong)
    assert path.exists()
    remove(empty, "made1_0")
    with pytest.raises(WorkspaceError, match="no import is called 'made1_0': nothing is imported"):
        remove(empty, "made1_0")


def test_an_import_that_was_stopped_leaves_the_previous_one(empty: Workspace) -> None:
    """It writes beside the file and then replaces it: what may be left is never read."""
    path = kept(empty)
    before = path.read_bytes()
    path.with_name(".made1_0.new").write_text("half of it")
    path.with_name(".other.new").write_text("half of it")
    assert list(load_imports(empty)) == [WITH_WORDS]
    assert len(list_imports(empty)) == 1
    assert path.read_bytes() == before
    kept(empty)
    assert path.read_bytes() == before


def test_nothing_is_written_over_what_is_there(
    empty: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at the last step, an import has changed nothing that is read."""
    path = kept(empty)
    before = path.read_bytes()

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", stopped)
        with pytest.raises(KeyboardInterrupt):
            kept(empty, replace(WITH_WORDS, texts=()))
    assert path.read_bytes() == before
    assert list(load_imports(empty)) == [WITH_WORDS]
    kept(empty, replace(WITH_WORDS, texts=()))
    assert path.read_bytes() != before


def test_an_import_waits_for_nobody(empty: Workspace) -> None:
    path = kept(empty)
    with FileLock(empty.folder / "lock"):
        with pytest.raises(BuildError, match="another build is running"):
            kept(empty, replace(WITH_WORDS, texts=()))
        with pytest.raises(BuildError, match="another build is running"):
            remove(empty, "made1_0")
    assert path.exists()
    assert list(load_imports(empty)) == [WITH_WORDS]


def head(**changes: Any) -> Any:
    def damage(text: str) -> str:
        first, rest = text.split("\n", 1)
        said = json.loads(first) | changes
        return json.dumps({k: v for k, v in said.items() if v is not ...}) + "\n" + rest

    return damage


def digested(records: str) -> Any:
    """The file with other records, and their digest."""

    def damage(text: str) -> str:
        said = json.loads(text.split("\n")[0])
        said["digest"] = hashlib.sha256(records.encode()).hexdigest()
        return f"{json.dumps(said)}\n{records}\n"

    return damage


DAMAGES: dict[str, Any] = {
    "empty": lambda _: "",
    "cut in the first line": lambda text: text[:100],
    "cut in the records": lambda text: text[:-100],
    "without records": lambda text: text.split("\n")[0] + "\n",
    "one letter": lambda text: text.replace("two", "tvo"),
    "not JSON": lambda _: "made1_0\n",
    "a list": lambda _: "[]\n[]\n",
    "null": lambda _: "null\nnull\n",
    "another digest": head(digest="0" * 64),
    "another key": head(colour="red"),
    "a key less": head(licence=...),
    "no defects": head(defects=None),
    "other defects": head(defects=[{"path": "x"}]),
    "no files": head(files=None),
    "records of another kind": digested('{"about":[]}'),
    "records not JSON": digested("{"),
    "unknown records": digested('{"colours":[]}'),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_one_line_that_says_what_to_do(empty: Workspace, damage: str) -> None:
    path = kept(empty)
    path.write_text(DAMAGES[damage](path.read_text("utf-8")), "utf-8")
    with pytest.raises(WorkspaceError) as caught:
        list(load_imports(empty))
    assert str(caught.value).count("\n") == 0
    assert str(caught.value).startswith(f"the import {path} cannot be read (")
    assert str(caught.value).endswith(
        "; run 'airm-graph import --remove made1_0' and import it again"
    )
    remove(empty, "made1_0")
    assert list(load_imports(empty)) == []


def test_damage_of_the_encoding_is_no_traceback(empty: Workspace) -> None:
    path = kept(empty)
    for at in (10, -10):
        damaged = bytearray(path.read_bytes())
        damaged[at] = 0xFF
        path.write_bytes(damaged)
        with pytest.raises(WorkspaceError, match="cannot be read"):
            list(load_imports(empty))
        kept(empty)


# --- the program ----------------------------------------------------------------------------------


def works_alone(base: Path) -> list[Path]:
    """A catalogue of works and publishers alone, so that a build takes half a second."""
    (folder,) = (root() / "data" / "catalogue" / "airm-graph").iterdir()
    ours = catalogue.read(folder)
    lists = replace(ours.about, id="mitv1", type="Compilation")
    facts.write(Source(about=ours.about, agents=ours.agents, works=ours.works), base / "works")
    facts.write(Source(about=lists), base / "lists")
    return [base / "works", base / "lists"]


@pytest.fixture
def airm(
    empty: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Airm:
    """Runs a command on a workspace of its own, with a small catalogue."""
    folders = works_alone(tmp_path / "catalogue")
    monkeypatch.setattr(catalogue, "folders", lambda *_: folders)
    return runner(empty, capsys)


def runner(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> Airm:
    def run(*args: object) -> Answer:
        with pytest.raises(SystemExit) as exit_:
            main(["--quiet", "--workspace", str(workspace.folder), *map(str, args)])
        out, err = capsys.readouterr()
        return Answer(int(exit_.value.code or 0), out, err)

    return run


def rows_of(answer: Answer) -> list[dict[str, Any]]:
    assert answer.code == 0, answer.err
    rows: list[dict[str, Any]] = json.loads(answer.out)["rows"]
    return rows


def complaint(answer: Answer) -> str:
    """The one line of an answer that is nothing but a complaint."""
    assert (answer.code, answer.out) == (2, ""), answer
    assert answer.err.startswith("airm-graph: ")
    assert answer.err.count("\n") == 1, answer.err
    return answer.err.removeprefix("airm-graph: ").rstrip("\n")


LAYOUT = """
kind = "measure"
[source]
id = "NAMEVERSION"
work = "framework-NAME"
title = "Made-up NAME"
version = "VERSION"
creators = ["Nobody"]
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
rights = "Nobody, CC0 1.0."
description = "Measures, made up for this test."
extraction = "complete"
[publisher]
id = "agent-NAME"
label = "Publisher of NAME"
definition = "Publishes what is made up."
[work]
source-key = "NAME"
title = "Made-up NAME"
creators = ["Nobody"]
year = "2026"
kind = "catalogue"
status = "published"
[columns]
key = "Key"
label = "Title"
definition = "Text"
[[facets]]
column = "Topic"
facet = "NAME-topic"
label = "Topics of NAME"
of = "measure"
split = ";"
coded = "complete"
"""
MAPPED = """
[[mappings]]
column = "Same as"
predicate = "skos:exactMatch"
framework = "framework-made"
version = "1"
split = ";"
"""
TOPICS = {"M1": "People", "M2": "Logs", "M3": "Code; People", "M4": "Nets"}
# The same key and label, but what it is about is something else.
TAKEN_OVER = ("M1", "Staff training", "Exits, lamps and stairs are inspected by the fire brigade.")
RENAMED = ("M2", "Request log", LOGGING[2])
VERSIONS: dict[str, tuple[Row, ...]] = {
    "1": (TRAINING, LOGGING, REVIEW),
    "2": (TAKEN_OVER, RENAMED, FENCING),
}


def table(folder: Path, version: str, rows: Sequence[Row] = (), name: str = "made") -> Path:
    """A table with its layout."""
    lines = ["Key\tTitle\tText\tTopic"]
    for key, title, text in rows or VERSIONS[version]:
        lines.append("\t".join((key, title, text, TOPICS.get(key, "Other"))))
    path = folder / f"{name}{version}.tsv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    layout = LAYOUT.replace("NAME", name).replace("VERSION", version)
    path.with_suffix(".toml").write_text(layout, "utf-8")
    return path


def by_topic(airm: Airm, *options: str) -> dict[tuple[str, str], int]:
    """How many measures a framework has on a topic, where it has any."""
    args = ("coverage", "--by", "framework", "--by", "made-topic", "--format", "json", *options)
    return {
        (row["framework"]["id"], row["made-topic"]["id"]): row["evidence"]
        for row in rows_of(airm(*args))
        if row["evidence"]
    }


def imported(workspace: Workspace) -> list[str]:
    folder = workspace.folder / "imports"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_made_up_table_is_read_and_every_command_sees_it(
    airm: Airm, empty: Workspace, tmp_path: Path
) -> None:
    path = table(tmp_path, "1", [*VERSIONS["1"], ("", "No key", "x"), (" M9", "Mended", "")])
    answer = airm("import", "table", path, "--format", "json")
    counts = {(row["source"], row["item"]): row["count"] for row in rows_of(answer)}
    outcomes = [counts["", f"rows {name}"] for name in ("kept", "mended", "refused")]
    assert outcomes == [3, 1, 1]
    assert sum(outcomes) == counts["", "rows read"] == 5
    assert counts["made1", "records: measure"] == 4
    assert counts["made1", "texts"] == 3
    assert counts["made1", "classified by made-topic"] == 5
    assert imported(empty) == ["made1.json"]

    assert by_topic(airm) == {
        ("made", "people"): 2,
        ("made", "logs"): 1,
        ("made", "code"): 1,
        ("made", "other"): 1,
    }
    assert " 4 distinct measures" in airm("gaps").out
    assert LOGGING[2] in airm("show", "M2").out


def test_imports_are_listed_with_their_defects(
    airm: Airm, empty: Workspace, tmp_path: Path
) -> None:
    assert rows_of(airm("import", "--list", "--format", "json")) == []
    airm("import", "table", table(tmp_path, "1", [*VERSIONS["1"], ("", "No key", "x")]))
    airm("import", "table", table(tmp_path, "2"))
    listed = rows_of(airm("import", "--list", "--format", "json"))
    assert [(row["id"], row["version"], row["read"], row["refused"]) for row in listed] == [
        ("made1", "1", 4, 1),
        ("made2", "2", 3, 0),
    ]
    assert listed[0]["files"] == "made1.tsv"
    (defect,) = rows_of(airm("import", "--defects", "made1", "--format", "json"))
    assert (defect["file"], defect["place"], defect["done"]) == ("made1.tsv", "5", "refused")
    assert "no key" in defect["what"]
    assert rows_of(airm("import", "--defects", "made2", "--format", "json")) == []
    found = [
        row
        for row in rows_of(
            airm("validate", "--only", "Import", "--show", "info", "--format", "json")
        )
        if row["source"].startswith("airms:Import-")
    ]
    assert [(row["severity"], row["source"]) for row in found] == [
        ("warning", "airms:Import-refused")
    ]
    assert found[0]["focus_node"] == "airmg:source-made1"
    assert found[0]["value"].startswith("made1.tsv 5: ")
    assert "made1, made2" in complaint(airm("import", "--defects", "made3"))


def test_what_is_removed_is_gone_from_every_answer(
    airm: Airm, empty: Workspace, tmp_path: Path
) -> None:
    before = airm("info", "--format", "json").out
    airm("import", "table", table(tmp_path, "1"))
    assert "Made-up made" in airm("info", "--format", "json").out
    removed = airm("import", "--remove", "made1")
    assert (removed.code, removed.out) == (0, "")
    assert airm("info", "--format", "json").out == before
    assert "is called 'made-topic'" in complaint(
        airm("coverage", "--by", "framework", "--by", "made-topic")
    )
    assert "nothing is imported" in complaint(airm("import", "--remove", "made1"))


def test_importing_again_changes_nothing_and_builds_nothing(
    airm: Airm, empty: Workspace, tmp_path: Path
) -> None:
    path = table(tmp_path, "1")
    first = airm("import", "table", path).out
    airm("info")
    before = bytes_of(empty.folder / "imports")
    assert airm("import", "table", path).out == first
    assert bytes_of(empty.folder / "imports") == before
    airm("info")
    assert len(empty.finished()) == 1


def test_another_reading_of_a_version_replaces_the_one_before(
    airm: Airm, empty: Workspace, tmp_path: Path
) -> None:
    airm("import", "table", table(tmp_path, "1"))
    assert "M3" in airm("show", "M3").out
    airm("import", "table", table(tmp_path, "1", [TRAINING, LOGGING]))
    assert complaint(airm("show", "M3"))
    assert imported(empty) == ["made1.json"]


def test_a_damaged_import_is_named_where_it_is_read_until_it_is_removed(
    airm: Airm, empty: Workspace, tmp_path: Path
) -> None:
    """What was built from it before still answers, as long as nothing else has changed."""
    airm("import", "table", table(tmp_path, "1"))
    before = airm("info").out
    path = empty.folder / "imports" / "made1.json"
    path.write_text(path.read_text("utf-8")[:-20], "utf-8")
    assert airm("info").out == before
    other = table(tmp_path, "2")
    for args in (["diff", "made"], ["import", "table", other], ["build"]):
        assert "airm-graph import --remove made1" in complaint(airm(*args))
    path.write_text("{}\n", "utf-8")
    for args in (["info"], ["gaps"], ["import", "--list"], ["import", "--defects", "made1"]):
        assert "airm-graph import --remove made1" in complaint(airm(*args))
    assert airm("import", "--remove", "made1").code == 0
    assert airm("info").code == 0


@pytest.mark.parametrize("change", [{"summary": {}}, {"summary": None}, {"id": 1}])
def test_a_first_line_of_another_kind_is_damage(empty: Workspace, change: dict[str, Any]) -> None:
    path = kept(empty)
    path.write_text(head(**change)(path.read_text("utf-8")), "utf-8")
    with pytest.raises(WorkspaceError, match="cannot be read"):
        list_imports(empty)


def test_facts_are_written_and_nothing_is_imported(
    airm: Airm, empty: Workspace, tmp_path: Path
) -> None:
    answer = airm("import", "table", table(tmp_path, "1"), "--facts", tmp_path / "facts")
    assert answer.code == 0
    assert imported(empty) == []
    found = catalogue.read(tmp_path / "facts" / "made" / "1")
    assert [filing.label for filing in found.filings] == [row[1] for row in VERSIONS["1"]]
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "facts").rglob("*.*"))
    assert LOGGING[2] not in written
    assert "made" not in airm("info", "--format", "json").out


MISTAKES: dict[str, tuple[list[str], str]] = {
    "nothing": (["import"], "expected KIND and PATH, or --list"),
    "no path": (["import", "table"], "expected KIND and PATH"),
    "kind": (["import", "tabel", "made1.tsv"], "did you mean 'table'?"),
    "missing file": (["import", "atlas", "nowhere.yaml"], "nowhere.yaml: no such file or folder"),
    "one of two": (["import", "table", "made1.tsv", "nowhere.tsv"], "nowhere.tsv: no such file"),
    "wrong kind": (["import", "atlas", "made1.tsv"], "made1.tsv"),
    "no layout": (["import", "table", "bare.csv"], "expected bare.csv.toml beside it"),
    "not text": (["import", "table", "noise.csv"], "noise.csv"),
    "empty folder": (["import", "cosai", "hollow"], "hollow"),
    "empty file": (["import", "oscal", "empty.json"], "empty.json"),
    "nowhere": (
        ["import", "table", "nowhere1.tsv"],
        "'framework-nowhere', which no table describes",
    ),
    "our facet": (["import", "table", "facet1.tsv"], "made-topic"),
    "defects": (["import", "--defects", "made1"], "there are: none"),
    "version": (["info", "--version", "made"], "'made' is not FRAMEWORK=VERSION"),
    "no version": (["info", "--version", "atlas="], "is not FRAMEWORK=VERSION"),
    "no framework": (["info", "--version", "=1"], "is not FRAMEWORK=VERSION"),
    "list and import": (["import", "--list", "atlas", "x.yaml"], "expected one of: KIND and PATH"),
    "list and remove": (["import", "--list", "--remove", "made1"], "expected one of: KIND and"),
    "facts of nothing": (["import", "--list", "--facts", "here"], "expected one of: KIND and"),
    "two versions": (["info", "--version", "a=1", "--version", "a=2"], "two versions of a are"),
    "unknown framework": (["info", "--version", "atlsa=1"], "atlsa: no framework is called so"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_and_leaves_nothing(
    airm: Airm, empty: Workspace, tmp_path: Path, mistake: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table(tmp_path, "1")
    (tmp_path / "bare.csv").write_text("a,b\n1,2\n")
    (tmp_path / "noise.csv").write_bytes(bytes(range(256)))
    (tmp_path / "noise.csv.toml").write_text(LAYOUT)
    (tmp_path / "hollow").mkdir()
    (tmp_path / "empty.json").touch()
    layout = table(tmp_path, "1", VERSIONS["1"], "nowhere").with_suffix(".toml")
    start, rest = layout.read_text().split("[work]")
    layout.write_text(start + rest[rest.index("[columns]") :])
    args, hint = MISTAKES[mistake]
    if mistake == "our facet":
        assert airm("import", "table", "made1.tsv").code == 0
        layout = table(tmp_path, "1", VERSIONS["1"], "facet").with_suffix(".toml")
        layout.write_text(layout.read_text().replace("facet-topic", "made-topic"))
    before = imported(empty)
    assert hint in complaint(airm(*args))
    assert imported(empty) == before


def test_an_import_that_an_older_version_does_not_fit_is_refused(
    airm: Airm, empty: Workspace, tmp_path: Path
) -> None:
    """Else every command stops at it: each version must hold together with what else is here."""
    assert airm("import", "table", table(tmp_path, "1")).code == 0
    newer = table(tmp_path, "2").with_suffix(".toml")
    newer.write_text(newer.read_text().replace("made-topic", "made-field"))
    assert airm("import", "table", newer.with_suffix(".tsv")).code == 0
    other = table(tmp_path, "1", VERSIONS["1"], "other").with_suffix(".toml")
    other.write_text(other.read_text().replace("other-topic", "made-topic"))
    answer = airm("import", "table", other.with_suffix(".tsv"))
    assert (answer.code, airm("info").code) in {(0, 0), (2, 0)}


# --- versions side by side ------------------------------------------------------------------------


@pytest.fixture
def both(airm: Airm, tmp_path: Path) -> Airm:
    """Two versions of a framework, imported the newer one first."""
    for version in ("2", "1"):
        assert airm("import", "table", table(tmp_path, version)).code == 0
    return airm


def asked(workspace: Workspace, versions: dict[str, str] | None = None) -> Build:
    found = workspace.current(versions)
    assert found is not None
    return found


def test_the_newest_version_is_current_and_another_can_be_asked_for(
    both: Airm, empty: Workspace
) -> None:
    newest = {("made", "people"): 1, ("made", "logs"): 1, ("made", "nets"): 1}
    oldest = {("made", "people"): 2, ("made", "logs"): 1, ("made", "code"): 1}
    assert by_topic(both) == by_topic(both, "--version", "made=2") == newest
    assert by_topic(both, "--version", "made=1") == oldest
    assert by_topic(both, "--version", "made=made1") == oldest
    assert by_topic(both) == newest

    assert "Network fencing" in both("show", "M4").out
    assert complaint(both("show", "M4", "--version", "made=1"))
    assert "Code review" in both("show", "M3", "--version", "made=1").out
    assert "Event logging" in both("show", "M2", "--version", "made=1").out
    assert "there is: 2, 1" in complaint(both("show", "M2", "--version", "made=3"))

    for options, name in (((), "made2"), (("--version", "made=1"), "made1")):
        sources = asked(empty, {"made": "1"} if options else None).manifest["sources"]
        assert {source["id"] for source in sources if source["current"]} >= {name}
        assert {s["id"] for s in sources if not s["current"]} == {"made1", "made2"} - {name}
        graphs = {row["item"] for row in rows_of(both("info", "--format", "json", *options))}
        assert f"airmg:source-{name}" in graphs
        assert not {"airmg:source-made1", "airmg:source-made2"} - {f"airmg:source-{name}"} & graphs


def quads(path: Path, source: str) -> set[Quad]:
    named = graph(f"source-{source}")
    every = parse(path=str(path), format=RdfFormat.N_QUADS)
    return {quad for quad in every if quad.graph_name == named}


def test_what_is_beside_says_what_it_says_when_it_is_shown(both: Airm, empty: Workspace) -> None:
    both("info")
    both("info", "--version", "made=1")
    newest, oldest = asked(empty), asked(empty, {"made": "1"})
    assert quads(newest.quads_file, "made1") == quads(oldest.quads_file, "made2") == set()
    for source, shown, beside in (("made1", oldest, newest), ("made2", newest, oldest)):
        said = quads(shown.quads_file, source)
        assert len(said) > 20
        assert quads(beside.folder / "versions.nq", source) == said


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_a_query_can_see_every_version(both: Airm, tmp_path: Path, engine: str) -> None:
    """M2 is in both versions: two things of one key, each in the graph of its version."""
    path = tmp_path / "keys.rq"
    path.write_text('SELECT DISTINCT ?g ?m { GRAPH ?g { ?m airm:sourceKey "M2" } } ORDER BY ?g')
    options = ("--engine", engine, "--format", "json")
    newest = rows_of(both("query", str(path), *options))
    every = rows_of(both("query", str(path), "--all-versions", *options))
    assert [row["g"].rpartition("/")[2] for row in newest] == ["source-made2"]
    assert [row["g"].rpartition("/")[2] for row in every] == ["source-made1", "source-made2"]
    assert len({row["m"] for row in every}) == 2


def test_a_build_of_another_version_is_made_once(both: Airm, empty: Workspace) -> None:
    for options in ((), ("--version", "made=1"), (), ("--version", "made=1")):
        both("info", *options)
    assert len(empty.finished()) == 2
    both("import", "--remove", "made1")
    assert "there is: 2" in complaint(both("info", "--version", "made=1"))
    both("info")
    assert (asked(empty).folder / "versions.nq").read_bytes() == b""


SET = """\
#mapping_set_id: https://example.org/sets/pairs
#license: https://creativecommons.org/publicdomain/zero/1.0/
#curie_map:
#  skos: http://www.w3.org/2004/02/skos/core#
#  semapv: https://w3id.org/semapv/vocab/
subject_id\tpredicate_id\tobject_id\tobject_source_version\tmapping_justification
"""
PAIRS = {"P1": "M1", "P2": "M2", "P3": "M3", "P4": "M4"}
WHY = {
    "M1": ("stale", "M1 means something else in 2 than in 1"),
    "M3": ("stale", "M3 of version 1 is no longer there in 2"),
    "M4": ("unresolved", "M4 resolves in 2, not in 1"),
}


def pairs(folder: Path) -> Path:
    rows = [
        f"framework-pairs:{subject}\tskos:exactMatch\tframework-made:{object_}\t1\t"
        "semapv:ManualMappingCuration\n"
        for subject, object_ in PAIRS.items()
    ]
    path = folder / "pairs.sssom.tsv"
    path.write_text(SET + "".join(rows))
    return path


def import_pairs(airm: Airm, folder: Path, way: str) -> None:
    """Mappings to version 1: as a set of their own, or as a column of a table."""
    path = table(folder, "1", [(p, f"Measure {p}", "") for p in PAIRS], "pairs")
    if way == "column":
        head, *lines = path.read_text().splitlines()
        ends = zip(lines, PAIRS.values(), strict=True)
        path.write_text("\n".join([f"{head}\tSame as", *("\t".join(e) for e in ends)]))
        layout = path.with_suffix(".toml")
        layout.write_text(layout.read_text() + MAPPED)
    assert airm("import", "table", path).code == 0
    if way == "set":
        assert airm("import", "sssom", pairs(folder)).code == 0


def answers(build: Build, query: str) -> set[tuple[str, ...]]:
    found = build.store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    return {tuple(cell.value if cell else "" for cell in row) for row in found}


def reasons(build: Build) -> dict[str, tuple[str, str]]:
    """Of each mapping that is not to be relied upon, by the key of its subject, why not."""
    query = f"""SELECT ?key ?property ?why {{
      VALUES ?property {{ {AIRM.stale} {AIRM.unresolved} }}
      ?mapping ?property ?why ; {SSSOM.subject_id} ?subject .
      ?subject {AIRM.sourceKey} ?key }}"""
    return {
        PAIRS[key]: (property_.partition("#")[2], why)
        for key, property_, why in answers(build, query)
    }


def derived(build: Build) -> set[tuple[str, str]]:
    found = build.store.quads_for_pattern(None, SKOS.exactMatch, None, graph("inferred-mapping"))
    ends = ((quad.subject, quad.object) for quad in found)
    return {(local(one), local(two)) for one, two in ends if "pairs1" in str(one)}


def local(node: object) -> str:
    assert isinstance(node, NamedNode)
    return node.value.rpartition("/")[2]


@pytest.mark.parametrize("way", ["set", "column"])
def test_mappings_to_an_older_version_are_carried_over_or_not_relied_upon(
    both: Airm, empty: Workspace, tmp_path: Path, way: str
) -> None:
    import_pairs(both, tmp_path, way)
    both("info")
    assert reasons(asked(empty)) == WHY
    assert derived(asked(empty)) == {("mitigation-pairs1-P2", "mitigation-made2-M2")}

    both("info", "--version", "made=1")
    older = asked(empty, {"made": "1"})
    assert reasons(older) == {"M4": WHY["M4"]}
    assert derived(older) == {
        (f"mitigation-pairs1-{subject}", f"mitigation-made1-{object_}")
        for subject, object_ in PAIRS.items()
        if object_ != "M4"
    }


def test_with_one_version_alone_nothing_is_known_of_another(
    airm: Airm, empty: Workspace, tmp_path: Path
) -> None:
    airm("import", "table", table(tmp_path, "2"))
    import_pairs(airm, tmp_path, "set")
    airm("info")
    why = "M3 is in no version of made that is here (2)"
    assert reasons(asked(empty)) == {"M3": ("unresolved", why)}
    assert len(derived(asked(empty))) == 3


def test_a_mapping_set_that_is_beside_is_no_less_stale(
    both: Airm, empty: Workspace, tmp_path: Path
) -> None:
    import_pairs(both, tmp_path, "column")
    newer = table(tmp_path, "2", [("P9", "Another", "")], "pairs")
    assert both("import", "table", newer).code == 0
    both("info")
    both("info", "--version", "pairs=1")
    said = quads(asked(empty, {"pairs": "1"}).quads_file, "pairs1")
    assert quads(asked(empty).folder / "versions.nq", "pairs1") == said


# --- publishers' files ----------------------------------------------------------------------------


UNRESOLVED = f"""SELECT ?subject ?object {{
  ?mapping {AIRM.unresolved} ?why ; {SSSOM.subject_id} ?s ; {SSSOM.object_source_version} "PIN" .
  ?s {AIRM.sourceKey} ?subject .
  FILTER(CONTAINS(?why, "resolves in"))
  BIND(STRBEFORE(?why, " ") AS ?object) }}"""


@pytest.fixture
def atlas(airm: Airm) -> Airm:
    for path in (ATLAS_OLD, ATLAS_NEW):
        assert airm("import", "atlas", path).code == 0
    return airm


@shared
def test_two_references_of_cosai_are_not_in_the_atlas_that_they_name(
    atlas: Airm, empty: Workspace
) -> None:
    """As the issue of its publisher says; in the newer version of ATLAS, both are there."""
    assert atlas("import", "cosai", COSAI).code == 0
    expected = {
        ("riskRunawayAgentToolLoops", "AML.T0034.002"),
        ("controlAgentPluginPermissions", "AML.M0028"),
    }
    atlas("info")
    assert answers(asked(empty), UNRESOLVED.replace("PIN", "5.0.1")) == expected
    atlas("info", "--version", "atlas=5.0.1")
    pinned = asked(empty, {"atlas": "5.0.1"})
    assert answers(pinned, UNRESOLVED.replace("PIN", "5.0.1")) == expected
    why = {why for (why,) in answers(pinned, f"SELECT ?why {{ ?m {AIRM.unresolved} ?why }}")}
    assert {text for text in why if "resolves in" in text} == {
        f"{key} resolves in 5.6.0, not in 5.0.1" for _, key in expected
    }


@shared
def test_none_is_missing_once_cosai_names_the_newer_atlas(
    atlas: Airm, empty: Workspace, tmp_path: Path
) -> None:
    folder = shutil.copytree(COSAI, tmp_path / "yaml")
    rewritten = 0
    for path in folder.glob("*.yaml"):
        text = path.read_text("utf-8")
        rewritten += text.count("@5.0.1")
        path.write_text(text.replace("@5.0.1", "@5.6.0"), "utf-8")
    assert rewritten >= 55
    assert atlas("import", "cosai", folder).code == 0
    atlas("info")
    build = asked(empty)
    assert answers(build, UNRESOLVED.replace("PIN", "5.6.0")) == set()
    pinned = f'SELECT ?m {{ ?m {SSSOM.object_source_version} "5.6.0" }}'
    assert len(answers(build, pinned)) == 55
    of_atlas = f"""SELECT ?why {{ ?m {SSSOM.object_source_version} "5.6.0" .
      ?m {AIRM.unresolved}|{AIRM.stale} ?why }}"""
    assert answers(build, of_atlas) == set()


# --- the whole catalogue --------------------------------------------------------------------------


@pytest.mark.exhaustive
def test_an_import_stands_beside_the_whole_catalogue(
    build: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workspace = Workspace(shutil.copytree(build.folder.parents[1], tmp_path / "workspace"))
    airm = runner(workspace, capsys)
    assert airm("import", "table", table(tmp_path, "1")).code == 0
    assert by_topic(airm)["made", "people"] == 2
    now = asked(workspace)
    assert now.name != build.name
    assert len(quads(now.quads_file, "made1")) > 20
    assert stated(now.quads_file) - stated(build.quads_file) == {
        line for line in stated(now.quads_file) if line.endswith(b"/source-made1> .")
    }
    assert stated(build.quads_file) < stated(now.quads_file)
    airm("import", "--remove", "made1")
    airm("info")
    assert asked(workspace).name == build.name


def stated(path: Path) -> set[bytes]:
    """The lines of all sources."""
    lines = path.read_bytes().splitlines()
    return {line for line in lines if b"/graph/source-" in line.split()[-2]}
