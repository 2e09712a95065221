"""The concept schemes as SKOS alone, for registries and browsers of vocabularies.

Every scheme stands there with its concepts, their hierarchy both ways, labels, definitions, notes,
notations, and the mappings from concept to concept that are accepted. A scheme names its title,
licence, creator, version and contact with terms of Dublin Core, OWL and DCAT. No class or property
of the project's own vocabulary is left in it.

What is not said, for SKOS cannot say it, the comments at the top count: mappings without a type,
negative ones, those that nobody has accepted, and those with things that are no concepts. Nor does
SKOS say who mapped or classified what, when and how surely; ``sssom`` and ``trig`` do.
"""

from __future__ import annotations

from typing import BinaryIO

from ...canonical import canonical_quads
from ..contents import Contents
from ..preamble import Preamble
from ..turtle import used_prefixes, write_turtle
from .checking import check_skos
from .gathering import gather
from .mappings import accepted
from .triples import triples_of

__all__ = ["check_skos", "write_skos"]


def write_skos(contents: Contents, out: BinaryIO) -> None:
    """Write the concept schemes of the contents as one Turtle file."""
    gathered = gather(contents)
    matches, told = accepted(gathered)
    lines = canonical_quads(triples_of(gathered, matches)).splitlines(keepends=True)
    counted = (
        f"As SKOS: concept schemes: {len(gathered.schemes):,}; concepts: "
        f"{len(gathered.concepts):,}; matches: {len(matches):,}."
    )
    if gathered.named:
        told.insert(
            0, f"Schemes and broader concepts are named, not described: {len(gathered.named):,}."
        )
    first = contents.preamble.comments or (f"airm-graph, build {contents.build.name}",)
    preamble = Preamble(comments=(*first, counted, *told), base=contents.base)
    write_turtle(lines, out, preamble, used_prefixes(lines, contents.base))
