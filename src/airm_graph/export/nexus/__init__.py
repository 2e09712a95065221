"""The graph as a folder that the AI Atlas Nexus loads beside its own."""

from __future__ import annotations

from pathlib import Path

from ...sources.nexus.folder import ELSEWHERE, KNOWLEDGE, TABLES
from ...vocab import SSSOM
from ..contents import Contents
from ..sssom.tsv import write_tsv
from .links import linked
from .readme import readme
from .shelf import Shelf
from .things import things
from .works import works
from .yaml_text import yaml_of

TABLE = "airm-graph.sssom.tsv"


def write_nexus(contents: Contents, folder: Path) -> None:
    """Write one file for each work version, one for works and groups, and the mappings.

    What the Nexus ships itself is not repeated: entities of ours refer to it by its own ids, which
    are listed in a file of their own.
    """
    shelf = Shelf(contents)
    files = things(contents, shelf)
    said = linked(contents, shelf, files)
    files["works"] = works(contents, shelf)
    (folder / KNOWLEDGE / TABLES).mkdir(parents=True)
    (folder / TABLES).mkdir()
    for name, collections in sorted(files.items()):
        _write(folder / KNOWLEDGE / f"airm_graph_{name}.yaml", yaml_of(contents, collections))
    if said.of_nexus:
        path = folder / KNOWLEDGE / TABLES / "airm_graph_mappings.yaml"
        _write(path, yaml_of(contents, said.of_nexus))
    if contents.of_class(SSSOM.Mapping):
        with (folder / TABLES / TABLE).open("wb") as file:
            write_tsv(contents, file)
    _write(folder / ELSEWHERE, "".join(f"{key}\n" for key in sorted(said.referred)))
    _write(folder / "README.md", readme(contents, shelf, files))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
