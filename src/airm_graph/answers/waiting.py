"""Waits for an engine, and no longer than it may take.

The engine works in native code, which hears neither a clock nor Ctrl-C, but lets other threads run.
So it is asked in a thread, and whoever asks waits for that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")
STACK = 64 << 20  # bytes; the parser of the engine goes deep, and threads may start with little


class OverdueError(Exception):
    """There is no answer yet; the engine goes on until it has one, or the process ends."""


def wait_for(work: Callable[[], Answer], seconds: float | None = None) -> Answer:
    """What ``work`` returns or raises.

    Args:
        work: What asks the engine.
        seconds: How long it may take; None lets it take any time.

    Raises:
        OverdueError: It takes longer.
        KeyboardInterrupt: The user no longer wants to wait.

    >>> wait_for(lambda: 1 + 1, seconds=60)
    2
    """
    answers: list[Answer] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            answers.append(work())
        except BaseException as error:  # noqa: BLE001 - raised again below, where it is waited for
            errors.append(error)

    usual = threading.stack_size(STACK)
    thread = threading.Thread(target=run, daemon=True)
    try:
        thread.start()
    finally:
        threading.stack_size(usual)
    thread.join(seconds)
    if thread.is_alive():
        raise OverdueError
    if not errors:
        return answers[0]
    try:
        raise errors[0]
    finally:
        errors.clear()  # else the error would hold this frame, and this frame the error
