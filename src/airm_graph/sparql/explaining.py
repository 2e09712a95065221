"""Why an answer is empty: how many solutions each part of a query has alone, and after the others.

Every part is asked as it is written, so that the counts are those of the engine that gave the
answer. Filters come last, for they hold for the whole group wherever they stand in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Protocol

from ..errors import AirmError
from ..sparql_text import tokens
from .answers import Asked, read_answer
from .groups import Part, Parted, on_one_line, part_query, parts_of

MOST = 10_000  # solutions that are counted; beyond, "more than" says enough
SECONDS = 10.0  # after which nothing more is counted
DEPTH = 3  # groups within groups that are looked into


class Asking(Protocol):
    """An engine that answers any query."""

    def query(self, text: str, **bound: str) -> Asked:
        """The answer of the engine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A part of a query, and how many solutions there are.

    Attributes:
        text: The part as it is written, on one line.
        depth: How many groups it stands in.
        alone: The solutions of the part by itself; None where it has none of its own, as a filter,
            or was not counted.
        together: The solutions of its group up to here.
        empties: Whether the group has solutions without this part, and none with it.
    """

    text: str
    depth: int
    alone: int | None
    together: int | None
    empties: bool


def explain(
    engine: Asking, text: str, bound: Mapping[str, str], *, is_empty: bool = True
) -> list[Step]:
    """The parts of a query in the order in which they are joined, with counts.

    Args:
        engine: Who answers.
        text: The query, which the engine can read.
        bound: IRIs of variables that were given from outside.
        is_empty: Whether the query has no answer.
    """
    parted = part_query(text)
    if parted is None:
        return []
    steps = _Counter(engine, parted, bound).steps()
    if is_empty and steps and steps[-1].together and not any(step.empties for step in steps):
        rest = on_one_line(parted.after) or "the template of CONSTRUCT"
        steps.append(Step(text=rest, depth=0, alone=None, together=0, empties=True))
    return steps


def counted(number: int | None) -> str:
    """A number of solutions for people."""
    if number is None:
        return ""
    return f"more than {MOST:,}" if number > MOST else f"{number:,}"


class _Counter:
    def __init__(self, engine: Asking, parted: Parted, bound: Mapping[str, str]) -> None:
        self.engine, self.parted, self.bound = engine, parted, bound
        self.until = monotonic() + SECONDS

    def steps(self) -> list[Step]:
        return self._group(self.parted.where, lambda group: group, 0)

    def _group(self, group: str, wrap: Callable[[str], str], depth: int) -> list[Step]:
        """The steps of a group, and of the group within it that empties it."""
        parts = parts_of(group)
        values = self._values(group)
        filters = [part for part in parts if part.kind == "filter"]
        ordered = [part for part in parts if part.kind != "filter"] + filters
        steps, so_far, before = [], [*values], 1
        for part in ordered:
            so_far.append(part.text)
            alone = None
            if part.kind not in {"filter", "bind", "minus"}:
                alone = self._count(wrap(" . ".join([*self._values(part.text), _alone(part)])))
            together = self._count(wrap(_joined(so_far)))
            empties = together == 0 and before > 0
            steps.append(
                Step(
                    text=on_one_line(part.text),
                    depth=depth,
                    alone=alone,
                    together=together,
                    empties=empties,
                )
            )
            if empties and depth < DEPTH:
                steps += self._within(part, wrap, depth + 1)
            before = before if together is None else together
        return steps

    def _within(self, part: Part, wrap: Callable[[str], str], depth: int) -> list[Step]:
        """What stands within a part that empties its group, where it is empty by itself."""
        if part.kind == "query":
            inner = part_query(part.text)
            return self._group(inner.where, wrap, depth) if inner else []
        if part.kind in {"graph", "service"}:
            return self._group(
                part.inner[0], lambda group: wrap(f"{part.around} {{ {group} }}"), depth
            )
        if part.kind in {"group", "union"}:
            return [step for inner in part.inner for step in self._group(inner, wrap, depth)]
        return []

    def _values(self, text: str) -> list[str]:
        """What binds the variables of a text that were given from outside."""
        named = {word.text[1:] for word in tokens(text) if word.kind == "variable"}
        return [
            f"VALUES ?{name} {{ <{iri}> }}" for name, iri in self.bound.items() if name in named
        ]

    def _count(self, group: str) -> int | None:
        """How many solutions a group has; None where the time is over, or it cannot be asked."""
        if monotonic() > self.until:
            return None
        text = (
            f"{self.parted.prologue} SELECT DISTINCT * {self.parted.dataset} "
            f"WHERE {{ {group}\n}} LIMIT {MOST + 1}"
        )
        try:
            return len(read_answer(self.engine.query(text)).rows)
        except AirmError:
            return None


def _alone(part: Part) -> str:
    """A part as something that can be asked by itself."""
    if part.kind == "optional":
        return part.inner[0]
    return f"{{ {part.text} }}" if part.kind == "query" else part.text


def _joined(parts: list[str]) -> str:
    """Parts of a group as one; a part that begins with a word needs no full stop before it."""
    return "\n . ".join(f"{{ {part} }}" if _is_query(part) else part for part in parts)


def _is_query(part: str) -> bool:
    return next(tokens(part)).is_word("SELECT")
