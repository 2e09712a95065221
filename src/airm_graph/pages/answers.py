"""The answer to a query as a table of a page: each cell is a text, and where it leads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, parse

from ..coverage.counting import numbered
from ..identifiers import compress
from .holdings import Holdings
from .links import Links
from .mentions import Mentions

MOST_ROWS = 500  # on a page; files hold them all
Cell = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTable:
    """What a page shows of an answer.

    Attributes:
        columns: The variables, or what stands for them.
        rows: Each cell a text and an address; either may be empty.
        note: How many rows there are, and how many of them are shown.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""


def table_of_results(
    holdings: Holdings, links: Links, results: bytes | str, *, most: int = MOST_ROWS
) -> AnswerTable:
    """The answer to SELECT or ASK.

    Args:
        holdings: The build, for the pages to which terms lead.
        links: Where pages lead.
        results: The answer as SPARQL 1.1 Query Results JSON.
        most: How many rows are shown.
    """
    told = json.loads(results)
    if "boolean" in told:
        said = "true" if told["boolean"] else "false"
        return AnswerTable(columns=("answer",), rows=(((said, ""),),))
    names = Mentions(holdings, links)
    columns = tuple(told["head"].get("vars", ()))
    bindings = told["results"]["bindings"]
    return AnswerTable(
        columns=columns,
        rows=tuple(
            tuple(_cell(row.get(column), names) for column in columns) for row in bindings[:most]
        ),
        note=_note(len(bindings), most, "row"),
    )


def table_of_triples(
    holdings: Holdings, links: Links, triples: bytes | str, *, most: int = MOST_ROWS
) -> AnswerTable:
    """The answer to CONSTRUCT or DESCRIBE.

    Args:
        holdings: The build, for the pages to which terms lead.
        links: Where pages lead.
        triples: The answer as N-Triples.
        most: How many triples are shown.
    """
    names = Mentions(holdings, links)
    found = [quad.triple for quad in parse(triples, format=RdfFormat.N_TRIPLES)]
    rows = (tuple(_term(term, names) for term in triple) for triple in islice(found, most))
    return AnswerTable(
        columns=("subject", "predicate", "object"),
        rows=tuple(rows),
        note=_note(len(found), most, "triple"),
    )


def _note(total: int, most: int, what: str) -> str:
    shown = f"; the first {most} are shown" if total > most else ""
    return f"{numbered(total, what)}{shown}."


def _cell(term: Mapping[str, Any] | None, names: Mentions) -> Cell:
    if term is None:
        return "", ""
    if term["type"] == "uri":
        return compress(term["value"]), names.href(term["value"])
    if term["type"] == "triple":
        value = term["value"]
        parts: Iterable[Any] = (value["subject"], value["predicate"], value["object"])
        return f"<< {' '.join(_cell(part, names)[0] for part in parts)} >>", ""
    return ("_:" if term["type"] == "bnode" else "") + str(term["value"]), ""


def _term(term: object, names: Mentions) -> Cell:
    if isinstance(term, NamedNode):
        return compress(term.value), names.href(term.value)
    return str(getattr(term, "value", term)), ""
