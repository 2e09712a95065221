"""What the graph says of its measures, as pairs of numbers: too many for a row of a query each."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import NamedNode

from ..columns import RELATIONS
from ..schemes import Facet
from ..store import Quads
from ..vocab import AIRM, PREFIXES, PROV, RDF

Array = NDArray[Any]
Triple = tuple[bytes, bytes, bytes]  # as in N-Triples
INFERRED = f"<{PREFIXES['airmg']}inferred-".encode()
OF_RECORDS = (AIRM.statedIn, AIRM.recordedIn, AIRM.claimsAllRisks)
OF_STATEMENTS = (
    AIRM.classifies,
    AIRM.onFacet,
    AIRM.assigns,
    AIRM.status,
    AIRM.confidence,
    AIRM.method,
    PROV.wasAttributedTo,
)
KINDS = (AIRM.Mitigation, AIRM.Classification)  # the types that are taken


class Stated:
    """Pairs of subject and object, by predicate.

    What rules derived of measures, by the properties of facets and by what acts on what, is not
    among them; the classifications that rules made are.

    Attributes:
        names: IRIs and texts; the numbers in the pairs are places in it.
        number: The place of each.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        number: dict[bytes, int] = {}
        found: dict[bytes, tuple[array[int], array[int]]] = {}
        last, place = b"", -1
        for subject, predicate, object_ in triples:
            if subject != last:
                last, place = subject, number.setdefault(subject, len(number))
            pair = found.get(predicate)
            if pair is None:
                pair = found[predicate] = (array("i"), array("i"))
            pair[0].append(place)
            pair[1].append(number.setdefault(object_, len(number)))
        self.names = [_plain(name) for name in number]
        self.number = {name: place for place, name in enumerate(self.names)}
        self._pairs = {
            _plain(name): (np.frombuffer(ones, dtype="i4"), np.frombuffer(others, dtype="i4"))
            for name, (ones, others) in found.items()
        }

    def pairs(self, predicate: str) -> tuple[Array, Array]:
        """The numbers of the subjects and of the objects, in the order of the graph."""
        none = np.zeros(0, dtype="i4")
        return self._pairs.get(predicate, (none, none))

    def said(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Subject and object in words."""
        for one, other in zip(*self.pairs(predicate), strict=True):
            yield self.names[one], self.names[other]

    def objects(self, predicate: NamedNode) -> dict[int, list[int]]:
        """By the number of the subject those of its objects, each once."""
        found: dict[int, list[int]] = {}
        ones, others = self.pairs(predicate.value)
        for one, other in zip(ones.tolist(), others.tolist(), strict=True):
            held = found.setdefault(one, [])
            if other not in held:
                held.append(other)
        return found

    def of_kind(self, kind: NamedNode) -> list[int]:
        """The numbers of the things of a kind, each once."""
        ones, others = self.pairs(RDF.type.value)
        found: list[int] = np.unique(ones[others == self.number.get(kind.value, -1)]).tolist()
        return found

    @classmethod
    def in_store(cls, store: Quads, facets: dict[str, Facet]) -> Stated:
        """What a store holds."""
        outright, rest = _wanted(facets)

        def triples() -> Iterator[Triple]:
            for iri in sorted(outright | rest):
                predicate = NamedNode(iri)
                name = str(predicate).encode()
                for kind in KINDS if predicate == RDF.type else (None,):
                    for quad in store.quads_for_pattern(None, predicate, kind, None):
                        graph = str(quad.graph_name).encode()
                        if iri in rest or not graph.startswith(INFERRED):
                            yield str(quad.subject).encode(), name, str(quad.object).encode()

        return cls(triples())

    @classmethod
    def in_file(cls, path: Path, facets: dict[str, Facet]) -> Stated:
        """What a file of canonical sorted N-Quads holds."""
        outright, rest = ({f"<{iri}>".encode() for iri in wanted} for wanted in _wanted(facets))
        wanted, type_ = outright | rest, str(RDF.type).encode()
        kinds = {str(kind).encode() for kind in KINDS}

        def triples() -> Iterator[Triple]:
            with path.open("rb") as file:
                for line in file:
                    subject, predicate, rest = line.split(b" ", 2)
                    if predicate not in wanted:
                        continue
                    # As canonical.parts, for objects that are no text with spaces.
                    object_, _, graph = rest[:-3].rpartition(b" ")
                    if not object_:
                        object_, graph = graph, b""
                    if predicate in outright:
                        if not graph.startswith(INFERRED):
                            yield subject, predicate, object_
                    elif predicate != type_ or object_ in kinds:
                        yield subject, predicate, object_

        return cls(triples())


def _wanted(facets: dict[str, Facet]) -> tuple[set[str], set[str]]:
    """The predicates that only count where they are stated outright, and the others."""
    derived = {facet.derives for facet in facets.values() if facet.derives}
    acts = {getattr(AIRM, relation).value for relation in RELATIONS}
    return derived | acts, {each.value for each in (RDF.type, *OF_RECORDS, *OF_STATEMENTS)}


def _plain(name: bytes) -> str:
    """An IRI without its brackets, a text without its quotes and its type."""
    if name.startswith(b'"'):
        return name[1 : name.rindex(b'"')].decode()
    return name[1:-1].decode()
