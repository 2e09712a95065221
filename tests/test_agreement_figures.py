"""Agreement between coders: figures by hand, of published examples, and of the catalogue."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_builds import MADE, READER, built, measure, put

from airm_graph.agreement.coefficients import NO_INTERVAL, NO_SPREAD, Answers, alpha, kappa
from airm_graph.cli import main
from airm_graph.queries import get_query
from airm_graph.records import UNDETERMINED, Agent, Classification, Source
from airm_graph.resources import root
from airm_graph.store import PROLOGUE, OxigraphEngine
from airm_graph.validate import Finding
from airm_graph.workspace import Build

SCHEMA = json.loads((root() / "ontology" / "answer.schema.json").read_text(encoding="utf-8"))
Run = Callable[..., Any]


# ---------------------------------------------------------------- coefficients


def of_table(table: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray, Answers]:
    """The answers behind a square table: rows are the first coder's."""
    cells = [(i, j) for i, row in enumerate(table) for j, n in enumerate(row) for _ in range(n)]
    first, second = (np.array(side) for side in zip(*cells, strict=True))
    return first, second, Answers([(n,) for n in range(len(table))], len(table))


# Value and standard error as statsmodels 0.15 gives them; the first by hand: 0.7 and 0.5 are 0.4.
TABLES = [
    ([[20, 5], [10, 15]], 0.4, 0.126996),
    ([[106, 10, 4], [22, 28, 10], [2, 12, 6]], 0.428571, 0.053711),
]


@pytest.mark.parametrize(("table", "value", "error"), TABLES)
def test_kappa_of_tables(table: list[list[int]], value: float, error: float) -> None:
    said = kappa(*of_table(table))
    assert said.value == pytest.approx(value, abs=1e-5)
    assert said.error == pytest.approx(error, abs=1e-5)
    assert said.low == pytest.approx(value - 1.959964 * error, abs=1e-4)
    assert (said.things, said.agreed) == (
        sum(map(sum, table)),
        sum(table[n][n] for n in range(len(table))),
    )


def test_alpha_of_the_example_that_krippendorff_works_through() -> None:
    """Four observers, twelve units, gaps; nominal data: 0.743 (Krippendorff 2011)."""
    rows = ["123321412...", "1233224125.3", ".3332342251.", "12332441251."]
    units = [(unit, int(value)) for row in rows for unit, value in enumerate(row) if value != "."]
    unit, answer = (np.array(side) for side in zip(*units, strict=True))
    said = alpha(unit, answer, Answers([(n,) for n in range(6)], 6))
    assert said.value == pytest.approx(0.743, abs=5e-4)
    assert said.things == 11  # one observer alone saw the twelfth


def test_what_is_undefined_is_none_with_a_reason() -> None:
    two = Answers([(0,), (1,)], 2)
    same = kappa(np.zeros(5, int), np.zeros(5, int), two)
    assert (same.value, same.error, same.observed) == (None, None, 1.0)
    assert "all answers are the same" in same.reason
    one = kappa(np.zeros(1, int), np.ones(1, int), two)
    assert (one.value, one.things, one.agreed) == (None, 1, 0)
    assert "fewer than 2" in one.reason
    none = kappa(np.zeros(0, int), np.zeros(0, int), two)
    assert (none.value, none.observed, none.things) == (None, None, 0)
    whole = kappa(np.array([0, 1]), np.array([0, 1]), two)
    assert (whole.value, whole.error, whole.low) == (1.0, None, None)
    assert "no interval" in whole.reason
    assert alpha(np.array([0, 1]), np.array([0, 1]), two).things == 0
    assert alpha(np.array([0, 0, 1, 1]), np.zeros(4, int), two).value is None


SETS = [(0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2), (3,), (2, 3)]
PAIRS = st.lists(st.tuples(st.sampled_from(SETS), st.sampled_from(SETS)), min_size=2, max_size=12)


def masi(one: tuple[int, ...], other: tuple[int, ...]) -> Fraction:
    a, b = set(one), set(other)
    degree = 3 if a == b else 2 if a < b or b < a else 1 if a & b else 0
    return Fraction(degree, 3) * Fraction(len(a & b), len(a | b))


