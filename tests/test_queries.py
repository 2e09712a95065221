"""Every query says what it selects, fires and is quiet as it should, and two engines agree."""

import csv
import re
from functools import cache
from pathlib import Path

import pytest
from rdflib.plugins.sparql import prepareQuery

from airm_graph.columns import RELATIONS
from airm_graph.coverage.cells import coverage
from airm_graph.coverage.options import Options
from airm_graph.coverage.targets import targets
from airm_graph.identifiers import expand
from airm_graph.queries import ROLES, Query, catalogue_markdown, get_query, list_queries
from airm_graph.resources import root
from airm_graph.schemes import get_facet
from airm_graph.store import Engine, OxigraphEngine, RdflibEngine, Row
from airm_graph.vocab import PREFIXES, SKOS
from airm_graph.workspace import Build

# The TriG parser of rdflib 7.6 uses a class that rdflib itself has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

CASES = Path(__file__).parent / "queries"
QUERIES = list_queries()
UNKNOWN = "https://example.org/unknown"
# With every variable free, rdflib takes seconds to answer these on the build: one value is bound.
SLOW_IN_RDFLIB = {"disagreements", "risk-source-with-one-framework", "who-says-so"}
# Without a label these have nothing to say.
ABOUT_LABELS = {"labels-between-versions"}
# These take it minutes together; both engines answer their cases.
NOT_FOR_RDFLIB = {
    *("address-of-a-thing", "agent-for-a-record", "link-to-nothing", "literal-of-another-type"),
    *("mapping-one-sided", "subject-of-another-class", "two-accepted-classes"),
    "value-of-another-class",
    # test_agreement asks both engines on small graphs, and columns on the build.
    *("cell-without-measure", "cells-by-framework", "cells-by-two-facets"),
    "target-strengths",  # test_paths_query asks both engines
    *("pair-without-measure", "paths-to-risk", "risk-source-without-measure-at-stage"),
    *("risk-without-mention", "risks-by-firmness", "value-without-measure"),
    *("categories-of-two-frameworks", "category-of-one-framework", "evidence-by-framework"),
    *("category-without-measure-by-scope", "frameworks-by-targets", "labels-between-versions"),
    *("measures-around-risk-source", "measures-by-bindingness", "measures-for-those-affected"),
    *("cell-explained-by-size", "derived-without-statement", "source-key-twice"),
    *("target-without-framework", "measures-in-two-frameworks", "targets-by-framework"),
}

# Seconds each in rdflib on the build: 'make judge' compares them, both engines answer their cases.
SECONDS_IN_RDFLIB = {
    *("risk-sources-by-action", "who-says-so", "risk-source-with-one-measure"),
    *("inferred-without-premise", "risk-source-only-observed", "classified-no-record"),
    *("measures-by-component", "statements-about", "agreement-pairs", "cells-by-firmness"),
    *("headings-by-depth", "findings-on-doubtful-works", "label-differs-from-version"),
    *("label-twice", "concept-of-another-facet", "classification-contradiction"),
    *("uses-of-concept", "thing-of-two-kinds", "kinds-in-compilation", "sources"),
    *("same-thing-under-two-ids", "graph-without-origin", "measures-by-framework-and-category"),
}
# Seconds each in rdflib with a value bound, even on their cases.
SECONDS_IN_RDFLIB_BOUND = {
    *("target-without-framework", "paths-to-risk", "target-strengths", "targets-by-framework"),
}

# With nothing bound it lists the whole graph; test_provenance and test_why ask about single things.
EVERY_TRIPLE = {"who-says-so"}

# Thousands of rows, in seconds: that a bound value picks its rows is shown on their cases.
THOUSANDS_OF_ROWS = {"pair-without-measure", "risk-without-mention"}

each_query = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.slug)
each_engine = pytest.mark.parametrize(
    "engine", [OxigraphEngine, RdflibEngine], ids=["oxigraph", "rdflib"]
)
each_parameter = pytest.mark.parametrize(
    ("query", "name"),
    [
        pytest.param(query, name, id=f"{query.slug}-{name}")
        for query in QUERIES
        for name in query.params
    ],
)


