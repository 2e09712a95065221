"""``make bench``: one table of ratios within one run; nothing fails."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from airm_graph.builds import make_build
from airm_graph.coverage.gap_report import gap_report
from airm_graph.workspace import Build, Workspace

from .building import build_rows
from .commands import command_rows
from .covering import coverage_rows, gap_rows, repeated
from .following import cover_rows, path_rows
from .measuring import Row, heading, line, save, seconds
from .validating import validation_rows

MILLION = 1_000_000


def rows(folder: Path, sizes: list[int], most: int, *, tiny: bool = False) -> Iterator[Row]:
    """Every row of the table.

    Args:
        folder: An empty one; what is made stays in it.
        sizes: Measures of the graphs that are built.
        most: Measures that are counted; made from the largest graph if that has fewer.
        tiny: So small that the benchmark itself is tested.
    """
    workspace = Workspace(folder / "catalogue")
    catalogue = make_build(workspace)  # the first one also fills the caches of the machine
    yield Row(
        what="build of the catalogue",
        ours=seconds(lambda: make_build(Workspace(folder / "again")), 1),
    )
    yield Row(what="gap report", ours=seconds(lambda: gap_report(catalogue.columns, "x"), 2))
    yield from command_rows(catalogue, 1 if tiny else 7)
    made: dict[int, Build] = {}
    yield from build_rows(folder, sizes, made)
    largest = made[sizes[-1]]
    columns, store = largest.columns, largest.store
    yield from coverage_rows(columns, store)
    if columns.items.size < most:
        yield from coverage_rows(repeated(columns, most // columns.items.size), None)
    yield from gap_rows(made[sizes[0]])
    yield from path_rows(most // 10, 3 * most // 10)
    yield from cover_rows(catalogue, *((10, 100) if tiny else (1000, 10_000)))
    judged = [100, 200] if tiny else [1000, 10_000, 100_000]
    yield from validation_rows(folder / "validation", judged, every=20 if tiny else 100)


def main(args: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="build a million measures, too")
    parser.add_argument("--output", type=Path, default=Path("build/bench.json"))
    parser.add_argument("--sizes", type=int, nargs="+", help="measures of the graphs to build")
    chosen = parser.parse_args(args)
    sizes = chosen.sizes or [10_000, 100_000, *([MILLION] if chosen.full else [])]
    found = []
    with tempfile.TemporaryDirectory() as folder:
        print(heading(), flush=True)
        for row in rows(Path(folder), sorted(sizes), MILLION):
            print(line(row), flush=True)
            found.append(row)
            save(found, chosen.output)


if __name__ == "__main__":
    main(sys.argv[1:])
