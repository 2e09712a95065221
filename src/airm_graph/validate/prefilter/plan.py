"""What is asked of the store before pySHACL looks, and at which nodes it then has to look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from time import perf_counter

from pyoxigraph import QuerySolutions, Store
from rdflib import RDF, RDFS, SH, BNode, Graph, URIRef
from rdflib.term import Node

from ..files import rdflib_term
from ..rewritten import Rewritten
from ..stored_graph import engine_term
from .expressions import NEVER, NODE, NoSparqlForm, Says, any_of, has
from .questions import Question, X, questions
from .shapes import TARGETS, TYPE, Reading
from .terms import iri


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of one shape.

    Attributes:
        shape: One that has targets, or a property shape that takes over those of its node shape.
        targets: The targets, as predicate and object.
        whole: Why pySHACL looks at every target; empty where the store tells which ones.
        suspects: The nodes that pySHACL looks at instead.
        queries: What the store was asked.
        seconds: How long the store took.
    """

    shape: Node
    targets: tuple[tuple[Node, Node], ...]
    whole: str = ""
    suspects: frozenset[Node] = frozenset()
    queries: tuple[str, ...] = field(default=(), repr=False)
    seconds: float = 0.0


def plan(store: Store, rewritten: Rewritten, shapes: Graph) -> list[Step]:
    """One step for each shape that pySHACL would run by itself, sorted by shape.

    Args:
        store: The data.
        rewritten: The literals that this store has altered.
        shapes: As they are: nothing is written into them.
    """
    reading = Reading(shapes, _Classes(store))
    answers = _Answers(store)
    implicit = _implicit(shapes)
    targeted = {node for target in TARGETS for node in shapes.subjects(target)} | implicit
    steps = []
    for shape in sorted(targeted, key=str):
        targets = tuple(pair for pair in shapes.predicate_objects(shape) if pair[0] in TARGETS)
        if isinstance(shape, BNode):
            steps.append(Step(shape, targets, "it has no name"))
        elif shape in implicit:
            steps.append(Step(shape, targets, "it is a class, too"))
        else:
            steps += [
                _step(answers, rewritten, reading, part, targets) for part in _parts(shapes, shape)
            ]
    return steps


def _parts(shapes: Graph, shape: Node) -> list[Node]:
    """The shapes that take over the targets of a shape: itself, as a rule.

    A node shape that does nothing but gather property shapes gives each of them its targets:
    pySHACL runs a shape that has targets once for all nodes, and one that stands under another once
    for each, which takes twice as long.
    """
    parts = sorted(shapes.objects(shape, SH.property), key=str)
    gathers = set(shapes.predicates(shape)) <= PLAIN and (None, None, shape) not in shapes
    if parts and gathers and all(_is_used_once(shapes, part) for part in parts):
        return parts
    return [shape]


PLAIN = {RDF.type, RDFS.label, RDFS.comment, SH.property, *TARGETS}


def _is_used_once(shapes: Graph, part: Node) -> bool:
    """Whether a property shape has a name, no targets of its own, and stands in one place only."""
    return (
        isinstance(part, URIRef)
        and (part, SH.path, None) in shapes
        and len(list(shapes.subject_predicates(part))) == 1
        and not any((part, target, None) in shapes for target in TARGETS)
    )


def _implicit(shapes: Graph) -> set[Node]:
    """Shapes that are classes too, whose members are their targets."""
    kinds = {RDFS.Class, *shapes.subjects(RDFS.subClassOf, RDFS.Class)}
    classes = {node for kind in kinds for node in shapes.subjects(RDF.type, kind)}
    return classes & set(shapes.subjects())


class _Classes:
    """Those of a class and all below it in the data that have members; asked for once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._known: dict[Node, list[str]] = {}

    def __call__(self, top: Node) -> list[str]:
        if top not in self._known:
            found, due = {top}, [top]
            while due:
                below = self._having(RDFS.subClassOf, due.pop())
                due += [kind for kind in below if kind not in found]
                found |= below
            peopled = (kind for kind in found if self._having(RDF.type, kind, most=1))
            self._known[top] = sorted(iri(kind) for kind in peopled)
        return self._known[top]

    def _having(self, predicate: Node, value: Node, most: int | None = None) -> set[Node]:
        wanted = engine_term(predicate), engine_term(value)
        quads = self._store.quads_for_pattern(None, *wanted, None)  # type: ignore[arg-type]
        return {rdflib_term(quad.subject) for quad in islice(quads, most)}


def _step(
    store: _Answers,
    rewritten: Rewritten,
    reading: Reading,
    shape: Node,
    targets: tuple[tuple[Node, Node], ...],
) -> Step:
    start = perf_counter()
    reading.direct, reading.deep = set(), set()
    try:
        test = NEVER if reading.is_off(shape) else reading.fails(shape)
        where = [pattern for pair in targets for pattern in _targets(reading, *pair)]
    except NoSparqlForm as reason:
        return Step(shape, targets, str(reason))
    looked_into = reading.deep | {term for kind, term in targets if kind == SH.targetObjectsOf}
    if any(engine_term(term) in rewritten.subjects for term in looked_into):
        return Step(shape, targets, "the store has altered literals that it looks at")
    doubtful = [iri(term) for term in reading.direct if engine_term(term) in rewritten.subjects]
    tests = [test, *(has(term, Says(f"isLiteral({NODE})")) for term in doubtful)]
    asked = [
        question for pattern in where for question in questions(pattern, any_of(tests), store.size)
    ]
    suspects = {node for question in asked for node in store.nodes(question)}
    suspects |= {term for kind, term in targets if kind == SH.targetNode}
    taken = perf_counter() - start
    queries = tuple(question.text for question in asked)
    return Step(shape, targets, "", frozenset(suspects), queries, taken)


def _targets(reading: Reading, kind: Node, term: Node) -> Iterator[str]:
    """Patterns that bind the nodes of a target."""
    if kind == SH.targetClass:
        for name in reading.subclasses(term):
            yield f"{X} {TYPE} {name} ."
    elif kind == SH.targetSubjectsOf:
        yield f"{X} {iri(term)} ?object ."
    elif kind == SH.targetObjectsOf:
        yield f"?subject {iri(term)} {X} ."


class _Answers:
    """Asks a store, and nothing twice that many questions share."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._probed: dict[str, bool] = {}
        self._sizes: dict[str, int] = {}

    def nodes(self, question: Question) -> Iterator[Node]:
        """The nodes that a question finds."""
        if all(self._can(probe) for probe in question.probes):
            for row in self._rows(question.text):
                yield rdflib_term(row[0])

    def size(self, pattern: str) -> int:
        """How many answers a pattern has."""
        if pattern not in self._sizes:
            (row,) = self._rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
            self._sizes[pattern] = int(row[0].value)
        return self._sizes[pattern]

    def _can(self, probe: str) -> bool:
        if probe not in self._probed:
            self._probed[probe] = any(True for _ in self._rows(probe))
        return self._probed[probe]

    def _rows(self, query: str) -> QuerySolutions:
        answer = self._store.query(query, use_default_graph_as_union=True)
        assert isinstance(answer, QuerySolutions)  # noqa: S101 - it is a SELECT
        return answer