@given(pairs=PAIRS)
def test_weighted_kappa_is_that_of_the_definition(
    pairs: list[tuple[tuple[int, ...], tuple[int, ...]]],
) -> None:
    """With exact fractions, cell by cell: value, and the variance of Fleiss, Cohen and Everitt."""
    n = len(pairs)
    answers = Answers(SETS, 4)
    first = np.array([SETS.index(one) for one, _ in pairs])
    second = np.array([SETS.index(other) for _, other in pairs])
    said = kappa(first, second, answers)
    observed = sum(masi(one, other) for one, other in pairs) / n
    expected = sum(masi(one, other) for one, _ in pairs for _, other in pairs) / n**2
    assert said.observed == pytest.approx(float(observed))
    if expected == 1:
        assert said.value is None
        return
    assert said.expected == pytest.approx(float(expected))
    assert said.value == pytest.approx(float((observed - expected) / (1 - expected)))
    if said.reason == NO_INTERVAL:
        assert all(one == other for one, other in pairs)
        return
    part = sum(
        (
            masi(one, other) * (1 - expected)
            - (
                sum(masi(one, there) for _, there in pairs) / Fraction(n)
                + sum(masi(here, other) for here, _ in pairs) / Fraction(n)
            )
            * (1 - observed)
        )
        ** 2
        for one, other in pairs
    ) / Fraction(n)
    spread = part - (observed * expected - 2 * expected + observed) ** 2
    variance = float(spread) / (n * float(1 - expected) ** 4)
    if said.reason == NO_SPREAD:
        assert said.low is None
        assert max(variance, 0) ** 0.5 < 2e-6
        return
    assert said.error == pytest.approx(max(variance, 0) ** 0.5, abs=1e-7)


@given(units=st.lists(st.lists(st.sampled_from(SETS), min_size=1, max_size=4), max_size=8))
def test_alpha_is_that_of_the_definition(units: list[list[tuple[int, ...]]]) -> None:
    said = alpha(
        np.array([number for number, held in enumerate(units) for _ in held], dtype=int),
        np.array([SETS.index(one) for held in units for one in held], dtype=int),
        Answers(SETS, 4),
    )
    shared = [held for held in units if len(held) > 1]
    every = [one for held in shared for one in held]
    assert said.things == len(shared)
    if len(shared) < 2:
        assert said.value is None
        return
    n = len(every)
    apart = sum(
        sum(1 - masi(a, b) for i, a in enumerate(held) for j, b in enumerate(held) if i != j)
        / Fraction(len(held) - 1)
        for held in shared
    ) / Fraction(n)
    chance = sum(1 - masi(a, b) for a in every for b in every) / Fraction(n * (n - 1))
    if chance == 0:
        assert said.value is None
    else:
        assert said.value == pytest.approx(float(1 - apart / chance))


# ---------------------------------------------------------------- made-up graphs

SECOND = Agent(id="agent-second", type="Person", label="Second reader", definition="Made up.")


def reading(agent: Agent, *said: Classification) -> Source:
    name = f"reading{agent.id.removeprefix('agent-')}"
    about = replace(MADE.about, id=name, type="Reading", agent=agent.id, title=name)
    about = replace(about, method="modelReading", issued="2026-11-20")
    return replace(EMPTY, about=about, agents=(agent,), classifications=said)


EMPTY = Source(about=MADE.about)


