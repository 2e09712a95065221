"""What is asked in a query: its text, and the values of its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from ..answers.questions import Question

# What a parameter is bound to: a CURIE, IRI, key or label, or a thing from a row of an answer.
Given: TypeAlias = str | Mapping[str, str]
NAME = re.compile(r"[a-z0-9-]+")  # of a query of the library; no SPARQL is so short of signs


def question_of(query: str | Path, *, prefixes: bool) -> Question:
    """The query that a name, a text or a file means.

    Raises:
        QueryError: There is no such query in the library, or the file cannot be read.
    """
    from ..answers.questions import Question
    from ..errors import QueryError
    from ..queries import get_query
    from ..vocab import PREFIXES

    known, text = None, str(query)
    if isinstance(query, Path):
        try:
            text = query.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise QueryError(f"{query}: not UTF-8 near byte {error.start}") from None
        except OSError as error:
            raise QueryError(f"{query}: {error.strerror}") from None
    elif NAME.fullmatch(query):
        known = get_query(query)
        text = known.text
    return Question(known=known, text=text, prefixes=PREFIXES if prefixes else {})


def check(question: Question) -> None:
    """Refuse what is no query, and show where.

    Raises:
        QueryError: The text is none; the message has the line, the column and a caret.
    """
    from ..errors import QueryError

    if said := question.mistake():
        raise QueryError(f"not SPARQL: {said}")


def name_of(name: str, value: Given) -> str:
    """What a parameter is called; a thing by its IRI.

    Raises:
        QueryError: The value is neither a name nor a thing.

    >>> name_of("stage", "deploy"), name_of("stage", {"id": "x", "iri": "urn:x", "label": "X"})
    ('deploy', 'urn:x')
    """
    from ..errors import QueryError

    said = value.get("iri") if isinstance(value, Mapping) else value
    if not isinstance(said, str) or not said:
        raise QueryError(f"{name}={value!r}: expected a CURIE, IRI, key or label, or a thing")
    return said
