"""The page of a named graph: where it comes from, under which licence, and what it holds."""

from __future__ import annotations

from collections import defaultdict

from pyoxigraph import DefaultGraph, NamedNode

from ..identifiers import compress
from ..vocab import AIRM, DCTERMS, PROV, RDF
from .holdings import Holdings
from .links import Links
from .mentions import Mentions, known_iri
from .rendering import fill

COUNTS = """
SELECT ?graph ?class (COUNT(DISTINCT ?thing) AS ?things)
WHERE { GRAPH ?graph { ?thing a ?class } }
GROUP BY ?graph ?class ORDER BY DESC(?things) ?class"""
SIZE = """
SELECT ?graph (COUNT(*) AS ?quads) WHERE { GRAPH ?graph { ?s ?p ?o } } GROUP BY ?graph"""
# What is said of a graph, in the order in which it is shown.
SAID = {
    DCTERMS.description.value: "Description",
    DCTERMS.source.value: "Published at",
    PROV.wasDerivedFrom.value: "Derived from",
    PROV.wasGeneratedBy.value: "Filled by the rule",
    PROV.wasAttributedTo.value: "Who answers for it",
    AIRM.method.value: "Method",
    DCTERMS.license.value: "Licence",
    DCTERMS.rights.value: "Rights",
    DCTERMS.issued.value: "Published on",
    DCTERMS.date.value: "Read on",
    AIRM.checksum.value: "Checksum",
}


def graph_page(holdings: Holdings, links: Links, iri: str) -> str:
    """What is known of a named graph.

    Args:
        holdings: The build.
        links: Where pages lead.
        iri: Its IRI or CURIE.

    Raises:
        IdentifierError: There is no such graph; the nearest are named.
    """
    iri = known_iri(iri, holdings.graph_titles)
    store, node = holdings.build.store, NamedNode(iri)
    said: dict[str, list[str]] = defaultdict(list)
    for quad in store.quads_for_pattern(node, None, None, DefaultGraph()):
        said[quad.predicate.value].append(str(getattr(quad.object, "value", quad.object)))
    holders = store.quads_for_pattern(None, AIRM.namedGraph, node)
    versions = {quad.subject.value for quad in holders if isinstance(quad.subject, NamedNode)}
    left = sorted(said.keys() - SAID.keys() - {DCTERMS.title.value, RDF.type.value})
    names = Mentions(holdings, links)
    return fill(
        "graph.html",
        links,
        build=holdings.build.name,
        names=names,
        iri=iri,
        id=compress(iri),
        title=holdings.graph_titles[iri],
        said=[(SAID[name], sorted(said[name])) for name in SAID if name in said],
        left=[(name, sorted(said[name])) for name in left],
        versions=sorted(versions),
        quads=int(holdings.engine.select(SIZE, graph=iri)[0]["quads"]),
        classes=[
            (row["class"], int(row["things"])) for row in holdings.engine.select(COUNTS, graph=iri)
        ],
        data=names.data(iri),
    )
