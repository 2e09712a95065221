"""What the text of a query says before it is parsed, held against what Oxigraph really reads."""

import json
import re
import subprocess
import sys
from collections.abc import Callable

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from airm_graph.errors import QueryError
from airm_graph.queries import list_queries
from airm_graph.sparql_text import MOST_PARTS, asks_service, check_text, names_dataset, tokens
from airm_graph.store import PROLOGUE

CALL = "<http://127.0.0.1:9/> {}"  # what follows SERVICE
PREFIXES = "PREFIX a: <urn:a> PREFIX : <urn:b> "


def parses(text: str) -> bool:
    """Whether Oxigraph reads the text; it is not answered, for the variable is not selected."""
    try:
        ox.Store().query(text, substitutions={ox.Variable("unselected"): ox.NamedNode("urn:x")})
    except SyntaxError:
        return False
    except RuntimeError as error:
        return "?unselected" in str(error)
    raise AssertionError("the query was answered")


def asks_by_oxigraph(text: str) -> bool:
    """Whether Oxigraph reads the keyword: another word in its place is then no SPARQL."""
    return parses(text) and not parses(re.sub("(?i)service", "SERVICX", text, flags=re.ASCII))


# Every one of these reaches another address when Oxigraph answers it.
KEYWORDS = [
    f"SERVICE {CALL}",
    f"service {CALL}",
    f"SeRvIcE SILENT {CALL}",
    f"SERVICESILENT {CALL}",
    "SERVICE?x{}",
    "SERVICE $x {}",
    "SERVICE:x{}",
    f"SERVICE#\n{CALL}",
    f"{{}}SERVICE{CALL}",
    f"?s ?p 1.SERVICE {CALL}",
    f"?s ?p 1SERVICE {CALL}",
    f"?s ?p trueSERVICE {CALL}",
    f"?s ?p ?o.SERVICE {CALL}",
    f"?s ?p ''SERVICE {CALL}",
    f"?s ?p 'x'@en.SERVICE {CALL}",
    f"?s ?p 'x'^^<urn:x>SERVICE {CALL}",
    f"?s ?p 'a\\\\'SERVICE {CALL}",
    f"?s ?p '''a\\'''SERVICE'''SERVICE {CALL}",
    f"?s ?p ''''SERVICE'''SERVICE {CALL}",
    f"BIND(1 AS ?x)SERVICE {CALL}",
    f"FILTER(?a<?b)SERVICE {CALL} FILTER(?b>?a)",
    f"FILTER(?a<'x>')SERVICE {CALL} FILTER(?a='')",
    f"FILTER(?a<'x>')SERVICE {CALL} #'",
    f"FILTER(?a<a:#>'''\n)SERVICE {CALL} #'''",
    f"# it's\nSERVICE {CALL}",
    f"#\rSERVICE {CALL}",
    f"?s ?p <http://x/#y> SERVICE {CALL}",
    f"?s ?p <http://x/it's> SERVICE {CALL} # '",
    f"OPTIONAL {{ SERVICE {CALL} }}",
    f"FILTER EXISTS {{ SERVICE {CALL} }}",
    f"{{ SELECT * {{ SERVICE {CALL} }} }}",
]
# None of these does.
OTHERS = [
    "?service ?p $Service",
    "?s ?p 'service'",
    '?s ?p "a SERVICE b"',
    "?s ?p '''it's a\n SERVICE ''' ",
    r"?s ?p 'it\'s a SERVICE'",
    "?s ?p <http://example.org/SERVICE#service>",
    "?s a:service ?o",
    "?s :service ?o",
    "?s a:web-service ?o",
    r"?s a:b\#SERVICE ?o",
    "?s ?p ?o # SERVICE <http://x/> {}",
    "?s ?p <http://x/#y> FILTER(CONTAINS('service', 'x'))",
    "FILTER(?x<5 && ?y>5) ?s ?p 'service'",
    "?s ?p 'x' FILTER(REGEX(?x, 'service|\"x'))",
]


@pytest.mark.parametrize("text", KEYWORDS)
def test_service_is_seen(text: str) -> None:
    query = f"{PREFIXES} SELECT * {{ {text}\n }}"
    assert asks_by_oxigraph(query), "this list holds what Oxigraph takes for the keyword"
    assert asks_service(query)


@pytest.mark.parametrize("text", OTHERS)
def test_what_only_looks_like_service_is_let_through(text: str) -> None:
    query = f"{PREFIXES} SELECT * {{ {text}\n }}"
    assert parses(query)
    assert not asks_by_oxigraph(query)
    assert not asks_service(query)


