"""What an invented world of SHACL is made of: terms that engines read differently, and shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, serialize
from pyoxigraph import Literal as OxLiteral
from rdflib import OWL, RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from airm_graph.validate.stored_graph import engine_term

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
TYPE, BELOW = (NamedNode(str(term)) for term in (RDF.type, RDFS.subClassOf))


def _ex(*names: str) -> tuple[NamedNode, ...]:
    return tuple(NamedNode(EX + name) for name in names)


IRIS, CLASSES, PREDICATES = _ex("a", "b", "c"), _ex("C0", "C1", "C2"), _ex("p", "q", "r")
BLANKS = (BlankNode("x"), BlankNode("y"))
GRAPHS = (DefaultGraph(), *_ex("g1", "g2"))

# ---------------------------------------------------------------- literals
SPELT = {
    "string": (
        "", "a", "b", "ab", "1", "a\nb", "a\n", "a.b", "a|b", "(", "A", "é", "\U0001f600", "  a",
    ),
    "integer": ("1", "01", "+1", "2", "-0", "0", " 1 ", "a", "", "1.0", "99999999999999999999"),
    "decimal": ("1.10", "1.1", "1", "1.0", ".5", "1.", "a", "0.1", "1e0"),
    "double": ("1.0E0", "1", "1e0", "NaN", "INF", "-INF", "0.1", "-0", "a"),
    "float": ("1.5", "NaN", "0.1", "x"),
    "nonNegativeInteger": ("5", "05", "-1"),
    "int": ("1", "3000000000"),
    "byte": ("1", "300"),
    "boolean": ("true", "false", "1", "0", "TRUE", ""),
    "date": (
        "2024-01-31", "2024-02-30", "2024-01-31Z", "2024-01-31+02:00", "-0001-01-01", "2024",
        "12024-01-01",
    ),
    "dateTime": (
        "2024-01-31T00:00:00", "2024-01-31T00:00:00.000Z", "2024-01-31T00:00:00Z",
        "2024-01-31T24:00:00", "2024-01-31T02:00:00+02:00", "2024-13-01T00:00:00", "2024-01-31",
    ),
    "time": ("12:00:00", "12:00:00Z", "25:00:00"),
    "gYear": ("2024", "02024", "x"),
    "duration": ("P1Y", "P12M", "x"),
    "dayTimeDuration": ("P1D", "PT24H"),
    "anyURI": ("http://example.org/a", " "),
    "hexBinary": ("0a", "0A", "0"),
    "base64Binary": ("YQ==", "?"),
}  # fmt: skip
TAGS = ("en", "en-GB", "en-gb", "EN", "de", "de-x-a")
LITERALS = (
    *(OxLiteral(text, datatype=NamedNode(XSD + kind)) for kind in SPELT for text in SPELT[kind]),
    *(OxLiteral(text, language=tag) for tag in TAGS for text in ("a", "b", "")),
    OxLiteral("a", datatype=NamedNode(EX + "made-up")),
)
# What a world is about: its values meet more often if they are of one kind.
THEMES = tuple(
    tuple(literal for literal in LITERALS if literal.datatype.value.removeprefix(XSD) in kinds)
    for kinds in (
        {"integer", "decimal", "double", "float", "nonNegativeInteger", "int", "byte", "boolean"},
        {"date", "dateTime", "time", "gYear", "duration", "dayTimeDuration"},
        {"string", "anyURI", str(RDF.langString)},
        {str(RDF.langString)},
    )
)
DATATYPES = (
    *(XSD + kind for kind in SPELT),
    str(RDF.langString),
    EX + "made-up",
    str(RDFS.Literal),
)
# What a regular expression is differs from engine to engine.
PATTERNS = (
    "^a", "a$", "^a$", r"\d", r"\bb", "^(?!a)", "(?i)A", "(?<=a)b", "A", "b", ".", "a.b", "^.*$",
    "", r"\.", r"\w+$", r"\s", r"(a)\1", r"\Z", r"\Aa\Z", "a{,2}b", "[[:alpha:]]", r"[^\W\d]",
    "a b", r"\x61", "é", "^http", "[a-c&&b]", r"\p{L}", "(", "$", r"a\nb", "a|", "^$", r"^\S+$",
    "a++",
)  # fmt: skip
FLAGS = ("", "", "i", "m", "s", "x", "im", "q")
VALUE = "{?value}"  # SHACL puts the value there
SELECTS = (
    f"SELECT $this ?value WHERE {{ $this <{EX}p> ?value . FILTER (!isIRI(?value)) }}",
    f"SELECT $this WHERE {{ $this <{EX}p> ?v . FILTER NOT EXISTS {{ $this <{EX}q> ?w }} }}",
    f"SELECT DISTINCT $this ?value WHERE {{ $this <{EX}p> ?value . ?other <{EX}p> ?value ."
    " FILTER (?other != $this) }",
    f"SELECT $this ?path ?value WHERE {{ $this ?path ?value . FILTER (?path = <{EX}q>) }}",
    f"SELECT $this WHERE {{ {{ $this a <{EX}C0> . FILTER NOT EXISTS {{ $this <{EX}p> ?v }} }}"
    f" UNION {{ $this a <{EX}C1> . FILTER NOT EXISTS {{ $this <{EX}q> ?v }} }} }}",
)
SELECT_ON_PATH = "SELECT $this ?value WHERE { $this $PATH ?value . FILTER (isLiteral(?value)) }"

# ---------------------------------------------------------------- what a world is made of


class Path(NamedTuple):
    """A predicate, or a kind of path with its parts."""

    kind: str
    parts: tuple[Path, ...] = ()


class Shared(NamedTuple):
    """A shape that others refer to as well, by its number."""

    number: int


class Qualified(NamedTuple):
    shape: Shape | Shared
    least: int | None
    most: int | None
    disjoint: bool


class Pattern(NamedTuple):
    text: str
    flags: str


class Closed(NamedTuple):
    ignored: tuple[Node, ...] | None


class Select(NamedTuple):
    text: str
    message: str


class Constraint(NamedTuple):
    """A component by its parameter, and the value: a tuple is a list of RDF."""

    parameter: str
    value: object


@dataclass(frozen=True, kw_only=True)
class Shape:
    constraints: tuple[Constraint, ...]
    path: Path | None = None
    named: bool = True
    severity: URIRef | None = None
    messages: tuple[Literal, ...] = ()
    deactivated: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A shape with its targets."""

    shape: Shape
    targets: tuple[tuple[URIRef, Node], ...]
    implicit: URIRef | None = None  # the class that the shape itself is


