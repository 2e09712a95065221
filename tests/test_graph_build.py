"""A build of a file that speaks our vocabulary: strict, repeatable, and the same as ours."""

import gzip
from pathlib import Path

import numpy as np
import pytest
from pyoxigraph import RdfFormat, parse
from test_columns import CONTESTED, LINKS, MEASURES, RISKS, WORKS, rows, store_of

from airm_graph import builds, graph_files
from airm_graph.builds import make_build, open_build
from airm_graph.canonical import Runs, canonical_quads, parts
from airm_graph.columns import RELATIONS
from airm_graph.errors import BuildError, SourceError
from airm_graph.graph_build import make_build_of_graph
from airm_graph.graph_files import lines_of_file
from airm_graph.vocab import BASE
from airm_graph.workspace import Build, Workspace

ID = BASE + "id/"
OUTRIGHT = """
airmid:m1 airm:appliesAtStage airmid:stage-deploy ; airm:reduces airmid:r1 ;
  airm:mitigates airmid:r1 ; airm:actsOn airmid:r1 .
airmid:m2 airm:appliesAtStage airmid:stage-deploy, airmid:stage-plan-design .
airmid:c1 a airm:Classification ; airm:classifies airmid:m2 ; airm:onFacet airmid:facet-stage ;
  airm:status airm:accepted ; airm:method airm:modelReading ; prov:wasAttributedTo airmid:agent-m .
airmid:r1 airm:inRiskDomain airmid:domain-mit-2_2 .
"""


def file_of(folder: Path, *texts: str, name: str = "graph.nq") -> Path:
    """A file of the triples of the texts."""
    path, store = folder / name, store_of(*texts)
    only = None if path.suffix in {".nq", ".trig"} else next(store.named_graphs())
    store.dump(str(path), format=RdfFormat.from_extension(path.suffix[1:]), from_graph=only)
    return path


