"""The W3C suites of SHACL, with plain pyshacl and with the focused way: one report, one verdict."""

from __future__ import annotations

from functools import cache

import pytest
from pyshacl import validate
from rdflib import Graph
from shacl_suites import (
    COUNTED,
    MISSES,
    SUITES,
    Case,
    Outcome,
    as_expected,
    cases,
    difference,
    outcome,
)

from airm_graph.validate.shacl import focused_report, plain_report

pytestmark = pytest.mark.skipif(not SUITES.is_dir(), reason=f"{SUITES} is not there")
ALL = [case for suite in COUNTED for case in cases(suite)] if SUITES.is_dir() else []
NAMES = [case.name for case in ALL]


@cache
def both(case: Case) -> tuple[Outcome, Outcome]:
    return (
        outcome(plain_report, case.quads(), case.shapes_graph()),
        outcome(focused_report, case.quads(), case.shapes_graph()),
    )


@pytest.mark.parametrize("suite", COUNTED)
def test_the_suite_is_whole(suite: str) -> None:
    assert len({case.name for case in cases(suite)}) == COUNTED[suite]


@pytest.mark.parametrize("case", ALL, ids=NAMES)
def test_focused_report_is_the_plain_one(case: Case) -> None:
    plain, focused = both(case)
    assert not difference(plain, focused)


@pytest.mark.parametrize(("suite", "right"), [("core", 97), ("sparql", 20)])
def test_so_many_are_right(suite: str, right: int) -> None:
    verdicts = [all(as_expected(case, said) for said in both(case)) for case in cases(suite)]
    assert sum(verdicts) == right


@pytest.mark.parametrize("case", ALL, ids=NAMES)
def test_both_say_what_the_suite_expects(case: Case) -> None:
    right = case.name not in MISSES
    assert [as_expected(case, said) for said in both(case)] == [right, right]


def test_what_must_be_refused_is_refused_alike() -> None:
    """An exception of the same kind, where an empty report would pass for one that conforms."""
    refused = [case for case in ALL if case.expected is None]
    assert len(refused) == 7
    for case in refused:
        plain, focused = both(case)
        assert plain is focused
        assert not isinstance(plain, Graph)


def test_pyshacl_needs_the_prefixes_of_the_data_file() -> None:
    """It does not follow owl:imports from sh:prefixes; with the file's own it need not.

    So it gets 21 of the 22 right where it reads the files itself.
    """
    case = next(case for case in ALL if case.name == "sparql/node/prefixes-001")
    data = Graph().parse(case.data)
    said = outcome(lambda _, shapes: validate(data, shacl_graph=shapes)[1], [], case.shapes_graph())
    assert as_expected(case, said)


def test_the_comparison_sees_one_word_of_difference() -> None:
    """A report is equal to itself with other blank nodes, and to nothing that says less."""
    case = next(case for case in ALL if case.name == "core/complex/personexample")
    report, again = (plain_report(case.quads(), case.shapes_graph()) for _ in range(2))
    assert not difference(report, again)
    for triple in report:
        less = Graph()
        less += again
        twin = next(one for one in again if one[1:] == triple[1:] or one[1] == triple[1])
        less.remove(twin)
        assert difference(report, less)
        assert difference(less, report)
