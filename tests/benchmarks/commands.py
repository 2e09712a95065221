"""Whole processes: what somebody waits for who types a command."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

from airm_graph.workspace import Build

from .measuring import Row, limited, median

LIMITS = {"--version": 0.15, "gaps": 0.6}


def command_rows(build: Build, runs: int = 7) -> Iterator[Row]:
    """The median of several runs on a finished build of the shipped catalogue."""
    folder = build.folder.parents[1]
    program = "import sys; from airm_graph.cli import main; sys.exit(main(sys.argv[1:]))"
    for command, most in LIMITS.items():
        line = [sys.executable, "-c", program, "--workspace", str(folder), command]

        def run(line: list[str] = line) -> None:
            subprocess.run(line, check=True, capture_output=True)

        yield limited(f"airm-graph {command}, the whole process", median(run, runs), most)
