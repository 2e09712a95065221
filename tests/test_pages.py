"""Start page, matrix, cells and the page about the graph: what they say, and where they lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from html_page import Page

from airm_graph.coverage.cells import Cell, coverage
from airm_graph.coverage.gap_report import BY_SIZE
from airm_graph.coverage.options import OptionError, Options
from airm_graph.errors import IdentifierError
from airm_graph.explanation import explain_cell
from airm_graph.pages.about import about_page
from airm_graph.pages.cell import cell_page
from airm_graph.pages.holdings import Holdings
from airm_graph.pages.links import ServerLinks
from airm_graph.pages.matrix import MOST_LISTED, matrix_page
from airm_graph.pages.start import start_page
from airm_graph.render.figures import LETTERS
from airm_graph.vocab import AIRM, BASE
from airm_graph.workspace import Build

LINKS = ServerLinks()
HOSTILE = """<script>alert("x")</script>&'\u202e"""
BY = ("framework", "category")
PAGES = {"/", "/matrix", "/cell", "/browse", "/queries", "/sparql", "/about"}
# One cell in each state, and one of three facets at another threshold.
CELLS = {
    "addressed": (("framework", "nist2024"), ("category", "4.2")),
    "thin": (("framework", "gipiskis2024"), ("category", "4.3")),
    "open": (("framework", "nist2024"), ("category", "4.4")),
    "gap": (("framework", "gipiskis2024"), ("category", "4.2")),
    "three": (("framework", "nist2024"), ("category", "1.2"), ("stage", "deploy"),
              ("threshold", "3")),
}  # fmt: skip


class FileLinks(ServerLinks):
    """As a site of files has them: nobody answers a form."""

    live = False


@pytest.fixture(scope="module")
def holdings(build: Build) -> Holdings:
    return Holdings(build)


@pytest.fixture(scope="module")
def texts(holdings: Holdings) -> dict[str, str]:
    return {
        "start": start_page(holdings, LINKS),
        "matrix": matrix_page(holdings, LINKS),
        "layers": matrix_page(holdings, LINKS, layers="stage"),
        "about": about_page(holdings, LINKS),
        **{name: cell_page(holdings, LINKS, pairs) for name, pairs in CELLS.items()},
    }


@pytest.fixture(scope="module")
def pages(texts: dict[str, str]) -> dict[str, Page]:
    return {name: Page(text) for name, text in texts.items()}


def on_the_map(page: Page) -> dict[tuple[tuple[str, str], ...], tuple[str, str]]:
    """By the pairs of its address, the class and the text of each cell of the heat map."""
    found = {}
    cells = page.all("td")
    links = [
        said for said, _ in page.all("a") if said.get("title") and "/cell?" in str(said["href"])
    ]
    states = [(said["class"], text) for said, text in cells if said.get("class") in LETTERS]
    for said, (state, text) in zip(links, states, strict=True):
        found[tuple(parse_qsl(urlsplit(str(said["href"])).query))] = (str(state), text)
    return found


def as_drawn(
    cells: Sequence[Cell], by: Sequence[str], more: Sequence[tuple[str, str]] = ()
) -> dict[tuple[tuple[str, str], ...], tuple[str, str]]:
    found = {}
    for cell in cells:
        letter = {"open": "?", "gap": "✕", "excluded": "-"}.get(cell.state, str(cell.evidence))
        mark = "!" if cell.p_empty is not None and cell.p_empty <= BY_SIZE else ""
        ids = [value.id for value in cell.values]
        found[(*zip(by, ids, strict=True), *more)] = (cell.state, letter + mark)
    return found


@pytest.mark.parametrize("name", ["start", "matrix", "layers", "about", *CELLS])
def test_pages_are_sound(pages: dict[str, Page], name: str) -> None:
    page = pages[name]
    tags = Counter(tag for tag, _ in page.elements)
    assert (tags["h1"], tags["main"], tags["title"]) == (1, 1, 1)
    assert page.all("title")[0][1].endswith(" · airm-graph")
    assert not tags.keys() & {"script", "style", "iframe", "object", "font"}
    assert not [
        said for _, said in page.elements if any(n == "style" or n[:2] == "on" for n in said)
    ]
    assert len(page.ids) == len(set(page.ids))
    levels = [int(tag[1]) for tag, _ in page.elements if tag in {"h1", "h2", "h3"}]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    labelled = {said["for"] for said, _ in page.all("label")}
    assert {said["id"] for tag in ("input", "select") for said, _ in page.all(tag)} == labelled
    assert all(said.get("scope") for said, _ in page.all("th"))
    assert all(text for _, text in page.all("a"))


