"""Any flat table with a layout: made-up tables in each format, and each defect of both."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from airm_graph.errors import SourceError
from airm_graph.records import Source
from airm_graph.sources.log import Log
from airm_graph.sources.table import read

SOURCE = """
[source]
id = "madeup1_0"
work = "framework-madeup"
title = "Made-up controls"
version = "1.0"
creators = ["Nobody"]
licence = "https://creativecommons.org/publicdomain/zero/1.0/"
rights = "Nobody, CC0 1.0."
description = "Controls against risks, made up for this test."
"""
PUBLISHER = """
[publisher]
id = "agent-madeup"
label = "Nobody"
definition = "Publishes what is made up."
"""
COLUMNS = """
[columns]
key = "No."
label = "Title"
definition = "Text"
part-of = "Part of"
page = "Page"
"""
KIND = """
[kind]
column = "What"
values = { "Control" = "measure", "Threat" = "risk-source", "Harm" = "impact", "Case" = "evidence" }
"""
REST = """
[[facets]]
column = "Phase"
facet = "stage"
split = ";"
values = { "Ops" = "operate-monitor", "Design" = "plan-design", "n/a" = "" }

[[facets]]
column = "Topic"
facet = "madeup-topic"
label = "Made-up topics"
of = "measure"
split = ";"

[[links]]
column = "Against"
relation = "mitigates"
split = ";"

