"""The parts of a query as they are written: its graphs, its WHERE group, and the parts of that.

The words of the text are taken apart, not parsed anew, so that every part can be asked as the user
wrote it; the text is one that the engine has read before.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..sparql_text import CLOSING, OPENING, Token, tokens

PARTS = ("FILTER", "OPTIONAL", "MINUS", "LATERAL", "GRAPH", "SERVICE", "BIND", "VALUES")
MODIFIERS = ("GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a group.

    Attributes:
        kind: ``pattern`` (one triple pattern), ``filter``, ``optional``, ``minus``, ``graph``,
            ``service``, ``bind``, ``values``, ``union``, ``query`` (one within the query) or
            ``group``.
        text: As it is written.
        inner: What its braces hold; of a union, each branch.
        around: What stands before the braces, such as ``GRAPH ?g``.
    """

    kind: str
    text: str
    inner: tuple[str, ...] = ()
    around: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """A query, taken apart.

    Attributes:
        form: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.
        prologue: Its declarations.
        dataset: Its FROM clauses.
        where: What the braces of WHERE hold.
        after: What stands behind them.
        end: The place behind them in the text.
    """

    form: str
    prologue: str
    dataset: str
    where: str
    after: str
    end: int


def part_query(text: str) -> Parted | None:
    """The parts of a query; None where it has no WHERE group, as a DESCRIBE of one thing."""
    words = list(tokens(text))
    heads = [n for n, word in enumerate(words) if word.is_word("SELECT", "ASK", "DESCRIBE")]
    heads += [n for n, word in enumerate(words) if word.is_word("CONSTRUCT")]
    if not heads:
        return None
    head = min(heads)
    template = words[head].is_word("CONSTRUCT") and words[head + 1].text == "{"
    place = _closing(words, head + 1) + 1 if template else head + 1
    dataset = []
    while place < len(words):
        word = words[place]
        if word.is_word("FROM"):
            named = words[place + 1].is_word("NAMED")
            dataset.append(text[word.start : words[place + 1 + named].end])
        if word.text == "{" and word.kind == "sign":
            end = _closing(words, place)
            return Parted(
                form=words[head].text.upper(),
                prologue=text[: words[head].start],
                dataset=" ".join(dataset),
                where=text[word.end : words[end].start],
                after=text[words[end].end :].strip(),
                end=words[end].end,
            )
        place = _closing(words, place) + 1 if _opens(word) else place + 1
    return None


def parts_of(group: str) -> list[Part]:
    """What a group consists of, in its order.

    >>> [(part.kind, part.text) for part in parts_of("?a ex:p 1 ; ex:q ?b . FILTER(?b > 2)")]
    [('pattern', '?a ex:p 1'), ('pattern', '?a ex:q ?b'), ('filter', 'FILTER(?b > 2)')]
    """
    words = list(tokens(group))
    found: list[Part] = []
    place = 0
    while place < len(words):
        word = words[place]
        if word.text == "." and word.kind == "sign":
            place += 1
            continue
        if word.is_word("SELECT"):  # the whole of a query within the query
            return [Part(kind="query", text=group.strip())]
        if word.is_word(*PARTS) or (word.text == "{" and word.kind == "sign"):
            end = _end_of_part(words, place)
            found.append(_part(group, words, place, end))
        else:
            end = _end_of_triples(words, place)
            found += _patterns(group, words[place:end])
        place = end
    return found


def _part(group: str, words: Sequence[Token], start: int, end: int) -> Part:
    first = words[start]
    text = group[first.start : words[end - 1].end]
    braces = [
        place
        for place in _shallow(words, start, end)
        if words[place].text == "{" and words[place].kind == "sign"
    ]
    inner = tuple(group[words[b].end : words[_closing(words, b)].start] for b in braces)
    if first.kind == "word":
        around = group[first.start : words[braces[0]].start].strip() if braces else ""
        return Part(kind=first.text.lower(), text=text, inner=inner, around=around)
    kind = "union" if len(inner) > 1 else "group"
    return Part(kind=kind, text=text, inner=inner)


