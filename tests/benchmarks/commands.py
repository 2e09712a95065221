"""Whole processes: what somebody waits for who types a command."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator

from airm_graph.workspace import Build

from .measuring import Row, limited, median, skipped

LIMITS = {"--version": 0.15, "gaps": 0.6}
# In a fresh process that has started already; a notebook pays them in its first cell.
IMPORT, LOAD = 0.15, 0.5
STARTS = """
import sys, time
start = time.perf_counter()
import airm_graph as airm
imported = time.perf_counter()
airm.load(sys.argv[1], quiet=True)
print(imported - start, time.perf_counter() - imported)
"""
REASON = 60.0  # seconds; Java starts, and HermiT classifies what the catalogue amounts to


def command_rows(build: Build, runs: int = 7) -> Iterator[Row]:
    """The median of several runs on a finished build of the shipped catalogue."""
    folder = build.folder.parents[1]
    program = "import sys; from airm_graph.cli import main; sys.exit(main(sys.argv[1:]))"

    def row(command: str, most: float, runs: int) -> Row:
        line = [sys.executable, "-c", program, "--workspace", str(folder), command]

        def run() -> None:
            subprocess.run(line, check=True, capture_output=True)

        return limited(f"airm-graph {command}, the whole process", median(run, runs), most)

    for command, most in LIMITS.items():
        yield row(command, most, runs)
    yield from _python_rows(str(folder), min(runs, 5))
    if shutil.which("java"):
        yield row("reason", REASON, 1)
    else:
        yield skipped("airm-graph reason, the whole process", "no Java here")


def _python_rows(folder: str, runs: int) -> Iterator[Row]:
    """What Python waits for until it can ask, the median of several fresh processes."""
    taken: list[list[float]] = []
    for _ in range(runs):
        line = [sys.executable, "-c", STARTS, folder]
        said = subprocess.run(line, check=True, capture_output=True, text=True).stdout
        taken.append([float(word) for word in said.split()])
    imports, loads = (sorted(column) for column in zip(*taken, strict=True))
    yield limited("import airm_graph", imports[runs // 2], IMPORT)
    yield limited("airm.load()", loads[runs // 2], LOAD)
