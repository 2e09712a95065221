"""The ATLAS reader: known counts, a second count straight from the files, and made-up defects."""

from __future__ import annotations

import json
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from airm_graph.errors import SourceError
from airm_graph.identifiers import LOCAL
from airm_graph.records import Source
from airm_graph.resources import root
from airm_graph.sources.atlas import read
from airm_graph.sources.log import Log

DATA = Path(__file__).parents[3] / "shared" / "data" / "mitre-atlas"
shared = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
OLD, NEW, STIX = "ATLAS-5.0.1.yaml", "ATLAS-5.6.0.yaml", "stix-atlas.json"
EVIDENCE = {"evidence", "incident"}  # case studies, by whether it happened


def one(path: Path, log: Log | None = None) -> Source:
    (source,) = read([path], log or Log())
    return source


def keys(source: Source) -> dict[str, str]:
    """The publisher's keys by identifier, of tactics too."""
    tactics = {c.id: c.notation for c in source.concepts if c.scheme.endswith("-atlas-tactic")}
    return tactics | {filing.id: filing.source_key for filing in source.filings}


def labels(source: Source) -> dict[str, str]:
    """The names of tactics, techniques and mitigations by key."""
    names = {f.source_key: f.label for f in source.filings if f.kind not in EVIDENCE}
    tactics = [c for c in source.concepts if c.scheme.endswith("-atlas-tactic")]
    return names | {concept.notation: concept.label for concept in tactics}


def pairs(source: Source) -> set[tuple[str, str]]:
    named = keys(source)
    return {(named[action.id], named[action.target]) for action in source.actions}


def under(source: Source, facet: str) -> dict[str, set[str]]:
    named, found = keys(source), defaultdict(set)
    for record in source.classifications:
        if record.facet == facet:
            found[named[record.id]].add(record.concept)
    return dict(found)


def count(source: Source, kind: str) -> int:
    return sum(filing.kind == kind for filing in source.filings)


@shared
@pytest.mark.parametrize(
    ("file", "known"),
    [
        (OLD, ("atlas5_0_1", 15, 130, 55, 26, 103, 23, 10)),
        (NEW, ("atlas5_6_0", 16, 170, 69, 35, 246, 40, 17)),
        (STIX, ("atlasstix", 16, 170, 69, 35, 246, 0, 0)),
    ],
)
def test_known_counts(file: str, known: tuple[object, ...]) -> None:
    source = one(DATA / file)
    tactics = [c for c in source.concepts if c.scheme == f"scheme-{source.about.id}-atlas-tactic"]
    parts = [filing for filing in source.filings if filing.part_of]
    assert known == (
        source.about.id,
        len(tactics),
        count(source, "risk-source"),
        len(parts),
        count(source, "measure"),
        len(source.actions),
        count(source, "evidence"),
        count(source, "incident"),
    )
    assert {action.relation for action in source.actions} == {"mitigates"}
    assert all(f.part_of.endswith(f.source_key.rsplit(".", 1)[0].replace(".", "_")) for f in parts)


@shared
def test_what_a_folder_holds_is_read_once_and_the_same_each_time() -> None:
    log = Log()
    sources = read([DATA], log)
    assert [source.about.id for source in sources] == ["atlas5_0_1", "atlas5_6_0", "atlasstix"]
    assert [source.about.version for source in sources] == ["5.0.1", "5.6.0", "unstated"]
    assert sources == read([DATA], Log())
    done = log.summary()
    assert done["read"] == done["kept"] + done["mended"] + done["refused"]
    for source in sources:
        ids = [filing.id for filing in source.filings] + [c.id for c in source.concepts]
        assert len(ids) == len(set(ids))
        assert all(LOCAL.fullmatch(name) for name in ids)
        ends = {action.target for action in source.actions} | {link.target for link in source.links}
        assert ends <= set(ids)
        known = {(c.scheme, c.notation) for c in source.concepts}
        for record in source.classifications:
            assert (f"scheme-{source.about.id}-{record.facet}", record.concept) in known


