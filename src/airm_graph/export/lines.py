"""N-Quads and N-Triples: a line each, copied as it stands in the build."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from .preamble import Preamble
from .terms import Line, triples


def write_nquads(lines: Iterable[Line], out: BinaryIO, preamble: Preamble) -> None:
    """Write the quads; of the whole graph, the very bytes of the build."""
    out.write(_comments(preamble))
    out.writelines(preamble.lines)
    out.writelines(lines)


def write_ntriples(lines: Iterable[Line], out: BinaryIO, preamble: Preamble) -> None:
    """Write the triples of all graphs, each once."""
    out.write(_comments(preamble))
    out.writelines(preamble.lines)
    out.writelines(b" ".join(triple) + b" .\n" for triple in triples(lines))


def _comments(preamble: Preamble) -> bytes:
    return "".join(f"# {comment}\n" for comment in preamble.comments).encode()
