"""The literals that a store does not give back as they were written.

Oxigraph keeps the value of a literal, not its spelling: ``"01"^^xsd:integer`` comes back as
``"1"``, and ``xsd:nonNegativeInteger`` as ``xsd:integer``. A shape may be about just that, so what
a graph says is taken from here where the store would alter it.
"""

from __future__ import annotations

import mmap
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, parse

from ..vocab import RDF, XSD

LANGUAGE_TEXT = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
TEXTS = {XSD.string, LANGUAGE_TEXT}  # of these a store keeps the text as it is
LANGUAGE = re.compile(r"[a-z]*")
# What may be altered: literals with a datatype, or with capitals in the tag of their language.
# They are two, since each begins with what can be searched for quickly.
DOUBTFUL = (re.compile(rb'"\^\^<[^>\n]*>'), re.compile(rb'"@[a-z-]*[A-Z][A-Za-z0-9-]*'))

Key = tuple[NamedNode | BlankNode, NamedNode]


class Rewritten:
    """All literals, as they were written, of each subject and predicate that has an altered one."""

    def __init__(self, quads: Iterable[Quad] = (), altered: Iterable[Quad] | None = None) -> None:
        """Find them among quads.

        Args:
            quads: The graph; asked for again where something is altered, hence no iterator.
            altered: Those of the quads that may be altered, where that is known.
        """
        found = quads if altered is None else altered
        keys = {_key(quad) for quad in found if not is_kept(quad.object)}
        values: defaultdict[Key, set[Literal]] = defaultdict(set)
        for quad in quads if keys else ():
            if isinstance(quad.object, Literal) and (key := _key(quad)) in keys:
                values[key].add(quad.object)
        self.values = {key: sorted(literals, key=str) for key, literals in values.items()}
        self.subjects: defaultdict[NamedNode, set[NamedNode | BlankNode]] = defaultdict(set)
        for subject, predicate in self.values:
            self.subjects[predicate].add(subject)

    @classmethod
    def of_file(cls, path: Path) -> Rewritten:
        """Those of an N-Quads file; few of its lines are parsed where nothing is altered."""
        return cls(_File(path), altered=_doubtful(path))


class _File:
    """The quads of a file, read anew each time they are asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __iter__(self) -> Iterator[Quad]:
        return parse(path=str(self.path), format=RdfFormat.N_QUADS)


def _key(quad: Quad) -> Key:
    assert isinstance(quad.subject, NamedNode | BlankNode)  # noqa: S101 - only RDF 1.1 is read
    return quad.subject, quad.predicate


@lru_cache(maxsize=100_000)
def is_kept(term: object) -> bool:
    """Whether a store gives a term back just as it is.

    >>> is_kept(Literal("01", datatype=XSD.integer)), is_kept(Literal("1", datatype=XSD.integer))
    (False, True)
    """
    if not isinstance(term, Literal):
        return True
    if term.datatype in TEXTS and LANGUAGE.fullmatch(term.language or ""):
        return True
    store = Store()
    store.add(Quad(RDF.type, RDF.type, term))
    (quad,) = store
    return bool(quad.object == term)


def _doubtful(path: Path) -> Iterator[Quad]:
    """The quads whose literal is altered, and one of each literal with a datatype that is not."""
    if not path.stat().st_size:
        return
    kept: set[bytes] = set()
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        for match in chain.from_iterable(sign.finditer(text) for sign in DOUBTFUL):
            start = text.rfind(b"\n", 0, match.start()) + 1
            literal = text[start : match.end()].split(b" ", 2)[2]
            if literal in kept:
                continue
            end = text.find(b"\n", match.end())
            line = text[start : end if end >= 0 else len(text)]
            for quad in parse(line, format=RdfFormat.N_QUADS):
                if is_kept(quad.object):
                    kept.add(literal)
                yield quad
