"""The fewest works or measures that cover the targets, as answers, with the greedy curve."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from ..build_folder import Progress
from ..choosing import Chosen, Cover, Incidence, greedy_curve, smallest_cover
from ..choosing.costs import read_costs
from ..choosing.covers import SECONDS, whole_costs
from ..choosing.greedy import guarantee
from ..choosing.sets import Sets, works_of_measures
from ..render.result import Result
from .target_sets import TargetQuestion, answer, thing, things

Show = Literal["cover", "greedy", "uncoverable"]
Costs = Path | Mapping[str, Fraction]
MARKS = (1, 2, 3, 5, 10, 20, 50)  # members of the greedy curve that are told
SLOW = 20_000  # pairs from which it is said what is being done: seconds, not milliseconds


def smallest_sets(
    question: TargetQuestion,
    *,
    measures: bool = False,
    times: int = 1,
    share: float = 1.0,
    at_most: Fraction | int | None = None,
    costs: Costs | None = None,
    every: bool = False,
    show: Show = "cover",
    seconds: float = SECONDS,
    progress: Progress = lambda _: None,
) -> Result:
    """The smallest set that covers the targets; or how coverage grows; or what nobody covers.

    Args:
        question: Which targets, and when one is covered.
        measures: Choose measures instead of works.
        times: How many members each target needs; one that fewer cover needs all of these.
        share: The share of the coverable targets that is enough.
        at_most: Cover the most for so many members, or for that cost where there are costs.
        costs: What members cost, by id or IRI, or a file that says it; others cost 1.
        every: List all sets that do as well.
        show: The members of the ``cover``, the steps of the ``greedy`` curve, or the targets that
            are ``uncoverable`` so often.
        seconds: After these the best set found is given, with the bound known by then.
        progress: Is told what is being done.

    Raises:
        CoverError: The question makes no sense.
        IdentifierError: No strength is called so, or a cost is of nothing to choose from.
        SolverError: SciPy is not installed.
        SourceError: The file of costs cannot be read.
    """
    made = question.sets("measures" if measures else "works")
    incidence = made.incidence
    prices = read_costs(costs, incidence) if isinstance(costs, Path) else dict(costs or {})
    found = smallest_cover(
        incidence,
        costs=prices,
        times=times,
        share=share,
        at_most=at_most,
        seconds=seconds,
        every=every,
        tell=progress if incidence.member.size > SLOW else lambda _: None,
    )
    name = "measure" if measures else "work"
    steps = _greedy_rows(incidence, prices, times, name)
    unreached = [{"target": thing(value), "members": 0} for value in found.uncoverable]
    unreached += [{"target": thing(value), "members": count} for value, count in found.short]
    shown: dict[Show, list[dict[str, Any]]] = {
        "cover": _cover_rows(works_by_iri(question, made), found, name, every=every),
        "greedy": steps,
        "uncoverable": unreached,
    }
    rows = shown[show]
    said = costs.name if isinstance(costs, Path) else _spelt(costs)
    parameters = {
        "measures": measures,
        "times": times,
        "share": share,
        "at_most": at_most if at_most is None or isinstance(at_most, int) else float(at_most),
        "costs": said,
        "all": every,
        "show": show,
        "time_limit": seconds,
    }
    return answer(
        question,
        made,
        "frameworks cover",
        tuple(rows[0]) if rows else (name, "covers"),
        rows,
        _cover_notes(made, found, steps, name, times, priced=costs is not None),
        {"targets", "alone_targets"} | ({"cost"} if costs is None else set()),
        parameters,
        {"cover": {**_cover_meta(found), "greedy": steps}},
        picture="" if show == "uncoverable" else "cover",
    )


def _spelt(costs: Mapping[str, Fraction] | None) -> dict[str, float] | None:
    return None if costs is None else {name: float(cost) for name, cost in costs.items()}


def works_by_iri(question: TargetQuestion, made: Sets) -> dict[str, list[str]]:
    """By the IRI of a measure, the works that state it; empty where works are the members."""
    known = works_of_measures(question.build.columns, made.numbers)
    members = zip(made.incidence.members, made.numbers, strict=True)
    return {value.iri: [work.id for work in known.get(number, ())] for value, number in members}


def _cover_rows(
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


def _greedy_rows(
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


def _cover_meta(found: Cover) -> dict[str, Any]:
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


def _cover_notes(
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
            "Nothing covers any of them so strongly; the strength lead asks for the least.",
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
