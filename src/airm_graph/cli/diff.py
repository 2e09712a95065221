"""``airm-graph diff``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem
from pyoxigraph import RdfFormat, serialize

from ..change_graph import describe_changes, quads_of_changes
from ..errors import IdentifierError, nearest
from ..holdings import every_source
from ..records import Source
from ..render.result import Result
from ..selection import newest_first, short_name
from ..versions import KINDS, RENUMBERED, THRESHOLD, Change, basis, compare, summary
from ..workspace import Workspace
from .output import emit, table_options, write
from .session import progress, workspace

SHORT = 60  # characters of a text in a table for people
RDF = (".nq", ".trig", ".nt", ".ttl", ".rdf")


def _versions(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    here = Workspace.locate(ctx.find_root().params.get("workspace"))
    return [
        CompletionItem(source.about.id, help=f"{source.about.title} {source.about.version}")
        for source in every_source(here)
        if source.about.id.startswith(typed)
    ]


@click.command("diff")
@click.argument("old", metavar="A", shell_complete=_versions)
@click.argument("new", metavar="[B]", required=False, shell_complete=_versions)
@click.option(
    "--only", multiple=True, type=click.Choice(KINDS), help="Only changes of this kind; repeatable."
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 1),
    default=THRESHOLD,
    show_default=True,
    help="An identifier whose meanings are less alike than this is re-used.",
)
@click.option(
    "--renumbered",
    type=click.FloatRange(0, 1),
    default=RENUMBERED,
    show_default=True,
    help="A removed and an added thing at least so alike may be one, renumbered.",
)
@click.option(
    "--rdf",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help=f"Write the changes as a graph: {' '.join(RDF)}.",
)
@table_options
@click.pass_context
def diff_command(
    ctx: click.Context,
    *,
    old: str,
    new: str | None,
    only: tuple[str, ...],
    threshold: float,
    renumbered: float,
    rdf: Path | None,
    format_: str,
    output: Path | None,
) -> None:
    """Print what changed between two versions of a framework.

    A and B are versions as atlas@5.0.1 or atlas5_0_1; a framework alone stands for its two newest
    versions. Identifiers that were re-used for something else are told from those whose label or
    wording changed, by how alike label and definition are; both texts are shown.

    \b
    Examples:
      airm-graph diff atlas@5.0.1 atlas@5.6.0
      airm-graph diff atlas --only re-used --only renumbered
      airm-graph diff dpvai2_2 dpvai2_3 --format csv -o changes.csv --rdf changes.trig
    """
    progress(ctx)("comparing")
    before, after = _pair(every_source(workspace(ctx)), old, new)
    every = compare(before, after, threshold=threshold, renumbered=renumbered)
    changes = tuple(change for change in every if not only or change.what in only)
    if rdf is not None:
        _write_rdf(before, after, changes, rdf)
    rested = basis(before, after, threshold=threshold, renumbered=renumbered)
    rows = [_row(change, whole=format_ != "table") for change in changes]
    columns = ("change", "key", "among", "old_label", "new_label", "aspect", "before", "after")
    result = Result(
        columns=(*columns, "similarity", "threshold", "by_label_only", "old_id", "new_id"),
        rows=rows,
        meta={"old": before.about.id, "new": after.about.id, "basis": rested},
        notes=_notes(before, after, every, len(changes), rested),
        hidden=_empty(rows) | {"among", "old_id", "new_id", "by_label_only"},
    )
    emit(result, format_, output)


def _pair(sources: Sequence[Source], old: str, new: str | None) -> tuple[Source, Source]:
    if new is not None:
        return _find(sources, old), _find(sources, new)
    versions = newest_first(
        s for s in sources if short_name(s.about.of) == old and s.about.type != "Reading"
    )
    if len(versions) < 2:
        names = sorted({short_name(source.about.of) for source in sources})
        hint = "" if versions else f": {nearest(old, names)}"
        raise IdentifierError(f"{len(versions)} versions of {old!r} are here; expected two{hint}")
    return versions[1], versions[0]


def _find(sources: Sequence[Source], wanted: str) -> Source:
    known = {}
    for source in sources:
        about = source.about
        known[about.id] = source
        known[f"{short_name(about.of)}@{about.version}"] = source
    if wanted not in known:
        raise IdentifierError(f"no version is called {wanted!r}: {nearest(wanted, known)}")
    return known[wanted]


def _row(change: Change, *, whole: bool) -> dict[str, object]:
    texts = whole or change.what == "re-used"
    return {
        "change": change.what,
        "key": change.key,
        "among": change.among,
        "old_label": change.old_label,
        "new_label": change.new_label,
        "aspect": change.aspect,
        "before": [value if texts else _short(value) for value in change.before],
        "after": [value if texts else _short(value) for value in change.after],
        "similarity": None if change.similarity is None else round(change.similarity, 3),
        "threshold": change.threshold,
        "by_label_only": change.by_label_only,
        "old_id": change.old_id,
        "new_id": change.new_id,
    }


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"


def _empty(rows: Sequence[dict[str, object]]) -> frozenset[str]:
    """The columns in which no row says anything."""
    names = rows[0].keys() if rows else ()
    return frozenset(name for name in names if not any(row[name] for row in rows))


def _notes(
    old: Source,
    new: Source,
    changes: Sequence[Change],
    listed: int,
    rested: dict[str, str | int | float],
) -> tuple[str, ...]:
    """What changed in all, be it listed or not, and what the comparison rests on."""
    counts = ", ".join(f"{count} {kind}" for kind, count in summary(changes).items() if count)
    versions = f"{old.about.title} {old.about.version} → {new.about.title} {new.about.version}"
    notes = [f"{versions}: {counts or 'no change'}."]
    if listed < len(changes):
        notes.append(f"{listed} of {len(changes)} changes are listed.")
    by_label = rested["compared by label only"]
    if by_label:
        notes.append(
            f"{by_label} of {rested['in both']} things in both were compared by label alone; "
            f"import both versions from their publisher's files to compare definitions too."
        )
    return tuple(notes)


def _write_rdf(old: Source, new: Source, changes: Sequence[Change], path: Path) -> None:
    if path.suffix not in RDF:
        raise click.UsageError(f"{path.name}: expected a name that ends in {' '.join(RDF)}")
    format_ = RdfFormat.from_extension(path.suffix[1:])
    assert format_ is not None  # noqa: S101 - the suffixes above are known
    quads = [
        *describe_changes(old.about, new.about),
        *quads_of_changes(old.about, new.about, changes),
    ]
    said = quads if format_.supports_datasets else [quad.triple for quad in quads]
    text = serialize(said, format=format_)
    assert text is not None  # noqa: S101 - without an output, the bytes come back
    write(text.decode(), path)
