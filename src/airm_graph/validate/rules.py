"""The rules that are checked, by the names that people type, and shapes reduced to some of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache

from rdflib import RDFS, SH, Graph

from ..errors import IdentifierError, nearest
from ..identifiers import compress
from ..queries import list_queries
from ..vocab import PREFIXES
from .findings import Finding, Severity, text

CHECK = "check/"
TARGETS = (SH.targetClass, SH.targetNode, SH.targetObjectsOf, SH.targetSubjectsOf)


@dataclass(frozen=True, slots=True)
class Rule:
    """A shape or a check query: something that must hold.

    Attributes:
        name: What ``--only`` takes: ``Mitigation-prefLabel``, ``check/broader-circle``.
        about: In a few words: the property of a property shape, else what is looked at.
        message: The rule as a true sentence; of a query, the question it asks.
    """

    iri: str
    name: str
    about: str
    message: str
    remedy: str
    severity: Severity


@cache
def _checks() -> tuple[Rule, ...]:
    return tuple(
        Rule(
            PREFIXES["airmq"] + query.slug,
            CHECK + query.slug,
            query.title[:1].lower() + query.title[1:],
            query.question,
            query.remedy,
            Severity[query.severity.upper()],
        )
        for query in list_queries("check")
    )


def list_rules(shapes: Graph) -> dict[str, Rule]:
    """Every shape with a message, and every check query, by IRI and sorted by name.

    The shapes that the program checks itself are among them.
    """
    rules = list(_checks())
    for shape in shapes.subjects(SH.message):
        said = Finding.from_shape(shapes, shape, shape)
        name = text(shape).removeprefix(PREFIXES["airms"])
        about = shapes.value(shape, SH.name) or shapes.value(shape, RDFS.label)
        rules.append(Rule(text(shape), name, text(about), said.message, said.remedy, said.severity))
    return {rule.iri: rule for rule in sorted(rules, key=lambda rule: rule.name)}


def choose_rules(names: Iterable[str], rules: Mapping[str, Rule]) -> frozenset[str]:
    """The IRIs of the rules that are called so.

    Args:
        names: Each a CURIE or IRI, a name as ``Mitigation-prefLabel`` or ``broader-circle``, a
            class as ``Mitigation`` for all its shapes, or a pattern as ``check/*``.
        rules: All that there are.

    Raises:
        IdentifierError: No rule is called so; the nearest are named.
    """
    chosen: set[str] = set()
    for typed in names:
        short = compress(typed.strip("<>"))
        short = short.removeprefix("airms:").replace("airmq:", CHECK, 1)
        fits = {
            rule.iri
            for rule in rules.values()
            if short in {rule.name, rule.name.removeprefix(CHECK), _class(rule)}
            or (set(short) & set("*?[") and fnmatchcase(rule.name, short))
        }
        if not fits:
            known = {rule.name for rule in rules.values()}
            raise IdentifierError(f"no rule is called {typed!r}: {hint(short, known)}")
        chosen |= fits
    return frozenset(chosen)


def hint(name: str, known: Collection[str]) -> str:
    """What to say about a name that no rule has: slugs are known without ``check/``, too."""
    classes = {rule.partition("-")[0] for rule in known if not rule.startswith(CHECK)}
    slugs = {rule.removeprefix(CHECK) for rule in known if rule.startswith(CHECK)}
    return nearest(name, {*known, *classes, *slugs})


def _class(rule: Rule) -> str:
    return "" if rule.name.startswith(CHECK) else rule.name.partition("-")[0]


def reduced(shapes: Graph, only: Collection[str] | None) -> Graph:
    """The shapes of which no rule but ``only`` has a target; None leaves them as they are.

    All that is said about a shape stays, for others may use it as a condition. What a shape that
    gathers rules is applied to, its rules are applied to themselves.
    """
    if only is None:
        return shapes
    smaller = Graph(bind_namespaces="none")
    smaller += shapes
    for predicate in TARGETS:
        for shape, target in list(shapes.subject_objects(predicate)):
            if text(shape) in only:
                continue
            smaller.remove((shape, predicate, target))
            for rule in shapes.objects(shape, SH.property):
                if text(rule) in only:
                    smaller.add((rule, predicate, target))
    return smaller


def rule_of(rules: Mapping[str, Rule], finding: Finding) -> Rule:
    """The rule that a finding breaks; made of its own words where it is not among ``rules``."""
    known = rules.get(finding.source)
    return known or Rule(
        finding.source,
        compress(finding.source),
        "",
        finding.message,
        finding.remedy,
        finding.severity,
    )
