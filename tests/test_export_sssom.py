"""Mappings go out as SSSOM and come back as they were; our checks see what a validator does not."""

from __future__ import annotations

import contextlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from odd_mappings import LONG, odd_source
from round_trips.sssom import round_trip, round_trip_json
from small_builds import MADE, built, mapped, measure, risk

from airm_graph.answers.export_contents import Wish, contents_of
from airm_graph.errors import SourceError
from airm_graph.export.formats import FORMATS, write_file
from airm_graph.export.sssom.checks import check_json, check_tsv
from airm_graph.export.sssom.metadata import licence_of
from airm_graph.identifiers import expand
from airm_graph.records import Mapping
from airm_graph.sources.log import Log
from airm_graph.sources.sssom import UNSPECIFIED, read
from airm_graph.sources.sssom.other import guarded, unguarded
from airm_graph.tables import MAX_CELL
from airm_graph.workspace import Build

CC_BY, APACHE = (
    "https://creativecommons.org/licenses/by/4.0/",
    "https://www.apache.org/licenses/LICENSE-2.0",
)
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
BASE = "https://risk.example.org/"


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A made-up work with labels and comments that break formats."""
    return built(tmp_path_factory.mktemp("odd"), [odd_source()])


def written(build: Build, name: str, folder: Path, **wish: Any) -> Path:
    contents, _ = contents_of(build, False, Wish(**wish))
    path = folder / f"mappings{FORMATS[name].suffix}"
    with path.open("wb") as file:
        write_file(name, contents, file)
    return path


def parts(path: Path) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """The metadata and the rows of a table, read with neither our writer nor our reader."""
    lines = path.read_text(encoding="utf-8").split("\n")
    metadata = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return metadata, [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def back(path: Path) -> tuple[tuple[Mapping, ...], Log]:
    log = Log()
    (source,) = read([path], log)
    return source.mappings, log


# ---------------------------------------------------------------- round trips


def test_every_mapping_of_the_catalogue_comes_back(build: Build, tmp_path: Path) -> None:
    found = round_trip(build, tmp_path)
    assert found.pop("licences")[1] == 0  # three licences in one set, which names none for all
    assert sum(out for out, _ in found.values()) > 10_000
    assert {kind: out - same for kind, (out, same) in found.items()} == dict.fromkeys(found, 0)
    assert found["negative mappings"][0] > 40


@pytest.mark.parametrize(("way", "lost"), [(round_trip, 7), (round_trip_json, 8)])
def test_odd_mappings_come_back_but_for_what_no_table_holds(
    odd: Build, tmp_path: Path, way: Callable[[Build, Path], dict[str, tuple[int, int]]], lost: int
) -> None:
    found = way(odd, tmp_path)
    who, same = found.pop("who mapped, how and how sure")
    assert all(out == same and out for out, same in found.values())
    # Comments lose line ends, tabs, control characters and what is beyond the longest cell; in
    # JSON no-break spaces, too, which the reader of everybody's files takes for spaces.
    assert (who, who - same) == (31, lost)


@pytest.mark.parametrize("name", ["sssom", "sssom-json"])
def test_comments_come_back(odd: Build, tmp_path: Path, name: str) -> None:
    mappings, log = back(written(odd, name, tmp_path))
    comments = {mapping.comment for mapping in mappings}
    wanted = {mapping.comment for mapping in odd_source().mappings}
    assert {text for text in wanted if text.isprintable() and len(text) < MAX_CELL} <= comments
    assert "First line second line third line # heading | cell - item" in comments
    assert "bell \N{REPLACEMENT CHARACTER} and \N{REPLACEMENT CHARACTER}[31m" in comments
    assert LONG[: MAX_CELL - 1] + "…" in comments
    assert log.summary()["refused"] == log.summary()["mended"] == 0


def test_status_machine_and_justification_come_back(odd: Build, tmp_path: Path) -> None:
    mappings, _ = back(written(odd, "sssom", tmp_path))
    found = {(m.predicate, m.status, m.machine_made, m.negative, m.justification) for m in mappings}
    by_hand = "semapv:ManualMappingCuration"
    assert found >= {
        ("skos:exactMatch", "accepted", False, True, by_hand),
        ("nexus:noMatch", "accepted", False, True, ""),
        ("airm:correspondsTo", "accepted", False, False, ""),
        ("skos:broadMatch", "proposed", True, False, "semapv:LLMBasedMatching"),
        ("skos:narrowMatch", "disputed", False, False, by_hand),
        ("skos:exactMatch", "accepted", False, False, "semapv:UnspecifiedMatching"),
    }
    assert {m.object for m in mappings} >= {
        "https://attack.mitre.org/techniques/T1204/",
        "https://example.org/terms#café",
    }


# ---------------------------------------------------------------- the file


def test_a_table_says_what_a_registry_asks_for(odd: Build, tmp_path: Path) -> None:
    metadata, rows = parts(written(odd, "sssom", tmp_path))
    assert metadata["license"] == CC0
    assert metadata["mapping_set_version"] == odd.name
    assert metadata["mapping_set_id"].startswith("https://")
    assert metadata["curie_map"]["attack_mitre_org"] == "https://attack.mitre.org/"
    ids = [row["record_id"] for row in rows]
    assert ids == sorted(set(ids))
    assert {row["mapping_source"] for row in rows} == {"airmg:source-made1"}
    assert {row["license"] for row in rows} == {CC0}
    by_predicate = {row["predicate_id"]: row for row in rows}
    untyped = by_predicate["airm:correspondsTo"]
    assert untyped["mapping_justification"] == "semapv:UnspecifiedMatching"
    assert "filled_in=mapping_justification" in untyped["other"]
    same = by_predicate["airm:sameRecordAs"]
    assert (same["subject_source_version"], same["object_source_version"]) == ("0.9", "1")
    assert same["other"] == "filled_in=object_source_version"
    assert same["subject_source"] == "airmid:version-made1"


def test_no_cell_is_a_formula(odd: Build, tmp_path: Path) -> None:
    _, rows = parts(written(odd, "sssom", tmp_path))
    texts = [text for row in rows for text in row.values()]
    assert any(text.startswith("'=cmd|") for text in texts)
    assert not [text for text in texts if text[:1] in "=+-@" and text]
    for text in ("=1", "'=1", "''+1", "'a", "-", "a=1", ""):
        assert unguarded(guarded(text)) == text


def test_json_holds_the_rows_of_the_table(odd: Build, tmp_path: Path) -> None:
    _, rows = parts(written(odd, "sssom", tmp_path))
    content = json.loads(written(odd, "sssom-json", tmp_path).read_text(encoding="utf-8"))
    assert [each["record_id"] for each in content["mappings"]] == [r["record_id"] for r in rows]
    assert content["@context"]["airmid"] == expand("airmid:")
    confidences = {each.get("confidence") for each in content["mappings"]}
    assert 0.25 in confidences


def test_a_mix_of_licences_is_no_licence(tmp_path: Path) -> None:
    assert licence_of([CC_BY, CC0]) == CC_BY
    assert licence_of([CC0]) == CC0
    assert licence_of([CC_BY, APACHE]) == licence_of([CC_BY, ""]) == licence_of([]) == UNSPECIFIED
    by = replace(MADE.about, licence=CC_BY)
    both = [
        replace(MADE, about=by, mappings=(mapped(risk("R1"), "skos:exactMatch", risk("R2")),)),
        replace(
            MADE,
            about=replace(MADE.about, id="reading1", type="Reading", licence=APACHE),
            agents=(),
            works=(),
            filings=(),
            classifications=(),
            actions=(),
            codings=(),
            schemes=(),
            concepts=(),
            mappings=(mapped(risk("R2"), "skos:exactMatch", risk("R3")),),
        ),
    ]
    path = written(built(tmp_path / "both", both), "sssom", tmp_path)
    metadata, rows = parts(path)
    assert metadata["license"] == UNSPECIFIED
    assert {row["license"] for row in rows} == {CC_BY, APACHE}
    (source,) = read([path], Log())
    assert CC_BY in source.about.rights
    assert APACHE in source.about.rights
    one = written(built(tmp_path / "both", both), "sssom", tmp_path, graphs=["source-reading1"])
    (source,) = read([one], Log())
    assert source.about.licence == APACHE


def test_another_base_is_in_names_and_comes_back(odd: Build, tmp_path: Path) -> None:
    path = written(odd, "sssom", tmp_path, base=BASE)
    metadata, _ = parts(path)
    assert metadata["curie_map"]["airmid"] == f"{BASE}id/"
    assert metadata["curie_map"]["airm"].endswith("airm-graph/ns#")
    assert metadata["mapping_set_id"] == f"{BASE}mappings/all"
    mappings, _ = back(path)
    assert f"{BASE}id/{measure('M1')}" in {mapping.subject for mapping in mappings}


def test_a_framework_has_its_own_set(build: Build, tmp_path: Path) -> None:
    part, rows = parts(written(build, "sssom", tmp_path, frameworks=["atlas"]))
    assert 0 < len(rows) < 500
    assert "/mappings/part-" in part["mapping_set_id"]
    assert "framework-atlas" in part["comment"]


def test_same_bytes_under_another_hash_seed(odd: Build) -> None:
    script = (
        "import sys; from pathlib import Path;"
        "from airm_graph.answers.export_contents import Wish, contents_of;"
        "from airm_graph.export.formats import write_file;"
        "from airm_graph.workspace import Build;"
        "contents, _ = contents_of(Build(Path(sys.argv[1])), False, Wish());"
        "write_file('sssom', contents, sys.stdout.buffer)"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", script, str(odd.folder)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    out = io.BytesIO()
    write_file("sssom", contents_of(odd, False, Wish())[0], out)
    assert found == {out.getvalue()}


# ---------------------------------------------------------------- our own checks


def test_nothing_is_wrong_with_what_we_write(odd: Build, tmp_path: Path) -> None:
    assert check_tsv(written(odd, "sssom", tmp_path)) == []
    assert check_json(written(odd, "sssom-json", tmp_path)) == []


GOOD = (
    "#mapping_set_id: https://example.org/set\n#license: https://example.org/l\n#curie_map:\n"
    "#  a: https://a.example/\nsubject_id\tpredicate_id\tobject_id\tmapping_justification\t"
    "confidence\tpredicate_modifier\na:1\tskos:exactMatch\ta:2\tsemapv:LexicalMatching\t0.5\tNot\n"
)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mapping_justification", "justification", "the column mapping_justification is missing"),
        ("confidence\t", "sureness\t", "SSSOM has no column 'sureness'"),
        ("a:2", "b:2", "the prefix b is not in the curie_map"),
        ("a:2", "https://a.example/2", "expected a CURIE"),
        ("0.5", "1.5", "expected a number from 0 to 1"),
        ("0.5", "sure", "expected a number from 0 to 1"),
        ("\tNot\n", "\tno\n", "expected Not or nothing"),
        ("semapv:LexicalMatching", "", "mapping_justification is empty"),
        ("semapv:LexicalMatching", "semapv:Guess", "SSSOM has no such one"),
        ("\tNot\n", "\tNot", "seems to be cut off"),
        ("\t0.5\tNot\n", "\n", "4 cells; expected 6"),
        ("https://example.org/l", "mine", "license is 'mine'"),
        ("#  a: https://a.example/\n", "", "no curie_map"),
        ("a:1\t", 'a:1 "\t', "expected a CURIE"),
        ("#license", "#rights: x\n#license", "no slot rights"),
    ],
)
def test_faults_are_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = tmp_path / "set.sssom.tsv"
    path.write_text(GOOD, encoding="utf-8")
    assert check_tsv(path) == []
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    assert said in " ".join(check_tsv(path))


def test_rows_that_stand_twice_and_ids_too(tmp_path: Path) -> None:
    path = tmp_path / "set.sssom.tsv"
    lines = GOOD.splitlines(keepends=True)
    path.write_text("".join([*lines, lines[-1]]), encoding="utf-8")
    assert check_tsv(path) == ["line 7: the row stands twice"]
    with_ids = [f"record_id\t{lines[-2]}", f"a:9\t{lines[-1]}", f"a:9\t{lines[-1]}"]
    path.write_text("".join([*lines[:-2], *with_ids]), encoding="utf-8")
    assert "line 7: the row has a record_id that stands before" in check_tsv(path)


def test_many_faults_of_a_kind_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "set.sssom.tsv"
    row = GOOD.splitlines(keepends=True)[-1]
    rows = [row.replace("a:1", f"a:{n}").replace("0.5", "7") for n in range(90)]
    path.write_text(GOOD + "".join(rows), encoding="utf-8")
    found = check_tsv(path)
    assert len(found) < 30
    assert found[-1].startswith("the same in 70 more rows")


@pytest.mark.parametrize("content", [b"", b"garbage", b"\xff\xfe", b'{"mappings": {}}', b"#a: [\n"])
def test_garbage_is_no_mapping_set(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "garbage"
    path.write_bytes(content)
    for check in (check_tsv, check_json):
        with contextlib.suppress(SourceError):
            assert check(path)


def test_json_that_is_cut_off_is_refused(odd: Build, tmp_path: Path) -> None:
    path = written(odd, "sssom-json", tmp_path)
    content = json.loads(path.read_text(encoding="utf-8"))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SourceError, match="is not JSON"):
        check_json(path)
    content["mappings"][0]["confidence"] = 2
    content["mappings"][1]["mapping_justification"] = None
    path.write_text(json.dumps(content), encoding="utf-8")
    said = " ".join(check_json(path))
    assert "mapping 1: confidence is '2'" in said
    assert "mapping 2: mapping_justification is empty" in said


def test_confidence_keeps_its_digits(tmp_path: Path) -> None:
    one = mapped(risk("R1"), "skos:closeMatch", risk("R2"), confidence=Decimal("0.123456789"))
    build = built(tmp_path / "one", [replace(MADE, mappings=(one,))])
    for name in ("sssom", "sssom-json"):
        ((mapping,), _) = back(written(build, name, tmp_path))
        assert mapping.confidence == Decimal("0.123456789")
