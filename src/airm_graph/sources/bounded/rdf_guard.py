"""A look through Turtle and JSON-LD before they are parsed, for what multiplies or is fetched.

pyoxigraph fetches nothing and bounds the nesting of most things by itself. What is refused here
makes version 0.5 overrun the stack or take hours: statements nested in statements, directives that
build on each other, and contexts of JSON-LD within contexts.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...resources import shown
from .regular_files import one_line

MAX_ADDRESS = 2_000  # characters; the longest known one has 163
MAX_BASES = 10
MAX_PREFIXES = 10_000  # counted as the word, which texts may hold too
MAX_TRIPLE_TERMS = 1_000  # counted as "<<"; the stack overflows when some ten thousand are nested
MAX_TERMS = 2_000  # in all contexts of a file; the stack overflows at some ten thousand
MAX_TERM_USES = 20_000_000  # terms times objects, where a context may be read for each object

BASE = re.compile(rb"\bbase\s*[<#]", re.IGNORECASE)
PREFIX = re.compile(rb"prefix", re.IGNORECASE)
LONG_ADDRESS = re.compile(rb"<[^<>\s]{%d}" % MAX_ADDRESS)


def refuse_hostile_turtle(content: bytes, path: Path) -> None:
    """Refuse Turtle, TriG, N-Triples or N-Quads that multiplies what it says."""
    if found := LONG_ADDRESS.search(content):
        raise SourceError(
            f"an address has more than {MAX_ADDRESS:,} characters",
            path=shown(path),
            line=content.count(b"\n", 0, found.start()) + 1,
        )
    for what, number, most in (
        ("base directives", len(BASE.findall(content)), MAX_BASES),
        ("prefix directives", len(PREFIX.findall(content)), MAX_PREFIXES),
        ("statements about statements ('<<')", content.count(b"<<"), MAX_TRIPLE_TERMS),
    ):
        if number > most:
            raise SourceError(f"has {number:,} {what}; expected at most {most:,}", path=shown(path))


def refuse_hostile_jsonld(document: Any, path: Path) -> None:
    """Refuse JSON-LD whose contexts would have to be fetched, or multiply what it says."""
    contexts = terms = objects = 0
    todo: list[tuple[Any, bool]] = [(document, False)]  # and whether it stands in a context
    while todo:
        value, inside = todo.pop()
        if isinstance(value, list):
            todo += [(item, inside) for item in reversed(value)]
        elif isinstance(value, dict):
            objects += 1
            terms += len(value) * inside
            for key, child in value.items():
                if key == "@context":
                    contexts += 1
                    _refuse_remote(child if isinstance(child, list) else [child], path)
                elif key == "@import":
                    _refuse_remote([child], path)
                todo.append((child, inside or key == "@context"))
        elif inside and isinstance(value, str) and len(value) > MAX_ADDRESS:
            raise SourceError(
                f"a context holds a text of more than {MAX_ADDRESS:,} characters", path=shown(path)
            )
    if terms > MAX_TERMS:
        raise SourceError(
            f"the contexts have {terms:,} terms; expected at most {MAX_TERMS:,}", path=shown(path)
        )
    if contexts > 1 and terms * objects > MAX_TERM_USES:
        raise SourceError(
            f"{terms:,} terms in {contexts:,} contexts are too many for {objects:,} objects;"
            " write one context at the top",
            path=shown(path),
        )


def _refuse_remote(contexts: list[Any], path: Path) -> None:
    for context in contexts:
        if isinstance(context, str):
            raise SourceError(
                f"the context {one_line(repr(context), 200)} would have to be fetched; write the"
                " context itself into the file",
                path=shown(path),
            )
