"""What tests share."""

import os
import pickle
import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from program import Answer, Project, Scene, only
from validation import TODAY, TOLD

from airm_graph.builds import make_build
from airm_graph.holdings import read_catalogue
from airm_graph.validate import Finding, validate_build
from airm_graph.workspace import Build, Workspace

collect_ignore = ["judge"]  # programs, several of one name


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that take seconds each are for the judges; 'make test' stays under ten minutes."""
    wanted = {"slow": "AIRM_GRAPH_SLOW", "exhaustive": "AIRM_GRAPH_EXHAUSTIVE"}
    for marker, variable in wanted.items():
        if variable not in os.environ:
            skipped = pytest.mark.skip(reason=f"{marker}: {variable}=1 runs it")
            for item in items:
                if item.get_closest_marker(marker):
                    item.add_marker(skipped)


# What the slow engine is asked about: everything of the kinds that the rest of the catalogue has.
PART = {"airmworks", "gipiskis2024", "airm1", "mitv1", "mitv2", "mitrisk4", "cosai", "atlas5_6_0"}


@pytest.fixture(scope="session")
def part(shared: Path) -> Build:
    """A build of a part of the catalogue, for an engine that would take minutes on the whole."""
    sources = [source for source in read_catalogue() if source.about.id in PART | {"airmalign"}]
    with FileLock(shared / "part.lock"):
        made = Workspace(shared / "part").finished()
        return made[0] if made else make_build(Workspace(shared / "part"), sources)


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
def found(build: Build, shared: Path) -> list[Finding]:
    """What validation finds in that build, which takes a while."""
    kept = shared / "found.pickle"
    with FileLock(shared / "found.lock"):
        if not kept.exists():
            told: list[str] = []
            kept.write_bytes(pickle.dumps((validate_build(build, TODAY, told.append), told)))
    findings: list[Finding]
    findings, TOLD[:] = pickle.loads(kept.read_bytes())  # noqa: S301 - written above
    return findings
