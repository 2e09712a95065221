"""``airm-graph query`` and ``queries``: every format, where a text goes wrong, what empties it."""

import csv
import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import jsonschema
import pyoxigraph as ox
import pytest
import rdflib
from click.shell_completion import ShellComplete
from rdflib.query import Result

from airm_graph.cli import main
from airm_graph.cli.query_answers import FORMATS, OF_FORM
from airm_graph.queries import catalogue_markdown, get_query, list_queries
from airm_graph.resources import root
from airm_graph.sparql.answers import read_answer
from airm_graph.sparql.explaining import explain
from airm_graph.sparql.limits import with_limit
from airm_graph.sparql.parameters import ALSO, ANYTHING, CLASS, bound_values
from airm_graph.sparql.syntax import find_mistake
from airm_graph.sparql.unknown_terms import unknown_terms
from airm_graph.store import PROLOGUE, OxigraphEngine
from airm_graph.vocab import PREFIXES, SKOS
from airm_graph.workspace import Build

# The JSON-LD parser of rdflib 7.6 uses a class that rdflib itself has deprecated.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

SCHEMA = json.loads((root() / "ontology" / "answer.schema.json").read_text(encoding="utf-8"))
STAGES = "SELECT ?s ?l WHERE { ?s a airm:LifecycleStage ; skos:prefLabel ?l } ORDER BY ?s"
ABOUT = "CONSTRUCT { ?s skos:prefLabel ?l } WHERE { ?s a airm:LifecycleStage ; skos:prefLabel ?l }"
CROSS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
Said = tuple[int, str, str]
Ask = Callable[..., Said]


@pytest.fixture
def ask(
    build: Build, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> Ask:
    """Asks the text of a query; gives code, output and what is said besides."""

    def run(text: str, *args: str, command: str = "query") -> Said:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))
        source = ["-"] if text else []
        with pytest.raises(SystemExit) as exit_:
            main(["-q", "--workspace", str(build.folder.parents[1]), command, *source, *args])
        out, err = capfdbinary.readouterr()
        return int(exit_.value.code or 0), out.decode(), err.decode()

    return run


@pytest.fixture(scope="module")
def stages(build: Build) -> list[tuple[str, str]]:
    return [(row["s"], row["l"]) for row in build.engine.select(PROLOGUE + STAGES)]


# Formats


def rows_of(format_: str, out: str) -> list[tuple[str, str]]:
    """The rows that somebody else's parser, or the plainest one, reads."""
    if format_ in {"sparql-json", "sparql-xml", "sparql-csv", "sparql-tsv"}:
        kind = format_.removeprefix("sparql-")
        found = Result.parse(io.BytesIO(out.encode()), format=kind)
        names = rdflib.Variable("s"), rdflib.Variable("l")
        return [(str(row[names[0]]), str(row[names[1]])) for row in found.bindings]
    if format_ == "json":
        answer = json.loads(out)
        jsonschema.validate(answer, SCHEMA)
        return [(row["s"], row["l"]) for row in answer["rows"]]
    if format_ in {"csv", "tsv"}:
        read = csv.DictReader(io.StringIO(out), delimiter="," if format_ == "csv" else "\t")
        short = [(row["s"], row["l"]) for row in read]
    elif format_ == "markdown":
        cells = [line.strip("| ").split(" | ") for line in out.splitlines() if line[:1] == "|"]
        short = [(cell[0], cell[1]) for cell in cells[2:]]
    else:
        lines = out.splitlines()[1:-1]  # the last one says how many there are
        short = [(line.split()[0], " ".join(line.split()[1:])) for line in lines]
    return [(s.replace("airmid:", PREFIXES["airmid"]), label) for s, label in short]


@pytest.mark.parametrize("format_", OF_FORM["SELECT"][0])
def test_rows_come_back_from_every_format(
    ask: Ask, stages: list[tuple[str, str]], format_: str
) -> None:
    code, out, err = ask(STAGES, "--format", format_)
    assert (code, err) == (0, "")
    assert rows_of(format_, out) == stages
    assert len(stages) > 4


