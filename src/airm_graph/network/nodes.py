"""Names the nodes of a network: what each is, where it is stated, how it is classified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..columns import STATUSES, UNDETERMINED, Columns
from ..coverage.axes import work_key
from ..identifiers import compress
from ..schemes import Facet
from ..vocab import AIRM

Array = NDArray[Any]


class Nodes:
    """The nodes that measures, works and targets are, by their IRIs.

    A measure goes by the first of its accepted records, wherever it stands: a measure to which
    mappings lead is the same node as the measure that acts on risks.
    """

    def __init__(self, columns: Columns, labels: Mapping[str, str]) -> None:
        self.columns = columns
        self.labels = labels
        items = columns.items
        records = np.flatnonzero(items["accepted"])
        self.measures, first = np.unique(items["measure"][records], return_index=True)
        self.records = records[first]  # of each measure, the one that names it
        self._iris = {
            int(measure): str(columns.index["items"][record])
            for measure, record in zip(self.measures, self.records, strict=True)
        }
        mapped = records[items["target"][records] >= 0]
        self._measure_of = {int(items["target"][r]): int(items["measure"][r]) for r in mapped}
        targets = columns.index["targets"]
        self._label_of = {m: targets[t]["label"] for t, m in self._measure_of.items()}
        pairs = np.unique(np.stack([items["measure"], items["work"]], axis=1)[records], axis=0)
        self._works: dict[int, list[str]] = {}
        for measure, work in pairs.tolist():
            key = work_key(columns.index["works"][work]["iri"])
            self._works.setdefault(measure, []).append(key)

    def measure(self, number: int) -> str:
        """The node of a measure."""
        return self._iris[number]

    def target(self, number: int) -> str:
        """The node of a target."""
        if number in self._measure_of:
            return self._iris[self._measure_of[number]]
        return str(self.columns.index["targets"][number]["iri"])

    def is_measure(self, target: int) -> bool:
        """Whether a target is a measure itself."""
        return target in self._measure_of

    def kinds(self, target: int) -> tuple[str, ...]:
        """What a target is; the most telling word comes first."""
        said = self.columns.index["targets"][target]["kinds"]
        return tuple("measure" if kind == "mitigation" else kind for kind in said)

    def about_measure(self, number: int) -> dict[str, Any]:
        """The attributes of a measure."""
        iri = self._iris[number]
        label = self.labels.get(iri) or self._label_of.get(number, "")
        return _said(iri, "measure", label, self._works.get(number, ()))

    def about_work(self, number: int) -> dict[str, Any]:
        """The attributes of a work."""
        work = self.columns.index["works"][number]
        return _said(work["iri"], "work", work["label"], [work_key(work["iri"])])

    def about_target(self, number: int) -> dict[str, Any]:
        """The attributes of a target."""
        if number in self._measure_of:
            return self.about_measure(self._measure_of[number])
        target = self.columns.index["targets"][number]
        works = [work_key(work) for work in target["works"]]
        said = _said(target["iri"], self.kinds(number)[0], target["label"], works)
        classes = {
            name: sorted(concept_name(self.columns.facets[name], iri) for iri in iris)
            for name, iris in sorted(target["classes"].items())
            if name != "kind"  # which is said already
        }
        return {**said, "classes": classes} if classes else said

    def classes(self, measures: Iterable[int], speakers: Array) -> dict[str, dict[str, list[str]]]:
        """By node of a measure, the concepts under which it is accepted, by facet.

        Args:
            measures: Of these measures.
            speakers: By number of an agent, whether what it says counts; the last is nobody.
        """
        wanted = np.zeros(int(self.columns.items["measure"].max(initial=-1)) + 1, dtype=bool)
        wanted[np.fromiter(measures, dtype=np.int64)] = True
        found: dict[str, dict[str, list[str]]] = {}
        for name, rows in sorted(self.columns.values.items()):
            facet = self.columns.facets[name]
            if facet.of == AIRM.Framework.value:  # tells of the work, not of the measure
                continue
            concepts = list(facet.concepts)
            measure = self.columns.items["measure"][rows["item"]]
            keep = (rows["status"] == STATUSES.index("accepted")) & wanted[measure]
            keep &= (rows["concept"] != UNDETERMINED) & speakers[rows["agent"]]
            pairs = np.unique(np.stack([measure, rows["concept"]], axis=1)[keep], axis=0)
            for number, concept in pairs.tolist():
                of = found.setdefault(self._iris[number], {}) if number in self._iris else {}
                of.setdefault(name, []).append(concept_name(facet, concepts[concept]))
        return found


def opened(columns: Columns) -> Columns:
    """The columns with their index read: every entry is asked for more than once."""
    index = columns.index
    if all(isinstance(entries, list) for entries in index.values()):
        return columns
    return replace(columns, index={name: list(entries) for name, entries in index.items()})


def concept_name(facet: Facet, iri: str) -> str:
    """A concept as people read it: its code before its label where the two differ."""
    concept = facet.concepts.get(iri)
    if concept is None:
        return compress(iri)
    if concept.notation[:1].isdigit():
        return f"{concept.notation} {concept.label}"
    return concept.label


def _said(iri: str, kind: str, label: str, works: Iterable[str]) -> dict[str, Any]:
    name = compress(iri)
    return {
        "iri": iri,
        "id": name,
        "label": label or name,
        "kind": kind,
        "works": sorted(set(works)),
    }
