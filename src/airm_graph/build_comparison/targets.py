"""Which targets changed their state or strength between two builds, and because of what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

from ..agents import CodedBy
from ..coverage.codings import statements
from ..coverage.options import Options
from ..coverage.silence import CODED_BY
from ..coverage.targets import Target, targets
from .cells import Codings, coding_causes, said_codings
from .links import MappingKey, Mappings, link_causes, mapping_causes
from .measures import Measures
from .model import UNLISTED, Cause, Change, Standing
from .sides import Side

REACHED = {"addressed", "thin"}
WEAKEST_FIRST = ("", "lead", "observed", "partial", "inherited", "equal", "direct")


class TargetChanges:
    """The targets of a kind in both builds.

    Args:
        before: The earlier build.
        after: The later build.
        kind: One of :data:`~airm_graph.coverage.targets.KINDS`.
        coded_by: Whose links count.
        min_confidence: Links that state a lower confidence do not count.
    """

    def __init__(
        self,
        before: Side,
        after: Side,
        *,
        kind: str,
        coded_by: CodedBy = "all",
        min_confidence: float = 0.0,
    ) -> None:
        self.sides = (before, after)
        self.measures = Measures(before, after)
        asked: dict[str, Any] = {"coded_by": coded_by, "min_confidence": min_confidence}
        self.found = [
            {side.name(t.target.iri): t for t in targets(side.columns, kind=kind, **asked)}
            for side in self.sides
        ]
        self._kind = kind
        options = Options(by=("framework", "category"), coded_by=coded_by)
        self._codings = [_codings(side, options, kind) for side in self.sides]
        self._as_one()

    def _as_one(self) -> None:
        """Let a target that now goes by the name of another record of it be the same target."""
        old, new = self.found
        for iri in [iri for iri in old if iri not in new]:
            for side in self.sides:
                others = {other for other, _ in side.same.get(iri, ())} & (new.keys() - old.keys())
                if len(others) == 1:
                    old[others.pop()] = old.pop(iri)
                    break

    @cached_property
    def mappings(self) -> tuple[Mappings, Mappings]:
        """The mappings of both builds."""
        before, after = self.sides
        return Mappings(before), Mappings(after)

    @property
    def compared(self) -> int:
        """How many targets either build lists."""
        return len(self.found[0].keys() | self.found[1].keys())

    def shifted(self) -> int:
        """How many kept state and strength while counts or reason changed."""
        old, new = self.found
        return sum(
            standing(old[iri]).text == standing(new[iri]).text
            and (old[iri].reason, old[iri].counts) != (new[iri].reason, new[iri].counts)
            for iri in old.keys() & new.keys()
        )

    def changes(self) -> Iterator[Change]:
        """Every target whose state or strength differs, with its causes."""
        old, new = self.found
        for iri in sorted(old.keys() | new.keys()):
            before, after = standing(old.get(iri)), standing(new.get(iri))
            if (before.state, before.strength) != (after.state, after.strength):
                side, one = (self.sides[1], new[iri]) if iri in new else (self.sides[0], old[iri])
                yield Change(
                    what="target",
                    values=(side.value(iri, one.target.label),),
                    before=before,
                    after=after,
                    causes=tuple(dict.fromkeys(self._causes(iri, before, after))),
                )

    def _causes(self, iri: str, before: Standing, after: Standing) -> Iterator[Cause]:
        if UNLISTED in {before.state, after.state}:
            yield from self._listed(iri, before.state == UNLISTED)
            return
        yield from self.measures.joined(iri, among_records=False)
        yield from self._links({iri})
        if before.strength != after.strength:
            yield from self._path(iri, before, after)
        if {before.state, after.state}.isdisjoint(REACHED):
            yield from self._silence(iri)

    def _path(self, iri: str, before: Standing, after: Standing) -> Iterator[Cause]:
        """Why the best path of the build in which the target is better off is not in the other."""
        gained = WEAKEST_FIRST.index(after.strength) > WEAKEST_FIRST.index(before.strength)
        side, path = self.sides[gained], self.found[gained][iri].best_path
        steps = set()
        for hop in path:
            ends = side.name(hop.origin), side.name(hop.end)
            steps.add((*ends, hop.predicate))
            steps.add((*ends[::-1], hop.predicate))
        if not steps:
            return
        yield from mapping_causes(*self.mappings, lambda key: (key[0], key[2], key[1]) in steps)
        start = side.name(path[0].origin)
        yield from self.measures.causes(frozenset({start} & side.records.keys()), ())
        yield from self._links({start})

    def _listed(self, iri: str, appeared: bool) -> Iterator[Cause]:
        has, lacks = self.sides[::-1] if appeared else self.sides
        what = "added" if appeared else "removed"
        others = dict(lacks.same.get(iri, ()))
        merged = others.keys() & self.found[0 if appeared else 1].keys()
        if merged:
            for other in sorted(merged):
                said = f"one with {other.rpartition('/')[2]}"
                yield Cause(
                    kind="split" if appeared else "merged",
                    thing=has.value(iri),
                    before=said if appeared else "",
                    after="" if appeared else said,
                    by=others[other],
                )
            return
        kinds: list[str] = next(
            (t["kinds"] for t in lacks.columns.index["targets"] if lacks.name(t["iri"]) == iri), []
        )
        if kinds:
            words = f"a {self._kind}", " and ".join(f"a {kind}" for kind in kinds)
            old, new = words[::-1] if appeared else words
            yield Cause(
                kind="kind changed",
                thing=has.value(iri),
                before=old,
                after=new,
                by=self.sides[1].source(iri)[1],
            )
            return
        yield from self.measures.came(iri, has, lacks, what, noun="target")

    def _links(self, targets_: set[str]) -> Iterator[Cause]:
        """Links to the targets; and the measures that state them, where only one build has them."""
        before, after = self.sides
        for record in sorted(
            {link[0] for side in self.sides for link in side.links if link[2] in targets_}
        ):
            if record in before.records and record in after.records:
                yield from self.measures.contested(record)
        for cause in link_causes(before, after, lambda link: link[2] in targets_):
            record = cause.thing.iri
            if record not in before.records:
                yield from self.measures.came(record, after, before, "added")
            elif record not in after.records:
                yield from self.measures.came(record, before, after, "removed")
            yield cause

    def _silence(self, iri: str) -> Iterator[Cause]:
        """What was looked for, and what is said of the target without any measure."""
        yield from self._untyped(iri)
        works = [
            {work.iri for work in found[iri].works} if iri in found else set()
            for found in self.found
        ]
        old, new = works
        if old != new:
            told = [_works(sorted(iris)) for iris in works]
            yield Cause(
                kind="naming changed",
                thing=self.sides[1].value(iri, self.found[1][iri].target.label),
                before=f"named in {told[0]}",
                after=f"named in {told[1]}",
                by=self.sides[1].source(iri)[1],
            )
        for work in sorted(old | new):
            yield from coding_causes(self.sides, self._codings, work)

    def _untyped(self, iri: str) -> Iterator[Cause]:
        """Mappings that say that it is related, or denied; and what acts on the other end."""

        def beside(key: MappingKey) -> bool:
            return iri in (key[0], key[2])

        yield from mapping_causes(*self.mappings, beside)
        near = {
            end
            for one in self.mappings
            for key in one.hops
            if beside(key)
            for end in (key[0], key[2])
        }
        yield from self._links(near - {iri})


def _codings(side: Side, options: Options, kind: str) -> Codings:
    """What coding statements say of links to targets of the kind."""
    about = CODED_BY.get(kind)
    if about is None or about not in side.columns.facets:
        return {}
    said = statements(side.columns, options, side.columns.facets[about])
    return {about: said_codings(side, said)}


def standing(target: Target | None) -> Standing:
    """The state of a target with what it rests on."""
    if target is None:
        return Standing(state=UNLISTED)
    return Standing(
        state=target.state,
        strength=target.strength,
        reason=target.reason,
        evidence=sum(target.counts.values()),
    )


def _works(iris: Sequence[str]) -> str:
    return ", ".join(iri.rpartition("framework-")[2] for iri in iris) or "no work"
