"""What can be browsed by which filter, as sets of bits over the things: counting is instant.

A filter is ``kind``, ``framework`` (the work that states a thing) or a facet. A thing is in a value
of a facet when it stands under the concept or below it by an accepted classification, itself, or
through its work where the facet is one of works, or through what it mitigates where measures
inherit the facet. It is what the queries count, record by record.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Store

from ..errors import IdentifierError, nearest
from ..identifiers import compress
from ..lookup import Thing
from ..schemes import Facet
from ..vocab import AIRM, PREFIXES

KIND, WORK = "kind", "framework"
FIRST = (KIND, WORK, "category", "category-v2", "stage", "actor", "function", "risk-domain")
MARK = "framework-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """A value of a filter.

    Attributes:
        id: What an address says.
        level: How deep it stands among the values, from 1.
        bits: Which things are in it.
    """

    id: str
    iri: str
    label: str
    level: int
    bits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A filter and its values, in the order in which they are shown."""

    name: str
    label: str
    iri: str
    values: dict[str, Value]

    def value(self, wanted: str) -> Value:
        """The value of that name: an id, IRI, CURIE, local name or label.

        Raises:
            IdentifierError: No value is called so; the nearest are named.
        """
        if wanted in self.values:
            return self.values[wanted]
        for value in self.values.values():
            local = value.iri.removeprefix(PREFIXES["airmid"])
            if wanted in {value.iri, compress(value.iri), local, value.label} - {""}:
                return value
        raise IdentifierError(f"{self.name} has no {wanted!r}: {nearest(wanted, self.values)}")


@dataclass(frozen=True, kw_only=True)
class BrowseIndex:
    """Every thing, sorted by label, and the filters over them."""

    things: list[Thing]
    filters: dict[str, Filter]
    texts: list[tuple[str, str, str]] = field(repr=False)

    @classmethod
    def of(cls, things: Iterable[Thing], store: Store, facets: Mapping[str, Facet]) -> BrowseIndex:
        """The index of a build."""
        ordered = sorted(things, key=lambda thing: (thing.label.casefold(), thing.id))
        place = {thing.iri: number for number, thing in enumerate(ordered)}
        labels = {thing.iri: thing.label for thing in ordered}
        filters = {KIND: _kinds(ordered), WORK: _works(store, place, labels)}
        for name in (*FIRST, *sorted(facets)):
            if name in facets and name not in filters and facets[name].derives:
                filters[name] = _facet_filter(facets[name], store, place)
        return cls(
            things=ordered,
            filters={name: found for name, found in filters.items() if found.values},
            texts=[_texts(thing) for thing in ordered],
        )

    @property
    def all(self) -> int:
        """The bits of every thing."""
        return (1 << len(self.things)) - 1

    def get_filter(self, name: str) -> Filter:
        """The filter called ``name``.

        Raises:
            IdentifierError: None is called so; the nearest are named.
        """
        if name not in self.filters:
            raise IdentifierError(f"no filter is called {name!r}: {nearest(name, self.filters)}")
        return self.filters[name]

    def has(self, name: str, iri: str) -> bool:
        """Whether something can be browsed by a value of a filter."""
        known = self.filters.get(name)
        return known is not None and any(value.iri == iri for value in known.values.values())

    def holding(self, text: str) -> tuple[int, dict[int, int]]:
        """The things that hold every word, as :func:`airm_graph.lookup.search` finds them.

        Returns:
            Their bits, and how well each fits: 0 is best.
        """
        words, whole = text.casefold().split(), text.casefold()
        ranks: dict[int, int] = {}
        if not words:
            return self.all, ranks
        for number, (label, names, everything) in enumerate(self.texts):
            if all(word in everything for word in words):
                thing = self.things[number]
                named = {thing.id.casefold(), *(key.casefold() for key in thing.keys)}
                fits = (whole in named, label == whole, all(word in label for word in words), True)
                ranks[number] = fits.index(True)
            elif whole in names.split("\n") or label == whole:  # holds spaces that words have not
                ranks[number] = 0 if label != whole else 1
        return _bits(ranks), ranks


def _texts(thing: Thing) -> tuple[str, str, str]:
    label = thing.label.casefold()
    names = "\n".join((thing.id, *thing.keys)).casefold()
    return label, names, "\n".join((label, names.replace("\n", " "), thing.definition.casefold()))


def _kinds(things: list[Thing]) -> Filter:
    found: dict[str, list[int]] = defaultdict(list)
    for number, thing in enumerate(things):
        found[thing.kind].append(number)
    values = {
        kind: Value(id=kind, iri="", label=kind, level=1, bits=_bits(numbers))
        for kind, numbers in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))
    }
    return Filter(name=KIND, label="Kind", iri="", values=values)


def _works(store: Store, place: Mapping[str, int], labels: Mapping[str, str]) -> Filter:
    found: dict[str, set[int]] = defaultdict(set)
    for thing, work in _pairs(store, AIRM.statedIn.value):
        if thing in place and work in labels:
            found[work].add(place[thing])
    values = {}
    for work in sorted(found, key=lambda iri: (labels[iri].casefold(), iri)):
        id_ = work.removeprefix(PREFIXES["airmid"]).removeprefix(MARK)
        values[id_] = Value(id=id_, iri=work, label=labels[work], level=1, bits=_bits(found[work]))
    return Filter(name=WORK, label="Work", iri="", values=values)


def _facet_filter(facet: Facet, store: Store, place: Mapping[str, int]) -> Filter:
    holders: dict[str, set[str]] = defaultdict(set)
    for thing, concept in _pairs(store, facet.derives or ""):
        if concept in facet.concepts:
            for above in facet.path(concept):
                holders[above.iri].add(thing)
    through = AIRM.statedIn if facet.of == AIRM.Framework.value else None
    if facet.inherited:
        through = AIRM.mitigates
    reached: dict[str, list[str]] = defaultdict(list)
    if through is not None:
        for thing, other in _pairs(store, through.value):
            reached[other].append(thing)
    values = {}
    for value in facet.concepts.values():
        direct = holders.get(value.iri, set())
        among = direct.union(*(reached[other] for other in direct if other in reached))
        if bits := _bits(place[thing] for thing in among if thing in place):
            values[value.notation] = Value(
                id=value.notation,
                iri=value.iri,
                label=value.label,
                level=value.level,
                bits=bits,
            )
    return Filter(name=facet.name, label=facet.label, iri=facet.iri, values=values)


def _pairs(store: Store, property_: str) -> Iterator[tuple[str, str]]:
    for quad in store.quads_for_pattern(None, NamedNode(property_), None):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            yield quad.subject.value, quad.object.value


def _bits(numbers: Iterable[int]) -> int:
    found = bytearray()
    for number in numbers:
        byte = number >> 3
        if byte >= len(found):
            found.extend(bytes(byte + 1 - len(found)))
        found[byte] |= 1 << (number & 7)
    return int.from_bytes(found, "little")


def numbers_in(bits: int) -> list[int]:
    """The numbers of the bits that are set, in order.

    >>> numbers_in(0b1010)
    [1, 3]
    """
    found = []
    for byte, value in enumerate(bits.to_bytes((bits.bit_length() + 7) // 8, "little")):
        while value:
            low = value & -value
            found.append(byte * 8 + low.bit_length() - 1)
            value ^= low
    return found
