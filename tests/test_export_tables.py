"""Tables hold what the graph says, for spreadsheets and programs, and come back as they were."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from round_trips.table import round_trip
from small_builds import MADE, acts, built, having, mapped, measure, put, risk

from airm_graph.answers.cells import cells_of
from airm_graph.answers.export_contents import Wish
from airm_graph.answers.exports import export
from airm_graph.canonical import parts
from airm_graph.coverage.options import Options
from airm_graph.errors import MissingExtraError, SourceError
from airm_graph.export.contents import Resource
from airm_graph.export.formats import FORMATS
from airm_graph.export.tables.checks import MOST, check_csvw
from airm_graph.export.tables.declared import TABLES
from airm_graph.export.tables.metadata import FILE
from airm_graph.export.tables.parquet import METADATA, schema_of
from airm_graph.export.tables.parquet_checks import check_parquet
from airm_graph.export.tables.rows import tables_of
from airm_graph.export.tables.schema import IRIS_APART, TEXTS_APART
from airm_graph.export.terms import Term, by_subject
from airm_graph.records import UNDETERMINED, Coding, Text
from airm_graph.sources.log import Log
from airm_graph.sources.readers import read
from airm_graph.sources.table.formulas import GUARDED, defused, restored
from airm_graph.vocab import BASE, PREFIXES
from airm_graph.workspace import Build

pa = pytest.importorskip("pyarrow")
pq = pytest.importorskip("pyarrow.parquet")

ODD = Path(__file__).parent / "odd_texts"
TEXTS = (
    "=cmd|' /C calc'!A0",
    "@SUM(A1:A2)",
    "\ttab first",
    "\r\nline end first",
    "'=already behind an apostrophe",
    "'tis no formula",
    'two\r\nlines, "quotes" and a; semicolon\nand \r alone',
    "אב ‏right to left‎ ‮override‬",
    "bell \x07 and escape \x1b, line separator \u2028",
    "# no comment",
    "  spaces around  ",
    "long " + "x" * 30_000,
)
Rows = list[dict[str, str]]


def odd_source() -> list[Any]:
    """What is made up elsewhere, with odd texts and statements of every kind."""
    source = having(
        "mappings",
        mapped(risk("R1"), "skos:exactMatch", risk("R2"), confidence=Decimal("0.9")),
        mapped(risk("R1"), "skos:exactMatch", risk("R3"), negative=True, machine_made=True),
        mapped(risk("R2"), "airm:correspondsTo", "framework-nowhere:X.1", comment="=1+1"),
    )(MADE)
    source = having("actions", acts("M2", "detects", "R2"), acts("M2", "actsOn", "R3", "1"))(source)
    undecided = put("M3", UNDETERMINED, "actor", rationale="-- could not be told")
    source = having("classifications", undecided)(source)
    words = (
        Text(id=measure("M1"), property="definition", words=TEXTS[0]),
        Text(id=measure("M1"), property="definition", words="Défini.", language="fr"),
        *(Text(id=measure("M2"), property="note", words=words) for words in TEXTS),
    )
    table = read("table", [ODD / "controls.csv", ODD / "controls.toml"], Log())
    return [replace(source, texts=words), *table]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A few works, with odd texts."""
    return built(tmp_path_factory.mktemp("made"), odd_source())


