"""The gap report on the catalogue, against figures from its tables, SciPy and the publisher."""

import csv
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from scipy.stats import false_discovery_control, hypergeom  # type: ignore[import-untyped]
from worlds import ID, catalogue, tables
from worlds import measures as distinct

from airm_graph.agents import CodedBy
from airm_graph.coverage.cells import Cell, coverage
from airm_graph.coverage.gap_report import GapReport, gap_report
from airm_graph.coverage.options import Options
from airm_graph.coverage.targets import targets
from airm_graph.render.gap_text import MOST_LAGGARDS, gap_text
from airm_graph.resources import root
from airm_graph.workspace import Build

# What the publisher counts in its first database of 831 rows, by subcategory.
PUBLISHED = {
    "3.1": 127,  # Testing & Auditing
    "1.2": 125,  # Risk Management
    "3.2": 57,  # Data Governance
    "3.5": 50,  # Post-deployment Monitoring
    "4.2": 44,  # Risk Disclosure
}
ALL: list[CodedBy] = ["all", "publisher", "own"]


@cache
def filed() -> dict[str, tuple[str, str, bool]]:
    """Work, class and whether it is held to be a measure, of every row of the first database."""
    folder = root() / "data" / "catalogue" / "mitigation-database" / "2025-07-23"

    def rows(name: str) -> list[dict[str, str]]:
        with (folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))

    concept = {row["id"]: row["concept"] for row in rows("classifications.tsv")}
    return {
        row["id"]: (row["work"].removeprefix("framework-"), concept[row["id"]],
                    row["status"] == "accepted")
        for row in rows("records.tsv")
    }  # fmt: skip


def measures() -> Iterator[tuple[str, str]]:
    """Work and class of every measure."""
    return ((work, concept) for work, concept, accepted in filed().values() if accepted)


@cache
def sizes() -> dict[tuple[str, str], tuple[int, float, float]]:
    """Measures, expected measures and the chance of none, by work and subcategory."""
    held = Counter(measures())
    works, concepts = Counter(w for w, _ in measures()), Counter(c for _, c in measures())
    total = sum(works.values())
    return {
        (work, concept): (held[work, concept], n * k / total, hypergeom.pmf(0, total, k, n))
        for work, n in works.items()
        for concept, k in concepts.items()
        if not concept.endswith("X")
    }


@cache
def stating() -> int:
    """How many works state a measure."""
    return len({record.work for record in catalogue().records.values() if record.accepted})


@pytest.fixture(scope="module")
def reports(build: Build) -> dict[CodedBy, GapReport]:
    return {coded_by: gap_report(build.columns, build.name, coded_by) for coded_by in ALL}


def key(cell: Cell) -> tuple[str, str]:
    work, category = cell.values
    return work.id, category.id


def test_every_cell_is_as_likely_as_scipy_says(build: Build) -> None:
    table = coverage(build.columns, Options(by=("framework", "category")))
    assert len(sizes()) == table.looked_at == 13 * 23 == 299
    coded = [cell for cell in table.cells if key(cell) in sizes()]
    assert len(coded) == 299
    for cell in table.cells:
        if cell not in coded:  # of works whose measures nobody has put under a category
            assert (cell.evidence, cell.state, cell.expected, cell.p_empty) == (
                0,
                "open",
                None,
                None,
            )
            continue
        count, expected, chance = sizes()[key(cell)]
        assert cell.evidence == count
        assert cell.expected == pytest.approx(expected, rel=1e-12)
        assert cell.p_empty == (None if count else pytest.approx(chance, rel=1e-9))


def test_counts_are_the_published_ones(build: Build) -> None:
    table = coverage(build.columns, Options(by=("framework", "category"), count="records"))
    found: Counter[str] = Counter()
    for cell in table.cells:
        found[cell.values[1].id] += cell.evidence
    assert sum(table.unplaced["category"].values()) + table.placed == table.counted
    assert len(filed()) == 831
    assert found == Counter(c for _, c, _ in filed().values() if not c.endswith("X"))
    assert {concept: found[concept] for concept in PUBLISHED} == PUBLISHED
    assert dict(found.most_common(5)) == PUBLISHED
    assert sum(count for concept, count in found.items() if concept[0] == "3") == 295


