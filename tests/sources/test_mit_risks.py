"""The AI Risk Repository: the workbook gives what the catalogue holds, and the other papers."""

from __future__ import annotations

import csv
import time
from collections import Counter
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
from airm_graph.sources.mit.risks import COLUMNS, LEVEL, read

SHARED = Path(__file__).parents[3] / "shared" / "data" / "mit"
WORKBOOK = SHARED / "ai-risk-repository-v4-2025-12-03.xlsx"
EXCERPT = SHARED / "derived" / "gipiskis2024-risks-v4.csv"
needs_data = pytest.mark.skipif(not WORKBOOK.exists(), reason="needs the shared data")
GIPISKIS = "framework-gipiskis2024"


@pytest.fixture(scope="module")
def whole() -> tuple[Source, Log]:
    log = Log()
    (source,) = read([WORKBOOK], log)
    return source, log


@pytest.fixture(scope="module")
def committed() -> Source:
    return catalogue.read(root() / "data" / "catalogue" / "risk-repository" / "v4")


def bare(filings: tuple[Filing, ...]) -> list[Filing]:
    """Without where they were read, and without kinds: our own reading decides these."""
    return [
        replace(filing, path="", line=0, kind="") for filing in filings if filing.work == GIPISKIS
    ]


def codes(items: tuple[Classification, ...], things: set[str]) -> set[Classification]:
    return {
        replace(item, path="", line=0)
        for item in items
        if item.id in things and item.facet != LEVEL
    }


def said(log: Log, what: str) -> list[Defect]:
    return [defect for defect in log.defects if what in defect.what]


@needs_data
def test_all_rows_of_all_levels(whole: tuple[Source, Log]) -> None:
    source, log = whole
    levels = Counter(item.concept for item in source.classifications if item.facet == LEVEL)
    assert levels == {
        "paper": 74,
        "category": 570,
        "sub-category": 1265,
        "additional-evidence": 665,
    }
    assert Counter(filing.kind for filing in source.filings) == {
        "": 74,
        "risk": 1835,
        "evidence": 665,
    }
    things = {filing.id for filing in source.filings}
    assert len(things) == 2574
    assert all(LOCAL.fullmatch(thing) for thing in things)
    parts = {filing.part_of for filing in source.filings if filing.kind == "evidence"}
    assert parts <= things
    assert {concept.notation for concept in source.concepts} == set(levels)
    # The rows of the database, and the 74 of the sheet of resources.
    assert log.summary() == {"read": 2648, "kept": 1598, "mended": 1050, "refused": 0}
    assert (source.about.id, source.about.version) == ("mitrisk4", "4")
    assert source.about.issued == "2025-12-03"


@needs_data
def test_gipiskis_is_filed_as_in_the_catalogue(
    whole: tuple[Source, Log], committed: Source
) -> None:
    source, _ = whole
    assert len(committed.filings) == 214
    assert bare(source.filings) == bare(committed.filings)


@needs_data
def test_gipiskis_is_coded_as_in_the_catalogue(
    whole: tuple[Source, Log], committed: Source
) -> None:
    """The catalogue leaves out the codes of 42 rows that our own reading takes for no risks."""
    source, _ = whole
    reading = catalogue.read(root() / "data" / "catalogue" / "gipiskis2024" / "reading-2026-11-20")
    things = {filing.id for filing in committed.filings}
    found, held = codes(source.classifications, things), codes(committed.classifications, things)
    assert len(held) == 450
    assert held <= found
    no_risks = {item.id for item in reading.descriptions if item.kind in {"section", "concept"}}
    extra = {item.id for item in found - held}
    assert len(extra) == 42
    assert extra <= no_risks
    assert {item for item in found if item.id not in no_risks} == held


@needs_data
def test_demand_is_that_of_the_catalogue_but_for_one_paper(
    whole: tuple[Source, Log], committed: Source
) -> None:
    """A row of paper 47 has the reference of another year; it is no 20th paper under 7.2."""
    source, log = whole
    held = {item.domain: (item.risks, item.papers) for item in committed.demands}
    found = {item.domain: (item.risks, item.papers) for item in source.demands}
    assert len(found) == 24
    assert found.pop("7.2") == (77, 19)
    assert held.pop("7.2") in {(77, 19), (77, 20)}
    assert found == held
    (reference,) = said(log, "taken as the same paper")
    assert reference.place == "1177 47.04.07"


