"""``airm-graph queries``."""

from __future__ import annotations

from pathlib import Path

import click

from ..answers.query_library import COLUMNS, library, library_query
from ..queries import ROLES, catalogue_markdown
from ..render.result import Result
from .output import emit, table_options, write
from .query_completion import complete_query


@click.command("queries")
@click.argument("name", metavar="[NAME]", required=False, shell_complete=complete_query)
@click.option("--role", type=click.Choice(ROLES), help="Only the queries in this folder.")
@click.option("--catalogue", is_flag=True, help="Write the page of the library, in Markdown.")
@table_options
def queries_command(
    name: str | None, role: str | None, catalogue: bool, format_: str, output: Path | None
) -> None:
    """List the questions of the query library, or print the SPARQL of the query NAME.

    \b
    Examples:
      airm-graph queries
      airm-graph queries --role gap
      airm-graph queries measures-of-framework > mine.rq
      airm-graph queries --catalogue -o queries.md
    """
    if sum((name is not None, role is not None, catalogue)) > 1:
        raise click.UsageError("NAME, --role and --catalogue are three wishes; give one of them")
    if catalogue:
        write(catalogue_markdown(), output)
        return
    if name is None:
        emit(library(role), format_, output)
        return
    query = library_query(name)
    if format_ == "table":
        write(query.text, output)
        return
    emit(Result(columns=(*COLUMNS, "sparql"), rows=[query.data]), format_, output)
