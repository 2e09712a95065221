"""A build that is killed, starved of disk or locked out leaves the previous one answering."""

import json
import resource
import signal
import time

import pytest
from filelock import FileLock
from program import SECONDS, Answer, Scene, assert_whole, only, snapshot

from airm_graph.errors import BuildError

# Kills itself before each change that the build makes in its workspace, one process a change.
SUICIDE = """
import os, shutil, signal, sys
from itertools import count
from pathlib import Path
from airm_graph.builds import make_build
from airm_graph.workspace import Build, Workspace

here = Workspace(Path(sys.argv[1]))
before = sys.argv[2]
CHANGES = {"os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.truncate"}

def child(work):
    pid = os.fork()
    if not pid:
        try:
            work()
        except BaseException as error:
            print(repr(error), flush=True)
            os._exit(1)
        os._exit(0)
    return os.waitpid(pid, 0)[1]

def die_at(step):
    seen = 0
    def hook(event, args):
        nonlocal seen
        writes = event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR)
        if (writes or event in CHANGES) and str(args[0]).startswith(sys.argv[1]):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(hook)
    make_build(here, [])

def answers():
    current = here.current()
    assert current.name == before, current.name
    assert len(current.store) == current.manifest["quads"]
    assert len(current.columns.items)

for step in count(1):
    if not child(lambda: die_at(step)):
        break
    assert not child(answers), step
    here.sweep()
print(step, here.current().name)
"""


@pytest.mark.exhaustive
def test_a_build_killed_at_any_step_leaves_the_previous_one_answering(scene: Scene) -> None:
    args = (str(scene.workspace.folder), scene.before)
    with scene.project.start("-c", SUICIDE, *args) as process:
        out, err = process.communicate(timeout=SECONDS)
    assert err == ""
    *complaints, last = out.splitlines()
    assert complaints == []
    steps, current = last.split()
    files = [path for path in scene.workspace.build(current).folder.rglob("*") if path.is_file()]
    written_by_engine = [path for path in files if path.parent.name == "store"]
    assert int(steps) > len(files) - len(written_by_engine)
    assert current != scene.before


@pytest.mark.exhaustive
def test_a_build_killed_at_any_moment_leaves_the_previous_one_answering(scene: Scene) -> None:
    """Also within the engine, which writes on its own; the next build clears up."""
    workspace, stopped = scene.workspace, 0
    for delay in (0.0, 0.03, 0.08, 0.15):
        workspace.sweep()
        command = ("-m", "airm_graph", "--workspace", str(workspace.folder), "build")
        with scene.project.start(*command) as process:
            while process.poll() is None and len(list(workspace.builds.iterdir())) == 1:
                time.sleep(0.001)
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        if len(workspace.finished()) > 1:  # it was faster
            break
        stopped += len(list(workspace.builds.iterdir())) - 1
        scene.still_answers()
    assert stopped
    assert scene.project.run(workspace, "build").code == 0
    current = workspace.current()
    assert current is not None
    assert {path.name for path in workspace.builds.iterdir()} == {scene.before, current.name}
    assert current.name != scene.before
    assert_whole(current)


# Where the disk is full: what has just been done then, by name, and how large a file may still be.
FULL = """
import resource, sys
from airm_graph import builds, columns, workspace
from airm_graph.cli import main

where, name, moment, size = sys.argv[1:5]
owner = {"builds": builds, "columns": columns.Columns, "build": builds.Build,
         "workspace": builds.Workspace}[where]
work = getattr(owner, name)

def then(*args):
    if moment == "before":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    done = work(*args)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
    return done

setattr(owner, name, then)
main(["--workspace", sys.argv[5], *sys.argv[6:]])
"""
MOMENTS = {
    "the graph": ("builds", "canonical_quads", "after", "100000"),
    "the columns": ("columns", "save", "before", "1000"),
    "an empty store": ("columns", "save", "after", "1000"),
    "the store": ("columns", "save", "after", "200000"),
    "the manifest": ("build", "digests", "after", "100"),
    "the name of the current build": ("workspace", "make_current", "before", "5"),
}
ALWAYS = ("the graph", "the name of the current build")  # each takes seconds


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(name, marks=() if name in ALWAYS else pytest.mark.exhaustive)
        for name in MOMENTS
    ],
)
def test_a_full_disk_is_one_line_and_changes_nothing(scene: Scene, moment: str) -> None:
    before = snapshot(scene.workspace.folder / "builds" / scene.before)
    args = (*MOMENTS[moment], str(scene.workspace.folder), "build")
    with scene.project.start("-c", FULL, *args) as process:
        said = Answer(0, *process.communicate(timeout=SECONDS))._replace(code=process.returncode)
    assert said.complaint().startswith(
        f"airm-graph: cannot make a build in {scene.workspace.folder}: "
    )
    assert "File too large" in said.err or "written" in said.err  # numpy's words
    assert said.err.endswith("; builds made before are untouched\n")
    assert snapshot(scene.workspace.folder / "builds" / scene.before) == before
    if moment != "the name of the current build":
        assert only(scene.workspace).name == scene.before
        assert len(list(scene.workspace.builds.iterdir())) == 1
    scene.still_answers()


def test_a_question_is_answered_when_no_build_can_be_made(scene: Scene) -> None:
    """From the previous build, and that is said."""
    size = resource.RLIMIT_FSIZE

    def full() -> None:
        resource.setrlimit(size, (1000, 1000))

    answer = scene.project.run(scene.workspace, "info", "--format", "json", preexec_fn=full)
    assert answer.code == 0
    assert json.loads(answer.out)["meta"]["build"] == scene.before
    assert answer.err.splitlines()[-1].endswith(
        f"File too large; builds made before are untouched; asking build {scene.before} …"
    )


@pytest.mark.slow
def test_two_builds_do_not_meet(scene: Scene) -> None:
    with FileLock(scene.workspace.folder / "lock"):
        said = scene.project.run(scene.workspace, "build").complaint()
        assert said == (
            f"airm-graph: another build is running in {scene.workspace.folder}; wait for it"
        )
        with pytest.raises(BuildError, match="another build is running"):
            scene.workspace.prune()
        asked = scene.project.run(scene.workspace, "info", "--format", "json")
        assert json.loads(asked.out)["meta"]["build"] == scene.before
    assert scene.project.run(scene.workspace, "build").code == 0
