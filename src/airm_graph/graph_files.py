"""Reads RDF files that speak our vocabulary already: strictly, and never the whole at once."""

from __future__ import annotations

import gzip
import hashlib
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import IO, cast

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from .canonical import CHUNK, lines_of, parts, text_of
from .errors import SourceError
from .identifiers import graph
from .infer import rule_files, rule_graph
from .schemes import scheme_files
from .vocab import DCTERMS

FORMATS = {
    ".nq": RdfFormat.N_QUADS,
    ".trig": RdfFormat.TRIG,
    ".ttl": RdfFormat.TURTLE,
    ".nt": RdfFormat.N_TRIPLES,
}
MOST_BYTES = 16 << 30  # unpacked; ten times a million measures
# Our own graphs that a file may hold: what the program says now counts.
OURS = (b"/graph/ontology>", b"/graph/scheme-", b"/graph/inferred-")


def lines_of_file(path: Path) -> Iterator[list[bytes]]:
    """The quads of a file as lines of canonical N-Quads, many at a time, in the order of the file.

    Triples that stand in no graph of a Turtle or N-Triples file get one, named by its content. Our
    own ontology, schemes and derived triples are left out, for a build brings its own.

    Args:
        path: An ``.nq``, ``.trig``, ``.ttl`` or ``.nt`` file, packed with gzip if it ends ``.gz``.

    Raises:
        SourceError: The file cannot be read, is not of that format, or has a node without a name.
    """
    packed = path.suffix == ".gz"
    suffix = Path(path.stem).suffix if packed else path.suffix
    if suffix not in FORMATS:
        known = ", ".join(FORMATS)
        raise SourceError(
            f"{suffix or 'no ending'}: expected {known}, or these and .gz", path=str(path)
        )
    format_ = FORMATS[suffix]
    try:
        default = None if format_.supports_datasets else graph(f"file-{digest(path)[:12]}")
        yield from _lines(path, packed, format_, default)
    except SyntaxError as error:
        raise SourceError(
            f"not {format_.name}: {error.msg}", path=str(path), line=error.lineno
        ) from None
    except (OSError, EOFError) as error:
        raise SourceError(f"cannot be read: {error}", path=str(path)) from None


def engine_format(path: Path) -> RdfFormat | None:
    """The format in which the engine can read the file by itself, graphs and all."""
    format_ = FORMATS.get(path.suffix)
    return format_ if format_ is not None and format_.supports_datasets else None


def digest(path: Path) -> str:
    """The checksum of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _lines(
    path: Path, packed: bool, format_: RdfFormat, default: NamedNode | None
) -> Iterator[list[bytes]]:
    dropped = {f"<{named.value}>".encode() for named in our_graphs()}
    if default is not None:
        title = Literal(f"The triples of {path.name}")
        yield lines_of([Quad(default, DCTERMS.title, title)])
    with gzip.open(path) if packed else path.open("rb") as file:
        parser = parse(input=cast("IO[bytes]", _Bounded(file)), format=format_)
        quads: Iterator[Quad] = parser
        if default is not None:
            quads = (Quad(q.subject, q.predicate, q.object, default) for q in parser)
        while data := text_of(islice(quads, CHUNK)):
            lines = data.splitlines(keepends=True)
            if b"_:" in data or b"<<" in data:
                _refuse_nameless(data, path)
            if any(name in data for name in OURS):
                lines = [line for line in lines if parts(line)[3] not in dropped]
            yield lines


def our_graphs() -> list[NamedNode]:
    """The graphs that every build brings itself."""
    schemes = [graph(f"scheme-{path.stem}") for path in scheme_files()]
    return [graph("ontology"), *schemes, *map(rule_graph, rule_files())]


def _refuse_nameless(data: bytes, path: Path) -> None:
    for quad in parse(input=data, format=RdfFormat.N_QUADS):
        for node in (quad.subject, quad.object, quad.graph_name):
            if isinstance(node, BlankNode):
                raise SourceError(
                    f"a node without a name in {quad}; give it an IRI", path=str(path)
                )
            if isinstance(node, Triple):
                raise SourceError(
                    f"a triple about a triple in {quad}; state a node", path=str(path)
                )


class _Bounded(io.RawIOBase):
    """A file of which no more than :data:`MOST_BYTES` are read, however well it was packed."""

    def __init__(self, file: io.BufferedIOBase | gzip.GzipFile) -> None:
        self._file, self._left = file, MOST_BYTES

    def read(self, size: int = -1) -> bytes:
        """As any file."""
        data = self._file.read(size)
        self._left -= len(data)
        if self._left < 0:
            raise OSError(f"more than {MOST_BYTES >> 30} GiB of text")
        return data
