"""Workbooks: their cells as text, and nothing that expands."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hostile import HEAD, MAIN, confined, refusal, sheet_xml, workbook, write
from openpyxl.chart import BarChart, Reference

from airm_graph.sources import bounded


def written(folder: Path, cells: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Risks", 0)
    for row in cells:
        sheet.append(row)
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1))
    book.create_chartsheet("Chart").add_chart(chart)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def test_sheet_cells_are_text(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        [
            ["id", "page", None],
            [],
            [62.0, date(2025, 12, 13), True, 0.5, "=1+1"],
            [12, datetime(2025, 12, 13, 10, 30), " x\ny ", "#N/A"],
        ],
    )
    assert bounded.sheet_names(path) == ["Risks", "Sheet", "Chart"]
    assert list(bounded.read_sheet(path, "Risks")) == [
        (1, ["id", "page", "", ""]),
        (3, ["62", "2025-12-13", "TRUE", "0.5"]),  # a formula never computed is empty
        (4, ["12", "2025-12-13T10:30:00", " x\ny ", "#N/A"]),
    ]
    assert list(bounded.read_sheet(path, "Sheet")) == []
    wrong = refusal(lambda given: bounded.read_sheet(given, "Riscs"), path)
    assert wrong == ": has no sheet 'Riscs'; did you mean 'Risks'?"
    chart = refusal(lambda given: bounded.read_sheet(given, "Chart"), path)
    assert chart == ": 'Chart' is a chart; expected a sheet of cells"


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    old = write(tmp_path, "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000))
    assert "is an old .xls or an encrypted workbook; save" in refusal(bounded.sheet_names, old)
    text = write(tmp_path, "b.xlsx", b"id,label\n")
    assert ": is not a ZIP file: " in refusal(bounded.sheet_names, text)
    with zipfile.ZipFile(tmp_path / "c.xlsx", "w") as archive:
        archive.writestr("a.txt", "a")
    assert "expected an intact .xlsx" in refusal(bounded.sheet_names, tmp_path / "c.xlsx")


ROW = '<row r="1"><c r="A1" t="inlineStr"><is><t>{}</t></is></c></row>'

DOCTYPE = (
    '<!DOCTYPE x [<!ENTITY a "xxxxxxxxxx">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)

WORKBOOKS: dict[str, tuple[dict[str, bytes], str]] = {
    "entities in a sheet": (
        {"sheet1": sheet_xml(ROW.format("&j;"), DOCTYPE)},
        "the part 'xl/worksheets/sheet1.xml' declares a document type, which no",
    ),
    "entities in UTF-16": (
        {"sheet1": sheet_xml(ROW.format("&j;"), DOCTYPE).decode()[38:].encode("utf-16")},
        "the part 'xl/worksheets/sheet1.xml' declares a document type",
    ),
    "entities in texts": (
        {"sharedStrings": f'{DOCTYPE}<sst xmlns="{MAIN}"><si><t>&j;</t></si></sst>'.encode()},
        "the part 'xl/sharedStrings.xml' declares a document type",
    ),
    "entities in styles": (
        {"styles": f"{DOCTYPE}<styleSheet/>".encode()},
        "the part 'xl/styles.xml' declares a document type",
    ),
    "a part of zeros": (
        {"sheet1": b"0" * 60_000_000},
        "the entry 'xl/worksheets/sheet1.xml' unpacks to more than 200 times its size",
    ),
    "a part of gigabytes": (
        {"sheet1": b"0" * 65_000_000},
        "the entry 'xl/worksheets/sheet1.xml' unpacks to 65 MB; entries are read up to 64 MB",
    ),
    "tags": (
        {"sheet1": sheet_xml("<row>" + "".join(f"<c><v>{n}</v></c>" for n in range(300_000)))},
        "the part 'xl/worksheets/sheet1.xml' has more than 1,000,000 XML tags",
    ),
    "far row": (
        {"sheet1": sheet_xml('<row r="999999999999"><c t="b"><v>1</v></c></row>')},
        ":200001: has more than 200,000 rows",
    ),
    "far column": (
        {"sheet1": sheet_xml('<row r="1"><c r="XFD1" t="b"><v>1</v></c></row>')},
        ":1: has more than 1,000 columns",
    ),
    "far corner": (
        {"sheet1": sheet_xml('<row><c r="XFD1"/></row>' * 1000)},
        "has more than 2,000,000 cells",
    ),
    "wide and long": (
        {
            "sheet1": sheet_xml(
                '<row><c r="ALL1" t="b"><v>1</v></c></row>'
                + '<row><c t="b"><v>1</v></c></row>' * 5000
            )
        },
        ": has more than 2,000,000 cells",
    ),
    "long cell": (
        {"sheet1": sheet_xml(ROW.format("x" * 200_000))},
        ":1: a cell has more than 131,072 characters",
    ),
    "no XML": ({"sheet1": b"<worksheet"}, "expected an intact .xlsx"),
    "wrong number": ({"sheet1": sheet_xml("<row><c><v>x</v></c></row>")}, "expected an intact"),
    "missing text": (
        {"sheet1": sheet_xml('<row><c t="s"><v>9</v></c></row>')},
        "expected an intact .xlsx",
    ),
}


@pytest.mark.parametrize("case", WORKBOOKS)
def test_hostile_workbooks(case: str, tmp_path: Path) -> None:
    parts, expected = WORKBOOKS[case]
    assert expected in confined("sheet", workbook(tmp_path / "a.xlsx", **parts))


def test_a_sheet_may_claim_to_be_larger_than_it_is(tmp_path: Path) -> None:
    claim = f'<worksheet xmlns="{MAIN}"><dimension ref="A1:XFD1048576"/><sheetData>'
    content = f"{HEAD}{claim}{ROW.format('a')}</sheetData></worksheet>".encode()
    path = workbook(tmp_path / "a.xlsx", sheet1=content)
    assert list(bounded.read_sheet(path, "Risks")) == [(1, ["a"])]


def test_openpyxl_itself_expands_no_entities(tmp_path: Path) -> None:
    """A second lock behind ours: without defusedxml, openpyxl would expand them."""
    assert openpyxl.DEFUSEDXML
    sheet1 = sheet_xml(ROW.format("&e;"), '<!DOCTYPE x [<!ENTITY e "x">]>')
    path = workbook(tmp_path / "a.xlsx", sheet1=sheet1)
    with path.open("rb") as file, pytest.raises(ValueError, match="could not read") as caught:
        list(openpyxl.load_workbook(file, read_only=True)["Risks"].iter_rows())
    assert "EntitiesForbidden" in str(caught.value.__cause__)
