"""What a mapping set that this program wrote says in the slot ``other``, for which SSSOM has none.

A set of ours says so in its own ``other``. Its rows name there what was filled in because SSSOM
asks for it, the status of a mapping that is not accepted, and what made it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote

from ...identifiers import is_web_address

WRITTEN = "written_by=airm-graph"
STATUS, MACHINE_MADE, STATED, FILLED_IN = (
    *("status", "machine_made", "stated_justification"),
    "filled_in",
)
STATUSES = frozenset({"accepted", "proposed", "disputed", "superseded"})
TERM = re.compile("semapv:[A-Za-z]+")
GUARDED = ("comment", "author_label", "subject_source_version", "object_source_version")
# What a spreadsheet takes for a formula; such a text begins with an apostrophe in a table.
FORMULA = re.compile(r"'*[=+\-@]")


def packed(said: Mapping[str, str]) -> str:
    """Names and values as one text.

    >>> packed({"status": "proposed", "unresolved": "a|b"})
    'status=proposed|unresolved=a%7Cb'
    """
    pairs = ((name, value.replace("%", "%25").replace("|", "%7C")) for name, value in said.items())
    return "|".join(f"{name}={value}" for name, value in pairs if value)


def unpacked(text: str) -> dict[str, str]:
    """The names and values of such a text.

    >>> unpacked('status=proposed|unresolved=a%7Cb')
    {'status': 'proposed', 'unresolved': 'a|b'}
    """
    pairs = (part.partition("=") for part in text.split("|"))
    return {name: unquote(value) for name, equals, value in pairs if equals}


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> guarded("=1+1"), guarded("a=b")
    ("'=1+1", 'a=b')
    """
    return f"'{text}" if FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text that was guarded."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def as_stated(row: Mapping[str, str], *, of_table: bool) -> dict[str, str]:
    """A row of ours as its author stated it, without versions that were filled in.

    Args:
        row: The row.
        of_table: Whether it stands in a table, where texts are guarded.

    >>> as_stated({"comment": "'-1", "subject_source_version": "2",
    ...            "other": "filled_in=subject_source_version"}, of_table=True)["comment"]
    '-1'
    """
    texts = {name: row.get(name, "") for name in GUARDED}
    if of_table:
        texts = {name: unguarded(text) for name, text in texts.items()}
    found = {**row, **texts}
    filled = unpacked(row.get("other", "")).get(FILLED_IN, "").split(",")
    return found | {slot: "" for slot in filled if slot in found and slot.endswith("_version")}


def stated_justification(row: Mapping[str, str], read: str) -> str:
    """The justification that the author of a row of ours stated, or nothing.

    Args:
        row: The row.
        read: What its ``mapping_justification`` says.
    """
    said = unpacked(row.get("other", ""))
    if "mapping_justification" in said.get(FILLED_IN, "").split(","):
        return ""
    stated = said.get(STATED, "")
    return stated if TERM.fullmatch(stated) or is_web_address(stated) else read
