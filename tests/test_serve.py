"""The server answers as the standards say, refuses what it should, and lets nothing out."""

import io
import json
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil
import pytest
from our_server import OurServer, our_server
from prometheus_client.parser import text_string_to_metric_families
from rdflib import Graph
from rdflib.compare import isomorphic
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result, ResultRow
from SPARQLWrapper import JSON, SPARQLWrapper

from airm_graph.queries import get_query
from airm_graph.store import OxigraphEngine
from airm_graph.vocab import BASE
from airm_graph.workspace import Build

SELECT = "SELECT ?stage WHERE { ?stage a airm:LifecycleStage } ORDER BY ?stage"
CONSTRUCT = "CONSTRUCT { ?s a airm:LifecycleStage } WHERE { ?s a airm:LifecycleStage }"
ASK = "ASK { ?s a airm:LifecycleStage }"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
PRODUCT = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SORTED = "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a ?c ?d"


@pytest.fixture(scope="module")
def server(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OurServer]:
    folder = tmp_path_factory.mktemp("serve")
    options = ("--timeout", "2", "--memory", "400", "--longest", "8")
    with our_server(build, folder, *options) as found:
        yield found


@pytest.fixture(scope="module")
def client(server: OurServer) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.url, timeout=30) as found:
        yield found


def ask(client: httpx.Client, text: str, accept: str = "*/*", **params: str) -> httpx.Response:
    return client.get("/sparql", params={"query": text, **params}, headers={"accept": accept})


def values(response: httpx.Response) -> list[str]:
    """The first column of rows in JSON."""
    told = response.json()
    name = told["head"]["vars"][0]
    return [row[name]["value"] for row in told["results"]["bindings"]]


pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

# The protocol


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        ("text/turtle, text/csv;q=0.5, */*;q=0.1", "text/csv"),
    ],
)
def test_rows_in_every_format(
    client: httpx.Client, build: Build, accept: str, media_type: str
) -> None:
    response = ask(client, SELECT, accept)
    assert (response.status_code, response.headers["content-type"].partition(";")[0]) == (
        200,
        media_type,
    )
    assert "Accept" in response.headers["vary"]
    wanted = [row["stage"] for row in OxigraphEngine(build.store).select(PREFIXED)]
    assert wanted
    if "tab" in media_type:
        assert response.text.splitlines() == ["?stage", *(f"<{iri}>" for iri in wanted)]
        return
    kinds = {"text/csv": "csv", "application/sparql-results+xml": "xml"}
    found = Result.parse(source=io.BytesIO(response.content), format=kinds.get(media_type, "json"))
    assert [str(row[0]) for row in found if isinstance(row, ResultRow)] == wanted


PREFIXED = f"PREFIX airm: <{BASE}ns#> {SELECT}"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "turtle"),
        ("text/turtle", "turtle"),
        ("application/n-triples", "nt"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
    ],
)
def test_triples_in_every_format(client: httpx.Client, accept: str, kind: str) -> None:
    response = ask(client, CONSTRUCT, accept)
    assert response.status_code == 200
    found = Graph().parse(data=response.text, format=kind)
    assert isomorphic(found, Graph().parse(data=ask(client, CONSTRUCT).text, format="turtle"))
    assert len(found) == len(values(ask(client, SELECT)))


def test_the_three_ways_to_ask(client: httpx.Client) -> None:
    wanted = values(ask(client, SELECT))
    assert len(wanted) > 3
    assert values(client.post("/sparql", data={"query": SELECT})) == wanted
    assert (
        values(client.post("/sparql", content=SELECT, headers={"content-type": DIRECT})) == wanted
    )
    assert ask(client, ASK).json()["boolean"] is True


