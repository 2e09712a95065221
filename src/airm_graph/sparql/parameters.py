"""Values for the parameters of library queries: found by any name, and checked against the graph.

The header of a query gives each parameter a class. AIRO's classes are roles that one thing may
play, and a compilation states what works state; so some classes take others along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from pyoxigraph import NamedNode

from ..errors import AirmError, IdentifierError, QueryError
from ..identifiers import compress, expand
from ..lookup import CLASSES, AmbiguousNameError, Thing, find_thing, list_things
from ..queries import Query
from ..store import PROLOGUE, Engine, GraphEngine
from ..vocab import PREFIXES

FEW = 12  # values that are listed when none is called almost as what was asked for
ANYTHING, CLASS = "rdfs:Resource", "rdfs:Class"
ROLES = ("airo:Risk", "airo:RiskSource", "airo:Consequence", "airo:Impact")
ALSO = {
    "airo:Risk": ROLES,
    "skos:Concept": ("skos:Concept", *ROLES),
    "airm:Framework": ("airm:Framework", "airm:Compilation"),
}
INSTANCES = "SELECT DISTINCT ?thing WHERE { VALUES ?class { %s } ?thing a ?class }"
CLASSES_HERE = "SELECT DISTINCT ?thing WHERE { { ?thing a owl:Class } UNION { ?any a ?thing } }"
SHAPES = ("<{}> ?p ?o", "?s ?p <{}>", "?s <{}> ?o", "GRAPH <{}> {{ ?s ?p ?o }}")


def bound_values(
    engine: GraphEngine,
    query: Query,
    given: Mapping[str, str],
    things: Sequence[Thing] | None = None,
) -> dict[str, str]:
    """The IRIs that the parameters of a query are bound to.

    Args:
        engine: Whose graph is asked.
        query: A library query.
        given: By parameter a CURIE, IRI, local name, key or label.
        things: All things of the graph, where they are at hand.

    Raises:
        QueryError: The query has no such parameter, or a value is of another class.
        IdentifierError: Nothing, or more than one thing, is called so; the nearest are named.
    """
    for name in given:
        if name not in query.params:
            may = ", ".join(query.params) or "none"
            raise QueryError(f"{query.slug} has no parameter {name!r}; it has: {may}")
    if not given:
        return {}
    things = list_things(engine) if things is None else things
    return {
        name: _value(engine, things, name, query.params[name][0], said)
        for name, said in given.items()
    }


def any_value(engine: GraphEngine, said: str) -> str:
    """The IRI of anything in the graph, by a CURIE, IRI, local name, key or label.

    Raises:
        IdentifierError: Nothing, or more than one thing, is called so; the nearest are named.
    """
    return _anything(engine, list_things(engine), said)


def values_of(engine: GraphEngine, kind: str, things: Sequence[Thing] | None = None) -> list[Thing]:
    """The things that a parameter of a class takes, for lists to choose from.

    Args:
        engine: Whose graph is asked.
        kind: The class in the header, as CURIE.
        things: All things of the graph, where they are at hand.
    """
    things = list_things(engine) if things is None else things
    if kind == ANYTHING:
        return list(things)
    found = _instances(engine, kind)
    return [thing for thing in things if thing.iri in found]


def is_used(engine: Engine, iri: str) -> bool:
    """Whether an IRI stands anywhere in the graph, or names a graph in it."""
    return any(
        engine.select(f"SELECT DISTINCT * WHERE {{ {shape.format(iri)} }} LIMIT 1")
        for shape in SHAPES
    )


def noun(kind: str) -> str:
    """What things of a class are called, with an article.

    >>> noun("airm:Framework"), noun("airm:LifecycleStage"), noun("airm:Actor")
    ('a work', 'a lifecycle stage', 'an actor')
    """
    name = CLASSES.get(kind) or re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.partition(":")[2]).lower()
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _value(engine: GraphEngine, things: Sequence[Thing], name: str, kind: str, said: str) -> str:
    if kind == ANYTHING:
        return _anything(engine, things, said, f"{name}: ")
    right = _instances(engine, kind)
    iri = _iri(said)
    if iri in right:
        return iri
    typed = [thing for thing in things if thing.iri in right]
    try:
        if not iri:
            return find_thing(engine, said, typed).iri
    except AmbiguousNameError as error:
        raise IdentifierError(f"{name}: {error}") from None
    except IdentifierError:
        local = {each.rpartition(":")[2]: each for each in map(compress, right)}
        if kind == CLASS and said in local:
            return expand(local[said])
    other = _other(engine, things, iri or said)
    if other:
        raise QueryError(f"{name}: {said!r} is {other}; expected {noun(kind)} ({kind})")
    hint = _nearest(said, typed, right)
    raise IdentifierError(f"{name}: no {noun(kind).partition(' ')[2]} is called {said!r}: {hint}")


def _nearest(said: str, typed: Sequence[Thing], iris: Iterable[str]) -> str:
    """The ids of the values that are called almost so, by whichever of their names."""
    names = {compress(iri).casefold(): compress(iri) for iri in iris}
    for thing in typed:
        local = thing.id.partition(":")[2]
        every = (*thing.keys, thing.label, local, local.partition("-")[2], thing.id)
        names |= {each.casefold(): thing.id for each in every if each}
    word = compress(said).casefold()
    close = get_close_matches(word, names, n=6, cutoff=0.6)
    close += [each for each in names if len(word) > 2 and word in each]
    found = list(dict.fromkeys(names[each] for each in close))[:3]
    if found:
        return f"did you mean {' or '.join(map(repr, found))}?"
    ids = sorted(set(names.values()))
    if len(ids) <= FEW:
        return f"known: {', '.join(ids) or 'none'}"
    return "no name is close to it; try 'airm-graph search'"


def _other(engine: GraphEngine, things: Sequence[Thing], said: str) -> str:
    """What something of the wrong class is; empty where nothing is called so."""
    try:
        thing = find_thing(engine, said, things)
    except AirmError:
        return "of another class" if _iri(said) and is_used(engine, _iri(said)) else ""
    kinds = [curie for curie, word in CLASSES.items() if word == thing.kind]
    return f"{noun(kinds[0])} ({kinds[0]})"


def _anything(engine: GraphEngine, things: Sequence[Thing], said: str, before: str = "") -> str:
    iri = _iri(said)
    if iri and is_used(engine, iri):
        return iri
    graph = PREFIXES["airmg"] + said
    if not iri and _is_iri(graph) and is_used(engine, graph):
        return graph
    try:
        return find_thing(engine, said, things).iri
    except IdentifierError as error:
        raise IdentifierError(f"{before}{error}") from None


def _iri(said: str) -> str:
    """The IRI that is meant by an IRI or a CURIE; empty for other names."""
    said = said.removeprefix("<").removesuffix(">")
    prefix, colon, _ = said.partition(":")
    if "://" not in said and not (colon and prefix in PREFIXES):
        return ""
    iri = expand(said)
    if not _is_iri(iri):
        raise IdentifierError(f"{said!r} is no IRI: it has a blank, a quote or a bracket in it")
    return iri


def _is_iri(text: str) -> bool:
    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _instances(engine: Engine, kind: str) -> set[str]:
    text = CLASSES_HERE if kind == CLASS else INSTANCES % " ".join(ALSO.get(kind, (kind,)))
    return {row["thing"] for row in engine.select(PROLOGUE + text)}
