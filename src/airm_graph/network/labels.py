"""The labels of measures, which the columns do not have."""

from __future__ import annotations

from ..store import PROLOGUE
from ..workspace import Build

LABELS = (
    PROLOGUE
    + """
SELECT DISTINCT ?measure ?label WHERE {
  ?measure a airm:Mitigation ; skos:prefLabel ?label .
} ORDER BY ?measure ?label"""
)


def measure_labels(build: Build) -> dict[str, str]:
    """By IRI of a measure its label; where there are several, the first in the alphabet."""
    found: dict[str, str] = {}
    for row in build.engine.select(LABELS):
        found.setdefault(row["measure"], row["label"])
    return found
