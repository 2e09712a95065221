"""What the ends of mappings are called and where they are recorded, for any number of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from pyoxigraph import NamedNode

from ...vocab import AIRM, AIRO, OWL, SKOS, SSSOM
from ..contents import LABELS, Contents, Resource
from ..terms import Line, by_subject

# The classes that say best what a thing is, the best first.
KINDS = (
    *(AIRM.Mitigation, AIRM.Requirement, AIRO.RiskSource, AIRO.Risk, AIRO.Consequence),
    *(AIRO.Impact, AIRM.Incident, AIRM.EvidenceNote, AIRM.DocumentSection, AIRM.Framework),
    *(AIRM.Compilation, SKOS.Concept, SKOS.ConceptScheme),
)
AT_ONCE = 10_000  # rows


class Thing(NamedTuple):
    """One end of a mapping; what is not known is empty.

    Attributes:
        label: What it is called.
        kind: The IRI of its class.
        source: The IRI of the version of a work that records it, or of its scheme.
    """

    label: str = ""
    kind: str = ""
    source: str = ""


class Things:
    """Everything with a label, on disk where it is much; the few versions and graphs in memory.

    Attributes:
        numbers: What each version of a work, or scheme, calls its version, by IRI.
        licences: The licence of each named graph, by IRI.
    """

    def __init__(self, contents: Contents) -> None:
        self._table = sqlite3.connect("")  # a file of its own, which nobody else sees
        self._table.execute(
            "CREATE TABLE thing (iri TEXT PRIMARY KEY, label TEXT, kind TEXT, source TEXT) "
            "WITHOUT ROWID"
        )
        self.numbers: dict[str, str] = {}
        self.licences = {
            contents.name(f"graph/source-{source['id']}"): source["licence"]
            for source in contents.sources
            if source["licence"]
        }
        rows: list[tuple[str, ...]] = []
        for each in _with_label(contents):
            source = each.value(AIRM.recordedIn) or each.value(SKOS.inScheme)
            rows.append((each.iri, each.label, _kind(each), source))
            if each.is_a(AIRM.FrameworkVersion, SKOS.ConceptScheme):
                self.numbers[each.iri] = each.value(OWL.versionInfo)
            if len(rows) == AT_ONCE:
                self._add(rows)
        self._add(rows)

    def _add(self, rows: list[tuple[str, ...]]) -> None:
        self._table.executemany("INSERT OR REPLACE INTO thing VALUES (?, ?, ?, ?)", rows)
        rows.clear()

    def get(self, iri: str) -> Thing:
        """What is known of a thing."""
        query = "SELECT label, kind, source FROM thing WHERE iri = ?"
        found = self._table.execute(query, (iri,)).fetchone()
        return Thing(*found) if found else Thing()


def mappings(contents: Contents) -> Iterator[Resource]:
    """The mappings by name, never all in memory."""
    for group in _groups(contents, SSSOM.Mapping):
        yield Resource.of(group)


def _with_label(contents: Contents) -> Iterator[Resource]:
    for group in _groups(contents, *LABELS):
        yield Resource.of(group)


def _groups(contents: Contents, *wanted: NamedNode) -> Iterator[list[Line]]:
    """The lines of those subjects that use one of the terms; no other is looked at closely."""
    terms = tuple(f" <{term.value}> ".encode() for term in wanted)
    for _, group in by_subject(contents.lines()):
        if any(term in line for line in group for term in terms):
            yield group


def _kind(each: Resource) -> str:
    types = each.types
    return next((kind.value for kind in KINDS if kind.value in types), "")
