"""``show`` has everything that the Navigator's page of "Model Release" has, and who said it."""

import random
from dataclasses import replace

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store
from worlds import catalogue, concept_iri, tables

from airm_graph.dossier import Dossier, Match, dossier
from airm_graph.errors import IdentifierError
from airm_graph.identifiers import graph
from airm_graph.identifiers import thing as thing_iri
from airm_graph.lookup import find_thing, list_records, list_things, search
from airm_graph.render.dossier_text import MOST_MATCHES, dossier_text
from airm_graph.store import PROLOGUE, OxigraphEngine
from airm_graph.vocab import AIRM, DCTERMS, PROV, RDF, SKOS, SSSOM, XSD
from airm_graph.workspace import Build

NAVIGATOR = "MIT AI Risk Navigator"
READING = "One language model's reading (Claude, November 2026)"
# The five entries under the heading, each with the class that the Navigator shows.
ENTRIES = {
    "Staged release of model weights": "2.3.1",
    "Release strategy disagreement between developers": "3.3.1",
    "Gradual or incremental monitored release of model access": "2.3.1",
    "Limit deployment scope": "2.3.1",
    "Restricted usage terms for open-source models": "2.3.2",
}
# Other records of the document as the page lists them.
OTHERS = {
    "Model development": "2.4",
    "Model development > Data-related": "1.1",
    "Model evaluations": "2.2.2",
    "Model evaluations > General evaluations": "2.2.2",
    "Model evaluations > Benchmarking": "3.2.1",
    "Model evaluations > Red teaming": "2.2.2",
}


@pytest.fixture(scope="module")
def engine(build: Build) -> OxigraphEngine:
    return OxigraphEngine(build.store)


@pytest.fixture(scope="module")
def page(engine: OxigraphEngine) -> Dossier:
    return dossier(engine, "Model Release")


def test_class_with_definition_siblings_and_reasoning(page: Dossier) -> None:
    (said,) = (s for s in page.statements if s.facet == "category-v2" and s.agent == NAVIGATOR)
    assert (said.notation, said.label) == ("2.3.1", "Deployment Management")
    assert said.definition
    assert "no activity be recognised" in said.rationale
    assert (said.agent, said.date, said.preliminary) == (NAVIGATOR, "", True)
    beside = [notation for notation, _ in page.siblings[said.concept]]
    assert beside == ["2.3.2", "2.3.3", "2.3.4", "2.3.9"]


def test_facets_with_definitions_and_what_is_undetermined(page: Dossier) -> None:
    said = {s.facet: s for s in page.statements if s.agent == NAVIGATOR}
    assert said["stage"].label == "Deploy"
    assert said["actor"].label == "Developer"
    assert all(said[facet].definition for facet in ("stage", "actor"))
    assert not said["function"].decided
    assert said["function"].rationale
    assert {s.agent for s in page.statements if s.facet != "category-v2"} == {NAVIGATOR}


def test_parent_heading_and_the_five_entries(page: Dossier) -> None:
    assert [above.label for above in page.path] == ["Deployment"]
    entries = [part for part in page.parts if part.statements]
    shown = {
        part.label: s.notation
        for part in entries
        for s in part.statements
        if s.facet == "category-v2" and s.agent == NAVIGATOR
    }
    assert shown == ENTRIES
    assert all(part.definition for part in entries)


def test_other_records_of_the_document(page: Dossier) -> None:
    shown = {path: s.notation for path, part in page.others for s in part.statements}
    assert shown == OTHERS
    assert len({path for path, _ in page.others}) == len(page.others)


def test_source_with_the_right_gist(page: Dossier) -> None:
    assert page.work["citation"].startswith("Rokas Gipiškis; Ayrton San Joaquin; Ze Shen Chin;")
    assert page.work["citation"].endswith("Koen Holtman (2024)")
    assert "catalogue of risk sources" in page.work["gist"]
    assert "abstract of another paper" in page.work["note"]


