"""What an engine answers may be dropped by the thread that asked only, so no error may keep it.

Who keeps an error in a variable, as every ``pytest.raises`` does, makes a circle: the error holds
the frames that it passed, and one of them holds the error. Such a circle goes when the collector
runs, on whatever thread that is. If a frame of ours held an answer then, the engine would complain.
"""

import gc
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from airm_graph import infer as infer_module
from airm_graph.answers.waiting import wait_for
from airm_graph.errors import QueryError
from airm_graph.infer import infer
from airm_graph.sparql.answers import read_answer
from airm_graph.store import OxigraphEngine

ANSWERS = (ox.QueryBoolean, ox.QuerySolution, ox.QuerySolutions, ox.QueryTriples)
# The engine notices while it answers that it cannot.
FAILS = "{ ?s ?p ?o SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
SELECT, CONSTRUCT = f"SELECT * {FAILS}", f"CONSTRUCT {{ ?s ?p ?o }} WHERE {FAILS}"


@pytest.fixture
def engine() -> OxigraphEngine:
    store = ox.Store()
    store.add(ox.Quad(*map(ox.NamedNode, ("urn:s", "urn:p", "urn:o"))))
    return OxigraphEngine(store)


def kept_by_an_error(work: Callable[[], object]) -> list[object]:
    """The answers that only the collector would drop, after an error that somebody keeps."""

    def fails() -> None:
        with pytest.raises(Exception, match=r".") as error:
            work()
        assert error.tb is not None  # the circle: error, its traceback, this frame, error

    gc.disable()
    gc.freeze()  # what was there before is not looked at
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        fails()
        gc.collect()
        return [found for found in gc.garbage if isinstance(found, ANSWERS)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.collect()  # on this thread, the circle that was just made
        gc.unfreeze()
        gc.enable()


def test_an_error_keeps_what_the_frames_hold_that_it_passed(engine: OxigraphEngine) -> None:
    """The measure itself: here is such an answer, and it is found."""

    def work() -> None:
        answer = engine.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        raise ValueError(f"while it holds a {type(answer)}")

    assert [type(found) for found in kept_by_an_error(work)] == [ox.QueryTriples]


@pytest.mark.parametrize("text", [SELECT, CONSTRUCT])
def test_no_answer_is_kept_by_what_reads_any_answer(text: str, engine: OxigraphEngine) -> None:
    assert kept_by_an_error(lambda: read_answer(engine.query(text))) == []
    assert kept_by_an_error(lambda: wait_for(lambda: read_answer(engine.query(text)), 60)) == []


@pytest.mark.parametrize("text", [SELECT, CONSTRUCT, CONSTRUCT.replace(FAILS, "{ ?s ?p ?o }")])
def test_no_answer_is_kept_by_what_reads_rows(text: str, engine: OxigraphEngine) -> None:
    assert kept_by_an_error(lambda: engine.select(text)) == []
    with pytest.raises(QueryError):
        engine.select(text)


@pytest.mark.parametrize(
    "text",
    [
        "CONSTRUCT { ?s ?p [] } WHERE { ?s ?p ?o }",
        "SELECT * WHERE { ?s ?p ?o }",
        "ASK { ?s ?p ?o }",
        CONSTRUCT,
    ],
)
def test_no_answer_is_kept_by_what_applies_rules(
    text: str, engine: OxigraphEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rule = tmp_path / "ontology" / "rules" / "rule.rq"
    rule.parent.mkdir(parents=True)
    rule.write_text(text, encoding="utf-8")
    monkeypatch.setattr(infer_module, "root", lambda: tmp_path)
    assert kept_by_an_error(lambda: infer(engine.store)) == []
    with pytest.raises(QueryError):
        infer(engine.store)