def test_top_categories_count_what_is_in_none_of_their_parts(build: Build) -> None:
    asked = Options(by=("framework", "category"), levels={"category": 1}, count="records")
    found: Counter[str] = Counter()
    for cell in coverage(build.columns, asked).cells:
        found[cell.values[1].id] += cell.evidence
    assert found["3"] == 297
    assert found == Counter(c[0] for _, c, _ in filed().values() if c != "X.X")


def test_report_counts_its_build(reports: dict[CodedBy, GapReport], build: Build) -> None:
    report = reports["all"]
    world = catalogue()
    held = {r.measure for r in world.records.values() if r.accepted}
    contested = {r.measure for r in world.records.values() if not r.accepted}
    assert (report.works, report.measures) == (len(world.works), len(held))
    assert (report.disputed, len(contested)) == (1, 1)
    assert report.build == build.name
    coders = [(c.facets, c.works, c.measures, c.own) for c in report.coders]
    assert (("category",), 13, 830, False) in coders
    assert (("stage", "actor", "function"), 1, 82, True) in coders


@pytest.mark.parametrize("coded_by", ALL)
def test_parts_add_up(reports: dict[CodedBy, GapReport], coded_by: CodedBy) -> None:
    report = reports[coded_by]
    assert report.risk_sources == sum(report.handling.values())
    for row in report.named:
        assert row.told <= row.risks
    assert report.handling.get("no measure", 0) == len(report.unaddressed)
    for view in report.views:
        assert view.cells == sum(view.states.values())
        assert view.by_size <= view.empty == view.states["open"] + view.states["gap"]
        assert view.uncoded_works <= view.works == stating()


@pytest.mark.parametrize("coded_by", ALL)
def test_coded_counts_distinct_measures_by_who_classified_them(
    reports: dict[CodedBy, GapReport], coded_by: CodedBy
) -> None:
    world = catalogue()
    held = {name: record for name, record in world.records.items() if record.accepted}
    expected = []
    for facet in ("category", "stage", "actor", "function"):
        for coder in ("publisher", "own"):
            classed = {
                claim.record
                for claim in world.claims
                if (claim.facet, claim.coder, claim.status) == (facet, coder, "accepted")
                and claim.record in held
            }
            if classed and coded_by in ("all", coder):
                works = {held[name].work for name in classed}
                measures_ = {held[name].measure for name in classed}
                expected.append((facet, coder == "own", len(works), len(measures_)))
    found = [(c.facet, c.own, c.works, c.measures) for c in reports[coded_by].coded]
    assert found == expected
    assert found