def test_every_statement_on_the_page_names_its_author(page: Dossier) -> None:
    text = dossier_text(page, why=True)
    assert f"said by {NAVIGATOR}, undated, " in text  # the copy of the page bears no date
    assert max(map(len, text.splitlines())) <= 100
    assert text.count("said by") >= len(page.statements)
    assert "text: not imported" in text
    assert "EVERY TRIPLE" in text
    for label in (*ENTRIES, *OTHERS):
        assert label.split(" > ")[-1] in text


def test_the_disputed_filing_is_shown_from_both_sides(engine: OxigraphEngine) -> None:
    found = dossier(engine, "A0972")
    assert found.thing.kind == "risk source"
    kinds = {(s.label, s.status, s.agent) for s in found.statements if s.facet == "kind"}
    assert kinds == {
        ("Measure", "disputed", "MIT AI Risk Initiative"),
        ("Measure", "disputed", "IBM"),  # whose compilation repeats the publisher's row
        ("Risk source", "accepted", READING),
    }


def test_links_are_seen_from_both_ends(engine: OxigraphEngine) -> None:
    measure = dossier(engine, "A0937")
    (link,) = (x for x in measure.links if x.other.endswith("62_15_05"))
    assert (link.direction, link.relation) == ("acts on", "reduces")
    risk = dossier(engine, link.other)
    assert measure.thing.id in {x.other for x in risk.links if x.direction == "acted on by"}
    assert all(x.rationale for x in risk.links)


@pytest.mark.parametrize(
    "name",
    [
        "airmid:mitigation-mitv1-A0968",
        "https://w3id.org/airm-graph/id/mitigation-mitv1-A0968",
        "mitigation-mitv1-A0968",
        "A0968_Gipiškis2024",
        "A0968",
        "a0968",
        "staged release of model weights",
    ],
)
def test_a_thing_has_many_names(engine: OxigraphEngine, name: str) -> None:
    assert find_thing(engine, name).id == "airmid:mitigation-mitv1-A0968"


@pytest.mark.parametrize("name", ["nothing at all", "airmid:nothing", "Benchmarking"])
def test_no_name_and_two_names_are_refused(engine: OxigraphEngine, name: str) -> None:
    with pytest.raises(IdentifierError):
        find_thing(engine, name)


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("LLM01", "airmid:risk-finos-owasp-llm-LLM01"),  # both undated: by IRI
        ("article-9", "airmid:requirement-euaiact2024_1689-article-9"),
        ("A0388", "airmid:mitigation-mitv1-A0388"),  # its twin is undated
    ],
)
def test_a_name_of_several_records_of_one_thing_means_the_first(
    engine: OxigraphEngine, name: str, first: str
) -> None:
    assert find_thing(engine, name).id == first
    same = [thing for thing in list_things(engine) if name in {k.split("_")[0] for k in thing.keys}]
    assert len(same) > 1
    assert {thing.iri for thing in same} <= {r.iri for r in list_records(engine, same[0].iri)}


def test_every_shared_key_means_the_record_that_is_counted(
    build: Build, engine: OxigraphEngine
) -> None:
    """Of the records of one measure, coverage takes the same for the first."""
    things = list_things(engine)
    repeats = dict(zip(build.columns.index["items"], build.columns.items["repeats"], strict=True))
    by_key: dict[str, list[str]] = {}
    for thing in things:
        for key in thing.keys:
            by_key.setdefault(key, []).append(thing.iri)
    cluster = catalogue_clusters()
    shared = [
        (key, iris)
        for key, iris in by_key.items()
        if len(iris) > 1
        and set(iris) <= cluster.keys()
        and len({cluster[iri] for iri in iris}) == 1
        and any(not repeats[iri] for iri in iris)
    ]
    assert len(shared) > 800
    for key, _ in random.Random(1).sample(shared, 20):  # noqa: S311 - no secret
        assert not repeats[find_thing(engine, key, things).iri]


def catalogue_clusters() -> dict[str, str]:
    """The distinct measure of each record, by IRI."""
    return {
        thing_iri(name).value: record.measure
        for name, record in catalogue().records.items()
        if record.accepted
    }


