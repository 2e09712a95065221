"""What each coder answered to each thing: one concept, several, or that it could not be decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import UNDETERMINED
from ..schemes import Facet
from .coefficients import Answers
from .statements import Statements

Array = NDArray[Any]
NO_CONCEPT = "undetermined"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Every answer to one facet; rows are sorted by agent, then by thing.

    Attributes:
        agent, unit, work: Who answered about which thing, and in which work that stands.
        answer: The number of the answer in ``answers``.
        decided: Whether it names a concept.
        answers: The different answers as sets of numbers; the last number is "undetermined".
        concepts: The IRIs that the numbers stand for.
        records: Pairs of agent and record, with the thing that the record is of.
    """

    agent: Array
    unit: Array
    work: Array
    answer: Array
    decided: Array
    answers: Answers
    concepts: Sequence[str]
    records: Array

    def of(self, agent: int) -> slice:
        """The rows of an agent."""
        start, end = np.searchsorted(self.agent, [agent, agent + 1])
        return slice(int(start), int(end))

    def both(self, one: int, other: int) -> tuple[Array, Array]:
        """The rows of two agents about the same things, in the order of these."""
        first, second = self.of(one), self.of(other)
        _, here, there = np.intersect1d(
            self.unit[first], self.unit[second], assume_unique=True, return_indices=True
        )
        return here + first.start, there + second.start

    def same_record(self, one: int, other: int) -> Array:
        """The things of which both answered about the very same record."""
        first = self.records[self.records["agent"] == one]
        second = self.records[self.records["agent"] == other]
        shared = np.isin(first["record"], second["record"], assume_unique=True)
        return np.unique(first["unit"][shared])


def answered(
    statements: Statements, facet: Facet, *, level: int | None, accepted: int | None = None
) -> Answered:
    """The answers of every agent, each a set of concepts.

    Args:
        statements: Those on the facet.
        facet: The facet.
        level: Concepts below this level count as the one above them; None leaves them as they are.
        accepted: Only statements with this status count; all when left out.
    """
    rows = statements.rows
    if accepted is not None:
        rows = rows[rows["status"] == accepted]
    size = len(statements.concepts)
    above = _rolled_up(facet, statements.concepts, level)
    concept = np.where(rows["concept"] == UNDETERMINED, size, above[rows["concept"]])
    agents = int(rows["agent"].max()) + 1 if rows.size else 1
    units = int(rows["unit"].max()) + 1 if rows.size else 1
    key = (rows["agent"].astype(np.int64) * units + rows["unit"]) * (size + 1) + concept
    key, first = np.unique(key, return_index=True)
    who, concept = np.divmod(key, size + 1)
    # Who says that it could not be decided, and names a concept all the same, has decided.
    several = np.bincount(np.unique(who, return_inverse=True)[1])
    vague = (concept == size) & (np.repeat(several, several) > 1)
    who, concept, first = who[~vague], concept[~vague], first[~vague]
    pair, start, width = np.unique(who, return_index=True, return_counts=True)
    code, sets = _sets(concept, start, width, size)
    agent, unit = np.divmod(pair, units)
    pairs = rows[["agent", "record", "unit"]]
    number = pairs["record"].astype(np.int64) * agents + pairs["agent"]
    return Answered(
        agent=agent,
        unit=unit,
        work=rows["work"][first[start]],
        answer=code,
        decided=concept[start] != size,
        answers=Answers(sets, size + 1),
        concepts=[*statements.concepts, NO_CONCEPT],
        records=pairs[np.unique(number, return_index=True)[1]],
    )


def _rolled_up(facet: Facet, concepts: Sequence[str], level: int | None) -> Array:
    """For each concept the number of the one at the level above it, or its own."""
    number = {iri: place for place, iri in enumerate(concepts)}
    found = np.arange(len(concepts) + 1)  # the last is for "undetermined", which is -1
    if level is None:
        return found
    for iri, place in number.items():
        concept = facet.concepts.get(iri)
        while concept is not None and concept.level > level and concept.broader in facet.concepts:
            concept = facet.concepts[concept.broader]
        if concept is not None:
            found[place] = number.get(concept.iri, place)
    return found


def _sets(
    concept: Array, start: Array, width: Array, size: int
) -> tuple[Array, list[tuple[int, ...]]]:
    """The number of each answer, and what it holds; answers of one concept keep its number."""
    code = concept[start].astype(np.int64)
    sets: list[tuple[int, ...]] = [(number,) for number in range(size + 1)]
    for wide in np.unique(width[width > 1]).tolist():
        members = np.flatnonzero(width == wide)
        held = concept[start[members][:, None] + np.arange(wide)]
        different, which = np.unique(held, axis=0, return_inverse=True)
        code[members] = len(sets) + which.ravel()
        sets += [tuple(row) for row in different.tolist()]
    return code, sets
