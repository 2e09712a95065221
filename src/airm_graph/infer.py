"""Runs ``ontology/rules/`` to a fixed point, each rule into a graph of its own.

A rule is asked again only where a predicate that it reads has gained a triple since it was asked:
what is new to one rule costs nothing in the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile
from pathlib import Path

from pyoxigraph import BlankNode, NamedNode, Quad, QuerySolutions, QueryTriples, Store, Triple

from .errors import QueryError
from .identifiers import graph, thing
from .resources import root, shown
from .sparql_text import OPAQUE
from .store import PROLOGUE
from .vocab import PREFIXES, RDF

MAX_ROUNDS = 50  # a rule set that still adds triples after this many rounds never ends
MANY = 10_000  # from so many new triples on, the engine is handed them in bulk

HEADER = re.compile(r"^#\+ predicates: (.+)$", re.MULTILINE)
PREFIX = re.compile(r"\bPREFIX\s+([\w-]*):\s*<([^<>]*)>", re.IGNORECASE)
# What stands before one of these is an object, and no predicate.
OBJECT = r"(?![\w-])(?!\s*[.;,}])"
CURIE = re.compile(rf"(?<![\w?$:-])([A-Za-z][\w-]*):([\w-]+){OBJECT}")
IRI = re.compile(rf"<([^<>\s]*)>{OBJECT}")
A = re.compile(r"(?<![\w?$:-])a(?![\w:-])")
# A predicate that is a variable, or a path that is "all but": such a rule reads every triple.
TERM = r"(?:<[^<>\s]*>|[A-Za-z][\w-]*:[\w-]+)"
ANYTHING = re.compile(rf"[?$]\w+\s+[?$]\w+|;\s*[?$]\w|{TERM}\s+[?$]\w+\s+{TERM}|!\s*[(<^\w]")


def rule_files() -> list[Path]:
    """The rules, sorted by name."""
    return sorted((root() / "ontology" / "rules").glob("*.rq"))


def rule_graph(path: Path) -> NamedNode:
    """The graph that holds what a rule derives: ``airmg:inferred-<rule>``."""
    return graph(f"inferred-{path.stem}")


def rule_iri(path: Path) -> NamedNode:
    """The rule itself, as something that can be cited: ``airmid:rule-<rule>``."""
    return thing(f"rule-{path.stem}")


def rule_comment(text: str) -> str:
    """What a rule says of itself in the comment on top of it.

    >>> rule_comment("# What is,\\n# is.\\n#+ see: x\\nCONSTRUCT { ?a ?p ?b } WHERE { ?a ?p ?b }")
    'What is, is.'
    """
    lines = takewhile(lambda line: line.startswith("#"), text.splitlines())
    return " ".join(line[1:].strip() for line in lines if not line.startswith("#+"))


def infer(store: Store) -> list[Quad]:
    """Add to ``store`` what the rules derive from it, and return it.

    Raises:
        QueryError: A rule is not a CONSTRUCT query, makes blank nodes, or comes to no end.
    """
    return [quad for new in derive(store) for quad in new]


def derive(store: Store, beside: Store | None = None) -> Iterator[list[Quad]]:
    """Add to ``store`` what the rules derive from it, and give it back, rule by rule.

    A triple that is already stated, or was derived by an earlier rule, is not derived again.

    Args:
        store: What the rules are asked of.
        beside: The whole graph, where ``store`` has only what the rules read
            (:func:`needed_predicates`); it is left as it is.

    Raises:
        QueryError: As :func:`infer`.
    """
    rules = [(path, path.read_text(encoding="utf-8")) for path in rule_files()]
    read = {path: reads(text) for path, text in rules}
    due = {path for path, _ in rules}
    before: dict[Path, set[Triple]] = {path: set() for path in due}
    for _ in range(MAX_ROUNDS):
        busy = set()
        for path, text in rules:
            if path not in due:
                continue
            due.remove(path)
            new = _apply(store, path, text, before[path], beside)
            if not new:
                continue
            yield new
            busy.add(path)
            gained = {quad.predicate.value for quad in new}
            due |= {other for other, names in read.items() if names is None or names & gained}
        if not busy:
            return
    names = ", ".join(shown(path) for path in sorted(busy))
    raise QueryError(f"{names}: still derives new triples after {MAX_ROUNDS} rounds")


def needed_predicates(store: Store) -> set[str] | None:
    """The predicates that the rules read in the graph of a store; None where they may read any.

    What variable predicates of a rule stand for is said by the patterns in its header.
    """
    found: set[str] = set()
    for path in rule_files():
        text = path.read_text(encoding="utf-8")
        names, patterns = reads(text), HEADER.findall(text)
        if names is None and not patterns:
            return None
        found |= _named(text) if names is None else names
        for pattern in patterns:
            query = f"{PROLOGUE}SELECT DISTINCT ?predicate WHERE {{ {pattern} }}"
            answer = store.query(query, use_default_graph_as_union=True)
            assert isinstance(answer, QuerySolutions)  # noqa: S101 - it is a SELECT
            found |= {str(row["predicate"]).strip("<>") for row in answer}
    return found


def reads(text: str) -> set[str] | None:
    """The IRIs that may be predicates in the WHERE clause of a rule; None where it reads any.

    >>> sorted(reads("PREFIX e: <urn:> CONSTRUCT { ?a e:p ?b } WHERE { ?a e:q/<urn:r> ?b }"))
    ['urn:q', 'urn:r']
    >>> reads("CONSTRUCT { ?a <urn:p> ?b } WHERE { ?a ?any ?b }") is None
    True
    """
    if ANYTHING.search(re.sub(r"\bSELECT\b[^{]*", " ", _where(text), flags=re.IGNORECASE)):
        return None
    return _named(text)


def _where(text: str) -> str:
    bare = OPAQUE.sub(lambda match: match[0] if match[0][0] == "<" else " ", text)
    return re.split(r"\bWHERE\b", bare, maxsplit=1, flags=re.IGNORECASE)[-1]


def _named(text: str) -> set[str]:
    prefixes = {**PREFIXES, **dict(PREFIX.findall(text))}
    where = _where(text)
    iris = set(IRI.findall(where))
    where = re.sub(r"<[^<>\s]*>", " ", where)
    iris |= {prefixes[name] + local for name, local in CURIE.findall(where) if name in prefixes}
    return iris | ({RDF.type.value} if A.search(where) else set())


def _apply(
    store: Store, path: Path, text: str, before: set[Triple], beside: Store | None
) -> list[Quad]:
    """Add what a rule derives; ``before`` is what it gave earlier, and takes what it gives now."""
    found = _constructed(store, text)
    if isinstance(found, str):
        raise QueryError(f"{shown(path)}: {found}")
    named = rule_graph(path)
    triples = [triple for triple in found if triple not in before]
    for triple in triples:
        if isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode):
            raise QueryError(f"{shown(path)}: a rule names what it makes; it has a blank node")
    before.update(triples)
    known = _known(store, triples) | (_known(beside, triples) if beside else set())
    new = [
        Quad(triple.subject, triple.predicate, triple.object, named)
        for triple in triples
        if triple not in known
    ]
    if len(new) < MANY:
        store.extend(new)
    else:
        store.bulk_extend(new)
    return new


def _constructed(store: Store, text: str) -> dict[Triple, None] | str:
    """What a CONSTRUCT query gives, each triple once; or why there is nothing.

    It raises nothing: an error keeps the engine's answer, until it is dropped on another thread
    than the engine's, which the engine forbids.
    """
    try:
        answer = store.query(text, use_default_graph_as_union=True)
        if isinstance(answer, QueryTriples):
            return dict.fromkeys(answer)
    except (SyntaxError, ValueError, RuntimeError, OSError) as error:
        return str(error)
    return "a rule is a CONSTRUCT query"


def _known(store: Store, triples: list[Triple]) -> set[Triple]:
    """Those of the triples that the store holds.

    Where a predicate has few triples they are read at once; else each triple is looked up.
    """
    found = set()
    by_predicate: dict[NamedNode, list[Triple]] = {}
    for triple in triples:
        by_predicate.setdefault(triple.predicate, []).append(triple)
    for predicate, asked in by_predicate.items():
        some = islice(store.quads_for_pattern(None, predicate, None), 2 * len(asked) + 1)
        held = {quad.triple for quad in some}
        if len(held) <= 2 * len(asked):
            found |= held
        else:
            found |= {
                triple
                for triple in asked
                if next(store.quads_for_pattern(*triple), None) is not None
            }
    return found