@pytest.mark.parametrize("asked", [
    {},
    {"threshold": "5"},
    {"level": "1"},
    {"where": "stage=deploy"},
    {"where": "framework=nist2024"},
    {"rows": "stage", "columns": "framework"},
    {"rows": "actor", "columns": "risk-domain"},
])  # fmt: skip
def test_every_cell_of_the_map_is_that_of_the_table(
    holdings: Holdings, asked: dict[str, str]
) -> None:
    by = (asked.get("rows", BY[0]), asked.get("columns", BY[1]))
    where = tuple(tuple(asked["where"].split("=")) for _ in range("where" in asked))
    options = Options(
        by=by,
        levels={"category": 1} if "level" in asked else {},
        threshold=int(asked.get("threshold", 2)),
        where=where,  # type: ignore[arg-type]
    )
    table = coverage(holdings.build.columns, options)
    more = [pair for pair in where if pair[0] not in by]
    more += [("threshold", "5")] if "threshold" in asked else []
    page = Page(matrix_page(holdings, LINKS, **asked))
    assert on_the_map(page) == as_drawn(table.cells, by, more)  # type: ignore[arg-type]
    sums = [int(text) for said, text in page.all("td") if said.get("class") == "sum"]
    evidence = sum(cell.evidence for cell in table.cells)
    addressed = table.states()["addressed"]
    assert sum(sums) == 2 * (evidence + addressed)  # along the rows, and down the columns


def test_start_shows_the_same_map_and_the_ranked_gaps(
    holdings: Holdings, pages: dict[str, Page]
) -> None:
    table = coverage(holdings.build.columns, Options(by=BY))
    page = pages["start"]
    assert on_the_map(page) == as_drawn(table.cells, BY)
    ranked = [said["href"] for said, text in page.all("a") if text.startswith(("open: ", "gap: "))]
    assert ranked == [
        LINKS.page("cell", framework=work.id, category=category.id)
        for work, category in (laggard.cell.values for laggard in holdings.report.laggards)
    ]
    for source in holdings.report.unaddressed:
        assert LINKS.thing(source.target.iri) in page.hrefs()
    for work in holdings.build.columns.index["works"]:
        assert LINKS.thing(work["iri"]) in page.hrefs()


def test_every_link_leads_somewhere(holdings: Holdings, pages: dict[str, Page]) -> None:
    cells = as_drawn(coverage(holdings.build.columns, Options(by=BY)).cells, BY)
    asked: set[tuple[tuple[str, str], ...]] = set()
    for page in pages.values():
        for href in page.hrefs():
            parts = urlsplit(href)
            pairs = tuple(parse_qsl(parts.query))
            local = f"{BASE}{parts.path[1:]}".removesuffix(".html").removesuffix(".ttl")
            if href.startswith("#"):
                assert href[1:] in page.ids
            elif parts.scheme:
                assert parts.scheme in {"http", "https"}
            elif parts.path.startswith("/id/"):
                assert local in holdings.things, href
            elif parts.path.startswith("/graph/"):
                assert local in holdings.build.manifest["graphs"], href
            elif parts.path.startswith("/ns."):
                assert parts.fragment in AIRM, href
            else:
                assert parts.path in PAGES, href
                if parts.path == "/cell" and pairs not in cells:
                    asked.add(pairs)
                if parts.path == "/matrix":
                    assert matrix_page(holdings, LINKS, **dict(pairs))
    assert asked
    for pairs in sorted(asked)[::60]:  # of three facets
        assert cell_page(holdings, LINKS, pairs)


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_says_all_that_explain_says(
    holdings: Holdings, pages: dict[str, Page], texts: dict[str, str], name: str
) -> None:
    said = dict(CELLS[name])
    threshold = int(said.pop("threshold", "2"))
    explained = explain_cell(holdings.build.columns, list(said.items()), threshold)
    cell, page, text = explained.cell, pages[name], texts[name]
    if name in LETTERS:
        assert cell.state == name
    assert page.all("title")[0][1].endswith(f": {cell.state} · airm-graph")
    states = [text for said, text in page.all("span") if "state" in str(said.get("class")).split()]
    assert states == [cell.state, *list(explained.firmness.values())[:3]]
    for item in (*explained.evidence, *explained.unknown):
        assert (LINKS.thing(item.iri), holdings.labels[item.iri]) in {
            (str(said["href"]), text) for said, text in page.all("a")
        }
        assert item.why in text
    for work, _ in explained.peers:
        params = {**said, "framework": work, "threshold": "" if threshold == 2 else "3"}
        assert LINKS.page("cell", **params) in page.hrefs()
    for coding in explained.codings:
        assert holdings.labels[coding["agent"]] in text
        assert holdings.labels[coding["author"]] in text
        assert coding["rationale"].replace("&", "&amp;").replace("'", "&#39;") in text
    assert explained.remedy in text
    assert ("P(empty)" in text or "Chance of an empty cell" in text) == (cell.p_empty is not None)


