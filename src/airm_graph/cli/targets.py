"""``airm-graph gaps targets`` and ``airm-graph crosswalk``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ..answers.targets import crosswalk_to, gaps_in_targets, targets_by_facet
from ..coverage.options import parse_where
from ..coverage.targets import COUNTED, KINDS
from ..errors import AirmError
from ..paths.hops import DEPTH, WITHOUT, PathOptions
from ..paths.relations import LEAD, STRENGTHS
from .completion import complete_facet, complete_pair
from .coverage import CODED_BY
from .output import emit, table_options
from .session import build, version_option

Command = TypeVar("Command", bound=Callable[..., object])


def path_options(command: Command) -> Command:
    """Give a command the options that say which mappings count, and how far."""
    for option in reversed(
        (
            click.option(
                "--depth",
                type=click.IntRange(min=0),
                default=DEPTH,
                show_default=True,
                help="The most mappings in a row.",
            ),
            click.option(
                "--without",
                type=click.Choice(WITHOUT),
                multiple=True,
                help="Leave out what a machine made, what is our own, or measures for all risks.",
            ),
            click.option(
                "--min-confidence",
                type=click.FloatRange(0, 1),
                default=0.0,
                metavar="N",
                help="Leave out links and mappings that state a lower confidence.",
            ),
            click.option("--proposed", is_flag=True, help="Count mappings not yet accepted."),
            click.option(
                "--stale", is_flag=True, help="Count mappings of which an end means another thing."
            ),
        )
    ):
        command = option(command)
    return command


def work_of(option: str, value: str | None) -> str | None:
    """The work that ``framework=KEY`` names.

    Raises:
        AirmError: It names something else.
    """
    if value is None:
        return None
    ((name, work),) = parse_where([value])
    if name != "framework":
        raise AirmError(f"{option} {value!r}: expected framework=KEY")
    return work


@click.command("targets")
@click.option("--kind", type=click.Choice(KINDS), default="risk-source", show_default=True)
@click.option(
    "--from",
    "seen_from",
    metavar="framework=KEY",
    shell_complete=complete_pair,
    help="Only links stated in one work.",
)
@click.option("--coded-by", type=CODED_BY, default="all", show_default=True)
@path_options
@click.option(
    "--counted",
    type=click.Choice(STRENGTHS[LEAD + 1 :]),
    multiple=True,
    default=COUNTED,
    show_default=True,
    help="A strength from which a target is addressed; weaker ones make it thin.",
)
@click.option("--catch-all", is_flag=True, help="Let measures for all risks reach every risk.")
@click.option("--leads", is_flag=True, help="Tell where paths lead that prove nothing.")
@click.option("--all", "all_", is_flag=True, help="List addressed targets too.")
@click.option(
    "--per",
    metavar="FACET",
    shell_complete=complete_facet,
    help="Count the targets of each state under each concept of a facet.",
)
@table_options
@version_option
@click.pass_context
def gaps_targets_command(
    ctx: click.Context,
    /,
    seen_from: str | None,
    counted: tuple[str, ...],
    all_: bool,
    per: str | None,
    format_: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """Print risks or requirements that no measure is stated to address, worst first.

    A target is reached directly, or through mappings: equal where these prove it equal to what a
    measure mitigates, inherited where it lies inside of that, partial where the two overlap.

    \b
    Examples:
      airm-graph gaps targets
      airm-graph gaps targets --kind impact --all --format json
      airm-graph gaps targets --from framework=gipiskis2024 --min-confidence 0.7
      airm-graph gaps targets --from framework=atlas --per atlas-tactic
      airm-graph gaps targets --kind requirement --without machine-made --leads
    """
    current = build(ctx)
    asked = {**asked, "counting": counted, "work": work_of("--from", seen_from)}
    if per is not None:
        found = targets_by_facet(current, per, **asked)
    else:
        found = gaps_in_targets(current, addressed=all_, **asked)
    emit(found, format_, output)


@click.command("crosswalk")
@click.option(
    "--of",
    "of",
    required=True,
    metavar="framework=KEY",
    shell_complete=complete_pair,
    help="The work whose things are reached.",
)
@click.option(
    "--from",
    "through",
    required=True,
    multiple=True,
    metavar="framework=KEY",
    shell_complete=complete_pair,
    help="A work from whose things paths start; each is a column.",
)
@click.option("--kind", metavar="KIND", help="Only things of this kind, such as requirement.")
@click.option("--all", "all_", is_flag=True, help="List what nothing reaches, too.")
@path_options
@table_options
@version_option
@click.pass_context
def crosswalk_command(
    ctx: click.Context,
    /,
    of: str,
    through: tuple[str, ...],
    kind: str | None,
    all_: bool,
    format_: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """Print what of one framework the things of others reach through mappings, and how.

    An untyped mapping ("related", "corresponds to") says nothing of how much two things share: what
    it leads to is only a lead, to be looked at.

    \b
    Examples:
      airm-graph crosswalk --of framework=nist-ai-rmf --from framework=cosai-risk-map
      airm-graph crosswalk --of framework=atlas --from framework=eticas --from framework=finos-aigf
    """
    current = build(ctx)
    found = crosswalk_to(
        current,
        str(work_of("--of", of)),
        [str(work_of("--from", one)) for one in through],
        kind=kind,
        unreached=all_,
        options=PathOptions(**asked),
        asked={"of": of, "from": through, "kind": kind, **asked},
    )
    emit(found, format_, output)
