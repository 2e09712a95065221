"""``airm-graph notebook``."""

from __future__ import annotations

from pathlib import Path

import click

from ..answers.notebooks import copy_notebooks, list_notebooks
from ..render.tables import FORMATS
from .output import emit

FOLDER = "airm-graph-notebooks"


@click.command("notebook")
@click.argument(
    "folder", metavar="[DIR]", default=FOLDER, type=click.Path(file_okay=False, path_type=Path)
)
@click.option("--list", "only_list", is_flag=True, help="Say what there is; write nothing.")
@click.option("--force", is_flag=True, help="Write over notebooks that are there already.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="table",
    show_default=True,
    help="How to write the list.",
)
def notebook_command(folder: Path, *, only_list: bool, force: bool, format_: str) -> None:
    """Copy the notebooks into DIR (airm-graph-notebooks), to run and change them.

    Each answers a question about the graph, from top to bottom.

    \b
    Examples:
      airm-graph notebook
      airm-graph notebook ~/gaps && jupyter lab ~/gaps
      airm-graph notebook --list
    """
    emit(list_notebooks() if only_list else copy_notebooks(folder, force=force), format_, None)
