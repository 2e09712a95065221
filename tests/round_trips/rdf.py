"""What comes back of a graph that went out as RDF and is built again: ``build --graph FILE``."""

from __future__ import annotations

from pathlib import Path

from round_trips.table import Fact, facts

from airm_graph.answers.export_contents import Wish
from airm_graph.answers.exports import export
from airm_graph.export.contents import Resource
from airm_graph.export.terms import by_subject
from airm_graph.graph_build import make_build_of_graph
from airm_graph.workspace import Build, Workspace

FORMAT = "trig"  # N-Quads are the very bytes of the build


def round_trip(build: Build, folder: Path) -> dict[str, tuple[int, int]]:
    """Of each kind of statement, how many went out and how many came back the same.

    Args:
        build: What goes out.
        folder: Where the file and a workspace may be written.
    """
    file = folder / f"graph.{FORMAT}"
    export(build, FORMAT, file, Wish())
    again = make_build_of_graph(Workspace(folder / "workspace"), file)
    out, back = stated(build), stated(again)
    return {kind: (len(said), len(said & back.get(kind, set()))) for kind, said in out.items()}


def stated(build: Build) -> dict[str, set[Fact]]:
    """What the sources in a build say, by kind."""
    with build.quads_file.open("rb") as file:
        return facts(Resource.of(lines) for _, lines in by_subject(file))
