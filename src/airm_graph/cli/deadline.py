"""Ends a question that takes too long, or at Ctrl-C, at once.

What ends an engine that is asked is the end of the process.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NoReturn, TypeVar

import click

from ..answers.waiting import OverdueError, wait_for

Answer = TypeVar("Answer")


def within(seconds: float | None, work: Callable[[], Answer]) -> Answer:
    """What ``work`` returns or raises; the process ends where it takes longer than it may.

    Args:
        seconds: How long it may take; None lets it take any time.
        work: What asks the engine.
    """
    try:
        return wait_for(work, seconds)
    except KeyboardInterrupt:
        _leave("interrupted", 130)
    except OverdueError:
        _leave(f"no answer within {seconds:g} s; raise --timeout, or ask for less", 2)


def _leave(message: str, code: int) -> NoReturn:
    """End the process without waiting for the engine."""
    sys.stdout.flush()
    click.echo(f"airm-graph: {message}", err=True)
    os._exit(code)
