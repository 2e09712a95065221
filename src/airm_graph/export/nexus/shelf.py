"""How things of the graph are called in the AI Atlas Nexus, and what it ships already."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from pyoxigraph import NamedNode

from ...sources.nexus.ours import PREFIX
from ...vocab import AIRM, AIRO, DCTERMS, SKOS
from ..contents import Contents, Resource

COMPILATION = "compilation-ai-atlas-nexus"
RISKS = {
    AIRO.RiskSource: "risk-source",
    AIRO.Risk: "risk",
    AIRO.Consequence: "consequence",
    AIRO.Impact: "impact",
}
COLLECTIONS: tuple[tuple[str, tuple[NamedNode, ...]], ...] = (
    ("actions", (AIRM.Mitigation,)),
    ("rules", (AIRM.Requirement,)),
    ("entries", tuple(RISKS)),
    ("riskincidents", (AIRM.Incident,)),
    ("groups", (AIRM.DocumentSection,)),
)
# Between digits the ids of the Nexus have dots, which names in the graph cannot have.
BETWEEN_DIGITS = re.compile("(?<=[0-9])_(?=[0-9])")
NO_NAME = re.compile("[^A-Za-z0-9_-]+")


class Shelf:
    """Knows the id of everything that is written, and of what the Nexus has itself.

    Args:
        contents: What is exported.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents

    @cached_property
    def nexus_versions(self) -> dict[str, str]:
        """The versions of the Nexus in the graph by IRI, each with the name of its source."""
        compilation = self._contents.name(f"id/{COMPILATION}")
        return {
            version.iri: version.local.removeprefix("version-")
            for version in self._contents.of_class(AIRM.FrameworkVersion)
            if compilation in version.values(DCTERMS.isVersionOf)
        }

    @cached_property
    def written(self) -> dict[str, str]:
        """The collection of each thing that is written, by IRI."""
        found: dict[str, str] = {}
        for collection, classes in COLLECTIONS:
            for each in self._contents.of_class(*classes):
                if not self._shipped(each):
                    found.setdefault(each.iri, collection)
        return found

    @cached_property
    def shipped(self) -> dict[str, str]:
        """The ids that the Nexus gives what it ships itself, by IRI."""
        classes = {each for _, several in COLLECTIONS for each in several}
        return {
            each.iri: self._nexus_id(each)
            for each in self._contents.of_class(*sorted(classes, key=str))
            if self._shipped(each)
        }

    @cached_property
    def members(self) -> dict[str, list[str]]:
        """What stands directly under each heading, by IRI."""
        found: dict[str, list[str]] = defaultdict(list)
        for each in self._contents.by_iri.values():
            for heading in each.values(AIRM.underHeading):
                found[heading].append(each.iri)
        return found

    @cached_property
    def classified(self) -> dict[str, list[tuple[str, str]]]:
        """By thing the facet and the concept of each accepted classification that a source states.

        What a rule derives from these is left to whoever reads them.
        """
        contents = self._contents
        found: dict[str, list[tuple[str, str]]] = defaultdict(list)
        sources = contents.name("graph/source-")
        for each in contents.of_class(AIRM.Classification):
            stated = any(graph.startswith(sources) for graph in each.graphs)
            accepted = each.value(AIRM.status) == AIRM.accepted.value
            if stated and accepted and each.value(AIRM.assigns):
                facet = contents.get(each.value(AIRM.onFacet))
                name = facet.value(SKOS.notation) or facet.local.removeprefix("facet-")
                for thing in each.values(AIRM.classifies):
                    found[thing].append((name, each.value(AIRM.assigns)))
        return {thing: sorted(set(pairs)) for thing, pairs in found.items()}

    def key(self, iri: str) -> str:
        """The id of what is written or what the Nexus ships; empty for anything else."""
        if iri in self.written:
            return own_id(iri)
        return self.shipped.get(iri, "")

    @cached_property
    def facets(self) -> dict[str, list[Resource]]:
        """The facets that classify by each scheme, by the IRI of the scheme."""
        found: dict[str, list[Resource]] = defaultdict(list)
        for facet in self._contents.of_class(AIRM.Facet):
            for scheme in facet.values(AIRM.usesScheme):
                found[scheme].append(facet)
        return found

    def shipped_as(self, iri: str) -> tuple[str, str]:
        """The collection of something that the Nexus ships, and the type that it has there."""
        each = self._contents.get(iri)
        collection = next(name for name, classes in COLLECTIONS if each.is_a(*classes))
        return collection, "Risk" if collection == "entries" else ""

    def _shipped(self, each: Resource) -> bool:
        return any(version in self.nexus_versions for version in each.values(AIRM.recordedIn))

    def _nexus_id(self, each: Resource) -> str:
        """The id from which the reader of the Nexus made the name in the graph.

        The key of a record is mostly this id; where it is the key of another publisher, the name
        tells it, for no such id has spaces, or other signs than dots between digits.
        """
        source = next(
            self.nexus_versions[version]
            for version in each.values(AIRM.recordedIn)
            if version in self.nexus_versions
        )
        name = each.local.partition(f"-{source}-")[2]
        key = each.value(AIRM.sourceKey)
        if " " not in key and NO_NAME.sub("_", key).strip("_-") == name:
            return key
        return BETWEEN_DIGITS.sub(".", name)


def own_id(iri: str) -> str:
    """The id of something that the Nexus does not ship, which none of its own begins like.

    >>> own_id("https://example.org/id/stage-deploy")
    'airm-stage-deploy'
    """
    return PREFIX + iri.rpartition("/")[2].rpartition("#")[2]
