"""The focused way reports what plain pyshacl reports: on invented graphs, and on shipped shapes.

``AIRM_FOCUSED_EXAMPLES=20000`` makes the search longer, and its seed then is chosen anew.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store
from rdflib import SH, Graph
from shacl_shapes import EX, IRIS, PREDICATES, TYPE, World
from shacl_suites import difference, outcome
from shacl_worlds import NESTED, OF_PATHS, VALUES, worlds
from small_builds import MADE

from airm_graph.assembly import quads_of_all
from airm_graph.infer import infer
from airm_graph.resources import root
from airm_graph.validate import load_shapes, shacl
from airm_graph.validate.files import rdflib_graph, read_rdf
from airm_graph.validate.prefilter import Step, plan
from airm_graph.validate.rewritten import Rewritten
from airm_graph.validate.shacl import focused_report, plain_report
from airm_graph.vocab import XSD

CASES = Path(__file__).parent / "shapes"
LONG = int(os.environ.get("AIRM_FOCUSED_EXAMPLES", "0"))
MUTANTS = 16
COMPONENTS = (*VALUES, *OF_PATHS, *NESTED)
# As reports call what the parameters are called otherwise.
REPORTED = {
    "property": None,  # its own results are those of the shape that it names
    "qualifiedValueShape": "Qualified",
    "sparql": "SPARQL",
}
search = settings(
    max_examples=LONG or 120,
    derandomize=not LONG,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
pytestmark = pytest.mark.filterwarnings("ignore:Possible (nested set|set ):FutureWarning")


def difference_in(quads: Sequence[Quad], shapes: Graph, again: Graph) -> str:
    """What one way says and not the other; shapes are given twice, since pyshacl adds to them."""
    return difference(outcome(plain_report, quads, shapes), outcome(focused_report, quads, again))


def differs(world: World) -> str:
    found = difference_in(world.quads, world.shapes(), world.shapes())
    if found:
        note(world.turtle())
    return found


# ---------------------------------------------------------------- invented graphs


@pytest.mark.slow
@search
@given(worlds())
def test_focused_report_is_the_plain_one(world: World) -> None:
    assert not differs(world)


@pytest.mark.parametrize("component", COMPONENTS)
def test_focused_report_is_the_plain_one_for_each_component(component: str) -> None:
    """And among the worlds that are tried there is one that breaks it, so that it can be missed."""
    found: set[str] = set()

    @settings(search, max_examples=LONG // len(COMPONENTS) or 25)
    @given(worlds(component))
    def check(world: World) -> None:
        plain = outcome(plain_report, world.quads, world.shapes())
        said = difference(plain, outcome(focused_report, world.quads, world.shapes()))
        if said:
            note(world.turtle())
        assert not said
        if isinstance(plain, Graph):
            found.update(str(kind) for kind in plain.objects(None, SH.sourceConstraintComponent))

    check()
    named = REPORTED.get(component, component[:1].upper() + component[1:])
    assert named is None or any(kind.startswith(f"{SH}{named}") for kind in found)


@pytest.mark.exhaustive
@pytest.mark.parametrize("component", COMPONENTS)
def test_a_prefilter_that_overlooks_a_component_is_noticed(
    component: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan is made without it, as if no node could fail it; some world must tell."""
    asked = {
        "qualifiedValueShape": ("qualifiedValueShape", "qualifiedMinCount", "qualifiedMaxCount")
    }
    overlooked = [SH[name] for name in asked.get(component, (component,))]

    def deaf(store: Store, rewritten: Rewritten, shapes: Graph) -> list[Step]:
        less = Graph(bind_namespaces="none")
        less += (triple for triple in shapes if triple[1] not in overlooked)
        return plan(store, rewritten, less)

    monkeypatch.setattr(shacl, "plan", deaf)

    @settings(search, max_examples=300, phases=(Phase.generate,))
    @given(worlds(component))
    def check(world: World) -> None:
        assert not differs(world)

    with pytest.raises(AssertionError):
        check()


def _graph(*triples: tuple[NamedNode | BlankNode, NamedNode, object]) -> list[Quad]:
    return [Quad(s, p, o) for s, p, o in triples]  # type: ignore[arg-type]


def _shapes(text: str) -> Graph:
    prefixes = f"@prefix sh: <{SH}> . @prefix : <{EX}> . @prefix xsd: <{XSD.namespace}> ."
    return Graph(bind_namespaces="none").parse(data=prefixes + text, format="turtle")


