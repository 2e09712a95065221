"""Addresses, and what answers at each."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from ..resources import program_version
from ..vocab import BASE
from .answering import TRIPLES
from .editor import STYLE
from .graph_store import graph_response
from .guard import policy
from .jobs import Outcome, QueryJob
from .negotiation import accepted, best
from .page_worker import MEDIA_TYPES
from .protocol import job_of, pairs_of, respond
from .replies import reply
from .served import Served

READ = ("GET", "HEAD")
SUFFIXES = {"text/html": ".html", **{media: suffix for suffix, media in MEDIA_TYPES.items()}}
PLAIN_PAGES = ("matrix", "cell", "browse", "queries", "about")
# YASGUI writes one style sheet into the page.
EDITOR = policy(style_src=f"'self' {STYLE}")


def served(request: Request) -> Served:
    """The parts of the server."""
    found: Served = request.app.state.served
    return found


async def sparql(request: Request) -> Response:
    """Queries; without one, the description of the service, and for people a form."""
    parts = served(request)
    wants_page = _prefers_page(request)
    job = await job_of(request, parts.settings.longest_request)
    if wants_page:
        return await _sparql_page(request, parts, job)
    if job is None:
        return _described(request, parts)
    return await respond(request, parts.asking, job)


def _prefers_page(request: Request) -> bool:
    accepts = accepted(request.headers.get("accept"))
    return bool(accepts) and accepts[0] in {"text/html", "application/xhtml+xml"}


async def _sparql_page(request: Request, parts: Served, job: QueryJob | None) -> Response:
    said: dict[str, Any] = {"page": "sparql", "editor": parts.settings.editor is not None}
    if job is not None:
        said |= {"text": job.text, **await parts.answer_for_page(job, request.is_disconnected)}
    else:
        said["text"] = dict(pairs_of(request.url.query)).get("text", "")
    outcome = await parts.page(said)
    return reply(outcome, {"content-security-policy": EDITOR})


def _described(request: Request, parts: Served) -> Response:
    media_type = best(accepted(request.headers.get("accept")), tuple(TRIPLES))
    if media_type is None:
        raise HTTPException(406, f"the description can be had as {', '.join(TRIPLES)}")
    body = parts.description.written(media_type)
    return reply(Outcome(status=200, media_type=media_type, body=body))


async def graph_store(request: Request) -> Response:
    """Graphs, whole."""
    return await graph_response(request, served(request).asking)


async def void(request: Request) -> Response:
    """The description of the dataset."""
    return _described(request, served(request))


async def start(request: Request) -> Response:
    """The first page; for programs, the description of the dataset."""
    parts = served(request)
    if not _prefers_page(request) and best(
        accepted(request.headers.get("accept")), ("text/html", *TRIPLES)
    ) in set(TRIPLES):
        return _described(request, parts)
    return await _page(request, "start")


async def page(request: Request) -> Response:
    """A page that has its parameters in the address."""
    return await _page(request, request.url.path.strip("/"))


async def _page(request: Request, name: str) -> Response:
    parts = served(request)
    same = _not_modified(request, parts)
    if same is not None:
        return same
    pairs = [list(pair) for pair in pairs_of(request.url.query)][:20]
    outcome = await parts.page({"page": name, "params": pairs})
    return reply(outcome, _cached(request, parts))


async def thing(request: Request) -> Response:
    """An IRI of ours: the thing itself leads on to a document about it."""
    parts = served(request)
    local, suffix = split_suffix(request.url.path.lstrip("/"), parts.known)
    if local == "query" or local.startswith("query/"):
        return await library_query(request, local.removeprefix("query/"), suffix)
    iri = BASE + local
    if local not in {"ns", "shape"} and iri not in parts.known:
        raise HTTPException(404, f"nothing here is called {iri}")
    if not suffix:
        media_type = best(accepted(request.headers.get("accept")), tuple(SUFFIXES))
        if media_type is None:
            raise HTTPException(406, f"this can be had as {', '.join(SUFFIXES)}")
        return see_other(request.url.path + SUFFIXES[media_type])
    same = _not_modified(request, parts)
    if same is not None:
        return same
    name = local if local in {"ns", "shape"} else "thing"
    outcome = await parts.page({"page": name, "iri": iri, "suffix": suffix, "params": []})
    headers = _cached(request, parts)
    headers["link"] = ", ".join(
        f'<{"/" + local + other}>; rel="alternate"; type="{media}"'
        for other, media in MEDIA_TYPES.items()
        if other != suffix
    )
    return reply(outcome, headers)


async def library_query(request: Request, slug: str, suffix: str) -> Response:
    """A query of the library: its page, its text, its answer."""
    parts = served(request)
    pairs = dict(pairs_of(request.url.query))
    if not suffix:
        accepts = accepted(request.headers.get("accept"))
        media_type = best(accepts, ("text/html", "application/sparql-query", *MEDIA_TYPES.values()))
        other = ".rq" if media_type == "application/sparql-query" else ".html"
        return see_other(request.url.path + SUFFIXES.get(media_type or "", other))
    if suffix in MEDIA_TYPES:
        said = {"page": "thing", "iri": f"{BASE}query/{slug}", "suffix": suffix, "params": []}
        return reply(await parts.page(said), _cached(request, parts))
    return await parts.library(request, slug, suffix, pairs)


def see_other(path: str) -> Response:
    """From a thing to a document about it."""
    return RedirectResponse(path, 303, headers={"vary": "Accept"})


def split_suffix(local: str, known: frozenset[str]) -> tuple[str, str]:
    """The name and how the document ends; a name that ends so itself is a name.

    >>> split_suffix("id/stage-deploy.ttl", frozenset())
    ('id/stage-deploy', '.ttl')
    >>> split_suffix("id/x.nt", frozenset({BASE + "id/x.nt"}))
    ('id/x.nt', '')
    """
    if BASE + local in known:
        return local, ""
    for suffix in (".html", ".rq", ".srj", ".srx", ".csv", ".tsv", *MEDIA_TYPES):
        if local.endswith(suffix):
            return local.removesuffix(suffix), suffix
    return local, ""


def _tag(request: Request, parts: Served) -> str:
    said = f"{program_version()} {parts.settings.build.name} {request.url.path}?{request.url.query}"
    accept = request.headers.get("accept", "") if request.url.path == "/" else ""
    return f'"{hashlib.sha256(f"{said} {accept}".encode()).hexdigest()[:16]}"'


def _cached(request: Request, parts: Served) -> dict[str, str]:
    return {"etag": _tag(request, parts), "cache-control": "no-cache"}


def _not_modified(request: Request, parts: Served) -> Response | None:
    tag = _tag(request, parts)
    known = request.headers.get("if-none-match", "")
    if tag in {each.strip().removeprefix("W/") for each in known.split(",")}:
        return Response(status_code=304, headers={**_cached(request, parts), "vary": "Accept"})
    return None


async def health(request: Request) -> Response:
    """Whether queries are answered."""
    parts = served(request)
    return JSONResponse({"status": "ok", "build": parts.settings.build.name})


async def metrics(request: Request) -> Response:
    """Counts and times, for Prometheus."""
    found = served(request).metrics
    return Response(found.text(), headers={"content-type": found.media_type})


def routes(static: Path, editor: Path | None) -> Sequence[BaseRoute]:
    """All addresses."""
    return [
        Route("/", start, methods=READ),
        *(Route(f"/{name}", page, methods=READ) for name in PLAIN_PAGES),
        Route("/sparql", sparql, methods=(*READ, "POST")),
        Route("/data", graph_store, methods=READ),
        Route("/void", void, methods=READ),
        Route("/.well-known/void", void, methods=READ),
        *(Route(f"/{place}", thing, methods=READ) for place in ("ns", "shape")),
        *(
            Route(f"/{place}{{suffix}}", thing, methods=READ)
            for place in ("ns.", "shape.", "id/", "graph/", "query/")
        ),
        Route("/healthz", health, methods=READ),
        Route("/metrics", metrics, methods=READ),
        *([Mount("/static/yasgui", StaticFiles(directory=editor))] if editor else []),
        Mount("/static", StaticFiles(directory=static)),
    ]
