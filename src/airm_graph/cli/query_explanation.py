"""Prints which part of a query leaves how many solutions, on standard error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import click

from ..answers.query_explanation import explained
from ..render.tables import render
from ..sparql.explaining import Asking
from .output import width


def print_explanation(
    engine: Asking, text: str, bound: Mapping[str, str], *, is_empty: bool
) -> None:
    """Say how many solutions each part of a query has alone, and with those before it.

    Args:
        engine: Who answered.
        text: The query.
        bound: IRIs of variables that were given from outside.
        is_empty: Whether the answer was empty.
    """
    found = explained(engine, text, bound, is_empty=is_empty, meta={})
    if found:
        click.echo(render(replace(found, notes=()), "table", width()), err=True, nl=False)
    for note in found.notes:
        click.echo(f"airm-graph: {note}", err=True)
