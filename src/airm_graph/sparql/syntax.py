"""Where a query stops to be SPARQL, and what would have been right there.

The engine's parser names the furthest place that it looked at, which is up to a keyword's length
behind the mistake. So it is asked again for beginnings of the text: the mistake is the first word
with which a beginning cannot go on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from ..errors import nearest
from ..sparql_text import CLOSING, OPENING, Token, tokens
from .declared import declared_prefixes

WORDS = (
    "ALL AS ASC ASK BASE BIND BY CONSTRUCT COUNT DESC DESCRIBE DISTINCT EXISTS FILTER FROM GRAPH "
    "GROUP HAVING IN LIMIT MINUS NAMED NOT OFFSET OPTIONAL ORDER PREFIX REDUCED SELECT SEPARATOR "
    "SERVICE SILENT UNDEF UNION VALUES WHERE ABS AVG BNODE BOUND CEIL COALESCE CONCAT CONTAINS "
    "DATATYPE DAY ENCODE_FOR_URI FLOOR GROUP_CONCAT HOURS IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC "
    "ISURI LANG LANGMATCHES LCASE MAX MD5 MIN MINUTES MONTH NOW RAND REGEX REPLACE ROUND SAMETERM "
    "SAMPLE SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN "
    "STRSTARTS STRUUID SUBSTR SUM TIMEZONE TRUE FALSE TZ UCASE URI UUID YEAR A"
)
KEYWORDS = frozenset(WORDS.split())
FORMS = "SELECT, ASK, CONSTRUCT or DESCRIBE"
SUMS = {"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}
UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
BAD_IRI = ": an IRI stands between < and >, without blanks, quotes and brackets"
SMALL = 10_000  # characters of a text that is parsed once more for a better message
PAD = " " * 64  # longer than any keyword, so that looking for one never reaches the end
SAID = re.compile(r"error at (\d+):(\d+): (?:expected (?:one of )?)?(.*)", re.DOTALL)
SENTENCE = re.compile(r"(?<![\w\"'])[A-Z][A-Za-z]* [a-zA-Z][A-Za-z ']+")
QUOTED = re.compile(r'"((?:\\.|[^"\\])+)"')
KINDS = {"?": "a variable", "<": "an IRI", ":": "a prefixed name", "'": "a string", "_:": ""}
KINDS |= {"$": "", '"': "", "'''": "", '"""': "", "\\u": "", "\\U": "", "<<": "", "<<(": ""}
KINDS |= {"{|": "", "~": "", "+": "", "-": "", "false": "", "true": "", "a": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """A place in a text, and what is wrong with it.

    Attributes:
        line: From 1.
        column: From 1, in characters.
        length: How many characters are meant; at least one.
        message: What was found, and what would have been right.
        excerpt: The line.
    """

    line: int
    column: int
    length: int
    message: str
    excerpt: str

    def shown(self, width: int = 100) -> str:
        """The line with a caret under the place; a long line is cut around it."""
        text = "".join(each if each.isprintable() else " " for each in self.excerpt)
        first = max(0, min(self.column - 1 - width // 2, len(text) - width))
        part = text[first : first + width]
        number = str(self.line)
        blank = " " * (self.column - 1 - first)
        carets = "^" * max(1, min(self.length, len(part) - len(blank)))
        return f"  {number} | {part}\n  {' ' * len(number)} | {blank}{carets}"


def find_mistake(text: str, known: Mapping[str, str]) -> Mistake | None:
    """The first word with which a text stops to be SPARQL; None where all its words may stand.

    Args:
        text: What the user wrote.
        known: Prefixes that need no declaration.
    """
    words = list(tokens(text))
    if not words:
        return _mistake(text, len(text), 1, f"the query is empty; expected {FORMS}")
    parser = _Parser(known)
    if parser.goes_on(text):
        return None if parser.is_whole(text) else _unfinished(text, words, parser)
    low, high = 0, len(words) - 1  # the mistake is at or before "high"
    while low < high:
        middle = (low + high) // 2
        if parser.goes_on(text[: words[middle].end]):
            low = middle + 1
        else:
            high = middle
    word = words[low]
    expected = parser.expected(text[: word.start])
    if QUOTED.findall(expected) == [">"]:  # the mistake is where the IRI begins
        word = next((each for each in words[low::-1] if each.text == "<"), word)
        return _mistake(text, word.start, 1, f"found {_cut(word)}{BAD_IRI}")
    said = _of_word(words, low, known)
    if not said and len(text) < SMALL and parser.is_whole(text[: word.start]):
        said = "; expected the end of the query, or ORDER BY, LIMIT and the like"
    sentence = SENTENCE.search(parser.expected(text[: word.end]))
    if sentence and "parsing" not in sentence[0] and not said:
        said = f": {sentence[0]}"
    said = said or _expected(expected) or ", with which the query cannot go on"
    return _mistake(text, word.start, len(word.text.splitlines()[0]), f"found {_cut(word)}{said}")


def describe_mistake(text: str, known: Mapping[str, str], *, excerpt: bool = True) -> str:
    """Where a text that an engine refused is no query, and why, for its author.

    >>> print(describe_mistake("SELECT ?x { ?x a }", {}))
    line 1, column 18: found '}'; expected a term: a variable, an IRI, a prefixed name or a literal
      1 | SELECT ?x { ?x a }
        |                  ^

    Args:
        text: What the user wrote; :func:`~airm_graph.sparql_text.check_text` has let it through.
        known: Prefixes that need no declaration.
        excerpt: Whether the line and a caret come along, on lines of their own.

    Returns:
        Nothing where no mistake is found.
    """
    mistake = find_mistake(text, known)
    if mistake is None:
        return ""
    said = f"line {mistake.line}, column {mistake.column}: {mistake.message}"
    return f"{said}\n{mistake.shown()}" if excerpt else said


class _Parser:
    """The engine's parser, which is never given anything that it could answer."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self.store, self.known = ox.Store(), dict(known)

    def goes_on(self, text: str) -> bool:
        """Whether something could follow that makes a query of the text."""
        match = SAID.match(self._error(f"{text}\n{PAD}\0"))
        if match is None:
            return False
        return (int(match[1]), int(match[2])) > (text.count("\n") + 2, len(PAD))

    def is_whole(self, text: str) -> bool:
        """Whether the text is a query as it stands."""
        return not SAID.match(self._error(text))

    def expected(self, text: str) -> str:
        """What the parser says could follow."""
        match = SAID.match(self._error(text + PAD))
        return match[3] if match else ""

    def _error(self, text: str) -> str:
        unselected: dict[ox.Variable, Any] = {
            ox.Variable("airm_graph_unselected"): ox.NamedNode("urn:x")
        }
        try:
            self.store.query(text, prefixes=self.known, substitutions=unselected)
        except (SyntaxError, RuntimeError, ValueError) as error:
            return str(error)
        return ""


def _of_word(words: Sequence[Token], place: int, known: Mapping[str, str]) -> str:
    """What is wrong with one word, where that can be said without the parser."""
    word, upper = words[place], words[place].text.upper()
    first = all(
        each.kind in {"iri", "name"} or each.is_word("PREFIX", "BASE") for each in words[:place]
    )
    if word.kind == "sign" and word.text in {"'", '"'}:
        return ": the string that begins here is not closed"
    if word.kind == "sign" and word.text == "<":
        return BAD_IRI
    if word.kind == "sign" and word.text in CLOSING and not _open(words[:place]):
        return ": nothing is open here that it could close"
    if word.kind == "iri" and ":" not in word.text:
        return ": the IRI is relative, and no BASE is declared"
    if word.kind == "name":
        prefixes = {**known, **declared_prefixes(words[:place])}
        prefix = word.text.partition(":")[0]
        if prefix not in prefixes:
            hint = f"; {nearest(prefix, prefixes)}" if prefixes else ""
            return f": the prefix {prefix + ':'!r} is not declared{hint}"
    if word.kind == "word" and upper in UPDATES and first:
        return ": this is an update; the graph is read-only, and only queries are answered"
    if word.kind == "word" and upper in SUMS:
        return f": a result stands in brackets and has a name, as in ({upper}(?x) AS ?n)"
    hint = nearest(upper, KEYWORDS) if word.kind == "word" and upper not in KEYWORDS else ""
    if hint.startswith("did"):
        return f": {hint}"
    return f"; expected {FORMS}" if first else ""


def _open(words: Sequence[Token]) -> list[Token]:
    """The brackets that are not closed."""
    found: list[Token] = []
    for word in words:
        if word.kind == "sign" and word.text in OPENING:
            found.append(word)
        elif word.kind == "sign" and word.text in CLOSING and found:
            found.pop()
    return found


def _unfinished(text: str, words: Sequence[Token], parser: _Parser) -> Mistake:
    still = _open(words)
    if still:
        message = f"{still[-1].text!r} is not closed before the query ends"
        return _mistake(text, still[-1].start, len(still[-1].text), message)
    expected = parser.expected(text)
    sentence = SENTENCE.search(expected)
    said = f": {sentence[0]}" if sentence else _expected(expected)
    last = words[-1]
    begin = "the query cannot be read" if sentence else "the query ends too early"
    return _mistake(text, last.start, len(last.text.splitlines()[0]), begin + said)


def _expected(said: str) -> str:
    """What the parser expected, in words; nothing where that would be half the grammar."""
    signs = set(QUOTED.findall(said))
    if not signs and said.strip() == "['0'..='9']":
        return "; expected a number"
    if {"!", "(", "?"} <= signs:
        return "; expected an expression"
    if {"?", "<", "'"} <= signs:
        return "; expected a term: a variable, an IRI, a prefixed name or a literal"
    found = [KINDS.get(sign, repr(sign)) for sign in QUOTED.findall(said)]
    listed = sorted({each for each in found if each}, key=lambda each: (each[0] == "'", each))
    if not listed or len(listed) > 8:
        return ""
    return f"; expected {', '.join(listed[:-1])}{' or ' if listed[:-1] else ''}{listed[-1]}"


def _cut(word: Token, most: int = 40) -> str:
    text = word.text if len(word.text) <= most else word.text[: most - 1] + "…"
    return repr(text)


def _mistake(text: str, start: int, length: int, message: str) -> Mistake:
    lines = text[:start].split("\n")
    whole = text.split("\n")
    return Mistake(
        line=len(lines),
        column=len(lines[-1]) + 1,
        length=max(length, 1),
        message=message,
        excerpt=whole[len(lines) - 1].rstrip("\r"),
    )
