"""Coverage of the catalogue and of made-up worlds agrees with a second reading of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from second_reading import agree, by_values
from worlds import FACTS, WORKS, Claim, Coding, Record, World, catalogue, iri

from airm_graph.coverage.axes import values_below
from airm_graph.coverage.cells import coverage
from airm_graph.coverage.options import Options
from airm_graph.schemes import load_facets
from airm_graph.store import PROLOGUE, OxigraphEngine
from airm_graph.workspace import Build

# ---------------------------------------------------------------- the catalogue

REAL = [
    Options(by=("framework", "category")),
    Options(by=("framework", "category"), count="records", threshold=3),
    Options(by=("category", "framework"), levels={"category": 1}, count="records"),
    Options(by=("framework", "category"), coded_by="own"),
    Options(by=("framework", "stage")),
    Options(by=("framework", "stage"), coded_by="publisher"),
    Options(by=("framework", "stage"), min_confidence=0.8),
    Options(by=("framework", "actor"), where=(("stage", "deploy"),)),
    Options(by=("framework", "function"), count="records"),
    Options(by=("framework", "category-v2")),
    Options(by=("framework", "category-v2"), levels={"category-v2": 2}, min_confidence=0.7),
    Options(by=("framework", "category-v2"), levels={"category-v2": 1}),
    Options(by=("framework", "risk-domain")),
    Options(by=("risk-domain", "framework"), levels={"risk-domain": 1}, coded_by="own"),
    Options(by=("causal-intent", "framework")),
    Options(by=("causal-entity", "causal-timing"), threshold=1),
    Options(by=("bindingness", "category")),
    Options(by=("jurisdiction", "work-status"), threshold=20),
    Options(by=("stage", "actor"), where=(("framework", "gipiskis2024"),)),
    Options(by=("stage", "function"), where=(("category", "2"), ("bindingness", "voluntary"))),
    Options(
        by=("category", "stage"), where=(("framework", "gipiskis2024"), ("actor", "developer"))
    ),
    Options(by=("framework", "category"), where=(("risk-domain", "2"),)),
    Options(by=("framework", "category", "stage")),
    Options(by=("framework", "actor", "function"), coded_by="own"),
    Options(by=("category", "stage", "actor"), levels={"category": 1}),
    Options(by=("sector", "framework", "category"), levels={"category": 1}),
]


def spelt(options: Options) -> str:
    return "-".join([*options.by, *(f"where={value}" for _, value in options.where)])


@pytest.mark.parametrize("options", REAL, ids=spelt)
def test_coverage_of_the_catalogue_is_what_its_tables_say(build: Build, options: Options) -> None:
    agree(coverage(build.columns, options), catalogue())


# ---------------------------------------------------------------- worlds that Hypothesis makes up

NOTATIONS = {
    "category": ["1", "1.1", "1.2", "1.X", "4.2", "X.X"],
    "category-v2": ["1", "1.1", "1.1.1", "1.1.2", "1.2.9", "1.9", "2.1.1"],
    "stage": ["deploy", "plan-design", "outside"],
    "bindingness": ["voluntary", "binding"],
    "risk-domain": ["1", "1.1", "2.2", "X.0"],
}
HALVES = ("complete", "partial", "unknown")


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A few records, with every kind of value, doubt and disagreement."""
    names = [f"r{number}" for number in range(draw(st.integers(0, 7)))]
    measure = st.sampled_from("abcdef")
    record = st.builds(Record, measure, st.sampled_from(WORKS), st.integers(0, 9).map(bool))
    facet = st.sampled_from(sorted(NOTATIONS))
    coder = st.sampled_from(["publisher", "own"])
    claims = []
    for name in names:
        for said in draw(st.lists(facet, max_size=7)):
            notation = draw(st.sampled_from([None, *NOTATIONS[said]]))
            claims.append(
                Claim(
                    name,
                    said,
                    notation and iri(said, notation),
                    "" if said in FACTS else draw(coder),
                    draw(st.sampled_from(["accepted"] * 5 + ["disputed", "proposed"])),
                    draw(st.sampled_from([None, 0.25, 0.5, 1.0])),
                )
            )
    about = st.sampled_from(["category", "category-v2", "stage", "action"])
    half = st.sampled_from(("complete", *HALVES))
    by = st.sampled_from(["publisher", "own", "stranger"])
    value = st.sampled_from([*WORKS, *(iri(f, n) for f in NOTATIONS for n in NOTATIONS[f])])
    excluded = st.frozensets(value, min_size=1, max_size=2)
    codings = st.lists(
        st.builds(Coding, st.sampled_from(WORKS), about, half, half, by), max_size=12
    )
    linked = (
        st.frozensets(st.tuples(st.sampled_from(names), coder)) if names else st.just(frozenset())
    )
    return World(
        works=WORKS,
        records={name: draw(record) for name in names},
        claims=tuple(claims),
        linked=draw(linked),
        codings=tuple(draw(codings)),
        exclusions=draw(st.dictionaries(st.sampled_from(["never", "nowhere"]), excluded)),
    )