def test_three_facets_are_listed_up_to_a_bound(holdings: Holdings, pages: dict[str, Page]) -> None:
    table = coverage(holdings.build.columns, Options(by=(*BY, "stage")))
    drawn = as_drawn(table.cells, (*BY, "stage"))
    listed = [
        tuple(parse_qsl(urlsplit(href).query))
        for href in pages["layers"].hrefs()
        if href.startswith("/cell?")
    ]
    assert len(set(listed)) == len(listed) <= MOST_LISTED < len(table.cells)
    assert set(listed) <= drawn.keys()
    gaps = {pairs for pairs, (state, _) in drawn.items() if state == "gap"}
    assert gaps <= set(listed)


def test_text_of_strangers_is_text(build: Build) -> None:
    columns = build.columns
    category = columns.facets["category"]
    concepts = {iri: replace(c, label=HOSTILE, definition=HOSTILE)
                for iri, c in category.concepts.items()}  # fmt: skip
    spoilt = replace(
        columns,
        index={
            **columns.index,
            "works": [{**work, "label": HOSTILE} for work in columns.index["works"]],
            "agents": [{**agent, "label": HOSTILE} for agent in columns.index["agents"]],
            "codings": [{**coding, "rationale": HOSTILE} for coding in columns.index["codings"]],
        },
        facets={
            **columns.facets,
            "category": replace(category, label=HOSTILE, concepts=concepts),
        },
    )
    hostile = Build(build.folder)
    hostile.__dict__["columns"] = spoilt
    holdings = Holdings(hostile)
    for text in (
        start_page(holdings, LINKS),
        matrix_page(holdings, LINKS, where="stage=deploy"),
        matrix_page(holdings, LINKS, layers="stage"),
        cell_page(holdings, LINKS, CELLS["gap"]),
        about_page(holdings, LINKS),
    ):
        assert "<script" not in text
        assert any(HOSTILE in said for _, said in Page(text).all("main"))


@pytest.mark.parametrize(("asked", "error"), [
    ({"rows": "framwork"}, IdentifierError),
    ({"rows": "category"}, OptionError),
    ({"where": "stage=nowhere"}, IdentifierError),
    ({"where": "stage"}, OptionError),
    ({"level": "9"}, OptionError),
    ({"level": "-1"}, OptionError),
    ({"threshold": "0"}, OptionError),
    ({"threshold": "many"}, OptionError),
])  # fmt: skip
def test_a_table_that_makes_no_sense_is_refused(
    holdings: Holdings, asked: Mapping[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        matrix_page(holdings, LINKS, **asked)


@pytest.mark.parametrize(("pairs", "error"), [
    ([("framework", "nist2024")], OptionError),
    ([("framework", "nist2024"), ("category", "9.9")], IdentifierError),
    ([("framework", "ibm-risk-atlas"), ("category", "4.2")], IdentifierError),
    ([*CELLS["gap"], ("threshold", "²")], OptionError),
])  # fmt: skip
def test_a_cell_that_cannot_be_is_refused(
    holdings: Holdings, pairs: list[tuple[str, str]], error: type[Exception]
) -> None:
    with pytest.raises(error):
        cell_page(holdings, LINKS, pairs)


def test_without_a_server_there_is_no_form_and_no_endpoint(holdings: Holdings) -> None:
    links = FileLinks()
    for text in (
        start_page(holdings, links),
        matrix_page(holdings, links),
        matrix_page(holdings, links, layers="stage"),
        cell_page(holdings, links, CELLS["open"]),
        about_page(holdings, links),
    ):
        page = Page(text)
        assert not page.all("form")
        assert not {href for href in page.hrefs() if href.startswith("/sparql") or "where=" in href}


def test_about_says_whose_the_sources_are_and_how_to_cite(
    holdings: Holdings, pages: dict[str, Page], pytestconfig: pytest.Config
) -> None:
    text = pages["about"].all("main")[0][1]
    for source in holdings.build.manifest["sources"]:
        assert source["title"] in text
        assert source["rights"] in text
        assert source["licence"] in pages["about"].hrefs()
    cff = (Path(pytestconfig.rootpath) / "CITATION.cff").read_text(encoding="utf-8")
    said = dict(line.split(": ", 1) for line in cff.splitlines() if ": " in line)
    for fact in (said["title"], said["  - name"], f"version {said['version']}", said["url"]):
        assert fact in text
    assert all(licence in text for licence in ("Apache-2.0", "CC-BY-4.0") if licence in cff)
    assert holdings.build.manifest["sha256"] in text
