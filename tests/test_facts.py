"""What is kept of a source: all of it as JSON in a workspace, its facts in a catalogue folder."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from airm_graph.errors import SourceError
from airm_graph.records import (
    About,
    Action,
    Agent,
    Classification,
    Coding,
    Demand,
    Description,
    Filing,
    Link,
    Mapping,
    Record,
    Scheme,
    SchemeConcept,
    Section,
    Source,
    Text,
    Work,
)
from airm_graph.records_json import RECORD_OF, from_json, to_json
from airm_graph.sources import catalogue, facts

ODD = "Ünïcode “quotes” 'and' \"these\"; 漢字 🙂 \\ #"
BROKEN = 'two\nlines,\r\na tab\t, \u2028, \x85, \\n and "'
MEASURE, RISK = "mitigation-made1_0-M1", "risk-made1_0-R1"
ABOUT = About(
    id="made1_0",
    of="framework-made",
    type="Framework",
    title=ODD,
    version="1.0",
    issued="2026-01-31",
    creators=("A. Body; B. Body", ODD),
    address="https://example.org/made",
    licence="https://creativecommons.org/publicdomain/zero/1.0/",
    rights=ODD,
    agent="agent-made",
    method="publisherFiling",
    preliminary=True,
    retrieved="",
    derived_from=("https://example.org/a", "https://example.org/b"),
    checksum="sha256:00",
    description=ODD,
    path="made.csv",
)
WORK = Work(
    id="framework-made",
    source_key="Made",
    title=ODD,
    creators=("A. Body", "Ünïversity"),
    year="2026",
    version="",
    address="",
    kind="catalogue",
    status="published",
    bindingness="",
    jurisdiction="",
    sector="",
    system_scope="",
    gist="",
)
FILING = Filing(
    id=MEASURE,
    source_key='M "1"',
    kind="measure",
    status="accepted",
    work="framework-made",
    label='"Watch" it',
    published_label="'Watch' it",
    page="3 f.",
    part_of="",
    path="made.csv",
    line=7,
)
CLASSIFICATION = Classification(
    id=MEASURE,
    facet="made-topic",
    concept="1.10",
    status="disputed",
    confidence=Decimal("0.70"),
    rationale="",
)
MAPPING = Mapping(
    subject=MEASURE,
    predicate="skos:broadMatch",
    object="framework-atlas:AML.T0020",
    subject_version="1.0",
    object_version="5.0.1",
    justification="semapv:LexicalMatching",
    confidence=Decimal("0.000000001"),
    author="A. Body",
    negative=True,
    machine_made=True,
    status="proposed",
)
# One record of each kind, with everything that a format could lose.
EVERYTHING = Source(
    about=ABOUT,
    agents=(Agent(id="agent-made", type="Organization", label=ODD, definition=ODD),),
    works=(WORK,),
    sections=(
        Section(id="section-made1_0-1", work="framework-made", parent="", label=ODD),
        Section(
            id="section-made1_0-2",
            work="framework-made",
            parent="section-made1_0-1",
            label="2",
            same_as=(MEASURE, RISK),
        ),
    ),
    filings=(FILING, replace(FILING, id=RISK, source_key="R1", kind="risk", part_of=MEASURE)),
    descriptions=(
        Description(
            id=MEASURE,
            kind="measure",
            section="section-made1_0-1",
            scope="all-risks",
            definition="",
            confidence=Decimal("1"),
        ),
    ),
    classifications=(CLASSIFICATION, replace(CLASSIFICATION, id=RISK, confidence=None)),
    actions=(
        Action(
            id=MEASURE, relation="actsOn", target=RISK, confidence=Decimal("0.5"), rationale=ODD
        ),
    ),
    codings=(
        Coding(
            work="framework-made",
            facet="made-topic",
            extraction="complete",
            coded="partial",
            coder="agent-made",
            confidence=None,
            rationale=ODD,
        ),
    ),
    demands=(Demand(domain="1", risks=12, papers=3),),
    schemes=(
        Scheme(
            id="scheme-made1_0-made-topic",
            label=ODD,
            facet="made-topic",
            of="measure",
            level="1",
        ),
    ),
    concepts=(
        SchemeConcept(
            id="concept-made1_0-made-topic-1_10",
            scheme="scheme-made1_0-made-topic",
            notation="1.10",
            parent="",
            label=ODD,
        ),
    ),
    mappings=(MAPPING,),
    links=(Link(id=MEASURE, relation="evidenceFor", target=RISK),),
)
WITH_WORDS = replace(
    EVERYTHING,
    filings=(*EVERYTHING.filings, replace(FILING, id="x", label=BROKEN)),
    mappings=(replace(MAPPING, comment=BROKEN), replace(MAPPING, negative=False)),
    texts=(
        Text(id=MEASURE, property="definition", words=BROKEN),
        Text(id=MEASURE, property="note", words=ODD, language="de"),
    ),
)


def said(record: Record) -> tuple[Any, ...]:
    """What a record says, less where it was read."""
    return tuple(getattr(record, f.name) for f in fields(record) if f.name not in {"path", "line"})


def test_every_kind_of_record_is_tried() -> None:
    parts = {field.name for field in fields(Source)} - {"about"}
    assert set(RECORD_OF) == parts
    assert {part for part in parts if getattr(WITH_WORDS, part)} == parts
    assert {part for part, _ in catalogue.TABLES.values()} == parts - {"texts"}


# --- JSON in a workspace --------------------------------------------------------------------------


@pytest.mark.parametrize("source", [EVERYTHING, WITH_WORDS, Source(about=ABOUT)])
def test_json_gives_back_the_very_source(source: Source) -> None:
    """Also the zeros of decimals, which are said to be equal without them."""
    text = to_json(source)
    assert "\n" not in text
    found = from_json(text)
    assert found == source
    assert to_json(found) == text
    assert repr(found) == repr(source)


@pytest.mark.parametrize("part", list(RECORD_OF))
def test_json_gives_back_each_record_alone(part: str) -> None:
    source = Source(about=ABOUT, **{part: getattr(WITH_WORDS, part)})
    assert repr(from_json(to_json(source))) == repr(source)


def damaged(**changes: Any) -> str:
    parts = json.loads(to_json(EVERYTHING)) | changes
    return json.dumps({name: part for name, part in parts.items() if part is not ...})


CONFIDENCE = [field.name for field in fields(Classification)].index("confidence")


def with_confidence(value: object) -> list[Any]:
    row: list[Any] = json.loads(to_json(EVERYTHING))["classifications"][0]
    row[CONFIDENCE] = value
    return [row]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        to_json(EVERYTHING)[:-1],
        to_json(EVERYTHING) + "{}",
        "null",
        "7",
        '"about"',
        "[]",
        "{}",
        damaged(about=...),
        damaged(about={}),
        damaged(about=["made1_0"]),
        damaged(filings=None),
        damaged(filings=[None]),
        damaged(filings=[["too", "few"]]),
        damaged(filings=[[""] * 99]),
        damaged(fillings=[]),
        damaged(works=[[None] * len(fields(Work))]),
        damaged(classifications=with_confidence([])),
        damaged(classifications=with_confidence("high")),
        "[" * 100_000,
    ],
)
def test_json_of_another_kind_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_json(text)


# --- facts in a catalogue folder ------------------------------------------------------------------


def test_a_catalogue_folder_gives_back_all_but_the_words(tmp_path: Path) -> None:
    facts.write(WITH_WORDS, tmp_path / "made" / "1.0")
    found = catalogue.read(tmp_path / "made" / "1.0")
    expected = replace(
        WITH_WORDS,
        filings=(*EVERYTHING.filings, replace(FILING, id="x", label=" ".join(BROKEN.split()))),
        mappings=(replace(MAPPING, negative=False), MAPPING),
        texts=(),
    )
    assert said(found.about) == said(ABOUT)
    for part in RECORD_OF:
        rows, wanted = getattr(found, part), getattr(expected, part)
        assert sorted(map(repr, map(said, rows))) == sorted(map(repr, map(said, wanted))), part


def test_no_sentence_of_the_publisher_is_written(tmp_path: Path) -> None:
    sentence = "These words are the publisher's."
    source = replace(
        EVERYTHING,
        texts=(Text(id=MEASURE, property="definition", words=sentence),),
        mappings=(replace(MAPPING, comment=sentence),),
    )
    facts.write(source, tmp_path)
    assert sentence not in "".join(path.read_text("utf-8") for path in tmp_path.iterdir())


def test_no_address_of_a_person_is_written(tmp_path: Path) -> None:
    source = replace(EVERYTHING, mappings=(replace(MAPPING, author="a.body@example.org"),))
    facts.write(source, tmp_path)
    (found,) = catalogue.read(tmp_path).mappings
    assert said(found) == said(replace(MAPPING, author=""))


def test_the_same_facts_are_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    turned = {part: getattr(WITH_WORDS, part)[::-1] for part in RECORD_OF}
    facts.write(WITH_WORDS, tmp_path / "one")
    facts.write(replace(WITH_WORDS, **turned), tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    facts.write(replace(WITH_WORDS, **turned), tmp_path / "one")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    facts.write(catalogue.read(tmp_path / "one"), tmp_path / "three")
    assert contents(tmp_path / "three") == contents(tmp_path / "one")


def test_a_table_that_is_empty_now_is_removed(tmp_path: Path) -> None:
    facts.write(EVERYTHING, tmp_path)
    assert set(contents(tmp_path)) == {"about.toml", *catalogue.TABLES}
    facts.write(replace(Source(about=ABOUT), works=(WORK,)), tmp_path)
    assert set(contents(tmp_path)) == {"about.toml", "works.tsv"}
    assert catalogue.read(tmp_path).works[0].title == ODD


def test_what_was_written_is_read_strictly(tmp_path: Path) -> None:
    """The folder is a catalogue folder like those written by hand: a slip in it is named."""
    facts.write(EVERYTHING, tmp_path)
    table = tmp_path / "links.tsv"
    table.write_text(table.read_text("utf-8").replace("evidenceFor", "proves"), "utf-8")
    with pytest.raises(SourceError, match=r"links\.tsv:2: relation is 'proves': known:"):
        catalogue.read(tmp_path)


@pytest.mark.parametrize("creator", ["A. Body; B. Body", "A.\tBody", "A.\nBody"])
def test_odd_creator_survives_in_a_folder(tmp_path: Path, creator: str) -> None:
    work = replace(WORK, creators=(creator,))
    facts.write(Source(about=ABOUT, works=(work,)), tmp_path)
    (found,) = catalogue.read(tmp_path).works
    assert len(found.creators) == 1


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
