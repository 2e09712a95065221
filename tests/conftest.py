"""What tests share."""

import os
import shutil
from pathlib import Path

import pytest
from program import Answer, Project, Scene, only
from validation import TODAY, TOLD

from airm_graph.builds import make_build
from airm_graph.holdings import read_catalogue
from airm_graph.validate import Finding, validate_build
from airm_graph.workspace import Build, Workspace


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that start Java many times are for the judges, which stay under half an hour."""
    if "AIRM_GRAPH_SLOW" not in os.environ:
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(pytest.mark.skip(reason="slow: AIRM_GRAPH_SLOW=1 runs it"))


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of the catalogue, made once."""
    return make_build(Workspace(tmp_path_factory.mktemp("workspace")))


# What the slow engine is asked about: everything of the kinds that the rest of the catalogue has.
PART = {"airmworks", "gipiskis2024", "airm1", "mitv1", "mitv2", "mitrisk4", "cosai", "atlas5_6_0"}


@pytest.fixture(scope="session")
def part(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of a part of the catalogue, for an engine that would take minutes on the whole."""
    sources = [source for source in read_catalogue() if source.about.id in PART | {"airmalign"}]
    return make_build(Workspace(tmp_path_factory.mktemp("part")), sources)


@pytest.fixture(scope="session")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Workspace, Answer]:
    """A copy of the program, a workspace with its build, and what the build command said."""
    project = Project.copy(tmp_path_factory.mktemp("project"))
    workspace = Workspace(tmp_path_factory.mktemp("home") / "workspace")
    return project, workspace, project.run(workspace, "build", "--format", "json")


@pytest.fixture
def workspace(pristine: tuple[Project, Workspace, Answer], tmp_path: Path) -> Workspace:
    """A copy of the workspace, with its one build."""
    return Workspace(shutil.copytree(pristine[1].folder, tmp_path / "workspace"))


@pytest.fixture
def scene(workspace: Workspace, tmp_path: Path) -> Scene:
    project = Project.copy(tmp_path / "project")
    project.change()
    return Scene(project, workspace, only(workspace).name)


@pytest.fixture(scope="session")
def found(build: Build) -> list[Finding]:
    return validate_build(build, TODAY, TOLD.append)
