"""What is wrong with a folder of Parquet tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ...errors import SourceError
from ...sources.bounded import unpacked
from .checks import Faults
from .declared import TABLES
from .parquet import GROUP, METADATA, needs_pyarrow, schema_of
from .schema import Table

if TYPE_CHECKING:
    import pyarrow as pa  # type: ignore[import-untyped]


def check_parquet(path: Path) -> list[str]:
    """What is wrong with the tables in a folder or ZIP file, a sentence each.

    Raises:
        MissingExtraError: pyarrow is not installed.
    """
    needs_pyarrow()
    try:
        with unpacked(path) as folder:
            return _Check(folder).found()
    except SourceError as error:
        return [str(error)]


class _Check:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._faults = Faults()
        self._values: dict[tuple[str, str], set[int]] = {}
        self._leads: dict[tuple[str, str], set[int]] = {}
        self._said: dict[str, dict[str, Any]] = {}

    def found(self) -> list[str]:
        for table in TABLES.values():
            name = f"{table.name}.parquet"
            if not (self._folder / name).is_file():
                self._faults.add(name, "file", f"{name} is not there")
            else:
                self._table(table, name)
        for path in sorted(self._folder.glob("*.parquet")):
            if path.stem not in TABLES:
                self._faults.add(path.name, "file", f"{path.name} is no table of an export")
        self._references()
        return self._faults.all()

    def _table(self, table: Table, name: str) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq  # type: ignore[import-untyped]

        try:
            with pq.ParquetFile(self._folder / name) as file:
                self._schema(table, name, file.schema_arrow)
                said = (file.metadata.metadata or {}).get(METADATA.encode(), b"{}")
                self._said[table.name] = _object(json.loads(said))
                if self._faults.counts.get((name, "schema")):
                    return
                rows = 0
                for batch in file.iter_batches(GROUP):
                    batch.validate(full=True)
                    rows += batch.num_rows
                    self._rows(table, name, batch)
        except (OSError, ValueError, RecursionError, pa.ArrowException) as error:
            words = " ".join(str(error).split())
            self._faults.add(name, "file", f"{name} cannot be read: {words:.200}")
            return
        expected = self._said[table.name].get("rows")
        if rows != expected:
            self._faults.add(name, "rows", f"{name} has {rows:,} rows, and says {expected!s:.40}")

    def _schema(self, table: Table, name: str, found: pa.Schema) -> None:
        expected = schema_of(table)
        if found.names != expected.names:
            self._faults.add(
                name,
                "schema",
                f"{name} has the columns {found.names!s:.200}; expected {expected.names!s:.200}",
            )
            return
        for one, other in zip(found, expected, strict=True):
            if one.type != other.type or one.nullable != other.nullable:
                self._faults.add(name, "schema", f"{name}: {one.name} is {one}; expected {other}")

    def _rows(self, table: Table, name: str, batch: pa.RecordBatch) -> None:
        for column in table.columns:
            values = batch.column(column.name)
            if column.required and values.null_count:
                self._faults.add(
                    name,
                    "required",
                    f"{name}: {column.name} is empty in "
                    f"{values.null_count:,} rows, which it may not be",
                )
            if column.values:
                for value in sorted(_different(values) - {*column.values, None}, key=str):
                    expected = ", ".join(column.values)
                    self._faults.add(
                        name,
                        "value",
                        f"{name}: {column.name} is {value!r:.60}; expected one of {expected}",
                    )
            if column.leads_to:
                leads = self._leads.setdefault((table.name, column.name), set())
                leads |= {hash((value,)) for value in _different(values) if value is not None}
        seen = self._values.setdefault((table.name, ",".join(table.key)), set())
        for key in _keys(table, batch):
            if hash(key) in seen:
                self._faults.add(
                    name,
                    "key",
                    f"{name}: {', '.join(map(str, key)):.120} stands "
                    f"in two rows; {', '.join(table.key)} has to be unique",
                )
            seen.add(hash(key))

    def _references(self) -> None:
        for table in TABLES.values():
            leading = _object(self._said.get(table.name, {}).get("leads_to"))
            for column, end, other in table.foreign_keys:
                there = self._values.get((end, other), set())
                lost = self._leads.get((table.name, column), set()) - there
                if column in leading and lost:
                    name = f"{table.name}.parquet"
                    self._faults.add(
                        name,
                        "reference",
                        f"{name}: {len(lost):,} values of {column} lead to no row of {end}.parquet",
                    )


def _object(said: object) -> dict[str, Any]:
    return said if isinstance(said, dict) else {}


def _different(values: pa.Array) -> set[Any]:
    return set(values.unique().to_pylist())


def _keys(table: Table, batch: pa.RecordBatch) -> Iterator[tuple[Any, ...]]:
    return zip(*(batch.column(column).to_pylist() for column in table.key), strict=True)
