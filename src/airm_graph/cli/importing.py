"""``airm-graph import``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from ..coverage.counting import numbered
from ..holdings import check_with
from ..imports import Import, list_imports, remove, save
from ..mappings import strengths
from ..origins import with_origins
from ..proposals import with_proposals
from ..records import Source
from ..render.result import Result
from ..same_records import SAME_RECORD
from ..sources import facts
from ..sources.log import Defect, Log
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
        emit(_listed(list_imports(here)), format_, output)
    elif removed:
        remove(here, removed)
        click.echo(f"airm-graph: removed {removed}", err=True)
    elif of:
        emit(_defects(list_imports(here), of), format_, output)
    elif not kind or not paths:
        raise click.UsageError("expected KIND and PATH, or --list, --remove ID, --defects ID")
    else:
        tell = progress(ctx)
        tell(f"reading {', '.join(path.name for path in paths)}")
        log = Log()
        sources = read(kind, paths, log)
        if facts is not None:
            _write_facts(with_origins(sources), facts)
        else:
            tell("comparing with what is here")
            sources = with_proposals(with_origins(sources), check_with(here, sources))
            save(here, kind, paths, sources, log)
        emit(_summary(sources, log), format_, output)


def _write_facts(sources: Sequence[Source], folder: Path) -> None:
    for source in sources:
        about = source.about
        place = (
            folder / about.of.partition("-")[2] / (about.version or "unstated").replace("/", "_")
        )
        facts.write(source, place)
        click.echo(f"airm-graph: wrote {place}", err=True)


def _listed(imports: Sequence[Import]) -> Result:
    columns = ("id", "kind", "title", "version", "read", "mended", "refused", "licence", "files")
    rows = [
        {
            "id": found.id,
            "kind": found.kind,
            "title": found.title,
            "version": found.version,
            "read": found.summary["read"],
            "mended": found.summary["mended"],
            "refused": found.summary["refused"],
            "licence": found.licence,
            "files": ", ".join(found.files),
        }
        for found in imports
    ]
    notes = () if rows else ("Nothing is imported; the catalogue answers alone.",)
    return Result(columns=columns, rows=rows, notes=notes, hidden=frozenset({"licence"}))


def _defects(imports: Sequence[Import], wanted: str) -> Result:
    for found in imports:
        if found.id == wanted:
            rows = [_defect(defect) for defect in found.defects]
            return Result(columns=("file", "place", "value", "what", "done"), rows=rows)
    known = ", ".join(found.id for found in imports) or "none"
    raise click.UsageError(f"no import is called {wanted!r}; there are: {known}")


def _defect(defect: Defect) -> dict[str, str]:
    return {
        "file": defect.path,
        "place": defect.place,
        "value": defect.value,
        "what": defect.what,
        "done": defect.done,
    }


PARTS = {
    "works": "works",
    "sections": "headings",
    "concepts": "concepts of taxonomies",
    "actions": "links from measures to risks",
    "codings": "coding statements",
    "texts": "texts",
}


def _summary(sources: Sequence[Source], log: Log) -> Result:
    """Rows read and what became of them; and what each source holds."""
    rows: list[dict[str, Any]] = []
    for outcome, count in log.summary().items():
        rows.append({"source": "", "item": f"rows {outcome}", "count": count})
    for source in sources:
        name = source.about.id
        kinds = Counter(filing.kind or "undecided" for filing in source.filings)
        counts = {f"records: {kind}": count for kind, count in sorted(kinds.items())}
        counts |= {words: len(getattr(source, part)) for part, words in PARTS.items()}
        facets = Counter(said.facet for said in source.classifications)
        counts |= {f"classified by {facet}": count for facet, count in sorted(facets.items())}
        counts |= {f"mappings: {kind}": n for kind, n in strengths(source.mappings).items()}
        rows += [
            {"source": name, "item": item, "count": count}
            for item, count in counts.items()
            if count
        ]
    said = log.summary()
    titles = "; ".join(f"{s.about.title} {s.about.version} as {s.about.id}" for s in sources)
    notes = [f"{titles}."]
    if log.defects:
        first = sources[0].about.id
        notes.append(
            f"{numbered(len(log.defects), 'defect')}, {numbered(said['mended'], 'row')} mended, "
            f"{said['refused']} refused: 'airm-graph import --defects {first}' lists each."
        )
    proposed = sum(
        mapping.predicate == SAME_RECORD and mapping.status == "proposed"
        for source in sources
        for mapping in source.mappings
    )
    if proposed:
        notes.append(
            f"{proposed} records may stand in another source already and would count twice; "
            f"'airm-graph same-records' lists them and says how to accept them."
        )
    notes.append("Next: airm-graph gaps")
    return Result(columns=("source", "item", "count"), rows=rows, notes=tuple(notes))
