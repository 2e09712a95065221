"""What ``who-says-so`` answers about one thing after the other, for who asks about very many.

The library query describes each graph once for each of the triples in it. Here every graph is
described once, and the statements behind derived triples are read all at once; the rows are the
same, in the same order.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from pyoxigraph import DefaultGraph, NamedNode, Quad

from .store import PROLOGUE, GraphEngine, Row
from .vocab import PROV

GRAPH = (
    PROLOGUE
    + """
SELECT DISTINCT ?graph ?graphTitle ?licence ?version ?source ?checksum ?issued ?agent ?agentLabel
  ?method ?rule ?ruleDescription
WHERE {
  ?graph dcterms:title ?graphTitle .
  OPTIONAL { ?graph dcterms:license ?licence }
  OPTIONAL { ?version airm:namedGraph ?graph }
  OPTIONAL { ?graph dcterms:source ?source }
  OPTIONAL { ?graph airm:checksum ?checksum }
  OPTIONAL { ?graph dcterms:issued ?issued }
  OPTIONAL {
    ?graph prov:wasAttributedTo ?agent .
    OPTIONAL { ?agent skos:prefLabel ?agentLabel }
  }
  OPTIONAL { ?graph airm:method ?method }
  OPTIONAL {
    ?graph prov:wasGeneratedBy ?rule .
    OPTIONAL { ?rule dcterms:description ?ruleDescription }
  }
} ORDER BY ?licence ?agent"""
)
SUPPORTS = (
    PROLOGUE
    + """
SELECT DISTINCT ?thing ?property ?value
  ?statement ?statedBy ?statedByLabel ?statedMethod ?status ?confidence ?date ?rationale
WHERE {
  {
    ?statement airm:classifies ?thing ; airm:assigns ?value ; airm:onFacet ?facet .
    ?facet airm:derives ?property .
  }
  UNION
  { ?statement airm:statementOf ?thing ; airm:target ?value ; airm:relation ?property }
  UNION
  {
    ?statement sssom:subject_id ?thing ; sssom:object_id ?value ; sssom:predicate_id ?property .
    FILTER NOT EXISTS { ?statement sssom:predicate_modifier sssom:NegatedPredicate }
    FILTER NOT EXISTS { ?statement airm:stale ?why }
    FILTER NOT EXISTS { ?statement airm:unresolved ?where }
  }
  FILTER EXISTS { ?statement airm:status airm:accepted }
  OPTIONAL { ?statement airm:status ?status }
  OPTIONAL {
    ?statement prov:wasAttributedTo ?statedBy .
    OPTIONAL { ?statedBy skos:prefLabel ?statedByLabel }
  }
  OPTIONAL { ?statement airm:method ?statedMethod }
  OPTIONAL { ?statement airm:confidence ?confidence }
  OPTIONAL { ?statement dcterms:date ?date }
  OPTIONAL { ?statement airm:rationale ?rationale }
} ORDER BY ?statement"""
)


class AuthorshipOfAll:
    """Who says what of any thing of one graph.

    Args:
        engine: The graph, in a store of this machine: it is asked for each thing by pattern.
    """

    def __init__(self, engine: GraphEngine) -> None:
        self._engine = engine
        self._graphs: dict[NamedNode, list[Row]] = {}
        self._derived: dict[NamedNode, bool] = {}

    def rows(self, iri: str) -> list[Row]:
        """As :func:`airm_graph.authorship.rows_about`."""
        quads = list(self._engine.store.quads_for_pattern(NamedNode(iri), None, None))
        named = {quad.triple for quad in quads if isinstance(quad.graph_name, NamedNode)}
        rows: list[Row] = []
        for quad in sorted(quads, key=_place):
            said = {
                "thing": iri,
                "property": quad.predicate.value,
                "value": _text(quad.object),
            }
            if isinstance(quad.graph_name, NamedNode):
                graphs = self._graph(quad.graph_name)
                supports = self._supports_of(quad, quad.graph_name)
                rows += ({**said, **graph, **support} for support in supports for graph in graphs)
            elif quad.triple not in named:
                rows.append(said)
        return rows

    def _graph(self, graph: NamedNode) -> list[Row]:
        """How a graph is described: once for each of its licences and agents."""
        if graph not in self._graphs:
            found = self._engine.select(GRAPH, graph=graph.value)
            self._graphs[graph] = [{**row, "graph": graph.value} for row in found or [{}]]
        return self._graphs[graph]

    def _supports_of(self, quad: Quad, graph: NamedNode) -> list[Row]:
        """The statements from which a rule derived a triple; where there are none, an empty row."""
        if graph not in self._derived:
            made = self._engine.store.quads_for_pattern(graph, PROV.wasGeneratedBy, None)
            self._derived[graph] = any(made)
        if not self._derived[graph] or not isinstance(quad.object, NamedNode):
            return [{}]
        wanted = _text(quad.subject), quad.predicate.value, quad.object.value
        return self._supports.get(wanted, [{}])

    @cached_property
    def _supports(self) -> dict[tuple[str, str, str], list[Row]]:
        found: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
        for row in self._engine.select(SUPPORTS):
            found[row.pop("thing"), row.pop("property"), row.pop("value")].append(row)
        return dict(found)


def _place(quad: Quad) -> tuple[str, str, bool, str]:
    """Where a row stands: by graph, of which the default one has no name, property and value."""
    graph = "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
    literal = not isinstance(quad.object, NamedNode)
    return graph, quad.predicate.value, literal, _text(quad.object)


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
