"""CSV on the Web: one CSV file a table, and what they hold in ``csv-metadata.json``."""

from __future__ import annotations

import csv
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ...sources.table.formulas import defused
from ..contents import Contents
from .declared import TABLES
from .layouts import write_layout
from .metadata import write_metadata
from .references import References
from .rows import rows_of
from .schema import LISTS, Cell, Column, Kind
from .wording import leading_out, sentences

NUL, VISIBLE = "\0", "\ufffd"  # no reader of CSV takes the first
GUARDED_KINDS: frozenset[Kind] = frozenset({"text", "texts", "code"})


def write_csvw(contents: Contents, folder: Path) -> None:
    """Write the tables, row by row, with metadata and a layout for ``airm-graph import table``."""
    references = References()
    with ExitStack() as files:
        writers: dict[str, Any] = {}
        for table in TABLES.values():
            path = folder / f"{table.name}.csv"
            file = files.enter_context(path.open("w", encoding="utf-8", newline=""))
            writers[table.name] = csv.writer(file)  # RFC 4180: commas, CRLF, doubled quotes
            writers[table.name].writerow(table.names)
        for table, row in rows_of(contents):
            references.see(table, row)
            writers[table.name].writerow(cell_of(c, row[c.name]) for c in table.columns)
    said = [*sentences(contents), *leading_out(references, list(TABLES.values()))]
    write_metadata(contents, folder, references, said)
    write_layout(contents, folder)


def cell_of(column: Column, value: Cell) -> str:
    """A cell as the file holds it."""
    text = LISTS[column.kind].join(value) if isinstance(value, list) else value
    if column.kind in GUARDED_KINDS:
        text = defused(text.replace(NUL, VISIBLE))
    return text
