"""``airm-graph site``."""

from __future__ import annotations

from pathlib import Path
from time import monotonic

import click

from .session import build, progress, version_option

FORMATS = ("turtle", "jsonld", "ntriples", "rdfxml")


@click.command("site")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--rdf",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="RDF that stands beside each page; repeatable. All four by default.",
)
@click.option(
    "--address",
    metavar="URL",
    default="",
    help="Where the site will stand; only 404.html and void.ttl say so.",
)
@click.option(
    "--endpoint", metavar="URL", default="", help="Where the graph can be asked, to be linked."
)
@click.option(
    "--processes",
    type=click.IntRange(min=1),
    metavar="N",
    help="How many write at once (default: one a core).",
)
@version_option
@click.pass_context
def site_command(
    ctx: click.Context,
    folder: Path,
    formats: tuple[str, ...],
    address: str,
    endpoint: str,
    processes: int | None,
) -> None:
    """Write every page as a file into DIR, with RDF beside each.

    Links are relative, so that any static host can serve the folder, at any address; it needs no
    JavaScript except for the search. A site of ours in DIR is replaced when the new one is whole;
    anything else in DIR is an error. What needs a server is left out: any SPARQL query, tables of
    any facets, and filters on top of each other.

    \b
    Examples:
      airm-graph site public
      airm-graph site public --rdf turtle --rdf jsonld
      airm-graph site public --address https://risk.example.org
      python3 -m http.server --bind 127.0.0.1 --directory public
    """
    from ..identifiers import is_web_address
    from ..site import SUFFIXES, write_site

    for name, said in (("--address", address), ("--endpoint", endpoint)):
        if said and not is_web_address(said):
            raise click.UsageError(f"{name} is {said!r}; expected an address such as https://…")
    current, started = build(ctx), monotonic()
    written = write_site(
        current,
        folder,
        rdf=[SUFFIXES[name] for name in formats or FORMATS],
        address=address,
        endpoint=endpoint,
        processes=processes or 0,
        tell=progress(ctx),
    )
    if not ctx.obj["quiet"]:
        click.echo(
            f"airm-graph: {written.files:,} files, {written.bytes / 1e6:,.0f} MB, in "
            f"{monotonic() - started:.0f} s; {folder / 'index.html'}",
            err=True,
        )
