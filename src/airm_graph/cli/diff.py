"""``airm-graph diff``."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem
from pyoxigraph import RdfFormat, serialize

from ..answers.version_changes import shortened, two_versions, version_changes
from ..change_graph import describe_changes, quads_of_changes
from ..holdings import every_source
from ..records import Source
from ..versions import KINDS, RENUMBERED, THRESHOLD, Change, What, compare
from ..workspace import Workspace
from .output import emit, table_options, write
from .session import progress, workspace

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
    only: tuple[What, ...],
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
    before, after = two_versions(workspace(ctx), old, new)
    found = version_changes(before, after, only=only, threshold=threshold, renumbered=renumbered)
    if rdf is not None:
        changes = compare(before, after, threshold=threshold, renumbered=renumbered)
        _write_rdf(before, after, [c for c in changes if not only or c.what in only], rdf)
    emit(shortened(found) if format_ == "table" else found, format_, output)


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
