"""What shows demand: incidents and realized attacks, read anew from the tables; the quiet field."""

import csv
import io
from collections import Counter
from dataclasses import replace
from functools import cache

import pytest
from worlds import ID, measures, tables

from airm_graph.cli import main
from airm_graph.coverage.cells import coverage
from airm_graph.coverage.demand import demand_by_domain, seen_in_the_wild
from airm_graph.coverage.gap_report import GapReport, gap_report
from airm_graph.coverage.laggards import laggards
from airm_graph.coverage.options import OptionError, Options
from airm_graph.coverage.quiet import quiet_fields
from airm_graph.coverage.targets import Target, targets
from airm_graph.queries import get_query
from airm_graph.render.gap_text import gap_text
from airm_graph.store import PROLOGUE, OxigraphEngine
from airm_graph.workspace import Build

OPTIONS = Options(by=("framework", "category"))
WITHIN = """
SELECT DISTINCT ?in ?wide WHERE {
  { ?m sssom:subject_id ?in ; sssom:object_id ?wide .
    VALUES ?up { skos:exactMatch skos:broadMatch } ?m sssom:predicate_id ?up }
  UNION
  { ?m sssom:subject_id ?wide ; sssom:object_id ?in .
    VALUES ?down { skos:exactMatch skos:narrowMatch } ?m sssom:predicate_id ?down }
  UNION { ?in skos:broader ?wide }
  FILTER NOT EXISTS { ?m sssom:predicate_modifier ?no }
  FILTER NOT EXISTS { ?m airm:stale ?why }
  FILTER(!BOUND(?m) || EXISTS { ?m airm:status airm:accepted })
}"""


@cache
def one() -> dict[str, str]:
    """Of each record the one that stands for the thing."""
    return {row["id"]: row["id"] for _, row in tables("records.tsv")} | measures()


@cache
def incidents() -> dict[str, set[str]]:
    """By risk the incidents that are evidence for it."""
    kinds = {row["id"]: row["kind"] for _, row in tables("records.tsv")}
    found: dict[str, set[str]] = {}
    for _, row in tables("links.tsv"):
        if row["relation"] == "evidenceFor" and kinds[row["id"]] == "incident":
            found.setdefault(one()[row["target"]], set()).add(row["id"])
    return found


@cache
def realized() -> set[str]:
    return {
        one()[row["id"]]
        for _, row in tables("classifications.tsv")
        if (row["facet"], row["concept"]) == ("atlas-maturity", "realized")
    }


@pytest.fixture(scope="module")
def report(build: Build) -> GapReport:
    return gap_report(build.columns, build.name)


def local(target: Target) -> str:
    return one()[target.target.iri.removeprefix(ID)]


def test_catalogue_has_incidents_and_realized_attacks() -> None:
    kinds = Counter(row["kind"] for _, row in tables("records.tsv"))
    assert kinds["incident"] == 17 + 38  # case studies of ATLAS 5.6.0, and those of the Nexus
    assert len(realized()) == 64


def test_an_incident_is_an_evidence_note_in_the_graph(build: Build) -> None:
    said = "SELECT DISTINCT ?i ?class WHERE { ?i a airm:Incident ; a ?class }"
    classes: dict[str, set[str]] = {}
    for row in OxigraphEngine(build.store).select(PROLOGUE + said):
        classes.setdefault(row["i"], set()).add(row["class"].rpartition("#")[2])
    assert len(classes) == 17 + 38
    assert all(found == {"Incident", "EvidenceNote"} for found in classes.values())


def test_seen_in_the_wild_are_those_with_an_incident_or_realized(
    report: GapReport, build: Build
) -> None:
    named = {
        local(target)
        for kind in ("risk-source", "risk")
        for target in targets(build.columns, kind=kind)
    }
    expected = {
        risk: (risk in realized(), len(incidents().get(risk, ())))
        for risk in named & (realized() | incidents().keys())
    }
    found = {local(wild.target): (wild.realized, wild.incidents) for wild in report.wild}
    assert found == expected
    assert len(found) == len(report.wild)
    order = [(-wild.incidents, not wild.realized) for wild in report.wild]
    assert order == sorted(order)
    assert any(wild.target.handling == "no measure" for wild in report.wild)


def test_nothing_is_seen_among_nothing(build: Build) -> None:
    assert seen_in_the_wild(build.columns, ()) == ()