A, B, C = IRIS
P, Q, R = PREDICATES
LOOP = BlankNode("loop")
NON_NEGATIVE = NamedNode(f"{XSD.namespace}nonNegativeInteger")
# What is easily overlooked, each in its smallest form.
EDGES = {
    "an IRI that ends like a variable": (
        _graph((A, NamedNode(f"{EX}?v7"), B), (B, NamedNode(f"{EX}?v7"), B)),
        f":S a sh:PropertyShape ; sh:targetNode :c ; sh:targetSubjectsOf <{EX}?v7> ;"
        f" sh:path <{EX}?v7> ; sh:nodeKind sh:Literal .",
    ),
    "a blank node that leads back to itself": (
        _graph((LOOP, P, LOOP), (A, P, LOOP)),
        ":S a sh:NodeShape ; sh:targetSubjectsOf :p ; sh:nodeKind sh:Literal .",
    ),
    "one triple in three graphs counts once": (
        [Quad(A, P, Literal("x"), graph) for graph in (DefaultGraph(), B, C)],
        ":S a sh:PropertyShape ; sh:targetNode :a ; sh:path :p ; sh:maxCount 1 ; sh:minCount 2 .",
    ),
    "two spellings of one number are two values": (
        _graph(*((A, P, Literal(text, datatype=XSD.integer)) for text in ("1", "01", "+1"))),
        ":S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:maxCount 2 .",
    ),
    "a datatype that the store forgets": (
        _graph((A, P, Literal("5", datatype=NON_NEGATIVE)), (B, P, Literal(5))),
        ":S a sh:PropertyShape ; sh:targetSubjectsOf :p ; sh:path :p ; sh:datatype xsd:integer .",
    ),
    "a target that the data do not know": (
        _graph((A, P, B)),
        ":S a sh:PropertyShape ; sh:targetNode :nowhere ; sh:path :p ; sh:minCount 1 .",
    ),
    "a target that is a literal": (
        _graph((A, P, Literal("01", datatype=XSD.integer))),
        ":S a sh:NodeShape ; sh:targetNode 1 ; sh:targetObjectsOf :p ; sh:maxLength 1 .",
    ),
    "no data": ([], ":S a sh:PropertyShape ; sh:targetNode :a ; sh:path :p ; sh:minCount 1 ."),
    "no shapes": (_graph((A, P, B)), ""),
    "an ill-formed shape that no node meets": (
        _graph((A, P, B)),
        ":S a sh:PropertyShape ; sh:targetClass :C ; sh:path :p ; sh:minCount 1, 2 .",
    ),
    "an ill-formed shape whose nodes conform": (
        _graph((A, P, B), (A, P, C)),
        ":S a sh:PropertyShape ; sh:targetNode :a ; sh:path :p ; sh:minCount 1, 2 .",
    ),
    "a pattern that is none, and nodes that have no value": (
        _graph((A, Q, B)),
        ':S a sh:PropertyShape ; sh:targetNode :a ; sh:path :p ; sh:pattern "(" .',
    ),
    "what must not be compared is refused": (
        _graph((LOOP, TYPE, C), (A, P, LOOP)),
        ":S a sh:PropertyShape ; sh:targetObjectsOf :p ; sh:path [ sh:zeroOrMorePath :q ] ;"
        " sh:lessThan :q .",
    ),
    "a closed shape that ignores nothing": (
        _graph((A, P, B)),
        ":S a sh:NodeShape ; sh:targetNode :a, :b ; sh:targetSubjectsOf :p ; sh:closed true ;"
        " sh:ignoredProperties () .",
    ),
    "a shape that a condition and a target share": (
        _graph((A, P, B), (B, P, C)),
        """:S a sh:NodeShape ; sh:targetNode :a ; sh:property :V .
        :T a sh:NodeShape ; sh:targetNode :b ; sh:property :V ; sh:not :V .
        :V a sh:PropertyShape ; sh:path :p ; sh:nodeKind sh:Literal .""",
    ),
}


@pytest.mark.parametrize("name", EDGES)
def test_edges(name: str) -> None:
    quads, text = EDGES[name]
    assert not difference_in(quads, _shapes(text), _shapes(text))


# ---------------------------------------------------------------- the shipped shapes


def test_plain_report_is_what_pyshacl_itself_says() -> None:
    """So that the focused way is held against pyshacl, with its words, and not against our call."""
    quads = (*surroundings(), *example(CASES / "Mitigation-mitigates" / "fails.ttl"))
    said = pyshacl.validate(rdflib_graph(quads), shacl_graph=load_shapes())[1]
    assert isinstance(said, Graph)
    assert not difference(said, outcome(plain_report, quads, load_shapes()))
    assert any("airms:" in str(message) for message in said.objects(None, SH.resultMessage))


