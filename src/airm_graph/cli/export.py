"""``airm-graph export``."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import click

from ..answers.export_contents import Wish, selected_things
from ..answers.exports import export, export_formats
from ..errors import nearest
from ..export.formats import FORMATS
from ..export.licences import POLICIES
from ..export.scope import LEVELS
from .output import emit, table_options
from .query import read_query
from .query_completion import complete_query
from .session import build, progress, version_option


def _choices(title: str, choices: Mapping[str, str]) -> str:
    return f"\b\n{title}:\n" + "\n".join(f"  {name}: {said}" for name, said in choices.items())


EPILOG = "\n\n".join(
    (
        _choices("Formats", {name: each.what for name, each in FORMATS.items()}),
        _choices("Provenance", LEVELS),
        _choices("License policy", POLICIES),
    )
)


@click.command("export", epilog=EPILOG)
@click.argument(
    "name", metavar="[FORMAT]", required=False, shell_complete=lambda *_: sorted(FORMATS)
)
@click.option(
    "--provenance",
    type=click.Choice(list(LEVELS)),
    default="full",
    show_default=True,
    help="How much of who says what is taken along.",
)
@click.option(
    "--graph",
    "graphs",
    multiple=True,
    metavar="GRAPH",
    help="Only this named graph, such as source-mitv1; repeatable.",
)
@click.option(
    "--framework",
    "frameworks",
    multiple=True,
    metavar="FRAMEWORK",
    help="Only what this work or compilation states, and what is said of that; repeatable.",
)
@click.option(
    "--select",
    metavar="QUERY",
    shell_complete=complete_query,
    help="Only the things in the first column of a query, by NAME, FILE or - for standard input.",
)
@click.option(
    "--license-policy",
    "licences",
    type=click.Choice(list(POLICIES)),
    default="refuse",
    show_default=True,
    help="What to do where licences forbid to make one work of the sources.",
)
@click.option(
    "--base",
    default="",
    metavar="IRI",
    help="Let names of things, graphs, queries and shapes begin so; the vocabulary's stay.",
)
@click.option(
    "--previous",
    type=click.Path(),
    default="",
    metavar="RELEASE",
    help="The release that this one takes the place of: its folder, its .zip or its IRI.",
)
@click.option("--list", "listing", is_flag=True, help="List the formats.")
@table_options
@version_option
@click.pass_context
def export_command(
    ctx: click.Context,
    *,
    name: str | None,
    provenance: str,
    graphs: tuple[str, ...],
    frameworks: tuple[str, ...],
    select: str | None,
    licences: str,
    base: str,
    previous: str,
    listing: bool,
    format_: str,
    output: Path | None,
) -> None:
    """Write the graph in the format of other tools, to -o FILE or standard output.

    A format that is several files goes to -o FOLDER, or packed to -o FILE.zip.

    The same build gives the same bytes. Literals stay as they were written. What a format cannot
    hold, and what was left out on request, is said on standard error; the latter in the file, too.
    --format is for --list.

    \b
    Examples:
      airm-graph export nquads -o airm.nq
      airm-graph export turtle --framework gipiskis2024 -o gipiskis.ttl
      airm-graph export jsonld --provenance none -o airm.jsonld
      airm-graph export trig --graph source-mitv1 --graph source-airm1 -o coded.trig
      airm-graph export turtle --select risk-source-without-measure --base https://risk.example.org/
      airm-graph export ntriples --license-policy omit -o airm.nt
      airm-graph export csvw -o csvw.zip
      airm-graph export bundle -o release.zip
      airm-graph export bundle --previous release.zip -o next.zip
      airm-graph export --list
    """
    if listing:
        emit(export_formats(), format_, output)
        return
    if name is None:
        raise click.UsageError(f"give a FORMAT: {', '.join(FORMATS)}")
    if name not in FORMATS:
        raise click.UsageError(f"no format {name!r}: {nearest(name, FORMATS)}")
    current = build(ctx)
    wish = Wish(
        provenance=provenance,
        graphs=graphs,
        frameworks=frameworks,
        things=selected_things(current, *read_query(select)) if select else None,
        licences=licences,
        base=base,
        previous=previous,
    )
    told = export(current, name, output, wish, tell=progress(ctx))
    for said in told:
        click.echo(f"airm-graph: {said}", err=True)
    if output is not None:
        click.echo(f"airm-graph: wrote {output}", err=True)