@shared
def test_from_5_0_1_to_5_6_0_50_ids_are_added_none_removed_none_renamed() -> None:
    old, new = labels(one(DATA / OLD)), labels(one(DATA / NEW))
    assert len(new.keys() - old.keys()) == 50
    assert not old.keys() - new.keys()
    assert {key for key in old if old[key] != new[key]} == set()


@shared
def test_yaml_and_stix_of_the_same_content_agree() -> None:
    text, stix = one(DATA / NEW), one(DATA / STIX)
    assert labels(text) == labels(stix)
    assert pairs(text) == pairs(stix)
    assert len(pairs(text)) == 244  # two of the 246 are stated twice
    assert under(text, "atlas-tactic") == under(stix, "atlas-tactic")
    words = [{(keys(source).get(t.id), t.words) for t in source.texts} for source in (text, stix)]
    studies = {(key, said) for key, said in words[0] if key and key.startswith("AML.CS")}
    assert {said for said in words[0] - studies if said[0]} == {w for w in words[1] if w[0]}


@shared
def test_the_techniques_among_lifecycle_stages_are_refused_and_counted_nowhere() -> None:
    log = Log()
    old, new = one(DATA / OLD, log), one(DATA / NEW, log)
    refused = {(d.path, d.place.split()[0], d.value) for d in log.defects if d.done == "refused"}
    assert refused == {
        (OLD, "AML.M0016", "AML.T0018.001"),
        (OLD, "AML.M0016", "AML.T0018.002"),
        (NEW, "AML.M0018", "AML.T0052.001"),
        (NEW, "AML.M0034", "AML.T0052.001"),
    }
    for source in (old, new):
        stages = {
            concept for found in under(source, "atlas-lifecycle").values() for concept in found
        }
        assert len(stages) == 6
        assert not any("aml" in stage for stage in stages)
    assert not {("AML.M0018", "AML.T0052.001"), ("AML.M0034", "AML.T0052.001")} & pairs(new)


@shared
def test_links_stated_twice_and_ids_used_twice_are_noted() -> None:
    log = Log()
    one(DATA / NEW, log)
    noted = {d.place: d.value for d in log.defects if d.done == "kept"}
    assert noted == {
        "AML.M0002 mitigates AML.T0043.001 (2)": "AML.T0043.001",
        "AML.M0004 mitigates AML.T0043.001 (2)": "AML.T0043.001",
    }
    log = Log()
    one(DATA / STIX, log)
    assert sum(d.place.startswith("relationship--") for d in log.defects) == 34
    assert [d.value for d in log.defects if "placeholder" in d.what] == ["0.1"]


def covered(tactics: dict[str, set[str]], mitigated: set[str]) -> dict[str, tuple[int, int]]:
    """For each tactic how many techniques it has, and how many of them a mitigation is for."""
    found: dict[str, list[str]] = defaultdict(list)
    for technique, names in tactics.items():
        for name in names:
            found[name].append(technique)
    return {name: (len(of), sum(t in mitigated for t in of)) for name, of in found.items()}


def counted_from_yaml(path: Path) -> dict[str, tuple[int, int]]:
    matrix = yaml.safe_load(path.read_text(encoding="utf-8"))["matrices"][0]
    own = {t["id"]: t for t in matrix["techniques"]}
    tactics = {
        key: set(t.get("tactics") or own[t["subtechnique-of"]]["tactics"]) for key, t in own.items()
    }
    return covered(tactics, {t["id"] for m in matrix["mitigations"] for t in m["techniques"]})


def counted_from_stix(path: Path) -> dict[str, tuple[int, int]]:
    objects = json.loads(path.read_text(encoding="utf-8"))["objects"]
    short = {
        entry["x_mitre_shortname"]: entry["external_references"][0]["external_id"]
        for entry in objects
        if entry["type"] == "x-mitre-tactic"
    }
    tactics = {
        entry["id"]: {short[phase["phase_name"]] for phase in entry["kill_chain_phases"]}
        for entry in objects
        if entry["type"] == "attack-pattern"
    }
    links = [entry for entry in objects if entry.get("relationship_type") == "mitigates"]
    return covered(tactics, {link["target_ref"] for link in links})


