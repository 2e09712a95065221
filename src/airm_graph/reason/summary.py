"""A small stand-in for many assertions, from which the verdict on all of them can be read.

Thirty thousand individuals are of a few hundred shapes. Two individuals have one shape when they
have the same types and the same properties, in either direction, and, where axioms can look along a
property, neighbours of the same types. (Domain and range look at the ends of a property only; see
:mod:`airm_graph.reason.properties`.) A summary has two parts, which share nothing but the
individuals that axioms name:

*Stars.* For each shape one individual with its neighbours, each a copy of its own. A star maps into
the graph around every individual of the shape. So what follows from it is true of all of them, and
if the stars cannot be true, neither can the graph.

*Merged.* All individuals of a shape taken as one, with all that is said of any. A model of it
becomes one of the graph when every individual is read as the one it was merged into. So if it can
be true, the graph can be; and what does not follow from it follows from the graph for nobody.

Where stars and merged disagree, the summary decides nothing, and the graph itself must be asked.
(Merging is known as a summary ABox: it may claim too much, never too little.) Individuals that
axioms name are kept apart from all others, so that "different" and "one of" keep their meaning.

A literal is looked at apart from its individual, once for each property, by a star that is nothing
but the two; and of strings that no axiom can tell apart, one stands for all.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from ..vocab import PREFIXES, RDF, XSD
from .given import OWL_NS, RDF_NS, Given
from .properties import Properties

STAR, MERGED = "urn:x-airm:star-", "urn:x-airm:merged-"
STRINGS = {XSD.string.value, RDF_NS + "langString"}
# What lets an axiom look at a string: facets, and lists and values that hold one.
OF_STRINGS = {XSD.namespace + name for name in ("pattern", "length", "minLength", "maxLength")} | {
    RDF_NS + "langRange"
}
LISTED = {RDF_NS + "first", OWL_NS + "hasValue"}


@dataclass
class Summary:
    """Stars and merged individuals.

    Attributes:
        stars: The assertions of the stars.
        merged: The assertions about merged individuals.
        shapes: The individuals of each shape, by the name of the star's centre.
        original: The individual that one in a star is a copy of.
    """

    stars: list[Triple] = field(default_factory=list)
    merged: list[Triple] = field(default_factory=list)
    shapes: dict[str, list[str]] = field(default_factory=dict)
    original: dict[str, str] = field(default_factory=dict)

    @staticmethod
    def merged_of(centre: str) -> str:
        """The merged individual of the same shape as the centre of a star."""
        return MERGED + centre.removeprefix(STAR) if centre.startswith(STAR) else centre

    def restore(self, triple: Triple) -> Triple:
        """An assertion of a star, with the individuals that it was copied from."""
        ends = [
            NamedNode(self.original.get(term.value, term.value))
            if isinstance(term, NamedNode)
            else term
            for term in (triple.subject, triple.object)
        ]
        return Triple(ends[0], triple.predicate, ends[1])  # type: ignore[arg-type]


def summarise(given: Given) -> Summary:
    """The stars and the merged individuals of what is given."""
    individuals = _Individuals(given)
    found = Summary()
    merged_as: dict[str, str] = {}
    for number, names in enumerate(individuals.shapes()):
        first = names[0]
        centre = first if first in individuals.kept else f"{STAR}{number}"
        found.shapes[centre] = names
        found.original[centre] = first
        found.stars += individuals.star(first, centre, found.original)
        merged_as |= dict.fromkeys(names, found.merged_of(centre))
    for number, (name, property_, value) in enumerate(individuals.probes()):
        probe = f"{STAR}value-{number}"
        found.original[probe] = name
        found.stars.append(Triple(NamedNode(probe), property_, value))
    found.merged = list(individuals.merged(merged_as))
    return found


class _Individuals:
    """What is said of each individual, by name."""

    def __init__(self, given: Given) -> None:
        self.kept = _kept(given)
        self.properties = Properties(given)
        self.types: dict[str, set[str]] = defaultdict(set)
        self.links: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self.values: dict[str, list[tuple[NamedNode, Literal]]] = defaultdict(list)
        self.strings_matter = _strings_matter(given)
        for triple in sorted(given.assertions, key=str):
            subject, property_ = triple.subject.value, triple.predicate.value  # type: ignore[union-attr]
            if isinstance(triple.object, Literal):
                self.values[subject].append((triple.predicate, triple.object))
                continue
            object_ = triple.object.value  # type: ignore[union-attr]
            if triple.predicate == RDF.type:
                self.types[subject].add(object_)
            elif property_ not in self.properties.silent:
                self.links[subject].append((property_, ">", object_))
                if object_ != subject:
                    self.links[object_].append((property_, "<", subject))
        self.names = sorted({*self.types, *self.links, *self.values, *self.kept})

    def told(self, name: str) -> Hashable:
        """What the shape of an individual has of itself."""
        return name if name in self.kept else frozenset(self.types[name])

    def seen(self, property_: str, way: str, name: str) -> Hashable:
        """A neighbour along a property, as a shape has it."""
        plain = property_ in self.properties.plain
        return (property_, way, None if plain else self.told(name))

    def most(self, property_: str) -> int:
        """How many neighbours that look alike are told apart: two, where an axiom may count."""
        return 1 if property_ in self.properties.plain else 2

    def valued(self, property_: NamedNode, value: Literal) -> Hashable:
        """A literal, as a shape has it."""
        return property_ if property_.value in self.properties.plain else (property_, value)

    def shapes(self) -> list[list[str]]:
        """The individuals of each shape."""
        found: dict[Hashable, list[str]] = defaultdict(list)
        for name in self.names:
            around = Counter(self.seen(*link) for link in self.links[name])
            few = frozenset((key, min(n, self.most(key[0]))) for key, n in around.items())  # type: ignore[index]
            values = frozenset(self.valued(*said) for said in self.values[name])
            found[self.told(name), few, values].append(name)
        return list(found.values())

    def star(self, name: str, centre: str, original: dict[str, str]) -> Iterator[Triple]:
        """An individual and its neighbours under other names, which are added to ``original``."""
        yield from self.own(name, centre)
        counted: Counter[Hashable] = Counter()
        for property_, way, other in self.links[name]:
            plain = property_ in self.properties.plain
            counted[key := self.seen(property_, way, other)] += 1
            if other == name:
                copy = centre
            elif counted[key] > self.most(property_):
                continue
            elif other in self.kept and not plain:
                copy = other
            else:
                copy = f"{centre}-{len(original)}"
                original[copy] = other
                for type_ in () if plain else sorted(self.types[other]):
                    yield Triple(NamedNode(copy), RDF.type, NamedNode(type_))
            ends = (centre, copy) if way == ">" else (copy, centre)
            yield Triple(NamedNode(ends[0]), NamedNode(property_), NamedNode(ends[1]))

    def own(self, name: str, written: str) -> Iterator[Triple]:
        """Types and literals of an individual under another name; one literal of each sort."""
        for type_ in sorted(self.types[name]):
            yield Triple(NamedNode(written), RDF.type, NamedNode(type_))
        for property_, value in {self.valued(*said): said for said in self.values[name]}.values():
            yield Triple(NamedNode(written), property_, value)

    def probes(self) -> Iterator[tuple[str, NamedNode, Literal]]:
        """Each literal once for each property, with an individual that has it."""
        seen = set()
        for name in self.names:
            for property_, value in self.values[name]:
                datatype = value.datatype.value
                alike = datatype in STRINGS and not self.strings_matter
                key = (property_, (datatype, bool(value.language)) if alike else value)
                if key not in seen:
                    seen.add(key)
                    yield name, property_, value

    def merged(self, merged_as: dict[str, str]) -> Iterator[Triple]:
        """What is said of any individual, under the name that it is merged into."""
        first: set[str] = set()
        links: dict[Triple, None] = {}
        for name, written in merged_as.items():
            if written not in first:  # individuals of one shape have the same types and values
                first.add(written)
                yield from self.own(name, written)
            for property_, way, other in self.links[name]:
                if way == ">":
                    ends = NamedNode(written), NamedNode(merged_as[other])
                    links[Triple(ends[0], NamedNode(property_), ends[1])] = None
        yield from links


def _kept(given: Given) -> set[str]:
    """The individuals that axioms name."""
    builtin = tuple(PREFIXES[name] for name in ("owl", "rdf", "rdfs", "xsd"))
    return {
        term.value
        for axiom in given.axioms
        for triple in axiom.triples
        for term in (triple.subject, triple.object)
        if isinstance(term, NamedNode)
        and not given.of(term.value)
        and not term.value.startswith(builtin)
    }


def _strings_matter(given: Given) -> bool:
    """Whether an axiom may tell two strings apart."""
    for axiom in given.axioms:
        for triple in axiom.triples:
            text = isinstance(triple.object, Literal) and triple.object.datatype.value in STRINGS
            if triple.predicate.value in OF_STRINGS or (text and triple.predicate.value in LISTED):
                return True
    return False
