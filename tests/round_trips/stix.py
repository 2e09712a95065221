"""What comes back from a STIX bundle through ``import atlas``, which reads what is of ATLAS."""

from __future__ import annotations

from pathlib import Path

from airm_graph.answers.export_contents import Wish, contents_of
from airm_graph.export.contents import Contents, Resource
from airm_graph.export.stix.bundle import write_stix
from airm_graph.records import Source
from airm_graph.sources.log import Log
from airm_graph.sources.readers import read
from airm_graph.vocab import AIRM, AIRO, DCTERMS, OWL, SKOS, SSSOM
from airm_graph.workspace import Build

HARMS = (AIRO.RiskSource, AIRO.Risk, AIRO.Consequence, AIRO.Impact)
Facts = dict[str, set[tuple[str, ...]]]


def round_trip(build: Build, folder: Path) -> dict[str, tuple[int, int]]:
    """By kind of statement how many are in the graph, and how many come back the same."""
    contents, _ = contents_of(build, True, Wish())
    path = folder / "stix-atlas-exported.json"
    with path.open("wb") as file:
        write_stix(contents, file)
    (source,) = read("atlas", [path], Log())
    graph, back = stated(contents), read_back(source)
    return {kind: (len(said), len(said & back.get(kind, set()))) for kind, said in graph.items()}


def stated(contents: Contents) -> Facts:
    """What the graph says, things by the work that states them and the key that they have there."""

    def key(iri: str) -> str:
        each = contents.get(iri)
        work = each.value(AIRM.statedIn).rpartition("/")[2]
        own = each.value(AIRM.sourceKey)
        return f"{work} {own}" if own else each.value(SKOS.notation) or each.local

    def concept(iri: str) -> str:
        return contents.get(iri).value(SKOS.notation)

    things = {
        "measures": contents.of_class(AIRM.Mitigation),
        "risks": contents.of_class(*HARMS),
    }
    found: Facts = {kind: {(key(each.iri),) for each in said} for kind, said in things.items()}
    both = [each for said in things.values() for each in said]
    found["labels"] = {(key(each.iri), each.label) for each in both}
    found["definitions"] = {
        (key(each.iri), text) for each in both for text in each.values(SKOS.definition)
    }
    found["classifications"] = {
        (
            key(each.value(AIRM.classifies)),
            each.value(AIRM.onFacet).rpartition("/facet-")[2],
            concept(each.value(AIRM.assigns)),
        )
        for each in accepted(contents.of_class(AIRM.Classification))
    }
    actions = accepted(contents.of_class(AIRM.ActionStatement))
    ends = [(key(each.value(AIRM.statementOf)), key(each.value(AIRM.target))) for each in actions]
    found["links from measures to risks"] = {*ends}
    found["ways in which measures act"] = {
        (one, each.value(AIRM.relation).removeprefix(AIRM.namespace), other)
        for (one, other), each in zip(ends, actions, strict=True)
    }
    found["mappings without a type"] = {
        (key(each.value(SSSOM.subject_id)), each.value(SSSOM.object_id))
        for each in accepted(contents.of_class(SSSOM.Mapping))
        if each.value(SSSOM.predicate_id) == AIRM.correspondsTo.value
    }
    versions = contents.of_class(AIRM.FrameworkVersion)
    found["versions of works"] = {
        (each.value(DCTERMS.isVersionOf).rpartition("/")[2], each.value(OWL.versionInfo))
        for each in versions
    }
    found["licences"] = {
        (each.value(DCTERMS.isVersionOf).rpartition("/")[2], licence)
        for each in versions
        for graph in each.values(AIRM.namedGraph)
        for licence in contents.get(graph).values(DCTERMS.license)
    }
    return found


def accepted(said: list[Resource]) -> list[Resource]:
    return [each for each in said if AIRM.accepted.value in each.values(AIRM.status)]


def read_back(source: Source) -> Facts:
    """What was read, in the same words."""
    keys = {filing.id: f"{filing.work} {filing.source_key}" for filing in source.filings}
    tactics = {concept.id: concept.notation for concept in source.concepts}
    texts: set[tuple[str, ...]] = {(keys.get(text.id, ""), text.words) for text in source.texts}
    named = {filing: filing.kind == "measure" for filing in source.filings}
    return {
        "measures": {(keys[filing.id],) for filing, is_measure in named.items() if is_measure},
        "risks": {(keys[filing.id],) for filing, is_measure in named.items() if not is_measure},
        "labels": {(keys[filing.id], filing.label) for filing in source.filings},
        "definitions": texts,
        "classifications": {(keys[c.id], c.facet, c.concept) for c in source.classifications},
        "links from measures to risks": {(keys[a.id], keys[a.target]) for a in source.actions},
        "ways in which measures act": {
            (keys[a.id], a.relation, keys[a.target]) for a in source.actions
        },
        "mappings without a type": {
            (keys.get(m.subject) or tactics[m.subject], m.object) for m in source.mappings
        },
        "versions of works": {(source.about.of, source.about.version)},
        "licences": {(source.about.of, source.about.licence)},
    }
