"""Worker processes in two lanes: what is quick keeps its speed beside what is not.

A job has a process to itself. After a second it is slow: it gets the lowest
priority, and only a few slow ones run at a time: the newest, and those that had the least of the
processor; the others are paused. What passes its deadline or its memory is ended, process and all.
So long as jobs end, a few processes serve many clients; when none has ended for a moment, more are
started, so that one quick job never waits behind many slow ones. A job that was asked before and
took little then goes first, and is slow only when it takes more than it did.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from .jobs import Outcome
from .places import Busy, Places
from .process import Target, WorkerEnded, WorkerProcess
from .usual_cost import UsualCost

TICK = 0.05  # seconds between two looks at what runs
USED = 0.03  # seconds of processor time below which a job was kept waiting, and is not slow
LARGE = 256 << 20  # bytes from which a process is not used again
# The priority, when many jobs run, of those of which nothing is known; they get processes of their
# own, since it is for good, and such as run already get it after some seconds of processor time.
BEHIND, BEHIND_AFTER = 14, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """How many jobs run and wait, and for how long.

    Attributes:
        warm: Processes that are kept ready.
        quick: Jobs that run at once before they are slow.
        known: Further ones, where it is known that they take little.
        slow: Slow jobs that run at once.
        paused: Slow jobs that wait for their turn to go on; more keep their quick places.
        queue: Jobs that wait until one of the quick places is free.
        slow_after: Seconds after which a job is slow.
        deadline: Seconds after which a job is ended.
        memory: Bytes that all processes may take together.
    """

    warm: int = 4
    quick: int = 32
    known: int = 4
    slow: int = 2
    paused: int = 30
    queue: int = 256
    slow_after: float = 1.0
    deadline: float = 30.0
    memory: int = 4 << 30


@dataclass(slots=True, eq=False)
class _Running:
    worker: WorkerProcess
    since: float
    allowed: float | None  # seconds of processor time, where it is known what it takes
    slow: bool = False
    ended: Outcome | None = None  # what its client is told, where we ended it


@dataclass(slots=True)
class Counts:
    """What happened since the start, for the metrics."""

    answered: int = 0
    started: int = 0
    ended: dict[int, int] = field(default_factory=dict)
    refused: int = 0


class Pool:
    """Jobs in, answers out."""

    def __init__(self, target: Target, task: object, lanes: Lanes) -> None:
        self.lanes = lanes
        self.counts = Counts()
        self._target, self._task = target, task
        self._idle: list[WorkerProcess] = []
        self._running: set[_Running] = set()
        self._usual = UsualCost()
        self._places = Places(
            fewest=lanes.warm, most=lanes.quick, known=lanes.known, queue=lanes.queue
        )
        self._watch: asyncio.Task[None] | None = None

    @property
    def load(self) -> dict[str, int]:
        """How many jobs run, are slow, and wait; and how many processes are there."""
        slow = sum(job.slow for job in self._running)
        return {
            "running": len(self._running) - slow,
            "slow": slow,
            "waiting": self._places.waiting,
            "processes": len(self._running) + len(self._idle),
        }

    async def start(self) -> str:
        """Start the processes that are kept ready; what one of them says when it is."""
        workers = [self._new() for _ in range(self.lanes.warm)]
        said = [await worker.ready() for worker in workers]
        self._idle += workers
        self._watch = asyncio.create_task(self._look())
        return said[0].media_type

    async def stop(self) -> None:
        """End everything."""
        if self._watch is not None:
            self._watch.cancel()
        for job in list(self._running):
            self._end(job, 503, "the server is stopping")
        for worker in self._idle:
            worker.end()
        self._idle.clear()

    async def run(
        self, message: bytes, gone: Callable[[], Awaitable[bool]] | None = None
    ) -> Outcome:
        """The answer to a message, or a sentence that says why there is none.

        Args:
            message: What a process is asked.
            gone: Tells, when the job is slow, whether its client still waits for it.

        Raises:
            Busy: More jobs wait than are taken.
        """
        allowed = self._usual.allowance(message)
        try:
            await self._places.take(known=allowed is not None)
        except Busy:
            self.counts.refused += 1
            raise
        job: _Running | None = None
        try:
            worker = await self._worker(behind=allowed is None and self._places.crowded)
            job = _Running(worker, time.monotonic(), allowed)
            self._running.add(job)
            asked = asyncio.ensure_future(worker.ask(message))
            try:
                await self._until(asked, job, gone)
                outcome = await asked
            except asyncio.CancelledError:
                self._end(job, 499, "the client has gone")
                asked.cancel()
                raise
            self.counts.answered += 1
            self._usual.learn(message, worker.took)
            return outcome
        except WorkerEnded:
            outcome = (job and job.ended) or _stopped(507, "it takes more memory than one may")
            if job is not None:
                job.ended = outcome
            self.counts.ended[outcome.status] = self.counts.ended.get(outcome.status, 0) + 1
            return outcome
        finally:
            if job is not None:
                self._release(job)
            if job is None or not job.slow:
                self._places.leave(known=allowed is not None)

    async def _until(
        self,
        asked: asyncio.Future[Outcome],
        job: _Running,
        gone: Callable[[], Awaitable[bool]] | None,
    ) -> None:
        while not asked.done():
            left = job.since + self.lanes.deadline - time.monotonic()
            await asyncio.wait({asked}, timeout=min(1, max(left, TICK)))
            if asked.done():
                return
            if left <= 0:
                self._end(job, 504, f"it takes more than {self.lanes.deadline:g} seconds")
            elif gone is not None and await gone():
                self._end(job, 499, "the client has gone")

    async def _worker(self, *, behind: bool) -> WorkerProcess:
        while self._idle and not behind:
            worker = self._idle.pop()
            if worker.is_alive():
                return worker
            worker.end()
        # The system takes its time to start one; others are answered meanwhile.
        worker = await asyncio.to_thread(self._new)
        if behind:
            worker.demote(BEHIND)
        await worker.ready()
        return worker

    def _new(self) -> WorkerProcess:
        self.counts.started += 1
        return WorkerProcess(self._target, self._task)

    def _find_slow(self) -> None:
        """What takes more than it did, or runs for a second and not merely waits for its turn."""
        room = self.lanes.slow + self.lanes.paused - self.load["slow"]
        now = time.monotonic()
        quick = [job for job in self._running if not job.slow and job.ended is None]
        for job in sorted(quick, key=lambda job: job.since):
            used = job.worker.used()
            if job.allowed is None:
                slow = used >= USED and now - job.since >= self.lanes.slow_after
            else:
                slow = used >= job.allowed
            if room and slow:
                room -= 1
                job.slow = True
                job.worker.demote()
                self._places.leave(known=job.allowed is not None)
            elif self._places.crowded and job.allowed is None and used >= BEHIND_AFTER:
                job.worker.demote(BEHIND)

    def _release(self, job: _Running) -> None:
        """Its process is used again, unless it was slowed down or ended."""
        self._running.discard(job)
        fresh = not job.ended and not job.worker.priority and job.worker.peak < LARGE
        if fresh and len(self._idle) < self.lanes.quick:
            self._idle.append(job.worker)
        else:
            job.worker.end()
        self._share_out()

    def _end(self, job: _Running, status: int, why: str) -> None:
        if job.ended is None:
            job.ended = _stopped(status, why)
            job.worker.end()

    def _share_out(self) -> None:
        """Of the slow jobs, the newest runs, which may be nearly done, and those that had least."""
        slow = [job for job in self._running if job.slow and job.ended is None]
        newest = max((job.since for job in slow), default=0.0)
        slow.sort(key=lambda job: (job.since != newest, job.worker.used()))
        for rank, job in enumerate(slow):
            if rank < self.lanes.slow:
                job.worker.resume()
            else:
                job.worker.pause()

    async def _look(self) -> None:
        looks = 0
        while True:
            await asyncio.sleep(TICK)
            looks += 1
            self._places.grow()
            self._find_slow()
            self._share_out()
            if looks % 2 == 0:
                self._bound_memory()
                if len(self._idle) > self.lanes.warm:
                    self._idle.pop(0).end()

    def _bound_memory(self) -> None:
        """When all take too much together, the one that takes most is ended."""
        taken = {job: job.worker.memory() for job in self._running if not job.ended}
        if sum(taken.values()) > self.lanes.memory:
            most = max(taken, key=lambda job: taken[job])
            self._end(most, 507, "all queries together take more memory than there is for them")


def _stopped(status: int, why: str) -> Outcome:
    return Outcome.refused(status, f"stopped: {why}")
