"""DPV and AIRO: every measure and risk arrives in their terms, and nothing false is said."""

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse
from small_builds import MADE, acts, built, filed, mapped, measure, risk

from airm_graph.answers.export_contents import Wish, contents_of
from airm_graph.export.dpv_airo import check_dpv_airo
from airm_graph.export.dpv_airo.terms import AI, AIRO, BORROWED, DPV, ENDS, RISK, SUBJECT
from airm_graph.export.formats import write_file
from airm_graph.identifiers import thing
from airm_graph.records import Text
from airm_graph.resources import root
from airm_graph.sources.bounded import read_rdf
from airm_graph.vocab import AIRM, DCTERMS, RDF, RDFS, SKOS
from airm_graph.vocab import AIRO as OURS
from airm_graph.workspace import Build

SHARED = root().parent / "shared" / "data"
ODD = 'quotes " and \\ back, =cmd|x, \u202eright to left\u202c, tab\tand line\nfeed ' + "x" * 30_000
WORDS = (SKOS.definition, SKOS.prefLabel)
MIXED = replace(
    MADE,
    filings=(
        *MADE.filings,
        filed("R4", "risk"),
        filed("R5", "impact"),
        filed("Q1", "requirement"),
        filed("E1", "evidence"),
    ),
    actions=(
        acts("M1", "reduces", "R4"),
        acts("M1", "detects", "R1"),
        acts("M2", "detects", "R1"),
        acts("M3", "assesses", "R2"),
        acts("O1", "actsOn", "R5"),
    ),
    texts=(Text(id=measure("M1"), property="definition", words=ODD),),
    mappings=(
        mapped(risk("R1"), "skos:exactMatch", risk("R4")),
        mapped(risk("R2"), "skos:closeMatch", risk("R4"), negative=True),
        mapped(risk("R3"), "airm:correspondsTo", risk("R4")),
        mapped(risk("R3"), "skos:broadMatch", risk("R4"), status="proposed"),
        mapped(risk("R1"), "skos:closeMatch", "https://w3id.org/dpv/ai#DataPoisoning"),
    ),
)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return built(tmp_path_factory.mktemp("mixed"), [MIXED])


def written(build: Build, **wish: object) -> bytes:
    contents, _ = contents_of(build, True, Wish(**wish))  # type: ignore[arg-type]
    out = io.BytesIO()
    write_file("dpv-airo", contents, out)
    return out.getvalue()


def graph(data: bytes) -> Store:
    store = Store()
    store.extend(parse(data, format=RdfFormat.TURTLE))
    return store


@pytest.fixture(scope="module")
def store(mixed: Build) -> Store:
    return graph(written(mixed))


def objects(store: Store, id_: str, predicate: NamedNode) -> set[NamedNode]:
    return {q.object for q in store.quads_for_pattern(thing(id_), predicate, None)}  # type: ignore[misc]


def of_class(store: Store, kind: NamedNode) -> set[str]:
    found = store.quads_for_pattern(None, RDF.type, kind)
    return {quad.subject.value for quad in found}  # type: ignore[union-attr]


# What is said


def test_everything_in_the_catalogue_arrives(build: Build) -> None:
    found = graph(written(build))
    stored = build.store
    for ours, theirs in (
        (AIRM.Mitigation, AIRO.RiskControl),
        (AIRM.Mitigation, DPV.TechnicalOrganisationalMeasure),
        (OURS.RiskSource, RISK.PotentialRiskSource),
        (OURS.Risk, DPV.Risk),
        (OURS.Impact, AIRO.Impact),
        (AIRM.Actor, AIRO.Stakeholder),
        (SKOS.Concept, SKOS.Concept),
    ):
        kinds = {quad.subject for quad in stored.quads_for_pattern(None, RDF.type, ours)}
        assert len(kinds) > 5
        assert of_class(found, theirs) == {each.value for each in kinds}  # type: ignore[union-attr]
    measures = {quad.subject for quad in stored.quads_for_pattern(None, RDF.type, AIRM.Mitigation)}
    for label in WORDS:
        there = {(q.subject, q.object) for q in found.quads_for_pattern(None, label, None)}
        for quad in stored.quads_for_pattern(None, label, None):
            assert quad.subject not in measures or (quad.subject, quad.object) in there
    modified = {
        (quad.subject, quad.object)
        for way in (AIRM.mitigates, AIRM.detects)
        for quad in stored.quads_for_pattern(None, way, None)
        if any(
            any(stored.quads_for_pattern(quad.object, RDF.type, kind))  # type: ignore[arg-type]
            for kind in (OURS.Risk, OURS.RiskSource, OURS.Impact)
        )
    }
    links = found.quads_for_pattern(None, AIRO.modifiesRiskConcept, None)
    assert {(quad.subject, quad.object) for quad in links} == modified
    assert len(modified) > 300


