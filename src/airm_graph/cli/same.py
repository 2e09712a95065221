"""``airm-graph same-records``."""

from __future__ import annotations

from pathlib import Path

import click

from ..answers.same_records import EVIDENCE, same_pairs, same_records
from ..same_records import sssom_of
from .output import emit, table_options, write
from .session import progress, workspace


@click.command("same-records")
@click.option(
    "--evidence",
    type=click.Choice(EVIDENCE),
    help="Only pairs found by key, by the words of their definitions, or by title.",
)
@click.option(
    "--sssom",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the pairs as a mapping set, to be cut to what is right and imported.",
)
@table_options
@click.pass_context
def same_records_command(
    ctx: click.Context,
    *,
    evidence: str | None,
    sssom: Path | None,
    format_: str,
    output: Path | None,
) -> None:
    """Find records of different sources that are one measure, risk or requirement.

    Compilations repeat what works say: a measure that stands in three files is one measure. Pairs
    are found by key, words and title, and are proposals: those that this project has accepted are
    in the graph; to accept others, write them with --sssom, delete what is wrong, and import the
    file.
    Words can be compared only where both files were imported, for no texts ship with the catalogue.

    \b
    Examples:
      airm-graph same-records --evidence words
      airm-graph same-records --sssom pairs.sssom.tsv
      airm-graph import sssom pairs.sssom.tsv
    """
    progress(ctx)("comparing records")
    pairs = same_pairs(workspace(ctx), evidence)
    if sssom is not None:
        write(sssom_of(pairs), sssom)
    emit(same_records(pairs), format_, output)
