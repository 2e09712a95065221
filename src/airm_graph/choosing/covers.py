"""The smallest or cheapest sets of works or measures that cover a set of targets, exactly."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, lcm
from time import monotonic
from typing import Literal

import numpy as np

from ..coverage.axes import Value
from ..errors import AirmError, IdentifierError, nearest
from .greedy import greedy_curve, without_needless
from .incidence import Array, Incidence
from .models import Model, Solution

SECONDS = 30.0  # after which a solver stops, unless asked otherwise
MOST = 100  # optima that are listed, unless asked otherwise
LARGEST = 10**9  # of all costs together, as whole numbers: what a solver tells apart for certain


class CoverError(AirmError):
    """A cover was asked for in a way that makes no sense."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A member of a cover, and why it is there.

    Attributes:
        covers: The targets that it covers.
        alone: Those of them that would lack a member without it.
        in_every: Whether every optimum has it; None where that is not known.
    """

    member: Value
    cost: Fraction
    covers: tuple[Value, ...]
    alone: tuple[Value, ...]
    in_every: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """A set of members that covers what was asked, and what is known of it.

    Attributes:
        covered: The weight of the targets that have all they need.
        coverable: The weight of the targets that any member covers.
        required: The weight that was to be covered.
        optimal: Whether it is proved that no set does better.
        bound: No set costs less; or, with ``at_most``, no set covers more. None: not known.
        bound_of: Which of the two: ``cost`` or ``covered``.
        unique: Whether no other set does as well; None where that is not known.
        optima: Sets that do as well, this one first.
        complete: Whether those are all.
        uncoverable: Targets that no member covers.
        short: Targets that fewer members cover than asked, each with how many do. Such a target
            needs all of them.
    """

    chosen: tuple[Chosen, ...]
    cost: Fraction
    covered: int
    coverable: int
    required: int
    optimal: bool
    bound: Fraction | None
    bound_of: Literal["cost", "covered"]
    unique: bool | None
    optima: tuple[tuple[Chosen, ...], ...]
    complete: bool
    uncoverable: tuple[Value, ...]
    short: tuple[tuple[Value, int], ...]

    @property
    def gap(self) -> float | None:
        """How far the cost, or what is covered, may be from the optimum, as a share of it."""
        if self.optimal:
            return 0.0
        reached = self.cost if self.bound_of == "cost" else Fraction(self.covered)
        return float(abs(reached - self.bound) / reached) if self.bound and reached else None


def smallest_cover(
    incidence: Incidence,
    *,
    costs: Mapping[str, Fraction | int] | None = None,
    times: int = 1,
    share: float | Fraction = 1,
    at_most: Fraction | int | None = None,
    seconds: float = SECONDS,
    every: bool = False,
    most: int = MOST,
    tell: Callable[[str], None] = lambda _: None,
) -> Cover:
    """The cheapest set of members that covers all targets that can be covered.

    Args:
        incidence: Who covers what.
        costs: What members cost, by their id or IRI; those that are not there cost 1.
        times: How many members each target needs. One that fewer cover needs all of these.
        share: Of what can be covered, the share that has to be.
        at_most: Instead: what may be spent. The set then covers the most that it can, and is the
            cheapest that covers as much.
        seconds: After these the best set found is given, with the bound that is known by then.
        every: List all optima, up to ``most``.
        most: How many optima to list.
        tell: Is told what is being done.

    Raises:
        CoverError: The question makes no sense.
        IdentifierError: A cost is given for what is no member.
        SolverError: SciPy is not installed.

    >>> made = Incidence.of_sets({"a": ["t1", "t2"], "b": ["t2", "t3"], "c": ["t3"]})
    >>> found = smallest_cover(made, every=True)
    >>> [[one.member.id for one in optimum] for optimum in found.optima]
    [['a', 'b'], ['a', 'c']]
    >>> [(one.member.id, one.in_every) for one in found.chosen]
    [('a', True), ('b', False)]
    """
    portion = Fraction(str(share))
    if times < 1:
        raise CoverError(f"targets are to be covered {times} times; expected at least once")
    if not 0 < portion <= 1:
        raise CoverError(f"the share is {share}; expected more than 0 and at most 1")
    if at_most is not None and (portion != 1 or at_most < 0):
        raise CoverError("a limit of what is spent is at least 0 and goes without a share")
    return _Search(incidence, costs, times, seconds, tell).run(
        portion, None if at_most is None else Fraction(at_most), most if every else 1
    )


class _Search:
    """One question on its way to an answer."""

    def __init__(
        self,
        incidence: Incidence,
        costs: Mapping[str, Fraction | int] | None,
        times: int,
        seconds: float,
        tell: Callable[[str], None],
    ) -> None:
        deadline = monotonic() + seconds
        self.incidence, self.times, self.tell = incidence, times, tell
        self.scale, self.costs = whole_costs(incidence, costs or {})
        self.degrees = incidence.degrees()
        self.need = np.minimum(self.degrees, times)
        self.merged, merged_need = incidence.merged(self.need)
        self.model = Model(
            incidence=self.merged,
            need=merged_need,
            costs=self.costs,
            deadline=deadline,
        )

    def run(self, share: Fraction, at_most: Fraction | None, most: int) -> Cover:
        coverable = int(self.merged.weights.sum())
        required = coverable
        bound: Fraction | None = None
        optimal = True
        if share < 1:
            required = self.model.least = ceil(share * coverable)
        if at_most is not None:
            chosen, known, optimal = self._widest(int(at_most * self.scale))
            bound = None if known is None else Fraction(known)
            required = self.model.least = self.covered(chosen)
            self.model.most = sum(self.costs[member] for member in chosen)
        self.tell("looking for the smallest set")
        chosen, known, cheapest = self._cheapest()
        if at_most is None:
            optimal = cheapest
            bound = None if known is None else Fraction(known, self.scale)
        self.model.most = self.cost(chosen)
        core = self._core(chosen) if optimal and cheapest else None
        unique = None if core is None else len(core) == len(chosen)
        optima, complete = [chosen], unique is True
        if core is not None and not unique and most > 1:
            optima, complete = self._others(chosen, most)
        return Cover(
            chosen=self._explained(chosen, core),
            cost=Fraction(self.cost(chosen), self.scale),
            covered=self.covered(chosen),
            coverable=coverable,
            required=required,
            optimal=optimal,
            bound=bound,
            bound_of="cost" if at_most is None else "covered",
            unique=unique,
            optima=tuple(self._explained(one, core) for one in optima),
            complete=complete,
            uncoverable=tuple(self.incidence.targets[t] for t in np.flatnonzero(self.degrees == 0)),
            short=tuple(
                (self.incidence.targets[t], int(self.degrees[t]))
                for t in np.flatnonzero((self.degrees > 0) & (self.degrees < self.times))
            ),
        )

    def cost(self, chosen: tuple[int, ...]) -> int:
        return sum(self.costs[member] for member in chosen)

    def covered(self, chosen: tuple[int, ...]) -> int:
        counts = self.incidence.counts(chosen)
        return self.incidence.weight((counts >= self.need) & (self.need > 0))

    def _widest(self, most: int) -> tuple[tuple[int, ...], int | None, bool]:
        """Members that cover the most for what may be spent, the bound, and whether it is met."""
        self.tell("looking for what covers the most")
        best: tuple[int, ...] = ()
        for step in greedy_curve(self.incidence, self.costs, self.times):
            if self.cost(best) + self.costs[step.number] <= most:
                best = (*best, step.number)
        self.model.most = most
        found = self.model.widest()
        if found.chosen is not None and self.cost(found.chosen) <= most:
            best = max(best, found.chosen, key=self.covered)
        reached = self.covered(best)
        ceiling = int(self.merged.weights.sum())
        bound = ceiling if found.bound is None else min(found.bound, ceiling)
        proved = reached == bound
        return tuple(sorted(best)), bound, proved

    def _cheapest(self) -> tuple[tuple[int, ...], int | None, bool]:
        """Members that cover what is required for the least, the bound, and whether it is met."""
        best = self._greedy()
        found = self.model.cheapest()
        if found.chosen is not None and self._enough(found.chosen):
            best = min(best, found.chosen, key=self.cost)
        bound = found.bound
        return tuple(sorted(best)), bound, bound is not None and bound >= self.cost(best)

    def _greedy(self) -> tuple[int, ...]:
        best: tuple[int, ...] = ()
        for step in greedy_curve(self.incidence, self.costs, self.times):
            if self._enough(best):
                break
            best = (*best, step.number)
        if self.model.least is not None:
            return tuple(sorted(best))
        return tuple(without_needless(self.incidence, best, self.need, self.costs))

    def _enough(self, chosen: tuple[int, ...]) -> bool:
        least = self.model.least
        return self.covered(chosen) >= (int(self.merged.weights.sum()) if least is None else least)

    def _core(self, chosen: tuple[int, ...]) -> tuple[int, ...] | None:
        """The members that every optimum has; None where the time was not enough to know.

        An optimum with the fewest of the members still held to be in all shows which are not, until
        there is none with fewer. No optimum holds another, for every member costs something: so
        the first round says, too, whether there is a second optimum.
        """
        self.tell("looking whether there is another")
        core = chosen
        while core:
            found = self.model.fewest_of(core)
            if found.status != "optimal" or found.chosen is None or not self._as_good(found):
                return None
            left = tuple(member for member in core if member in found.chosen)
            if len(left) == len(core):
                break
            core = left
        return core

    def _as_good(self, found: Solution) -> bool:
        assert self.model.most is not None  # noqa: S101 - set when the optimum was known
        return (
            found.chosen is not None
            and self._enough(found.chosen)
            and self.cost(found.chosen) <= self.model.most
        )

    def _others(self, chosen: tuple[int, ...], most: int) -> tuple[list[tuple[int, ...]], bool]:
        """All optima, up to a number, and whether these are all."""
        self.tell("looking for all that are as small")
        optima = [chosen]
        while True:
            self.model.cuts = [optimum for optimum in optima if optimum]
            found = self.model.cheapest()
            if found.status == "infeasible":
                return [chosen, *sorted(optima[1:])], True
            if len(optima) == most or found.chosen is None or not self._as_good(found):
                return [chosen, *sorted(optima[1:])], False
            optima.append(found.chosen)

    def _explained(
        self, chosen: tuple[int, ...], core: tuple[int, ...] | None
    ) -> tuple[Chosen, ...]:
        counts = self.incidence.counts(chosen)
        said = []
        for member in chosen:
            mine = self.incidence.covered_by(member)
            alone = mine[counts[mine] <= self.need[mine]]
            said.append(
                Chosen(
                    member=self.incidence.members[member],
                    cost=Fraction(self.costs[member], self.scale),
                    covers=_named(self.incidence, mine),
                    alone=_named(self.incidence, alone),
                    in_every=None if core is None else member in core,
                )
            )
        return tuple(said)


def _named(incidence: Incidence, targets: Array) -> tuple[Value, ...]:
    return tuple(incidence.targets[target] for target in targets.tolist())


def whole_costs(incidence: Incidence, costs: Mapping[str, Fraction | int]) -> tuple[int, list[int]]:
    """Costs as whole numbers, in the order of the members, and what a cost of 1 is then."""
    known = {name: m for m, value in enumerate(incidence.members) for name in (value.iri, value.id)}
    price = [Fraction(1)] * len(incidence.members)
    for name, cost in costs.items():
        if name not in known:
            raise IdentifierError(f"a cost is given for {name!r}: {nearest(name, known)}")
        if cost <= 0:
            raise CoverError(f"the cost of {name} is {cost}; expected more than 0")
        price[known[name]] = Fraction(cost)
    scale = lcm(*(cost.denominator for cost in price))
    whole = [int(cost * scale) for cost in price]
    if sum(whole) > LARGEST:
        raise CoverError(
            f"the costs add up to {sum(whole):,} of the smallest unit that tells them apart; "
            f"expected at most {LARGEST:,}: give them fewer digits"
        )
    return scale, whole
