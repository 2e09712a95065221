"""SKOS alone: what is in it, what is not and is said, and what breaks each condition."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse
from small_builds import MADE, built, concept, mapped

from airm_graph.answers.export_contents import Wish, contents_of
from airm_graph.export.formats import write_file
from airm_graph.export.skos import check_skos
from airm_graph.records import Scheme, SchemeConcept, Text
from airm_graph.sources.log import Log
from airm_graph.sources.readers import read
from airm_graph.vocab import DCTERMS, OWL, PREFIXES, RDF, RDFS, SKOS
from airm_graph.workspace import Build

TOPIC, OTHER = "concept-made1-made-topic-{}", "concept-made1-other-{}"
ODD = 'quotes " and \\ back, =cmd|x, \u202eright to left\u202c, tab\tand line\nfeed ' + "x" * 30_000


def other(notation: str) -> SchemeConcept:
    return SchemeConcept(
        id=OTHER.format(notation),
        scheme="scheme-made1-other",
        notation=notation,
        parent="",
        label=f"Other {notation}",
    )


MORE = replace(
    MADE,
    schemes=(
        *MADE.schemes,
        Scheme(id="scheme-made1-other", label="Others", facet="", of="", level="1"),
    ),
    concepts=(*MADE.concepts, concept("A2", "A"), *map(other, "PQRSTUV")),
    texts=(
        Text(id=TOPIC.format("A1"), property="definition", words=ODD),
        Text(id=TOPIC.format("A1"), property="altLabel", words="Another name"),
        Text(id=TOPIC.format("A1"), property="altLabel", words="Topic A1"),
        Text(id=TOPIC.format("A1"), property="label", words="Thema A1", language="de"),
        Text(id=TOPIC.format("A1"), property="note", words="A note."),
    ),
    mappings=(
        mapped(TOPIC.format("A1"), "skos:exactMatch", OTHER.format("P")),
        mapped(TOPIC.format("A2"), "skos:broadMatch", OTHER.format("Q")),
        mapped(TOPIC.format("A1"), "skos:closeMatch", OTHER.format("Q"), negative=True),
        mapped(TOPIC.format("A1"), "airm:correspondsTo", OTHER.format("R")),
        mapped(TOPIC.format("A1"), "skos:closeMatch", OTHER.format("S"), status="proposed"),
        mapped(TOPIC.format("B1"), "skos:exactMatch", "https://example.org/concept"),
        # P is said to be A1, and Q to be above A2 below A: each of these contradicts something.
        mapped(OTHER.format("P"), "skos:broadMatch", TOPIC.format("A1")),
        mapped(TOPIC.format("A"), "skos:relatedMatch", TOPIC.format("A2")),
    ),
)
SCHEME = "scheme-made1-made-topic"
NARROWER = NamedNode(SKOS.namespace + "narrower")


@pytest.fixture(scope="module")
def more(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build with concepts whose labels, texts and mappings are odd."""
    return built(tmp_path_factory.mktemp("more"), [MORE])


def written(build: Build, **wish: object) -> bytes:
    contents, _ = contents_of(build, False, Wish(**wish))  # type: ignore[arg-type]
    out = io.BytesIO()
    write_file("skos", contents, out)
    return out.getvalue()


def said(data: bytes) -> set[Triple]:
    return {quad.triple for quad in parse(data, format=RdfFormat.TURTLE)}


def node(local: str) -> NamedNode:
    return NamedNode(PREFIXES["airmid"] + local)


def faults(tmp_path: Path, data: bytes) -> list[str]:
    file = tmp_path / "skos.ttl"
    file.write_bytes(data)
    return check_skos(file)


# ---------------------------------------------------------------- what is written


def test_every_scheme_and_concept_is_there_with_all_that_skos_has_a_place_for(more: Build) -> None:
    triples = said(written(more))
    kept = {SKOS.definition, SKOS.notation, SKOS.inScheme, SKOS.broader, SKOS.topConceptOf}
    kept |= {SKOS.scopeNote, SKOS.editorialNote, SKOS.note}
    wanted: set[Triple] = set()
    about = {*more.store.quads_for_pattern(None, RDF.type, SKOS.Concept)}
    about |= {*more.store.quads_for_pattern(None, RDF.type, SKOS.ConceptScheme)}
    ontology = PREFIXES["airmg"] + "ontology"
    things = {quad.subject for quad in about if quad.graph_name != NamedNode(ontology)}
    for thing in things:
        for quad in more.store.quads_for_pattern(thing, None, None):
            if quad.predicate in kept:
                wanted.add(quad.triple)
    assert len(things) > 200
    assert wanted <= triples
    assert {t.subject for t in triples if t.predicate == SKOS.inScheme} < things


