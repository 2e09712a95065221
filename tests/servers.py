"""Starts and stops SPARQL servers that are not ours, each in a folder of its own.

Each server is a context manager that yields a :class:`Server` which answers, on a free port of this
machine only, and is stopped at the end. Where a server is not installed the test is skipped.
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

PATIENCE = 60.0  # seconds that a server may take until it answers
QUADS = "application/n-quads"


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server; an address that it does not have is empty.

    Attributes:
        name: What it is called.
        query_url: Where queries are asked.
        update_url: Where updates are sent.
        graph_store_url: Where graphs are read and written.
        user: Who may write, where not everybody may.
        password: That user's.
        folder: What it writes lies here, a log among it; gone when it is stopped.
    """

    name: str
    query_url: str
    update_url: str = ""
    graph_store_url: str = ""
    user: str = ""
    password: str = ""
    folder: Path

    @property
    def log(self) -> str:
        """What it printed so far."""
        return (self.folder / "log").read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def program(name: str) -> str:
    """A program on the path, or beside this Python; the test is skipped where there is none."""
    found = shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def answers(url: str) -> bool:
    """Whether something speaks HTTP there, with whatever status."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own address
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


@contextmanager
def running(
    command: Sequence[str], folder: Path, url: str, ready: Callable[[str], bool] = answers
) -> Iterator[None]:
    """A process that is started, waited for, and stopped, however the test ends.

    Args:
        command: What to start.
        folder: Where it is started and where its log goes.
        url: What it answers once it is up.
        ready: Says of ``url`` whether it is up.
    """
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        end = time.monotonic() + PATIENCE
        while not ready(url):
            said = (folder / "log").read_text(encoding="utf-8", errors="replace")[-2000:]
            if process.poll() is not None:
                pytest.fail(f"{command[0]} ended with {process.returncode}:\n{said}")
            if time.monotonic() > end:
                pytest.fail(f"{command[0]} does not answer after {PATIENCE:.0f} s:\n{said}")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextmanager
def oxigraph(
    *options: str, files: Sequence[Path] = (), folder_of_store: Path | None = None
) -> Iterator[Server]:
    """``oxigraph serve``: named graphs stay apart unless ``--union-default-graph``.

    Args:
        options: More options of the command.
        files: N-Quads that it holds in memory from the start.
        folder_of_store: The store of a build, to be read and not written.
    """
    act = ["serve"]
    if folder_of_store is not None:
        act = ["serve-read-only", "--location", str(folder_of_store)]
    command = program("oxigraph")
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory(prefix="airm-oxigraph-") as name:
        folder = Path(name)
        address = ["--bind", f"127.0.0.1:{port}"]
        with running([command, *act, *address, *options], folder, url):
            server = Server(
                name="oxigraph",
                query_url=f"{url}/query",
                update_url=f"{url}/update",
                graph_store_url=f"{url}/store",
                folder=folder,
            )
            for file in files:
                post(server.graph_store_url, file.read_bytes())
            yield server


@contextmanager
def rdflib_endpoint(*files: Path) -> Iterator[Server]:
    """``rdflib-endpoint serve``: it answers about the files that it is started with.

    It unites the named graphs of N-Quads, and cannot be written to.
    """
    command = program("rdflib-endpoint")
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    with tempfile.TemporaryDirectory(prefix="airm-rdflib-endpoint-") as name:
        folder = Path(name)
        address = ["--host", "127.0.0.1", "--port", str(port)]
        with running([command, "serve", *address, *map(str, files)], folder, url):
            yield Server(name="rdflib-endpoint", query_url=url, folder=folder)


def post(url: str, body: bytes, media_type: str = QUADS) -> None:
    """Send a body, and expect that it is taken."""
    request = urllib.request.Request(  # noqa: S310 - our own address
        url, data=body, headers={"Content-Type": media_type}, method="POST"
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
        assert answer.status < 300


VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = {rows}
"""


@contextmanager
def virtuoso(rows: int = 1_000_000) -> Iterator[Server]:
    """Virtuoso 7 with an empty database, which takes it some seconds to make.

    Args:
        rows: The most that it gives in one answer, without a word about those that it keeps.
    """
    command = program("virtuoso-t")
    sql, http = free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="airm-virtuoso-") as name:
        folder = Path(name)
        config = folder / "virtuoso.ini"
        config.write_text(
            VIRTUOSO.format(folder=folder, sql=sql, http=http, rows=rows), encoding="utf-8"
        )
        url = f"http://127.0.0.1:{http}"
        with running([command, "-f", "-c", str(config)], folder, f"{url}/sparql?query=ASK%7B%7D"):
            yield Server(
                name="virtuoso",
                query_url=f"{url}/sparql",
                update_url=f"{url}/sparql-auth",
                graph_store_url=f"{url}/sparql-graph-crud-auth",
                user="dba",
                password="dba",  # noqa: S106 - of a server that is gone with the test
                folder=folder,
            )
