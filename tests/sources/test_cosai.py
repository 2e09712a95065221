"""The CoSAI reader: known counts, a second count straight from the files, and made-up defects."""

from __future__ import annotations

import csv
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

from airm_graph.errors import SourceError
from airm_graph.identifiers import LOCAL
from airm_graph.records import Source
from airm_graph.resources import root
from airm_graph.sources.cosai import read
from airm_graph.sources.log import Log

SHARED = Path(__file__).parents[3] / "shared" / "data"
DATA = SHARED / "cosai-risk-map"
shared = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
ATLAS = SHARED / "mitre-atlas"
atlas = pytest.mark.skipif(not ATLAS.is_dir(), reason="the shared data are not here")


def one(folder: Path, log: Log | None = None) -> Source:
    (source,) = read([folder], log or Log())
    return source


@pytest.fixture(scope="module")
def told() -> tuple[Source, Log]:
    log = Log()
    return one(DATA, log), log


def keys(source: Source, kind: str) -> dict[str, str]:
    """Local names of the things of a kind, with their keys."""
    return {filing.id: filing.source_key for filing in source.filings if filing.kind == kind}


@shared
def test_counts_are_those_of_the_readme(told: tuple[Source, Log]) -> None:
    source, _ = told
    assert Counter(filing.kind for filing in source.filings) == {
        "risk": 36,
        "measure": 35,
        "evidence": 63,
    }
    assert len(source.actions) == 128
    assert {action.relation for action in source.actions} == {"mitigates"}
    assert [each.scope for each in source.descriptions] == ["all-risks"] * 7
    assert Counter(mapping.object.split(":")[0] for mapping in source.mappings) == {
        "framework-atlas": 55,
        "framework-stride": 37,
        "framework-owasp-llm": 33,
        "framework-nist-ai-rmf": 15,
        "framework-iso22989": 6,
    }
    schemes = Counter(concept.scheme.removeprefix("scheme-cosai-") for concept in source.concepts)
    assert schemes == {
        "cosai-persona": 10,
        "cosai-component": 23 + 3 + 7,  # with categories and subcategories above them
        "cosai-lifecycle": 8,
        "cosai-impact": 10,
        "cosai-actor-access": 9,
        "cosai-risk-category": 5,
        "cosai-control-category": 6,
    }


@shared
def test_what_is_missing_is_what_the_readme_says(told: tuple[Source, Log]) -> None:
    source, _ = told
    risks, measures = keys(source, "risk"), keys(source, "measure")

    def mapped(work: str) -> set[str]:
        return {each.subject for each in source.mappings if each.object.startswith(work + ":")}

    staged = {each.id for each in source.classifications if each.facet == "cosai-lifecycle"}
    assert len(risks.keys() - mapped("framework-atlas")) == 16
    assert len(risks.keys() - mapped("framework-owasp-llm")) == 17
    assert len(risks.keys() - staged) == 10
    assert len(measures.keys() & mapped("framework-nist-ai-rmf")) == 8
    assert sorted(Counter(action.target for action in source.actions).values())[:5] == [
        1,
        1,
        1,
        1,
        2,
    ]
    assert not {each.id for each in source.descriptions} & {each.id for each in source.actions}


@shared
def test_classifications_equal_a_count_straight_from_the_files(told: tuple[Source, Log]) -> None:
    source, _ = told
    counted: Counter[str] = Counter()
    for name in ("risks", "controls"):
        text = (DATA / "yaml" / f"{name}.yaml").read_text(encoding="utf-8")
        for entry in yaml.safe_load(text)[name]:
            for part in ("personas", "components", "lifecycleStage", "impactType", "actorAccess"):
                value = entry.get(part, [])
                # Four controls say "all" of the 23 components, four say "none".
                size = {"all": 23, "none": 0}.get(value) if isinstance(value, str) else len(value)
                counted[part] += size or 0
            counted[name] += 1
    assert Counter(each.facet for each in source.classifications) == {
        "cosai-persona": counted["personas"],
        "cosai-component": counted["components"],
        "cosai-lifecycle": counted["lifecycleStage"],
        "cosai-impact": counted["impactType"],
        "cosai-actor-access": counted["actorAccess"],
        "cosai-risk-category": counted["risks"],
        "cosai-control-category": counted["controls"],
    }
    rationales = Counter(each.rationale for each in source.classifications if each.rationale)
    assert rationales == {"stated as all": 4 * 23}


