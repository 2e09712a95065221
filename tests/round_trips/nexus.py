"""What comes back from a folder for the AI Atlas Nexus through ``import nexus``."""

from __future__ import annotations

from pathlib import Path

from airm_graph.answers.export_contents import Wish, contents_of
from airm_graph.export.contents import Contents
from airm_graph.export.formats import write_folder
from airm_graph.records import Source
from airm_graph.sources.log import Log
from airm_graph.sources.nexus.folder import load
from airm_graph.sources.nexus.ours import PREFIX
from airm_graph.sources.nexus.places import place
from airm_graph.sources.readers import read
from airm_graph.vocab import AIRM, AIRO, DCTERMS, OWL, SKOS, SSSOM
from airm_graph.workspace import Build

HARMS = {
    AIRO.RiskSource.value: "risk-source",
    AIRO.Risk.value: "risk",
    AIRO.Consequence.value: "consequence",
    AIRO.Impact.value: "impact",
}
KINDS = {"measure": "measures", "requirement": "requirements"} | dict.fromkeys(
    HARMS.values(), "risks"
)
UNTYPED = AIRM.correspondsTo.value
Fact = tuple[object, ...]
Facts = dict[str, set[Fact]]


def round_trip(build: Build, folder: Path) -> dict[str, tuple[int, int]]:
    """By kind of statement how many are in the graph, and how many come back the same.

    What the Nexus ships itself is in the graph, too, and not in the folder.
    """
    contents, _ = contents_of(build, False, Wish())
    path = folder / "nexus"
    path.mkdir()
    write_folder("nexus", contents, path)
    (source,) = read("nexus", [path], Log())
    ids = place(load(path, Log()), source.about.id, Log()).ids
    names = {local: key.removeprefix(PREFIX) for key, local in ids.items()}
    graph, back = stated(contents), read_back(source, names)
    return {kind: (len(said), len(said & back.get(kind, set()))) for kind, said in graph.items()}


def stated(contents: Contents) -> Facts:
    """What the graph says, things by their names in it."""
    found: Facts = {
        "measures": {(each.local, "measure") for each in contents.of_class(AIRM.Mitigation)},
        "requirements": {(e.local, "requirement") for e in contents.of_class(AIRM.Requirement)},
        "risks": {
            (each.local, next(name for term, name in HARMS.items() if term in each.types))
            for each in contents.of_class(AIRO.RiskSource, AIRO.Risk, AIRO.Consequence, AIRO.Impact)
        },
        "headings": {(each.local,) for each in contents.of_class(AIRM.DocumentSection)},
    }
    names = {str(fact[0]) for said in found.values() for fact in said}
    things = [contents.get(contents.name(f"id/{name}")) for name in sorted(names)]
    found["labels"] = {(each.local, each.label) for each in things}
    found["definitions"] = {
        (each.local, text) for each in things for text in each.values(SKOS.definition)
    }
    sources = contents.name("graph/source-")
    classified = [
        each
        for each in contents.of_class(AIRM.Classification)
        if each.value(AIRM.assigns) and any(graph.startswith(sources) for graph in each.graphs)
    ]
    found["classifications"] = {
        (
            contents.get(each.value(AIRM.classifies)).local,
            contents.get(each.value(AIRM.onFacet)).value(SKOS.notation),
            contents.get(each.value(AIRM.assigns)).value(SKOS.notation),
        )
        for each in classified
    }
    found["who classified, when and how sure"] = {(each.iri,) for each in classified}
    links = [
        (
            contents.get(each.value(AIRM.statementOf)).local,
            contents.get(each.value(AIRM.target)).local,
            each.value(AIRM.relation).rpartition("#")[2],
        )
        for each in contents.of_class(AIRM.ActionStatement)
    ]
    found["links from measures to risks"] = {link[:2] for link in links}
    found["ways in which measures act"] = set(links)
    for each in contents.of_class(SSSOM.Mapping):
        predicate = each.value(SSSOM.predicate_id)
        negative = bool(each.value(SSSOM.predicate_modifier))
        ends = (_local(each.value(SSSOM.subject_id)), _local(each.value(SSSOM.object_id)))
        kind = _kind(predicate == UNTYPED, negative)
        found.setdefault(kind, set()).add((*ends, _local(predicate), negative))
    found["versions of works"] = {
        (each.value(DCTERMS.isVersionOf), each.value(OWL.versionInfo))
        for each in contents.of_class(AIRM.FrameworkVersion)
    }
    found["licences"] = {(source["id"], source["licence"]) for source in contents.sources}
    return found


def read_back(source: Source, names: dict[str, str]) -> Facts:
    """What was read, things by the names that they had in the graph."""
    found: Facts = {}

    def own(name: str) -> str:
        return names.get(name, name)

    def say(kind: str, *fact: object) -> None:
        found.setdefault(kind, set()).add(fact)

    for filing in source.filings:
        if filing.kind in KINDS:
            say(KINDS[filing.kind], own(filing.id), filing.kind)
            say("labels", own(filing.id), filing.published_label or filing.label)
    for section in source.sections:
        say("headings", own(section.id))
        say("labels", own(section.id), section.label)
    for text in source.texts:
        if text.property == "definition":
            say("definitions", own(text.id), text.words)
    for said in source.classifications:
        say("classifications", own(said.id), said.facet.removeprefix("airm-"), said.concept)
    for action in source.actions:
        ends = (own(action.id), own(action.target))
        say("links from measures to risks", *ends)
        say("ways in which measures act", *ends, action.relation)
    for mapping in source.mappings:
        kind = _kind(mapping.predicate == "airm:correspondsTo", mapping.negative)
        predicate = _local(mapping.predicate.replace(":", "/"))
        ends = (own(_local(mapping.subject)), own(_local(mapping.object)))
        say(kind, *ends, predicate, mapping.negative)
    return found


def _kind(untyped: bool, negative: bool) -> str:
    if negative:
        return "negative mappings"
    return "mappings without a type" if untyped else "mappings with a type"


def _local(iri: str) -> str:
    return iri.rstrip("/").rpartition("/")[2].rpartition("#")[2]
