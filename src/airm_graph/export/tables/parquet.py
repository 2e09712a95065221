"""Parquet: one file a table, typed, row group by row group."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import MissingExtraError
from ..contents import Contents
from .declared import TABLES
from .references import References
from .rows import rows_of
from .schema import Cell, Column, Kind, Row, Table
from .wording import CREATOR, TITLE, leading_out, licences, rights, sentences

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]

GROUP = 1 << 14  # rows that are in memory at a time, of each table
METADATA = "airm-graph"
# Codes and references come again and again; texts of their own hardly ever do.
REPEATED: frozenset[Kind] = frozenset({"iri", "iris", "code", "texts"})


def write_parquet(contents: Contents, folder: Path) -> None:
    """Write the tables.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    needs_pyarrow()
    references = References()
    with ExitStack() as files:
        writers = {
            table.name: files.enter_context(_Writer(table, folder)) for table in TABLES.values()
        }
        for table, row in rows_of(contents):
            references.see(table, row)
            writers[table.name].add(row)
        said = [*sentences(contents), *leading_out(references, list(TABLES.values()))]
        for writer in writers.values():
            writer.describe(contents, references, said)


def schema_of(table: Table) -> pa.Schema:
    """The columns of a table as Arrow types, each with what it says.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    needs_pyarrow()
    import pyarrow as pa

    types: dict[Kind, pa.DataType] = {
        "iri": pa.string(),
        "iris": pa.list_(pa.string()),
        "text": pa.string(),
        "texts": pa.list_(pa.string()),
        "code": pa.string(),
        "flag": pa.bool_(),
        "number": pa.float64(),
        "count": pa.int64(),
        "day": pa.date32(),
    }
    fields = [
        pa.field(
            column.name,
            types[column.kind],
            nullable=not column.required,
            metadata={"description": column.about, "term": column.term},
        )
        for column in table.columns
    ]
    return pa.schema(fields)


class _Writer:
    """Collects rows of a table and writes them in groups."""

    def __init__(self, table: Table, folder: Path) -> None:
        import pyarrow.parquet as pq  # type: ignore[import-untyped]

        self._table = table
        self._schema = schema_of(table)
        self._rows: list[Row] = []
        self._count = 0
        self._writer = pq.ParquetWriter(
            folder / f"{table.name}.parquet",
            self._schema,
            compression="zstd",
            use_dictionary=[column.name for column in table.columns if column.kind in REPEATED],
            version="2.6",
        )

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, *_: object) -> None:
        self._write()
        self._writer.close()

    def add(self, row: Row) -> None:
        self._rows.append(row)
        self._count += 1
        if len(self._rows) == GROUP:
            self._write()

    def describe(self, contents: Contents, references: References, said: Sequence[str]) -> None:
        """Say in the file what it is, once it is known which of its columns lead somewhere."""
        table, missing = self._table, references.missing(self._table)
        words = {
            "title": f"{TITLE}: {table.title}",
            "about": table.about,
            "creator": CREATOR,
            "build": contents.build.name,
            "base": contents.base,
            "licences": licences(contents),
            "rights": rights(contents),
            "said": list(said),
            "rows": self._count,
            "key": list(table.key),
            "leads_to": {
                column.name: column.leads_to
                for column in table.columns
                if column.leads_to and not missing[column.name]
            },
        }
        text = json.dumps(words, ensure_ascii=False, sort_keys=True)
        self._writer.add_key_value_metadata({METADATA: text})

    def _write(self) -> None:
        import pyarrow as pa

        if self._rows:
            columns = [
                pa.array(
                    [_value(column, row[column.name]) for row in self._rows],
                    self._schema.field(column.name).type,
                )
                for column in self._table.columns
            ]
            self._writer.write_table(pa.table(columns, schema=self._schema))
            self._rows = []


def _value(column: Column, cell: Cell) -> Any:
    if isinstance(cell, list):
        return cell
    if not cell:
        return [] if column.kind in {"iris", "texts"} else None
    if column.kind == "flag":
        return cell == "true"
    if column.kind == "number":
        return float(cell)
    if column.kind == "count":
        return int(cell)
    if column.kind == "day":
        return date.fromisoformat(cell)
    return cell


def needs_pyarrow() -> None:
    """Refuse what needs the library where it is not installed.

    Raises:
        MissingExtraError: It is not.
    """
    try:
        import pyarrow  # noqa: F401 - only to see whether it is there
    except ModuleNotFoundError:
        raise MissingExtraError("parquet", "parquet", "pyarrow") from None
