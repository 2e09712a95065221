"""``airm-graph sources`` and ``airm-graph fetch``."""

from __future__ import annotations

import shlex
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from ..fetching import Fetched, cache_folder, fetch, is_fetched, mirror_address
from ..imports import list_imports
from ..origins import Origin, find_origin, read_origins
from ..render.result import Result
from ..resources import root
from ..workspace import Workspace
from .output import emit, table_options
from .session import progress, workspace

ON_PASSING_ON = {
    "yes": "it may be passed on",
    "attribution": "it may be passed on with the names and notices of its makers",
    "share-alike": "what is made from it may be passed on only under the same terms",
    "no": "it must not be passed on, nor mixed into what is",
}
NOWHERE = "only from a mirror or your own copy"

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
    where = cache_folder(cache)
    state = _states(workspace(ctx), where)
    rows = [
        {
            "name": origin.name,
            "title": origin.title,
            "version": origin.version,
            "publisher": origin.publisher,
            "kind": origin.kind,
            "terms": origin.terms,
            "licence": origin.licence,
            "redistribution": origin.redistribution,
            "rights": origin.rights,
            "files": len(origin.files),
            "size": _size(origin.size),
            "bytes": origin.size,
            "state": ", ".join(state(origin)) or ("" if origin.base else NOWHERE),
            "address": origin.base,
            "how": origin.how,
        }
        for origin in read_origins().every
    ]
    notes = (
        f"{len(rows)} sources; fetched files are kept in {where}.",
        "Next: airm-graph fetch NAME --import",
    )
    hidden = {"title", "publisher", "licence", "rights", "bytes", "address", "how"}
    emit(
        Result(columns=tuple(rows[0]), rows=rows, notes=notes, hidden=frozenset(hidden)),
        format_,
        output,
    )


def _states(here: Workspace, cache: Path) -> Callable[[Origin], list[str]]:
    """What is known of an origin on this machine."""
    imported = {found.id for found in list_imports(here)}
    about = (root() / "data" / "catalogue").glob("*/*/about.toml")
    filed = {tomllib.loads(path.read_text(encoding="utf-8"))["id"] for path in about}

    def state(origin: Origin) -> list[str]:
        ids = set(origin.ids)
        known = {
            "in the catalogue": bool(ids & filed),
            "fetched": is_fetched(origin, cache),
            "imported": bool(ids & imported),
        }
        return [words for words, is_so in known.items() if is_so]

    return state


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
    mirrored = mirror_address(mirror)
    wanted = read_origins().every if all_ else [find_origin(name) for name in dict.fromkeys(names)]
    skipped = [o for o in wanted if all_ and not (mirrored or o.base)]
    for origin in wanted:
        if import_ and not all_ and not origin.kind:
            raise click.UsageError(f"{origin.name} is not imported alone. {origin.how}")
    tell, meter = progress(ctx), None if ctx.obj["quiet"] else _Meter()
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    for origin in wanted:
        if origin in skipped:
            notes.append(f"{origin.name} is left out, it is {NOWHERE}. {origin.how}")
            continue
        tell(f"fetching {origin.name}")
        found = fetch(origin, cache_folder(cache), mirrored, meter)
        rows += _files(origin, found)
        notes.append(f"{origin.name}: {origin.rights} So {ON_PASSING_ON[origin.redistribution]}.")
        if import_ and origin.kind:
            tell(f"reading {origin.name}")
            notes += _import(workspace(ctx), origin, found)
        else:
            notes.append(_command(origin, found))
    if import_:
        notes.append("Next: airm-graph gaps")
    columns = ("source", "file", "bytes", "outcome", "path")
    emit(Result(columns=columns, rows=rows, notes=tuple(notes)), format_, output)


@dataclass
class _Meter:
    """Says once a second how much has come; nothing where all comes within one."""

    said: float = field(default_factory=time.monotonic)

    def __call__(self, name: str, got: int, total: int) -> None:
        if time.monotonic() - self.said >= 1:
            self.said = time.monotonic()
            click.echo(f"airm-graph: {name}: {got:,} of {total:,} bytes …", err=True)


def _files(origin: Origin, found: Fetched) -> Iterable[dict[str, Any]]:
    for file in origin.files:
        yield {
            "source": origin.name,
            "file": file.name,
            "bytes": file.size,
            "outcome": "fetched" if file.name in found.brought else "was there",
            "path": str(found.folder / file.name),
        }


def _command(origin: Origin, found: Fetched) -> str:
    if not origin.kind:
        return f"{origin.name}: {origin.how} It is {found.paths[0]}"
    words = ["airm-graph", "import", origin.kind, *map(str, found.paths)]
    return f"Next: {shlex.join(words)}"


def _import(here: Workspace, origin: Origin, found: Fetched) -> Sequence[str]:
    """Read what was fetched, as ``airm-graph import`` does, and say what came of it."""
    from ..holdings import check_with
    from ..imports import save
    from ..sources.log import Log
    from ..sources.readers import read

    log = Log()
    sources = read(origin.kind, found.paths, log)
    check_with(here, sources)
    saved = save(here, origin.kind, found.paths, sources, log)
    said = ", ".join(f"{count:,} {outcome}" for outcome, count in log.summary().items())
    names = " and ".join(one.id for one in saved)
    notes = [f"{origin.name} is imported as {names}; rows: {said}."]
    if log.defects:
        notes.append(f"'airm-graph import --defects {saved[0].id}' lists {len(log.defects)}.")
    return notes


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"
