"""A process that answers one job after another, until it is told to end or is ended."""

from __future__ import annotations

import json
import os
import resource
import socket
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from .answering import answer
from .jobs import SIZES, Outcome, query_job
from .sandbox import confine

PRIORITY = 5
MOST_FAULT = 4000  # characters
Answerer = Callable[[dict[str, Any]], Outcome]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a process is started for.

    Attributes:
        store: The folder of the store.
        spool: The folder for long answers.
        memory: Bytes that it may take beyond those it starts with.
        longest: Bytes of the longest answer.
        network: Whether it may ask other endpoints.
    """

    store: str
    spool: str
    memory: int
    longest: int
    network: bool = False


def answer_queries(channel: socket.socket, task: Task) -> None:
    """What a process for queries does all its life; the server and its pages go first."""
    os.nice(PRIORITY)
    closed = confine(task.memory, task.longest, network=task.network)
    store = ox.Store.read_only(task.store)
    work(channel, lambda said: answer(store, query_job(said), task.spool, task.longest), closed)


def work(channel: socket.socket, answerer: Answerer, closed: bool) -> None:
    """Say that all is ready, then answer until the channel is closed."""
    channel.settimeout(None)
    outcome = Outcome(status=200, media_type="closed" if closed else "open")
    fault = ""
    while True:
        try:
            peak = 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            frame = outcome.to_frame(cpu=time.process_time(), peak=peak, fault=fault)
            channel.sendall(frame)
            said = _receive(channel)
        except (ConnectionError, EOFError):
            os._exit(0)
        fault = ""
        try:
            outcome = answerer(said)
        except MemoryError:
            os._exit(1)  # as the engine ends when it has no more
        except Exception:  # noqa: BLE001 - a fault of ours, which the server logs
            fault = traceback.format_exc()[-MOST_FAULT:]
            outcome = Outcome.refused(500, "this went wrong; the server's log says where")


def _receive(channel: socket.socket) -> dict[str, Any]:
    head, body = SIZES.unpack(_exactly(channel, SIZES.size))
    said: dict[str, Any] = json.loads(_exactly(channel, head))
    if body:
        said["body"] = _exactly(channel, body)
    return said


def _exactly(channel: socket.socket, size: int) -> bytes:
    parts = []
    while size:
        part = channel.recv(min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
