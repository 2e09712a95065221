"""Who put what under which concept of a facet: from the columns, or where they lack it, the store.

The columns hold the classifications of measures. Those of risks, requirements and headings, of
which there are fewer, are asked of the store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import STATUSES, UNDETERMINED, Columns
from ..extraction.asking import distinct
from ..schemes import Facet
from ..store import PROLOGUE, GraphEngine, Row
from ..vocab import AIRM

Array = NDArray[Any]
SUPERSEDED = STATUSES.index("superseded")
ROW = np.dtype(
    [
        ("unit", "<i4"),
        ("record", "<i4"),
        ("work", "<i4"),
        ("agent", "<i2"),
        ("concept", "<i4"),
        ("status", "i1"),
    ]
)

# Of one facet; the classes, where given, keep to things that are no measures.
SAID = """
SELECT DISTINCT ?facet ?thing ?concept ?agent ?status ?work WHERE {
  KINDS
  ?said airm:classifies ?thing ; airm:onFacet ?facet ; a airm:Classification ;
        airm:status ?status ; prov:wasAttributedTo ?agent .
  OPTIONAL { ?said airm:assigns ?concept }
  OPTIONAL { ?thing airm:statedIn ?work }
} ORDER BY ?thing ?agent ?concept ?status ?work"""
KINDS = """
  VALUES ?kind { airm:Requirement airm:DocumentSection airm:EvidenceNote airo:Risk airo:RiskSource
                 airo:Impact airo:Consequence }
  ?thing a ?kind .
  MINUS { ?thing a airm:Mitigation }"""
OF_ANYTHING = PROLOGUE + SAID.replace("KINDS", "")
OF_OTHERS = PROLOGUE + SAID.replace("KINDS", KINDS)
SAME = (
    PROLOGUE
    + """
SELECT DISTINCT ?facet ?thing ?other WHERE {
  ?said airm:onFacet ?facet ; airm:classifies ?thing . ?thing airm:sameRecordAs ?other .
} ORDER BY ?thing ?other"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statements:
    """The classifications on one facet.

    Attributes:
        rows: One for each: of what thing, by its number (``unit``), in which record and work, by
            which agent, under which concept (:data:`UNDETERMINED` if it could not be decided).
        concepts: The IRIs of the concepts, by number.
        record: The IRI of a record, by its number.
    """

    rows: Array
    concepts: list[str]
    record: Callable[[int], str]


def statements_on(
    columns: Columns, engine: GraphEngine, facet: Facet, *, distinct_measures: bool = True
) -> Statements:
    """What anybody said on a facet, less what was superseded.

    Args:
        columns: Those of the build.
        engine: The store of the same build.
        facet: The facet.
        distinct_measures: Count a measure once, however many records state it; else each record.
    """
    if facet.of != AIRM.Mitigation.value or facet.name not in columns.values:
        said = engine.select(OF_ANYTHING, facet=facet.iri)
        return _stated(columns, engine, facet, said, distinct_measures)
    measures = _of_measures(columns, facet, distinct_measures)
    items = columns.index["items"]
    contested = {items[n] for n in np.flatnonzero(~columns.items["accepted"]).tolist()}
    said = [
        row for row in engine.select(OF_OTHERS, facet=facet.iri) if row["thing"] not in contested
    ]
    others = _stated(columns, engine, facet, said, distinct_measures)
    more = others.rows.copy()
    more["record"] += len(items)
    more["unit"] += int(measures["unit"].max(initial=-1)) + 1
    return Statements(
        rows=np.concatenate([measures, more]),
        concepts=others.concepts,
        record=lambda n: items[n] if n < len(items) else others.record(n - len(items)),
    )


def _of_measures(columns: Columns, facet: Facet, distinct_measures: bool) -> Array:
    values = columns.values[facet.name]
    values = values[(values["agent"] >= 0) & (values["status"] != SUPERSEDED)]
    rows = np.zeros(values.size, dtype=ROW)
    rows["record"] = values["item"]
    for name in ("agent", "concept", "status"):
        rows[name] = values[name]
    items = columns.items
    rows["work"] = items["work"][values["item"]]
    rows["unit"] = items["measure"][values["item"]] if distinct_measures else values["item"]
    return rows


def _stated(
    columns: Columns,
    engine: GraphEngine,
    facet: Facet,
    said: list[Row],
    distinct_measures: bool,
) -> Statements:
    """The statements behind solutions of :data:`SAID`."""
    agents = {agent["iri"]: number for number, agent in enumerate(columns.index["agents"])}
    works = {work["iri"]: number for number, work in enumerate(columns.index["works"])}
    concepts = {iri: number for number, iri in enumerate(facet.concepts)}
    records = sorted({row["thing"] for row in said})
    number = {iri: place for place, iri in enumerate(records)}
    unit = number
    if distinct_measures and said:
        same = [[row["thing"], row["other"]] for row in engine.select(SAME, facet=facet.iri)]
        unit = distinct(records, same)
    found = []
    for row in said:
        concept = row.get("concept")
        if concept is not None:
            concepts.setdefault(concept, len(concepts))
        status = STATUSES.index(row["status"].rpartition("#")[2])
        if row["agent"] in agents and status != SUPERSEDED:
            thing = row["thing"]
            place = UNDETERMINED if concept is None else concepts[concept]
            known = (unit[thing], number[thing], works.get(row.get("work", ""), -1))
            found.append((*known, agents[row["agent"]], place, status))
    return Statements(
        rows=np.array(found, dtype=ROW), concepts=list(concepts), record=lambda n: records[n]
    )
