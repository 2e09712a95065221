"""``airm-graph diff``: rows and a graph of what changed between two versions of a framework."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.namespace import RDF
from test_cli import Airm
from test_imports import (
    ATLAS_NEW,
    ATLAS_OLD,
    bytes_of,
    complaint,
    rows_of,
    runner,
    shared,
    table,
    works_alone,
)

from airm_graph.sources import catalogue
from airm_graph.vocab import AIRM
from airm_graph.workspace import Workspace

# rdflib's own reader of TriG
quiet = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
FORMATS = {".ttl": "turtle", ".nt": "nt", ".rdf": "xml", ".nq": "nquads", ".trig": "trig"}


@pytest.fixture
def home(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "workspace")


@pytest.fixture
def airm(
    home: Workspace,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Airm:
    """Runs a command where two versions of a made-up framework are imported."""
    folders = works_alone(tmp_path / "catalogue")
    monkeypatch.setattr(catalogue, "folders", lambda *_: folders)
    run = runner(home, capsys)
    for version in ("1", "2"):
        assert run("import", "table", table(tmp_path, version)).code == 0
    return run


def changes(airm: Airm, *args: object) -> list[dict[str, Any]]:
    return rows_of(airm("diff", *args, "--format", "json"))


THINGS = [
    ("re-used", "M1", ["Teach all staff how the system may fail and whom to tell."]),
    ("renamed", "M2", ["Event logging"]),
    ("removed", "M3", ["Code review"]),
    ("added", "M4", []),
]


@pytest.mark.parametrize(
    "args", [["made"], ["made@1", "made@2"], ["made1", "made2"], ["made1", "made@2"]]
)
def test_versions_are_named_by_framework_by_number_or_by_id(airm: Airm, args: list[str]) -> None:
    rows = changes(airm, *args)
    things = [row for row in rows if row["among"] == "things" and row["change"] != "reclassified"]
    assert [(row["change"], row["key"], row["before"]) for row in things] == THINGS
    assert [row["key"] for row in rows if row["among"] == "made-topic"] == ["code", "nets"]


def test_the_other_way_round_what_was_added_is_removed(airm: Airm) -> None:
    there, back = (
        {(row["change"], row["key"]) for row in changes(airm, *args)}
        for args in (("made@1", "made@2"), ("made@2", "made@1"))
    )
    assert {key for what, key in there if what == "added"} == {"M4", "nets"}
    assert {key for what, key in back if what == "removed"} == {"M4", "nets"}
    assert {key for what, key in back if what == "added"} == {"M3", "code"}


def test_a_version_does_not_differ_from_itself(airm: Airm) -> None:
    answer = airm("diff", "made@1", "made1", "--format", "json")
    assert rows_of(answer) == []
    assert "no change" in airm("diff", "made@1", "made1").out


def test_only_the_kinds_of_change_that_are_asked_for(airm: Airm) -> None:
    every = changes(airm, "made")
    for kinds in (["re-used"], ["added", "removed"], ["retyped"]):
        options = [word for kind in kinds for word in ("--only", kind)]
        asked = changes(airm, "made", *options)
        assert asked == [row for row in every if row["change"] in kinds]


def test_the_threshold_decides_what_is_re_used(airm: Airm) -> None:
    """No key but M1 is in doubt; it is re-used from the similarity on that its row states."""
    (row,) = changes(airm, "made", "--only", "re-used")
    assert 0 < row["similarity"] < row["threshold"] == 0.3
    assert changes(airm, "made", "--only", "re-used", "--threshold", "0") == []
    assert {row["key"] for row in changes(airm, "made", "--only", "re-used", "--threshold", 1)} == {
        "M1",
        "M2",
    }


def test_a_comparison_says_what_it_rests_on(airm: Airm) -> None:
    answer = airm("diff", "made", "--format", "json")
    meta = json.loads(answer.out)["meta"]
    assert (meta["old"], meta["new"]) == ("made1", "made2")
    basis = meta["basis"]
    assert basis["in both"] == 4  # two measures and two topics
    assert basis["compared by label and definition"] == 2
    assert basis["compared by label only"] == 2
    assert "2 of 4 things in both were compared by label alone" in airm("diff", "made").out


def test_nothing_is_built_and_nothing_is_kept(airm: Airm, home: Workspace) -> None:
    before = bytes_of(home.folder)
    changes(airm, "made")
    assert bytes_of(home.folder) == before
    assert home.current() is None


@pytest.mark.parametrize("format_", ["csv", "tsv"])
def test_flat_formats_have_the_same_rows(airm: Airm, format_: str) -> None:
    out = airm("diff", "made", "--format", format_).out
    flat = list(csv.DictReader(io.StringIO(out), delimiter="\t" if format_ == "tsv" else ","))
    said = [(row["change"], row["key"], row["among"]) for row in changes(airm, "made")]
    assert [(row["change"], row["key"], row["among"]) for row in flat] == said


def read_back(path: Path) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(path, format=FORMATS[path.suffix])
    return dataset


@quiet
@pytest.mark.parametrize("suffix", FORMATS)
def test_the_graph_holds_every_change_in_each_format(
    airm: Airm, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"changes{suffix}"
    answer = airm("diff", "made", "--format", "json", "--rdf", path)
    rows = rows_of(answer)
    assert f"wrote {path}" in answer.err
    found = read_back(path)
    nodes = set(found.subjects(RDF.type, rdflib.URIRef(AIRM.Change.value)))
    assert len(nodes) == len(rows)
    key, kind = rdflib.URIRef(AIRM.sourceKey.value), rdflib.URIRef(AIRM.changeKind.value)
    said = Counter((str(found.value(n, kind)), str(found.value(n, key))) for n in nodes)
    assert said == Counter((row["change"], row["key"]) for row in rows)
    written = path.read_bytes()
    airm("diff", "made", "--rdf", path)
    assert path.read_bytes() == written


def test_the_graph_holds_what_was_asked_for(airm: Airm, tmp_path: Path) -> None:
    path = tmp_path / "changes.nq"
    rows = rows_of(airm("diff", "made", "--only", "added", "--format", "json", "--rdf", path))
    kinds = set(read_back(path).objects(None, rdflib.URIRef(AIRM.changeKind.value)))
    assert len(rows) == 2
    assert kinds == {rdflib.Literal("added")}


MISTAKES: dict[str, tuple[list[str], str]] = {
    "nothing": (["diff"], "Missing argument 'A'"),
    "framework": (["diff", "nosuch"], "0 versions of 'nosuch' are here; expected two: known: "),
    "nearly": (["diff", "mede"], "did you mean 'made'?"),
    "version": (["diff", "made@1", "made@3"], "no version is called 'made@3': did you mean 'made@"),
    "one version": (["diff", "made@1"], "0 versions of 'made@1' are here; expected two: did you"),
    "id": (["diff", "mede1", "made2"], "no version is called 'mede1': did you mean 'made1'"),
    "kind": (["diff", "made", "--only", "reused"], "'reused' is not one of"),
    "threshold": (["diff", "made", "--threshold", "2"], "0<=x<=1"),
    "suffix": (["diff", "made", "--rdf", "changes.txt"], "changes.txt: expected a name that ends"),
    "no suffix": (["diff", "made", "--rdf", "changes"], ".nq .trig .nt .ttl .rdf"),
    "JSON-LD": (["diff", "made", "--rdf", "changes.jsonld"], "expected a name that ends in"),
    "folder": (["diff", "made", "--rdf", "nowhere/changes.ttl"], "nowhere/"),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_line_and_writes_nothing(
    airm: Airm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mistake: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = bytes_of(tmp_path)
    args, hint = MISTAKES[mistake]
    assert hint in complaint(airm(*args))
    assert bytes_of(tmp_path) == before


def test_one_version_alone_has_nothing_to_be_compared_with(airm: Airm) -> None:
    assert airm("import", "--remove", "made1").code == 0
    assert complaint(airm("diff", "made")) == "1 versions of 'made' are here; expected two"


def test_a_reading_is_no_version(airm: Airm) -> None:
    """What we say of a compilation is not a version of the compilation."""
    assert "versions of 'mitigation-database' are here" in complaint(
        airm("diff", "mitigation-database")
    )


@quiet
@shared
def test_fifty_things_came_to_atlas_and_none_went(airm: Airm, tmp_path: Path) -> None:
    """As the README of the files counts them, among tactics, techniques and mitigations."""
    for path in (ATLAS_OLD, ATLAS_NEW):
        assert airm("import", "atlas", path).code == 0
    path = tmp_path / "changes.trig"
    answer = airm("diff", "atlas@5.0.1", "atlas@5.6.0", "--format", "json", "--rdf", path)
    rows = rows_of(answer)
    counted = Counter(
        row["change"] for row in rows if row["key"].startswith(("AML.TA", "AML.T0", "AML.M"))
    )
    assert counted["added"] == 50
    assert {counted[kind] for kind in ("removed", "renamed", "re-used", "renumbered")} == {0}
    assert {row["old_id"] for row in rows if row["change"] == "added"} == {""}
    nodes = set(read_back(path).subjects(RDF.type, rdflib.URIRef(AIRM.Change.value)))
    assert len(nodes) == len(rows)
    assert rows_of(airm("diff", "atlas", "--format", "json")) == rows
