"""``airm-graph import``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from ..answers.importing import (
    UnknownImportError,
    defects_of,
    import_files,
    imports_of,
    summary_of_import,
)
from ..imports import list_imports, remove
from ..origins import with_origins
from ..records import Source
from ..sources import facts
from ..sources.log import Log
from ..sources.readers import READERS, read
from .output import emit, table_options
from .session import progress, workspace


def _kinds(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    return [
        CompletionItem(kind, help=reader.reads)
        for kind, reader in READERS.items()
        if kind.startswith(typed)
    ]


def _imported(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    from ..workspace import Workspace

    here = Workspace.locate(ctx.find_root().params.get("workspace"))
    return [
        CompletionItem(i.id, help=i.title) for i in list_imports(here) if i.id.startswith(typed)
    ]


KINDS = "\n".join(f"  {kind:<16} {reader.reads}" for kind, reader in READERS.items())


@click.command("import", epilog=f"\b\nKinds:\n{KINDS}")
@click.argument("kind", required=False, shell_complete=_kinds)
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option("--list", "list_", is_flag=True, help="List what is imported.")
@click.option("--remove", "removed", metavar="ID", shell_complete=_imported, help="Forget one.")
@click.option(
    "--defects",
    "of",
    metavar="ID",
    shell_complete=_imported,
    help="List what was wrong in the files of an import, and what was done.",
)
@click.option(
    "--facts",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Import nothing; write identifiers, titles and links as a catalogue folder below DIR.",
)
@table_options
@click.pass_context
def import_command(
    ctx: click.Context,
    *,
    kind: str | None,
    paths: tuple[Path, ...],
    list_: bool,
    removed: str | None,
    of: str | None,
    facts: Path | None,
    format_: str,
    output: Path | None,
) -> None:
    """Read a framework from its publisher's files, so that every command sees it.

    A row with a defect never stops an import, and nothing is mended silently: the counts say how
    many rows were read, kept, mended and refused, and --defects lists each. Importing the same
    version again replaces it; another version is kept beside it.

    \b
    Examples:
      airm-graph import atlas ATLAS.yaml
      airm-graph import table controls.csv controls.toml
      airm-graph import --list
      airm-graph import --defects atlas5_6_0 --format csv
      airm-graph import --remove atlas5_6_0
    """
    here = workspace(ctx)
    if sum(map(bool, (list_, removed, of, kind))) > 1 or (facts and not kind):
        raise click.UsageError("expected one of: KIND and PATH, --list, --remove ID, --defects ID")
    if list_:
        emit(imports_of(here), format_, output)
    elif removed:
        remove(here, removed)
        click.echo(f"airm-graph: removed {removed}", err=True)
    elif of:
        try:
            emit(defects_of(here, of), format_, output)
        except UnknownImportError as error:
            raise click.UsageError(str(error)) from None
    elif not kind or not paths:
        raise click.UsageError("expected KIND and PATH, or --list, --remove ID, --defects ID")
    elif facts is not None:
        progress(ctx)(f"reading {', '.join(path.name for path in paths)}")
        log = Log()
        sources = read(kind, paths, log)
        _write_facts(with_origins(sources), facts)
        emit(summary_of_import(sources, log), format_, output)
    else:
        emit(import_files(here, kind, paths, progress(ctx)), format_, output)


def _write_facts(sources: Sequence[Source], folder: Path) -> None:
    for source in sources:
        about = source.about
        place = (
            folder / about.of.partition("-")[2] / (about.version or "unstated").replace("/", "_")
        )
        facts.write(source, place)
        click.echo(f"airm-graph: wrote {place}", err=True)
