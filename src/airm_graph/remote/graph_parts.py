"""Splits the quads of a build into one N-Triples file for each graph, without holding them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from ..canonical import DEFAULT, parts

PENDING = 1 << 24  # bytes that wait in memory until they are written to their files


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The triples of one graph.

    Attributes:
        graph: The IRI of the graph, or ``default``.
        triples: How many there are.
        path: An N-Triples file.
    """

    graph: str
    triples: int
    path: Path


def split_by_graph(quads: Path, wanted: Collection[str], folder: Path) -> list[Part]:
    """Write the triples of each wanted graph into a file of their own.

    The lines keep the bytes that the build has: the engine wrote them, and its store, which
    rewrites some literals, is not asked.

    Args:
        quads: Canonical N-Quads.
        wanted: IRIs of graphs, and ``default`` for the unnamed one.
        folder: Where the files go.

    Returns:
        The parts, by name of the graph.
    """
    keys = {b"" if name == DEFAULT else f"<{name}>".encode(): name for name in sorted(wanted)}
    paths = {key: folder / f"{number}.nt" for number, key in enumerate(keys)}
    counts = dict.fromkeys(keys, 0)
    pending: dict[bytes, list[bytes]] = {key: [] for key in keys}
    size = 0
    with quads.open("rb") as file:
        for line in file:
            subject, predicate, object_, graph = parts(line)
            if graph not in counts:
                continue
            counts[graph] += 1
            pending[graph].append(b"%b %b %b .\n" % (subject, predicate, object_))
            size += len(line)
            if size > PENDING:
                _flush(pending, paths)
                size = 0
    _flush(pending, paths)
    return [Part(graph=name, triples=counts[key], path=paths[key]) for key, name in keys.items()]


def _flush(pending: dict[bytes, list[bytes]], paths: dict[bytes, Path]) -> None:
    for key, lines in pending.items():
        with paths[key].open("ab") as file:
            file.writelines(lines)
        lines.clear()