def made(*triples: tuple[NamedNode, NamedNode, NamedNode | Literal]) -> OxigraphEngine:
    """Four measures of the key M1: ``b`` was published last, ``a`` before, ``c`` nobody knows."""
    store = Store()
    for name, issued in {"a": "2025-01-01", "b": "2026-01-01", "c": "", "d": ""}.items():
        node, version, named = (
            thing_iri(f"mitigation-{name}"), thing_iri(f"version-{name}"), graph(f"source-{name}")
        )  # fmt: skip
        for subject, predicate, value in (
            (node, RDF.type, AIRM.Mitigation),
            (node, SKOS.prefLabel, Literal("One measure", language="en")),
            (node, AIRM.sourceKey, Literal("M1")),
            (node, AIRM.recordedIn, version),
            (version, SKOS.prefLabel, Literal(f"File {name}", language="en")),
            (version, AIRM.namedGraph, named),
        ):
            store.add(Quad(subject, predicate, value, named))
        if issued:
            store.add(Quad(named, DCTERMS.issued, Literal(issued, datatype=XSD.date)))
    for triple in triples:
        store.add(Quad(*triple, graph("same")))
    return OxigraphEngine(store)


def same(one: str, other: str) -> tuple[NamedNode, NamedNode, NamedNode]:
    return thing_iri(f"mitigation-{one}"), AIRM.sameRecordAs, thing_iri(f"mitigation-{other}")


@pytest.mark.parametrize("name", ["M1", "One measure", "one MEASURE", "m1"])
def test_records_are_one_thing_through_others(name: str) -> None:
    engine = made(same("d", "c"), same("b", "c"), same("b", "a"))
    assert find_thing(engine, name).id == "airmid:mitigation-a"
    records = list_records(engine, thing_iri("mitigation-d").value)
    assert [record.id[-1] for record in records] == ["a", "b", "c", "d"]
    assert [(r.source, r.key) for r in records[:2]] == [("File a", "M1"), ("File b", "M1")]


@pytest.mark.parametrize(
    "pairs", [(), (("a", "b"),), (("a", "b"), ("c", "d")), (("a", "b"), ("b", "c"))]
)
def test_different_things_of_one_name_stay_ambiguous(pairs: tuple[tuple[str, str], ...]) -> None:
    with pytest.raises(IdentifierError, match="'M1' is the name of 4 things"):
        find_thing(made(*(same(one, other) for one, other in pairs)), "M1")


def test_a_page_names_the_other_records_and_what_is_said_of_them(engine: OxigraphEngine) -> None:
    found = dossier(engine, "A0968")
    twin = "airmid:mitigation-nexus-A0968_Gipiskis2024"
    assert [(record.id, record.key) for record in found.records] == [(twin, "A0968_Gipiškis2024")]
    classes = {(s.notation, s.agent, s.record) for s in found.statements if s.facet == "category"}
    assert classes == {("3.4", "MIT AI Risk Initiative", ""), ("3.4", "IBM", twin)}
    text = " ".join(dossier_text(found).split())
    assert f"also recorded in AI Atlas Nexus, unstated: {twin}, A0968_Gipiškis2024" in text
    assert f"said by IBM, undated, filed by the publisher, of {twin}" in text
    other_way = dossier(engine, twin)
    assert [record.id for record in other_way.records] == [found.thing.id]
    assert {(s.notation, s.agent) for s in other_way.statements} == {
        (s.notation, s.agent) for s in found.statements
    }


def test_links_of_every_record_are_shown(engine: OxigraphEngine) -> None:
    found = dossier(engine, "airmid:mitigation-nistai600_1-GV-1_1-001")
    of = {link.record for link in found.links}
    assert {"", "airmid:mitigation-nexus-GV-1_1-001"} <= of
    assert of <= {"", *(record.id for record in found.records)}
    assert all(link.record in text_of(found) for link in found.links)