@pytest.mark.parametrize("format_", ["turtle", "ntriples", "jsonld"])
def test_triples_come_back_from_every_format(
    ask: Ask, stages: list[tuple[str, str]], format_: str
) -> None:
    code, out, err = ask(ABOUT, "--format", format_)
    assert (code, err) == (0, "")
    names = {"turtle": "turtle", "ntriples": "nt", "jsonld": "json-ld"}
    found = rdflib.Graph().parse(data=out, format=names[format_])
    assert sorted((str(s), str(o)) for s, _, o in found) == stages


def test_triples_are_turtle_unless_something_else_is_asked_for(ask: Ask) -> None:
    _, out, _ = ask("DESCRIBE airmid:stage-deploy")
    assert {line.split()[1] for line in out.splitlines() if line.startswith("@prefix")} == {
        *("airm:", "airmid:", "dcterms:", "skos:")
    }
    assert len(rdflib.Graph().parse(data=out, format="turtle")) > 5
    answer = json.loads(ask(ABOUT, "--format", "json")[1])
    jsonschema.validate(answer, SCHEMA)
    assert set(answer["rows"][0]) == {"subject", "predicate", "object"}


@pytest.mark.parametrize(("stage", "truth"), [("stage-deploy", True), ("nowhere", False)])
def test_yes_or_no_comes_back(ask: Ask, stage: str, truth: bool) -> None:
    text = f"ASK {{ airmid:{stage} a airm:LifecycleStage }}"
    for kind in ("json", "xml"):
        _, out, err = ask(text, "--format", f"sparql-{kind}")
        assert Result.parse(io.BytesIO(out.encode()), format=kind).askAnswer is truth
        assert ("no such thing is here" in err) is not truth
    assert ask(text, "--format", "csv")[1].split() == ["answer", str(truth).lower()]


WRONG = [
    (form, format_)
    for form, (right, _) in OF_FORM.items()
    for format_ in FORMATS
    if format_ not in right
]


@pytest.mark.parametrize(("form", "format_"), WRONG)
def test_a_format_that_cannot_hold_the_answer_is_refused(ask: Ask, form: str, format_: str) -> None:
    head = {"SELECT": "SELECT *", "CONSTRUCT": "CONSTRUCT", "DESCRIBE": "DESCRIBE ?s"}.get(form)
    code, out, err = ask(f"{head or form} {{ ?s a airm:Facet }}", "--format", format_)
    assert (code, out) == (2, "")
    assert f"the answer to {form} is" in err
    assert OF_FORM[form][0][0] in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("format_", ["sparql-xml", "tsv"])
def test_a_file_takes_the_place_of_the_old_one_at_once(
    ask: Ask, tmp_path: Path, format_: str
) -> None:
    path = tmp_path / "answer"
    path.write_text("old")
    assert ask("SELECT", "-o", str(path), "--format", format_)[0] == 2
    assert path.read_text() == "old"
    code, out, err = ask(STAGES, "-o", str(path), "--format", format_)
    assert (code, out) == (0, "")
    assert f"wrote {path}" in err
    assert [each.name for each in tmp_path.iterdir()] == ["answer"]
    assert rows_of(format_, path.read_text())


# Where a text goes wrong

MISTAKES = [
    ("SELECT ?m {\n  ?m a airm:Mitigation .\n  FILTR(?m)\n}", (3, "FILTR"), "'FILTER'"),
    ("SELECT ?m { ?m a arim:Mitigation }", (1, "arim:"), "'arim:' is not declared; did you mean"),
    ("PREFIX x: <urn:x>\nSELECT ?m { ?m a x:y }}", (2, "}"), "nothing is open here"),
    ("SELECT ?m {\n ?m a ?t", (1, "{"), "'{' is not closed"),
    ("SELECT ?m { ?m a }", (1, "}"), "expected a term"),
    ("SELECT ?m { FILTER(?m = ) }", (1, ") }"), "expected an expression"),
    ("SELECT ?m { ?m a ?t } LIMIT x", (1, "x"), "expected a number"),
    ("SELECT COUNT(?m) { ?m a ?t }", (1, "COUNT"), "(COUNT(?x) AS ?n)"),
    ("SELECT ?m {\n ?m a 'abc }", (2, "'"), "not closed"),
    ("\nDELETE WHERE { ?s ?p ?o }", (2, "DELETE"), "read-only"),
    ("SELECT ?m { ?m a <here> }", (1, "<here>"), "no BASE"),
    ("SELECT ?m { ?m a airm:Mitigation ; ä}", (1, "ä"), "found 'ä'"),
    (" ", (1, ""), "the query is empty; expected SELECT, ASK"),
]


