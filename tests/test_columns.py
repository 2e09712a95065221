"""Columns say what the graph says: distinct measures, decisions, links, inherited facets."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, parse

from airm_graph.columns import RELATIONS, STATUSES, Columns
from airm_graph.extraction import columns_of
from airm_graph.schemes import load_facets
from airm_graph.store import PROLOGUE
from airm_graph.vocab import BASE
from airm_graph.workspace import Build

ID = BASE + "id/"
WORKS = """
airmid:framework-a a airm:Framework ; skos:prefLabel "A"@en ; dcterms:issued "2024" ;
  airm:currentVersion airmid:version-a ; airm:workKind airmid:kind-bill ;
  airm:workStatus airmid:workstatus-vetoed ; airm:bindingness airmid:bindingness-binding .
airmid:framework-b a airm:Framework ; skos:prefLabel "B"@en ; dcterms:issued "2025" ;
  airm:currentVersion airmid:version-b ; airm:workKind airmid:kind-law ;
  airm:workStatus airmid:workstatus-in-force .
airmid:version-a owl:versionInfo "1" .
airmid:version-b owl:versionInfo "2.0" .
airmid:kind-bill skos:prefLabel "Bill"@en .
airmid:kind-law skos:prefLabel "Law"@en .
airmid:workstatus-vetoed skos:notation "vetoed" .
airmid:workstatus-in-force skos:notation "in-force" .
airmid:agent-p skos:prefLabel "Publisher"@en .
airmid:agent-m skos:prefLabel "Model"@en .
"""
MEASURES = """
airmid:m1 a airm:Mitigation ; airm:statedIn airmid:framework-a ; airm:sameRecordAs airmid:m2 .
airmid:m2 a airm:Mitigation ; airm:statedIn airmid:framework-b ; airm:claimsAllRisks true .
airmid:m3 a airm:Mitigation ; airm:statedIn airmid:framework-b ; airm:sameRecordAs airmid:m2 .
airmid:m4 a airm:Mitigation ; airm:statedIn airmid:framework-b ; airm:sameRecordAs airmid:s1 .
airmid:s1 a airm:DocumentSection ; airm:statedIn airmid:framework-b .
airmid:m5 airm:statedIn airmid:framework-a .
"""
CONTESTED = """
airmid:k-{0} a airm:Classification ; airm:classifies airmid:{0} ; airm:onFacet airmid:facet-kind ;
  airm:assigns airmid:recordkind-measure ; airm:status airm:disputed ;
  airm:method airm:publisherFiling ; prov:wasAttributedTo airmid:agent-p .
"""
RISKS = """
airmid:r1 a airo:RiskSource, airo:Impact ; skos:prefLabel "R1"@en ;
  airm:statedIn airmid:framework-a, airmid:framework-b ; airm:arisesAtStage airmid:stage-deploy ;
  airm:inRiskDomain airmid:domain-mit-2_2, airmid:domain-mit-7 .
airmid:r2 a airo:RiskSource ; skos:prefLabel "R2"@en ; airm:statedIn airmid:framework-b .
"""


def store_of(*texts: str, graphs: int = 1) -> Store:
    """A store with the triples of the texts, in as many graphs."""
    prefixes = PROLOGUE.replace("PREFIX", "@prefix").replace("> ", "> .\n")
    store = Store()
    for quad in parse(prefixes + "\n".join(texts), format=RdfFormat.TURTLE):
        for number in range(graphs):
            graph = NamedNode(f"urn:graph:{number}")
            store.add(Quad(quad.subject, quad.predicate, quad.object, graph))
    return store


def classified(number: int, thing: str, facet: str, said: str) -> str:
    """A classification of a thing on a facet; ``said`` has the rest."""
    return f"""
airmid:c{number} a airm:Classification ; airm:classifies airmid:{thing} ;
  airm:onFacet airmid:facet-{facet} ; {said} .
"""


def linked(number: int, said: str) -> str:
    return f"""
airmid:l{number} a airm:ActionStatement ; airm:method airm:modelReading ;
  prov:wasAttributedTo airmid:agent-m ; {said} .
