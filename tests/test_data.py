"""The data keep their promises: ids stay, no third-party sentence is in them, licences travel."""

import csv
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator

import pytest
from published_ids import PUBLISHED, things
from worlds import ID, catalogue, folders, measures, tsv

from airm_graph.holdings import read_catalogue
from airm_graph.origins import origin_of_digest
from airm_graph.resources import root
from airm_graph.schemes import load_facets
from airm_graph.store import PROLOGUE, OxigraphEngine
from airm_graph.workspace import Build

SHARED = root().parent / "shared"
READING = "airmid:agent-airm-reading-1"
OURS = "https://creativecommons.org/licenses/by/4.0/"
# What a note may repeat of a publisher's list: where a provision stands, whose it is, its key.
ADDRESS = re.compile(r"https?://\S+?(; (issuer|key in the list): [\w. /-]{1,40})*")
MAPPINGS = root() / "ontology" / "mappings"
DATABASE = root() / "data" / "catalogue" / "mitigation-database" / "2025-07-23"


def ask(build: Build, text: str) -> list[dict[str, str]]:
    return OxigraphEngine(build.store).select(PROLOGUE + text)


def test_every_published_id_is_still_there_and_every_thing_is_published(build: Build) -> None:
    """After a release only lines may be added: ``make ids`` writes the file."""
    published = PUBLISHED.read_text(encoding="utf-8").splitlines()
    assert published == things(build)


def test_ids_are_legal_curies(build: Build) -> None:
    for line in PUBLISHED.read_text(encoding="utf-8").splitlines():
        assert re.fullmatch(r"https://w3id\.org/airm-graph/(ns#|id/|graph/)?[\w.-]*\w", line), line


@pytest.mark.parametrize("facet", ["category-v2", "stage", "actor", "function"])
def test_every_measure_read_has_a_class_or_a_reason(build: Build, facet: str) -> None:
    said = f"""?s airm:classifies ?m ; airm:onFacet airmid:facet-{facet} ;
                  prov:wasAttributedTo {READING} ; airm:rationale ?why ; airm:confidence ?sure ."""
    measure = "?m a airm:Mitigation ; airm:statedIn airmid:framework-gipiskis2024 ."
    read = ask(
        build,
        f"""SELECT DISTINCT ?m WHERE {{ {measure} {said}
            {{ ?s airm:assigns ?concept }} UNION {{ ?s a airm:UndeterminedClassification }} }}""",
    )
    rows = [r for r in tsv(DATABASE / "records.tsv") if r["work"] == "framework-gipiskis2024"]
    accepted = {ID + row["id"] for row in rows if catalogue().records[row["id"]].accepted}
    assert {row["m"] for row in read} == accepted
    assert len(accepted) == 82
    one = measures()  # and no other source has a further measure of that work
    every = ask(build, f"SELECT DISTINCT ?m WHERE {{ {measure} }}")
    assert len({one[row["m"].removeprefix(ID)] for row in every}) == 82


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
    """Facts of a publisher come from a file that ``sources.toml`` knows, under its terms."""
    for source in read_catalogue():
        about = source.about
        assert about.rights
        if about.checksum:
            found = origin_of_digest(about.checksum)
            assert found is not None, about.id
            assert about.id in found[0].ids
            assert about.licence == found[0].licence
            assert found[0].redistribution != "no"
        else:
            assert about.licence == OURS
            assert about.derived_from or about.id == "airmalign"
    (ours,) = (source for source in read_catalogue() if source.about.id == "airmalign")
    assert ours.about.method != "publisherFiling"
    assert all(mapping.justification and mapping.author for mapping in ours.mappings)


def test_facts_of_publishers_hold_no_words_but_titles() -> None:
    """Definitions and comments in the catalogue are ours; theirs come with an import."""
    for source in read_catalogue():
        assert not source.texts
        if source.about.method == "publisherFiling":
            assert not any(said.definition for said in source.descriptions)
            assert not any(mapping.comment for mapping in source.mappings)
            assert not any(row.rationale for row in source.actions)


def test_measures_of_one_work_with_one_title_are_one_measure() -> None:
    """Two sources that take a measure with the same title from one work took the same."""
    one = measures()
    holding: dict[tuple[str, str], dict[str, set[str]]] = defaultdict(dict)
    for folder, about in folders():
        if (folder / "records.tsv").exists():
            for row in tsv(folder / "records.tsv"):
                if row["kind"] == "measure":
                    named = holding[row["work"], row["label"].casefold()]
                    named.setdefault(one[row["id"]], set()).add(about["id"])
    for title, named in holding.items():
        everybody = set().union(*named.values())
        assert all(sources == everybody for sources in named.values()), title


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
        [sys.executable, str(tool), str(root()), "--most", "1000"], capture_output=True, text=True
    )
    word = re.compile("[\\w\u2019'-]+")
    titles = "\n".join({" ".join(word.findall(title.lower())) for title in _titles()})
    for line in done.stdout.splitlines():
        assert not line.startswith("(+"), "more rows than this test reads"
        _, _, words = line.partition(": ")
        assert words in titles, line


def _titles() -> Iterator[str]:
    """Titles, labels, names and addresses, side by side as they stand in the tables."""
    for facet in load_facets().values():
        yield from (concept.label for concept in facet.concepts.values())
        for iri in facet.concepts:  # a heading and what stands below it
            above = [f"{step.notation} {step.label}" for step in facet.path(iri)]
            yield " ".join(above[::-1])
    for source in read_catalogue():
        yield f"{source.about.title} {' '.join(source.about.creators)}"
        yield " ".join(source.about.creators)
        for work in source.works:
            yield f"{work.source_key} {work.title} {' '.join(work.creators)} {work.year}"
        for filing in source.filings:
            yield f"{filing.label} {filing.published_label} {filing.page}"
            if ADDRESS.fullmatch(filing.note):
                yield filing.note
        for concept in source.concepts:
            yield f"{concept.notation} {concept.label}"
    for path in sorted(MAPPINGS.glob("*.sssom.tsv")):
        lines = [x for x in path.read_text(encoding="utf-8").splitlines() if not x.startswith("#")]
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield f"{row['subject_id']} {row.get('subject_label', '')}"
            object_ = f"{row['object_id']} {row.get('object_label', '')}"
            yield f"{object_} {row['mapping_justification']}"
