"""The reader of RDF vocabularies: known counts, and odd or hostile RDF made up for it."""

from __future__ import annotations

import re
import time
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from airm_graph.build import quads_of
from airm_graph.context import Context
from airm_graph.errors import SourceError
from airm_graph.identifiers import LOCAL
from airm_graph.records import SchemeConcept, Source
from airm_graph.schemes import facets_with
from airm_graph.sources.log import Defect, Log
from airm_graph.sources.skos import read

DATA = Path(__file__).parents[3] / "shared" / "data"
shared = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
DPV = DATA / "w3c-dpv"

PREFIXES = """
@prefix : <https://example.org/terms#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xl: <http://www.w3.org/2008/05/skos-xl#> .
<https://example.org/terms> a owl:Ontology ; owl:versionInfo "1.2" ; dct:title "Terms"@en ;
    dct:license <https://creativecommons.org/licenses/by/4.0/> ; dct:publisher "Example Org" .
"""


def one(path: Path, log: Log | None = None) -> Source:
    (source,) = read([path], log or Log())
    return source


def made(folder: Path, turtle: str, log: Log | None = None) -> Source:
    """What the reader makes of a vocabulary with these terms."""
    path = folder / "terms.ttl"
    path.write_text(PREFIXES + turtle, encoding="utf-8")
    return one(path, log)


def by_key(source: Source) -> dict[str, SchemeConcept]:
    return {concept.id.rpartition("-")[2]: concept for concept in source.concepts}


def noted(log: Log, place: str) -> list[Defect]:
    return [defect for defect in log.defects if defect.place.strip("()") == place]


def check(source: Source) -> None:
    """What every source must keep to, so that it can be built."""
    ids = [concept.id for concept in source.concepts]
    assert len(set(ids)) == len(ids)
    assert all(LOCAL.fullmatch(id_) for id_ in ids)
    schemes = {scheme.id for scheme in source.schemes}
    assert len(schemes) == len(source.schemes)
    codes = [(concept.scheme, concept.notation) for concept in source.concepts]
    assert len(set(codes)) == len(codes)
    home = {concept.id: concept.scheme for concept in source.concepts}
    above = {concept.id: concept.parent for concept in source.concepts}
    for concept in source.concepts:
        assert concept.scheme in schemes
        assert not concept.parent or home[concept.parent] == concept.scheme
        assert concept.label == " ".join(concept.label.split()) != ""
        seen, here = set(), concept.id
        while here:
            assert here not in seen
            seen.add(here)
            here = above[here]
    labels = [(text.id, text.language) for text in source.texts if text.property == "label"]
    assert len(set(labels)) == len(labels)
    facets = facets_with([source])
    assert list(quads_of(source, Context.of([source], [], facets)))


@shared
@pytest.mark.parametrize(
    ("file", "id_", "concepts", "properties", "defined"),
    [
        ("dpv-2.3-ai.ttl", "dpvai2_3", 241, 10, 241),
        ("dpv-2.3-risk.ttl", "dpvrisk2_3", 550, 43, 550),
        ("dpv-2.3-core.ttl", "dpv2_3", 1123, 150, 1116),
        ("dpv-2.3-eu-aiact.ttl", "dpveuaiact2_3", 170, 3, 170),
        ("dpv-2.3-tech.ttl", "dpvtech2_3", 182, 52, 182),
        ("dpv-2.2-ai.ttl", "dpvai2_2", 195, 10, 195),
    ],
)
def test_the_modules_of_dpv(
    file: str, id_: str, concepts: int, properties: int, defined: int
) -> None:
    log = Log()
    source = one(DPV / file, log)
    assert source.about.id == id_
    assert len(source.concepts) == concepts
    assert noted(log, "rdf:Property")[0].value == str(properties)
    assert sum(text.property == "definition" for text in source.texts) == defined
    assert len({link.target for link in source.links}) == concepts
    assert log.summary()["refused"] == 0
    assert log.summary()["read"] - concepts == len({d.place for d in log.defects if "(" in d.place})
    check(source)
    assert one(DPV / file) == source


@shared
def test_what_a_module_says_of_itself() -> None:
    about = one(DPV / "dpv-2.3-ai.ttl").about
    assert (about.of, about.version, about.issued) == ("framework-dpv-ai", "2.3", "2026-02-25")
    assert about.creators == ("Delaram Golpayegani", "Harshvardhan J. Pandit")
    assert about.licence == "https://www.w3.org/copyright/document-license-2023/"
    assert about.address == "https://w3id.org/dpv/ai"


