"""How commands write: formats, widths, files that are never half written."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from ..render.result import FORMATS, Result, render

Command = TypeVar("Command", bound=Callable[..., object])
PIPED_WIDTH = 120  # columns of a table that goes to a file or a pipe


def table_options(command: Command) -> Command:
    """Give a command ``--format`` and ``-o``."""
    command = click.option(
        "--output", "-o", metavar="FILE", type=click.Path(path_type=Path), help="Write to FILE."
    )(command)
    return click.option(
        "--format",
        "format_",
        type=click.Choice(FORMATS),
        default="table",
        show_default=True,
        help="How to write the rows.",
    )(command)


def emit(result: Result, format_: str, output: Path | None) -> None:
    """Print a result, or write it to a file."""
    write(render(result, format_, width()), output)


def width() -> int:
    """The columns that a table may take."""
    if sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return int(os.environ.get("COLUMNS", PIPED_WIDTH))


def write(text: str, output: Path | None) -> None:
    """Print text, or write it to a file in one step, so that no half file is left."""
    if output is None:
        click.echo(text, nl=False)
        return
    temporary = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(output)
    finally:
        temporary.unlink(missing_ok=True)
    click.echo(f"airm-graph: wrote {output}", err=True)
