"""Facets and the concept schemes behind them, read from ``ontology/schemes/``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import networkx as nx
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from .errors import IdentifierError, SourceError, nearest
from .identifiers import compress
from .resources import root, shown
from .vocab import AIRM, DCTERMS, RDF, SKOS


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """One concept of a scheme."""

    iri: str
    notation: str
    label: str
    definition: str
    broader: str | None
    residual: bool
    level: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """A dimension along which things are classified; ``framework`` has no scheme."""

    iri: str
    name: str
    label: str
    scheme: str | None
    derives: str | None
    of: str | None
    inherited: bool
    level: int
    concepts: dict[str, Concept] = field(default_factory=dict)

    def concept(self, notation: str) -> Concept:
        """The concept with that notation, IRI or CURIE.

        Raises:
            IdentifierError: No concept of the scheme is called so; the nearest are named.
        """
        for concept in self.concepts.values():
            if notation in {concept.notation, concept.iri, compress(concept.iri), concept.label}:
                return concept
        known = {concept.notation for concept in self.concepts.values()}
        raise IdentifierError(f"{self.name} has no {notation!r}: {nearest(notation, known)}")

    def at_level(self, level: int) -> list[Concept]:
        """The concepts that are values at ``level``: there, or leaves above; no residual ones."""
        parents = {concept.broader for concept in self.concepts.values()}
        return [
            concept
            for concept in self.concepts.values()
            if not concept.residual
            and (concept.level == level or (concept.level < level and concept.iri not in parents))
        ]

    def depth(self) -> int:
        """The deepest level of the scheme."""
        return max((concept.level for concept in self.concepts.values()), default=1)

    def path(self, iri: str) -> Iterator[Concept]:
        """The concept and its ancestors, upwards."""
        current: str | None = iri
        while current is not None:
            concept = self.concepts[current]
            yield concept
            current = concept.broader


def parse_turtle(path: Path, graph: NamedNode) -> Iterator[Quad]:
    """The triples of a Turtle file, in ``graph``.

    Raises:
        SourceError: The file is not Turtle; the message has the parser's line and column.
    """
    try:
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            yield Quad(quad.subject, quad.predicate, quad.object, graph)
    except SyntaxError as error:
        raise SourceError(f"not Turtle: {error.msg}", path=shown(path), line=error.lineno) from None


def scheme_files() -> list[Path]:
    """The scheme files, sorted."""
    return sorted((root() / "ontology" / "schemes").glob("*.ttl"))


@cache
def load_facets() -> dict[str, Facet]:
    """The facets of the repository by name, with their concepts."""
    here = NamedNode("urn:x-airm:schemes")
    return facets_of(quad for path in scheme_files() for quad in parse_turtle(path, here))


def get_facet(name: str) -> Facet:
    """The facet called ``name``.

    Raises:
        IdentifierError: There is none; the nearest names are given.
    """
    facets = load_facets()
    if name not in facets:
        raise IdentifierError(f"no facet is called {name!r}: {nearest(name, facets)}")
    return facets[name]


def facets_of(quads: Iterable[Quad]) -> dict[str, Facet]:
    """The facets that the triples describe, by notation.

    Raises:
        SourceError: ``skos:broader`` has a cycle, or a concept's parent is in another scheme.
    """
    about: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            about[quad.subject.value][quad.predicate.value].append(quad.object.value)
    concepts = _concepts(about)
    facets = {}
    for iri, said in sorted(about.items()):
        if AIRM.Facet.value in said[RDF.type.value]:
            scheme = _one(said, AIRM.usesScheme)
            name = said[SKOS.notation.value][0]
            facets[name] = Facet(
                iri=iri,
                name=name,
                label=said[SKOS.prefLabel.value][0],
                scheme=scheme,
                derives=_one(said, AIRM.derives),
                of=_one(said, AIRM.facetOf),
                inherited=bool(said[AIRM.inheritedThrough.value]),
                level=int(_one(said, AIRM.defaultLevel) or 1),
                concepts=concepts.get(scheme or "", {}),
            )
    return facets


def _one(said: dict[str, list[str]], predicate: NamedNode) -> str | None:
    values = said[predicate.value]
    return values[0] if values else None


def _concepts(about: dict[str, dict[str, list[str]]]) -> dict[str, dict[str, Concept]]:
    tree: nx.DiGraph[str] = nx.DiGraph()
    for iri, said in about.items():
        tree.add_edges_from((iri, parent) for parent in said[SKOS.broader.value])
    try:
        cycle = " → ".join(compress(edge[0]) for edge in nx.find_cycle(tree))
    except nx.NetworkXNoCycle:
        pass
    else:
        raise SourceError(f"skos:broader runs in a circle: {cycle}", path="ontology/schemes")
    schemes: dict[str, dict[str, Concept]] = defaultdict(dict)
    members = [(iri, said) for iri, said in about.items() if said[SKOS.inScheme.value]]
    for iri, said in sorted(members, key=_order):
        parent = _one(said, SKOS.broader)
        if parent is not None and said[SKOS.inScheme.value] != about[parent][SKOS.inScheme.value]:
            raise SourceError(
                f"{compress(iri)} has its parent {compress(parent)} in another scheme",
                path="ontology/schemes",
            )
        schemes[said[SKOS.inScheme.value][0]][iri] = Concept(
            iri=iri,
            notation=(said[SKOS.notation.value] or [compress(iri)])[0],
            label=(said[SKOS.prefLabel.value] or [compress(iri)])[0],
            definition=(said[SKOS.definition.value] or [""])[0],
            broader=parent,
            residual=AIRM.ResidualConcept.value in said[RDF.type.value],
            level=1 + (len(nx.descendants(tree, iri)) if iri in tree else 0),
        )
    return schemes


def _order(member: tuple[str, dict[str, list[str]]]) -> tuple[list[tuple[int, str]], str]:
    """By identifier where the scheme numbers its concepts, else by notation, 1.10 after 1.9."""
    iri, said = member
    key = said[DCTERMS.identifier.value] or said[SKOS.notation.value] or [iri]
    parts = [(int(part), "") if part.isdigit() else (10**6, part) for part in key[0].split(".")]
    return parts, iri
