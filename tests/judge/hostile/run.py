"""Ordinary clients beside 200 malformed requests and 30 bombs; what they notice of them.

One argument: a workspace with a build. Prints what was measured, and exits with 1 where an ordinary
request was refused or waited too long, an answer was a fault of the server, the memory passed its
limit, or the server tried to reach anybody.
"""

import http.client
import re
import socket
import statistics
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

TESTS = Path(__file__).parents[2]
sys.path.insert(0, str(TESTS))

import psutil  # noqa: E402 - after the path
from judge.hostile.bombs import BOMBS  # noqa: E402
from judge.hostile.malformed import malformed  # noqa: E402
from our_server import OurServer, our_server  # noqa: E402

from airm_graph.queries import get_query  # noqa: E402
from airm_graph.workspace import Workspace  # noqa: E402

CLIENTS = 4
ROUNDS = 5  # of all ordinary requests, without anything else, to know their usual time
PATIENCE = 10  # seconds until one who sent half a request goes away
DEADLINE = 15  # seconds that a bomb may take
TOTAL = 3072  # MiB that all queries may take together
BESIDE = 256  # MiB for the server itself, its pages and processes that are being ended
QUERIES = (
    "risk-source-without-measure",
    "licences-by-graph",
    "licences-by-framework",
    "headings-by-depth",
)
PATHS = (
    "/healthz",
    "/",
    "/about",
    "/browse?text=release",
    "/id/framework-atlas.html",
    "/id/stage-deploy.ttl",
    "/query/risk-source-without-measure.csv?run=1",
    *(f"/sparql?query={quote(get_query(name).text)}" for name in QUERIES),
)


class Usual:
    """How long each ordinary request takes."""

    def __init__(self, url: str) -> None:
        self.address = urlsplit(url).netloc
        self.times: dict[str, list[float]] = {path: [] for path in PATHS}
        self.refused: list[str] = []

    def ask(self, path: str) -> None:
        """One request, as a client of its own."""
        began = time.monotonic()
        try:
            connection = http.client.HTTPConnection(self.address, timeout=60)
            connection.request("GET", path)
            response = connection.getresponse()
            response.read()
            connection.close()
        except OSError as error:
            self.refused.append(f"{path[:60]}: {error!r}")
            return
        if response.status != 200:
            self.refused.append(f"{path[:60]}: {response.status}")
        self.times[path].append(time.monotonic() - began)

    def ask_all(self, again: int, until: threading.Event | None = None) -> None:
        """All of them, by several clients, for some rounds or until something has happened."""

        def client(number: int) -> None:
            for turn in range(again):
                for path in PATHS[number:] + PATHS[:number]:
                    if until is not None and turn and until.is_set():
                        return
                    self.ask(path)

        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(client, range(0, 2 * CLIENTS, 2)))


def send(server: OurServer, request: bytes) -> int:
    """The status of the answer to some bytes; 0 where the connection was closed without one."""
    url = urlsplit(server.url)
    said = b""
    try:
        with socket.create_connection((url.hostname, url.port), timeout=PATIENCE) as wire:
            wire.sendall(request)
            while len(said) < 1 << 16 and (part := wire.recv(1 << 16)):
                said += part
    except OSError:
        pass
    assert b"Traceback" not in said, request[:200]
    found = re.match(rb"HTTP/1\.[01] (\d\d\d)", said)
    return int(found[1]) if found else 0


