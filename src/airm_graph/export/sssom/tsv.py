"""Mappings as a SSSOM table."""

from __future__ import annotations

from typing import BinaryIO

from ...sources.sssom.other import guarded
from ...sources.sssom.writing import header, row
from ..contents import Contents
from .metadata import metadata, overview
from .rows import COLUMNS, FREE_TEXTS, rows
from .things import Things


def write_tsv(contents: Contents, out: BinaryIO) -> None:
    """Write every mapping as a row, sorted by name, never all in memory.

    A text that a spreadsheet would take for a formula begins with an apostrophe.
    """
    things = Things(contents)
    found = overview(contents, things)
    out.write(header(metadata(contents, found), COLUMNS).encode())
    for said in rows(contents, things, found.names):
        said |= {name: guarded(said[name]) for name in FREE_TEXTS if name in said}
        out.write(row([said.get(name, "") for name in COLUMNS]).encode())