@shared
@pytest.mark.parametrize("file", [OLD, NEW, STIX])
def test_coverage_by_tactic_is_what_a_second_count_finds(file: str) -> None:
    source = one(DATA / file)
    by_reader = covered(
        under(source, "atlas-tactic"), {technique for _, technique in pairs(source)}
    )
    second = counted_from_stix if file == STIX else counted_from_yaml
    assert by_reader == second(DATA / file)
    assert len(by_reader) == count_tactics(source)
    assert any(mitigated < techniques for techniques, mitigated in by_reader.values())


def count_tactics(source: Source) -> int:
    return sum(concept.scheme.endswith("-atlas-tactic") for concept in source.concepts)


@shared
def test_attack_references_case_studies_and_codings() -> None:
    source, stix = one(DATA / NEW), one(DATA / STIX)
    matrix = yaml.safe_load((DATA / NEW).read_text(encoding="utf-8"))
    parts = matrix["matrices"][0]
    stated = {
        (entry["id"], entry["ATT&CK-reference"]["url"])
        for part in ("tactics", "techniques", "mitigations")
        for entry in parts[part]
        if "ATT&CK-reference" in entry
    }
    named = keys(source)
    assert {(named[m.subject], m.object) for m in source.mappings} == stated
    assert len(source.mappings) == 14 + 34 + 5
    assert {m.predicate for m in source.mappings} == {"airm:correspondsTo"}
    used = {(s["id"], step["technique"]) for s in matrix["case-studies"] for step in s["procedure"]}
    assert {(named[link.id], named[link.target]) for link in source.links} == used
    coded = {coding.facet: coding.coded for coding in source.codings}
    assert coded == dict.fromkeys(
        [
            "action",
            "atlas-lifecycle",
            "atlas-maturity",
            "atlas-mitigation-category",
            "atlas-tactic",
        ],
        "complete",
    )
    assert {coding.facet for coding in stix.codings} == {"action", "atlas-tactic"}
    inherited = [c for c in source.classifications if c.rationale]
    assert all(record.facet == "atlas-tactic" for record in inherited)
    assert len({record.id for record in inherited}) == 69
    assert not any(action.rationale for action in source.actions)
    about = {text.id for text in source.texts if text.property == "rationale"}
    action_ids = {f"action-atlas5_6_0-mitigates-{a.id}-{a.target}" for a in source.actions}
    twice = {f"{name}-2" for name in action_ids if f"{name}-2" in about}
    assert about == action_ids | twice
    assert (len(twice), len(about)) == (2, len(source.actions))


MADE_UP_5 = """
id: ATLAS
version: 9.9.9
matrices:
- id: ATLAS
  tactics:
  - {id: AML.TA0001, name: Preparing}
  techniques:
  - {id: AML.T0001, name: " Asking  politely ", tactics: [AML.TA0001, AML.TA0077]}
  - {id: AML.T0001.000, name: In writing, specializes: AML.T0001, maturity: imagined}
  - {id: AML.T0001.001, name: By telephone}
  - {id: AML.T0001.002, name: In a dream, subtechnique-of: AML.T0099}
  - {id: AML.T0001, name: Asking again}
  - {name: No id here}
  mitigations:
  - id: AML.M0001
    name: Saying no
    description: "Say {{ answer.word }} and mean it."
    techniques:
    - AML.T0001
    - {id: AML.T0099, use: There is no such technique.}
    - {id: "{{asking.id}}"}
    - {use: This names nothing.}
    ml_lifecycle: [Deployment, Holidays, {id: AML.T0001.001, use: Out of place.}, 7]
    ATT&CK-reference: {id: M1, url: not an address}
case-studies:
- id: AML.CS0001
  name: They asked
  summary: It was long ago.
  case-study-type: incident
  procedure:
  - {tactic: AML.TA0001, technique: AML.T0001, description: First.}
  - {tactic: AML.TA0001, technique: AML.T0001, description: Then again.}
  - {tactic: AML.TA0001, technique: AML.T0055, description: And differently.}
"""


