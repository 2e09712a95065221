"""``airm-graph serve`` as a process, for tests that ask it as any client would."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from servers import answers, free_port

from airm_graph.workspace import Build

PATIENCE = 60


@dataclass(frozen=True, kw_only=True)
class OurServer:
    """A server that answers.

    Attributes:
        url: Its address, without a slash at the end.
        process: The process that listens; its children answer.
        log: What it wrote on standard error.
    """

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def family(self) -> list[psutil.Process]:
        """The server and all processes that it started."""
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]


@contextmanager
def our_server(build: Build, folder: Path, *options: str, **env: str) -> Iterator[OurServer]:
    """Starts a server for a build, and stops it as a service manager would."""
    port, log = free_port(), folder / "serve.log"
    workspace = str(build.folder.parent.parent)
    command = [sys.executable, "-m", "airm_graph", "--workspace", workspace]
    with log.open("wb") as err:
        process = subprocess.Popen(
            [*command, "serve", "--port", str(port), *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=err,
            env={**os.environ, **env},
        )
    url = f"http://127.0.0.1:{port}"
    try:
        ends = time.monotonic() + PATIENCE
        while not answers(f"{url}/healthz"):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < ends, log.read_text()
            time.sleep(0.05)
        yield OurServer(url=url, process=process, log=log)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
