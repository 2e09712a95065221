"""The AI Atlas Nexus: known counts and defects of the shared copy, and a small made-up one."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from airm_graph.errors import SourceError
from airm_graph.records import Source
from airm_graph.sources.log import Log
from airm_graph.sources.nexus import read
from airm_graph.sources.nexus.checks import one_sided
from airm_graph.sources.nexus.folder import counts, load
from airm_graph.sources.nexus.mappings import strengths
from airm_graph.sources.sssom import read as read_sssom
from airm_graph.tables import read_table

DATA = Path(__file__).parents[3] / "shared" / "data" / "ai-atlas-nexus"
ROOT = Path(__file__).parents[2]
RECORDS = ROOT / "data" / "catalogue" / "mitigation-database" / "2025-07-23" / "records.tsv"
shared = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")


@cache
def nexus() -> tuple[Source, Log]:
    log = Log()
    (source,) = read([DATA], log)
    return source, log


def said(log: Log, what: str, done: str = "kept") -> int:
    return sum(d.done == done and bool(re.search(what, d.what)) for d in log.defects)


# --- the shared copy ------------------------------------------------------------------------------


@shared
def test_every_entity_is_read_and_becomes_something() -> None:
    found = counts(load(DATA, Log()).entities.values())
    assert (len(found), sum(found.values())) == (22, 2775)
    assert found == {
        "actions": 254,
        "adapters": 26,
        "aievalresults": 194,
        "aimodelfamilies": 1,
        "aimodels": 32,
        "aitasks": 52,
        "controls": 848,
        "datasets": 54,
        "documents": 97,
        "entries": 677,
        "evaluations": 70,
        "groups": 180,
        "licenses": 12,
        "llmintrinsics": 16,
        "modalities": 2,
        "organizations": 6,
        "riskincidents": 38,
        "rules": 180,
        "stakeholdergroups": 3,
        "stakeholders": 14,
        "taxonomies": 18,
        "vocabularies": 1,
    }
    source, log = nexus()
    assert log.summary() == {"read": 2775 + 2532, "kept": 5240, "mended": 64, "refused": 3}
    kinds = Counter(filing.kind for filing in source.filings)
    assert kinds == {"risk": 630, "measure": 254 + 848, "requirement": 180, "incident": 38}
    entities = [concept for concept in source.concepts if concept.path]  # not attribute values
    assert len(source.filings) + len(entities) == 2775
    ids = [filing.id for filing in source.filings] + [concept.id for concept in source.concepts]
    assert len(set(ids)) == len(ids)
    assert len({scheme.id for scheme in source.schemes}) == len(source.schemes) == 41


@shared
def test_risks_by_work() -> None:
    source, _ = nexus()
    risks = Counter(filing.work for filing in source.filings if filing.kind == "risk")
    assert risks == {
        "framework-air2024": 314,
        "framework-ailuminate": 12,
        "framework-eisenberg2025": 49,
        "framework-eticas": 64,
        "framework-granite-guardian": 13,
        "framework-ibm-risk-atlas": 99,
        "framework-mit-risk-repository": 24 + 9,
        "framework-nist2024": 12,
        "framework-owasp-asi": 10,
        "framework-owasp-ast10": 10,
        "framework-owasp-llm": 10,
        "framework-shieldgemma": 4,
    }
    keys = {filing.source_key for filing in source.filings if filing.work == "framework-owasp-llm"}
    assert keys == {f"LLM{number:02}" for number in range(1, 11)}


@shared
def test_measures_have_the_keys_that_other_sources_use() -> None:
    source, _ = nexus()
    measures = [filing for filing in source.filings if filing.kind == "measure"]
    mit = {(f.source_key, f.work) for f in measures if re.match("A[0-9]{4}_", f.source_key)}
    names = RECORDS.read_text(encoding="utf-8").splitlines()[0].split("\t")
    known = {(row["source_key"], row["work"]) for _, row in read_table(RECORDS, names)}
    assert mit == known
    nist = [f for f in measures if f.label == f.source_key]
    assert (len(nist), {f.work for f in nist}) == (212, {"framework-nist2024"})
    assert all(re.fullmatch(r"(GV|MP|MS|MG)-\d\.\d+-\d{3}", f.source_key) for f in nist)


@shared
def test_classifications_and_codings() -> None:
    source, log = nexus()
    facets = Counter(said.facet for said in source.classifications)
    assert facets["category"] == 820
    assert facets["aiuc1-application"] == facets["aiuc1-principle"] == 51
    assert facets["function"] == 212
    assert facets["nexus-actor-task"] == 801
    assert facets["air2024-risk-group"] == 314
    application = Counter(
        said.concept for said in source.classifications if said.facet == "aiuc1-application"
    )
    assert application == {"mandatory": 40, "optional": 11}
    tasks = [c for c in source.concepts if c.scheme == "scheme-nexus-nexus-actor-task"]
    assert len(tasks) == 13
    known = {(concept.scheme, concept.notation) for concept in source.concepts}
    brought = {scheme.facet: scheme.id for scheme in source.schemes if scheme.facet}
    classified = [said for said in source.classifications if said.facet in brought]
    assert all((brought[said.facet], said.concept) in known for said in classified)
    codings = {(coding.work, coding.facet): coding for coding in source.codings}
    atlas = codings["framework-ibm-risk-atlas", "ibm-risk-group"]
    assert (atlas.extraction, atlas.coded) == ("complete", "complete")
    nist = codings["framework-nist2024", "function"]
    assert (nist.extraction, nist.coded) == ("unknown", "partial")
    assert said(log, "has no category") == 11
    assert said(log, "has no description") == 11


@shared
def test_links_between_measures_incidents_and_risks() -> None:
    source, log = nexus()
    assert Counter(action.relation for action in source.actions) == {"actsOn": 436, "detects": 17}
    assert len({link.id for link in source.links}) == 38
    assert {link.relation for link in source.links} == {"evidenceFor"}
    risks = {filing.id for filing in source.filings if filing.kind == "risk"}
    assert {link.target for link in source.links} | {a.target for a in source.actions} <= risks
    mit = {f.id for f in source.filings if re.match("A[0-9]{4}_", f.source_key)}
    assert not mit & {action.id for action in source.actions}
    assert said(log, "said of one side only") == 1


@shared
def test_mappings_by_file_and_strength() -> None:
    source, _ = nexus()
    tables = strengths(m for m in source.mappings if m.path.endswith(".tsv"))
    assert {path.removeprefix("mappings/"): found for path, found in tables.items()} == {
        "ailuminate-v1.0.sssom.tsv": {"overlap": 4, "related": 185},
        "aiuc1_to_ibm_from_tsv_data.tsv": {"overlap": 84, "related": 266},
        "aiuc1_to_owasp_llm_from_tsv_data.tsv": {"related": 66},
        "credo-ucf.sssom.tsv": {"overlap": 42, "related": 253},
        "eticas2atlas_nexus_full.tsv": {"equal": 16, "overlap": 63, "part": 17, "related": 5},
        "granite_guardian_ibm-risk-atlas.tsv": {"related": 13},
        "ibm2ibm.tsv": {"part": 14, "related": 2},
        "ibm2nistgenai.tsv": {"equal": 2, "negative": 3, "overlap": 3, "part": 72, "related": 4},
        "ibm2owasp.tsv": {"equal": 1, "negative": 41, "part": 16, "related": 14},
        "ibm_capabilities_to_tasks.tsv": {"filing": 74},
        "mit-ai-risk-repository_ibm-risk-atlas.tsv": {"related": 250},
        "mit_ai_risk_mitigation_mappings.tsv": {"filing": 820},
        "owasp_asi2ibm_risk_atlas.tsv": {"filing": 70, "overlap": 1, "related": 78},
        "owasp_asi2owasp_llm.tsv": {"part": 7, "related": 16},
        "owasp_ast10_to_ibm_risk_atlas.tsv": {"related": 12},
        "shieldgemma_risk_mappings.tsv": {"related": 15},
    }
    assert sum(sum(found.values()) for found in tables.values()) == 2532 - 3
    negative = [mapping for mapping in source.mappings if mapping.negative]
    assert {mapping.predicate for mapping in negative} == {"nexus:noMatch"}
    works = Counter(m.object for m in negative if m.object.startswith("framework-"))
    assert works == {"framework-owasp-llm": 15, "framework-nist2024": 3}
    machine = Counter(mapping.machine_made for mapping in source.mappings if mapping.line)
    assert machine == {True: 189 + 18 + 295 + 79 + 12 + 4, False: 1932}


@shared
def test_entities_say_more_than_the_tables() -> None:
    source, log = nexus()
    rest = [mapping for mapping in source.mappings if not mapping.path.endswith(".tsv")]
    assert Counter(mapping.status for mapping in rest) == {"disputed": 126, "accepted": 179}
    assert all("knowledge_graph/mappings/" in m.path for m in rest if m.status == "disputed")
    plain = Counter(mapping.predicate for mapping in rest if mapping.status == "accepted")
    assert plain == {
        "skos:broadMatch": 43 + 8,
        "skos:narrowMatch": 43 + 8,
        "skos:relatedMatch": 12,
        "nexus:hasRelatedRisk": 28 + 36 + 1,
    }
    assert said(log, "the reverse; kept as disputed") == 126
    ids = {filing.id for filing in source.filings} | {c.id for c in source.concepts}
    works = {filing.work for filing in source.filings}
    assert {mapping.subject for mapping in source.mappings} <= ids
    assert {mapping.object for mapping in source.mappings} <= ids | works


@shared
def test_known_defects() -> None:
    _, log = nexus()
    dangling = "is part of what is nowhere defined"
    assert (said(log, dangling), said(log, dangling, "mended")) == (10, 21)
    missing = Counter(slot for _, slot, _ in one_sided(load(DATA, Log())))
    assert missing == {
        "broad_mappings": 182,
        "narrow_mappings": 42,
        "close_mappings": 16,
        "related_mappings": 12,
        "exact_mappings": 4,
    }
    assert said(log, "_mappings is one-sided") == 256
    spelled = Counter(d.value for d in log.defects if "otherwise spelled" in d.what)
    assert spelled == {"End Users": 2, "third-party entities": 17}
    assert said(log, "columns too far left", "mended") == 1
    assert said(log, "names no object", "mended") == 18
    assert said(log, "says the same as line", "refused") == 3
    assert said(log, "is defined again") == 2
    assert said(log, "has the description of") == 1
    rows = [place for path, place in log.rows if path.endswith(".tsv")]
    assert len(rows) == 2532


@shared
def test_reading_twice_gives_the_same_source() -> None:
    assert read([DATA], Log()) == [nexus()[0]]
    assert nexus()[0].about.id == "nexus"
    assert nexus()[0].about.version == "unstated"


@shared
def test_the_alignments_name_what_the_source_holds() -> None:
    source, _ = nexus()
    log = Log()
    (alignments,) = read_sssom([ROOT / "ontology" / "mappings" / "nexus.sssom.tsv"], log)
    assert not log.defects
    brought = {scheme.id: scheme.facet for scheme in source.schemes}
    known = {f"{brought[concept.scheme]}:{concept.notation}" for concept in source.concepts}
    known |= {f"{filing.work}:{filing.source_key}" for filing in source.filings}
    assert {mapping.subject for mapping in alignments.mappings} <= known


# --- made up --------------------------------------------------------------------------------------

ENTITIES = """\
taxonomies:
  - {id: pets, name: Pets, type: RiskTaxonomy}
