"""200 requests that are wrong, each in another way, as the bytes that go over the wire."""

import random
from collections.abc import Iterator

QUERY = (
    "SELECT DISTINCT ?m { ?m airm:appliesAtStage airmid:stage-deploy . FILTER(STRLEN('a') = 1) }"
)
SPARQL, FORM = "application/sparql-query", "application/x-www-form-urlencoded"
COUNT = 200
PATHS = (
    "/../../../../etc/passwd",
    "/static/../../pyproject.toml",
    "/static/%2e%2e/%2e%2e/airm.ttl",
    "/static/..%2f..%2f..%2fetc%2fpasswd",
    "/static/style.css%00.html",
    "/id/%00",
    "/id/..%2f..%2fgraph%2ffacts",
    "/graph/%ff%fe",
    "/query/../../../x.rq",
    "/id/" + "a" * 30_000,
    "/query/%3Cscript%3E.html",
    "/browse?page=-1",
    "/browse?page=99999999999999999999",
    "/browse?stage=nowhere",
    "/matrix?by=nothing&by=nothing",
    "/cell?framework=",
    "/cell?" + "&".join(f"x{n}=y" for n in range(2000)),
    "/sparql?query=",
    "/sparql?query=SELECT&query=SELECT",
    "/sparql?query=%zz",
    "/sparql?query=%ff%fe",
    "/sparql?query=ASK%7B%7D&default-graph-uri=not%20an%20iri",
    "/sparql?update=DROP%20ALL",
    "/data?graph=%3C%3E",
    "/data?default&graph=urn:x",
)
TEXTS = (
    "INSERT DATA { <a:s> <a:p> 1 }",
    "DROP ALL",
    "LOAD <file:///etc/passwd>",
    "LOAD <http://192.0.2.1/x.ttl>",
    "SELECT * { SERVICE <http://192.0.2.1/sparql> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <http://127.0.0.1:1/> { ?s ?p ?o } }",
    "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o",
    "SELECT ?x { ?x unknown:y ?z }",
    "SELECT (COUNT(?x) AS ?x) { ?x ?p ?o }",
    "SELECT * { ?s ?p 'never closed }",
    "SELECT * { ?s ?p <never closed }",
    "SELECT * " + "{" * 20_000,
    "SELECT * { FILTER(" + "(" * 50_000 + "1" + ")" * 50_000 + ") }",
    "SELECT * { FILTER(" + "!" * 100_000 + "true) }",
    "SELECT * { ?s " + "^" * 60_000 + "<a:p> ?o }",
    "SELECT * { ?s " + "/".join(["<a:p>"] * 20_000) + " ?o",
    "\x00\x01\x02",
    "\\u0000" * 1000,
    "PREFIX " * 5000,
    "#" * 200_000,
)


def request(
    method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """The bytes of a request, as wrong as its parts."""
    said = {"Host": "127.0.0.1", "Connection": "close", "Content-Length": str(len(body))}
    said |= headers or {}
    lines = [f"{method} {path} HTTP/1.1", *(f"{name}: {value}" for name, value in said.items())]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def _wire() -> Iterator[bytes]:
    """Not HTTP at all, or hardly."""
    yield b"\r\n\r\n"
    yield b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"  # TLS
    yield b"GET\r\n\r\n"
    yield b"GET / HTTP/9.9\r\n\r\n"
    yield b"GET /sparql HTTP/1.1\r\nHost: a\r\nHost: b\r\nContent-Length: -5\r\n\r\n"
    yield b"POST /sparql HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\nxx\r\n"
    yield b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"y" * 200_000 + b"\r\n\r\n"
    yield b"GET / HTTP/1.1\r\n" + b"".join(b"H%d: v\r\n" % n for n in range(5000)) + b"\r\n"
    yield request("GET", "/sparql", headers={"Accept": "," * 20_000})
    yield request("GET", "/", headers={"Accept": "image/png;q=banana"})
    yield request("GET", "/sparql?query=ASK%7B%7D", headers={"Accept": "image/png"})
    yield request("POST", "/sparql", b"x" * (1 << 20), {"Content-Type": SPARQL})
    yield request("POST", "/sparql", b"query=" + b"%" * 5000, {"Content-Type": FORM})
    yield request("POST", "/sparql", b"ASK {}", {"Content-Type": "text/plain"})
    yield request("POST", "/sparql", b"\xff\xfe\x00", {"Content-Type": SPARQL})
    yield request("POST", "/sparql", b"update=DROP%20ALL", {"Content-Type": FORM})
    yield request("POST", "/sparql", b"DROP ALL", {"Content-Type": "application/sparql-update"})
    for method in ("PUT", "DELETE", "PATCH", "TRACE", "CONNECT", "OPTIONS", "BREW"):
        yield request(method, "/data?default")
        yield request(method, "/sparql", b"DROP ALL", {"Content-Type": SPARQL})


def malformed() -> list[bytes]:
    """As many as :data:`COUNT`; the last ones are an ordinary query with bytes changed."""
    found = list(_wire())
    found += [request("GET", path) for path in PATHS]
    found += [request("POST", "/sparql", t.encode(), {"Content-Type": SPARQL}) for t in TEXTS]
    choose = random.Random(6)  # noqa: S311 - the same requests each time
    assert len(set(found)) == len(found)
    while len(set(found)) < COUNT:
        text = bytearray(QUERY.encode())
        for _ in range(choose.randint(1, 6)):
            text[choose.randrange(len(text))] = choose.randrange(256)
        cut = bytes(text[: choose.randrange(20, len(text))])
        found.append(request("POST", "/sparql", cut, {"Content-Type": SPARQL}))
    return list(dict.fromkeys(found))
