"""Invented data and shapes over every core component of SHACL, for Hypothesis.

Few nodes, predicates and classes, so that things meet; many spellings of literals, since the store
and rdflib read them differently. No shape refers to itself, and no blank node of the data leads
back to itself: pyshacl copies what hangs on a blank node ten steps deep.
"""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st
from pyoxigraph import BlankNode, Quad
from pyoxigraph import Literal as OxLiteral
from rdflib import RDF, SH, Literal, URIRef
from rdflib.term import Node
from shacl_shapes import (
    BELOW,
    BLANKS,
    CLASSES,
    DATATYPES,
    EX,
    FLAGS,
    GRAPHS,
    IRIS,
    LITERALS,
    PATTERNS,
    PREDICATES,
    SELECT_ON_PATH,
    SELECTS,
    TAGS,
    THEMES,
    TYPE,
    VALUE,
    Closed,
    Constraint,
    Path,
    Pattern,
    Qualified,
    Rule,
    Select,
    Shape,
    Shared,
    World,
)  # fmt: skip

from airm_graph.validate.files import quiet_rdflib, rdflib_term

Theme = tuple[OxLiteral, ...]
_themes = st.one_of(
    st.sampled_from((*THEMES, *THEMES, LITERALS)),
    st.lists(st.sampled_from(LITERALS), min_size=2, max_size=4).map(tuple),
)

# ---------------------------------------------------------------- data

_things = st.sampled_from((*IRIS, *BLANKS))
_graphs = st.sampled_from(GRAPHS)
_classes = st.sampled_from((*CLASSES, CLASSES[0], CLASSES[0]))


@cache
def _quads(theme: Theme, dense: bool = False) -> st.SearchStrategy[tuple[Quad, ...]]:
    """Ten or more, many of them twice; shrunk, all are the same one.

    Dense ones give two nodes many values of one property.
    """
    values = st.one_of(_things, st.sampled_from(theme), st.sampled_from(theme), _classes)
    links = st.builds(Quad, _things, st.sampled_from(PREDICATES), values, _graphs)
    if dense:
        links = st.builds(
            Quad, st.sampled_from(IRIS[:2]), st.just(PREDICATES[0]), st.sampled_from(theme), _graphs
        )
    types = st.builds(Quad, _things, st.just(TYPE), _classes, _graphs)
    below = st.builds(Quad, _classes, st.just(BELOW), _classes, _graphs)
    quads = st.lists(st.one_of(links, links, links, types, below), min_size=10, max_size=25)
    return quads.map(lambda quads: tuple(q for q in dict.fromkeys(quads) if not _leads_back(q)))


def _leads_back(quad: Quad) -> bool:
    """Only from the first blank node to the second."""
    return (
        isinstance(quad.object, BlankNode)
        and isinstance(quad.subject, BlankNode)
        and ((quad.subject, quad.object) != BLANKS)
    )


# ---------------------------------------------------------------- shapes

