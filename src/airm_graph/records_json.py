"""Sources as JSON: how an import is kept, texts and all, between two builds."""

from __future__ import annotations

import json
from dataclasses import fields
from decimal import Decimal
from typing import Any, get_type_hints

from .records import About, Record, Source


def to_json(source: Source) -> str:
    """The source as one JSON object: a list of values for each record.

    Decimals are written as texts, for JSON would round them.
    """
    parts: dict[str, Any] = {"about": _values(source.about)}
    for field in fields(Source):
        if field.name != "about" and (rows := getattr(source, field.name)):
            parts[field.name] = [_values(row) for row in rows]
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Source:
    """The source that :func:`to_json` wrote.

    Raises:
        ValueError: It is not JSON of this kind.
    """
    try:
        parts = json.loads(text)
        about = _record(About, parts.pop("about"))
        made = {
            name: tuple(_record(RECORD_OF[name], row) for row in rows)
            for name, rows in parts.items()
        }
        return Source(about=about, **made)
    except (ArithmeticError, RecursionError, AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"no source: {error!r}") from None


def _values(record: Record) -> list[Any]:
    found = []
    for field in fields(record):
        value = getattr(record, field.name)
        found.append(str(value) if isinstance(value, Decimal) else value)
    return found


def _record(kind: type[Any], row: list[Any]) -> Any:
    names, decimals, lists = _SHAPES[kind]
    values = dict(zip(names, row, strict=True))
    for name in decimals:
        if values[name] is not None:
            values[name] = Decimal(values[name])
    for name in lists:
        values[name] = tuple(values[name])
    return kind(**values)


def _part_of(name: str) -> type[Any]:
    hint = get_type_hints(Source)[name]
    kind: type[Any] = hint.__args__[0]
    return kind


RECORD_OF = {field.name: _part_of(field.name) for field in fields(Source) if field.name != "about"}
KINDS: set[type[Any]] = {About, *RECORD_OF.values()}
_SHAPES = {
    kind: (
        [field.name for field in fields(kind)],
        [name for name, hint in get_type_hints(kind).items() if "Decimal" in str(hint)],
        [name for name, hint in get_type_hints(kind).items() if str(hint).startswith("tuple")],
    )
    for kind in KINDS
}