def test_hierarchy_is_said_both_ways(more: Build) -> None:
    triples = said(written(more))
    up = {(t.subject, t.object) for t in triples if t.predicate == SKOS.broader}
    down = {(t.object, t.subject) for t in triples if t.predicate == NARROWER}
    tops = {(t.subject, t.object) for t in triples if t.predicate == SKOS.topConceptOf}
    held = {(t.object, t.subject) for t in triples if t.predicate == SKOS.hasTopConcept}
    assert up == down
    assert tops == held
    assert (node(TOPIC.format("A2")), node(TOPIC.format("A"))) in up


def test_a_scheme_says_whose_it_is(more: Build) -> None:
    about = {t.predicate: t.object for t in said(written(more)) if t.subject == node(SCHEME)}
    assert about[DCTERMS.title] == Literal("Topics (Made-up framework 1)", language="en")
    assert about[DCTERMS.license] == NamedNode(MORE.about.licence)
    assert about[DCTERMS.creator] == node(MORE.about.agent)
    assert about[OWL.versionInfo] == Literal(MORE.about.version)
    name = Triple(node(MORE.about.agent), RDFS.label, Literal("The maker", language="en"))
    assert name in said(written(more))


def test_labels_keep_to_the_conditions(more: Build) -> None:
    labels = {
        (t.predicate, t.object)
        for t in said(written(more))
        if t.subject == node(TOPIC.format("A1")) and t.predicate in (SKOS.prefLabel, SKOS.altLabel)
    }
    assert labels == {
        (SKOS.prefLabel, Literal("Topic A1", language="en")),
        (SKOS.prefLabel, Literal("Thema A1", language="de")),
        (SKOS.altLabel, Literal("Another name", language="en")),
    }


def test_only_what_is_accepted_and_consistent_is_a_match(more: Build) -> None:
    data = written(more)
    matches = {t for t in said(data) if t.predicate.value.endswith("Match")}
    assert matches == {
        Triple(node(TOPIC.format("A1")), SKOS.exactMatch, node(OTHER.format("P"))),
        Triple(node(TOPIC.format("A2")), SKOS.broadMatch, node(OTHER.format("Q"))),
        Triple(node(TOPIC.format("B1")), SKOS.exactMatch, NamedNode("https://example.org/concept")),
    }
    left_out = [line for line in data.decode().splitlines() if line.startswith("# Left out: ")]
    words = ("proposed", "does not correspond", "SKOS does not have", "S46", "S27")
    assert len(left_out) == len(words)
    for word, line in zip(words, left_out, strict=True):
        assert word in line
        assert ": 1" in line


def test_odd_texts_come_back_through_our_reader(more: Build, tmp_path: Path) -> None:
    file = tmp_path / "skos.ttl"
    file.write_bytes(written(more))
    (source,) = read("skos", [file], Log())
    texts = {text.words for text in source.texts if text.property == "definition"}
    assert ODD in texts
    labels = {one.label for one in source.concepts}
    assert {"Topic A1", "Other P"} <= labels
    assert len(source.concepts) == written(more).count(b" a skos:Concept ;")
    kinds = {(each.subject[-1], each.predicate, each.object) for each in source.mappings}
    assert ("1", "skos:exactMatch", "https://example.org/concept") in kinds


def test_the_same_under_another_seed(more: Build, tmp_path: Path) -> None:
    script = (
        "import sys; from airm_graph.cli import main;"
        "main(['--quiet', '--workspace', sys.argv[1], 'export', 'skos'])"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script, str(more.folder.parents[1])],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {written(more)}


def test_names_stand_under_the_base(more: Build, tmp_path: Path) -> None:
    data = written(more, base="https://risk.example.org/")
    assert b"@prefix airmid: <https://risk.example.org/id/> ." in data
    assert f"<{PREFIXES['airmid']}".encode() not in data
    assert faults(tmp_path, data) == []
    there, here = said(data), said(written(more))
    assert len(there) == len(here)


def test_a_part_has_the_concepts_above_its_own(more: Build, tmp_path: Path) -> None:
    data = written(more, frameworks=("other",))
    assert b"Schemes and broader concepts are named, not described: " not in data
    assert faults(tmp_path, data) == []
    for taken in ("concept-made1-made-topic-B1", "concept-made1-made-topic-B", "scheme-made1"):
        assert f"airmid:{taken}".encode() in data
    assert b"airmid:concept-made1-made-topic-A1" not in data


# ---------------------------------------------------------------- the check

