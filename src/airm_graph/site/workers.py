"""The processes that write a site, one for each core; each opens the build for itself."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from pathlib import Path

from ..pages.holdings import Holdings
from ..workspace import Build
from .folder import SiteError, put
from .links import SiteMap
from .pieces import Piece, files_of

MANY_THINGS = 1000  # from here on, asking about all things at once is faster than about each


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written of a site."""

    things: int = 0
    files: int = 0
    bytes: int = 0

    def __add__(self, other: Written) -> Written:
        return Written(
            things=self.things + other.things,
            files=self.files + other.files,
            bytes=self.bytes + other.bytes,
        )


def write_piece(holdings: Holdings, site: SiteMap, folder: Path, piece: Piece) -> Written:
    """Write the files of a piece into the folder."""
    sizes = []
    for path, data in files_of(holdings, site, piece):
        put(folder, path, data)
        sizes.append(len(data))
    return Written(things=piece.size, files=len(sizes), bytes=sum(sizes))


def settle(holdings: Holdings, things: int) -> None:
    """Read at once what thousands of pages need, and have it looked through for garbage no more."""
    if things < MANY_THINGS:
        return
    holdings.dossiers.prepare_all()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


class _Worker:
    """One process, all its life."""

    here: _Worker

    def __init__(self, build: Path, site: SiteMap, folder: Path) -> None:
        self.holdings, self.site, self.folder = Holdings(Build(build)), site, folder
        settle(self.holdings, len(site.things))


def _start(build: Path, site: SiteMap, folder: Path) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which stops us
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _Worker.here = _Worker(build, site, folder)


def _end_with_parent() -> None:
    """A parent that is killed cannot say that nobody waits any more."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _write(piece: Piece) -> Written:
    worker = _Worker.here
    return write_piece(worker.holdings, worker.site, worker.folder, piece)


@contextmanager
def writing(
    build: Build, site: SiteMap, folder: Path, pieces: Sequence[Piece], processes: int
) -> Iterator[Iterator[Written]]:
    """Have the pieces written by processes; what each gave is told in the block.

    Raises:
        SiteError: A process was ended from outside.
    """
    pool = ProcessPoolExecutor(
        processes,
        mp_context=get_context("spawn"),  # an open store must not be forked
        initializer=_start,
        initargs=(build.folder, site, folder),
    )
    try:
        with _deaf():
            futures = [pool.submit(_write, piece) for piece in pieces]
        yield (future.result() for future in as_completed(futures))
    except BrokenProcessPool:
        raise SiteError(
            "a process that wrote pages was ended from outside, perhaps for want of memory"
        ) from None
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes that are started now ignore Ctrl-C from their first moment on."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
