"""What an export takes along, under which licences and names, and what becomes of files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse
from small_builds import MADE, built, filed, put, work
from test_versions import about

from airm_graph.cli import main
from airm_graph.errors import AirmError
from airm_graph.export.files import files_in, opened_folder
from airm_graph.export.licences import forbidding, terms_of
from airm_graph.records import Source
from airm_graph.vocab import AIRM, BASE, PREFIXES, RDF
from airm_graph.workspace import Build

CC = "https://creativecommons.org/licenses/"
OTHER_BASE = "https://risk.example.org/x/"


class Answer(NamedTuple):
    code: int
    out: str
    err: str


Run = Callable[..., Answer]


def second(licence: str) -> Source:
    """Another source with one measure of another work."""
    stated = replace(about("1"), id="second1", of="framework-second", licence=licence)
    return Source(
        about=replace(stated, title="A second framework", agent="agent-made"),
        works=(work("second", "A second framework"),),
        filings=(replace(filed("S1"), id="mitigation-second1-S1", work="framework-second"),),
        classifications=(replace(put("S1", "2.1"), id="mitigation-second1-S1"),),
    )


def licensed(folder: Path, one: str, other: str) -> Build:
    first = replace(MADE, about=replace(MADE.about, licence=one))
    return built(folder, [first, second(other)])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Two sources whose licences forbid nothing."""
    return licensed(tmp_path_factory.mktemp("made"), f"{CC}by/4.0/", f"{CC}by-sa/4.0/")


