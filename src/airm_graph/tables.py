"""Tab-separated tables, read strictly: what is wrong is named by file and line."""

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

from .errors import SourceError
from .resources import shown

MAX_CELL = 20_000  # characters; a longer cell is a shifted or hostile file, not a definition

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
            empty, a cell is too long or has surrounding spaces, or the file is not UTF-8.
    """
    name = shown(path)
    line = 1
    try:
        with path.open(newline="", encoding="utf-8", errors="strict") as file:
            reader = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
            header = next(reader, [])
            if header != list(columns):
                raise SourceError(
                    f"the header is {' '.join(header) or 'missing'}; expected {' '.join(columns)}",
                    path=name,
                    line=1,
                )
            for line, cells in enumerate(reader, start=2):
                yield line, _row(cells, columns, required, name, line)
    except UnicodeDecodeError as error:
        raise SourceError(f"not UTF-8 near byte {error.start}", path=name) from None
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
        if not cell and column in required:
            raise SourceError(f"{column} is empty; every row needs one", path=name, line=line)
    return row
