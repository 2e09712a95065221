"""One of the two builds: its columns, and what it says about things, by IRI.

Numbers in columns differ from build to build. Names are IRIs; those of the earlier build are
spelt as the later one spells them where a source is shown in another version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from pyoxigraph import Literal, NamedNode

from ..agents import CodedBy, counting
from ..columns import ITEM, LINK, MAPPING, RELATIONS, STATUSES, UNDETERMINED, VALUE, Columns
from ..coverage.axes import Value
from ..errors import AirmError, WorkspaceError
from ..extraction import columns_of
from ..extraction.asking import rows
from ..identifiers import compress
from ..schemes import Facet
from ..vocab import AIRM, SKOS
from ..workspace import Build
from .inputs import shown_sources, title_of

INDEX = ("items", "works", "agents", "targets", "codings", "exclusions", "mappings", "stated")
NOBODY = "stated of the work"
# Who says that two records are one: a mapping has an author; else the graph that says it.
SAME = """
SELECT DISTINCT ?a ?b ?who WHERE {
  { ?mapping sssom:predicate_id airm:sameRecordAs ; sssom:subject_id ?a ; sssom:object_id ?b .
    OPTIONAL { ?mapping prov:wasAttributedTo/skos:prefLabel ?who } }
  UNION
  { GRAPH ?graph { ?a airm:sameRecordAs ?b }
    FILTER(!STRSTARTS(STR(?graph), CONCAT(STR(airmg:), "inferred-")))
    OPTIONAL { ?graph dcterms:title ?who } }
} ORDER BY ?a ?b ?who"""

Row = tuple[str, str, str, float | None]  # concept, agent, status, confidence
Link = tuple[str, str, str, str]  # record, relation, target, agent


def readable(build: Build, other: Build) -> tuple[Columns, str]:
    """The columns of a build, and what to say about them where they had to be made again.

    A build of another program may hold columns that are laid out otherwise; the graph beside them
    says the same, so they are taken from it as this program takes them.

    Raises:
        WorkspaceError: Neither can be read.
    """
    try:
        columns = build.columns
        if _as_ours(columns):
            return columns, ""
    except (WorkspaceError, TypeError, AttributeError, ValueError):
        pass
    try:
        made = columns_of(build.store, other.columns.facets)
    except (AirmError, LookupError, TypeError, ValueError):
        raise WorkspaceError(
            f"build {build.name} was made by airm-graph {build.manifest['program']}, and its "
            f"columns cannot be read by this program; compare its triples with --triples"
        ) from None
    return made, (
        f"The columns of build {build.name} were made by another program; what is counted was "
        f"taken anew from its graph."
    )


def _as_ours(columns: Columns) -> bool:
    return (
        columns.items.dtype == ITEM
        and columns.links.dtype == LINK
        and columns.mappings.dtype == MAPPING
        and all(array.dtype == VALUE for array in columns.values.values())
        and columns.index.keys() >= set(INDEX)
    )


class Side:
    """One of the two builds.

    Args:
        build: The build.
        columns: Those to count, as :func:`readable` gives them.
        renamed: Ids of sources, and those of the versions that take their place.
        coded_by: Whose decisions count.
        min_confidence: What states a lower confidence does not count.
    """

    def __init__(
        self,
        build: Build,
        columns: Columns,
        renamed: Mapping[str, str],
        *,
        coded_by: CodedBy = "all",
        min_confidence: float = 0.0,
    ) -> None:
        self.build = build
        self.columns = columns
        self.renamed = renamed
        self.coded_by = coded_by
        self.min_confidence = min_confidence
        self.original: dict[str, str] = {}  # by the name used here, where that is another

    def name(self, iri: str) -> str:
        """The IRI as both builds are made to spell it."""
        for old, new in self.renamed.items():
            if f"-{old}-" in iri:
                spelt = iri.replace(f"-{old}-", f"-{new}-", 1)
                self.original[spelt] = iri
                return spelt
        return iri

    def value(self, iri: str, label: str = "") -> Value:
        """A thing as results show it, with the label that this build gives it."""
        own = self.original.get(iri, iri)
        return Value(id=iri.rpartition("/")[2], iri=iri, label=label or self.label(own))

    def label(self, iri: str) -> str:
        """What this build calls the thing; empty where it does not say."""
        found = self.build.store.quads_for_pattern(NamedNode(iri), SKOS.prefLabel, None, None)
        labels = sorted(q.object.value for q in found if isinstance(q.object, Literal))
        return labels[0] if labels else ""

    def source(self, iri: str) -> tuple[str, str]:
        """The id of the source that records the thing, and its title with its version."""
        own = NamedNode(self.original.get(iri, iri))
        for quad in self.build.store.quads_for_pattern(own, AIRM.recordedIn, None, None):
            id_ = str(getattr(quad.object, "value", "")).rpartition("/version-")[2]
            said = shown_sources(self.build).get(id_)
            if said:
                return id_, title_of(said)
        return "", ""

    def agent(self, number: int) -> str:
        """Who decided: the label of an agent; a fact about a work needs nobody."""
        return str(self.columns.index["agents"][number]["label"]) if number >= 0 else NOBODY

    @cached_property
    def records(self) -> dict[str, int]:
        """The row of each record in the columns."""
        return {self.name(iri): n for n, iri in enumerate(self.columns.index["items"])}

    @cached_property
    def works(self) -> dict[str, dict[str, Any]]:
        """The works by IRI."""
        return {work["iri"]: work for work in self.columns.index["works"]}

    def work_of(self, record: str) -> str:
        """The IRI of the work that states the record."""
        number = int(self.columns.items["work"][self.records[record]])
        return str(self.columns.index["works"][number]["iri"])

    def accepted(self, record: str) -> bool:
        """Whether the record is held to be a measure."""
        return bool(self.columns.items["accepted"][self.records[record]])

    @cached_property
    def _rows(self) -> dict[str, dict[int, set[Row]]]:
        found: dict[str, dict[int, set[Row]]] = {}
        for name, array in self.columns.values.items():
            iris = [self.name(iri) for iri in self.columns.facets[name].concepts]
            of_items = found.setdefault(name, {})
            for item, concept, agent, status, confidence in array.tolist():
                iri = "" if concept == UNDETERMINED else iris[concept]
                row = (iri, self.agent(agent), STATUSES[status], sure(confidence))
                of_items.setdefault(item, set()).add(row)
        return found

    def rows(self, record: str, facet: str) -> set[Row]:
        """How the record is classified on a facet: under what, by whom, in which status."""
        return self._rows.get(facet, {}).get(self.records[record], set())

    @cached_property
    def coders(self) -> set[str]:
        """Those whose decisions count."""
        agents = self.columns.index["agents"]
        counts = counting(self.columns, self.coded_by)
        return {NOBODY} | {
            agents[number]["label"] for number in np.flatnonzero(counts[:-1]).tolist()
        }

    def counts(self, row: Row) -> bool:
        """Whether a classification counts under the options."""
        _, who, status, confidence = row
        return status in ("accepted", "disputed") and self._trusted(who, confidence)

    def _trusted(self, who: str, confidence: float | None) -> bool:
        return who in self.coders and (confidence is None or confidence >= self.min_confidence)

    @cached_property
    def counted_links(self) -> dict[Link, float | None]:
        """The stated actions of those whose decisions count."""
        return {link: sure for link, sure in self.links.items() if link[3] in self.coders}

    @cached_property
    def links(self) -> dict[Link, float | None]:
        """The stated actions by (record, relation, target, agent), with their confidence."""
        items = [self.name(iri) for iri in self.columns.index["items"]]
        targets = [self.name(said["iri"]) for said in self.columns.index["targets"]]
        return {
            (items[item], RELATIONS[relation], targets[target], self.agent(agent)): sure(confidence)
            for item, relation, target, agent, confidence in self.columns.links.tolist()
        }

    @cached_property
    def exclusions(self) -> dict[str, tuple[frozenset[str], str]]:
        """By IRI of a declaration, the values it excludes, and what it says."""
        found: dict[str, set[str]] = {}
        said = {}
        for iri, value, rationale in self.columns.index["exclusions"]:
            found.setdefault(iri, set()).add(self.name(value))
            said[iri] = rationale
        return {iri: (frozenset(values), said[iri]) for iri, values in found.items()}

    @cached_property
    def same(self) -> dict[str, set[tuple[str, str]]]:
        """For each record, the records that it is said to be one with, and who says so."""
        found: dict[str, set[tuple[str, str]]] = {}
        for one, other, who in rows(self.build.engine, SAME):
            found.setdefault(self.name(one), set()).add((self.name(other), who))
            found.setdefault(self.name(other), set()).add((self.name(one), who))
        return {
            record: {pair for pair in pairs if pair[1] or (pair[0] not in _told(pairs))}
            for record, pairs in found.items()
        }

    def facet(self, name: str) -> Facet | None:
        """The facet of that name, if this build has it."""
        return self.columns.facets.get(name)

    def path(self, facet: str, iri: str) -> tuple[str, ...]:
        """The concept and its ancestors; the IRI alone where the scheme does not have it."""
        found = self.columns.facets.get(facet)
        own = self.original.get(iri, iri)
        if found is None or own not in found.concepts:
            return (iri,)
        return tuple(self.name(step.iri) for step in found.path(own))

    def concept(self, facet: str, iri: str) -> str:
        """A concept as people read it: its code and label."""
        if not iri:
            return "undetermined"
        found = self.columns.facets.get(facet)
        said = found.concepts.get(self.original.get(iri, iri)) if found else None
        if said is None:
            return compress(iri)
        return f"{said.notation} {said.label}" if said.notation != said.label else said.label


def _told(pairs: Iterable[tuple[str, str]]) -> set[str]:
    return {other for other, who in pairs if who}


def sure(confidence: float) -> float | None:
    """A confidence as people state it; None where nobody did."""
    return None if confidence != confidence else round(confidence, 4)
