"""States of targets that mappings lead to: every strength, every reason, and what never happens."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mapping_worlds import ID, Link, Said, world

from airm_graph.columns import Columns
from airm_graph.coverage.firmness import firmness_of_targets
from airm_graph.coverage.targets import KINDS, RANK, Target, targets
from airm_graph.errors import IdentifierError
from airm_graph.identifiers import expand
from airm_graph.paths.hops import PathError
from airm_graph.target_explanation import explain_paths
from airm_graph.workspace import Build


def second(*of: Any, **asked: Any) -> Target:
    """The target that is thing 1."""
    columns = world(2, *of, named=[[0], [0]], coded=(0, 1, 2), every=(2,))
    return next(t for t in targets(columns, **asked) if t.target.iri.endswith("-1"))


@pytest.mark.parametrize(
    ("extent", "state", "strength", "reason"),
    [
        ("equal", "addressed", "equal", ""),
        ("contains", "thin", "inherited", "only something wider is acted upon"),
        ("inside", "thin", "partial", "only what overlaps it is acted upon"),
        ("overlap", "thin", "partial", "only what overlaps it is acted upon"),
        ("nothing", "gap", "", "no measure"),
    ],
)
def test_state_is_that_of_the_best_path(
    extent: str, state: str, strength: str, reason: str
) -> None:
    found = second([Said(0, 1, extent)], [Link(0, 0), Link(1, 0, "respondsTo")])
    assert (found.state, found.strength, found.reason) == (state, strength, reason)
    assert found.handling == (strength or "no measure")
    assert len(found.best_path) == bool(strength)
    assert {name: count for name, count in found.reached.items() if count} == (
        {strength: 2} if strength else {}
    )
    direct = second([Said(0, 1, extent)], [Link(0, 0), Link(1, 1)])
    assert (direct.state, direct.strength, direct.best_path) == ("addressed", "direct", ())
    assert direct.reached["direct"] == 1


@pytest.mark.parametrize(
    ("extent", "counting", "state"),
    [
        ("equal", ["direct"], "thin"),
        ("equal", ["direct", "equal"], "addressed"),
        ("contains", ["direct", "inherited"], "addressed"),
        ("inside", ["direct", "inherited"], "thin"),
        ("overlap", ["partial"], "addressed"),
    ],
)
def test_strengths_that_are_counted_make_it_addressed(
    extent: str, counting: Sequence[str], state: str
) -> None:
    found = second([Said(0, 1, extent)], [Link(0, 0)], counting=counting)
    assert found.state == state
    assert bool(found.reason) is (state == "thin")


def test_what_observes_it_is_told_beside_the_path() -> None:
    found = second([Said(0, 1, "contains")], [Link(0, 0), Link(1, 1, "detects")])
    assert (found.state, found.strength, found.observed) == ("thin", "inherited", 1)
    assert second([Said(0, 1, "nothing")], [Link(1, 1, "detects")]).handling == "only observed"
    # What is only detected is not mitigated, and neither is what equals it.
    assert second([Said(0, 1)], [Link(0, 0, "detects")]).state == "gap"


@pytest.mark.parametrize(
    ("said", "asked", "state"),
    [
        ([Said(0, 1, "nothing")], {"leads": True}, "gap"),
        ([Said(0, 1, stale=True)], {}, "gap"),
        ([Said(0, 1, stale=True)], {"stale": True}, "addressed"),
        ([Said(0, 1, status="proposed")], {"proposed": True}, "addressed"),
        ([Said(0, 1, machine=True)], {"without": ["machine-made"]}, "gap"),
        ([Said(0, 1, agent="own")], {"without": ["own"]}, "gap"),
        ([Said(0, 1)], {"depth": 0}, "gap"),
        ([], {"catch_all": True}, "thin"),
        ([Said(0, 1)], {"catch_all": True}, "addressed"),
    ],
)
def test_options(said: list[Said], asked: dict[str, Any], state: str) -> None:
    found = second(said, [Link(0, 0)], **asked)
    assert found.state == state
    if asked.get("leads"):
        assert (found.strength, found.reached["lead"], len(found.best_path)) == ("lead", 1, 1)
    if asked == {"catch_all": True} and not said:
        assert (found.strength, found.best_path) == ("inherited", ())


def test_mapping_below_the_confidence_is_no_silence() -> None:
    said, links = [Said(0, 1, confidence=0.4)], [Link(0, 0)]
    found = second(said, links, min_confidence=0.5)
    assert (found.state, found.reason) == ("open", "only links of lower confidence")
    assert second(said, links, min_confidence=0.4).confidence == pytest.approx(0.4)
    sure = second([Said(0, 1, confidence=0.9)], [Link(0, 0, confidence=0.8)])
    assert sure.confidence == pytest.approx(0.8)


def test_machine_made_where_a_hop_or_every_link_at_the_start_is() -> None:
    assert not second([Said(0, 1)], [Link(0, 0)]).machine_made
    assert second([Said(0, 1, machine=True)], [Link(0, 0)]).machine_made
    assert second([Said(0, 1)], [Link(0, 0, agent="own")]).machine_made
    assert not second([Said(0, 1)], [Link(0, 0, agent="own"), Link(1, 0)]).machine_made


WORK = f"{ID}framework-w1"
NOBODY = expand("sssom:NoTermFound")


@pytest.mark.parametrize(
    ("said", "asked", "state", "reason"),
    [
        ([], {}, "gap", "no measure"),
        ([], {"work": "w0"}, "gap", "no measure"),
        ([], {"work": "w1"}, "open", "not known to be named"),
        ([Said(0, 2, "nothing", negative=True)], {"work": "w1"}, "gap", "unnamed"),
        ([Said(2, 0, "nothing", negative=True)], {"work": "w1"}, "gap", "unnamed"),
        ([Said(0, 2, "nothing", negative=True)], {}, "gap", "no measure"),
        ([Said(0, 2, "nothing")], {"work": "w1"}, "open", "not known to be named"),
        ([Said(0, 2, negative=True, stale=True)], {"work": "w1"}, "open", "not known to be named"),
        ([Said(0, 2, negative=True, status="proposed")], {"work": "w1"}, "open",
         "not known to be named"),
        # That it is not the same as one thing of the work says nothing of the others.
        ([Said(0, 1, negative=True)], {"work": "w1"}, "open", "not known to be named"),
        ([Said(2, 0, "denied", negative=True)], {"work": "w1"}, "gap", "denied"),
        ([Said(3, 0, "denied", negative=True)], {"work": "w1"}, "gap", "denied"),
        ([Said(3, 0, "denied", negative=True)], {}, "gap", "denied"),
        ([Said(2, 0, "denied", negative=True)], {}, "gap", "no measure"),
        ([Said(3, 0, "denied")], {"work": "w1"}, "open", "not known to be named"),
    ],
)  # fmt: skip
def test_reasons_of_silence(
    said: list[Said], asked: dict[str, Any], state: str, reason: str
) -> None:
    columns = world(2, said, works=(0, 1), named=[[0], [1]], coded=(0, 1), extra=[WORK, NOBODY])
    found = {t.target.iri: t for t in targets(columns, **asked)}[f"{ID}risk-0"]
    assert (found.state, found.reason) == (state, reason)
    explained = explain_paths(columns, "risk-0", **asked)
    assert explained.target == found
    assert explained.remedy


@pytest.mark.parametrize("coded", [(), (0,)])
def test_untyped_mappings_say_why_it_cannot_be_told(coded: Sequence[int]) -> None:
    columns = world(2, [Said(1, 0, "nothing")], [Link(0, 0)], named=[[0], [0, 1]], coded=coded)
    found = next(t for t in targets(columns) if t.target.iri.endswith("-1"))
    assert (found.state, found.reason) == ("open", "only untyped mappings")


def test_requirements_are_reached_from_measures() -> None:
    kinds = [["mitigation"], ["requirement"], ["requirement"], ["requirement"]]
    said = [Said(0, 1), Said(2, 1, "inside"), Said(0, 3, "nothing")]
    columns = world(4, said, kinds=kinds, named=[[0], [1], [1], [1]], mapped=[(0, 0)])
    found = {t.target.iri[-1]: t for t in targets(columns, kind="requirement")}
    assert {key: (t.state, t.strength) for key, t in found.items()} == {
        "1": ("addressed", "equal"),
        "2": ("thin", "inherited"),
        "3": ("open", ""),
    }
    assert found["3"].reason == "only untyped mappings"
    assert [hop.predicate for hop in found["2"].best_path] == [
        expand("skos:exactMatch"), expand("skos:broadMatch")]  # fmt: skip
    assert {t.state for t in targets(columns, kind="requirement", work="w1")} == {"open"}


@pytest.mark.parametrize("left_out", ["own", "machine-made"])
def test_whose_links_are_left_out_did_not_look_for_all_of_them_either(left_out: str) -> None:
    columns = world(1, links=[Link(0, 0, agent="own")], named=[[0]], coded=(0,))
    assert [t.state for t in targets(columns, without=[left_out])] == ["gap"]
    for said in columns.index["codings"]:
        said["agent"] = "own"
    (found,) = targets(columns, without=[left_out])
    assert (found.state, found.reason) == ("open", "links uncoded")


def test_firmness_tells_what_a_state_rests_on() -> None:
    said = [Said(0, 1, machine=True), Said(0, 2, confidence=0.5), Said(0, 3, agent="own")]
    columns = world(4, said, [Link(0, 0)], named=[[0]] * 4, coded=(0,))
    found = sorted(targets(columns), key=lambda target: target.target.iri)
    rests = [firm["rests_on"] for firm in firmness_of_targets(columns, found)]
    assert rests == ["", "machine made", "low confidence", "own"]


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"kind": "requirment"}, IdentifierError),
        ({"counting": ["inhereted"]}, IdentifierError),
        ({"counting": ["lead"]}, IdentifierError),
        ({"depth": -1}, PathError),
        ({"without": ["all"]}, PathError),
        ({"work": "w9"}, IdentifierError),
    ],
)
def test_what_is_not_known_is_refused(asked: dict[str, Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        second([], **asked)


# What never happens

THINGS = 4
THING = st.integers(0, THINGS - 1)
EXTENTS = st.sampled_from(["equal", "inside", "contains", "overlap", "nothing"])
SAID = (
    st.tuples(THING, THING, EXTENTS, st.just("accepted"), st.booleans())
    .filter(lambda said: said[0] != said[1])
    .map(lambda said: Said(*said))
)
RELATION = st.sampled_from(["reduces", "mitigates", "detects", "actsOn"])
LINK = st.tuples(st.integers(0, 2), THING, RELATION).map(lambda link: Link(*link))
NAMED = st.lists(st.lists(st.integers(0, 2), max_size=2), min_size=THINGS, max_size=THINGS)
CODED = st.sets(st.integers(0, 2))


def ranks(columns: Columns, **asked: Any) -> dict[str, int]:
    return {t.target.iri: RANK[t.state] for t in targets(columns, **asked)}


@settings(max_examples=80, deadline=None)
@given(
    said=st.lists(SAID, max_size=6), links=st.lists(LINK, max_size=4), named=NAMED, coded=CODED,
    more=SAID.filter(lambda said: not said.negative), another=LINK,
    work=st.sampled_from([None, "w0"]), to=st.integers(0, 2),
)  # fmt: skip
def test_more_knowledge_never_makes_a_target_worse_and_deciding_never_opens(
    said: list[Said],
    links: list[Link],
    named: list[list[int]],
    coded: set[int],
    more: Said,
    another: Link,
    work: str | None,
    to: int,
) -> None:
    def known(*mappings: Said, acts: Sequence[Link] = (), of: Sequence[int] = ()) -> Columns:
        coders = tuple(coded.union(of))
        return world(THINGS, [*said, *mappings], [*links, *acts], named=named, coded=coders)

    before = ranks(known(), work=work)
    added = ranks(known(more), work=work)
    assert all(added[iri] >= rank for iri, rank in before.items())
    acted = ranks(known(acts=[another]), work=work)
    assert all(acted[iri] >= rank for iri, rank in before.items())
    decided = ranks(known(of=[to]), work=work)
    for iri, rank in before.items():  # nobody had looked, now somebody has: open may become a gap
        assert decided[iri] == rank or (rank, decided[iri]) == (RANK["open"], RANK["gap"])


# The shipped catalogue


@pytest.mark.parametrize("kind", KINDS)
def test_every_state_follows_from_its_strength(build: Build, kind: str) -> None:
    for target in targets(build.columns, kind=kind):
        if target.strength in {"direct", "equal"}:
            assert target.state == "addressed"
        elif target.strength:
            assert target.state == "thin"
        else:
            assert target.state in {"open", "gap"}
        assert bool(target.best_path) is (target.strength in {"equal", "inherited", "partial"})
        if target.best_path:
            assert target.best_path[-1].strength == target.strength
            assert target.best_path[-1].end == target.target.iri
        if target.strength in target.reached:
            assert target.reached[target.strength]


def test_subtechniques_and_their_techniques_are_thin_where_only_the_other_is_mitigated(
    build: Build,
) -> None:
    found = targets(build.columns)
    through = [t for t in found if t.best_path]
    assert {t.strength for t in through} == {"inherited", "partial"}
    for target in through:
        assert {hop.predicate for hop in target.best_path} == {expand("dcterms:isPartOf")}
        assert {hop.source for hop in target.best_path} == {"MITRE ATLAS, 5.6.0"}


def test_owasp_is_said_not_to_name_some_risks(build: Build) -> None:
    found = targets(build.columns, kind="risk", work="owasp-llm")
    unnamed = [t for t in found if t.reason == "unnamed"]
    assert {work.id for t in unnamed for work in t.works} == {"ibm-risk-atlas"}
    assert {t.state for t in unnamed} == {"gap"}
    assert len(unnamed) == 15