def without_strings(text: str) -> str:
    """The query without its header, comments and quoted words."""
    bare = re.sub(r'"[^"]*"', '""', text)
    return re.sub(r"(^|\s)#.*", "", bare)


def speaks_of_graphs(query: Query) -> bool:
    """Whether the query says GRAPH; only such a case needs TriG."""
    return bool(re.search(r"\bGRAPH\b", without_strings(query.text)))


each_query_about_the_union = pytest.mark.parametrize(
    "query",
    [query for query in QUERIES if not speaks_of_graphs(query)],
    ids=lambda query: query.slug,
)


def case(query: Query, name: str) -> Path:
    """The file of a case: Turtle, or TriG where the query is about named graphs."""
    (path,) = (CASES / query.slug).glob(f"{name}.*")
    return path


def expected_rows(query: Query) -> list[Row]:
    """The answer of ``fires``; an empty cell is an unbound variable."""
    with (CASES / query.slug / "expected.tsv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", strict=True))
    return [{name: value for name, value in row.items() if value} for row in rows]


def answer(engine: type[OxigraphEngine | RdflibEngine], path: Path, query: Query) -> list[Row]:
    return engine.of_file(path).select(query.text)


# The library and its page


def test_cases_and_queries_match_one_to_one() -> None:
    assert {folder.name for folder in CASES.iterdir()} == {query.slug for query in QUERIES}
    for query in QUERIES:
        names = sorted(path.name for path in (CASES / query.slug).iterdir())
        suffix = "trig" if speaks_of_graphs(query) else "ttl"
        assert names == ["expected.tsv", f"fires.{suffix}", f"quiet.{suffix}"]


def test_every_file_is_a_query_with_a_name_of_its_own() -> None:
    files = [path for path in (root() / "ontology" / "queries").rglob("*") if path.is_file()]
    slugs = [path.stem for path in files if path.suffix == ".rq"]
    assert sorted(slugs) == sorted({query.slug for query in QUERIES})
    assert {path.name for path in files if path.suffix != ".rq"} == {"README.md", "competency.tsv"}
    assert {query.role for query in QUERIES} == set(ROLES)
    assert set(slugs) >= SLOW_IN_RDFLIB | NOT_FOR_RDFLIB | SECONDS_IN_RDFLIB


def test_page_is_what_the_generator_prints() -> None:
    page = root() / "ontology" / "queries" / "README.md"
    assert page.read_text(encoding="utf-8") == catalogue_markdown()


# The header


@each_query
def test_header_describes_every_column_in_order(query: Query) -> None:
    assert list(query.columns) == [str(name) for name in prepareQuery(query.text).algebra.PV]


@each_query
def test_header_is_complete(query: Query) -> None:
    assert query.title.lower().replace(" ", "-") == query.slug
    assert query.question.endswith("?")
    lines = query.text.splitlines()
    says = {line.partition(":")[0].removeprefix("#+ ") for line in lines if line.startswith("#+")}
    assert ({"severity", "remedy"} <= says) is (query.role in {"gap", "check"})
    assert bool({"severity", "remedy"} & says) is (query.role in {"gap", "check"})
    if query.role == "check":
        assert list(query.columns) == ["focusNode", "path", "value"]


@each_query
def test_parameters_are_selected_and_have_a_class(query: Query) -> None:
    for name, (kind, meaning) in query.params.items():
        assert name in query.columns
        assert expand(kind)
        assert meaning


# The text


@each_query
def test_prefixes_are_those_of_the_table_and_all_are_used(query: Query) -> None:
    declared = dict(re.findall(r"^PREFIX (\w+): <(.*)>$", query.text, re.MULTILINE))
    assert declared == {name: PREFIXES[name] for name in sorted(declared)}
    assert list(declared) == sorted(declared)
    body = re.sub(r"^PREFIX .*$", "", without_strings(query.text), flags=re.MULTILINE)
    assert set(re.findall(r"(?<![\w?<])([a-z]+):", body)) == set(declared)


