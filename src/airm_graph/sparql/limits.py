"""Asks an engine for no more rows than are wanted."""

from __future__ import annotations

from itertools import pairwise

from ..sparql_text import tokens
from .groups import part_query


def with_limit(text: str, most: int) -> str:
    """A SELECT query that gives at most so many rows; any other query as it is.

    What a CONSTRUCT or DESCRIBE has is counted in triples, of which each solution may give several
    or none that is new; so a LIMIT in it would mean something else.

    >>> with_limit("SELECT ?s { ?s ?p ?o } ORDER BY ?s", 3)
    'SELECT ?s { ?s ?p ?o } ORDER BY ?s\\nLIMIT 3\\n'
    >>> with_limit("SELECT ?s { ?s ?p ?o } LIMIT 2", 3)
    'SELECT ?s { ?s ?p ?o } LIMIT 2'
    """
    parted = part_query(text)
    if parted is None or parted.form != "SELECT":
        return text
    tail = [word for word in tokens(text) if word.start >= parted.end]
    for word, number in pairwise(tail):
        if word.is_word("LIMIT") and number.text.isdigit():
            least = min(int(number.text), most)
            return f"{text[: number.start]}{least}{text[number.end :]}"
    place = next((word.start for word in tail if word.is_word("VALUES")), len(text))
    return f"{text[:place]}\nLIMIT {most}\n{text[place:]}"
