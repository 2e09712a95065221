"""The network that is exported is the whole one, or that of what is selected and no more."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from pathlib import Path

import networkx as nx
import pytest
from small_attacks import KEYS, TEXTS, attacks, name, written, written_under_another_seed
from small_builds import MADE, built, mapped

from airm_graph.export.graphml_checks import check_graphml
from airm_graph.network.everything import EVERY, everything
from airm_graph.network.files import flattened
from airm_graph.network.labels import measure_labels
from airm_graph.vocab import BASE
from airm_graph.workspace import Build

ID = BASE + "id/"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return attacks(tmp_path_factory.mktemp("attacks"))


@pytest.fixture(scope="module")
def data(small: Build) -> bytes:
    return written(small, "graphml")


def network(data: bytes) -> nx.MultiDiGraph[str]:
    graph = nx.read_graphml(io.BytesIO(data), force_multigraph=True)
    assert isinstance(graph, nx.MultiDiGraph)
    return graph


def statements(graph: nx.MultiDiGraph[str]) -> Counter[tuple[str, str, str]]:
    return Counter((a, b, said["statement"]) for a, b, said in graph.edges(data=True))


def test_nothing_of_the_network_is_lost(small: Build, data: bytes, tmp_path: Path) -> None:
    """What the catalogue comes to is for a judge."""
    path = tmp_path / "network.graphml"
    path.write_bytes(data)
    assert check_graphml(path) == []
    back = network(data)
    whole = everything(small.columns, EVERY, labels=measure_labels(small))
    assert statements(back) == statements(whole)
    labels = {iri: said["label"] for iri, said in flattened(whole).nodes(data=True)}
    assert {iri: said["label"] for iri, said in back.nodes(data=True)} == labels
    assert back.graph["licences"] == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert {said["statement"] for *_, said in back.edges(data=True)} == {
        *("action", "class", "mapping", "work")
    }


def test_what_somebody_denies_is_no_edge(tmp_path: Path) -> None:
    denied = mapped("risk-made1-R1", "skos:exactMatch", "risk-made1-R2", negative=True)
    near = mapped("risk-made1-R1", "skos:closeMatch", "risk-made1-R3")
    build = built(tmp_path, [replace(MADE, mappings=(denied, near))])
    back = network(written(build, "graphml"))
    assert back.graph["about"] == (
        "Left out of the mappings, those that deny that two things correspond: 1."
    )
    found = {(a, b) for a, b, kind in statements(back) if kind == "mapping" and "risk-" in a}
    assert found == {(ID + "risk-made1-R1", ID + "risk-made1-R3")}


def test_odd_labels_come_back_on_one_line(data: bytes) -> None:
    back = network(data)
    for key, (label, _) in zip(KEYS, TEXTS, strict=True):
        said = back.nodes[ID + name(key)]
        assert said["label"] == " ".join(label.split())
        assert said["kind"] == "risk-source"
    assert 'MITRE "ATLAS" & <made up>, 9.9: Somebody\'s, é.' in back.graph["rights"]


def test_a_work_alone_is_shown_alone(small: Build, data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "network.graphml"
    path.write_bytes(written(small, "graphml", frameworks=["other"]))
    assert check_graphml(path) == []
    back, whole = network(path.read_bytes()), network(data)
    assert statements(back) < statements(whole)
    actions = [edge for edge in statements(back) if edge[2] == "action"]
    assert len(actions) == 3
    # what the work acts on is referred to and not described
    technique = back.nodes[actions[0][1]]
    assert (technique["kind"], technique["label"]) == ("elsewhere", technique["curie"])
    assert technique["curie"].startswith("airmid:risk-atlas9_9-")
    assert ID + name(KEYS[0]) not in back
    assert "This is a part of the graph" in back.graph["about"]


def test_a_graph_alone_is_shown_alone(small: Build) -> None:
    back = network(written(small, "graphml", graphs=["source-made1"]))
    kinds = Counter(said["kind"] for _, said in back.nodes(data=True))
    assert kinds == {"measure": 2, "risk": 1, "work": 2, "elsewhere": 2}


def test_names_are_minted_elsewhere(small: Build, data: bytes) -> None:
    moved = written(small, "graphml", base="https://risk.example.org/")
    assert f"{BASE}id/".encode() not in moved
    assert moved.count(b"https://risk.example.org/id/") == data.count(f"{BASE}id/".encode())


def test_same_build_gives_the_same_bytes(small: Build, data: bytes) -> None:
    formats = ("graphml", "stix", "atlas-layer")
    found = written_under_another_seed(small, *formats)
    assert found == b"".join(written(small, format_) for format_ in formats)
    assert found.startswith(data)


EDGE = b'<edge source="a" target="b" id="x"/>'
FAULTS = {
    "leads to b, which is no node": (b"</graph>", b'<node id="a"/>' + EDGE + b"</graph>"),
    "two nodes have the id a": (b"</graph>", b'<node id="a"/><node id="a"/></graph>'),
    "two edges have the id e1": (b'id="e2"', b'id="e1"'),
    "which is no key for a node": (b"</graph>", b'<node id="a"><data key="d0"/></node></graph>'),
    "two keys have the id d0": (b'<key id="d1"', b'<key id="d0"'),
    "holds 2 graphs": (b"</graph>", b'</graph><graph edgedefault="directed"/>'),
    "its edges are directed": (b'edgedefault="directed"', b'edgedefault="undirected"'),
    "which is no boolean": (b">False<", b">Perhaps<"),
    "of no type, that GraphML knows": (b'attr.type="boolean"', b'attr.type="truth"'),
    "expected the element graphml": (b"http://graphml.graphdrawing.org/xmlns", b"urn:x"),
    "is not XML": (b"</graphml>", b""),
    "refers to another file": (
        b"<graphml ",
        b'<!DOCTYPE graphml [<!ENTITY x SYSTEM "file:///etc/passwd">]><graphml ',
    ),
}


@pytest.mark.parametrize("words", FAULTS)
def test_the_checker_speaks(data: bytes, tmp_path: Path, words: str) -> None:
    old, new = FAULTS[words]
    path = tmp_path / "broken.graphml"
    path.write_bytes(data.replace(old, new))
    assert any(words in problem for problem in check_graphml(path)) or "file" in words
    assert check_graphml(path)


def test_the_checker_reads_anything(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "no.graphml"
    for broken in (b"", b"\x00\xff", b"<a/>", data[:-20]):
        path.write_bytes(broken)
        assert check_graphml(path)
    assert check_graphml(tmp_path / "missing.graphml")
