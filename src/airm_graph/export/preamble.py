"""What a file says of itself before anything else: what was left out, and under which licences."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from ..canonical import lines_of
from ..identifiers import thing
from ..vocab import DCTERMS, PREFIXES, PROV, RDF

LEFT_OUT = {
    "none": "Provenance was left out on request: who says what, when, how and how surely, and "
    "which source says it, is not in this file.",
    "summary": "Statements were left out on request: sources, licences and derived properties are "
    "here, but not who classified or mapped what, when, how, how surely and why.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preamble:
    """What stands first in a file: comments, where the format has them, and triples."""

    comments: tuple[str, ...] = ()
    lines: tuple[bytes, ...] = ()


def preamble(
    build: str,
    sources: Sequence[dict[str, Any]],
    provenance: str,
    selected: Sequence[str],
) -> Preamble:
    """Nothing for the whole graph with all provenance; else what the file lacks.

    The triples are about the dataset ``airmid:dataset-<build>``. Licences and rights stay, for
    nobody may leave them out.

    Args:
        build: The name of the build.
        sources: Those of its manifest.
        provenance: ``full``, ``summary`` or ``none``.
        selected: What the export is restricted to, in words.
    """
    if provenance == "full" and not selected:
        return Preamble()
    said = [LEFT_OUT[provenance]] if provenance != "full" else []
    said += [f"This is a part of the graph: {part}." for part in selected]
    shown = [source for source in sources if source["current"]]
    rights = sorted({f"{s['title']}, {s['version']}: {s['rights']}" for s in shown if s["rights"]})
    node = thing(f"dataset-{build}")
    triples: list[tuple[NamedNode, NamedNode | Literal]] = [
        (RDF.type, NamedNode(PREFIXES["dcat"] + "Dataset")),
        (PROV.wasDerivedFrom, thing(f"build-{build}")),
        *((DCTERMS.description, Literal(text, language="en")) for text in said),
        *((DCTERMS.license, NamedNode(iri)) for iri in {s["licence"] for s in shown} if iri),
        *((DCTERMS.rights, Literal(text, language="en")) for text in rights),
    ]
    quads = [Quad(node, predicate, object_, DefaultGraph()) for predicate, object_ in triples]
    licences = [f"{s['title']}, {s['version']}: {s['licence']}" for s in shown if s["licence"]]
    comments = [f"airm-graph, build {build}", *said, *sorted(licences)]
    return Preamble(
        comments=tuple(" ".join(comment.split()) for comment in comments),
        lines=tuple(sorted(lines_of(quads))),
    )