@shared
def test_a_folder_with_two_versions_of_a_vocabulary() -> None:
    log = Log()
    sources = {source.about.id: source for source in read([DPV], log)}
    counts = {id_: len(source.concepts) for id_, source in sources.items()}
    assert counts == {"dpv2_3": 1123 + 550 + 241 + 170 + 182, "dpvai2_2": 195, "dpviso": 5}
    assert len(noted(log, "Data-ai")) == 1  # dpv:Data has the name
    # Across modules, what is above a concept is a concept here and no address.
    outside = {m.object for m in sources["dpv2_3"].mappings if "://" in m.object}
    assert not [iri for iri in outside if iri.startswith(("https://w3id.org/dpv#",))]
    check(sources["dpv2_3"])


@shared
def test_matches_to_another_vocabulary() -> None:
    log = Log()
    source = one(DPV / "dpv-iso.ttl", log)
    assert Counter(mapping.predicate for mapping in source.mappings)["skos:exactMatch"] == 4
    assert {mapping.object for mapping in source.mappings} >= {"https://w3id.org/dpv#DataSubject"}
    assert (source.about.version, source.about.of) == ("unstated", "framework-dpv-iso")
    assert source.about.licence == "http://rightsstatements.org/vocab/UND/1.0/"
    assert {defect.place for defect in log.defects} >= {"(description)", "(version)", "(licence)"}
    check(source)


@shared
def test_airo() -> None:
    """68 classes: 46 of its own, 10 of others that it refers to, 12 unions without a name."""
    log = Log()
    source = one(DATA / "airo" / "airo.ttl", log)
    others = [int(noted(log, at)[0].value) for at in ("classes of others", "without a name")]
    assert [len(source.concepts), *others] == [46, 10, 12]
    assert sum([len(source.concepts), *others]) == 68
    assert noted(log, "owl:ObjectProperty")[0].value == "61"
    assert source.about.id == "airo1_0"
    check(source)
    assert [found.about.id for found in read([DATA / "airo"], Log())] == ["airo1_0"]


@shared
def test_vair() -> None:
    """538 SKOS concepts, and two classes of its own that are none; 16 concepts come twice."""
    log = Log()
    source = one(DATA / "vair" / "vair.ttl", log)
    extra = {"https://w3id.org/vair#Concept", "https://w3id.org/vair#LawEnforcement"}
    assert len({link.target for link in source.links} - extra) == 538
    assert len(source.concepts) == 540
    assert noted(log, "classes of others")[0].value == "22"
    assert sum("shares its name" in defect.what for defect in log.defects) == 16
    check(source)


@shared
def test_d3fend_in_time() -> None:
    log = Log()
    start = time.perf_counter()
    source = one(DATA / "d3fend" / "d3fend-protege.ttl", log)
    assert time.perf_counter() - start < 3
    assert len(source.concepts) + int(noted(log, "without a name")[0].value) == 3498
    assert noted(log, "owl:ObjectProperty")[0].value == "205"
    individuals = noted(log, "individuals")[0]
    assert individuals.value == "512"
    assert "the 526 that are concepts" in individuals.what  # 1,038 in all
    parents = {concept.id: concept.parent for concept in source.concepts}
    further: dict[str, list[str]] = {}
    for mapping in source.mappings:
        if mapping.predicate == "rdfs:subClassOf":
            further.setdefault(mapping.subject, []).append(mapping.object)

    def below(top: str) -> int:
        found = {f"concept-{source.about.id}-{top}"}
        while more := {
            id_
            for id_, parent in parents.items()
            if id_ not in found and found & {parent, *further.get(id_, ())}
        }:
            found |= more
        return len(found) - 1

    assert [below("DefensiveTechnique"), below("OffensiveTechnique"), below("Weakness")] == [
        249,
        837,
        943,
    ]
    assert source.about.licence == "https://spdx.org/licenses/MIT"
    check(source)


