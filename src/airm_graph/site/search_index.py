"""What ``static/search.js`` looks into: a script, since no page may fetch a file from a disk."""

from __future__ import annotations

import json
from collections.abc import Iterable

from ..lookup import Thing
from ..vocab import BASE


def search_index(things: Iterable[Thing]) -> bytes:
    """The names of all things: kind, label, local name and keys, sorted by label.

    Args:
        things: Those that have a page.
    """
    ordered = sorted(things, key=lambda thing: (thing.label.casefold(), thing.iri))
    kinds = sorted({thing.kind for thing in ordered})
    rows = []
    for thing in ordered:
        local = thing.iri.removeprefix(BASE).removeprefix("id/")
        keys = [key for key in thing.keys if key.casefold() not in local.casefold()]
        rows.append([kinds.index(thing.kind), thing.label, local, *keys])
    told = {"kinds": kinds, "things": rows}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return f"airmSearch({text});\n".encode()