def test_demand_of_a_domain_counts_its_distinct_incidents(build: Build) -> None:
    """An incident of a risk is one of what that risk is mapped to as equal or wider."""
    domains = {
        one().get(target["iri"].removeprefix(ID), ""): set(target["domains"])
        for target in build.columns.index["targets"]
        if target["domains"]
    }
    rows = OxigraphEngine(build.store).select(PROLOGUE + WITHIN)
    within = {
        tuple(one().get(row[end].removeprefix(ID), "") for end in ("in", "wide")) for row in rows
    }
    expected: dict[str, set[str]] = {}
    for narrow, wide in within | {(risk, risk) for risk in domains}:
        for domain in domains.get(wide, ()):
            expected.setdefault(domain, set()).update(incidents().get(narrow, ()))
    demand = demand_by_domain(build.columns)
    published = {
        row["domain"]: (int(row["risks"]), int(row["papers"])) for _, row in tables("demand.tsv")
    }
    assert {
        domain.rpartition("-")[2].replace("_", "."): (said.risks, said.papers)
        for domain, said in demand.items()
    } == published
    counted = {domain: said.incidents for domain, said in demand.items() if said.incidents}
    assert counted == {d: len(found) for d, found in expected.items() if found and d in demand}
    assert counted


def test_query_finds_the_same_techniques(report: GapReport, build: Build) -> None:
    query = get_query("technique-in-the-wild-without-measure")
    rows = OxigraphEngine(build.store).select(query.text)
    found = {row["technique"].removeprefix(ID) for row in rows}
    direct = {
        local(wild.target)
        for wild in report.wild
        if wild.target.kind == "risk-source" and not any(wild.target.counts.values())
    }
    assert {one()[name] for name in found} == direct


def test_quiet_fields_want_works_by_one_facet(build: Build) -> None:
    table = coverage(build.columns, Options(by=("framework", "category", "stage")))
    with pytest.raises(OptionError, match="the table has framework, category, stage"):
        quiet_fields(build.columns, table)
    by_stage = quiet_fields(
        build.columns, coverage(build.columns, Options(by=("framework", "stage")))
    )
    assert by_stage  # any facet will do


# Laggards as the API gives them


def test_laggards_say_on_whose_classifications_they_rest(build: Build) -> None:
    """Stages are ours alone: without our reading nothing is known of them."""
    table = coverage(build.columns, Options(by=("framework", "category")))
    rows = laggards(build.columns, table, firmness=True)
    assert {row.without_own for row in rows} <= {"open", "gap"}
    others = coverage(build.columns, replace(OPTIONS, coded_by="publisher"))
    states = {cell.values: cell.state for cell in others.cells}
    assert [row.without_own for row in rows] == [states[row.cell.values] for row in rows]
    stages = coverage(build.columns, Options(by=("framework", "actor")))
    ours = laggards(build.columns, stages, firmness=True)
    assert ours
    assert {row.without_own for row in ours} == {"open"}
    assert not any(row.without_own for row in laggards(build.columns, table))
    assert all(row.family is None for row in laggards(build.columns, table))


def test_report_says_which_rows_change_without_our_classifications(report: GapReport) -> None:
    assert "Without our own classifications the rows are all the same." in _spoken(report)
    first, second, *rest = report.laggards
    changed = (replace(first, without_own="addressed"), replace(second, without_own="thin"), *rest)
    said = _spoken(replace(report, laggards=changed))
    assert "Without our own classifications #1 addressed, #2 thin, the other rows are" in said
    silent = tuple(replace(row, without_own="", family=None) for row in report.laggards)
    said = _spoken(replace(report, laggards=silent))
    assert "Without our own" not in said
    assert "P(any):" not in said


def test_report_names_what_came_true_without_a_measure(report: GapReport) -> None:
    text = _spoken(report)
    silent = [wild for wild in report.wild if wild.target.handling == "no measure"]
    assert f"SEEN IN THE WILD ({len(report.wild)} risks" in text
    assert f"no measure, by incidents: {silent[0].target.target.label}" in text
    assert "SEEN IN THE WILD" not in _spoken(replace(report, wild=()))
    kept = tuple(wild for wild in report.wild if wild not in silent)
    assert "by incidents" not in _spoken(replace(report, wild=kept))


def test_report_counts_what_is_only_inherited(report: GapReport) -> None:
    handling = {**report.handling, "inherited": 12}
    assert " inherited 12 " in _spoken(replace(report, handling=handling))
    handling.pop("inherited")
    assert "inherited" not in _spoken(replace(report, handling=handling))


def _spoken(report: GapReport) -> str:
    """The report without its line breaks."""
    return " ".join(gap_text(report).split()) + " "


def test_every_row_behind_the_report_is_in_the_file(
    report: GapReport, build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as exit_:
        main(["-q", "--workspace", str(build.folder.parents[1]), "gaps", "--format", "csv"])
    assert not exit_.value.code
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    lists = Counter(row["list"] for row in rows)
    assert lists["empty cell"] == report.views[0].empty
    assert lists["quiet field"] == len(report.quiet)
    assert lists["seen in the wild"] == len(report.wild)
    assert sum(bool(row["p_family"]) for row in rows) == len(report.laggards)
    first = next(row for row in rows if row["list"] == "seen in the wild")
    assert first["target_iri"] == report.wild[0].target.target.iri
    assert first["incidents"] == str(report.wild[0].incidents)