def test_labels_and_texts_in_several_languages(tmp_path: Path) -> None:
    log = Log()
    source = made(
        tmp_path,
        """
        :a a skos:Concept ; skos:prefLabel "Risk"@en, "Risque"@fr, "Risiko"@de, "Hazard"@en-GB ;
            skos:altLabel "Peril"@en ; rdfs:label "Risk"@en, "Rischio"@it ;
            skos:definition "What may go wrong."@en ; rdfs:comment "Was schiefgehen kann."@de ;
            rdfs:comment "Said in short."@en ; skos:scopeNote "In AI only."@en .
        :b a skos:Concept ; skos:prefLabel "Colour"@en-GB, "Color"@en-US .
        :c a skos:Concept ; skos:prefLabel "Schaden"@de .
        :d a skos:Concept ; skos:prefLabel "One"@en, "Two"@en .
        :e a skos:Concept ; rdfs:label "Bare" .
        """,
        log,
    )
    concepts = by_key(source)
    assert [concepts[key].label for key in "abcde"] == ["Risk", "Colour", "Schaden", "One", "Bare"]
    words = {(t.id[-1], t.property, t.language): t.words for t in source.texts}
    del words["a", "note", "en"]  # two notes, below
    assert words == {
        ("a", "label", "fr"): "Risque",
        ("a", "label", "de"): "Risiko",
        ("a", "label", "en-gb"): "Hazard",
        ("a", "label", "it"): "Rischio",
        ("a", "altLabel", "en"): "Peril",
        ("a", "definition", "en"): "What may go wrong.",
        ("a", "definition", "de"): "Was schiefgehen kann.",
        ("b", "label", "en-us"): "Color",
        ("c", "label", "de"): "Schaden",
        ("d", "altLabel", "en"): "Two",
    }
    notes = {t.words for t in source.texts if t.property == "note"}
    assert notes == {"In AI only.", "Said in short."}
    assert [defect.value for defect in noted(log, "c")] == ["de"]
    assert [defect.value for defect in noted(log, "d")] == ["Two"]
    assert noted(log, "languages")[0].value == "1"
    check(source)


def test_labels_of_skos_xl_in_the_languages_of_the_union(tmp_path: Path) -> None:
    tags = re.findall("..", "bgcsdadeelenesetfifrgahrhuitltlvmtnlplptroskslsv")
    turtle = ":x a skos:Concept .\n"
    for tag in tags:
        turtle += f":{tag} a xl:Label ; xl:literalForm 'word {tag}'@{tag} .\n"
        turtle += f":x xl:prefLabel :{tag} ; xl:altLabel [ xl:literalForm 'other {tag}'@{tag} ] .\n"
    source = made(tmp_path, turtle)
    assert by_key(source)["x"].label == "word en"
    found = Counter(text.property for text in source.texts)
    assert found == {"label": 23, "altLabel": 24}
    check(source)


def test_no_label_at_all(tmp_path: Path) -> None:
    log = Log()
    source = made(
        tmp_path, ':Naked a skos:Concept . :Blank a skos:Concept ; rdfs:label " \\n" .', log
    )
    assert {key: concept.label for key, concept in by_key(source).items()} == {
        "Naked": "Naked",
        "Blank": "Blank",
    }
    assert "no label" in noted(log, "Naked")[0].what
    check(source)


def test_a_label_over_two_lines_is_mended(tmp_path: Path) -> None:
    log = Log()
    source = made(tmp_path, r':a a skos:Concept ; skos:prefLabel "Two\n  lines\u0007 "@en .', log)
    assert by_key(source)["a"].label == "Two lines"
    assert log.summary()["mended"] == 1
    check(source)


def test_two_parents_and_one_elsewhere(tmp_path: Path) -> None:
    log = Log()
    source = made(
        tmp_path,
        """
        :one a skos:ConceptScheme ; skos:prefLabel "One"@en ; skos:hasTopConcept :b .
        :two a skos:ConceptScheme .
        :b a skos:Concept . :a a skos:Concept ; skos:inScheme :one ; skos:narrower :child .
        :far a skos:Concept ; skos:topConceptOf :two .
        :child a skos:Concept ; skos:inScheme :one, :two ;
            skos:broader :b, :far, <https://example.org/other#thing> .
        """,
        log,
    )
    child = by_key(source)["child"]
    assert child.parent == by_key(source)["a"].id
    assert child.scheme == "scheme-terms1_2-one"
    assert {scheme.id: scheme.label for scheme in source.schemes} == {
        "scheme-terms1_2-one": "One",
        "scheme-terms1_2-two": "two",
    }
    assert {(m.predicate, m.object) for m in source.mappings} == {
        ("skos:broader", by_key(source)["b"].id),
        ("skos:broader", by_key(source)["far"].id),
        ("skos:broader", "https://example.org/other#thing"),
        ("skos:inScheme", "scheme-terms1_2-two"),
    }
    counts = {d.place.strip("()"): d.value for d in log.defects}
    assert counts["several parents"] == counts["parents in other schemes"] == "1"
    assert counts["several schemes"] == counts["schemes"] == "1"
    check(source)


