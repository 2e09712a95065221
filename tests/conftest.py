"""What tests share."""

import pytest

from airm_graph.builds import make_build
from airm_graph.workspace import Build, Workspace


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Build:
    """A build of the catalogue, made once."""
    return make_build(Workspace(tmp_path_factory.mktemp("workspace")))
