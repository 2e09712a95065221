"""How commands write: formats, widths, files that are never half written."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from ..errors import PlotError
from ..files import write_text
from ..plots import SUFFIXES, Drawable, check_libraries, check_suffix, draw
from ..render.result import Result
from ..render.tables import FORMATS, render

if TYPE_CHECKING:
    from ..plots.figure import Figure

Command = TypeVar("Command", bound=Callable[..., object])
PLOT = f"{__name__}.plot"  # in the meta of the click context: where the picture goes
PIPED_WIDTH = 120  # columns of a table that goes to a file or a pipe
# In a notebook, results come here as values; what is a table is not printed.
collected: ContextVar[list[Result] | None] = ContextVar("collected", default=None)


def table_options(command: Command) -> Command:
    """Give a command ``--format``, ``-o`` and ``--plot``."""
    command = plot_option(command)
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


def plot_option(command: Command) -> Command:
    """Give a command ``--plot``, which :func:`write` and :func:`emit` obey."""
    return click.option(
        "--plot",
        metavar="FILE",
        type=click.Path(path_type=Path),
        expose_value=False,
        callback=_asked,
        help=f"Draw the answer, too, if it has a picture: a FILE in {' '.join(SUFFIXES)}.",
    )(command)


def _asked(ctx: click.Context, _: click.Parameter, path: Path | None) -> None:
    """Remember where the picture goes; what cannot be drawn is refused before the work is done."""
    if path is None:
        return
    check_suffix(path)
    check_libraries("--plot")
    ctx.meta[PLOT] = path


def emit(result: Result, format_: str, output: Path | None) -> None:
    """Print a result, or write it to a file; a notebook shows it as its own table.

    Raises:
        PlotError: A picture is asked for, and the result has none.
    """
    figure = _figure(result)
    results = collected.get()
    if results is not None and output is None and format_ == "table":
        results.append(result)
    else:
        _write(render(result, format_, width()), output)
    _save(figure)


def width() -> int:
    """The columns that a table may take."""
    if sys.stdout.isatty():
        return shutil.get_terminal_size().columns
    return int(os.environ.get("COLUMNS", PIPED_WIDTH))


def write(text: str, output: Path | None, answer: Drawable | None = None) -> None:
    """Print text, or write it to a file in one step, so that no half file is left.

    Args:
        text: What is printed.
        output: The file; None prints.
        answer: What the text tells, to be drawn where that is asked.

    Raises:
        PlotError: A picture is asked for, and there is none.
    """
    figure = _figure(answer)
    _write(text, output)
    _save(figure)


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    write_text(text, output)
    click.echo(f"airm-graph: wrote {output}", err=True)


def _figure(answer: Drawable | None) -> Figure | None:
    """The picture, if one is asked for; drawn before anything is written, for it may fail."""
    ctx = click.get_current_context(silent=True)
    if ctx is None or PLOT not in ctx.meta:
        return None
    if answer is None:
        raise PlotError("--plot: this answer has no natural picture")
    return draw(answer)


def _save(figure: Figure | None) -> None:
    """Write the picture; what the command writes after that is no matter of its."""
    if figure is None:
        return
    path: Path = click.get_current_context().meta.pop(PLOT)
    figure.save(path)
    click.echo(f"airm-graph: wrote {path}", err=True)
