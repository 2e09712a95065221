"""Each shape that reports is broken by its failing example only, and looks at its passing one."""

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
DEEDS = (
    *("Add", "Assign", "Check", "Classify", "Correct", "Define", "Delete", "Describe", "Give"),
    *("Keep", "Look", "Make", "Mend", "Move", "Name", "Read", "Say", "Tag", "Take", "Tell"),
    *("Use", "Write"),
)
SCHEMES = sorted((root() / "ontology" / "schemes").glob("*.ttl"))
OF_OURS: dict[str, set[str]] = {
    "airm": set(AIRM),
    "airmid": {
        str(node).removeprefix(PREFIXES["airmid"])
        for path in SCHEMES
        for node in Graph().parse(path).subjects()
    },
    "airms": {"NAME"},
    "airmq": {"NAME"},
}


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
ALL = sorted(URIRef(str(shape)) for shape in RULES | DEACTIVATED)
NAMES = sorted(name(shape) for shape in RULES)


@cache
def surroundings() -> Graph:
    """The vocabulary, whose subclasses SHACL needs, and the things that the cases refer to."""
    return Graph().parse(root() / "ontology" / "airm.ttl").parse(CASES / "context.ttl")


@cache
def not_ours() -> set[str]:
    """What the vocabulary describes: it is judged as a part of a build, not here."""
    return {str(node) for node in Graph().parse(root() / "ontology" / "airm.ttl").subjects()}


def test_cases_and_shapes_match_one_to_one() -> None:
    assert sorted(path.name for path in CASES.iterdir() if path.is_dir()) == NAMES
    for case in NAMES:
        assert {path.name for path in (CASES / case).iterdir()} == {"fails.ttl", "passes.ttl"}


def test_context_breaks_nothing() -> None:
    found = validate_graph(surroundings(), SHAPES)
    assert not [finding for finding in found if finding.focus_node not in not_ours()]


def of_its_own(case: str, example: Graph) -> Graph:
    """The same example, with each thing that it describes in a namespace of its own."""
    own: dict[Node, Node] = {
        node: URIRef(f"{folder}{slash}{case}/{local}")
        for node in set(example.subjects()) - set(surroundings().subjects())
        for folder, slash, local in [str(node).rpartition("/")]
        if isinstance(node, URIRef)
    }
    renamed = Graph()
    for s, p, o in example:
        renamed.add((own.get(s, s), p, own.get(o, o)))
    return renamed


@cache
def broken_by(file: str) -> dict[str, set[str]]:
    """Which shapes each example of this name breaks; all are looked at together, to save time."""
    data = Graph()
    data += surroundings()
    case_of: dict[str, str] = {}
    for case in NAMES:
        example = of_its_own(case, Graph().parse(CASES / case / file))
        data += example
        for node in set(example.subjects()) - set(surroundings().subjects()):
            case_of["_:" + node if isinstance(node, BNode) else str(node)] = case
    found: dict[str, set[str]] = {case: set() for case in NAMES}
    for finding in validate_graph(data, SHAPES):
        if finding.focus_node not in not_ours():
            found[case_of[finding.focus_node]].add(name(finding.source))
    return found


@pytest.mark.parametrize("case", NAMES)
def test_failing_example_breaks_exactly_this_shape(case: str) -> None:
    assert broken_by("fails.ttl")[case] == {case}


@pytest.mark.parametrize("case", NAMES)
def test_passing_example_breaks_nothing(case: str) -> None:
    assert broken_by("passes.ttl")[case] == set()


def focus_nodes(shape: URIRef, data: Graph) -> set[Node]:
    """The nodes at which a shape looks, by its own targets and by those of what gathers it."""
    found: set[Node] = set()
    for holder in (shape, *SHAPES.subjects(SH.property, shape)):
        for kind in SHAPES.objects(holder, SH.targetClass):
            for below in data.transitive_subjects(RDFS.subClassOf, kind):
                found |= set(data.subjects(RDF.type, below))
        for path in SHAPES.objects(holder, SH.targetSubjectsOf):
            found |= set(data.subjects(path))
        for path in SHAPES.objects(holder, SH.targetObjectsOf):
            found |= set(data.objects(None, path))
    return found


@pytest.mark.parametrize("case", NAMES)
def test_shape_looks_at_its_passing_example(case: str) -> None:
    """What a shape does not look at passes anyhow, and a property that is not there, too."""
    shape = URIRef(PREFIXES["airms"] + case)
    example = Graph().parse(CASES / case / "passes.ttl")
    seen = focus_nodes(shape, surroundings() + example) & set(example.subjects())
    assert seen
    if (path := SHAPES.value(shape, SH.path)) and SHAPES.value(shape, SH.maxCount) != Literal(0):
        assert any((node, path, None) in example for node in seen)


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
        for target in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf):
            assert not list(SHAPES.objects(shape, target))
        assert list(SHAPES.subjects(None, shape)), f"nothing uses {shape}"


def test_what_is_no_condition_states_a_rule_or_gathers_rules() -> None:
    run = set(SHAPES.objects(None, SH.property))
    for target in (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf):
        run |= set(SHAPES.subjects(target))
    for shape in DECLARED - CONDITIONS:
        gathers = (shape, SH.property, None) in SHAPES
        assert (shape in RULES | DEACTIVATED) is not gathers, shape
        assert (shape in run) is not (shape in DEACTIVATED), f"{shape} is never run"


@pytest.mark.parametrize("shape", ALL, ids=name)
def test_rule_speaks_plainly(shape: URIRef) -> None:
    (message,) = SHAPES.objects(shape, SH.message)
    (severity,) = SHAPES.objects(shape, SH.severity)
    (label,) = SHAPES.objects(shape, SH.name if (shape, SH.path, None) in SHAPES else RDFS.label)
    assert isinstance(message, Literal)
    assert isinstance(label, Literal)
    assert message.language == label.language == "en"
    assert re.fullmatch(r"[A-Z][^{}?$]*\.", message)
    assert severity in {SH.Violation, SH.Warning, SH.Info}


def remedy(shape: URIRef) -> Literal:
    (text,) = SHAPES.objects(
        shape, SH.description if (shape, SH.path, None) in SHAPES else RDFS.comment
    )
    assert isinstance(text, Literal)
    return text


@pytest.mark.parametrize("shape", ALL, ids=name)
def test_rule_says_what_to_do(shape: URIRef) -> None:
    """A remedy starts with what to do, and is written for its shape: no two are the same."""
    text = remedy(shape)
    assert text.language == "en"
    assert re.fullmatch(rf"({'|'.join(DEEDS)})\b[^{{}}?$]+\.", text)
    assert [other for other in ALL if remedy(other) == text] == [shape]


@pytest.mark.parametrize("shape", ALL, ids=name)
def test_rule_names_what_exists(shape: URIRef) -> None:
    (message,) = SHAPES.objects(shape, SH.message)
    for text in (str(message), str(remedy(shape))):
        for prefix, local in re.findall(r"(?<![\w\"@^:/])([a-z]+):([A-Za-z]\w*(?:-\w+)*)", text):
            assert prefix in {*PREFIXES, "mine"}, prefix
            if prefix in OF_OURS:
                assert local in OF_OURS[prefix], f"{prefix}:{local}"


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