@each_query
def test_every_answer_is_distinct_and_ordered(query: Query) -> None:
    body = without_strings(query.text)
    assert len(re.findall(r"\bSELECT\b", body)) == len(re.findall(r"\bSELECT DISTINCT\b", body))
    assert len(re.findall(r"\bCOUNT\b", body)) == len(re.findall(r"\bCOUNT\(DISTINCT\b", body))
    assert re.search(r"^ORDER BY ", body, re.MULTILINE)
    assert "GROUP_CONCAT" not in body


# The cases


@each_engine
@each_query
def test_fires(query: Query, engine: type[OxigraphEngine | RdflibEngine]) -> None:
    rows = expected_rows(query)
    assert rows
    assert answer(engine, case(query, "fires"), query) == rows


@each_engine
@each_query
def test_is_quiet(query: Query, engine: type[OxigraphEngine | RdflibEngine]) -> None:
    assert answer(engine, case(query, "quiet"), query) == []


@each_query
def test_order_settles_every_row(query: Query) -> None:
    """Equal sort keys would leave the order to the engine."""
    keys = re.findall(r"\?(\w+)", query.text.rpartition("ORDER BY")[2])
    rows = expected_rows(query)
    assert len({tuple(row.get(key) for key in keys) for row in rows}) == len(rows)


@pytest.mark.parametrize(
    ("query", "name", "engine"),
    [
        pytest.param(
            *(query, name, engine),
            id=f"{query.slug}-{name}-{engine.__name__}",
            marks=pytest.mark.slow
            if engine is RdflibEngine and query.slug in SECONDS_IN_RDFLIB_BOUND
            else (),
        )
        for query in QUERIES
        for name in query.params
        for engine in (OxigraphEngine, RdflibEngine)
    ],
)
def test_binding_a_parameter_picks_its_rows(
    query: Query, name: str, engine: type[OxigraphEngine | RdflibEngine]
) -> None:
    asked = engine.of_file(case(query, "fires"))
    rows = expected_rows(query)
    values = {row[name] for row in rows}
    for value in values:
        wanted = [row for row in rows if row[name] == value]
        assert asked.select(query.text, **{name: value}) == wanted
    assert asked.select(query.text, **{name: UNKNOWN}) == []


@each_query_about_the_union
def test_a_triple_in_two_graphs_counts_once(query: Query, tmp_path: Path) -> None:
    """Over the union of graphs Oxigraph answers once for each graph that holds a triple."""
    turtle = case(query, "fires").read_text(encoding="utf-8")
    head = "".join(line for line in turtle.splitlines(True) if line.startswith("@prefix"))
    body = turtle.removeprefix(head)
    file = tmp_path / "twice.trig"
    twice = "".join(f"<urn:x-airm:{name}> {{\n{body}}}\n" for name in ("one", "two"))
    file.write_text(head + twice, encoding="utf-8")
    assert OxigraphEngine.of_file(file).select(query.text) == expected_rows(query)


@each_query_about_the_union
def test_a_missing_label_loses_no_row(query: Query) -> None:
    if query.role == "check" or query.slug in ABOUT_LABELS:
        return  # findings carry no labels
    store = OxigraphEngine.of_file(case(query, "fires")).store
    for label in list(store.quads_for_pattern(None, SKOS.prefLabel, None)):
        store.remove(label)
    labels = {name for name in query.columns if name == "label" or name.endswith("Label")}
    rows = [{k: v for k, v in row.items() if k not in labels} for row in expected_rows(query)]
    assert OxigraphEngine(store).select(query.text) == rows


# The build


@pytest.fixture(scope="module")
def oxigraph(build: Build) -> OxigraphEngine:
    return OxigraphEngine(build.store)


@pytest.fixture(scope="module")
def some(part: Build) -> OxigraphEngine:
    """Of every kind, but not of everything."""
    return OxigraphEngine(part.store)


@pytest.fixture(scope="module")
def rdflib(part: Build) -> RdflibEngine:
    return RdflibEngine.of_file(part.quads_file)


