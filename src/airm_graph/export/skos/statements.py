"""What a SKOS file says, by property and class."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from ...vocab import RDF, SKOS
from .relations import BESIDE, DOWN, UP, Relation

Node: TypeAlias = NamedNode | BlankNode | Literal | Triple
MATCHES = frozenset(
    ["mappingRelation", "exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch"]
)
SEMANTIC = frozenset({"semanticRelation", *UP, *DOWN, *BESIDE}) - MATCHES


@dataclass(slots=True)
class Said:
    """What a file says, by local name of a property of SKOS.

    Attributes:
        quads: Everything.
        pairs: By property the subjects with the objects.
        kinds: By subject the local names of its classes of SKOS.
    """

    quads: list[Quad]
    pairs: dict[str, list[tuple[str, Node]]] = field(default_factory=lambda: defaultdict(list))
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def __post_init__(self) -> None:
        for quad in self.quads:
            subject = name_of(quad.subject)
            if quad.predicate == RDF.type:
                self.kinds[subject].add(name_of(quad.object).removeprefix(SKOS.namespace))
            elif quad.predicate.value.startswith(SKOS.namespace):
                local = quad.predicate.value.removeprefix(SKOS.namespace)
                self.pairs[local].append((subject, quad.object))

    def of(self, kind: str) -> list[str]:
        """The subjects of a class, sorted."""
        return sorted(iri for iri, kinds in self.kinds.items() if kind in kinds)

    def relations(self) -> list[Relation]:
        """Every relation of two named things."""
        return sorted(
            (one, what, other.value)
            for what in SEMANTIC | MATCHES
            for one, other in self.pairs.get(what, ())
            if isinstance(other, NamedNode)
        )


def name_of(node: Node) -> str:
    """The IRI of a node; of any other, how it is written."""
    return node.value if isinstance(node, NamedNode) else str(node)
