"""Property paths, walked so that the triples are known that lead from one end to the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any, TypeAlias

from pyoxigraph import Literal, NamedNode, Quad, Triple

from .errors import QueryError
from .rdflib_terms import Term
from .store import Quads

Hops: TypeAlias = tuple[Triple, ...]
FEW = 64  # quads that are put in order; more come as the store has them


def in_order(quads: Iterator[Quad]) -> Iterator[Quad]:
    """The same quads; few of them in an order that is the same whatever store they come from."""
    few = list(islice(quads, FEW))
    if len(few) < FEW:
        few.sort(key=str)
    return chain(few, quads)


def walk(
    store: Quads, path: Any, start: Term, *, back: bool = False
) -> Iterator[tuple[Term, Hops]]:
    """Where a path leads from a node, and through which triples; each end once.

    Args:
        store: The graph.
        path: A path as rdflib parses it, or an IRI.
        start: Where the walk begins.
        back: Walk from the object to the subject.

    Raises:
        QueryError: The path leaves out properties that lead back.
    """
    seen = set()
    for end, hops in _steps(store, path, start, back):
        if end not in seen:
            seen.add(end)
            yield end, hops


def _steps(store: Quads, path: Any, start: Term, back: bool) -> Iterator[tuple[Term, Hops]]:
    from rdflib import URIRef
    from rdflib.paths import AlternativePath, InvPath, MulPath, NegatedPath, SequencePath

    if isinstance(path, URIRef):
        yield from _hop(store, NamedNode(str(path)), start, back)
    elif isinstance(path, InvPath):
        yield from walk(store, path.arg, start, back=not back)
    elif isinstance(path, AlternativePath):
        for arm in path.args:
            yield from walk(store, arm, start, back=back)
    elif isinstance(path, SequencePath):
        yield from _sequence(store, path.args[::-1] if back else path.args, start, back)
    elif isinstance(path, MulPath):
        yield from _repeated(
            lambda node: walk(store, path.path, node, back=back), start, path.zero, path.more
        )
    elif isinstance(path, NegatedPath):
        yield from _others(store, path.args, start, back)
    else:  # pragma: no cover - rdflib has no other kind of path
        raise TypeError(f"no path: {path!r}")


def _hop(
    store: Quads, predicate: NamedNode | None, start: Term, back: bool
) -> Iterator[tuple[Term, Hops]]:
    if back:
        quads = store.quads_for_pattern(None, predicate, start)
    elif isinstance(start, Literal):
        return
    else:
        quads = store.quads_for_pattern(start, predicate, None)
    for quad in in_order(quads):
        end: Any = quad.subject if back else quad.object
        yield end, (quad.triple,)


def _sequence(
    store: Quads, parts: list[Any], start: Term, back: bool
) -> Iterator[tuple[Term, Hops]]:
    if not parts:
        yield start, ()
        return
    for middle, first in walk(store, parts[0], start, back=back):
        for end, rest in _sequence(store, parts[1:], middle, back):
            yield end, first + rest


def _repeated(
    step: Callable[[Term], Iterator[tuple[Term, Hops]]], start: Term, zero: bool, more: bool
) -> Iterator[tuple[Term, Hops]]:
    """Breadth first, so that the hops found are the fewest."""
    if zero:
        yield start, ()
    seen = {start} if zero else set()
    due: list[tuple[Term, Hops]] = [(start, ())]
    while due:
        nearest: list[tuple[Term, Hops]] = []
        for node, hops in due:
            for end, last in step(node):
                if end not in seen:
                    seen.add(end)
                    nearest.append((end, hops + last))
        yield from nearest
        due = nearest if more else []


def _others(
    store: Quads, refused: list[Any], start: Term, back: bool
) -> Iterator[tuple[Term, Hops]]:
    """One hop by any predicate but these."""
    from rdflib import URIRef

    if not all(isinstance(each, URIRef) for each in refused):
        raise QueryError("a path that leaves out what leads back cannot be explained")
    names = {str(each) for each in refused}
    for end, hops in _hop(store, None, start, back):
        if hops[0].predicate.value not in names:
            yield end, hops
