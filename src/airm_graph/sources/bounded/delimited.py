"""CSV read as a stream: strict UTF-8, no NUL, no row beyond a limit."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from ...errors import SourceError
from ...resources import shown
from .regular_files import MAX_STREAMED_BYTES, not_utf8, one_line, opened

MAX_ROW_BYTES = 1_000_000  # a spreadsheet's cell ends at 32,767 characters


def read_csv(path: Path, delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield ``(line, cells)`` for each row, the header included; ``line`` is where the row starts.

    A quoted cell may hold line ends. Blank lines are left out. A cell may be as long as
    ``csv.field_size_limit()`` says (131,072 characters unless someone changed it), which is not
    changed here because it belongs to the whole process; a row ends at ``MAX_ROW_BYTES`` anyway.

    Raises:
        SourceError: The file is larger than ``MAX_STREAMED_BYTES`` or not UTF-8, or a row is too
            long, holds NUL, or has its quotes in the wrong place.
    """
    lines = _Lines(path)
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            if cells:
                yield start, cells
            start = reader.line_num + 1
            lines.row_bytes = 0
    except csv.Error as error:
        problem = str(error)
        if "field limit" in problem:
            problem = f"a cell has more than {csv.field_size_limit():,} characters"
        elif "end of data" in problem:
            problem = "a quoted cell starts in this row and never ends; expected a closing quote"
        raise SourceError(one_line(problem), path=shown(path), line=start) from None


class _Lines:
    """The lines of a file; ``row_bytes`` is set to 0 by the reader when a row ends."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.row_bytes = 0

    def __iter__(self) -> Iterator[str]:
        with opened(self.path, MAX_STREAMED_BYTES) as file:
            number = 0
            while True:
                number += 1
                try:
                    line = file.readline(MAX_ROW_BYTES + 1)
                except OSError as error:
                    raise self._error(f"cannot be read: {error.strerror}", number) from None
                if not line:
                    return
                self.row_bytes += len(line)
                if self.row_bytes > MAX_ROW_BYTES:
                    raise self._error(
                        f"the row has more than {MAX_ROW_BYTES:,} bytes; a quote may be missing",
                        number,
                    )
                if b"\0" in line:
                    raise self._error("holds the character NUL; save the file as UTF-8", number)
                yield self._decoded(line, number)

    def _decoded(self, line: bytes, number: int) -> str:
        try:
            return line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise not_utf8(self.path, number, error.object[error.start]) from None

    def _error(self, what: str, line: int) -> SourceError:
        return SourceError(what, path=shown(self.path), line=line)
