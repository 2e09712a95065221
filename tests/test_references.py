"""Rows that do not fit together are refused: dangling, double, circular and misplaced ids."""

import shutil
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

import pytest
from test_catalogue import CATALOGUE, spoil, table

from airm_graph.errors import SourceError
from airm_graph.holdings import read_catalogue
from airm_graph.references import check_references
from airm_graph.selection import select, short_name


class Case(NamedTuple):
    """A cell of the first row of a table, and what is said of it; ``{}`` is the row's own id."""

    table: str
    column: str
    cell: str
    said: str


NOWHERE = "which no table describes; did you mean "
CASES = [
    # dangling
    Case("sections.tsv", "work", "framework-gipiskis2042", NOWHERE + "'framework-gipiskis2024'"),
    Case("sections.tsv", "parent", "section-gipiskis2024-4_7", NOWHERE),
    Case("sections.tsv", "same_as", "risk-mitrisk4-62_14_99", NOWHERE),
    Case("records.tsv", "work", "framework-bengio2052", NOWHERE + "'framework-bengio2025'"),
    Case("records.tsv", "part_of", "mitigation-mitv1-A9999", NOWHERE),
    Case("descriptions.tsv", "id", "mitigation-mitv1-A9999", NOWHERE),
    Case("descriptions.tsv", "section", "section-gipiskis2024-4_7", NOWHERE),
    Case("classifications.tsv", "id", "mitigation-mitv1-A9999", NOWHERE),
    Case("actions.tsv", "id", "mitigation-mitv1-A9999", NOWHERE),
    Case("actions.tsv", "target", "risk-mitrisk4-62_14_99", NOWHERE),
    Case("coding.tsv", "work", "framework-barret2024", NOWHERE + "'framework-barrett2024'"),
    Case("coding.tsv", "coder", "agent-mit-air", NOWHERE + "'agent-mit-airi'"),
    # there, but something else
    Case("sections.tsv", "work", "agent-mit-airi", "an agent; expected a work"),
    Case("sections.tsv", "parent", "framework-gipiskis2024", "a work; expected a heading"),
    Case("sections.tsv", "same_as", "agent-mit-airi", "an agent; expected a record or a heading"),
    Case("records.tsv", "work", "section-gipiskis2024-4", "a heading; expected a work"),
    Case("records.tsv", "part_of", "section-gipiskis2024-4", "a heading; expected a record"),
    Case("descriptions.tsv", "section", "risk-mitrisk4-62_14_00", "a record; expected a heading"),
    Case("actions.tsv", "target", "framework-gipiskis2024", "a work; expected a record"),
    Case("coding.tsv", "coder", "framework-gipiskis2024", "a work; expected an agent"),
    # the tables that imports write
    Case("concepts.tsv", "scheme", "scheme-nexus-adaptors", NOWHERE + "'scheme-nexus-adapters'"),
    Case("concepts.tsv", "scheme", "agent-mit-airi", "an agent; expected a taxonomy"),
    Case("concepts.tsv", "parent", "concept-nexus-nowhere", NOWHERE),
    Case("concepts.tsv", "parent", "risk-mitrisk4-62_14_00", "a record; expected a concept of a"),
    Case("mappings.tsv", "subject", "risk-mitrisk4-62_14_99", NOWHERE),
    Case("mappings.tsv", "object", "risk-mitrisk4-62_14_99", NOWHERE),
    Case("mappings.tsv", "object", "agent-mit-airi", "an agent; expected a record or a heading or"),
    Case("links.tsv", "id", "evidence-nexus-ibm-risk-atlas-ri-nowhere", NOWHERE),
    Case("links.tsv", "target", "risk-mitrisk4-62_14_99", NOWHERE),
    Case("links.tsv", "target", "framework-gipiskis2024", "a work; expected a record or a heading"),
    # facets and concepts
    Case("classifications.tsv", "facet", "categroy", "no facet is called 'categroy': did you mean"),
    Case("coding.tsv", "facet", "categroy", "no facet is called 'categroy': did you mean"),
    Case("demand.tsv", "domain", "8.1", "risk-domain has no '8.1': did you mean"),
    Case("works.tsv", "kind", "profil", "work-kind has no 'profil': did you mean 'profile'"),
    Case("works.tsv", "kind", "Profile", "work-kind 'Profile' is a name of 'profile'; write that"),
    Case("works.tsv", "status", "draught", "work-status has no 'draught'"),
    Case("works.tsv", "bindingness", "law", "bindingness has no 'law'"),
    Case("works.tsv", "jurisdiction", "Atlantis", "jurisdiction has no 'Atlantis'"),
    Case("works.tsv", "sector", "mining", "sector has no 'mining'"),
    Case("works.tsv", "system_scope", "all", "system-scope has no 'all'"),
    # circles
    Case(
        "sections.tsv", "parent", "{}", "the headings run in a circle: {} → {}; one needs an empty"
    ),
    Case(
        "concepts.tsv", "parent", "{}", "the concepts run in a circle: {} → {}; one needs an empty"
    ),
    Case("records.tsv", "part_of", "{}", "the parts run in a circle: {} → {}; one needs an empty"),
]
# tables whose first row is written a second time at the end, and what is repeated
REPEATS = {
    "agents.tsv": "id",
    "works.tsv": "id",
    "sections.tsv": "id",
    "records.tsv": "id",
    "descriptions.tsv": "id",
    "classifications.tsv": "id facet concept",
    "actions.tsv": "id relation target",
    "coding.tsv": "work facet",
    "demand.tsv": "domain",
    "schemes.tsv": "id",
    "concepts.tsv": "id",
}
READING = Path("gipiskis2024") / "reading-2026-11-20"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A copy of the catalogue to damage."""
    return shutil.copytree(CATALOGUE, tmp_path / "catalogue")


def complaint(base: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read_catalogue(base)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def first_row(path: Path) -> dict[str, str]:
    header, row, *_ = path.read_text(encoding="utf-8").splitlines()
    return dict(zip(header.split("\t"), row.split("\t"), strict=True))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.table}-{case.column}-{case.cell}")
def test_a_row_that_does_not_fit_is_named(base: Path, case: Case) -> None:
    path = table(base, case.table)
    own = next(iter(first_row(path).values()))
    spoil(path, 2, **{case.column: case.cell.format(own)})
    said = complaint(base)
    assert said.startswith(f"{path}:2: ")
    assert case.said.format(own, own) in said
    if case.said.startswith((NOWHERE, "a ", "an ")):
        assert f"{case.column} names {case.cell!r}, " in said


@pytest.mark.parametrize("key", ["agent", "of"])
def test_what_about_names_must_be_there(base: Path, key: str) -> None:
    path = table(base, "sections.tsv").with_name("about.toml")
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(f'\n{key} = "', f'\n{key} = "un'), encoding="utf-8")
    assert complaint(base).startswith(f"{path}: {key} names 'un")


def test_a_reading_is_of_a_work_or_compilation_that_is_there(base: Path) -> None:
    path = base / READING / "about.toml"
    text = path.read_text(encoding="utf-8")
    assert 'type = "Reading"' in text
    path.write_text(text.replace("framework-gipiskis2024", "framework-nowhere"), encoding="utf-8")
    assert complaint(base).startswith(f"{path}: of names 'framework-nowhere'")


def repeat_first_row(path: Path) -> list[str]:
    """Write the first row again at the end; returns the lines there were."""
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1], ""]), encoding="utf-8")
    return lines


@pytest.mark.parametrize("name", REPEATS)
def test_a_row_that_stands_twice_is_refused(base: Path, name: str) -> None:
    path = base / READING / name if name == "actions.tsv" else table(base, name)
    lines = repeat_first_row(path)
    values = " ".join(first_row(path)[column] for column in REPEATS[name].split())
    value = f"id {values!r}" if REPEATS[name] == "id" and name != "descriptions.tsv" else values
    first = f"at {path}:2" if value.startswith("id ") else "in line 2"
    assert complaint(base) == f"{path}:{len(lines) + 1}: {value} stands already {first}"


def test_a_publisher_may_say_one_link_twice(base: Path) -> None:
    """With different words, for one; what a reader decides is decided once."""
    path = table(base, "actions.tsv")
    assert 'method = "publisherFiling"' in path.with_name("about.toml").read_text(encoding="utf-8")
    lines = repeat_first_row(path)
    read_catalogue(base)
    about = path.with_name("about.toml")
    text = about.read_text(encoding="utf-8")
    about.write_text(text.replace('"publisherFiling"', '"modelReading"'), encoding="utf-8")
    assert complaint(base).startswith(f"{path}:{len(lines) + 1}: ")


def test_an_id_is_unique_across_tables_and_folders(base: Path) -> None:
    works, agents = table(base, "works.tsv"), table(base, "agents.tsv")
    spoil(agents, 2, id="framework-bengio2025")
    said = complaint(base)
    assert said.startswith(f"{works}:")
    assert f"id 'framework-bengio2025' stands already at {agents}:2" in said


def test_two_folders_with_one_id_are_refused(base: Path) -> None:
    """They would share a named graph, and with it a licence."""
    path = base / READING / "about.toml"
    text = path.read_text(encoding="utf-8")
    assert 'id = "airm1"' in text
    path.write_text(text.replace('id = "airm1"', 'id = "airmworks"'), encoding="utf-8")
    first = table(base, "works.tsv").with_name("about.toml")
    assert complaint(base) == f"{path}: id 'airmworks' stands already at {first}"


def test_a_circle_of_two_headings_is_spelt_out(base: Path) -> None:
    path = table(base, "sections.tsv")
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    child = next(row for row in rows[1:] if row[2])
    top = next(line for line, row in enumerate(rows, start=1) if row[0] == child[2])
    spoil(path, top, parent=child[0])
    said = complaint(base)
    ways = [f"{child[0]} → {child[2]} → {child[0]}", f"{child[2]} → {child[0]} → {child[2]}"]
    assert any(f"the headings run in a circle: {way}; one needs" in said for way in ways)
    assert said.startswith(f"{path}:")


def test_an_older_version_may_stand_beside_but_not_twice(base: Path) -> None:
    shutil.copytree(base / "atlas" / "5.0.1", base / "atlas" / "5.0.1a")
    first = base / "atlas" / "5.0.1" / "about.toml"
    second = base / "atlas" / "5.0.1a" / "about.toml"
    assert complaint(base) == f"{second}: id 'atlas5_0_1' stands already at {first}"


def test_the_catalogue_holds_together() -> None:
    sources = read_catalogue()
    assert {source.about.id for source in sources} >= {"mitv1", "airmalign"}
    shown = select(sources)
    check_references(shown.current)
    assert shown.others
    for other in shown.others:  # each may be asked for
        wanted = select(sources, {short_name(other.about.of): other.about.version})
        assert other.about in [source.about for source in wanted.current]
        check_references(wanted.current)


def test_one_thing_may_be_classified_by_many() -> None:
    """A repeated row is one within a source: two sources may say the same."""
    said = [
        {(c.id, c.facet, c.concept) for c in source.classifications} for source in read_catalogue()
    ]
    assert any(a & b for a, b in combinations(said, 2))
