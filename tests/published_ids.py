"""Every id that a release publishes; ``make ids`` adds those of new things.

Statements have no place in the list: their ids say what they state, and go when they are retracted.
"""

import tempfile
from pathlib import Path

from airm_graph.builds import make_build
from airm_graph.resources import root
from airm_graph.store import PROLOGUE, OxigraphEngine
from airm_graph.vocab import BASE
from airm_graph.workspace import Build, Workspace

PUBLISHED = root() / "data" / "published-ids.txt"
THINGS = f"""
SELECT DISTINCT ?thing WHERE {{
  ?thing a ?class .
  FILTER(STRSTARTS(STR(?thing), "{BASE}"))
  FILTER(!CONTAINS(STR(?thing), "/.well-known/"))
  MINUS {{ ?thing a airm:Classification }}
  MINUS {{ ?thing a airm:ActionStatement }}
  MINUS {{ ?thing a airm:CodingStatement }}
}} ORDER BY ?thing"""


def things(build: Build) -> list[str]:
    """The ids of all things in a build, sorted."""
    return [row["thing"] for row in OxigraphEngine(build.store).select(PROLOGUE + THINGS)]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        found = things(make_build(Workspace(Path(folder))))
    PUBLISHED.write_text("\n".join(found) + "\n", encoding="utf-8")
    print(f"{len(found)} ids in {PUBLISHED.name}")
