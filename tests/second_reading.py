"""A second reading of what coverage means: sets of names, slow and plain on purpose.

It shares no counting code with the package.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from scipy.stats import false_discovery_control  # type: ignore[import-untyped]
from worlds import FACTS, ID, INHERITED, Claim, Coding, World

from airm_graph.coverage.cells import Cell, Table
from airm_graph.coverage.options import Options
from airm_graph.schemes import load_facets


def ancestors(facet: str, iri: str) -> list[str]:
    """What stands above a concept, nearest first."""
    above = load_facets()[facet].concepts[iri].broader
    return [] if above is None else [above, *ancestors(facet, above)]


def values_at(facet: str, level: int) -> list[str]:
    """The concepts at a level and the leaves above it; "none of these" is no value."""
    concepts = load_facets()[facet].concepts
    inner = {concept.broader for concept in concepts.values()}
    depth = {iri: 1 + len(ancestors(facet, iri)) for iri in concepts}
    return [
        iri
        for iri, concept in concepts.items()
        if not concept.residual
        and (depth[iri] == level or (depth[iri] < level and iri not in inner))
    ]


@dataclass
class Answers:
    """Which things have each value of a facet, and which might have it, and why."""

    name: str
    values: list[str]
    has: dict[str, set[str]] = field(default_factory=dict)
    may: dict[tuple[str, str], set[str]] = field(default_factory=dict)  # by reason and value
    none: set[str] = field(default_factory=set)
    _possible: dict[str, set[str]] = field(default_factory=dict)

    def possible(self, value: str) -> set[str]:
        if value not in self._possible:
            doubts = [things for (_, doubted), things in self.may.items() if doubted == value]
            self._possible[value] = self.has[value].union(*doubts)
        return self._possible[value]

    def with_value(self) -> set[str]:
        return set[str]().union(*self.has.values())

    def doubted(self, reason: str) -> set[str]:
        return set[str]().union(*(t for (why, _), t in self.may.items() if why == reason))


Place = tuple[set[str], dict[str, str], bool]


class Reading:
    """The second reading of the specification, for one question to one world."""

    def __init__(self, world: World, options: Options) -> None:
        self.world, self.options = world, options
        self.coders = {
            "all": {"", "publisher", "own", "stranger"},
            "publisher": {"", "publisher"},
            "own": {"", "own"},
        }[options.coded_by]
        whole = options.count == "records"
        self.thing = {
            name: name if whole else record.measure
            for name, record in world.records.items()
            if (not record.repeats if whole else record.accepted)
        }
        self.things = set(self.thing.values())
        self.works_of = {thing: set[str]() for thing in self.things}
        for name, thing in self.thing.items():
            self.works_of[thing].add(world.records[name].work)
        self.claimed: dict[tuple[str, str], set[str | None]] = {}
        for claim in world.claims:
            if claim.record in self.thing and self.counts(claim):
                key = self.thing[claim.record], claim.facet
                self.claimed.setdefault(key, set()).add(claim.concept)
        self.axes = [self.answers(name, self.values(name)) for name in options.by]
        self.filters = [
            self.answers(
                name,
                [ID + "framework-" + wanted]
                if name == "framework"
                else [load_facets()[name].concept(wanted).iri],
            )
            for name, wanted in options.where
        ]
        self.matching = set(self.things)
        for filter_ in self.filters:
            self.matching &= filter_.with_value()
        self.places = list(product(*(a.values for a in self.axes)))
        self.declared = {place: self.excluded(place) for place in self.places}
        self.evidence = {place: self.matching & self.inside(place) for place in self.places}

    def counts(self, claim: Claim) -> bool:
        statuses = {"accepted", "disputed"} if self.options.count == "records" else {"accepted"}
        sure = claim.confidence is None or claim.confidence >= self.options.min_confidence
        return claim.status in statuses and claim.coder in self.coders and sure

    def values(self, name: str) -> list[str]:
        if name == "framework":
            return list(self.world.works)
        return values_at(name, self.options.levels.get(name, load_facets()[name].level))

    def answers(self, name: str, values: list[str]) -> Answers:
        found = Answers(name, values, {value: set() for value in values})
        for thing in self.things:
            held, doubts, none = self.place(thing, name, values)
            for value in held:
                found.has[value].add(thing)
            for value, reason in doubts.items():
                found.may.setdefault((reason, value), set()).add(thing)
            if none:
                found.none.add(thing)
        return found

    def place(self, thing: str, facet: str, values: list[str]) -> Place:
        """The values of a thing, those it might have and why, and whether it has none of them."""
        if facet == "framework":
            held = self.works_of[thing] & set(values)
            return held, {}, not held
        concepts = self.claimed.get((thing, facet), set())
        placed = {concept for concept in concepts if concept is not None}
        if not placed:
            if not concepts and facet in INHERITED and self.mitigates_nothing(thing):
                return set(), {}, True
            reason = "undetermined" if concepts else "uncoded"
            return set(), dict.fromkeys(values, reason), False
        up = {concept: {concept, *ancestors(facet, concept)} for concept in placed}
        held = {value for value in values if any(value in path for path in up.values())}
        said = {c for c in placed if not any(c in up[other] for other in placed - {c})}
        below = {c: {v for v in values if c in ancestors(facet, v)} for c in said}
        coarse = set[str]().union(*below.values()) - held
        none = any(not below[c] and not up[c] & set(values) for c in said)
        return held, dict.fromkeys(coarse, "coarse"), none

    def mitigates_nothing(self, thing: str) -> bool:
        coded = {c.work for c in self.said("action") if c.coded == "complete"}
        records = {name for name, other in self.thing.items() if other == thing}
        linked = {name for name, coder in self.world.linked if coder in self.coders}
        return bool(self.works_of[thing] & coded) and not records & linked

    def said(self, facet: str) -> list[Coding]:
        return [c for c in self.world.codings if c.facet == facet and c.coder in self.coders]

    def shortcoming(self, work: str) -> set[str]:
        """Why silence of a work proves nothing, on any facet that is used."""
        found = set()
        for name in {a.name for a in (*self.axes, *self.filters)} - {"framework", *FACTS}:
            said = [c for c in self.said("action" if name in INHERITED else name) if c.work == work]
            if not any(c.coded == "complete" for c in said):
                found.add("uncoded")
            elif not any(c.extraction == "complete" for c in said):
                found.add("not fully extracted")
        return found

    def inside(self, place: Sequence[str], but: str = "") -> set[str]:
        """What has all values of the cell; the facet ``but`` is not asked."""
        asked = [a.has[v] for a, v in zip(self.axes, place, strict=True) if a.name != but]
        return self.things.intersection(*asked)

    def across(self, place: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The cells that differ from this one by their work, by work."""
        axis = self.options.by.index("framework")
        return {work: (*place[:axis], work, *place[axis + 1 :]) for work in self.world.works}

    def possible(self, place: Sequence[str], but: int = -1) -> set[str]:
        """What has or might have all values of the cell; the facet number ``but`` is not asked."""
        asked = [
            axis.possible(value)
            for number, (axis, value) in enumerate(zip(self.axes, place, strict=True))
            if number != but
        ]
        return self.things.intersection(*asked, *(f.possible(f.values[0]) for f in self.filters))

    def reasons(self, place: Sequence[str], possible: set[str]) -> set[str]:
        by_work = "framework" in self.options.by
        scope = [place[self.options.by.index("framework")]] if by_work else self.world.works
        chosen = {ID + "framework-" + wanted for name, wanted in self.options.where
                  if name == "framework"}  # fmt: skip
        if chosen and not by_work:
            scope = sorted(chosen)
        short = [reason for work in scope for reason in self.shortcoming(work)]
        found = {
            reason if by_work else f"{reason} ({n} work{'s' * (n > 1)})"
            for reason in set(short)
            for n in [short.count(reason)]
        }
        asked = [*zip(self.axes, place, strict=True), *((f, f.values[0]) for f in self.filters)]
        for axis, value in asked:
            for reason in ("undetermined", "coarse", "uncoded"):
                doubtful = possible & axis.may.get((reason, value), set())
                if doubtful and reason not in short:
                    found.add(f"{reason} ({len(doubtful)} on {axis.name})")
        return found

    def excluded(self, place: Sequence[str]) -> str | None:
        """The last declaration of which every value has the cell on or below it."""
        path: dict[str, set[str]] = {}
        for name, value in [
            *zip(self.options.by, place, strict=True),
            *((f.name, f.values[0]) for f in self.filters),
        ]:
            up = [] if name == "framework" else ancestors(name, value)
            path.setdefault(name, set()).update([value, *up])
        found = None
        for said, wanted in self.world.exclusions.items():
            parts = [
                (wanted & set(load_facets()[name].concepts or self.world.works), on)
                for name, on in path.items()
            ]
            named = set[str]().union(*(part for part, _ in parts))
            if named == wanted and all(part & on for part, on in parts if part):
                found = said
        return found

    def chance(self, place: Sequence[str]) -> tuple[float | None, float | None]:
        """``expected`` and ``p_empty``, from sets and whole numbers."""
        if "framework" not in self.options.by:
            return None, None
        applies = {work for work, cell in self.across(place).items() if self.declared[cell] is None}
        coded = {thing for thing in self.matching if self.works_of[thing] & applies}
        for answers in self.axes:
            if answers.name != "framework":
                coded &= answers.with_value() | answers.none
        work = place[self.options.by.index("framework")]
        drawn = sum(work in self.works_of[thing] for thing in coded)
        total, joint = len(coded), len(coded & self.inside(place, but="framework"))
        if not drawn:
            return None, None
        ways = Fraction(math.comb(total - joint, drawn), math.comb(total, drawn))
        return drawn * joint / total, float(ways)

    def cells(self) -> Iterator[tuple[tuple[str, ...], dict[str, Any]]]:
        """Every cell that is to be printed, and what it holds."""
        for place in self.places:
            if all(self.possible(place, but) for but in range(len(place))):
                yield place, self.cell(place, self.possible(place))

    def cell(self, place: tuple[str, ...], possible: set[str]) -> dict[str, Any]:
        evidence, declared = self.evidence[place], self.declared[place]
        found: dict[str, Any] = {
            "evidence": len(evidence),
            "unknown": len(possible - evidence),
            "peers": self.peers(place),
        }
        if declared is not None:
            return {**found, "state": "excluded", "reasons": {declared}, "chance": (None, None)}
        expected, chance = self.chance(place)
        reasons = set() if evidence else self.reasons(place, possible)
        enough = len(evidence) >= self.options.threshold
        state = "addressed" if enough else "thin" if evidence else "open" if reasons else "gap"
        found["chance"] = (expected, None if evidence else chance)
        return {**found, "state": state, "reasons": reasons}

    def peers(self, place: Sequence[str]) -> int | None:
        if "framework" not in self.options.by:
            return None
        own = place[self.options.by.index("framework")]
        return sum(
            self.declared[cell] is None and len(self.evidence[cell]) >= self.options.threshold
            for work, cell in self.across(place).items()
            if work != own
        )


