"""The terms of canonical N-Quads lines, which keep every literal as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from ..canonical import parts
from ..errors import AirmError
from ..vocab import RDF, XSD

Line = bytes
TYPE = f"<{RDF.type.value}>".encode()
STRING = XSD.string.value
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"(?:@([\w-]+)|\^\^<([^>]*)>)?', re.DOTALL)
ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}


class ExportError(AirmError):
    """A format cannot hold what the graph says, or what is asked for is not in the graph."""


class Term(NamedTuple):
    """An IRI, a blank node (``_:``), or a literal with its datatype or language.

    >>> Term.of(b'"1.10"^^<http://www.w3.org/2001/XMLSchema#decimal>').value
    '1.10'
    >>> Term.of(b'"caf\\\\u00E9"@fr')
    Term(kind='literal', value='café', datatype='', language='fr')
    """

    kind: str
    value: str
    datatype: str = ""
    language: str = ""

    @classmethod
    def of(cls, said: bytes) -> Term:
        """The term of a canonical line."""
        if said.startswith(b"<"):
            return _iri(said)
        text = said.decode()
        if text.startswith("_:"):
            return cls("blank", text)
        match = LITERAL.fullmatch(text)
        if match is None:
            raise ValueError(f"not a term: {text[:80]}")
        value, language, datatype = match.groups()
        if not language and not datatype:
            datatype = STRING
        return cls("literal", unescaped(value), unescaped(datatype or ""), language or "")


@lru_cache(maxsize=1 << 14)
def _iri(said: bytes) -> Term:
    return Term("iri", unescaped(said.decode()[1:-1]))


def unescaped(text: str) -> str:
    r"""The text that N-Triples escapes stand for.

    >>> unescaped(r"a\tb\u00e9")
    'a\tbé'
    """
    if "\\" not in text:
        return text

    def plain(match: re.Match[str]) -> str:
        short, long, letter = match.groups()
        return chr(int(short or long, 16)) if short or long else ESCAPED[letter]

    return ESCAPE.sub(plain, text)


def by_subject(lines: Iterable[Line]) -> Iterator[tuple[bytes, list[Line]]]:
    """The lines of each subject, which follow each other."""
    for subject, group in groupby(lines, key=lambda line: line.split(b" ", 1)[0]):
        yield subject, list(group)


def triples(lines: Iterable[Line]) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Subject, predicate and object of each line; what several graphs say comes once."""
    last: tuple[bytes, bytes, bytes] | None = None
    for line in lines:
        said = _triple(line)
        if said != last:
            last = said
            yield said


@lru_cache(maxsize=1 << 12)
def _triple(line: Line) -> tuple[bytes, bytes, bytes]:
    """Remembered, since a small document is written in one format after the other."""
    return parts(line)[:3]
