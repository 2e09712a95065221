"""RDF that went out says the same when it is built or read again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse
from round_trips.rdf import round_trip
from small_builds import MADE, built, mapped, measure, risk

from airm_graph.answers.export_contents import Wish
from airm_graph.answers.exports import export
from airm_graph.graph_build import make_build_of_graph
from airm_graph.vocab import DCTERMS
from airm_graph.workspace import Build, Workspace

SUFFIXES = {"nquads": ".nq", "trig": ".trig", "turtle": ".ttl", "ntriples": ".nt"}
MAPPED = replace(
    MADE,
    mappings=(
        mapped(risk("R2"), "skos:exactMatch", risk("R3")),
        mapped(risk("R1"), "skos:closeMatch", risk("R3"), negative=True),
        mapped(risk("R1"), "airm:correspondsTo", risk("R2")),
        mapped(measure("M1"), "airm:sameRecordAs", measure("O1")),
    ),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return built(tmp_path_factory.mktemp("made"), [MAPPED])


def quads(build: Build) -> set[Quad]:
    return set(parse(build.quads_file.read_bytes(), format=RdfFormat.N_QUADS))


@pytest.mark.parametrize("name", SUFFIXES)
def test_a_build_of_an_export_says_the_same(made: Build, tmp_path: Path, name: str) -> None:
    file = tmp_path / f"graph{SUFFIXES[name]}"
    export(made, name, file, Wish())
    again = quads(make_build_of_graph(Workspace(tmp_path / "workspace"), file))
    if name in ("nquads", "trig"):
        assert again == quads(made)
        return
    title = Literal(f"The triples of {file.name}")
    said = {q.triple for q in again if (q.predicate, q.object) != (DCTERMS.title, title)}
    assert said == {quad.triple for quad in quads(made)}
    source = {q.graph_name for q in quads(made)} - {q.graph_name for q in again}
    assert NamedNode("https://w3id.org/airm-graph/graph/source-made1") in source


def test_every_kind_of_statement_comes_back(made: Build, tmp_path: Path) -> None:
    found = round_trip(made, tmp_path)
    assert {"measures", "risks", "labels", "classifications", "negative mappings"} <= found.keys()
    assert {"mappings with a type", "mappings without a type", "licences"} <= found.keys()
    for kind, (out, back) in found.items():
        assert out == back > 0, kind
