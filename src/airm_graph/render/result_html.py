"""A table as a notebook shows it: compact, escaped, scrolling in a box of its own."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

from .tables import Tabular, shown, visible

MOST = 20  # rows; a frame has them all
LONG = 120  # characters of a cell; its title has the rest

# Notebooks are light or dark; colours are theirs.
BOX = "max-width:100%;max-height:32em;overflow:auto"
CELL = "text-align:left;vertical-align:top;padding:0.15em 0.8em 0.15em 0;white-space:normal"
NUMBER = "text-align:right;vertical-align:top;padding:0.15em 0.8em 0.15em 0"


def result_html(result: Tabular, most: int = MOST) -> str:
    """The first rows as HTML, and in the caption what is not shown.

    Args:
        result: The columns that people are shown are shown.
        most: So many rows at most.
    """
    columns = visible(result)
    rows = result.rows[:most]
    numeric = {
        column
        for column in columns
        if all(isinstance(row.get(column), int | float | None) for row in result.rows)
    }
    head = "".join(
        f'<th scope="col" style="{NUMBER if column in numeric else CELL}">'
        f"{escape(column.replace('_', ' '))}</th>"
        for column in columns
    )
    body = "".join(
        "<tr>" + "".join(_cell(row.get(column), column in numeric) for column in columns) + "</tr>"
        for row in rows
    )
    said = _left_out(result, columns, most)
    said += [
        note for note in result.notes if f"{note}." not in said
    ]  # a query counts its rows, too
    caption = "<br>".join(map(escape, said))
    return (
        f'<div style="{BOX}" tabindex="0"><table>'
        f'<caption style="caption-side:bottom;text-align:left">{caption}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _left_out(result: Tabular, columns: list[str], most: int) -> list[str]:
    if not result.rows:
        return ["No rows."]
    count = len(result.rows)
    rows = f"{most} of {count} rows" if count > most else f"{count} row{'s' * (count != 1)}"
    hidden = len(result.columns) - len(columns)
    if not hidden and count <= most:
        return [f"{rows}."]
    more = f", {len(columns)} of {len(result.columns)} columns" if hidden else ""
    return [f"{rows}{more}; frame() has them all."]


def _cell(value: Any, numeric: bool) -> str:
    text = shown(value)
    short = text if len(text) <= LONG else text[: LONG - 1].rstrip() + "…"
    said = escape(short)
    title = text if short != text else ""
    if isinstance(value, Mapping):
        iri = str(value.get("iri", ""))
        title = title or str(value["label"])
        if iri.startswith(("https://", "http://")):
            said = f'<a href="{escape(iri)}" target="_blank" rel="noopener">{said}</a>'
    hint = f' title="{escape(title)}"' if title else ""
    return f'<td style="{NUMBER if numeric else CELL}"{hint}>{said}</td>'