@needs_data
def test_every_paper_is_one_work(whole: tuple[Source, Log]) -> None:
    source, _ = whole
    filed = {filing.work for filing in source.filings}
    assert len(filed) == 74
    # Gipiškis et al., NIST AI 600-1 and the safety report of 2025 are in the catalogue already,
    # and so may others be that were added since.
    assert {GIPISKIS, "framework-nist2024", "framework-bengio2025"} <= filed
    new = {work.id: work for work in source.works}
    assert set(new) <= filed
    assert not {GIPISKIS, "framework-nist2024", "framework-bengio2025"} & set(new)
    work = new["framework-critch2023"]
    assert (work.creators, work.year) == (("Critch A", "Russell S"), "2023")
    assert work.address == "https://arxiv.org/abs/2306.06924"
    assert all(LOCAL.fullmatch(key) for key in new)
    assert all(work.year and work.address and work.creators for work in new.values())
    codings = Counter((item.facet, item.coded) for item in source.codings)
    assert len(source.codings) == 74 * 4
    assert codings["risk-domain", "complete"] == 28
    assert codings["causal-entity", "complete"] == 33


@needs_data
@pytest.mark.parametrize(
    ("what", "count"),
    [
        ("taken for a date; the pages are", 6),
        ("taken for a date; it is not used", 1),
        ("is used twice", 8),
        ("the key fits no row", 1),
        ("codes beside a row that is no risk", 6),
        ("has no subdomain", 2),
        ("the subdomain counts", 2),
        ("Entity is empty", 5),
        ("the description stands one column to the left", 1),
        ("no category of the paper is so called", 20),
        ("a sign in place of a description", 77),
        ("a broken word or a group is no part of the title", 49),
        ("blanks around or within the title", 1010),
        ("a control character in a text", 1),
        ("has the same DOI", 1),
        ("the resources call it", 2),
    ],
)
def test_every_defect_is_in_the_log(whole: tuple[Source, Log], what: str, count: int) -> None:
    assert len(said(whole[1], what)) == count


@needs_data
def test_the_words_come_with_it(whole: tuple[Source, Log]) -> None:
    source, _ = whole
    assert Counter(text.property for text in source.texts) == {"definition": 1541, "note": 879}
    assert all(text.words == text.words.strip() != "" for text in source.texts)


@needs_data
def test_an_excerpt_says_the_same_about_its_paper(whole: tuple[Source, Log]) -> None:
    log = Log()
    (source,) = read([EXCERPT], log)
    assert source == read([EXCERPT], Log())[0]
    assert bare(source.filings) == bare(whole[0].filings)
    assert not source.demands
    assert said(log, "no demand is counted")


@needs_data
def test_the_workbook_is_read_in_time() -> None:
    start = time.process_time()
    read([WORKBOOK], Log())
    assert time.process_time() - start < 5


def row(key: str, level: str, category: str = "", subcategory: str = "", **cells: str) -> list[str]:
    said = {
        "Title": "A made-up paper",
        "QuickRef": "Ångström2031",
        "Ev_ID": key,
        "Category level": level,
        "Risk category": category,
        "Risk subcategory": subcategory,
        **{name.replace("_", " "): cell for name, cell in cells.items()},
    }
    return [said.get(name, "") for name in COLUMNS]


def written(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["Notes above the table"], list(COLUMNS), *rows])
    return path


CODED = {
    "Entity": "2 - AI",
    "Intent": "3 - Other",
    "Timing": "4 - Not coded",
    "Domain": "7. AI System Safety, Failures, & Limitations",
    "Sub-domain": "7.0 > AI system safety, failures, & limitations",
}