def test_graphs_of_the_protocol_and_of_the_query(client: httpx.Client) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    one = f"{BASE}graph/source-mitv2"
    (few,) = values(ask(client, count, **{"default-graph-uri": one}))
    (same,) = values(ask(client, count.replace("{", f"FROM <{one}> {{", 1)))
    (everything,) = values(ask(client, count))
    assert 0 < int(few) == int(same) < int(everything)
    named = "SELECT (COUNT(DISTINCT ?g) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert values(ask(client, named, **{"named-graph-uri": one})) == ["1"]
    assert int(values(ask(client, named))[0]) > 10


WRONG = [
    ("GET", "/sparql?query=SELECT", {}, b"", 400),
    ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, b"", 400),
    ("GET", "/sparql?query=%FF%FE", {}, b"", 400),
    ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=no%20iri", {}, b"", 400),
    ("GET", "/sparql?update=DROP%20ALL", {}, b"", 400),
    ("PUT", "/sparql?query=ASK%7B%7D", {}, b"", 405),
    ("POST", "/sparql", {}, b"query=ASK{}", 415),
    ("POST", "/sparql", {"content-type": "text/plain"}, b"ASK {}", 415),
    ("POST", "/sparql", {"content-type": DIRECT}, b"", 400),
    ("POST", "/sparql", {"content-type": DIRECT}, "ASK {}".encode("utf-16"), 400),
    ("POST", "/sparql", {"content-type": FORM}, b"update=DROP%20ALL", 400),
    ("POST", "/sparql", {"content-type": "application/sparql-update"}, b"DROP ALL", 415),
    ("POST", "/sparql?query=ASK%7B%7D", {"content-type": DIRECT}, b"ASK {}", 400),
    ("POST", "/sparql", {"content-type": DIRECT}, b"DROP ALL", 400),
    ("POST", "/sparql", {"content-type": DIRECT}, b"LOAD <http://127.0.0.1:9/>", 400),
    ("POST", "/sparql", {"content-type": DIRECT}, b"ASK { " + b"x" * 300_000 + b"}", 413),
    ("POST", "/sparql", {"content-type": DIRECT}, b"ASK " + b"{" * 50_000, 400),
    ("POST", "/data?default", {"content-type": "text/turtle"}, b"", 405),
    ("PUT", "/data?default", {"content-type": "text/turtle"}, b"", 405),
    ("DELETE", "/data?graph=urn:x", {}, b"", 405),
    ("GET", "/data", {}, b"", 400),
    ("GET", "/data?graph=urn:x", {}, b"", 404),
    ("GET", "/data?graph=urn:x&default", {}, b"", 400),
    ("GET", "/id/nothing-of-the-kind", {}, b"", 404),
    ("GET", "/id/nothing-of-the-kind.ttl", {}, b"", 404),
    ("GET", "/matrix?rows=nonsense", {}, b"", 404),
    ("GET", "/cell?framework=x&category=y", {}, b"", 404),
    ("GET", "/query/frameworks.csv?stage=x", {}, b"", 400),
    ("GET", "/query/nothing.html", {}, b"", 404),
    ("GET", "/static/../serve/app.py", {}, b"", 404),
    ("GET", "/static/%2e%2e/%2e%2e/serve/app.py", {}, b"", 404),
    ("GET", "/static//etc/passwd", {}, b"", 404),
    ("GET", "/id/..%2f..%2fetc%2fpasswd", {}, b"", 404),
    ("TRACE", "/", {}, b"", 405),
]


@pytest.mark.parametrize(("method", "path", "headers", "body", "status"), WRONG)
def test_wrong_requests_get_the_right_status(
    client: httpx.Client, method: str, path: str, headers: dict[str, str], body: bytes, status: int
) -> None:
    request = client.build_request(method, "/", headers=headers, content=body or None)
    request.url = httpx.URL(str(client.base_url)).copy_with(raw_path=path.encode())
    response = client.send(request)
    assert response.status_code == status, response.text[:300]
    assert response.text.strip()
    assert "Traceback" not in response.text
    assert 'File "' not in response.text


