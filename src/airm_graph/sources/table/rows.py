"""The rows of any flat table: CSV, TSV, a sheet of a workbook, or a JSON list of objects."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...resources import shown
from ..bounded import read_csv, read_json, read_sheet, sheet_names

ENDINGS = (".csv", ".tsv", ".xlsx", ".json")
FIELD = re.compile(r"\{([^{}]*)\}")

Row = dict[str, tuple[str, ...]]  # a cell of a JSON object may hold several texts


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a table and its rows with their places.

    Of some places, ``wrong`` says what is wrong with the form of the row, ``short`` how many cells
    are missing at its end, which are read as empty, and ``nested`` which of its cells hold objects,
    which are read as their JSON text.
    """

    path: Path
    columns: tuple[str, ...]
    rows: tuple[tuple[str, Row], ...]
    wrong: dict[str, str]
    short: dict[str, int]
    nested: dict[str, list[str]]


def read_rows(path: Path, sheet: str = "", header: int = 0, delimiter: str = "") -> Table:
    """The table of a file.

    Args:
        path: A file with one of the ``ENDINGS``.
        sheet: Which sheet of a workbook; needed if it has several.
        header: The line or row of the column names; the first one unless given.
        delimiter: What parts the cells of a CSV file, if not a comma.

    Raises:
        SourceError: The file cannot be read, or two columns have the same name.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise SourceError(
            f"ends in {path.suffix!r}; expected a table: {', '.join(ENDINGS)}", path=shown(path)
        )
    if ending == ".json":
        return _objects(path)
    if ending == ".xlsx":
        lines = read_sheet(path, _sheet(path, sheet))
    else:
        lines = read_csv(path, delimiter or ("\t" if ending == ".tsv" else ","))
    return _table(path, lines, header)


def columns_in(text: str) -> list[str]:
    """The columns that a template names, or the text itself, which is then a column.

    >>> columns_in("article-{number}"), columns_in("Title")
    (['number'], ['Title'])
    """
    return FIELD.findall(text) if "{" in text else [text]


def filled(template: str, row: Row) -> str:
    """The cell of a column, or a template filled from the row; empty if any of its cells is.

    >>> filled("article-{number}", {"number": ("9",)}), filled("A {x}", {"x": ()})
    ('article-9', '')
    """
    cells = {column: "; ".join(row[column]) for column in columns_in(template)}
    if "{" not in template:
        return cells[template]
    if not all(cell.strip() for cell in cells.values()):
        return ""
    return FIELD.sub(lambda match: cells[match[1]], template)


def parts(template: str, row: Row, split: str) -> list[str]:
    """The values in a cell, parted at ``split``, without outer spaces and empty ones."""
    cells = row[template] if "{" not in template else (filled(template, row),)
    pieces = [piece for cell in cells for piece in (cell.split(split) if split else [cell])]
    return [" ".join(piece.split()) for piece in pieces if piece.strip()]


def _sheet(path: Path, sheet: str) -> str:
    names = sheet_names(path)
    if sheet or len(names) == 1:
        return sheet or names[0]
    raise SourceError(
        f"has the sheets {', '.join(map(repr, names))}; name one as sheet under [table]",
        path=shown(path),
    )


def _table(path: Path, lines: Iterator[tuple[int, list[str]]], header: int) -> Table:
    columns: tuple[str, ...] = ()
    rows: list[tuple[str, Row]] = []
    wrong: dict[str, str] = {}
    short: dict[str, int] = {}
    for number, cells in lines:
        if not columns:
            if header in (0, number):
                columns = _header(path, number, cells)
            continue
        if not any(cell.strip() for cell in cells):
            continue
        place = str(number)
        spare = [cell for cell in cells[len(columns) :] if cell.strip()]
        if spare:
            wrong[place] = f"has {len(cells)} cells for {len(columns)} columns; left out"
        elif len(cells) < len(columns):
            short[place] = len(columns) - len(cells)
        cells += [""] * (len(columns) - len(cells))
        filled_cells = ((cell,) if cell.strip() else () for cell in cells)
        rows.append((place, dict(zip(columns, filled_cells, strict=False))))
    if not columns:
        where = f"row {header}" if header else "the first row"
        raise SourceError(f"has no column names; expected them in {where}", path=shown(path))
    return Table(path, columns, tuple(rows), wrong, short, {})


def _header(path: Path, number: int, cells: list[str]) -> tuple[str, ...]:
    columns = [
        " ".join(cell.split()) or f"column {position}"
        for position, cell in enumerate(cells, start=1)
    ]
    twice = [column for column, count in Counter(columns).items() if count > 1]
    if twice:
        raise SourceError(
            f"the column {twice[0]!r} is there twice; rename one", path=shown(path), line=number
        )
    return tuple(columns)


def _objects(path: Path) -> Table:
    value = read_json(path)
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise SourceError("is no list of objects; expected one", path=shown(path))
    columns = tuple(dict.fromkeys(column for item in value for column in item))
    rows: list[tuple[str, Row]] = []
    nested: dict[str, list[str]] = {}
    for number, item in enumerate(value, start=1):
        row: Row = {}
        for column in columns:
            cell = item.get(column)
            texts = cell if isinstance(cell, list) else [cell]
            if any(isinstance(text, dict | list) for text in texts):
                nested.setdefault(f"#{number}", []).append(column)
                texts = [json.dumps(cell, ensure_ascii=False)]
            row[column] = tuple(filter(str.strip, map(_text, texts)))
        rows.append((f"#{number}", row))
    return Table(path, columns, tuple(rows), {}, {}, nested)


def _text(value: Any) -> str:
    """A value as a spreadsheet would show it.

    >>> [_text(value) for value in (None, True, 62.0, "x")]
    ['', 'TRUE', '62', 'x']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
