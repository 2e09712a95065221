"""Tests of a node in SPARQL: each is true wherever a node may fail a shape.

A test is written in two ways: as an expression, which is asked of each node, and as patterns that
find the nodes, which is many times faster where most nodes pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import combinations, count


class NoSparqlForm(Exception):  # noqa: N818 - it says what is the case; nothing is wrong
    """What a shape asks has no form in SPARQL that is certain to miss nothing."""


@dataclass(frozen=True, slots=True)
class Says:
    """An expression about the node, which raises no error.

    Attributes:
        text: The node in it is written as :data:`NODE`.
        exact: Whether it is true only where the node does fail.
    """

    text: str
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Is:
    """The node is one of some terms, spelt as in SPARQL."""

    terms: tuple[str, ...]
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Has:
    """More than ``beyond`` different values at the end of a path pass a test.

    Attributes:
        where: The test; its node is the value.
        alike: An expression about the value: only values for which it is the same count together.
    """

    path: str
    where: Test
    beyond: int = 0
    alike: str = ""

    @property
    def exact(self) -> bool:
        """As of :class:`Says`."""
        return self.where.exact


@dataclass(frozen=True, slots=True)
class Not:
    """True where the test is false; its owner knows what that means where it is not exact."""

    test: Test

    @property
    def exact(self) -> bool:
        """As of :class:`Says`."""
        return self.test.exact


@dataclass(frozen=True, slots=True)
class All:
    """True where all tests are."""

    tests: tuple[Test, ...]

    @property
    def exact(self) -> bool:
        """As of :class:`Says`."""
        return all(test.exact for test in self.tests)


@dataclass(frozen=True, slots=True)
class Any:
    """True where one of the tests is."""

    tests: tuple[Test, ...]

    @property
    def exact(self) -> bool:
        """As of :class:`Says`."""
        return all(test.exact for test in self.tests)


Test = Says | Is | Has | Not | All | Any

NODE = "\0"  # it stands in no IRI and in no literal, as SPARQL spells them
MOST = 3  # values that an expression names one by one; larger counts are left to pySHACL

ALWAYS = Says("true")
MAY = Says("true", exact=False)
NEVER = Says("false")
_NUMBERS = count()


def fresh(stem: str = "v") -> str:
    """A variable that no other test uses."""
    return f"?{stem}{next(_NUMBERS)}"


def any_of(tests: Iterable[Test]) -> Test:
    """True where one of them is.

    >>> any_of([NEVER, Is(("<urn:a>",))])
    Is(terms=('<urn:a>',), exact=True)
    """
    found = [test for test in tests if test != NEVER]
    if ALWAYS in found or MAY in found:
        return ALWAYS if ALWAYS in found else MAY
    return found[0] if len(found) == 1 else Any(tuple(found)) if found else NEVER


def all_of(tests: Iterable[Test]) -> Test:
    """True where all of them are.

    >>> all_of([ALWAYS, Is(("<urn:a>",))])
    Is(terms=('<urn:a>',), exact=True)
    """
    found = [test for test in tests if test != ALWAYS]
    if NEVER in found:
        return NEVER
    return found[0] if len(found) == 1 else All(tuple(found)) if found else ALWAYS


def opposite(test: Test) -> Test:
    """True where the test is false; anywhere, where that cannot be told."""
    if not test.exact:
        return MAY
    match test:
        case Not():
            return test.test
        case All():
            return any_of(opposite(part) for part in test.tests)
        case Any():
            return all_of(opposite(part) for part in test.tests)
    if test in (ALWAYS, NEVER):
        return NEVER if test == ALWAYS else ALWAYS
    return Not(test)


def has(path: str, where: Test, beyond: int = 0, alike: str = "") -> Test:
    """True where more than so many values at the end of a path pass a test.

    Raises:
        NoSparqlForm: That is too many.
    """
    if beyond >= MOST:
        raise NoSparqlForm(f"a count above {MOST}")
    return NEVER if where == NEVER else Has(path, where, beyond, alike)


def unless(text: str, *, exact: bool = True) -> Test:
    """True where an expression is false or raises an error."""
    return Says(f"!COALESCE({text}, false)", exact)


def expression(test: Test, x: str) -> str:
    """A test as an expression about the node that a variable stands for.

    >>> expression(opposite(has("<urn:p>", Says(f"isIRI({NODE})"))), "?x")  # doctest: +ELLIPSIS
    '!(EXISTS { ?x <urn:p> ?v... FILTER((isIRI(?v...))) })'
    """
    match test:
        case Says():
            return test.text.replace(NODE, x)
        case Is():
            return " || ".join(f"sameTerm({x}, {term})" for term in test.terms) or "false"
        case Not():
            return f"!({expression(test.test, x)})"
        case All():
            parts = [expression(part, x) for part in test.tests if part != MAY]
            return " && ".join(f"({part})" for part in parts) or "true"
        case Any():
            return " || ".join(f"({expression(part, x)})" for part in test.tests)
        case Has():
            return f"EXISTS {{ {several(test, x)} }}"


def several(test: Has, x: str) -> str:
    """A pattern for as many different values as a test asks for."""
    if isinstance(test.where, Is) and len(test.where.terms) == 1 and not test.beyond:
        return f"{x} {test.path} {test.where.terms[0]}"
    names = [fresh() for _ in range(test.beyond + 1)]
    conditions = [expression(test.where, name) for name in names if test.where != ALWAYS]
    for a, b in combinations(names, 2):
        conditions.append(f"!sameTerm({a}, {b})")
        if test.alike:
            same = f"{test.alike.replace(NODE, a)} = {test.alike.replace(NODE, b)}"
            conditions.append(f"COALESCE({same}, false)")
    pattern = " . ".join(f"{x} {test.path} {name}" for name in names)
    return pattern + (f" FILTER({' && '.join(f'({c})' for c in conditions)})" if conditions else "")
