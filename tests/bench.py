"""Costs, measured: ``make bench``. Ratios within one run, and the same question asked of peers.

Nothing here fails; a cost is linear where doubling the input about doubles the time.
"""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
from conftest import PART

from airm_graph.builds import make_build, read_catalogue
from airm_graph.columns import ITEM, LINK, MAPPING, VALUE, Columns
from airm_graph.coverage.cells import coverage
from airm_graph.coverage.gap_report import gap_report
from airm_graph.coverage.options import Options
from airm_graph.queries import get_query
from airm_graph.records import Source
from airm_graph.selection import select
from airm_graph.store import OxigraphEngine, RdflibEngine
from airm_graph.workspace import Build, Workspace

SIZES = (125_000, 250_000, 500_000, 1_000_000)


def seconds(work: Callable[[], object], runs: int = 3) -> float:
    """The fastest of several runs: what the machine can do when nothing disturbs it."""
    taken = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def invented(size: int, like: Columns) -> Columns:
    """Columns with ``size`` measures, spread at random over the works and concepts of a build."""
    draw = np.random.default_rng(1)
    works = like.index["works"]
    items = np.zeros(size, dtype=ITEM)
    items["measure"] = np.arange(size)
    items["work"] = draw.integers(len(works), size=size)
    items["accepted"] = True
    values = {}
    for name in like.values:
        rows = np.zeros(size, dtype=VALUE)
        rows["item"] = np.arange(size)
        concepts = len(like.facets[name].concepts)
        rows["concept"] = draw.integers(-1, concepts, size=size)
        rows["confidence"] = np.nan
        values[name] = rows
    return Columns(
        items=items,
        values=values,
        links=np.zeros(0, dtype=LINK),
        mappings=np.zeros(0, dtype=MAPPING),
        index=like.index,
        facets=like.facets,
    )


def copied(source: Source) -> Source:
    """The records of a source once more, as somebody else's, and what is said of them."""
    names = {filing.id for filing in source.filings}

    def more(name: str) -> str:
        return f"{name}-copy" if name in names else name

    return Source(
        about=replace(source.about, id=f"{source.about.id}-copy", type="Reading"),
        filings=tuple(
            replace(row, id=more(row.id), source_key=f"{row.source_key} copy",
                    part_of=more(row.part_of))
            for row in source.filings
        ),
        classifications=tuple(replace(row, id=more(row.id)) for row in source.classifications),
        actions=tuple(
            replace(row, id=more(row.id), target=more(row.target)) for row in source.actions
        ),
        mappings=tuple(
            replace(row, subject=more(row.subject), object=more(row.object))
            for row in source.mappings
        ),
    )  # fmt: skip


def build_costs(folder: Path) -> None:
    """What a build from nothing takes: of the catalogue, and with a copy of its records besides."""
    current = list(select(read_catalogue()).current)
    whole = [*current, *(copied(source) for source in current if source.filings)]
    number = count()

    def build(sources: list[Source] | None = None) -> Build:
        return make_build(Workspace(folder / str(next(number))), sources)

    print(f"build of the catalogue      {seconds(build):8.3f} s")
    each = 0.0
    for name, sources in (("without reading", current), ("and a copy", whole)):
        taken = seconds(lambda sources=sources: build(sources))  # type: ignore[misc]
        quads = build(sources).manifest["quads"]
        before, each = each, taken / quads * 1_000_000
        ratio = f"  {each / before:5.2f} x" if before else ""
        print(f"  {name:<17}{quads:>9,} quads{taken:8.3f} s  {each:6.2f} ms per 1,000{ratio}")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder) / "first")
        build = make_build(workspace)  # the first one also fills the caches of the machine
        real = build.columns
        build_costs(Path(folder) / "again")
        print(f"gap report                  {seconds(lambda: gap_report(real, 'x')):8.3f} s")
        print("\ncoverage of framework x category x stage")
        before = 0.0
        for size in SIZES:
            many = invented(size, real)
            options = Options(by=("framework", "category", "stage"))
            taken = seconds(lambda many=many, options=options: coverage(many, options))  # type: ignore[misc]
            ratio = f"{taken / before:5.2f} x for twice the measures" if before else ""
            print(f"  {size:>9,} measures        {taken:8.3f} s  {ratio}")
            before = taken
        sources = [source for source in read_catalogue() if source.about.id in PART]
        part = make_build(Workspace(Path(folder) / "part"), sources)
        size = part.manifest["quads"]
        print(f"\nthe same question: measures by framework and category, {size:,} quads")
        text = get_query("measures-by-framework-and-category").text
        oxigraph = OxigraphEngine(part.store)
        rdflib = RdflibEngine.of_file(part.quads_file)
        pair = Options(by=("framework", "category"))
        base = seconds(lambda: coverage(part.columns, pair))
        for name, work in (
            ("columns", lambda: coverage(part.columns, pair)),
            ("Oxigraph", lambda: oxigraph.select(text)),
            ("rdflib", lambda: rdflib.select(text)),
        ):
            taken = seconds(work)
            print(f"  {name:<9}                 {taken:8.3f} s  {taken / base:7.1f} x")


if __name__ == "__main__":
    main()