@shared
@atlas
def test_the_references_that_atlas_lacks_are_the_two_of_the_readme(
    told: tuple[Source, Log],
) -> None:
    source, _ = told
    named = {filing.id: filing.source_key for filing in source.filings}
    pinned = {
        (named[each.subject], each.object.partition(":")[2])
        for each in source.mappings
        if each.object.startswith("framework-atlas:") and each.object_version == "5.0.1"
    }
    assert len(pinned) == 55

    def missing(version: str) -> set[tuple[str, str]]:
        text = (ATLAS / f"ATLAS-{version}.yaml").read_text(encoding="utf-8")
        known = set(re.findall(r"^\s*(?:- )?id: '?(AML\.[TM][0-9.]+[0-9])", text, re.MULTILINE))
        return {(subject, key) for subject, key in pinned if key not in known}

    assert missing("5.0.1") == {
        ("riskRunawayAgentToolLoops", "AML.T0034.002"),
        ("controlAgentPluginPermissions", "AML.M0028"),
    }
    assert missing("5.6.0") == set()


@shared
def test_references_are_spelt_as_the_other_works_spell_them(told: tuple[Source, Log]) -> None:
    source, _ = told
    spellings = {
        "framework-atlas": (r"AML\.[TM]\d{4}(\.\d{3})?", "5.0.1"),
        "framework-stride": (r"[A-Z][A-Za-z]+", ""),
        "framework-owasp-llm": (r"LLM\d\d", "2025"),
        "framework-nist-ai-rmf": (r"(GOVERN|MAP|MEASURE|MANAGE) \d\.\d+", "1.0"),
        "framework-iso22989": (r"AI .+", "2022"),
    }
    for each in source.mappings:
        work, _, key = each.object.partition(":")
        pattern, version = spellings[work]
        assert re.fullmatch(pattern, key)
        assert each.object_version == version
        assert (each.predicate, each.justification) == ("airm:correspondsTo", "")


@shared
def test_everything_that_is_named_exists(told: tuple[Source, Log]) -> None:
    source, _ = told
    filed = {filing.id for filing in source.filings}
    facets = {scheme.id: scheme.facet for scheme in source.schemes}
    notations = {(facets[each.scheme], each.notation) for each in source.concepts}
    concepts = {concept.id for concept in source.concepts}
    assert len(filed) == len(source.filings)
    assert all(LOCAL.fullmatch(name) for name in filed | concepts | facets.keys())
    assert {(each.facet, each.concept) for each in source.classifications} <= notations
    assert {each.parent for each in source.concepts} - {""} <= concepts
    assert {each.id for each in source.classifications} <= filed
    assert {name for each in source.actions for name in (each.id, each.target)} <= filed
    assert {name for each in source.links for name in (each.id, each.target)} <= filed
    assert len(source.links) == 66
    assert {each.subject for each in source.mappings} <= filed | concepts
    assert {each.id for each in source.texts} <= filed | concepts
    assert all(
        filing.note.startswith("https://") for filing in source.filings if filing.kind == "evidence"
    )


@shared
def test_only_what_is_filled_in_everywhere_counts_as_coded_completely(
    told: tuple[Source, Log],
) -> None:
    source, _ = told
    assert {each.facet: each.coded for each in source.codings} == {
        "action-on-harm": "complete",
        "cosai-persona": "complete",
        "cosai-component": "complete",
        "cosai-risk-category": "complete",
        "cosai-control-category": "complete",
        "cosai-lifecycle": "partial",
        "cosai-impact": "partial",
        "cosai-actor-access": "partial",
    }
    assert {each.extraction for each in source.codings} == {"complete"}


@shared
def test_the_log_names_what_is_left_out_mended_and_legacy(told: tuple[Source, Log]) -> None:
    _, log = told
    assert log.summary()["refused"] == 0
    places = {(defect.path, defect.place) for defect in log.defects}
    assert {
        ("components.yaml", "field edges"),
        ("lifecycle-stage.yaml", "field order"),
        ("impact-type.yaml", "field category"),
        ("actor-access.yaml", "field category"),
        ("risks.yaml", "field of externalReferences: type"),
        ("risks.yaml", "categories"),
        ("personas.yaml", "personaModelCreator"),
        ("personas.yaml", "personaModelConsumer"),
    } <= places
    assert sum(defect.done == "mended" for defect in log.defects) == 15  # NIST AI RMF spellings
    assert sum(defect.value == "none" for defect in log.defects) == 4


