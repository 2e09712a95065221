"""What comes back of a graph that went out as an OSCAL catalog and a mapping collection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path

from airm_graph.answers.export_contents import Wish, contents_of
from airm_graph.answers.exports import export
from airm_graph.export.contents import Contents, Resource
from airm_graph.identifiers import compress
from airm_graph.records import Mapping, Source
from airm_graph.sources.log import Log
from airm_graph.sources.readers import read
from airm_graph.vocab import AIRM, AIRO, DCTERMS, OWL, PREFIXES, PROV, SKOS, SSSOM
from airm_graph.workspace import Build

RISKS = (AIRO.RiskSource, AIRO.Risk, AIRO.Consequence, AIRO.Impact)
RISK_KINDS = ("risk-source", "risk", "consequence", "impact")
SAME, UNTYPED = "airm:sameRecordAs", "airm:correspondsTo"
Fact = tuple[object, ...]
Facts = dict[str, set[Fact]]
Say = Callable[..., None]


def round_trip(build: Build, folder: Path) -> dict[str, tuple[int, int]]:
    """Of each kind of statement, how many are in the graph and how many come back the same.

    Args:
        build: What goes out.
        folder: Where the documents may be written.
    """
    catalog, mapping = folder / "oscal-catalog.json", folder / "oscal-mapping.json"
    export(build, "oscal-catalog", catalog, Wish())
    export(build, "oscal-mapping", mapping, Wish())
    contents, _ = contents_of(build, True, Wish())
    out = stated(contents)
    back = read_back(read("oscal", [catalog], Log()), read("oscal", [mapping], Log()))
    return {kind: (len(said), len(said & back.get(kind, set()))) for kind, said in out.items()}


# --- what goes out --------------------------------------------------------------------------------


def stated(contents: Contents) -> Facts:
    """What the graph says; things by name, statements by what they say."""
    things = {
        "measures": contents.of_class(AIRM.Mitigation),
        "requirements": contents.of_class(AIRM.Requirement),
        "risks": contents.of_class(*RISKS),
        "headings": contents.of_class(AIRM.DocumentSection),
    }
    found: Facts = {kind: {(each.iri,) for each in said} for kind, said in things.items()}
    every = [each for said in things.values() for each in said]
    found["labels"] = {(each.iri, each.label) for each in every}
    found["definitions"] = {
        (each.iri, text) for each in every for text in each.values(SKOS.definition)
    }
    classified = contents.of_class(AIRM.Classification)
    found["classifications"] = {_classified(contents, each) for each in classified}
    found["who classified, when and how sure"] = {
        (*_classified(contents, each), *_account(each)) for each in classified
    }
    actions = contents.of_class(AIRM.ActionStatement)
    found["links from measures to risks"] = {_acting(each)[:2] for each in actions}
    found["ways in which measures act"] = {_acting(each) for each in actions}
    mappings = contents.of_class(SSSOM.Mapping)
    for kind in ("mappings with a type", "mappings without a type", "negative mappings"):
        found[kind] = {_mapped(each) for each in mappings if _kind(_mapped(each)) == kind}
    found["who mapped, how and how sure"] = {
        (*_mapped(each), *_account(each), _curie(each.value(SSSOM.mapping_justification)))
        for each in mappings
    }
    versions = contents.of_class(AIRM.FrameworkVersion)
    found["versions of works"] = {
        (each.value(DCTERMS.isVersionOf), each.value(OWL.versionInfo))
        for each in versions
        if not each.value(AIRM.namedGraph)
    } | {(each.label,) for each in versions if each.value(AIRM.namedGraph)}
    found["licences"] = {
        (f"{source['title']}, {source['version']}", source["licence"])
        for source in contents.sources
    }
    return found


def _classified(contents: Contents, each: Resource) -> Fact:
    concept = contents.get(each.value(AIRM.assigns))
    code = (concept.value(SKOS.notation) or concept.local) if concept.iri else "?"
    facet = contents.get(each.value(AIRM.onFacet)).value(SKOS.notation)
    status = compress(each.value(AIRM.status)).partition(":")[2]
    return each.value(AIRM.classifies), facet, code, status


def _account(each: Resource) -> Fact:
    return (
        each.value(PROV.wasAttributedTo).rpartition("/")[2],
        each.value(DCTERMS.date),
        each.value(AIRM.confidence),
        each.value(AIRM.rationale),
    )


def _acting(each: Resource) -> Fact:
    way = compress(each.value(AIRM.relation)).partition(":")[2]
    return each.value(AIRM.statementOf), each.value(AIRM.target), way


def _mapped(each: Resource) -> Fact:
    return (
        each.value(SSSOM.subject_id),
        _curie(each.value(SSSOM.predicate_id)),
        each.value(SSSOM.object_id),
        compress(each.value(AIRM.status)).partition(":")[2],
        bool(each.value(SSSOM.predicate_modifier)),
    )


def _curie(iri: str) -> str:
    return compress(iri) if iri else ""


def _kind(mapped: Fact) -> str:
    if mapped[4]:
        return "negative mappings"
    return "mappings without a type" if mapped[1] == UNTYPED else "mappings with a type"


# --- what comes back ------------------------------------------------------------------------------


def read_back(catalogs: Sequence[Source], mappings: Sequence[Source]) -> Facts:
    """What was read, things by the names of those that they are the same as."""
    names = {
        same.subject: same.object
        for source in catalogs
        for same in source.mappings
        if same.predicate == SAME and "://" in same.object
    }
    found: Facts = {}

    def say(kind: str, *fact: object) -> None:
        found.setdefault(kind, set()).add(fact)

    for source in catalogs:
        kinds = {"measure": "measures", "requirement": "requirements"}
        for filing in source.filings:
            kind = "risks" if filing.kind in RISK_KINDS else kinds[filing.kind]
            say(kind, names[filing.id])
            say("labels", names[filing.id], filing.label)
        for section in source.sections:
            for same in section.same_as:
                say("headings", PREFIXES["airmid"] + same)
                say("labels", PREFIXES["airmid"] + same, section.label)
        for text in source.texts:
            if text.property == "definition":
                say("definitions", names[text.id], text.words)
        _statements(source, catalogs, names, say)
        for work in source.works:
            say("versions of works", PREFIXES["airmid"] + work.id, work.version)
    for source in chain(catalogs, mappings):
        about = source.about
        say("versions of works", f"{about.title}, {about.version}")
        say("licences", f"{about.title}, {about.version}", about.licence)
        for mapping in source.mappings:
            if "://" in mapping.object and mapping.subject in names:
                continue  # what was restated is the same as before
            ends = (names.get(end, end) for end in (mapping.subject, mapping.object))
            _mapping(source, mapping, next(ends), next(ends), say)
    return found


def _statements(
    source: Source, catalogs: Sequence[Source], names: dict[str, str], say: Say
) -> None:
    facets = {scheme.facet for each in catalogs for scheme in each.schemes}
    for each in source.classifications:
        facet = each.facet
        if facet in facets:  # what only some source has is brought along under a name of its own
            facet = facet.partition("-ai-risk-management-")[0]
        fact = (names[each.id], facet, each.concept, each.status)
        sure = "" if each.confidence is None else str(each.confidence)
        say("classifications", *fact)
        account = (source.about.agent, source.about.issued, sure, each.rationale)
        say("who classified, when and how sure", *fact, *account)
    for action in source.actions:
        say("links from measures to risks", names[action.id], names[action.target])
        say("ways in which measures act", names[action.id], names[action.target], action.relation)


def _mapping(source: Source, each: Mapping, subject: str, object_: str, say: Say) -> None:
    fact = (subject, each.predicate, object_, each.status, each.negative)
    say(_kind(fact), *fact)
    sure = "" if each.confidence is None else str(each.confidence.normalize())
    account = (source.about.agent, source.about.issued, sure, "")
    say("who mapped, how and how sure", *fact, *account, each.justification)


def told(lost: dict[str, tuple[int, int]]) -> Iterable[str]:
    """The counts, a line each."""
    return (f"{kind}: {back:,} of {out:,}" for kind, (out, back) in lost.items())