def test_a_small_export(tmp_path: Path) -> None:
    rows = [
        row("01.00.00", "Paper"),
        row("01.01.00", "Risk Category", "Drift ", **CODED),
        row("01.01.01", "Risk Sub-Category", "Drift", "Slow", **{"P.Def": "2031-02-01"}, **CODED),
        row("01.01.01", "Risk Sub-Category", "Drift", "Fast", **{"P.Def": "2031-03-04"}, **CODED),
        row("01.01.01a", "Additional evidence", "Drift", "Fast", **{"Additional ev.": "Seen."}),
        row("01.09.09.b", "Additional evidence", "Drift", "Fast", Entity="1 - Human"),
        row("01.02.01", "Risk Sub-Category", "Nothing", **{"Sub-domain": "9.9 > Unheard of"}),
        row("", "Risk Sub-Category", "Drift", "Keyless", Paper_ID="1"),
        row("01.03.00", "Chapter", "Drift"),
        row("07.01.00", "Risk Category", "Of no paper"),
    ]
    rows[7][3:6] = ["1", "4", "2"]
    log = Log()
    (source,) = read([written(tmp_path / "risks-v5.csv", rows)], log)
    assert source.about.id == "mitrisk5"
    (work,) = source.works
    assert (work.id, work.year, work.title) == ("framework-angstrom2031", "2031", "A made-up paper")
    found = {filing.id.removeprefix("risk-mitrisk5-01_"): filing for filing in source.filings}
    assert {key: filing.part_of[-7:] for key, filing in found.items()} == {
        "00_00": "",
        "01_00": "",
        "01_01": "1_01_00",
        "01_01-2": "1_01_00",
        "01_01-2a": "01_01-2",
        "09_09_b": "01_01-2",
        "02_01": "1_01_00",
        "04_02": "1_01_00",
    }
    assert (found["01_01"].page, found["01_01-2"].page) == ("", "3-4")
    assert found["02_01"].label == "Nothing"
    assert found["09_09_b"].note
    coded = [
        (item.facet, item.concept)
        for item in source.classifications
        if item.id.endswith("01_01-2") and item.facet != LEVEL
    ]
    assert coded == [("causal-entity", "ai"), ("causal-intent", "?"), ("risk-domain", "7")]
    assert not source.demands[0:]  # whole domains count for no subdomain
    assert len(said(log, "is no code of a subdomain")) == 1
    assert len(said(log, "which pages were meant is not certain")) == 1
    assert len(said(log, "put together from its parts")) == 1
    assert len(said(log, "codes beside a row that is no risk: Entity; left out")) == 1
    assert log.summary()["refused"] == 2


def test_the_sheet_is_found_by_its_columns(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.title = "Database explainer"  # type: ignore[union-attr]
    sheet = workbook.create_sheet("Database")
    sheet.append(["Updated: 05 January 2031"])
    sheet.append(COLUMNS)
    sheet.append(row("01.00.00", "Paper"))
    sheet.append(
        row(
            "01.01.00",
            "Risk Category",
            "Drift",
            **{**CODED, "Sub-domain": "7.6 > Multi-agent risks"},
        )
    )
    resources = workbook.create_sheet("Included")
    resources.append(["Paper_ID", "QuickRef", "Title", "Authors (full)", "Year", "DOI", "URL"])
    resources.append(
        [1, "Ångström2030", "A made-up  Paper", "Ångström, A. and Öd, B.", 2030, "-", "-"]
    )
    path = tmp_path / "repository.xlsx"
    workbook.save(path)
    log = Log()
    (source,) = read([tmp_path], log)
    (work,) = source.works
    assert (work.creators, work.year, work.address) == (("Ångström, A.", "Öd, B."), "2030", "")
    assert source.about.issued == "2031-01-05"
    (demand,) = source.demands
    assert (demand.domain, demand.risks, demand.papers) == ("7.6", 1, 1)
    assert len(said(log, "the resources call it")) == 1
    assert len(said(log, "the resources spell the title differently")) == 0


@pytest.mark.parametrize("rows", [[], [row("x", "Paper")]])
def test_what_is_no_repository_is_one_line(tmp_path: Path, rows: list[list[str]]) -> None:
    path = written(tmp_path / "a.csv", rows)
    with pytest.raises(SourceError, match=r"expected") as caught:
        read([path], Log())
    assert "\n" not in str(caught.value)
