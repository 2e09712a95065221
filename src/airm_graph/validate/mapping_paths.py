"""Paths of mappings that contradict each other, as findings."""

from __future__ import annotations

from dataclasses import replace

from rdflib import Graph, URIRef

from ..columns import Columns
from ..paths.contradictions import contradictions
from ..vocab import PREFIXES
from .findings import Finding, worst_first

SHAPE = URIRef(PREFIXES["airms"] + "MappingPath-agreement")


def path_findings(columns: Columns, shapes: Graph) -> list[Finding]:
    """A finding for each pair of things about which accepted mappings contradict each other.

    Args:
        columns: Those of the build.
        shapes: Those that the program loads; they hold severity and words.
    """
    names = [target["iri"] for target in columns.index["targets"]]
    return worst_first(
        replace(
            Finding.from_shape(
                shapes, SHAPE, URIRef(names[clash.subject]), URIRef(names[clash.object])
            ),
            message=f"By one path of mappings {' and by another '.join(clash.relations)}.",
        )
        for clash in contradictions(columns)
    )
