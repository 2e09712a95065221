"""The pages of things, graphs and terms: all that ``show`` prints, as sound and escaped HTML."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from html import unescape

import pytest
from html_page import Page
from pyoxigraph import NamedNode

from airm_graph.dossier import Dossier
from airm_graph.errors import IdentifierError
from airm_graph.pages.browse import browse_page
from airm_graph.pages.entity import entity_page
from airm_graph.pages.graph import graph_page
from airm_graph.pages.holdings import Holdings
from airm_graph.pages.links import ServerLinks
from airm_graph.pages.shapes import shapes_page
from airm_graph.pages.vocabulary import vocabulary_page
from airm_graph.render.dossier_text import dossier_text
from airm_graph.store import PROLOGUE
from airm_graph.vocab import AIRM, BASE, PREFIXES
from airm_graph.workspace import Build

LINKS = ServerLinks()
HOSTILE = """<script>alert("x")</script>&'\u202e"""
# One of each kind, with statements, links, mappings, parts or proofs.
THINGS = (
    "mitigation-mitv1-A1004",
    "mitigation-atlas5_6_0-AML_M0015",
    "risk-mitrisk4-62_31_00-2",
    "section-gipiskis2024-8_2",
    "framework-gipiskis2024",
    "stage-deploy",
    "category-mitv1-4",
    "agent-cosai",
    "version-mitv1",
    "facet-risk-domain",
    "evidence-atlas5_6_0-AML_CS0053",
)


# What a page says by each statement ("classes as shown by"), and a property that it calls by label.
BUT = {"classes", "shown", "usesscheme"}


@pytest.fixture(scope="module")
def holdings(build: Build) -> Holdings:
    return Holdings(build)


def iri(local: str) -> str:
    return PREFIXES["airmid"] + local


def assert_sound(text: str) -> Page:
    """One title, no script or style of its own, headings in order, unique ids, no empty link."""
    page = Page(text)
    tags = Counter(tag for tag, _ in page.elements)
    assert (tags["h1"], tags["main"], tags["title"]) == (1, 1, 1)
    assert not tags.keys() & {"script", "style", "iframe"}
    assert not [a for _, said in page.elements for a in said if a == "style" or a[:2] == "on"]
    assert len(page.ids) == len(set(page.ids))
    assert all(text for _, text in page.all("a"))
    assert all(said.get("scope") for said, _ in page.all("th"))
    return page


def words(text: str) -> set[str]:
    return set(re.findall(r"[\w/]{3,}", text.casefold()))


@pytest.mark.parametrize("local", THINGS)
def test_a_page_says_all_that_show_says(holdings: Holdings, local: str) -> None:
    text = entity_page(holdings, LINKS, iri(local))
    page = assert_sound(text)
    shown = words(dossier_text(holdings.dossiers.of(iri(local), proofs=True), why=True))
    read = words(unescape(re.sub(r"<[^>]+>", " ", text)))
    left = {word for word in shown - read if not any(other.startswith(word) for other in read)}
    assert left <= BUT
    assert f"/id/{local}.ttl" in {said["href"] for said, _ in page.all("link")}
    for href in page.hrefs():
        path = href.partition("?")[0]
        if path.startswith("/id/"):
            wanted = f"{BASE}{path[1:]}".removesuffix(".html").removesuffix(".ttl")
            wanted = wanted.removesuffix(".jsonld").removesuffix(".nt").removesuffix(".rdf")
            assert wanted in holdings.things or entity_page(holdings, LINKS, wanted)
        elif href.startswith("/browse?"):
            assert browse_page(holdings, LINKS, facets=dict([href.partition("?")[2].split("=")]))


@pytest.mark.parametrize("local", [
    "mapping-airmalign-ffb8ecf0a82a",
    "coding-airmworks-category-nist2024",
    "rule-mapping",
])  # fmt: skip
def test_what_is_no_thing_has_a_page_of_its_triples(holdings: Holdings, local: str) -> None:
    text = assert_sound(entity_page(holdings, LINKS, iri(local))).all("main")[0][1]
    said = list(holdings.build.store.quads_for_pattern(NamedNode(iri(local)), None, None))
    assert said
    for quad in said:
        value = str(getattr(quad.object, "value", ""))
        if "://" not in value:
            assert value in text