def test_service_is_seen_where_an_engine_decodes_first() -> None:
    assert asks_service(rf"SELECT * {{ \u0053ERVICE {CALL} }}")
    assert asks_service(rf"SELECT * {{ ?s ?p 'x\u0027 \U00000053ervice {CALL} #' }}")
    assert not asks_service(r"SELECT * { ?s ?p '\u0053ERVICE' }")


def test_service_is_seen_beside_a_prefix_of_that_name() -> None:
    query = "PREFIX SERVICE: <http://127.0.0.1:9/> SELECT * { SERVICE SERVICE:a {} }"
    assert asks_by_oxigraph(query)
    assert asks_service(query)


def test_service_is_suspected_where_the_text_cannot_be_split() -> None:
    assert asks_service("SELECT * { ?s ?p 'service }")


def test_no_library_query_asks_elsewhere() -> None:
    assert not [query.slug for query in list_queries() if asks_service(query.text)]


SIGNS = [*"?$:'\"<>#.,;()=@^|&!/-1ax \n\r", "{}", "'''", '"""', "\\'", "''", "&&", "'x>'", "#>"]
WORDS = ["SERVICE", "service", CALL, "?a", "<?b", "a:b", "<urn:x>", "FILTER(", "BIND(", " AS ?x)"]
WORDS += ["true", f"SERVICE {CALL}", f")SERVICE {CALL}", "FILTER(?a<", "?s ?p ", "_:b", "@en"]
PIECES = st.sampled_from(SIGNS + WORDS)


@settings(max_examples=500, deadline=None)
@given(st.lists(PIECES, max_size=9).map("".join), st.lists(PIECES, max_size=5).map("".join))
def test_no_keyword_of_oxigraph_is_overlooked(left: str, right: str) -> None:
    query = f"{PREFIXES} SELECT * {{ {left}SERVICE {CALL}{right} }}"
    if asks_by_oxigraph(query):
        assert asks_service(query)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("SELECT * FROM <urn:g> {}", True),
        ("ASK FROM NAMED <urn:g> {}", True),
        ("CONSTRUCT { ?from ?p ?o } FROM<urn:g> WHERE { ?from ?p ?o }", True),
        ("SELECT * {} # FROM <urn:g>", False),
        ("SELECT ?from { ?from <urn:from> 'from', ''' FROM ''', \"from\" }", False),
        ("PREFIX from: <urn:f> SELECT * { ?s from:from ?o }", False),
        ("SELECT * { ?s ?p ?o FILTER(?s<'x>FROM') }", False),
    ],
)
def test_a_query_that_names_its_graphs_is_known(text: str, named: bool) -> None:
    assert parses(text)
    assert names_dataset(text) is named


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("?a<?b&&?c>?d", "?a <?b&&?c> ?d"),  # an IRI in a pattern, and not in an expression
        ("FILTER(?a<?b&&?c>?d)", "FILTER ( ?a < ?b && ?c > ?d )"),
        ("FILTER(?a<=?b&&?c>?d)", "FILTER ( ?a <= ?b && ?c > ?d )"),
        ("FILTER(?a=<x:y>)", "FILTER ( ?a = <x:y> )"),
        ("FILTER EXISTS{?a<x:p>?b}", "FILTER EXISTS { ?a <x:p> ?b }"),
        ("FILTER a:f(?a<?b,?c>?d)", "FILTER a:f ( ?a < ?b , ?c > ?d )"),
        ("SELECT(1<2 AS?x){?s<x:p>2.}", "SELECT ( 1 < 2 AS ?x ) { ?s <x:p> 2 . }"),
        ("?s (<x:p>/a:q)*<x:o>", "?s ( <x:p> / a:q ) * <x:o>"),
        ("'a''b'@en-GB", "'a' 'b' @en-GB"),
        ("'''a'b''c\\''''?x", "'''a'b''c\\'''' ?x"),
        ("a:b.c. d:e.", "a:b.c . d:e ."),
        ("a:x\\-y%20z:w", "a:x\\-y%20z:w"),
        ("<a b>", "< a b >"),
        ("1.5e3.x", "1.5e3 . x"),
    ],
)
def test_words_are_those_of_the_engine(text: str, words: str) -> None:
    found = list(tokens(text))
    assert " ".join(token.text for token in found) == words
    assert all(text[token.start : token.end] == token.text for token in found)