@pytest.fixture(scope="module")
def forbidden(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """Two sources whose licences forbid to make one work of them."""
    return licensed(tmp_path_factory.mktemp("forbidden"), f"{CC}by-nc/4.0/", f"{CC}by-sa/4.0/")


@pytest.fixture
def airm(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(build: Build, *args: str | Path) -> Answer:
        home = str(build.folder.parents[1])
        with pytest.raises(SystemExit) as exit_:
            main(["--quiet", "--workspace", home, *map(str, args)])
        out, err = capsys.readouterr()
        return Answer(int(exit_.value.code or 0), out, err)

    return run


def measures(turtle: str) -> set[str]:
    return {
        quad.subject.value.rpartition("/")[2]
        for quad in parse(turtle.encode(), format=RdfFormat.TURTLE)
        if quad.predicate == RDF.type and quad.object == AIRM.Mitigation
    }


# --- licences


@pytest.mark.parametrize(
    ("licences", "which"),
    [
        (("by/4.0/", "by-sa/4.0/"), []),
        (("by-sa/3.0/", "by-sa/4.0/"), []),
        (("by-nc/4.0/", "by-nc-sa/4.0/"), []),
        (("by-nc/4.0/", "by-sa/4.0/"), ["by-sa/4.0/"]),
        (("by-nc-sa/4.0/", "by-sa/4.0/"), ["by-nc-sa/4.0/", "by-sa/4.0/"]),
        (("by-nd/4.0/", "by/4.0/"), ["by-nd/4.0/"]),
        (("by-nd/4.0/",), ["by-nd/4.0/"]),
    ],
)
def test_licences_forbid_what_they_say(licences: tuple[str, ...], which: list[str]) -> None:
    assert list(forbidding(CC + each for each in licences)) == [CC + each for each in which]


def test_a_licence_of_databases_and_one_of_works_cannot_both_be_kept() -> None:
    both = ["https://opendatacommons.org/licenses/odbl/1-0/", f"{CC}by-sa/4.0/"]
    assert set(forbidding(both)) == set(both)


def test_an_unknown_licence_forbids_nothing() -> None:
    assert not terms_of("https://example.org/terms").share_alike
    assert not forbidding(["https://example.org/terms", "", f"{CC}by-sa/4.0/"])


def test_a_forbidden_mix_is_refused_by_name(airm: Run, forbidden: Build) -> None:
    told = airm(forbidden, "export", "turtle")
    assert (told.code, told.out) == (2, "")
    assert f"{CC}by-sa/4.0/ (second1)" in told.err
    assert "--license-policy omit" in told.err


@pytest.mark.parametrize("name", ["nquads", "trig"])
def test_what_keeps_sources_apart_mixes_nothing(airm: Run, forbidden: Build, name: str) -> None:
    assert airm(forbidden, "export", name).code == 0


def test_one_of_two_may_be_taken_alone(airm: Run, forbidden: Build) -> None:
    told = airm(forbidden, "export", "turtle", "--graph", "source-made1")
    assert (told.code, measures(told.out)) == (
        0,
        {f"mitigation-made1-{k}" for k in ("M1", "M2", "M3", "O1")},
    )


def test_sources_that_forbid_are_left_out_with_what_follows_from_them(
    airm: Run, forbidden: Build
) -> None:
    told = airm(forbidden, "export", "turtle", "--license-policy", "omit")
    assert told.code == 0
    assert "mitigation-second1-S1" not in measures(told.out)
    assert measures(told.out)
    assert "inferred-facet-value" in told.err
    assert "airm:inCategory airmid:" not in told.out
    assert "airm:inCategory airmid:" in airm(forbidden, "export", "trig").out
    assert "Left out because licences forbid" in told.out


def test_for_own_use_the_file_says_that_it_may_not_be_handed_on(
    airm: Run, forbidden: Build
) -> None:
    told = airm(forbidden, "export", "turtle", "--license-policy", "own-use")
    assert told.code == 0
    assert "mitigation-second1-S1" in measures(told.out)
    assert "Not to be handed on" in told.out


# --- what is selected


def test_a_query_chooses_the_things(airm: Run, made: Build, tmp_path: Path) -> None:
    query = tmp_path / "one.rq"
    query.write_text(
        'SELECT ?m WHERE { ?m a airm:Mitigation ; airm:sourceKey "M1" }', encoding="utf-8"
    )
    told = airm(made, "export", "turtle", "--select", query)
    assert (told.code, measures(told.out)) == (0, {"mitigation-made1-M1"})
    assert "classification-made1-stage-deploy-mitigation-made1-M1" in told.out
    assert "1 things that were selected" in told.out


def test_a_query_of_the_library_chooses_the_things(airm: Run, made: Build) -> None:
    told = airm(made, "export", "turtle", "--select", "measure-without-action")
    assert measures(told.out) == {f"mitigation-made1-{key}" for key in ("M2", "M3", "O1")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT ?m WHERE { ?m a airm:Nothing }", "names nothing"),
        ("SELECT ?l WHERE { ?m skos:prefLabel ?l }", "names nothing"),
        ("ASK { ?m a airm:Mitigation }", "takes a SELECT"),
        ("SELECT ?m WHERE { ?m a }", "not SPARQL"),
    ],
)
def test_a_query_that_chooses_nothing_is_refused(
    airm: Run, made: Build, tmp_path: Path, text: str, said: str
) -> None:
    query = tmp_path / "none.rq"
    query.write_text(text, encoding="utf-8")
    told = airm(made, "export", "turtle", "--select", query)
    assert (told.code, told.out) == (2, "")
    assert said in told.err


# --- names


@pytest.mark.parametrize("name", ["nquads", "turtle"])
def test_names_begin_with_another_base_and_terms_do_not(airm: Run, made: Build, name: str) -> None:
    told = airm(made, "export", name, "--base", OTHER_BASE)
    format_ = RdfFormat.TURTLE if name == "turtle" else RdfFormat.N_QUADS
    quads = list(parse(told.out.encode(), format=format_))
    names = {
        node.value
        for quad in quads
        for node in (*quad.triple, quad.graph_name)
        if isinstance(node, NamedNode)
    }
    ours = {iri for iri in names if iri.startswith(BASE)}
    assert ours
    vocabulary = (PREFIXES["airm"][:-1], BASE + ".well-known/")
    assert {iri for iri in ours if not iri.startswith(vocabulary)} <= {BASE}
    assert f"{OTHER_BASE}id/mitigation-made1-M1" in names
    plain = airm(made, "export", name)
    said = list(parse(plain.out.encode(), format=format_))
    assert sum(BASE + "id/" in str(quad) for quad in said) == sum(
        OTHER_BASE + "id/" in str(quad) for quad in quads
    ) - sum("dataset-" in str(quad.subject) for quad in quads)


@pytest.mark.parametrize(
    "base", ["risk.example.org/", "https://e.org", "https://e.org/#", "https://e.org/a b/"]
)
def test_a_base_that_cannot_begin_names_is_refused(airm: Run, made: Build, base: str) -> None:
    told = airm(made, "export", "turtle", "--base", base)
    assert (told.code, told.out) == (2, "")
    assert "--base" in told.err


# --- files and folders


def test_a_folder_takes_the_place_of_its_earlier_self(tmp_path: Path) -> None:
    target = tmp_path / "out"
    for text in ("one", "two"):
        with opened_folder(target) as folder:
            (folder / "a.txt").write_text(text, encoding="utf-8")
    assert (target / "a.txt").read_text(encoding="utf-8") == "two"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "out"
    target.mkdir()
    (target / "diary.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(AirmError, match=r"diary\.txt"), opened_folder(target) as folder:
        (folder / "a.txt").write_text("one", encoding="utf-8")
    assert files_in(target) == ["diary.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_after_an_error_the_earlier_folder_is_there(tmp_path: Path) -> None:
    target = tmp_path / "out"
    with opened_folder(target) as folder:
        (folder / "a.txt").write_text("one", encoding="utf-8")

    def interrupted() -> None:
        with opened_folder(target) as folder:
            (folder / "a.txt").write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (target / "a.txt").read_text(encoding="utf-8") == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_archive_has_the_same_bytes_each_time(tmp_path: Path) -> None:
    for name in ("one.zip", "two.zip"):
        with opened_folder(tmp_path / name) as folder:
            (folder / "b").mkdir()
            (folder / "b" / "c.txt").write_text("text", encoding="utf-8")
            (folder / "a.txt").write_text("text", encoding="utf-8")
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.zip") as archive:
        assert archive.namelist() == ["a.txt", "b/c.txt"]


def test_a_folder_cannot_go_to_standard_output_or_into_a_file(
    airm: Run, made: Build, tmp_path: Path
) -> None:
    told = airm(made, "export", "bundle")
    assert (told.code, told.out) == (2, "")
    assert "-o" in told.err
    taken = tmp_path / "taken"
    taken.write_text("", encoding="utf-8")
    assert airm(made, "export", "bundle", "-o", taken).code == 2
