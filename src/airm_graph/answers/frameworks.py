"""How works compare by what they cover, as answers: contributions, overlap, intersections."""

from __future__ import annotations

from typing import Any, Literal

from ..choosing import contributions, overlaps
from ..choosing.overlap import Overlap
from ..choosing.sets import Sets, sets_of_cells
from ..coverage.options import FRAMEWORK, OptionError
from ..render.result import Result
from .target_sets import TargetQuestion, answer, thing, things

Matrix = Literal["jaccard", "containment", "shared"]
TARGETS = "targets"  # what is compared unless a facet is named
NEXT = (
    "Next: airm-graph frameworks cover (the fewest that cover as much), "
    "frameworks overlap --over category, frameworks single-points."
)


def works_compared(question: TargetQuestion) -> Result:
    """Each work with its measures, what they cover, and what no other work covers.

    Raises:
        IdentifierError: No strength is called so.
    """
    made = question.sets("works")
    rows = _contribution_rows(made)
    rows += [{"work": thing(work)} for work, _ in made.left_out]  # of which nothing is counted
    measures = question.measures_of_works()
    rows = [{**row, "measures": measures.get(row["work"]["iri"], 0)} for row in rows]
    columns = ("work", "measures", "covers", "unique", "shapley", "share", "alone")
    notes = (*_shared_notes(made), NEXT)
    picture = "contributions"
    return answer(question, made, "frameworks", columns, rows, notes, {"alone"}, picture=picture)


def contributions_of_works(question: TargetQuestion) -> Result:
    """What each work adds to what all of them cover together.

    Raises:
        IdentifierError: No strength is called so.
    """
    made = question.sets("works")
    return answer(
        question,
        made,
        "frameworks contribution",
        ("work", "covers", "unique", "shapley", "shapley_exact", "share", "alone"),
        _contribution_rows(made),
        _shared_notes(made),
        {"shapley_exact", "alone"},
        picture="contributions",
    )


def _contribution_rows(made: Sets) -> list[dict[str, Any]]:
    """What each work adds, as rows of the contract."""
    found = contributions(made.incidence)
    whole = sum(one.shapley for one in found)
    return [
        {
            "work": thing(one.member),
            "covers": one.covers,
            "unique": one.unique,
            "shapley": float(one.shapley),
            "shapley_exact": str(one.shapley),
            "share": float(one.shapley / whole) if whole else 0.0,
            "alone": things(one.alone),
        }
        for one in found
    ]


def _shared_notes(made: Sets) -> tuple[str, ...]:
    degrees = made.incidence.degrees()
    return (
        f"{int((degrees > 0).sum())} of {degrees.size} targets are covered by any of these works, "
        f"{int((degrees == 1).sum())} by one only. Shapley: each target is shared equally among "
        "the works that cover it.",
    )


def overlap_of_works(
    question: TargetQuestion,
    over: str = TARGETS,
    matrix: Matrix | None = None,
    threshold: int = 2,
) -> Result:
    """How far every two works cover the same: a row a pair, or a row and a column a work.

    Args:
        question: Which targets, and when one is covered.
        over: ``targets``, or the facet of which the values that are addressed are compared.
        matrix: What a cell of the matrix holds; None gives a row for each pair.
        threshold: Measures from which a value of the facet is addressed.

    Raises:
        IdentifierError: No strength or facet is called so.
        OptionError: The facet is none that works can be compared by.
    """
    made = _compared(question, over, threshold)
    silent = [
        value.id
        for value, size in zip(made.incidence.members, made.incidence.sizes(), strict=True)
        if not size
    ]
    pairs = [pair for pair in overlaps(made.incidence) if pair.either]
    rows = _matrix_rows(made, pairs, matrix) if matrix else [_pair_row(pair) for pair in pairs]
    columns = tuple(rows[0]) if rows else ("first", "second")
    what = "targets" if over == TARGETS else f"values of {over}"
    notes = [f"{len(pairs)} pairs of {len(made.numbers)} works, by {what}."]
    if silent:
        notes.append(f"These cover none of the {what}: {', '.join(silent)}.")
    if over != TARGETS:
        notes.append(
            f"Works of which no measure has a value of {over} are left out: nobody coded them."
        )
    return answer(
        question,
        made,
        "frameworks overlap",
        columns,
        rows,
        notes,
        {"shared_targets"},
        {"over": over, "matrix": matrix, "threshold": None if over == TARGETS else threshold},
        picture="overlap-matrix",
    )


