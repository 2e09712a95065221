"""Single things: everything about one, and those that hold some words, as answers."""

from __future__ import annotations

from dataclasses import asdict

from ..citation import cite
from ..dossier import dossier
from ..errors import IdentifierError, nearest
from ..lookup import CLASSES, search
from ..render.account import Account
from ..render.dossier_text import dossier_text
from ..render.result import Result
from ..workspace import Build

KINDS = tuple(sorted(set(CLASSES.values())))


def told_of(build: Build, thing: str, *, why: bool = False) -> Account:
    """Everything about one thing, and who said it.

    Args:
        build: What is asked.
        thing: A CURIE, an IRI, a key of its source, or its whole label.
        why: Also every triple, who says so, and the proof of what rules derived.

    Raises:
        IdentifierError: Nothing, or more than one thing, is called so; the nearest are named.
    """
    found = dossier(build.engine, thing, proofs=why)
    return Account(
        text=dossier_text(found, why=why),
        data=asdict(found),
        meta=cite(build, "show", {"thing": found.thing.iri}),
    )


def things_with(build: Build, words: str, *, kind: str | None = None, limit: int = 25) -> Result:
    """The things that hold all words in label, definition or identifier, best first.

    Args:
        build: What is asked.
        words: What they hold, in any order.
        kind: Only this kind, one of :data:`KINDS`.
        limit: The most rows.

    Raises:
        IdentifierError: There is no such kind; the nearest are named.
    """
    if kind and kind not in KINDS:
        raise IdentifierError(f"no kind of thing is called {kind!r}: {nearest(kind, KINDS)}")
    found = search(build.engine, words, kind or "")
    rows = [
        {
            "thing": {"id": thing.id, "iri": thing.iri, "label": thing.label},
            "id": thing.id,
            "kind": thing.kind,
            "found_in": place,
        }
        for thing, place in found[:limit]
    ]
    more = len(found) - len(rows)
    return Result(
        columns=("thing", "id", "kind", "found_in"),
        rows=rows,
        meta=cite(build, "search", {"text": words, "kind": kind, "limit": limit}),
        notes=(
            f"{len(found)} found" + (f", {more} not shown; --limit shows more" if more else ""),
        ),
    )
