"""Each shape that reports is broken by its own failing example, and by no other."""

import re
from functools import cache
from pathlib import Path

import pyshacl
import pytest
from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from airm_graph.resources import root
from airm_graph.validate import load_shapes, validate_graph
from airm_graph.vocab import AIRM, PREFIXES

CASES = Path(__file__).parent / "shapes"
FILES = sorted((root() / "ontology" / "shapes").glob("*.ttl"))
SHAPES = load_shapes()
LISTS = {RDF.first, RDF.rest}


def name(shape: Node | str) -> str:
    return str(shape).removeprefix(PREFIXES["airms"])


def is_condition(shape: Node) -> bool:
    """Conditions are combined by other shapes and start with a small letter."""
    return name(shape)[0].islower()


DECLARED = {
    shape for kind in (SH.NodeShape, SH.PropertyShape) for shape in SHAPES.subjects(RDF.type, kind)
}
CONDITIONS = {shape for shape in DECLARED if is_condition(shape)}
DEACTIVATED = set(SHAPES.subjects(SH.deactivated, Literal(True)))
RULES = {shape for shape in SHAPES.subjects(SH.message) if shape not in DEACTIVATED}
NAMES = sorted(name(shape) for shape in RULES)
PASSING = sorted(path.parent.name for path in CASES.glob("*/passes.ttl"))


@cache
def surroundings() -> Graph:
    """The vocabulary, whose subclasses SHACL needs, and the things that the cases refer to."""
    return Graph().parse(root() / "ontology" / "airm.ttl").parse(CASES / "context.ttl")


@cache
def not_ours() -> set[str]:
    """What the vocabulary describes: it is judged as a part of a build, not here."""
    return {str(node) for node in Graph().parse(root() / "ontology" / "airm.ttl").subjects()}


def broken(*cases: Path) -> set[str]:
    data = Graph()
    data += surroundings()
    for case in cases:
        data.parse(case)
    found = validate_graph(data, SHAPES)
    return {name(finding.source) for finding in found if finding.focus_node not in not_ours()}


def test_cases_and_shapes_match_one_to_one() -> None:
    assert sorted(path.name for path in CASES.iterdir() if path.is_dir()) == NAMES
    for case in NAMES:
        files = {path.name for path in (CASES / case).iterdir()}
        assert {"fails.ttl"} <= files <= {"fails.ttl", "passes.ttl"}


def test_context_breaks_nothing() -> None:
    assert broken() == set()


@pytest.mark.parametrize("case", NAMES)
def test_failing_example_breaks_exactly_this_shape(case: str) -> None:
    assert broken(CASES / case / "fails.ttl") == {case}


@pytest.mark.parametrize("case", PASSING)
def test_passing_example_breaks_nothing(case: str) -> None:
    assert broken(CASES / case / "passes.ttl") == set()


@pytest.mark.parametrize("path", sorted(CASES.rglob("*.ttl")), ids=lambda p: p.parent.name)
def test_example_says_what_is_the_matter_and_uses_our_prefixes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert re.search(r"^# [A-Z].*\.$", text, re.MULTILINE)
    for prefix, namespace in re.findall(r"^@prefix (\w+): +<(.*)> \.$", text, re.MULTILINE):
        assert PREFIXES[prefix] == namespace
    for term in re.findall(r"(?<![\w-])airm:(\w+)", text):
        assert term in AIRM, term


def test_shapes_are_themselves_valid() -> None:
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=SHAPES, meta_shacl=True)
    assert conforms, text


def test_every_term_of_shacl_exists() -> None:
    """``sh:mincount`` is ignored by engines and accepted by the shapes for shapes."""
    known = {*SH.__annotations__, *SH._extras}  # what is a word of Python stands apart
    for triple in SHAPES:
        for term in triple:
            if str(term).startswith(str(SH)):
                assert str(term).removeprefix(str(SH)) in known, term


def test_every_term_of_ours_exists() -> None:
    for triple in SHAPES:
        for term in triple:
            if str(term).startswith(AIRM.namespace):
                assert str(term).removeprefix(AIRM.namespace) in AIRM, term


def test_no_shape_is_anonymous() -> None:
    for subject, predicate, object_ in SHAPES:
        if isinstance(subject, BNode):
            assert predicate in LISTS, f"a blank node has {predicate}"
        elif isinstance(object_, BNode):
            assert predicate in {SH["in"], SH["or"], SH.languageIn}, f"{subject} {predicate}"
    used = {
        o for p in (SH.property, SH.node, SH["not"], RDF.first) for o in SHAPES.objects(None, p)
    }
    assert {shape for shape in used if str(shape).startswith(PREFIXES["airms"])} <= DECLARED


def test_conditions_report_nothing_and_are_used() -> None:
    for shape in CONDITIONS:
        assert not list(SHAPES.objects(shape, SH.message))
        assert not list(SHAPES.objects(shape, SH.targetClass))
        assert list(SHAPES.subjects(None, shape)), f"nothing uses {shape}"


def test_what_is_no_condition_states_a_rule_or_gathers_rules() -> None:
    run = set(SHAPES.subjects(SH.targetClass)) | set(SHAPES.objects(None, SH.property))
    for shape in DECLARED - CONDITIONS:
        gathers = (shape, SH.property, None) in SHAPES
        assert (shape in RULES | DEACTIVATED) is not gathers, shape
        assert (shape in run) is not (shape in DEACTIVATED), f"{shape} is never run"


@pytest.mark.parametrize("shape", sorted(RULES | DEACTIVATED, key=str), ids=name)
def test_rule_speaks_plainly(shape: URIRef) -> None:
    (message,) = SHAPES.objects(shape, SH.message)
    (severity,) = SHAPES.objects(shape, SH.severity)
    (label,) = SHAPES.objects(shape, SH.name if (shape, SH.path, None) in SHAPES else RDFS.label)
    assert isinstance(message, Literal)
    assert isinstance(label, Literal)
    assert message.language == label.language == "en"
    assert re.fullmatch(r"[A-Z][^{}?$]*\.", message)
    if severity != SH.Violation:  # what is thin can be mended in more than one way
        assert SHAPES.value(shape, SH.description) or SHAPES.value(shape, RDFS.comment)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_sorted_and_holds_one_class(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    subjects = re.findall(r"^airms:(\S+) a ", text, re.MULTILINE)
    assert subjects == sorted(subjects)
    assert len(subjects) == len({s for s in Graph().parse(path).subjects() if s in DECLARED})
    pascal = "".join(part.capitalize() for part in path.stem.split("-"))
    for subject in subjects:
        if path.stem == "condition":
            assert subject[0].islower()
        else:
            assert subject.partition("-")[0] == pascal