@st.composite
def options(draw: st.DrawFn, but: str = "") -> Options:
    """A question about two or three facets, of which at most one is a large taxonomy in full."""
    large = draw(st.permutations(["category", "category-v2", "risk-domain"]))[
        : draw(st.integers(0, 2))
    ]
    small = draw(st.permutations([f for f in ("framework", "stage", "bindingness") if f != but]))
    names = [*large, *small][: draw(st.integers(2, 3))]
    level = {"category": 2, "category-v2": 3, "risk-domain": 2}
    levels = dict.fromkeys(large[1:], 1)
    levels |= {name: draw(st.integers(1, level[name])) for name in large[:1]}
    wheres = [(f, n) for f in NOTATIONS for n in NOTATIONS[f]]
    where = st.sampled_from([("framework", "w0"), ("framework", "w1"), *wheres])
    return Options(
        by=tuple(draw(st.permutations(names))),
        levels={name: depth for name, depth in levels.items() if name in names},
        where=tuple(pair for pair in draw(st.lists(where, max_size=2)) if pair[0] not in names),
        threshold=draw(st.integers(1, 3)),
        count=draw(st.sampled_from(["measures", "records"])),
        coded_by=draw(st.sampled_from(["all", "all", "publisher", "own"])),
        min_confidence=draw(st.sampled_from([0.0, 0.0, 0.5, 0.75])),
    )


@settings(max_examples=200, deadline=None)
@given(worlds(), options())
def test_coverage_of_any_world_is_what_it_says(world: World, asked: Options) -> None:
    agree(coverage(world.columns, asked), world)


# ---------------------------------------------------------------- what must always hold


@settings(deadline=None)
@given(worlds(), options())
def test_order_of_facets_changes_nothing_but_the_order(world: World, asked: Options) -> None:
    turned = coverage(world.columns, replace(asked, by=asked.by[::-1]))
    found = by_values(turned)
    for values, cell in by_values(coverage(world.columns, asked)).items():
        said = {*cell.reason.split("; ")}, {*found[values].reason.split("; ")}
        assert said[0] == said[1]
        assert replace(found[values], values=cell.values, reason=cell.reason) == cell


@settings(deadline=None)
@given(worlds(), options(), st.integers(1, 3))
def test_higher_threshold_only_thins(world: World, asked: Options, more: int) -> None:
    higher = replace(asked, threshold=asked.threshold + more)
    found = by_values(coverage(world.columns, higher))
    for values, cell in by_values(coverage(world.columns, asked)).items():
        thinned = {"addressed": {"addressed", "thin"}}.get(cell.state, {cell.state})
        assert found[values].state in thinned
        assert found[values].evidence == cell.evidence


@settings(deadline=None)
@given(worlds(), options(), st.data())
def test_more_evidence_never_makes_a_gap(world: World, asked: Options, data: st.DataObject) -> None:
    claims = tuple(
        Claim("new", facet, iri(facet, data.draw(st.sampled_from(notations))), "publisher")
        for facet, notations in NOTATIONS.items()
        if facet not in FACTS
    )
    record = Record("new", data.draw(st.sampled_from(WORKS)), accepted=True)
    more = replace(world, records={**world.records, "new": record}, claims=(*world.claims, *claims))
    after = by_values(coverage(more.columns, asked))
    for values, cell in by_values(coverage(world.columns, asked)).items():
        assert after[values].evidence >= cell.evidence
        if cell.state != "gap":
            assert after[values].state != "gap"


