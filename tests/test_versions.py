"""Differences between versions: two real updates counted by hand, and made-up ones of each kind."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import rdflib
import yaml
from pyoxigraph import NamedNode, RdfFormat, Store
from rdflib.namespace import RDF, SKOS

from airm_graph.change_graph import quads_of_changes
from airm_graph.identifiers import local_id
from airm_graph.records import (
    About,
    Action,
    Classification,
    Filing,
    Link,
    Mapping,
    Scheme,
    SchemeConcept,
    Source,
    Text,
)
from airm_graph.sources import atlas, skos
from airm_graph.sources.log import Log
from airm_graph.versions import KINDS, THRESHOLD, Change, basis, compare, stale_ids, summary
from airm_graph.vocab import AIRM, PROV
from airm_graph.wording import words

DATA = Path(__file__).parents[2] / "shared" / "data"
shared = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
ATLAS_OLD, ATLAS_NEW = (DATA / "mitre-atlas" / f"ATLAS-{v}.yaml" for v in ("5.0.1", "5.6.0"))
DPV_OLD, DPV_NEW = (DATA / "w3c-dpv" / f"dpv-{v}-ai.ttl" for v in ("2.2", "2.3"))


def about(version: str) -> About:
    return About(
        id=f"made{version.replace('.', '_')}",
        of="framework-made",
        type="Framework",
        title="Made-up framework",
        version=version,
        issued="",
        creators=(),
        address="https://example.org/made",
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        rights="",
        agent="agent-made",
        method="publisherFiling",
        preliminary=False,
        retrieved="",
        derived_from=(),
        checksum="",
        description="",
    )


Row = tuple[str, str, str]  # key, label, definition


def version(number: str, *rows: Row, kind: str = "measure", **more: Any) -> Source:
    """A version of a made-up framework; references are spelt by ``ref``."""
    stated = about(number)
    filings = tuple(
        Filing(
            id=ref(number, key),
            source_key=key,
            kind=kind,
            status="accepted",
            work=stated.of,
            label=label,
            published_label="",
            page="",
            part_of="",
        )
        for key, label, _ in rows
    )
    texts = tuple(
        Text(id=ref(number, key), property="definition", words=said)
        for key, _, said in rows
        if said
    )
    return Source(about=stated, filings=filings, texts=texts, **more)


def ref(number: str, key: str) -> str:
    return local_id("mitigation", about(number).id, key)


TRAINING = ("M1", "Staff training", "Teach all staff how the system may fail and whom to tell.")
LOGGING = ("M2", "Event logging", "Record each request with its time and keep it for a year.")
REVIEW = ("M3", "Code review", "Have two people read every modification before it is merged.")
FENCING = ("M4", "Network fencing", "Cut the model servers off from the office network.")


def only(changes: tuple[Change, ...]) -> Change:
    (change,) = changes
    return change


def test_the_same_is_no_change() -> None:
    rows = (TRAINING, LOGGING, REVIEW)
    assert compare(version("1", *rows), version("2", *rows)) == ()
    broken = ("M1", "Staff  training", TRAINING[2].replace(" ", "\n"))
    assert compare(version("1", TRAINING), version("2", broken)) == ()


def test_added_and_removed() -> None:
    changes = compare(version("1", TRAINING, LOGGING), version("2", LOGGING, FENCING))
    assert [(c.what, c.key, c.before, c.after) for c in changes] == [
        ("removed", "M1", ("Staff training",), ()),
        ("added", "M4", (), ("Network fencing",)),
    ]
    assert stale_ids(changes) == {"M1"}


def test_renamed_keeps_its_meaning() -> None:
    new = ("M1", "Awareness programme", TRAINING[2])
    change = only(compare(version("1", TRAINING), version("2", new)))
    assert (change.what, change.before, change.after) == (
        "renamed",
        ("Staff training",),
        ("Awareness programme",),
    )
    assert change.similarity is not None
    assert change.similarity >= THRESHOLD == change.threshold
    assert stale_ids([change]) == set()


def test_only_the_wording_changed() -> None:
    new = ("M1", "Staff training", "All staff are taught how a system can fail, and whom to tell.")
    change = only(compare(version("1", TRAINING, LOGGING), version("2", new, LOGGING)))
    assert (change.what, change.aspect) == ("reworded", "en")
    assert (change.before, change.after) == ((TRAINING[2],), (new[2],))
    assert not stale_ids([change])


def test_a_definition_written_anew_about_the_same_label() -> None:
    new = (
        "M1",
        "Staff training",
        "Courses, drills and exams: training that every staff member gets.",
    )
    change = only(compare(version("1", TRAINING, LOGGING), version("2", new, LOGGING)))
    assert change.what == "reworded"


def test_the_same_id_and_label_for_something_else() -> None:
    new = ("M1", "Staff training", "Encrypt the disks of every server that holds model weights.")
    change = only(compare(version("1", TRAINING, LOGGING), version("2", new, LOGGING)))
    assert (change.what, change.key) == ("re-used", "M1")
    assert (change.before, change.after) == ((TRAINING[2],), (new[2],))
    assert change.similarity is not None
    assert change.similarity < THRESHOLD == change.threshold
    assert not change.by_label_only
    assert stale_ids([change]) == {"M1"}


def test_the_same_id_for_something_else_by_label_only() -> None:
    old, new = version("1", ("M1", "Staff training", "")), version("2", ("M1", "Disk cipher", ""))
    change = only(compare(old, new))
    assert (change.what, change.by_label_only) == ("re-used", True)
    assert (change.before, change.after) == (("Staff training",), ("Disk cipher",))
    assert basis(old, new)["compared by label only"] == 1


def test_another_spelling_is_the_same_label() -> None:
    old, new = ("M1", "Authorisation", ""), ("M1", "Authorization", "")
    assert only(compare(version("1", old), version("2", new))).what == "renamed"


def test_renumbered_when_one_is_taken_out() -> None:
    """Each id after the gap means what the next one meant: nothing but the last is gone."""
    old = version("1", TRAINING, LOGGING, REVIEW, FENCING)
    moved = [(key, *row[1:]) for key, row in zip(("M2", "M3"), (REVIEW, FENCING), strict=True)]
    changes = compare(old, version("2", TRAINING, *moved))
    found = {(c.what, c.key, c.after) for c in changes if c.what == "renumbered"}
    assert found == {("renumbered", "M3", ("M2",)), ("renumbered", "M4", ("M3",))}
    assert {c.key for c in changes if c.what == "re-used"} == {"M2", "M3"}
    assert {c.key for c in changes if c.what == "removed"} == {"M4"}
    assert stale_ids(changes) == {"M2", "M3", "M4"}


def test_renumbered_among_things_that_sound_alike() -> None:
    """Texts cut to one pattern pass for one another; that the old words are elsewhere tells."""
    kinds = ("text", "image", "audio", "video")
    rows = [
        (
            f"C{i}",
            f"Detect forged {kind}",
            f"Capability for telling forged {kind} from genuine {kind}",
        )
        for i, kind in enumerate(kinds)
    ]
    shifted = [(f"C{i + 1}", label, said) for i, (_, label, said) in enumerate(rows)]
    changes = compare(version("1", *rows), version("2", *shifted))
    assert {(c.key, c.after[0]) for c in changes if c.what == "renumbered"} == {
        (f"C{i}", f"C{i + 1}") for i in range(4)
    }
    assert {c.key for c in changes if c.what == "re-used"} == {"C1", "C2", "C3"}


def test_renumbered_id_that_is_gone_stays_removed() -> None:
    changes = compare(version("1", TRAINING), version("2", ("N7", *TRAINING[1:])))
    assert summary(changes) == dict.fromkeys(KINDS, 0) | {
        "added": 1,
        "removed": 1,
        "renumbered": 1,
    }


def test_retyped() -> None:
    change = only(compare(version("1", TRAINING), version("2", TRAINING, kind="requirement")))
    assert (change.what, change.before, change.after) == ("retyped", ("measure",), ("requirement",))
    assert stale_ids([change]) == {"M1"}


def test_a_key_that_a_measure_and_a_risk_share() -> None:
    def both(number: str) -> Source:
        one, two = version(number, TRAINING), version(number, ("M1", "Flood", ""), kind="risk")
        risk = replace(two.filings[0], id=f"risk-{two.about.id}-M1")
        return replace(one, filings=(risk, *one.filings))

    assert compare(both("1"), both("2")) == ()
    assert only(compare(both("1"), version("2", TRAINING))).old_label == "Flood"


def test_moved_reclassified_and_relinked() -> None:
    def at(number: str, above: str, stage: str, target: str, match: str) -> Source:
        source = version(
            number,
            TRAINING,
            LOGGING,
            REVIEW,
            classifications=(
                Classification(
                    id=ref(number, "M1"),
                    facet="stage",
                    concept=stage,
                    status="accepted",
                    confidence=None,
                    rationale="",
                ),
            ),
            actions=(
                Action(
                    id=ref(number, "M1"),
                    relation="mitigates",
                    target=ref(number, target),
                    confidence=None,
                    rationale="",
                ),
            ),
            mappings=(
                Mapping(
                    subject=ref(number, "M1"),
                    predicate="skos:exactMatch",
                    object=match,
                    object_version="5.0.1",
                ),
                Mapping(
                    subject="framework-made:M2",
                    predicate="skos:closeMatch",
                    object=match,
                    negative=True,
                ),
            ),
            links=(Link(id=ref(number, "M3"), relation="evidenceFor", target=ref(number, target)),),
        )
        head = replace(source.filings[0], part_of=ref(number, above))
        return replace(source, filings=(head, *source.filings[1:]))

    old = at("1", "M2", "deploy", "M2", "framework-x:A1")
    new = at("2", "M3", "operate-monitor", "M3", "framework-x:A2")
    assert [(c.what, c.key, c.aspect, c.before, c.after) for c in compare(old, new)] == [
        ("moved", "M1", "part of", ("M2",), ("M3",)),
        ("reclassified", "M1", "stage", ("deploy",), ("operate-monitor",)),
        ("relinked", "M1", "mitigates", ("M2",), ("M3",)),
        (
            "relinked",
            "M1",
            "skos:exactMatch",
            ("framework-x:A1 @5.0.1",),
            ("framework-x:A2 @5.0.1",),
        ),
        ("relinked", "M2", "not skos:closeMatch", ("framework-x:A1",), ("framework-x:A2",)),
        ("relinked", "M3", "evidenceFor", ("M2",), ("M3",)),
    ]
    assert compare(old, at("2", "M2", "deploy", "M2", "framework-x:A1")) == ()


def test_concepts_by_facet_and_notation() -> None:
    def taxonomy(number: str, *rows: tuple[str, str, str]) -> Source:
        id_ = about(number).id
        concepts = tuple(
            SchemeConcept(
                id=local_id("concept", f"{id_}-tactic", notation),
                scheme=f"scheme-{id_}-tactic",
                notation=notation,
                parent=local_id("concept", f"{id_}-tactic", parent) if parent else "",
                label=label,
            )
            for notation, label, parent in rows
        )
        scheme = Scheme(
            id=f"scheme-{id_}-tactic", label="Tactic", facet="made-tactic", of="risk", level="1"
        )
        return Source(about=about(number), schemes=(scheme,), concepts=concepts)

    old = taxonomy("1", ("a", "Attack", ""), ("b", "Breach", "a"), ("c", "Collapse", ""))
    new = taxonomy("2", ("a", "Attack", ""), ("b", "Breach", "c"), ("c", "Collapse", ""))
    change = only(compare(old, new))
    assert (change.among, change.what, change.key) == ("made-tactic", "moved", "b")
    assert (change.aspect, change.before, change.after) == ("parent", ("a",), ("c",))


def test_what_is_only_referred_to_is_neither_added_nor_removed() -> None:
    """A mapping set states mappings between the things of others."""

    def mapped(number: str, *objects: str) -> Source:
        rows = (
            Mapping(subject="framework-x:R1", predicate="skos:closeMatch", object=object_)
            for object_ in objects
        )
        return Source(about=about(number), mappings=tuple(rows))

    change = only(compare(mapped("1"), mapped("2", "framework-y:R9")))
    assert (change.what, change.key, change.after) == (
        "relinked",
        "framework-x:R1",
        ("framework-y:R9",),
    )


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_records_does_not_matter(seed: int) -> None:
    shuffle = random.Random(seed).shuffle  # noqa: S311

    def shuffled(source: Source) -> Source:
        parts: dict[str, Any] = {}
        for part in fields(source):
            rows = getattr(source, part.name)
            if isinstance(rows, tuple):
                rows = list(rows)
                shuffle(rows)
                parts[part.name] = tuple(rows)
        return replace(source, **parts)

    rows = [TRAINING, LOGGING, REVIEW, FENCING]
    old = version("1", *rows)
    new = version("2", ("M1", *LOGGING[1:]), ("M2", *REVIEW[1:]), ("M9", *TRAINING[1:]))
    assert compare(shuffled(old), shuffled(new)) == compare(old, new)


def test_the_thresholds_decide() -> None:
    old, new = version("1", TRAINING), version("2", ("M1", "Staff training", "Encrypt the disks."))
    assert only(compare(old, new, threshold=0.0)).what == "reworded"
    assert only(compare(old, new, threshold=1.0)).what == "re-used"
    moved = version("2", ("N7", "Staff drill", TRAINING[2]))
    assert summary(compare(old, moved, renumbered=0.95))["renumbered"] == 0
    assert summary(compare(old, moved, renumbered=0.5))["renumbered"] == 1


def test_texts_in_other_languages_and_scripts() -> None:
    old, new = version("1", ("M1", "日志", "")), version("2", ("M1", "日志记录", ""))
    assert {c.what for c in compare(old, new)} <= {"renamed", "re-used"}
    german = Text(
        id=ref("1", "M2"), property="definition", words="Alles wird notiert.", language="de"
    )
    old = replace(version("1", ("M2", "Logging", "")), texts=(german,))
    changed = replace(german, id=ref("2", "M2"), words="Alles wird stets notiert.")
    new = replace(version("2", LOGGING), texts=(*version("2", LOGGING).texts, changed))
    assert {(c.what, c.aspect) for c in compare(old, new)} == {("renamed", ""), ("reworded", "de")}
    assert words("") == []


def test_the_change_graph_can_be_asked() -> None:
    old = version("1", TRAINING, LOGGING, REVIEW)
    new = version(
        "2", ("M1", "Staff courses", TRAINING[2]), ("M2", "Disk cipher", "Encrypt disks.")
    )
    new = replace(
        new, links=(Link(id=ref("2", "M2"), relation="source", target="https://e.org/x"),)
    )
    changes = compare(old, new)
    quads = list(quads_of_changes(old.about, new.about, changes))
    assert len(quads) == len(set(quads))
    nodes = {quad.subject for quad in quads if quad.predicate == AIRM.changeKind}
    assert len(nodes) == len(changes) == 4
    derived = [quad.subject for quad in quads if quad.predicate == PROV.wasDerivedFrom]
    assert derived == [NamedNode(f"https://w3id.org/airm-graph/id/{ref('2', 'M1')}")]
    store = Store()
    store.extend(quads)
    again = Store()
    again.load(store.dump(format=RdfFormat.N_QUADS) or b"", format=RdfFormat.N_QUADS)
    assert set(again) == set(quads)


@shared
def test_two_versions_of_atlas() -> None:
    """Counted in the YAML itself: 50 ids besides case studies come, none goes or is renamed."""

    def names(path: Path) -> dict[str, str]:
        matrix = yaml.safe_load(path.read_text(encoding="utf-8"))
        parts = [matrix["matrices"][0][part] for part in ("tactics", "techniques", "mitigations")]
        return {row["id"]: row["name"] for part in parts for row in part}

    then, now = names(ATLAS_OLD), names(ATLAS_NEW)
    (old,), (new,) = atlas.read([ATLAS_OLD], Log()), atlas.read([ATLAS_NEW], Log())
    changes = compare(old, new)
    counts = summary(changes)
    added = {c.key for c in changes if c.what == "added" and not c.key.startswith("AML.CS")}
    assert added == now.keys() - then.keys()
    assert len(added) == 50
    assert (counts["removed"], counts["renamed"], counts["re-used"], counts["renumbered"]) == (
        0,
    ) * 4
    assert stale_ids(changes) == set()
    assert counts["reworded"] > 0
    assert summary(compare(new, old))["removed"] == counts["added"]
    assert compare(new, new) == ()


@shared
def test_atlas_renumbered_throughout() -> None:
    """The words of every technique and mitigation handed to the next id: all are found out."""
    (old,) = atlas.read([ATLAS_NEW], Log())
    ids = [filing.id for filing in old.filings if filing.kind in ("measure", "risk-source")]
    following = dict(zip(ids, ids[1:] + ids[:1], strict=True))
    label = {following[f.id]: f.label for f in old.filings if f.id in following}
    new = replace(
        old,
        filings=tuple(replace(f, label=label.get(f.id, f.label)) for f in old.filings),
        texts=tuple(replace(text, id=following.get(text.id, text.id)) for text in old.texts),
    )
    changes = compare(old, new)
    assert {c.old_id for c in changes if c.what == "re-used"} == set(ids)
    found = {c.old_id: c.new_id for c in changes if c.what == "renumbered"}
    assert sum(found[id_] == following[id_] for id_ in ids) == len(ids)


@shared
def test_two_versions_of_a_vocabulary() -> None:
    """Counted with rdflib in the two Turtle files."""

    def concepts(path: Path) -> dict[str, tuple[str, str]]:
        graph = rdflib.Graph().parse(path, format="turtle")
        return {
            str(iri).rpartition("#")[2]: (
                str(graph.value(iri, SKOS.prefLabel)),
                str(graph.value(iri, SKOS.definition)),
            )
            for iri in graph.subjects(RDF.type, SKOS.Concept)
        }

    then, now = concepts(DPV_OLD), concepts(DPV_NEW)
    both = then.keys() & now.keys()
    (old,), (new,) = skos.read([DPV_OLD], Log()), skos.read([DPV_NEW], Log())
    changes = compare(old, new)
    found = {kind: {c.key for c in changes if c.what == kind} for kind in KINDS}
    assert found["added"] == now.keys() - then.keys()
    assert found["removed"] == then.keys() - now.keys() == {"Measure"}
    assert found["renamed"] == {key for key in both if then[key][0] != now[key][0]}
    assert found["renamed"] == {"ModelTraining"}
    other_text = {key for key in both if then[key][1] != now[key][1]}
    assert found["reworded"] | found["re-used"] == other_text
    # In 2.3 this concept has got the definition of a summarising capability; its label stayed.
    assert found["re-used"] == {"DialogueManagement"}
    assert (len(found["added"]), len(other_text)) == (47, 5)
    assert stale_ids(changes) == {"Measure", "DialogueManagement"}
