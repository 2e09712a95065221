"""``airm-graph export``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from time import monotonic
from typing import Any

import click

from ..errors import IdentifierError, nearest
from ..export.files import opened
from ..export.formats import FORMATS, Format
from ..export.preamble import preamble
from ..export.scope import LEVELS, Scope
from ..identifiers import compress, expand
from ..render.result import Result
from ..resources import program_version
from ..workspace import Build
from .output import emit, table_options
from .session import build, progress, version_option

PATIENCE = 1.0  # seconds until the user is told how far it is
MOST = 3  # graphs that are named for each licence
EPILOG = "\b\nProvenance:\n" + "\n".join(f"  {name}: {said}" for name, said in LEVELS.items())


@click.command("export", epilog=EPILOG)
@click.argument("name", metavar="FORMAT", required=False, shell_complete=lambda *_: sorted(FORMATS))
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
    listing: bool,
    format_: str,
    output: Path | None,
) -> None:
    """Write the graph in the format of other tools, to -o FILE or standard output.

    The same build gives the same bytes. Literals stay as they were written. What a format cannot
    hold, and what was left out on request, is said on standard error; the latter in the file, too.
    --format is for --list.

    \b
    Examples:
      airm-graph export nquads -o airm.nq
      airm-graph export turtle --framework gipiskis2024 -o gipiskis.ttl
      airm-graph export jsonld --provenance none -o airm.jsonld
      airm-graph export trig --graph source-mitv1 --graph source-airm1 -o coded.trig
      airm-graph export --list
    """
    if listing:
        emit(_formats(), format_, output)
        return
    if name is None:
        raise click.UsageError(f"give a FORMAT: {', '.join(FORMATS)}")
    if name not in FORMATS:
        raise click.UsageError(f"no format {name!r}: {nearest(name, FORMATS)}")
    current = build(ctx)
    named = frozenset(current.manifest["graphs"]) - {"default"}
    scope = Scope(
        path=current.quads_file,
        named=named,
        provenance=provenance,
        graphs=frozenset(_graph(named, said) for said in graphs),
        works=frozenset(_work(current, said) for said in frameworks),
    )
    _export(FORMATS[name], current, scope, output, progress(ctx))


def _export(
    chosen: Format,
    current: Build,
    scope: Scope,
    output: Path | None,
    tell: Callable[[str], None],
) -> None:
    sources = [
        source
        for source in current.manifest["sources"]
        if not (scope.graphs or scope.works)
        or expand(f"airmg:source-{source['id']}") in scope.taken
    ]
    first = preamble(current.name, sources, scope.provenance, _selected(scope))
    lines = scope.lines(_progress(tell, chosen.title, current.manifest["quads"]))
    with opened(output) as file:
        chosen.write(lines, file, first)
    for said in _told(chosen, scope, sources):
        click.echo(f"airm-graph: {said}", err=True)
    if output is not None:
        click.echo(f"airm-graph: wrote {output}", err=True)


def _progress(tell: Callable[[str], None], title: str, total: int) -> Callable[[int], None]:
    """Says how far it is, every second after the first."""
    last = monotonic()

    def told(done: int) -> None:
        nonlocal last
        if monotonic() - last > PATIENCE:
            last = monotonic()
            tell(f"writing {title}: {done:,} of {total:,} quads")

    return told


def _selected(scope: Scope) -> list[str]:
    said = []
    if scope.graphs:
        said.append("the graphs " + ", ".join(sorted(map(compress, scope.graphs))))
    if scope.works:
        said.append("what is stated in " + ", ".join(sorted(map(compress, scope.works))))
    return said


def _told(chosen: Format, scope: Scope, sources: Iterable[dict[str, Any]]) -> list[str]:
    """What the user ought to know of the file."""
    said = []
    if scope.provenance == "none":
        said.append("provenance was left out on request; the file says so")
    elif not chosen.graphs:
        keep = ", ".join(name for name, each in FORMATS.items() if each.graphs)
        said.append(
            f"{chosen.title} cannot say which graph holds which triple; these keep it: {keep}"
        )
    if scope.provenance == "summary":
        said.append("statements were left out on request; the file says so")
    licences: dict[str, list[str]] = {}
    for source in sources:
        if source["current"]:
            licence = source["licence"] or "no licence stated"
            licences.setdefault(licence, []).append(f"source-{source['id']}")
    for licence, graphs in sorted(licences.items()):
        more = f" and {len(graphs) - MOST} more" if len(graphs) > MOST else ""
        said.append(f"licence {licence}: {', '.join(sorted(graphs)[:MOST])}{more}")
    return said


def _graph(named: Iterable[str], said: str) -> str:
    """The IRI of a named graph that is given by IRI, CURIE or local name."""
    known: dict[str, str] = {}
    for iri in named:
        curie = compress(iri)
        for spelt in (iri, curie, curie.removeprefix("airmg:")):
            known[spelt] = iri
    if said not in known:
        short = [compress(iri).removeprefix("airmg:") for iri in named]
        raise IdentifierError(f"no graph is called {said!r}: {nearest(said, short)}")
    return known[said]


def _work(current: Build, said: str) -> str:
    """The IRI of a work, or of a compilation, that is given by IRI, CURIE or short name."""
    iris = [work["iri"] for work in current.columns.index["works"]]
    iris += [expand(f"airmid:{s['of']}") for s in current.manifest["sources"] if s["of"]]
    known: dict[str, str] = {}
    for iri in iris:
        local = compress(iri).partition(":")[2]
        for spelt in (iri, compress(iri), local, local.partition("-")[2]):
            known.setdefault(spelt, iri)
    if said not in known:
        short = {compress(iri).partition("-")[2] for iri in iris}
        raise IdentifierError(f"no framework is called {said!r}: {nearest(said, short)}")
    return known[said]


def _formats() -> Result:
    rows: Sequence[dict[str, Any]] = [
        {
            "format": name,
            "title": each.title,
            "suffix": each.suffix,
            "media_type": each.media_type,
            "named_graphs": each.graphs,
            "what": each.what,
        }
        for name, each in FORMATS.items()
    ]
    meta = {"program": f"airm-graph {program_version()}", "command": "export --list"}
    return Result(columns=tuple(rows[0]), rows=rows, meta=meta)
