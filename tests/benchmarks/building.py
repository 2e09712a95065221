"""What a build costs beside a bare bulk load of the same triples, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from math import log
from pathlib import Path

from airm_graph.workspace import Build, Workspace

from .generator import World, write_graph
from .measuring import Row, at_most, limited

MOST_MEMORY = 4096  # MB
BUILD = """
import resource, sys, time
from pathlib import Path
from airm_graph.graph_build import make_build_of_graph
from airm_graph.workspace import Workspace
start = time.perf_counter()
make_build_of_graph(Workspace(Path(sys.argv[2])), Path(sys.argv[1]))
"""
BARE = """
import resource, sys, time
from pathlib import Path
from pyoxigraph import RdfFormat, Store
start = time.perf_counter()
store = Store(sys.argv[2])
store.bulk_load(path=sys.argv[1], format=RdfFormat.N_QUADS)
store.flush()
"""
TELL = """
taken = time.perf_counter() - start
try:  # what the kernel counts for a process includes its parent before the start of this program
    status = Path("/proc/self/status").read_text()
    most = int(status.split("VmHWM:")[1].split()[0])
except OSError:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print('{"seconds": %f, "kilobytes": %d}' % (taken, most))
"""


def _run(program: str, *args: Path) -> tuple[float, float]:
    """Seconds and megabytes at most, of a process that does nothing else."""
    command = [sys.executable, "-c", program + TELL, *map(str, args)]
    said = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return said["seconds"], said["kilobytes"] / 1024


def build_rows(folder: Path, sizes: list[int], made: dict[int, Build]) -> Iterator[Row]:
    """One row a size, and how the cost grows from the smallest to the largest.

    Args:
        folder: An empty one.
        sizes: Measures.
        made: Takes the build of each size.
    """
    taken: dict[int, float] = {}
    for size in sizes:
        file = folder / f"{size}.nq"
        quads = write_graph(World(measures=size), file)
        bare, _ = _run(BARE, file, folder / f"bare-{size}")
        taken[size], memory = _run(BUILD, file, folder / f"workspace-{size}")
        current = Workspace(folder / f"workspace-{size}").current()
        assert current is not None
        made[size] = current
        what = f"build of {size:,} measures, {quads:,} quads"
        yield at_most(what, taken[size], "bare Oxigraph bulk load", bare, 3)
        yield limited(f"peak memory of the build of {size:,}, MB", memory, MOST_MEMORY, "MB")
    if len(sizes) > 1:
        first, last = sizes[0], sizes[-1]
        slope = log(taken[last] / taken[first]) / log(last / first)
        what = f"growth of the build from {first:,} to {last:,}: exponent"
        yield Row(
            what=what, ours=slope, required="<= 1.1", met="met" if slope <= 1.1 else "not met"
        )
