"""The query operation of the SPARQL 1.1 Protocol.

https://www.w3.org/TR/sparql11-protocol/#query-operation. There is no update operation: a request
for one is a wrong request, whatever it says.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from .asking import Asked
from .jobs import Outcome, QueryJob
from .negotiation import accepted
from .replies import reply

FORM, QUERY = "application/x-www-form-urlencoded", "application/sparql-query"
READING = 15  # seconds in which a request has to be sent
MOST_FIELDS = 1000
Pairs = Sequence[tuple[str, str]]
Described = Callable[[Request], Awaitable[Response]]


async def body_of(request: Request, most: int) -> bytes:
    """The body of a request, if it is neither too long nor too slow."""
    parts, length = [], 0
    try:
        async with asyncio.timeout(READING):
            async for part in request.stream():
                length += len(part)
                if length > most:
                    raise HTTPException(413, f"a request may have {most} bytes at most")
                parts.append(part)
    except TimeoutError:
        raise HTTPException(408, f"the request was not sent within {READING} seconds") from None
    except ClientDisconnect:
        raise HTTPException(400, "the request ended too early") from None
    return b"".join(parts)


def pairs_of(text: str) -> Pairs:
    """The fields of a query string or form."""
    try:
        return parse_qsl(
            text,
            keep_blank_values=True,
            errors="strict",
            max_num_fields=MOST_FIELDS,
        )
    except ValueError as error:
        raise HTTPException(400, f"the parameters cannot be read: {error}") from None


async def job_of(request: Request, most: int) -> QueryJob | None:
    """The query of a request; None where it has none, and asks what is here."""
    pairs = list(pairs_of(request.url.query))
    if request.method == "POST":
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        body = await body_of(request, most)
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise HTTPException(400, f"not UTF-8 near byte {error.start}") from None
        if media_type == FORM:
            if any(name == "query" for name, _ in pairs):
                raise HTTPException(400, "a query is either in the address or in the form")
            pairs += pairs_of(text)
        elif media_type == QUERY:
            if any(name == "query" for name, _ in pairs):
                raise HTTPException(400, "a query is either in the address or in the body")
            pairs.append(("query", text))
        else:
            raise HTTPException(415, f"{media_type or 'no media type'}: expected {QUERY} or {FORM}")
    return _job(request, pairs)


def _job(request: Request, pairs: Pairs) -> QueryJob | None:
    posted = request.method == "POST"
    found = [value for name, value in pairs if name == "query"]
    if not found and not posted and not any(name == "update" for name, _ in pairs):
        return None
    if len(found) != 1:
        raise HTTPException(400, f"{len(found)} parameters are called query; expected one")
    defaults, named = _graphs(pairs, "default-graph-uri"), _graphs(pairs, "named-graph-uri")
    given = bool(defaults or named)
    return QueryJob(
        text=found[0],
        accepts=accepted(request.headers.get("accept")),
        base=str(request.url.replace(query="")),
        default_graphs=defaults if given else None,
        named_graphs=named if given else None,
    )


def _graphs(pairs: Pairs, parameter: str) -> tuple[str, ...]:
    found = tuple(value for name, value in pairs if name == parameter)
    for iri in found:
        try:
            ox.NamedNode(iri)
        except ValueError as error:
            raise HTTPException(400, f"{parameter}: {error}") from None
    return found


async def respond(request: Request, asked: Asked, job: QueryJob) -> Response:
    """The answer to a query as a response."""
    outcome: Outcome = await asked.query(job, request.is_disconnected)
    return reply(outcome)