def test_a_measure_is_only_what_it_is_said_to_be(store: Store) -> None:
    always = {AIRO.RiskControl, DPV.TechnicalOrganisationalMeasure}
    mitigating = {DPV.RiskMitigationMeasure, RISK.RiskControl}
    kinds = {key: objects(store, measure(key), RDF.type) for key in ("M1", "M2", "M3", "O1")}
    assert kinds["M1"] == always | mitigating | {RISK.DetectionControl}
    assert kinds["M2"] == always | {RISK.DetectionControl}  # it detects, and mitigates nothing
    assert kinds["M3"] == always  # it only assesses
    assert kinds["O1"] == always | {DPV.RiskMitigationMeasure}  # in which way, nobody says


def test_links_are_in_both_vocabularies_as_far_as_they_go(store: Store) -> None:
    source, risk_, impact = (thing(risk(key)) for key in ("R1", "R4", "R5"))
    assert objects(store, measure("M1"), AIRO.mitigatesRiskConcept) == {risk_}
    assert objects(store, measure("M1"), AIRO.detectsRiskConcept) == {source}
    assert objects(store, measure("M1"), AIRO.modifiesRiskConcept) == {source, risk_}
    assert objects(store, measure("M1"), DPV.mitigatesRisk) == {risk_}
    assert objects(store, risk("R4"), DPV.isMitigatedByMeasure) == {thing(measure("M1"))}
    assert objects(store, measure("M1"), RISK.controls) == {risk_}
    assert objects(store, measure("M2"), RISK.detects) == {source}
    for key in ("M3", "O1"):
        for predicate in ENDS:
            assert not objects(store, measure(key), predicate)
    uses = objects(store, risk("R5"), DPV.hasTechnicalOrganisationalMeasure)
    assert uses == {thing(measure("O1"))}
    assert impact in {q.subject for q in store.quads_for_pattern(None, RDF.type, AIRO.Impact)}


def test_a_stage_is_a_phase_and_no_measure_becomes_a_system(store: Store) -> None:
    stage = thing("stage-deploy")
    assert {AIRO.AILifecyclePhase, AI.LifecycleStage} <= objects(store, "stage-deploy", RDF.type)
    assert objects(store, "stage-outside", RDF.type) == {SKOS.Concept}
    assert stage in objects(store, measure("M1"), SUBJECT)
    used = {quad.predicate.value for quad in store}
    assert not [iri for iri in used if "Lifecycle" in iri or "hasStakeholder" in iri]


def test_only_accepted_mappings_with_a_type_are_matches(store: Store) -> None:
    assert objects(store, risk("R1"), SKOS.exactMatch) == {thing(risk("R4"))}
    outside = {NamedNode("https://w3id.org/dpv/ai#DataPoisoning")}
    assert objects(store, risk("R1"), SKOS.closeMatch) == outside
    for key in ("R2", "R3"):
        assert not objects(store, risk(key), SKOS.closeMatch)
        assert not objects(store, risk(key), SKOS.broadMatch)


def test_what_is_left_out_is_counted(mixed: Build) -> None:
    text = written(mixed).decode()
    for said in (
        "mappings that are no match of SKOS: 1",
        "mappings that nobody has accepted: 1",
        "negative mappings: 1",
        "notes of evidence: 1",
        "ways in which a measure acts, unstated or only assessing: 2",
    ):
        assert said in text


def test_an_odd_text_comes_back(store: Store, mixed: Build, tmp_path: Path) -> None:
    (definition,) = objects(store, measure("M1"), SKOS.definition)
    assert definition.value == ODD
    path = tmp_path / "dpv-airo.ttl"
    path.write_bytes(written(mixed))
    read = {quad.object.value for quad in read_rdf(path) if quad.predicate in WORDS}  # type: ignore[union-attr]
    assert ODD in read


def test_the_iri_of_the_publisher_is_linked(build: Build) -> None:
    found = graph(written(build, frameworks=("eu-ai-act",)))
    article = "requirement-euaiact2024_1689-article-9"
    eli = NamedNode("http://data.europa.eu/eli/reg/2024/1689/art_9/oj")
    assert eli in objects(found, article, RDFS.seeAlso)
    assert of_class(found, DPV.Law) == {thing("framework-eu-ai-act").value}
    assert not of_class(found, AIRO.RiskControl)


def test_names_are_minted_elsewhere_on_request(mixed: Build, store: Store) -> None:
    base = "https://example.org/mine/"
    data = written(mixed, base=base)
    moved = graph(data)
    ours = thing("x").value.removesuffix("id/x").encode()
    assert not [line for line in data.splitlines() if ours in line and not line.startswith(b"#")]
    assert len(moved) == len(store)
    assert base + "id/" + measure("M1") in of_class(moved, AIRO.RiskControl)


