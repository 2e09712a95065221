"""Turtle and TriG, written subject by subject."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, TypeAlias

from ..canonical import parts
from .preamble import Preamble
from .prefixes import BASES, REMEMBERED, prefixes
from .terms import TYPE, Line, Term, triples

HELD = 1 << 26  # bytes of graphs that are kept in memory before they are set aside in files
INDENT = b"    "

Short: TypeAlias = Callable[[bytes], bytes]


def write_turtle(
    lines: Iterable[Line], out: BinaryIO, preamble: Preamble, only: Collection[str] = ()
) -> None:
    """Write the triples of all graphs as Turtle.

    Args:
        lines: Those of each subject together.
        out: Where to.
        preamble: What stands first.
        only: The prefixes that the file declares, if it has no IRIs that begin with others; all
            when left out.
    """
    out.write(_head(preamble, only))
    short = _short_iri(preamble.base)
    for part in (preamble.lines, lines):
        for block in _blocks(triples(part), short):
            out.write(block)


def used_prefixes(lines: Collection[Line], base: str = "") -> set[str]:
    """The prefixes of a table with whose namespaces any IRI in the lines begins."""
    spaces = {name: f"<{iri}".encode() for name, iri in prefixes(base).table.items()}
    return {name for name, space in spaces.items() if any(space in line for line in lines)}


def write_trig(lines: Iterable[Line], out: BinaryIO, preamble: Preamble) -> None:
    """Write every graph as TriG, the default one first, the others by name.

    Canonical lines are sorted by subject, so the lines of each graph are set aside first.
    """
    out.write(_head(preamble))
    short = _short_iri(preamble.base)
    with tempfile.TemporaryDirectory(prefix="airm-graph-") as folder:
        graphs = _Apart(Path(folder))
        for line in preamble.lines:
            graphs.add(b"", line)
        for line in lines:
            graphs.add(parts(line)[3], line)
        for name in graphs.names():
            if name:
                out.write(short(name) + b" {\n")
            for block in _blocks(triples(graphs.lines(name)), short):
                out.write(block)
            if name:
                out.write(b"}\n\n")


class _Apart:
    """The lines of each graph in their order, on disk where they are many."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number: dict[bytes, int] = {}
        self._held: dict[bytes, list[Line]] = {}
        self._size = 0

    def add(self, name: bytes, line: Line) -> None:
        self._number.setdefault(name, len(self._number))
        self._held.setdefault(name, []).append(line)
        self._size += len(line)
        if self._size > HELD:
            for graph, lines in self._held.items():
                with self._path(graph).open("ab") as file:
                    file.writelines(lines)
            self._held, self._size = {}, 0

    def names(self) -> list[bytes]:
        return sorted(self._number)

    def lines(self, name: bytes) -> Iterator[Line]:
        path = self._path(name)
        if path.is_file():
            with path.open("rb") as file:
                yield from file
        yield from self._held.get(name, ())

    def _path(self, name: bytes) -> Path:
        return self._folder / f"{self._number[name]}.nq"


def _head(preamble: Preamble, only: Collection[str] = ()) -> bytes:
    comments = "".join(f"# {comment}\n" for comment in preamble.comments)
    table = "".join(
        f"@prefix {name}: <{iri}> .\n"
        for name, iri in prefixes(preamble.base).table.items()
        if not only or name in only
    )
    return f"{comments}{table}\n".encode()


def _blocks(found: Iterable[tuple[bytes, bytes, bytes]], short: Short) -> Iterator[bytes]:
    """A paragraph for each subject."""
    for subject, of_subject in groupby(found, key=lambda triple: triple[0]):
        said: list[bytes] = []
        for predicate, group in groupby(of_subject, key=lambda triple: triple[1]):
            objects = (b" ,\n" + 2 * INDENT).join(_short(o, short) for _, _, o in group)
            if predicate == TYPE:  # first, as people write it
                said.insert(0, b"a " + objects)
            else:
                said.append(short(predicate) + b" " + objects)
        yield short(subject) + b" " + (b" ;\n" + INDENT).join(said) + b" .\n\n"


def _short(term: bytes, short: Short) -> bytes:
    """The term as Turtle: with a prefix where it has one; a literal stays as it was written."""
    if term.startswith(b"<"):
        return short(term)
    if term.startswith(b'"') and term.endswith(b">"):
        value, _, datatype = term.rpartition(b"^^")
        return value + b"^^" + short(datatype)
    return term


@lru_cache(maxsize=BASES)
def _short_iri(base: str) -> Short:
    """What shortens an IRI with the prefixes of a base, and leaves a blank node as it is."""
    curie = prefixes(base).curie

    @lru_cache(maxsize=REMEMBERED)
    def short(term: bytes) -> bytes:
        return curie(Term.of(term).value).encode() or term

    return short
