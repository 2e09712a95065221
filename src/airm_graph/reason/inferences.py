"""What follows and was not said: subclasses, equivalences, types."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Triple

from ..vocab import RDF
from .given import BLANK, OWL_NS, RDFS_NS, Given
from .summary import Summary

SUBCLASS, EQUIVALENT = RDFS_NS + "subClassOf", OWL_NS + "equivalentClass"
THING, NOTHING = OWL_NS + "Thing", OWL_NS + "Nothing"
Pairs = set[tuple[str, str]]


@dataclass
class Inferences:
    """What a reasoner infers about named classes and individuals.

    Attributes:
        unsatisfiable: Classes that can have no member.
        subsumptions: Class and class above it, where that is not told; the nearest ones only.
        types: For each class the individuals that are of it and are not told to be.
        new_types: Of these, what told types and told subclasses do not say already; the nearest
            classes only.
        unsure: How many individuals may have more types than are given here.
    """

    unsatisfiable: list[str] = field(default_factory=list)
    subsumptions: list[tuple[str, str]] = field(default_factory=list)
    types: dict[str, list[str]] = field(default_factory=dict)
    new_types: dict[str, list[str]] = field(default_factory=dict)
    unsure: int = 0

    def triples(self) -> Iterator[Triple]:
        """All of it as triples, sorted."""
        for class_ in self.unsatisfiable:
            yield Triple(NamedNode(class_), NamedNode(SUBCLASS), NamedNode(NOTHING))
        for class_, above in self.subsumptions:
            yield Triple(NamedNode(class_), NamedNode(SUBCLASS), NamedNode(above))
        for class_, members in sorted(self.types.items()):
            for member in sorted(members):
                if member.startswith(BLANK):
                    continue  # has no name outside of its file
                yield Triple(NamedNode(member), RDF.type, NamedNode(class_))


def read_inferences(given: Given, summary: Summary, inferred: Iterable[Triple]) -> Inferences:
    """Sort what a reasoner inferred from stars and merged individuals.

    Where the two differ for a shape, the star is believed, and the rest is counted as unsure.
    """
    classes = {iri for iri, kinds in given.kinds.items() if "Class" in kinds}
    told = _subclasses(triple for axiom in given.axioms for triple in axiom.triples[:1])
    found: Pairs = set()
    types: dict[str, set[str]] = defaultdict(set)
    for triple in inferred:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode):
            if triple.predicate == RDF.type:
                types[triple.subject.value].add(triple.object.value)
            else:
                found |= _subclasses([triple])
    found = {(one, other) for one, other in found if one in classes | {THING}}
    empty = sorted({one for one, other in found if other == NOTHING and one != NOTHING})
    above_told = _closed(told)
    new = {
        (one, other)
        for one, other in found
        if other in classes
        and one in classes
        and one != other
        and one not in empty
        and other not in above_told.get(one, ())
    }
    result = Inferences(unsatisfiable=empty, subsumptions=sorted(new))
    above = _closed(told | new)
    asserted: dict[str, set[str]] = defaultdict(set)
    for triple in given.assertions:
        if triple.predicate == RDF.type:
            asserted[triple.subject.value].add(triple.object.value)  # type: ignore[union-attr]

    def upwards(names: Iterable[str], hierarchy: Mapping[str, set[str]]) -> set[str]:
        names = set(names)
        return names.union(*(hierarchy.get(name, ()) for name in names)) & classes

    every: dict[str, list[str]] = defaultdict(list)
    news: dict[str, list[str]] = defaultdict(list)
    for centre, members in summary.shapes.items():
        stated = asserted[members[0]]
        sure = upwards(types[centre] | stated, above)
        if upwards(types[summary.merged_of(centre)] | stated, above) - sure:
            result.unsure += len(members)
        for class_ in sure - stated:
            every[class_] += members
        fresh = sure - upwards(stated, above_told)
        for class_ in fresh:
            if not any(class_ in above_told.get(other, ()) for other in fresh - {class_}):
                news[class_] += members
    result.types, result.new_types = dict(every), dict(news)
    return result


def _subclasses(triples: Iterable[Triple]) -> Pairs:
    found = set()
    for triple in triples:
        one, other = triple.subject, triple.object
        if isinstance(one, NamedNode) and isinstance(other, NamedNode):
            if triple.predicate.value == SUBCLASS:
                found.add((one.value, other.value))
            elif triple.predicate.value == EQUIVALENT:
                found |= {(one.value, other.value), (other.value, one.value)}
    return found


def _closed(pairs: Pairs) -> dict[str, set[str]]:
    """All that stands above each."""
    above: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        above[one].add(other)
    for one in list(above):
        waiting = list(above[one])
        while waiting:
            for other in above.get(waiting.pop(), set()) - above[one]:
                above[one].add(other)
                waiting.append(other)
    return dict(above)