@dataclass(frozen=True, kw_only=True)
class World:
    """Data and shapes."""

    quads: tuple[Quad, ...]
    rules: tuple[Rule, ...]
    shared: tuple[Shape, ...] = ()

    def shapes(self) -> Graph:
        """The shapes in a fresh graph."""
        return _Writer(self).graph

    def turtle(self) -> str:
        """All of it, to be read by people and engines."""
        prefixes = {"": EX, "xsd": XSD, "rdf": str(RDF), "rdfs": str(RDFS), "sh": str(SH)}
        shapes = [Quad(*map(engine_term, triple)) for triple in self.shapes()]  # type: ignore[arg-type]
        data, asked = (
            serialize(quads, format=RdfFormat.TRIG, prefixes=prefixes) or b""
            for quads in (self.quads, shapes)
        )
        return f"# data\n{data.decode()}\n# shapes\n{asked.decode()}"


@dataclass
class _Writer:
    world: World
    graph: Graph = field(default_factory=lambda: Graph(bind_namespaces="none"))
    names: int = 0

    def __post_init__(self) -> None:
        taken: set[URIRef] = set()
        for number, shape in enumerate(self.world.shared):
            self.shape(shape, URIRef(f"{EX}Shared{number}"))
        for rule in self.world.rules:
            own = rule.implicit if rule.implicit not in taken else None
            if own is not None:
                taken.add(own)
                self.graph.add((own, RDF.type, RDFS.Class if len(taken) % 2 else OWL.Class))
            node = self.shape(rule.shape, own)
            for kind, target in rule.targets:
                self.graph.add((node, kind, target))

    def shape(self, shape: Shape, node: Node | None = None) -> Node:
        if node is None:
            node = self.blank()
            if shape.named:
                node = URIRef(f"{EX}Shape{self.names}")
        add = self.graph.add
        add((node, RDF.type, SH.NodeShape if shape.path is None else SH.PropertyShape))
        if shape.path is not None:
            add((node, SH.path, self.path(shape.path)))
        if shape.severity is not None:
            add((node, SH.severity, shape.severity))
        for message in shape.messages:
            add((node, SH.message, message))
        if shape.deactivated is not None:
            add((node, SH.deactivated, Literal(shape.deactivated)))
        for constraint in shape.constraints:
            for predicate, value in self.triples(constraint):
                add((node, predicate, value))
        return node

    def blank(self) -> Node:
        """A blank node, called the same each time the shapes are written.

        pyshacl names things in the order of a set, which goes by what blank nodes are called.
        """
        self.names += 1
        return BNode(f"n{self.names}")

    def triples(self, constraint: Constraint) -> Iterator[tuple[URIRef, Node]]:
        parameter = URIRef(f"{SH}{constraint.parameter}")
        match constraint.value:
            case Pattern(text, flags):
                yield parameter, Literal(text)
                if flags:
                    yield SH.flags, Literal(flags)
            case Closed(ignored):
                yield parameter, Literal(True)
                if ignored is not None:
                    yield SH.ignoredProperties, self.listed(ignored)
            case Qualified(shape, least, most, disjoint):
                yield parameter, self.node(shape)
                for term, count in ((SH.qualifiedMinCount, least), (SH.qualifiedMaxCount, most)):
                    if count is not None:
                        yield term, Literal(count)
                if disjoint:
                    yield SH.qualifiedValueShapesDisjoint, Literal(True)
            case Select(text, message):
                node = self.blank()
                self.graph.add((node, SH.select, Literal(text)))
                if message:
                    self.graph.add((node, SH.message, Literal(message)))
                yield parameter, node
            case Shape() | Shared() as shape:
                yield parameter, self.node(shape)
            case tuple() as members:
                yield parameter, self.listed(tuple(self.node(member) for member in members))
            case Node() as term:
                yield parameter, term

    def node(self, thing: object) -> Node:
        match thing:
            case Shape():
                return self.shape(thing)
            case Shared(number):
                return URIRef(f"{EX}Shared{number}")
            case Node():
                return thing
        raise TypeError(f"{thing!r} is no part of a shape")

    def path(self, path: Path) -> Node:
        if not path.parts:
            return URIRef(path.kind)
        parts = tuple(self.path(part) for part in path.parts)
        if path.kind == "sequence":
            return self.listed(parts)
        node = self.blank()
        value = self.listed(parts) if path.kind == "alternativePath" else parts[0]
        self.graph.add((node, SH[path.kind], value))
        return node

    def listed(self, members: tuple[Node, ...]) -> Node:
        rest: Node = RDF.nil
        for member in reversed(members):
            node = self.blank()
            self.graph.add((node, RDF.first, member))
            self.graph.add((node, RDF.rest, rest))
            rest = node
        return rest
