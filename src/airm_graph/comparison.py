"""What changed between two builds, triple by triple."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import DefaultGraph, Quad, RdfFormat, parse


def compare_quads(old: Path, new: Path) -> Iterator[tuple[str, Quad]]:
    """``("removed", quad)`` and ``("added", quad)`` between two canonical files, in their order.

    Both files are sorted, so they are read side by side in bounded memory.
    """
    with old.open("rb") as left, new.open("rb") as right:
        for change, line in _unequal(left, right):
            for quad in parse(line, format=RdfFormat.N_QUADS):
                yield change, quad


def _unequal(left: BinaryIO, right: BinaryIO) -> Iterator[tuple[str, bytes]]:
    old, new = next(left, b""), next(right, b"")
    while old or new:
        if old == new:
            old, new = next(left, b""), next(right, b"")
        elif not new or (old and old < new):
            yield "removed", old
            old = next(left, b"")
        else:
            yield "added", new
            new = next(right, b"")


def graph_of(quad: Quad) -> str:
    """The IRI of the graph of a quad; empty for the default graph."""
    return "" if isinstance(quad.graph_name, DefaultGraph) else term(quad.graph_name)


def term(node: object) -> str:
    """An IRI or the words of a literal."""
    return str(getattr(node, "value", node))
