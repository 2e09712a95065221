"""A store that answers what a test tells it to, however wrong, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl

Reply = Callable[["Handler"], None]
JSON = "application/sparql-results+json"
YES = b'{"head":{},"boolean":true}'


@dataclass
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def query(self) -> str:
        """The SPARQL text of its form."""
        return dict(parse_qsl(self.body.decode())).get("query", "")


@dataclass
class OddStore:
    """A server on this machine.

    Attributes:
        reply: What it does with a request.
        asked: The requests so far.
        ended: Set when the test is over, for a reply that waits.
    """

    url: str
    reply: Reply
    asked: list[Asked] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)


class Handler(BaseHTTPRequestHandler):
    """Hands each request to the reply of the store."""

    protocol_version = "HTTP/1.1"
    store: OddStore
    asked: Asked

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.asked = Asked(self.command, self.path, headers, self.rfile.read(length))
        self.store.asked.append(self.asked)
        try:
            self.store.reply(self)
        except OSError:  # the client has heard enough
            self.close_connection = True

    do_GET = do_POST  # noqa: N815 - the base's name

    def say(self, status: int, body: bytes = b"", media_type: str = JSON, **headers: str) -> None:
        """Answer; an underscore in the name of a header stands for a hyphen."""
        self.send_response(status)
        said = {"Content-Type": media_type, "Content-Length": str(len(body)), **headers}
        for name, value in said.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        """Nothing: the tests look at what the client says."""


class Server(ThreadingHTTPServer):
    """Leaves nothing behind when a client goes away."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Nothing, as above."""


@contextmanager
def odd_store(reply: Reply) -> Iterator[OddStore]:
    """A store that replies so, until the end of the block."""

    class OneHandler(Handler):
        pass

    with Server(("127.0.0.1", 0), OneHandler) as server:
        store = OddStore(f"http://127.0.0.1:{server.server_address[1]}/sparql", reply)
        OneHandler.store = store
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield store
        finally:
            store.ended.set()
            server.shutdown()
            thread.join()


def always(status: int, body: bytes = b"", media_type: str = JSON, **headers: str) -> Reply:
    """The same answer to everything."""
    return lambda handler: handler.say(status, body, media_type, **headers)
