"""What the tests and the examples in docstrings share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

import airm_graph
from airm_graph.builds import make_build
from airm_graph.workspace import Build, Workspace


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Path:
    """A folder that all processes of a run see."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if hasattr(request.config, "workerinput") else own


@pytest.fixture(scope="session")
def build(shared: Path) -> Build:
    """A build of the catalogue, made once and not to be changed."""
    workspace = Workspace(shared / "catalogue")
    with FileLock(shared / "catalogue.lock"):
        return workspace.current() or make_build(workspace)


@pytest.fixture(scope="session")
def loaded(build: Build) -> airm_graph.KnowledgeGraph:
    """The graph of that build, loaded once."""
    return airm_graph.load(build.folder.parents[1], quiet=True)


@pytest.fixture(autouse=True)
def _workspace_of_examples(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples that load the graph find the build of the tests, and files of theirs go nowhere."""
    if isinstance(request.node, pytest.DoctestItem):
        source = "".join(example.source for example in request.node.dtest.examples)
        if "airm.load" in source:
            made: airm_graph.KnowledgeGraph = request.getfixturevalue("loaded")
            load = airm_graph.load

            def load_once(*where: Any, **how: Any) -> airm_graph.KnowledgeGraph:
                return load(*where, **how) if where or how.keys() - {"quiet"} else made

            monkeypatch.setattr(airm_graph, "load", load_once)
            monkeypatch.setenv("AIRM_GRAPH_HOME", str(made.workspace.folder))
            monkeypatch.chdir(request.getfixturevalue("tmp_path"))