def text_of(found: Dossier, *, why: bool = False) -> str:
    text = dossier_text(found, why=why)
    assert max(map(len, text.splitlines())) <= 100
    return " ".join(text.split())


def test_a_technique_has_its_parent_tactics_measures_and_mappings(engine: OxigraphEngine) -> None:
    found = dossier(engine, "AML.T0020")
    assert (found.thing.kind, found.thing.label) == ("risk source", "Poison Training Data")
    assert {s.facet for s in found.statements} == {"atlas-maturity", "atlas-tactic"}
    measures = [
        row["id"] for _, row in tables("actions.tsv") if row["target"] == found.thing.id[7:]
    ]
    assert measures
    assert sorted(link.other[7:] for link in found.links) == sorted(measures)
    text = text_of(found)
    assert "MITRE ATLAS, 5.6.0" in text
    assert "Data Poisoning airm:correspondsTo it (accepted) airmid:risk-cosai-risk" in text
    child = dossier(engine, "AML.T0051.001")
    assert [above.label for above in child.path] == ["LLM Prompt Injection"]
    assert "part of: LLM Prompt Injection" in text_of(child)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("GV-1.1-001", "measure"),
        ("LLM01", "risk"),
        ("GOVERN 1.1", "requirement"),
        ("article-9", "requirement"),
    ],
)
def test_pages_of_other_frameworks(engine: OxigraphEngine, name: str, kind: str) -> None:
    found = dossier(engine, name)
    assert found.thing.kind == kind
    assert found.work["title"]
    assert found.matches
    text = text_of(found)
    for heading in ("MAPPINGS", "FACTS", "SOURCE", "airm:recordedIn"):
        assert heading in text


def test_mappings_are_bounded_and_those_that_hold_come_first(engine: OxigraphEngine) -> None:
    found = dossier(engine, "LLM01")
    assert len(found.matches) > MOST_MATCHES
    assert not any(match.predicate == "airm:sameRecordAs" for match in found.matches)
    held = [not match.broken and match.status == "accepted" for match in found.matches]
    assert held == sorted(held, reverse=True)
    short, whole = text_of(found), text_of(found, why=True)
    assert f"MAPPINGS ({len(found.matches)})" in short
    assert f" {len(found.matches) - MOST_MATCHES} more; --why shows them" in short
    assert "more; --why" not in whole
    assert all(match.other in whole for match in found.matches)
    assert not all(match.other in short for match in found.matches)


def test_a_mapping_of_the_catalogue_that_leads_nowhere_says_why(engine: OxigraphEngine) -> None:
    text = f"""{PROLOGUE} SELECT DISTINCT ?subject ?why {{
      ?mapping sssom:subject_id ?subject ; airm:unresolved ?why . ?subject skos:prefLabel ?label
    }} ORDER BY ?subject ?why LIMIT 1"""
    (row,) = engine.select(text)
    found = dossier(engine, row["subject"])
    assert row["why"] in "; ".join(match.broken for match in found.matches)
    assert f"not to be relied upon: {row['why']}"[:60] in text_of(found, why=True)


def test_a_mapping_that_is_stale_or_leads_nowhere_comes_last() -> None:
    one, other = thing_iri("mitigation-a"), thing_iri("mitigation-b")
    triples: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = []
    for name, subject, object_ in (("1", one, other), ("2", other, one), ("3", one, other)):
        node = thing_iri(f"mapping-{name}")
        triples += [
            (node, RDF.type, SSSOM.Mapping),
            (node, SSSOM.subject_id, subject),
            (node, SSSOM.predicate_id, SKOS.exactMatch),
            (node, SSSOM.object_id, object_),
            (node, AIRM.status, AIRM.accepted),
            (node, PROV.wasAttributedTo, thing_iri("agent-x")),
            (thing_iri("agent-x"), SKOS.prefLabel, Literal("Somebody", language="en")),
        ]
    triples += [
        (thing_iri("mapping-1"), AIRM.stale, Literal("B is gone", language="en")),
        (thing_iri("mapping-2"), AIRM.unresolved, Literal("no A", language="en")),
        (thing_iri("mapping-2"), AIRM.unresolved, Literal("no B", language="en")),
    ]
    found = dossier(made(*triples), "airmid:mitigation-a")
    assert [(match.place, match.broken) for match in found.matches] == [
        ("subject", ""),
        ("object", "no A; no B"),
        ("subject", "B is gone"),
    ]
    text = text_of(found)
    assert "it skos:exactMatch One measure (accepted) airmid:mitigation-b; said by Somebody" in text
    assert "One measure skos:exactMatch it" in text
    assert "not to be relied upon: B is gone" in text


