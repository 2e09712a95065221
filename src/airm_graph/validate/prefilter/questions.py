"""The queries that find the nodes for which a test is true.

Where a target has few nodes each is tested. Where it has many, the test is turned round: one looks
for values that are wrong, each once however often it stands, and for the nodes that have them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .expressions import (
    ALWAYS,
    MAY,
    NEVER,
    NODE,
    All,
    Any,
    Has,
    Is,
    Not,
    Test,
    expression,
    fresh,
    several,
)

X = "?x"
FEW = 6  # so many times as fast is the second way for a node, as measured
Size = Callable[[str], int]
# A numbered variable, or an IRI or text in which one may seem to stand.
NUMBERED = re.compile(r'<[^<>\s]*>|"(?:\\.|[^"\\])*"|(?P<variable>\?v[0-9]+)')


@dataclass(frozen=True, slots=True)
class Question:
    """A query for nodes, and queries that tell beforehand whether it can find any.

    Attributes:
        text: A SELECT of :data:`X`.
        probes: Without an answer to each of these it finds nothing; many questions share them.
    """

    text: str
    probes: tuple[str, ...] = ()


def questions(target: str, test: Test, size: Size) -> Iterator[Question]:
    """What to ask for the nodes of a target for which a test is true.

    Args:
        target: A pattern that binds :data:`X`.
        test: Of a node.
        size: How many answers a pattern has.
    """
    if test == NEVER:
        return
    if isinstance(test, Any):
        for part in test.tests:
            yield from questions(target, part, size)
        return
    patterns, probes = [target], []
    for part in _parts(test):
        many = size(target) * FEW > size(_looked_at(part)) if _looked_at(part) else False
        pattern, probe = _turned(part, size) if many else (_filter(part, X), "")
        patterns.append(pattern)
        probes.append(probe)
    text = f"SELECT DISTINCT {X} WHERE {{ {' '.join(filter(None, patterns))} }}"
    yield Question(_renumbered(text), tuple(_renumbered(probe) for probe in probes if probe))


def _parts(test: Test) -> tuple[Test, ...]:
    return test.tests if isinstance(test, All) else (test,)


def _looked_at(test: Test) -> str:
    """A pattern for all that must be looked at where a test is turned round; empty if it cannot."""
    having = test.test if isinstance(test, Not) else test
    if not isinstance(having, Has) or not having.path.startswith("<"):
        return ""
    if isinstance(test, Not) and having.beyond:
        return ""
    known = having.where.terms if isinstance(having.where, Is) else ()
    return f"?any {having.path} {known[0] if len(known) == 1 else '?value'}"


def _filter(test: Test, x: str) -> str:
    return "" if test in (ALWAYS, MAY) else f"FILTER({expression(test, x)})"


def _turned(test: Test, size: Size) -> tuple[str, str]:
    """A pattern for the nodes for which a test is true, and a probe."""
    match test:
        case Not(test=Has() as without):
            return f"MINUS {{ {several(without, X)} }}", ""
        case Has(beyond=0, where=Is(terms=(_,))):
            return f"{several(test, X)} .", ""
        case Has(beyond=0):
            v = fresh()
            inner = f"SELECT DISTINCT {v} WHERE {{ {_values(test, v, size)} }}"
            return f"{{ {inner} }} {X} {test.path} {v} .", f"{inner} LIMIT 1"
        case Has():
            group = _crowded(test)
            return f"{{ {group} }}", f"{group} LIMIT 1"
    raise TypeError(test)


def _values(test: Has, v: str, size: Size) -> str:
    """A pattern for the values of a path that pass a test, each looked at once."""
    patterns = [f"{{ SELECT DISTINCT {v} WHERE {{ ?any {test.path} {v} }} }}"]
    most = size(f"?any {test.path} ?value")
    for part in _parts(test.where):
        taken = _looked_at(part) if isinstance(part, Not) else ""
        if taken and most * FEW > size(taken):
            assert isinstance(part, Not)  # noqa: S101 - so that the checker of types knows
            assert isinstance(part.test, Has)  # noqa: S101
            patterns.append(f"MINUS {{ {several(part.test, v)} }}")
        else:
            patterns.append(_filter(part, v))
    return " ".join(filter(None, patterns))


def _crowded(test: Has) -> str:
    """A query for the nodes that have too many values."""
    v = fresh()
    where = "" if test.where == ALWAYS else f" FILTER({expression(test.where, v)})"
    alike = f" ({test.alike.replace(NODE, v)} AS {fresh()})" if test.alike else ""
    return (
        f"SELECT DISTINCT {X} WHERE {{ {X} {test.path} {v}{where} }} "
        f"GROUP BY {X}{alike} HAVING(COUNT(DISTINCT {v}) > {test.beyond})"
    )


def _renumbered(text: str) -> str:
    """The same query, whatever numbers its variables had: so that it is asked only once."""
    names: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        if not match["variable"]:
            return match[0]
        return names.setdefault(match[0], f"?v{len(names)}")

    return NUMBERED.sub(name, text)
