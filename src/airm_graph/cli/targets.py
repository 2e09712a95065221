"""``airm-graph gaps targets`` and ``airm-graph crosswalk``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from ..citation import cite
from ..coverage.crosswalk import Crossing, Reached, crosswalk
from ..coverage.firmness import WITHOUT as FIRMNESS
from ..coverage.firmness import firmness_of_targets
from ..coverage.options import measure_facet, parse_where
from ..coverage.target_groups import targets_per
from ..coverage.targets import COUNTED, KINDS, STATES, Target, targets
from ..errors import AirmError
from ..paths.hops import DEPTH, WITHOUT, PathOptions
from ..paths.relations import LEAD, STRENGTHS
from ..render.path_text import hop_row, start_text
from ..render.result import Result
from ..workspace import Build
from .completion import complete_facet, complete_pair
from .coverage import CODED_BY
from .output import emit, table_options
from .session import build, version_option

Command = TypeVar("Command", bound=Callable[..., object])
TARGET_COLUMNS = (
    *("target", "kind", "state", "reason", "strength", "handling"),
    *("direct", "equal", "inherited", "partial", "observed"),
    *("reduces", "responds_to", "detects", "assesses", "catch_all"),
    *("best_path", "confidence", "machine_made", "named_in"),
    *(*FIRMNESS, "rests_on"),
)
ALWAYS_HIDDEN = frozenset(
    {
        *("kind", "handling", "machine_made", "catch_all", "best_path", "confidence", *FIRMNESS),
        *("reduces", "responds_to", "detects", "assesses"),
    }
)
MAY_HIDE = ("equal", "inherited", "partial", "lead")  # from people, where all are nought


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
    found = targets(current.columns, **asked)
    if per is not None:
        emit(_per(current, found, per, asked), format_, output)
        return
    shown = [target for target in found if all_ or target.state != "addressed"]
    firm = firmness_of_targets(current.columns, shown, **asked)
    rows = [{**target_row(target), **less} for target, less in zip(shown, firm, strict=True)]
    columns = TARGET_COLUMNS
    if asked["leads"]:
        columns = tuple(
            c for name in columns for c in ((name, "lead") if name == "partial" else (name,))
        )
    nought = {name for name in MAY_HIDE if not any(row[name] for row in rows)}
    emit(
        Result(
            columns=columns,
            rows=rows,
            meta=cite(current, "gaps targets", asked),
            notes=(f"{len(shown)} of {len(found)} targets of the kind {asked['kind']}.",),
            hidden=ALWAYS_HIDDEN | nought,
        ),
        format_,
        output,
    )


def _per(current: Build, found: Sequence[Target], name: str, asked: dict[str, Any]) -> Result:
    facet = measure_facet(current.columns.facets, name)
    groups = targets_per(facet, found)
    rows = [
        {
            name: {"id": group.value.id, "iri": group.value.iri, "label": group.value.label},
            "targets": group.targets,
            **group.states,
        }
        for group in groups
    ]
    without = sum(name not in target.classes for target in found)
    placed = len(found) - without
    return Result(
        columns=(name, "targets", *STATES),
        rows=rows,
        meta=cite(current, "gaps targets", {**asked, "per": name}),
        notes=(
            f"{placed} of {len(found)} targets have a value of {name}; the rows count them "
            f"{sum(group.targets for group in groups)} times.",
        ),
    )


def target_row(target: Target) -> dict[str, Any]:
    """A target as a row of the contract."""
    value = target.target
    return {
        "target": {"id": value.id, "iri": value.iri, "label": value.label},
        "kind": target.kind,
        "state": target.state,
        "reason": target.reason,
        "strength": target.strength,
        "handling": target.handling,
        **{name: target.reached.get(name, 0) for name in reversed(STRENGTHS[LEAD:])},
        "observed": target.observed,
        "reduces": target.counts["reduces"],
        "responds_to": target.counts["respondsTo"],
        "detects": target.counts["detects"],
        "assesses": target.counts["assesses"],
        "catch_all": target.catch_all,
        "best_path": [hop_row(hop) for hop in target.best_path],
        "confidence": target.confidence,
        "machine_made": target.machine_made,
        "named_in": [work.id for work in target.works],
    }


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
    works, found = crosswalk(
        current.columns,
        str(work_of("--of", of)),
        [str(work_of("--from", one)) for one in through],
        kind=kind,
        options=PathOptions(**asked),
    )
    rows = [
        _crossing_row([work.id for work in works], row)
        for row in found
        if all_ or any(by.strength for by in row.reached)
    ]
    parts = ("things", "via", "hops", "confidence", "path")
    columns = ["target", "kind"]
    for work in works:
        columns += [work.id, *(f"{work.id}_{part}" for part in parts)]
    hidden = {"kind"} | {f"{work.id}_{part}" for work in works for part in parts[2:]}
    if len(works) > 1:
        hidden |= {f"{work.id}_{part}" for work in works for part in parts}
    emit(
        Result(
            columns=tuple(columns),
            rows=rows,
            meta=cite(current, "crosswalk", {"of": of, "from": through, "kind": kind, **asked}),
            notes=(
                *(
                    _told(work.id, [row.reached[n] for row in found])
                    for n, work in enumerate(works)
                ),
                "A lead is no coverage: nothing on its path says how much the two ends share.",
            ),
            hidden=frozenset(hidden),
        ),
        format_,
        output,
    )


def _crossing_row(works: Sequence[str], row: Crossing) -> dict[str, Any]:
    value = row.target
    found: dict[str, Any] = {
        "target": {"id": value.id, "iri": value.iri, "label": value.label},
        "kind": list(row.kinds),
    }
    for work, by in zip(works, row.reached, strict=True):
        found[work] = by.strength
        found[f"{work}_things"] = by.things
        found[f"{work}_via"] = start_text(by.path)
        found[f"{work}_hops"] = len(by.path) if by.strength else None
        found[f"{work}_confidence"] = by.confidence
        found[f"{work}_path"] = [hop_row(hop) for hop in by.path]
    return found


def _told(work: str, reached: Sequence[Reached]) -> str:
    counts = {
        name: sum(by.strength == name for by in reached) for name in reversed(STRENGTHS[LEAD:-1])
    }
    single = sum(by.strength == "lead" and len(by.path) == 1 for by in reached)
    said = ", ".join(f"{count} {name}" for name, count in counts.items())
    return (
        f"From {work}: of {len(reached)} things {said} ({single} of these by a single mapping), "
        f"{sum(not by.strength for by in reached)} not reached."
    )
