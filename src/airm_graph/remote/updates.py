"""Triples as SPARQL Update: bounded requests in which no literal can become an instruction."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pyoxigraph as ox

MOST_TRIPLES = 5000  # in one request
MOST_BYTES = 1 << 20

# A backslash that is escaped, and what follows it; any other escape, so that pairs are not torn.
ESCAPE = re.compile(rb"\\\\([uU])|\\.")


def safe_line(line: bytes) -> bytes:
    r"""A line of N-Triples as it may stand in a SPARQL request.

    The two have the same terms but for one trap. SPARQL lets ``\u0022`` stand for a quotation mark
    anywhere, and a reader that resolves this before it reads strings finds one in a literal that
    holds a backslash before ``u0022``: the literal would end there, and what follows it would be
    obeyed. So an ``u`` after a backslash is written as an escape itself, which every reader
    takes for a letter.

    >>> safe_line(rb'<s:a> <p:b> "\\u0022 . } ; DROP ALL" .')
    b'<s:a> <p:b> "\\\\\\u00750022 . } ; DROP ALL" .'
    """
    return ESCAPE.sub(_escaped, line)


def _escaped(found: re.Match[bytes]) -> bytes:
    letter = found.group(1)
    return found.group() if letter is None else b"\\\\\\u%04X" % ord(letter)


def batches(
    lines: Iterable[bytes], most: int = MOST_TRIPLES, size: int = MOST_BYTES
) -> Iterator[list[bytes]]:
    """The lines, some at a time: so many, or so many bytes, at most; but one line at least."""
    batch: list[bytes] = []
    held = 0
    for line in lines:
        if batch and (len(batch) >= most or held + len(line) > size):
            yield batch
            batch, held = [], 0
        batch.append(line)
        held += len(line)
    if batch:
        yield batch


def insertion(lines: Iterable[bytes], graph: str | None) -> bytes:
    """The request that adds triples to a graph.

    Args:
        lines: N-Triples, as the engine writes them.
        graph: The IRI of the graph; None for the unnamed one.

    Raises:
        ValueError: The graph's name is no IRI.
    """
    triples = b"".join(map(safe_line, lines))
    if graph is None:
        return b"INSERT DATA {\n%b}" % triples
    return b"INSERT DATA { GRAPH %b {\n%b} }" % (str(ox.NamedNode(graph)).encode(), triples)


def removal(graph: str | None) -> bytes:
    """The request that removes a graph, whether it is there or not.

    Raises:
        ValueError: The graph's name is no IRI.
    """
    if graph is None:
        return b"DROP SILENT DEFAULT"
    return b"DROP SILENT GRAPH %b" % str(ox.NamedNode(graph)).encode()