@settings(deadline=None)
@given(worlds(), options(but="stage"))
def test_filter_is_a_slice_of_the_table_with_one_facet_more(world: World, asked: Options) -> None:
    """Where a stage is asked for, a cell is the one that has the stage as a further value.

    A table with one facet more has more margins, and leaves out more of what is empty.
    """
    deploy = iri("stage", "deploy")
    asked = replace(asked, where=tuple(pair for pair in asked.where if pair[0] != "stage"))
    wider = by_values(coverage(world.columns, replace(asked, by=(*asked.by, "stage"))))
    chosen = replace(asked, where=(*asked.where, ("stage", "deploy")))
    for values, cell in by_values(coverage(world.columns, chosen)).items():
        one = wider.get(values | {deploy}, replace(cell, evidence=0, unknown=0))
        assert (one.state, one.evidence, one.unknown) == (cell.state, cell.evidence, cell.unknown)


# ---------------------------------------------------------------- other ways to the same numbers


@pytest.mark.parametrize("facet", ["category", "category-v2", "risk-domain"])
def test_top_level_counts_the_distinct_items_below(build: Build, facet: str) -> None:
    """By notation: 4.2 is below 4."""
    counts: dict[str, set[str]] = {}
    for claim in catalogue().claims:
        record = catalogue().records.get(claim.record)
        if (
            record
            and record.accepted
            and claim.facet == facet
            and claim.status == "accepted"
            and claim.concept
        ):
            notation = load_facets()[facet].concepts[claim.concept].notation
            if notation != "X.X":
                counts.setdefault(notation.split(".")[0], set()).add(record.measure)
    table = coverage(build.columns, Options(by=("framework", facet), levels={facet: 1}))
    found: Counter[str] = Counter()
    for cell in table.cells:
        found[cell.values[1].id] += cell.evidence
    assert +found == Counter({value: len(items) for value, items in counts.items()})


@pytest.mark.parametrize("facet", ["category", "category-v2", "stage", "actor", "risk-domain"])
def test_sparql_gives_the_same_counts(build: Build, facet: str) -> None:
    about = load_facets()[facet]
    rows = OxigraphEngine(build.store).select(
        PROLOGUE
        + f"""SELECT DISTINCT ?work ?value (COUNT(DISTINCT ?measure) AS ?count) WHERE {{
          ?measure a airm:Mitigation ; airm:statedIn ?work .
          ?measure airm:sameRecordAs*/<{about.derives}> ?concept .
          ?concept skos:inScheme <{about.scheme}> ; skos:broader* ?value .
          MINUS {{
            ?first a airm:Mitigation ; airm:sameRecordAs+ ?measure .
            FILTER(STR(?first) < STR(?measure))
          }}
        }} GROUP BY ?work ?value"""
    )
    table = coverage(build.columns, Options(by=("framework", facet)))
    values = {value.iri for cell in table.cells for value in cell.values}
    asked = {(row["work"], row["value"]): int(row["count"]) for row in rows}
    counted = {
        (cell.values[0].iri, cell.values[1].iri): cell.evidence
        for cell in table.cells
        if cell.evidence
    }
    assert counted == {pair: count for pair, count in asked.items() if pair[1] in values}


@settings(deadline=None)
@given(worlds(), options(), st.data())
def test_filter_on_a_facet_of_the_table_chooses_among_its_cells(
    world: World, asked: Options, data: st.DataObject
) -> None:
    """Peers and chances stay those of the whole table; only fewer cells are listed."""
    name = data.draw(st.sampled_from(asked.by))
    notation = data.draw(st.sampled_from(["w0", "w1"] if name == "framework" else NOTATIONS[name]))
    table = coverage(world.columns, replace(asked, where=(*asked.where, (name, notation))))
    place = asked.by.index(name)
    wanted = values_below(world.columns, name, notation)
    whole = coverage(world.columns, asked)
    assert table.cells == tuple(c for c in whole.cells if c.values[place].iri in wanted)
    assert table.looked_at == whole.looked_at
    assert table.placed + table.overlap == sum(cell.evidence for cell in table.cells)