def test_what_cannot_be_had_in_a_format_says_what_can(client: httpx.Client) -> None:
    response = ask(client, SELECT, "image/png")
    assert response.status_code == 406
    assert "application/sparql-results+json" in response.text


def test_nothing_was_written(client: httpx.Client, build: Build) -> None:
    (found,) = values(ask(client, "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"))
    default = build.manifest["graphs"]["default"]
    assert int(found) == build.manifest["quads"] - default


# Limits


def test_a_query_that_takes_too_long_is_stopped_and_its_process_gone(
    client: httpx.Client, server: OurServer
) -> None:
    began = time.monotonic()
    response = ask(client, PRODUCT)
    assert response.status_code == 504
    assert "more than 2 seconds" in response.text
    assert time.monotonic() - began < 10
    until = time.monotonic() + 20  # a busy machine takes its time to end a process

    def busy() -> list[psutil.Process]:
        return [p for p in server.family()[1:] if p.status() == psutil.STATUS_RUNNING]

    while busy() and time.monotonic() < until:
        time.sleep(0.1)
    assert not busy()


def test_a_query_that_takes_too_much_memory_is_stopped(client: httpx.Client) -> None:
    big = "SELECT * { VALUES ?x { 1 2 3 4 5 6 7 8 9 } ?a ?b ?c . ?d ?b ?f } ORDER BY ?f ?a ?c"
    response = ask(client, big)
    assert response.status_code == 507
    assert "memory" in response.text
    assert ask(client, ASK).status_code == 200


def test_an_answer_that_is_too_long_is_refused_not_cut(client: httpx.Client) -> None:
    response = ask(client, "SELECT * { ?s ?p ?o }")
    assert response.status_code == 413
    assert "LIMIT" in response.text
    response = ask(client, "SELECT * { ?s ?p ?o } LIMIT 20000", "text/csv")
    assert response.status_code == 200
    assert len(response.content) > 1 << 20  # by way of a file
    assert response.text.count("\r\n") >= 20_001


