"""What the text of a query says before an engine parses it: words, bounds, its dataset, SERVICE.

Oxigraph's parser has no tokens of its own: it takes ``trueSERVICE`` for two words, and ``<`` after
an operand for "less than" even where the standard sees the start of an IRI. Whatever decides on
safety here therefore looks at both readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from .errors import QueryError

MOST_BYTES = 256 * 1024
MOST_NESTED = 100  # from some thousand brackets on, the engine's parser overflows its stack
MOST_PARTS = 2000  # likewise for what stands side by side and is nested by the engine

START = r"A-Za-z_\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d"
START += r"\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
INNER = START + r"0-9\u00b7\u0300-\u036f\u203f-\u2040"
IRI = r"""<[^\x00-\x20<>"{}|^`\\]*(?:\\u[0-9A-Fa-f]{4}[^\x00-\x20<>"{}|^`\\]*)*>"""
LONG = r"""\"{3}(?:\\.|"{0,2}[^"\\])*?\"{3}|'{3}(?:\\.|'{0,2}[^'\\])*?'{3}"""
SHORT = r""""(?:\\.|[^"\\\r\n])*"|'(?:\\.|[^'\\\r\n])*'"""
LOCAL = rf"(?:[{INNER}:]|%[0-9A-Fa-f]{{2}}|\\[^\s])(?:(?:[{INNER}:.-]|%[0-9A-Fa-f]{{2}}|\\[^\s])*"
LOCAL += rf"(?:[{INNER}:-]|%[0-9A-Fa-f]{{2}}|\\[^\s]))?"
NAME = rf"(?:[{START}](?:[{INNER}.-]{{0,99}}[{INNER}-])?)?:(?:{LOCAL})?"

TOKEN = re.compile(
    rf"(?P<space>\s+|\#[^\r\n]*)|(?P<iri>{IRI})|(?P<string>{LONG}|{SHORT})"
    rf"|(?P<variable>[?$][{INNER}]+)|(?P<name>{NAME})|(?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)"
    r"|(?P<number>(?:\d+\.(?=[\deE])\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_]*)"
    r"|(?P<sign>\^\^|&&|\|\||!=|<=|>=|\{\||\|\}|<<\(|\)>>|<<|>>|.)",
    re.DOTALL,
)
OPENING, CLOSING = {"(", "{", "[", "{|", "<<", "<<("}, {")", "}", "]", "|}", ">>", ")>>"}
BRACES = {"{", "}", "{|", "|}"}
EXPRESSION = "an expression in brackets"
OPERANDS = {"iri", "string", "variable", "name", "tag", "number"}
HEAD = {"SELECT", "BY", "HAVING"}  # after these, brackets hold expressions until the next brace

# What may hold a word without meaning it: IRIs, strings and comments.
OPAQUE = re.compile(
    r"""<[^<>\s]*>|\"{3}.*?\"{3}|'{3}.*?'{3}|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|\#[^\n]*""",
    re.DOTALL,
)
ONLY_IRI, STRING = re.compile(IRI), re.compile(f"{LONG}|{SHORT}", re.DOTALL)
AUTHORITY = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*://")
LINE_END = re.compile(r"[\r\n]")
# A dot ends a name for Oxigraph now and then, so that none is taken for a part of one here.
NAMED = re.compile(rf"[?$][{INNER}]+|:(?:[{INNER}:-]|%[0-9A-Fa-f]{{2}}|\\[^\s])*")
ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
FROM = re.compile("FROM", re.IGNORECASE | re.ASCII)
SERVICE = re.compile("SERVICE", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True, slots=True)
class Token:
    """A word of a query, and where it stands.

    Attributes:
        kind: ``iri``, ``string``, ``variable``, ``name`` (with a prefix), ``tag`` (a language),
            ``number``, ``word`` or ``sign``.
    """

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where the next character stands."""
        return self.start + len(self.text)

    def is_word(self, *words: str) -> bool:
        """Whether it is one of these keywords, in any case."""
        return self.kind == "word" and self.text.upper() in words


def tokens(text: str) -> Iterator[Token]:
    """The words of a query, without blanks and comments.

    >>> [token.text for token in tokens("FILTER(?a<?b && <urn:b>=?c) # why")]
    ['FILTER', '(', '?a', '<', '?b', '&&', '<urn:b>', '=', '?c', ')']
    """
    inside: list[str] = []  # the brackets that are open, and which of them hold an expression
    head, last, before = False, Token("sign", "", 0), Token("sign", "", 0)
    position = 0
    while position < len(text):
        match = TOKEN.match(text, position)
        assert match is not None  # noqa: S101 - the last alternative takes any character
        kind, said = str(match.lastgroup), match[0]
        if kind == "iri" and inside[-1:] == [EXPRESSION] and _is_operand(last):
            kind, said = "sign", text[position : position + 1 + (text[position + 1] == "=")]
        position += len(said)
        if kind == "space":
            continue
        token = Token(kind, said, position - len(said))
        if token.is_word(*HEAD):
            head = True
        elif kind == "sign" and said in BRACES:
            head = False
        if kind == "sign" and said in OPENING:
            called = last.kind == "word" and not last.is_word("VALUES", "GRAPH", "A")
            called |= last.kind in {"iri", "name"} and before.is_word("FILTER")
            inner = said == "(" and (head or called or inside[-1:] == [EXPRESSION])
            inside.append(EXPRESSION if inner else said)
        elif kind == "sign" and said in CLOSING and inside:
            inside.pop()
        yield token
        before, last = last, token


def _is_operand(token: Token) -> bool:
    return token.kind in OPERANDS or token.text == ")" or token.is_word("TRUE", "FALSE")


def check_text(text: str) -> None:
    """Refuse what would overflow the stack of the engine's parser, which ends the process.

    Raises:
        QueryError: The text is too long, nested too deeply, or has too many parts.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise QueryError(
            f"the query has {size:,} bytes; at most {MOST_BYTES:,} are read: "
            f"put the data that it lists into the graph, or ask in parts"
        )
    if text.encode("utf-8", "replace").decode() != text:
        raise QueryError("the query is not UTF-8: it holds half of a surrogate pair")
    depth = parts = 0
    describes, data = False, 0
    for token in tokens(text):
        if token.is_word("DESCRIBE"):
            describes = True
        if token.is_word("VALUES"):
            data = 2
        if data and token.kind == "sign" and token.text in {"{", "}"}:
            data -= 1  # a block of data is a list for the engine, however long it is
        if token.kind == "sign" and token.text in OPENING:
            depth += 1
        elif token.kind == "sign" and token.text in CLOSING:
            depth = max(depth - 1, 0)
        if depth > MOST_NESTED:
            line = text.count("\n", 0, token.start) + 1
            raise QueryError(
                f"the query nests brackets more than {MOST_NESTED} deep, in line {line}; "
                f"nobody's question needs that many"
            )
        parts += 0 if data else _weight(token, describes=describes)
    if parts > MOST_PARTS:
        raise QueryError(
            f"the query has {parts:,} brackets, operators and expressions; at most "
            f"{MOST_PARTS:,} are read: list values in a VALUES block, or ask in parts"
        )


def _weight(token: Token, *, describes: bool) -> int:
    """How many levels the engine nests for a token, at most."""
    if token.kind == "sign":
        return token.text in {"(", "{", "[", "||", "&&", "+", "-", "*", "/", "!", "^", "|"}
    if token.kind == "word":
        return token.is_word("AS", "FILTER", "OPTIONAL", "MINUS", "LATERAL", "GRAPH", "SERVICE")
    return 2 if describes and token.kind in {"iri", "name", "variable"} else 0


@lru_cache(maxsize=512)
def names_dataset(text: str) -> bool:
    """Whether a query names its graphs itself, by FROM.

    >>> names_dataset("SELECT ?from FROM <urn:g> { ?from ?p 'FROM' }")
    True
    >>> names_dataset("SELECT ?from { ?from ex:from 'from' } # FROM here")
    False
    """
    return bool(FROM.search(text)) and any(token.is_word("FROM") for token in tokens(text))


def asks_service(text: str) -> bool:
    """Whether a query may have the keyword SERVICE, by which an engine asks other addresses.

    Strict: true for whatever any reading of the text takes for the keyword, and for text with that
    word that no reading can split; false where it stands within an IRI, a string, a comment, the
    name of a variable or after the prefix of a name.

    >>> asks_service("SELECT * { SERVICE <https://example.org/sparql> { ?s ?p ?o } }")
    True
    >>> asks_service("SELECT ?service { ?service rdfs:label 'service' } # SERVICE")
    False
    """
    readings = {text, ESCAPE.sub(_decoded, text)}  # some engines decode before they parse
    return any(_may_say_service(reading) for reading in readings)


def _decoded(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code < 0x110000 else match[0]


def _may_say_service(text: str) -> bool:
    if not SERVICE.search(text):
        return False
    reached = bytearray(len(text) + 1)  # where a word may begin under some reading
    reached[0] = 1
    line_end = 0
    for position, character in enumerate(text):
        if not reached[position]:
            continue
        if SERVICE.match(text, position):
            return True
        ends = [position + 1]
        if character == "<" and (match := ONLY_IRI.match(text, position)) is not None:
            ends += [match.end()]
            if AUTHORITY.match(match[0]):
                ends = [match.end()]  # "//" is no operator
        elif character in "\"'":
            match = STRING.match(text, position)
            ends = [match.end()] if match else []
        elif character == "#":
            if line_end <= position:
                match = LINE_END.search(text, position)
                line_end = match.start() if match else len(text)
            ends = [line_end]
        elif character in "?$:" and (match := NAMED.match(text, position)) is not None:
            ends = [match.end()]
        for end in ends:
            reached[end] = 1
    return not reached[len(text)]
