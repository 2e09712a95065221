"""The reading half of the SPARQL 1.1 Graph Store HTTP Protocol.

https://www.w3.org/TR/sparql11-http-rdf-update/#http-get. A graph is named by its own address, or by
``?graph=`` and ``?default``.
"""

from __future__ import annotations

import json

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from .answering import ROWS
from .asking import Asked
from .jobs import QueryJob
from .negotiation import accepted
from .protocol import pairs_of, respond

ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


async def graph_response(request: Request, asked: Asked) -> Response:
    """The graph that ``?graph=`` or ``?default`` names."""
    pairs = pairs_of(request.url.query)
    names = [value for name, value in pairs if name == "graph"]
    default = any(name == "default" for name, _ in pairs)
    if len(names) + default != 1:
        raise HTTPException(400, "expected ?default, or ?graph= once with the IRI of a graph")
    return await graph_of(request, asked, names[0] if names else None)


async def graph_of(request: Request, asked: Asked, name: str | None) -> Response:
    """A named graph, or without a name the default graph."""
    accepts = accepted(request.headers.get("accept"))
    if name is None:
        return await respond(request, asked, QueryJob(text=ALL, accepts=accepts, union=False))
    try:
        node = ox.NamedNode(name)
    except ValueError as error:
        raise HTTPException(400, f"graph: {error}") from None
    exists = QueryJob(text=f"ASK {{ GRAPH {node} {{}} }}", accepts=tuple(ROWS), union=False)
    found = await asked.query(exists)
    if found.status == 200 and not json.loads(found.body)["boolean"]:
        raise HTTPException(404, f"there is no graph {name}")
    job = QueryJob(text=ALL, accepts=accepts, default_graphs=(name,), named_graphs=())
    return await respond(request, asked, job)
