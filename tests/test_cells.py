"""Coverage agrees with a second reading of its specification, in sets of names and no arrays.

The second reading knows a *world*: what the tables of the catalogue say, or what Hypothesis makes
up. It is slow and plain on purpose, and shares no counting code with the package.
"""

from __future__ import annotations

import csv
import math
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib import Graph, Namespace
from scipy.stats import false_discovery_control  # type: ignore[import-untyped]

from airm_graph.columns import ITEM, LINK, RELATIONS, STATUSES, VALUE, Columns
from airm_graph.coverage.cells import Cell, Table, coverage
from airm_graph.coverage.options import OptionError, Options
from airm_graph.resources import root
from airm_graph.schemes import load_facets
from airm_graph.store import PROLOGUE, OxigraphEngine
from airm_graph.vocab import BASE
from airm_graph.workspace import Build

ID = BASE + "id/"
AIRM = Namespace(BASE + "ns#")
FACTS = ("bindingness", "jurisdiction", "sector", "system-scope", "work-kind", "work-status")
INHERITED = ("risk-domain", "causal-entity", "causal-intent", "causal-timing")

# ---------------------------------------------------------------- what a source says


class Record(NamedTuple):
    """A filed row: which distinct measure it is, its work, whether it is held to be one."""

    measure: str
    work: str
    accepted: bool


class Claim(NamedTuple):
    """Somebody put a record under a concept; None is undetermined. Nobody states a fact."""

    record: str
    facet: str
    concept: str | None
    coder: str
    status: str = "accepted"
    confidence: float | None = None


class Coding(NamedTuple):
    work: str
    facet: str
    extraction: str
    coded: str
    coder: str


@dataclass(frozen=True, kw_only=True)
class World:
    """All that coverage may know. Coders are ``publisher``, ``own`` or strangers to both."""

    works: tuple[str, ...]
    records: Mapping[str, Record]
    claims: tuple[Claim, ...] = ()
    linked: frozenset[tuple[str, str]] = frozenset()  # record that mitigates something, coder
    codings: tuple[Coding, ...] = ()
    exclusions: Mapping[str, frozenset[str]] = field(default_factory=dict)  # by what is declared

    @cached_property
    def columns(self) -> Columns:
        """The same as the package holds it."""
        names = list(self.records)
        measures = sorted({record.measure for record in self.records.values()})
        agents = ["publisher", "own"]
        number = {name: position for position, name in enumerate(names)}
        agent_number = {"": -1, "publisher": 0, "own": 1}
        items = [
            (measures.index(r.measure), self.works.index(r.work), r.accepted, False)
            for r in self.records.values()
        ]
        values: dict[str, list[Any]] = {name: [] for name in load_facets()}
        for claim in self.claims:
            concepts = list(load_facets()[claim.facet].concepts)
            values[claim.facet].append(
                (
                    number[claim.record],
                    -1 if claim.concept is None else concepts.index(claim.concept),
                    agent_number[claim.coder],
                    STATUSES.index(claim.status),
                    math.nan if claim.confidence is None else claim.confidence,
                )
            )
        links = [
            (number[record], RELATIONS.index("respondsTo"), 0, agent_number[coder], math.nan)
            for record, coder in self.linked
        ]
        methods = {"publisher": ["publisherFiling"], "own": ["modelReading"]}
        return Columns(
            items=np.array(items, dtype=ITEM),
            values={name: np.array(rows, dtype=VALUE) for name, rows in values.items()},
            links=np.array(links, dtype=LINK),
            index={
                "items": names,
                "works": [{"iri": iri, "label": iri} for iri in self.works],
                "agents": [{"iri": a, "label": a, "methods": methods[a]} for a in agents],
                "targets": [],
                "codings": [
                    {
                        **coding._asdict(),
                        "facet": f"{ID}facet-{coding.facet}",
                        "agent": coding.coder,
                    }
                    for coding in self.codings
                ],
                "exclusions": [
                    [said, value, said]
                    for said, values in self.exclusions.items()
                    for value in sorted(values)
                ],
                "demand": [],
            },
        )


# ---------------------------------------------------------------- the catalogue as a world