_iris = st.sampled_from([rdflib_term(term) for term in IRIS])
_kinds = st.sampled_from([URIRef(term.value) for term in CLASSES])
_predicates = st.sampled_from([URIRef(term.value) for term in PREDICATES])
_counts = st.integers(0, 3)
_plain_paths = _predicates.map(lambda predicate: Path(str(predicate)))
_first_path = st.just(Path(PREDICATES[0].value))
_paths = st.one_of(
    _plain_paths,
    _plain_paths,
    _plain_paths,
    st.just(Path(str(RDF.type))),
    st.recursive(
        _plain_paths,
        lambda inner: st.one_of(
            st.builds(
                Path,
                st.sampled_from(
                    ("inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
                ),
                st.tuples(inner),
            ),
            st.builds(
                Path,
                st.sampled_from(("sequence", "alternativePath")),
                st.lists(inner, min_size=2, max_size=3).map(tuple),
            ),
        ),
        max_leaves=3,
    ),
)
VALUES = (
    *("class", "datatype", "nodeKind", "minInclusive", "maxInclusive", "minExclusive"),
    *("maxExclusive", "minLength", "maxLength", "pattern", "languageIn", "equals", "disjoint"),
    *("in", "hasValue", "closed", "sparql"),
)
KINDS = ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")


@cache
def _constants(name: str, theme: Theme) -> st.SearchStrategy[object]:
    """Values of a parameter that any shape may have."""
    with quiet_rdflib():
        literals = st.sampled_from([rdflib_term(literal) for literal in theme])
    values = st.one_of(literals, _iris, _kinds)
    tags = st.lists(st.sampled_from((*TAGS, "*", "x")), max_size=3, unique=True)
    ignored = st.lists(st.one_of(_predicates, st.just(RDF.type)), max_size=2, unique=True)
    return {
        "class": _kinds,
        "datatype": st.one_of(
            st.sampled_from([URIRef(iri) for iri in DATATYPES]),
            st.sampled_from([URIRef(literal.datatype.value) for literal in theme]),
        ),
        "nodeKind": st.sampled_from([URIRef(f"{SH}{kind}") for kind in KINDS]),
        **dict.fromkeys(("minInclusive", "maxInclusive", "minExclusive", "maxExclusive"), literals),
        **dict.fromkeys(("minLength", "maxLength"), _counts.map(Literal)),
        "pattern": st.builds(Pattern, st.sampled_from(PATTERNS), st.sampled_from(FLAGS)),
        "languageIn": tags.map(lambda found: tuple(Literal(tag) for tag in found)),
        **dict.fromkeys(("equals", "disjoint"), _predicates),
        "in": st.lists(values, max_size=4, unique=True).map(tuple),
        "hasValue": values,
        "closed": st.one_of(st.none(), ignored.map(tuple)).map(Closed),
        "sparql": st.builds(Select, st.sampled_from(SELECTS), st.sampled_from(("", f"is {VALUE}"))),
    }[name]


OF_PATHS: dict[str, st.SearchStrategy[object]] = {
    "minCount": _counts.map(Literal),
    "maxCount": _counts.map(Literal),
    "uniqueLang": st.just(Literal(True)),
    "lessThan": _predicates,
    "lessThanOrEquals": _predicates,
}
NESTED = ("not", "and", "or", "xone", "node", "property", "qualifiedValueShape")
# These may stand several times at one shape; of the others a second one makes it ill-formed.
REPEATED = {
    "class",
    "equals",
    "disjoint",
    "hasValue",
    "not",
    "and",
    "or",
    "xone",
    "node",
    "property",
}
REPEATED |= {"lessThan", "lessThanOrEquals", "pattern", "sparql", "minInclusive"}
_severities = st.sampled_from((None, None, SH.Info, SH.Warning, SH.Violation, URIRef(EX + "Hint")))
_messages = st.sampled_from(
    ((), (), (), (Literal("As it should be."),), (Literal("So.", "en"), Literal("Also.", "de")))
)
_named = st.sampled_from((True, True, True, False))  # what has no name, pyshacl gets whole
_active = st.sampled_from((None,) * 9 + (False, True))


@st.composite
def shapes(
    draw: st.DrawFn,
    theme: Theme,
    depth: int = 3,
    shared: tuple[Shape, ...] = (),
    on_path: bool | None = None,
    component: str | None = None,
) -> Shape:
    """A shape, nested at most so deep; where ``component`` is given, it has that one."""
    if on_path is None:
        on_path = component in OF_PATHS or component == "qualifiedValueShape" or draw(st.booleans())
    path = draw(_first_path if component == "uniqueLang" else _paths) if on_path else None
    known = [*VALUES, *(OF_PATHS if on_path else ())]
    if depth:
        known += [name for name in NESTED if on_path or name != "qualifiedValueShape"] * 2
    names = draw(st.lists(st.sampled_from(known), min_size=1, max_size=3 if depth > 1 else 2))
    if component is not None:
        names = [component, *names[:1]]
    once = [n for i, n in enumerate(names) if n in REPEATED or n not in names[:i]]
    constraints = tuple(
        Constraint(name, draw(_value(name, theme, depth, shared, on_path))) for name in once
    )
    # sh:flags is said of the shape, for all its patterns.
    flags = [said.value.flags for said in constraints if isinstance(said.value, Pattern)]
    constraints = tuple(
        said._replace(value=said.value._replace(flags=flags[0]))
        if isinstance(said.value, Pattern)
        else said
        for said in constraints
    )
    return Shape(
        constraints=constraints,
        path=path,
        named=draw(_named),
        severity=draw(_severities),
        messages=draw(_messages),
        deactivated=draw(_active),
    )


def _value(
    name: str, theme: Theme, depth: int, shared: tuple[Shape, ...], on_path: bool
) -> st.SearchStrategy[object]:
    if name == "sparql" and on_path:
        return st.one_of(_constants(name, theme), st.just(Select(SELECT_ON_PATH, "")))
    if name in OF_PATHS:
        return OF_PATHS[name]
    if name in VALUES:
        return _constants(name, theme)
    wanted = {"node": False, "property": True}.get(name)
    mine = [n for n, shape in enumerate(shared) if wanted in (None, shape.path is not None)]
    inner: st.SearchStrategy[Shape | Shared] = shapes(theme, depth - 1, shared, wanted)
    if mine:
        inner = st.one_of(inner, st.sampled_from(mine).map(Shared))
    if name in ("and", "or", "xone"):
        return st.lists(inner, min_size=1, max_size=3).map(tuple)
    if name == "qualifiedValueShape":
        bounds = st.sampled_from(
            [(0, 0), (1, None), (None, 1), (1, 1), (2, None), (None, 0), (1, 2)]
        )
        return st.builds(
            lambda shape, bounds, disjoint: Qualified(shape, bounds[0], bounds[1], disjoint),
            inner,
            bounds,
            st.booleans(),
        )
    return inner


@st.composite
def _siblings(draw: st.DrawFn, theme: Theme, shared: tuple[Shape, ...]) -> Shape:
    """Qualified shapes on one path, each of which may claim what the other counts."""
    path = draw(_plain_paths)
    rules = tuple(
        Constraint(
            "property",
            Shape(
                constraints=(
                    Constraint(
                        "qualifiedValueShape",
                        draw(_value("qualifiedValueShape", theme, 1, shared, True)),
                    ),
                ),
                path=path,
                named=draw(st.booleans()),
            ),
        )
        for _ in range(2)
    )
    return Shape(constraints=rules)


@cache
def _targets(theme: Theme) -> st.SearchStrategy[tuple[URIRef, Node]]:
    return st.one_of(
        st.tuples(st.just(SH.targetClass), _kinds),
        st.tuples(
            st.just(SH.targetNode),
            st.one_of(_iris, _constants("hasValue", theme), st.just(URIRef(EX + "nowhere"))),
        ),
        st.tuples(st.sampled_from((SH.targetSubjectsOf, SH.targetObjectsOf)), _predicates),
    )


@st.composite
def worlds(draw: st.DrawFn, component: str | None = None) -> World:
    """Data and shapes; where ``component`` is given, the first shape has that one."""
    theme = draw(_themes)
    dense = component == "uniqueLang"
    if component in ("uniqueLang", "languageIn"):
        theme = draw(st.sampled_from((THEMES[-1][:3], THEMES[-1])))
    shared: tuple[Shape, ...] = ()
    for _ in range(draw(st.integers(0, 2))):
        shared += (draw(shapes(theme, 1, shared)),)
    rules = []
    for number in range(draw(st.integers(1, 1 if component else 3))):
        asked = component if not number else None
        shape = draw(
            shapes(theme, 3, shared, component=asked)
            if asked or draw(st.integers(0, 7))
            else _siblings(theme, shared)
        )
        rules.append(
            Rule(
                shape=shape,
                targets=tuple(draw(st.lists(_targets(theme), min_size=1, max_size=2))),
                implicit=draw(st.one_of(st.none(), st.none(), _kinds))
                if shape.path is None
                else None,
            )
        )
    return World(quads=draw(_quads(theme, dense)), rules=tuple(rules), shared=shared)