@pytest.mark.parametrize(("text", "place", "said"), MISTAKES)
def test_a_mistake_is_shown_where_it_is(
    ask: Ask, text: str, place: tuple[int, str], said: str
) -> None:
    code, out, err = ask(text)
    assert (code, out) == (2, "")
    message, excerpt, caret = err.splitlines()
    line, word = place
    assert f"standard input: not SPARQL: line {line}, column {caret.index('^') - 5}: " in message
    assert said in message
    assert excerpt == f"  {line} | {text.splitlines()[line - 1]}"
    assert excerpt[caret.index("^") :].startswith(word)


def test_a_long_line_is_cut_around_the_mistake() -> None:
    text = "SELECT ?m { ?m rdfs:label " + ", ".join(f"'{n}'" for n in range(99)) + " FILTR(?m) }"
    mistake = find_mistake(text, PREFIXES)
    assert mistake is not None
    _, excerpt, caret = ["", *mistake.shown(60).splitlines()]
    assert excerpt[caret.index("^") :].startswith("FILTR")
    assert len(excerpt) < 70


def test_what_the_engine_reads_has_no_mistake() -> None:
    assert not [each.slug for each in list_queries() if find_mistake(each.text, {})]


def test_prefixes_are_known_unless_they_are_not_wanted(ask: Ask) -> None:
    assert ask(STAGES)[0] == 0
    code, _, err = ask(STAGES, "--no-prefixes")
    assert code == 2
    assert "line 1, column 27: found 'airm:LifecycleStage': the prefix 'airm:' is not" in err
    declared = f"PREFIX airm: <{PREFIXES['airm']}> PREFIX skos: <{PREFIXES['skos']}>\n"
    assert ask(declared + STAGES, "--no-prefixes")[0] == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("SELECT ?m { ?m a ?t }",), "that is the text of a query"),
        (("measure-of-framework",), "did you mean 'measures-of-framework'"),
        (("nowhere.rq",), "nowhere.rq: No such file"),
        (("measures-of-framework", "--param", "framework"), "is not name=value"),
    ],
)
def test_a_wrong_source_is_said(ask: Ask, args: tuple[str, ...], said: str) -> None:
    code, _, err = ask("", *args)
    assert code == 2
    assert said in err
    assert len(err.splitlines()) == 1


# Names that nothing has


@pytest.fixture(scope="module")
def little(build: Build) -> OxigraphEngine:
    """Two graphs of the build: to look for a name in all of them takes a third of a second."""
    stage = ox.NamedNode(PREFIXES["airmid"] + "stage-deploy")
    (quad, *_) = build.store.quads_for_pattern(stage, SKOS.prefLabel, None, None)
    store = ox.Store()
    for name in (quad.graph_name, ox.NamedNode(PREFIXES["airmg"] + "source-mitv1")):
        store.extend(build.store.quads_for_pattern(None, None, None, name))
    return OxigraphEngine(store)


@pytest.mark.parametrize(
    ("text", "warnings"),
    [
        ("SELECT * { ?m airm:apliesAtStage ?s }", ["line 1: airm:apliesAtStage: no such term"]),
        ("ASK {\n ?m a airm:Mitigatoin }", ["did you mean airm:Mitigation"]),
        ("ASK { ?m ?p airmid:stage-deplo }", ["no such thing is here; did you mean airmid:stage"]),
        ("ASK { GRAPH airmg:nowhere { ?s ?p ?o } }", ["no such graph is here"]),
        ("ASK { ?m skos:preflabel ?l }", ["did you mean skos:prefLabel"]),
        ("ASK { ?m skos:narrower ?l }", ["nothing in the graph uses it"]),
        ("ASK { ?m a <https://w3id.org/airm-graph/ns#Mitigatio> }", ["airm:Mitigation"]),
        ("ASK { ?m a <https://www.w3.org/2004/02/skos/core#Concept> }", ["http://www.w3.org"]),
        (
            "PREFIX skos: <http://www.w3.org/2004/02/skos/core/> ASK { ?m a skos:Concept }",
            ["elsew"],
        ),
        ("ASK { ?m airm:nope 1 ; airm:nope 2 }", ["airm:nope"]),
        # and these are right
        (STAGES, []),
        ("CONSTRUCT { ?s skos:narrower ?o } WHERE { ?o skos:inScheme ?s }", []),
        ("SELECT (xsd:gYear(?d) AS ?y) { ?s dcterms:date ?d }", []),
        ("ASK { ?m a <urn:x> ; <https://example.org/y> 'airm:nope' } # airm:nope", []),
        ("ASK { GRAPH airmg:source-mitv1 { ?s airo:hasRisk* ?o } }", ["airo:hasRisk"]),
    ],
)
def test_a_name_that_nothing_has_is_warned_of(
    little: OxigraphEngine, text: str, warnings: list[str]
) -> None:
    found = [f"line {w.line}: {w.message}" for w in unknown_terms(little, text, PREFIXES)]
    assert len(found) == len(warnings), found
    assert all(said in message for said, message in zip(warnings, found, strict=True)), found


