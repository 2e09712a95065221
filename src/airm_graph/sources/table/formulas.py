"""Texts that a spreadsheet would run as formulas, written so that it does not, and read back."""

from __future__ import annotations

import re

# What Excel, LibreOffice and Google Sheets take for the beginning of a formula, full width too.
GUARDED = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def defused(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would take it for a formula.

    A text that looks like the outcome gets one, too, so that nothing is lost on the way back.

    >>> defused("=cmd|' /C calc'!A0"), defused("'=1"), defused("no formula"), defused("'tis")
    ("'=cmd|' /C calc'!A0", "''=1", 'no formula', "'tis")
    """
    return f"'{text}" if GUARDED.match(text) else text


def restored(cell: str) -> str:
    """The text of a cell that :func:`defused` has written.

    >>> restored("'-2 is no formula"), restored("''=1"), restored("'tis")
    ('-2 is no formula', "'=1", "'tis")
    """
    return cell[1:] if cell.startswith("'") and GUARDED.match(cell) else cell
