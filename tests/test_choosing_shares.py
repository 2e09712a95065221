"""Contributions, overlap and single points are what their definitions say."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations, permutations
from math import factorial

import numpy as np
from choosing import TARGETS, Question, games
from choosing import Sets as Game
from hypothesis import given, settings
from hypothesis import strategies as st

from airm_graph.choosing import Incidence, contributions, overlaps, single_points
from airm_graph.choosing.overlap import shared_counts

FEW = settings(max_examples=60, deadline=None)


def worth(sets: Game, weights: dict[str, int], some: tuple[str, ...]) -> int:
    covered = frozenset[str]().union(*(sets[name] for name in some))
    return sum(weights[target] for target in covered)


@FEW
@given(games(5), st.lists(st.integers(1, 5), min_size=len(TARGETS), max_size=len(TARGETS)))
def test_shapley_is_the_mean_over_all_orders(sets: Game, numbers: list[int]) -> None:
    weights = dict(zip(TARGETS, numbers, strict=True))
    expected = dict.fromkeys(sets, Fraction())
    for order in permutations(sets):
        for place, name in enumerate(order):
            before, after = order[:place], order[: place + 1]
            added = worth(sets, weights, after) - worth(sets, weights, before)
            expected[name] += Fraction(added, factorial(len(sets)))
    plain = Incidence.of_sets(sets, TARGETS)
    found = contributions(
        Incidence.of_pairs(
            plain.members, plain.targets, plain.member, plain.target, np.array(numbers)
        )
    )
    assert {one.member.id: one.shapley for one in found} == expected
    assert sum(one.shapley for one in found) == worth(sets, weights, tuple(sets))
    assert [one.shapley for one in found] == sorted(expected.values(), reverse=True)
    everybody = worth(sets, weights, tuple(sets))
    for one in found:
        others = tuple(name for name in sets if name != one.member.id)
        assert one.unique == everybody - worth(sets, weights, others)
        assert one.covers == worth(sets, weights, (one.member.id,))
        held = sets[one.member.id] - frozenset[str]().union(*(sets[name] for name in others))
        assert {value.id for value in one.alone} == held


@FEW
@given(games())
def test_overlap_is_that_of_sets(sets: Game) -> None:
    found = overlaps(Incidence.of_sets(sets, TARGETS))
    assert {(o.first.id, o.second.id) for o in found} == set(combinations(sets, 2))
    for pair in found:
        one, other = sets[pair.first.id], sets[pair.second.id]
        assert {value.id for value in pair.shared} == one & other
        assert pair.either == len(one | other)
        assert pair.jaccard == (len(one & other) / len(one | other) if one | other else None)
        assert pair.first_in_second == (len(one & other) / len(one) if one else None)
        assert pair.second_in_first == (len(one & other) / len(other) if other else None)
    values = [pair.jaccard or 0 for pair in found]
    assert values == sorted(values, reverse=True)


@FEW
@given(games())
def test_shared_counts_are_sizes_of_intersections(sets: Game) -> None:
    expected = [[len(one & other) for other in sets.values()] for one in sets.values()]
    found = shared_counts(Incidence.of_sets(sets, TARGETS))
    assert found.tolist() == expected


@FEW
@given(games())
def test_single_points_rest_on_one_member(sets: Game) -> None:
    held = Counter(target for covers in sets.values() for target in covers)
    expected = [
        (target, next(name for name in sets if target in sets[name]))
        for target in TARGETS
        if held[target] == 1
    ]
    found = single_points(Incidence.of_sets(sets, TARGETS))
    assert [(one.target.id, one.member.id) for one in found] == expected
    assert [TARGETS[one.number] for one in found] == [target for target, _ in expected]


@FEW
@given(games(), st.integers(1, 3))
def test_merged_targets_lose_no_weight(sets: Game, times: int) -> None:
    question = Question(sets, {}, times)
    incidence = question.incidence
    merged, need = incidence.merged(np.minimum(incidence.degrees(), times))
    assert merged.weights.sum() == len(question.need())
    alike = {
        (frozenset(name for name in sets if target in sets[name]), need)
        for target, need in question.need().items()
    }
    found = {
        (
            frozenset(merged.members[m].id for m in merged.member[merged.target == number]),
            int(need[number]),
        )
        for number in range(len(merged.targets))
    }
    assert found == alike
    assert len(merged.targets) == len(alike)