SOUND = """
@prefix : <https://example.org/> .
@prefix airm: <https://w3id.org/airm-graph/ns#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
:s a skos:ConceptScheme ; skos:prefLabel "S"@en ; dcterms:title "S"@en ;
  dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; skos:hasTopConcept :a , :b .
:a a skos:Concept ; skos:inScheme :s ; skos:topConceptOf :s ; skos:prefLabel "A"@en ;
  skos:altLabel "Ah"@en ; skos:notation "1" ; skos:narrower :a1 .
:a1 a skos:Concept ; skos:inScheme :s ; skos:broader :a ; skos:prefLabel "A1"@en ;
  skos:notation "1.1" ; skos:exactMatch <https://example.net/a1> .
:b a skos:Concept ; skos:inScheme :s ; skos:topConceptOf :s ; skos:prefLabel "B"@en ;
  skos:notation "2" .
:c a skos:Collection ; skos:prefLabel "C"@en ; skos:member :a , :b .
"""

BROKEN = {
    "S4": ":a skos:inScheme :nowhere .",
    "S5": ":t skos:hasTopConcept :a . :a skos:topConceptOf :t ; skos:inScheme :t .",
    "S6": ":s skos:hasTopConcept :x . :x skos:topConceptOf :s ; skos:inScheme :s .",
    "S7": ":t a skos:ConceptScheme ; skos:hasTopConcept :a . :a skos:topConceptOf :t .",
    "S8": ":s skos:hasTopConcept :a1 .",
    "S9": ":s a skos:Concept .",
    "S12": ":a skos:altLabel 5 .",
    "S13": ':a skos:hiddenLabel "Ah"@en .',
    "S14": ':a skos:prefLabel "Another"@EN .',
    "S15": ":b skos:notation <https://example.org/2> .",
    "S19": ":c skos:related :b .",
    "S20": ":a skos:broader :nowhere . :nowhere skos:narrower :a .",
    "S25": ":b skos:broader :a .",
    "S27": ":a1 skos:related :a .",
    "S27 through a match": ":b skos:narrowMatch :a . :a1 skos:relatedMatch :b .",
    "S31": ":s skos:member :a .",
    "S32": ":c skos:member :s .",
    "S33": ":c skos:memberList ( :a ) .",
    "S35": ":o a skos:OrderedCollection ; skos:memberList ( :a ) , ( :b ) .",
    "S37": ":c a skos:Concept .",
    "S38": ':a skos:closeMatch "B" .',
    "S46": ":a skos:exactMatch :b ; skos:broadMatch :b .",
    "S46 through others": ":a skos:exactMatch :x . :b skos:exactMatch :x ; skos:relatedMatch :a .",
    "shares a notation": ':b skos:notation "1" .',
    "is no property of SKOS": ":a skos:prefLable :b .",
    "is of another vocabulary": ":a airm:reduces :b .",
    "is a class of another vocabulary": ":a a airm:LifecycleStage .",
    "has no skos:prefLabel": ":d a skos:Concept ; skos:inScheme :s .",
    "is in no scheme": ':d a skos:Concept ; skos:prefLabel "D"@en .',
    "stands below itself": ":a skos:broader :a1 . :a1 skos:narrower :a .",
    "has no dcterms:license": ':t a skos:ConceptScheme ; skos:prefLabel "T"@en .',
}


def test_a_sound_file_has_no_faults(tmp_path: Path, more: Build) -> None:
    assert faults(tmp_path, SOUND.encode()) == []
    assert faults(tmp_path, written(more)) == []


@pytest.mark.parametrize("fault", BROKEN)
def test_each_condition_speaks_on_a_file_that_breaks_it(tmp_path: Path, fault: str) -> None:
    found = faults(tmp_path, (SOUND + BROKEN[fault]).encode())
    condition = fault.partition(" ")[0] if fault.startswith("S") else fault
    said_so = [line for line in found if f"skos.ttl: {condition}:" in line or condition in line]
    assert said_so, found
    others = [line for line in found if line not in said_so]
    assert len(others) <= 1, others  # some faults break a second condition


def test_what_is_no_skos_is_said(tmp_path: Path) -> None:
    assert "skos.ttl:7: is not Turtle" in faults(tmp_path, SOUND.encode()[:300])[0]
    assert "no skos:Concept" in faults(tmp_path, b"")[0]
    assert "is not Turtle" in faults(tmp_path, b"\x00\xff garbage")[0]


def test_the_catalogue_has_no_faults(build: Build, tmp_path: Path) -> None:
    data = written(build)
    assert faults(tmp_path, data) == []
    schemes = {q.subject for q in build.store.quads_for_pattern(None, RDF.type, SKOS.ConceptScheme)}
    described = {t.subject for t in said(data) if t.object == SKOS.ConceptScheme}
    assert described == {one for one in schemes if one != SKOS.ConceptScheme}
