"""The answer to any query, read from an engine up to a limit, and as W3C writes it down."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, TypeAlias

import pyoxigraph as ox

from ..errors import QueryError
from ..vocab import XSD

Term: TypeAlias = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
W3C = {
    "sparql-json": ox.QueryResultsFormat.JSON,
    "sparql-xml": ox.QueryResultsFormat.XML,
    "sparql-csv": ox.QueryResultsFormat.CSV,
    "sparql-tsv": ox.QueryResultsFormat.TSV,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an engine answered; one of rows, truth and triples.

    Attributes:
        kind: ``rows`` of a SELECT, the ``truth`` of an ASK, ``triples`` of a CONSTRUCT or DESCRIBE.
        variables: What was selected, in order.
        rows: For each solution the terms of the variables that are bound.
        more: Whether the limit left something out.
    """

    kind: str
    variables: tuple[str, ...] = ()
    rows: tuple[dict[str, Term], ...] = ()
    truth: bool = False
    triples: tuple[ox.Triple, ...] = ()
    more: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether it says that there is nothing."""
        return not (self.rows or self.truth or self.triples)

    def up_to(self, limit: int | None) -> Answer:
        """The first of its rows, or triples, and whether there are more."""
        if limit is None or max(len(self.rows), len(self.triples)) <= limit:
            return self
        return replace(self, rows=self.rows[:limit], triples=self.triples[:limit], more=True)


# What an engine's ``query`` returns; an answer where all of it is read already.
Asked: TypeAlias = "ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples | Answer"


def read_answer(asked: Asked, limit: int | None = None) -> Answer:
    """Read what an engine gives; with a limit, no more of it than is shown.

    Args:
        asked: What the engine's ``query`` returned.
        limit: The most rows, or triples.

    Raises:
        QueryError: The engine fails on the way.
    """
    if isinstance(asked, Answer):
        return asked.up_to(limit)
    try:
        return _read(asked, limit)
    except (ValueError, RuntimeError, OSError) as error:
        said = str(error)
    finally:
        del asked
    # Only the thread that asked may drop what the engine gave. So nothing of it hangs on an error,
    # which may be kept until the collector runs, on any thread.
    raise QueryError(f"the query cannot be answered: {said}")


def _read(
    asked: ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples, limit: int | None
) -> Answer:
    most = None if limit is None else limit + 1
    if isinstance(asked, ox.QueryBoolean):
        return Answer(kind="truth", truth=bool(asked))
    if isinstance(asked, ox.QuerySolutions):
        names = tuple(variable.value for variable in asked.variables)
        rows = tuple(
            {name: row[name] for name in names if row[name] is not None}
            for row in islice(asked, most)
        )
        return Answer(kind="rows", variables=names, rows=rows).up_to(limit)
    found = tuple(islice(_each_once(asked), most))
    return Answer(kind="triples", triples=found).up_to(limit)


def _each_once(triples: Iterable[ox.Triple]) -> Iterator[ox.Triple]:
    """An engine says a triple again for each solution; a graph holds it once."""
    seen = set()
    for triple in triples:
        if triple not in seen:
            seen.add(triple)
            yield triple


def results_json(answer: Answer) -> dict[str, Any]:
    """Rows or truth in the SPARQL 1.1 Query Results JSON Format."""
    if answer.kind == "truth":
        return {"head": {}, "boolean": answer.truth}
    rows = [{name: _json(term) for name, term in row.items()} for row in answer.rows]
    return {"head": {"vars": list(answer.variables)}, "results": {"bindings": rows}}


def results_bytes(answer: Answer, format_: str) -> bytes:
    """Rows or truth in one of the formats of :data:`W3C`."""
    text = json.dumps(results_json(answer), ensure_ascii=False)
    if format_ == "sparql-json":
        return text.encode() + b"\n"
    parsed = ox.parse_query_results(text.encode(), format=ox.QueryResultsFormat.JSON)
    found = parsed.serialize(format=W3C[format_])
    assert found is not None  # noqa: S101 - without an output, the bytes come back
    return found if found.endswith(b"\n") else found + b"\n"


def _json(term: Term) -> dict[str, Any]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, ox.Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return {"type": "triple", "value": {name: _json(part) for name, part in parts.items()}}
    said = {"type": "literal", "value": term.value}
    if term.language:
        return {**said, "xml:lang": term.language}
    plain = term.datatype == XSD.string
    return said if plain else {**said, "datatype": term.datatype.value}


def plain_text(term: Term) -> str:
    """A term as tables and our JSON have it: the IRI, or the text of a literal.

    >>> plain_text(ox.Literal("5")), plain_text(ox.NamedNode("urn:x"))
    ('5', 'urn:x')
    """
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
