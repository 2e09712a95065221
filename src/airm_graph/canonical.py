"""Sorted N-Quads without repetitions, the same bytes for the same graph, however large it is."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from heapq import merge
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, serialize

CHUNK = 1_000_000  # quads that are sorted in memory at a time
BUFFER = 1 << 20
DEFAULT = "default"  # the name of the default graph in a manifest


def canonical_quads(quads: Iterable[Quad]) -> bytes:
    """Sorted N-Quads without repetitions: the same bytes for the same graph."""
    return b"".join(sorted(set(lines_of(quads))))


def lines_of(quads: Iterable[Quad]) -> list[bytes]:
    """The quads as lines of N-Quads, ends of line included, in their order."""
    text = serialize(quads, format=RdfFormat.N_QUADS)
    assert text is not None  # noqa: S101 - without an output, the bytes come back
    return text.splitlines(keepends=True)


def parts(line: bytes) -> tuple[bytes, bytes, bytes, bytes]:
    """Subject, predicate, object and graph of a canonical line; the default graph is empty.

    >>> parts(b'<s:a> <p:b> "c <d>"@en .\\n')
    (b'<s:a>', b'<p:b>', b'"c <d>"@en', b'')
    >>> parts(b'<s:a> <p:b> <o:c> <g:d> .\\n')
    (b'<s:a>', b'<p:b>', b'<o:c>', b'<g:d>')
    """
    subject, predicate, rest = line[:-3].split(b" ", 2)
    object_, _, graph = rest.rpartition(b" ")
    # After the space is the graph, unless the object is a literal that ends there.
    if object_ and graph.startswith(b"<") and graph.endswith(b">") and b'"' not in graph:
        return subject, predicate, object_, graph
    return subject, predicate, rest, b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a file of sorted quads holds: its checksum, and how many quads each graph has."""

    sha256: str
    quads: int
    graphs: dict[str, int]


class Runs:
    """Sorts more quads than fit into memory: sorted parts in a folder, which are merged at last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._paths: list[Path] = []

    def add(self, lines: Iterable[bytes]) -> Path:
        """Sort some lines into a file of their own."""
        path = self._folder / f"{len(self._paths)}.nq"
        path.write_bytes(b"".join(sorted(set(lines))))
        self._paths.append(path)
        return path

    def write(self, path: Path) -> Written:
        """Write all lines that were added, sorted, each once."""
        digest, count, graphs = hashlib.sha256(), 0, Counter[bytes]()
        with path.open("wb") as file:
            for block in self._blocks():
                data = b"".join(block)
                file.write(data)
                digest.update(data)
                count += len(block)
                graphs.update(map(_graph, block))
        names = {graph[1:-1].decode() or DEFAULT: number for graph, number in graphs.items()}
        return Written(sha256=digest.hexdigest(), quads=count, graphs=dict(sorted(names.items())))

    def _blocks(self) -> Iterator[list[bytes]]:
        with ExitStack() as stack:
            files = [stack.enter_context(path.open("rb", BUFFER)) for path in self._paths]
            block, last = [], b""
            for line in merge(*files):
                if line != last:
                    block.append(line)
                    last = line
                    if len(block) == BUFFER // 16:
                        yield block
                        block = []
            yield block


def _graph(line: bytes) -> bytes:
    return parts(line)[3]
