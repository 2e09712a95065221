"""The defects of imported files as findings, beside those about the graph."""

from __future__ import annotations

from collections.abc import Collection

from rdflib import Graph, Literal, URIRef

from ..identifiers import graph
from ..imports import list_imports
from ..vocab import PREFIXES
from ..workspace import Workspace
from .findings import Finding, text, worst_first

SHAPES = {"kept": "Import-noted", "mended": "Import-mended", "refused": "Import-refused"}
IMPORTED = frozenset(PREFIXES["airms"] + shape for shape in SHAPES.values())


def import_findings(
    workspace: Workspace, shapes: Graph, only: Collection[str] | None = None
) -> list[Finding]:
    """What was wrong in the files of every import, and what was done, worst first.

    Args:
        workspace: Where the imports are kept.
        shapes: Those that the program loads; they hold severity and words.
        only: The rules that are asked; None for all.

    Raises:
        WorkspaceError: An import is damaged.
    """
    found = set()
    for imported in list_imports(workspace):
        focus = URIRef(graph(f"source-{imported.id}").value)
        for defect in imported.defects:
            shape = URIRef(PREFIXES["airms"] + SHAPES[defect.done])
            if only is not None and text(shape) not in only:
                continue
            said = f"{defect.path} {defect.place}: {defect.what}"
            value = Literal(f"{said} ({defect.value})" if defect.value else said)
            found.add(Finding.from_shape(shapes, shape, focus, value))
    return worst_first(found)
