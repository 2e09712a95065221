"""Targets that rest on one measure or on one work, as an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from ..choosing import single_points
from ..choosing.sets import Members
from ..render.result import Result
from .covers import works_by_iri
from .target_sets import TargetQuestion, answer, thing

Per = Literal["measure", "work"]


def resting_on_one(question: TargetQuestion, per: Per = "measure") -> Result:
    """Targets that exactly one measure covers, or measures of one work only.

    Args:
        question: Which targets, and when one is covered.
        per: One ``measure``, or one ``work``.

    Raises:
        IdentifierError: No strength is called so.
    """
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
    return answer(
        question, made, "frameworks single-points", columns, rows, notes, (), {"per": per}
    )
