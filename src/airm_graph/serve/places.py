"""Who may run now and who waits: more places when nothing ends, fewer when all goes well."""

from __future__ import annotations

import asyncio
import time
from collections import deque

STALLED = 0.1  # seconds without a move, after which there are more places
HEAD_START = 0.2  # seconds by which a job that is known to be quick goes before others


class Busy(Exception):  # noqa: N818 - the client is to come again
    """More jobs wait already than are taken."""

    retry_after = 2


class Places:
    """Places for jobs, and the queue before them.

    Args:
        fewest: Places when jobs end all the time.
        most: Places when nothing ends.
        known: Further ones for jobs that are known to be quick.
        queue: Jobs that may wait.
    """

    def __init__(self, *, fewest: int, most: int, known: int, queue: int) -> None:
        self._fewest, self._most, self._extra, self._queue = fewest, most, known, queue
        self._places = fewest
        self._taken = {True: 0, False: 0}  # by known ones, and by others
        self._moved = 0.0
        self._waiting: dict[bool, deque[tuple[float, asyncio.Future[None]]]] = {
            True: deque(),
            False: deque(),
        }

    @property
    def waiting(self) -> int:
        """Jobs that wait."""
        return sum(map(len, self._waiting.values()))

    @property
    def crowded(self) -> bool:
        """Whether more jobs run than do when all goes well."""
        return self._places > self._fewest

    async def take(self, *, known: bool) -> None:
        """Wait for a place.

        Raises:
            Busy: Too many wait already.
        """
        if (
            self._has_place(known=known)
            and not self._waiting[known]
            and (known or not self.waiting)
        ):
            self._occupy(known=known)
            return
        if self.waiting >= self._queue:
            raise Busy
        turn = asyncio.get_running_loop().create_future()
        entry = (time.monotonic(), turn)
        self._waiting[known].append(entry)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.leave(known=known)
            elif entry in self._waiting[known]:
                self._waiting[known].remove(entry)
            raise

    def leave(self, *, known: bool) -> None:
        """Give a place back."""
        self._taken[known] -= 1
        self._places = max(self._fewest, self._places - 1)  # jobs end: fewer will do
        self._moved = time.monotonic()
        self._let_in()

    def grow(self) -> None:
        """Have twice as many when some wait and nothing moves."""
        stalled = time.monotonic() - self._moved > STALLED
        if self.waiting and stalled and self._places < self._most:
            self._places = min(self._most, 2 * max(self._places, sum(self._taken.values())))
            self._moved = time.monotonic()
            self._let_in()

    def _has_place(self, *, known: bool) -> bool:
        taken = sum(self._taken.values())
        if known:
            return taken < self._places + self._extra
        return taken < self._places or not self._taken[False]  # one of the others always runs

    def _occupy(self, *, known: bool) -> None:
        self._taken[known] += 1
        self._moved = time.monotonic()

    def _let_in(self) -> None:
        while (known := self._next()) is not None and self._has_place(known=known):
            _, turn = self._waiting[known].popleft()
            if not turn.done():
                self._occupy(known=known)
                turn.set_result(None)

    def _next(self) -> bool | None:
        """Whether the next one to go is a known one; None when nobody waits."""
        known, others = self._waiting[True], self._waiting[False]
        if known and others:
            return known[0][0] - HEAD_START <= others[0][0] or not self._has_place(known=False)
        return bool(known) if self.waiting else None
