"""How the WHERE clause of a rule holds in a graph: its solutions, each with what it rests upon.

An engine answers with the values of variables and forgets the triples that they came from. Here
the clause is matched operator by operator, as SPARQL's algebra has it, and the triples are kept;
values that are wanted save looking at every solution. Expressions are left to rdflib, which also
parses the rule.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeAlias

from pyoxigraph import Literal, NamedNode, Triple

from .errors import QueryError
from .property_paths import FEW, in_order, walk
from .rdflib_terms import Bindings, Term, is_true, term_of, value_of, value_or_none, variable
from .store import Quads

Absent: TypeAlias = tuple[tuple[str, str, str], ...]  # patterns that nothing matches together
Places: TypeAlias = tuple[Term | None, ...]  # of a pattern; None matches everything


@dataclass(frozen=True, slots=True)
class Match:
    """A solution of a clause.

    Attributes:
        bindings: The values of variables.
        triples: What the clause found in the graph.
        absent: What it found not to be there.
    """

    bindings: Bindings
    triples: tuple[Triple, ...] = ()
    absent: tuple[Absent, ...] = ()

    def __add__(self, other: Match) -> Match:
        """Both, where they agree on the values that they share."""
        return Match(
            {**self.bindings, **other.bindings},
            self.triples + other.triples,
            self.absent + other.absent,
        )

    def without(self, patterns: Absent) -> Match:
        """The same, and something more that is not there."""
        return Match(self.bindings, self.triples, (*self.absent, patterns))


@dataclass(frozen=True, slots=True, kw_only=True)
class Clauses:
    """A rule as it was parsed.

    Attributes:
        template: The triples that it makes.
        pattern: What it looks for.
        certain: The variables to which every solution gives a value.
    """

    template: list[tuple[Any, Any, Any]]
    pattern: Any
    certain: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Clauses:
        """The clauses of a CONSTRUCT query.

        Raises:
            QueryError: The text is no CONSTRUCT query.
        """
        from pyparsing import ParseException
        from rdflib.plugins.sparql import prepareQuery

        try:
            algebra = prepareQuery(text).algebra
        except (ParseException, NameError) as error:
            raise QueryError(f"not SPARQL: {error}") from None
        if algebra.name != "ConstructQuery":
            raise QueryError("a rule is a CONSTRUCT query")
        template = [tuple(triple) for triple in algebra.template]
        return cls(template=template, pattern=algebra.p, certain=_certain(algebra.p))


def unify(pattern: tuple[Any, Any, Any], triple: Triple) -> dict[str, Term] | None:
    """The values that make a pattern a triple; None where it cannot be it."""
    found: dict[str, Term] = {}
    for place, term in zip(pattern, (triple.subject, triple.predicate, triple.object), strict=True):
        name = variable(place)
        if name is None:
            if term_of(place) != term:
                return None
        elif found.setdefault(name, term) != term:  # type: ignore[arg-type]
            return None
    return found


class Matcher:
    """Finds the solutions of patterns in a graph."""

    def __init__(
        self, store: Quads, outer: Bindings | None = None, many: set[Places] | None = None
    ) -> None:
        """Look into ``store``; expressions see the ``outer`` values too, as within EXISTS.

        ``many`` remembers what has more matches than a few, for all who look into one store.
        """
        self.store = store
        self.outer = outer or {}
        self.many = set() if many is None else many

    def solutions(self, pattern: Any, wanted: Bindings) -> Iterator[Match]:
        """The solutions of a pattern that agree with what is wanted.

        One that gives a wanted variable no value agrees, too.

        Args:
            pattern: An operator of the algebra, as rdflib has it.
            wanted: Values of variables.

        Raises:
            QueryError: The pattern has something that is not matched here.
        """
        solve = getattr(self, f"_{OPERATORS.get(pattern.name, '')}", None)
        if solve is None:
            raise QueryError(f"a rule with {pattern.name} cannot be explained")
        yield from solve(pattern, wanted)

    def _inner(self, pattern: Any, wanted: Bindings) -> Iterator[Match]:
        yield from self.solutions(pattern.p, wanted)

    def _triples(self, pattern: Any, wanted: Bindings) -> Iterator[Match]:
        yield from self._each(list(pattern.triples), wanted, {}, {})

    def _each(
        self,
        patterns: list[Any],
        wanted: Bindings,
        values: Bindings,
        found: dict[int, tuple[Triple, ...]],
    ) -> Iterator[Match]:
        """Matches the pattern with the fewest matches first, and keeps the order of the triples."""
        due = [place for place in range(len(patterns)) if place not in found]
        if not due:
            yield Match(values, tuple(triple for place in sorted(found) for triple in found[place]))
            return
        hints = {**wanted, **values}
        first = due[0] if len(due) == 1 else self._fewest(patterns, due, hints)
        for more, triples in self._ends(patterns[first], hints):
            yield from self._each(patterns, wanted, {**values, **more}, {**found, first: triples})

    def _fewest(self, patterns: list[Any], due: list[int], hints: Bindings) -> int:
        """The first of the patterns with the fewest matches, where more than a few are the same."""
        first, least = due[0], FEW
        for at in due:
            many = self._how_many(patterns[at], hints, least)
            if many < least:
                first, least = at, many
            if least <= 1:  # with none among the others nothing is found, whatever comes first
                break
        return first

    def _how_many(self, pattern: tuple[Any, Any, Any], hints: Bindings, most: int) -> int:
        """How many matches a pattern has, counted no further than ``most``."""
        from rdflib.paths import Path

        names = [name for place in pattern if (name := variable(place)) and name not in hints]
        if isinstance(pattern[1], Path) or len(names) > len(set(names)):
            return sum(1 for _ in islice(self._ends(pattern, hints), most))
        start, property_, end = places = tuple(value_of(place, hints) for place in pattern)
        if isinstance(start, Literal) or isinstance(property_, Literal):
            return 0
        if places in self.many:
            return most
        seen: set[Triple] = set()
        for quad in self.store.quads_for_pattern(start, property_, end):
            seen.add(quad.triple)
            if len(seen) == most:
                if most == FEW:
                    self.many.add(places)
                break
        return len(seen)

    def _ends(
        self, pattern: tuple[Any, Any, Any], hints: Bindings
    ) -> Iterator[tuple[dict[str, Term], tuple[Triple, ...]]]:
        """The values and triples with which one pattern holds; one in two graphs counts once."""
        from rdflib.paths import Path

        subject, predicate, object_ = pattern
        if isinstance(predicate, Path):
            yield from self._walks(subject, predicate, object_, hints)
            return
        start, property_, end = (value_of(place, hints) for place in pattern)
        if isinstance(start, Literal) or isinstance(property_, Literal):
            return
        seen: set[Triple] = set()
        for quad in in_order(self.store.quads_for_pattern(start, property_, end)):
            triple = quad.triple
            values = None if triple in seen else unify(pattern, triple)
            seen.add(triple)
            if values is not None:
                yield values, (triple,)

    def _walks(
        self, subject: Any, path: Any, object_: Any, hints: Bindings
    ) -> Iterator[tuple[dict[str, Term], tuple[Triple, ...]]]:
        start, end = value_of(subject, hints), value_of(object_, hints)
        if start is not None:
            ends = ((start, found, hops) for found, hops in walk(self.store, path, start))
        elif end is not None:
            back = walk(self.store, path, end, back=True)
            ends = ((found, end, hops[::-1]) for found, hops in back)
        else:
            nodes: set[Any] = {node for quad in self.store for node in (quad.subject, quad.object)}
            ends = ((at, to, hops) for at in nodes for to, hops in walk(self.store, path, at))
        for first, last, hops in ends:
            names = (variable(subject), first), (variable(object_), last)
            values = {name: term for name, term in names if name is not None}
            agrees = all(values[name] == term for name, term in names if name is not None)
            if agrees and (end is None or last == end):
                yield values, hops

    def _join(self, pattern: Any, wanted: Bindings) -> Iterator[Match]:
        for one in self.solutions(pattern.p1, wanted):
            for other in self.solutions(pattern.p2, {**wanted, **one.bindings}):
                yield one + other

    def _union(self, pattern: Any, wanted: Bindings) -> Iterator[Match]:
        yield from self.solutions(pattern.p1, wanted)
        yield from self.solutions(pattern.p2, wanted)

    def _optional(self, pattern: Any, wanted: Bindings) -> Iterator[Match]:
        for one in self.solutions(pattern.p1, wanted):
            more = list(self._extended(pattern, one, {**wanted, **one.bindings}))
            yield from more
            # Where it holds otherwise than is wanted, it is not left out either.
            if not more and not any(True for _ in self._extended(pattern, one, one.bindings)):
                yield one

    def _extended(self, pattern: Any, one: Match, wanted: Bindings) -> Iterator[Match]:
        for other in self.solutions(pattern.p2, wanted):
            both = one + other
            if pattern.expr.name == "TrueFilter" or self._is_true(pattern.expr, both):
                yield both

    def _minus(self, pattern: Any, wanted: Bindings) -> Iterator[Match]:
        for one in self.solutions(pattern.p1, wanted):
            others = self.solutions(pattern.p2, one.bindings)
            if not any(one.bindings.keys() & other.bindings.keys() for other in others):
                yield one.without(_absent(pattern.p2, one.bindings))

    def _filter(self, pattern: Any, wanted: Bindings) -> Iterator[Match]:
        for match in self.solutions(pattern.p, wanted):
            yield from self._conditions(_parts(pattern.expr), match)

    def _conditions(self, parts: list[Any], match: Match) -> Iterator[Match]:
        if not parts:
            yield match
            return
        first, *rest = parts
        if _name(first) not in {"Builtin_EXISTS", "Builtin_NOTEXISTS"}:
            if self._is_true(first, match):
                yield from self._conditions(rest, match)
            return
        within = Matcher(self.store, {**self.outer, **match.bindings}, self.many)
        found = next(within.solutions(first.graph, match.bindings), None)  # one is enough
        if _name(first) == "Builtin_EXISTS" and found is not None:
            held = Match(match.bindings, match.triples + found.triples, match.absent + found.absent)
            yield from self._conditions(rest, held)
        elif _name(first) == "Builtin_NOTEXISTS" and found is None:
            absent = _absent(first.graph, match.bindings)
            yield from self._conditions(rest, match.without(absent))

    def _is_true(self, expression: Any, match: Match) -> bool:
        return is_true(expression, {**self.outer, **match.bindings})

    def _bind(self, pattern: Any, wanted: Bindings) -> Iterator[Match]:
        name = str(pattern.var)
        for match in self.solutions(pattern.p, wanted):
            value = value_or_none(pattern.expr, {**self.outer, **match.bindings})
            if value is None:
                yield match
            elif wanted.get(name, value) == value:
                yield match + Match({name: value})

    def _values(self, pattern: Any, wanted: Bindings) -> Iterator[Match]:
        for row in pattern.res:
            values = {str(name): term_of(term) for name, term in row.items() if term != "UNDEF"}
            if all(wanted.get(name, value) == value for name, value in values.items()):
                yield Match(values)

    def _subselect(self, pattern: Any, wanted: Bindings) -> Iterator[Match]:
        """Inside, only what is selected has the same name as outside."""
        names = {str(name) for name in pattern.PV}

        def selected(bindings: Bindings) -> Bindings:
            return {name: value for name, value in bindings.items() if name in names}

        for match in self.solutions(pattern.p, selected(wanted)):
            yield Match(selected(match.bindings), match.triples, match.absent)


OPERATORS = {
    "BGP": "triples",
    "Distinct": "inner",
    "Extend": "bind",
    "Filter": "filter",
    "Join": "join",
    "LeftJoin": "optional",
    "Minus": "minus",
    "OrderBy": "inner",
    "Project": "subselect",
    "Reduced": "inner",
    "ToMultiSet": "inner",
    "Union": "union",
    "values": "values",
}


def _parts(expression: Any) -> list[Any]:
    """The conditions that all have to hold."""
    if _name(expression) == "ConditionalAndExpression":
        return [part for e in (expression.expr, *expression.other) for part in _parts(e)]
    return [expression]


def _certain(pattern: Any) -> frozenset[str]:
    """The variables that have a value in every solution of a pattern."""
    name, inner = pattern.name, frozenset[str]()
    if pattern.p is not None:
        inner = _certain(pattern.p)
    if name == "BGP":
        places = (place for triple in pattern.triples for place in triple)
        return frozenset(found for place in places if (found := variable(place)) is not None)
    if name == "Join":
        return _certain(pattern.p1) | _certain(pattern.p2)
    if name == "Union":
        return _certain(pattern.p1) & _certain(pattern.p2)
    if name in {"LeftJoin", "Minus"}:
        return _certain(pattern.p1)
    if name == "Filter":
        bound = [part for part in _parts(pattern.expr) if _name(part) == "Builtin_BOUND"]
        return inner | {str(part.arg) for part in bound}
    if name == "Project":
        return inner & {str(selected) for selected in pattern.PV}
    return inner


def _name(expression: Any) -> str:
    """The name of an operator; a term has none."""
    return str(getattr(expression, "name", ""))


def _absent(pattern: Any, known: Bindings) -> Absent:
    """The triple patterns that nothing matches, as they are printed."""
    return tuple(_printed(triple, known) for triple in _patterns(pattern))


def _patterns(pattern: Any) -> Iterator[tuple[Any, Any, Any]]:
    yield from pattern.triples or ()
    for inner in (pattern.p, pattern.p1, pattern.p2):  # None where an operator has it not
        if inner is not None:
            yield from _patterns(inner)


def _printed(triple: tuple[Any, Any, Any], known: Bindings) -> tuple[str, str, str]:
    from rdflib.paths import Path

    def shown(place: Any) -> str:
        if isinstance(place, Path):
            return str(place.n3())
        value = value_of(place, known)
        if value is None:
            return f"?{variable(place)}"
        return value.value if isinstance(value, NamedNode) else str(value)

    subject, predicate, object_ = triple
    return shown(subject), shown(predicate), shown(object_)
