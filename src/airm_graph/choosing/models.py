"""Covers as integer programs, solved by HiGHS within a time limit that holds."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from io import BytesIO
from math import ceil
from pathlib import Path
from time import monotonic
from typing import Any

import numpy as np

from ..errors import AirmError
from .bounds import least_cost, most_weight
from .incidence import Array, Incidence
from .worker import INFEASIBLE, OPTIMAL, solve_arrays

SMALL = 5_000  # entries of a model that is solved in this process, within a second or so
GRACE = 0.5  # seconds that are kept for saying what was found


class SolverError(AirmError):
    """Nothing here can solve integer programs."""

    def __init__(self) -> None:
        super().__init__(
            "smallest covers need SciPy, which is not installed: pip install airm-graph[analysis]"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What a solver found.

    Attributes:
        chosen: The members of the best answer found; None where none was.
        bound: No answer costs less; None where nothing is known.
        status: One of ``optimal``, ``infeasible``, ``limit``.
    """

    chosen: tuple[int, ...] | None
    bound: int | None
    status: str


@dataclass(slots=True, kw_only=True)
class Model:
    """Which members to choose so that targets get what they need.

    Attributes:
        need: How many members each target needs.
        costs: What each member costs: whole numbers above 0.
        most: What the members may cost together.
        least: The weight of the targets that must have all they need; None is all of them.
        cuts: Sets of members of which no answer holds all.
        deadline: When to stop, by the monotonic clock.
    """

    incidence: Incidence
    need: Array
    costs: Sequence[int]
    deadline: float
    most: int | None = None
    least: int | None = None
    cuts: list[Sequence[int]] = field(default_factory=list)

    def cheapest(self) -> Solution:
        """An answer of the least cost."""
        found = self._solve(np.array(self.costs, dtype=float), None)
        known = least_cost(self.incidence, self.need, self.costs, self.least)
        return replace(found, bound=max(known, found.bound or 0))

    def fewest_of(self, members: Sequence[int]) -> Solution:
        """An answer with the fewest of some members."""
        objective = np.zeros(len(self.costs))
        objective[list(members)] = 1
        return self._solve(objective, None)

    def widest(self) -> Solution:
        """An answer that gives the most targets what they need; its bound is that weight."""
        found = self._solve(np.zeros(len(self.costs)), -self.incidence.weights.astype(float))
        known = most_weight(self.incidence, self.need, self.costs, self.most or 0)
        return replace(found, bound=known if found.bound is None else min(known, -found.bound))

    def _solve(self, objective: Array, worth: Array | None) -> Solution:
        model = self._arrays(objective, worth)
        if not self.costs:  # nobody to choose
            return Solution(chosen=(), bound=0, status="optimal")
        left = self.deadline - monotonic()
        if left <= 0:
            return Solution(chosen=None, bound=None, status="limit")
        try:
            small = model["data"].size <= SMALL
            said = solve_arrays(model, left) if small else _apart(model, self.deadline)
        except ImportError:
            raise SolverError from None
        chosen = said["x"]
        if chosen is not None:
            chosen = tuple(member for member in chosen if member < len(self.costs))
        bound = None if said["bound"] is None else ceil(said["bound"] - 1e-6)
        status = {OPTIMAL: "optimal", INFEASIBLE: "infeasible"}.get(said["status"], "limit")
        return Solution(chosen=chosen, bound=bound, status=status)

    def _arrays(self, objective: Array, worth: Array | None) -> dict[str, Array]:
        """The model as arrays: a variable for each member, and for each target if not all count."""
        rows = _Rows(len(self.costs))
        incidence, targets = self.incidence, len(self.incidence.targets)
        some = worth is not None or self.least is not None
        integral = np.ones(len(self.costs) + (targets if some else 0))
        row, column = incidence.target, incidence.member
        entries = np.ones(row.size)
        lower = self.need.astype(float)
        if some:  # need * y <= members chosen; y says whether the target has all it needs
            own = np.arange(targets)
            row, column = (
                np.concatenate([row, own]),
                np.concatenate([column, len(self.costs) + own]),
            )
            entries = np.concatenate([entries, -self.need.astype(float)])
            lower = np.zeros(targets)
            integral[len(self.costs) :] = self.need > 1  # with a need of 1, y follows from x
        rows.add(row, column, entries, lower, np.full(targets, np.inf))
        if self.least is not None:
            weights = incidence.weights.astype(float)
            rows.add_one(len(self.costs) + np.arange(targets), weights, self.least, np.inf)
        if self.most is not None:
            everyone = np.arange(len(self.costs))
            rows.add_one(everyone, np.array(self.costs, dtype=float), -np.inf, self.most)
        for cut in self.cuts:
            rows.add_one(np.array(cut, dtype=np.int64), np.ones(len(cut)), -np.inf, len(cut) - 1)
        if some:
            objective = np.concatenate([objective, np.zeros(targets) if worth is None else worth])
        return {"objective": objective, "integrality": integral, **rows.arrays()}


class _Rows:
    """Constraints as they are added, then as compressed sparse rows."""

    def __init__(self, members: int) -> None:
        self.members, self.count = members, 0
        self.row: list[Array] = []
        self.column: list[Array] = []
        self.entries: list[Array] = []
        self.lower: list[Array] = []
        self.upper: list[Array] = []

    def add(self, row: Array, column: Array, entries: Array, lower: Array, upper: Array) -> None:
        self.row.append(row + self.count)
        self.column.append(column)
        self.entries.append(entries)
        self.lower.append(lower)
        self.upper.append(upper)
        self.count += lower.size

    def add_one(self, column: Array, entries: Array, lower: float, upper: float) -> None:
        row = np.zeros(column.size, dtype=np.int64)
        self.add(row, column, entries, np.array([lower]), np.array([upper]))

    def arrays(self) -> dict[str, Array]:
        row, column = np.concatenate(self.row), np.concatenate(self.column)
        order = np.lexsort((column, row))
        return {
            "data": np.concatenate(self.entries)[order],
            "indices": column[order].astype(np.int32),
            "indptr": np.searchsorted(row[order], np.arange(self.count + 1)).astype(np.int32),
            "lower": np.concatenate(self.lower),
            "upper": np.concatenate(self.upper),
        }


def _apart(model: dict[str, Array], deadline: float) -> dict[str, Any]:
    """Solve in another process, and end it when the time is up or somebody interrupts."""
    if find_spec("scipy") is None:
        raise ImportError
    given = BytesIO()
    left = deadline - monotonic() - GRACE
    np.savez(given, seconds=np.array(left - GRACE), **model)  # type: ignore[arg-type]
    worker = str(Path(__file__).with_name("worker.py"))
    with subprocess.Popen(  # noqa: S603 - our own file, with this interpreter
        [sys.executable, "-P", worker],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            out, _ = process.communicate(given.getvalue(), timeout=max(left, 0))
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
        finally:
            process.kill()
            process.wait()  # which leaving the block does not do after Ctrl-C
    said: dict[str, Any] = {"status": None, "bound": None, "x": None}
    for line in out.decode().splitlines():
        before = said["bound"]
        said |= json.loads(line)
        bounds = [bound for bound in (before, said["bound"]) if bound is not None]
        said["bound"] = max(bounds, default=None)
    return said
