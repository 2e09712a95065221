"""The pages of queries: forms of parameters, answers as tables, and the page for any query."""

from __future__ import annotations

import json
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from html_page import Page

from airm_graph.errors import AirmError, IdentifierError, QueryError
from airm_graph.pages.answers import MOST_ROWS, table_of_results, table_of_triples
from airm_graph.pages.holdings import Holdings
from airm_graph.pages.library import library_query_page, queries_page
from airm_graph.pages.links import ServerLinks
from airm_graph.pages.parameters import values_of_form
from airm_graph.pages.sparql_editor import EXAMPLES, sparql_page
from airm_graph.queries import competency_questions, get_query, list_queries
from airm_graph.store import PROLOGUE
from airm_graph.vocab import PREFIXES
from airm_graph.workspace import Build

LINKS = ServerLinks()
HOSTILE = """<script>alert("x")</script>&'\u202e"""
SLUG = "risk-source-with-one-framework"
ATLAS = PREFIXES["airmid"] + "framework-atlas"


class FileLinks(ServerLinks):
    """As a site of files has them: nobody answers a form."""

    live = False


@pytest.fixture(scope="module")
def holdings(build: Build) -> Holdings:
    return Holdings(build)


def results(*rows: dict[str, dict[str, str]]) -> str:
    return json.dumps({"head": {"vars": ["a", "b"]}, "results": {"bindings": rows}})


def test_every_query_is_listed_and_has_a_page(holdings: Holdings) -> None:
    listed = Page(queries_page(holdings, LINKS))
    asked = Page(sparql_page(holdings, LINKS, editor=False))
    for query in list_queries():
        address = f"/query/{query.slug}.html"
        assert (address, query.question) in {(h["href"], text) for h, text in listed.all("a")}
        assert address in asked.hrefs()
        page = Page(library_query_page(holdings, LINKS, query.slug))
        text = page.all("main")[0][1]
        assert query.question in text
        assert all(word in text for pair in query.columns.items() for word in pair)
        fields = {said["name"] for tag in ("input", "select") for said, _ in page.all(tag)}
        assert fields == {"run", *query.params}
        labels = {said["for"] for said, _ in page.all("label")}
        assert {f"field-{name}" for name in query.params} == labels
        (code,) = (text for said, text in page.all("pre") if said.get("class") == "sparql")
        assert all(line in query.text for line in code.splitlines())
    assert all(question in unescape(queries_page(holdings, LINKS))
               for question in competency_questions().values())  # fmt: skip


def test_values_are_chosen_kept_and_handed_on(holdings: Holdings) -> None:
    query = get_query(SLUG)
    bound = values_of_form(holdings, query, {"framework": "atlas", "riskSource": " "})
    assert bound == {"framework": ATLAS}
    page = Page(library_query_page(holdings, LINKS, SLUG, bound=bound))
    (chosen,) = (said["value"] for said, _ in page.all("option") if "selected" in said)
    assert chosen == "airmid:framework-atlas"
    (csv,) = (href for href in page.hrefs() if urlsplit(href).path.endswith(".csv"))
    assert parse_qs(urlsplit(csv).query) == {"framework": ["airmid:framework-atlas"]}
    (editor,) = (href for href in page.hrefs() if href.startswith("/sparql?"))
    text = parse_qs(urlsplit(editor).query)["text"][0]
    with_values = holdings.engine.select(text)
    assert with_values == holdings.engine.select(query.text, framework=ATLAS)
    assert {row["framework"] for row in with_values} == {ATLAS}


@pytest.mark.parametrize(("given", "error", "hint"), [
    ({"framework": "atlass"}, IdentifierError, "atlas"),
    ({"framwork": "atlas"}, QueryError, "framework"),
    ({"framework": "https://exa mple"}, IdentifierError, "no IRI"),
    ({"framework": "stage-deploy"}, QueryError, "expected a work"),
])  # fmt: skip
def test_a_value_that_is_none_is_refused(
    holdings: Holdings, given: dict[str, str], error: type[AirmError], hint: str
) -> None:
    with pytest.raises(error, match=hint):
        values_of_form(holdings, get_query(SLUG), given)


def test_no_query_is_called_so(holdings: Holdings) -> None:
    with pytest.raises(QueryError, match=SLUG):
        library_query_page(holdings, LINKS, SLUG[:-1])


def test_answers_are_tables_of_text_and_links(holdings: Holdings) -> None:
    stage = {"type": "uri", "value": PREFIXES["airmid"] + "stage-deploy"}
    bad = {"type": "uri", "value": "javascript:alert(1)"}
    told = results({"a": stage, "b": {"type": "literal", "value": HOSTILE}}, {"b": bad})
    table = table_of_results(holdings, LINKS, told)
    for text in (
        library_query_page(holdings, LINKS, SLUG, answer=table),
        sparql_page(holdings, LINKS, text=HOSTILE, answer=table, error=HOSTILE, editor=True),
    ):
        page = Page(text)
        assert "<script>" not in text
        assert ("/id/stage-deploy.html", "airmid:stage-deploy") in {
            (said["href"], text) for said, text in page.all("a")
        }
        assert HOSTILE in {text for _, text in page.all("td")}
        assert not [href for href in page.hrefs() if href.startswith("javascript")]
        assert "2 rows." in {text for _, text in page.all("p")}
    many = results(*({"b": {"type": "literal", "value": str(n)}} for n in range(MOST_ROWS + 7)))
    table = table_of_results(holdings, LINKS, many)
    assert len(table.rows) == MOST_ROWS
    assert table.note == f"{MOST_ROWS + 7} rows; the first {MOST_ROWS} are shown."
    none = table_of_results(holdings, LINKS, results())
    assert "No row answers" in sparql_page(holdings, LINKS, answer=none, editor=False)
    yes = table_of_results(holdings, LINKS, '{"head":{},"boolean":true}')
    assert yes.rows == ((("true", ""),),)
    triples = table_of_triples(holdings, LINKS, f'<{ATLAS}> <urn:p> "x" .')
    assert triples.rows[0][0] == ("airmid:framework-atlas", "/id/framework-atlas.html")


def test_any_query_is_asked_without_a_script(holdings: Holdings) -> None:
    for editor in (False, True):
        page = Page(sparql_page(holdings, LINKS, editor=editor))
        (form,) = (said for said, _ in page.all("form"))
        assert form["action"] == "/sparql"
        (field,) = page.all("textarea")
        assert (field[0]["name"], field[1]) == ("query", EXAMPLES[0].text)
        assert all(said["src"] and not text for said, text in page.all("script"))
        assert bool(page.all("script")) is editor
        assert not [said for _, said in page.elements if "style" in said]
    for example in EXAMPLES:
        assert holdings.engine.select(PROLOGUE + example.text)


def test_without_a_server_there_is_no_form(holdings: Holdings) -> None:
    for text in (
        queries_page(holdings, FileLinks()),
        library_query_page(holdings, FileLinks(), SLUG),
    ):
        page = Page(text)
        assert not page.all("form")
        assert not [href for href in page.hrefs() if href.startswith("/sparql")]