"""


OURS = "airm:method airm:modelReading ; prov:wasAttributedTo airmid:agent-m"
THEIRS = "airm:method airm:publisherFiling ; prov:wasAttributedTo airmid:agent-p"


def concept(facet: str, position: int) -> str | None:
    return list(load_facets()[facet].concepts)[position] if position >= 0 else None


def rows(columns: Columns, facet: str) -> list[tuple[str, str | None, str, str, float | None]]:
    """The values of a facet in words: item, concept, agent, status, confidence."""
    index = columns.index
    return sorted(
        (
            index["items"][row["item"]].removeprefix(ID),
            (concept(facet, int(row["concept"])) or "?").removeprefix(ID),
            index["agents"][row["agent"]]["label"] if row["agent"] >= 0 else "",
            STATUSES[row["status"]],
            None if np.isnan(row["confidence"]) else round(float(row["confidence"]), 4),
        )
        for row in columns.values[facet]
    )


def same(left: Columns, right: Columns) -> None:
    """Both hold the same numbers and names."""
    for one, other in ((left.items, right.items), (left.links, right.links)):
        assert one.tobytes() == other.tobytes()
    assert {name: array.tobytes() for name, array in left.values.items()} == {
        name: array.tobytes() for name, array in right.values.items()
    }
    assert left.index == right.index


def test_items_stand_in_works_and_know_their_measure() -> None:
    columns = columns_of(store_of(WORKS, MEASURES, CONTESTED.format("m5")))
    index, items = columns.index, columns.items
    assert [work["label"] for work in index["works"]] == ["A", "B"]
    assert index["works"][0] == {
        "iri": f"{ID}framework-a",
        "label": "A",
        "version": "1",
        "kind": "Bill",
        "status": "vetoed",
        "year": "2024",
    }
    assert [iri.removeprefix(ID) for iri in index["items"]] == ["m1", "m2", "m3", "m4", "m5"]
    assert [index["works"][work]["label"] for work in items["work"]] == ["A", "B", "B", "B", "A"]
    assert items["accepted"].tolist() == [True, True, True, True, False]
    assert items["all_risks"].tolist() == [False, True, False, False, False]


def test_same_records_are_one_measure_through_others_too() -> None:
    """m1 = m2 = m3; that m4 is the heading s1 makes no two measures one."""
    measure = columns_of(store_of(WORKS, MEASURES)).items["measure"].tolist()
    assert len(set(measure[:3])) == 1
    assert len(set(measure)) == 2


def test_measure_with_a_contested_filing_is_one_item() -> None:
    columns = columns_of(store_of(WORKS, MEASURES, CONTESTED.format("m1")))
    assert columns.index["items"].count(f"{ID}m1") == 1
    assert columns.items["accepted"].all()


def test_values_are_every_decision_with_its_status() -> None:
    deploy = "airm:assigns airmid:stage-deploy"
    said = [
        classified(1, "m1", "stage", f"{deploy} ; airm:status airm:accepted ; {THEIRS}"),
        classified(2, "m1", "stage", f"{deploy} ; airm:status airm:proposed ; {OURS}"),
        classified(3, "m2", "stage", f"airm:status airm:accepted ; airm:confidence 0.55 ; {OURS}"),
        classified(4, "m5", "stage", f"{deploy} ; airm:status airm:disputed ; {THEIRS}"),
        classified(5, "s1", "stage", f"{deploy} ; airm:status airm:accepted ; {THEIRS}"),
    ]
    columns = columns_of(store_of(WORKS, MEASURES, CONTESTED.format("m5"), *said))
    assert rows(columns, "stage") == [
        ("m1", "stage-deploy", "Model", "proposed", None),
        ("m1", "stage-deploy", "Publisher", "accepted", None),
        ("m2", "?", "Model", "accepted", 0.55),
        ("m5", "stage-deploy", "Publisher", "disputed", None),
    ]
    methods = {agent["label"]: agent["methods"] for agent in columns.index["agents"]}
    assert methods == {"Publisher": ["publisherFiling"], "Model": ["modelReading"]}


def test_facts_about_a_work_hold_for_its_measures() -> None:
    columns = columns_of(store_of(WORKS, MEASURES))
    assert rows(columns, "bindingness") == [("m1", "bindingness-binding", "", "accepted", None)]


LINKS = (
    linked(1, "airm:statementOf airmid:m1 ; airm:relation airm:reduces ; airm:target airmid:r1 ;"
              "airm:status airm:accepted ; airm:confidence 0.6"),
    linked(2, "airm:statementOf airmid:m4 ; airm:relation airm:detects ; airm:target airmid:r1 ;"
              "airm:status airm:accepted"),
    linked(3, "airm:statementOf airmid:m3 ; airm:relation airm:reduces ; airm:target airmid:r2 ;"
              "airm:status airm:proposed"),
    linked(4, "airm:statementOf airmid:m2 ; airm:relation airm:respondsTo ; airm:target airmid:r2 ;"
              "airm:status airm:accepted ; airm:confidence 0.9"),
)  # fmt: skip


def test_links_are_the_accepted_ones() -> None:
    columns = columns_of(store_of(WORKS, MEASURES, RISKS, *LINKS))
    found = [
        (
            columns.index["items"][link["item"]].removeprefix(ID),
            RELATIONS[link["relation"]],
            columns.index["targets"][link["target"]]["label"],
        )
        for link in columns.links
    ]
    assert found == [("m1", "reduces", "R1"), ("m2", "respondsTo", "R2"), ("m4", "detects", "R1")]


def test_targets_stand_once_with_all_that_is_said_of_them() -> None:
    r1, r2 = columns_of(store_of(WORKS, MEASURES, RISKS)).index["targets"]
    assert set(r1["kinds"]) == {"risk-source", "impact"}
    assert r1["works"] == [f"{ID}framework-a", f"{ID}framework-b"]
    assert r1["domains"] == [f"{ID}domain-mit-2_2", f"{ID}domain-mit-7"]
    assert r1["stages"] == [f"{ID}stage-deploy"]
    assert (r2["kinds"], r2["domains"], r2["stages"]) == (["risk-source"], [], [])


def test_measures_inherit_from_what_they_mitigate_and_are_no_surer() -> None:
    """Only r1 and r2 are mitigated: m4 only detects, and a proposed link is none."""
    accepted = f"airm:status airm:accepted ; {THEIRS}"
    said = [
        classified(1, "r1", "risk-domain", f"airm:assigns airmid:domain-mit-2_2 ; {accepted}"),
        classified(2, "r1", "risk-domain", f"airm:assigns airmid:domain-mit-7 ; {accepted}"),
        classified(3, "r2", "risk-domain", f"airm:confidence 0.7 ; {accepted}"),
        classified(4, "r2", "risk-domain", "airm:assigns airmid:domain-mit-1 ;"
                   f"airm:status airm:proposed ; {THEIRS}"),
    ]  # fmt: skip
    columns = columns_of(store_of(WORKS, MEASURES, RISKS, *LINKS, *said))
    assert rows(columns, "risk-domain") == [
        ("m1", "domain-mit-2_2", "Model", "accepted", 0.6),
        ("m1", "domain-mit-7", "Model", "accepted", 0.6),
        ("m2", "?", "Model", "accepted", 0.7),
    ]


def test_codings_exclusions_and_demand_are_as_stated() -> None:
    said = """