def test_warnings_go_to_standard_error_and_the_answer_comes(ask: Ask) -> None:
    code, out, err = ask("SELECT ?m { ?m airm:apliesAtStage ?s }", "--format", "sparql-json")
    assert code == 0
    assert json.loads(out)["results"]["bindings"] == []
    assert "warning: line 1: airm:apliesAtStage: no such term is here" in err


# Which part empties the answer

SMALL = """
@prefix : <urn:x:> .
:a a :M ; :in :w ; :name "A" . :b a :M ; :in :w . :w a :F ; :in :top . :c a :N .
GRAPH :g { :d a :M }
"""
PARTS = [
    ("?m a :M . ?m :in :top", [(3, 3), (1, 0)], "?m :in :top"),
    ("?m a :M ; :nope ?n , ?o", [(3, 3), (0, 0), (0, 0)], "?m :nope ?n"),
    ("?m :in/:in :top . ?m :name 'B'", [(2, 2), (0, 0)], "?m :name 'B'"),
    ("?m :in+ :a", [(0, 0)], "?m :in+ :a"),
    (
        "?m a :M OPTIONAL { ?m :nope ?n } FILTER(BOUND(?n))",
        [(3, 3), (0, 3), (None, 0)],
        "FILTER(BO",
    ),
    ("FILTER(?m = :x) ?m a :M", [(3, 3), (None, 0)], "FILTER(?m = :x)"),
    ("?m a :M MINUS { ?m a ?t }", [(3, 3), (None, 0)], "MINUS { ?m a ?t }"),
    ("?m a :M FILTER NOT EXISTS { ?m a ?t }", [(3, 3), (None, 0)], "FILTER NOT EXISTS"),
    ("{ ?m :no 1 } UNION { ?m :in :no }", [(0, 0), (0, 0), (0, 0)], "?m :in :no"),
    ("GRAPH :g { ?m a :M . ?m a :N }", [(0, 0), (1, 1), (0, 0)], "?m a :N"),
    ("?m a :M { SELECT ?m { ?m a :N } }", [(3, 3), (1, 0), (1, 1)], "{ SELECT ?m { ?m a :N } }"),
    ("VALUES ?m { :c } ?m a :M", [(1, 1), (3, 0)], "?m a :M"),
    ("?m a :M BIND(:c AS ?n) ?n a :M", [(3, 3), (None, 3), (3, 0)], "?n a :M"),
    ("?m a :M { ?m :in ?w . ?w a :N }", [(3, 3), (0, 0), (3, 3), (1, 0)], "?w a :N"),
]


@pytest.fixture(scope="module")
def small() -> OxigraphEngine:
    store = ox.Store()
    store.load(input=SMALL, format=ox.RdfFormat.TRIG)
    return OxigraphEngine(store)


@pytest.mark.parametrize(("where", "counts", "cause"), PARTS)
def test_the_part_that_empties_an_answer_is_found(
    small: OxigraphEngine, where: str, counts: list[tuple[int | None, int]], cause: str
) -> None:
    text = f"PREFIX : <urn:x:> SELECT ?m WHERE {{ {where} }}"
    assert read_answer(small.query(text)).is_empty
    steps = explain(small, text, {})
    assert [(step.alone, step.together) for step in steps] == counts
    assert [step.text for step in steps if step.empties][-1].startswith(cause)


