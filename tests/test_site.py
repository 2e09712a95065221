"""A site: every link leads to a file of it, it is the same every time, and it replaces no other."""

import json
import posixpath
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from html_page import Page
from pyoxigraph import parse

import airm_graph.site.lists as site_lists
import airm_graph.site.writing as site_writing
from airm_graph.pages.holdings import Holdings
from airm_graph.site import SiteError, write_site
from airm_graph.site.contents import Contents, contents_of
from airm_graph.site.folder import MARK, check_target, new_site, put
from airm_graph.site.links import RDF, SiteLinks, SiteMap, list_file
from airm_graph.vocab import BASE
from airm_graph.workspace import Build

THINGS = tuple(f"{BASE}id/{name}" for name in ("stage-deploy", "mitigation-mitv1-A0968",
               "framework-nist2024", "facet-stage", "agent-airm-graph"))  # fmt: skip
LISTS = frozenset({("kind", "work"), ("kind", "measure")})
FEW = 60  # things on a page of a list
CELL = {"framework": "nist2024", "category": "4.2"}


def few(holdings: Holdings, **options: Any) -> Contents:
    """Few cells, lists, graphs and queries; the judge looks at all of them."""
    found = contents_of(holdings, **options)
    cells = tuple(pairs for pairs in found.cells if dict(pairs) == CELL)
    site = replace(
        found.site,
        lists=LISTS,
        tables=frozenset({("framework", "category"), ("actor", "stage")}),
        cells=frozenset({"cell/category--4.2--framework--nist2024.html"}),
    )
    graphs = tuple(iri for iri in found.graphs if iri.endswith("/scheme-actor"))
    return replace(found, site=site, cells=cells, graphs=graphs, queries=found.queries[:2])


@pytest.fixture(scope="module")
def holdings(part: Build) -> Holdings:
    return Holdings(part)


