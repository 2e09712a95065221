"""STIX objects made of what the graph says: each function gives one, or those of one statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ...identifiers import is_web_address
from ...vocab import AIRM, DCTERMS, OWL, PROV, RDF, RDFS, SKOS
from ..contents import Contents, Resource
from .names import (
    MITRE_ATLAS,
    Object,
    attack_references,
    kill_chain,
    percent,
    phase_name,
    reference,
    stix_id,
)
from .survey import Survey, source_graphs

ATLAS = "id/framework-atlas"
PROJECT, PROJECT_NAME = "id/agent-airm-graph", "airm-graph contributors"
NO_DATE = "1970-01-01"  # where no source of the build gives any day
DAY = re.compile(r"\d{4}-\d\d-\d\d")
USED = (RDF.type, SKOS.prefLabel, AIRM.sourceKey)
CORRESPONDING = (
    AIRM.correspondsTo,
    *(SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch),
)
CLASSES = {PROV.Person.value: "individual", PROV.SoftwareAgent.value: "system"}


class Objects:
    """Makes objects, and remembers whose identities and markings they refer to."""

    def __init__(self, contents: Contents, found: Survey) -> None:
        self.contents, self.found = contents, found
        days = [str(source.get("issued") or "") for source in contents.build.manifest["sources"]]
        self.newest = max((day for day in days if DAY.fullmatch(day)), default=NO_DATE)
        self.agents: set[str] = {contents.name(PROJECT)}
        self.sources: set[str] = set()

    def technique(self, each: Resource) -> Object:
        """An attack technique."""
        said = self._thing("attack-pattern", each)
        phases = [
            {"kill_chain_name": kill_chain(facet), "phase_name": self._phase(concept)}
            for facet, concept in self.found.tactics[each.iri]
        ]
        if phases:
            said["kill_chain_phases"] = phases
        return said

    def measure(self, each: Resource) -> Object:
        """A measure."""
        return self._thing("course-of-action", each)

    def parts(self, each: Resource) -> Iterable[Object]:
        """That a technique is a special case of others: STIX has no relationship for just that."""
        for parent in each.values(DCTERMS.isPartOf):
            if parent in self.found.tactics:
                graphs = [said.graph for said in each.said[DCTERMS.isPartOf.value]]
                said = self._new("relationship", f"{each.iri} {parent}", graphs)
                yield said | {
                    "relationship_type": "related-to",
                    "description": "The first is a sub-technique of the second.",
                    "source_ref": stix_id("attack-pattern", each.iri),
                    "target_ref": stix_id("attack-pattern", parent),
                    "labels": ["subtechnique-of"],
                }

    def mitigates(self, each: Resource) -> Object:
        """That a measure mitigates a technique; how, if somebody says how, is a label."""
        graphs = list(source_graphs(self.contents, each))
        said = self._new("relationship", each.iri, graphs, each.value(PROV.wasAttributedTo))
        said["created"] = said["modified"] = self._time(each.value(DCTERMS.date), graphs)
        said["relationship_type"] = "mitigates"
        if words := each.text(AIRM.rationale):
            said["description"] = words
        said["source_ref"] = stix_id("course-of-action", each.value(AIRM.statementOf))
        said["target_ref"] = stix_id("attack-pattern", each.value(AIRM.target))
        if (sure := percent(each.value(AIRM.confidence))) is not None:
            said["confidence"] = sure
        if each.value(AIRM.relation) != AIRM.mitigates.value:
            said["labels"] = [each.value(AIRM.relation).removeprefix(AIRM.namespace)]
        return said

    def tactic(self, iri: str, facet: str, techniques: Sequence[str]) -> Object:
        """A tactic as the group of its techniques, for its key and its words."""
        each = self.found.described.get(iri) or Resource(iri, {})
        said = self._new("grouping", iri, self._graphs(each))
        said |= {"name": each.label, **self._words(each, said)}
        said["context"] = "unspecified"
        own = reference(kill_chain(facet), each.value(SKOS.notation), self._page(each))
        said["external_references"] = [own, *_attack(each), self._ours(iri)]
        said["object_refs"] = [stix_id("attack-pattern", technique) for technique in techniques]
        return said

    def note(self, sentences: Sequence[str]) -> Object:
        """What is to be known of the file."""
        project = self.contents.name(PROJECT)
        content = "\n".join(sentences)
        said = self._new("note", self.contents.name("id/note-stix") + content, [], project)
        return said | {
            "abstract": "What this file holds and what it leaves out",
            "content": content,
            "object_refs": [stix_id("identity", project)],
        }

    def identities(self) -> Iterable[Object]:
        """Those who say what has been written so far."""
        for iri in sorted(self.agents):
            each = self.found.described.get(iri) or Resource(iri, {})
            said = self._new("identity", iri, [])
            named = each.label if each.said or iri != self.contents.name(PROJECT) else PROJECT_NAME
            said["name"] = named
            if words := each.text(SKOS.definition):
                said["description"] = words
            kinds = [name for kind, name in CLASSES.items() if kind in each.types]
            said["identity_class"] = kinds[0] if kinds else "organization"
            pages = [page for page in each.values(RDFS.seeAlso) if is_web_address(page)]
            references = [reference(named, "", page) for page in pages]
            said["external_references"] = [*references, self._ours(iri)]
            yield said

    def markings(self) -> Iterable[Object]:
        """The licences and rights of the sources of what has been written so far."""
        for iri in sorted(self.sources):
            each = self.found.described.get(iri) or Resource(iri, {})
            words = ". ".join(text.rstrip(".") for text in each.values(DCTERMS.rights))
            terms = [f"Licence: {licence}" for licence in each.values(DCTERMS.license)]
            parts = [f"{each.label}: {words or 'no rights are stated'}.", *terms]
            said = self._new("marking-definition", iri, [])
            del said["modified"]  # a marking never changes
            said["created"] = self._time(each.value(DCTERMS.issued), [])
            version = self._version_in(iri)
            said |= {
                "name": each.label,
                "definition_type": "statement",
                "definition": {"statement": " ".join(parts)},
                "external_references": [
                    *([] if version is None else [self._version(version)]),
                    self._ours(iri),
                ],
            }
            yield said

    def _thing(self, kind: str, each: Resource) -> Object:
        graphs = self._graphs(each)
        said = self._new(kind, each.iri, graphs, self._filed_by(each))
        said |= {"name": each.label, **self._words(each, said)}
        references = [
            *(self._record(each, key) for key in each.values(AIRM.sourceKey)),
            *_attack(each),
            self._ours(each.iri),
        ]
        said["external_references"] = references
        return said

    def _new(self, kind: str, iri: str, graphs: Sequence[str], agent: str = "") -> Object:
        agent = agent or next(
            filter(None, (self._of_graph(graph, PROV.wasAttributedTo.value) for graph in graphs)),
            "",
        )
        said: Object = {"type": kind, "spec_version": "2.1", "id": stix_id(kind, iri)}
        if agent:
            self.agents.add(agent)
            said["created_by_ref"] = stix_id("identity", agent)
        said["created"] = said["modified"] = self._time("", graphs)
        if marked := self._marked(graphs):
            said["object_marking_refs"] = marked
        return said

    def _marked(self, graphs: Iterable[str]) -> list[str]:
        known = sorted({graph for graph in graphs if graph in self.found.described})
        self.sources.update(known)
        return [stix_id("marking-definition", graph) for graph in known]

    def _words(self, each: Resource, said: Object) -> Object:
        """What a thing is; whoever files it is asked first, then who else says so."""
        definitions = each.said.get(SKOS.definition.value, ())
        filing = self._graphs(each)
        own = [one for one in definitions if one.graph in filing]
        if not definitions:
            return {}
        # in English where there is a choice, as all of the file is
        words = min(own or definitions, key=lambda one: _is_foreign(one.value.language))
        found: Object = {"description": words.value.value}
        if not own and (marked := self._marked([words.graph])):
            # only these words are under the terms of another source, and its work
            found["granular_markings"] = [
                {"marking_ref": one, "selectors": ["description"]}
                for one in marked
                if one not in said.get("object_marking_refs", ())
            ]
        return found

    def _graphs(self, each: Resource) -> list[str]:
        """The graphs of sources that say what is written of a thing; who files it comes first."""
        said = [one.graph for name in USED for one in each.said.get(name.value, ())]
        known = set(source_graphs(self.contents, each))
        return [graph for graph in dict.fromkeys(said) if graph in known]

    def _filed_by(self, each: Resource) -> str:
        """Whoever files it under the key that is written."""
        keyed = [one.graph for one in each.said.get(AIRM.sourceKey.value, ())]
        agents = (self._of_graph(graph, PROV.wasAttributedTo.value) for graph in keyed)
        return next(filter(None, agents), "")

    def _of_graph(self, graph: str, predicate: str) -> str:
        each = self.found.described.get(graph)
        values = each.said.get(predicate, ()) if each else ()
        return values[0].value.value if values else ""

    def _time(self, day: str, graphs: Sequence[str]) -> str:
        days = [day, *(self._of_graph(graph, DCTERMS.issued.value) for graph in graphs)]
        return next(filter(DAY.fullmatch, days), self.newest) + "T00:00:00.000Z"

    def _phase(self, concept: str) -> str:
        each = self.found.described.get(concept) or Resource(concept, {})
        return phase_name(each.label)

    def _record(self, each: Resource, key: str) -> Object:
        version = self.found.described.get(each.value(AIRM.recordedIn))
        if self.contents.name(ATLAS) in each.values(AIRM.statedIn):
            return reference(MITRE_ATLAS, key, self._page(each))
        return reference(version.label if version else each.local, key, self._page(each))

    def _version(self, each: Resource) -> Object:
        of_atlas = self.contents.name(ATLAS) in each.values(DCTERMS.isVersionOf)
        number = " ".join(each.values(OWL.versionInfo))
        return reference(MITRE_ATLAS if of_atlas else each.label, number or each.local, "")

    def _version_in(self, graph: str) -> Resource | None:
        """The version of a work that is in a graph."""
        found = (
            each
            for _, each in sorted(self.found.described.items())
            if each.is_a(AIRM.FrameworkVersion) and graph in each.values(AIRM.namedGraph)
        )
        return next(found, None)

    def _page(self, each: Resource) -> str:
        return next(filter(is_web_address, each.values(AIRM.publishedAs)), "")

    def _ours(self, iri: str) -> Object:
        return reference("airm-graph", iri, "")


def _is_foreign(language: str) -> bool:
    return language.partition("-")[0] != "en"


def _attack(each: Resource) -> Iterable[Object]:
    return attack_references(value for one in CORRESPONDING for value in each.values(one))