def test_cycles_are_broken_and_told(tmp_path: Path) -> None:
    log = Log()
    source = made(
        tmp_path,
        """
        :a a skos:Concept ; skos:broader :c . :b a skos:Concept ; skos:broader :a .
        :c a skos:Concept ; skos:broader :b . :d a skos:Concept ; skos:broader :a .
        :self a skos:Concept ; skos:broader :self .
        """,
        log,
    )
    parents = {key: concept.parent[-1:] for key, concept in by_key(source).items()}
    assert parents == {"a": "", "b": "a", "c": "b", "d": "a", "self": ""}
    assert noted(log, "a")[0].value == "a → c → b → a"
    assert noted(log, "self")[0].value == "self → self"
    cut = by_key(source)["a"].id, "skos:broader", by_key(source)["c"].id
    assert [(m.subject, m.predicate, m.object) for m in source.mappings] == [cut]
    assert log.summary()["mended"] == 2
    check(source)


def test_codes(tmp_path: Path) -> None:
    log = Log()
    source = made(
        tmp_path,
        """
        :a a skos:Concept ; skos:notation "1" . :b a skos:Concept ; skos:notation "1" .
        :c a skos:Concept ; dct:identifier "C-3" .
        :d a skos:Concept ; dct:identifier <https://example.org/terms#d>, "https://e.org/d" .
        :e a skos:Concept ; skos:notation "x", "e" . :f a skos:Concept ; skos:notation "b" .
        """,
        log,
    )
    codes = {key: concept.notation for key, concept in by_key(source).items()}
    assert codes == {"a": "1", "b": "b", "c": "C-3", "d": "d", "e": "e", "f": "f"}
    assert "code of another" in noted(log, "b")[0].what
    assert "several codes" in noted(log, "e")[0].what
    check(source)


def test_names_that_clash_once_they_are_identifiers(tmp_path: Path) -> None:
    log = Log()
    source = made(
        tmp_path,
        """
        <https://example.org/terms#A.B> a skos:Concept . :A_B a skos:Concept .
        <https://example.org/else#A_B> a skos:Concept .
        <https://example.org/terms#é> a skos:Concept .
        <urn:x:y> a skos:Concept .
        """,
        log,
    )
    ids = {link.target: link.id.removeprefix("concept-terms1_2-") for link in source.links}
    assert ids["https://example.org/terms#A.B"] == "A_B"
    assert ids["https://example.org/terms#A_B"] == "A_B-terms"
    assert ids["https://example.org/else#A_B"] == "A_B-else"
    assert len(ids["https://example.org/terms#é"]) == 12
    assert len(source.concepts) == 5
    assert len(ids) == 4  # urn:x:y has a concept, and no address that could be linked
    check(source)


def test_matches_and_what_is_not_carried_over(tmp_path: Path) -> None:
    log = Log()
    source = made(
        tmp_path,
        """
        :a a skos:Concept ; skos:exactMatch :b, <https://e.org/x>, "a text" ; skos:related :b ;
            owl:deprecated true ; <https://e.org/odd> 1, 2 .
        :b a skos:Concept ; skos:narrowMatch <https://e.org/y> ;
            <http://www.w3.org/2003/06/sw-vocab-status/ns#term_status> "deprecated"@en .
        [] a skos:Concept . [] a owl:Restriction . :p a owl:ObjectProperty . :i a :a .
        """,
        log,
    )
    one_, two = by_key(source)["a"].id, by_key(source)["b"].id
    assert {(m.subject, m.predicate, m.object) for m in source.mappings} == {
        (one_, "skos:exactMatch", two),
        (one_, "skos:exactMatch", "https://e.org/x"),
        (one_, "skos:related", two),
        (two, "skos:narrowMatch", "https://e.org/y"),
    }
    assert {defect.value for defect in noted(log, "a")} >= {"a text", "owl:deprecated"}
    assert "deprecated" in {defect.value for defect in noted(log, "b")}
    at = ("without a name", "restrictions", "owl:ObjectProperty", "individuals", "other statements")
    assert [noted(log, place)[0].value for place in at] == ["1", "1", "1", "1", "2"]
    check(source)


