"""On made-up fields: laggards are rare where works do not differ; a planted hole comes first."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations
from typing import NamedTuple

import numpy as np
import pytest
from scipy.stats import false_discovery_control, hypergeom  # type: ignore[import-untyped]
from worlds import ID, Claim, Coding, Record, World, iri

from airm_graph.coverage.cells import Table, coverage
from airm_graph.coverage.evidence import p_empty
from airm_graph.coverage.laggards import BY_SIZE, FALSE_DISCOVERY, laggards
from airm_graph.coverage.options import Options
from airm_graph.coverage.permutation import permutation

NOTATIONS = ("1.1", "1.2", "1.3", "2.1", "2.2", "3.1", "3.2", "4.1")
SHARES = np.array([0.22, 0.18, 0.16, 0.12, 0.12, 0.10, 0.06, 0.04])  # skewed, as in the field
SIZES = (60, 45, 40, 30, 25, 20, 12, 8)
FIELDS = 400
OPTIONS = Options(by=("framework", "category"))
Pair = tuple[str, str]  # a work and a category


class Field(NamedTuple):
    """A world of works that draw their measures from one field, and its table."""

    world: World
    table: Table
    held: Counter[Pair]

    def sizes(self) -> tuple[int, Counter[str], Counter[str]]:
        works, categories = Counter[str](), Counter[str]()
        for (work, category), count in self.held.items():
            works[work] += count
            categories[category] += count
        return self.held.total(), works, categories

    def p_values(self) -> dict[Pair, float]:
        """Of every cell with both margins: SciPy's chance of none where it is empty, else 1."""
        total, works, categories = self.sizes()
        return {
            (work, category): 1.0
            if self.held[work, category]
            else float(hypergeom.pmf(0, total, categories[category], works[work]))
            for work in works
            for category in categories
        }


def field(seed: int, holes: frozenset[tuple[int, int]] = frozenset()) -> Field:
    """Every work draws from the same shares, but leaves out the categories of its holes."""
    generator = np.random.default_rng(seed)
    works = tuple(f"{ID}framework-w{number}" for number in range(len(SIZES)))
    records: dict[str, Record] = {}
    claims: list[Claim] = []
    held: Counter[Pair] = Counter()
    for number, (work, size) in enumerate(zip(works, SIZES, strict=True)):
        shares = SHARES.copy()
        shares[[category for of, category in holes if of == number]] = 0
        for drawn in generator.choice(len(NOTATIONS), size=size, p=shares / shares.sum()):
            name = f"m{len(records)}"
            records[name] = Record(name, work, True)
            concept = iri("category", NOTATIONS[int(drawn)])
            claims.append(Claim(name, "category", concept, "publisher"))
            held[f"w{number}", NOTATIONS[int(drawn)]] += 1
    world = World(
        works=works,
        records=records,
        claims=tuple(claims),
        codings=tuple(Coding(w, "category", "complete", "complete", "publisher") for w in works),
    )
    return Field(world, coverage(world.columns, OPTIONS), held)


@cache
def independent() -> tuple[Field, ...]:
    """Fields in which no work differs from another but in size."""
    return tuple(field(seed) for seed in range(FIELDS))


def key(values: tuple[object, ...]) -> Pair:
    work, category = (getattr(value, "id", "") for value in values)
    return work, category


def confirmed(found: Field) -> list[Pair]:
    rows = laggards(found.world.columns, found.table)
    return [key(row.cell.values) for row in rows if row.confirmed]


# The formulas, against counting


def tables() -> Iterator[tuple[int, int, int]]:
    for total in range(1, 9):
        for drawn in range(total + 1):
            for marked in range(total + 1):
                yield total, drawn, marked


def test_p_empty_counts_all_samples_without_the_marked() -> None:
    for total, drawn, marked in tables():
        samples = list(combinations(range(total), drawn))
        without = sum(all(one >= marked for one in sample) for sample in samples)
        exact = Fraction(without, len(samples))
        assert p_empty(total, drawn, marked) == pytest.approx(float(exact), rel=1e-14, abs=0)


def test_engine_and_scipy_agree_on_made_up_fields() -> None:
    for found in independent()[:20]:
        p_values = found.p_values()
        q_values = dict(
            zip(p_values, false_discovery_control(list(p_values.values())), strict=True)
        )
        for cell in found.table.cells:
            if cell.p_empty is not None:
                pair = key(cell.values)
                assert cell.p_empty == pytest.approx(p_values[pair], rel=1e-9)
                assert cell.q_value == pytest.approx(q_values[pair], rel=1e-9)
        assert found.table.looked_at == len(p_values)


