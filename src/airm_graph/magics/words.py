"""The words that stand behind the name of a magic."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from keyword import iskeyword

from IPython.core.error import UsageError


def split(line: str) -> list[str]:
    """The words of a line, as a shell splits them.

    Raises:
        UsageError: A quotation does not end.

    >>> split("explain cell 'stage=deploy'")
    ['explain', 'cell', 'stage=deploy']
    """
    try:
        return shlex.split(line)
    except ValueError as error:
        raise UsageError(f"{line.strip()}: {error}") from None


def checked_name(name: str) -> str:
    """A name that the notebook can call something.

    Raises:
        UsageError: Python allows no such name.
    """
    if not name.isidentifier() or iskeyword(name):
        raise UsageError(f"--out {name!r} is no name; expected one such as found")
    return name


def pair(text: str) -> tuple[str, str]:
    """The name and the value of ``name=value``.

    Raises:
        UsageError: It is no pair.
    """
    name, equals, value = text.partition("=")
    if not equals or not name or not value:
        raise UsageError(f"{text!r} is not name=value, which binds a variable of the query")
    return name, value


def pairs(texts: Sequence[str]) -> dict[str, str]:
    """What is bound.

    Raises:
        UsageError: Something is no pair, or is bound twice.

    >>> pairs(["framework=nist2024"])
    {'framework': 'nist2024'}
    """
    found = dict(pair(text) for text in texts)
    if len(found) < len(texts):
        raise UsageError("one variable is bound twice; expected one value for each")
    return found
