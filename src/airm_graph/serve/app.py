"""The application: parts, addresses and guard put together."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from .guard import Guard
from .negotiation import accepted
from .replies import reply
from .routes import routes
from .served import Served
from .settings import Settings

EXPOSED = ("etag", "link", "retry-after", "x-request-id")


def create_app(settings: Settings) -> Starlette:
    """The server for one build, as an ASGI application.

    Args:
        settings: What is served, to whom, and how much of the machine it may take.
    """
    served = Served(settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        await served.start()
        try:
            yield
        finally:
            await served.stop()

    static = Path(str(files("airm_graph"))) / "pages" / "static"
    app = Starlette(
        routes=routes(static, settings.editor),
        lifespan=lifespan,
        exception_handlers={HTTPException: refuse},
        middleware=[
            Middleware(Guard, token=settings.token, metrics=served.metrics),
            Middleware(
                CORSMiddleware,
                allow_origins=["*"],
                allow_methods=["GET", "HEAD", "POST"],
                allow_headers=["accept", "authorization", "content-type", "if-none-match"],
                expose_headers=EXPOSED,
            ),
        ],
    )
    app.state.served = served
    return app


async def refuse(request: Request, error: Exception) -> Response:
    """A refusal: a page for people, a sentence for programs."""
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for these
    wants_page = "text/html" in accepted(request.headers.get("accept"))[:1]
    served: Served | None = getattr(request.app.state, "served", None)
    if wants_page and served is not None and error.status_code != 304:
        said = {"page": "refusal", "status": error.status_code, "why": error.detail}
        return reply(await served.page(said), error.headers)
    return PlainTextResponse(f"{error.detail}\n", error.status_code, headers=error.headers)