@pytest.mark.slow
def test_a_build_of_our_own_export_is_our_build(build: Build, tmp_path: Path) -> None:
    again = make_build_of_graph(Workspace(tmp_path), build.quads_file)
    assert again.quads_file.read_bytes() == build.quads_file.read_bytes()
    assert again.manifest["graphs"] == build.manifest["graphs"]
    assert again.manifest["sha256"] == build.manifest["sha256"]
    one, other = build.columns, again.columns
    for name in ("items", "links", "mappings"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
    assert one.values.keys() == other.values.keys()
    for name, values in one.values.items():
        assert values.tobytes() == other.values[name].tobytes()
    assert one.index == other.index
    stored, loaded = (build_.store.dump(format=RdfFormat.N_QUADS) for build_ in (build, again))
    assert stored is not None
    assert loaded is not None
    assert set(stored.splitlines()) == set(loaded.splitlines())


def test_what_is_said_outright_counts_and_nobody_is_named_for_it(tmp_path: Path) -> None:
    """Where somebody decided about a facet of a measure, that decision counts alone."""
    file = file_of(tmp_path, WORKS, MEASURES, RISKS, OUTRIGHT)
    columns = make_build_of_graph(Workspace(tmp_path / "w"), file).columns
    assert rows(columns, "stage") == [
        ("m1", "stage-deploy", "", "accepted", None),
        ("m2", "?", "Model", "accepted", None),
    ]
    assert rows(columns, "risk-domain") == [
        ("m1", f"domain-mit-{domain}", "", "accepted", None) for domain in ("2_2", "7")
    ]
    (link,) = columns.links
    assert (RELATIONS[link["relation"]], link["agent"]) == ("reduces", -1)
    assert np.isnan(link["confidence"])


def test_a_statement_comes_before_what_is_said_outright(tmp_path: Path) -> None:
    more = "airmid:m1 airm:reduces airmid:r1 . airmid:m1 airm:detects airmid:r1 ."
    file = file_of(tmp_path, WORKS, MEASURES, RISKS, *LINKS, more)
    links = make_build_of_graph(Workspace(tmp_path / "w"), file).columns.links
    said = [(int(link["item"]), RELATIONS[link["relation"]], int(link["agent"])) for link in links]
    assert said == [(0, "reduces", 0), (0, "detects", -1), (1, "respondsTo", 0), (3, "detects", 0)]


@pytest.mark.parametrize("name", ["graph.nq", "graph.trig", "graph.ttl", "graph.nt"])
def test_every_format_says_the_same(tmp_path: Path, name: str) -> None:
    texts = (WORKS, MEASURES, CONTESTED.format("m5"), RISKS, *LINKS, OUTRIGHT)
    plain = file_of(tmp_path, *texts, name=name)
    packed = tmp_path / f"{name}.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    one = make_build_of_graph(Workspace(tmp_path / "one"), plain)
    other = make_build_of_graph(Workspace(tmp_path / "other"), packed)
    want = make_build_of_graph(Workspace(tmp_path / "want"), file_of(tmp_path, *texts))
    for build in (one, other):
        assert build.columns.items.tobytes() == want.columns.items.tobytes()
        assert build.columns.values["stage"].tobytes() == want.columns.values["stage"].tobytes()
    assert one.manifest["quads"] == other.manifest["quads"]


def test_the_same_file_is_the_same_build(tmp_path: Path) -> None:
    """However it is cut into parts that are sorted."""
    file = file_of(tmp_path, WORKS, MEASURES, RISKS, *LINKS, OUTRIGHT)
    one = make_build_of_graph(Workspace(tmp_path / "one"), file)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(graph_files, "CHUNK", 7)
        other = make_build_of_graph(Workspace(tmp_path / "other"), file)
    assert one.name == other.name
    assert make_build_of_graph(Workspace(tmp_path / "one"), file).folder == one.folder
    for path in ("graph.nq", "columns/items.npy", "columns/index-items.jsonl"):
        assert (one.folder / path).read_bytes() == (other.folder / path).read_bytes()


def test_it_answers_until_the_catalogue_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = Workspace(tmp_path / "w")
    made = make_build_of_graph(here, file_of(tmp_path, WORKS, MEASURES))
    doing: list[str] = []
    assert open_build(here, doing.append).name == made.name
    assert doing == []
    monkeypatch.setattr(builds, "rules_digest", lambda: "another program")
    assert open_build(here, doing.append).name == made.name
    assert doing[0] == "reading the graph"
    monkeypatch.undo()
    assert make_build(here, []).name != made.name
    assert not [path for path in here.builds.iterdir() if not (path / "manifest.json").is_file()]


REFUSED = {
    "blank": ("graph.ttl", "[] a <urn:x> .", "a node without a name"),
    "blank object": ("graph.nq", "<urn:a> <urn:b> _:c <urn:g> .", "a node without a name"),
    "no graph": ("graph.nq", "<urn:a> <urn:b", "not N-Quads"),
    "another format": ("graph.xml", "<x/>", "expected .nq, .trig, .ttl, .nt"),
    "not packed": ("graph.nq.gz", "<urn:a> <urn:b> <urn:c> .", "cannot be read: Not a gzipped"),
    "nothing": ("graph.nt", "", "no airm:Mitigation that is airm:statedIn an airm:Framework"),
    "half a file": ("graph.nq.gz", "half", "cannot be read"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_one_line_and_leaves_nothing(tmp_path: Path, name: str) -> None:
    file, text, said = REFUSED[name]
    data = text.encode()
    if name == "half a file":
        data = gzip.compress(b"<urn:a> <urn:b> <urn:c> .\n" * 1000)[:-20]
    (tmp_path / file).write_bytes(data)
    here = Workspace(tmp_path / "w")
    with pytest.raises(SourceError) as caught:
        make_build_of_graph(here, tmp_path / file)
    assert said in str(caught.value)
    assert str(tmp_path / file) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert list(here.builds.iterdir()) == []


def test_a_file_that_unpacks_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graph_files, "MOST_BYTES", 1000)
    (tmp_path / "graph.nt.gz").write_bytes(gzip.compress(b"<urn:a> <urn:b> <urn:c> .\n" * 10_000))
    with pytest.raises(SourceError, match="more than"):
        list(lines_of_file(tmp_path / "graph.nt.gz"))


def test_a_work_or_author_that_is_not_described_is_named(tmp_path: Path) -> None:
    file = file_of(tmp_path, MEASURES)
    with pytest.raises(BuildError, match="airmid:framework-a states a measure, but is no"):
        make_build_of_graph(Workspace(tmp_path / "w"), file)


def test_sorting_in_parts_is_sorting(tmp_path: Path, build: Build) -> None:
    lines = build.quads_file.read_bytes().splitlines(keepends=True)[:5000]
    runs = Runs(tmp_path)
    for start in range(0, len(lines), 700):
        runs.add(lines[start : start + 1000][::-1])  # some in two parts
    written = runs.write(tmp_path / "all.nq")
    assert (tmp_path / "all.nq").read_bytes() == b"".join(lines)
    assert sum(written.graphs.values()) == written.quads == len(lines)
    for line in lines:
        (quad,) = parse(input=line, format=RdfFormat.N_QUADS)
        assert canonical_quads([quad]) == line
        assert parts(line)[3].decode() == str(quad.graph_name).replace("DEFAULT", "")
