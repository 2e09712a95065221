"""Sorted N-Quads without repetitions, the same bytes for the same graph, however large it is."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, serialize

CHUNK = 1_000_000  # quads that are sorted in memory at a time
BUFFER = 1 << 22  # bytes that are read ahead of each part
GRAPHLESS = 3  # spaces in a triple of the default graph whose object has none
DEFAULT = "default"  # the name of the default graph in a manifest


def canonical_quads(quads: Iterable[Quad]) -> bytes:
    """Sorted N-Quads without repetitions: the same bytes for the same graph."""
    return b"".join(sorted(set(lines_of(quads))))


def lines_of(quads: Iterable[Quad]) -> list[bytes]:
    """The quads as lines of N-Quads, ends of line included, in their order."""
    return text_of(quads).splitlines(keepends=True)


def text_of(quads: Iterable[Quad]) -> bytes:
    """The quads as N-Quads, in their order."""
    text = serialize(quads, format=RdfFormat.N_QUADS)
    assert text is not None  # noqa: S101 - without an output, the bytes come back
    return text


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

    def add(self, lines: list[bytes]) -> Path:
        """Sort some lines, in place, into a file of their own."""
        path = self._folder / f"{len(self._paths)}.nq"
        lines.sort()
        path.write_bytes(b"".join(lines))
        self._paths.append(path)
        return path

    def with_predicates(self, iris: Iterable[str]) -> Iterator[bytes]:
        """The lines that were added and have one of the predicates."""
        wanted = {f"<{iri}>".encode() for iri in iris}
        for path in self._paths:
            with path.open("rb") as file:
                for line in file:
                    if line.split(b" ", 2)[1] in wanted:
                        yield line

    def write(self, path: Path) -> Written:
        """Write all lines that were added, sorted, each once."""
        digest, count, graphs = hashlib.sha256(), 0, Counter[bytes]()
        with path.open("wb") as file:
            for block in self._blocks():
                data = b"".join(block)
                file.write(data)
                digest.update(data)
                count += len(block)
                graphs.update(
                    line.rsplit(b" ", 2)[1] if line.count(b" ") > GRAPHLESS else b""
                    for line in block
                )
        names = Counter[str]()
        for last, number in graphs.items():
            names[_graph(last) or DEFAULT] += number
        return Written(sha256=digest.hexdigest(), quads=count, graphs=dict(sorted(names.items())))

    def _blocks(self) -> Iterator[list[bytes]]:
        """The lines of all parts, sorted, many at a time.

        What has been read of every part up to the smallest of their last lines is complete. Sorting
        it finds that it consists of a few sorted pieces, and only merges them.
        """
        with ExitStack() as stack:
            files = [stack.enter_context(path.open("rb")) for path in self._paths]
            ahead = [file.readlines(BUFFER) for file in files]
            while any(ahead):
                cut = min(lines[-1] for lines in ahead if lines)
                block: list[bytes] = []
                for place, lines in enumerate(ahead):
                    end = bisect_right(lines, cut)
                    block += lines[:end]
                    ahead[place] = lines[end:] or files[place].readlines(BUFFER)
                    while ahead[place] and ahead[place][0] == cut:  # repeated beyond what was read
                        del ahead[place][0]
                        ahead[place] = ahead[place] or files[place].readlines(BUFFER)
                block.sort()
                yield list(dict.fromkeys(block))


def _graph(last: bytes) -> str:
    """The graph of a line that ends so, before its full stop; empty where that is a text's end."""
    named = last[:1] == b"<" and last[-1:] == b">" and b'"' not in last
    return last[1:-1].decode() if named else ""
