"""A release holds every format, and what is changed in it afterwards is found."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from rdflib import RDF, Dataset, Graph, Namespace, URIRef
from small_builds import MADE, built, having, mapped, measure
from test_export_options import licensed

from airm_graph.answers.export_contents import Wish
from airm_graph.answers.exports import export
from airm_graph.answers.releases import verify
from airm_graph.cli import main
from airm_graph.errors import AirmError, IdentifierError, MissingExtraError, SourceError
from airm_graph.export.bundle import CHECKSUMS, MANIFEST
from airm_graph.export.files import files_in
from airm_graph.export.formats import FORMATS, file_name
from airm_graph.export.serializations import SERIALIZATIONS
from airm_graph.workspace import Build

DCAT = Namespace("http://www.w3.org/ns/dcat#")  # rdflib's lacks what version 3 added
SPDX = Namespace("http://spdx.org/rdf/terms#")
# The made-up works are not ATLAS, so that there is no layer; its own tests are elsewhere.
WRITTEN = [name for name in FORMATS if name not in {"bundle", "atlas-layer"}]
WITH_MAPPINGS = having(
    "mappings",
    mapped(measure("M1"), "skos:exactMatch", measure("O1")),
    mapped(measure("M2"), "skos:closeMatch", measure("O1"), negative=True),
)(MADE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return built(tmp_path_factory.mktemp("made"), [WITH_MAPPINGS])


@pytest.fixture(scope="module")
def whole(made: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release, not to be changed."""
    folder = tmp_path_factory.mktemp("release") / "whole"
    export(made, "bundle", folder, Wish())
    return folder


@pytest.fixture
def release(whole: Path, tmp_path: Path) -> Path:
    """A copy that may be changed."""
    return Path(shutil.copytree(whole, tmp_path / "release"))


def problems(path: Path) -> list[tuple[str, str]]:
    return [(row["file"], row["problem"]) for row in verify(path)]