def test_a_defect_of_one_row_never_costs_another(tmp_path: Path) -> None:
    path = tmp_path / "ATLAS.yaml"
    path.write_text(MADE_UP_5, encoding="utf-8")
    log = Log()
    source = one(path, log)
    assert source.about.id == "atlas9_9_9"
    assert labels(source) == {
        "AML.TA0001": "Preparing",
        "AML.T0001": "Asking politely",
        "AML.T0001.000": "In writing",
        "AML.T0001.001": "By telephone",
        "AML.T0001.002": "In a dream",
        "AML.M0001": "Saying no",
    }
    parents = {f.source_key: keys(source)[f.part_of] for f in source.filings if f.part_of}
    assert parents == {"AML.T0001.000": "AML.T0001", "AML.T0001.001": "AML.T0001"}
    assert pairs(source) == {("AML.M0001", "AML.T0001")}
    assert under(source, "atlas-lifecycle") == {"AML.M0001": {"deployment", "holidays"}}
    assert [len(source.links), len(source.mappings)] == [1, 0]
    assert {(d.done, d.value) for d in log.defects} == {
        ("mended", " Asking  politely "),
        ("refused", "AML.TA0077"),  # no such tactic
        ("kept", "imagined"),  # a new maturity
        ("mended", ""),  # the parent that follows from the key
        ("mended", "AML.T0099"),  # no such parent
        ("refused", "AML.T0001"),  # given twice
        ("refused", "techniques"),  # no id
        ("kept", "{{ answer.word }} and mean it."),
        ("refused", "AML.T0099"),  # no such technique
        ("refused", "{{asking.id}}"),
        ("refused", "{'use': 'This names nothing.'}"),
        ("kept", "Holidays"),  # a new stage
        ("refused", "AML.T0001.001"),  # out of place
        ("refused", "7"),
        ("refused", "not an address"),
        ("refused", "AML.T0055"),
    }
    coded = {coding.facet: coding.coded for coding in source.codings}
    assert (coded["atlas-maturity"], coded["atlas-lifecycle"]) == ("partial", "complete")
    assert coded["atlas-tactic"] == "partial"  # the dreamt technique has none
    done = log.summary()
    assert done["read"] == done["kept"] + done["mended"] + done["refused"]


MADE_UP_6 = """
format-version: 6.0.0
collection: {id: ATLAS-collection, version: "2026.08"}
matrix: {id: ATLAS-matrix}
tactics:
  AML.TA0001: {id: AML.TA0001, name: Preparing, object-type: tactic}
  AML.TA0002: {id: AML.TA0002, name: Leaving, object-type: tactic}
techniques:
  AML.T0001:
    {id: AML.T0001, name: Asking, maturity: Feasible, platforms: [Agentic AI],
     attack-reference: {id: T1, url: "https://attack.mitre.org/techniques/T1/"}}
  AML.T0001.000: {id: AML.T0001.000, name: In writing, maturity: Realized, platforms: [Enterprise]}
  AML.T0001.001: {id: AML.T0001.001, name: By telephone, maturity: Realized}
mitigations:
  AML.M0001:
    {id: AML.M0001, name: Saying no, lifecycle-phases: [AI Model Engineering],
     categories: [Technical - AI]}
case-studies:
  AML.CS0001: {id: AML.CS0001, name: They asked, type: Exercise}
relationships:
  ATLAS-matrix:
    sequences: [{source: ATLAS-matrix, target: AML.TA0001, relationship-type: sequences}]
  AML.T0001:
    achieves: [{source: AML.T0001, target: AML.TA0001, relationship-type: achieves}]
  AML.T0001.000:
    achieves: [{source: AML.T0001.000, target: AML.TA0002, relationship-type: achieves}]
    specializes: [{source: AML.T0001.000, target: AML.T0001, relationship-type: specializes}]
  AML.T0001.001:
    specializes: [{source: AML.T0001.001, target: AML.T0001, relationship-type: specializes}]
    admires: [{source: AML.T0001.001, target: AML.T0001, relationship-type: admires}]
  AML.T0050:
    achieves: [{source: AML.T0050, target: AML.TA0001, relationship-type: achieves}]
  AML.M0001:
    mitigates:
    - {source: AML.M0001, target: AML.T0001.000, relationship-type: mitigates, description: Firmly.}
  AML.CS0001:
    employs: [{source: AML.CS0001, target: AML.T0001.001, tactic: AML.TA0001, step-id: S00}]
"""