def test_named_tells_of_each_work_how_its_risks_are_acted_upon(
    reports: dict[CodedBy, GapReport], build: Build
) -> None:
    """Records of one risk count once, in every work that one of them is from."""
    read = {row["id"]: row["kind"] for _, row in tables("descriptions.tsv") if row["kind"]}
    held = {name for name, record in catalogue().records.items() if record.accepted}
    reached = {
        target.target.iri: target
        for kind in ("risk-source", "risk")
        for target in targets(build.columns, kind=kind)
        if target.strength in {"equal", "inherited", "partial"}
    }
    one = {row["id"]: row["id"] for _, row in tables("records.tsv")} | distinct()
    acts: dict[str, set[str]] = {}
    for _, row in tables("actions.tsv"):
        if row["id"] in held:
            acts.setdefault(one[row["target"]], set()).add(row["relation"])
    looked = {
        (row["work"], row["facet"]) for _, row in tables("coding.tsv") if row["coded"] == "complete"
    }
    facet = {"risk-source": "action", "risk": "action-on-harm"}
    works: dict[tuple[str, str], set[str]] = {}  # by risk and the facet of its kind
    for _, row in tables("records.tsv"):
        kind = read.get(row["id"], row["kind"] if row["status"] == "accepted" else "")
        if kind in facet:
            works.setdefault((one[row["id"]], facet[kind]), set()).add(row["work"])
    through = {
        one[row["id"]]: "mitigated" if target.strength == "equal" else "partly"
        for _, row in tables("records.tsv")
        for target in [reached.get(ID + row["id"])]
        if target
    }
    expected: dict[str, Counter[str]] = {}
    for (risk, about), naming in works.items():
        done = acts.get(risk, set())
        if through.get(risk, "") and not done:  # by mappings, which have a test of their own
            state = through[risk]
        elif done & {"reduces", "respondsTo", "mitigates"}:
            state = "mitigated"
        elif done & {"detects", "assesses"}:
            state = "observed"
        elif not done and all((work, about) in looked for work in naming):
            state = "gaps"
        else:
            state = "untold"
        for work in naming:
            expected.setdefault(work.removeprefix("framework-"), Counter())[state] += 1
    named = reports["all"].named
    assert {
        row.work.id: (row.risks, row.mitigated, row.partly, row.observed, row.gaps) for row in named
    } == {
        work: (said.total(), said["mitigated"], said["partly"], said["observed"], said["gaps"])
        for work, said in expected.items()
    }
    order = [(-row.told, -row.risks) for row in named]
    assert order == sorted(order)


def test_laggards_are_the_cells_that_size_does_not_explain(
    reports: dict[CodedBy, GapReport],
) -> None:
    report = reports["all"]
    chances = [laggard.cell.p_empty or 0.0 for laggard in report.laggards]
    assert chances == sorted(chances)
    expected = {pair for pair, (count, _, p) in sizes().items() if not count and p <= 0.10}
    assert {key(laggard.cell) for laggard in report.laggards} == expected
    assert len(report.laggards) == 17
    empty = sum(not count for count, _, _ in sizes().values())
    assert report.views[0].by_size == empty - len(expected)


def test_no_laggard_survives_the_correction(reports: dict[CodedBy, GapReport]) -> None:
    laggards = reports["all"].laggards
    chances = {pair: 1.0 if count else p for pair, (count, _, p) in sizes().items()}
    q_values = false_discovery_control(list(chances.values()))
    corrected = dict(zip(chances, map(float, q_values), strict=True))
    for laggard in laggards:
        assert laggard.cell.q_value == pytest.approx(corrected[key(laggard.cell)])
        assert laggard.confirmed is (corrected[key(laggard.cell)] <= 0.10)
    assert not any(laggard.confirmed for laggard in laggards)


def test_field_is_quiet_where_few_works_address(reports: dict[CodedBy, GapReport]) -> None:
    addressed = Counter(concept for (_, concept), (count, _, _) in sizes().items() if count >= 2)
    holding = Counter(concept for (_, concept), (count, _, _) in sizes().items() if count)
    few = {concept for _, concept in sizes() if addressed[concept] * 2 < stating()}
    quiet = reports["all"].quiet
    assert {q.category.id: (q.addressed, q.with_any) for q in quiet} == {
        concept: (addressed[concept], holding[concept]) for concept in few
    }
    order = [(q.addressed, q.with_any) for q in quiet]
    assert order == sorted(order)


def test_publisher_says_nothing_of_stages(reports: dict[CodedBy, GapReport]) -> None:
    category, stage, both = reports["publisher"].views
    assert category == reports["all"].views[0]
    for view in (stage, both):
        assert view.states["addressed"] == view.states["thin"] == view.states["gap"] == 0
        assert view.uncoded_works == stating()
    # It is our reading that tells reducing from responding, detecting and assessing.
    ours = {"reduced", "responded to", "only observed"}
    assert not ours & reports["publisher"].handling.keys()
    assert ours <= reports["all"].handling.keys()
    assert not any(coder.own for coder in reports["publisher"].coders)