def test_classes_of_an_ontology(tmp_path: Path) -> None:
    log = Log()
    source = made(
        tmp_path,
        """
        :Top a owl:Class . :Low a rdfs:Class ; rdfs:subClassOf :Top, <https://e.org/Other>,
            [ a owl:Restriction ] , owl:Thing .
        <https://e.org/Other> a owl:Class . skos:Concept a owl:Class .
        """,
        log,
    )
    assert {key: concept.parent[-3:] for key, concept in by_key(source).items()} == {
        "Top": "",
        "Low": "Top",
    }
    assert [(m.predicate, m.object) for m in source.mappings] == [
        ("rdfs:subClassOf", "https://e.org/Other")
    ]
    assert noted(log, "classes of others")[0].value == "1"
    check(source)


def test_a_scheme_that_describes_itself(tmp_path: Path) -> None:
    """As the tables of the EU do: no ontology, but a concept scheme with a version."""
    path = tmp_path / "x.ttl"
    path.write_text(
        PREFIXES.replace("<https://example.org/terms> a owl:Ontology", ":t a skos:ConceptScheme")
        + ":t skos:prefLabel 'Table'@en . :a a skos:Concept ; skos:inScheme :t .",
        encoding="utf-8",
    )
    source = one(path)
    assert (source.about.title, source.about.id) == ("Terms", "terms1_2")
    assert [scheme.label for scheme in source.schemes] == ["Terms"]


@pytest.mark.parametrize(
    ("said", "licence", "version"),
    [
        ('dct:license "MIT"', "https://spdx.org/licenses/MIT", "unstated"),
        ('dct:license "ask us"', "http://rightsstatements.org/vocab/UND/1.0/", "unstated"),
        ("owl:versionIRI <https://e.org/v/3.1/>", None, "3.1"),
        ('dct:modified "2026-01-02"', None, "2026-01-02"),
        ('dct:hasVersion "4"', None, "4"),
    ],
)
def test_licence_and_version(tmp_path: Path, said: str, licence: str | None, version: str) -> None:
    path = tmp_path / "x.ttl"
    head = PREFIXES[: PREFIXES.index("<https://example.org/terms> a")]
    path.write_text(
        f"{head} <https://example.org/terms> a owl:Ontology ; {said} . :a a skos:Concept .",
        encoding="utf-8",
    )
    log = Log()
    about = one(path, log).about
    assert about.version == version
    assert about.licence == (licence or "http://rightsstatements.org/vocab/UND/1.0/")
    assert bool(noted(log, "licence")) == (about.licence.endswith("UND/1.0/"))
    assert about.title == "terms"


def test_files_of_several_kinds(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.ttl").write_text(PREFIXES + ":a a skos:Concept .", encoding="utf-8")
    (folder / "b.nt").write_text(
        "<https://example.org/terms#b> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
        " <http://www.w3.org/2004/02/skos/core#Concept> .",
        encoding="utf-8",
    )
    (folder / "bad.ttl").write_text("this is no Turtle", encoding="utf-8")
    (folder / "none.ttl").write_text("<x:a> <x:y> 1 .", encoding="utf-8")
    (folder / "README.md").write_text("no RDF", encoding="utf-8")
    log = Log()
    source = one(folder, log)
    assert sorted(by_key(source)) == ["a", "b"]
    assert {defect.path for defect in log.defects if defect.done == "refused"} == {
        "bad.ttl",
        "none.ttl",
    }
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for file in folder.iterdir():
            archive.write(file, file.name)
    assert one(tmp_path / "in.zip").concepts == source.concepts


def test_a_blank_node_is_another_one_in_each_file(tmp_path: Path) -> None:
    other = PREFIXES.replace(":a", ":b")
    for name, key in (("a", "a"), ("b", "b")):
        (tmp_path / f"{name}.ttl").write_text(
            f"{other} :{key} a skos:Concept ; xl:prefLabel _:l . _:l xl:literalForm '{key}'@en .",
            encoding="utf-8",
        )
    assert {concept.label for concept in one(tmp_path).concepts} == {"a", "b"}


def test_no_vocabulary(tmp_path: Path) -> None:
    path = tmp_path / "x.ttl"
    path.write_text("<x:a> <x:y> 1 .", encoding="utf-8")
    with pytest.raises(SourceError, match=r"expected an RDF vocabulary"):
        read([path], Log())
    path.write_text("no Turtle", encoding="utf-8")
    with pytest.raises(SourceError, match=r"x\.ttl"):
        read([path], Log())
    with pytest.raises(SourceError, match=r"\.csv"):
        read([path.rename(tmp_path / "x.csv")], Log())
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=r"expected an RDF vocabulary"):
        read([tmp_path / "empty"], Log())
