"""What the pages speak of: one build, opened once, with the names of its things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from ..coverage.gap_report import GapReport, gap_report
from ..coverage.grid import RecentGrids
from ..dossier import Dossiers
from ..identifiers import compress
from ..lookup import Thing, list_things
from ..store import PROLOGUE, OxigraphEngine
from ..vocab import AIRM, DCTERMS
from ..workspace import Build
from .browse_index import BrowseIndex

LABELS = """
SELECT DISTINCT ?thing ?label WHERE {
  VALUES ?thing { IRIS }
  ?thing skos:prefLabel ?label .
} ORDER BY ?thing ?label"""


@dataclass(frozen=True)
class Holdings:
    """A build and what every page of it needs; worked out once, when it is first asked for."""

    build: Build

    @cached_property
    def engine(self) -> OxigraphEngine:
        """Answers library queries."""
        return OxigraphEngine(self.build.store)

    @cached_property
    def things(self) -> dict[str, Thing]:
        """Everything that has a page, by IRI."""
        return {thing.iri: thing for thing in list_things(self.engine)}

    @cached_property
    def dossiers(self) -> Dossiers:
        """Everything about one of them after the other."""
        return Dossiers(self.engine, self.things)

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of each of them."""
        return {iri: thing.label for iri, thing in self.things.items()}

    @cached_property
    def grid_of(self) -> RecentGrids:
        """The tables in which cells are."""
        return RecentGrids()

    @cached_property
    def names_of_nodes(self) -> dict[object, list[Quad]]:
        """How documents call what they mention, as far as that was looked up."""
        return {}

    @cached_property
    def agents(self) -> dict[str, str]:
        """The IRIs of persons, models and organisations by their labels."""
        return {thing.label: iri for iri, thing in self.things.items() if thing.kind == "agent"}

    @cached_property
    def browse_index(self) -> BrowseIndex:
        """What can be browsed by which filter."""
        return BrowseIndex.of(self.things.values(), self.build.store, self.build.columns.facets)

    @cached_property
    def stated_in(self) -> dict[str, list[str]]:
        """The works that state each thing, by their IRIs."""
        found: dict[str, list[str]] = {}
        for quad in self.build.store.quads_for_pattern(None, AIRM.statedIn, None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                works = found.setdefault(quad.subject.value, [])
                if quad.object.value not in works:
                    works.append(quad.object.value)
        return found

    @cached_property
    def classes(self) -> list[str]:
        """The classes of which there is something, by IRI."""
        rows = self.engine.select("SELECT DISTINCT ?class WHERE { ?thing a ?class }")
        return sorted(row["class"] for row in rows if "://" in row["class"])

    @cached_property
    def properties(self) -> list[str]:
        """The properties in use, by IRI."""
        rows = self.engine.select("SELECT DISTINCT ?property WHERE { ?thing ?property ?value }")
        return sorted(row["property"] for row in rows)

    @cached_property
    def graph_titles(self) -> dict[str, str]:
        """The named graphs by IRI, each with its title, or its CURIE where it has none."""
        store = self.build.store
        names = [graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)]
        titles = {
            quad.subject.value: quad.object.value
            for quad in store.quads_for_pattern(None, DCTERMS.title, None, DefaultGraph())
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
        }
        return {name: titles.get(name, compress(name)) for name in sorted(names)}

    @cached_property
    def report(self) -> GapReport:
        """What bare ``gaps`` prints."""
        return gap_report(self.build.columns, self.build.name)

    def labels_of(self, iris: Iterable[str]) -> dict[str, str]:
        """The labels of a few things; those of all others are not looked up for that."""
        if "things" in self.__dict__:
            return {iri: self.labels[iri] for iri in iris if iri in self.labels}
        values = " ".join(f"<{iri}>" for iri in sorted(set(iris)))
        rows = self.engine.select(PROLOGUE + LABELS.replace("IRIS", values)) if values else []
        return {row["thing"]: row["label"] for row in rows[::-1]}
