"""Things, trees and networks from Python: as the commands have them, and as networkx does."""

import json
import pickle
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import jsonschema
import networkx as nx
import pytest
from click.testing import CliRunner

from airm_graph.cli import main
from airm_graph.coverage.cells import coverage
from airm_graph.coverage.options import OptionError, Options
from airm_graph.errors import AirmError, IdentifierError, PlotError
from airm_graph.knowledge_graph import KnowledgeGraph
from airm_graph.network.shape import SEED
from airm_graph.render.network import Network
from airm_graph.render.result import Result
from airm_graph.resources import root
from airm_graph.store import PROLOGUE
from airm_graph.workspace import Build, Workspace

SCHEMA = json.loads((root() / "ontology" / "answer.schema.json").read_text(encoding="utf-8"))
Ask = Callable[[Any], Any]  # of a graph; mistakes are of types, too
WHERE = {"framework": "atlas"}


@pytest.fixture(scope="module")
def kg(build: Build) -> KnowledgeGraph:
    return KnowledgeGraph(build, Workspace(build.folder.parents[1]))


@pytest.fixture(scope="module")
def network(kg: KnowledgeGraph) -> Network:
    return kg.network(where=WHERE)


def printed(build: Build, *args: str) -> str:
    """What a command prints."""
    words = ["--quiet", "--workspace", str(build.folder.parents[1]), *args]
    found = CliRunner().invoke(main, words)
    assert found.exit_code == 0, found.output
    return found.stdout


ROWS: dict[str, tuple[Ask, str]] = {
    "search": (lambda kg: kg.search("red teaming", "measure"), "search red teaming --kind measure"),
    "info": (lambda kg: kg.info(), "info"),
    "summary": (lambda kg: kg.network_summary(where=WHERE), "network --where framework=atlas"),
    "every option": (
        lambda kg: kg.network_summary(
            view="all",
            kinds=["risk-source", "measure"],
            coded_by="publisher",
            min_confidence=0.5,
            without="machine-made",
            relations=["any"],
            also=["proposed", "negative"],
            isolates=True,
        ),
        "network --view all --kind risk-source --kind measure --coded-by publisher "
        "--min-confidence 0.5 --without machine-made --relation any --also proposed "
        "--also negative --isolates",
    ),
    "nodes": (lambda kg: kg.central_nodes(view="works"), "network nodes --view works"),
    "nodes by two": (
        lambda kg: kg.central_nodes(
            "betweenness_centrality", "degree", of=["measure"], top=None, where=WHERE
        ),
        "network nodes --metric betweenness_centrality --metric degree --of measure --all "
        "--where framework=atlas",
    ),
    "bridges": (lambda kg: kg.bridges(view="works", top=5), "network bridges --view works --top 5"),
    "points": (
        lambda kg: kg.bridges(points=True, where=WHERE),
        "network bridges --points --where framework=atlas",
    ),
    "single points": (
        lambda kg: kg.network_single_points(view="works", kinds="risk-source"),
        "network single-points --view works --kind risk-source",
    ),
    "communities": (
        lambda kg: kg.communities(view="works", resolution=1.5),
        "network communities --view works --resolution 1.5",
    ),
    "components": (lambda kg: kg.components(view="works"), "network components --view works"),
    "paths": (
        lambda kg: kg.paths(
            "AML.T0051", "A0941", weights="strength", over=["actions", "mappings"], most=2
        ),
        "network path AML.T0051 A0941 --weights strength --over actions --over mappings --most 2",
    ),
}


@pytest.mark.parametrize("case", ROWS)
def test_rows_are_those_of_the_command(kg: KnowledgeGraph, build: Build, case: str) -> None:
    ask, command = ROWS[case]
    found: Result = ask(kg)
    ours = json.loads(found.to_json())
    there = json.loads(printed(build, *command.split(), "--format", "json"))
    jsonschema.validate(ours, SCHEMA)
    assert ours["rows"] == there["rows"]
    assert ours["rows"]
    for key in ("command", "parameters", "build"):
        assert ours["meta"][key] == there["meta"][key]
    assert len(ours["meta"]["notes"]) == len(there["meta"]["notes"])
    assert "--" not in "".join(found.notes)  # of the command line


@pytest.mark.parametrize("why", [False, True])
def test_a_thing_is_told_of_as_by_the_command(
    kg: KnowledgeGraph, build: Build, *, why: bool
) -> None:
    said = kg.show("A0972", why=why)
    more = ["--why"] if why else []
    assert said.text == printed(build, "show", "A0972", *more)
    assert said.to_json() == printed(build, "show", "A0972", *more, "--format", "json")
    jsonschema.validate(json.loads(said.to_json()), SCHEMA)


