"""Whole processes: what somebody waits for who types a command."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator

from airm_graph.workspace import Build

from .measuring import Row, limited, median, skipped

LIMITS = {"--version": 0.15, "gaps": 0.6}
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
    if shutil.which("java"):
        yield row("reason", REASON, 1)
    else:
        yield skipped("airm-graph reason, the whole process", "no Java here")
