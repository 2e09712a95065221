"""What callers may ask: the values that the command line refuses, Python refuses, too."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, get_args

from ..errors import AirmError, nearest


def check_one_of(name: str, value: str, known: Collection[str]) -> None:
    """Refuse a value that is none of the known ones.

    Raises:
        AirmError: The nearest are named.

    >>> check_one_of("coded_by", "own", ("all", "publisher", "own"))
    >>> check_one_of("coded_by", "publishers", ("all", "publisher", "own"))
    Traceback (most recent call last):
    airm_graph.errors.AirmError: coded_by='publishers': did you mean 'publisher'?
    """
    if value not in known:
        raise AirmError(f"{name}={value!r}: {nearest(str(value), known)}")


def check_fraction(name: str, value: float) -> None:
    """Refuse a number that is not from 0 to 1.

    Raises:
        AirmError: It is not.

    >>> check_fraction("min_confidence", 0.7)
    >>> check_fraction("min_confidence", 70)
    Traceback (most recent call last):
    airm_graph.errors.AirmError: min_confidence=70: expected a number from 0 to 1
    """
    if not 0 <= value <= 1:
        raise AirmError(f"{name}={value!r}: expected a number from 0 to 1")


def check_text(name: str, value: str) -> None:
    """Refuse a number where the name of a concept belongs: 4.1 and 4.10 are two concepts.

    Raises:
        AirmError: The value is no text.

    >>> check_text("category", 4.2)
    Traceback (most recent call last):
    airm_graph.errors.AirmError: category=4.2: expected a text, such as '4.2'
    """
    if not isinstance(value, str):
        raise AirmError(f"{name}={value!r}: expected a text, such as '{value}'")


def names_of(value: str | Iterable[str]) -> tuple[str, ...]:
    """The names that an option takes several of; a single one need not stand in a list.

    >>> names_of("own"), names_of(["own", "machine-made"]), names_of(())
    (('own',), ('own', 'machine-made'), ())
    """
    return (value,) if isinstance(value, str) else tuple(value)


def check_at_least(name: str, value: int, least: int) -> int:
    """The number, which is not too small.

    Raises:
        AirmError: It is.

    >>> check_at_least("most", 0, 1)
    Traceback (most recent call last):
    airm_graph.errors.AirmError: most=0: expected 1 or more
    """
    if value < least:
        raise AirmError(f"{name}={value!r}: expected {least} or more")
    return value


def check_counting(coded_by: str, min_confidence: float = 0.0) -> None:
    """Refuse what says in no known way whose statements count.

    Raises:
        AirmError: ``coded_by`` is unknown, or the confidence is not from 0 to 1.
    """
    from ..agents import CodedBy

    check_one_of("coded_by", coded_by, get_args(CodedBy))
    check_fraction("min_confidence", min_confidence)


def given(method: Callable[..., object], values: Mapping[str, Any]) -> set[str]:
    """The keywords of a method whose values are not those that they have when nobody gives them.

    Args:
        method: The method.
        values: By name the values that it was called with, such as its ``locals()``.

    >>> def ask(*, where=(), depth=3): ...
    >>> given(ask, {"where": {}, "depth": 4})
    {'depth'}
    """
    return {
        keyword.name
        for keyword in inspect.signature(method).parameters.values()
        if keyword.kind is keyword.KEYWORD_ONLY
        and values[keyword.name] != keyword.default
        and (values[keyword.name] or keyword.default)  # nothing in another form is nothing
    }


def refuse(names: Collection[str], about: str) -> None:
    """Refuse keywords that are not about what is asked.

    Args:
        names: The keywords; none is well.
        about: What they are asked of, and what would ask that.

    Raises:
        AirmError: There is one.

    >>> refuse({"depth"}, "targets: name a kind in place of facets")
    Traceback (most recent call last):
    airm_graph.errors.AirmError: depth= is asked of targets: name a kind in place of facets
    """
    for name in sorted(names):
        raise AirmError(f"{name}= is asked of {about}")
