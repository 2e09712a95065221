"""A remote store may be slow, broken or hostile: it gets one sentence, and never the password."""

import json
import re
import time
from collections.abc import Callable

import pytest
from odd_store import JSON, YES, Handler, OddStore, Reply, always, odd_store

from airm_graph.errors import RemoteError
from airm_graph.remote import client as client_module
from airm_graph.remote.client import Client
from airm_graph.remote.digest import Challenge
from airm_graph.remote.endpoint import MOST, PASSWORD, TOKEN, USER, Endpoint, shown
from airm_graph.remote.engine import RemoteEngine
from airm_graph.remote.results import Solutions, read

SECRET = "correct horse"  # noqa: S105
SELECT = "SELECT ?x WHERE { ?x a ?y }"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "PAUSE", 0.01)


def solutions(*values: str) -> bytes:
    bindings = [{"x": {"type": "uri", "value": value}} for value in values]
    return json.dumps({"head": {"vars": ["x"]}, "results": {"bindings": bindings}}).encode()


def asking(store: OddStore, timeout: float = 5, **more: str) -> RemoteError:
    """What is said about a store that gives no answer, in good time."""
    endpoint = Endpoint.of(store.url, more, timeout)
    began = time.monotonic()
    with pytest.raises(RemoteError) as error:
        read(Client(endpoint).ask(SELECT), endpoint.shown)
    assert time.monotonic() - began < timeout + 3
    said = str(error.value)
    assert store.url in said
    assert "\n" not in said
    assert len(said) < 600
    return error.value