def bomb(server: OurServer, text: str) -> int:
    """The status of the answer to a bomb."""
    body = text.encode()
    head = (
        "POST /sparql HTTP/1.1\r\nHost: bomb\r\nConnection: close\r\n"
        f"Content-Type: application/sparql-query\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    url = urlsplit(server.url)
    with socket.create_connection((url.hostname, url.port), timeout=20 * DEADLINE) as wire:
        wire.sendall(head.encode() + body)
        said = wire.recv(1 << 16)
    return int(said.split(b" ", 2)[1]) if said else 0


def taken(server: OurServer) -> int:
    """Bytes that the server and its processes take and share with nobody."""
    total = 0
    for process in server.family():
        try:
            memory = process.memory_info()
        except psutil.Error:
            continue
        total += memory.rss - memory.shared
    return total


def unreachable() -> int:
    """Packets of this network that had nowhere to go; in one of its own, all that would leave."""
    lines = Path("/proc/net/snmp").read_text(encoding="utf-8").splitlines()
    names, values = (line.split() for line in lines if line.startswith("Ip:"))
    return int(values[names.index("OutNoRoutes")])


def alone() -> bool:
    """Whether this network leads nowhere, and an attempt to leave it is counted."""
    before = unreachable()
    with socket.socket() as wire:
        wire.settimeout(1)
        with suppress(OSError):
            wire.connect(("192.0.2.1", 80))
    return unreachable() > before


def main(workspace: Path) -> int:
    """The exit code."""
    build = Workspace(workspace).current()
    assert build is not None, "there is no build"
    counted = alone()
    options = ("--timeout", str(DEADLINE), "--total-memory", str(TOTAL))
    with our_server(build, workspace, *options) as server:
        usual, beside = Usual(server.url), Usual(server.url)
        for path in PATHS:
            usual.ask(path)  # what is read once
        usual = Usual(server.url)
        usual.ask_all(ROUNDS)
        left = unreachable()
        over, peak = threading.Event(), [0]

        def watch() -> None:
            while not over.wait(0.2):
                peak[0] = max(peak[0], taken(server))

        watcher = threading.Thread(target=watch)
        watcher.start()
        ordinary = threading.Thread(target=beside.ask_all, args=(1000, over))
        with ThreadPoolExecutor(len(BOMBS) + 8) as pool:
            began = time.monotonic()
            bombs = [pool.submit(bomb, server, text) for text in BOMBS]
            ordinary.start()
            wrong = [pool.submit(send, server, request) for request in malformed()]
            statuses = Counter(each.result() for each in wrong)
            ends = Counter(each.result() for each in bombs)
            lasted = time.monotonic() - began
        over.set()
        ordinary.join()
        watcher.join()
        left = unreachable() - left
        log = server.log.read_text(encoding="utf-8")
    faults = judged(usual, beside, statuses, ends)
    if "Traceback" in log:
        faults.append("the log has a traceback")
    if peak[0] > (TOTAL + BESIDE) << 20:
        faults.append(f"memory: {peak[0] >> 20} MiB, allowed are {TOTAL} and {BESIDE}")
    if counted and left:
        faults.append(f"{left} packets would have left")
    print(f"{lasted:.0f} s; at most {peak[0] >> 20} MiB taken; limit {TOTAL} MiB")
    print(f"packets that would have left: {left if counted else 'not counted, no own network'}")
    for fault in faults:
        print(fault, file=sys.stderr)
    return int(bool(faults))


def judged(usual: Usual, beside: Usual, wrong: Counter[int], bombs: Counter[int]) -> list[str]:
    """What is not as it has to be; the figures are printed."""
    faults = [f"alone: {each}" for each in usual.refused]
    faults += [f"beside bombs: {each}" for each in beside.refused]
    print(f"{wrong.total()} malformed requests: {dict(sorted(wrong.items()))}")
    print(f"{bombs.total()} bombs: {dict(sorted(bombs.items()))}")
    for path in PATHS:
        alone, longest = statistics.median(usual.times[path]), max(beside.times[path], default=0)
        times = f"{alone:.3f} s alone, {statistics.median(beside.times[path]):.3f} s beside bombs"
        print(f"{path[:60]:60} {times}, at most {longest:.3f} s of {len(beside.times[path])}")
        if longest > 2 * alone + 1:
            faults.append(f"{path[:60]} waited {longest:.3f} s; usual are {alone:.3f} s")
    faults += [f"{count} times status {status}" for status, count in wrong.items() if status >= 500]
    allowed = {200, 400, 413, 503, 504, 507}
    faults += [f"a bomb got {status}" for status in bombs if status not in allowed]
    if not bombs.total() or bombs[504] + bombs[507] + bombs[413] < bombs.total() // 2:
        faults.append("most of the bombs are none")
    return faults


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
