"""JSON read strictly: no key twice, no NaN, no nesting beyond what a publisher's file needs."""

from __future__ import annotations

import json
import re
from math import isfinite
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...resources import shown
from .regular_files import MAX_DEPTH, MAX_VALUES, one_line, read_text

# A text that does not end matches up to the end of the file, so that each character is seen once.
TOKEN = re.compile(r'"(?:[^"\\]++|\\(?:.|\Z))*+(?:"|\Z)|[\[{]|[\]}]|,', re.DOTALL)
LONGEST_NUMBER = 100  # digits
UNWRITABLE_ESCAPE = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")


def read_json(path: Path) -> Any:
    """The value of a JSON file.

    Raises:
        SourceError: The file is no UTF-8 JSON, holds a key twice, a number without a value, half a
            surrogate pair, or is nested more than ``MAX_DEPTH`` levels deep.
    """
    text = read_text(path)
    _refuse_size(text, path)
    try:
        value = json.loads(
            text,
            object_pairs_hook=_unique,
            parse_constant=_no_number,
            parse_float=_finite,
            parse_int=_whole,
        )
    except json.JSONDecodeError as error:
        raise SourceError(
            f"is not JSON: {one_line(error.msg)} (column {error.colno})",
            path=shown(path),
            line=error.lineno,
        ) from None
    except (ValueError, RecursionError) as error:  # ValueError: what is refused below
        raise SourceError(f"is not read: {one_line(error)}", path=shown(path)) from None
    if UNWRITABLE_ESCAPE.search(text):
        _refuse_unwritable(value, path)
    return value


def _refuse_size(text: str, path: Path) -> None:
    """Count what opens, closes and separates values, before any value is built."""
    depth = values = 0
    for token in TOKEN.finditer(text):
        mark = text[token.start()]
        if mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
        values += mark in "[{,"
        if depth > MAX_DEPTH or values > MAX_VALUES:
            deep = f"is nested more than {MAX_DEPTH} levels deep"
            large = f"holds more than {MAX_VALUES:,} values"
            raise SourceError(
                deep if depth > MAX_DEPTH else large,
                path=shown(path),
                line=text.count("\n", 0, token.start()) + 1,
            )


def _refuse_unwritable(value: Any, path: Path) -> None:
    written = json.dumps(value, ensure_ascii=False)
    try:
        written.encode()
    except UnicodeEncodeError:
        raise SourceError(
            "a text holds half a surrogate pair; remove the escape", path=shown(path)
        ) from None
    if "\\u0000" in re.sub(r"\\\\", "", written):
        raise SourceError("a text holds the character NUL; remove it", path=shown(path))


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise ValueError(f"the key {one_line(repr(twice), 60)} stands twice in one object")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number in JSON; expected a number or null")


def _whole(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(f"the number {one_line(digits, 40)} has more than {LONGEST_NUMBER} digits")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise ValueError(f"the number {one_line(digits, 40)} is too large")
    return number
