"""What a further measure, a decision, a wider level or a merged record may do to a cell."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest
from graphs import FACETS, WORKS, Described, Filing, described
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from airm_graph.columns import Columns
from airm_graph.coverage.cells import Cell, coverage
from airm_graph.coverage.options import FRAMEWORK, Options

PAIRS = list(permutations((FRAMEWORK, *FACETS), 2))
# Evidence only grows along this line; a declaration stands outside it.
ORDER = {"gap": 0, "open": 0, "thin": 1, "addressed": 2}
Place = tuple[str, ...]
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
pairs = st.sampled_from(PAIRS)


def cells(columns: Columns, by: tuple[str, ...], **asked: int) -> dict[Place, Cell]:
    table = coverage(columns, Options(by=by, levels=asked, threshold=1))
    return {tuple(value.iri for value in cell.values): cell for cell in table.cells}


def undecided(graph: Described) -> list[Filing]:
    """Accepted statements that something could not be placed, and nobody else placed it."""

    def elsewhere(filing: Filing) -> list[Filing]:
        """What is accepted on the facet of anything that may be the same, or be inherited with."""
        return [
            other
            for other in graph.filings
            if other.status == "accepted"
            and other.facet == filing.facet
            and (other.thing == filing.thing or graph.same or filing.facet == "risk-domain")
        ]

    return [
        filing
        for filing in graph.filings
        if filing.status == "accepted" and not any(said.notation for said in elsewhere(filing))
    ]


@few
@given(described(), st.sampled_from(WORKS), pairs, st.data())
def test_a_further_measure_takes_no_evidence_away(
    graph: Described, work: str, by: tuple[str, str], data: st.DataObject
) -> None:
    """Wherever it is placed, and whatever is doubted of it, an addressed cell stays addressed."""
    named = st.sampled_from([(f, n) for f in ("stage", "category") for n in (None, *FACETS[f][3])])
    placed = data.draw(st.lists(named, max_size=4))
    more = replace(
        graph,
        works={**graph.works, "new": work},
        filings=graph.filings + tuple(Filing("new", *said) for said in placed),
    )
    before, after = cells(graph.columns(), by), cells(more.columns(), by)
    assert before.keys() <= after.keys()
    for place, cell in before.items():
        assert after[place].evidence >= cell.evidence
        if cell.state == "excluded":
            assert after[place].state == "excluded"
        else:
            assert ORDER[after[place].state] >= ORDER[cell.state]


@settings(few, max_examples=120)  # most graphs leave little undecided
@given(described(), st.data())
def test_a_decision_opens_no_cell(graph: Described, data: st.DataObject) -> None:
    """Nothing becomes open, or less sure, by placing what was looked at and not placed."""
    unknown = undecided(graph)
    assume(unknown)
    chosen = data.draw(st.sampled_from(unknown))
    by = data.draw(st.one_of(st.just((FRAMEWORK, chosen.facet)), pairs))
    notation = data.draw(st.sampled_from(FACETS[chosen.facet][3]))
    decided = replace(
        graph,
        filings=tuple(
            said._replace(notation=notation) if said == chosen else said for said in graph.filings
        ),
    )
    before, after = cells(graph.columns(), by), cells(decided.columns(), by)
    assert after.keys() <= before.keys()
    for place, cell in after.items():
        assert cell.evidence >= before[place].evidence
        assert cell.evidence + cell.unknown <= before[place].evidence + before[place].unknown
        if cell.state == "open":
            assert before[place].state == "open"


@few
@given(described(), st.sampled_from([FRAMEWORK, "stage", "bindingness"]))
@pytest.mark.parametrize("facet", ["category", "risk-domain"])
def test_a_wider_level_only_merges(facet: str, graph: Described, other: str) -> None:
    """A wide cell holds what its narrow ones hold, each measure once, and what is placed above."""
    columns = graph.columns()
    narrow, wide = cells(columns, (other, facet)), cells(columns, (other, facet), **{facet: 1})
    path = columns.facets[facet].path
    below: dict[Place, list[Cell]] = {}
    for (value, concept), cell in narrow.items():
        *_, top = path(concept)
        below.setdefault((value, top.iri), []).append(cell)
    for place, parts in below.items():
        whole = wide[place]
        assert max(cell.evidence for cell in parts) <= whole.evidence
        if whole.state != "excluded":
            assert ORDER[whole.state] >= max(ORDER.get(cell.state, 0) for cell in parts)


@few
@given(described(), pairs)
def test_a_merged_record_changes_no_count(graph: Described, by: tuple[str, str]) -> None:
    """A second record of a measure, of the same work and said the same of, counts nowhere."""
    first = next((name for name in graph.works if name not in graph.disputed), None)
    assume(first is not None)
    assert first is not None
    twice = replace(
        graph,
        works={**graph.works, "again": graph.works[first]},
        same=graph.same | {(first, "again")},
        filings=graph.filings
        + tuple(said._replace(thing="again") for said in graph.filings if said.thing == first),
        links=graph.links | {("again", *link[1:]) for link in graph.links if link[0] == first},
    )
    one, two = coverage(graph.columns(), Options(by=by)), coverage(twice.columns(), Options(by=by))
    assert two.counted == one.counted
    assert two.placed == one.placed
    assert two.unplaced == one.unplaced
    assert [(c.values, c.state, c.evidence, c.unknown) for c in two.cells] == [
        (c.values, c.state, c.evidence, c.unknown) for c in one.cells
    ]