airmid:coding-1 a airm:CodingStatement ; airm:aboutWork airmid:framework-a ;
  airm:onFacet airmid:facet-stage ; airm:extraction airm:partial ; airm:codedTo airm:complete ;
  airm:codedBy airmid:agent-silent ; airm:rationale "Why."@en .
airmid:exclusion-1 a airm:Exclusion ; airm:excludes airmid:stage-deploy, airmid:framework-a ;
  airm:rationale "Not applicable."@en .
airmid:domain-mit-1 airm:risksFiled 83 ; airm:papersNaming 45 .
"""
    index = columns_of(store_of(WORKS, said)).index
    assert index["codings"] == [
        {
            "work": f"{ID}framework-a",
            "facet": f"{ID}facet-stage",
            "extraction": "partial",
            "coded": "complete",
            "agent": f"{ID}agent-silent",
            "confidence": "",
            "rationale": "Why.",
            "author": "",
        }
    ]
    assert index["exclusions"] == [
        [f"{ID}exclusion-1", f"{ID}framework-a", "Not applicable."],
        [f"{ID}exclusion-1", f"{ID}stage-deploy", "Not applicable."],
    ]
    assert index["demand"] == [[f"{ID}domain-mit-1", "83", "45"]]


def test_what_two_graphs_say_is_said_once() -> None:
    deploy = f"airm:assigns airmid:stage-deploy ; airm:status airm:accepted ; {OURS}"
    said = [classified(1, "m1", "stage", deploy), CONTESTED.format("m5"), *LINKS]
    texts = [WORKS, MEASURES, RISKS, *said]
    same(columns_of(store_of(*texts, graphs=2)), columns_of(store_of(*texts)))


def test_no_measure_makes_empty_columns() -> None:
    columns = columns_of(Store())
    assert columns.items.size == columns.links.size == 0
    assert not any(array.size for array in columns.values.values())


def small(build: Build) -> Columns:
    return columns_of(store_of(WORKS, MEASURES, RISKS, *LINKS))


def real(build: Build) -> Columns:
    return columns_of(build.store, build.columns.facets)


@pytest.mark.parametrize("made", [small, real])
def test_saved_columns_load_as_they_were(
    made: Callable[[Build], Columns], build: Build, tmp_path: Path
) -> None:
    columns = made(build)
    columns.save(tmp_path / "columns")
    same(Columns.load(tmp_path / "columns"), columns)
    with pytest.raises(FileExistsError):
        columns.save(tmp_path / "columns")


def test_columns_of_a_build_are_those_of_its_graph(build: Build) -> None:
    same(build.columns, columns_of(build.store, build.columns.facets))
    assert isinstance(build.columns.items, np.memmap)
