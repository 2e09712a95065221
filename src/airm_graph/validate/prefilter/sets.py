"""What SHACL asks of all values of a property together, as tests of the node that has them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from rdflib import SH, Graph
from rdflib.term import Node

from .expressions import (
    ALWAYS,
    NEVER,
    NODE,
    Is,
    NoSparqlForm,
    Not,
    Says,
    Test,
    any_of,
    fresh,
    has,
    opposite,
)
from .terms import constant, flag, iri, number, only
from .values import is_date, is_number

ORDERS = {SH.lessThan: "<", SH.lessThanOrEquals: "<="}


def counted(shapes: Graph, shape: Node, path: str) -> Test:
    """``sh:minCount`` and ``sh:maxCount``."""
    tests = []
    if (shape, SH.minCount, None) in shapes and (least := number(shapes, shape, SH.minCount)):
        tests.append(opposite(has(path, ALWAYS, beyond=least - 1)))
    if (shape, SH.maxCount, None) in shapes:
        tests.append(has(path, ALWAYS, beyond=number(shapes, shape, SH.maxCount)))
    return any_of(tests)


def qualified(shapes: Graph, shape: Node, path: str, fails: Callable[[Node], Test]) -> Test:
    """``sh:qualifiedValueShape``: how many values conform to a shape."""
    inner = fails(only(shapes, shape, SH.qualifiedValueShape))
    if (shape, SH.qualifiedValueShapesDisjoint, None) in shapes:
        raise NoSparqlForm("disjoint qualified shapes")
    tests: list[Test] = []
    if (shape, SH.qualifiedMinCount, None) in shapes:
        least = number(shapes, shape, SH.qualifiedMinCount)
        # A value that may fail must not be relied upon, and so is not counted.
        if least:
            tests.append(Not(has(path, Not(inner), beyond=least - 1)))
    if (shape, SH.qualifiedMaxCount, None) in shapes:
        most = number(shapes, shape, SH.qualifiedMaxCount)
        tests.append(has(path, opposite(inner), beyond=most))
    elif not tests and (shape, SH.qualifiedMinCount, None) not in shapes:
        raise NoSparqlForm("no count of values that conform")
    return any_of(tests)


def unique_language(shapes: Graph, shape: Node, path: str) -> Test:
    """``sh:uniqueLang``."""
    if not flag(shapes, shape, SH.uniqueLang):
        return NEVER
    tagged = Says(f"COALESCE(LANG({NODE}) != '', false)")
    return has(path, tagged, beyond=1, alike=f"LCASE(LANG({NODE}))")


def has_value(shapes: Graph, shape: Node, path: str) -> Test:
    """``sh:hasValue``: each of its values is among those of the node."""
    wanted = [constant(value) for value in shapes.objects(shape, SH.hasValue)]
    return any_of(opposite(has(path, Is((value,)))) for value in wanted)


def paired(shapes: Graph, shape: Node, path: str) -> Test:
    """``sh:equals``, ``sh:disjoint``, ``sh:lessThan`` and ``sh:lessThanOrEquals``."""
    return any_of(_pairs(shapes, shape, path))


def _pairs(shapes: Graph, shape: Node, path: str) -> Iterator[Test]:
    """Here the node stands in the expressions, since two of its properties are compared."""
    for other in shapes.objects(shape, SH.equals):
        for mine, theirs in ((path, iri(other)), (iri(other), path)):
            v, w = fresh(), fresh()
            same = f"EXISTS {{ {NODE} {theirs} {w} FILTER(sameTerm({v}, {w})) }}"
            yield Says(f"EXISTS {{ {NODE} {mine} {v} FILTER(!{same}) }}")
    for other in shapes.objects(shape, SH.disjoint):
        v, w = fresh(), fresh()
        both = f"{NODE} {path} {v} . {NODE} {iri(other)} {w} FILTER(sameTerm({v}, {w}))"
        yield Says(f"EXISTS {{ {both} }}")
    for parameter, sign in ORDERS.items():
        for other in shapes.objects(shape, parameter):
            v, w = fresh(), fresh()
            alike = (f"({kind(v)} && {kind(w)})" for kind in (is_number, is_date))
            ordered = f"({' || '.join(alike)}) && {v} {sign} {w}"
            both = f"{NODE} {path} {v} . {NODE} {iri(other)} {w}"
            failed = f"FILTER(!COALESCE({ordered}, false))"
            yield Says(f"EXISTS {{ {both} {failed} }}", exact=False)
            # pySHACL refuses to compare a blank node, even where there is nothing to compare with.
            yield has(path, Says(f"isBlank({NODE})", exact=False))
            yield has(iri(other), Says(f"isBlank({NODE})", exact=False))
