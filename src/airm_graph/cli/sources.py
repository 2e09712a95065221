"""``airm-graph sources`` and ``airm-graph fetch``."""

from __future__ import annotations

from pathlib import Path

import click
from click.shell_completion import CompletionItem

from ..answers.sources import Meter, NotAloneError, fetched, sources_of, wanted_origins
from ..origins import read_origins
from .output import emit, table_options
from .session import progress, workspace

cache_option = click.option(
    "--cache",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where files are kept (default: $AIRM_GRAPH_CACHE, else your cache folder).",
)


def _names(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    return [
        CompletionItem(origin.name, help=f"{origin.title} {origin.version}")
        for origin in read_origins().every
        if origin.name.startswith(typed)
    ]


@click.command("sources")
@cache_option
@table_options
@click.pass_context
def sources_command(
    ctx: click.Context, cache: Path | None, format_: str, output: Path | None
) -> None:
    """List what can be fetched and imported: its terms, its size, and whether it is here.

    What the catalogue holds of a source are identifiers, titles, codes and links; its texts come
    with an import. Column redistribution: whether what a source says may be passed on.

    \b
    Examples:
      airm-graph sources
      airm-graph sources --format csv -o sources.csv
    """
    emit(sources_of(workspace(ctx), cache), format_, output)


@click.command("fetch")
@click.argument("names", nargs=-1, metavar="[NAME]...", shell_complete=_names)
@click.option(
    "--mirror",
    metavar="DIR|URL",
    help="Take the files from here instead (default: $AIRM_GRAPH_MIRROR, else data/sources.toml).",
)
@cache_option
@click.option("--import", "import_", is_flag=True, help="Import what is fetched at once.")
@click.option("--all", "all_", is_flag=True, help="Fetch everything that can be had.")
@table_options
@click.pass_context
def fetch_command(
    ctx: click.Context,
    *,
    names: tuple[str, ...],
    mirror: str | None,
    cache: Path | None,
    import_: bool,
    all_: bool,
    format_: str,
    output: Path | None,
) -> None:
    """Download the files of a source, and check that they are the ones that were recorded.

    Files that are there already are not asked for again, and a download that was stopped goes on
    where it stopped. A mirror is a folder or an address with one folder for each publisher.

    \b
    Examples:
      airm-graph fetch atlas-5.6.0
      airm-graph fetch cosai finos --import
      airm-graph fetch --all --mirror /media/stick/frameworks
    """
    if bool(names) == all_:
        raise click.UsageError("expected NAMEs, or --all; 'airm-graph sources' lists the names")
    try:
        wanted = wanted_origins(names, every=all_, importing=import_)
    except NotAloneError as error:
        raise click.UsageError(str(error)) from None
    tell = progress(ctx)
    found = fetched(
        workspace(ctx),
        wanted,
        mirror=mirror,
        cache=cache,
        importing=import_,
        optional=all_,
        tell=tell,
        meter=None if ctx.obj["quiet"] else Meter(tell),
    )
    emit(found, format_, output)
