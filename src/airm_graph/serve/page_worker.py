"""Pages and RDF documents, made in processes of their own, beside those that answer queries."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import AirmError, IdentifierError
from ..export.formats import FORMATS
from ..export.serializations import SERIALIZATIONS
from ..pages.about import about_page
from ..pages.answers import AnswerTable, table_of_results, table_of_triples
from ..pages.browse import browse_page
from ..pages.cell import cell_page
from ..pages.documents import document
from ..pages.entity import entity_page
from ..pages.graph import graph_page
from ..pages.holdings import Holdings
from ..pages.library import library_query_page, queries_page
from ..pages.links import ServerLinks
from ..pages.matrix import matrix_page
from ..pages.parameters import values_of_form
from ..pages.refusal import refusal_page
from ..pages.shapes import shapes_page
from ..pages.sparql_editor import sparql_page
from ..pages.start import start_page
from ..pages.vocabulary import vocabulary_page
from ..queries import get_query
from ..vocab import BASE
from ..workspace import Build
from .jobs import Outcome
from .sandbox import confine
from .worker import work

HTML = "text/html; charset=utf-8"
MEDIA_TYPES = {FORMATS[name].suffix: FORMATS[name].media_type for name in SERIALIZATIONS}
Params = Mapping[str, str]
MATRIX = ("rows", "columns", "layers", "level", "threshold", "where")
BROWSE = ("text", "kind", "page")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTask:
    """What a process for pages is started for."""

    folder: Path
    memory: int
    longest: int


def answer_pages(channel: socket.socket, task: PageTask) -> None:
    """What a process for pages does all its life."""
    closed = confine(task.memory, task.longest)
    holdings = Holdings(Build(task.folder))
    _ = holdings.things, holdings.browse_index, holdings.report  # what makes a first page slow
    work(channel, partial(page_outcome, holdings), closed)


def page_outcome(holdings: Holdings, said: Mapping[str, Any]) -> Outcome:
    """The page or document that a message asks for.

    Args:
        holdings: The build.
        said: ``page``, the name of one, with ``params``; or ``iri`` with ``suffix``; ``status``
            where the page is an answer to a request that went wrong.
    """
    links = ServerLinks()
    try:
        if said["page"] == "bound":
            bound = values_of_form(holdings, get_query(said["slug"]), said["given"])
            return Outcome(status=200, media_type="application/json", body=_json(bound))
        suffix = said.get("suffix", ".html")
        if suffix != ".html":
            body = document(holdings, said["iri"], suffix)
            return Outcome(status=200, media_type=MEDIA_TYPES[suffix], body=body)
        page = PAGES[said["page"]](holdings, links, said)
        return Outcome(status=said.get("status", 200), media_type=HTML, body=page.encode())
    except AirmError as error:
        status = 404 if isinstance(error, IdentifierError) else 400
        if said.get("suffix", ".html") != ".html":
            return Outcome.refused(status, str(error))
        page = refusal_page(holdings, links, status, str(error))
        return Outcome(status=status, media_type=HTML, body=page.encode())


def _matrix(holdings: Holdings, links: ServerLinks, said: Mapping[str, Any]) -> str:
    params = dict(said["params"])
    return matrix_page(holdings, links, **{name: params[name] for name in MATRIX if name in params})


def _browse(holdings: Holdings, links: ServerLinks, said: Mapping[str, Any]) -> str:
    params = dict(said["params"])
    number = params.get("page", "1")
    facets = {name: value for name, value in params.items() if name not in BROWSE and value}
    return browse_page(
        holdings,
        links,
        text=params.get("text", "")[:500],
        kind=params.get("kind", ""),
        facets=facets,
        page=int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1,
    )


def _cell(holdings: Holdings, links: ServerLinks, said: Mapping[str, Any]) -> str:
    return cell_page(holdings, links, [(name, value) for name, value in said["params"] if value])


def _library(holdings: Holdings, links: ServerLinks, said: Mapping[str, Any]) -> str:
    return library_query_page(
        holdings,
        links,
        said["slug"],
        bound=said["bound"],
        answer=_answer(holdings, links, said),
    )


def _sparql(holdings: Holdings, links: ServerLinks, said: Mapping[str, Any]) -> str:
    return sparql_page(
        holdings,
        links,
        text=said.get("text", ""),
        answer=_answer(holdings, links, said),
        error=said.get("error", ""),
        editor=said["editor"],
    )


def _answer(holdings: Holdings, links: ServerLinks, said: Mapping[str, Any]) -> AnswerTable | None:
    if "rows" in said:
        return table_of_results(holdings, links, said["rows"])
    if "triples" in said:
        return table_of_triples(holdings, links, said["triples"])
    return None


def _json(said: Mapping[str, str]) -> bytes:
    return json.dumps(said).encode()


def _of_iri(holdings: Holdings, links: ServerLinks, said: Mapping[str, Any]) -> str:
    iri = said["iri"]
    if iri.startswith(BASE + "graph/"):
        return graph_page(holdings, links, iri)
    return entity_page(holdings, links, iri)


PAGES: dict[str, Callable[[Holdings, ServerLinks, Mapping[str, Any]], str]] = {
    "start": lambda holdings, links, _: start_page(holdings, links),
    "matrix": _matrix,
    "cell": _cell,
    "browse": _browse,
    "about": lambda holdings, links, _: about_page(holdings, links),
    "thing": _of_iri,
    "ns": lambda holdings, links, _: vocabulary_page(holdings, links),
    "shape": lambda holdings, links, _: shapes_page(holdings, links),
    "queries": lambda holdings, links, _: queries_page(holdings, links),
    "library": _library,
    "sparql": _sparql,
    "refusal": lambda holdings, links, said: refusal_page(
        holdings, links, said["status"], said["why"]
    ),
}
