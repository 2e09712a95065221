"""Tab-separated tables, read strictly: what is wrong is named by file and line."""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from .errors import SourceError
from .resources import shown

MAX_CELL = 20_000  # characters; a longer cell is a shifted or hostile file, not a definition

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")  # no label needs one, and not every format has them
UNDECODED = re.compile("[\udc80-\udcff]")  # how "surrogateescape" marks bytes that are not UTF-8

Row = dict[str, str]


def read_table(
    path: Path, columns: Sequence[str], required: Sequence[str] = ()
) -> Iterator[tuple[int, Row]]:
    """Yield ``(line, row)`` for each data row.

    Args:
        path: A UTF-8 file with a header line; cells are separated by tabs and never quoted.
        columns: The header that the file must have, in this order.
        required: Columns that must not be empty.

    Raises:
        SourceError: The header differs, a row has too few or too many cells, a required cell is
            empty, a cell is too long, has surrounding spaces or a control character, or the file is
            not UTF-8.
    """
    name = shown(path)
    line = 1
    try:
        with path.open(newline="", encoding="utf-8", errors="surrogateescape") as file:
            reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
            header = next(reader, [])
            if header != list(columns):
                found = repr(" ".join(header)) if header else "missing"  # repr shows a stray mark
                raise SourceError(
                    f"the header is {found:.200}; expected {' '.join(columns)!r}", path=name, line=1
                )
            for line, cells in enumerate(reader, start=2):
                yield line, _row(cells, columns, required, name, line)
    except csv.Error as error:
        raise SourceError(str(error), path=name, line=line + 1) from None


def _row(
    cells: list[str], columns: Sequence[str], required: Sequence[str], name: str, line: int
) -> Row:
    if len(cells) != len(columns):
        raise SourceError(
            f"the row has {len(cells)} cells; expected {len(columns)} ({' '.join(columns)})",
            path=name,
            line=line,
        )
    row = dict(zip(columns, cells, strict=True))
    for column, cell in row.items():
        if UNDECODED.search(cell):
            raise SourceError(f"{column} is not UTF-8; save the file so", path=name, line=line)
        if len(cell) > MAX_CELL:
            raise SourceError(
                f"{column} has more than {MAX_CELL:,} characters", path=name, line=line
            )
        if cell != cell.strip():
            raise SourceError(
                f"{column} has spaces around {cell.strip()[:40]!r}; remove them",
                path=name,
                line=line,
            )
        if found := CONTROL.search(cell):
            raise SourceError(
                f"{column} has the control character {found[0]!r}; remove it", path=name, line=line
            )
        if not cell and column in required:
            raise SourceError(f"{column} is empty; every row needs one", path=name, line=line)
    return row
