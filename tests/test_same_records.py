"""Records of different sources that are one: found by key and by words, proposed, and accepted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from test_versions import about

from airm_graph.holdings import every_current_source
from airm_graph.proposals import with_proposals
from airm_graph.records import Filing, Source, Text
from airm_graph.same_records import ALIKE, find_same, likeness, sssom_of, words
from airm_graph.selection import Selection, select
from airm_graph.sources.log import Log
from airm_graph.sources.mit import mitigations
from airm_graph.sources.nist import ai_rmf
from airm_graph.sources.sssom import read as read_sssom
from airm_graph.workspace import Workspace

SHARED = Path(__file__).parents[2] / "shared" / "data"
LOGGING = "Every request to the model is written to a log that operators review once a week."
ADDED = f"{LOGGING} (Operation and Monitoring, Domain Experts)"
FENCING = "The machine room is fenced, and only named staff of the operator hold keys to the gate."


def filing(source: str, key: str, kind: str = "measure", work: str = "framework-made") -> Filing:
    return Filing(
        id=f"mitigation-{source}-{key}",
        source_key=key,
        kind=kind,
        status="accepted",
        work=work,
        label=key,
        published_label="",
        page="",
        part_of="",
    )


def source(id_: str, *rows: tuple[str, str], kind: str = "measure", work: str = "") -> Source:
    """A source with measures of one work: key and definition of each."""
    named = [filing(id_, key, kind, work or "framework-made") for key, _ in rows]
    return Source(
        about=replace(about("1"), id=id_, of=f"compilation-{id_}", type="Compilation"),
        filings=tuple(named),
        texts=tuple(
            Text(id=row.id, property="definition", words=text)
            for row, (_, text) in zip(named, rows, strict=True)
            if text
        ),
    )


def found(*sources: Source) -> list[tuple[str, str, str]]:
    return [(p.first.source_key, p.second.source_key, p.evidence) for p in find_same(sources)]


@pytest.mark.parametrize(
    ("one", "other", "pairs"),
    [
        ((("A-1", ""),), (("a 1", ""),), [("A-1", "a 1", "key")]),
        ((("A-1", LOGGING),), (("Z9", LOGGING),), [("A-1", "Z9", "words")]),
        ((("A-1", LOGGING),), (("Z9", ADDED),), [("A-1", "Z9", "words")]),
        ((("A-1", LOGGING),), (("Z9", FENCING),), []),
        ((("A-1", LOGGING),), (("Z9", ""),), []),
        ((("A-1", "Log it."),), (("Z9", "Log it weekly, and keep it."),), []),  # too short to say
        ((("A-1", LOGGING), ("A-2", FENCING)), (("Z9", FENCING),), [("A-2", "Z9", "words")]),
    ],
)
def test_pairs_are_found_by_key_and_by_words(
    one: tuple[tuple[str, str], ...],
    other: tuple[tuple[str, str], ...],
    pairs: list[tuple[str, str, str]],
) -> None:
    assert found(source("x", *one), source("y", *other)) == pairs
    assert len(found(source("y", *other), source("x", *one))) == len(pairs)


def test_nothing_is_paired_across_works_kinds_or_within_one_source() -> None:
    rows = (("A-1", LOGGING),)
    assert found(source("x", *rows), source("y", *rows, work="framework-other")) == []
    assert found(source("x", *rows), source("y", *rows, kind="requirement")) == []
    assert found(source("x", *rows, *rows)) == []
    assert found(source("x", *rows, kind="section"), source("y", *rows, kind="section")) == []


def test_what_follows_from_other_pairs_is_not_said_again() -> None:
    rows = (("A-1", LOGGING),)
    assert len(found(source("x", *rows), source("y", *rows), source("z", *rows))) == 2


def test_two_measures_of_one_title_are_one_unless_their_sources_tell_them_apart() -> None:
    """A compilation that holds both copies does not tell them apart."""

    def titled(id_: str, *keys: str) -> Source:
        made = source(id_, *((key, "") for key in keys))
        return replace(made, filings=tuple(replace(f, label="Log it") for f in made.filings))

    compiled = titled("y", "A", "B")
    assert found(titled("x", "A"), compiled) == [("A", "A", "key"), ("A", "B", "title")]
    assert found(titled("x", "A", "B"), compiled) == [("A", "A", "key"), ("B", "B", "key")]


def test_likeness_is_of_the_shorter_text() -> None:
    assert likeness(words(LOGGING), words(ADDED)) == 1
    assert likeness(words("Log it."), words("Log it weekly, and keep it.")) < ALIKE


def test_the_mapping_set_is_read_back(tmp_path: Path) -> None:
    pairs = find_same(
        [source("x", ("A-1", ""), ("B", LOGGING)), source("y", ("a1", ""), ("C", ADDED))]
    )
    path = tmp_path / "pairs.sssom.tsv"
    path.write_text(sssom_of(pairs), encoding="utf-8")
    log = Log()
    (read,) = read_sssom([path], log)
    assert not log.defects
    assert {(m.subject, m.predicate, m.object) for m in read.mappings} == {
        ("compilation-x:A-1", "airm:sameRecordAs", "compilation-y:a1"),
        ("compilation-x:B", "airm:sameRecordAs", "compilation-y:C"),
    }


def test_what_is_accepted_is_not_proposed_again(tmp_path: Path) -> None:
    old, new = source("x", ("A-1", ""), ("A-2", "")), source("y", ("A-1", ""), ("A-2", ""))
    (proposing,) = with_proposals([new], Selection((old, new), ()))
    assert [(m.subject, m.object, m.status, m.machine_made) for m in proposing.mappings] == [
        (f"mitigation-y-{key}", f"compilation-x:{key}", "proposed", True) for key in ("A-1", "A-2")
    ]
    path = tmp_path / "pairs.sssom.tsv"
    path.write_text(sssom_of(find_same([old, new])[:1]), encoding="utf-8")
    (accepted,) = read_sssom([path], Log())
    (less,) = with_proposals([new], Selection((old, new, accepted), ()))
    assert [m.subject for m in less.mappings] == ["mitigation-y-A-2"]


def test_the_catalogue_has_accepted_every_pair_that_its_keys_show(tmp_path: Path) -> None:
    sources = every_current_source(Workspace(tmp_path))
    proposing = with_proposals(sources, select(sources))
    assert [m for s in proposing for m in s.mappings if m.status == "proposed" and
            m.predicate == "airm:sameRecordAs"] == []  # fmt: skip


@pytest.mark.skipif(not SHARED.is_dir(), reason="the publishers' files are not beside the checkout")
def test_every_nist_row_of_the_first_database_is_an_action_of_the_profile() -> None:
    database = mitigations.read([SHARED / "mit" / "mitigation-database-2025-07-23.csv"], Log())
    profile = [
        s for s in ai_rmf.read([SHARED / "nist-ai-rmf"], Log()) if s.about.id != "nistairmf1_0"
    ]
    pairs = find_same([*database, *profile])
    assert Counter(pair.evidence for pair in pairs) == {"words": 203}
    assert len({pair.first.id for pair in pairs}) == len({pair.second.id for pair in pairs}) == 203
