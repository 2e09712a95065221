"""How a risk is acted upon: every state, every reason, seen from all works and from one."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import pytest
from worlds import measures, tables

from airm_graph.columns import ITEM, LINK, MAPPING, RELATIONS, Columns
from airm_graph.coverage.targets import KINDS, Target, targets
from airm_graph.errors import IdentifierError
from airm_graph.vocab import BASE
from airm_graph.workspace import Build

ID = BASE + "id/"
WORKS = ("w0", "w1")
# Measure, work: m0 and its twin are one measure; all is meant for every risk; no is no measure.
MEASURES = {"m0": (0, 0), "twin": (0, 1), "m1": (1, 0), "m2": (2, 1), "all": (3, 0), "no": (4, 0)}
METHODS = {"publisher": ["publisherFiling"], "own": ["modelReading"]}


class Link(NamedTuple):
    """A measure that acts on the risk."""

    measure: str
    relation: str = "reduces"
    confidence: float = math.nan
    agent: str = "own"


def columns(
    links: Sequence[Link] = (),
    named_in: Sequence[str] = ("w0",),
    coded: Sequence[str] = ("w0",),
    kinds: Sequence[str] = ("risk-source",),
    facet: str = "action",
    coder: str = "own",
    to: str = "complete",
) -> Columns:
    """One risk, named in some works; links of some works are coded."""
    names, agents = list(MEASURES), list(METHODS)
    rows = [
        (
            names.index(x.measure),
            RELATIONS.index(x.relation),
            0,
            agents.index(x.agent),
            x.confidence,
        )
        for x in links
    ]
    items = [
        (m, work, name != "no", name == "all", False, -1) for name, (m, work) in MEASURES.items()
    ]
    return Columns(
        items=np.array(items, dtype=ITEM),
        values={},
        links=np.array(rows, dtype=LINK),
        mappings=np.zeros(0, dtype=MAPPING),
        index={
            "items": names,
            "works": [{"iri": f"{ID}framework-{w}", "label": w} for w in WORKS],
            "agents": [{"iri": a, "label": a, "methods": METHODS[a]} for a in agents],
            "targets": [
                {
                    "iri": f"{ID}risk-r",
                    "label": "R",
                    "kinds": list(kinds),
                    "works": [f"{ID}framework-{w}" for w in named_in],
                    "domains": [f"{ID}domain-mit-1"],
                    "stages": [],
                }
            ],
            "codings": [
                {"work": f"{ID}framework-{w}", "facet": f"{ID}facet-{facet}", "coded": to,
                 "extraction": "unknown", "agent": coder}
                for w in coded
            ],
            "exclusions": [],
            "demand": [],
        },
    )  # fmt: skip


def only(*of: Any, **asked: Any) -> Target:
    (found,) = targets(*of, **asked)
    return found


REDUCES, RESPONDS, DETECTS, ASSESSES, MITIGATES, ACTS = (
    Link("m0", relation) for relation in RELATIONS
)


@pytest.mark.parametrize(
    ("links", "state", "strength", "handling"),
    [
        ([REDUCES], "addressed", "direct", "reduced"),
        ([RESPONDS], "addressed", "direct", "responded to"),
        ([RESPONDS, REDUCES], "addressed", "direct", "reduced"),
        ([DETECTS, RESPONDS], "addressed", "direct", "responded to"),
        ([DETECTS], "thin", "observed", "only observed"),
        ([ASSESSES], "thin", "observed", "only observed"),
        ([MITIGATES], "addressed", "direct", "mitigated"),
        ([MITIGATES, ASSESSES], "addressed", "direct", "mitigated"),
        ([ACTS], "open", "", "not assessed"),
        ([ACTS, ASSESSES], "thin", "observed", "only observed"),
        ([], "gap", "", "no measure"),
        ([Link("no")], "gap", "", "no measure"),
    ],
)
def test_best_link_decides(links: list[Link], state: str, strength: str, handling: str) -> None:
    found = only(columns(links))
    assert (found.state, found.strength, found.handling) == (state, strength, handling)
    reasons = {
        "addressed": "",
        "thin": "only detected or assessed",
        "open": "only untyped links",
        "gap": "no measure",
    }
    assert found.reason == reasons[state]


@pytest.mark.parametrize(
    ("said", "state", "reason"),
    [
        ({}, "gap", "no measure"),
        ({"named_in": WORKS, "coded": WORKS}, "gap", "no measure"),
        ({"named_in": WORKS}, "open", "links uncoded"),
        ({"coded": ()}, "open", "links uncoded"),
        ({"coded": ("w1",)}, "open", "links uncoded"),
        ({"to": "partial"}, "open", "links uncoded"),
        ({"to": "unknown"}, "open", "links uncoded"),
        ({"facet": "action-on-harm"}, "open", "links uncoded"),
        ({"facet": "stage"}, "open", "links uncoded"),
        ({"named_in": ()}, "open", "not known to be named"),
    ],
)
def test_silence_is_a_gap_only_where_every_naming_work_was_link_coded(
    said: dict[str, Any], state: str, reason: str
) -> None:
    found = only(columns(**said))
    assert (found.state, found.reason) == (state, reason)
    assert found.handling == ("no measure" if state == "gap" else "not assessed")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("facet", "harm"), [("action", False), ("action-on-harm", True)])
def test_links_to_harms_are_coded_apart_from_those_to_sources(
    kind: str, facet: str, *, harm: bool
) -> None:
    found = only(columns(kinds=[kind], facet=facet), kind=kind)
    coded = kind != "requirement" and (kind != "risk-source") is harm  # those are not coded at all
    assert found.state == ("gap" if coded else "open")


def test_only_targets_of_the_kind_are_listed() -> None:
    said = columns(kinds=["risk-source", "impact"])
    assert only(said).kind == "risk-source"
    assert only(said, kind="impact").kind == "impact"
    assert targets(said, kind="risk") == ()


@pytest.mark.parametrize(
    ("work", "links", "said", "state", "reason"),
    [
        ("w0", [REDUCES], {}, "addressed", ""),
        ("w1", [Link("m2")], {}, "addressed", ""),
        ("framework-w0", [Link("m2")], {}, "gap", "no measure"),
        ("w0", [Link("m2")], {"coded": ()}, "open", "links uncoded"),
        ("w1", [REDUCES], {"coded": WORKS}, "open", "not known to be named"),
        ("w1", [REDUCES], {"named_in": WORKS, "coded": WORKS}, "gap", "no measure"),
        ("w1", [REDUCES], {"named_in": WORKS}, "open", "links uncoded"),
        ("w0", [DETECTS], {}, "thin", "only detected or assessed"),
    ],
)
def test_seen_from_one_work(
    work: str, links: list[Link], said: dict[str, Any], state: str, reason: str
) -> None:
    found = only(columns(links, **said), work=work)
    assert (found.state, found.reason) == (state, reason)


@pytest.mark.parametrize(
    ("least", "state", "confidence"),
    [(0.0, "addressed", 0.6), (0.6, "addressed", 0.6), (0.61, "thin", 0.9), (0.91, "open", None)],
)
def test_links_below_the_confidence_do_not_count(
    least: float, state: str, confidence: float | None
) -> None:
    links = [Link("m0", confidence=0.6), Link("m1", confidence=0.3), Link("m1", "detects", 0.9)]
    found = only(columns(links), min_confidence=least)
    assert (found.state, found.confidence) == (state, confidence)


def test_link_without_a_confidence_always_counts() -> None:
    found = only(columns([REDUCES]), min_confidence=1.0)
    assert (found.state, found.confidence) == ("addressed", None)


@pytest.mark.parametrize(
    ("coded_by", "coder", "state", "machine_made"),
    [
        ("all", "own", "addressed", False),
        ("publisher", "own", "addressed", False),
        ("own", "own", "thin", True),
        ("own", "publisher", "thin", True),
    ],
)
def test_links_count_by_who_stated_them(
    coded_by: Any, coder: str, state: str, *, machine_made: bool
) -> None:
    links = [Link("m0", agent="publisher"), Link("m1", "detects", agent="own")]
    found = only(columns(links, coder=coder), coded_by=coded_by)
    assert (found.state, found.machine_made) == (state, machine_made)


@pytest.mark.parametrize(
    ("coded_by", "coder", "state"),
    [
        ("publisher", "publisher", "gap"),
        ("publisher", "own", "open"),
        ("own", "own", "gap"),
        ("own", "publisher", "open"),
        ("all", "a stranger", "gap"),
        ("own", "a stranger", "open"),
    ],
)
def test_silence_counts_by_who_coded_it(coded_by: Any, coder: str, state: str) -> None:
    assert only(columns(coder=coder), coded_by=coded_by).state == state


def test_machine_made_only_if_every_deciding_link_is() -> None:
    links = [Link("m0"), Link("m1", agent="publisher")]
    assert not only(columns(links)).machine_made
    assert only(columns([links[0], links[1]._replace(relation="detects")])).machine_made


def test_counts_are_of_distinct_measures() -> None:
    said = [
        Link("m0"),
        Link("twin"),
        Link("m1"),
        Link("m1", agent="publisher"),
        Link("m2", "detects"),
    ]
    found = only(columns(said, named_in=WORKS))
    assert found.counts == dict.fromkeys(RELATIONS, 0) | {"reduces": 2, "detects": 1}
    assert [work.id for work in found.works] == ["w0", "w1"]


def test_measures_for_every_risk_are_counted_once_each() -> None:
    assert only(columns([Link("all"), Link("all", "detects"), Link("m0")])).catch_all == 1


@pytest.mark.parametrize(
    ("asked", "hint"), [({"kind": "risk-sorce"}, "risk-source"), ({"work": "w2"}, "w0")]
)
def test_unknown_names_are_errors_with_a_hint(asked: dict[str, str], hint: str) -> None:
    with pytest.raises(IdentifierError, match=hint):
        targets(columns(), **asked)  # type: ignore[arg-type]


def described(kind: str) -> set[str]:
    """The IRIs of what the tables hold to be of the kind, by the reading where there is one.

    Records of one thing are one, by the name that sorts first.
    """
    filed = {
        row["id"]: row["kind"] for _, row in tables("records.tsv") if row["status"] == "accepted"
    }
    read = {row["id"]: row["kind"] for _, row in tables("descriptions.tsv") if row["kind"]}
    one = {name: name for name in filed | read} | measures()
    names = {name for name, is_ in (filed | read).items() if is_ == kind}
    return {
        f"{BASE}id/{min(other for other in names if one[other] == thing)}"
        for thing in {one[name] for name in names}
    }


@pytest.mark.parametrize("kind", ["risk-source", "risk", "impact"])
def test_targets_of_the_catalogue_stand_worst_first(build: Build, kind: str) -> None:
    found = targets(build.columns, kind=kind)
    rank = ["gap", "open", "thin", "addressed"]
    order = [(rank.index(target.state), target.target.iri) for target in found]
    assert order == sorted(order)
    assert {target.target.iri for target in found} == described(kind)
    silent = [t for t in found if not sum(t.counts.values())]
    assert {t.state for t in silent if not t.best_path} <= {"gap", "open"}
    assert all((t.state == "thin") is (t.strength != "equal") for t in silent if t.best_path)
    if kind == "impact":  # harms were linked only where no risk source fits: silence says nothing
        assert "gap" not in {target.state for target in found}
