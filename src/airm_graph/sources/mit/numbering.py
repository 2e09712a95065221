"""The numbers of the risk repository: where they jump, a row may have been lost."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

from ..log import Log

NUMBER = re.compile(r"(\d+)\.(\d+)\.(\d+)")
NUMBERED = frozenset({"Risk Category", "Risk Sub-Category"})


def note_jumps(rows: Iterable[tuple[int, dict[str, str]]], path: str, log: Log) -> None:
    """Note the categories and subcategories whose number does not follow on the one before.

    Args:
        rows: The rows of the database, each with the line that it stands in.
        path: What the file is called.
        log: Is told of each jump.
    """
    keyed = [
        (place, row["Ev_ID"].strip(), NUMBER.fullmatch(row["Ev_ID"].strip()))
        for place, row in rows
        if row["Category level"].strip() in NUMBERED
    ]
    for (_, before, first), (place, key, second) in pairwise(keyed):
        if first and second and jumps(_numbers(first), _numbers(second)):
            log.note(path, f"{place} {key}", key, f"the number jumps; the row before has {before}")


def jumps(before: tuple[int, int, int], after: tuple[int, int, int]) -> bool:
    """Whether a number is left out between two keys of one paper; going back is another matter.

    >>> jumps((62, 19, 12), (62, 21, 0)), jumps((62, 15, 10), (62, 16, 0))
    (True, False)
    >>> jumps((62, 34, 2), (62, 35, 3)), jumps((62, 1, 2), (62, 1, 3))
    (True, False)
    """
    (paper, category, below), (other, later, under) = before, after
    if paper != other or later < category:
        return False
    if later == category:
        return under > below + 1
    return later > category + 1 or under > 1


def _numbers(match: re.Match[str]) -> tuple[int, int, int]:
    paper, category, below = (int(part) for part in match.groups())
    return paper, category, below