[[mappings]]
column = "AI Act"
predicate = "skos:relatedMatch"
framework = "framework-eu-ai-act"
version = "2024/1689"
split = ";"
object = "article-{value}"
"""
LAYOUT = SOURCE + PUBLISHER + COLUMNS + KIND + REST
HEADER = ["No.", "What", "Title", "Text", "Part of", "Page", "Phase", "Topic", "Against", "AI Act"]
ROWS = [
    ["C1", "Control", "Watch it", "Look at it daily.", "", "3", "Ops", "Data; People", "T1", "9"],
    ["C2", "Control", "Plan it", "", "C1", "", "Design;Ops", "People", "T1; H1", ""],
    ["T1", "Threat", "It breaks", "", "", "", "", "", "", ""],
    ["H1", "Harm", "Somebody is hurt", "", "", "", "", "", "", ""],
]


def saved(folder: Path, ending: str, rows: Sequence[Sequence[str]], name: str = "controls") -> Path:
    path = folder / f"{name}.{ending}"
    if ending == "xlsx":
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row in rows:
            sheet.append(list(row))
        book.save(path)
    elif ending == "json":
        items = [dict(zip(rows[0], row, strict=False)) for row in rows[1:]]
        path.write_text(json.dumps(items), encoding="utf-8")
    else:
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file, delimiter="\t" if ending == "tsv" else ",").writerows(rows)
    return path


def one(
    folder: Path, rows: Sequence[Sequence[str]], log: Log, layout: str = LAYOUT, ending: str = "csv"
) -> Source:
    table = saved(folder, ending, rows)
    (folder / "controls.toml").write_text(layout, encoding="utf-8")
    (source,) = read([table], log)
    return source


@pytest.mark.parametrize("ending", ["csv", "tsv", "xlsx", "json"])
def test_the_same_table_in_each_format(tmp_path: Path, ending: str) -> None:
    log = Log()
    source = one(tmp_path, [HEADER, *ROWS], log, ending=ending)
    again = one(tmp_path, [HEADER, *ROWS], Log(), ending=ending)
    about = replace(again.about, checksum=source.about.checksum)  # a workbook holds its second
    assert replace(again, about=about) == source
    assert log.defects == []
    assert log.summary() == {"read": 4, "kept": 4, "mended": 0, "refused": 0}
    assert [(f.id, f.kind, f.label, f.page, f.part_of) for f in source.filings] == [
        ("mitigation-madeup1_0-C1", "measure", "Watch it", "3", ""),
        ("mitigation-madeup1_0-C2", "measure", "Plan it", "", "mitigation-madeup1_0-C1"),
        ("risk-madeup1_0-H1", "impact", "Somebody is hurt", "", ""),
        ("risk-madeup1_0-T1", "risk-source", "It breaks", "", ""),
    ]
    assert [(text.id, text.words) for text in source.texts] == [
        ("mitigation-madeup1_0-C1", "Look at it daily.")
    ]
    assert [(c.id[-2:], c.facet, c.concept) for c in source.classifications] == [
        ("C1", "madeup-topic", "data"),
        ("C1", "madeup-topic", "people"),
        ("C1", "stage", "operate-monitor"),
        ("C2", "madeup-topic", "people"),
        ("C2", "stage", "operate-monitor"),
        ("C2", "stage", "plan-design"),
    ]
    assert [(s.id, s.facet, s.of) for s in source.schemes] == [
        ("scheme-madeup1_0-madeup-topic", "madeup-topic", "measure")
    ]
    assert [(c.notation, c.label) for c in source.concepts] == [
        ("data", "Data"),
        ("people", "People"),
    ]
    assert [(a.id[-2:], a.relation, a.target) for a in source.actions] == [
        ("C1", "mitigates", "risk-madeup1_0-T1"),
        ("C2", "mitigates", "risk-madeup1_0-H1"),
        ("C2", "mitigates", "risk-madeup1_0-T1"),
    ]
    assert [(m.subject[-2:], m.predicate, m.object, m.object_version) for m in source.mappings] == [
        ("C1", "skos:relatedMatch", "framework-eu-ai-act:article-9", "2024/1689")
    ]
    assert [agent.id for agent in source.agents] == ["agent-madeup"]
    assert [(c.facet, c.extraction, c.coded) for c in source.codings] == [
        ("action", "unknown", "complete"),
        ("action-on-harm", "unknown", "partial"),
        ("madeup-topic", "unknown", "complete"),
        ("stage", "unknown", "complete"),
    ]


@pytest.mark.parametrize(
    ("cells", "done", "what"),
    [
        ({"No.": ""}, "refused", "no key"),
        ({"No.": "C1"}, "refused", "earlier row"),
        ({"No.": "!!"}, "refused", "cannot be a key"),
        ({"No.": " C 3"}, "mended", "in the key"),
        ({"What": "Contrl"}, "refused", "did you mean 'Control'"),
        ({"Title": ""}, "mended", "the key takes its place"),
        ({"Title": "Two\nlines"}, "mended", "in the label"),
        ({"Title": "Open (bracket"}, "kept", "stray '('"),
        ({"Phase": "Opps"}, "kept", "left unclassified"),
        ({"Topic": "data"}, "kept", "kept apart as 'data-2'"),
        ({"Against": "T9"}, "kept", "neither a key"),
        ({"Against": "C1"}, "kept", "key of a measure"),
        ({"Part of": "C9"}, "kept", "part-of is left out"),
        ({"No.": "C_1", "Title": "x"}, "kept", ""),
        ({"No.": "C.1"}, "kept", ""),
        ({"What": "Threat", "Against": "T1"}, "kept", "expected a measure"),
    ],
)
def test_defect_of_a_row_is_logged_and_kills_nothing(
    tmp_path: Path, cells: dict[str, str], done: str, what: str
) -> None:
    row = dict(zip(HEADER, ["C3", "Control", "Stop it", *[""] * 7], strict=True)) | cells
    log = Log()
    source = one(tmp_path, [HEADER, *ROWS, list(row.values())], log)
    assert what in "; ".join(defect.what for defect in log.defects)
    assert bool(log.defects) == bool(what)
    expected = {"read": 5, "kept": 4, "mended": 0, "refused": 0}
    expected[done] += 1
    assert log.summary() == expected
    assert len(source.filings) == (4 if done == "refused" else 5)


@pytest.mark.parametrize(("key", "extraction"), [("C3", "complete"), ("C1", "partial")])
def test_a_refused_row_makes_a_complete_table_a_part(
    tmp_path: Path, key: str, extraction: str
) -> None:
    """Where a row is left out, an empty cell is no gap: the row might stand there."""
    layout = LAYOUT.replace("[source]", '[source]\nextraction = "complete"')
    row = [key, "Control", "Stop it", *[""] * 7]
    source = one(tmp_path, [HEADER, *ROWS, row], Log(), layout)
    assert {coding.extraction for coding in source.codings} == {extraction}
    said = "1 of its rows could not be read" in source.codings[0].rationale
    assert said is (extraction == "partial")


def test_keys_that_make_the_same_identifier_are_told_apart(tmp_path: Path) -> None:
    log = Log()
    rows = [[key, "Control", "Title", *[""] * 7] for key in ("A.1", "A/1", "A,1")]
    source = one(tmp_path, [HEADER, *rows], log)
    assert {filing.source_key: filing.id[-6:] for filing in source.filings} == {
        "A.1": "_0-A_1",
        "A/1": "-A_1-2",
        "A,1": "-A_1-3",
    }
    assert len(log.defects) == 2


def test_too_many_and_too_few_cells(tmp_path: Path) -> None:
    log = Log()
    long, short = [*ROWS[0], "", "more"], ["C2", "Control", "Plan it"]
    empty = [""] * 10
    source = one(tmp_path, [HEADER, long, short, empty, [*ROWS[2], "", ""]], log)
    assert [filing.source_key for filing in source.filings] == ["C2", "T1"]
    assert [(d.place, d.done) for d in log.defects] == [("2", "refused"), ("3", "mended")]


def test_columns_that_nobody_maps_are_named_with_their_count(tmp_path: Path) -> None:
    log = Log()
    rows = [[*ROWS[0], "x"], [*ROWS[1], ""], [*ROWS[2], "y"], [*ROWS[3], ""]]
    one(tmp_path, [[*HEADER, "Remark"], *rows], log)
    assert [(d.place, d.value) for d in log.defects] == [("header", "Remark")]
    assert "its 2 filled cells" in log.defects[0].what
    log = Log()
    one(tmp_path, [[*HEADER, "Remark"], *rows], log, 'ignore = ["Remark"]\n' + LAYOUT)
    assert log.defects == []


def test_values_with_a_comma_in_json_lists_and_nested_cells(tmp_path: Path) -> None:
    items = [
        {"No.": 1, "Title": "x", "Topic": ["Data", "Law; People"], "Extra": {"a": 1}},
        {"No.": 2.0, "Title": "y", "Topic": {"a": 1}},
    ]
    (tmp_path / "controls.json").write_text(json.dumps(items), encoding="utf-8")
    layout = 'kind = "measure"\n' + SOURCE + PUBLISHER + '[columns]\nkey = "No."\nlabel = "Title"\n'
    topic = '[[facets]]\ncolumn = "Topic"\nfacet = "t"\nlabel = "T"\nof = "measure"\n'
    (tmp_path / "controls.json.toml").write_text(layout + topic, encoding="utf-8")
    log = Log()
    (source,) = read([tmp_path], log)
    assert [filing.source_key for filing in source.filings] == ["1"]
    assert [concept.label for concept in source.concepts] == ["Data", "Law; People"]
    assert [(d.place, d.done) for d in log.defects] == [("header", "kept"), ("#2", "refused")]


def test_two_tables_of_one_source_name_each_others_keys(tmp_path: Path) -> None:
    risks = saved(tmp_path, "tsv", [["Id", "Name"], ["R1", "It breaks"]], "risks")
    saved(tmp_path, "csv", [["Id", "Name", "Risk"], ["M1", "Mend it", "R1"]], "measures")
    columns = '[columns]\nkey = "Id"\nlabel = "Name"\n'
    measures = 'kind = "measure"\n' + SOURCE + PUBLISHER + columns
    link = '[[links]]\ncolumn = "Risk"\nrelation = "reduces"\n'
    (tmp_path / "measures.toml").write_text(measures + link, encoding="utf-8")
    layout = tmp_path / "other.toml"
    text = 'kind = "risk"\n[table]\nfile = "risks.tsv"\n' + SOURCE + 'agent = "agent-madeup"\n'
    layout.write_text(text + columns, encoding="utf-8")
    (source,) = read([tmp_path, layout], Log())
    assert [(a.id, a.target) for a in source.actions] == [
        ("mitigation-madeup1_0-M1", "risk-madeup1_0-R1")
    ]
    assert len(source.agents) == 1
    (again,) = read([tmp_path / "measures.csv", risks, layout], Log())
    assert again == source

    layout.write_text((text + columns).replace('version = "1.0"', 'version = "2"'), "utf-8")
    with pytest.raises(SourceError, match=r"\[source\] version differs from that in"):
        read([tmp_path, layout], Log())


def test_words_notations_concepts_and_references(tmp_path: Path) -> None:
    layout = (
        'kind = "measure"\n'
        + SOURCE
        + PUBLISHER
        + """
