"""A table found by the names of its columns, in a CSV file or on a sheet of a workbook.

Publishers put titles and notes above a table, rename sheets and add columns; the names of the
columns are what stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..bounded import read_csv, read_sheet, sheet_names

HEADER_WITHIN = 40  # rows; a table that starts further down is not the main one of its sheet


@dataclass(frozen=True, slots=True)
class Table:
    """The rows below a header, each by column name, and what stands above the header.

    ``ragged`` holds the rows of a CSV file that have more or fewer cells than the header: a quote
    or comma is missing in them, so their cells may stand in the wrong columns.
    """

    path: Path
    sheet: str
    above: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]
    ragged: tuple[tuple[int, int], ...]


def find_table(path: Path, columns: Sequence[str], named: str = "") -> Table | None:
    """The first table with all ``columns``, or None.

    Args:
        path: A CSV file or an XLSX workbook.
        columns: Names that the header must hold, in any order; other columns may stand between.
        named: A word: sheets with it in their name are the only ones read, if there are any.
    """
    if path.suffix.lower() == ".csv":
        return _table(path, "", read_csv(path), columns)
    sheets = sheet_names(path)
    for sheet in [name for name in sheets if named.lower() in name.lower()] or sheets:
        if table := _table(path, sheet, read_sheet(path, sheet), columns):
            return table
    return None


def _table(
    path: Path, sheet: str, rows: Iterable[tuple[int, list[str]]], columns: Sequence[str]
) -> Table | None:
    header: list[str] = []
    above: list[str] = []
    found: list[tuple[int, dict[str, str]]] = []
    ragged: list[tuple[int, int]] = []
    for seen, (number, cells) in enumerate(rows, start=1):
        if header:
            if len(cells) != len(header):  # sheets are padded, so this is a CSV file
                ragged.append((number, len(cells)))
            elif any(cell.strip() for cell in cells):
                # Reversed, so that the first of two columns with one name wins.
                found.append((number, dict(zip(reversed(header), reversed(cells), strict=True))))
            continue
        names = [" ".join(cell.split()) for cell in cells]
        if set(columns) <= set(names):
            header = names
        elif seen >= HEADER_WITHIN:
            return None
        else:
            above += [name for name in names if name]
    if not header:
        return None
    return Table(path, sheet, tuple(above), tuple(found), tuple(ragged))
