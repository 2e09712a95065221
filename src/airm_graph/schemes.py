"""Facets and the concept schemes behind them, read from ``ontology/schemes/``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TypeAlias

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from .errors import IdentifierError, SourceError, nearest
from .identifiers import compress, thing
from .records import Scheme, SchemeConcept, Source
from .resources import root, shown
from .vocab import AIRM, AIRO, DCTERMS, RDF, SKOS

About: TypeAlias = dict[str, dict[str, list[str]]]  # subject → predicate → objects
FILE = "urn:x-airm:"  # among the predicates, stands for the file that describes the subject


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


@dataclass(frozen=True, kw_only=True)
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
        if notation in self._names:
            return self._names[notation]
        known = {concept.notation for concept in self.concepts.values()}
        raise IdentifierError(f"{self.name} has no {notation!r}: {nearest(notation, known)}")

    @cached_property
    def _names(self) -> dict[str, Concept]:
        """The concepts by all their names; a notation comes before a label."""
        found: dict[str, Concept] = {}
        for concept in self.concepts.values():
            for name in (concept.notation, concept.iri, compress(concept.iri)):
                found.setdefault(name, concept)
        for concept in self.concepts.values():
            found.setdefault(concept.label, concept)
        return found

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
        SourceError: The file cannot be read, or is not Turtle; the message has the parser's line
            and column.
    """
    try:
        for quad in parse(path=path, format=RdfFormat.TURTLE):
            yield Quad(quad.subject, quad.predicate, quad.object, graph)
    except OSError as error:
        raise SourceError(f"cannot be read: {error}", path=shown(path)) from None
    except SyntaxError as error:
        raise SourceError(f"not Turtle: {error.msg}", path=shown(path), line=error.lineno) from None


def scheme_files() -> list[Path]:
    """The scheme files, sorted."""
    return sorted((root() / "ontology" / "schemes").glob("*.ttl"))


@cache
def load_facets() -> dict[str, Facet]:
    """The facets of the repository by name, with their concepts."""
    return facets_of(
        quad for path in scheme_files() for quad in parse_turtle(path, NamedNode(FILE + path.stem))
    )


# The kinds of thing that a facet which a source brings may classify.
FACET_OF = {"measure": AIRM.Mitigation, "requirement": AIRM.Requirement, "risk": AIRO.Risk}


def facets_with(sources: Iterable[Source]) -> dict[str, Facet]:
    """The facets of the repository and those that the sources bring, by name.

    Raises:
        SourceError: Two sources bring a facet of one name, or a scheme is not a tree of concepts
            with a code of their own.
    """
    found = dict(load_facets())
    for source in sources:
        for scheme in source.schemes:
            if scheme.facet in found:
                where = f"{scheme.path or source.about.id}"
                raise SourceError(f"the facet {scheme.facet!r} is there already", path=where)
            if scheme.facet:
                own = [concept for concept in source.concepts if concept.scheme == scheme.id]
                found[scheme.facet] = _brought(scheme, own)
    return found


def _brought(scheme: Scheme, members: Iterable[SchemeConcept]) -> Facet:
    members = sorted(members, key=lambda concept: (_parts(concept.notation), concept.id))
    parents = {concept.id: concept.parent for concept in members}

    def level(id_: str) -> int:
        depth, above = 1, parents.get(id_)
        while above:
            depth, above = depth + 1, parents.get(above)
            if depth > len(parents):
                raise SourceError(f"{id_} is above itself", path=scheme.path or scheme.id)
        return depth

    return Facet(
        iri=thing(f"facet-{scheme.facet}").value,
        name=scheme.facet,
        label=scheme.label,
        scheme=thing(scheme.id).value,
        derives=AIRM.inCategory.value,
        of=FACET_OF[scheme.of].value,
        inherited=scheme.of == "risk",
        level=int(scheme.level or "1"),
        concepts={
            thing(concept.id).value: Concept(
                iri=thing(concept.id).value,
                notation=concept.notation,
                label=concept.label,
                definition="",
                broader=thing(concept.parent).value if concept.parent else None,
                residual=False,
                level=level(concept.id),
            )
            for concept in members
        },
    )


def get_facet(name: str, facets: Mapping[str, Facet] | None = None) -> Facet:
    """The facet called ``name``, of those given or of the repository.

    Raises:
        IdentifierError: There is none; the nearest names are given.
    """
    facets = load_facets() if facets is None else facets
    if name not in facets:
        raise IdentifierError(f"no facet is called {name!r}: {nearest(name, facets)}")
    return facets[name]