@cache
def surroundings() -> tuple[Quad, ...]:
    return (*read_rdf(root() / "ontology" / "airm.ttl"), *read_rdf(CASES / "context.ttl"))


@cache
def example(path: Path) -> tuple[Quad, ...]:
    return tuple(read_rdf(path))


FAILING = sorted(CASES.glob("*/fails.ttl"))


@pytest.mark.slow
def test_shipped_shapes_on_failing_examples_each_alone() -> None:
    """On every eighth of them; on all together below, and on each in a long search."""
    assert len(FAILING) > 150
    for path in FAILING if LONG else FAILING[::8]:
        quads = (*surroundings(), *example(path))
        assert not difference_in(quads, load_shapes(), load_shapes()), path


def test_shipped_shapes_on_all_failing_examples_together() -> None:
    """Each with a namespace of its own, as if one curator had made every mistake."""
    quads = list(surroundings())
    for path in FAILING:
        own = {quad.subject for quad in example(path) if isinstance(quad.subject, NamedNode)}
        quads += (_moved(quad, own, path.parent.name) for quad in example(path))
    plain = outcome(plain_report, quads, load_shapes())
    assert isinstance(plain, Graph)
    assert len(set(plain.objects(None, SH.sourceShape))) >= len(FAILING) * 0.9
    assert not difference(plain, outcome(focused_report, quads, load_shapes()))


def _moved(quad: Quad, own: set[NamedNode], name: str) -> Quad:
    def moved(term: object) -> object:
        if isinstance(term, NamedNode) and term in own:
            folder, slash, local = term.value.rpartition("/")
            return NamedNode(f"{folder}{slash}{name}/{local}")
        return term

    return Quad(moved(quad.subject), quad.predicate, moved(quad.object))  # type: ignore[arg-type]


@cache
def small() -> tuple[Quad, ...]:
    """A small catalogue: two made-up works, the vocabulary, the schemes and what follows."""
    store = Store()
    store.bulk_extend(quads_of_all([MADE]))
    return tuple(sorted((*store, *infer(store)), key=str))


def mutant(seed: int) -> list[Quad]:
    """The small catalogue with some triples deleted, objects exchanged and literals changed."""
    chance = random.Random(seed)  # noqa: S311 - nothing is secret
    quads = list(small())
    made = [n for n, quad in enumerate(quads) if "made" in str(quad.subject)]
    for n in chance.sample(made, 12 * (1 + seed % 3)):
        quad = quads[n]
        other = quads[chance.choice(made)].object
        lost = Quad(NamedNode(EX + "lost"), NamedNode(EX + "p"), Literal("lost"))
        quads[n] = chance.choice(
            (
                lost,
                Quad(quad.subject, quad.predicate, other, quad.graph_name),
                Quad(quad.subject, quad.predicate, _changed(quad.object, chance), quad.graph_name),
                Quad(NamedNode(EX + "stranger"), quad.predicate, quad.object, quad.graph_name),
            )
        )
    return quads


def _changed(term: object, chance: random.Random) -> Literal | NamedNode:
    if not isinstance(term, Literal):
        return NamedNode(EX + "nowhere")
    kind = chance.choice((XSD.string, XSD.integer, XSD.decimal, XSD.date, NON_NEGATIVE))
    return chance.choice(
        (
            Literal(term.value, datatype=kind),
            Literal(term.value, language="en-GB"),
            Literal(f"0{term.value}", datatype=term.datatype) if not term.language else term,
            Literal(""),
            Literal(f"{term.value}\n"),
        )
    )


def test_shipped_shapes_on_the_small_catalogue() -> None:
    assert not difference_in(small(), load_shapes(), load_shapes())


@pytest.mark.exhaustive
def test_shipped_shapes_on_mutants_of_the_small_catalogue() -> None:
    broken: set[object] = set()
    for seed in range(MUTANTS):
        plain = outcome(plain_report, mutant(seed), load_shapes())
        focused = outcome(focused_report, mutant(seed), load_shapes())
        assert not difference(plain, focused), f"mutant {seed}"
        assert isinstance(plain, Graph)
        broken |= set(plain.objects(None, SH.sourceShape))
    assert len(broken) > 30  # the mutants are not all wrong in the same way
