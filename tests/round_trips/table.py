"""What comes back of a graph that went out as CSV tables and is read in again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode

from airm_graph.answers.export_contents import Wish
from airm_graph.answers.exports import export
from airm_graph.assembly import quads_of_all
from airm_graph.canonical import canonical_quads
from airm_graph.export.contents import Resource
from airm_graph.export.terms import by_subject
from airm_graph.sources.log import Log
from airm_graph.sources.readers import read
from airm_graph.vocab import AIRM, AIRO, DCTERMS, OWL, PREFIXES, PROV, RDFS, SKOS, SSSOM
from airm_graph.workspace import Build

SOURCES = PREFIXES["airmg"] + "source-"
RISKS = (AIRO.RiskSource, AIRO.Risk, AIRO.Consequence, AIRO.Impact)
UNTYPED = AIRM.correspondsTo.value
Fact = tuple[object, ...]


def round_trip(build: Build, folder: Path) -> dict[str, tuple[int, int]]:
    """Of each kind of statement, how many went out and how many came back the same.

    Args:
        build: What goes out.
        folder: Where the tables may be written.
    """
    export(build, "csvw", folder / "csvw", Wish())
    sources = read("table", [folder / "csvw"], Log())
    with build.quads_file.open("rb") as file:
        out = facts(Resource.of(lines) for _, lines in by_subject(file))
    again = canonical_quads(quads_of_all(sources)).splitlines(keepends=True)
    back = facts(Resource.of(lines) for _, lines in by_subject(again))
    return {kind: (len(said), len(said & back.get(kind, set()))) for kind, said in out.items()}


def facts(resources: Iterable[Resource]) -> dict[str, set[Fact]]:
    """What sources say, by kind; statements by what they say and not by their names."""
    found: dict[str, set[Fact]] = {}
    for resource in resources:
        said = {
            predicate: kept
            for predicate, values in resource.said.items()
            if (kept := tuple(value for value in values if _from_source(resource, value.graph)))
        }
        for kind, *fact in _facts(Resource(resource.iri, said)):
            found.setdefault(kind, set()).add(tuple(fact))
    return found


def _from_source(resource: Resource, graph: str) -> bool:
    return (
        graph.startswith(SOURCES)
        or (not graph and "/id/version-" in resource.iri)
        or (resource.iri.startswith(SOURCES))
    )


def _facts(r: Resource) -> Iterator[tuple[Any, ...]]:
    """Each fact behind its kind."""
    iri, graph = r.iri, r.graphs
    if r.value(AIRM.statedIn):
        for kind, classes in (
            ("measures", [AIRM.Mitigation]),
            ("requirements", [AIRM.Requirement]),
            ("risks", RISKS),
            ("headings", [AIRM.DocumentSection]),
        ):
            if r.is_a(*classes):
                key = (r.value(AIRM.sourceKey), r.value(AIRM.statedIn), r.value(AIRM.recordedIn))
                yield kind, iri, *key
        yield from (("labels", iri, term) for term in r.terms(SKOS.prefLabel))
        yield from (("definitions", iri, term) for term in r.terms(SKOS.definition))
    decided = (graph, *_values(r, PROV.wasAttributedTo, DCTERMS.date, AIRM.method))
    decided += _values(r, AIRM.confidence, AIRM.rationale)
    if r.is_a(AIRM.Classification):
        said = _values(r, AIRM.classifies, AIRM.onFacet, AIRM.assigns, AIRM.status)
        yield "classifications", *said
        yield "who classified, when and how sure", *said, *decided
    if r.is_a(AIRM.ActionStatement):
        yield "links from measures to risks", *_values(r, AIRM.statementOf, AIRM.target)
        said = _values(r, AIRM.statementOf, AIRM.relation, AIRM.target)
        yield "ways in which measures act", *said
    if r.is_a(SSSOM.Mapping):
        said = _values(r, SSSOM.subject_id, SSSOM.predicate_id, SSSOM.object_id, AIRM.status)
        if r.value(SSSOM.predicate_modifier):
            yield "negative mappings", *said
        elif r.value(SSSOM.predicate_id) == UNTYPED:
            yield "mappings without a type", *said
        else:
            yield "mappings with a type", *said
        more = _values(r, SSSOM.mapping_justification, SSSOM.author_label, AIRM.machineMade)
        more += _values(r, SSSOM.subject_source_version, SSSOM.object_source_version)
        more += _values(r, RDFS.comment, AIRM.unresolved)
        yield "who mapped, how and how sure", *said, *decided, *more
    if r.is_a(AIRM.FrameworkVersion):
        yield "versions of works", iri, *_values(r, DCTERMS.isVersionOf, OWL.versionInfo)
    if iri.startswith(SOURCES):
        yield "licences", iri, *_values(r, DCTERMS.license, DCTERMS.rights, PROV.wasAttributedTo)


def _values(resource: Resource, *predicates: NamedNode) -> tuple[object, ...]:
    return tuple(tuple(resource.values(predicate)) for predicate in predicates)
