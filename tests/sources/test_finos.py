"""The FINOS reader: known counts, a second count straight from the files, and made-up defects."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from airm_graph.errors import SourceError
from airm_graph.identifiers import LOCAL
from airm_graph.records import Filing, Source
from airm_graph.sources.finos import read
from airm_graph.sources.log import Log

DATA = Path(__file__).parents[3] / "shared" / "data" / "finos-aigf"
shared = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here")
OWN = "framework-finos-aigf"


def one(folder: Path, log: Log | None = None) -> Source:
    (source,) = read([folder], log or Log())
    return source


@pytest.fixture(scope="module")
def told() -> tuple[Source, Log]:
    log = Log()
    return one(DATA, log), log


def listed(source: Source, work: str) -> dict[str, Filing]:
    return {filing.source_key: filing for filing in source.filings if filing.work == work}


@shared
def test_counts_are_those_of_the_readme(told: tuple[Source, Log]) -> None:
    source, _ = told
    assert Counter(filing.kind for filing in listed(source, OWN).values()) == {
        "risk": 23,
        "measure": 23,
    }
    assert Counter((each.facet, each.concept) for each in source.classifications) == {
        ("finos-risk-type", "op"): 11,
        ("finos-risk-type", "sec"): 9,
        ("finos-risk-type", "rc"): 3,
        ("finos-mitigation-type", "prev"): 15,
        ("finos-mitigation-type", "det"): 8,
    }
    assert Counter(action.relation for action in source.actions) == {"mitigates": 81}
    assert len({action.target for action in source.actions}) == 23  # no risk without mitigation
    assert Counter(
        each.object.split(":")[0]
        for each in source.mappings
        if each.predicate == "airm:correspondsTo"
    ) == {
        "framework-sp800-53": 181,
        "framework-canada-regulations": 108,
        "framework-eu-ai-act": 68,
        "framework-ffiec": 54,
        "framework-iso42001": 49,
        "framework-owasp-llm": 22,
        "framework-nist2024": 14,
        "framework-owasp-ml": 8,
    }
    assert {(each.coded, each.extraction) for each in source.codings} == {("complete", "complete")}


@shared
def test_lists_are_as_long_as_the_readme_says(told: tuple[Source, Log]) -> None:
    source, _ = told
    assert Counter((filing.work, filing.kind) for filing in source.filings) == {
        (OWN, "risk"): 23,
        (OWN, "measure"): 23,
        ("framework-eu-ai-act", "requirement"): 113 + 13,  # articles and annexes
        ("framework-eu-ai-act", "section"): 180,  # recitals
        ("framework-sp800-53", "requirement"): 321,
        ("framework-ffiec", "requirement"): 109,
        ("framework-canada-regulations", "requirement"): 60,
        ("framework-iso42001", "requirement"): 27,
        ("framework-sr11-7", "requirement"): 15,
        ("framework-nist2024", "risk"): 12,
        ("framework-owasp-llm", "risk"): 10,
        ("framework-owasp-ml", "risk"): 10,
    }


@shared
def test_links_equal_a_count_straight_from_the_files(told: tuple[Source, Log]) -> None:
    source, _ = told
    related: set[tuple[str, str]] = set()
    items = 0
    for path in DATA.glob("*/[rm]i-*.md"):
        head = path.read_text(encoding="utf-8").split("---\n")[1]
        part = ""
        for line in head.splitlines():
            if found := re.fullmatch(r"([a-z0-9_-]+):.*", line):
                part = found[1]
            elif found := re.match(r" +- ([^ ]+)", line):
                items += 1
                if part.startswith("related_"):
                    related.add((path.name.split("_")[0], found[1]))
    named = {filing.id: filing.source_key for filing in source.filings}
    stated = [each for each in source.mappings if each.predicate == "skos:relatedMatch"]
    assert {(named[each.subject], named[each.object]) for each in stated} == related
    assert len(source.actions) + len(source.mappings) == items


@shared
def test_every_reference_meets_an_entry_of_its_work(told: tuple[Source, Log]) -> None:
    source, _ = told
    spellings = {
        "framework-eu-ai-act": r"article-\d+|annex-[IVX]+|recital-\d+",
        "framework-sp800-53": r"[A-Z]{2}-\d+",
        "framework-iso42001": r"A(\.\d+)+",
        "framework-nist2024": r"[a-z]+(-[a-z]+)*",
        "framework-owasp-llm": r"LLM\d\d",
        "framework-owasp-ml": r"ML\d\d",
    }
    filed = {f"{filing.work}:{filing.source_key}" for filing in source.filings}
    assert len(filed) == len(source.filings)
    for filing in source.filings:
        assert re.fullmatch(spellings.get(filing.work, ".+"), filing.source_key)
    references = [each for each in source.mappings if each.predicate == "airm:correspondsTo"]
    assert {each.object for each in references} <= filed
    versions = {(each.object.split(":")[0], each.object_version) for each in references}
    assert {version for version in versions if version[1]} == {
        ("framework-owasp-llm", "2025"),
        ("framework-owasp-ml", "2023"),
        ("framework-sp800-53", "5"),
    }
    act = listed(source, "framework-eu-ai-act")
    assert act["article-9"].note == "key in the list: c3-s2-a9"
    address = {text.id: text.words for text in source.texts if text.property == "note"}
    assert address[act["article-9"].id].endswith("/article/9/")
    numbered = ((4, "IV"), (13, "XIII"))
    assert all(f"/annex/{n}/" in address[act[f"annex-{r}"].id] for n, r in numbered)


@shared
def test_everything_that_is_named_exists(told: tuple[Source, Log]) -> None:
    source, _ = told
    filed = {filing.id for filing in source.filings}
    assert len(filed) == len(source.filings)
    assert all(LOCAL.fullmatch(name) for name in filed)
    assert {filing.part_of for filing in source.filings} - {""} <= filed
    assert {each.id for each in source.texts} <= filed
    # Each risk and mitigation has a summary and more.
    own = {filing.id for filing in listed(source, OWN).values()}
    for kind in ("definition", "note"):
        assert own <= {each.id for each in source.texts if each.property == kind}


@shared
def test_parts_are_parts_of_their_whole(told: tuple[Source, Log]) -> None:
    source, _ = told
    canada = listed(source, "framework-canada-regulations")
    assert canada["osfi-e23-2027-p3-2"].part_of == canada["osfi-e23-2027"].id
    assert canada["ni-31-103-s13-2-1"].part_of == canada["ni-31-103"].id  # not of section 13.2
    assert canada["ni-31-103cp"].part_of == canada["csa-sn-11-348-pdf"].part_of == ""
    ffiec = listed(source, "framework-ffiec")
    assert ffiec["aio-1"].part_of == ffiec["aio"].id
    assert ffiec["aio"].part_of == ""
    letter = listed(source, "framework-sr11-7")
    assert letter["s2-dev"].part_of == letter["s2"].id


@shared
def test_the_log_tells_what_is_wrong(told: tuple[Source, Log]) -> None:
    _, log = told
    assert log.summary()["refused"] == 0
    assert [defect.place for defect in log.defects if defect.done == "mended"] == [
        *("mgt-1", "rps-c", "rps-d"),  # titles with blanks too many
    ]
    uncited = [defect for defect in log.defects if "refers to" in defect.what]
    assert [(defect.path, defect.value) for defect in uncited] == [("references/sr11-7.yml", "15")]
    one_sided = [defect for defect in log.defects if "not in return" in defect.what]
    assert sum(len(defect.value.split(", ")) for defect in one_sided) == 50


@shared
def test_reading_twice_gives_the_same(told: tuple[Source, Log]) -> None:
    source, log = told
    again = Log()
    assert one(DATA, again) == source
    assert again == log


# Made-up files.


def document(title: str, kind: str, number: int, type_: str, *lines: str) -> str:
    head = [f"title: {title}", f"layout: {kind}", f"sequence: {number}", f"type: {type_}", *lines]
    return "\n".join(["---", *head, "---", "", "## Summary", "Short.", "## More", "Long.", ""])


def written(tmp_path: Path, **files: str) -> Path:
    """A small framework; names of files are given as risks__ri_1 and references__list."""
    base = {
        "risks__ri_1_one": document("One", "risk", 1, "OP"),
        "mitigations__mi_1_one": document("First", "mitigation", 1, "DET", "mitigates: [ri-1]"),
    }
    for name, text in (base | files).items():
        folder, _, stem = name.partition("__")
        ending = "yml" if folder == "references" else "md"
        stem = re.sub("^([rm]i)_", r"\1-", stem) if ending == "md" else stem.replace("_", "-")
        path = tmp_path / folder / f"{stem}.{ending}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def complaints(log: Log, done: str = "") -> list[str]:
    return [
        f"{defect.place}: {defect.value} {defect.what}"
        for defect in log.defects
        if not done or defect.done == done
    ]


def test_the_publishers_own_folders_are_found(tmp_path: Path) -> None:
    plain = one(written(tmp_path / "copy"))
    for folder in ("_risks", "_mitigations"):
        target = tmp_path / "clone" / "docs" / folder
        target.parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "copy" / folder.strip("_")).rename(target)
    cloned = one(tmp_path / "clone")
    assert [(each.id, each.label) for each in cloned.filings] == [
        (each.id, each.label) for each in plain.filings
    ]
    assert cloned.about.checksum == plain.about.checksum


def test_a_bad_file_is_left_out_and_the_rest_is_kept(tmp_path: Path) -> None:
    log = Log()
    source = one(
        written(
            tmp_path,
            risks__ri_2_two="no front matter\n",
            risks__ri_3_three=document("'  '", "risk", 3, "OP"),
            risks__ri_x_four=document("Four", "risk", 4, "OP"),
            risks__ri_1_twice=document("Twice", "risk", 1, "OP"),
            references__sr11_7="entries: 3\n",
        ),
        log,
    )
    assert [each.source_key for each in source.filings] == ["mi-1", "ri-1"]
    assert sorted(complaint.split(":")[0] for complaint in complaints(log, "refused")) == [
        *("file", "ri-1_twice", "ri-2_two", "ri-3_three", "ri-x_four"),
    ]
    assert {each.extraction for each in source.codings} == {"partial"}
    summary = log.summary()
    assert summary["read"] == summary["kept"] + summary["mended"] + summary["refused"]


def test_odd_fields_are_told(tmp_path: Path) -> None:
    log = Log()
    source = one(
        written(
            tmp_path,
            risks__ri_2_two=document(
                "Two", "mitigation", 7, "FUN", "owner: x", "doc-status: Draft"
            ),
            mitigations__mi_2_two=document(
                *("Second", "mitigation", 2, "3"),
                *("mitigates: [ri-1, ri-1, mi-1, ri-9, 4]", "related_mitigations: [mi-1]"),
                "related_risks: [ri-1]",
            ),
        ),
        log,
    )
    assert {(each.id, each.target) for each in source.actions} == {
        ("mitigation-finos-mi-1", "risk-finos-ri-1"),
        ("mitigation-finos-mi-2", "risk-finos-ri-1"),
    }
    assert {(each.predicate, each.subject, each.object) for each in source.mappings} == {
        ("skos:relatedMatch", "mitigation-finos-mi-2", "mitigation-finos-mi-1"),
        ("skos:relatedMatch", "mitigation-finos-mi-2", "risk-finos-ri-1"),
    }
    labels = {each.notation: each.label for each in source.concepts}
    assert (labels["fun"], labels["op"]) == ("FUN", "Operational")
    assert [each.note for each in source.filings if each.source_key == "ri-2"] == [
        "doc-status: Draft"
    ]
    coded = {each.facet: each.coded for each in source.codings}
    assert coded == {
        "finos-risk-type": "complete",
        "finos-mitigation-type": "partial",
        "action-on-harm": "complete",
    }
    said = complaints(log)
    for expected in (
        "type FUN: FUN is an unknown type",
        "field owner: 1 times is not carried over",
        "ri-2_two: mitigation is its layout",
        "ri-2_two: 7 is its sequence",
        "mi-2_two: 3 has no type",
        "mi-2_two: ri-1 stands twice in mitigates",
        "mi-2_two mitigates: mi-1 is nothing that this field can point to",
        "mi-2_two mitigates: ri-9 is nothing that this field can point to",
        "mi-2_two mitigates: 4 is no key",
    ):
        assert any(complaint.startswith(expected) for complaint in said), expected


def test_odd_references_are_kept_and_told(tmp_path: Path) -> None:
    log = Log()
    risk = document(
        *("One", "risk", 1, "OP"),
        "eu-ai-act_references: [c2-a5, c9-a9]",
        "house-rules_references: [a-1]",
        "nist-ai-600-1_references: [2-1, 2-2]",
    )
    entries = "entries:\n  c2-a5: {title: 'A  5', url: 'https://example.org/5', colour: red}\n"
    source = one(
        written(
            tmp_path,
            risks__ri_1_one=risk,
            references__eu_ai_act=entries
            + "  c3-a5: {title: Again}\n  odd: {title: Odd}\n  c4: {}\n",
            references__house_rules="entries: {a-1: {title: A}}\n",
            references__nist_ai_600_1="entries: {2-1: {title: 2.1. Made-up Risk}}\n",
        ),
        log,
    )
    assert {each.object for each in source.mappings} == {
        *("framework-eu-ai-act:article-5", "framework-eu-ai-act:article-9"),
        "framework-finos-house-rules:a-1",
        *("framework-nist2024:made-up-risk", "framework-nist2024:2-2"),
    }
    filed = {each.source_key: each for each in source.filings}
    assert (filed["article-5"].label, filed["article-5"].published_label) == ("A 5", "A  5")
    assert {"c3-a5", "odd", "made-up-risk"} <= filed.keys()
    said = complaints(log)
    for expected in (
        "ri-1_one: c9-a9 has no entry in references/eu-ai-act.yml",
        "ri-1_one: 2-2 has no entry in references/nist-ai-600-1.yml",
        "c3-a5: article-5 is the key of another entry too",
        "odd: odd is not spelt like the other keys",
        "c4: None has no title",
        "field colour: colour is not carried over",
        "file: house-rules is a list of no known work",
    ):
        assert any(complaint.startswith(expected) for complaint in said), expected


def test_the_first_section_is_the_definition(tmp_path: Path) -> None:
    body = "## Purpose\n\nWhy.\n\n```\n## no heading\n```\n\n---\n\n## How\nSo.\n"
    head = document("First", "mitigation", 1, "DET").split("## ")[0]
    made = written(
        tmp_path,
        mitigations__mi_1_one=head + body,
        risks__ri_1_one=document("One", "risk", 1, "OP").split("## ")[0] + "No heading.\n",
    )
    words = {(each.id, each.property): each.words for each in one(made).texts}
    assert words == {
        ("mitigation-finos-mi-1", "definition"): "Why.\n\n```\n## no heading\n```",
        ("mitigation-finos-mi-1", "note"): "## How\nSo.",
        ("risk-finos-ri-1", "note"): "No heading.",
    }


def test_a_folder_of_something_else(tmp_path: Path) -> None:
    with pytest.raises(
        SourceError, match=r"has no risk \(ri-….md\); expected a folder with risks/"
    ):
        read([tmp_path], Log())
    made = written(tmp_path)
    (made / "mitigations" / "mi-1_one.md").unlink()
    with pytest.raises(SourceError, match=r"has no mitigation \(mi-….md\)"):
        read([made], Log())
