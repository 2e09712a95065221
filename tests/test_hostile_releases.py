"""Whatever somebody puts into a release, checking it ends, and says what is wrong in sentences."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from small_attacks import attacks, written
from small_builds import MADE, built, having, mapped, measure

from airm_graph.answers.export_contents import Wish
from airm_graph.answers.exports import export
from airm_graph.answers.releases import verify
from airm_graph.errors import SourceError
from airm_graph.export.bundle import CHECKSUMS, MANIFEST
from airm_graph.export.formats import FORMATS, file_name
from airm_graph.export.verification import MOST, problems_of
from airm_graph.workspace import Build

ODD: tuple[Any, ...] = ([], {}, 1, None, "http://[")
OF_ATTACKS = ("stix", "atlas-layer")
OF_MAPPINGS = ("oscal-catalog", "oscal-mapping", "sssom-json", "datacite", "ols")
WITH_MAPPINGS = having("mappings", mapped(measure("M1"), "skos:exactMatch", measure("O1")))(MADE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return built(tmp_path_factory.mktemp("made"), [WITH_MAPPINGS])


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return attacks(tmp_path_factory.mktemp("attacks"))


@pytest.fixture(scope="module")
def whole(made: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release") / "whole"
    export(made, "bundle", folder, Wish())
    return folder


@pytest.fixture
def release(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "release"))


def problems(path: Path) -> list[tuple[str, str]]:
    return [(row["file"], row["problem"]) for row in verify(path)]


def checker(name: str) -> Callable[[Path], list[str]]:
    """The check itself, without the net below it."""
    module, _, function = FORMATS[name].checker.partition(":")
    found: Callable[[Path], list[str]] = getattr(
        import_module(f"airm_graph.export.{module}"), function
    )
    return found


def values(value: Any, shape: str = "") -> Iterator[tuple[str, Any, Any]]:
    """Where each value stands: a place of its kind, what holds it, and its key there."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in list(inner):
        here = f"{shape}/{key if isinstance(value, dict) else ''}"
        yield here, value, key
        if isinstance(each, (dict, list)):
            yield from values(each, here)


def with_odd_values(document: Any, all_odd: tuple[Any, ...] = ODD) -> Iterator[tuple[str, str]]:
    """The document with another value at one place, each kind of place once."""
    for shape, (holder, key) in {s: (h, k) for s, h, k in values(document)}.items():
        kept = holder[key]
        for odd in all_odd:
            holder[key] = odd
            yield f"{shape} = {odd!r}", json.dumps(document)
        holder[key] = kept


@pytest.mark.parametrize("name", [*OF_ATTACKS, *OF_MAPPINGS])
def test_a_value_of_another_kind_is_a_problem_and_no_crash(
    name: str, made: Build, small: Build, tmp_path: Path
) -> None:
    path, check = tmp_path / f"file{FORMATS[name].suffix}", checker(name)
    data = written(small if name in OF_ATTACKS else made, name)
    for what, text in with_odd_values(json.loads(data)):
        path.write_text(text, encoding="utf-8")
        try:
            assert all(isinstance(each, str) for each in check(path))
        except Exception as error:
            raise AssertionError(what) from error


def test_metadata_of_tables_of_another_kind_are_a_problem_and_no_crash(release: Path) -> None:
    (path,) = (release / "csvw").glob("*.json")
    document = json.loads(path.read_bytes())
    for what, text in with_odd_values(document, ODD[:2]):  # all tables are read each time
        path.write_text(text, encoding="utf-8")
        try:
            assert all(isinstance(each, str) for each in checker("csvw")(release / "csvw"))
        except Exception as error:
            raise AssertionError(what) from error


def test_what_a_check_did_not_expect_is_a_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumbles(_: Path) -> list[str]:
        raise AttributeError("'list' object has no attribute 'get'")

    monkeypatch.setattr("airm_graph.export.stix.checks.check_stix", stumbles)
    (tmp_path / "stix.json").write_text("{}", encoding="utf-8")
    assert "cannot be checked" in problems_of("stix", tmp_path / "stix.json")[0]


def test_problems_of_one_file_are_counted_after_the_first_ones(tmp_path: Path) -> None:
    path = tmp_path / "stix.json"
    path.write_text(
        json.dumps({"type": "bundle", "objects": [{"id": str(n)} for n in range(1000)]}),
        encoding="utf-8",
    )
    found = problems_of("stix", path)
    assert len(found) == MOST + 1
    assert found[-1].startswith("and ")


