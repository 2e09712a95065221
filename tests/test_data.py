"""The data keep their promises: ids stay, no third-party sentence is in them, licences travel."""

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from published_ids import PUBLISHED, things

from airm_graph.builds import read_catalogue
from airm_graph.resources import root
from airm_graph.schemes import load_facets
from airm_graph.store import PROLOGUE, OxigraphEngine
from airm_graph.workspace import Build

SHARED = root().parent / "shared"
READING = "airmid:agent-airm-reading-1"


def ask(build: Build, text: str) -> list[dict[str, str]]:
    return OxigraphEngine(build.store).select(PROLOGUE + text)


def test_every_published_id_is_still_there_and_every_thing_is_published(build: Build) -> None:
    """After a release only lines may be added: ``make ids`` writes the file."""
    published = PUBLISHED.read_text(encoding="utf-8").splitlines()
    assert published == things(build)


def test_ids_are_legal_curies(build: Build) -> None:
    for line in PUBLISHED.read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"https://w3id\.org/airm-graph/(ns#|id/)?[\w.-]*\w", line), line


@pytest.mark.parametrize("facet", ["category-v2", "stage", "actor", "function"])
def test_every_measure_read_has_a_class_or_a_reason(build: Build, facet: str) -> None:
    said = f"""?s airm:classifies ?m ; airm:onFacet airmid:facet-{facet} ;
                  prov:wasAttributedTo {READING} ; airm:rationale ?why ; airm:confidence ?sure ."""
    measures = "?m a airm:Mitigation ; airm:statedIn airmid:framework-gipiskis2024 ."
    read = ask(
        build,
        f"""SELECT DISTINCT ?m WHERE {{ {measures} {said}
            {{ ?s airm:assigns ?concept }} UNION {{ ?s a airm:UndeterminedClassification }} }}""",
    )
    assert len(read) == len(ask(build, f"SELECT DISTINCT ?m WHERE {{ {measures} }}")) == 82


def test_rationales_are_no_boilerplate(build: Build) -> None:
    rows = ask(
        build, "SELECT DISTINCT ?s ?why WHERE { ?s airm:rationale ?why ; airm:confidence ?c }"
    )
    said = [
        row["why"] for row in rows if "/classification-airm1" in row["s"] or "/action-" in row["s"]
    ]
    assert len(said) > 500
    assert len(set(said)) == len(said)


def test_every_definition_of_the_reading_is_its_own(build: Build) -> None:
    rows = ask(
        build,
        """SELECT DISTINCT ?m ?d WHERE {
             ?m skos:definition ?d ; airm:statedIn airmid:framework-gipiskis2024 }""",
    )
    assert len({row["d"] for row in rows}) == len(rows) == 83 + 109 + 23 + 24
    assert all(5 < len(row["d"].split()) < 70 for row in rows)


def test_mended_labels_keep_the_published_form(build: Build) -> None:
    rows = ask(build, "SELECT DISTINCT ?m ?l ?p { ?m skos:prefLabel ?l ; airm:publishedLabel ?p }")
    mended = {row["p"]: row["l"] for row in rows}
    assert mended["Calibrated confidence measures for model pre- dictions"].endswith(" predictions")
    assert not [label for label in mended.values() if re.search(r"\w- \w", label)]


def test_every_source_names_licence_rights_and_origin() -> None:
    for source in read_catalogue():
        about = source.about
        assert about.licence.startswith("https://creativecommons.org/")
        assert about.rights
        assert about.derived_from


def test_tables_are_sorted_by_their_keys() -> None:
    for path in sorted((root() / "data" / "catalogue").rglob("*.tsv")):
        keys = [line.split("\t")[:3] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
        width = {"actions.tsv": 3, "classifications.tsv": 3, "coding.tsv": 2}.get(path.name, 1)
        cut = [key[:width] for key in keys]
        if path.name != "sections.tsv":  # in the order of the document
            assert cut == sorted(cut), path


@pytest.mark.skipif(not SHARED.is_dir(), reason="the third-party texts are not beside the checkout")
def test_nothing_but_titles_stands_in_a_third_party_text() -> None:
    tool = SHARED / "tools" / "verbatim.py"
    done = subprocess.run(
        [sys.executable, str(tool), str(root()), "--most", "200"], capture_output=True, text=True
    )
    word = re.compile("[\\w\u2019'-]+")
    titles = [" ".join(word.findall(title.lower())) for title in _titles()]
    for line in done.stdout.splitlines():
        assert not line.startswith("(+"), "more rows than this test reads"
        _, _, words = line.partition(": ")
        assert any(words in title for title in titles), line


def _titles() -> Iterator[str]:
    """Titles, labels and names, side by side as they stand in the tables."""
    for facet in load_facets().values():
        yield from (concept.label for concept in facet.concepts.values())
    for source in read_catalogue():
        yield f"{source.about.title} {' '.join(source.about.creators)}"
        yield " ".join(source.about.creators)
        for work in source.works:
            yield f"{work.source_key} {work.title} {' '.join(work.creators)} {work.year}"
        for filing in source.filings:
            yield f"{filing.label} {filing.published_label} {filing.page}"
