"""Binds variables in the text of a query, and cuts it into pages.

The protocol has no other place for either than the text. Whatever is put in is put between two
words of the query, and at a place where the grammar takes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyoxigraph as ox

from ..errors import QueryError
from ..sparql_text import Token, tokens

FORMS = ("SELECT", "ASK", "CONSTRUCT", "DESCRIBE")
CHOOSING = ("LIMIT", "OFFSET", "VALUES")  # what makes pages impossible


@dataclass(frozen=True, slots=True)
class Parts:
    """The outermost parts of a query.

    Attributes:
        form: One of :data:`FORMS`; empty where the text is no query.
        head: What stands between the form and the pattern.
        pattern: The place behind the brace that opens the pattern; None where there is none.
        nested: Whether the pattern is a query of its own.
        tail: What stands after the pattern.
    """

    form: str
    head: list[Token]
    pattern: int | None
    nested: bool
    tail: list[Token]

    @classmethod
    def of(cls, text: str) -> Parts:
        """The parts of a query."""
        words = list(tokens(text))
        start = next((i for i, word in enumerate(words) if word.is_word(*FORMS)), None)
        if start is None:
            return cls("", [], None, False, [])
        form = words[start].text.upper()
        brace = _brace(words, start + 1)
        if form == "CONSTRUCT" and brace == start + 1:  # that was the template
            brace = _brace(words, _closing(words, brace) + 1)
        if brace is None:
            return cls(form, words[start + 1 :], None, False, words[start + 1 :])
        nested = brace + 1 < len(words) and words[brace + 1].is_word("SELECT")
        tail = words[_closing(words, brace) + 1 :]
        return cls(form, words[start + 1 : brace], words[brace].end, nested, tail)


def form_of(text: str) -> str:
    """The form of a query, in capitals; empty where there is none.

    >>> form_of("PREFIX ask: <urn:select> select ?x { ?x ask: 1 }")
    'SELECT'
    """
    return Parts.of(text).form


def with_bound(text: str, bound: Mapping[str, str]) -> str:
    """The query with a VALUES block for the bound variables, first of all in its pattern.

    Each solution is joined with the block, which for the variables that a query selects is what the
    engines of the workspace make of a bound variable. At the end of the query the block would mean
    the same, but stores work the whole pattern out before they come to it.

    >>> with_bound("SELECT ?a WHERE { ?a a ?b }", {"a": "urn:x"})
    'SELECT ?a WHERE { VALUES (?a) { (<urn:x>) } ?a a ?b }'

    Raises:
        QueryError: The value of a variable is no IRI.
    """
    if not bound:
        return text
    values = " ".join(_iri(name, iri) for name, iri in bound.items())
    return _with_values(text, tuple(bound), f"({values})")


def with_each(text: str, name: str, iris: Iterable[str]) -> str:
    """As :func:`with_bound`, with several values of one variable.

    >>> with_each("SELECT ?a WHERE { ?a a ?b }", "a", ["urn:x", "urn:y"])
    'SELECT ?a WHERE { VALUES (?a) { (<urn:x>) (<urn:y>) } ?a a ?b }'
    """
    return _with_values(text, (name,), " ".join(f"({_iri(name, iri)})" for iri in iris))


def _iri(name: str, iri: str) -> str:
    try:
        return str(ox.NamedNode(iri))
    except ValueError as error:
        raise QueryError(f"the value of ?{name} is no IRI: {iri!r} ({error})") from None


def _with_values(text: str, names: Sequence[str], values: str) -> str:
    block = f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {values} }}"
    parts = Parts.of(text)
    if parts.pattern is None or parts.nested:  # there is no place in front
        return f"{text}\n{block}"
    return f"{text[: parts.pattern]} {block}{text[parts.pattern :]}"


def selected(text: str) -> tuple[str, ...]:
    """The variables that a SELECT query selects, in order; none for ``*``, whose order is free.

    >>> selected("SELECT DISTINCT ?b (COUNT(?x) AS ?a) { ?x ?y ?b } GROUP BY ?b")
    ('b', 'a')
    """
    parts = Parts.of(text)
    if parts.form != "SELECT":
        return ()
    names, depth = [], 0
    for last, word in zip([None, *parts.head], parts.head, strict=False):
        depth += (word.text in {"(", "{"}) - (word.text in {")", "}"})
        named = depth == 1 and last is not None and last.is_word("AS")
        if word.kind == "variable" and (depth == 0 or named):
            names.append(word.text[1:])
    return tuple(names)


def limit_of(text: str) -> int | None:
    """How many rows a query wants at most, by its own LIMIT.

    >>> limit_of("SELECT ?a { { SELECT ?a { ?a ?b ?c } LIMIT 7 } }") is None
    True
    """
    tail = Parts.of(text).tail
    for word, number in pairwise(tail):
        if word.is_word("LIMIT") and number.text.isdigit():
            return int(number.text)
    return None


def page(text: str, variables: Sequence[str], size: int, offset: int) -> str | None:
    """A query for some rows of a query, in an order that leaves nothing to chance.

    >>> page("SELECT ?a ?b { ?a ?c ?b } ORDER BY ?b", ["a", "b"], 10, 20)
    'SELECT ?a ?b { ?a ?c ?b } ORDER BY ?b\\n?a ?b LIMIT 10 OFFSET 20'

    Returns:
        None where the query says itself which rows it wants, so that no page can be asked for.
    """
    tail = Parts.of(text).tail
    if not variables or any(word.is_word(*CHOOSING) for word in tail):
        return None
    order = "" if any(word.is_word("ORDER") for word in tail) else "ORDER BY "
    names = " ".join(f"?{name}" for name in variables)
    return f"{text}\n{order}{names} LIMIT {size} OFFSET {offset}"


def _brace(words: Sequence[Token], start: int) -> int | None:
    """The first brace from there on that stands in no brackets."""
    depth = 0
    for place in range(start, len(words)):
        depth += (words[place].text == "(") - (words[place].text == ")")
        if words[place].text == "{" and depth == 0:
            return place
    return None


def _closing(words: Sequence[Token], brace: int) -> int:
    """The place of the brace that closes this one; the last word if none does."""
    depth = 0
    for place in range(brace, len(words)):
        depth += (words[place].text == "{") - (words[place].text == "}")
        if depth == 0:
            return place
    return len(words) - 1
