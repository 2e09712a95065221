"""What the site says about itself to programs: VoID, https://www.w3.org/TR/void/."""

from __future__ import annotations

import io

from ..export.metadata.sayings import Sayings, iri
from ..export.metadata.terms import VOID
from ..export.metadata.void import say_build, say_graph
from ..identifiers import thing
from ..vocab import BASE
from ..workspace import Build
from .links import SiteMap


def description(build: Build, site: SiteMap) -> bytes:
    """The dataset, its graphs, and where each can be had, as Turtle."""
    said = Sayings()
    dataset = thing(f"dataset-{build.name}").value
    say_build(said, dataset, build)
    if site.endpoint:
        said.say(dataset, VOID.sparqlEndpoint, iri(site.endpoint))
    root = f"{site.address}/" if site.address else BASE
    for graph, count in sorted(build.manifest["graphs"].items()):
        if graph.startswith(BASE):  # not what is in no named graph
            say_graph(said, dataset, graph, count)
            dumps = (root + graph.removeprefix(BASE) + suffix for suffix in site.rdf)
            said.say(graph, VOID.dataDump, *map(iri, dumps))
    out = io.BytesIO()
    said.write(out)
    return out.getvalue()
