"""What a SKOS file tells of, taken from the contents in one go; all else is passed by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from ...vocab import AIRM, DCAT, OWL, PROV, SKOS, SSSOM, VCARD
from ..contents import Contents, Resource

UNSTATED = "unstated"  # what stands where a publisher gives no version
NARROWER = NamedNode(SKOS.namespace + "narrower")
OF_OUR_SCHEMES = "graph/scheme-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """The schemes and concepts of the contents, and what describes them; each by IRI.

    Attributes:
        schemes: Those that are described.
        concepts: Those that are described.
        collections: Those that are described, with members that are concepts.
        mappings: Statements that one thing corresponds to another.
        agents: Those who say things.
        graphs: What the named graphs say of themselves.
        versions: What says which version a named graph holds, by the graph.
        ontology: The vocabulary, which says who made our own schemes.
        contacts: How to reach people.
        own: How the IRIs begin that are minted here.
        ours: How the IRIs of the graphs begin that hold our own schemes.
    """

    own: str
    ours: str
    schemes: dict[str, Resource] = field(default_factory=dict)
    concepts: dict[str, Resource] = field(default_factory=dict)
    collections: dict[str, Resource] = field(default_factory=dict)
    mappings: list[Resource] = field(default_factory=list)
    agents: dict[str, Resource] = field(default_factory=dict)
    graphs: dict[str, Resource] = field(default_factory=dict)
    versions: dict[str, Resource] = field(default_factory=dict)
    ontology: list[Resource] = field(default_factory=list)
    contacts: dict[str, Resource] = field(default_factory=dict)

    @property
    def named(self) -> list[str]:
        """Schemes and broader concepts that are referred to and not described, sorted."""
        found = {iri for concept in self.concepts.values() for iri in self.schemes_of(concept)}
        found |= {iri for one in self.concepts.values() for iri in one.values(SKOS.broader)}
        return sorted(found - self.schemes.keys() - self.concepts.keys())

    def schemes_of(self, concept: Resource) -> list[str]:
        """The schemes that a concept is in."""
        return sorted({*concept.values(SKOS.inScheme), *concept.values(SKOS.topConceptOf)})

    def describing(self, scheme: Resource) -> Iterator[Resource]:
        """What else says whose a scheme is: the version that states it, and its graph."""
        for graph in scheme.graphs:
            if graph in self.versions:
                yield self.versions[graph]
            if graph in self.graphs:
                yield self.graphs[graph]
            if graph.startswith(self.ours):
                yield from self.ontology

    def version(self, scheme: Resource) -> str:
        """The version of a scheme, else that of what it is taken from; empty if nobody says."""
        said = (one.value(OWL.versionInfo) for one in (scheme, *self.describing(scheme)))
        return next((version for version in said if version not in ("", UNSTATED)), "")

    def contact(self, scheme: Resource) -> list[str]:
        """Whom to ask about a scheme under this name: the project, if nobody else is named."""
        for one in (scheme, *self.describing(scheme), *self.ontology):
            if found := one.values(DCAT.contactPoint):
                return found
        return []


def gather(contents: Contents) -> Gathered:
    """Read the contents once; what is kept grows with concepts and mappings alone."""
    found = Gathered(own=contents.name("id/"), ours=contents.name(OF_OUR_SCHEMES))
    graphs = contents.name("graph/")
    for one in contents.resources():
        if one.is_a(SSSOM.Mapping):
            found.mappings.append(one)
        elif one.is_a(SKOS.ConceptScheme):
            found.schemes[one.iri] = one
        elif one.is_a(SKOS.Concept):
            found.concepts[one.iri] = one
        elif SKOS.namespace + "Collection" in one.types:
            found.collections[one.iri] = one
        elif one.is_a(AIRM.FrameworkVersion):
            for graph in one.values(AIRM.namedGraph):
                found.versions[graph] = one
        elif one.iri.startswith(graphs):
            found.graphs[one.iri] = one
        elif one.is_a(OWL.Ontology):
            found.ontology.append(one)
        elif one.is_a(PROV.Agent):
            found.agents[one.iri] = one
        elif any(kind.startswith(VCARD.namespace) for kind in one.types):
            found.contacts[one.iri] = one
    return found
