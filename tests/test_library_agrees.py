"""A query of the library and the command that it is the SPARQL form of give the same answer.

Elsewhere: ``gaps cells`` (test_agreement), ``coverage`` and the kinds of action (test_queries),
strengths of targets (test_paths_query), ``agreement`` (test_agreement_figures).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from mapping_worlds import ID, Link, Said, simple, strength_along
from test_cli import Airm, airm
from test_paths_query import LINKS, MAPPINGS, THINGS, turtle

from airm_graph.coverage.cells import coverage
from airm_graph.coverage.options import Options
from airm_graph.coverage.targets import targets
from airm_graph.paths.reach import RISKS
from airm_graph.paths.relations import STRENGTHS
from airm_graph.queries import get_query
from airm_graph.store import OxigraphEngine, Row
from airm_graph.workspace import Build

__all__ = ["airm"]  # a fixture
SAME_FOLDER = [HealthCheck.function_scoped_fixture]  # each example writes its file anew


@pytest.fixture(scope="module")
def engine(build: Build) -> OxigraphEngine:
    return OxigraphEngine(build.store)


def ask(engine: OxigraphEngine, slug: str, **bound: str) -> list[Row]:
    return engine.select(get_query(slug).text, **bound)


def rows(airm: Airm, *args: str) -> Any:
    answer = airm(*args, "--format", "json")
    assert answer.code in (0, 1), answer.err
    return answer.json()["rows"]


# Cells


def held(build: Build, facet: str) -> set[str]:
    """The values of a facet that some measure falls under."""
    cells = coverage(build.columns, Options(by=(facet, "framework"))).cells
    return {cell.values[0].iri for cell in cells if cell.evidence}


@pytest.mark.parametrize("by", [("stage", "actor"), ("category", "function")])
def test_pairs_without_measure_are_the_empty_cells(
    by: tuple[str, str], build: Build, engine: OxigraphEngine
) -> None:
    cells = coverage(build.columns, Options(by=by)).cells
    empty = {tuple(value.iri for value in cell.values) for cell in cells if not cell.evidence}
    both = held(build, by[0]), held(build, by[1])
    facets = {"rowFacet": f"{ID}facet-{by[0]}", "columnFacet": f"{ID}facet-{by[1]}"}
    found = {(row["row"], row["column"]) for row in ask(engine, "pair-without-measure", **facets)}
    assert found == {(row, column) for row, column in empty if row in both[0] and column in both[1]}
    assert found


@pytest.mark.parametrize("facet", ["category", "risk-domain", "sector"])
def test_values_without_measure_are_those_of_no_cell(
    facet: str, build: Build, engine: OxigraphEngine
) -> None:
    """Of a facet of measures, one of what they mitigate, and one of works."""
    values = build.columns.facets[facet]
    found = {r["value"] for r in ask(engine, "value-without-measure", facet=f"{ID}facet-{facet}")}
    assert found == {c.iri for c in values.at_level(values.level)} - held(build, facet)


def test_kinds_of_measure_that_two_works_share(airm: Airm, engine: OxigraphEngine) -> None:
    said = {
        frozenset((row["first"]["iri"], row["second"]["iri"])): row["shared"]
        for row in rows(
            airm,
            "frameworks",
            "overlap",
            "--over",
            "category",
            "--threshold",
            "1",
            "--every-status",
        )
    }
    found = ask(engine, "categories-of-two-frameworks")
    asked = {frozenset((r["one"], r["other"])): int(r["shared"]) for r in found}
    assert {pair: shared for pair, shared in asked.items() if pair in said} == said
    assert said


# Targets


@settings(max_examples=120, deadline=None, suppress_health_check=SAME_FOLDER)
@given(said=MAPPINGS, links=LINKS)
def test_paths_are_the_simple_ones_that_prove_something(
    tmp_path: Path, said: list[Said], links: list[Link]
) -> None:
    file = tmp_path / "world.ttl"
    file.write_text(turtle(said, links), encoding="utf-8")
    counting = [one for one in said if one.status == "accepted"]
    counting = [one for one in counting if not one.negative and not one.stale]
    stated = {(link.measure, link.thing) for link in links if link.relation != "detects"}
    wanted = Counter(
        (f"{ID}mitigation-{measure}", f"{ID}risk-{start}", f"{ID}risk-{end}", len(path), strength)
        for measure, start in stated
        for end in range(THINGS)
        if (measure, end) not in stated
        for path in simple(counting, start, end, 3)
        if (strength := strength_along(path)) in {"equal", "inherited", "partial"}
    )
    found = Counter(
        (row["measure"], row["start"], row["risk"], int(row["hops"]), row["strength"])
        for row in OxigraphEngine.of_file(file).select(get_query("paths-to-risk").text)
    )
    assert found == wanted


def test_every_hop_of_a_path_reads_predicates_alike() -> None:
    """Of one, two or three hops each is read from either end: six times the same two tables."""
    text = get_query("paths-to-risk").text
    tables = re.findall(r"VALUES \(\?predicate\d \?extent\d\) \{([^}]*)\}", text)
    assert sorted(Counter(" ".join(table.split()) for table in tables).values()) == [6, 6]


def test_the_best_path_to_each_risk_of_the_catalogue(build: Build, engine: OxigraphEngine) -> None:
    best: dict[str, str] = {}
    for row in ask(engine, "paths-to-risk"):
        best[row["risk"]] = max(
            best.get(row["risk"], ""), row["strength"], key=("", *STRENGTHS).index
        )
    for target in (target for kind in RISKS for target in targets(build.columns, kind=kind)):
        if target.strength in {"equal", "inherited", "partial"}:
            assert best.pop(target.target.iri) == target.strength
        elif target.strength == "direct":
            best.pop(target.target.iri, None)  # another measure's way to what one mitigates
    assert not best


def test_what_is_left_without_machine_made_links_and_without_ours(
    build: Build, engine: OxigraphEngine
) -> None:
    found = {
        row["risk"]: tuple(int(row[n]) for n in ("measures", "withoutMachineMade", "withoutOwn"))
        for row in ask(engine, "risks-by-firmness")
    }
    said: dict[str, tuple[int, ...]] = {}
    for kind in RISKS:
        for without in ((), ("machine-made",), ("own",)):
            for target in targets(build.columns, kind=kind, without=without, depth=0):
                counted = said.get(target.target.iri, ())
                said[target.target.iri] = (*counted, target.reached["direct"])
    assert found == {iri: counts for iri, counts in said.items() if counts[0]}
    assert any(counts[1] < counts[0] for counts in found.values())


# Works


def test_what_each_work_covers_and_covers_alone(airm: Airm, engine: OxigraphEngine) -> None:
    names = ("measures", "covers", "unique")
    said = {
        row["work"]["iri"]: tuple(row[name] for name in names)
        for row in rows(airm, "frameworks", "--strength", "direct")
        if "covers" in row
    }
    found = {
        row["framework"]: (int(row["measures"]), int(row["targets"]), int(row["alone"]))
        for row in ask(engine, "frameworks-by-targets")
        if int(row["linked"])
    }
    assert found == said


def test_what_rests_on_one_measure_or_one_work(airm: Airm, engine: OxigraphEngine) -> None:
    risks = ("--targets", "risk-source", "--strength", "direct", "--without", "catch-all")
    single = rows(airm, "frameworks", "single-points", *risks, "--every-status")
    found = ask(engine, "risk-source-with-one-measure")
    assert {(row["riskSource"], row["measure"]) for row in found} == {
        (row["target"]["iri"], row["measure"]["iri"]) for row in single if row["measure"]
    }
    alone = {
        (target["iri"], row["work"]["iri"])
        for row in rows(airm, "frameworks", *risks, "--every-status")
        for target in row.get("alone", ())
    }
    found = ask(engine, "risk-source-with-one-framework")
    assert {(row["riskSource"], row["framework"]) for row in found} == alone


def test_a_crosswalk_of_one_mapping(airm: Airm, engine: OxigraphEngine) -> None:
    work = "cosai-risk-map"
    said = {
        row["target"]["iri"]: row[f"{work}_things"]
        for row in rows(
            airm,
            *("crosswalk", "--of", "framework=nist-ai-rmf", "--from", f"framework={work}"),
            *("--depth", "1"),
        )
    }
    found = ask(engine, "outcomes-by-framework", framework=f"{ID}framework-{work}")
    direct = {(row["outcome"], row["item"]) for row in found if "through" not in row}
    assert Counter(outcome for outcome, _ in direct) == said


def test_what_changed_between_two_versions(airm: Airm, tmp_path: Path) -> None:
    file = tmp_path / "changes.trig"
    answer = airm("diff", "atlas", "--rdf", str(file), "--format", "json")
    said = json.loads(answer.out)["rows"]  # of two versions, not of a build
    found = ask(OxigraphEngine.of_file(file), "changes-by-version")
    counted: Counter[str] = Counter()
    for row in found:
        counted[row["changeKind"]] += int(row["changes"])
    assert counted == Counter(row["change"] for row in said)
    assert {(row["fromVersion"], row["toVersion"]) for row in found} == {
        (f"{ID}version-atlas5_0_1", f"{ID}version-atlas5_6_0")
    }
