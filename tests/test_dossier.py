"""``show`` has everything that the Navigator's page of "Model Release" has, and who said it."""

import pytest

from airm_graph.dossier import Dossier, dossier
from airm_graph.errors import IdentifierError
from airm_graph.lookup import find_thing, list_things, search
from airm_graph.render.dossier_text import dossier_text
from airm_graph.store import OxigraphEngine
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
    (said,) = (s for s in page.statements if s.facet == "category-v2")
    assert (said.notation, said.label) == ("2.3.1", "Deployment Management")
    assert said.definition
    assert "no activity be recognised" in said.rationale
    assert (said.agent, said.date, said.preliminary) == (NAVIGATOR, "", True)
    beside = [notation for notation, _ in page.siblings[said.concept]]
    assert beside == ["2.3.2", "2.3.3", "2.3.4", "2.3.9"]


def test_facets_with_definitions_and_what_is_undetermined(page: Dossier) -> None:
    said = {s.facet: s for s in page.statements}
    assert said["stage"].label == "Deploy"
    assert said["actor"].label == "Developer"
    assert all(said[facet].definition for facet in ("stage", "actor"))
    assert not said["function"].decided
    assert said["function"].rationale
    assert {s.agent for s in page.statements} == {NAVIGATOR}


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
    "measure": "A0001",
    "property": "airm:reduces",
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


def test_a_concept_shows_what_it_is_divided_into_and_what_stands_under_it(
    engine: OxigraphEngine,
) -> None:
    divided = dossier(engine, "airmid:category-mitv1-3")
    assert [notation for notation, _ in divided.below][:2] == ["3.1", "3.2"]
    used = dossier(engine, "airmid:category-mitv1-3_1")
    (use,) = used.uses
    assert (use.kind, use.things, use.frameworks) == ("airm:Mitigation", 127, 12)


def test_every_thing_has_one_kind(engine: OxigraphEngine) -> None:
    iris = [thing.iri for thing in list_things(engine)]
    assert len(iris) == len(set(iris)) > 1400