@pytest.fixture(scope="module")
def folders(made: Build, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The tables of all that, in both formats."""
    place = tmp_path_factory.mktemp("tables")
    for name in ("csvw", "parquet"):
        export(made, name, place / name, Wish())
    return {name: place / name for name in ("csvw", "parquet")}


@pytest.fixture
def tables(folders: dict[str, Path], tmp_path: Path) -> Path:
    """A copy that may be broken."""
    return shutil.copytree(folders["csvw"], tmp_path / "csvw")


def rows_in(folder: Path, name: str) -> Rows:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


# ---------------------------------------------------------------- what the graph says


def stated(build: Build) -> Iterator[tuple[str, str, Term]]:
    """Every triple that a source states of something that has a table."""
    graphs = f"{BASE}graph/"
    with build.quads_file.open("rb") as file:
        for _, lines in by_subject(file):
            resource = Resource.of(lines)
            if tables_of(resource, graphs):
                for line in lines:
                    _, predicate, object_, graph = parts(line)
                    if b"/graph/inferred-" not in graph:
                        yield resource.iri, Term.of(predicate).value, Term.of(object_)


def test_nothing_that_is_stated_is_lost(made: Build, folders: dict[str, Path]) -> None:
    said: dict[str, set[str]] = {}
    for name, table in TABLES.items():
        for row in rows_in(folders["csvw"], name):
            about = row.get(table.named_by) or row.get("thing") or row.get("item") or ""
            values = [restored(cell) for cell in row.values()]
            parted = [
                part
                for cell in values
                for by in (IRIS_APART, TEXTS_APART)
                for part in cell.split(by)
            ]
            said.setdefault(about, set()).update([*values, *parted])
            if name == "links":
                said.setdefault(row["link"], set()).update([row["item"], row["relation"]])
                said[row["link"]] |= {row["target"], *values}
    renamed = {
        "type",
        "topConceptOf",
        "hasTopConcept",
        "onFacet",
        "assigns",
        "method",
        "status",
        "extraction",
        "codedTo",
        "bibliographicCitation",
        "title",
        "isVersionOf",
        "references",
        "predicate_modifier",
        "relation",
    }
    count = 0
    for iri, predicate, term in stated(made):
        if predicate.rpartition("/")[2].rpartition("#")[2] in renamed:
            continue  # spelt as a code, a flag or a table; the round trip compares these
        count += 1
        curies = {
            f"{prefix}:{term.value.removeprefix(namespace)}"
            for prefix, namespace in PREFIXES.items()
            if term.value.startswith(namespace)
        }
        codes = {term.value.rpartition("/")[2].partition("-")[2]}
        assert said[iri] & {term.value, *curies, *codes}, (iri, predicate, term)
    assert count > 1000


def test_rows_are_as_many_as_things_and_statements(made: Build, folders: dict[str, Path]) -> None:
    found: Counter[str] = Counter()
    with made.quads_file.open("rb") as file:
        for _, lines in by_subject(file):
            found.update(tables_of(Resource.of(lines), f"{BASE}graph/"))
    for name in set(TABLES) - {"links", "texts", "coverage"}:
        assert len(rows_in(folders["csvw"], name)) == found[name], name
    links = rows_in(folders["csvw"], "links")
    assert sum(row["stated"] == "true" for row in links) == found["links"] == 3


def test_both_formats_say_the_same(folders: dict[str, Path]) -> None:
    for name, table in TABLES.items():
        typed = pq.read_table(folders["parquet"] / f"{name}.parquet")
        assert typed.schema.equals(schema_of(table))
        plain = rows_in(folders["csvw"], name)
        assert typed.num_rows == len(plain)
        for column in table.columns:
            for value, row in zip(typed[column.name].to_pylist(), plain, strict=True):
                cell = restored(row[column.name])
                if isinstance(value, bool):
                    assert cell == str(value).lower()
                elif isinstance(value, float | int):
                    assert float(cell) == value
                elif isinstance(value, list):
                    by = IRIS_APART if column.kind == "iris" else TEXTS_APART
                    assert by.join(value) == cell
                else:
                    assert str(value or "") == cell


def test_decisions_keep_who_when_how_and_how_sure(folders: dict[str, Path]) -> None:
    rows = {
        row["subject"][-2:] + row["object"][-2:]: row
        for row in rows_in(folders["csvw"], "mappings")
    }
    denied = rows["R1R3"]
    assert (denied["negative"], denied["machine_made"]) == ("true", "true")
    assert (rows["R1R2"]["negative"], rows["R1R2"]["confidence"]) == ("false", "0.9")
    untyped = next(row for row in rows.values() if row["unresolved"])
    assert (untyped["predicate"], untyped["comment"]) == ("airm:correspondsTo", "'=1+1")
    undecided = [
        row for row in rows_in(folders["csvw"], "classifications") if row["undetermined"] == "true"
    ]
    assert [(row["concept"], row["facet"], row["rationale"]) for row in undecided] == [
        ("", "actor", "'-- could not be told")
    ]
    assert {row["who"] for row in undecided} == {f"{BASE}id/agent-made"}
    assert all(row["licence"] for row in rows_in(folders["csvw"], "items"))


def test_coverage_is_that_of_the_command(made: Build, folders: dict[str, Path]) -> None:
    said = cells_of(made, Options(by=("framework", "category"))).rows
    rows = [row for row in rows_in(folders["csvw"], "coverage") if row["facet"] == "category"]
    assert rows
    assert [
        (
            row["framework"]["iri"],
            row["category"]["iri"],
            row["state"],
            row["evidence"],
            row["unknown"],
            row["reason"],
        )
        for row in said
    ] == [
        (
            row["work"],
            row["concept"],
            row["state"],
            int(row["evidence"]),
            int(row["unknown"]),
            restored(row["reason"]),
        )
        for row in rows
    ]
    assert {row["state"] for row in rows} >= {"addressed", "gap"}


# ---------------------------------------------------------------- odd texts


def test_odd_texts_come_back(made: Build, folders: dict[str, Path]) -> None:
    source = next(s for s in read("table", [folders["csvw"]], Log()) if s.about.id == "made1")
    words = {text.words for text in source.texts if text.property == "note"}
    assert words == set(TEXTS)
    notes = pq.read_table(folders["parquet"] / "texts.parquet").to_pylist()
    assert {row["text"] for row in notes if row["property"] == "skos:note"} == set(TEXTS)


def test_no_spreadsheet_runs_a_cell(folders: dict[str, Path]) -> None:
    guarded = 0
    for name in TABLES:
        for row in rows_in(folders["csvw"], name):
            for cell in row.values():
                assert not GUARDED.match(cell) or cell.startswith("'")
                guarded += cell.startswith("'") and bool(GUARDED.match(cell))
    assert guarded > 5
    assert "apostrophe" in (folders["csvw"] / FILE).read_text(encoding="utf-8")


@given(text=st.text(st.one_of(st.sampled_from("'=+-@\t\r\n\uff1dx"), st.characters()), max_size=8))
def test_defusing_can_be_undone(text: str) -> None:
    cell = defused(text)
    assert restored(cell) == text
    assert not cell or cell[0] not in "=+-@\t\r\n\uff1d"


def test_a_character_that_csv_cannot_hold_is_replaced(tmp_path: Path) -> None:
    text = Text(id=measure("M1"), property="note", words="a\0b")
    build = built(tmp_path / "home", [replace(MADE, texts=(text,))])
    export(build, "csvw", tmp_path / "csvw", Wish())
    assert [
        row["text"] for row in rows_in(tmp_path / "csvw", "texts") if row["property"] == "skos:note"
    ] == ["a\ufffdb"]
    assert check_csvw(tmp_path / "csvw") == []


# ---------------------------------------------------------------- parts, names, bytes


def test_a_framework_alone(made: Build, tmp_path: Path) -> None:
    export(made, "csvw", tmp_path / "csvw", Wish(frameworks=["odd"]))
    assert check_csvw(tmp_path / "csvw") == []
    work = f"{BASE}id/framework-odd"
    assert {row["work"] for row in rows_in(tmp_path / "csvw", "items")} == {work}
    assert {row["work"] for row in rows_in(tmp_path / "csvw", "coverage")} == {work}
    said = json.loads((tmp_path / "csvw" / FILE).read_text(encoding="utf-8"))
    assert any("part of the graph" in text for text in said["dc:description"])
    sources = read(
        "table", [tmp_path / "csvw" / "items.csv", tmp_path / "csvw" / "items.toml"], Log()
    )
    odd = {source.about.id: source for source in sources}["odd1"]
    assert (len(odd.filings), len(odd.classifications)) == (9, 9)


def test_a_graph_alone_has_no_coverage_and_says_so(made: Build, tmp_path: Path) -> None:
    export(made, "csvw", tmp_path / "csvw", Wish(graphs=["source-odd1"]))
    assert check_csvw(tmp_path / "csvw") == []
    assert rows_in(tmp_path / "csvw", "coverage") == []
    assert len(rows_in(tmp_path / "csvw", "items")) == 9
    assert "coverage is empty" in (tmp_path / "csvw" / FILE).read_text(encoding="utf-8")


def test_names_under_another_base(made: Build, tmp_path: Path) -> None:
    base = "https://risk.example.org/"
    export(made, "csvw", tmp_path / "csvw", Wish(base=base))
    assert check_csvw(tmp_path / "csvw") == []
    for name in TABLES:
        for row in rows_in(tmp_path / "csvw", name):
            assert not [
                cell for cell in row.values() if f"{BASE}id/" in cell or f"{BASE}graph/" in cell
            ]
    moved = read("table", [tmp_path / "csvw"], Log())
    assert {source.about.id for source in moved} == {"made1", "odd1"}
    assert {filing.id for source in moved for filing in source.filings} >= {measure("M1")}


SCRIPT = """
import sys
from pathlib import Path
from airm_graph.answers.export_contents import Wish
from airm_graph.answers.exports import export
from airm_graph.workspace import Build
for name in ("csvw", "parquet"):
    export(Build(Path(sys.argv[1])), name, Path(sys.argv[2]) / name, Wish())
"""


def test_same_build_gives_the_same_bytes(
    made: Build, folders: dict[str, Path], tmp_path: Path
) -> None:
    """Under another seed of Python's own hashes, too."""
    subprocess.run(
        [sys.executable, "-c", SCRIPT, str(made.folder), str(tmp_path)],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        check=True,
    )
    for name, folder in folders.items():
        assert digests(tmp_path / name) == digests(folder)


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_everything_comes_back(made: Build, tmp_path: Path) -> None:
    found = round_trip(made, tmp_path)
    assert len(found) >= 13
    assert {kind: counts for kind, counts in found.items() if counts[0] != counts[1]} == {}
    assert found["negative mappings"] == (1, 1)
    assert found["mappings without a type"] == (1, 1)
    assert found["ways in which measures act"] == (3, 3)


# ---------------------------------------------------------------- what the checkers see


def changed(path: Path, one: str, other: str) -> None:
    text = path.read_bytes().decode()
    assert one in text
    path.write_bytes(text.replace(one, other, 1).encode())


def rewrite(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


def twice(content: bytes) -> bytes:
    """With the first row repeated at the end."""
    return content + content.split(b"\r\n")[1] + b"\r\n"


def damaged(content: bytes) -> bytes:
    """With zeros in the first page."""
    return content[:8] + bytes(400) + content[408:]


FAULTS: dict[str, tuple[Callable[[Path], None], str]] = {
    "too many cells": (
        lambda f: changed(f / "agents.csv", "\r\n", "\r\na,b,c,d,e,f\r\n"),
        "agents.csv:2: 6 cells for 5 columns",
    ),
    "a required cell is empty": (
        lambda f: changed(f / "items.csv", ",mitigation-made1-M2,", ",,"),
        "id is empty, which it may not be",
    ),
    "a row twice": (
        lambda f: rewrite(f / "works.csv", twice),
        "stands in an earlier row; iri has to be unique",
    ),
    "a foreign key that leads nowhere": (
        lambda f: changed(
            f / "classifications.csv", "/id/concept-made1-made-topic-A1,", "/id/concept-gone,"
        ),
        "concept leads to no row of concepts.csv",
    ),
    "a column that the metadata do not know": (
        lambda f: changed(f / "codings.csv", "coder", "coders"),
        "codings.csv:1: the columns are",
    ),
    "metadata of other columns": (
        lambda f: changed(f / FILE, '"name": "heading"', '"name": "header"'),
        "items.csv has the columns",
    ),
    "metadata of another type": (
        lambda f: changed(f / FILE, '"datatype": "double"', '"datatype": "string"'),
        "expected 'double'",
    ),
    "metadata without a key": (
        lambda f: changed(f / FILE, '"primaryKey"', '"key"'),
        "has the key None",
    ),
    "a formula": (
        lambda f: changed(f / "items.csv", "'=cmd", "=cmd"),
        "a spreadsheet would run it",
    ),
    "no number": (
        lambda f: changed(f / "mappings.csv", ",0.9,", ",much,"),
        "confidence is 'much', which is no double",
    ),
    "no such state": (
        lambda f: changed(f / "coverage.csv", ",addressed,", ",fine,"),
        "state is 'fine'; expected one of addressed, thin",
    ),
    "no IRI": (
        lambda f: changed(f / "items.csv", "https://", "://"),
        "expected an IRI",
    ),
    "a file that is not described": (
        lambda f: changed(Path(shutil.copy(f / "links.csv", f / "more.csv")), "\r\n", "\n"),
        "more.csv is there, and csv-metadata.json does not describe it",
    ),
    "a file that is gone": (lambda f: (f / "links.csv").unlink(), "links.csv: there is no such"),
    "an empty file": (lambda f: rewrite(f / "links.csv", lambda _: b""), "links.csv: is empty"),
    "garbage": (lambda f: rewrite(f / "links.csv", lambda _: b"\xff\xfe"), "not UTF-8"),
    "a file that ends too early": (
        lambda f: rewrite(f / "items.csv", lambda content: content[:-30]),
        "cells for 21 columns",
    ),
    "no metadata": (lambda f: (f / FILE).unlink(), "there is no such file"),
    "metadata that are none": (
        lambda f: rewrite(f / FILE, lambda _: b"[]"),
        "has no list of tables",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_check_csvw_speaks(tables: Path, fault: str) -> None:
    assert check_csvw(tables) == []
    break_it, sentence = FAULTS[fault]
    break_it(tables)
    said = check_csvw(tables)
    assert [each for each in said if sentence in each], said


def test_checkers_read_archives(made: Build, tmp_path: Path) -> None:
    for name, check in (("csvw", check_csvw), ("parquet", check_parquet)):
        export(made, name, tmp_path / f"{name}.zip", Wish(frameworks=["odd"]))
        assert check(tmp_path / f"{name}.zip") == []
        assert check(tmp_path / "nothing.zip")


def test_metadata_say_which_triples_the_cells_are(folders: dict[str, Path]) -> None:
    said = json.loads((folders["csvw"] / FILE).read_text(encoding="utf-8"))
    tables = {each["url"]: each["tableSchema"] for each in said["tables"]}
    columns = {each["name"]: each for each in tables["classifications.csv"]["columns"]}
    assert tables["classifications.csv"]["aboutUrl"] == "{+iri}"
    assert columns["facet"]["propertyUrl"] == f"{BASE}ns#onFacet"
    assert columns["facet"]["valueUrl"] == f"{BASE}id/facet-{{facet}}"
    assert columns["status"]["valueUrl"] == f"{BASE}ns#{{status}}"
    assert columns["concept"]["dc:references"] == "concepts.iri"
    leading = [key["columnReference"] for key in tables["classifications.csv"]["foreignKeys"]]
    assert ["item"] in leading
    assert ["concept"] not in leading  # one is undetermined
    mapping = {each["name"]: each for each in tables["mappings.csv"]["columns"]}
    assert "propertyUrl" not in mapping["negative"]


def test_check_csvw_counts_what_it_does_not_repeat(tables: Path) -> None:
    path = tables / "classifications.csv"
    path.write_text(path.read_text(encoding="utf-8").replace(",accepted,", ",agreed,"), "utf-8")
    said = check_csvw(tables)
    assert len(said) == MOST + 1
    assert "more of this kind: value" in said[-1]


def rewritten(path: Path, change: Callable[[Any], Any]) -> None:
    table = pq.read_table(path)
    with pq.ParquetFile(path) as file:
        words = file.metadata.metadata[METADATA.encode()]
    changed = change(table)
    pq.write_table(changed.replace_schema_metadata({METADATA: words}), path)


WRONG: dict[str, tuple[Callable[[Path], None], str]] = {
    "a file that is gone": (lambda f: (f / "links.parquet").unlink(), "links.parquet is not there"),
    "a file that ends too early": (
        lambda f: rewrite(f / "items.parquet", lambda content: content[:-9]),
        "items.parquet cannot be read",
    ),
    "a page that is damaged": (
        lambda f: rewrite(f / "items.parquet", damaged),
        "items.parquet cannot be read",
    ),
    "another column": (
        lambda f: rewritten(f / "agents.parquet", lambda t: t.drop_columns(["label"])),
        "agents.parquet has the columns",
    ),
    "another type": (
        lambda f: rewritten(
            f / "facets.parquet", lambda t: t.set_column(6, "level", t["level"].cast(pa.string()))
        ),
        "facets.parquet: level is",
    ),
    "a row twice": (
        lambda f: rewritten(f / "works.parquet", lambda t: pa.concat_tables([t, t.slice(0, 1)])),
        "stands in two rows",
    ),
    "fewer rows": (
        lambda f: rewritten(f / "coverage.parquet", lambda t: t.slice(1)),
        "rows, and says",
    ),
    "a foreign key that leads nowhere": (
        lambda f: rewritten(f / "concepts.parquet", lambda t: t.slice(40)),
        "lead to no row of concepts.parquet",
    ),
    "another file": (
        lambda f: rewrite(Path(shutil.copy(f / "links.parquet", f / "more.parquet")), damaged),
        "more.parquet is no table of an export",
    ),
}


@pytest.mark.parametrize("fault", WRONG)
def test_check_parquet_speaks(folders: dict[str, Path], tmp_path: Path, fault: str) -> None:
    folder = shutil.copytree(folders["parquet"], tmp_path / "parquet")
    assert check_parquet(folder) == []
    break_it, sentence = WRONG[fault]
    break_it(folder)
    said = check_parquet(folder)
    assert [each for each in said if sentence in each], said


def test_parquet_says_what_it_is(made: Build, folders: dict[str, Path]) -> None:
    with pq.ParquetFile(folders["parquet"] / "items.parquet") as file:
        said = json.loads(file.metadata.metadata[METADATA.encode()])
        field = file.schema_arrow.field("heading")
    assert said["build"] == made.name
    assert "https://creativecommons.org/licenses/by/4.0/" in said["licences"]
    assert said["rights"]
    assert said["leads_to"]["work"] == "works.iri"
    assert field.metadata[b"description"] == b"The heading below which it stands."


def test_parquet_names_the_extra_it_needs(
    made: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match=r"airm-graph\[parquet\]"):
        export(made, "parquet", tmp_path / "parquet", Wish())
    assert list(tmp_path.iterdir()) == []


def test_formats_name_what_checks_them() -> None:
    assert [FORMATS[name].checker.rpartition(":")[2] for name in ("csvw", "parquet")] == [
        "check_csvw",
        "check_parquet",
    ]


# ---------------------------------------------------------------- reading them again


def test_only_wanted_sources_are_read(tables: Path) -> None:
    changed(tables / "items.toml", '    "made1",\n', "")
    sources = read("table", [tables / "items.csv", tables / "items.toml"], Log())
    assert [source.about.id for source in sources] == ["odd1"]


@pytest.mark.parametrize(
    ("break_it", "message"),
    [
        (lambda f: changed(f / "items.toml", '"made1"', '"mad1"'), "did you mean 'made1'"),
        (lambda f: changed(f / "items.toml", "metadata", "meta"), "has metadata and a list"),
        (lambda f: changed(f / "items.toml", '"csv-', '"../csv-'), "a file beside it"),
        (lambda f: changed(f / FILE, "id/tables-", "id/"), "that airm-graph exported"),
        (lambda f: changed(f / "items.csv", ",key,", ",keys,"), "has no column 'key'"),
        (lambda f: changed(f / "links.csv", "\r\n", "\r\na,b\r\n"), "has 2 cells for 14 columns"),
        (lambda f: rewrite(f / "mappings.csv", lambda _: b""), "mappings.csv: is empty"),
        (lambda f: changed(f / "sources.csv", ",publisherFiling,", ",guess,"), "method 'guess'"),
    ],
)
def test_tables_that_are_no_export_are_refused(
    tables: Path, break_it: Callable[[Path], None], message: str
) -> None:
    break_it(tables)
    with pytest.raises(SourceError, match=message):
        read("table", [tables], Log())


def test_a_row_that_cannot_be_is_left_out_and_logged(tables: Path) -> None:
    changed(tables / "codings.csv", ",complete,complete,", ",whole,complete,")
    log = Log()
    sources = read("table", [tables], log)
    kept = [record for source in sources for record in source.codings]
    assert all(isinstance(record, Coding) for record in kept)
    assert [defect.done for defect in log.defects] == ["refused"]
    assert "extraction is 'whole'" in log.defects[0].what
