"""Runs one reasoner in a process of its own, which can be ended at any moment.

Started as a script by :mod:`airm_graph.reason.reasoner`. owlready2 waits for Java without a limit,
prints to both streams and leaves files behind when Java fails; here nothing of it reaches anybody.
Standard input is held open by the parent and says when it is gone; then Java ends, too.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

CONSISTENT, INCONSISTENT, FAILED = "consistent", "inconsistent", "failed"


def end_with_parent() -> None:
    """End this process and the Java process below it as soon as the parent is gone."""
    sys.stdin.buffer.read()
    if hasattr(os, "killpg"):
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def reason(
    file: Path, reasoner: str, java: str, megabytes: int, *, explain: bool
) -> dict[str, Any]:
    """What the reasoner says of an N-Triples file.

    Args:
        file: What is reasoned over; the inferred triples are written beside it, as ``inferred.nt``.
        reasoner: ``hermit`` or ``pellet``.
        java: The Java program.
        megabytes: How much memory Java may take.
        explain: Whether Pellet says why, where it finds an inconsistency.

    Returns:
        The verdict, and a message with what the reasoner printed where it is not "consistent".
    """
    import owlready2  # type: ignore[import-untyped]

    owlready2.JAVA_EXE = java
    owlready2.reasoning.JAVA_MEMORY = megabytes
    world = owlready2.World()
    try:
        world.get_ontology(file.as_uri()).load()
        if reasoner == "pellet":
            owlready2.sync_reasoner_pellet(world, debug=2 if explain else 0)
        else:
            owlready2.sync_reasoner_hermit(world, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError as error:
        return {"verdict": INCONSISTENT, "message": str(error)}
    except (owlready2.base.OwlReadyError, OSError) as error:
        return {"verdict": FAILED, "message": str(error)}
    inferred = world.get_ontology("http://inferrences/")  # owlready2's name for it
    inferred.save(str(file.with_name("inferred.nt")), format="ntriples")
    return {"verdict": CONSISTENT, "message": ""}


def main(file: str, reasoner: str, java: str, megabytes: str, explain: str) -> None:
    """Write what the reasoner says as JSON beside the file, as ``answer.json``."""
    threading.Thread(target=end_with_parent, daemon=True).start()
    path = Path(file)
    tempfile.tempdir = str(path.parent)  # what owlready2 leaves behind goes with the folder
    said = reason(path, reasoner, java, int(megabytes), explain=explain == "explain")
    path.with_name("answer.json").write_text(json.dumps(said), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
