"""The library answers what the graph must be able to answer, and says which query does."""

from __future__ import annotations

from pathlib import Path

import pytest

from airm_graph.errors import QueryError
from airm_graph.queries import Query, competency_questions, list_queries
from airm_graph.store import OxigraphEngine
from airm_graph.vocab import PREFIXES
from airm_graph.workspace import Build

ID = PREFIXES["airmid"]
# With one value bound, so that the test is quick.
BOUND = {
    "statements-about": {"thing": ID + "mitigation-mitv1-A0968"},
    "risk-without-mention": {"risk": ID + "risk-atlas5_6_0-AML_T0000"},
}
# Of the works in the catalogue no later version uses an identifier for another thing.
NONE_KNOWN = {18}


def queries_of(number: int) -> list[Query]:
    """The queries that answer a question, the shortest first."""
    queries = [query for query in list_queries() if number in query.competency]
    return sorted(queries, key=lambda query: len(query.text))


def test_questions_are_numbered_in_order_and_each_is_asked_once() -> None:
    questions = competency_questions()
    assert list(questions) == list(range(1, 27))
    assert len(set(questions.values())) == len(questions)
    assert all(question.endswith("?") for question in questions.values())


def test_each_question_has_a_query_and_each_number_a_question() -> None:
    answered = {number for query in list_queries() for number in query.competency}
    assert answered == set(competency_questions())


def test_each_question_has_an_answer_in_the_catalogue(build: Build) -> None:
    engine = OxigraphEngine(build.store)
    answered = {
        number
        for number in competency_questions()
        if any(engine.select(q.text, **BOUND.get(q.slug, {})) for q in queries_of(number))
    }
    assert set(competency_questions()) - answered == NONE_KNOWN


@pytest.mark.parametrize("said", ["0", "27", "3, x", "-1", "", "²"])
def test_a_number_that_no_question_has_is_refused(tmp_path: Path, said: str) -> None:
    file = tmp_path / "some.rq"
    file.write_text(f"#+ title: Some\n#+ question: Some?\n#+ competency: {said}\n")
    with pytest.raises(QueryError, match=r"some\.rq:3: "):
        Query.from_file(file)


def test_numbers_are_in_order_and_each_once(tmp_path: Path) -> None:
    file = tmp_path / "some.rq"
    file.write_text("#+ title: Some\n#+ question: Some?\n#+ competency: 26, 3,3\n")
    assert Query.from_file(file).competency == (3, 26)
