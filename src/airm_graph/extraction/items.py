"""The records of measures: which distinct measure each is, where it stands, what it repeats."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import ITEM
from ..store import Engine
from ..vocab import AIRM
from .asking import SAME, Numbers, distinct, rows
from .stated import Stated

Array = NDArray[Any]

# A record is an item when it is a measure, or was filed as one and the filing is contested.
CONTESTED = """
SELECT DISTINCT ?item WHERE {
  ?filing airm:classifies ?item ; airm:onFacet airmid:facet-kind ;
          airm:assigns airmid:recordkind-measure ; airm:status airm:disputed .
}"""
ISSUED = """
SELECT DISTINCT ?version ?issued ?of WHERE {
  ?version a airm:FrameworkVersion .
  OPTIONAL { ?version airm:namedGraph/dcterms:issued ?issued }
  OPTIONAL { ?version dcterms:isVersionOf ?of }
} ORDER BY ?version ?issued ?of"""


def items_of(engine: Engine, stated: Stated, work_number: Numbers) -> tuple[list[str], Array]:
    """The IRI of each record, sorted, and its row; a record in two works has a row for each."""
    names = stated.names
    accepted = {names[place] for place in stated.of_kind(AIRM.Mitigation)}
    contested = {row[0] for row in rows(engine, CONTESTED)} - accepted
    works = [
        pair
        for pair in set(stated.said(AIRM.statedIn.value))
        if pair[0] in accepted or pair[0] in contested
    ]
    works.sort()
    iris = [item for item, _ in works]
    measure = distinct(iris, rows(engine, SAME))
    everything = {item for item, said in stated.said(AIRM.claimsAllRisks.value) if said == "true"}
    items = np.zeros(len(iris), dtype=ITEM)
    items["measure"] = [measure[iri] for iri in iris]
    items["work"] = [work_number[work] for _, work in works]
    items["accepted"] = [iri in accepted for iri in iris]
    items["all_risks"] = [iri in everything for iri in iris]
    repeating = _repeating(engine, stated, works, measure)
    items["repeats"] = [iri in repeating for iri in iris]
    return iris, items


def _repeating(
    engine: Engine, stated: Stated, works: list[tuple[str, str]], measure: dict[str, int]
) -> set[str]:
    """The records that repeat one of a version that was issued earlier.

    Undated versions come last; among these, those that are a file of the work itself come first.
    """
    records = np.bincount(np.fromiter(measure.values(), dtype="i4", count=len(measure)))
    issued = {version: (date, of) for version, date, of in rows(engine, ISSUED)}
    recorded = dict(sorted(stated.said(AIRM.recordedIn.value)))
    versions: dict[int, set[tuple[str, str, str]]] = {}
    version_of = {}
    for iri, work in works:
        if records[measure[iri]] > 1:
            version = recorded.get(iri, "")
            date, of = issued.get(version, ("", ""))
            key = (date or "undated", "" if of == work else "repeated", version)
            version_of[iri] = key
            versions.setdefault(measure[iri], set()).add(key)
    return {iri for iri, version in version_of.items() if version != min(versions[measure[iri]])}
