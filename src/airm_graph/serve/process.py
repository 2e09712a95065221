"""A worker process as the server sees it: started, asked, slowed down, ended."""

from __future__ import annotations

import asyncio
import json
import logging
import multiprocessing
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from multiprocessing.context import ForkServerContext
from typing import Any

import psutil

from .jobs import MOST_HEADER, SIZES, Outcome

LOG = logging.getLogger("airm_graph.serve")
LOWEST = 19  # the priority of what takes long
Target = Callable[..., None]


class WorkerEnded(Exception):  # noqa: N818 - what became of it decides what is said
    """The process ended before it answered."""


@cache
def _context() -> ForkServerContext:
    """Processes are forked from one that has everything imported and no threads."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["airm_graph.serve.worker", "airm_graph.cli"])
    return context


class WorkerProcess:
    """One process; it is asked one thing at a time."""

    def __init__(self, target: Target, task: object) -> None:
        ours, theirs = socket.socketpair()
        self._process = _context().Process(target=target, args=(theirs, task), daemon=True)
        self._process.start()
        theirs.close()
        ours.setblocking(False)
        self._socket = ours
        assert self._process.pid is not None  # noqa: S101 - it was started
        self.pid = self._process.pid
        self._seen = psutil.Process(self.pid)
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self.priority = 0
        self.stopped = False
        self.cpu_said = 0.0  # seconds of processor time, as it said when it had answered
        self.took = 0.0  # of these, for what it answered last
        self.peak = 0  # bytes of memory, likewise

    async def ready(self) -> Outcome:
        """Wait until it can be asked; what it says then.

        Raises:
            WorkerEnded: It could not even start.
        """
        self._reader, self._writer = await asyncio.open_connection(sock=self._socket, limit=1 << 20)
        return await self._receive()

    async def ask(self, message: bytes) -> Outcome:
        """Its answer to a message.

        Raises:
            WorkerEnded: It ended before it answered.
        """
        assert self._writer is not None  # noqa: S101 - ready() was awaited
        try:
            self._writer.write(message)
            await self._writer.drain()
        except ConnectionError:
            raise WorkerEnded from None
        return await self._receive()

    async def _receive(self) -> Outcome:
        assert self._reader is not None  # noqa: S101 - ready() was awaited
        try:
            head, body = SIZES.unpack(await self._reader.readexactly(SIZES.size))
            if head > MOST_HEADER:
                raise WorkerEnded
            said: dict[str, Any] = json.loads(await self._reader.readexactly(head))
            self.took, self.cpu_said = said["cpu"] - self.cpu_said, said["cpu"]
            self.peak = said["peak"]
            if said["fault"]:
                LOG.error("a worker failed\n%s", said["fault"])
            return Outcome.from_frame(said, await self._reader.readexactly(body))
        except (asyncio.IncompleteReadError, ConnectionError, ValueError):
            raise WorkerEnded from None

    def is_alive(self) -> bool:
        """Whether it has not ended by itself, for lack of memory or by a stranger's hand."""
        return self._process.is_alive()

    def cpu(self) -> float:
        """Seconds of processor time since it was started."""
        try:
            times = self._seen.cpu_times()
        except psutil.Error:
            return 0.0
        return times.user + times.system

    def used(self) -> float:
        """Seconds of processor time for what it answers now."""
        return self.cpu() - self.cpu_said

    def memory(self) -> int:
        """Bytes of memory that it takes now and shares with no other process."""
        try:
            taken = self._seen.memory_info()
            return int(taken.rss - getattr(taken, "shared", 0))
        except psutil.Error:
            return 0

    def demote(self, priority: int = LOWEST) -> None:
        """Let others go first from now on; there is no way back for an ordinary user."""
        if self.priority >= priority:
            return
        self.priority = priority  # for good: it is not asked again
        with suppress(psutil.Error, OSError):
            self._seen.nice(priority)

    def pause(self) -> None:
        """Keep it from running until :meth:`resume`."""
        if not self.stopped:
            self.stopped = True
            self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it run again."""
        if self.stopped:
            self.stopped = False
            self._signal(signal.SIGCONT)

    def end(self) -> None:
        """End it, whatever it does."""
        self._signal(signal.SIGKILL)
        if self._writer is not None:
            self._writer.close()
        else:
            self._socket.close()

    def _signal(self, number: signal.Signals) -> None:
        with suppress(psutil.Error):
            self._seen.send_signal(number)  # unless its number is another process's by now
