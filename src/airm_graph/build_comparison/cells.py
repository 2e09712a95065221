"""Which cells changed their state between two builds, and because of what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from ..coverage.cells import Cell
from ..coverage.codings import needs_coding, statements
from ..coverage.options import FRAMEWORK, Options
from .measures import Measures
from .model import UNLISTED, Cause, Change, Standing
from .places import Key, Places
from .sides import Side

AMOUNT = {"addressed": 2, "thin": 1}
UNCODED = "no coding statement"


class CellChanges:
    """The cells of the facets of ``options`` in both builds."""

    def __init__(self, before: Side, after: Side, options: Options) -> None:
        self.options = options
        self.sides = (before, after)
        self.tables = (Places(before, options), Places(after, options))
        self.measures = Measures(before, after)
        among_items = [name for name, _ in options.where if name not in options.by]
        self.facets = (*options.by, *among_items)
        self._codings = [_codings(side, options, self.facets) for side in self.sides]
        old, new = self.tables
        self._moved = [  # only these can have changed a cell
            record
            for record in sorted(old.of.keys() | new.of.keys())
            if old.of.get(record) != new.of.get(record)
            or old.measure.get(record) != new.measure.get(record)
        ]

    @property
    def compared(self) -> int:
        """How many cells either build lists."""
        return len(self.tables[0].cells.keys() | self.tables[1].cells.keys())

    def shifted(self) -> int:
        """How many cells kept their state while evidence, unknowns or reason changed."""
        old, new = (table.cells for table in self.tables)
        return sum(
            old[key].state == new[key].state and standing(old[key]) != standing(new[key])
            for key in old.keys() & new.keys()
        )

    def changes(self) -> Iterator[Change]:
        """Every cell whose state differs, with its causes."""
        old, new = (table.cells for table in self.tables)
        for key in sorted(old.keys() | new.keys()):
            before, after = standing(old.get(key)), standing(new.get(key))
            if before.state != after.state:
                yield Change(
                    what="cell",
                    values=(new.get(key) or old[key]).values,
                    before=before,
                    after=after,
                    causes=_once(self._causes(key, before, after)),
                )

    def _causes(self, key: Key, before: Standing, after: Standing) -> Iterator[Cause]:
        states = before.state, after.state
        if "excluded" in states:
            yield from self._exclusions(key)
        values = list(self._listing(key)) if UNLISTED in states else []
        yield from values
        more = AMOUNT.get(after.state, 0) - AMOUNT.get(before.state, 0)
        if more:
            yield from self._evidence(key, gained=more > 0)
        elif set(states) == {"open", "gap"}:
            yield from self._unknowns(key, opened=after.state == "open")
        elif UNLISTED in states and not values:
            yield from self._margins(key)

    def _evidence(self, key: Key, *, gained: bool) -> Iterator[Cause]:
        """Measures that came into the cell, or left it; and those that became one, or two."""
        old, new = (self._measures(table, key, "in") for table in self.tables)
        had, has = (frozenset().union(*measures) for measures in (old, new))
        here, there = (new, had) if gained else (old, has)
        for measure in sorted(here - (old & new), key=sorted):
            if not measure & there:
                both = self._both(measure)
                yield from self.measures.causes(both, self.facets)
        fewer, more = (old, new) if gained else (new, old)
        for measure in sorted(fewer, key=sorted):  # one measure here, several there
            parts = [part for part in more if part & measure]
            if len(parts) > 1:
                yield from self.measures.causes(measure.union(*parts), ())

    def _unknowns(self, key: Key, *, opened: bool) -> Iterator[Cause]:
        """What lets an empty cell be unknown in one build and not in the other."""
        yield from self._shortcomings(key)
        table = self.tables[1 if opened else 0]
        for measure in sorted(self._measures(table, key, "maybe"), key=sorted):
            yield from self.measures.causes(self._both(measure), self.facets)

    def _both(self, measure: frozenset[str]) -> frozenset[str]:
        """The records of the measure in both builds."""
        joined = [
            table.measure.get(record, frozenset()) for record in measure for table in self.tables
        ]
        return measure.union(*joined)

    def _measures(self, table: Places, key: Key, wanted: str) -> set[frozenset[str]]:
        return {
            table.measure[record]
            for record in self._moved
            if record in table.of and table.holds(record, key) == wanted
        }

    def _listing(self, key: Key) -> Iterator[Cause]:
        """Works, facets and concepts that only one build has."""
        for kind, has, lacks in (("removed", 0, 1), ("added", 1, 0)):
            side, other = self.sides[has], self.sides[lacks]
            for name, iri in zip(self.facets, key, strict=True):
                if name == FRAMEWORK:
                    if iri in side.works and iri not in other.works:
                        work = side.works[iri]
                        version = f"version {work['version']}"
                        said = {"before" if kind == "removed" else "after": version}
                        thing = side.value(iri, work["label"])
                        yield Cause(kind=f"work {kind}", thing=thing, **said)
                elif self._has(side, name, iri) and not self._has(other, name, iri):
                    said = {"before" if kind == "removed" else "after": f"a value of {name}"}
                    thing = side.value(iri, side.concept(name, iri))
                    yield Cause(kind="taxonomy changed", thing=thing, **said)

    def _has(self, side: Side, name: str, iri: str) -> bool:
        facet = side.facet(name)
        if facet is None:
            return False
        at_level = facet.at_level(self.options.level(facet))
        return iri in {side.name(concept.iri) for concept in at_level}

    def _margins(self, key: Key) -> Iterator[Cause]:
        """Why a cell without evidence is listed by one build alone.

        It is listed where, whichever facet is left aside, some measure has or may have the rest.
        """
        size = len(self.options.by)
        for aside in range(size):
            old, new = (self._beside(table, key, aside) for table in self.tables)
            if bool(old) != bool(new):
                for measure in sorted(old or new, key=sorted):
                    yield from self.measures.causes(self._both(measure), self.facets)

    def _beside(self, table: Places, key: Key, aside: int) -> set[frozenset[str]]:
        """The measures that have, or may have, every value of the cell but one."""
        rest = [number for number in range(len(key)) if number != aside]
        return {
            table.measure[record]
            for record, places in table.of.items()
            if all(places[number].holds(key[number]) != "out" for number in rest)
        }

    def _exclusions(self, key: Key) -> Iterator[Cause]:
        """Declarations that apply to the cell in one build only, or that were worded anew."""
        applied = []
        for side in self.sides:
            above = {
                step
                for name, iri in zip(self.facets, key, strict=True)
                for step in ((iri,) if name == FRAMEWORK else side.path(name, iri))
            }
            applied.append({i for i, (values, _) in side.exclusions.items() if values <= above})
        old, new = applied
        for iri in sorted(old ^ new):
            had, has = (iri in side.exclusions for side in self.sides)
            kind = "changed" if had and has else "added" if has else "removed"
            side = self.sides[1] if has else self.sides[0]
            told = [self._excluding(one, iri) for one in self.sides]
            yield Cause(
                kind=f"exclusion {kind}", thing=side.value(iri), before=told[0], after=told[1]
            )
            if had and has and told[0] == told[1]:  # the taxonomy moved a value below it
                yield from self._paths(key)

    def _excluding(self, side: Side, iri: str) -> str:
        if iri not in side.exclusions:
            return ""
        values = side.exclusions[iri][0]
        return "excluding " + " and ".join(value.rpartition("/")[2] for value in sorted(values))

    def _paths(self, key: Key) -> Iterator[Cause]:
        for name, iri in zip(self.facets, key, strict=True):
            paths = [side.path(name, iri) for side in self.sides]
            if name != FRAMEWORK and paths[0] != paths[1]:
                told = [
                    "below "
                    + (" below ".join(side.concept(name, i) for i in path[1:]) or "nothing")
                    for side, path in zip(self.sides, paths, strict=True)
                ]
                thing = self.sides[1].value(iri, self.sides[1].concept(name, iri))
                yield Cause(kind="taxonomy changed", thing=thing, before=told[0], after=told[1])

    def _shortcomings(self, key: Key) -> Iterator[Cause]:
        """Works that were completely extracted and coded in one build only."""
        scope = [iri for name, iri in zip(self.facets, key, strict=True) if name == FRAMEWORK]
        old, new = self.sides
        for work in scope or sorted(old.works.keys() | new.works.keys()):
            yield from coding_causes(self.sides, self._codings, work)


Codings = dict[str, dict[str, tuple[bool, bool, str, str]]]  # facet → work → what is said


def coding_causes(
    sides: tuple[Side, Side], codings: Sequence[Codings], work: str
) -> Iterator[Cause]:
    """How the coding of a work changed on each facet; and whether the work is new or gone."""
    old, new = sides
    side = new if work in new.works else old
    if (work in old.works) != (work in new.works):
        kind = "added" if work in new.works else "removed"
        said = side.works[work]
        yield Cause(kind=f"work {kind}", thing=side.value(work, said["label"]))
    for facet in sorted(codings[0].keys() | codings[1].keys()):
        said_of = [
            coding.get(facet, {}).get(work, (False, False, UNCODED, "")) for coding in codings
        ]
        if said_of[0][:2] == said_of[1][:2]:
            continue
        told = [
            f"{facet}: {said[2]}" if work in one.works else ""
            for one, said in zip(sides, said_of, strict=True)
        ]
        yield Cause(
            kind="coding changed",
            thing=side.value(work, side.works[work]["label"]),
            before=told[0],
            after=told[1],
            by=said_of[1][3] or said_of[0][3],
        )


def _codings(side: Side, options: Options, facets: Sequence[str]) -> Codings:
    found: Codings = {}
    for name in facets:
        facet = side.facet(name)
        if facet is not None and needs_coding(facet):
            about = "action" if facet.inherited else name
            found[about] = said_codings(side, statements(side.columns, options, facet))
    return found


def said_codings(
    side: Side, said: Sequence[dict[str, str]]
) -> dict[str, tuple[bool, bool, str, str]]:
    """For each work whether it is coded, and extracted, completely; in words; and by whom."""
    labels = {agent["iri"]: agent["label"] for agent in side.columns.index["agents"]}
    found = {}
    ordered = sorted(said, key=lambda coding: coding["work"])
    for work, group in groupby(ordered, key=lambda coding: coding["work"]):
        every = list(group)
        coded = any(coding["coded"] == "complete" for coding in every)
        whole = any(coding["extraction"] == "complete" for coding in every)
        words = sorted({f"extraction {c['extraction']}, coded {c['coded']}" for c in every})
        who = sorted({labels.get(c["agent"]) or side.label(c["agent"]) for c in every})
        found[work] = (coded, coded and whole, "; ".join(words), ", ".join(who))
    return found


def standing(cell: Cell | None) -> Standing:
    """The state of a cell with what it rests on."""
    if cell is None:
        return Standing(state=UNLISTED)
    return Standing(
        state=cell.state, reason=cell.reason, evidence=cell.evidence, unknown=cell.unknown
    )


def _once(causes: Iterator[Cause]) -> tuple[Cause, ...]:
    return tuple(dict.fromkeys(causes))