def exact_intersections(
    question: TargetQuestion, over: str = TARGETS, threshold: int = 2
) -> Result:
    """For every combination of works what exactly these cover, and no other; the largest first.

    Every covered target is in one row, so the sizes add up to all that is covered.

    Args:
        question: Which targets, and when one is covered.
        over: ``targets``, or the facet of which the values that are addressed are compared.
        threshold: Measures from which a value of the facet is addressed.

    Raises:
        IdentifierError: No strength or facet is called so.
        OptionError: The facet is none that works can be compared by.
    """
    made = _compared(question, over, threshold)
    incidence = made.incidence
    holders: dict[int, list[str]] = {}
    for member, target in zip(incidence.member.tolist(), incidence.target.tolist(), strict=True):
        holders.setdefault(target, []).append(incidence.members[member].id)
    groups: dict[tuple[str, ...], list[int]] = {}
    for target, works in sorted(holders.items()):
        groups.setdefault(tuple(sorted(works)), []).append(target)
    ranked = sorted(groups.items(), key=lambda group: (-len(group[1]), len(group[0]), group[0]))
    rows = [
        {
            "works": list(works),
            "size": len(targets),
            "targets": things(incidence.targets[target] for target in targets),
        }
        for works, targets in ranked
    ]
    what = "targets" if over == TARGETS else f"values of {over}"
    total = len(incidence.targets)
    notes = (
        f"{len(holders)} of {total} {what} are covered by any of {len(made.numbers)} works, "
        f"each counted in the one row that names all works that cover it.",
    )
    parameters = {"over": over, "sets": True, "threshold": None if over == TARGETS else threshold}
    return answer(
        question,
        made,
        "frameworks overlap",
        ("works", "size", "targets"),
        rows,
        notes,
        {"targets"},
        parameters,
        picture="overlap",
    )


def _compared(question: TargetQuestion, over: str, threshold: int) -> Sets:
    if over == TARGETS:
        return question.sets("works")
    if question.chosen:
        raise OptionError(
            f"over {over!r} compares no targets, but {question.chosen!r} chooses some; "
            f"leave one of them out"
        )
    if over == FRAMEWORK:
        raise OptionError(f"over {over!r}: a framework overlaps only with itself")
    if threshold < 1:
        raise OptionError(f"the threshold is {threshold}; it is at least 1")
    return sets_of_cells(
        question.build.columns, over, threshold=threshold, every_status=question.every_status
    )


def _pair_row(pair: Overlap) -> dict[str, Any]:
    return {
        "first": thing(pair.first),
        "second": thing(pair.second),
        "shared": len(pair.shared),
        "either": pair.either,
        "jaccard": pair.jaccard,
        "first_in_second": pair.first_in_second,
        "second_in_first": pair.second_in_first,
        "shared_targets": things(pair.shared),
    }


def _matrix_rows(made: Sets, pairs: list[Overlap], what: str) -> list[dict[str, Any]]:
    """A row for each work that covers anything, with a column for each such work."""
    sizes = dict(zip(made.incidence.members, made.incidence.sizes().tolist(), strict=True))
    shown = [work for work, size in sizes.items() if size]
    cell: dict[tuple[str, str], float | int | None] = {
        (work.id, work.id): sizes[work] if what == "shared" else 1.0 for work in shown
    }
    for pair in pairs:
        one, other = pair.first.id, pair.second.id
        if what == "containment":
            cell[one, other], cell[other, one] = pair.first_in_second, pair.second_in_first
        else:
            cell[one, other] = cell[other, one] = (
                len(pair.shared) if what == "shared" else pair.jaccard
            )
    return [
        {"work": thing(row), **{column.id: cell[row.id, column.id] for column in shown}}
        for row in shown
    ]