def dripping(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    while not handler.store.ended.wait(0.05):
        handler.wfile.write(b" ")
        handler.wfile.flush()


def dripping_headers(handler: Handler) -> None:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    while not handler.store.ended.wait(0.05):
        handler.wfile.write(b"a")
        handler.wfile.flush()


def silent(handler: Handler) -> None:
    handler.store.ended.wait(10)


def broken_off(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(solutions("urn:a"))
    handler.close_connection = True


def rude(handler: Handler) -> None:
    handler.wfile.write(b"hello\r\n\r\n")
    handler.close_connection = True


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", JSON)
    handler.end_headers()
    while True:
        handler.wfile.write(b" " * (1 << 16))


PAGE = b"<html><head><title>Oops</title></head><body><h1>It   broke</h1>\n at line 1</body></html>"
CELL = '{"head":{"vars":["x"]},"results":{"bindings":[{"x":%s}]}}'
HOSTILE: dict[str, tuple[Reply, str]] = {
    "an error page": (always(500, PAGE, "text/html"), "answered 500 .*: It broke at line 1"),
    "a page as an answer": (always(200, PAGE, "text/html"), "answered 'text/html' and not"),
    "a page that calls itself JSON": (always(200, PAGE), "not SPARQL results in JSON"),
    "nothing": (always(200, b""), "it is empty"),
    "half of it": (always(200, solutions("urn:a")[:-9]), "not SPARQL results in JSON"),
    "a number for a text": (
        always(200, (CELL % '{"type":"literal","value":7}').encode()),
        "not SPARQL results in JSON",
    ),
    "a type that there is not": (
        always(200, (CELL % '{"type":"thing","value":"a"}').encode()),
        "Unexpected term type",
    ),
    "an IRI that is none": (
        always(200, (CELL % '{"type":"uri","value":"a b"}').encode()),
        "not SPARQL results in JSON",
    ),
    "a variable that nobody selected": (
        always(200, solutions("urn:a").replace(b'["x"]', b'["y"]')),
        "not SPARQL results in JSON",
    ),
    "brackets without end": (always(200, b"[" * 1_000_000), "not SPARQL results in JSON"),
    "bytes that are no text": (always(200, b"\xff\xfe\x00"), "not SPARQL results in JSON"),
    "a compressed answer": (
        always(200, b"\x1f\x8b", Content_Encoding="gzip"),
        "in the encoding 'gzip', which was not asked for",
    ),
    "a broken answer": (broken_off, "broke off its answer .*, 4 times"),
    "silence": (silent, "in 0.5 s"),
    "an answer that drips": (dripping, "gave no whole answer in 0.5 s"),
    "headers that drip": (dripping_headers, "gave no whole answer in 0.5 s"),
    "an answer without end": (endless, "more than 1 MB"),
    "control characters": (always(400, b"a\x1b[31mb\x00c\r\nd"), r"answered 400 .*: a \[31mb c d"),
    "a circle": (always(302, Location="/sparql"), "redirects more than 5 times"),
    "a way to a file": (always(302, Location="file:///etc/passwd"), "not as safe; it is not asked"),
    "a way to nowhere": (always(307, Location="http://:99999/"), "not the address of a store"),
    "another way of asking": (always(303, Location="/elsewhere"), "answered 303"),
    "no status": (
        rude,
        "cannot be reached",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_store_does_ends_in_one_sentence(name: str) -> None:
    reply, expected = HOSTILE[name]
    with odd_store(reply) as store:
        said = str(asking(store, 0.5 if "0.5" in expected else 5, **{MOST: "1"}))
    assert re.search(expected, said), said


def test_a_store_that_is_not_there_is_asked_four_times_and_named() -> None:
    told: list[str] = []
    endpoint = Endpoint.of("http://127.0.0.1:1/sparql")
    with pytest.raises(RemoteError, match=r"127.0.0.1:1/sparql cannot be reached .*, 4 times"):
        Client(endpoint, told.append).ask("ASK {}")
    assert len(told) == 3


def busy(times: int, status: int, **headers: str) -> Reply:
    left = [times]

    def reply(handler: Handler) -> None:
        left[0] -= 1
        handler.say(status, b"later", **headers) if left[0] >= 0 else handler.say(200, YES)

    return reply


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_store_is_asked_again(status: int) -> None:
    with odd_store(busy(3, status)) as store:
        assert read(Client(Endpoint.of(store.url)).ask("ASK {}"), "") is True
        assert len(store.asked) == 4
    with odd_store(busy(4, status)) as store:
        assert f"answered {status}" in str(asking(store))


def test_what_writes_is_sent_once() -> None:
    with odd_store(busy(1, 503)) as store:
        with pytest.raises(RemoteError, match="answered 503"):
            Client(Endpoint.of(store.url)).send("POST", store.url, b"", again=False)
        assert len(store.asked) == 1


def test_a_wait_that_a_store_asks_for_is_kept_if_it_is_short() -> None:
    with odd_store(busy(1, 503, Retry_After="1")) as store:
        began = time.monotonic()
        Client(Endpoint.of(store.url)).ask("ASK {}")
        assert 1 <= time.monotonic() - began < 3
    with odd_store(busy(1, 503, Retry_After="31")) as store:
        asking(store)
        assert len(store.asked) == 1


# Who asks


def test_basic_is_given_when_it_is_asked_for_and_never_said() -> None:
    def reply(handler: Handler) -> None:
        sent = handler.asked.headers.get("authorization", "")
        if not sent:
            handler.say(401, b"", WWW_Authenticate='Basic realm="here"')
        elif "ASK" in handler.asked.query:
            handler.say(200, YES)
        else:
            handler.say(500, f"you said {sent} and {SECRET}".encode())

    with odd_store(reply) as store:
        client = Client(Endpoint.of(store.url, {USER: "me", PASSWORD: SECRET}))
        client.ask("ASK {}")
        client.ask("ASK {}")
        assert len(store.asked) == 3  # the challenge is remembered
        said = str(asking(store, 5, **{USER: "me", PASSWORD: SECRET}))
        assert SECRET not in said
        assert "bWU6" not in said
        assert SECRET not in repr(client.endpoint)
        assert "give credentials in AIRM_GRAPH_STORE_USER" in str(asking(store))


def test_digest_answers_as_the_standard_computes_it() -> None:
    """The example of RFC 7616, section 3.9.1."""
    said = {
        "realm": "http-auth@example.org",
        "nonce": "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
        "opaque": "FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
        "qop": "auth, auth-int",
    }
    own = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"
    expected = {
        "MD5": "8ca523f5e9506fed4657c9700eebdbec",
        "SHA-256": "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
    }
    for algorithm, response in expected.items():
        challenge = Challenge("digest", {**said, "algorithm": algorithm}, count=1)
        target = "/dir/index.html"
        text = challenge._digest("Mufasa", "Circle of Life", f"GET:{target}", target, own)
        assert f'response="{response}"' in text


@pytest.mark.parametrize("other", [False, True])
def test_a_token_goes_to_its_own_host_only(other: bool) -> None:
    with odd_store(always(200, YES)) as second:

        def reply(handler: Handler) -> None:
            target = second.url if other else "/again"
            handler.say(200, YES) if handler.path == "/again" else handler.say(307, Location=target)

        with odd_store(reply) as first:
            Client(Endpoint.of(first.url, {TOKEN: SECRET})).ask("ASK {}")
            asked = second.asked if other else first.asked[1:]
    assert len(asked) == 1
    assert asked[0].query == "ASK {}"
    assert ("authorization" in asked[0].headers) is not other


@pytest.mark.parametrize(
    ("url", "environment", "expected"),
    [
        ("http://me:secret@example.org/sparql", {}, "has credentials in it"),
        ("ftp://example.org/", {}, "is not the address of a store"),
        ("example.org/sparql", {}, "is not the address of a store"),
        ("http://example.org:port/", {}, "is not the address of a store"),
        ("http://example.org/a b", {}, "is not the address of a store"),
        ("http://example.org/#g", {}, "ends in a #fragment"),
        ("http://example.org/", {USER: "me"}, f"{USER} is set and {PASSWORD} is not"),
        ("http://example.org/", {PASSWORD: "secret"}, f"{PASSWORD} is set and {USER} is not"),
        ("http://e.org/", {USER: "me", PASSWORD: "secret", TOKEN: "secret"}, "expected one of"),
        ("http://example.org/", {TOKEN: "secret\r\nX-More: 1"}, "a control character is in"),
        ("http://example.org/", {MOST: "many"}, "expected a number of megabytes"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused(
    url: str, environment: dict[str, str], expected: str
) -> None:
    with pytest.raises(RemoteError, match=expected) as error:
        Endpoint.of(url, environment)
    assert "secret" not in str(error.value)


def test_keys_in_an_address_are_sent_and_not_shown() -> None:
    with odd_store(always(403, b"no")) as store:
        endpoint = Endpoint.of(f"{store.url}?key=secret")
        with pytest.raises(RemoteError) as error:
            Client(endpoint).ask("ASK {}")
        assert store.asked[0].path == "/sparql?key=secret"
    assert "secret" not in str(error.value)
    assert endpoint.shown == store.url == shown(endpoint.url)


def test_credentials_that_others_can_read_on_the_way_are_warned_of() -> None:
    for url, warned in {
        "http://example.org/": True,
        "https://example.org/": False,
        "http://127.0.0.1/": False,
    }.items():
        told: list[str] = []
        Client(Endpoint.of(url, {TOKEN: SECRET}), told.append)
        assert bool(told) is warned
        assert SECRET not in "".join(told)


# Answers that are cut


def cutting(most: int, total: int, counted: Callable[[str], None] = lambda _: None) -> Reply:
    """A store that holds so many rows and gives no more than ``most`` of them, silently."""

    def reply(handler: Handler) -> None:
        text = handler.asked.query
        counted(text)
        if "ASK {" in text:
            handler.say(200, YES)
            return
        limit = re.search(r"LIMIT (\d+)", text)
        offset = re.search(r"OFFSET (\d+)", text)
        first = int(offset[1]) if offset else 0
        last = min(total, first + min(most, int(limit[1]) if limit else total))
        body = solutions(*(f"urn:{number}" for number in range(first, last)))
        handler.say(200, body.replace(b'"x"', b'"s"') if "?s ?p ?o" in text else body)

    return reply


def test_a_silently_cut_answer_is_asked_for_in_pages() -> None:
    texts: list[str] = []
    with odd_store(cutting(150, 420, texts.append)) as store:
        engine = RemoteEngine(Client(Endpoint.of(store.url)))
        rows = engine.select(SELECT)
        assert [row["x"] for row in rows] == [f"urn:{number}" for number in range(420)]
        assert texts[-1].endswith("\nORDER BY ?x LIMIT 150 OFFSET 300")
        with pytest.raises(RemoteError, match="gives at most 150 rows, and the query chooses"):
            engine.select(SELECT + " LIMIT 200")
        assert len(engine.select(SELECT + " LIMIT 150")) == 150


def test_an_answer_that_is_whole_is_asked_for_once() -> None:
    texts: list[str] = []
    with odd_store(cutting(1000, 420, texts.append)) as store:
        engine = RemoteEngine(Client(Endpoint.of(store.url)))
        assert engine.dataset.switch == "as it is"
        engine._given = 419
        texts.clear()
        with odd_store(cutting(1000, 10_000)) as larger:  # it does hold more than these rows
            engine.client.endpoint = Endpoint.of(larger.url)
            assert not engine.gives_only(420)
        assert len(engine.select(SELECT + " LIMIT 420")) == 420


def test_terms_are_read_as_the_local_engine_writes_them() -> None:
    xsd = "http://www.w3.org/2001/XMLSchema#"
    cells = {
        f'{{"type":"typed-literal","value":"1","datatype":"{xsd}boolean"}}': (
            f'"true"^^<{xsd}boolean>'
        ),
        f'{{"type":"literal","value":"a","datatype":"{xsd}string"}}': '"a"',
        '{"type":"literal","value":"a","xml:lang":"en-GB"}': '"a"@en-gb',
    }
    for cell, term in cells.items():
        with odd_store(always(200, (CELL % cell).encode())) as store:
            found = read(Client(Endpoint.of(store.url)).ask(SELECT), "")
            assert isinstance(found, Solutions)
            assert str(found.rows[0]["x"]) == term
            assert [str(row["x"]) for row in found.as_engine_gives_them()] == [term]