def test_format_6_states_links_apart_from_objects(tmp_path: Path) -> None:
    path = tmp_path / "ATLAS-latest.yaml"
    path.write_text(MADE_UP_6, encoding="utf-8")
    log = Log()
    source = one(tmp_path, log)
    assert (source.about.id, source.about.version) == ("atlas2026_08", "2026.08")
    assert under(source, "atlas-tactic") == {
        "AML.T0001": {"AML.TA0001"},
        "AML.T0001.000": {"AML.TA0002"},  # its own
        "AML.T0001.001": {"AML.TA0001"},  # its parent's
    }
    assert [c.rationale for c in source.classifications if c.rationale] == [
        "inherited from the parent technique AML.T0001"
    ]
    assert under(source, "atlas-lifecycle") == {"AML.M0001": {"ai-model-engineering"}}
    assert under(source, "atlas-mitigation-category") == {"AML.M0001": {"technical-ai"}}
    assert under(source, "atlas-maturity")["AML.T0001"] == {"feasible"}
    assert under(source, "atlas-platform") == {
        "AML.T0001": {"agentic-ai"},
        "AML.T0001.000": {"enterprise"},
    }
    assert pairs(source) == {("AML.M0001", "AML.T0001.000")}
    assert [keys(source)[link.target] for link in source.links] == ["AML.T0001.001"]
    assert [m.object for m in source.mappings] == ["https://attack.mitre.org/techniques/T1/"]
    assert {(d.done, d.value) for d in log.defects} == {
        ("refused", "admires"),
        ("refused", "AML.T0050"),
    }


@pytest.mark.parametrize(
    ("version", "source_id"),
    [
        ("5.6.0", "atlas5_6_0"),
        ("2026.8.0", "atlas2026_08"),
        ("2026.08", "atlas2026_08"),
        ("2026.10", "atlas2026_10"),  # a number, which loses its last digit
        ("'2026.08.2'", "atlas2026_08_2"),
        ("", "atlas"),
    ],
)
def test_versions(tmp_path: Path, version: str, source_id: str) -> None:
    path = tmp_path / "ATLAS.yaml"
    path.write_text(f"version: {version}\ntechniques: [{{id: AML.T0001, name: A}}]\n", "utf-8")
    assert one(path).about.id == source_id


def bundle(*objects: dict[str, Any]) -> dict[str, Any]:
    return {"type": "bundle", "id": "bundle--0", "objects": list(objects)}


def ours(kind: str, key: str, **fields: Any) -> dict[str, Any]:
    reference = {"source_name": "mitre-atlas", "external_id": key}
    return {"type": kind, "id": f"{kind}--{key}", "external_references": [reference]} | fields


def link(kind: str, source: str, target: str) -> dict[str, Any]:
    name = f"relationship--{kind}-{source}-{target}"
    ends = {"source_ref": source, "target_ref": target}
    return {"type": "relationship", "id": name, "relationship_type": kind} | ends


