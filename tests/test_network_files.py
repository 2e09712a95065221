"""What is written reads back, is the same bytes every time, and holds nothing that files cannot."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from small_networks import iri, small, target

from airm_graph.errors import IdentifierError
from airm_graph.network import FORMATS, VIEWS, project, write_network
from airm_graph.network.files import flattened, network_text
from airm_graph.workspace import Build

M0, T0 = iri("mitigation-x-r0"), target(0)


def read(path: Path) -> nx.Graph[str]:
    if path.suffix == ".graphml":
        return nx.read_graphml(path)
    if path.suffix == ".gexf":
        return nx.read_gexf(path)
    if path.suffix == ".json":
        text = path.read_text(encoding="utf-8")
        return nx.node_link_graph(json.loads(text), edges="edges")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","))
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    graph.add_edges_from((row["source"], row["target"], row) for row in rows)
    return graph


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("view", VIEWS)
def test_it_reads_back(build: Build, tmp_path: Path, view: str, format_: str) -> None:
    graph = project(build.columns, view)
    path = tmp_path / f"network.{format_}"
    assert write_network(graph, path) == format_
    back = read(path)
    assert back.number_of_edges() == graph.number_of_edges()
    assert set(back) == set(graph)  # no view has isolates unless they are asked for
    if format_ not in ("csv", "tsv"):
        assert back.is_directed() == graph.is_directed()
        for node, said in flattened(graph).nodes(data=True):
            assert said.items() <= back.nodes[node].items()
        degrees = dict(back.degree())
        assert degrees == dict(graph.degree())


def test_attributes_survive(tmp_path: Path) -> None:
    for format_ in ("graphml", "gexf", "json"):
        path = tmp_path / f"network.{format_}"
        write_network(project(small(), "all"), path)
        back = read(path)
        said = back.nodes[M0]
        assert (said["kind"], said["works"]) == ("measure", "a | b")
        assert (said["iri"], said["curie"]) == (M0, "airmid:mitigation-x-r0")
        assert said["category"].startswith("1.3 ")
        (edge,) = back.get_edge_data(M0, T0).values()
        assert edge["relations"] == "reduces | mitigates"
        assert edge["confidence"] == 0.6
        assert edge["machine_made"] is False


def test_the_edge_list_has_labels_and_kinds(tmp_path: Path) -> None:
    write_network(project(small()), tmp_path / "network.csv")
    with (tmp_path / "network.csv").open(encoding="utf-8", newline="") as file:
        first = next(csv.DictReader(file))
    assert (first["source"], first["target"]) == (M0, T0)
    assert (first["source_kind"], first["target_label"]) == ("measure", "Target 0")
    assert (first["machine_made"], first["confidence"]) == ("false", "0.6")


@pytest.mark.parametrize("format_", FORMATS)
def test_control_characters_are_dropped(tmp_path: Path, format_: str) -> None:
    said = "a\x00b\x1b[31mc\x9b\ud800\uffff\td\ne"
    graph = project(small(), labels={M0: said})
    path = tmp_path / f"network.{format_}"
    write_network(graph, path)
    text = path.read_text(encoding="utf-8")
    assert "ab[31mc d e" in text
    assert not set(text) & set("\x00\x1b\x9b\uffff")
    assert read(path).number_of_edges() == graph.number_of_edges()


MAKE = """
import sys
sys.path.insert(0, sys.argv[1])
from small_networks import small
from airm_graph.network import project
from airm_graph.network.files import FORMATS, network_text
for view in ("measures", "all"):
    for format_ in FORMATS:
        sys.stdout.buffer.write(network_text(project(small(), view), format_).encode())
"""


def test_another_process_writes_the_same_bytes() -> None:
    def bytes_of(seed: str) -> bytes:
        env: dict[str, str] = {**os.environ, "PYTHONHASHSEED": seed}
        command = [sys.executable, "-c", MAKE, str(Path(__file__).parent)]
        return subprocess.run(command, env=env, check=True, capture_output=True).stdout

    first = bytes_of("1")
    assert b"lastmodifieddate" not in first
    assert len(first) > 10_000
    assert bytes_of("2") == first


def test_a_failure_leaves_the_file_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "network.json"
    path.write_text("before", encoding="utf-8")

    def fail(*_: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_network(project(small()), path)
    assert [file.read_text(encoding="utf-8") for file in tmp_path.iterdir()] == ["before"]


def test_an_unknown_ending_is_named(tmp_path: Path) -> None:
    with pytest.raises(IdentifierError, match=r"network.graphm: .*'graphm'.*'graphml'"):
        write_network(project(small()), tmp_path / "network.graphm")
    assert write_network(project(small()), tmp_path / "network.XML", "graphml") == "graphml"
    assert network_text(project(small()), "json") == network_text(project(small()), "json")