def test_service_is_refused_and_no_packet_leaves(client: httpx.Client) -> None:
    """Even where the word is hidden from whoever reads the text, the process has no network."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.2)
        port = listener.getsockname()[1]
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                try:
                    heard.append(listener.accept()[0].recv(100))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        address = f"<http://127.0.0.1:{port}/sparql>"
        for text in (
            f"SELECT * {{ SERVICE {address} {{ ?s ?p ?o }} }}",
            f"SELECT * {{ SERVICE SILENT {address} {{ ?s ?p ?o }} }}",
            f"SELECT * {{ \\u0053ERVICE {address} {{ ?s ?p ?o }} }}",
            f"SELECT * {{ BIND({address} AS ?g) SERVICE ?g {{ ?s ?p ?o }} }}",
            f"ASK FROM {address} {{ ?s ?p ?o }}",
        ):
            response = ask(client, text)
            assert response.status_code in {200, 400, 403}, response.text
        stop.set()
        thread.join()
    assert heard == []


# Linked data

THING = "/id/stage-deploy"
KINDS = {
    "text/html": ".html",
    "text/turtle": ".ttl",
    "application/ld+json": ".jsonld",
    "application/n-triples": ".nt",
    "application/rdf+xml": ".rdf",
}


@pytest.mark.parametrize("accept", KINDS)
@pytest.mark.parametrize("path", [THING, "/ns", "/graph/source-mitv2", "/query/frameworks"])
def test_a_thing_leads_to_a_document_about_it(client: httpx.Client, path: str, accept: str) -> None:
    response = client.get(path, headers={"accept": accept})
    assert (response.status_code, response.headers["location"]) == (303, path + KINDS[accept])
    document = client.get(response.headers["location"])
    assert document.status_code == 200
    assert document.headers["content-type"].partition(";")[0] == accept
    if accept != "text/html":
        kind = {".jsonld": "json-ld", ".rdf": "xml", ".nt": "nt"}.get(KINDS[accept], "turtle")
        about = [str(s) for s in Graph().parse(data=document.text, format=kind).subjects()]
        assert any(subject.startswith(BASE + path[1:]) for subject in about)


def test_documents_have_tags_and_heads(client: httpx.Client) -> None:
    for path in (f"{THING}.html", f"{THING}.ttl", "/", "/matrix"):
        whole = client.get(path)
        head = client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["etag"] == whole.headers["etag"]
        again = client.get(path, headers={"if-none-match": whole.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


PLACES = tuple(BASE + place for place in ("id/", "graph/", "ns#", "shape#", "query/"))


def test_every_iri_of_ours_answers(client: httpx.Client, build: Build) -> None:
    """A sample of every kind of IRI that the graph uses as a subject."""
    text = "SELECT DISTINCT ?class (SAMPLE(?s) AS ?one) { ?s a ?class } GROUP BY ?class"
    rows = ask(client, text).json()["results"]["bindings"]
    found = [row["one"]["value"] for row in rows if row["one"]["value"].startswith(PLACES)]
    assert len(found) > 20
    for iri in found:
        path = "/" + quote(iri.removeprefix(BASE).partition("#")[0])
        for suffix in (".html", ".ttl"):
            response = client.get(path + suffix)
            assert response.status_code == 200, (iri, suffix, response.text[:200])


def test_graphs_are_read_by_the_graph_store_protocol(client: httpx.Client, build: Build) -> None:
    name = f"{BASE}graph/source-mitv2"
    response = client.get("/data", params={"graph": name}, headers={"accept": "text/turtle"})
    assert len(Graph().parse(data=response.text)) == build.manifest["graphs"][name]
    default = client.get("/data?default", headers={"accept": "application/n-triples"})
    lines = [line for line in default.text.splitlines() if line]
    assert len(lines) == build.manifest["graphs"]["default"]
    assert client.head("/data", params={"graph": name}).status_code == 200


def test_service_description(client: httpx.Client, server: OurServer, build: Build) -> None:
    for path in ("/sparql", "/void", "/.well-known/void"):
        response = client.get(path, headers={"accept": "application/n-triples"})
        found = Graph().parse(data=response.text, format="nt")
        rows = found.query(
            "PREFIX sd: <http://www.w3.org/ns/sparql-service-description#>"
            "PREFIX void: <http://rdfs.org/ns/void#>"
            "SELECT * { ?s a sd:Service ; sd:endpoint ?e ; sd:defaultDataset ?d ."
            "?d void:triples ?n ; void:sparqlEndpoint ?e }"
        )
        ((endpoint, count),) = [(str(row.e), int(row.n)) for row in rows]  # type: ignore[union-attr]
        assert (endpoint, count) == (f"{server.url}/sparql", build.manifest["quads"])


# Pages


def test_pages_of_every_kind(client: httpx.Client) -> None:
    for path in ("/", "/matrix", "/browse?text=release", "/queries", "/about", "/ns.html"):
        response = client.get(path, headers={"accept": "text/html"})
        assert (response.status_code, path) == (200, path)
        assert "default-src 'none'" in response.headers["content-security-policy"]
        assert response.headers["x-content-type-options"] == "nosniff"
        assert "<script>" not in response.text
        assert " style=" not in response.text


def test_a_library_query_is_asked_by_a_form(client: httpx.Client, build: Build) -> None:
    slug, work = "measures-of-framework", "airmid:framework-wiener2024"
    page = client.get(f"/query/{slug}.html", params={"run": "1", "framework": work})
    wanted = OxigraphEngine(build.store).select(
        get_query(slug).text, framework=f"{BASE}id/framework-wiener2024"
    )
    assert page.status_code == 200
    assert f"{len(wanted)} rows" in page.text
    rows = client.get(f"/query/{slug}.csv", params={"framework": work}).text.splitlines()
    assert len(rows) == len(wanted) + 1
    assert client.get(f"/query/{slug}.rq").text == get_query(slug).text


def test_a_query_is_asked_without_javascript(client: httpx.Client) -> None:
    response = ask(client, SELECT, "text/html,application/xhtml+xml,*/*;q=0.8")
    assert response.status_code == 200
    assert 'href="/id/stage-deploy.html"' in response.text
    wrong = ask(client, "SELECT ?x {", "text/html")
    assert wrong.status_code in {200, 400}
    assert "not a SPARQL query" in wrong.text


# Clients that are not ours


def test_sparqlwrapper(server: OurServer) -> None:
    asked = SPARQLWrapper(f"{server.url}/sparql")
    asked.setReturnFormat(JSON)
    for method in ("GET", "POST"):
        asked.setMethod(method)
        asked.setQuery(SELECT)
        found = asked.queryAndConvert()
        assert len(found["results"]["bindings"]) > 3  # type: ignore[index, call-overload]


def test_sparqlstore_of_rdflib(server: OurServer) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        store = SPARQLStore(f"{server.url}/sparql")
        found = Graph(store=store, identifier=f"{BASE}graph/source-mitv2")
        assert len(list(found.query(PREFIXED))) == 0
        assert len(list(Graph(store=store).query(PREFIXED))) > 3


# Watching


def test_health_and_metrics(client: httpx.Client, build: Build) -> None:
    assert client.get("/healthz").json() == {"status": "ok", "build": build.name}
    ask(client, ASK)
    families = {f.name: f for f in text_string_to_metric_families(client.get("/metrics").text)}
    asked = [
        sample.value
        for sample in families["airm_requests"].samples
        if sample.labels.get("route") == "/sparql" and sample.labels.get("status") == "200"
    ]
    assert asked
    assert asked[0] >= 1
    assert {"airm_jobs", "airm_jobs_ended", "airm_request_seconds"} <= set(families)


def test_the_log_has_a_line_a_request_and_no_query(client: httpx.Client, server: OurServer) -> None:
    response = ask(client, "ASK { ?secret <urn:secret }")
    number = response.headers["x-request-id"]
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line[:1] == "{"]
    (line,) = (each for each in lines if each["request"] == number)
    assert (line["method"], line["path"], line["status"]) == ("GET", "/sparql", 400)
    assert "secret" not in server.log.read_text()


def test_other_sites_may_read(client: httpx.Client) -> None:
    response = client.get("/sparql", params={"query": ASK}, headers={"origin": "https://x.example"})
    assert response.headers["access-control-allow-origin"] == "*"
    asked = {"origin": "https://x.example", "access-control-request-method": "POST"}
    assert client.options("/sparql", headers=asked).status_code == 200
    asked["access-control-request-method"] = "DELETE"
    assert client.options("/sparql", headers=asked).status_code == 400


TOKEN = {"AIRM_GRAPH_TOKEN": "open sesame"}


def test_a_token_is_asked_for(build: Build, tmp_path: Path) -> None:
    with (
        our_server(build, tmp_path, **TOKEN) as server,
        httpx.Client(base_url=server.url) as client,
    ):
        assert client.get("/").status_code == 401
        assert "Bearer" in client.get("/sparql").headers["www-authenticate"]
        assert client.get("/", headers={"authorization": "Bearer wrong"}).status_code == 401
        assert client.get("/", headers={"authorization": "Basic !!"}).status_code == 401
        shown = {"authorization": "Bearer open sesame"}
        assert client.get("/about", headers=shown).status_code == 200
        assert client.get("/about", auth=("anybody", "open sesame")).status_code == 200
        assert client.get("/healthz").status_code == 200
        assert "sesame" not in server.log.read_text()
        family = server.family()
    _, left = psutil.wait_procs(family, 5)
    assert not left
