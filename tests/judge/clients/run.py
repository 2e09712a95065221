"""Starts the server for a client that is not ours, and hands it the address.

Arguments: a workspace with a build, then the command of the client.
"""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[2]
sys.path.insert(0, str(TESTS))

from our_server import our_server  # noqa: E402 - after the path

from airm_graph.store import PROLOGUE, OxigraphEngine  # noqa: E402
from airm_graph.vocab import AIRM  # noqa: E402
from airm_graph.workspace import Workspace  # noqa: E402


def main(workspace: Path, command: list[str]) -> int:
    """The exit code of the client."""
    build = Workspace(workspace).current()
    assert build is not None, "there is no build"
    text = "SELECT DISTINCT ?l { ?m airm:appliesAtStage ?s . ?s skos:prefLabel ?l } ORDER BY ?l"
    label = OxigraphEngine(build.store).select(PROLOGUE + text)
    with our_server(build, workspace) as server:
        told = {"ENDPOINT": f"{server.url}/sparql", "NS": AIRM.namespace, "LABEL": label[0]["l"]}
        return subprocess.run(command, env={**os.environ, **told}, timeout=180).returncode


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2:]))
