"""The parts of a server: what answers queries, what makes pages, what counts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from ..errors import QueryError
from ..queries import get_query
from ..vocab import BASE
from .answering import ROWS, TRIPLES
from .asking import Asking, Gone
from .description import Description
from .jobs import Outcome, QueryJob, frame
from .metrics import Metrics
from .page_worker import PageTask, answer_pages
from .places import Busy
from .pool import Lanes, Pool
from .replies import reply
from .settings import Settings

# A process that has read what pages need is worth waiting for, and no page takes long.
PAGE_LANES = Lanes(warm=2, quick=2, known=0, slow=1, paused=0, slow_after=60)
PAGE_MEMORY = 2 << 30
# Of an answer on a page; the rest is in the files beside it.
FORMATS = {".srj": 0, ".srx": 1, ".csv": 2, ".tsv": 3}
MOST_ON_PAGE = 4 << 20  # bytes


class Served:
    """Everything behind the addresses; it knows no HTTP but for requests and replies."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.asking = Asking(settings)
        task = PageTask(folder=settings.build.folder, memory=PAGE_MEMORY, longest=settings.longest)
        self.pages = Pool(answer_pages, task, PAGE_LANES)
        self.description = Description(settings)
        self.metrics = Metrics({"queries": self.asking.pool, "pages": self.pages})

    @cached_property
    def known(self) -> frozenset[str]:
        """The IRIs of ours of which the graph says something, and its named graphs."""
        store = self.settings.build.store
        nodes = ox.Variable("s")
        rows = store.query("SELECT DISTINCT ?s { ?s ?p ?o }", use_default_graph_as_union=True)
        assert isinstance(rows, ox.QuerySolutions)  # noqa: S101 - it is a SELECT
        found = {row[nodes].value for row in rows if isinstance(row[nodes], ox.NamedNode)}
        found |= set(self.settings.build.manifest["graphs"])
        return frozenset(iri for iri in found if iri.startswith(BASE))

    async def start(self) -> None:
        """Have everything ready before the first request."""
        _ = self.known, self.description.triples
        await self.asking.start()
        await self.pages.start()

    async def stop(self) -> None:
        """End all processes."""
        await self.asking.stop()
        await self.pages.stop()

    async def page(self, said: Mapping[str, Any]) -> Outcome:
        """A page or document, or why there is none."""
        try:
            return await self.pages.run(frame(dict(said)))
        except Busy:
            return Outcome.refused(503, "too many pages are asked for; come again in a moment")

    async def answer_for_page(self, job: QueryJob, gone: Gone | None = None) -> dict[str, Any]:
        """The answer to a query, as a page takes it: rows, triples or an error."""
        asked = QueryJob(
            text=job.text,
            accepts=("application/sparql-results+json", "application/n-triples"),
            default_graphs=job.default_graphs,
            named_graphs=job.named_graphs,
            bound=job.bound,
        )
        outcome = await self.asking.query(asked, gone)
        body = outcome.body
        if outcome.spool:
            path = Path(outcome.spool)
            long = path.stat().st_size > MOST_ON_PAGE
            body = b"" if long else path.read_bytes()
            path.unlink()
            if long:
                return {
                    "error": "the answer is too long for a page; add a LIMIT",
                    "status": 413,
                }
        if outcome.status != 200:
            return {"error": body.decode().strip(), "status": outcome.status}
        kind = "triples" if outcome.media_type in TRIPLES else "rows"
        return {kind: body.decode()}

    async def library(
        self, request: Request, slug: str, suffix: str, pairs: Mapping[str, str]
    ) -> Response:
        """A query of the library as a page, as its text, or its answer in one of the formats."""
        try:
            query = get_query(slug)
        except QueryError as error:
            raise HTTPException(404, str(error)) from None
        if suffix == ".rq":
            text = query.text.encode()
            return reply(Outcome(status=200, media_type="application/sparql-query", body=text))
        given = {name: value for name, value in pairs.items() if name != "run"}
        bound: dict[str, str] = {}
        if given:
            found = await self.page({"page": "bound", "slug": slug, "given": given})
            if found.status != 200:
                return reply(found)
            bound = json.loads(found.body)
        if suffix == ".html":
            said: dict[str, Any] = {"page": "library", "slug": slug, "bound": bound}
            if "run" in pairs:
                job = QueryJob(text=query.text, accepts=(), bound=bound)
                said |= await self.answer_for_page(job, request.is_disconnected)
                if "error" in said:
                    said |= {"page": "refusal", "why": said["error"]}
            return reply(await self.page(said))
        media_type = list(ROWS)[FORMATS[suffix]]
        job = QueryJob(text=query.text, accepts=(media_type,), bound=bound)
        return reply(await self.asking.query(job, request.is_disconnected))
