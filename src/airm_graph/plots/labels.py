"""Text of others in pictures: on one line, no longer than there is room, and what fits where."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Iterable

UNWRITTEN = ("Cc", "Cf", "Cs", "Co", "Cn")  # categories of Unicode: marks of direction, too
WIDE = "WF"  # of east Asian widths: as wide as high
NARROW = 0.55  # of its height, what a letter of a Latin label is wide on average
MOST = 500  # characters of any text: nobody reads more of it in a picture
LINE = 110  # characters of a line below a picture


def one_line(text: object) -> str:
    """The text without line breaks and without characters that are no part of the writing.

    >>> one_line("a\\n b\\u202e\\x00c")
    'a bc'
    """
    kept = (c for c in str(text) if c.isspace() or unicodedata.category(c) not in UNWRITTEN)
    return " ".join("".join(kept).split())


def shortened(text: object, most: int = MOST) -> str:
    """The text on one line of at most so many characters, cut where a word ends if one ends near.

    >>> shortened("Release strategies of developers", 20), shortened("short", 20)
    ('Release strategies…', 'short')
    """
    line = one_line(text)
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    head = cut.rpartition(" ")[0]
    return (head if len(head) > most * 0.6 else cut).rstrip(" ,;:") + "…"


def in_lines(text: str, width: int, lines: int) -> list[str]:
    """The text in at most so many lines of so many characters, the last one cut.

    >>> in_lines("Governance and oversight controls of boards", 14, 2)
    ['Governance and', 'oversight…']
    """
    found = textwrap.wrap(one_line(text), width) or [""]
    if len(found) > lines:
        found = [*found[: lines - 1], shortened(" ".join(found[lines - 1 :]), width)]
    return found


def wrapped(lines: Iterable[str], most: int = LINE) -> list[str]:
    """Lines that fit below a picture."""
    return [part for line in lines for part in textwrap.wrap(shortened(line, 1000), most)]


def width_of(text: str, size: float) -> float:
    """About how many pixels a text is wide when it is so many high."""
    return sum(size * (1.0 if unicodedata.east_asian_width(c) in WIDE else NARROW) for c in text)