@pytest.mark.parametrize(
    "query",
    [
        pytest.param(
            query,
            id=query.slug,
            marks=pytest.mark.slow if query.slug in SECONDS_IN_RDFLIB else (),
        )
        for query in QUERIES
        if query.slug not in NOT_FOR_RDFLIB
    ],
)
def test_engines_agree_on_a_build(query: Query, part: Build, rdflib: Engine) -> None:
    oxigraph = OxigraphEngine(part.store)
    rows = oxigraph.select(query.text)
    bound = {}
    if query.slug in SLOW_IN_RDFLIB:
        name = next(iter(query.params))
        bound = {name: rows[len(rows) // 2][name]}
        rows = oxigraph.select(query.text, **bound)
        assert rows
    assert rdflib.select(query.text, **bound) == rows


@cache
def rows_of_build(engine: OxigraphEngine, slug: str) -> list[Row]:
    """What a query finds with nothing bound; some take seconds, and several tests ask."""
    return engine.select(get_query(slug).text)


@each_query
def test_rows_of_a_build_are_distinct_and_their_order_is_settled(
    query: Query, some: OxigraphEngine
) -> None:
    if query.slug in EVERY_TRIPLE:
        return
    rows = rows_of_build(some, query.slug)
    assert len({tuple(row.get(name) for name in query.columns) for row in rows}) == len(rows)
    keys = re.findall(r"\?(\w+)", query.text.rpartition("ORDER BY")[2])
    assert len({tuple(row.get(key) for key in keys) for row in rows}) == len(rows)


@each_parameter
def test_binding_a_parameter_picks_its_rows_of_a_build(
    query: Query, name: str, some: OxigraphEngine
) -> None:
    if query.slug in EVERY_TRIPLE | THOUSANDS_OF_ROWS:
        return
    rows = rows_of_build(some, query.slug)
    values = sorted({row[name] for row in rows})
    for value in values[:: max(1, len(values) // 2)][:2]:
        wanted = [row for row in rows if row[name] == value]
        assert some.select(query.text, **{name: value}) == wanted


# The same question, counted in columns


@pytest.mark.parametrize(
    ("slug", "by"),
    [
        ("measures-by-framework-and-category", ("framework", "category")),
        ("measures-by-stage-and-actor", ("stage", "actor")),
    ],
    ids=["framework-category", "stage-actor"],
)
def test_counts_equal_those_of_coverage(
    slug: str, by: tuple[str, str], build: Build, oxigraph: Engine
) -> None:
    table = coverage(build.columns, Options(by=by))
    counted = {tuple(v.iri for v in c.values): c.evidence for c in table.cells if c.evidence}
    rows = oxigraph.select(get_query(slug).text)
    assert {tuple(row[name] for name in by): int(row["measures"]) for row in rows} == counted


def test_silent_cells_are_those_without_evidence(build: Build, oxigraph: Engine) -> None:
    table = coverage(build.columns, Options(by=("framework", "category")))
    silent = {tuple(v.iri for v in c.values) for c in table.cells if not c.evidence}
    found = oxigraph.select(get_query("category-without-measure").text)
    rows = {(row["framework"], row["category"]) for row in found}
    # Of a work whose measures nobody put under a category, every cell is silent, and says nothing.
    works = {c.values[0].iri for c in table.cells}
    categories = get_facet("category").at_level(2)
    assert rows >= silent
    assert len(rows) == len(works) * len(categories) - sum(bool(c.evidence) for c in table.cells)


def test_risk_sources_are_acted_on_as_coverage_counts(build: Build, oxigraph: Engine) -> None:
    counted = {target.target.iri: target for target in targets(build.columns)}
    rows = oxigraph.select(get_query("risk-sources-by-action").text)
    found = {row["riskSource"]: {name: int(row[name]) for name in RELATIONS} for row in rows}
    assert found == {iri: target.counts for iri, target in counted.items()}
    for slug, observed in (
        ("risk-source-without-measure", False),
        ("risk-source-only-observed", True),
    ):
        rows = oxigraph.select(get_query(slug).text)
        wanted = {  # both ask what is stated, and follow no mapping
            iri
            for iri, target in counted.items()
            if not target.reached["direct"]
            and bool(target.observed) is observed
            and (observed or not target.counts["actsOn"])
        }
        assert {row["riskSource"] for row in rows} == wanted
