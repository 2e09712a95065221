"""What the rows of each table say besides the properties that their columns stand for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ...identifiers import compress
from ...vocab import AIRM, AIRO, DCTERMS, PROV, RDF, SKOS, SSSOM
from ..contents import Contents
from .lookups import Lookups
from .schema import Row
from .taking import Taking

# What an item is; of several the first.
KINDS = {
    AIRM.Mitigation: "measure",
    AIRM.Requirement: "requirement",
    AIRO.RiskSource: "risk-source",
    AIRO.Risk: "risk",
    AIRO.Consequence: "consequence",
    AIRO.Impact: "impact",
    AIRM.DocumentSection: "section",
    AIRM.Incident: "incident",
    AIRM.EvidenceNote: "evidence",
    SKOS.Concept: "concept",
    PROV.Entity: "work",
}


@dataclass
class Finishing:
    """Completes rows from what is known besides their own things."""

    contents: Contents
    lookups: Lookups
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)  # of the manifest, by graph

    def __post_init__(self) -> None:
        for entry in self.contents.sources:
            self.entries[self.contents.name(f"graph/source-{entry['id']}")] = entry

    def finish(self, table: str, row: Row, taking: Taking) -> None:
        """Complete a row of a table."""
        steps: dict[str, Callable[[Row, Taking], None]] = {
            "agents": self._agent,
            "sources": self._source,
            "works": self._work,
            "versions": self._version,
            "facets": self._facet,
            "schemes": self._scheme,
            "concepts": self._concept,
            "items": self._item,
            "classifications": self._classification,
            "mappings": self._mapping,
            "links": self._link,
            "codings": self._coding,
        }
        steps[table](row, taking)

    def _agent(self, row: Row, taking: Taking) -> None:
        for kind in (PROV.SoftwareAgent, PROV.Person, PROV.Organization):
            if taking.stated.is_a(kind):
                row["kind"] = _local(kind.value)
                taking.take(RDF.type.value, kind.value)
        taking.take(RDF.type.value, PROV.Agent.value)

    def _source(self, row: Row, taking: Taking) -> None:
        iri, stated = taking.stated.iri, taking.stated
        local = iri.removeprefix(self.contents.name("graph/"))
        version = self.lookups.versions.get(iri, "")
        work = self.lookups.works.get(version, "") or stated.value(DCTERMS.references)
        taking.take(DCTERMS.references.value, work)
        entry = self.entries.get(iri)
        if entry:
            row["title"], row["version"] = entry["title"], entry["version"]
        elif local.startswith("source-"):
            row["version"] = ""
        if iri.startswith(self.lookups.inferred):
            row["kind"] = "derived"
        elif local.startswith("scheme-"):
            row["kind"] = "scheme"
        elif not local.startswith("source-"):
            row["kind"] = "other"
        elif not version:
            row["kind"] = "reading"
        else:
            row["kind"] = "compilation" if "/compilation-" in work else "framework"
        row["id"], row["work"] = local.removeprefix("source-"), work

    def _work(self, row: Row, taking: Taking) -> None:
        stated = taking.stated
        compilation = stated.is_a(AIRM.Compilation)
        row["id"] = _short(stated.local)
        row["type"] = "compilation" if compilation else "framework"
        for kind in (AIRM.Framework, AIRM.Compilation):
            taking.take(RDF.type.value, kind.value)
        taking.take(SKOS.prefLabel.value, str(row["title"]))
        cited = stated.text(DCTERMS.bibliographicCitation)
        creators = list(row["creators"])
        row["creators"] = sorted(creators, key=lambda name: (cited.find(name), name))
        if f"{'; '.join(row['creators'])} ({row['year']})" == cited:
            taking.take(DCTERMS.bibliographicCitation.value, cited)
        if not row["source"]:
            row["source"] = self.lookups.held.get(str(row["current_version"]), "")

    def _version(self, row: Row, taking: Taking) -> None:
        taking.take(RDF.type.value, AIRM.FrameworkVersion.value)
        held = taking.stated.value(AIRM.namedGraph)
        taking.take(AIRM.namedGraph.value, held)
        row["source"] = held or row["source"]

    def _facet(self, _: Row, taking: Taking) -> None:
        taking.take(RDF.type.value, AIRM.Facet.value)

    def _scheme(self, row: Row, taking: Taking) -> None:
        taking.take(RDF.type.value, SKOS.ConceptScheme.value)
        row["facet"] = self.lookups.facet_of.get(taking.stated.iri, "")

    def _concept(self, row: Row, taking: Taking) -> None:
        stated = taking.stated
        row["facet"] = self.lookups.facet_of.get(str(row["scheme"]), "")
        row["residual"] = _flag(stated.is_a(AIRM.ResidualConcept))
        for kind in (SKOS.Concept, AIRM.ResidualConcept):
            taking.take(RDF.type.value, kind.value)

    def _item(self, row: Row, taking: Taking) -> None:
        stated = taking.stated
        found = [kind for kind in KINDS if stated.is_a(kind)]
        row["id"] = stated.local
        row["kind"] = KINDS[found[0]] if found else ""
        if found and (says := taking.said_by(RDF.type, found[0].value)):
            row["kind_by"] = says.graph
        for kind in found[:1] if found[:1] != [AIRM.Incident] else found[:2]:
            taking.take(RDF.type.value, kind.value)
        label = taking.said_by(SKOS.prefLabel, row["label"])
        definition = taking.said_by(SKOS.definition, row["definition"])
        telling = definition or label
        row["language"] = telling.value.language if telling else ""
        if definition:
            row["defined_by"] = definition.graph
            row["definition_licence"] = self.lookups.licences.get(definition.graph, "")

    def _classification(self, row: Row, taking: Taking) -> None:
        stated = taking.stated
        row["facet"] = self.lookups.facets.get(stated.value(AIRM.onFacet), str(row["facet"]))
        row["notation"], row["label"] = self.lookups.concepts.get(str(row["concept"]), ("", ""))
        row["undetermined"] = _flag(stated.is_a(AIRM.UndeterminedClassification))
        for kind in (AIRM.Classification, AIRM.UndeterminedClassification):
            taking.take(RDF.type.value, kind.value)

    def _mapping(self, row: Row, taking: Taking) -> None:
        taking.take(RDF.type.value, SSSOM.Mapping.value)
        negated = SSSOM.NegatedPredicate.value
        row["negative"] = _flag(negated in taking.stated.values(SSSOM.predicate_modifier))
        taking.take(SSSOM.predicate_modifier.value, negated)

    def _link(self, row: Row, taking: Taking) -> None:
        stated = taking.stated
        row["link"], row["stated"] = stated.iri, "true"
        for column, predicate in (("item", AIRM.statementOf), ("target", AIRM.target)):
            end = stated.value(predicate)
            row[column] = end
            taking.take(predicate.value, end)
        relation = stated.value(AIRM.relation)
        row["relation"] = compress(relation)
        taking.take(AIRM.relation.value, relation)
        taking.take(RDF.type.value, AIRM.ActionStatement.value)

    def _coding(self, row: Row, taking: Taking) -> None:
        row["facet"] = self.lookups.facets.get(taking.stated.value(AIRM.onFacet), str(row["facet"]))
        taking.take(RDF.type.value, AIRM.CodingStatement.value)


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _local(iri: str) -> str:
    return iri.rpartition("/")[2].rpartition("#")[2]


def _short(local: str) -> str:
    return local.partition("-")[2] or local