def test_a_condition_on_groups_is_explained(small: OxigraphEngine) -> None:
    text = "PREFIX : <urn:x:> SELECT ?w { ?m :in ?w } GROUP BY ?w HAVING(COUNT(?m) > 9)"
    last = explain(small, text, {})[-1]
    assert (last.text, last.empties) == ("GROUP BY ?w HAVING(COUNT(?m) > 9)", True)


def test_a_bound_variable_is_bound_in_the_explanation(small: OxigraphEngine) -> None:
    text = "PREFIX : <urn:x:> SELECT ?m { ?m a :M ; :name ?n }"
    steps = explain(small, text, {"m": "urn:x:b"})
    assert [(step.alone, step.together, step.empties) for step in steps] == [
        (1, 1, False),
        (0, 0, True),
    ]


def test_an_empty_answer_is_explained_on_request(ask: Ask) -> None:
    text = "SELECT ?m { ?m a airm:Mitigation . ?m airm:appliesAtStage airmid:stage-deploy ; a ?m }"
    code, out, err = ask(text, "--explain", "--format", "csv")
    assert (code, out) == (0, "m\n")
    assert re.search(r"^0 +0 +\?m a \?m +← no solutions from here on$", err, re.MULTILINE)
    assert err.endswith("nothing in the graph matches: ?m a ?m\n")


# How long, and how much


def test_a_limit_is_asked_of_the_engine(ask: Ask) -> None:
    """Whoever took all of these crosses would not come back."""
    product = "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    code, out, _ = ask(f"SELECT * {product}", "--limit", "3", "--format", "sparql-csv")
    assert (code, len(out.splitlines())) == (0, 4)
    code, out, err = ask(f"CONSTRUCT WHERE {product}", "--limit", "3", "--format", "ntriples")
    assert (code, len(out.splitlines())) == (0, 3)
    assert err == "airm-graph: the first 3 triples; there are more\n"
    _, out, _ = ask(STAGES, "--limit", "2")
    assert out.endswith("the first 2 rows; there are more\n")


@pytest.mark.parametrize(
    ("text", "limited"),
    [
        ("SELECT * {} # why", "SELECT * {} # why\nLIMIT 5\n"),
        ("SELECT * {} LIMIT 9 OFFSET 2", "SELECT * {} LIMIT 5 OFFSET 2"),
        ("SELECT * {} OFFSET 2 limit 3", "SELECT * {} OFFSET 2 limit 3"),
        ("SELECT * {} VALUES ?x { 1 }", "SELECT * {} \nLIMIT 5\nVALUES ?x { 1 }"),
        ("SELECT * { { SELECT * {} LIMIT 9 } }", "SELECT * { { SELECT * {} LIMIT 9 } }\nLIMIT 5\n"),
        ("ASK {}", "ASK {}"),
        ("CONSTRUCT { ?s ?p 1 } { ?s ?p ?o }", "CONSTRUCT { ?s ?p 1 } { ?s ?p ?o }"),
    ],
)
def test_a_limit_is_put_where_it_belongs(text: str, limited: str) -> None:
    assert with_limit(text, 5) == limited
    ox.Store().query(limited)


def start(build: Build, *args: str) -> subprocess.Popen[str]:
    folder = str(build.folder.parents[1])
    command = [sys.executable, "-m", "airm_graph", "-q", "--workspace", folder, "query", "-", *args]
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        command,
        stdin=pipe,
        stdout=pipe,
        stderr=pipe,
        text=True,
        preexec_fn=lambda: signal.signal(
            signal.SIGINT, signal.SIG_DFL
        ),  # ignored in the background
    )
    assert process.stdin is not None
    process.stdin.write(CROSS)
    process.stdin.close()
    process.stdin = None
    return process


def test_a_deadline_ends_what_would_never_end(build: Build) -> None:
    started = time.monotonic()
    process = start(build, "--timeout", "0.3")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert err == "airm-graph: no answer within 0.3 s; raise --timeout, or ask for less\n"
    assert time.monotonic() - started < 20


def test_an_interrupted_query_ends_at_once(build: Build) -> None:
    process = start(build)
    seconds = 0.0
    while seconds < 0.8:  # by then the engine counts; a start takes half of it
        time.sleep(0.05)
        with Path(f"/proc/{process.pid}/stat").open() as file:
            seconds = int(file.read().rsplit(")", 1)[1].split()[11]) / os.sysconf("SC_CLK_TCK")
    process.send_signal(signal.SIGINT)
    started = time.monotonic()
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err.strip()) == (130, "airm-graph: interrupted")
    assert time.monotonic() - started < 5


