"""The mitigation database: the publisher's export gives what the catalogue holds, and the words."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from airm_graph.errors import SourceError
from airm_graph.identifiers import LOCAL
from airm_graph.records import Classification, Filing, Source
from airm_graph.resources import root
from airm_graph.sources import catalogue
from airm_graph.sources.log import Defect, Log
from airm_graph.sources.mit.mitigations import COLUMNS, read

SHARED = Path(__file__).parents[3] / "shared" / "data" / "mit"
DATABASE = SHARED / "mitigation-database-2025-07-23.csv"
needs_data = pytest.mark.skipif(not DATABASE.exists(), reason="needs the shared data")

# Our own reading disputes that this row is a measure; its publisher files it as one.
DISPUTED = "mitigation-mitv1-A0972"


@pytest.fixture(scope="module")
def whole() -> tuple[Source, Log]:
    log = Log()
    (source,) = read([SHARED], log)
    return source, log


@pytest.fixture(scope="module")
def committed() -> Source:
    folder = root() / "data" / "catalogue" / "mitigation-database" / "2025-07-23"
    return catalogue.read(folder)


def bare_filing(filing: Filing) -> Filing:
    status = "accepted" if filing.id == DISPUTED else filing.status
    return replace(filing, path="", line=0, status=status)


def bare_classification(item: Classification) -> Classification:
    status = "accepted" if item.id == DISPUTED else item.status
    return replace(item, path="", line=0, status=status)


def said(log: Log, what: str) -> list[Defect]:
    return [defect for defect in log.defects if what in defect.what]


@needs_data
def test_the_export_says_what_the_catalogue_holds(
    whole: tuple[Source, Log], committed: Source
) -> None:
    source, _ = whole
    assert len(source.filings) == len(source.classifications) == 831
    assert list(map(bare_filing, source.filings)) == list(map(bare_filing, committed.filings))
    assert list(map(bare_classification, source.classifications)) == list(
        map(bare_classification, committed.classifications)
    )
    assert [replace(agent, path="", line=0) for agent in committed.agents] == list(source.agents)
    for name in ("id", "of", "type", "title", "version", "issued", "creators", "address", "agent"):
        assert getattr(source.about, name) == getattr(committed.about, name), name
    assert not source.works  # the catalogue knows all 13
    assert not source.codings
    own = {filing.status for filing in source.filings if filing.id == DISPUTED}
    assert own == {"accepted"}


@needs_data
def test_the_words_come_with_it(whole: tuple[Source, Log]) -> None:
    source, _ = whole
    rows = {filing.id for filing in source.filings}
    works = {filing.work for filing in source.filings}
    definitions = [text for text in source.texts if text.id in rows]
    assert len(definitions) == 831 - 11
    assert {text.property for text in definitions} == {"definition"}
    about_works = [text for text in source.texts if text.id in works]
    assert (len(about_works), len({text.id for text in about_works})) == (13 + 10, 13)
    categories = {text.id for text in source.texts} - rows - works
    assert len(categories) == 4 + 23
    assert "category-mitv1-3_1" in categories


@needs_data
def test_every_defect_is_in_the_log(whole: tuple[Source, Log]) -> None:
    _, log = whole
    assert len(said(log, "has no definition")) == 11
    assert len(said(log, "has no abstract")) == 3
    (government,) = said(log, "a government agency issued it")
    assert government.place.endswith("NIST2024")
    mended = said(log, "broken or misspelt word is mended")
    assert len(mended) == 8
    assert {defect.done for defect in mended} == {"mended"}
    assert len(said(log, "blanks around or within the name")) == 119
    summary = log.summary()
    assert summary["read"] == 831 + 13 + 27
    assert summary["refused"] == 0
    assert summary["read"] == summary["kept"] + summary["mended"] + summary["refused"]


@needs_data
def test_the_same_file_gives_the_same_source(committed: Source) -> None:
    first, second = read([DATABASE], Log()), read([DATABASE], Log())
    assert first == second
    assert first[0].about.checksum == committed.about.checksum


def write_csv(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


ROWS = [
    list(COLUMNS),
    ["A2001_Gipiškis2024", " Model  audits\t", "Someone looks.", "Gipiškis2024",
     "3.1 Testing & Auditing"],
    ["A2002_Ångström2031", "Watch pre- dictions", "Predictions are watched.", "Ångström2031",
     "2.X Technical & Security Control not otherwise categorized"],
    ["A2002_Ångström2031", "Same key", "", "Ångström2031", "X.X Control not otherwise categorized"],
    ["A2003_Other2030", "Foreign code", "Said.", "Ångström2031", "2.3.1 Something of version two"],
    ["A2004_Gipiškis2024", "Another label", "Said.", "Gipiškis2024", "3.1 Something else"],
    ["", "No key", "Said.", "Gipiškis2024", "3.1 Testing & Auditing"],
]  # fmt: skip


def test_a_newer_export_brings_its_new_document(tmp_path: Path) -> None:
    database = write_csv(tmp_path / "export-2031-02-03.csv", ROWS)
    documents = write_csv(
        tmp_path / "documents.csv",
        [
            ["ShortRef", "DocumentID", "Title", "First author", "Year", "Abstract", "Description",
             "URL", "DOI", "Type"],
            ["Ångström2031", "99", "Watching models ", "Ångström", "2031", "We watch.", "", "-",
             "10.1000/1", "Preprint"],
        ],
    )  # fmt: skip
    log = Log()
    (source,) = read([documents, database], log)
    (work,) = source.works
    assert (work.id, work.title, work.creators) == (
        "framework-angstrom2031", "Watching models", ("Ångström",),
    )  # fmt: skip
    assert (work.year, work.address, work.kind) == ("2031", "https://doi.org/10.1000/1", "")
    labels = {filing.id: filing.label for filing in source.filings}
    assert labels == {
        "mitigation-mitv1-A2001": "Model audits",
        "mitigation-mitv1-A2002": "Watch predictions",
        "mitigation-mitv1-A2002-2": "Same key",
        "mitigation-mitv1-A2003": "Foreign code",
        "mitigation-mitv1-A2004": "Another label",
    }
    assert all(LOCAL.fullmatch(filing.id) for filing in source.filings)
    assert [item.concept for item in source.classifications] == ["3.1", "2.X", "X.X"]
    (coding,) = source.codings
    assert (coding.work, coding.extraction, coding.coded) == (work.id, "unknown", "partial")
    assert (source.about.version, source.about.issued) == ("2031-02-03", "2031-02-03")
    assert len(said(log, "is no code of the taxonomy")) == 2
    assert len(said(log, "the key stands twice")) == 1
    assert len(said(log, "names another source")) == 1
    assert log.summary()["refused"] == 1


def test_a_workbook_is_read_by_its_header(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Read me"  # type: ignore[union-attr]
    sheet = workbook.create_sheet("Any name")
    sheet.append(["Made on some day"])
    for row in ROWS[:3]:
        sheet.append(["", *row])
    path = tmp_path / "database.xlsx"
    workbook.save(path)
    (source,) = read([path], Log())
    assert [filing.id[-5:] for filing in source.filings] == ["A2001", "A2002"]
    assert (source.about.version, source.about.issued) == ("1", "")
    assert source.works[0].title == "Ångström2031"  # no table of documents says more


def test_a_shifted_row_is_refused(tmp_path: Path) -> None:
    log = Log()
    (source,) = read([write_csv(tmp_path / "a.csv", [*ROWS[:2], ROWS[2][:3]])], log)
    assert len(source.filings) == 1
    assert log.summary() == {"read": 2, "kept": 0, "mended": 1, "refused": 1}


def test_categories_of_another_version_are_refused(tmp_path: Path) -> None:
    taxonomy = tmp_path / "taxonomy.json"
    inner = [{"code": "3.1", "name": "Renamed"}, {"code": "9.9", "name": "New"}]
    entry = {"code": "3", "name": "Operational Process Controls", "description": "Our words."}
    taxonomy.write_text(json.dumps({"categories": [{**entry, "subcategories": inner}]}))
    log = Log()
    (source,) = read([write_csv(tmp_path / "a.csv", ROWS[:2]), taxonomy], log)
    assert [text.id for text in source.texts if text.property == "note"] == ["category-mitv1-3"]
    assert log.summary()["refused"] == 2


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([["id", "name"], ["1", "x"]], "is no file of the mitigation database; expected"),
        ([ROWS[0], ROWS[4]], "no row has a code of the first taxonomy"),
    ],
)
def test_what_is_no_database_is_one_line(tmp_path: Path, rows: list[list[str]], what: str) -> None:
    path = write_csv(tmp_path / "a.csv", rows)
    with pytest.raises(SourceError, match=what) as caught:
        read([path], Log())
    assert "\n" not in str(caught.value)


def test_two_databases_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="holds no mitigation database"):
        read([tmp_path], Log())
    write_csv(tmp_path / "a.csv", ROWS[:2])
    write_csv(tmp_path / "b.csv", ROWS[:2])
    with pytest.raises(SourceError, match=r"second database beside a\.csv"):
        read([tmp_path], Log())
