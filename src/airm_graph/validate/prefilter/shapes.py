"""A shape as an expression: true of every node at which it may find fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import combinations

from rdflib import RDF, RDFS, SH, Graph
from rdflib.term import Node

from . import sets, values
from .expressions import (
    ALWAYS,
    NEVER,
    Is,
    NoSparqlForm,
    Test,
    all_of,
    any_of,
    has,
    opposite,
)
from .paths import members, sparql_path
from .terms import constant, flag, iri, only

DEEPEST = 8  # pySHACL gives up, with an error, where shapes are nested more deeply than fourteen

OnValue = Callable[[Graph, Node], Test]
OnNode = Callable[[Graph, Node, str], Test]
TYPE = f"<{RDF.type}>"

ON_VALUE: dict[Node, OnValue] = {
    SH.datatype: values.datatype,
    SH.nodeKind: values.node_kind,
    SH.minLength: values.length,
    SH.maxLength: values.length,
    SH.pattern: values.pattern,
    SH.languageIn: values.language_in,
    SH["in"]: values.one_of,
    SH.closed: values.closed,
    **dict.fromkeys(values.SIGNS, values.within),
}
ON_NODE: dict[Node, OnNode] = {
    SH.minCount: sets.counted,
    SH.maxCount: sets.counted,
    SH.uniqueLang: sets.unique_language,
    SH.hasValue: sets.has_value,
    SH.equals: sets.paired,
    SH.disjoint: sets.paired,
    SH.lessThan: sets.paired,
    SH.lessThanOrEquals: sets.paired,
}
OF_SHAPES = {SH["class"], SH["not"], SH["and"], SH["or"], SH.xone, SH.node, SH.property}
QUALIFIED = {
    SH.qualifiedValueShape,
    SH.qualifiedMinCount,
    SH.qualifiedMaxCount,
    SH.qualifiedValueShapesDisjoint,
}
TARGETS = {SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf}
SILENT = {
    *(SH.path, SH.severity, SH.message, SH.name, SH.description, SH.order, SH.group),
    *(SH.defaultValue, SH.deactivated, SH.flags, SH.ignoredProperties),
    *TARGETS,
}
PAIRS = (SH.equals, SH.disjoint, SH.lessThan, SH.lessThanOrEquals)


class Reading:
    """Reads the shapes of a graph, and remembers by which predicates a shape looks at the data.

    Attributes:
        direct: Predicates by which it looks at the values of the node itself.
        deep: Predicates by which it looks further, or along a path.
    """

    def __init__(self, shapes: Graph, subclasses: Callable[[Node], list[str]]) -> None:
        """Prepare to read.

        Args:
            shapes: All of them.
            subclasses: Gives a class and those below it in the data, as SPARQL writes them, where
                they have members.
        """
        self.shapes = shapes
        self.subclasses = subclasses
        self.direct: set[Node] = set()
        self.deep: set[Node] = set()
        self._within: list[Node] = []
        self._depth = 0  # how many paths lead from the node to what is looked at
        self._custom = set(_custom_parameters(shapes))

    def fails(self, shape: Node) -> Test:
        """Where a shape may find fault at a node.

        Raises:
            NoSparqlForm: It asks what SPARQL cannot tell for certain.
        """
        if self.is_off(shape):
            return NEVER
        if (shape, SH.path, None) in self.shapes:
            return self._of_property(shape)
        with self._inside(shape, deeper=False):
            return any_of(self._of_values(shape))

    def _of_property(self, shape: Node) -> Test:
        path, predicates = sparql_path(self.shapes, only(self.shapes, shape, SH.path))
        simple = path.startswith("<") and not self._depth
        (self.direct if simple else self.deep).update(predicates)
        for other in (other for pair in PAIRS for other in self.shapes.objects(shape, pair)):
            (self.deep if self._depth else self.direct).add(other)
        with self._inside(shape, deeper=True):
            values = [has(path, test) for test in self._of_values(shape)]
            return any_of([*values, *self._of_node(shape, path)])

    def is_off(self, shape: Node) -> bool:
        """Whether a shape is deactivated."""
        said = (shape, SH.deactivated, None) in self.shapes
        return said and flag(self.shapes, shape, SH.deactivated)

    @contextmanager
    def _inside(self, shape: Node, *, deeper: bool) -> Iterator[None]:
        if shape in self._within or len(self._within) >= DEEPEST:
            raise NoSparqlForm("a shape that refers to itself, or deeply nested ones")
        self._within.append(shape)
        self._depth += deeper
        try:
            yield
        finally:
            self._depth -= deeper
            self._within.pop()

    def _parameters(self, shape: Node) -> set[Node]:
        """What a shape asks; a parameter of which nothing is known here may ask anything."""
        said = set(self.shapes.predicates(shape))
        known = {*ON_VALUE, *ON_NODE, *OF_SHAPES, *QUALIFIED, *SILENT}
        strange = {term for term in said - known if str(term).startswith(str(SH))}
        if strange or said & self._custom:
            raise NoSparqlForm("a constraint that is no part of SHACL Core")
        return said

    def _of_values(self, shape: Node) -> Iterator[Test]:
        """What is asked of one value, or of the node where there is no path."""
        said = self._parameters(shape)
        if (shape, SH.path, None) not in self.shapes and said & {*ON_NODE, *QUALIFIED}:
            if said & {*ON_NODE, *QUALIFIED} != {SH.hasValue}:
                raise NoSparqlForm("a constraint for properties, where there is no path")
            for value in self.shapes.objects(shape, SH.hasValue):
                yield opposite(Is((constant(value),)))
        for test in {ON_VALUE[term] for term in said if term in ON_VALUE}:
            yield test(self.shapes, shape)
        for kind in self.shapes.objects(shape, SH["class"]):
            yield self._not_of_class(kind)
        for other in self.shapes.objects(shape, SH.node):
            if (other, SH.path, None) in self.shapes:
                raise NoSparqlForm("sh:node of a property shape")
            yield self.fails(other)
        for other in self.shapes.objects(shape, SH.property):
            if (other, SH.path, None) not in self.shapes:
                raise NoSparqlForm("sh:property of what is no property shape")
            yield self.fails(other)
        for other in self.shapes.objects(shape, SH["not"]):
            yield opposite(self.fails(other))
        for head in self.shapes.objects(shape, SH["and"]):
            yield any_of(self._each(head))
        for head in self.shapes.objects(shape, SH["or"]):
            yield all_of(self._each(head))
        for head in self.shapes.objects(shape, SH.xone):
            yield _not_exactly_one(self._each(head))

    def _of_node(self, shape: Node, path: str) -> Iterator[Test]:
        """What is asked of all values of a property together."""
        said = self._parameters(shape)
        if len(self._within) > 1 and said & set(sets.ORDERS):
            raise NoSparqlForm("an order of values within another shape")  # it may raise an error
        for test in {ON_NODE[term] for term in said if term in ON_NODE}:
            yield test(self.shapes, shape, path)
        if said & QUALIFIED:
            yield sets.qualified(self.shapes, shape, path, self.fails)

    def _each(self, head: Node) -> list[Test]:
        found = members(self.shapes, head)
        if not found:
            raise NoSparqlForm("an empty list of shapes")
        return [self.fails(shape) for shape in found]

    def _not_of_class(self, kind: Node) -> Test:
        iri(kind)
        classes = self.subclasses(kind)
        if not classes:
            return ALWAYS
        return opposite(has(TYPE, Is(tuple(classes))))


def _not_exactly_one(tests: list[Test]) -> Test:
    """Fails where all fail, or two do not."""
    two = (all_of([opposite(a), opposite(b)]) for a, b in combinations(tests, 2))
    return any_of([all_of(tests), *two])


def _custom_parameters(shapes: Graph) -> Iterator[Node]:
    """The predicates by which shapes use components that the graph itself defines."""
    kinds = {SH.ConstraintComponent, *shapes.subjects(RDFS.subClassOf, SH.ConstraintComponent)}
    for component in (node for kind in kinds for node in shapes.subjects(RDF.type, kind)):
        for parameter in shapes.objects(component, SH.parameter):
            yield from shapes.objects(parameter, SH.path)