@shared
def test_reading_twice_and_by_file_gives_the_same(told: tuple[Source, Log]) -> None:
    source, log = told
    again = Log()
    files = sorted((DATA / "yaml").glob("*.yaml"), reverse=True)
    assert read(files, again) == [source]
    assert one(DATA / "yaml") == source
    assert again == log


@shared
def test_the_alignment_names_concepts_that_exist(told: tuple[Source, Log]) -> None:
    source, _ = told
    facets = {scheme.id: scheme.facet for scheme in source.schemes}
    labels = {f"{facets[each.scheme]}:{each.notation}": each.label for each in source.concepts}
    path = root() / "ontology" / "mappings" / "cosai.sssom.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [line for line in lines if not line.startswith("#")]
    rows = list(csv.DictReader(lines, delimiter="\t"))
    assert rows
    for row in rows:
        assert labels[row["subject_id"]] == row["subject_label"]


# Made-up files.


def folder(tmp_path: Path, **files: list[Any]) -> Path:
    """A small risk map; a file is given by its name without what is not a letter."""
    lists = {
        "risks": "risks",
        "controls": "controls",
        "personas": "personas",
        "components": "components",
        "lifecycle-stage": "lifecycleStages",
        "impact-type": "impactTypes",
        "actor-access": "actorAccessLevels",
        "frameworks": "frameworks",
    }
    for name, part in lists.items():
        document = {"title": name, part: files.get(name.partition("-")[0], [])}
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
    return tmp_path


def risk(key: str, *controls: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "title": f"The {key}", "controls": list(controls), **more}


def control(key: str, *risks: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "title": f"The {key}", "risks": list(risks), **more}


def complaints(log: Log, done: str = "") -> list[str]:
    return [
        f"{defect.place}: {defect.value} {defect.what}"
        for defect in log.defects
        if not done or defect.done == done
    ]


def test_links_of_either_side_count_and_a_difference_is_told(tmp_path: Path) -> None:
    log = Log()
    source = one(
        folder(
            tmp_path,
            risks=[risk("r1", "c1", "c2"), risk("r2", "c3", "c1"), risk("r3", "c1", "c9")],
            controls=[
                control("c1", "r1", "r3", "r3"),
                control("c2", "r1", "r2"),
                {"id": "c3", "title": "C3", "risks": "all"},
            ],
        ),
        log,
    )
    named = {filing.id: filing.source_key for filing in source.filings}
    assert {named[each.id] + named[each.target] for each in source.actions} == {
        *("c1r1", "c1r2", "c1r3", "c2r1", "c2r2"),
        "c3r2",  # said of one risk, although the control claims all: no other risk follows
    }
    assert [named[each.id] for each in source.descriptions] == ["c3"]
    said = " ".join(complaints(log))
    assert "r2: c1 r2 is not said in controls.yaml" in said
    assert "c2: c2 r2 is not said in risks.yaml" in said
    assert "c3 r2" not in said
    assert "c1: r3 stands twice in risks" in said
    assert complaints(log, "refused") == [
        "r3 controls: c9 is nothing that the files define; left out"
    ]
    assert {each.extraction for each in source.codings} == {"partial"}


def test_all_none_and_unknown_values(tmp_path: Path) -> None:
    log = Log()
    stages = [{"id": "s1", "title": "Early"}, {"id": "s2", "title": "Late"}]
    source = one(
        folder(
            tmp_path,
            lifecycle=stages,
            controls=[
                control("c1", lifecycleStage="all"),
                control("c2", lifecycleStage=["all"]),
                control("c3", lifecycleStage="none"),
                control("c4", lifecycleStage=["s2", "s3", {"s": 1}]),
                control("c5"),
            ],
        ),
        log,
    )
    named = {filing.id: filing.source_key for filing in source.filings}
    assert {(named[each.id], each.concept, each.rationale) for each in source.classifications} == {
        *(("c1", "s1", "stated as all"), ("c1", "s2", "stated as all")),
        *(("c2", "s1", "stated as all"), ("c2", "s2", "stated as all")),
        ("c4", "s2", ""),
    }
    assert "c3: none says that no lifecycleStage apply: under no concept" in complaints(log)
    assert len(complaints(log, "refused")) == 2
    coded = {each.facet: each.rationale for each in source.codings}
    assert coded["cosai-lifecycle"] == "The field lifecycleStage is filled in 4 of 5 entries."


