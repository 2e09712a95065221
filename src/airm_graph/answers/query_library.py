"""The questions of the query library, as answers."""

from __future__ import annotations

from ..queries import Query, get_query, list_queries
from ..render.account import Account
from ..render.result import Result

COLUMNS = ("role", "query", "question", "parameters", "columns")


def library(role: str | None = None) -> Result:
    """The questions that the library answers.

    Args:
        role: Only those of one folder: one of :data:`..queries.ROLES`.
    """
    rows = [_row(query) for query in list_queries(role or "*")]
    return Result(columns=COLUMNS, rows=rows, hidden=frozenset({"columns"}))


def library_query(name: str) -> Account:
    """One query of the library: its SPARQL, and what it asks.

    Raises:
        QueryError: There is none of that name; the nearest are named.
    """
    query = get_query(name)
    return Account(text=query.text, data={**_row(query), "sparql": query.text})


def _row(query: Query) -> dict[str, object]:
    return {
        "role": query.role,
        "query": query.slug,
        "question": query.question,
        "parameters": list(query.params),
        "columns": list(query.columns),
    }
