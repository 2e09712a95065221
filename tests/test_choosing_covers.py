"""The smallest covers are those that trying every subset finds."""

from __future__ import annotations

import signal
import sys
import threading
from fractions import Fraction
from math import ceil
from time import monotonic

import numpy as np
import pytest
from choosing import TARGETS, Question, games, questions, subsets
from hypothesis import given, settings
from hypothesis import strategies as st

from airm_graph.choosing import Cover, Incidence, greedy_curve, smallest_cover
from airm_graph.choosing.bounds import least_cost, most_weight
from airm_graph.choosing.covers import CoverError, whole_costs
from airm_graph.choosing.greedy import guarantee
from airm_graph.choosing.models import SMALL, SolverError
from airm_graph.errors import IdentifierError

FEW = settings(max_examples=60, deadline=None)
ALL = 1000


def names(found: Cover) -> frozenset[str]:
    return frozenset(one.member.id for one in found.chosen)


def check(question: Question, found: Cover, required: int) -> None:
    """Everything that is said of the cover is what trying all subsets says."""
    least, best = question.best(required)
    assert found.optimal
    assert found.gap == 0
    assert found.cost == least == question.cost(names(found))
    assert found.covered == question.covered(names(found)) >= required
    assert found.coverable == len(question.need())
    assert names(found) in best
    assert {frozenset(one.member.id for one in optimum) for optimum in found.optima} == best
    assert len(found.optima) == len(best)
    assert found.complete
    assert found.unique == (len(best) == 1)
    in_every = frozenset.intersection(*best)
    assert {one.member.id: one.in_every for one in found.chosen} == {
        name: name in in_every for name in names(found)
    }
    for one in found.chosen:
        rest = names(found) - {one.member.id}
        mine = question.sets[one.member.id]
        assert {value.id for value in one.covers} == mine
        assert {value.id for value in one.alone} == {
            target
            for target in mine
            if sum(target in question.sets[name] for name in rest) < question.need()[target]
        }


@FEW
@given(questions())
def test_the_cheapest_cover(question: Question) -> None:
    found = smallest_cover(
        question.incidence, costs=question.costs, times=question.times, every=True, most=ALL
    )
    check(question, found, len(question.need()))
    assert found.bound == found.cost
    held = {t: sum(t in covers for covers in question.sets.values()) for t in TARGETS}
    assert {value.id for value in found.uncoverable} == {t for t in TARGETS if not held[t]}
    assert {value.id: count for value, count in found.short} == {
        t: count for t, count in held.items() if 0 < count < question.times
    }


@FEW
@given(questions(), st.sampled_from(["0.2", "0.5", "0.75", "0.9"]))
def test_the_cheapest_cover_of_a_share(question: Question, share: str) -> None:
    found = smallest_cover(
        question.incidence,
        costs=question.costs,
        times=question.times,
        share=float(share),
        every=True,
        most=ALL,
    )
    check(question, found, ceil(Fraction(share) * len(question.need())))


@FEW
@given(questions(), st.integers(0, 4))
def test_the_most_for_what_may_be_spent(question: Question, most: int) -> None:
    affordable = [some for some in subsets(question.sets) if question.cost(some) <= most]
    widest = max(map(question.covered, affordable))
    found = smallest_cover(
        question.incidence,
        costs=question.costs,
        times=question.times,
        at_most=most,
        every=True,
        most=ALL,
    )
    check(question, found, widest)
    assert found.covered == found.bound == widest
    assert found.cost <= most


@FEW
@given(questions(), st.integers(0, 7), st.integers(0, 40))
def test_bounds_without_a_solver_hold(question: Question, least: int, most: int) -> None:
    incidence, need = question.incidence.merged(
        np.minimum(question.incidence.degrees(), question.times)
    )
    scale, costs = whole_costs(incidence, question.costs)
    least = min(least, len(question.need()))
    assert least_cost(incidence, need, costs) <= question.best(len(question.need()))[0] * scale
    assert least_cost(incidence, need, costs, least) <= question.best(least)[0] * scale
    affordable = [some for some in subsets(question.sets) if question.cost(some) * scale <= most]
    assert most_weight(incidence, need, costs, most) >= max(map(question.covered, affordable))


def test_optima_are_listed_up_to_a_number() -> None:
    twins = {f"m{number}": TARGETS for number in range(5)}
    found = smallest_cover(Incidence.of_sets(twins), every=True, most=3)
    assert len(found.optima) == 3
    assert not found.complete
    assert found.unique is False
    assert len(smallest_cover(Incidence.of_sets(twins)).optima) == 1
    everything = smallest_cover(Incidence.of_sets(twins), every=True, most=5)
    assert (len(everything.optima), everything.complete) == (5, True)


def test_weights_count_where_not_everything_is_covered() -> None:
    plain = Incidence.of_sets({"a": ["t0"], "b": ["t1", "t2"]})
    weighted = Incidence.of_pairs(
        plain.members, plain.targets, plain.member, plain.target, np.array([5, 1, 1])
    )
    assert names(smallest_cover(plain, at_most=1)) == {"b"}
    found = smallest_cover(weighted, at_most=1)
    assert names(found) == {"a"}
    assert (found.covered, found.coverable) == (5, 7)


