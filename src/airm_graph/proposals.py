"""Pairs of records that may be one, proposed when a source is imported, for a curator to accept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from .records import Mapping, Source
from .resolution import Resolver
from .same_records import SAME_RECORD, find_same, justification
from .selection import Selection


def with_proposals(sources: Sequence[Source], selection: Selection) -> list[Source]:
    """The sources with mappings that propose which of their records stand elsewhere already.

    Args:
        sources: What was read.
        selection: Everything a build will show with them.
    """
    known = _accepted(selection)
    new = {source.about.id for source in sources}
    found: dict[str, list[Mapping]] = defaultdict(list)
    for pair in find_same(selection.current):
        one, other = pair.sources
        if frozenset((pair.first.id, pair.second.id)) in known:
            continue
        if one.about.id in new or other.about.id in new:
            ours = one.about.id if one.about.id in new else other.about.id
            first, second = pair.first, pair.second
            if ours != one.about.id:
                first, second, other = second, first, one
            found[ours].append(
                Mapping(
                    subject=first.id,
                    predicate=SAME_RECORD,
                    object=f"{other.about.of}:{second.source_key}",
                    object_version=other.about.version,
                    justification=justification(pair),
                    confidence=pair.similarity,
                    author="airm-graph",
                    machine_made=True,
                    status="proposed",
                    comment=pair.detail,
                )
            )
    return [
        replace(source, mappings=(*source.mappings, *found[source.about.id])) for source in sources
    ]


def _accepted(selection: Selection) -> set[frozenset[str]]:
    """The pairs that are accepted, and those that follow from two of them."""
    resolver = Resolver(selection.current, selection.others)
    groups: dict[str, set[str]] = {}
    for source in selection.current:
        for mapping in source.mappings:
            if mapping.predicate == SAME_RECORD and mapping.status == "accepted":
                one, other = (
                    resolver.resolve(end, version).node.value.rpartition("/")[2]
                    for end, version in (
                        (mapping.subject, mapping.subject_version),
                        (mapping.object, mapping.object_version),
                    )
                )
                merged = groups.get(one, {one}) | groups.get(other, {other})
                for name in merged:
                    groups[name] = merged
    return {frozenset((name, other)) for name, group in groups.items() for other in group - {name}}
