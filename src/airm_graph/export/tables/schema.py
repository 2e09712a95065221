"""What a table and a column are: declared once, and read by writers, checkers and documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Kind: TypeAlias = Literal["iri", "iris", "text", "texts", "code", "flag", "number", "count", "day"]
Cell: TypeAlias = str | list[str]  # as the graph spells it; nothing is an empty text or list
Row: TypeAlias = dict[str, Cell]

IRIS_APART, TEXTS_APART = " ", "|"
LISTS: dict[Kind, str] = {"iris": IRIS_APART, "texts": TEXTS_APART}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a table.

    Attributes:
        name: The same word means the same in every table.
        kind: What its cells are; a list only where it says so.
        about: What it says, as a sentence of its own.
        term: The property that it stands for, as a CURIE.
        required: Whether every row has a value.
        values: All codes that there are; any where it is empty.
        leads_to: ``table.column`` which has the value, too.
    """

    name: str
    kind: Kind
    about: str
    term: str = ""
    required: bool = False
    values: tuple[str, ...] = ()
    leads_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table.

    Attributes:
        name: Of its file, without ending.
        title: For people.
        about: What a row is.
        key: The columns that tell its rows apart.
        named_by: The column with the IRI of what a row describes; empty where it has none.
    """

    name: str
    title: str
    about: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    named_by: str = ""

    def column(self, name: str) -> Column:
        """The column of that name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def foreign_keys(self) -> tuple[tuple[str, str, str], ...]:
        """Of each column that leads to another table: itself, that table, and its column."""
        return tuple(
            (column.name, *_parted(column.leads_to)) for column in self.columns if column.leads_to
        )


def _parted(end: str) -> tuple[str, str]:
    table, _, column = end.partition(".")
    return table, column
