"""The chance of an empty cell is the hypergeometric one; its correction is Benjamini-Hochberg."""

from collections.abc import Iterator
from fractions import Fraction
from math import comb
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import (  # type: ignore[import-untyped]
    false_discovery_control,
    hypergeom,
)

from airm_graph.coverage import evidence
from airm_graph.coverage.evidence import EXACT_UP_TO, p_empty, q_values

Sizes = tuple[int, int, int]  # all measures, those of the work, those of the cell


@st.composite
def sizes(draw: st.DrawFn, least: int = 1, most: int = 2_000) -> Sizes:
    total = draw(st.integers(least, most))
    return total, draw(st.integers(0, total)), draw(st.integers(0, total))


def exactly(total: int, drawn: int, marked: int) -> float:
    return float(Fraction(comb(total - marked, drawn), comb(total, drawn)))


@given(sizes())
def test_p_empty_is_what_scipy_says(sizes: Sizes) -> None:
    total, drawn, marked = sizes
    expected = float(hypergeom.pmf(0, total, marked, drawn))
    assert p_empty(*sizes) == pytest.approx(expected, rel=1e-8, abs=1e-200)


@given(sizes(most=300))
def test_p_empty_is_exact(sizes: Sizes) -> None:
    assert p_empty(*sizes) == pytest.approx(exactly(*sizes), rel=1e-14, abs=0)


@pytest.fixture
def logarithms(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Lets small numbers, too, take the way of the large ones."""
    p_empty.cache_clear()
    monkeypatch.setattr(evidence, "EXACT_UP_TO", 0)
    yield
    p_empty.cache_clear()


@pytest.mark.usefixtures("logarithms")
@pytest.mark.parametrize("total", [1, 2, 7, 40])
def test_logarithms_say_the_same(total: int) -> None:
    for drawn in range(total + 1):
        for marked in range(total + 1):
            expected = exactly(total, drawn, marked)
            assert p_empty(total, drawn, marked) == pytest.approx(expected, rel=1e-11, abs=0)


@given(sizes(least=EXACT_UP_TO - 3, most=10**6))
def test_p_empty_of_many_measures(sizes: Sizes) -> None:
    total, drawn, marked = sizes
    expected = float(hypergeom.pmf(0, total, marked, drawn))
    assert p_empty(*sizes) == pytest.approx(expected, rel=1e-6, abs=1e-100)


@pytest.mark.parametrize("total", [1, 10, EXACT_UP_TO, EXACT_UP_TO + 1])
def test_p_empty_at_the_edges(total: int) -> None:
    assert p_empty(total, 0, total) == 1
    assert p_empty(total, total, 0) == 1
    assert p_empty(total, total, 1) == 0
    assert p_empty(total, 1, total) == 0
    assert p_empty(total, 1, 1) == pytest.approx((total - 1) / total)


@given(sizes())
def test_p_empty_falls_with_either_size_and_treats_them_alike(sizes: Sizes) -> None:
    total, drawn, marked = sizes
    assert p_empty(total, drawn, marked) == p_empty(total, marked, drawn)
    if drawn < total:
        assert p_empty(total, drawn + 1, marked) <= p_empty(total, drawn, marked)


chances = st.lists(st.sampled_from([0.0, 1e-9, 0.01, 0.5, 1.0]) | st.floats(0, 1), min_size=1)


@given(chances, st.integers(0, 30))
def test_q_values_are_what_scipy_says(p_values: list[float], others: int) -> None:
    """Cells that are not empty were tested too: they count as if their chance were 1."""
    expected = false_discovery_control([*p_values, *[1.0] * others])[: len(p_values)]
    assert q_values(p_values, len(p_values) + others) == pytest.approx(list(expected))


@given(chances, st.integers(0, 30), st.randoms(use_true_random=False))
def test_q_values_keep_the_order_and_ignore_that_of_the_cells(
    p_values: list[float], others: int, random: Random
) -> None:
    looked_at = len(p_values) + others
    found = q_values(p_values, looked_at)
    assert all(p - 1e-12 <= q <= 1 for p, q in zip(p_values, found, strict=True))
    by_p = sorted(zip(p_values, found, strict=True))
    assert [q for _, q in by_p] == sorted(found)
    order = random.sample(range(len(p_values)), len(p_values))
    assert q_values([p_values[i] for i in order], looked_at) == [found[i] for i in order]
    more = q_values(p_values, looked_at + 1)
    assert all(q <= stricter for q, stricter in zip(found, more, strict=True))


def test_no_empty_cell_needs_no_correction() -> None:
    assert q_values([], looked_at=0) == []