@pytest.fixture(scope="module")
def site(holdings: Holdings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small site, written by one process."""
    target = tmp_path_factory.mktemp("site") / "public"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site_writing, "contents_of", few)
        patch.setattr(site_lists, "PER_PAGE", FEW)
        patch.setattr(site_writing, "Holdings", lambda _: holdings)
        write_site(holdings.build, target, things=THINGS, processes=1)
    return target


def files_in(folder: Path) -> dict[str, bytes]:
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_every_link_is_relative_and_leads_to_a_file(site: Path) -> None:
    files = files_in(site)
    pages = {name: Page(data.decode()) for name, data in files.items() if name.endswith(".html")}
    assert {"index.html", "matrix.html", "matrix/actor--stage.html", "browse.html", "ns.html",
            "shape.html", "about.html", "queries.html", "404.html", "graph/scheme-actor.html",
            "id/stage-deploy.html", "cell/category--4.2--framework--nist2024.html",
            } <= set(pages)  # fmt: skip
    followed = 0
    for name, page in pages.items():
        said = [said for tag in ("a", "link", "script") for said, _ in page.all(tag)]
        for link in (str(each.get("href", each.get("src"))) for each in said):
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in {"http", "https"}, link
                continue
            assert link, name
            assert not link.startswith("/"), (name, link)
            assert not parts.query, (name, link)
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
            path = path if parts.path else name
            if (
                path.startswith(("graph/", "browse/", "query/")) and path not in files
            ):  # few are written here
                continue
            assert path in files, (name, link)
            if parts.fragment and path in pages:
                assert unquote(parts.fragment) in pages[path].ids, (name, link)
            followed += 1
        assert not page.all("form")
    assert followed > 500


def test_rdf_stands_beside_each_page(site: Path) -> None:
    for name in ("id/stage-deploy", "graph/scheme-actor", "ns", "shape"):
        page = Page((site / f"{name}.html").read_text())
        links = {said["href"] for said, _ in page.all("link") if said["rel"] == "alternate"}
        assert links == {posixpath.basename(name) + suffix for suffix in RDF}
        counts = [len(list(parse(path=str(site / (name + suffix))))) for suffix in RDF]
        assert counts[0] > 5
        assert len(set(counts)) == 1, (name, counts)
    assert b"sparql" not in (site / "void.ttl").read_bytes()
    assert len(list(parse(path=str(site / "void.ttl")))) > 40


def test_lists_and_index_hold_what_there_is(holdings: Holdings, site: Path) -> None:
    works = [iri for iri, thing in holdings.things.items() if thing.kind == "work"]
    page = Page((site / list_file("kind", "work")).read_text())
    assert len(works) > 30
    assert {holdings.labels[iri] for iri in works} <= {text for _, text in page.all("a")}
    measures = [iri for iri, thing in holdings.things.items() if thing.kind == "measure"]
    pages = -(-len(measures) // FEW)
    assert pages > 2
    texts = [(site / list_file("kind", "measure", n)).read_text() for n in range(1, pages + 1)]
    assert "page 2" in Page(texts[1]).all("title")[0][1]
    listed = {text for page in texts for _, text in Page(page).all("a")}
    assert {holdings.labels[iri] for iri in measures} <= listed
    assert not (site / list_file("kind", "measure", pages + 1)).exists()
    index = (site / "static/search-index.js").read_text()
    told = json.loads(index.removeprefix("airmSearch(").rstrip().removesuffix(");"))
    named = {row[2] for row in told["things"] if "#" not in row[2]}
    assert named == {iri.removeprefix(f"{BASE}id/") for iri in THINGS}


def test_processes_write_the_same_bytes(
    holdings: Holdings, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_writing, "Holdings", lambda _: holdings)
    monkeypatch.setattr(site_writing, "contents_of", few)
    monkeypatch.setattr(site_lists, "PER_PAGE", FEW)
    told: list[str] = []
    monkeypatch.setattr(site_writing, "PATIENCE", 0.0)
    target = tmp_path / "again"
    write_site(holdings.build, target, things=THINGS, processes=2, tell=told.append)
    assert files_in(target) == files_in(site)
    assert any("pages are written" in line for line in told)
    assert [path.name for path in tmp_path.iterdir()] == ["again"]


@pytest.mark.parametrize(("holds", "said"), [
    ({"thesis.tex": ""}, "no site of ours"),
    ({MARK: "[]"}, "is not what a site of ours holds"),
    ({MARK: '{"holds": ["id"]}', "CNAME": "example.org"}, "CNAME"),
])  # fmt: skip
def test_another_folder_is_left_alone(
    part: Build, tmp_path: Path, holds: dict[str, str], said: str
) -> None:
    for name, text in holds.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(SiteError, match=said):
        write_site(part, tmp_path, things=THINGS, processes=1)
    assert {name: data.decode() for name, data in files_in(tmp_path).items()} == holds


def test_a_file_is_no_folder_for_a_site(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine")
    with pytest.raises(SiteError, match="is a file"):
        check_target(tmp_path / "x")


def test_what_fails_leaves_the_old_site(tmp_path: Path) -> None:
    target = tmp_path / "public"
    target.mkdir()
    (target / MARK).write_text('{"holds": []}')

    def interrupted() -> None:
        with new_site(target) as folder:
            put(folder, "index.html", b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert [path.name for path in tmp_path.iterdir()] == ["public"]
    assert list(files_in(target)) == [MARK]


def test_a_site_replaces_its_own_through_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / MARK).write_text('{"holds": ["old.html"]}')
    (tmp_path / "real" / "old.html").write_text("")
    (tmp_path / "link").symlink_to("real")
    with new_site(tmp_path / "link") as folder:
        put(folder, "id/new.html", b"new")
    assert (tmp_path / "link").is_symlink()
    assert files_in(tmp_path / "real") == {"id/new.html": b"new"}
    assert {path.name for path in tmp_path.iterdir()} == {"real", "link"}


@pytest.mark.parametrize("path", ["../x", "id/../../x", "/x/y"])
def test_no_file_leads_out_of_the_site(tmp_path: Path, path: str) -> None:
    with pytest.raises(SiteError, match="leads out"):
        put(tmp_path, path, b"")


def test_odd_names_stay_links_within_the_site() -> None:
    local = "id/javascript:a b?c&%23<x>é.html"
    iri = BASE + local
    site = SiteMap(things=frozenset({iri}), rdf=(".ttl",))
    links = SiteLinks(site, "id/other.html")
    for suffix in (".html", ".ttl"):
        parts = urlsplit(links.thing(iri, suffix))
        assert (parts.scheme, parts.netloc, parts.query, parts.fragment) == ("", "", "", "")
        assert unquote(parts.path) == local.removeprefix("id/") + suffix
    assert links.thing(iri, ".nt") == ""
    assert SiteLinks(site, "404.html", "https://example.org/a").page("start") == (
        "https://example.org/a/index.html"
    )
