"""``airm-graph agreement``."""

from __future__ import annotations

from pathlib import Path

import click

from ..agreement.figures import By
from ..answers.agreement import (
    AgreementOptions,
    Status,
    Undetermined,
    agreement_of_coders,
    disagreements_of_coders,
)
from ..coverage.options import Count
from .completion import complete_facet
from .output import emit, table_options
from .session import build, version_option

MEANING = """\b
Columns:
  things: what both coders classified on the facet, and is compared
  agreed: of these, to how many they gave exactly the same answer
  observed, expected: the agreement that is seen, and that chance alone would give
  kappa: (observed - expected) / (1 - expected), with its 95 % interval low to high
  confusions: the most frequent differences, as first coder / second coder (things)
More in the other formats: reason, both, decided, same_record, error, overlap, coefficient.
"""


@click.command("agreement", epilog=MEANING)
@click.option(
    "--by",
    type=click.Choice(["facet", "source", "concept"]),
    default="facet",
    show_default=True,
    help="One row for a pair of coders, or besides one for each work, or each concept.",
)
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="FACET",
    shell_complete=complete_facet,
    help="Only this facet; repeatable.",
)
@click.option(
    "--coder",
    "coders",
    multiple=True,
    metavar="CODER",
    help="Only pairs with this coder, or only pairs among those given; repeatable.",
)
@click.option(
    "--level",
    type=click.IntRange(min=1),
    help="Take 1.1.2 for 1.1 at level 2, and for 1 at level 1; what stands higher stays.",
)
@click.option(
    "--status",
    type=click.Choice(["any", "accepted"]),
    default="any",
    show_default=True,
    help="Which classifications count; superseded ones never do.",
)
@click.option(
    "--undetermined",
    type=click.Choice(["count", "leave-out"]),
    default="count",
    show_default=True,
    help='Take "could not be decided" for an answer of its own, or leave such things out.',
)
@click.option(
    "--count",
    type=click.Choice(["measures", "records"]),
    default="measures",
    show_default=True,
    help="Records of one measure are one thing, or each is its own.",
)
@click.option("--list", "listing", is_flag=True, help="List each disagreement with the reasons.")
@click.option("--limit", type=click.IntRange(min=1), help="List at most N disagreements.")
@table_options
@version_option
@click.pass_context
def agreement_command(
    ctx: click.Context,
    *,
    by: By,
    facets: tuple[str, ...],
    coders: tuple[str, ...],
    level: int | None,
    status: Status,
    undetermined: Undetermined,
    count: Count,
    listing: bool,
    limit: int | None,
    format_: str,
    output: Path | None,
) -> None:
    """Print how far those who classify the same things agree.

    For each facet and each pair of coders: Cohen's kappa, which is the agreement beyond chance.
    A thing that may stand under several concepts has a set of them for an answer; sets are compared
    by degree (MASI), which gives the weighted kappa of Cohen, and --by concept compares the
    presence of each concept. Three coders or more also get Krippendorff's alpha together. The
    interval is that of Fleiss, Cohen and Everitt for large samples. What is undefined is empty, and
    the reason stands beside it.

    A disputed classification counts as well as the accepted one that contradicts it: else every
    disagreement that was settled would count as none. With --count records only those who
    classified the very same record are compared; two sources that repeat each other are not.

    \b
    Examples:
      airm-graph agreement
      airm-graph agreement --by source --facet category --level 1
      airm-graph agreement --list --facet category
      airm-graph agreement --coder "MIT AI Risk Initiative" --coder IBM --format json
    """
    options = AgreementOptions(
        by=by,
        facets=facets,
        coders=coders,
        level=level,
        status=status,
        undetermined=undetermined,
        count=count,
        limit=limit,
    )
    answer = disagreements_of_coders if listing else agreement_of_coders
    emit(answer(build(ctx), options), format_, output)
