"""Tables are read strictly: whatever is damaged is named by file and line, with what is right."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airm_graph.errors import SourceError
from airm_graph.tables import MAX_CELL, read_table

COLUMNS = ("id", "label", "note")
HEADER = b"id\tlabel\tnote\n"
ROW = b"a\tA\t\n"

HEADERS: dict[str, tuple[bytes, str]] = {
    "empty file": (b"", "missing"),
    "left out": (ROW, "'a A '"),
    "renamed": (b"id\tname\tnote\n", "'id name note'"),
    "reordered": (b"label\tid\tnote\n", "'label id note'"),
    "short": (b"id\tlabel\n", "'id label'"),
    "quoted": (b'"id"\tlabel\tnote\n', "'\"id\" label note'"),
    "commas": (b"id,label,note\n", "'id,label,note'"),
    "byte order mark": (b"\xef\xbb\xbf" + HEADER, r"'\ufeffid label note'"),
    "UTF-16": ("id\tlabel\tnote\n".encode("utf-16-le"), r"'i\x00d\x00 \x00l"),
}
ROWS: dict[str, tuple[bytes, str]] = {
    "too few cells": (b"b\tB\n", "the row has 2 cells; expected 3 (id label note)"),
    "too many cells": (b"b\tB\t\t\n", "the row has 4 cells; expected 3 (id label note)"),
    "blank line": (b"\n", "the row has 0 cells; expected 3 (id label note)"),
    "required cell": (b"b\t\t\n", "label is empty; every row needs one"),
    "space before": (b"b\t B\t\n", "label has spaces around 'B'; remove them"),
    "space after": (b"b\tB\tx \n", "note has spaces around 'x'; remove them"),
    "only a space": (b"b\tB\t \n", "note has spaces around ''; remove them"),
    "no-break space": ("b\tB\u00a0\t\n".encode(), "label has spaces around 'B'; remove them"),
    "control": (b"b\tB\x07B\t\n", r"label has the control character '\x07'; remove it"),
    "null": (b"b\tB\x00B\t\n", r"label has the control character '\x00'; remove it"),
    "Latin-1": ("b\tGipi\u00e9kis\t\n".encode("latin-1"), "label is not UTF-8; save the file so"),
    "too long": (b"b\tB\t" + b"x" * (MAX_CELL + 1) + b"\n", "note has more than 20,000 characters"),
    "beyond the reader": (b"b\tB\t" + b"x" * 200_000 + b"\n", "field larger than field limit"),
}


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables") / "table.tsv"


def message(table: Path, data: bytes) -> str:
    table.write_bytes(data)
    with pytest.raises(SourceError) as caught:
        list(read_table(table, COLUMNS, required=("id", "label")))
    return str(caught.value)


@pytest.mark.parametrize("name", HEADERS)
def test_a_wrong_header_is_shown_beside_the_right_one(table: Path, name: str) -> None:
    data, found = HEADERS[name]
    said = message(table, data)
    assert said.startswith(f"{table}:1: the header is {found}")
    assert said.endswith("; expected 'id label note'")


@pytest.mark.parametrize("name", ROWS)
def test_a_wrong_row_is_named_by_line(table: Path, name: str) -> None:
    row, found = ROWS[name]
    assert message(table, HEADER + ROW * 300 + row + ROW).startswith(f"{table}:302: {found}")


def test_what_a_file_may_look_like(table: Path) -> None:
    """Windows line ends, quotes that are only characters, no line end at the end."""
    table.write_bytes(b'id\tlabel\tnote\r\na\t"A"\t\r\nb\tB "b" \'b\'\tx')
    assert list(read_table(table, COLUMNS)) == [
        (2, {"id": "a", "label": '"A"', "note": ""}),
        (3, {"id": "b", "label": "B \"b\" 'b'", "note": "x"}),
    ]


def test_a_table_without_rows_is_empty(table: Path) -> None:
    table.write_bytes(HEADER)
    assert list(read_table(table, COLUMNS)) == []


cells = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=12).map(str.strip)


@given(
    rows=st.lists(st.tuples(cells.filter(bool), cells, cells), max_size=6),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_what_is_written_is_what_is_read(
    table: Path, rows: list[tuple[str, str, str]], end: str
) -> None:
    text = "".join("\t".join(row) + end for row in [COLUMNS, *rows])
    table.write_bytes(text.encode())
    found = list(read_table(table, COLUMNS, required=("id",)))
    assert found == [
        (line, dict(zip(COLUMNS, row, strict=True))) for line, row in enumerate(rows, start=2)
    ]
