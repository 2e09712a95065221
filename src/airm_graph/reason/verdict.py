"""Whether a graph can be true, why not, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Triple

from ..vocab import RDF
from .given import OWL_NS, Axiom, Given
from .inferences import Inferences, read_inferences
from .justification import Justification, justify, triples_of
from .manchester import assertion
from .reasoner import Reasoner
from .summary import STAR, Summary, summarise

MOST_EXPLAINED = 3  # classes without possible members; each explanation takes several runs
MEMBER = NamedNode("urn:x-airm:member")  # of a class that can have none
HEADER = Triple(NamedNode("urn:x-airm:given"), RDF.type, NamedNode(OWL_NS + "Ontology"))
Tell = Callable[[str], None]


@dataclass
class Verdict:
    """What a reasoner finds.

    Attributes:
        consistent: Whether what was given can be true.
        why: Axioms that contradict each other, where it cannot.
        alike: How many individuals it is said of, where it is said of one kind of individual.
        empty: Why a class can have no member, for the first of them.
        inferences: What follows.
        individuals: How many individuals were reasoned over.
        shapes: As how many kinds of individual; 0 where each was looked at by itself.
    """

    consistent: bool
    why: Justification | None = None
    alike: int = 0
    empty: dict[str, Justification] = field(default_factory=dict)
    inferences: Inferences = field(default_factory=Inferences)
    individuals: int = 0
    shapes: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong: consistent, and every class can have members."""
        return self.consistent and not self.inferences.unsatisfiable


def reason(
    given: Given,
    reasoner: Reasoner,
    *,
    explain: bool = True,
    whole: bool = False,
    progress: Tell = lambda _: None,
) -> Verdict:
    """Ask a reasoner whether what is given can be true, and what follows.

    Args:
        given: Axioms and assertions.
        reasoner: Who is asked, and within which bounds.
        explain: Whether to look for the axioms that are to blame.
        whole: Ask about every assertion, even where a summary of them would decide.
        progress: Is told what is being done.

    Raises:
        ReasonerError: Java fails, or the time is up.
    """
    summary = _apart(given) if whole else summarise(given)
    declared = [HEADER, *given.declarations]
    base = [*declared, *triples_of(given.axioms)]
    progress(f"asking {reasoner.title}")
    answer = reasoner.ask([*base, *summary.stars, *summary.merged])
    if not answer.consistent and not whole:
        progress("an inconsistency; looking closer")
        if reasoner.ask([*base, *summary.stars]).consistent:
            progress("the summary does not decide; asking about every assertion")
            return reason(given, reasoner, explain=explain, whole=True, progress=progress)
    individuals = sum(map(len, summary.shapes.values()))
    verdict = Verdict(
        answer.consistent,
        individuals=individuals,
        shapes=0 if whole else len(summary.shapes),
    )
    axioms = [*given.axioms, *map(assertion, summary.stars)]
    if not answer.consistent:
        if explain:
            found = justify(declared, axioms, reasoner, progress)
            verdict.why, verdict.alike = _restored(found, summary), _alike(found, summary)
        return verdict
    verdict.inferences = read_inferences(given, summary, answer.inferred)
    for class_ in verdict.inferences.unsatisfiable[: MOST_EXPLAINED if explain else 0]:
        member = Triple(MEMBER, RDF.type, NamedNode(class_))
        found = justify(declared, [*axioms, assertion(member)], reasoner, progress)
        found = _restored(found, summary)
        rest = tuple(axiom for axiom in found.axioms if axiom.triples != (member,))
        verdict.empty[class_] = Justification(rest, found.minimal)
    return verdict


def _apart(given: Given) -> Summary:
    """Every individual by itself: no summary at all.

    One that is a class or property, too, gets another name: owlready2 would mix the two up.
    """
    found = Summary()
    spelt: dict[object, NamedNode] = {}

    def written(term: object) -> NamedNode:
        if term not in spelt:
            name = term.value if isinstance(term, NamedNode) else ""
            centre = f"{STAR}{len(spelt)}" if given.of(name) else name
            spelt[term] = NamedNode(centre)
            found.shapes[centre], found.original[centre] = [name], name
        return spelt[term]

    for triple in sorted(given.assertions, key=str):
        subject, object_ = written(triple.subject), triple.object
        if triple.predicate != RDF.type and isinstance(object_, NamedNode):
            object_ = written(object_)
        found.stars.append(Triple(subject, triple.predicate, object_))
    return found


def _restored(found: Justification, summary: Summary) -> Justification:
    """The axioms with the individuals of the graph instead of their copies; each once."""
    axioms = dict.fromkeys(
        Axiom(tuple(map(summary.restore, axiom.triples)), axiom.origin) for axiom in found.axioms
    )
    return Justification(tuple(axioms), found.minimal)


def _alike(found: Justification, summary: Summary) -> int:
    """How many individuals have the shape that the axioms are about; 0 for several shapes."""
    centres = {
        term.value.removeprefix(STAR).partition("-")[0]
        for triple in triples_of(found.axioms)
        for term in (triple.subject, triple.object)
        if isinstance(term, NamedNode) and term.value.startswith(STAR)
    }
    if len(centres) != 1:
        return 0
    return len(summary.shapes.get(f"{STAR}{centres.pop()}", ()))
