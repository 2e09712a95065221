"""Finds out whether the cells of a SSSOM row stand under the wrong columns, and moves them back.

A row is only moved where that makes every telling column fit: the ids and the predicate look like
CURIEs, the justification is a semapv term, the confidence a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

FARTHEST = 3  # columns
NAME = re.compile(r"[A-Za-z][\w.-]*:[^\s/]\S*|https?://\S+")
# A local part in camel case: ``skos:exactMatch``, ``nexus:isCategorizedAs``, not ``MONDO:0001``.
PREDICATE = re.compile(r"(?!semapv:|orcid:|https?:)[A-Za-z][\w.-]*:[A-Za-z][A-Za-z_]*")
BARE = re.compile(r"(exact|close|broad|narrow|related|no)Match", re.IGNORECASE)
JUSTIFICATION = re.compile(r"semapv:[A-Za-z]+|https://w3id\.org/semapv/vocab/[A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Realigned:
    """A row as it should have stood, and what was done to it."""

    cells: list[str]
    what: str


def realigned(cells: Sequence[str], header: Sequence[str]) -> Realigned | None:
    """The row with its cells moved under the right columns; nothing if it fits, or none does.

    >>> columns = ["subject_id", "predicate_id", "object_id", "mapping_justification"]
    >>> realigned(["a:1", "", "skos:exactMatch", "b:2", "semapv:LexicalMatching"], columns).what
    'the columns are shifted; 1 empty cell before column 2 is left out'
    >>> realigned(["a:1", "x", "b:2", ""], columns) is None
    True
    """
    wanted = {column: header.index(column) for column in CHECKS if column in header}
    if _wrong(cells, wanted, strict=False) == 0:
        return None
    for moved in _moves(list(cells), len(header)):
        if _wrong(moved.cells, wanted, strict=True) == 0:
            return moved
    return None


def _moves(cells: list[str], width: int) -> Iterator[Realigned]:
    """Rows with a few cells left out, put in or joined; the smallest move first."""
    for many in range(1, FARTHEST + 1):
        said = f"{many} empty cell{'s' if many > 1 else ''} before column"
        for at in range(1, len(cells) - many):
            if not any(cells[at : at + many]):
                what = f"the columns are shifted; {said} {at + 1} is left out"
                yield Realigned([*cells[:at], *cells[at + many :]], what)
        for at in range(1, len(cells)):
            longer = [*cells[:at], *[""] * many, *cells[at:]]
            if not any(longer[width:]):
                what = f"the columns are shifted; {said} {at + 1} is put in"
                yield Realigned(longer[:width], what)
        if len(cells) > width:
            for at in range(1, len(cells) - many):
                joined = " ".join(cells[at : at + many + 1])
                what = f"the columns are shifted; {many + 1} cells from column {at + 1} are joined"
                yield Realigned([*cells[:at], joined, *cells[at + many + 1 :]], what)


def _wrong(cells: Sequence[str], wanted: dict[str, int], *, strict: bool) -> int:
    """How many telling cells do not look like their column.

    A row whose predicate denies every match may lack its object. Unless ``strict``, only what
    tells a shift counts: a file that writes no CURIEs at all is not shifted.
    """
    denies = _at(cells, wanted.get("predicate_id")).lower() == "nomatch"
    wrong = 0
    for column, index in wanted.items():
        cell = _at(cells, index)
        if cell == "" and (column in MAY_BE_EMPTY or (denies and column == "object_id")):
            continue
        if not CHECKS[column](cell) and (strict or column in TELLING):
            wrong += 1
    return wrong


def _at(cells: Sequence[str], index: int | None) -> str:
    return cells[index] if index is not None and index < len(cells) else ""


def _is_number(cell: str) -> bool:
    return re.fullmatch(r"[0-9.]+", cell) is not None


def _is_no_number(cell: str) -> bool:
    return not _is_number(cell) and JUSTIFICATION.fullmatch(cell) is None


CHECKS: dict[str, Callable[[str], bool]] = {
    "subject_id": lambda cell: NAME.fullmatch(cell) is not None,
    "predicate_id": lambda cell: bool(PREDICATE.fullmatch(cell) or BARE.fullmatch(cell)),
    "object_id": lambda cell: (
        NAME.fullmatch(cell) is not None and JUSTIFICATION.fullmatch(cell) is None
    ),
    "mapping_justification": lambda cell: JUSTIFICATION.fullmatch(cell) is not None,
    "confidence": _is_number,
    "mapping_date": lambda cell: re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}\S*", cell) is not None,
    "author_id": _is_no_number,
    "author_label": _is_no_number,
}
TELLING = frozenset({"predicate_id", "object_id", "mapping_justification", "confidence"})
MAY_BE_EMPTY = frozenset({"confidence", "mapping_date", "author_id", "author_label"})