[work]
source-key = "Madeup"
title = "Made-up controls"
creators = ["Nobody"]
kind = "catalogue"
status = "published"
[columns]
key = "control-{Id}"
label = "Name"
language = "Lang"
definition = "Name"
[[facets]]
column = "Name"
facet = "actor"
words = { "developers" = "developer", "web developers" = "" , "users" = "user" }
[[facets]]
column = "Group"
notation = "Code"
facet = "madeup-group"
label = "Groups"
of = "measure"
[[facets]]
column = "Stage"
facet = "stage"
[[links]]
column = "Technique"
framework = "framework-atlas"
relation = "actsOn"
"""
    )
    header = ["Id", "Name", "Group", "Code", "Stage", "Technique", "Lang"]
    rows = [
        ["1", "Developers and web developers", "First", "1.1", "Deploy", "AML.T0020", "de"],
        ["2", "Misusers; Users", "Second", "1.1", "deploy", "", "German"],
        ["", "x", "", "", "", "", ""],
    ]
    log = Log()
    source = one(tmp_path, [header, *rows], log, layout)
    assert [filing.source_key for filing in source.filings] == ["control-1", "control-2"]
    assert [(c.id[-1], c.facet, c.concept) for c in source.classifications] == [
        ("1", "actor", "developer"),
        ("1", "madeup-group", "1.1"),
        ("1", "stage", "deploy"),
        ("2", "actor", "user"),
        ("2", "madeup-group", "1.1"),
        ("2", "stage", "deploy"),
    ]
    assert [(c.notation, c.label) for c in source.concepts] == [("1.1", "First")]
    assert [action.target for action in source.actions] == ["framework-atlas:AML.T0020"]
    assert [text.language for text in source.texts] == ["de", "en"]
    assert [(work.id, work.kind) for work in source.works] == [("framework-madeup", "catalogue")]
    assert Counter(d.done for d in log.defects) == {"kept": 2, "refused": 1}


def test_workbook_with_sheets_and_a_title_above_the_header(tmp_path: Path) -> None:
    path = saved(tmp_path, "xlsx", [["Our controls"], [], HEADER, *ROWS])
    book = openpyxl.load_workbook(path)
    book.create_sheet("Notes")
    book.save(path)
    layout = tmp_path / "controls.toml"
    layout.write_text(LAYOUT, encoding="utf-8")
    with pytest.raises(SourceError, match="has the sheets 'Sheet', 'Notes'"):
        read([path], Log())
    layout.write_text('[table]\nsheet = "Sheet"\nheader = 3\n' + LAYOUT, encoding="utf-8")
    (source,) = read([path], Log())
    assert len(source.filings) == 4
    layout.write_text('[table]\nsheet = "Sheet"\nheader = 99\n' + LAYOUT, encoding="utf-8")
    with pytest.raises(SourceError, match="expected them in row 99"):
        read([path], Log())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Made', 'titel = "Made', r"\[source\] title is missing"),
        ('"Nobody"]', '"Nobody"]\ntitel = "x"', r"titel is no key: did you mean 'title'"),
        ('id = "madeup1_0"', 'id = "madeup 1.0"', r"\[source\] id is 'madeup 1.0'; expected"),
        ('["Nobody"]', '"Nobody"', r"creators is 'Nobody'; expected a list"),
        ("https://creative", "creative", "licence is .*expected an address"),
        ('key = "No."', 'key = "Number"', r"\[columns\] key names the column 'Number'"),
        ('key = "No."', 'key = "x{Titel}"', r"'Titel', which controls.csv .* mean 'Title'"),
        ('"operate-monitor"', '"operate"', "did you mean 'operate-monitor'"),
        ('facet = "stage"', 'facet = "stages"', "label is missing.*did you mean 'stage'"),
        ('facet = "stage"', 'facet = "stage"\nof = "measure"', "which is a facet of ours"),
        ('"mitigates"', '"mitigate"', "did you mean 'mitigates'"),
        ('"skos:relatedMatch"', '"skos:related"', "predicate is 'skos:related'"),
        ('= "measure",', '= "mesure",', "holds 'mesure'; did you mean 'measure'"),
        ("[[links]]", "[links]", "expected .*double brackets"),
        ('[publisher]\nid = "agent-madeup"', "[publisher]", r"\[publisher\] id is missing"),
        (PUBLISHER, "", r"expected either \[publisher\] or"),
        ("[source]", "[source", "is no TOML"),
    ],
)
def test_error_in_the_layout_names_the_key(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in LAYOUT
    with pytest.raises(SourceError, match=message) as caught:
        one(tmp_path, [HEADER, *ROWS], Log(), LAYOUT.replace(old, new))
    assert "\n" not in str(caught.value)


def test_table_without_layout_and_layout_without_table(tmp_path: Path) -> None:
    table = saved(tmp_path, "csv", [HEADER, *ROWS])
    with pytest.raises(SourceError, match=r"expected controls\.csv\.toml beside it"):
        read([table], Log())
    with pytest.raises(SourceError, match="holds no table"):
        read([tmp_path], Log())
    layout = tmp_path / "mine.toml"
    layout.write_text(LAYOUT, encoding="utf-8")
    with pytest.raises(SourceError, match="no table is given"):
        read([layout], Log())
    assert len(read([table, layout], Log())) == 1  # a single layout is for a single table
    layout.write_text('[table]\nfile = "another.csv"\n' + LAYOUT, encoding="utf-8")
    (tmp_path / "controls.toml").write_text(LAYOUT, encoding="utf-8")
    with pytest.raises(SourceError, match=r"no table named 'another.csv'"):
        read([tmp_path, layout], Log())
    with pytest.raises(SourceError, match=r"ends in '\.pdf'; expected a table"):
        read([tmp_path / "controls.pdf"], Log())


def test_column_twice_and_other_json(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="'Title' is there twice"):
        one(tmp_path, [[*HEADER, "Title"], *ROWS], Log())
    (tmp_path / "controls.json").write_text("[1]", encoding="utf-8")
    with pytest.raises(SourceError, match="is no list of objects"):
        read([tmp_path / "controls.json"], Log())
