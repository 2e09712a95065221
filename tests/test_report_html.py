"""The HTML report: one file, whole, escaped, and saying what the tables say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from html_page import Page

from airm_graph.citation import cite
from airm_graph.coverage.cells import Cell, coverage
from airm_graph.coverage.firmness import firmness_of_cells
from airm_graph.coverage.gap_report import GapReport, gap_report
from airm_graph.coverage.options import Options
from airm_graph.coverage.targets import Target, targets
from airm_graph.render.report_html import report_html
from airm_graph.workspace import Build

HOSTILE = """<script>alert("x")</script>&'\u202e"""


def page(build: Build, report: GapReport, found: tuple[Target, ...], **more: Any) -> str:
    table = coverage(build.columns, Options(by=("framework", "category")))
    if "cells" in more:
        table = replace(table, cells=more["cells"])
    ranked = replace(table, cells=tuple(laggard.cell for laggard in report.laggards))
    return report_html(
        report,
        [table],
        firmness_of_cells(build.columns, ranked),
        {"risk-source": found},
        build.columns.facets,
        cite(build, "report", {}),
    )


@pytest.fixture(scope="module")
def report(build: Build) -> GapReport:
    return gap_report(build.columns, build.name)


@pytest.fixture(scope="module")
def sources(build: Build) -> tuple[Target, ...]:
    return targets(build.columns)


@pytest.fixture(scope="module")
def whole(build: Build, report: GapReport, sources: tuple[Target, ...]) -> str:
    return page(build, report, sources)


def test_nothing_is_loaded_from_elsewhere_and_nothing_runs(whole: str) -> None:
    seen = Page(whole)
    assert not {"script", "link", "img", "iframe", "object"} & {tag for tag, _ in seen.elements}
    assert not [said for _, said in seen.elements if any(name.startswith("on") for name in said)]
    assert "@import" not in whole
    assert "url(" not in whole


def test_every_cell_of_the_table_is_on_the_map(build: Build, whole: str) -> None:
    table = coverage(build.columns, Options(by=("framework", "category")))
    states = {state: count for state, count in table.states().items() if count}
    assert dict(Page(whole).cells) == states


def test_links_inside_the_page_lead_somewhere(whole: str) -> None:
    seen = Page(whole)
    inside = [str(said["href"])[1:] for tag, said in seen.elements
              if tag == "a" and str(said.get("href")).startswith("#")]  # fmt: skip
    assert inside
    assert set(inside) <= set(seen.ids)
    assert len(seen.ids) == len(set(seen.ids))


def test_every_source_stands_there_with_its_licence(build: Build, whole: str) -> None:
    for source in build.manifest["sources"]:
        if source["current"]:
            assert source["title"].split(",")[0].replace("&", "&amp;") in whole
            assert source["licence"] in whole


def test_text_of_strangers_is_text(
    build: Build, report: GapReport, sources: tuple[Target, ...]
) -> None:
    hostile = replace(sources[0], target=replace(sources[0].target, label=HOSTILE))
    cells: list[Cell] = list(coverage(build.columns, Options(by=("framework", "category"))).cells)
    work, category = cells[0].values
    cells[0] = replace(cells[0], values=(replace(work, label=HOSTILE), category), reason=HOSTILE)
    text = page(build, report, (hostile,), cells=tuple(cells))
    assert "<script" not in text
    assert Page(text).elements


def test_a_report_without_laggards_says_so(
    build: Build, report: GapReport, sources: tuple[Target, ...]
) -> None:
    assert "size explains every empty cell" in page(build, replace(report, laggards=()), sources)
