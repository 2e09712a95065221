"""Coverage of small worlds made by hand: every state, every reason, every exclusion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from second_reading import agree, by_values
from worlds import WORKS, Claim, Coding, Record, World, iri

from airm_graph.coverage.cells import coverage
from airm_graph.coverage.options import OptionError, Options
from airm_graph.workspace import Build


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
        DEPLOYED, "thin", "a", 0,
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
