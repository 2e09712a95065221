"""Why a measure lies elsewhere in one build than in the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..coverage.options import FRAMEWORK
from ..identifiers import compress
from .links import link_causes
from .model import Cause
from .sides import NOBODY, Row, Side


class Measures:
    """What differs about the records of measures between two builds."""

    def __init__(self, before: Side, after: Side) -> None:
        self.before = before
        self.after = after
        self._sources = {
            side: {said["id"] for said in side.build.manifest["sources"] if said["current"]}
            for side in (before, after)
        }

    def causes(self, records: frozenset[str], facets: Sequence[str]) -> Iterator[Cause]:
        """What differs about the records of one measure, on the facets that a cell uses."""
        for record in sorted(records):
            if record not in self.before.records:
                yield from self.came(record, self.after, self.before, "added")
            elif record not in self.after.records:
                yield from self.came(record, self.before, self.after, "removed")
            else:
                yield from self._differs(record, facets)
            yield from self.joined(record)

    def came(
        self, thing: str, has: Side, lacks: Side, what: str, noun: str = "measure"
    ) -> Iterator[Cause]:
        """A record that only one build has; and its source, where only that build has it."""
        source, title = has.source(thing)
        other = has.renamed.get(source, source)
        if source and other not in self._sources[lacks]:
            iri = f"{thing.rpartition('/')[0]}/version-{source}"
            yield Cause(kind=f"source {what}", thing=has.value(iri, title))
        yield Cause(kind=f"{noun} {what}", thing=has.value(thing), by=title)

    def _differs(self, record: str, facets: Sequence[str]) -> Iterator[Cause]:
        before, after = self.before, self.after
        value = after.value(record)
        stated = self._version(record)
        yield from self.contested(record)
        for name in facets:
            if name == FRAMEWORK:
                works = before.work_of(record), after.work_of(record)
                if works[0] != works[1]:
                    yield Cause(
                        kind="work changed",
                        thing=value,
                        before=compress(works[0]),
                        after=compress(works[1]),
                        by=after.source(record)[1],
                    )
                continue
            found = list(self._reclassified(record, name))
            facet = after.facet(name) or before.facet(name)
            if facet is not None and facet.inherited:
                found += link_causes(before, after, lambda link: link[0] == record)
            if found and stated:
                yield stated
            yield from found

    def contested(self, record: str) -> Iterator[Cause]:
        """A record of both builds that only one of them holds to be a measure."""
        before, after = self.before, self.after
        if before.accepted(record) != after.accepted(record):
            said = {True: "held to be a measure", False: "not held to be a measure"}
            yield Cause(
                kind="kind changed",
                thing=after.value(record),
                before=said[before.accepted(record)],
                after=said[after.accepted(record)],
                by=after.source(record)[1],
            )

    def _version(self, record: str) -> Cause | None:
        old, new = self.before.source(record), self.after.source(record)
        if not old[0] or not new[0] or old[0] == new[0]:
            return None
        iri = f"{record.rpartition('/')[0]}/version-{new[0]}"
        thing = self.after.value(iri, new[1])
        return Cause(kind="version changed", thing=thing, before=old[1], after=new[1])

    def _reclassified(self, record: str, facet: str) -> Iterator[Cause]:
        old, new = self.before.rows(record, facet), self.after.rows(record, facet)
        gone = {
            row for row in old - new if self.before.counts(row) or _counts_as(self.after, row, new)
        }
        come = {
            row for row in new - old if self.after.counts(row) or _counts_as(self.before, row, old)
        }
        for who in sorted({row[1] for row in gone | come}):
            pair = [
                ", ".join(
                    _said(side, facet, row, other)
                    for row in sorted(rows, key=repr)
                    if row[1] == who
                )
                for side, rows, other in ((self.before, gone, come), (self.after, come, gone))
            ]
            yield Cause(
                kind="reclassified",
                thing=self.after.value(record),
                before=f"{facet} {pair[0]}" if pair[0] else "",
                after=f"{facet} {pair[1]}" if pair[1] else "",
                by="" if who == NOBODY else who,
            )
        for concept in sorted({row[0] for row in old & new} - {""}):
            paths = self.before.path(facet, concept), self.after.path(facet, concept)
            if paths[0] != paths[1]:
                told = [
                    "below "
                    + (" below ".join(side.concept(facet, i) for i in path[1:]) or "nothing")
                    for side, path in zip((self.before, self.after), paths, strict=True)
                ]
                name = self.after.concept(facet, concept)
                thing = self.after.value(concept, name)
                yield Cause(kind="taxonomy changed", thing=thing, before=told[0], after=told[1])

    def joined(self, thing: str, *, among_records: bool = True) -> Iterator[Cause]:
        """Statements that two records are one, which only one of the builds has."""
        old = self.before.same.get(thing, set())
        new = self.after.same.get(thing, set())
        for kind, side, pairs in (
            ("split", self.before, old - new),
            ("merged", self.after, new - old),
        ):
            for other, who in sorted(pairs):
                one, two = sorted((thing, other))
                if among_records and not {one, two} <= side.records.keys():
                    continue
                said = f"one with {two.rpartition('/')[2]}"
                yield Cause(
                    kind=kind,
                    thing=side.value(one),
                    before=said if kind == "split" else "",
                    after=said if kind == "merged" else "",
                    by=who,
                )


def _said(side: Side, facet: str, row: Row, others: set[Row]) -> str:
    """A classification in words; status and confidence where they are what differs."""
    concept, who, status, confidence = row
    words = side.concept(facet, concept)
    same = [other for other in others if other[:2] == (concept, who)]
    if status != "accepted" or any(other[2] != status for other in same):
        words += f" ({status})"
    if any(other[3] != confidence for other in same):
        words += f" (confidence {'unstated' if confidence is None else confidence})"
    return words


def _counts_as(side: Side, row: Row, others: set[Row]) -> bool:
    """Whether the same decision counts in the other build."""
    return any(other[:2] == row[:2] and side.counts(other) for other in others)
