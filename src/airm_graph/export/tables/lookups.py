"""What rows say besides what is said of their own thing: found in one reading beforehand."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...vocab import AIRM, DCTERMS, SKOS
from ..contents import Contents, Resource
from ..terms import TYPE, by_subject
from .validity import stated_by

KINDS = tuple(
    TYPE + f" <{kind.value}> ".encode()
    for kind in (AIRM.Facet, AIRM.FrameworkVersion, SKOS.Concept)
)


@dataclass(kw_only=True)
class Lookups:
    """As many entries as there are graphs, facets, concepts and versions; never one a measure.

    Attributes:
        inferred: How the names of graphs begin that hold what rules derive.
        licences: By graph.
        facets: By facet, its short name.
        facet_of: By scheme, the short name of the facet that uses it.
        concepts: By concept, its notation and label.
        versions: By graph, the version that it holds.
        held: By version, the graph that holds it.
        works: By version, its work.
    """

    inferred: str
    licences: dict[str, str] = field(default_factory=dict)
    facets: dict[str, str] = field(default_factory=dict)
    facet_of: dict[str, str] = field(default_factory=dict)
    concepts: dict[str, tuple[str, str]] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)
    works: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, contents: Contents) -> Lookups:
        """Read through what is exported once."""
        found = cls(inferred=contents.name("graph/inferred-"))
        for source in contents.sources:
            found.licences[contents.name(f"graph/source-{source['id']}")] = source["licence"]
        graphs = f"<{contents.name('graph/')}".encode()
        for subject, lines in by_subject(contents.lines()):
            if subject.startswith(graphs) or any(kind in line for line in lines for kind in KINDS):
                found._add(Resource.of(lines), is_graph=subject.startswith(graphs))
        return found

    def _add(self, resource: Resource, *, is_graph: bool) -> None:
        iri = resource.iri
        if is_graph:
            if licence := resource.value(DCTERMS.license):
                self.licences[iri] = licence
            return
        stated = stated_by(resource, self.inferred)
        if resource.is_a(AIRM.Facet):
            self.facets[iri] = name = stated.value(SKOS.notation)
            if scheme := stated.value(AIRM.usesScheme):
                self.facet_of.setdefault(scheme, name)
        if resource.is_a(SKOS.Concept):
            self.concepts[iri] = stated.value(SKOS.notation), stated.label
        if resource.is_a(AIRM.FrameworkVersion):
            self.works[iri] = stated.value(DCTERMS.isVersionOf)
            if graph := stated.value(AIRM.namedGraph):
                self.versions[graph], self.held[iri] = iri, graph
