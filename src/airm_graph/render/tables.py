"""Tables as every command prints them: for people, for spreadsheets, for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

FORMATS = ("table", "tsv", "csv", "json", "markdown")


class Tabular(Protocol):
    """What is written as a table: see :class:`..render.result.Result`."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The keys of the rows, in order."""

    @property
    def rows(self) -> Sequence[Mapping[str, Any]]:
        """The rows."""

    @property
    def meta(self) -> Mapping[str, Any]:
        """What they rest on."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences below the table."""

    @property
    def hidden(self) -> frozenset[str]:
        """Columns that people are not shown."""


def render(result: Tabular, format_: str, width: int = 100) -> str:
    """The result in one of :data:`FORMATS`, with a newline at the end."""
    if format_ == "json":
        answer = {"meta": {**result.meta, "notes": list(result.notes)}, "rows": list(result.rows)}
        return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"
    if format_ in {"tsv", "csv"}:
        return _flat(result, "\t" if format_ == "tsv" else ",")
    if format_ == "markdown":
        return _markdown(result)
    return _table(result, width)


def _flat(result: Tabular, delimiter: str) -> str:
    header, rows = flat(result)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(header)
    for row in rows:
        cells = [_plain(cell) for cell in row]
        writer.writerow([_one_line(cell) if delimiter == "\t" else cell for cell in cells])
    return out.getvalue()


def flat(result: Tabular) -> tuple[list[str], list[list[Any]]]:
    """The header and the rows, a thing in three columns: id, IRI and label.

    Args:
        result: Its hidden columns are written, too.
    """
    things = {c for c in result.columns for row in result.rows if isinstance(row.get(c), Mapping)}
    header = []
    for column in result.columns:
        header += [column, f"{column}_iri", f"{column}_label"] if column in things else [column]
    rows = []
    for row in result.rows:
        cells: list[Any] = []
        for column in result.columns:
            value = row.get(column)
            if column in things:
                cells += [(value or {}).get(part) for part in ("id", "iri", "label")]
            else:
                cells.append(value)
        rows.append(cells)
    return header, rows


def _one_line(cell: Any) -> Any:
    return " ".join(cell.split()) if isinstance(cell, str) else cell


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, Mapping):
        return str(value["id"])
    if isinstance(value, list | tuple):
        return "; ".join(_plain(part) for part in value)
    return str(value)


def shown(value: Any) -> str:
    """A cell for people: labels with their code, keys for long titles, rounded numbers."""
    if isinstance(value, float):
        return f"{value:.2f}" if abs(value) >= 0.1 or value == 0 else f"{value:.2g}"
    if isinstance(value, Mapping):
        key, label = str(value["id"]), str(value["label"])
        work = str(value["iri"]).rpartition("/framework-")
        if work[1]:  # titles of works would fill the table
            return work[2]
        return f"{key} {label}" if key[:1].isdigit() else label
    return _plain(value)


def visible(result: Tabular) -> list[str]:
    """The columns that people are shown."""
    return [column for column in result.columns if column not in result.hidden]


def _markdown(result: Tabular) -> str:
    def cell(text: str) -> str:
        return " ".join(text.replace("\\", "\\\\").replace("|", "\\|").split())

    columns = visible(result)
    lines = ["| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
    lines += [
        "| " + " | ".join(cell(shown(row.get(column))) for column in columns) + " |"
        for row in result.rows
    ]
    return "\n".join([*lines, *(f"\n{note}" for note in result.notes)]) + "\n"


def _table(result: Tabular, width: int) -> str:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    cells = {column: [row.get(column) for row in result.rows] for column in visible(result)}
    things = sum(any(isinstance(v, Mapping) for v in values) for values in cells.values())
    for column, values in cells.items():
        numeric = all(isinstance(value, int | float | None) for value in values)
        table.add_column(
            column.replace("_", " "),
            justify="right" if numeric and values else "left",
            no_wrap=numeric,
            min_width=(20 if things == 1 else 12)
            if any(isinstance(value, Mapping) for value in values)
            else None,
        )
    for row in result.rows:
        table.add_row(*(Text(shown(row.get(column))) for column in visible(result)))
    out = io.StringIO()
    console = Console(file=out, width=width, color_system=None, highlight=False)
    if result.rows:
        console.print(table)
    else:
        console.print("(no rows)")
    for note in result.notes:
        console.print(Text(note))
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"