CONTEXT = {f"t{n}": {"@id": f"t{n + 1}:x", "@prefix": True} for n in range(30_000)}
NESTED = "<s:a> <p:b> " + "<<( <s:a> <p:b> " * 60_000 + "<o:c>" + " )>>" * 60_000 + " ."
HOSTILE = {
    "turtle": NESTED,
    "trig": NESTED,
    "ntriples": NESTED,
    "nquads": NESTED,
    "jsonld": json.dumps({"@context": CONTEXT, "@id": "t0:x", "t0:p": 1}),
    "rdfxml": "<a>" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_rdf_that_would_overrun_the_stack_is_refused(name: str, tmp_path: Path) -> None:
    path = tmp_path / f"file{FORMATS[name].suffix}"
    path.write_text(HOSTILE[name], encoding="utf-8")
    assert len(problems_of(name, path)) == 1


@pytest.mark.parametrize(
    "text",
    [
        '{"@context": ' + json.dumps(CONTEXT) + ', "@context": {}, "@id": "t0:x"}',
        "[" * 100_000,
        "[" * 500 + "]" * 500,
        '{"@context": "https://example.org/remote"}',
    ],
    ids=["a context twice", "not closed", "nested", "fetched"],
)
def test_json_is_looked_through_as_it_will_be_parsed(text: str, tmp_path: Path) -> None:
    path = tmp_path / "file.jsonld"
    path.write_text(text, encoding="utf-8")
    assert len(problems_of("jsonld", path)) == 1


def piped(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def led_away(path: Path) -> None:
    elsewhere = path.with_name("elsewhere")
    path.rename(elsewhere)
    shutil.move(elsewhere, path.parents[1] / "elsewhere")
    path.symlink_to(path.parents[1] / "elsewhere")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
@pytest.mark.parametrize("name", [file_name("turtle"), "skos.ttl", "README.md", CHECKSUMS])
def test_a_pipe_is_not_waited_for(name: str, release: Path) -> None:
    piped(release / name)
    found = problems(release)
    assert any(file == name and "is a pipe" in what for file, what in found)


@pytest.mark.parametrize("name", [file_name("turtle"), "csvw", "stix.json", CHECKSUMS])
def test_a_link_is_not_followed(name: str, release: Path) -> None:
    if not (release / name).exists():
        pytest.skip("the small build has no such file")
    led_away(release / name)
    found = problems(release)
    assert all(not file.startswith(f"{name}/") or "is missing" in what for file, what in found)
    assert any(file == name for file, _ in found)


def test_a_manifest_that_is_a_link_makes_no_release(release: Path) -> None:
    led_away(release / MANIFEST)
    with pytest.raises(SourceError, match=r"manifest\.json"):
        verify(release)


def changed(release: Path, change: Callable[[dict[str, Any]], object]) -> None:
    manifest = json.loads((release / MANIFEST).read_bytes())
    change(manifest)
    (release / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def test_rdf_that_the_manifest_calls_otherwise_is_not_parsed_unchecked(release: Path) -> None:
    (release / file_name("turtle")).write_text(NESTED, encoding="utf-8")
    changed(release, lambda said: [each.update(format="") for each in said["files"]])
    assert problems(release)


def test_a_format_without_a_check_is_passed_over(release: Path) -> None:
    (release / "bundle").mkdir()
    (release / "bundle" / "x.txt").write_text("x", encoding="utf-8")
    entry = {"path": "bundle/x.txt", "format": "bundle", "bytes": 1, "sha256": ""}
    changed(release, lambda said: said["files"].append(entry))
    assert any(file == "bundle/x.txt" for file, _ in problems(release))


def test_manifests_of_odd_values_are_told_in_sentences(release: Path) -> None:
    values_: tuple[Any, ...] = ([], {}, None, "x" * 1000, 10**90)
    for odd in values_:
        for key in ("path", "format", "bytes", "sha256"):

            def change(said: dict[str, Any], key: str = key, odd: Any = odd) -> None:
                said["files"] = [said["files"][0] | {key: odd}]
                said["counts"] = odd

            kept = (release / MANIFEST).read_bytes()
            changed(release, change)
            assert all(len(what) < 500 for _, what in problems(release))
            (release / MANIFEST).write_bytes(kept)


@pytest.mark.parametrize("name", ["csvw", "parquet"])
def test_a_packed_folder_of_a_format_is_checked(name: str, made: Build, tmp_path: Path) -> None:
    if FORMATS[name].needs:
        pytest.importorskip("pyarrow")
    export(made, name, tmp_path / "packed.zip", Wish())
    assert problems_of(name, tmp_path / "packed.zip") == []
    (tmp_path / "not.zip").write_text("x", encoding="utf-8")
    assert len(problems_of(name, tmp_path / "not.zip")) == 1