def renew(release: Path) -> None:
    """Let manifest and checksums agree with the files, as a forger would."""
    manifest = json.loads((release / MANIFEST).read_text(encoding="utf-8"))
    for each in manifest["files"]:
        data = (release / each["path"]).read_bytes()
        each |= {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (release / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    (release / CHECKSUMS).write_text(
        "".join(
            f"{hashlib.sha256((release / name).read_bytes()).hexdigest()}  {name}\n"
            for name in files_in(release)
            if name != CHECKSUMS
        ),
        encoding="utf-8",
    )


def test_a_release_has_every_format_and_nothing_is_wrong_with_it(whole: Path) -> None:
    assert [name for name in FORMATS if (whole / file_name(name)).exists()] == WRITTEN
    assert problems(whole) == []


def test_a_format_that_has_nothing_to_say_is_left_out_and_said(tmp_path: Path) -> None:
    without = built(tmp_path / "workspace", [MADE])
    told = export(without, "bundle", tmp_path / "release", Wish())
    assert not (tmp_path / "release" / file_name("oscal-mapping")).exists()
    assert any(file_name("oscal-mapping") in said for said in told)
    readme = (tmp_path / "release" / "README.md").read_text(encoding="utf-8")
    assert f"There is no {file_name('oscal-mapping')}" in readme
    assert problems(tmp_path / "release") == []


def test_every_format_says_what_checks_it_and_has_a_check_of_ours() -> None:
    for name, each in FORMATS.items():
        assert all((each.judge, each.what, each.title)), name
        assert each.checker or name in SERIALIZATIONS or name == "bundle"


def test_checksums_are_those_that_other_programs_read(whole: Path) -> None:
    if shutil.which("sha256sum") is None:
        pytest.skip("sha256sum is not installed")
    subprocess.run(["sha256sum", "--check", "--quiet", CHECKSUMS], cwd=whole, check=True)
    listed = (whole / CHECKSUMS).read_text(encoding="utf-8").splitlines()
    assert [line.partition("  ")[2] for line in listed] == [
        name for name in files_in(whole) if name != CHECKSUMS
    ]


def test_the_same_build_gives_the_same_bytes_under_another_seed(
    made: Build, whole: Path, tmp_path: Path
) -> None:
    again = tmp_path / "again"
    subprocess.run(
        [
            *(sys.executable, "-m", "airm_graph", "--quiet"),
            *("--workspace", str(made.folder.parents[1]), "export", "bundle", "-o", str(again)),
        ],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        check=True,
        capture_output=True,
    )
    one, other = ((folder / CHECKSUMS).read_text(encoding="utf-8") for folder in (whole, again))
    assert one == other


def test_a_packed_release_is_one_too(whole: Path, tmp_path: Path) -> None:
    packed = tmp_path / "release.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files_in(whole):
            archive.write(whole / name, name)
    assert problems(packed) == []


def test_the_papers_name_licences_counts_and_a_query(whole: Path) -> None:
    manifest = json.loads((whole / MANIFEST).read_text(encoding="utf-8"))
    assert manifest["counts"]["airm:Mitigation"] == 4
    assert manifest["sources"][0]["licence"] in (whole / "LICENSES.md").read_text(encoding="utf-8")
    readme = (whole / "README.md").read_text(encoding="utf-8")
    assert "SELECT" in readme
    assert all(f"`{file_name(name)}`" in readme for name in WRITTEN)


def linked(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/hostname")


Change = Callable[[Path], object]
CHANGES: dict[str, tuple[Change, str]] = {
    "a file is gone": (lambda folder: (folder / "skos.ttl").unlink(), "is missing"),
    "a file came": (lambda folder: (folder / "new.txt").write_text("x"), "is not in the manifest"),
    "a byte differs": (
        lambda folder: (folder / "LICENSES.md").write_bytes(
            (folder / "LICENSES.md").read_bytes().replace(b"CC", b"cc", 1)
        ),
        "its checksum differs",
    ),
    "a file is longer": (
        lambda folder: (folder / "README.md").write_bytes(
            (folder / "README.md").read_bytes() + b"more"
        ),
        "the manifest says",
    ),
    "a file is a link": (lambda folder: linked(folder / "README.md"), "is a link"),
    "checksums are gone": (lambda folder: (folder / CHECKSUMS).unlink(), "cannot be read"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_changed_is_found(release: Path, name: str) -> None:
    change, said = CHANGES[name]
    change(release)
    assert any(said in what for _, what in problems(release))


@pytest.mark.parametrize("name", WRITTEN)
def test_a_file_cut_off_is_found_though_its_checksum_was_renewed(release: Path, name: str) -> None:
    path = release / file_name(name)
    if path.is_dir():
        path = max((path / each for each in files_in(path)), key=lambda each: each.stat().st_size)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    renew(release)
    files = {file for file, _ in problems(release)}
    assert files & {file_name(name), path.name}


def test_a_serialisation_that_lacks_a_triple_is_found(release: Path) -> None:
    path = release / file_name("ntriples")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    renew(release)
    assert any("other triples" in what for _, what in problems(release))


def test_the_description_tells_the_checksum_of_each_file(release: Path) -> None:
    told = Graph().parse(release / "dcat.ttl")
    found = {
        str(address).rpartition("/")[2]: (str(digits), int(str(size)))
        for file, address in told.subject_objects(DCAT.downloadURL)
        for size in told.objects(file, DCAT.byteSize)
        for checksum in told.objects(file, SPDX.checksum)
        for digits in told.objects(checksum, SPDX.checksumValue)
    }
    expected = {
        name: (hashlib.sha256((release / name).read_bytes()).hexdigest(), size)
        for each in WRITTEN
        if (release / (name := file_name(each))).is_file() and each != "dcat"
        for size in [(release / name).stat().st_size]
    }
    assert found == expected
    (digits, _) = found["skos.ttl"]
    text = (release / "dcat.ttl").read_text(encoding="utf-8")
    (release / "dcat.ttl").write_text(text.replace(digits, "0" * 64), encoding="utf-8")
    renew(release)
    assert problems(release) == [
        ("dcat.ttl", "tells another checksum of skos.ttl than that file has")
    ]


@pytest.mark.parametrize("named", ["folder", "zip", "iri"])
def test_a_release_says_which_one_it_takes_the_place_of(
    made: Build, whole: Path, tmp_path: Path, named: str
) -> None:
    dataset = json.loads((whole / MANIFEST).read_text(encoding="utf-8"))["dataset"]
    assert (URIRef(dataset), RDF.type, DCAT.Dataset) in Graph().parse(whole / "dcat.ttl")
    packed = shutil.make_archive(str(tmp_path / "packed"), "zip", whole)
    previous = {"folder": str(whole), "zip": packed, "iri": dataset}[named]
    wish = Wish(frameworks=["made"], previous=previous)
    for format_ in ("turtle", "nquads", "dcat"):
        export(made, format_, tmp_path / format_, wish)
        said = Dataset().parse(
            tmp_path / format_, format="nquads" if format_ == "nquads" else "turtle"
        )
        subjects = {
            s
            for s, _, o, _ in said.quads((None, DCAT.previousVersion, None, None))
            if o == URIRef(dataset)
        }
        assert len(subjects) == 1
        assert subjects != {URIRef(dataset)}
    export(made, "datacite", tmp_path / "datacite", wish)
    related = json.loads((tmp_path / "datacite").read_text(encoding="utf-8"))["relatedIdentifiers"]
    assert [
        each["relatedIdentifier"] for each in related if each["relationType"] == "IsNewVersionOf"
    ] == [dataset]


def test_every_format_of_data_says_what_was_before(made: Build, tmp_path: Path) -> None:
    before = "https://example.org/data/1"
    export(made, "bundle", tmp_path / "release", Wish(previous=before))
    for name in WRITTEN:
        path = tmp_path / "release" / file_name(name)
        files = [path] if path.is_file() else [each for each in path.rglob("*") if each.is_file()]
        says = any(before.encode() in each.read_bytes() for each in files)
        assert says != FORMATS[name].whole, name
    assert problems(tmp_path / "release") == []
    with pytest.raises(AirmError, match="of the vocabulary, not of the data"):
        export(made, "lov", tmp_path / "lov.ttl", Wish(previous=before))


def test_what_is_no_release_cannot_have_been_before(made: Build, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    with pytest.raises(SourceError, match=r"manifest\.json"):
        export(made, "turtle", tmp_path / "x.ttl", Wish(previous=str(tmp_path / "other")))
    (tmp_path / "other" / MANIFEST).write_text('{"files": []}', encoding="utf-8")
    with pytest.raises(SourceError, match="names no data set"):
        export(made, "turtle", tmp_path / "x.ttl", Wish(previous=str(tmp_path / "other")))
    assert not (tmp_path / "x.ttl").exists()


def test_a_release_does_not_take_its_own_place(made: Build, whole: Path, tmp_path: Path) -> None:
    with pytest.raises(IdentifierError, match="this very data set"):
        export(made, "bundle", tmp_path / "again", Wish(previous=str(whole)))
    assert not (tmp_path / "again").exists()


def test_one_file_is_checked_as_what_it_is(whole: Path, tmp_path: Path) -> None:
    assert len(verify(whole / file_name("turtle"), "turtle")) == 0
    wrong = tmp_path / "wrong.ttl"
    wrong.write_text("<a> <b> .", encoding="utf-8")
    assert len(verify(wrong, "turtle")) == 1
    with pytest.raises(AirmError, match="did you mean 'turtle'"):
        verify(wrong, "turtel")


def test_what_is_no_release_is_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SourceError, match=r"manifest\.json"):
        verify(tmp_path)
    (tmp_path / MANIFEST).write_text('{"files": [{"path": 5}]}', encoding="utf-8")
    with pytest.raises(SystemExit) as exit_:
        main(["verify", str(tmp_path)])
    assert exit_.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_the_exit_code_says_whether_something_is_wrong(
    release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for expected in (0, 1):
        with pytest.raises(SystemExit) as exit_:
            main(["verify", str(release), "--format", "json"])
        assert int(exit_.value.code or 0) == expected
        capsys.readouterr()
        (release / "skos.ttl").unlink(missing_ok=True)


def test_without_provenance_only_formats_that_can_do_without_are_in_it(
    made: Build, tmp_path: Path
) -> None:
    export(made, "bundle", tmp_path / "plain", Wish(provenance="none"))
    assert (tmp_path / "plain" / "airm-graph.ttl").is_file()
    assert not (tmp_path / "plain" / file_name("sssom")).exists()
    assert problems(tmp_path / "plain") == []


def test_a_format_whose_library_is_missing_is_refused_before_anything_is_written(
    made: Build, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("airm_graph.export.formats.find_spec", lambda _: None)
    for name in ("parquet", "bundle"):
        with pytest.raises(MissingExtraError, match=r"airm-graph\[parquet\]"):
            export(made, name, tmp_path / name, Wish())
    assert list(tmp_path.iterdir()) == []


def test_sources_left_out_of_some_files_are_told_where_they_are(tmp_path: Path) -> None:
    licence = "https://creativecommons.org/licenses/"
    build = licensed(tmp_path / "workspace", f"{licence}by-nc/4.0/", f"{licence}by-sa/4.0/")
    told = export(build, "bundle", tmp_path / "release", Wish(licences="omit"))
    manifest = json.loads((tmp_path / "release" / MANIFEST).read_text(encoding="utf-8"))
    assert "second1" in {source["id"] for source in manifest["sources"]}
    licences = (tmp_path / "release" / "LICENSES.md").read_text(encoding="utf-8")
    assert f"{licence}by-sa/4.0/" in licences
    (said,) = (each for each in told if each.startswith("second1: in "))
    assert file_name("nquads") in said.partition("not in")[0]
    assert file_name("turtle") in said.partition("not in")[2]
    assert problems(tmp_path / "release") == []
