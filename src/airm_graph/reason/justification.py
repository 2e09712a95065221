"""Why a graph cannot be true: axioms that contradict each other, and from which none can be missed.

Pellet names the axioms of one proof. It names terms by the end of their IRIs only, so every term is
given a name of its own first; the axioms that hold none but the terms of the proof are then tried
without one another, until no more can be left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from ..vocab import PREFIXES
from .given import FOREIGN, Axiom, ReasonerError
from .reasoner import Reasoner

SHORT = "http://example.org/#e"  # what follows the '#' is what Pellet prints
BUILTIN = tuple(PREFIXES[name] for name in ("owl", "rdf", "rdfs", "xsd"))
Tell = Callable[[str], None]


@dataclass(frozen=True)
class Justification:
    """Axioms that cannot all be true.

    Attributes:
        axioms: The axioms, those about terms first.
        minimal: Whether none of them can be missed; else the time was up before that was shown.
    """

    axioms: tuple[Axiom, ...]
    minimal: bool


def justify(
    declarations: Sequence[Triple],
    axioms: Sequence[Axiom],
    reasoner: Reasoner,
    progress: Tell = lambda _: None,
) -> Justification:
    """Some of the axioms, all together inconsistent, that cannot be true at once.

    Args:
        declarations: What the terms are.
        axioms: All axioms and assertions; that they are inconsistent is known.
        reasoner: Who says whether some of them still are.
        progress: Is told what is being done.
    """
    progress("looking for the axioms that contradict each other")
    declarations = list(declarations)

    def clash(some: Sequence[Axiom]) -> bool:
        return not reasoner.ask([*declarations, *triples_of(some)]).consistent

    left = list(axioms)
    try:
        near = _named_by_pellet(declarations, axioms, reasoner)
        if near and len(near) < len(left) and clash(near):
            left = near
        return Justification(tuple(_shrink(left, clash, progress)), True)
    except _StoppedError as stopped:
        return Justification(tuple(stopped.left), False)


class _StoppedError(Exception):
    def __init__(self, left: list[Axiom]) -> None:
        super().__init__()
        self.left = left


def _shrink(
    axioms: list[Axiom], clash: Callable[[Sequence[Axiom]], bool], progress: Tell
) -> list[Axiom]:
    """Leave out ever smaller runs of axioms as long as the rest still clashes."""
    size = max(len(axioms) // 2, 1) if len(axioms) > 16 else 1
    while axioms:
        start = 0
        while start < len(axioms):
            rest = axioms[:start] + axioms[start + size :]
            try:
                still = bool(rest) and clash(rest)
            except ReasonerError:
                raise _StoppedError(axioms) from None
            if still:
                axioms = rest
            else:
                start += size
        if size == 1:
            break
        progress(f"{len(axioms)} axioms are left")
        size = max(size // 2, 1)
    return axioms


def _named_by_pellet(
    declarations: Sequence[Triple], axioms: Sequence[Axiom], reasoner: Reasoner
) -> list[Axiom]:
    """The axioms that hold only terms of the proof that Pellet prints; none if it prints none."""
    short: dict[str, str] = {}

    def renamed(term: object) -> object:
        if isinstance(term, NamedNode) and not term.value.startswith(BUILTIN):
            return NamedNode(short.setdefault(term.value, f"{SHORT}{len(short)}x"))
        return term

    triples = [
        Triple(renamed(t.subject), renamed(t.predicate), renamed(t.object))  # type: ignore[arg-type]
        for t in [*declarations, *triples_of(axioms)]
    ]
    pellet = Reasoner("pellet", reasoner.deadline, reasoner.seconds, reasoner.megabytes)
    try:
        answer = pellet.ask(triples, explain=True)
    except ReasonerError:
        return []  # the axioms are then found without its help
    _, _, proof = answer.message.partition("Explanation(s):")
    named = set(re.findall(r"\be\d+x\b", proof.partition("\n2)")[0]))
    found = {iri for iri, name in short.items() if name.rpartition("#")[2] in named}
    return [axiom for axiom in axioms if terms_of(axiom) <= found] if found else []


def terms_of(axiom: Axiom) -> set[str]:
    """The names that an axiom holds, but for those of OWL, RDF and datatypes."""
    return {
        term.value
        for triple in axiom.triples
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, NamedNode)
        and not term.value.startswith(BUILTIN)
        and term.value not in FOREIGN
    }


def triples_of(axioms: Sequence[Axiom]) -> list[Triple]:
    """The triples of all axioms."""
    return [triple for axiom in axioms for triple in axiom.triples]
