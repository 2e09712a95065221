"""The figures of each facet: by pair of coders, by work, by concept, and of all coders together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..columns import STATUSES, Columns
from ..schemes import Facet
from ..store import GraphEngine
from .answers import Answered, answered
from .coefficients import Answers, Figures, alpha, kappa
from .statements import statements_on

Array = NDArray[Any]
By = Literal["facet", "source", "concept"]
COHEN, WEIGHTED = "Cohen's kappa", "weighted kappa (MASI)"
NOMINAL, OF_SETS = "Krippendorff's alpha", "Krippendorff's alpha (MASI)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is compared, and how.

    Attributes:
        by: One row for each pair of coders, or besides one for each work, or each concept.
        facets: Names of facets; all when empty.
        coders: Numbers of agents, pairs of which are compared: of one its pairs with anybody.
        level: Concepts below it count as the one above them.
        only_accepted: Whether disputed and proposed classifications are left out.
        leave_out_undetermined: Whether things that a coder could not decide are left out.
        distinct_measures: Whether records of one measure are one thing.
    """

    by: By = "facet"
    facets: tuple[str, ...] = ()
    coders: tuple[int, ...] = ()
    level: int | None = None
    only_accepted: bool = False
    leave_out_undetermined: bool = False
    distinct_measures: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far two coders, or all coders of a facet, agree.

    Attributes:
        facet: The facet.
        coders: The numbers of the agents.
        work: The number of the work that states the things; None for all works.
        concept: The IRI of the concept whose presence is compared; None for all concepts.
        coefficient: The name of the coefficient.
        figures: The figures.
        both: Things that each of the two, or two of them at least, classified at all.
        decided: Of these, to how many all of them gave a concept.
        same_record: Of these, how many both classified in the very same record.
        confusions: The answers in which they differ, the most frequent ones first.
    """

    facet: Facet
    coders: tuple[int, ...]
    work: int | None
    concept: str | None
    coefficient: str
    figures: Figures
    both: int
    decided: int
    same_record: int
    confusions: tuple[tuple[tuple[str, ...], tuple[str, ...], int], ...] = ()


def facets_asked(columns: Columns, asked: Asked) -> list[Facet]:
    """The facets that are compared: those of works and of links hold no classifications."""
    return [
        facet
        for name, facet in sorted(columns.facets.items())
        if facet.scheme and (not asked.facets or name in asked.facets)
    ]


def answers_on(columns: Columns, engine: GraphEngine, facet: Facet, asked: Asked) -> Answered:
    """The answers to a facet that are compared."""
    statements = statements_on(columns, engine, facet, distinct_measures=asked.distinct_measures)
    accepted = STATUSES.index("accepted") if asked.only_accepted else None
    return answered(statements, facet, level=asked.level, accepted=accepted)


def pairs_of(found: Answered, asked: Asked) -> list[tuple[int, int]]:
    """The pairs of coders that are compared, by number."""
    agents = np.unique(found.agent).tolist()
    wanted = set(asked.coders)
    if len(wanted) > 1:
        return [pair for pair in combinations(agents, 2) if wanted >= set(pair)]
    return [pair for pair in combinations(agents, 2) if not wanted or wanted & set(pair)]


def agreement(columns: Columns, engine: GraphEngine, asked: Asked) -> list[Agreement]:
    """The figures of every facet that is asked for, by facet and pair of coders.

    Where more than two coders classified things in common, a row for all of them comes last; by
    source or concept, the rows of a pair follow the one for the whole.
    """
    found: list[Agreement] = []
    for facet in facets_asked(columns, asked):
        answers = answers_on(columns, engine, facet, asked)
        several = 0
        for pair in pairs_of(answers, asked):
            rows = list(_pair(facet, answers, pair, asked))
            several += bool(rows)
            found += rows
        if several > 1:
            found += _together(facet, answers, asked)
    return found


def _pair(
    facet: Facet, found: Answered, pair: tuple[int, int], asked: Asked
) -> Iterator[Agreement]:
    one, other = found.both(*pair)
    if not one.size:
        return
    same = np.isin(found.unit[one], found.same_record(*pair))
    whole = np.ones(one.size, dtype=bool)
    yield _compared(facet, found, pair, one, other, same, whole, asked)
    if asked.by == "source":
        for work in np.unique(found.work[one]).tolist():
            there = found.work[one] == work
            yield _compared(facet, found, pair, one, other, same, there, asked, work=work)
    if asked.by == "concept":
        yield from _by_concept(facet, found, pair, one, other, same, asked)


def _compared(
    facet: Facet,
    found: Answered,
    pair: tuple[int, int],
    one: Array,
    other: Array,
    same: Array,
    chosen: Array,
    asked: Asked,
    work: int | None = None,
) -> Agreement:
    decided = found.decided[one] & found.decided[other]
    counted = chosen & decided if asked.leave_out_undetermined else chosen
    first, second = found.answer[one[counted]], found.answer[other[counted]]
    used, code = np.unique(np.concatenate([first, second]), return_inverse=True)
    answers = Answers([found.answers.sets[n] for n in used.tolist()], len(found.concepts))
    return Agreement(
        facet=facet,
        coders=pair,
        work=work,
        concept=None,
        coefficient=COHEN if answers.single else WEIGHTED,
        figures=kappa(code[: first.size], code[first.size :], answers),
        both=int(chosen.sum()),
        decided=int((chosen & decided).sum()),
        same_record=int((chosen & same).sum()),
        confusions=_confusions(found, first, second),
    )


def _by_concept(
    facet: Facet,
    found: Answered,
    pair: tuple[int, int],
    one: Array,
    other: Array,
    same: Array,
    asked: Asked,
) -> Iterator[Agreement]:
    """For each concept whether both name it, and never mind the others that they name."""
    decided = found.decided[one] & found.decided[other]
    counted = decided if asked.leave_out_undetermined else np.ones_like(decided)
    first, second = found.answer[one[counted]], found.answer[other[counted]]
    sets = found.answers.sets
    used = {n for answer in np.unique([*first, *second]).tolist() for n in sets[answer]}
    for concept in sorted(used - {len(found.concepts) - 1}):
        holds = np.array([concept in held for held in sets])
        here, there = holds[first].astype(int), holds[second].astype(int)
        yield Agreement(
            facet=facet,
            coders=pair,
            work=None,
            concept=found.concepts[concept],
            coefficient=COHEN,
            figures=kappa(here, there, Answers([(0,), (1,)], 2)),
            both=one.size,
            decided=int(decided.sum()),
            same_record=int(same.sum()),
        )


def _together(facet: Facet, found: Answered, asked: Asked) -> Iterator[Agreement]:
    """Everybody who is asked for, where they are more than two."""
    keep = found.decided.copy() if asked.leave_out_undetermined else np.ones_like(found.decided)
    if len(asked.coders) > 1:
        keep &= np.isin(found.agent, asked.coders)
    everybody = np.unique(found.agent[keep]).tolist()
    if len(everybody) < 3:
        return
    _, place, many = np.unique(found.unit[keep], return_inverse=True, return_counts=True)
    shared = many[place] > 1
    used, code = np.unique(found.answer[keep], return_inverse=True)
    answers = Answers([found.answers.sets[n] for n in used.tolist()], len(found.concepts))
    coders = np.unique(found.agent[keep][shared]).tolist()
    figures = alpha(found.unit[keep], code, answers)
    if len(coders) > 2:
        yield Agreement(
            facet=facet,
            coders=tuple(coders),
            work=None,
            concept=None,
            coefficient=NOMINAL if answers.single else OF_SETS,
            figures=figures,
            both=figures.things,
            decided=_all_decided(found, keep),
            same_record=0,
        )


def _all_decided(found: Answered, keep: Array) -> int:
    """Things that two or more classified, and all of these decided."""
    _, place, many = np.unique(found.unit[keep], return_inverse=True, return_counts=True)
    sure = np.bincount(place, weights=found.decided[keep], minlength=many.size)
    return int(((many > 1) & (sure == many)).sum())


def _confusions(
    found: Answered, first: Array, second: Array
) -> tuple[tuple[tuple[str, ...], tuple[str, ...], int], ...]:
    apart = first != second
    counted = Counter(zip(first[apart].tolist(), second[apart].tolist(), strict=True))
    ordered = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(
        (names_of(found, one), names_of(found, other), many) for (one, other), many in ordered
    )


def names_of(found: Answered, answer: int) -> tuple[str, ...]:
    """The IRIs of the concepts of an answer; "undetermined" where there is none."""
    return tuple(found.concepts[number] for number in found.answers.sets[answer])