# Parameters


@pytest.mark.parametrize(
    ("slug", "param", "said"),
    [
        ("measures-of-framework", "framework=wiener20", "did you mean 'airmid:framework-wiener20"),
        ("measures-of-framework", "framework=airmid:framework-wiener202", "airmid:framework-wien"),
        (
            "measures-of-framework",
            "framework=stage-deploy",
            "is a concept (skos:Concept); expected",
        ),
        (
            "measures-of-framework",
            "framework=airm:Framework",
            "is a class (owl:Class); expected a w",
        ),
        ("measures-of-framework", "framework=https://example.org/", "no work is called"),
        ("measures-of-framework", "framework=<urn:a b>", "no work is called"),
        ("measures-of-framework", "framework=http://a b", "no IRI"),
        ("measures-of-framework", "frame=x", "has no parameter 'frame'; it has: framework"),
        (
            "things-by-class",
            "class=Mitigatio",
            "no class is called 'Mitigatio': did you mean 'airm:",
        ),
        ("sources", "graph=source-nowhere", "nothing is called 'source-nowhere'"),
    ],
)
def test_a_value_that_does_not_fit_is_refused(ask: Ask, slug: str, param: str, said: str) -> None:
    code, _, err = ask("", slug, "--param", param)
    assert code == 2
    assert said in err
    assert len(err.splitlines()) == 1


def test_values_of_each_class_are_found_by_their_names(build: Build) -> None:
    right = {
        ("measures-of-framework", "framework", "Wiener2024"): "airmid:framework-wiener2024",
        ("things-by-class", "class", "Mitigation"): "airm:Mitigation",
        ("sources", "graph", "source-mitv1"): "airmg:source-mitv1",
    }
    for (slug, name, value), curie in right.items():
        prefix, _, local = curie.partition(":")
        found = bound_values(build.engine, get_query(slug), {name: value})
        assert found == {name: PREFIXES[prefix] + local}


def test_a_class_in_a_header_is_one_of_the_vocabulary_and_has_instances(build: Build) -> None:
    kinds = {kind for query in list_queries() for kind, _ in query.params.values()}
    for kind in sorted(kinds - {ANYTHING, CLASS}):
        assert build.engine.select(f"{PROLOGUE} SELECT DISTINCT ?x {{ ?x a {kind} }} LIMIT 1"), kind
    assert set(ALSO) <= kinds


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["measures-of-framework", "--param", "f"], {"framework="}),
        (["measures-of-framework", "--param", "framework=framework-w"], {"wiener2024"}),
        (["measures-of-framework", "--limit", "3", "--param", "framework=stage"], set()),
        (["measures-of-framework", "--param", "x=1"], set()),
        (["nowhere", "--param", "f"], set()),
        (["measures-of-framew"], {"measures-of-framework"}),
    ],
)
def test_the_shell_is_offered_what_fits(build: Build, typed: list[str], offered: set[str]) -> None:
    folder = str(build.folder.parents[1])
    completion = ShellComplete(main, {}, "airm-graph", "_X")
    *before, last = ["--workspace", folder, "query", *typed]
    # click declares the words as one text, and takes a list
    offers = completion.get_completions(before, last)  # type: ignore[arg-type]
    found = {item.value for item in offers}
    assert {value.removeprefix("framework=framework-") for value in found} == offered


# The library


def test_one_query_of_the_library_is_printed(ask: Ask) -> None:
    query = get_query("measures-of-framework")
    assert ask("", query.slug, command="queries")[1] == query.text
    (row,) = json.loads(ask("", query.slug, "--format", "json", command="queries")[1])["rows"]
    assert (row["sparql"], row["parameters"]) == (query.text, ["framework"])


def test_the_page_of_the_library_is_printed(ask: Ask, tmp_path: Path) -> None:
    assert ask("", "--catalogue", command="queries")[1] == catalogue_markdown()
    ask("", "--catalogue", "-o", str(tmp_path / "page.md"), command="queries")
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == catalogue_markdown()
    assert ask("", "--catalogue", "--role", "gap", command="queries")[0] == 2
