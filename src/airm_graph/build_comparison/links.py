"""Stated actions and mappings that differ between two builds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..columns import STATUSES
from ..identifiers import compress
from .model import Cause
from .sides import Link, Side, sure

MappingKey = tuple[str, str, str, str, str]  # subject, predicate, object, graph, author


def link_causes(before: Side, after: Side, wanted: Callable[[Link], bool]) -> Iterator[Cause]:
    """Links that were added, removed or changed, among those wanted that count."""
    old = {link: sure for link, sure in before.counted_links.items() if wanted(link)}
    new = {link: sure for link, sure in after.counted_links.items() if wanted(link)}
    for link in sorted(old.keys() | new.keys()):
        if link in old and link in new and old[link] == new[link]:
            continue
        record, relation, target, who = link
        side = after if link in new else before
        told = [
            f"{relation} {_name(side, target)}" + _confidence(has[link]) if link in has else ""
            for has in (old, new)
        ]
        kind = "changed" if link in old and link in new else "added" if link in new else "removed"
        thing = side.value(record)
        yield Cause(kind=f"link {kind}", thing=thing, before=told[0], after=told[1], by=who)


def _name(side: Side, iri: str) -> str:
    label = side.label(side.original.get(iri, iri))
    return f"{label} ({iri.rpartition('/')[2]})" if label else compress(iri)


def _confidence(confidence: float | None) -> str:
    return "" if confidence is None else f" (confidence {confidence})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hop:
    """What is said of a mapping besides its ends."""

    iri: str
    status: str
    confidence: float | None
    negative: bool
    stale: bool
    machine_made: bool

    @property
    def text(self) -> str:
        """What sets it apart from a plain accepted mapping."""
        marks = [self.status] * (self.status != "accepted")
        marks += [f"confidence {self.confidence}"] * (self.confidence is not None)
        marks += [name for name in ("negative", "stale") if getattr(self, name)]
        marks += ["machine-made"] * self.machine_made
        return f" ({', '.join(marks)})" if marks else ""

    @property
    def counts(self) -> tuple[object, ...]:
        """What a path through it depends on."""
        return self.status, self.confidence, self.negative, self.stale, self.machine_made


class Mappings:
    """The mappings of one build by what they connect, so that they can be compared by name."""

    def __init__(self, side: Side) -> None:
        self.side = side
        index = side.columns.index
        ends = [side.name(target["iri"]) for target in index["targets"]]
        self.hops: dict[MappingKey, Hop] = {}
        for number, row in enumerate(side.columns.mappings):
            stated = int(row["stated"])
            key = (
                ends[row["subject"]],
                index["predicates"][row["predicate"]],
                ends[row["object"]],
                side.name(index["stated"][stated]["iri"]) if stated >= 0 else "",
                side.agent(int(row["agent"])) if row["agent"] >= 0 else "",
            )
            self.hops[key] = Hop(
                iri=index["mappings"][number],
                status=STATUSES[row["status"]],
                confidence=sure(float(row["confidence"])),
                negative=bool(row["negative"]),
                stale=bool(row["stale"]),
                machine_made=bool(row["machine_made"]),
            )


def mapping_causes(
    before: Mappings, after: Mappings, wanted: Callable[[MappingKey], bool]
) -> Iterator[Cause]:
    """Mappings that were added, removed, or are told of otherwise, among those wanted."""
    changed = [
        key
        for key in before.hops.keys() | after.hops.keys()
        if wanted(key)
        and (
            key not in before.hops
            or key not in after.hops
            or before.hops[key].counts != after.hops[key].counts
        )
    ]
    for key in sorted(changed):
        old, new = before.hops.get(key), after.hops.get(key)
        side = after.side if new else before.side
        hop = new or old
        assert hop is not None  # noqa: S101 - the key is in one of the two
        subject, predicate, object_, graph, author = key
        said = f"{_name(side, subject)} {compress(predicate)} {_name(side, object_)}"
        title = next(
            (s["title"] for s in side.columns.index["stated"] if side.name(s["iri"]) == graph), ""
        )
        kind = "changed" if old and new else "added" if new else "removed"
        yield Cause(
            kind=f"mapping {kind}",
            thing=side.value(hop.iri or subject, said),
            before=f"stated{old.text}" if old else "",
            after=f"stated{new.text}" if new else "",
            by=author or title,
        )
