"""What a file says of itself before anything else: what was left out, and under which licences."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from ..canonical import lines_of
from ..vocab import BASE, DCTERMS, PREFIXES, PROV, RDF
from .scope import Scope

NO_NAME = re.compile(r"[^A-Za-z0-9_-]+")
PREVIOUS = NamedNode(PREFIXES["dcat"] + "previousVersion")
OF_PART = 12  # letters of the checksum that names a part of a build
LEFT_OUT = {
    "none": "Provenance was left out on request: who says what, when, how and how surely, and "
    "which source says it, is not in this file.",
    "summary": "Statements were left out on request: sources, licences and derived properties are "
    "here, but not who classified or mapped what, when, how, how surely and why.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Preamble:
    """What stands first in a file: comments, where the format has them, and triples.

    Attributes:
        comments: Sentences, the first of them the build.
        lines: Triples about the dataset as canonical lines.
        base: What stands in names instead of ours, prefixes included; empty for ours.
    """

    comments: tuple[str, ...] = ()
    lines: tuple[bytes, ...] = ()
    base: str = ""


def dataset_name(build: str, scope: Scope) -> str:
    """What follows ``airmid:dataset-``: a build, or a part of it told from other parts."""
    name = NO_NAME.sub("-", build).strip("-")  # of a remote store it is an address
    if scope.is_whole:
        return name
    things = None if scope.things is None else sorted(scope.things)
    said = [sorted(scope.graphs), sorted(scope.works), things, sorted(scope.without)]
    return f"{name}-part-{hashlib.sha256(repr(said).encode()).hexdigest()[:OF_PART]}"


def preamble(
    build: str,
    scope: Scope,
    sources: Sequence[dict[str, Any]],
    selected: Sequence[str],
    told: Sequence[str] = (),
    base: str = "",
    previous: str = "",
) -> Preamble:
    """Nothing for the whole graph with all provenance; else what the file lacks.

    The triples are about the dataset of :func:`dataset_name`. Licences and rights stay, for nobody
    may leave them out.

    Args:
        build: The name of the build, or the address of a store.
        scope: What of it is taken along.
        sources: Those of its manifest.
        selected: What the export is restricted to, in words.
        told: What else has to be known of the file, a sentence each.
        base: What stands in names instead of ours.
        previous: The IRI of the data set that this one takes the place of, if one is named.
    """
    if scope.provenance == "full" and not selected and not told and not previous:
        return Preamble(base=base)
    said = [LEFT_OUT[scope.provenance]] if scope.provenance != "full" else []
    said += [f"This is a part of the graph: {part}." for part in selected]
    said += told
    shown = [source for source in sources if source["current"]]
    rights = sorted({f"{s['title']}, {s['version']}: {s['rights']}" for s in shown if s["rights"]})
    name = dataset_name(build, scope)
    node = NamedNode(f"{base or BASE}id/dataset-{name}")
    triples: list[tuple[NamedNode, NamedNode | Literal]] = [
        (RDF.type, NamedNode(PREFIXES["dcat"] + "Dataset")),
        (
            PROV.wasDerivedFrom,
            NamedNode(f"{base or BASE}id/build-{NO_NAME.sub('-', build).strip('-')}"),
        ),
        *((PREVIOUS, NamedNode(iri)) for iri in [previous] if iri),
        *((DCTERMS.description, Literal(text, language="en")) for text in said),
        *((DCTERMS.license, NamedNode(iri)) for iri in {s["licence"] for s in shown} if iri),
        *((DCTERMS.rights, Literal(text, language="en")) for text in rights),
    ]
    quads = [Quad(node, predicate, object_, DefaultGraph()) for predicate, object_ in triples]
    licences = [f"{s['title']}, {s['version']}: {s['licence']}" for s in shown if s["licence"]]
    comments = [
        f"airm-graph, {'store' if '://' in build else 'build'} {build}",
        *([f"It takes the place of {previous}"] if previous else []),
        *said,
        *sorted(licences),
    ]
    return Preamble(
        comments=tuple(" ".join(comment.split()) for comment in comments),
        lines=tuple(sorted(lines_of(quads))),
        base=base,
    )