def test_every_library_query_is_split_without_rest() -> None:
    for query in list_queries():
        signs = {token.text for token in tokens(query.text) if token.kind == "sign"}
        assert not signs & {'"', "'", "\\", "@", "#", "?", "$"}, query.slug
        check_text(query.text)
        check_text(PROLOGUE + query.text)


# What stands side by side, or within itself, until Oxigraph overflows its stack.
LONG = {
    "alternatives": ("SELECT * { ?s ?p ?o FILTER(?x", "||?x", ") }"),
    "sums": ("SELECT * { ?s ?p ?o FILTER(?x", "+1", ") }"),
    "negations": ("SELECT * { FILTER(", "!", "?x) }"),
    "filters": ("SELECT * { ", "FILTER(?x) ", "}"),
    "conditions": ("SELECT (COUNT(*) AS ?n) {} GROUP BY ?x HAVING ", "(?x)", ""),
    "expressions": ("SELECT ", "(1 AS ?x%) ", "{}"),
    "bindings": ("SELECT * { ", "BIND(1 AS ?x%) ", "}"),
    "unions": ("SELECT * { {} ", "UNION {} ", "}"),
    "differences": ("SELECT * { ", "MINUS{?a ?b ?c} ", "}"),
    "existence": ("SELECT * { ", "FILTER EXISTS {?a ?b ?c} ", "}"),
    "descriptions": ("DESCRIBE ", "<urn:x> ", ""),
    "steps": ("SELECT * { ?s <urn:p>", "|<urn:p>", " ?o }"),
}
NESTED = {
    "brackets": ("SELECT * { FILTER(", "(", "1", ")", ") }"),
    "groups": ("SELECT * ", "{", "", "}", ""),
    "functions": ("SELECT * { FILTER(", "COALESCE(", "1", ")", ") }"),
    "conditions": ("SELECT * { FILTER(", "IF(1,", "1", ",2)", ") }"),
    "existence": ("SELECT * { ", "FILTER EXISTS { ?a ?b ?c ", "", "}", " }"),
    "queries": ("SELECT * { ", "{ SELECT * { ", "", "} }", " }"),
}


def allowed(text: str) -> bool:
    try:
        check_text(text)
    except QueryError:
        return False
    return True


def repeated(name: str, number: int) -> str:
    first, part, last = LONG[name]
    return first + "".join(part.replace("%", str(n)) for n in range(number)) + last


def nested(name: str, number: int) -> str:
    first, opening, inner, closing, last = NESTED[name]
    return first + opening * number + inner + closing * number + last


def largest(make: Callable[[str, int], str], name: str) -> str:
    """The longest text of its kind that is let through."""
    low, high = 1, 4 * MOST_PARTS
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if allowed(make(name, middle)) else (low, middle)
    return make(name, low)


def test_what_is_let_through_does_not_overflow_the_engine() -> None:
    texts = [largest(repeated, name) for name in LONG] + [largest(nested, name) for name in NESTED]
    assert all(not allowed(repeated(name, 10_000)) for name in LONG)
    assert all(not allowed(nested(name, 10_000)) for name in NESTED)
    script = (
        "import sys, json, pyoxigraph as ox\n"
        "for text in json.load(sys.stdin):\n"
        "    try:\n"
        "        ox.Store().query(text, substitutions={ox.Variable('no'): ox.NamedNode('urn:x')})\n"
        "    except RuntimeError as error:\n"
        "        assert '?no' in str(error), error\n"
        "    print(len(text))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=json.dumps(texts), capture_output=True, text=True
    )
    assert done.returncode == 0, (done.returncode, done.stdout, done.stderr[-500:])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * { ?s ?p '" + "x" * 300_000 + "' }", "at most 262,144"),
        ("SELECT * {\n FILTER(" + "(" * 10_000, "more than 100 deep, in line 2"),
        ("SELECT * { FILTER(?a<'x>'||" + "(" * 10_000, "more than 100 deep"),
        ("SELECT * { ?s ?p '\ud800' }", "not UTF-8"),
        ("ASK { FILTER(" + "!" * 10_000 + "?x) }", "10,0"),
    ],
)
def test_a_monstrous_query_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(QueryError, match=re.escape(said)):
        check_text(text)


def test_long_lists_are_no_monsters() -> None:
    check_text("SELECT * { VALUES (?x ?y) { " + "(<urn:x> -1) " * 10_000 + "} ?x ?p ?o }")
    check_text("SELECT * { ?x ?p ?o FILTER(?x IN (" + "<urn:x>, " * 10_000 + "<urn:y>)) }")