def spelt_out(cell: Cell) -> set[str]:
    """The reasons of a cell, one by one; a declaration is one, the items of a thin one are none."""
    if cell.state == "thin":
        assert len(set(cell.reason.split(", "))) == cell.evidence
        return set()
    return {cell.reason} if cell.state == "excluded" else set(filter(None, cell.reason.split("; ")))


def agree(table: Table, world: World) -> None:
    """The table says, cell by cell and in its totals, what the second reading says."""
    reading = Reading(world, table.options)
    expected = dict(reading.cells())
    found = {tuple(value.iri for value in cell.values): cell for cell in table.cells}
    assert found.keys() == expected.keys()
    for place, said in expected.items():
        cell = found[place]
        assert {
            "state": cell.state,
            "reasons": spelt_out(cell),
            "evidence": cell.evidence,
            "unknown": cell.unknown,
            "peers": cell.peers,
            "chance": (cell.expected, cell.p_empty),
        } == said, place
    agree_in_totals(table, reading)


def agree_in_totals(table: Table, reading: Reading) -> None:
    placed = reading.matching.intersection(*(a.with_value() for a in reading.axes))
    tested = [cell for cell in table.cells if cell.p_empty is not None]
    looked_at = sum(cell.expected is not None for cell in table.cells)
    assert table.counted == len(reading.matching)
    assert table.placed == len(placed)
    assert table.overlap == sum(map(len, reading.evidence.values())) - len(placed)
    assert table.empty_by_arithmetic == len(reading.places) - len(table.cells)
    assert table.looked_at == looked_at
    assert sum(table.states().values()) == len(table.cells)
    for axis in reading.axes:
        without = reading.matching - axis.with_value()
        assert table.unplaced[axis.name] == {
            "none of these": len(without & axis.none),
            **{
                why: len(without & axis.doubted(why))
                for why in ("undetermined", "coarse", "uncoded")
            },
        }
    if tested:
        chances = [cell.p_empty for cell in tested] + [1.0] * (looked_at - len(tested))
        corrected = false_discovery_control(chances)[: len(tested)]
        assert [cell.q_value for cell in tested] == pytest.approx(list(corrected))
    assert all(cell.q_value is None for cell in table.cells if cell.p_empty is None)


def by_values(table: Table) -> dict[frozenset[str], Cell]:
    return {frozenset(value.iri for value in cell.values): cell for cell in table.cells}
