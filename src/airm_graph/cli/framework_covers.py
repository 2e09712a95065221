"""``airm-graph frameworks cover`` and ``frameworks single-points``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from ..choosing import Chosen, Cover, Incidence, greedy_curve, single_points, smallest_cover
from ..choosing.costs import read_costs
from ..choosing.covers import MOST, SECONDS, whole_costs
from ..choosing.greedy import guarantee
from ..choosing.sets import Members, Sets, works_of_measures
from .framework_options import Asked, answer, set_options, thing, things
from .output import emit, table_options
from .session import build, progress, version_option

MARKS = (1, 2, 3, 5, 10, 20, 50)  # members of the greedy curve that are told
SLOW = 20_000  # pairs from which it is said what is being done: seconds, not milliseconds


@click.command("cover")
@click.option("--measures", is_flag=True, help="Choose single measures instead of frameworks.")
@click.option(
    "--times",
    type=click.IntRange(min=1),
    default=1,
    show_default=True,
    help="How many members each target needs; one that fewer cover needs all of these.",
)
@click.option(
    "--share",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    metavar="N",
    help="The share of the coverable targets that is enough, such as 0.9.",
)
@click.option(
    "--at-most",
    type=click.IntRange(min=1),
    metavar="N",
    help="Cover the most with so many members (or for that cost, with --costs).",
)
@click.option(
    "--costs",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Costs: an id and a number a line, with a tab or, in a .csv, a comma. Others cost 1.",
)
@click.option("--all", "every", is_flag=True, help=f"List all sets that do as well, up to {MOST}.")
@click.option(
    "--show",
    type=click.Choice(["cover", "greedy", "uncoverable"]),
    default="cover",
    show_default=True,
    help="The set; how coverage grows by greedy choice; or what cannot be covered (so often).",
)
@click.option(
    "--time-limit",
    "seconds",
    type=click.FloatRange(min=1),
    default=SECONDS,
    show_default=True,
    metavar="SECONDS",
    help="After this the best set found is given, with the bound known by then.",
)
@set_options
@table_options
@version_option
@click.pass_context
def frameworks_cover_command(
    ctx: click.Context,
    /,
    measures: bool,
    times: int,
    share: float,
    at_most: int | None,
    costs: Path | None,
    every: bool,
    show: str,
    seconds: float,
    format_: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """Print the smallest set of frameworks, or of measures, that covers the targets.

    Exact, by integer programming: it is said whether the set is proved the smallest, whether it is
    the only one, which members every such set has, and what no set can cover. Each member comes
    with the targets that it covers, and those that only it covers (--format json lists them).

    \b
    Examples:
      airm-graph frameworks cover
      airm-graph frameworks cover --strength inherited --all
      airm-graph frameworks cover --measures --of framework=atlas --share 0.9
      airm-graph frameworks cover --measures --times 2 --show uncoverable
      airm-graph frameworks cover --costs costs.tsv --at-most 10 --format json
    """
    current = build(ctx)
    question = Asked.of(current, **asked)
    made = question.sets("measures" if measures else "works")
    incidence = made.incidence
    prices = {} if costs is None else read_costs(costs, incidence)
    slow = incidence.member.size > SLOW
    found = smallest_cover(
        incidence,
        costs=prices,
        times=times,
        share=share,
        at_most=at_most,
        seconds=seconds,
        every=every,
        tell=progress(ctx) if slow else lambda _: None,
    )
    name = "measure" if measures else "work"
    steps = greedy_rows(incidence, prices, times, name)
    unreached = [{"target": thing(value), "members": 0} for value in found.uncoverable]
    unreached += [{"target": thing(value), "members": count} for value, count in found.short]
    shown: dict[str, list[dict[str, Any]]] = {
        "cover": cover_rows(works_by_iri(question, made), found, name, every=every),
        "greedy": steps,
        "uncoverable": unreached,
    }
    rows = shown[show]
    hidden = {"targets", "alone_targets"} | ({"cost"} if costs is None else set())
    parameters = {
        "measures": measures,
        "times": times,
        "share": share,
        "at_most": at_most,
        "costs": None if costs is None else costs.name,
        "all": every,
        "show": show,
        "time_limit": seconds,
    }
    emit(
        answer(
            question,
            made,
            "frameworks cover",
            tuple(rows[0]) if rows else (name, "covers"),
            rows,
            cover_notes(
                made,
                found,
                steps,
                name,
                times,
                priced=costs is not None,
            ),
            hidden,
            parameters,
            {"cover": {**cover_meta(found), "greedy": steps}},
        ),
        format_,
        output,
    )


def works_by_iri(question: Asked, made: Sets) -> dict[str, list[str]]:
    """By the IRI of a measure, the works that state it; empty where works are the members."""
    known = works_of_measures(question.current.columns, made.numbers)
    members = zip(made.incidence.members, made.numbers, strict=True)
    return {value.iri: [work.id for work in known.get(number, ())] for value, number in members}


def cover_rows(
    works: dict[str, list[str]], found: Cover, name: str, *, every: bool
) -> list[dict[str, Any]]:
    """The members of the set, or of all sets, as rows of the contract."""
    return [
        {
            **({"set": number} if every else {}),
            name: thing(one.member),
            **({"works": works[one.member.iri]} if name == "measure" else {}),
            "cost": float(one.cost),
            "covers": len(one.covers),
            "alone": len(one.alone),
            "in_every": one.in_every,
            "targets": things(one.covers),
            "alone_targets": things(one.alone),
        }
        for number, optimum in enumerate(found.optima if every else found.optima[:1], start=1)
        for one in sorted(optimum, key=_most_first)
    ]


def _most_first(one: Chosen) -> tuple[int, str]:
    return -len(one.covers), one.member.iri


def greedy_rows(
    incidence: Incidence, prices: Mapping[str, Fraction], times: int, name: str
) -> list[dict[str, Any]]:
    """The greedy curve as rows."""
    scale, costs = whole_costs(incidence, prices)
    coverable = incidence.weight(incidence.degrees() > 0)
    return [
        {
            "members": number,
            name: thing(step.member),
            "cost": float(Fraction(step.cost, scale)),
            "gain": step.gain,
            "covered": step.covered,
            "share": step.covered / coverable,
        }
        for number, step in enumerate(greedy_curve(incidence, costs, times), start=1)
    ]


def cover_meta(found: Cover) -> dict[str, Any]:
    """What is known of the set."""
    return {
        "cost": float(found.cost),
        "members": len(found.chosen),
        "covered": found.covered,
        "coverable": found.coverable,
        "required": found.required,
        "optimal": found.optimal,
        "bound": None if found.bound is None else float(found.bound),
        "bound_of": found.bound_of,
        "gap": found.gap,
        "unique": found.unique,
        "optima": [[one.member.id for one in optimum] for optimum in found.optima],
        "optima_complete": found.complete,
        "in_every": [one.member.id for one in found.chosen if one.in_every],
        "short": [{**thing(value), "members": count} for value, count in found.short],
    }


def cover_notes(
    made: Sets,
    found: Cover,
    steps: Sequence[dict[str, Any]],
    name: str,
    times: int,
    *,
    priced: bool,
) -> list[str]:
    """What was proved, what stands beside it, and what cannot be covered."""
    total = len(made.incidence.targets)
    size = len(found.chosen)
    cost = "" if found.cost == size else f" at a cost of {_number(found.cost)}"
    notes = [
        f"{size} {name}{'' if size == 1 else 's'}{cost} cover {found.covered} of {total} targets; "
        f"{len(found.uncoverable)} are covered by none."
    ]
    if not found.coverable:
        return [
            *notes,
            "Nothing covers any of them so strongly; --strength lead asks for the least.",
        ]
    if found.optimal:
        other = {True: "no other set does as well", False: "other sets do as well", None: ""}
        known = other[found.unique] or "whether another does as well was not found out in time"
        if found.unique is False and len(found.optima) > 1:
            more = "" if found.complete else "at least "
            known = f"{more}{len(found.optima)} sets do as well"
        notes.append(f"Proved: no set does better; {known}.")
    elif found.bound is None:
        notes.append("Not proved the best in the time given, and no bound is known.")
    else:
        what = "covers more than" if found.bound_of == "covered" else "costs less than"
        gap = "" if found.gap is None else f" (gap {found.gap:.1%})"
        notes.append(f"Not proved in the time given: no set {what} {_number(found.bound)}{gap}.")
    if found.short:
        notes.append(
            f"{len(found.short)} targets are covered by fewer than {times}; "
            "such a target needs all of them."
        )
    if steps:
        marks = [s for s in steps if s["members"] in MARKS or s is steps[-1]]
        curve = ", ".join(f"{s['members']}: {s['covered']}" for s in marks)
        notes.append(
            f"Greedy, by members: {curve}. All of them cost at most {guarantee(made.incidence):.1f}"
            " times the least"
            + ("." if priced or times > 1 else "; k of them cover at least 63% of what any k do.")
        )
    return notes


def _number(value: Fraction) -> str:
    return str(value) if value.denominator == 1 else f"{float(value):g}"


@click.command("single-points")
@click.option(
    "--per",
    type=click.Choice(["measure", "work"]),
    default="measure",
    show_default=True,
    help="Targets that one measure covers, or those that measures of one work cover.",
)
@set_options
@table_options
@version_option
@click.pass_context
def frameworks_single_points_command(
    ctx: click.Context, /, per: str, format_: str, output: Path | None, **asked: Any
) -> None:
    """Print targets that rest on exactly one measure, or on one framework.

    Measures that claim to cover every risk are not counted; how many there are with those that
    cover the target is said beside. With --catch-all they are counted.

    \b
    Examples:
      airm-graph frameworks single-points
      airm-graph frameworks single-points --per work --strength partial
      airm-graph frameworks single-points --of framework=atlas --format csv
    """
    current = build(ctx)
    question = Asked.of(current, **asked)
    specific = replace(
        question.options,
        without=tuple({*question.options.without, "catch-all"}),
        catch_all=False,
    )
    claiming = replace(question.options, catch_all=True)
    members: Members = "measures" if per == "measure" else "works"
    beside = question.sets(members, claiming)
    alone = question.sets("measures", specific)
    made = alone if per == "measure" else question.sets("works", specific)
    if question.options.catch_all:
        alone, made = question.sets("measures", claiming), beside
    measures = alone.incidence.degrees()
    with_claims = beside.incidence.degrees()
    works = works_by_iri(question, alone)
    found = single_points(made.incidence)
    rows = [
        {
            "target": thing(one.target),
            per: thing(one.member),
            **({"works": works.get(one.member.iri, [])} if per == "measure" else {}),
            **({"measures": int(measures[one.number])} if per == "work" else {}),
            "with_all_risks": int(with_claims[one.number]),
        }
        for one in found
    ]
    columns = tuple(rows[0]) if rows else ("target", per)
    held = len({one.member for one in found})
    covered = int((made.incidence.degrees() > 0).sum())
    still = int((with_claims == 1).sum())
    notes = [
        f"{len(rows)} of {covered} covered targets rest on one {per}, on {held} in all; measures "
        "for all risks are counted."
        if question.options.catch_all
        else f"{len(rows)} of {covered} covered targets rest on one {per}, on {held} in all; "
        f"measures for all risks are not counted. With them it would be {still} targets."
    ]
    result = answer(
        question, made, "frameworks single-points", columns, rows, notes, (), {"per": per}
    )
    emit(result, format_, output)