def _shallow(words: Sequence[Token], start: int, end: int) -> Iterator[int]:
    """The places of the words that stand in no brackets, the opening brackets included."""
    place = start
    while place < end:
        yield place
        place = _closing(words, place) + 1 if _opens(words[place]) else place + 1


def _end_of_part(words: Sequence[Token], start: int) -> int:
    """The place behind a part that begins with a word or a brace."""
    place = start
    if words[start].is_word("FILTER"):
        place += 1
        while not _opens(words[place]):  # NOT EXISTS, or the name of a function
            place += 1
        return _closing(words, place) + 1
    if words[start].is_word("VALUES"):
        place = next(n for n in range(start, len(words)) if words[n].text == "{")
        return _closing(words, place) + 1
    while not _opens(words[place]):
        place += 1
    place = _closing(words, place) + 1
    while words[start].text == "{" and place < len(words) and words[place].is_word("UNION"):
        place = _closing(words, place + 1) + 1
    return place


def _end_of_triples(words: Sequence[Token], start: int) -> int:
    for place in _shallow(words, start, len(words)):
        word = words[place]
        if word.is_word(*PARTS) or (word.text == "{" and word.kind == "sign"):
            return place
    return len(words)


def _patterns(group: str, words: Sequence[Token]) -> Iterator[Part]:
    """Triple patterns, one for each predicate and object; what is in brackets stays together."""
    place = 0
    while place < len(words):
        end = place
        while end < len(words) and words[end].text != ".":
            end = _skip(words, end)
        yield from _of_subject(group, words[place:end])
        place = end + 1


def _of_subject(group: str, words: Sequence[Token]) -> Iterator[Part]:
    if not words:
        return
    start = _skip(words, 0)
    subject = _said(group, words[:start])
    if start >= len(words):  # such as [ ex:p ?o ], which says it all within its brackets
        yield Part(kind="pattern", text=subject)
        return
    while start < len(words):
        verb = _end_of_verb(words, start)
        place = first = verb
        while place < len(words) and words[place].text != ";":
            place = _skip(words, place)
            if place >= len(words) or words[place].text in {",", ";"}:
                said = f"{_said(group, words[start:verb])} {_said(group, words[first:place])}"
                yield Part(kind="pattern", text=f"{subject} {said}")
                first = place = place + (place < len(words) and words[place].text == ",")
        while place < len(words) and words[place].text == ";":
            place += 1
        start = place


def _end_of_verb(words: Sequence[Token], start: int) -> int:
    """The place behind a predicate: a variable, or a property path."""
    place = start
    while True:
        while words[place].text in {"^", "!"}:
            place += 1
        place = _skip(words, place)
        while place < len(words) and words[place].text in {"*", "+", "?"}:
            place += 1
        if place >= len(words) or words[place].text not in {"/", "|"}:
            return place
        place += 1


def _skip(words: Sequence[Token], place: int) -> int:
    return (_closing(words, place) if _opens(words[place]) else place) + 1


def on_one_line(text: str) -> str:
    """A text without its comments and line ends.

    >>> on_one_line("?s ex:p # why\\n  ?o")
    '?s ex:p ?o'
    """
    return _said(text, list(tokens(text)))


def _said(group: str, words: Sequence[Token]) -> str:
    said = ""
    for word, following in zip(words, [*words[1:], None], strict=True):
        said += group[word.start : word.end]
        said += " " if following and following.start > word.end else ""
    return said


def _opens(word: Token) -> bool:
    return word.kind == "sign" and word.text in OPENING


def _closing(words: Sequence[Token], place: int) -> int:
    """The place of the bracket that closes the one here; the last place where none does."""
    depth = 0
    for end in range(place, len(words)):
        if words[end].kind == "sign":
            depth += (words[end].text in OPENING) - (words[end].text in CLOSING)
        if not depth:
            return end
    return len(words) - 1
