"""Reads SPARQL results in JSON as strictly as the engine does, whoever wrote them.

Stores write the same term in several ways (a boolean as ``1``, a language in capitals, the type of
a plain text in words); here they become the one way of the local engine.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from ..errors import RemoteError
from ..vocab import XSD
from .client import RESULTS, Answer

Term = ox.NamedNode | ox.BlankNode | ox.Literal
Solution = dict[str, Term]
TRUE = {"1": "true", "0": "false"}
JSON_TYPES = {RESULTS, "application/json", ""}
LONGEST = 60  # letters of what is no answer, that are shown
MOST_CELLS = 20_000_000  # rows times columns: in few bytes there may be more than memory holds


@dataclass(frozen=True, slots=True)
class Solutions:
    """The variables and the rows of the answer to a SELECT query; what is unbound is left out."""

    variables: tuple[str, ...]
    rows: list[Solution]

    def as_engine_gives_them(self) -> ox.QuerySolutions:
        """The same as the local engine's own type, which can write itself in every format."""
        bindings = [
            {name: _json(term) for name, term in solution.items()} for solution in self.rows
        ]
        said = {"head": {"vars": list(self.variables)}, "results": {"bindings": bindings}}
        found = ox.parse_query_results(json.dumps(said), format=ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - there is a head with variables
        return found


def read(answer: Answer, where: str, variables: Sequence[str] = ()) -> Solutions | bool:
    """What a store answered to a SELECT or an ASK query.

    Args:
        answer: Its answer.
        where: Its address, for messages.
        variables: Those of the query, in order; some stores shuffle them.

    Raises:
        RemoteError: This is no answer of this kind.
    """
    if answer.media_type not in JSON_TYPES:
        raise RemoteError(
            f"the store {where} answered {answer.media_type!r} and not {RESULTS}: "
            f"{_start(answer.body)}"
        )
    parsed = solution = None
    try:
        parsed = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
        if isinstance(parsed, ox.QueryBoolean):
            return bool(parsed)
        assert isinstance(parsed, ox.QuerySolutions)  # noqa: S101 - JSON holds nothing else
        names = [variable.value for variable in parsed.variables]
        rows: list[Solution] = []
        for solution in parsed:
            if len(rows) * (len(names) + 1) > MOST_CELLS:
                raise ValueError(f"more than {MOST_CELLS:,} cells; ask for less")
            terms = {name: solution[name] for name in names}
            rows.append({name: normal(term) for name, term in terms.items() if term is not None})
    except (SyntaxError, ValueError, OSError) as error:
        raise RemoteError(
            f"the store {where} answered what is not SPARQL results in JSON "
            f"({str(error)[:200]}): {_start(answer.body)}"
        ) from None
    finally:
        del parsed, solution  # an error would keep them until another thread may not drop them
    if variables and set(variables) >= set(names):
        names = list(variables)
    return Solutions(tuple(names), rows)


def normal(term: object) -> Term:
    """A term as the local engine writes it.

    >>> normal(ox.Literal("1", datatype=XSD.boolean))
    <Literal value=true datatype=<NamedNode value=http://www.w3.org/2001/XMLSchema#boolean>>
    """
    if isinstance(term, ox.Literal):
        if term.datatype == XSD.boolean and term.value in TRUE:
            return ox.Literal(TRUE[term.value], datatype=XSD.boolean)
        return term
    if isinstance(term, ox.NamedNode | ox.BlankNode):
        return term
    raise ValueError("a triple as a value, which the graph has none of")


def text_of(term: Term) -> str:
    """What a row of an engine holds for a term."""
    return str(term) if isinstance(term, ox.BlankNode) else term.value


def distinct(rows: Iterable[Solution]) -> list[Solution]:
    """The rows without repetitions, in their order: the engine's terms can be compared."""
    return list({tuple(sorted((n, str(t)) for n, t in row.items())): row for row in rows}.values())


def _json(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    said = {"type": "literal", "value": term.value}
    if term.language:
        return {**said, "xml:lang": term.language}
    return said if term.datatype == XSD.string else {**said, "datatype": term.datatype.value}


def _start(body: bytes) -> str:
    words = " ".join(
        "".join(letter if letter.isprintable() else " " for letter in _decoded(body)).split()
    )
    if not words:
        return "it is empty"
    return repr(words if len(words) <= LONGEST else f"{words[: LONGEST - 2]} …")


def _decoded(body: bytes) -> str:
    return body[: 4 * LONGEST].decode("utf-8", "replace")
