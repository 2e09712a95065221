"""Two builds are compared triple by triple, and the comparison is on the command line."""

from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from airm_graph.builds import canonical_quads
from airm_graph.comparison import compare_builds, graph_of
from airm_graph.workspace import Build

GRAPH = NamedNode("https://example.org/g")
A, B, C, D = (
    Quad(NamedNode(f"https://example.org/{name}"), NamedNode("https://example.org/p"), value, GRAPH)
    for name, value in [
        ("a", Literal("same")),
        ("b", Literal("old", language="en")),
        ("b", Literal("new", language="en")),
        ("z", Literal("two\nlines")),
    ]
)


def build_of(folder: Path, *quads: Quad) -> Build:
    folder.mkdir()
    build = Build(folder)
    build.quads_file.write_bytes(canonical_quads(quads))
    return build


def test_what_was_added_and_removed(tmp_path: Path) -> None:
    old, new = build_of(tmp_path / "old", A, B), build_of(tmp_path / "new", A, C, D)
    changes = list(compare_builds(old, new))
    assert sorted(changes, key=str) == sorted([("removed", B), ("added", C), ("added", D)], key=str)
    assert {graph_of(quad) for _, quad in changes} == {GRAPH.value}
    back = {("added", B), ("removed", C), ("removed", D)}
    assert {(change, quad) for change, quad in compare_builds(new, old)} == back


def test_a_build_does_not_differ_from_itself(build: Build) -> None:
    assert list(compare_builds(build, build)) == []
