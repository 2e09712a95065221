"""What the endpoint says about itself: SPARQL 1.1 Service Description and VoID.

https://www.w3.org/TR/sparql11-service-description/ and https://www.w3.org/TR/void/.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import cached_property

import pyoxigraph as ox

from ..export.metadata.sayings import Sayings
from ..export.metadata.terms import VOID
from ..export.metadata.void import say_build, say_classes, say_vocabularies
from ..queries import get_query
from ..store import OxigraphEngine
from ..vocab import BASE, PREFIXES, RDF
from .answering import ROWS, TRIPLES
from .settings import Settings

SD, FORMATS = "http://www.w3.org/ns/sparql-service-description#", "http://www.w3.org/ns/formats/"
USED = ("airm", "airo", "dcterms", "prov", "skos", "sssom")
LANGUAGE = SD + "SPARQL11Query"
UNION = SD + "UnionDefaultGraph"
FORMAT_NAMES = {
    "application/sparql-results+json": "SPARQL_Results_JSON",
    "application/sparql-results+xml": "SPARQL_Results_XML",
    "text/csv": "SPARQL_Results_CSV",
    "text/tab-separated-values": "SPARQL_Results_TSV",
    "text/turtle": "Turtle",
    "application/n-triples": "N-Triples",
    "application/rdf+xml": "RDF_XML",
    "application/ld+json": "JSON-LD",
    "application/trig": "TriG",
    "application/n-quads": "N-Quads",
    "text/n3": "N3",
}


class Description:
    """The description of one server; it changes only with its build."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def written(self, media_type: str) -> bytes:
        """The description in one of the formats of triples."""
        out = io.BytesIO()
        prefixes = {"sd": SD, **{each: PREFIXES[each] for each in ("void", "dcterms", "xsd")}}
        ox.serialize(self.triples, out, format=TRIPLES[media_type], prefixes=prefixes)
        return out.getvalue()

    @cached_property
    def triples(self) -> list[ox.Triple]:
        """All that is said."""
        service = ox.NamedNode(self.settings.endpoint)
        dataset = ox.NamedNode(f"{self.settings.address}/void")
        default = ox.NamedNode(f"{self.settings.address}/void#default")
        said = [
            _triple(service, RDF.type.value, SD + "Service"),
            _triple(service, SD + "endpoint", service.value),
            _triple(service, SD + "supportedLanguage", LANGUAGE),
            _triple(service, SD + "feature", UNION),
            _triple(service, SD + "defaultDataset", dataset.value),
            _triple(dataset, RDF.type.value, SD + "Dataset"),
            _triple(dataset, SD + "defaultGraph", default.value),
            _triple(default, RDF.type.value, SD + "Graph"),
        ]
        formats = [FORMATS + FORMAT_NAMES[name] for name in (*ROWS, *TRIPLES)]
        said += [_triple(service, SD + "resultFormat", each) for each in formats]
        return [*said, *self._graphs(dataset), *self._statistics(dataset)]

    def _graphs(self, dataset: ox.NamedNode) -> Iterator[ox.Triple]:
        for iri, count in self.settings.build.manifest["graphs"].items():
            if iri == "default":
                continue
            named = ox.NamedNode(f"{self.settings.address}/void#{iri.removeprefix(BASE)}")
            graph = ox.NamedNode(f"{named.value}-graph")
            yield _triple(dataset, SD + "namedGraph", named.value)
            yield _triple(named, RDF.type.value, SD + "NamedGraph")
            yield _triple(named, SD + "name", iri)
            yield _triple(named, SD + "graph", graph.value)
            yield _triple(graph, RDF.type.value, SD + "Graph")
            yield _triple(graph, VOID.triples.value, count)

    def _statistics(self, dataset: ox.NamedNode) -> Iterator[ox.Triple]:
        build, said = self.settings.build, Sayings()
        say_build(said, dataset.value, build)
        said.say(dataset.value, VOID.sparqlEndpoint, ox.NamedNode(self.settings.endpoint))
        said.say(dataset.value, VOID.exampleResource, ox.NamedNode(BASE + "id/stage-deploy"))
        say_vocabularies(said, dataset.value, (PREFIXES[prefix] for prefix in USED))
        rows = OxigraphEngine(build.store).select(get_query("things-by-class").text)
        counts = {row["class"]: int(row["count"]) for row in rows}
        say_classes(said, dataset.value, counts, f"{dataset.value}#")
        return said.triples()


def _triple(subject: ox.NamedNode, predicate: str, value: str | int) -> ox.Triple:
    """A triple; a number is a number, and a text the IRI of something."""
    node = ox.Literal(value) if isinstance(value, int) else ox.NamedNode(value)
    return ox.Triple(subject, ox.NamedNode(predicate), node)
