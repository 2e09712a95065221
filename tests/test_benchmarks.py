"""The benchmark runs, and what it generates is a graph that the program takes as it is."""

from pathlib import Path

import pytest
from benchmarks.__main__ import rows
from benchmarks.generator import World, write_graph

SMALL = 400


@pytest.mark.exhaustive
def test_every_row_of_the_benchmark_is_measured_or_says_why_not(tmp_path: Path) -> None:
    found = list(rows(tmp_path, [SMALL, 2 * SMALL], 4 * SMALL, tiny=True))
    assert {row.met for row in found} <= {"met", "not met", "", "skipped"}
    assert all(row.note for row in found if row.met == "skipped")
    assert all(row.ours is not None for row in found if row.met != "skipped")
    assert len({(row.what, row.peer) for row in found}) == len(found)


def test_a_size_and_a_seed_decide_every_byte(tmp_path: Path) -> None:
    one, again, other = (tmp_path / name for name in ("one.nq", "again.nq", "other.nq"))
    quads = write_graph(World(measures=SMALL), one)
    write_graph(World(measures=SMALL), again)
    write_graph(World(measures=SMALL, seed=2), other)
    assert one.read_bytes() == again.read_bytes() != other.read_bytes()
    assert quads / SMALL == pytest.approx(8, abs=2)
