"""Queries on their way to the processes that answer them."""

from __future__ import annotations

import tempfile
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from ..errors import QueryError
from ..sparql_text import SERVICE, asks_service, check_text, tokens
from .answering import answer
from .jobs import Outcome, QueryJob, query_frame
from .places import Busy
from .pool import Pool
from .settings import Settings
from .worker import Task, answer_queries

SHORT = 10_000  # characters of a query that is remembered
Gone = Callable[[], Awaitable[bool]]


class Asked(Protocol):
    """Something that answers queries."""

    async def query(self, job: QueryJob, gone: Gone | None = None) -> Outcome:
        """The answer, or a sentence that says why there is none."""


class InProcess:
    """Answers at once and without limits: for tests, with a store of their own."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store

    async def query(self, job: QueryJob, gone: Gone | None = None) -> Outcome:  # noqa: ARG002
        """As :meth:`Asked.query`."""
        return answer(self.store, job, tempfile.gettempdir(), 1 << 30)


class Asking:
    """Answers in processes, each with a deadline, a share of memory and no network.

    Queries that ask other endpoints have processes of their own, which have a network; they are
    taken only when every address that they name is one of those allowed.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._folder = tempfile.TemporaryDirectory(prefix="airm-graph-")
        self.pool = self._pool(network=False)
        self.abroad = self._pool(network=True) if settings.services else None
        self.closed = False

    def _pool(self, *, network: bool) -> Pool:
        task = Task(
            store=str(Path(self.settings.build.folder) / "store"),
            spool=self._folder.name,
            memory=self.settings.memory,
            longest=self.settings.longest,
            network=network,
        )
        return Pool(answer_queries, task, self.settings.lanes)

    async def start(self) -> None:
        """Have processes ready."""
        self.closed = await self.pool.start() == "closed"
        if self.abroad is not None:
            await self.abroad.start()

    async def stop(self) -> None:
        """End all processes."""
        await self.pool.stop()
        if self.abroad is not None:
            await self.abroad.stop()
        self._folder.cleanup()

    async def query(self, job: QueryJob, gone: Gone | None = None) -> Outcome:
        """As :meth:`Asked.query`."""
        pool = self.pool
        try:
            if _checked(job.text):
                pool = self._abroad(job.text)
            return await pool.run(query_frame(job), gone)
        except QueryError as error:
            return Outcome.refused(400, str(error))
        except PermissionError as error:
            return Outcome.refused(403, str(error))
        except Busy:
            return Outcome.refused(503, "too many queries wait already; come again in a moment")

    def _abroad(self, text: str) -> Pool:
        allowed = ", ".join(sorted(self.settings.services)) or "none"
        addresses = services(text)
        for address in addresses:
            if address not in self.settings.services:
                raise PermissionError(
                    f"SERVICE {address or 'without a full address'} is not allowed here; "
                    f"allowed: {allowed}"
                )
        if self.abroad is None or not addresses:
            raise PermissionError(f"this SERVICE is not allowed here; allowed: {allowed}")
        return self.abroad


def _checked(text: str) -> bool:
    """Whether a query asks other endpoints; short ones are read once.

    Raises:
        QueryError: The engine could not read it safely.
    """
    return _read_short(text) if len(text) < SHORT else _read(text)


def _read(text: str) -> bool:
    check_text(text)
    return asks_service(text)


_read_short = lru_cache(maxsize=1024)(_read)


def services(text: str) -> list[str]:
    """The addresses that a query asks; an empty one for what is not written out in full.

    >>> services("SELECT * { SERVICE SILENT <https://example.org/sparql> { ?s ?p ?o } }")
    ['https://example.org/sparql']
    >>> services("SELECT * { SERVICE ?anywhere { ?s ?p ?o } }")
    ['']
    """
    words = list(tokens(text))
    found = []
    for position, word in enumerate(words):
        if word.is_word("SERVICE"):
            after = [
                each for each in words[position + 1 : position + 3] if not each.is_word("SILENT")
            ]
            full = after and after[0].kind == "iri" and "://" in after[0].text
            found.append(after[0].text[1:-1] if full else "")
    # Where the word stands elsewhere too, another reading of the text might see another keyword.
    clear = len(SERVICE.findall(text)) == len(found) and "\\" not in text
    return found if clear else [""]
