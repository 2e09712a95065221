"""What things are called in pictures: by short names that stay apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import PlotError
from .labels import one_line, shortened

LABEL = 38  # characters of a name at an axis


def label_of(value: Any) -> str:
    """What people read of a cell: the label of a thing, else the value itself.

    >>> label_of({"id": "x", "iri": "", "label": "Two  words"}), label_of({"id": "x"}), label_of(3)
    ('Two words', 'x', '3')
    """
    if isinstance(value, Mapping):
        value = value.get("label") or value.get("id") or value.get("iri")
    return one_line(value) if value is not None else ""


def name_of(thing: Any) -> str:
    """A cell of an answer as tables show it: the key of a work, the code with the label."""
    if not isinstance(thing, Mapping):
        return shortened(thing)
    key, label = shortened(thing["id"]), shortened(thing["label"])
    if "/framework-" in str(thing["iri"]):
        return key
    return f"{key} {label}" if key[:1].isdigit() else label or key


def identity(thing: Any) -> str:
    """What tells a thing from all others: its IRI, or what stands in the cell."""
    return str(thing["iri"]) if isinstance(thing, Mapping) else str(thing)


def short_names(things: Iterable[Any], most: int = LABEL) -> dict[str, str]:
    """By identity a short name for each thing, in their order; no two are the same.

    >>> list(short_names(["abcdefgh", "abcdefgi", "b"], 5).values())
    ['abcd…', 'abc…2', 'b']
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for thing in things:
        if identity(thing) in names:
            continue
        name = shortened(name_of(thing), most) or "(no name)"
        number = 2
        while name in taken:
            tail = f"…{number}"
            name = shortened(name_of(thing), most).rstrip("…")[: most - len(tail)] + tail
            number += 1
        names[identity(thing)] = name
        taken.add(name)
    return names


def some_rows(rows: Sequence[Mapping[str, Any]]) -> None:
    """Say so where nothing can be drawn.

    Raises:
        PlotError: There are no rows.
    """
    if not rows:
        raise PlotError("nothing to draw: the answer has no rows")


def one_of(option: str, value: str, known: Sequence[str]) -> None:
    """Refuse a value that an option does not have.

    Raises:
        PlotError: It is not among the known ones.
    """
    if value not in known:
        raise PlotError(f"plot({option}={value!r}): expected {' or '.join(map(repr, known))}")


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted(1, "work"), counted(2, "work")
    ('1 work', '2 works')
    """
    return f"{number} {one if number == 1 else many or one + 's'}"