# Trees


def checked(found: Result) -> dict[str, Any]:
    """Its rows by IRI, when each stands below its parent and holds no more than that."""
    seen: dict[str, Any] = {}
    for row in found:
        above = row["broader"] and seen[row["broader"]["iri"]]  # parents come first
        assert row["level"] == (above["level"] + 1 if above else 1)
        if above:
            assert row["measures"] <= above["measures"]
        assert row["concept"]["iri"] not in seen
        seen[row["concept"]["iri"]] = row
    assert found.picture == "tree"
    jsonschema.validate(json.loads(found.to_json()), SCHEMA)
    return seen


@pytest.mark.parametrize("facet", ["category", "stage", "risk-domain", "category-v2"])
def test_a_tree_counts_as_cells_do(kg: KnowledgeGraph, build: Build, facet: str) -> None:
    rows = checked(kg.tree(facet))
    assert rows.keys() == build.columns.facets[facet].concepts.keys()
    deepest = build.columns.facets[facet].depth()
    for level in range(1, deepest + 1):
        # In every work at once each measure is counted once, if one work is all that states it.
        cells = coverage(build.columns, Options(by=("framework", facet), levels={facet: level}))
        most: dict[str, list[int]] = {}
        for cell in cells.cells:
            most.setdefault(cell.values[1].iri, []).append(cell.evidence)
        for iri, counts in most.items():
            assert max(counts) <= rows[iri]["measures"] <= sum(counts)


def test_a_work_is_a_tree_of_its_headings(kg: KnowledgeGraph, build: Build) -> None:
    found = kg.tree("gipiskis2024")
    rows = checked(found)
    labels = [row["concept"]["label"] for row in found]
    assert len(set(labels)) == len(labels)  # those that a compilation records stand for no others
    release = next(row for row in found if row["concept"]["label"] == "Model Release")
    assert release["broader"]["label"] == "Deployment"
    text = """SELECT DISTINCT ?m { ?m airm:underHeading/airm:underHeading* <%s> ;
              a airm:Mitigation ; airm:statedIn airmid:framework-gipiskis2024 }"""
    for iri in (release["concept"]["iri"], release["broader"]["iri"]):
        measures = {row["m"] for row in build.engine.select(PROLOGUE + text % iri)}
        assert rows[iri]["measures"] == len(measures) > 0
    assert kg.tree("airmid:framework-gipiskis2024").rows == found.rows
    recitals = [row["concept"]["label"] for row in kg.tree("eu-ai-act")]
    assert recitals.index("Recital 9") < recitals.index("Recital 10")


def test_a_work_without_headings_says_so(kg: KnowledgeGraph) -> None:
    found = kg.tree("atlas")
    assert not found
    assert found.notes[0].startswith("No headings of MITRE ATLAS")


# Networks


def test_a_network_is_what_the_command_exports(
    kg: KnowledgeGraph, build: Build, tmp_path: Path
) -> None:
    views: tuple[Literal["works", "mappings"], ...] = ("works", "mappings")
    for view, ending in zip(views, ("graphml", "json"), strict=True):
        there = tmp_path / f"there.{ending}"
        printed(build, "network", "export", str(there), "--view", view)
        here = kg.network(view=view).save(tmp_path / f"here.{ending}")
        assert here.read_bytes() == there.read_bytes()


def test_edges_lead_from_measures_to_what_they_mitigate(network: Network) -> None:
    assert isinstance(network, nx.MultiDiGraph)
    kinds = nx.get_node_attributes(network, "kind")
    assert network.number_of_edges() > 50
    for measure, target, key, said in network.edges(keys=True, data=True):
        assert kinds[measure] == "measure" != kinds[target]
        assert key == said["statement"] == "action"
        assert network.nodes[target]["works"] == ["atlas"]
    assert network.meta["parameters"]["where"] == ("framework=atlas",)
    assert network.meta["build"]
    assert network.view == "measures"


def test_networkx_works_on_it(network: Network) -> None:
    degrees = dict(network.degree())
    busiest = max(degrees, key=lambda iri: degrees[iri])
    ranks = nx.pagerank(network)
    assert sum(ranks.values()) == pytest.approx(1)
    undirected = network.to_undirected()
    assert not undirected.is_directed()
    assert undirected.number_of_edges() == len(network.edges)
    assert nx.bipartite.is_bipartite(network)
    assert busiest in max(nx.weakly_connected_components(network), key=len)
    assert len(nx.community.louvain_communities(undirected, seed=1)) > 1
    assert network.reverse().in_degree(busiest) == network.out_degree(busiest)