def test_a_made_up_bundle(tmp_path: Path) -> None:
    foreign = {"type": "attack-pattern", "id": "attack-pattern--x", "name": "Of another source"}
    phases = [
        {"kill_chain_name": "mitre-atlas", "phase_name": "preparing"},
        {"kill_chain_name": "mitre-atlas", "phase_name": "unheard-of"},
        {"kill_chain_name": "elsewhere", "phase_name": "preparing"},
    ]
    content = bundle(
        ours("x-mitre-tactic", "AML.TA0001", name="Preparing", x_mitre_shortname="preparing"),
        ours("attack-pattern", "AML.T0001", name="Asking", kill_chain_phases=phases),
        ours("attack-pattern", "AML.T0001.000", name="In writing", kill_chain_phases=phases[:1]),
        ours("attack-pattern", "AML.T0002", name="Withdrawn", revoked=True),
        ours("course-of-action", "AML.M0001", name="Saying no"),
        ours("campaign", "AML.CS0001", name="They asked"),
        foreign,
        link("subtechnique-of", "attack-pattern--AML.T0001.000", "attack-pattern--AML.T0001"),
        link("mitigates", "course-of-action--AML.M0001", "attack-pattern--AML.T0001"),
        link("mitigates", "course-of-action--AML.M0001", "attack-pattern--gone"),
        link("uses", "campaign--AML.CS0001", "attack-pattern--AML.T0001.000"),
        link("mitigates", "course-of-action--AML.M0001", "attack-pattern--x"),
        {"type": "x-mitre-collection", "id": "c", "x_mitre_version": "2026.08"},
    )
    path = tmp_path / "stix-atlas.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    log = Log()
    source = one(path, log)
    assert (source.about.id, source.about.version) == ("atlasstix2026_08", "2026.08")
    assert set(labels(source)) == {"AML.TA0001", "AML.T0001", "AML.T0001.000", "AML.M0001"}
    assert pairs(source) == {("AML.M0001", "AML.T0001")}
    assert [keys(source)[link.target] for link in source.links] == ["AML.T0001.000"]
    assert {(d.done, d.value) for d in log.defects} == {
        ("refused", "unheard-of"),
        ("refused", "attack-pattern--gone"),
        ("refused", "2"),  # one withdrawn, one of another source
    }


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("ATLAS.yaml", "v6/ATLAS-latest.yaml\n", "only names another file"),
        ("ATLAS.yaml", "- a list\n", "holds no techniques"),
        ("layer.json", '{"techniques": []}', "holds no techniques"),
        ("bundle.json", '{"type": "bundle", "objects": 3}', "no techniques of ATLAS"),
        ("other.txt", "", "the folder holds no file of ATLAS"),
    ],
)
def test_what_is_not_atlas_is_one_line(tmp_path: Path, name: str, content: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SourceError, match=said) as caught:
        read([tmp_path if "folder" in said else path], Log())
    assert "\n" not in str(caught.value)


def test_two_files_of_one_version_are_one_source(tmp_path: Path) -> None:
    for name in ("ATLAS.yaml", "ATLAS-latest.yaml"):
        (tmp_path / name).write_text(MADE_UP_6, encoding="utf-8")
    log = Log()
    assert len(read([tmp_path], log)) == 1
    assert ("refused", "2026.08") in {(d.done, d.value) for d in log.defects}


def test_keys_that_are_written_the_same_way_stay_apart(tmp_path: Path) -> None:
    path = tmp_path / "ATLAS.yaml"
    path.write_text(
        "version: 1.0.0\ntechniques: [{id: A.T1, name: One}, {id: A_T1, name: Two}]\n", "utf-8"
    )
    log = Log()
    source = one(path, log)
    assert [filing.id for filing in source.filings] == [
        "risk-atlas1_0_0-A_T1",
        "risk-atlas1_0_0-A_T1-2",
    ]
    assert [d.done for d in log.defects] == ["kept"]


def test_the_alignment_is_well_formed_and_carries_only_what_is_certain() -> None:
    path = root() / "ontology" / "mappings" / "atlas.sssom.tsv"
    lines = path.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert {len(row) for row in rows} == {9}
    table = [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]
    assert len({(row["subject_id"], row["object_id"]) for row in table}) == len(table)
    for row in table:
        assert Decimal(0) < Decimal(row["confidence"]) <= 1
        carried = row["predicate_id"] in ("skos:exactMatch", "skos:broadMatch")
        assert not (carried and row["object_id"].startswith("category:"))
