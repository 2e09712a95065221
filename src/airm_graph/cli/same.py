"""``airm-graph same-records``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from ..holdings import every_current_source
from ..render.result import Result
from ..same_records import Pair, find_same, sssom_of
from .output import emit, table_options, write
from .session import progress, workspace


@click.command("same-records")
@click.option(
    "--evidence",
    type=click.Choice(["key", "words", "title"]),
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
    pairs = find_same(every_current_source(workspace(ctx)))
    pairs = [pair for pair in pairs if evidence in (None, pair.evidence)]
    if sssom is not None:
        write(sssom_of(pairs), sssom)
    columns = ("first", "second", "work", "evidence", "similarity", "detail")
    emit(
        Result(
            columns=columns,
            rows=[_row(pair) for pair in pairs],
            notes=(f"{_counts(pairs)}.",),
            hidden=frozenset({"detail"}),
        ),
        format_,
        output,
    )


def _counts(pairs: Sequence[Pair]) -> str:
    counts = Counter(pair.evidence for pair in pairs)
    said = ", ".join(f"{count} by {evidence}" for evidence, count in counts.items())
    return f"{len(pairs)} pairs: {said}" if pairs else "No pairs"


def _row(pair: Pair) -> dict[str, object]:
    return {
        "first": pair.first.id,
        "second": pair.second.id,
        "work": pair.first.work,
        "evidence": pair.evidence,
        "similarity": float(pair.similarity),
        "detail": pair.detail,
    }