def test_no_thing_is_called_so(holdings: Holdings) -> None:
    with pytest.raises(IdentifierError, match="stage-deploy"):
        entity_page(holdings, LINKS, iri("stage-deplay"))
    with pytest.raises(IdentifierError, match="source-mitv1"):
        graph_page(holdings, LINKS, BASE + "graph/source-mitv")


@pytest.mark.parametrize("name", ["source-gipiskis2024", "inferred-acts-on", "exclusions"])
def test_a_graph_says_what_it_holds(holdings: Holdings, name: str) -> None:
    graph = BASE + "graph/" + name
    text = assert_sound(graph_page(holdings, LINKS, graph)).all("main")[0][1]
    quads = holdings.build.store.quads_for_pattern(None, None, None, NamedNode(graph))
    count = sum(1 for _ in quads)
    assert re.search(rf"\b{count:,} quads?\b|\b{count} quads?\b", text)
    assert holdings.graph_titles[graph] in text


def test_every_term_and_shape_has_a_place(holdings: Holdings) -> None:
    terms = assert_sound(vocabulary_page(holdings, LINKS))
    assert set(AIRM) <= set(terms.ids)
    assert set(PREFIXES.values()) <= {text for _, text in terms.all("code")}
    shapes = assert_sound(shapes_page(holdings, LINKS))
    assert "Mitigation-prefLabel" in shapes.ids


def test_text_of_strangers_is_text(holdings: Holdings, monkeypatch: pytest.MonkeyPatch) -> None:
    spoilt = Holdings(holdings.build)
    spoilt.__dict__["things"] = {
        name: replace(thing, label=HOSTILE, definition=HOSTILE, keys=(HOSTILE,))
        for name, thing in holdings.things.items()
    }

    def of(wanted: str, *, proofs: bool = False) -> Dossier:
        found = holdings.dossiers.of(wanted, proofs=proofs)
        return replace(
            found,
            thing=spoilt.things[wanted],
            definition=HOSTILE,
            statements=tuple(
                replace(said, label=HOSTILE, rationale=HOSTILE, agent=HOSTILE)
                for said in found.statements
            ),
            links=tuple(replace(link, label=HOSTILE, rationale=HOSTILE) for link in found.links),
        )

    monkeypatch.setattr(spoilt.dossiers, "of", of)
    for text in (
        *(entity_page(spoilt, LINKS, iri(local)) for local in THINGS[:4]),
        browse_page(spoilt, LINKS, text="script"),
        browse_page(spoilt, LINKS, text=HOSTILE),
    ):
        assert "<script" not in text
        assert any(HOSTILE in said for _, said in assert_sound(text).all("main"))


def test_browsing_narrows_down(holdings: Holdings) -> None:
    everything = assert_sound(browse_page(holdings, LINKS))
    assert f"{len(holdings.things)} things" in everything.all("main")[0][1]
    page = assert_sound(browse_page(holdings, LINKS, kind="measure", facets={"category": "1"}))
    total = int(re.search(r"(\d+) things", page.all("main")[0][1])[1])  # type: ignore[index]
    rows = holdings.engine.select(
        PROLOGUE + "SELECT DISTINCT ?m WHERE { ?m a airm:Mitigation ;"
        " airm:inCategory/skos:broader* airmid:category-mitv1-1 }"
    )
    assert total == len(rows) > 50
    hits = [href for href in page.hrefs() if href.startswith("/id/mitigation-")]
    assert len(set(hits)) == 50
    empty = browse_page(holdings, LINKS, text="zzzz", kind="measure")
    assert "the words alone empty the answer" in empty
    for wrong in ({"stage": "deplay"}, {"stge": "deploy"}):
        with pytest.raises(IdentifierError):
            browse_page(holdings, LINKS, facets=wrong)
