"""Writes the answer to a query in the format that the user chose."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
import pyoxigraph as ox

from ..answers.query_rows import how_many, text_rows
from ..canonical import lines_of
from ..errors import QueryError
from ..export.files import opened
from ..export.preamble import Preamble
from ..export.turtle import write_turtle
from ..pages.short_jsonld import short_jsonld
from ..render.result import Result
from ..render.tables import FORMATS as TABLES
from ..sparql.answers import W3C, Answer, results_bytes
from .output import emit

TRIPLES = ("turtle", "ntriples", "jsonld")
NAMED = re.compile(rb"(?<![\w<-])([\w-]+):")  # what may be a prefix in Turtle
FORMATS = (*TABLES, *W3C, *TRIPLES)
OF_ROWS = (*TABLES, *W3C)
OF_TRUTH = (*TABLES, "sparql-json", "sparql-xml")  # the standard has no CSV or TSV of a yes or no
OF_TRIPLES = (*TRIPLES, *TABLES)
OF_FORM = {
    "SELECT": (OF_ROWS, "rows"),
    "ASK": (OF_TRUTH, "yes or no"),
    "CONSTRUCT": (OF_TRIPLES, "triples"),
    "DESCRIBE": (OF_TRIPLES, "triples"),
}


def fitting_format(form: str, chosen: str | None) -> str:
    """The format to write; when none was chosen, a table, and Turtle for triples.

    Args:
        form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.
        chosen: One of :data:`FORMATS`.

    Raises:
        UsageError: The answer to such a query cannot be written so.
    """
    formats, what = OF_FORM[form]
    if chosen is None:
        return formats[0]
    if chosen not in formats:
        raise click.UsageError(
            f"the answer to {form} is {what}, which is not written as {chosen}; "
            f"it can be had as {', '.join(formats)}"
        )
    return chosen


def write_answer(
    answer: Answer, format_: str, output: Path | None, meta: Callable[[], Mapping[str, Any]]
) -> None:
    """Print an answer, or write it to a file in one step.

    Args:
        answer: What the engine said.
        format_: One that :func:`fitting_format` lets through.
        output: The file.
        meta: Makes what the answer says about itself in JSON.

    Raises:
        QueryError: The format cannot hold the answer.
    """
    if format_ in TABLES:
        emit(_table(answer, format_, meta), format_, output)
        return
    try:
        found = results_bytes(answer, format_) if format_ in W3C else _document(answer, format_)
    except ValueError as error:
        raise QueryError(f"the answer cannot be written as {format_}: {error}") from None
    with opened(output) as file:
        file.write(found)
    if answer.more:
        click.echo(f"airm-graph: {how_many(answer)}", err=True)
    if output is not None:
        click.echo(f"airm-graph: wrote {output}", err=True)


def _table(answer: Answer, format_: str, meta: Callable[[], Mapping[str, Any]]) -> Result:
    if format_ in {"csv", "tsv"} and answer.more:
        click.echo(f"airm-graph: {how_many(answer)}", err=True)
    full = format_ == "json"
    return text_rows(answer, full=full, meta=meta() if full else {})


def _document(answer: Answer, format_: str) -> bytes:
    """Triples sorted by subject, with those prefixes that they need."""
    quads = [ox.Quad(*triple) for triple in answer.triples]
    nested = any(isinstance(quad.object, ox.Triple) for quad in quads)
    if nested and format_ == "jsonld":
        raise ValueError("it has no place for triples within triples")
    if nested and format_ == "turtle":
        return ox.serialize(answer.triples, format=ox.RdfFormat.TURTLE) or b""
    lines = sorted(lines_of(quads))
    if format_ == "jsonld":
        return short_jsonld(lines, Preamble())
    if format_ == "ntriples":
        return b"".join(lines)
    out = io.BytesIO()
    write_turtle(lines, out, Preamble())
    head, _, body = out.getvalue().partition(b"\n\n")
    named = set(NAMED.findall(body))
    prefixes = [line for line in head.splitlines() if line.split()[1][:-1] in named]
    return b"\n".join([*prefixes, b"", body] if prefixes else [body])
