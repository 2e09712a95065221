"""A server for the W3C suites: our protocol over an empty store that its client fills.

The suites load data for each test, which the program has no address for. What is added here is only
that; queries, descriptions and graphs are answered by what the program serves.
"""

import dataclasses
import sys
from types import SimpleNamespace

import pyoxigraph as ox
import uvicorn
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from airm_graph.serve.answering import TRIPLES
from airm_graph.serve.app import refuse
from airm_graph.serve.asking import Gone, InProcess
from airm_graph.serve.description import Description
from airm_graph.serve.graph_store import graph_of, graph_response
from airm_graph.serve.jobs import Outcome, QueryJob
from airm_graph.serve.negotiation import accepted, best
from airm_graph.serve.protocol import job_of, respond

MOST = 1 << 26


class Plain(InProcess):
    """Without our prefixes and our union of all graphs: the suites expect neither."""

    async def query(self, job: QueryJob, gone: Gone | None = None) -> Outcome:
        return await super().query(dataclasses.replace(job, prefixes=False, union=False), gone)


def create_writable_app(address: str) -> Starlette:
    store = ox.Store()
    asked = Plain(store)
    settings = SimpleNamespace(
        address=address,
        endpoint=f"{address}/sparql",
        build=SimpleNamespace(name="test", manifest={"graphs": {}, "quads": 0}, store=store),
    )
    description = Description(settings)  # type: ignore[arg-type]

    async def sparql(request: Request) -> Response:
        job = await job_of(request, MOST)
        if job is not None:
            return await respond(request, asked, job)
        media_type = best(accepted(request.headers.get("accept")), tuple(TRIPLES)) or "text/turtle"
        return Response(description.written(media_type), media_type=media_type)

    async def update(request: Request) -> Response:
        try:
            store.update((await request.body()).decode())
        except (SyntaxError, ValueError, OSError, RuntimeError) as error:
            return Response(str(error), 400)
        return Response(status_code=204)

    async def both(request: Request) -> Response:
        """The protocol tests fill the store where they ask it, which the program refuses."""
        sent = request.headers.get("content-type", "").split(";")[0]
        return await (update if sent == "application/sparql-update" else sparql)(request)

    async def graphs(request: Request) -> Response:
        """Everything at once is only for the suite; one graph is answered by the program."""
        if request.method in {"GET", "HEAD"}:
            if request.url.query or request.path_params.get("name"):
                name = request.path_params.get("name")
                if name:
                    return await graph_of(request, asked, str(request.url))
                return await graph_response(request, asked)
            return Response(
                store.dump(format=ox.RdfFormat.N_QUADS), media_type="application/n-quads"
            )
        return await write(request)

    async def write(request: Request) -> Response:
        pairs = request.query_params
        body, kind = await request.body(), request.headers.get("content-type", "").split(";")[0]
        if not request.url.query and not request.path_params.get("name"):
            try:
                store.load(body, format=ox.RdfFormat.N_QUADS)
            except SyntaxError as error:
                raise HTTPException(400, str(error)) from None
            return Response(status_code=204)
        graph: ox.NamedNode | ox.DefaultGraph = (
            ox.DefaultGraph()
            if "default" in pairs
            else ox.NamedNode(pairs.get("graph") or str(request.url))
        )
        exists = isinstance(graph, ox.DefaultGraph) or store.contains_named_graph(graph)
        if request.method == "DELETE":
            if not exists:
                raise HTTPException(404)
            store.remove_graph(graph)
            return Response(status_code=204)
        format_ = ox.RdfFormat.from_media_type(kind)
        if format_ is None:
            raise HTTPException(415)
        if request.method == "PUT":
            store.clear_graph(graph)
        if isinstance(graph, ox.NamedNode):
            store.add_graph(graph)
        try:
            store.load(body, format=format_, to_graph=graph, base_iri=str(request.url))
        except (SyntaxError, ValueError) as error:
            raise HTTPException(400, str(error)) from None
        return Response(status_code=204 if exists else 201)

    everything = ["GET", "HEAD", "POST", "PUT", "DELETE"]
    return Starlette(
        routes=[
            Route("/sparql", sparql, methods=["GET", "HEAD", "POST"]),
            Route("/update", update, methods=["POST"]),
            Route("/both", both, methods=["GET", "HEAD", "POST"]),
            Route("/store", graphs, methods=everything),
            Route("/store/{name:path}", graphs, methods=everything),
        ],
        exception_handlers={HTTPException: refuse},
    )


if __name__ == "__main__":
    port = int(sys.argv[1])
    uvicorn.run(
        create_writable_app(f"http://127.0.0.1:{port}"),
        host="127.0.0.1",
        port=port,
        log_level="warning",
    )