def facets_of(quads: Iterable[Quad]) -> dict[str, Facet]:
    """The facets that the triples describe, by notation.

    Raises:
        SourceError: ``skos:broader`` has a cycle, a concept has two parents or one in another
            scheme, or a facet or a concept lacks its notation or shares it.
    """
    about: About = defaultdict(lambda: defaultdict(list))
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            said = about[quad.subject.value]
            said[quad.predicate.value].append(quad.object.value)
            if isinstance(quad.graph_name, NamedNode):
                said[FILE] = [quad.graph_name.value]
    concepts = _concepts(about)
    facets: dict[str, Facet] = {}
    for iri, said in sorted(about.items()):
        if AIRM.Facet.value in said[RDF.type.value]:
            name, label = _one(said, SKOS.notation), _one(said, SKOS.prefLabel)
            level = _one(said, AIRM.defaultLevel) or "1"
            if not name or not label:
                raise _error(about, iri, "lacks its skos:notation or skos:prefLabel")
            if name in facets:
                raise _error(
                    about, iri, f"has the notation {name!r} of {compress(facets[name].iri)}"
                )
            if not level.isdecimal():
                raise _error(about, iri, f"has airm:defaultLevel {level!r}; expected a number")
            scheme = _one(said, AIRM.usesScheme)
            facets[name] = Facet(
                iri=iri,
                name=name,
                label=label,
                scheme=scheme,
                derives=_one(said, AIRM.derives),
                of=_one(said, AIRM.facetOf),
                inherited=bool(said[AIRM.inheritedThrough.value]),
                level=int(level),
                concepts=concepts.get(scheme or "", {}),
            )
    return facets


def _one(said: dict[str, list[str]], predicate: NamedNode) -> str | None:
    values = said[predicate.value]
    return values[0] if values else None


def _error(about: About, iri: str, what: str) -> SourceError:
    """What is wrong with a subject, and the line of the file where its description starts."""
    name, file = compress(iri), "".join(about[iri][FILE]).removeprefix(FILE)
    path = root() / "ontology" / "schemes" / f"{file}.ttl"
    if not path.is_file():
        return SourceError(f"{name} {what}", path="ontology/schemes")
    lines = path.read_text(encoding="utf-8").splitlines()
    found = (number for number, line in enumerate(lines, start=1) if line.startswith(f"{name} "))
    return SourceError(f"{name} {what}", path=shown(path), line=next(found, None))


def _concepts(about: About) -> dict[str, dict[str, Concept]]:
    import networkx as nx  # heavy, and reading a finished build needs none of it

    tree: nx.DiGraph[str] = nx.DiGraph()
    for iri, said in about.items():
        tree.add_edges_from((iri, parent) for parent in said[SKOS.broader.value])
    try:
        circle = [start for start, _ in nx.find_cycle(tree)]
    except nx.NetworkXNoCycle:
        pass
    else:
        way = " → ".join(map(compress, [*circle, circle[0]]))
        raise _error(about, circle[0], f"is above itself: skos:broader runs {way}")
    schemes: dict[str, dict[str, Concept]] = defaultdict(dict)
    taken: dict[tuple[str, str], str] = {}
    members = [(iri, said) for iri, said in about.items() if said[SKOS.inScheme.value]]
    for iri, said in sorted(members, key=_order):
        parents = said[SKOS.broader.value]
        if len(parents) > 1:
            names = ", ".join(map(compress, sorted(parents)))
            raise _error(about, iri, f"has {len(parents)} parents, {names}; expected one")
        for parent in parents:
            if said[SKOS.inScheme.value] != about[parent][SKOS.inScheme.value]:
                raise _error(about, iri, f"has the parent {compress(parent)}, not of its scheme")
        scheme = said[SKOS.inScheme.value][0]
        notation = _one(said, SKOS.notation)
        if not notation:
            raise _error(about, iri, "lacks its skos:notation")
        if (first := taken.setdefault((scheme, notation), iri)) != iri:
            raise _error(about, iri, f"has the notation {notation!r} of {compress(first)}")
        schemes[scheme][iri] = Concept(
            iri=iri,
            notation=notation,
            label=_one(said, SKOS.prefLabel) or compress(iri),
            definition=_one(said, SKOS.definition) or "",
            broader=parents[0] if parents else None,
            residual=AIRM.ResidualConcept.value in said[RDF.type.value],
            level=1 + (len(nx.descendants(tree, iri)) if iri in tree else 0),
        )
    return schemes


def _order(member: tuple[str, dict[str, list[str]]]) -> tuple[list[tuple[int, str]], str]:
    """By identifier where the scheme numbers its concepts, else by notation, 1.10 after 1.9."""
    iri, said = member
    key = said[DCTERMS.identifier.value] or said[SKOS.notation.value] or [iri]
    return _parts(key[0]), iri


def _parts(key: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (10**6, part) for part in key.split(".")]
