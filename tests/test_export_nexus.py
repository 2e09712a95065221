"""A folder for the AI Atlas Nexus: what is in it, what comes back, what our check sees."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from odd_mappings import odd_source
from round_trips.nexus import round_trip
from small_builds import MADE, built, measure, risk

from airm_graph.answers.export_contents import Wish, contents_of
from airm_graph.export.files import files_in
from airm_graph.export.formats import write_folder
from airm_graph.export.nexus.checks import check_nexus
from airm_graph.export.nexus.yaml_text import PLAIN
from airm_graph.sources.bounded import read_yaml
from airm_graph.sources.log import Log
from airm_graph.sources.readers import read
from airm_graph.workspace import Build

Entities = dict[str, dict[str, Any]]
M1, M2, M3 = (f"airm-{measure(key)}" for key in ("M1", "M2", "M3"))
R1, R2, R3 = (f"airm-{risk(key)}" for key in ("R1", "R2", "R3"))


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A made-up work with labels and comments that break formats."""
    return built(tmp_path_factory.mktemp("odd"), [odd_source()])


@pytest.fixture(scope="module")
def catalogue(build: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the catalogue."""
    return written(build, tmp_path_factory.mktemp("nexus"))


def written(build: Build, folder: Path, **wish: Any) -> Path:
    contents, _ = contents_of(build, False, Wish(**wish))
    path = folder / "nexus"
    path.mkdir()
    write_folder("nexus", contents, path)
    return path


def entities(folder: Path) -> Entities:
    """All of them by id, with their collection; read as the Nexus reads them."""
    found: Entities = {}
    for path in folder.rglob("*.yaml"):
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for collection, several in content.items():
            for each in several:
                assert each["id"] not in found
                found[each["id"]] = {**each, "collection": collection}
    return found


# ---------------------------------------------------------------- what is in it


def test_things_are_what_the_nexus_calls_so(odd: Build, tmp_path: Path) -> None:
    found = entities(written(odd, tmp_path))
    assert found[M1]["collection"] == "actions"
    assert (found[R1]["collection"], found[R1]["type"]) == ("entries", "Risk")
    assert "kind: risk-source" in found[R1]["notes"]
    assert found[R1]["tag"] == "R1"
    assert found[M1]["isDefinedByTaxonomy"] == "airm-framework-made"
    work = found["airm-framework-made"]
    assert (work["collection"], work["type"]) == ("taxonomies", "RiskTaxonomy")
    licence = found[work["hasLicense"]]
    assert licence["url"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert found[work["hasDocumentation"][0]]["author"] == "Somebody"


def test_measures_and_risks_know_each_other(odd: Build, tmp_path: Path) -> None:
    found = entities(written(odd, tmp_path))
    assert found[M1]["mitigatesRiskConcept"] == found[M1]["detectsRiskConcept"] == [R1]
    assert found[R1]["isMitigatedBy"] == [M1, M2]
    assert found[R1]["isDetectedBy"] == [M1]
    assert found[R1]["hasRelatedAction"] == [M1, M2]
    assert found[R2]["hasRelatedAction"] == [M2, M3]
    assert "isMitigatedBy" not in found[R2]  # acted upon in no way that is stated, and assessed
    assert {f"reduces: {R1}", f"detects: {R1}"} <= set(found[M1]["notes"])
    assert f"assesses: {R2}" in found[M3]["notes"]


def test_only_accepted_mappings_with_a_type_are_slots(odd: Build, tmp_path: Path) -> None:
    found = entities(written(odd, tmp_path))
    assert found[M1]["exact_mappings"] == [M2]
    assert found[M2]["exact_mappings"] == [M1]
    assert found[R3]["exact_mappings"] == [R2]  # R1 has it negated
    assert "exact_mappings" not in found[R1]
    for key in (R1, R2, R3):
        slots = found[key].keys()
        assert not slots & {"broad_mappings", "narrow_mappings", "related_mappings"}


def test_groups_are_the_concepts_of_classifications(odd: Build, tmp_path: Path) -> None:
    found = entities(written(odd, tmp_path))
    stage = "airm-stage-deploy"
    assert stage in found[M1]["isCategorizedAs"]
    assert f"classified on stage: {stage}" in found[M1]["notes"]
    assert found[stage]["type"] == "RiskControlGroup"
    assert found[stage]["isDefinedByTaxonomy"] == "airm-scheme-lifecycle-stage"
    assert "notation: deploy" in found[stage]["notes"]


def test_odd_texts_are_the_same_in_every_reader(odd: Build, tmp_path: Path) -> None:
    folder = written(odd, tmp_path)
    source = odd_source()
    names = {filing.id: filing.label for filing in source.filings}
    words = {text.id: text.words for text in source.texts}
    found = entities(folder)
    for local, label in names.items():
        assert found[f"airm-{local}"]["name"] == label
    for local, text in words.items():
        assert found[f"airm-{local}"]["description"] == text
    for path in folder.rglob("*.yaml"):
        as_we = read_yaml(path)
        assert as_we == yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    for text in ("true", "1e5", "null", "2024-01-01", "a: b", "- a", "", "~", "a" * 5000 + "!"):
        assert yaml.safe_load(yaml.safe_dump(text)) == text
        assert not PLAIN.fullmatch(text) or text in {"true", "null"}


def test_what_the_nexus_ships_is_referred_to_and_not_repeated(catalogue: Path) -> None:
    found = entities(catalogue)
    ours = {key for key in found if key.startswith("airm-")}
    referred = set((catalogue / "nexus-ids.txt").read_text(encoding="utf-8").split())
    assert len(ours) > 2000
    assert set(found) - ours <= referred
    assert {"A0007_Bengio2025", "GV-1.1-001", "A0084_Future_of_Life_Institute2024"} <= referred
    assert not [key for key in ours if "-nexus-" in key]
    assert set(found["GV-1.1-001"]) == {"id", "collection", "exact_mappings"}
    assert found["GV-1.1-001"]["exact_mappings"] == ["airm-mitigation-nistai600_1-GV-1_1-001"]


def test_licences_and_losses_are_told(catalogue: Path) -> None:
    said = (catalogue / "README.md").read_text(encoding="utf-8")
    assert "AIAtlasNexus(base_dir=" in said
    assert "things that the Nexus ships itself: 1949" in said
    assert "MITRE ATLAS, 5.6.0: https://www.apache.org/licenses/LICENSE-2.0" in said


def test_a_framework_alone_has_no_loose_ends(build: Build, tmp_path: Path) -> None:
    folder = written(build, tmp_path, frameworks=["atlas"])
    assert check_nexus(folder) == []
    taxonomies = [key for key, each in entities(folder).items() if "version" in each]
    assert "airm-framework-atlas" in taxonomies
    assert "airm-framework-cosai-risk-map" not in taxonomies


def test_another_base_is_in_addresses(odd: Build, tmp_path: Path) -> None:
    folder = written(odd, tmp_path, base="https://risk.example.org/")
    assert entities(folder)[M1]["url"] == f"https://risk.example.org/id/{measure('M1')}"
    (source,) = read("nexus", [folder], Log())
    assert {mapping.subject for mapping in source.mappings} <= {f.id for f in source.filings}


def test_same_bytes_under_another_hash_seed(odd: Build, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from airm_graph.answers.export_contents import Wish, contents_of;"
        "from airm_graph.export.formats import write_folder;"
        "from airm_graph.workspace import Build;"
        "contents, _ = contents_of(Build(Path(sys.argv[1])), False, Wish());"
        "write_folder('nexus', contents, Path(sys.argv[2]))"
    )
    here = written(odd, tmp_path)
    for seed in ("1", "2"):
        other = tmp_path / seed
        other.mkdir()
        subprocess.run(
            [sys.executable, "-c", script, str(odd.folder), str(other)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
        )
        assert files_in(other) == files_in(here)
        for name in files_in(here):
            assert (other / name).read_bytes() == (here / name).read_bytes()


# ---------------------------------------------------------------- what comes back


def test_the_made_up_work_comes_back(odd: Build, tmp_path: Path) -> None:
    found = round_trip(odd, tmp_path)
    lost = {kind: out - same for kind, (out, same) in found.items() if out != same}
    assert lost == {
        "who classified, when and how sure": 12,
        "versions of works": found["versions of works"][0],
        "licences": 1,
    }
    assert found["ways in which measures act"] == (5, 5)
    assert found["definitions"] == (6, 6)
    assert found["negative mappings"] == (2, 2)


def test_of_the_catalogue_all_comes_back_that_the_nexus_has_not(
    catalogue: Path, build: Build
) -> None:
    log = Log()
    (source,) = read("nexus", [catalogue], log)
    kinds = [filing.kind for filing in source.filings]
    assert (kinds.count("measure"), kinds.count("requirement")) == (1135, 856)
    assert len(source.sections) == 244
    assert log.summary()["refused"] == 0
    assert source.about.agent == "agent-airm-graph"
    assert not source.codings  # nobody says how completely the folder was extracted
    assert {mapping.status for mapping in source.mappings} == {"accepted", "proposed", "disputed"}
    assert sum(mapping.negative for mapping in source.mappings) == 44
    facets = {scheme.facet for scheme in source.schemes if scheme.facet}
    assert facets
    assert all(facet.startswith("airm-") for facet in facets)  # the sources may be there, too


# ---------------------------------------------------------------- our own check


def test_nothing_is_wrong_with_what_we_write(odd: Build, catalogue: Path, tmp_path: Path) -> None:
    assert check_nexus(written(odd, tmp_path)) == []
    assert check_nexus(catalogue) == []


def made(folder: Path) -> Path:
    return folder / "knowledge_graph" / "airm_graph_made1.yaml"


def replaced(old: str, new: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        text = made(folder).read_text(encoding="utf-8")
        assert old in text
        made(folder).write_text(text.replace(old, new, 1), encoding="utf-8")

    return damage


def cut_off(folder: Path) -> None:
    text = made(folder).read_text(encoding="utf-8")
    made(folder).write_text(text[: text.index('"') + 10], encoding="utf-8")


def twice(folder: Path) -> None:
    made(folder).with_name("again.yaml").write_bytes(made(folder).read_bytes())


def table_spoilt(folder: Path) -> None:
    path = folder / "mappings" / "airm-graph.sssom.tsv"
    path.write_bytes(path.read_bytes().replace(b"#  airmid", b"#  other"))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (
            replaced(f"hasRelatedRisk:\n  - {R1}", "hasRelatedRisk:\n  - airm-no"),
            "which is nowhere",
        ),
        (replaced("airm-framework-made", "credo-ucf"), "refers to credo-ucf, which is nowhere"),
        (replaced(f"id: {M3}", "id: GV-1.1-001"), "does not begin with airm-"),
        (replaced("isMitigatedBy", "notes2"), "is one-sided; isMitigatedBy is missing"),
        (replaced("actions:", "measures:"), "nothing here is written as measures"),
        (replaced(f"- id: {M3}\n  name", "- name"), "has no id"),
        (twice, "is defined again"),
        (cut_off, "airm_graph_made1.yaml"),
        (table_spoilt, "the prefix airmid is not in the curie_map"),
    ],
)
def test_faults_are_named(
    odd: Build, tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    folder = written(odd, tmp_path)
    damage(folder)
    assert said in " ".join(check_nexus(folder))


def test_an_empty_folder_is_none(tmp_path: Path) -> None:
    assert check_nexus(tmp_path) == ["holds no knowledge_graph/*.yaml"]


def test_a_made_up_work_without_mappings_is_whole(tmp_path: Path) -> None:
    folder = written(built(tmp_path / "plain", [MADE]), tmp_path)
    assert check_nexus(folder) == []
    assert "exact_mappings" not in entities(folder)[M1]