def test_a_mapping_that_is_denied_says_so() -> None:
    match = Match(
        place="object", predicate="skos:exactMatch", other="airmid:x", label="X", negative=True,
        status="accepted", source="Somebody", confidence="0.5", machine_made=True, broken="",
    )  # fmt: skip
    found = dossier(made(), "airmid:mitigation-a")
    text = text_of(replace(found, matches=(match,)))
    assert (
        "X not skos:exactMatch it (accepted) airmid:x; said by Somebody, made by a machine" in text
    )


def test_search_needs_every_word(engine: OxigraphEngine) -> None:
    both = {thing.iri for thing, _ in search(engine, "model release")}
    one = {thing.iri for thing, _ in search(engine, "release")}
    assert both < one
    assert search(engine, "   ") == []
    assert search(engine, "zzzz") == []


ONE_OF_EACH = {
    "agent": "agent-airm-reading-1",
    "class": "airm:Mitigation",
    "compilation": "compilation-mitigation-database",
    "concept": "airmid:category-mitv2-2_3",
    "evidence": "risk-mitrisk4-62_14_05a",
    "facet": "airmid:facet-stage",
    "heading": "Model Release",
    "impact": "risk-mitrisk4-62_08_05",
    "incident": "evidence-atlas5_6_0-AML_CS0002",
    "measure": "A0001",
    "property": "airm:reduces",
    "requirement": "GOVERN 1.1",
    "risk": "LLM01",
    "risk source": "A0972",
    "scheme": "airmid:scheme-mitv2",
    "version": "version-mitv1",
    "work": "framework-nist2024",
}


def test_there_is_one_of_each(engine: OxigraphEngine) -> None:
    assert {thing.kind for thing in list_things(engine)} == set(ONE_OF_EACH)


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_every_kind_of_thing_has_a_page(engine: OxigraphEngine, kind: str) -> None:
    found = dossier(engine, ONE_OF_EACH[kind])
    text = dossier_text(found, why=True)
    assert found.thing.kind == kind
    assert text.startswith(f"{found.thing.label}\n{kind} {found.thing.id}\n")
    assert "said in: " in text
    assert all(fact.graph for fact in found.facts)
    said = {(s.property, s.value) for author in found.authors for s in author.said}
    assert said == {(fact.property, fact.value) for fact in found.facts}
    assert "unknown" not in {author.origin.kind for author in found.authors}


def test_a_concept_shows_what_it_is_divided_into_and_what_stands_under_it(
    engine: OxigraphEngine,
) -> None:
    divided = dossier(engine, "airmid:category-mitv1-3")
    assert [notation for notation, _ in divided.below][:2] == ["3.1", "3.2"]
    used = dossier(engine, "airmid:category-mitv1-3_1")
    iri = concept_iri("category", "3.1")
    under = [
        record.work
        for name, record in catalogue().records.items()
        if record.accepted
        and any(c.record == name and c.concept == iri for c in catalogue().claims)
    ]
    (use,) = used.uses
    assert (use.kind, use.things, use.frameworks) == (
        "airm:Mitigation",
        len(under),
        len(set(under)),
    )


def test_every_thing_has_one_kind(engine: OxigraphEngine) -> None:
    iris = [thing.iri for thing in list_things(engine)]
    assert len(iris) == len(set(iris)) > 1400