def tsv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def tables(name: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Rows of the tables of that name, each with its coder."""
    for about in sorted((root() / "data" / "catalogue").glob("*/*/about.toml")):
        method = tomllib.loads(about.read_text(encoding="utf-8"))["method"]
        coder = "publisher" if method == "publisherFiling" else "own"
        if (about.parent / name).exists():
            for row in tsv(about.parent / name):
                yield coder, row


def concept_iri(facet: str, notation: str) -> str | None:
    """The concept with that notation; the undetermined ``?`` is none."""
    for concept in load_facets()[facet].concepts.values():
        if concept.notation == notation:
            return concept.iri
    assert notation == "?", notation
    return None


def number_or_none(cell: str) -> float | None:
    return float(cell) if cell else None


@cache
def catalogue() -> World:
    """What the tables of ``data/catalogue`` say, read without the package's reader."""
    records = {
        row["id"]: Record(row["id"], ID + row["work"], row["status"] == "accepted")
        for _, row in tables("records.tsv")
        if row["kind"] == "measure"
    }
    claims: list[Claim] = []
    about_risks: list[Claim] = []
    for coder, row in tables("classifications.tsv"):
        if row["facet"] == "arises-at-stage":
            continue
        concept = concept_iri(row["facet"], row["concept"])
        sure = number_or_none(row["confidence"])
        claim = Claim(row["id"], row["facet"], concept, coder, row["status"], sure)
        (about_risks if row["facet"] in INHERITED else claims).append(claim)
    acted_on = [row for _, row in tables("actions.tsv") if row["relation"] in RELATIONS[:2]]
    for action in acted_on:
        for claim in about_risks:
            if claim.record == action["target"]:
                stated = [s for s in (claim.confidence, number_or_none(action["confidence"])) if s]
                claims.append(claim._replace(record=action["id"], coder="own",
                                             confidence=min(stated, default=None)))  # fmt: skip
    graph = Graph().parse(root() / "data" / "exclusions.ttl")
    works = {ID + row["id"]: row for _, row in tables("works.tsv")}
    for name, record in records.items():
        for facet in FACTS:
            said = works[record.work][facet.removeprefix("work-").replace("-", "_")]
            claims.append(Claim(name, facet, concept_iri(facet, said), ""))
    return World(
        works=tuple(sorted(works)),
        records=records,
        claims=tuple(claims),
        linked=frozenset((action["id"], "own") for action in acted_on),
        codings=tuple(
            Coding(ID + row["work"], row["facet"], row["extraction"], row["coded"],
                   "publisher" if row["coder"] == "agent-mit-airi" else "own")
            for _, row in tables("coding.tsv")
        ),
        exclusions={
            str(said): frozenset(map(str, graph.objects(exclusion, AIRM.excludes)))
            for exclusion, said in sorted(graph.subject_objects(AIRM.rationale))
        },
    )  # fmt: skip


# ---------------------------------------------------------------- the specification, read again


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
            if whole or record.accepted
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
    """The reasons of a cell, one by one; a declaration is one."""
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


# ---------------------------------------------------------------- the catalogue

REAL = [
    Options(by=("framework", "category")),
    Options(by=("framework", "category"), count="records", threshold=3),
    Options(by=("category", "framework"), levels={"category": 1}, count="records"),
    Options(by=("framework", "category"), coded_by="own"),
    Options(by=("framework", "stage")),
    Options(by=("framework", "stage"), coded_by="publisher"),
    Options(by=("framework", "stage"), min_confidence=0.8),
    Options(by=("framework", "actor"), where=(("stage", "deploy"),)),
    Options(by=("framework", "function"), count="records"),
    Options(by=("framework", "category-v2")),
    Options(by=("framework", "category-v2"), levels={"category-v2": 2}, min_confidence=0.7),
    Options(by=("framework", "category-v2"), levels={"category-v2": 1}),
    Options(by=("framework", "risk-domain")),
    Options(by=("risk-domain", "framework"), levels={"risk-domain": 1}, coded_by="own"),
    Options(by=("causal-intent", "framework")),
    Options(by=("causal-entity", "causal-timing"), threshold=1),
    Options(by=("bindingness", "category")),
    Options(by=("jurisdiction", "work-status"), threshold=20),
    Options(by=("stage", "actor"), where=(("framework", "gipiskis2024"),)),
    Options(by=("stage", "function"), where=(("category", "2"), ("bindingness", "voluntary"))),
    Options(
        by=("category", "stage"), where=(("framework", "gipiskis2024"), ("actor", "developer"))
    ),
    Options(by=("framework", "category"), where=(("risk-domain", "2"),)),
    Options(by=("framework", "category", "stage")),
    Options(by=("framework", "actor", "function"), coded_by="own"),
    Options(by=("category", "stage", "actor"), levels={"category": 1}),
    Options(by=("sector", "framework", "category"), levels={"category": 1}),
]


def spelt(options: Options) -> str:
    return "-".join([*options.by, *(f"where={value}" for _, value in options.where)])


@pytest.mark.parametrize("options", REAL, ids=spelt)
def test_coverage_of_the_catalogue_is_what_its_tables_say(build: Build, options: Options) -> None:
    agree(coverage(build.columns, options), catalogue())


# ---------------------------------------------------------------- worlds that Hypothesis makes up

NOTATIONS = {
    "category": ["1", "1.1", "1.2", "1.X", "4.2", "X.X"],
    "category-v2": ["1", "1.1", "1.1.1", "1.1.2", "1.2.9", "1.9", "2.1.1"],
    "stage": ["deploy", "plan-design", "outside"],
    "bindingness": ["voluntary", "binding"],
    "risk-domain": ["1", "1.1", "2.2", "X.0"],
}
WORKS = tuple(f"{ID}framework-w{number}" for number in range(3))
HALVES = ("complete", "partial", "unknown")


def iri(facet: str, notation: str) -> str:
    return load_facets()[facet].concept(notation).iri


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A few records, with every kind of value, doubt and disagreement."""
    names = [f"r{number}" for number in range(draw(st.integers(0, 7)))]
    measure = st.sampled_from("abcdef")
    record = st.builds(Record, measure, st.sampled_from(WORKS), st.integers(0, 9).map(bool))
    facet = st.sampled_from(sorted(NOTATIONS))
    coder = st.sampled_from(["publisher", "own"])
    claims = []
    for name in names:
        for said in draw(st.lists(facet, max_size=7)):
            notation = draw(st.sampled_from([None, *NOTATIONS[said]]))
            claims.append(
                Claim(
                    name,
                    said,
                    notation and iri(said, notation),
                    "" if said in FACTS else draw(coder),
                    draw(st.sampled_from(["accepted"] * 5 + ["disputed", "proposed"])),
                    draw(st.sampled_from([None, 0.25, 0.5, 1.0])),
                )
            )
    about = st.sampled_from(["category", "category-v2", "stage", "action"])
    half = st.sampled_from(("complete", *HALVES))
    by = st.sampled_from(["publisher", "own", "stranger"])
    value = st.sampled_from([*WORKS, *(iri(f, n) for f in NOTATIONS for n in NOTATIONS[f])])
    excluded = st.frozensets(value, min_size=1, max_size=2)
    codings = st.lists(
        st.builds(Coding, st.sampled_from(WORKS), about, half, half, by), max_size=12
    )
    linked = (
        st.frozensets(st.tuples(st.sampled_from(names), coder)) if names else st.just(frozenset())
    )
    return World(
        works=WORKS,
        records={name: draw(record) for name in names},
        claims=tuple(claims),
        linked=draw(linked),
        codings=tuple(draw(codings)),
        exclusions=draw(st.dictionaries(st.sampled_from(["never", "nowhere"]), excluded)),
    )


@st.composite
def options(draw: st.DrawFn, but: str = "") -> Options:
    """A question about two or three facets, of which at most one is a large taxonomy in full."""
    large = draw(st.permutations(["category", "category-v2", "risk-domain"]))[
        : draw(st.integers(0, 2))
    ]
    small = draw(st.permutations([f for f in ("framework", "stage", "bindingness") if f != but]))
    names = [*large, *small][: draw(st.integers(2, 3))]
    level = {"category": 2, "category-v2": 3, "risk-domain": 2}
    levels = dict.fromkeys(large[1:], 1)
    levels |= {name: draw(st.integers(1, level[name])) for name in large[:1]}
    wheres = [(f, n) for f in NOTATIONS for n in NOTATIONS[f]]
    where = st.sampled_from([("framework", "w0"), ("framework", "w1"), *wheres])
    return Options(
        by=tuple(draw(st.permutations(names))),
        levels={name: depth for name, depth in levels.items() if name in names},
        where=tuple(draw(st.lists(where, max_size=2))),
        threshold=draw(st.integers(1, 3)),
        count=draw(st.sampled_from(["measures", "records"])),
        coded_by=draw(st.sampled_from(["all", "all", "publisher", "own"])),
        min_confidence=draw(st.sampled_from([0.0, 0.0, 0.5, 0.75])),
    )


@settings(max_examples=400, deadline=None)
@given(worlds(), options())
def test_coverage_of_any_world_is_what_it_says(world: World, asked: Options) -> None:
    agree(coverage(world.columns, asked), world)


# ---------------------------------------------------------------- what must always hold


def by_values(table: Table) -> dict[frozenset[str], Cell]:
    return {frozenset(value.iri for value in cell.values): cell for cell in table.cells}


@settings(deadline=None)
@given(worlds(), options())
def test_order_of_facets_changes_nothing_but_the_order(world: World, asked: Options) -> None:
    turned = coverage(world.columns, replace(asked, by=asked.by[::-1]))
    found = by_values(turned)
    for values, cell in by_values(coverage(world.columns, asked)).items():
        said = {*cell.reason.split("; ")}, {*found[values].reason.split("; ")}
        assert said[0] == said[1]
        assert replace(found[values], values=cell.values, reason=cell.reason) == cell


@settings(deadline=None)
@given(worlds(), options(), st.integers(1, 3))
def test_higher_threshold_only_thins(world: World, asked: Options, more: int) -> None:
    higher = replace(asked, threshold=asked.threshold + more)
    found = by_values(coverage(world.columns, higher))
    for values, cell in by_values(coverage(world.columns, asked)).items():
        thinned = {"addressed": {"addressed", "thin"}}.get(cell.state, {cell.state})
        assert found[values].state in thinned
        assert found[values].evidence == cell.evidence


@settings(deadline=None)
@given(worlds(), options(), st.data())
def test_more_evidence_never_makes_a_gap(world: World, asked: Options, data: st.DataObject) -> None:
    claims = tuple(
        Claim("new", facet, iri(facet, data.draw(st.sampled_from(notations))), "publisher")
        for facet, notations in NOTATIONS.items()
        if facet not in FACTS
    )
    record = Record("new", data.draw(st.sampled_from(WORKS)), accepted=True)
    more = replace(world, records={**world.records, "new": record}, claims=(*world.claims, *claims))
    after = by_values(coverage(more.columns, asked))
    for values, cell in by_values(coverage(world.columns, asked)).items():
        assert after[values].evidence >= cell.evidence
        if cell.state != "gap":
            assert after[values].state != "gap"


@settings(deadline=None)
@given(worlds(), options(but="stage"))
def test_filter_is_a_slice_of_the_table_with_one_facet_more(world: World, asked: Options) -> None:
    """Where a stage is asked for, a cell is the one that has the stage as a further value.

    A table with one facet more has more margins, and leaves out more of what is empty.
    """
    deploy = iri("stage", "deploy")
    wider = by_values(coverage(world.columns, replace(asked, by=(*asked.by, "stage"))))
    chosen = replace(asked, where=(*asked.where, ("stage", "deploy")))
    for values, cell in by_values(coverage(world.columns, chosen)).items():
        one = wider.get(values | {deploy}, replace(cell, evidence=0, unknown=0))
        assert (one.state, one.evidence, one.unknown) == (cell.state, cell.evidence, cell.unknown)


# ---------------------------------------------------------------- by hand


def said(record: str, facet: str, notation: str | None, **more: Any) -> Claim:
    more.setdefault("coder", "publisher")
    return Claim(record, facet, notation and iri(facet, notation), **more)


def coded(*facets: str, works: Sequence[str] = WORKS, extraction: str = "complete") -> list[Coding]:
    """Coding statements that leave nothing open but perhaps the extraction."""
    return [Coding(work, f, extraction, "complete", "publisher") for work in works for f in facets]


def hand(records: str, *claims: Claim, codings: Sequence[Coding] = (), **more: Any) -> World:
    """A world of records like ``a=m@0``: record a of measure m in work 0."""
    named = {}
    for part in records.split():
        name, measure, work = part.replace("@", "=").split("=")
        named[name] = Record(measure, WORKS[int(work)], accepted=True)
    return World(works=WORKS, records=named, claims=claims, codings=tuple(codings), **more)


# In each world, b of work 1 has category 4.2, stage deploy and risk domain 2.2, so that work 0 may
# be silent on them: what is known of a, of work 0?
B = [said("b", "category", "4.2"), said("b", "stage", "deploy"), said("b", "risk-domain", "2.2")]
ON_CATEGORY = Options(by=("framework", "category"))
ON_STAGE = Options(by=("framework", "stage"))
ON_DOMAIN = Options(by=("framework", "risk-domain"))
DEPLOYED = replace(ON_CATEGORY, where=(("stage", "deploy"),))
A, B_TOO = "a=m@0 b=n@1", "a=m@0 b=m@1"
Case = tuple[World, Options, str, str, int]  # and the state, reason and unknown of work 0
BY_HAND: dict[str, Case] = {
    "somewhere else": (
        hand(A, *B, said("a", "category", "1.1"), codings=coded("category")),
        ON_CATEGORY, "gap", "", 0,
    ),
    "none of these": (
        hand(A, *B, said("a", "category", "4.X"), codings=coded("category")),
        ON_CATEGORY, "gap", "", 0,
    ),
    "a coder who classified nothing": (
        hand(A, *B, said("a", "category", "1.1"),
             codings=[c._replace(coder="stranger") for c in coded("category")]),
        ON_CATEGORY, "gap", "", 0,
    ),
    "partly extracted": (
        hand(A, *B, said("a", "category", "1.1"), codings=coded("category", extraction="partial")),
        ON_CATEGORY, "open", "not fully extracted", 0,
    ),
    "no coding statement": (
        hand(A, *B, said("a", "category", "1.1"), codings=coded("stage")),
        ON_CATEGORY, "open", "uncoded", 0,
    ),
    "undetermined": (
        hand(A, *B, said("a", "category", None), codings=coded("category")),
        ON_CATEGORY, "open", "undetermined (1 on category)", 1,
    ),
    "undetermined by one, placed by another": (
        hand(A, *B, said("a", "category", None), said("a", "category", "1.1", coder="own"),
             codings=coded("category")),
        ON_CATEGORY, "gap", "", 0,
    ),
    "coarse": (
        hand(A, *B, said("a", "category", "4"), codings=coded("category")),
        ON_CATEGORY, "open", "coarse (1 on category)", 1,
    ),
    "undetermined by one, coarse by another: one unknown": (
        hand(A, *B, said("a", "category", None), said("a", "category", "4", coder="own"),
             codings=coded("category")),
        ON_CATEGORY, "open", "coarse (1 on category)", 1,
    ),
    "coarse here, though placed elsewhere": (
        hand(A, *B, said("a", "category", "4"), said("a", "category", "1.1"),
             codings=coded("category")),
        ON_CATEGORY, "open", "coarse (1 on category)", 1,
    ),
    "coarse, and more exactly beside": (
        hand(A, *B, said("a", "category", "4"), said("a", "category", "4.1"),
             codings=coded("category")),
        ON_CATEGORY, "gap", "", 0,
    ),
    "decided too unsurely": (
        hand(A, *B, said("a", "stage", "deploy", confidence=0.5), codings=coded("stage")),
        replace(ON_STAGE, min_confidence=0.7), "open", "uncoded (1 on stage)", 1,
    ),
    "decided by others": (
        hand(A, *B, said("a", "stage", "deploy", coder="own"), codings=coded("stage")),
        replace(ON_STAGE, coded_by="publisher"), "open", "uncoded (1 on stage)", 1,
    ),
    "filtered by what nobody coded": (
        hand(A, *B, said("a", "category", "1.1"), codings=coded("category")),
        DEPLOYED, "open", "uncoded", 0,
    ),
    "filtered by what is undetermined": (
        hand(A, *B, said("a", "category", "4.2"), said("a", "stage", None),
             codings=coded("category", "stage")),
        DEPLOYED, "open", "undetermined (1 on stage)", 1,
    ),
    "a record and its twin in another work": (
        hand(B_TOO, said("a", "stage", "deploy"), said("b", "category", "4.2"),
             codings=coded("category", "stage")),
        DEPLOYED, "thin", "", 0,
    ),
    "acts on nothing": (
        hand(A, *B, codings=coded("action"), linked=frozenset({("b", "publisher")})),
        ON_DOMAIN, "gap", "", 0,
    ),
    "acts on a risk without a domain": (
        hand(A, *B, codings=coded("action"), linked=frozenset({("a", "publisher")})),
        ON_DOMAIN, "open", "uncoded (1 on risk-domain)", 1,
    ),
    "declared not applicable": (
        hand(A, *B, said("a", "category", "1.1"), codings=coded("category"),
             exclusions={"Not here.": frozenset({WORKS[0], iri("category", "4")})}),
        ON_CATEGORY, "excluded", "Not here.", 0,
    ),
    "declared not applicable, and filtered by what stands above": (
        hand(A, *B, said("a", "category", "4.1"), codings=coded("category"),
             exclusions={"Not here.": frozenset({iri("category", "4.2")})}),
        replace(ON_CATEGORY, where=(("category", "4"),)), "excluded", "Not here.", 0,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("world", "asked", *"srn"), BY_HAND.values(), ids=BY_HAND)
def test_state_of_a_work(world: World, asked: Options, s: str, r: str, n: int) -> None:
    table = coverage(world.columns, asked)
    agree(table, world)
    wanted = {"category": "4.2", "stage": "deploy", "risk-domain": "2.2"}[asked.by[1]]
    cell = by_values(table)[frozenset({WORKS[0], iri(asked.by[1], wanted)})]
    assert (cell.state, cell.reason, cell.unknown) == (s, r, n)


@pytest.mark.parametrize(
    ("excluded", "expected", "p_empty"),
    [({}, 4 / 7, 10 / 21), ({"No.": frozenset({WORKS[2], iri("category", "4.2")})}, 1.0, 1 / 6)],
)
def test_excluded_cells_are_structural_zeros(
    excluded: dict[str, frozenset[str]], expected: float, p_empty: float
) -> None:
    """Two measures of work 1 are in the cell; the three of work 2 count where they might be."""
    a, b, c = (
        [f"{letter}{number}={letter}{number}@{work}" for number in range(size)]
        for work, (letter, size) in enumerate((("a", 2), ("b", 2), ("c", 3)))
    )
    notation = {"a": "1.1", "b": "4.2", "c": "1.1"}
    claims = [said(part.partition("=")[0], "category", notation[part[0]]) for part in (*a, *b, *c)]
    world = hand(" ".join([*a, *b, *c]), *claims, exclusions=excluded)
    cells = by_values(coverage(world.columns, ON_CATEGORY))
    cell = cells[frozenset({WORKS[0], iri("category", "4.2")})]
    assert (cell.expected, cell.p_empty) == pytest.approx((expected, p_empty))
    assert cell.peers == 1


def test_too_many_cells_are_an_error(build: Build) -> None:
    every = ("framework", "category", "category-v2", "risk-domain", "stage")
    with pytest.raises(OptionError, match="20,000,000"):
        coverage(build.columns, Options(by=every, where=(("actor", "developer"),) * 3))


# ---------------------------------------------------------------- other ways to the same numbers


@pytest.mark.parametrize("facet", ["category", "category-v2", "risk-domain"])
def test_top_level_counts_the_distinct_items_below(build: Build, facet: str) -> None:
    """By notation: 4.2 is below 4."""
    counts: dict[str, set[str]] = {}
    for claim in catalogue().claims:
        record = catalogue().records.get(claim.record)
        if record and claim.facet == facet and claim.status == "accepted" and claim.concept:
            notation = load_facets()[facet].concepts[claim.concept].notation
            if notation != "X.X":
                counts.setdefault(notation.split(".")[0], set()).add(record.measure)
    table = coverage(build.columns, Options(by=("framework", facet), levels={facet: 1}))
    found: Counter[str] = Counter()
    for cell in table.cells:
        found[cell.values[1].id] += cell.evidence
    assert +found == Counter({value: len(items) for value, items in counts.items()})


@pytest.mark.parametrize("facet", ["category", "category-v2", "stage", "actor", "risk-domain"])
def test_sparql_gives_the_same_counts(build: Build, facet: str) -> None:
    about = load_facets()[facet]
    rows = OxigraphEngine(build.store).select(
        PROLOGUE
        + f"""SELECT DISTINCT ?work ?value (COUNT(DISTINCT ?measure) AS ?count) WHERE {{
          ?measure a airm:Mitigation ; airm:statedIn ?work ; <{about.derives}> ?concept .
          ?concept skos:inScheme <{about.scheme}> ; skos:broader* ?value .
        }} GROUP BY ?work ?value"""
    )
    table = coverage(build.columns, Options(by=("framework", facet)))
    values = {value.iri for cell in table.cells for value in cell.values}
    asked = {(row["work"], row["value"]): int(row["count"]) for row in rows}
    counted = {
        (cell.values[0].iri, cell.values[1].iri): cell.evidence
        for cell in table.cells
        if cell.evidence
    }
    assert counted == {pair: count for pair, count in asked.items() if pair[1] in values}
