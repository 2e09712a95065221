"""Why a derived triple holds: the rule that gives it, and the premises that the rule found.

A premise that is itself derived is proved in turn, down to what is stated. A proof is a tree: no
triple is used to prove itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Triple

from .errors import QueryError
from .infer import rule_comment, rule_files, rule_graph, rule_iri
from .rdflib_terms import Term, term_of, value_of, variable
from .resources import shown
from .rule_matching import Absent, Clauses, Match, Matcher, Places, unify
from .store import Quads

MOST_DERIVATIONS = 5  # of the triple that is asked about; a premise has one
MOST_SOLUTIONS = 200  # of a rule, among which those are looked for
MOST_CHOICES = 4  # values that another triple of the template leaves open


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule, as a proof names it."""

    iri: str
    file: str
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """One way in which a rule gives a triple.

    Attributes:
        rule: The rule.
        premises: What it found in the graph, each with its own proof.
        absent: What had not to be there, and is not: patterns, of which each is a conjunction.
    """

    rule: Rule
    premises: tuple[Proof, ...]
    absent: tuple[Absent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Why a triple holds.

    Attributes:
        triple: The triple.
        stated: The graphs that state it; the default graph is the empty name.
        inferred: The graphs of rules that hold it.
        derivations: How rules give it, if it is not stated.
        more: Whether it has more derivations than were looked for.
    """

    triple: Triple
    stated: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()
    derivations: tuple[Derivation, ...] = ()
    more: bool = False

    @property
    def holds(self) -> bool:
        """Whether it is stated or derived at all."""
        return bool(self.stated or self.derivations)

    def leaves(self) -> Iterator[Proof]:
        """The stated triples that it rests upon."""
        if not self.derivations:
            yield self
        for derivation in self.derivations:
            for premise in derivation.premises:
                yield from premise.leaves()


def prove(store: Quads, triple: Triple, many: set[Places] | None = None) -> Proof:
    """Why a triple holds in the graph of a store.

    A triple that is stated needs no rule; one that does not hold has neither graphs nor
    derivations.

    Args:
        store: A graph to which :func:`airm_graph.infer.infer` has added what rules derive.
        triple: The triple.
        many: Remembers, for further proofs in the same store, what has many matches.

    Raises:
        QueryError: A rule has something that cannot be explained.
    """
    return _Prover(store, many).prove(triple, (), MOST_DERIVATIONS)


class _Prover:
    """Proves triples of one graph; which rules there are is looked up once."""

    def __init__(self, store: Quads, many: set[Places] | None) -> None:
        self.store = store
        self.many: set[Places] = set() if many is None else many
        self.graphs = {path: rule_graph(path).value for path in rule_files()}

    def prove(self, triple: Triple, above: tuple[Triple, ...], most: int) -> Proof:
        stated, inferred = self._places(triple)
        if stated or not inferred:
            return Proof(triple=triple, stated=stated, inferred=inferred)
        ways = list(islice(self._derivations(triple, inferred, (*above, triple)), most + 1))
        return Proof(
            triple=triple,
            inferred=inferred,
            derivations=tuple(ways[:most]),
            more=len(ways) > most,
        )

    def _places(self, triple: Triple) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The graphs that state a triple, and those in which rules put it."""
        ours = set(self.graphs.values())
        quads = self.store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
        names = sorted(
            "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
            for quad in quads
        )
        return (
            tuple(name for name in names if name not in ours),
            tuple(name for name in names if name in ours),
        )

    def _derivations(
        self, triple: Triple, inferred: tuple[str, ...], above: tuple[Triple, ...]
    ) -> Iterator[Derivation]:
        """The ways that do not lead through what is above, those of the rule's own graph first."""
        for path in sorted(self.graphs, key=lambda path: self.graphs[path] not in inferred):
            seen = set()
            for match in islice(_solutions(self.store, path, triple, self.many), MOST_SOLUTIONS):
                if match.triples in seen or set(match.triples) & set(above):
                    continue
                seen.add(match.triples)
                found = self._derivation(path, match, above)
                if found:
                    yield found

    def _derivation(self, path: Path, match: Match, above: tuple[Triple, ...]) -> Derivation | None:
        """The derivation with every premise proved; None where one leads back to what is above."""
        premises = []
        for triple in dict.fromkeys(match.triples):
            premise = self.prove(triple, above, most=1)
            if not premise.holds:
                return None
            premises.append(premise)
        return Derivation(rule=_rule(path), premises=tuple(premises), absent=match.absent)


def _solutions(store: Quads, path: Path, triple: Triple, many: set[Places]) -> Iterator[Match]:
    """The solutions of a rule that give the triple."""
    clauses = _clauses(path)
    try:
        for template in clauses.template:
            known = unify(template, triple)
            if known is not None:
                for likely in _with_siblings(store, clauses, known):
                    for match in Matcher(store, many=many).solutions(clauses.pattern, likely):
                        if all(match.bindings.get(name) == term for name, term in known.items()):
                            yield match
    except QueryError as error:
        raise QueryError(f"{shown(path)}: {error}") from None


def _with_siblings(
    store: Quads, clauses: Clauses, known: dict[str, Term]
) -> Iterator[dict[str, Term]]:
    """The known values, with those that the other triples of a solution tell.

    A solution gives every triple of the template whose variables it has, so these are in the
    graph: nothing else is worth a try, and a rule that makes up a node is not asked for all nodes.
    """
    choices: dict[str, set[Term]] = {}
    for subject, predicate, object_ in clauses.template:
        start = value_of(subject, known)
        name = variable(object_)
        if not isinstance(start, NamedNode) or variable(predicate) is not None or name in known:
            continue
        quads = store.quads_for_pattern(start, NamedNode(str(predicate)), None)
        values: set[Term] = {quad.object for quad in quads}  # type: ignore[misc]
        if name is None:
            if term_of(object_) not in values:
                return
        elif name in clauses.certain:
            choices[name] = choices.get(name, values) & values
    names = [name for name, values in choices.items() if len(values) <= MOST_CHOICES]
    for chosen in product(*(sorted(choices[name], key=str) for name in names)):
        yield {**dict(zip(names, chosen, strict=True)), **known}


@cache
def _clauses(path: Path) -> Clauses:
    try:
        return Clauses.of(path.read_text(encoding="utf-8"))
    except QueryError as error:
        raise QueryError(f"{shown(path)}: {error}") from None


@cache
def _rule(path: Path) -> Rule:
    comment = rule_comment(path.read_text(encoding="utf-8"))
    return Rule(iri=rule_iri(path).value, file=shown(path), comment=comment)