def test_pins_are_compared_with_the_list_of_frameworks(tmp_path: Path) -> None:
    log = Log()
    source = one(
        folder(
            tmp_path,
            frameworks=[
                {
                    "id": "mitre-atlas",
                    "name": "ATLAS",
                    "version": "5.0.1",
                    "priorVersions": ["mitre-atlas@4.9.0"],
                },
                {"id": "eu-ai-act", "name": "AI Act", "version": "2024"},
                {"id": "stride", "name": "STRIDE", "version": None},
            ],
            risks=[
                risk(
                    "r1",
                    mappings={
                        "mitre-atlas": [
                            *("AML.T0001@5.0.1", "AML.T0002@4.9.0", "AML.T0003@6.0.0"),
                            *("AML.T0004", 7),
                        ],
                        "eu-ai-act": ["Article 9(2)@2024"],
                        "stride": ["Tampering"],
                        "house-rules": ["H1@3"],
                    },
                )
            ],
        ),
        log,
    )
    assert {(each.object, each.object_version) for each in source.mappings} == {
        ("framework-atlas:AML.T0001", "5.0.1"),
        ("framework-atlas:AML.T0002", "4.9.0"),
        ("framework-atlas:AML.T0003", "6.0.0"),
        ("framework-atlas:AML.T0004", ""),
        ("framework-eu-ai-act:article-9", "2024"),
        ("framework-stride:Tampering", ""),
        ("framework-cosai-house-rules:H1", "3"),
    }
    noted = " ".join(complaints(log))
    assert "AML.T0003@6.0.0 is pinned to a version that frameworks.yaml does not have" in noted
    assert "AML.T0004 is not pinned to a version" in noted
    assert "H1@3 frameworks.yaml has no framework house-rules" in noted
    assert not re.search(r"AML\.T000[12]|Tampering", noted)
    assert complaints(log, "mended") == ["r1: Article 9(2)@2024 is referred to as 'article-9'"]
    assert complaints(log, "refused") == ["r1 mappings: 7 is no mapping value; expected a text"]


def test_a_bad_entry_is_left_out_and_the_rest_is_kept(tmp_path: Path) -> None:
    log = Log()
    source = one(
        folder(
            tmp_path,
            risks=[
                *("no entry", {"title": "No id"}, {"id": "…", "title": "No letter"}, {"id": "r0"}),
                risk("r1", title="Two  blanks\n", shortDescription=["One.", ["a", "b"]], owner="x"),
                risk("r1"),
                {"id": "a.b", "title": "A"},
                {"id": "a_b", "title": "B"},
            ],
        ),
        log,
    )
    assert {(each.id, each.label, each.published_label) for each in source.filings} == {
        ("risk-cosai-r1", "Two blanks", "Two  blanks\n"),
        ("risk-cosai-a_b", "A", ""),
        ("risk-cosai-a_b-2", "B", ""),
    }
    assert [each.words for each in source.texts] == ["One.\n\na\n\nb"]
    assert len(complaints(log, "refused")) == 5
    assert "field owner: 1 times is not carried over" in complaints(log)
    summary = log.summary()
    assert summary["read"] == summary["kept"] + summary["mended"] + summary["refused"]


def test_evidence_that_is_cited_twice_is_filed_once(tmp_path: Path) -> None:
    log = Log()
    paper = {"id": "p1", "title": "A paper", "url": "https://example.org/p1"}
    source = one(
        folder(
            tmp_path,
            risks=[
                risk("r1", externalReferences=[paper, {"id": "p2", "title": "No address"}]),
                risk("r2", externalReferences=[{**paper, "title": "Called otherwise"}]),
            ],
        ),
        log,
    )
    (evidence,) = [filing for filing in source.filings if filing.kind == "evidence"]
    assert (evidence.label, evidence.note) == ("A paper", "https://example.org/p1")
    assert {(each.id, each.target) for each in source.links} == {
        (evidence.id, "risk-cosai-r1"),
        (evidence.id, "risk-cosai-r2"),
    }
    assert [complaint.split(":")[0] for complaint in complaints(log, "refused")] == [
        "r1 externalReferences"
    ]
    assert "r2: p1 is described otherwise by another; the first is kept" in complaints(log)


def test_files_that_are_missing_or_something_else(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"has no risks\.yaml, .*expected the folder risk-map/yaml"
    ):
        read([tmp_path], Log())
    made = folder(tmp_path)
    (made / "personas.yaml").unlink()
    with pytest.raises(SourceError, match=r"has no personas\.yaml; expected"):
        read([made], Log())
    (made / "personas.yaml").write_text("personas: 1\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"personas\.yaml: has no list 'personas'; expected one"):
        read([made], Log())