@pytest.fixture
def airm(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Builds what is given and asks about agreement."""

    def run(sources: Sequence[Source], *args: str) -> Any:
        if sources:
            built(tmp_path, sources)
            capsys.readouterr()
        return asked(tmp_path, capsys, *args)

    return run


def asked(folder: Path, capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    with pytest.raises(SystemExit) as exit_:
        main(["--quiet", "--workspace", str(folder), "agreement", *args])
    out, err = capsys.readouterr()
    if exit_.value.code:
        return err
    if "json" not in args:
        return out
    answer = json.loads(out)
    jsonschema.validate(answer, SCHEMA)
    row = "disagreement" if "--list" in args else "agreement"
    for each in answer["rows"]:
        jsonschema.validate(each, {"$ref": f"#/$defs/{row}", "$defs": SCHEMA["$defs"]})
    return answer


JSON = ("--format", "json")
# The maker's own: M1 and M2 under 2.1, M3 under 2.2, O1 under 2.3, which is of the other work.
READ = reading(
    READER,
    put("M1", "2.1", confidence=Decimal("0.9"), rationale="It is plain."),
    put("M2", "2.2", confidence=Decimal("0.4"), rationale="It may be either."),
    put("M3", "2.2"),
    put("O1", UNDETERMINED, rationale="It says too little."),
)


def only(answer: Any) -> Any:
    (row,) = answer["rows"]
    return row


def test_figures_of_a_pair_by_hand(airm: Run) -> None:
    row = only(airm([MADE, READ], *JSON))
    assert (row["facet"]["id"], row["coefficient"]) == ("category", "Cohen's kappa")
    assert [row["coder_a"]["label"], row["coder_b"]["label"]] == ["The maker", "A reader"]
    assert (row["things"], row["agreed"], row["disagreed"]) == (4, 2, 2)
    assert (row["both"], row["decided"], row["same_record"]) == (4, 3, 4)
    # The maker: 2.1 twice, 2.2, 2.3; the reader: 2.1, 2.2 twice, undetermined.
    assert row["expected"] == pytest.approx((2 * 1 + 1 * 2) / 16)
    assert row["kappa"] == pytest.approx((0.5 - 0.25) / 0.75)
    assert row["alpha"] is None
    assert row["confusions"] == ["2.1 / 2.2 (1)", "2.3 / undetermined (1)"]


def test_undetermined_may_be_left_out(airm: Run) -> None:
    answer = airm([MADE, READ], "--undetermined", "leave-out", *JSON)
    row = only(answer)
    assert (row["things"], row["agreed"], row["both"], row["decided"]) == (3, 2, 4, 3)
    assert row["kappa"] == pytest.approx((2 / 3 - 4 / 9) / (5 / 9))
    said = " ".join(answer["meta"]["notes"])
    assert "left out: category, made and reader 1 of 4" in said


def test_by_source_each_work_and_all(airm: Run) -> None:
    rows = airm([MADE, READ], "--by", "source", *JSON)["rows"]
    found = [(row["source"] and row["source"]["id"], row["things"], row["agreed"]) for row in rows]
    assert found == [(None, 4, 2), ("made", 3, 2), ("other", 1, 0)]
    assert "fewer than 2" in rows[2]["reason"]
    assert rows[2]["kappa"] is None


def test_level_rolls_up(airm: Run) -> None:
    row = only(airm([MADE, READ], "--level", "1", "--undetermined", "leave-out", *JSON))
    assert (row["things"], row["agreed"], row["kappa"]) == (3, 3, None)
    assert "all answers are the same" in row["reason"]


def test_disputed_counts_unless_only_accepted_is_asked_and_superseded_never(airm: Run) -> None:
    said = reading(
        READER,
        put("M1", "2.1"),
        put("M2", "2.3", status="disputed"),
        put("M3", "2.3", status="superseded"),
    )
    assert only(airm([MADE, said], *JSON))["things"] == 2
    row = only(airm([], "--status", "accepted", *JSON))
    assert (row["things"], row["agreed"]) == (1, 1)


def test_several_concepts_agree_by_degree(airm: Run) -> None:
    said = reading(
        READER,
        *(put("M1", "deploy", "stage"), put("M1", "operate-monitor", "stage")),
        *(put("M2", "deploy", "stage"), put("M3", "operate-monitor", "stage")),
    )
    row = only(airm([MADE, said], *JSON))
    assert row["coefficient"] == "weighted kappa (MASI)"
    assert (row["things"], row["agreed"]) == (3, 2)
    assert row["observed"] == pytest.approx((1 / 2 * 2 / 3 + 2) / 3)
    assert row["overlap"] == pytest.approx((1 / 2 + 2) / 3)
    assert row["confusions"] == ["deploy / deploy + operate-monitor (1)"]
    rows = airm([], "--by", "concept", *JSON)["rows"][1:]
    assert {r["concept"]["id"]: (r["things"], r["agreed"]) for r in rows} == {
        "deploy": (3, 3),
        "operate-monitor": (3, 2),
    }
    assert {r["concept"]["id"]: r["kappa"] for r in rows} == {
        "deploy": pytest.approx(1),
        "operate-monitor": pytest.approx((2 / 3 - 4 / 9) / (5 / 9)),
    }


def test_three_coders_also_get_alpha_together(airm: Run) -> None:
    third = reading(SECOND, put("M1", "2.1"), put("M2", "2.1"), put("M3", "2.2"))
    rows = airm([MADE, READ, third], *JSON)["rows"]
    assert [len(row["coders"]) for row in rows] == [2, 2, 2, 3]
    last = rows[-1]
    assert (last["coefficient"], last["kappa"], last["coder_a"]) == (
        "Krippendorff's alpha",
        None,
        None,
    )
    # M1 and M3: all alike. M2: one of three differs. O1: two of two.
    # Observed: (3 + 1 + 3 + 0) / 11; answers: five times 2.1, four times 2.2, 2.3, undetermined.
    assert last["observed"] == pytest.approx(7 / 11)
    assert last["expected"] == pytest.approx((5 * 4 + 4 * 3) / 110)
    assert last["alpha"] == pytest.approx((7 / 11 - 32 / 110) / (1 - 32 / 110))
    named = airm([], "--coder", "Second reader", "--coder", "agent-made", *JSON)["rows"]
    assert [row["coders"] for row in named] == [["The maker", "Second reader"]]
    with_reader = airm([], "--coder", "A reader", *JSON)["rows"]
    assert sum(len(row["coders"]) == 2 for row in with_reader) == 2


def test_list_names_each_disagreement_with_both_reasons(airm: Run) -> None:
    said = replace(MADE, classifications=(
        *(each for each in MADE.classifications if each.id != measure("M2")),
        put("M2", "2.1", rationale="The maker says why."),
    ))  # fmt: skip
    rows = airm([said, READ], "--list", *JSON)["rows"]
    assert [row["thing"]["label"] for row in rows] == ["Label of M2", "Label of O1"]
    first = rows[0]
    assert (first["concepts_a"], first["concepts_b"]) == (["2.1"], ["2.2"])
    assert (first["rationale_a"], first["rationale_b"]) == (
        ["The maker says why."],
        ["It may be either."],
    )
    assert (first["confidence_b"], first["date_b"]) == ([0.4], ["2026-11-20"])
    assert rows[1]["concepts_b"] == ["undetermined"]
    assert rows[1]["source"]["id"] == "other"
    assert len(airm([], "--list", "--limit", "1", *JSON)["rows"]) == 1


def test_nobody_in_common_is_said(airm: Run) -> None:
    assert "No thing was classified by two of these coders" in airm([MADE])
    assert "no facet 'stag': did you mean 'stage'?" in airm([], "--facet", "stag")
    assert "no coder is called 'The maxer': did you mean 'The maker'?" in airm(
        [], "--coder", "The maxer"
    )


# ---------------------------------------------------------------- the catalogue


def test_query_and_columns_agree_on_the_catalogue(
    build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = OxigraphEngine(build.store).select(get_query("agreement-pairs").text)
    answer = asked(build.folder.parents[1], capsys, "--count", "records", *JSON)
    keys = ("facet", "agentA", "agentB")
    wanted = {
        tuple(row[key] for key in keys): (int(row["records"]), int(row["agreed"])) for row in rows
    }
    found = {
        tuple(row[key]["iri"] for key in ("facet", "coder_a", "coder_b")): (
            row["things"],
            row["agreed"],
        )
        for row in answer["rows"]
        if len(row["coders"]) == 2
    }
    assert found == wanted
    assert {facet.rpartition("/")[2] for facet, *_ in found} >= {"facet-kind", "facet-category-v2"}


def test_copies_are_compared_and_told_from_independent_readings(
    build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    """AI Atlas Nexus repeats the rows of the MIT database: it lost what is in no subcategory."""
    answer = asked(build.folder.parents[1], capsys, "--facet", "category", *JSON)
    row = only(answer)
    assert row["same_record"] == 0
    assert row["things"] > 800
    assert 0 < row["disagreed"] < 10
    assert any("how faithful the copy is" in note for note in answer["meta"]["notes"])
    listed = asked(build.folder.parents[1], capsys, "--facet", "category", "--list", *JSON)["rows"]
    assert len(listed) == row["disagreed"]
    for each in listed:
        (by_ibm,), (by_mit,) = each["concepts_a"], each["concepts_b"]
        assert by_mit == f"{by_ibm}.X"
    at_top = only(
        asked(build.folder.parents[1], capsys, "--facet", "category", "--level", "1", *JSON)
    )
    assert at_top["agreed"] == at_top["things"] == row["things"]


def test_disputed_kind_of_a_record_is_listed_with_the_reason(
    build: Build, capsys: pytest.CaptureFixture[str]
) -> None:
    args = ("--facet", "kind", "--count", "records", "--list", *JSON)
    row = only(asked(build.folder.parents[1], capsys, *args))
    assert row["thing"]["id"] == "airmid:mitigation-mitv1-A0972"
    assert (row["concepts_a"], row["concepts_b"]) == (["risk-source"], ["measure"])
    assert row["status_b"] == ["disputed"]
    assert row["rationale_a"]


# ---------------------------------------------------------------- every statement

STATEMENTS = """
SELECT DISTINCT ?kind ?said ?property ?method WHERE {
  VALUES ?kind { airm:Classification airm:ActionStatement sssom:Mapping }
  ?said a ?kind ; airm:method ?method .
  OPTIONAL {
    VALUES ?property { prov:wasAttributedTo airm:status dcterms:date airm:confidence
                       airm:rationale sssom:mapping_justification }
    ?said ?property ?value
  }
}"""
COUNTED = """
SELECT DISTINCT ?kind (COUNT(DISTINCT ?said) AS ?number) WHERE {
  VALUES ?kind { airm:Classification airm:ActionStatement sssom:Mapping } ?said a ?kind
} GROUP BY ?kind"""


def has(build: Build) -> dict[tuple[str, str], tuple[str, set[str]]]:
    """By kind and statement: its method, and which of the properties it has."""
    found: dict[tuple[str, str], tuple[str, set[str]]] = {}
    for row in OxigraphEngine(build.store).select(PROLOGUE + STATEMENTS):
        key = row["kind"].rpartition("#")[2].rpartition("/")[2], row["said"]
        method = row["method"].rpartition("#")[2]
        held = found.setdefault(key, (method, set()))[1]
        if "property" in row:
            held.add(row["property"].replace("#", "/").rpartition("/")[2])
    return found


def test_every_statement_carries_agent_method_status(build: Build) -> None:
    found = has(build)  # only those with a method
    rows = OxigraphEngine(build.store).select(PROLOGUE + COUNTED)
    assert len(found) == sum(int(row["number"]) for row in rows) > 10_000
    assert not [
        key for key, (_, held) in found.items() if not {"wasAttributedTo", "status"} <= held
    ]


@pytest.mark.parametrize(
    "kind",
    [
        "Classification",
        "ActionStatement",
        "Mapping",
    ],
)
def test_a_statement_without_a_date_is_an_info_finding(
    kind: str, build: Build, found: list[Finding]
) -> None:
    undated = {
        said
        for (of, said), (method, held) in has(build).items()
        if of == kind and "date" not in held and method != "rule"
    }
    told = {each.focus_node for each in found if each.source.endswith(f"#{kind}-filingDate")}
    assert undated
    assert undated == told


def test_what_a_rule_derives_is_as_dated_as_what_it_derives_it_from(build: Build) -> None:
    found = has(build)
    dated = {said: "date" in held for (_, said), (_, held) in found.items()}
    derived = OxigraphEngine(build.store).select(
        PROLOGUE + "SELECT DISTINCT ?said ?from WHERE { ?said airm:method airm:rule ; "
        "a airm:Classification ; prov:wasDerivedFrom ?from }"
    )
    assert derived
    origins: dict[str, list[bool]] = {}
    for row in derived:
        origins.setdefault(row["said"], []).append(dated.get(row["from"], False))
    rules = {said for (_, said), (method, _) in found.items() if method == "rule"}
    assert rules == set(origins)
    assert not [said for said in rules if not dated[said] and all(origins[said])]


def test_where_a_model_read_it_says_how_sure_and_why(build: Build) -> None:
    read = {key: held for key, (method, held) in has(build).items() if method == "modelReading"}
    assert {kind for kind, _ in read} == {"Classification", "ActionStatement", "Mapping"}
    for (kind, said), held in read.items():
        why = "mapping_justification" if kind == "Mapping" else "rationale"
        assert {"confidence", "date", why} <= held, said


def test_statuses_are_those_of_the_vocabulary(build: Build) -> None:
    rows = OxigraphEngine(build.store).select(
        PROLOGUE + "SELECT DISTINCT ?said ?status "
        "WHERE { ?said a airm:Classification ; airm:status ?status }"
    )
    found = Counter(row["status"].rpartition("#")[2] for row in rows)
    assert set(found) <= {"proposed", "accepted", "disputed", "superseded"}
    assert found["accepted"] > found["disputed"] > 0