def test_copies_and_parts_are_networks(network: Network) -> None:
    some = list(network)[:20]
    for same in (network.copy(), pickle.loads(pickle.dumps(network)), Network(network)):  # noqa: S301
        assert isinstance(same, Network)
        assert list(same.nodes(data=True)) == list(network.nodes(data=True))
        assert list(same.edges(keys=True, data=True)) == list(network.edges(keys=True, data=True))
        assert (same.meta, same.notes) == (network.meta, network.notes)
    part = network.subgraph(some)
    assert isinstance(part, Network)
    assert (set(part), part.meta) == (set(some), network.meta)
    network.copy().clear()
    assert network


def test_what_is_drawn_onto_a_bipartite_view_is_saved(network: Network, tmp_path: Path) -> None:
    changed = network.copy()
    measure, target = next(iter(network.edges()))
    changed.add_edge(measure, target, "mine", statement="action")
    read = nx.read_graphml(changed.save(tmp_path / "changed.graphml"))
    assert read.number_of_edges(measure, target) == 2


def test_a_notebook_shows_a_summary(network: Network) -> None:
    page = network._repr_html_()  # what a notebook asks for
    assert f"{len(network):,} nodes" in page
    changed = network.copy()
    changed.graph["notes"] = ("<script>",)
    changed.add_node("urn:x", kind="<b>")
    assert "<script>" not in changed._repr_html_()
    assert "1 &lt;b&gt;" in changed._repr_html_()
    assert repr(network) == f"<Network with {len(network)} nodes and {len(network.edges)} edges>"


def test_the_seed_is_that_of_the_command(kg: KnowledgeGraph) -> None:
    assert kg.communities(view="works").meta["parameters"]["seed"] == SEED


REFUSED: dict[str, tuple[Ask, type[Exception], str]] = {
    "thing": (lambda kg: kg.show("no such thing"), IdentifierError, "no such thing"),
    "kind of thing": (lambda kg: kg.search("x", "mesure"), IdentifierError, "'measure'"),
    "limit": (lambda kg: kg.search("x", limit=0), AirmError, "limit=0: expected 1 or more"),
    "facet": (lambda kg: kg.tree("stag"), IdentifierError, "did you mean 'stage'?"),
    "no taxonomy": (lambda kg: kg.tree("framework"), IdentifierError, "no taxonomy is called"),
    "view": (lambda kg: kg.network(view="measure"), IdentifierError, "did you mean 'measures'?"),
    "keyword": (lambda kg: kg.network(veiw="works"), AirmError, "did you mean 'view'?"),
    "kind": (lambda kg: kg.network(kinds=["risks"]), IdentifierError, "'risk'"),
    "relation": (lambda kg: kg.network(relations=["reduce"]), IdentifierError, "'reduces'"),
    "also": (lambda kg: kg.network(also=["refused"]), IdentifierError, "stale"),
    "coder": (lambda kg: kg.network(coded_by="us"), AirmError, "coded_by='us'"),
    "confidence": (lambda kg: kg.network(min_confidence=70), AirmError, "from 0 to 1"),
    "left out": (lambda kg: kg.network(without="own"), AirmError, "without='own'"),
    "place": (lambda kg: kg.network(where="stage"), OptionError, "not facet=concept"),
    "facet of mappings": (
        lambda kg: kg.network(view="mappings", where={"stage": "deploy"}),
        OptionError,
        "stage",
    ),
    "metric": (lambda kg: kg.central_nodes("degre"), AirmError, "did you mean 'degree'"),
    "kind of node": (lambda kg: kg.central_nodes(of="works"), AirmError, "'work'"),
    "top": (lambda kg: kg.components(top=0), AirmError, "top=0: expected 1 or more"),
    "resolution": (lambda kg: kg.communities(resolution=0), AirmError, "more than 0"),
    "single points": (
        lambda kg: kg.network_single_points(view="all"),
        IdentifierError,
        "measures or works",
    ),
    "no end": (lambda kg: kg.paths("x y", "A0972"), IdentifierError, "x y"),
    "statements": (lambda kg: kg.paths("A0972", "A0941", over="map"), AirmError, "mappings"),
    "weights": (lambda kg: kg.paths("A0972", "A0941", weights="hop"), AirmError, "'hops'"),
    "file": (lambda kg: kg.network(view="works").save("x.txt"), IdentifierError, "no format"),
    "picture": (
        lambda kg: kg.show("airmid:stage-deploy").plot(),
        PlotError,
        "no natural picture",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_wrong_is_named(kg: KnowledgeGraph, case: str) -> None:
    ask, kind, message = REFUSED[case]
    with pytest.raises(kind, match=re.escape(message)):
        ask(kg)
