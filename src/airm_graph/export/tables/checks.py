"""What is wrong with a folder of CSV tables: against its own metadata, and against ours."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...resources import shown
from ...sources.bounded import read_csv, read_json, unpacked
from ...sources.table.formulas import GUARDED
from .csvw import GUARDED_KINDS
from .declared import TABLES
from .metadata import DATATYPES, FILE, LEADS_TO
from .schema import LISTS, Column, Table
from .validity import fits

MOST = 20  # sentences about one kind of fault in a table; the rest is counted


def check_csvw(path: Path) -> list[str]:
    """What is wrong with the tables in a folder or ZIP file, a sentence each.

    A validator of CSV on the Web says some of it. It does not know which tables and columns there
    have to be, which texts a spreadsheet would run, or where a cell leads that may be empty.
    """
    try:
        with unpacked(path) as folder:
            return _Check(folder).found()
    except SourceError as error:
        return [str(error)]


@dataclass
class Faults:
    """Sentences, those of one kind counted after the first ones."""

    said: list[str] = field(default_factory=list)
    counts: dict[tuple[str, str], int] = field(default_factory=dict)

    def add(self, where: str, kind: str, sentence: str) -> None:
        """One more fault of a kind in a file."""
        count = self.counts[where, kind] = self.counts.get((where, kind), 0) + 1
        if count <= MOST:
            self.said.append(sentence)

    def all(self) -> list[str]:
        """The sentences, and how many more there are."""
        more = [
            f"{where}: {count - MOST:,} more of this kind: {kind}"
            for (where, kind), count in self.counts.items()
            if count > MOST
        ]
        return [*self.said, *more]


class _Check:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._faults = Faults()
        self._values: dict[tuple[str, str], set[int]] = {}  # hashes, of columns others lead to
        self._leads: dict[tuple[str, str], dict[int, int]] = {}  # hashes, and the first line

    def found(self) -> list[str]:
        described = self._described()
        for name, table in TABLES.items():
            if name not in described:
                self._say(FILE, "table", f"{FILE} does not describe {name}.csv")
            elif self._schema(table, described[name]):
                self._rows(table)
        self._strange(described)
        self._references(described)
        return self._faults.all()

    def _say(self, where: str, kind: str, sentence: str) -> None:
        self._faults.add(where, kind, sentence)

    def _described(self) -> dict[str, dict[str, Any]]:
        said = read_json(self._folder / FILE)
        tables = said.get("tables") if isinstance(said, dict) else None
        if not isinstance(tables, list) or not all(isinstance(each, dict) for each in tables):
            raise SourceError("has no list of tables", path=FILE)
        return {str(each.get("url", "")).removesuffix(".csv"): each for each in tables}

    def _strange(self, described: dict[str, dict[str, Any]]) -> None:
        files = {path.stem for path in self._folder.glob("*.csv")}
        for name in sorted(files - set(described)):
            self._say(FILE, "file", f"{name}.csv is there, and {FILE} does not describe it")
        for name in sorted(set(described) - set(TABLES)):
            self._say(FILE, "file", f"{FILE} describes {name!r}, which is no table of an export")

    def _schema(self, table: Table, said: dict[str, Any]) -> bool:
        """Whether the metadata mean the columns that we mean."""
        schema = said.get("tableSchema")
        columns = schema.get("columns") if isinstance(schema, dict) else None
        if not isinstance(columns, list) or not all(isinstance(each, dict) for each in columns):
            self._say(FILE, "schema", f"{FILE}: {table.name}.csv has no list of columns")
            return False
        names = [each.get("name") for each in columns]
        if names != list(table.names):
            self._say(
                *(FILE, "schema"),
                f"{FILE}: {table.name}.csv has the columns {_some(names)}; expected "
                f"{_some(table.names)}",
            )
            return False
        for column, each in zip(table.columns, columns, strict=True):
            datatype = each.get("datatype")
            base = datatype.get("base") if isinstance(datatype, dict) else datatype
            if base != DATATYPES[column.kind] or bool(each.get("required")) != column.required:
                self._say(
                    *(FILE, "schema"),
                    f"{FILE}: {table.name}.{column.name} is {base!r}, required "
                    f"{each.get('required')!r}; expected {DATATYPES[column.kind]!r}, "
                    f"required {column.required}",
                )
        key = schema.get("primaryKey") if isinstance(schema, dict) else None
        if key != list(table.key):
            expected = list(table.key)
            self._say(FILE, "schema", f"{FILE}: {table.name}.csv has the key {key}, not {expected}")
        return True

    def _rows(self, table: Table) -> None:
        name = f"{table.name}.csv"
        keys: set[tuple[str, ...]] = set()
        ends = {
            column
            for t in TABLES.values()
            for _, end, column in t.foreign_keys
            if end == table.name
        }
        header: list[str] = []
        try:
            for line, cells in read_csv(self._folder / name):
                if not header:
                    header = cells
                    if header != list(table.names):
                        self._say(
                            name,
                            "header",
                            f"{name}:{line}: the columns are "
                            f"{_some(header)}; {FILE} says {_some(table.names)}",
                        )
                        return
                elif len(cells) != len(header):
                    self._say(
                        name,
                        "width",
                        f"{name}:{line}: {len(cells)} cells for {len(header)} columns",
                    )
                else:
                    row = dict(zip(header, cells, strict=True))
                    self._row(table, name, line, row)
                    key = tuple(row[column] for column in table.key)
                    if key in keys:
                        self._say(
                            name,
                            "key",
                            f"{name}:{line}: {', '.join(key):.120} stands in "
                            f"an earlier row; {', '.join(table.key)} has to be unique",
                        )
                    keys.add(key)
                    for column in ends:
                        self._values.setdefault((table.name, column), set()).add(hash(row[column]))
        except SourceError as error:
            self._say(name, "file", str(error).replace(f"{shown(self._folder)}/", ""))
            return
        if not header:
            self._say(name, "header", f"{name}: is empty; expected column names")

    def _row(self, table: Table, name: str, line: int, row: dict[str, str]) -> None:
        for column in table.columns:
            cell = row[column.name]
            for kind, sentence in _faults_of(column, cell):
                self._say(name, kind, f"{name}:{line}: {column.name} {sentence}")
            if column.leads_to and cell:
                leads = self._leads.setdefault((table.name, column.name), {})
                leads.setdefault(hash(cell), line)

    def _references(self, described: dict[str, dict[str, Any]]) -> None:
        """Where cells lead nowhere although the metadata say that they lead somewhere."""
        for table in TABLES.values():
            schema = described.get(table.name, {}).get("tableSchema")
            columns = schema.get("columns") if isinstance(schema, dict) else None
            leading = {
                str(each.get("name"))
                for each in (columns if isinstance(columns, list) else ())
                if isinstance(each, dict) and each.get(LEADS_TO)
            }
            for column, end, other in table.foreign_keys:
                there = self._values.get((end, other), set())
                lost = {
                    value: line
                    for value, line in self._leads.get((table.name, column), {}).items()
                    if value not in there
                }
                if column in leading and lost:
                    name = f"{table.name}.csv"
                    self._say(
                        name,
                        "reference",
                        f"{name}:{min(lost.values())}: {column} leads to "
                        f"no row of {end}.csv, as do {len(lost) - 1:,} other values",
                    )


def _faults_of(column: Column, cell: str) -> Iterator[tuple[str, str]]:
    """What is wrong with a cell, each with its kind."""
    if not cell:
        if column.required:
            yield "required", "is empty, which it may not be"
        return
    if column.kind in GUARDED_KINDS and GUARDED.match(cell) and not cell.startswith("'"):
        yield (
            "formula",
            f"begins with {cell[:1]!r}: a spreadsheet would run it; expected an "
            "apostrophe in front",
        )
    values = cell.split(LISTS[column.kind]) if column.kind in LISTS else [cell]
    for value in values:
        if column.values and value not in column.values:
            yield "value", f"is {value!r:.60}; expected one of {', '.join(column.values)}"
        elif column.kind in {"iri", "iris"} and not _is_iri(value):
            yield "value", f"is {value!r:.60}; expected an IRI"
        elif not fits(column.kind, value):
            yield "value", f"is {value!r:.60}, which is no {DATATYPES[column.kind]}"


def _is_iri(value: str) -> bool:
    scheme, colon, rest = value.partition(":")
    return bool(colon and rest and scheme.isascii() and scheme[:1].isalpha()) and not (
        set(value) & set(' <>"{}|\\^`\n\r\t')
    )


def _some(names: object) -> str:
    return f"{names!s:.200}"
