"""Propagation over the mapping graph, against trying every simple path; options one by one."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_worlds import Link, Said, simple, strength_along, world

from airm_graph.columns import Columns
from airm_graph.paths.contradictions import contradictions
from airm_graph.paths.hops import PathError, PathOptions
from airm_graph.paths.layers import Layers
from airm_graph.paths.reach import Reach, reach
from airm_graph.paths.relations import STRENGTHS
from airm_graph.paths.walks import simple_paths

THINGS = 6
EXTENTS = ["equal", "inside", "contains", "overlap", "nothing", "subclass"]
THING = st.integers(0, THINGS - 1)
SAID = (
    st.tuples(THING, THING, st.sampled_from(EXTENTS))
    .filter(lambda said: said[0] != said[1])
    .map(lambda said: Said(*said))
)
MAPPINGS = st.lists(SAID, max_size=10)
LINK = st.tuples(st.integers(0, 3), THING).map(lambda link: Link(*link))
LINKS = st.lists(LINK, min_size=1, max_size=6)
WORKS = (0, 1, 1, 2)  # of the measures 0 to 3


def best_by_trying(
    mappings: list[Said], starts: set[int], end: int, depth: int, *, leads: bool
) -> str:
    """The best strength of any simple path from any start."""
    found = {
        "direct" if start == end else strength_along(path)
        for start in starts
        for path in simple(mappings, start, end, depth)
    }
    found -= set() if leads else {"lead"}
    return max(found, key=STRENGTHS.index, default="")


def pairs(found: Reach) -> dict[tuple[int, int], str]:
    return {
        (m, t): STRENGTHS[s]
        for m, t, s in zip(*map(np.ndarray.tolist, found.measures()), strict=True)
    }


# Up to three hops: the four elements of SETS tell apart what these can prove, and no more.
@settings(max_examples=150, deadline=None)
@given(mappings=MAPPINGS, links=LINKS, depth=st.integers(0, 3), leads=st.booleans())
def test_best_strengths_are_those_of_the_best_simple_paths(
    mappings: list[Said], links: list[Link], depth: int, *, leads: bool
) -> None:
    found = reach(
        world(THINGS, mappings, links, works=WORKS), PathOptions(depth=depth, leads=leads)
    )
    for work in range(3):
        starts = {link.thing for link in links if WORKS[link.measure] == work}
        for thing in range(THINGS):
            wanted = best_by_trying(mappings, starts, thing, depth, leads=leads)
            assert STRENGTHS[found.works[work, thing]] == wanted
    said = pairs(found)
    for measure in range(4):
        starts = {link.thing for link in links if link.measure == measure}
        for thing in range(THINGS):
            wanted = best_by_trying(mappings, starts, thing, depth, leads=leads)
            assert said.get((measure, thing), "") == wanted


@settings(max_examples=150, deadline=None)
@given(mappings=MAPPINGS, links=LINKS, depth=st.integers(1, 3))
def test_best_paths_are_simple_and_as_strong_as_is_said(
    mappings: list[Said], links: list[Link], depth: int
) -> None:
    columns = world(THINGS, mappings, links, works=WORKS)
    found = reach(columns, PathOptions(depth=depth))
    for work in (None, 0, 1, 2):
        starts = {x.thing for x in links if work is None or WORKS[x.measure] == work}
        for thing in range(THINGS):
            strength = STRENGTHS[found.best(work)[thing]]
            if not strength:
                continue
            start, along = found.path(thing, work)
            assert start in starts
            passed, told = [start], []
            for hop in along:
                said = mappings[found.hops.row[hop]]
                ends = said.subject, said.object
                a, b = ends if found.hops.forward[hop] else ends[::-1]
                assert a == passed[-1]
                passed.append(b)
                told.append(next(p for p in simple([said], a, b, 1))[0])
            assert passed[-1] == thing
            assert len(set(passed)) == len(passed) <= depth + 1
            assert strength == ("direct" if not told else strength_along(told))


@settings(max_examples=100, deadline=None)
@given(mappings=MAPPINGS, links=LINKS, depth=st.integers(0, 3), leads=st.booleans())
def test_all_paths_are_all_simple_paths(
    mappings: list[Said], links: list[Link], depth: int, *, leads: bool
) -> None:
    columns = world(THINGS, mappings, links, works=WORKS)
    found = reach(columns, PathOptions(depth=depth, leads=leads))
    starts = {link.thing for link in links}
    for thing in range(THINGS):
        listed = simple_paths(columns, *_word(found, thing), most=10**6)
        wanted = sorted(
            strength_along(path)
            for start in starts
            for path in simple(mappings, start, thing, depth)
            if leads or strength_along(path) != "lead"
        )
        assert sorted(path.strength for path in listed.found) == wanted
        assert not listed.more


def _word(found: Reach, thing: int) -> tuple[Layers, int, np.uint64]:
    layers, groups = found.word(thing, None)
    return layers, thing, groups


def test_paths_that_are_not_listed_are_told() -> None:
    columns = world(3, [Said(0, 1), Said(1, 2), Said(0, 2)], [Link(0, 0)])
    found = reach(columns, PathOptions())
    listed = simple_paths(columns, *_word(found, 2), most=1)
    assert listed.more
    (path,) = listed.found
    assert len(path.hops) == 1


CHAIN = [Said(0, 1, "equal"), Said(2, 1, "inside"), Said(2, 3, "overlap"), Said(3, 4, "equal")]


def strengths(columns: Columns, **asked: Any) -> list[str]:
    return [STRENGTHS[s] for s in reach(columns, PathOptions(**asked)).best()]


@pytest.mark.parametrize(
    ("depth", "wanted"),
    [
        (0, ["direct", "", "", "", ""]),
        (1, ["direct", "equal", "", "", ""]),
        (2, ["direct", "equal", "inherited", "", ""]),
        (3, ["direct", "equal", "inherited", "partial", ""]),
        (4, ["direct", "equal", "inherited", "partial", "partial"]),
    ],
)
def test_depth_bounds_the_hops(depth: int, wanted: list[str]) -> None:
    assert strengths(world(5, CHAIN, [Link(0, 0)]), depth=depth) == wanted


@pytest.mark.parametrize(
    ("said", "asked", "wanted"),
    [
        (Said(0, 1), {}, "equal"),
        (Said(1, 0), {}, "equal"),
        (Said(1, 0, "inside"), {}, "inherited"),
        (Said(0, 1, "contains"), {}, "inherited"),
        (Said(0, 1, "inside"), {}, "partial"),
        (Said(1, 0, "subclass"), {}, "inherited"),
        (Said(0, 1, "subclass"), {}, "partial"),
        (Said(0, 1, "overlap"), {}, "partial"),
        (Said(0, 1, "nothing"), {}, ""),
        (Said(0, 1, "nothing"), {"leads": True}, "lead"),
        (Said(0, 1, negative=True), {"leads": True, "stale": True, "proposed": True}, ""),
        (Said(0, 1, stale=True), {}, ""),
        (Said(0, 1, stale=True), {"stale": True}, "equal"),
        (Said(0, 1, status="proposed"), {}, ""),
        (Said(0, 1, status="proposed"), {"proposed": True}, "equal"),
        (Said(0, 1, status="disputed"), {"proposed": True}, ""),
        (Said(0, 1, status="superseded"), {"proposed": True}, ""),
        (Said(0, 1, machine=True), {}, "equal"),
        (Said(0, 1, machine=True), {"without": ("machine-made",)}, ""),
        (Said(0, 1, agent="own"), {"without": ("own",)}, ""),
        (Said(0, 1, agent="own"), {"coded_by": "publisher"}, ""),
        (Said(0, 1, confidence=0.5), {"min_confidence": 0.5}, "equal"),
        (Said(0, 1, confidence=0.5), {"min_confidence": 0.6}, ""),
        (Said(0, 1), {"min_confidence": 1.0}, "equal"),
    ],
)
def test_which_mappings_are_hops(said: Said, asked: dict[str, Any], wanted: str) -> None:
    assert strengths(world(2, [said], [Link(0, 0)]), **asked) == ["direct", wanted]


@pytest.mark.parametrize(
    ("link", "asked", "counts"),
    [
        (Link(0, 0, "reduces"), {}, True),
        (Link(0, 0, "respondsTo"), {}, True),
        (Link(0, 0, "mitigates"), {}, True),
        (Link(0, 0, "detects"), {}, False),
        (Link(0, 0, "assesses"), {}, False),
        (Link(0, 0, "actsOn"), {}, False),
        (Link(0, 0, agent="own"), {"without": ("own",)}, False),
        (Link(0, 0, agent="own"), {"without": ("machine-made",)}, False),
        (Link(0, 0, agent="own"), {"coded_by": "own"}, True),
        (Link(0, 0), {"coded_by": "own"}, False),
        (Link(0, 0, confidence=0.4), {"min_confidence": 0.5}, False),
        (Link(2, 0), {"without": ("catch-all",)}, False),
    ],
)
def test_which_links_are_starts(link: Link, asked: dict[str, Any], *, counts: bool) -> None:
    columns = world(1, [], [link], every=(2,))
    assert strengths(columns, **asked) == ["direct" if counts else ""]


def test_measures_for_every_risk_reach_them_as_something_wider_when_asked() -> None:
    columns = world(
        3, [Said(0, 1)], [Link(0, 0)], every=(2,), kinds=[["risk"], ["risk"], ["requirement"]]
    )
    assert strengths(columns) == ["direct", "equal", ""]
    found = reach(columns, PathOptions(catch_all=True))
    assert [STRENGTHS[s] for s in found.best(2)] == ["inherited", "inherited", ""]
    assert [STRENGTHS[s] for s in found.best()] == ["direct", "equal", ""]
    assert pairs(found)[2, 1] == "inherited"
    assert found.path(1, 2) == (1, [])


def test_requirements_are_reached_from_measures_not_from_what_these_mitigate() -> None:
    """Measure 0 is thing 0 and mitigates thing 2, which resembles requirement 3."""
    kinds = [["mitigation"], ["requirement"], ["risk"], ["requirement"]]
    said = [Said(0, 1), Said(2, 3)]
    columns = world(4, said, [Link(0, 2)], kinds=kinds, mapped=[(0, 0)])
    assert strengths(columns, kind="requirement") == ["equal", "equal", "", ""]
    assert strengths(columns, kind="risk") == ["", "", "direct", "equal"]


def test_a_hundred_works_are_told_apart() -> None:
    """Their bits take more than one word."""
    works = range(100)
    columns = world(
        101,
        [Said(n, 100, "contains" if n % 2 else "equal") for n in works],
        [Link(n, n) for n in works],
        works=works,
    )
    found = reach(columns, PathOptions(depth=1))
    for n in works:
        assert STRENGTHS[found.works[n, n]] == "direct"
        assert STRENGTHS[found.works[n, 100]] == ("inherited" if n % 2 else "equal")
        start, (hop,) = found.path(100, n)
        assert (start, found.hops.row[hop], bool(found.hops.forward[hop])) == (n, n, True)
    assert not found.works[:, :100][~np.eye(100, dtype=bool)].any()


@settings(max_examples=60, deadline=None)
@given(mappings=MAPPINGS, links=LINKS, more=SAID, another=LINK)
def test_another_mapping_or_link_never_makes_a_target_worse(
    mappings: list[Said], links: list[Link], more: Said, another: Link
) -> None:
    before = reach(world(THINGS, mappings, links, works=WORKS), PathOptions()).works
    for added in (
        world(THINGS, [*mappings, more], links, works=WORKS),
        world(THINGS, mappings, [*links, another], works=WORKS),
    ):
        assert (reach(added, PathOptions()).works >= before).all()
    assert (
        reach(world(THINGS, mappings, links, works=WORKS), PathOptions(depth=4)).works >= before
    ).all()


def test_hops_that_no_machine_made_come_first() -> None:
    columns = world(2, [Said(0, 1, machine=True), Said(1, 0, machine=False)], [Link(0, 0)])
    found = reach(columns, PathOptions())
    (hop,) = found.path(1)[1]
    assert found.hops.row[hop] == 1


@pytest.mark.parametrize("asked", [{"depth": -1}, {"without": ("everything",)}])
def test_what_makes_no_sense_is_refused(asked: dict[str, Any]) -> None:
    with pytest.raises(PathError):
        PathOptions(**asked)


def test_nothing_at_all_is_reached_in_an_empty_world() -> None:
    found = reach(world(0, works=()), PathOptions())
    assert found.works.size == 0
    assert pairs(found) == {}
    assert contradictions(world(0, works=())) == []


@pytest.mark.parametrize(
    ("mappings", "wanted"),
    [
        ([Said(0, 1), Said(0, 1, "overlap")], set()),
        ([Said(0, 1), Said(0, 1, "inside")], {(0, 0), (0, 1), (1, 1)}),
        (
            [Said(0, 1, "inside"), Said(1, 2, "inside"), Said(0, 2)],
            {(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)},
        ),
        ([Said(0, 1, "inside"), Said(1, 0, "subclass")], set()),
        ([Said(0, 1, "inside"), Said(1, 0, "inside", negative=True)], set()),
    ],
)
def test_paths_that_contradict_each_other_are_found(
    mappings: list[Said], wanted: set[tuple[int, int]]
) -> None:
    found = contradictions(world(3, mappings))
    assert {(clash.subject, clash.object) for clash in found} == wanted
    assert all(len(clash.relations) > 1 for clash in found)


def test_confidence_of_a_path_is_the_smallest() -> None:
    said = [Said(0, 1, confidence=0.9), Said(1, 2, confidence=0.4), Said(2, 3)]
    columns = world(4, said, [Link(0, 0)])
    (path,) = simple_paths(columns, *_word(reach(columns, PathOptions()), 3)).found
    assert path.confidence == pytest.approx(0.4)
    assert [hop.confidence for hop in path.hops] == [0.9, 0.4, None]
    assert not math.isnan(path.confidence or 0)
    assert [hop.strength for hop in path.hops] == ["equal"] * 3
    assert {hop.source for hop in path.hops} == {"A source"}
