"""The graph restated in the terms of DPV 2.3 and AIRO, for the tools that read these.

Measures are risk controls, actors are stakeholders, stages are lifecycle phases; names, definitions
and schemes are SKOS, sources and licences Dublin Core. A property is used only where its domain and
range hold of both ends, so that nothing false follows: ``airo:hasLifecyclePhase`` and
``airo:hasStakeholder`` would make measures AI systems. Stages, functions, categories and domains
are what a measure is about (``dcterms:subject``). What is not said, the comments at the top count.
"""

from __future__ import annotations

from typing import BinaryIO

from ...canonical import canonical_quads
from ..contents import Contents
from ..preamble import Preamble
from ..turtle import used_prefixes, write_turtle
from .checking import check_dpv_airo
from .restating import restated
from .telling import told

__all__ = ["check_dpv_airo", "write_dpv_airo"]


def write_dpv_airo(contents: Contents, out: BinaryIO) -> None:
    """Write the contents in the terms of DPV and AIRO as one Turtle file."""
    quads, left_out = restated(contents)
    lines = canonical_quads(quads).splitlines(keepends=True)
    first = contents.preamble.comments or (f"airm-graph, build {contents.build.name}",)
    comments = (*first, *told(contents, lines, left_out))
    preamble = Preamble(
        comments=tuple(" ".join(comment.split()) for comment in comments), base=contents.base
    )
    write_turtle(lines, out, preamble, used_prefixes(lines, contents.base))
