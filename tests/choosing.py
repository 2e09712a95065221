"""Small games of coverage for Hypothesis, and the answers that trying everything gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import chain, combinations
from typing import NamedTuple

from hypothesis import strategies as st

from airm_graph.choosing import Incidence

TARGETS = [f"t{number}" for number in range(7)]
Sets = dict[str, frozenset[str]]


class Question(NamedTuple):
    sets: Sets
    costs: dict[str, Fraction]
    times: int

    @property
    def incidence(self) -> Incidence:
        return Incidence.of_sets(self.sets, TARGETS)

    def need(self) -> dict[str, int]:
        """How many members each target needs: as many as asked, or all that there are."""
        held = {t: sum(t in covers for covers in self.sets.values()) for t in TARGETS}
        return {t: min(count, self.times) for t, count in held.items() if count}

    def covered(self, chosen: frozenset[str]) -> int:
        return sum(
            sum(target in self.sets[name] for name in chosen) >= need
            for target, need in self.need().items()
        )

    def cost(self, chosen: frozenset[str]) -> Fraction:
        return sum((self.costs.get(name, Fraction(1)) for name in chosen), Fraction())

    def best(self, required: int) -> tuple[Fraction, set[frozenset[str]]]:
        """The least cost of covering so many targets, and all sets that do for it."""
        enough = [some for some in subsets(self.sets) if self.covered(some) >= required]
        least = min(map(self.cost, enough))
        return least, {some for some in enough if self.cost(some) == least}


def subsets(sets: Mapping[str, object]) -> Iterator[frozenset[str]]:
    sizes = range(len(sets) + 1)
    return map(frozenset, chain.from_iterable(combinations(sets, size) for size in sizes))


def games(most: int = 6) -> st.SearchStrategy[Sets]:
    """Up to so many sets of targets; twins, empty sets and targets of nobody are among them."""
    covers = st.frozensets(st.sampled_from(TARGETS))
    return st.lists(covers, max_size=most).map(
        lambda found: {f"m{number}": some for number, some in enumerate(found)}
    )


PRICES = st.sampled_from([Fraction(1), Fraction(2), Fraction(1, 2), Fraction("0.3"), Fraction(7)])


@st.composite
def questions(draw: st.DrawFn) -> Question:
    sets = draw(games())
    costs = draw(st.dictionaries(st.sampled_from(sorted(sets)), PRICES)) if sets else {}
    return Question(sets, costs, draw(st.integers(1, 3)))
