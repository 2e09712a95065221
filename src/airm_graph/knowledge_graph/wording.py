"""Notes of answers speak of options of the command line; here they speak of keywords."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..render.result import Result

KEYWORDS = {
    "--all shows": "top=None shows",
    "--relation any": 'relations=["any"]',
    "--exact takes": "exact=True takes",
    "--limit shows": "a higher limit shows",
    "--most shows": "a higher most shows",
}
OPTION = re.compile("|".join(map(re.escape, KEYWORDS)))


def in_python(note: str) -> str:
    """A note for those who call methods.

    >>> in_python("20 of 30 rows; --all shows every one.")
    '20 of 30 rows; top=None shows every one.'
    """
    return OPTION.sub(lambda found: KEYWORDS[found[0]], note)


def for_python(result: Result) -> Result:
    """The result with notes for those who call methods."""
    return replace(result, notes=tuple(map(in_python, result.notes)))