def test_the_same_build_gives_the_same_bytes(mixed: Build) -> None:
    program = (
        "import io,sys;from pathlib import Path;from airm_graph.workspace import Build;"
        "from airm_graph.answers.export_contents import Wish, contents_of;"
        "from airm_graph.export.formats import write_file;out=io.BytesIO();"
        "write_file('dpv-airo',contents_of(Build(Path(sys.argv[1])),True,Wish())[0],out);"
        "sys.stdout.buffer.write(out.getvalue())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", program, str(mixed.folder)],
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert told == {written(mixed)}


# Terms


def test_every_term_is_published_with_these_ends() -> None:
    if not SHARED.is_dir():
        pytest.skip("the published files of AIRO and DPV do not lie beside this checkout")
    known = Store()
    for name in (
        "airo/airo.ttl",
        *(f"w3c-dpv/dpv-2.3-{part}.ttl" for part in ("core", "risk", "ai")),
    ):
        known.extend(parse(path=SHARED / name, format=RdfFormat.TURTLE))
    for terms in BORROWED:
        for name in terms:
            term = NamedNode(terms.namespace + name)
            assert any(known.quads_for_pattern(term, RDF.type, None)), term
            links = name[0].islower()
            assert (term in ENDS) == links, term
    for term, ends in ENDS.items():
        for predicates, classes in zip((DOMAIN, RANGE), ends, strict=True):
            stated = {
                quad.object
                for predicate in predicates
                for quad in known.quads_for_pattern(term, predicate, None)
            }
            assert len(stated) <= 1
            assert bool(stated) == bool(classes), term
            if len(classes) == 1:
                assert stated == classes


DOMAIN = (
    NamedNode(RDFS.namespace + "domain"),
    NamedNode("http://purl.org/dc/dcam/domainIncludes"),
)
RANGE = (NamedNode(RDFS.namespace + "range"), NamedNode("http://purl.org/dc/dcam/rangeIncludes"))


# The check


def test_the_check_passes_what_is_written(mixed: Build, tmp_path: Path) -> None:
    assert faults(tmp_path, written(mixed).decode()) == []


def faults(folder: Path, text: str) -> list[str]:
    path = folder / "x.ttl"
    path.write_text(text, encoding="utf-8")
    return check_dpv_airo(path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("airo:RiskControl ,", "airo:RiskMeasure ,", "airo:RiskMeasure is no class"),
        ("dpv:mitigatesRisk", "airm:mitigates", "airm:mitigates is no property"),
        ("airo:modifiesRiskConcept", "airo:hasLifecyclePhase", "airo:hasLifecyclePhase is no prop"),
        ("dcterms:license <", "dcterms:relation <", "has no licence"),
        ("skos:prefLabel", "skos:hiddenLabel", "has no name"),
        (
            "risk:DetectionControl",
            "risk:RiskControl",
            "stands at risk:detects and is not described",
        ),
        ("risk:controls airmid:risk-made1-R4", 'risk:controls "R4"', "leads to a text"),
        ("# As DPV", "# In DPV", "do not say how much is in it"),
        ("measures: 4", "measures: 40", "announce measures: 40; there are 4"),
        ("dcterms:source airmid:", "dcterms:source _:", "a node without a name"),
    ],
)
def test_the_check_finds(mixed: Build, tmp_path: Path, old: str, new: str, expected: str) -> None:
    text = written(mixed).decode()
    assert old in text
    prefix = "@prefix airm: <https://w3id.org/airm-graph/ns#> .\n" if "airm:" in new else ""
    head, _, rest = text.partition("@prefix")
    spoilt = f"{head}{prefix}@prefix{rest}".replace(old, new)
    found = faults(tmp_path, spoilt)
    assert any(expected in fault for fault in found), found[:5]


def test_the_check_sees_that_a_file_was_cut(mixed: Build, tmp_path: Path) -> None:
    text = written(mixed).decode()
    whole = text[: text.rindex("\n\nairmid:risk-") + 2]
    assert any("announce" in fault for fault in faults(tmp_path, whole))
    assert "is not Turtle" in faults(tmp_path, text[: len(text) // 2])[0]
    assert "nothing in it has a class" in " ".join(faults(tmp_path, ""))


def test_licences_stand_at_each_thing(store: Store) -> None:
    assert objects(store, measure("M1"), DCTERMS.license)
    for quad in store.quads_for_pattern(None, RDF.type, None):
        assert any(store.quads_for_pattern(quad.subject, DCTERMS.license, None)), quad.subject
