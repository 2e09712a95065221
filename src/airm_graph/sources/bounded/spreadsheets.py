"""XLSX workbooks read as text, after a look at what they unpack to."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile, ZipInfo

from ...errors import SourceError, nearest
from ...resources import shown
from .archives import checked_archive, pieces
from .regular_files import one_line, opened

MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
MAX_CELLS = 2_000_000
MAX_TAGS = 1_000_000  # "<" in one part of a workbook; the largest known sheet has 160,695
MAX_CELL = 131_072  # characters; a spreadsheet program writes at most 32,767

DOCUMENT_TYPE = b"<!DOCTYPE"  # XML knows no other spelling, and no entity is declared outside of it
OLD_BINARY = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # how .xls and encrypted .xlsx files start


def sheet_names(path: Path) -> list[str]:
    """The names of a workbook's sheets, in its order."""
    with _workbook(path) as workbook:
        return [str(name) for name in workbook.sheetnames]


def read_sheet(path: Path, sheet: str) -> Iterator[tuple[int, list[str]]]:
    """Yield ``(row number, cells)`` for each row of a sheet that holds anything.

    Cells are text: empty ones ``""``, whole numbers without ``.0``, dates as ISO dates (also what
    the spreadsheet program took for a date, such as the pages "12-13"), ``TRUE`` and ``FALSE``,
    formulas as the value last computed. All rows are as wide as the widest one.
    """
    rows = _rows(path, sheet)
    width = max((len(cells) for _, cells in rows), default=0)
    if width * len(rows) > MAX_CELLS:
        raise SourceError(f"has more than {MAX_CELLS:,} cells", path=shown(path))
    return ((number, cells + [""] * (width - len(cells))) for number, cells in rows)


def _rows(path: Path, sheet: str) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each without the empty cells at its end."""
    found: list[tuple[int, list[str]]] = []
    cells_read = 0
    with _workbook(path) as workbook:
        if sheet not in workbook.sheetnames:
            raise SourceError(
                f"has no sheet {sheet!r}; "
                + nearest(sheet, (one_line(name, 60) for name in workbook.sheetnames)),
                path=shown(path),
            )
        page = workbook[sheet]
        if not hasattr(page, "reset_dimensions"):
            raise SourceError(f"{sheet!r} is a chart; expected a sheet of cells", path=shown(path))
        page.reset_dimensions()  # what the file claims about its size may be wrong
        for number, values in enumerate(page.iter_rows(values_only=True), start=1):
            if number > MAX_ROWS:
                raise SourceError(f"has more than {MAX_ROWS:,} rows", path=shown(path), line=number)
            cells_read += len(values)
            if cells_read > MAX_CELLS:
                raise SourceError(
                    f"has more than {MAX_CELLS:,} cells", path=shown(path), line=number
                )
            cells = _trimmed([_text(value) for value in values])
            if not cells:
                continue
            if len(cells) > MAX_COLUMNS:
                raise SourceError(
                    f"has more than {MAX_COLUMNS:,} columns", path=shown(path), line=number
                )
            if any(len(cell) > MAX_CELL for cell in cells):
                raise SourceError(
                    f"a cell has more than {MAX_CELL:,} characters", path=shown(path), line=number
                )
            found.append((number, cells))
    return found


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    """A workbook opened for reading; whatever openpyxl raises about it becomes one line."""
    import openpyxl  # takes a tenth of a second, which other formats need not wait for

    with opened(path) as file:
        if file.read(8) == OLD_BINARY:
            raise SourceError(
                "is an old .xls or an encrypted workbook; save it as .xlsx without a password",
                path=shown(path),
            )
    with checked_archive(path) as archive:
        for part in archive.infolist():
            _refuse_hostile_part(archive, part, path)
    try:
        with opened(path) as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validations, which are not read
            workbook = openpyxl.load_workbook(
                file, read_only=True, data_only=True, keep_links=False
            )
            try:
                yield workbook
            finally:
                workbook.close()
    except SourceError:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises anything on a damaged workbook
        raise SourceError(
            f"is no workbook that can be read: {one_line(type(error).__name__)}"
            f" {one_line(error)}; expected an intact .xlsx",
            path=shown(path),
        ) from None


def _refuse_hostile_part(archive: ZipFile, part: ZipInfo, path: Path) -> None:
    """Refuse XML that declares entities, or so much of it that its tree would fill the memory."""
    tags, tail = 0, b""
    for piece in pieces(archive, part, path):
        tags += piece.count(b"<")  # in every encoding that the XML parser knows
        block = tail + piece.replace(b"\0", b"")  # UTF-16
        tail = block[-20:]
        if DOCUMENT_TYPE in block:
            what = "declares a document type, which no spreadsheet program writes"
        elif tags > MAX_TAGS:
            what = f"has more than {MAX_TAGS:,} XML tags; expected a table of moderate size"
        else:
            continue
        name = one_line(repr(part.filename), 80)
        raise SourceError(f"the part {name} {what}", path=shown(path))


def _trimmed(cells: list[str]) -> list[str]:
    end = len(cells)
    while end and not cells[end - 1]:
        end -= 1
    return cells[:end]


def _text(value: Any) -> str:
    """A cell as text.

    >>> [_text(value) for value in (None, 62.0, True, datetime(2025, 12, 13))]
    ['', '62', 'TRUE', '2025-12-13']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