def test_own_reading_says_nothing_of_categories(reports: dict[CodedBy, GapReport]) -> None:
    category, stage, both = reports["own"].views
    for view in (category, both):
        assert view.states["addressed"] == view.states["thin"] == view.states["gap"] == 0
    assert stage == reports["all"].views[1]
    assert reports["own"].laggards == ()
    assert all(coder.own for coder in reports["own"].coders)


@pytest.mark.parametrize("coded_by", ALL)
def test_text_fits_a_screen(reports: dict[CodedBy, GapReport], coded_by: CodedBy) -> None:
    lines = gap_text(reports[coded_by]).splitlines()
    assert len(lines) <= 60
    assert max(map(len, lines)) <= 100


def test_text_says_what_the_report_holds(reports: dict[CodedBy, GapReport]) -> None:
    report = reports["all"]
    text = gap_text(report)
    assert "none survives correction: unconfirmed" in text
    rows = re.findall(r"^ +(\d+)  (\w+) +(\S+) .* (\d\.\d{4}) +(\d\.\d{3})$", text, re.MULTILINE)
    assert rows == [
        (str(n), *key(laggard.cell), f"{laggard.cell.p_empty:.4f}", f"{laggard.family:.3f}")
        for n, laggard in enumerate(report.laggards[:MOST_LAGGARDS], start=1)
    ]
    for how, count in {"only detected or assessed": "only observed", "reduced": "reduced"}.items():
        assert f"{how} {report.handling[count]}" in text
    for note in report.watch:
        assert note in " ".join(text.split())


def ones(report: GapReport) -> GapReport:
    """The same report, with one of everything and the longest words in it."""
    view = replace(report.views[0], works=1, uncoded_works=1, by_arithmetic=1)
    longest = max((q for q in report.quiet if q.domain), key=lambda q: len(q.domain or ""))
    return replace(
        report,
        works=1,
        measures=1,
        risk_sources=1,
        coders=tuple(replace(coder, works=1, measures=1) for coder in report.coders),
        views=(view,),
        laggards=tuple(replace(laggard, confirmed=True) for laggard in report.laggards),
        quiet=(replace(longest, works=1, risks=1, papers=1), *[longest] * 5),
        unaddressed=report.unaddressed[:1],
    )


def test_one_thing_is_spelt_in_the_singular(reports: dict[CodedBy, GapReport]) -> None:
    text = gap_text(ones(reports["all"]))
    assert max(map(len, text.splitlines())) <= 100
    assert not re.findall(r"\b1 (?:more |distinct )?(?:risk )?\w+s\b", text)
    assert "17 of 17 confirmed after correction" in text


def test_watch_names_what_is_no_longer_current(reports: dict[CodedBy, GapReport]) -> None:
    watch = " ".join(reports["all"].watch)
    size = Counter(work for work, _ in measures())
    for work, status in (("wiener2024", "vetoed"), ("euaioffice2025", "superseded")):
        assert f"{status} ({size[work]} measures)" in watch
    codings = [row for _, row in tables("coding.tsv")]
    partial = {row["work"] for row in codings if row["extraction"] == "partial"}
    unknown = {
        row["work"]
        for row in codings
        if row["extraction"] == "unknown" and row["facet"] == "category"
    }
    assert partial
    assert unknown
    assert (
        f"Extraction is known to be partial for {len(partial)} works and of unknown completeness "
        f"for {len(unknown)}:"
    ) in watch
    held = [record for record in catalogue().records.values() if record.accepted]
    repeated = len(held) - len({record.measure for record in held})
    assert f"Records that repeat a measure which stands elsewhere: {repeated}, counted" in watch
    assert "“Release strategy disagreement between developers” is filed as a measure" in watch


@pytest.mark.parametrize("coded_by", ALL)
def test_report_is_the_same_twice(
    build: Build, reports: dict[CodedBy, Any], coded_by: CodedBy
) -> None:
    assert gap_report(build.columns, build.name, coded_by) == reports[coded_by]