groups:
  - {id: pets-cats-and-dogs, name: Cats and dogs, type: RiskGroup, isDefinedByTaxonomy: pets}
  - {id: pets-big, name: Big, type: RiskGroup, isDefinedByTaxonomy: pets, broader: [pets-all]}
  - {id: pets-all, name: All, type: RiskGroup, isDefinedByTaxonomy: pets, broader: [pets-big]}
entries:
  - {id: pet-bite, name: ' A  bite', type: Risk, isDefinedByTaxonomy: pets,
     isPartOf: pets-Cats-&-Dogs, close_mappings: [pet-scratch]}
  - {id: pet-scratch, name: Scratch, type: Risk, isDefinedByTaxonomy: pets, isPartOf: pets-none}
  - {name: without an id}
actions:
  - {id: pet-leash, name: Leash, isDefinedByTaxonomy: pets, hasRelatedRisk: [pet-bite, pet-flea]}
"""
TABLE = """\
# curie_map:
#   pets: https://example.org/pets/
subject_id\tpredicate_id\tobject_id\tobject_label\tmapping_justification\tconfidence
"""


SCRATCH = "risk-nexus-pet-scratch"


def made(tmp_path: Path, *rows: str, entities: str = ENTITIES) -> Path:
    package = tmp_path / "site" / "ai_atlas_nexus"
    for name in ("knowledge_graph", "mappings"):
        (package / "data" / name).mkdir(parents=True, exist_ok=True)
    (package / "data" / "knowledge_graph" / "pets.yaml").write_text(entities, encoding="utf-8")
    body = "\n".join(row.replace(" ", "\t") for row in rows)
    (package / "data" / "mappings" / "pets.tsv").write_text(f"{TABLE}{body}\n", encoding="utf-8")
    return package


def test_a_package_and_a_wheel_state_their_version(tmp_path: Path) -> None:
    package = made(tmp_path)
    metadata = package.parent / "ai_atlas_nexus-1.2.5.dist-info" / "METADATA"
    metadata.parent.mkdir()
    metadata.write_text("Metadata-Version: 2.4\nName: ai-atlas-nexus\nVersion: 1.2.5\n")
    wheel = tmp_path / "nexus.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path in package.parent.rglob("*"):
            if path.is_file():
                archive.write(path, path.relative_to(package.parent))
    for path in (package, package / "data", package / "data" / "knowledge_graph", wheel):
        (source,) = read([path], Log())
        assert (source.about.id, source.about.version) == ("nexus1_2_5", "1.2.5"), path
        assert "mitigation-nexus1_2_5-pet-leash" in {filing.id for filing in source.filings}
    assert len({read([path], Log())[0].about.checksum for path in (package, wheel)}) == 1


def test_defects_of_entities_are_logged_and_kill_nothing(tmp_path: Path) -> None:
    log = Log()
    (source,) = read([made(tmp_path)], log)
    bite = next(filing for filing in source.filings if filing.source_key == "pet-bite")
    assert (bite.label, bite.published_label) == ("A bite", " A  bite")
    assert bite.work == "framework-pets"
    (said,) = source.classifications
    assert (said.facet, said.concept) == ("pets-risk-group", "cats-and-dogs")
    parents = [concept.label for concept in source.concepts if concept.parent]
    assert len(parents) == 1  # each is said to be above the other
    (action,) = source.actions
    assert (action.relation, action.target) == ("actsOn", bite.id)
    (mapping,) = source.mappings
    assert (mapping.predicate, mapping.line) == ("skos:closeMatch", 0)
    defects = {(d.place, d.done, d.value) for d in log.defects}
    assert ("pet-bite", "mended", " A  bite") in defects
    assert ("pet-bite", "mended", "pets-Cats-&-Dogs") in defects
    assert ("pet-scratch", "kept", "pets-none") in defects
    assert ("pet-leash", "kept", "pet-leash actsOn pet-flea") in defects
    assert ("pet-bite", "kept", "pet-scratch") in defects  # the mapping is one-sided
    assert ("entries[3]", "refused", "None") in defects
    assert log.summary() == {"read": 8, "kept": 6, "mended": 1, "refused": 1}


@pytest.mark.parametrize(
    ("row", "outcome", "target"),
    [
        (
            "pets:pet-bite skos:exactMatch pets:pet-scratch _ M 0.50",
            "kept",
            SCRATCH,
        ),
        ("other:pet-bite skos:exactMatch pets:cow _ M", "kept", "https://example.org/pets/cow"),
        ("pets:pet-bite skos:exactMatch owasp-asi:ASI99 _ M", "kept", "framework-owasp-asi:ASI99"),
        ("pets:pet-bite skos:exactMatch other:cow _ M", "refused", None),
        ("pets:pet-bite skos:exactMatch  _ M", "refused", None),
        ("pets:pet-bite sameAs pets:pet-scratch _ M", "refused", None),
        ("pets:pet-bite  pets:pet-scratch _ M", "refused", None),
        ("pets:pet-bite skos:exactMatch pets:pet-scratch _ M 0.5 more", "refused", None),
        ("pets:pet-bite noMatch semapv:X 0.9", "mended", "https://w3id.org/sssom/NoTermFound"),
        ("pets:pet-bite skos:exactMatch pets:pet-scratch _ M 95", "kept", SCRATCH),
    ],
)
def test_rows_of_tables(tmp_path: Path, row: str, outcome: str, target: str | None) -> None:
    log = Log()
    (source,) = read([made(tmp_path, row)], log)
    assert log.rows["mappings/pets.tsv", "4"] == outcome
    found = [mapping for mapping in source.mappings if mapping.line]
    assert [mapping.object for mapping in found] == ([target] if target else [])
    assert [mapping.confidence for mapping in found] in (
        [],
        [None],
        [Decimal("0.50")],
        [Decimal("0.9")],
    )


def test_a_row_that_repeats_another_is_left_out(tmp_path: Path) -> None:
    log = Log()
    row = "pets:pet-bite skos:closeMatch pets:pet-scratch _ M 0.5"
    (source,) = read([made(tmp_path, row, row)], log)
    assert len(source.mappings) == 1  # the entity says it, too
    assert [log.rows["mappings/pets.tsv", place] for place in "45"] == ["kept", "refused"]


@pytest.mark.parametrize("name", ["", "pets.yaml"])
def test_what_is_no_nexus_is_refused_in_one_line(tmp_path: Path, name: str) -> None:
    (tmp_path / "pets.yaml").write_text("pets: []\n")
    with pytest.raises(
        SourceError, match="expected the data folder of the AI Atlas Nexus"
    ) as error:
        read([tmp_path / name], Log())
    assert "\n" not in str(error.value)
