"""Runs ``ontology/rules/`` to a fixed point, each rule into a graph of its own."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, QueryTriples, Store

from .errors import QueryError
from .identifiers import graph
from .resources import root, shown

MAX_ROUNDS = 50  # a rule set that still adds triples after this many rounds never ends


def rule_files() -> list[Path]:
    """The rules, sorted by name."""
    return sorted((root() / "ontology" / "rules").glob("*.rq"))


def rule_graph(path: Path) -> NamedNode:
    """The graph that holds what a rule derives: ``airmg:inferred-<rule>``."""
    return graph(f"inferred-{path.stem}")


def infer(store: Store) -> list[Quad]:
    """Add to ``store`` what the rules derive from it, and return it.

    A triple that is already stated, or was derived by an earlier rule, is not derived again.

    Raises:
        QueryError: A rule is not a CONSTRUCT query, makes blank nodes, or comes to no end.
    """
    rules = [(path, path.read_text(encoding="utf-8")) for path in rule_files()]
    derived: list[Quad] = []
    for _ in range(MAX_ROUNDS):
        new = [quad for path, text in rules for quad in _apply(store, path, text)]
        if not new:
            return derived
        derived += new
        busy = {quad.graph_name for quad in new}
    names = ", ".join(shown(path) for path in rule_files() if rule_graph(path) in busy)
    raise QueryError(f"{names}: still derives new triples after {MAX_ROUNDS} rounds")


def _apply(store: Store, path: Path, text: str) -> list[Quad]:
    try:
        answer = store.query(text, use_default_graph_as_union=True)
    except SyntaxError as error:
        raise QueryError(f"{shown(path)}: {error}") from None
    if not isinstance(answer, QueryTriples):
        raise QueryError(f"{shown(path)}: a rule is a CONSTRUCT query")
    named = rule_graph(path)
    new = []
    for triple in list(answer):
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            raise QueryError(f"{shown(path)}: a rule names what it makes; it has a blank node")
        if (
            next(store.quads_for_pattern(triple.subject, triple.predicate, triple.object), None)
            is None
        ):
            quad = Quad(triple.subject, triple.predicate, triple.object, named)
            store.add(quad)
            new.append(quad)
    return new
