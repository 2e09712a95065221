"""Two builds are compared triple by triple, and the comparison is on the command line."""

from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad

from airm_graph.canonical import canonical_quads
from airm_graph.comparison import compare_quads, graph_of
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


def file_of(path: Path, *quads: Quad) -> Path:
    path.write_bytes(canonical_quads(quads))
    return path


def test_what_was_added_and_removed(tmp_path: Path) -> None:
    old, new = file_of(tmp_path / "old.nq", A, B), file_of(tmp_path / "new.nq", A, C, D)
    changes = list(compare_quads(old, new))
    assert sorted(changes, key=str) == sorted([("removed", B), ("added", C), ("added", D)], key=str)
    assert {graph_of(quad) for _, quad in changes} == {GRAPH.value}
    back = {("added", B), ("removed", C), ("removed", D)}
    assert {(change, quad) for change, quad in compare_quads(new, old)} == back


def test_a_build_does_not_differ_from_itself(build: Build) -> None:
    assert list(compare_quads(build.quads_file, build.quads_file)) == []
