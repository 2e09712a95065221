"""Turtle and TriG, written subject by subject."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from ..canonical import parts
from ..vocab import PREFIXES
from .preamble import Preamble
from .terms import TYPE, Line, Term, curie, triples

HELD = 1 << 26  # bytes of graphs that are kept in memory before they are set aside in files
INDENT = b"    "


def write_turtle(lines: Iterable[Line], out: BinaryIO, preamble: Preamble) -> None:
    """Write the triples of all graphs as Turtle."""
    out.write(_head(preamble))
    for part in (preamble.lines, lines):
        for block in _blocks(triples(part)):
            out.write(block)


def write_trig(lines: Iterable[Line], out: BinaryIO, preamble: Preamble) -> None:
    """Write every graph as TriG, the default one first, the others by name.

    Canonical lines are sorted by subject, so the lines of each graph are set aside first.
    """
    out.write(_head(preamble))
    with tempfile.TemporaryDirectory(prefix="airm-graph-") as folder:
        graphs = _Apart(Path(folder))
        for line in preamble.lines:
            graphs.add(b"", line)
        for line in lines:
            graphs.add(parts(line)[3], line)
        for name in graphs.names():
            if name:
                out.write(_short(name) + b" {\n")
            for block in _blocks(triples(graphs.lines(name))):
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


def _head(preamble: Preamble) -> bytes:
    comments = "".join(f"# {comment}\n" for comment in preamble.comments)
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in sorted(PREFIXES.items()))
    return f"{comments}{prefixes}\n".encode()


def _blocks(found: Iterable[tuple[bytes, bytes, bytes]]) -> Iterator[bytes]:
    """A paragraph for each subject."""
    for subject, of_subject in groupby(found, key=lambda triple: triple[0]):
        said = []
        for predicate, group in groupby(of_subject, key=lambda triple: triple[1]):
            objects = (b" ,\n" + 2 * INDENT).join(_short(object_) for _, _, object_ in group)
            said.append((b"a" if predicate == TYPE else _short(predicate)) + b" " + objects)
        yield _short(subject) + b" " + (b" ;\n" + INDENT).join(said) + b" .\n\n"


def _short(term: bytes) -> bytes:
    """The term as Turtle: with a prefix where it has one; a literal stays as it was written."""
    if term.startswith(b"<"):
        return curie(Term.of(term).value).encode() or term
    if term.startswith(b'"') and term.endswith(b">"):
        value, _, datatype = term.rpartition(b"^^")
        return value + b"^^" + _short(datatype)
    return term