def test_nothing_to_cover() -> None:
    games: list[dict[str, list[str]]] = [{}, {"a": []}]
    for sets in games:
        found = smallest_cover(Incidence.of_sets(sets, ["t0"]), every=True)
        assert (len(found.chosen), int(found.cost)) == (0, 0)
        assert found.optimal
        assert found.unique
        assert [value.id for value in found.uncoverable] == ["t0"]


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"times": 0}, CoverError, "0 times"),
        ({"share": 0}, CoverError, "share is 0"),
        ({"share": 1.5}, CoverError, "share is 1.5"),
        ({"share": 0.5, "at_most": 1}, CoverError, "without a share"),
        ({"at_most": -1}, CoverError, "at least 0"),
        ({"costs": {"a": 0}}, CoverError, "more than 0"),
        ({"costs": {"aa": 1}}, IdentifierError, "aa"),
        ({"costs": {"a": Fraction(1, 10**10)}}, CoverError, "fewer digits"),
    ],
)
def test_what_makes_no_sense_is_refused(
    asked: dict[str, int], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        smallest_cover(Incidence.of_sets({"a": ["t0"], "b": []}), **asked)  # type: ignore[arg-type]


def hard(members: int, targets: int, each: int) -> Incidence:
    """Every target is covered by as many members, drawn at random."""
    made = np.random.default_rng(7)
    names = [f"m{number}" for number in range(members)]
    sets: dict[str, list[str]] = {name: [] for name in names}
    for number in range(targets):
        for name in made.choice(names, each, replace=False):
            sets[name].append(f"t{number}")
    return Incidence.of_sets(sets)


def test_out_of_time_there_is_a_cover_with_a_bound_that_holds() -> None:
    incidence = hard(120, 700, 8)
    assert incidence.member.size > SMALL  # so that it is solved in a process of its own
    found = smallest_cover(incidence, seconds=3)
    assert not found.optimal
    assert found.unique is None
    assert found.covered == found.coverable == 700
    assert all(one.in_every is None for one in found.chosen)
    assert found.bound is not None
    assert 700 / int(incidence.sizes().max()) <= found.bound < found.cost
    assert found.gap == pytest.approx(float(1 - found.bound / found.cost))


def test_a_large_one_that_is_easy_is_proved() -> None:
    sets = {f"m{n}": [f"t{n * 40 + k}" for k in range(45)] for n in range(150)}
    incidence = Incidence.of_sets(sets)
    assert incidence.merged(incidence.degrees())[0].member.size < SMALL < incidence.member.size
    assert smallest_cover(incidence).cost == 150
    spread = {name: [*covers, f"only-{name}"] for name, covers in sets.items()}
    found = smallest_cover(Incidence.of_sets(spread))
    assert (int(found.cost), found.optimal, found.unique) == (150, True, True)


def test_ctrl_c_ends_a_search() -> None:
    began = monotonic()
    main = threading.main_thread().ident
    # A shell that runs the tests in the background has them ignore the signal.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        threading.Timer(1.5, signal.pthread_kill, (main, signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            smallest_cover(hard(200, 2000, 8), seconds=60)
    finally:
        signal.signal(signal.SIGINT, before)
    assert monotonic() - began < 60  # the search did not run to its end


def test_without_scipy_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("scipy", "scipy.optimize"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SolverError, match=r"airm-graph\[analysis\]"):
        smallest_cover(Incidence.of_sets({"a": ["t0"], "b": ["t0"]}))


# ---------------------------------------------------------------- the greedy curve


@FEW
@given(questions())
def test_greedy_takes_what_adds_most_for_its_cost(question: Question) -> None:
    order = list(question.sets)
    prices = [int(question.costs.get(name, Fraction(1)) * 10) for name in order]
    left = question.need()
    taken: list[str] = []
    for step in greedy_curve(question.incidence, prices, question.times):

        def gain(name: str) -> int:
            return sum(left.get(target, 0) > 0 for target in question.sets[name])

        free = [name for name in order if name not in taken]
        best = max(free, key=lambda name: gain(name) / prices[order.index(name)])
        assert step.member.id == best
        assert step.gain == gain(best) > 0
        for target in question.sets[best]:
            left[target] -= 1
        taken.append(best)
        assert step.cost == sum(prices[order.index(name)] for name in taken)
        assert step.covered == question.covered(frozenset(taken))
    assert all(need <= 0 for need in left.values())


@FEW
@given(games())
def test_greedy_keeps_what_it_promises(sets: dict[str, frozenset[str]]) -> None:
    question = Question(sets, {}, 1)
    steps = greedy_curve(question.incidence)
    least, _ = question.best(len(question.need()))
    assert len(steps) <= guarantee(question.incidence) * least
    for number, step in enumerate(steps, start=1):
        widest = max(question.covered(some) for some in subsets(sets) if len(some) <= number)
        assert step.covered >= (1 - 1 / np.e) * widest