# Where works do not differ


def test_cells_are_as_often_empty_as_p_empty_says() -> None:
    """Summed over the fields, the chances foretell how many cells are empty."""
    expected, empty = [], []
    for found in independent():
        total, works, categories = found.sizes()
        expected.append(
            sum(p_empty(total, n, k) for n in works.values() for k in categories.values())
        )
        empty.append(sum(cell.p_empty is not None for cell in found.table.cells))
    error = float(np.std(np.array(empty) - np.array(expected))) / len(expected) ** 0.5
    assert float(np.mean(empty)) == pytest.approx(float(np.mean(expected)), abs=4 * error)
    assert float(np.mean(empty)) > 5  # there is something to foretell


@pytest.mark.parametrize("level", [0.01, 0.05, 0.10, 0.25])
def test_small_chances_are_no_more_frequent_than_they_say(level: float) -> None:
    """A cell comes out at or below a level at most as often as that (superuniform)."""
    hits: Counter[Pair] = Counter()
    cells: set[Pair] = set()
    for found in independent():
        p_values = found.p_values()
        cells |= p_values.keys()
        hits.update(pair for pair, p in p_values.items() if p <= level)
    share = sum(hits.values()) / (len(cells) * FIELDS)
    assert share <= level
    # No single cell does either, beyond what so many fields leave to chance.
    margin = 4 * (level * (1 - level) / FIELDS) ** 0.5
    assert max(hits.values(), default=0) / FIELDS <= level + margin


def test_laggards_are_rarely_confirmed_where_there_are_none() -> None:
    """Every one of them would be false: fields with any are as rare as the level promises."""
    with_any = sum(bool(confirmed(found)) for found in independent())
    assert with_any / FIELDS <= FALSE_DISCOVERY
    assert any(laggards(found.world.columns, found.table) for found in independent())


def test_permutation_rarely_finds_any_cell_surprising_where_there_are_none() -> None:
    fields = independent()[:200]
    surprised = 0
    for found in fields:
        permuted = permutation(found.world.columns, found.table, permutations=199)
        surprised += min((p.family for p in permuted.values()), default=1.0) <= 0.10
    assert surprised / len(fields) <= 0.10 + 3 * (0.1 * 0.9 / len(fields)) ** 0.5
    assert surprised  # it is not so careful as to say nothing


# Where a hole was planted


@cache
def with_a_hole() -> tuple[Field, ...]:
    """The largest work leaves out the category that its peers all address."""
    return tuple(field(1_000 + seed, frozenset({(0, 0)})) for seed in range(60))


def test_planted_hole_comes_first_and_is_confirmed() -> None:
    first, sure = 0, 0
    for found in with_a_hole():
        rows = laggards(found.world.columns, found.table, permutations=199)
        assert rows
        hole = next(row for row in rows if key(row.cell.values) == ("w0", NOTATIONS[0]))
        assert hole.cell.state == "gap"
        assert hole.cell.peers == sum(found.held[f"w{n}", NOTATIONS[0]] >= 2 for n in range(1, 8))
        first += rows[0] is hole
        sure += hole.confirmed
        assert hole.family is not None
        assert hole.family <= 0.05
    assert first == len(with_a_hole())
    assert sure / len(with_a_hole()) > 0.95


def test_few_others_are_confirmed_beside_the_holes() -> None:
    """The share of false ones among those confirmed stays at the level, on average."""
    holes = frozenset({(0, 0), (1, 1), (2, 2)})
    true = {(f"w{work}", NOTATIONS[category]) for work, category in holes}
    shares, found_of = [], []
    for seed in range(60):
        rows = confirmed(field(2_000 + seed, holes))
        shares.append(sum(row not in true for row in rows) / max(1, len(rows)))
        found_of.append(len(true.intersection(rows)) / len(true))
    assert float(np.mean(shares)) <= FALSE_DISCOVERY
    assert float(np.mean(found_of)) > 0.8


def test_silence_of_a_small_work_is_explained_by_its_size() -> None:
    """The same hole in the smallest work is no laggard where the category is rare."""
    found = field(3_000, frozenset({(7, 7)}))
    cells = {key(cell.values): cell for cell in found.table.cells}
    hole = cells["w7", NOTATIONS[7]]
    assert hole.state == "gap"
    assert hole.p_empty is not None
    assert hole.p_empty > BY_SIZE
    rows = laggards(found.world.columns, found.table)
    assert ("w7", NOTATIONS[7]) not in {key(row.cell.values) for row in rows}
