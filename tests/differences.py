"""Differences between two builds of a made-up source, and what must be said of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, NamedTuple

from small_builds import (
    MADE,
    Edit,
    acts,
    concept,
    filed,
    having,
    mapped,
    measure,
    put,
    risk,
    saying,
    sound,
    without,
)

from airm_graph.build_comparison import BuildComparison, Change
from airm_graph.build_comparison.model import KINDS
from airm_graph.records import Source

TOPIC = {"by": ("framework", "made-topic")}
SURE = {"min_confidence": 0.5}
Said = Callable[[Any], bool]


def about_measure(key: str) -> Said:
    return lambda record: bool(record.id == measure(key))


def about_risk(key: str) -> Said:
    return lambda record: bool(record.id == risk(key))


def class_of(key: str, facet: str = "category") -> Said:
    return lambda record: about_measure(key)(record) and record.facet == facet


def coding_of(facet: str, work: str = "made") -> Said:
    return lambda record: bool(record.facet == facet and record.work == f"framework-{work}")


def gone(key: str) -> tuple[Edit, ...]:
    parts = ("filings", "classifications", "actions")
    return tuple(without(part, about_measure(key)) for part in parts)


def other_work_is_gone(source: Source) -> Source:
    return reduce(
        lambda made, edit: edit(made),
        (
            *gone("O1"),
            without("works", lambda work: work.id == "framework-other"),
            without("codings", lambda coding: coding.work == "framework-other"),
        ),
        source,
    )


class Case(NamedTuple):
    """What is done to the made-up source, and what must be said of it.

    ``changes`` are by the values of a cell, or the key of a target: from and to which state, and
    the kinds of all causes. So many more cells are listed, because of the same.
    """

    edits: tuple[Edit, ...]
    changes: Mapping[tuple[str, ...], tuple[str, str, set[str]]]
    options: Mapping[str, Any] = {}
    more: int = 0


UNLISTED = "not listed"
CASES = {
    "measure removed": Case(
        gone("M2"), {("made", "2.1"): ("addressed", "thin", {"measure removed"})}
    ),
    "measure added": Case(
        (having("filings", filed("M4")), having("classifications", put("M4", "2.3"))),
        {("made", "2.3"): ("gap", "thin", {"measure added"})},
    ),
    "reclassified": Case(
        (saying("classifications", class_of("M2"), concept="2.3"),),
        {
            ("made", "2.1"): ("addressed", "thin", {"reclassified"}),
            ("made", "2.3"): ("gap", "thin", {"reclassified"}),
        },
    ),
    "no value any more": Case(
        (saying("classifications", class_of("M3"), concept="2.3"),),
        {
            ("made", "2.2"): ("thin", UNLISTED, {"reclassified"}),
            ("other", "2.2"): ("gap", UNLISTED, {"reclassified"}),
            ("made", "2.3"): ("gap", "thin", {"reclassified"}),
        },
    ),
    "status": Case(
        (saying("classifications", class_of("M2"), status="disputed"),),
        {
            ("made", "2.1"): ("addressed", "thin", {"reclassified"}),
            ("made", "2.3"): ("gap", "open", {"reclassified"}),
        },
        more=40,
    ),
    "confidence": Case(
        (saying("actions", about_measure("M1"), confidence=None),),
        {},
        SURE,
    ),
    "undetermined": Case(
        (saying("classifications", class_of("M2"), concept="?"),),
        {
            ("made", "2.1"): ("addressed", "thin", {"reclassified"}),
            ("made", "2.3"): ("gap", "open", {"reclassified"}),
        },
        more=40,
    ),
    "coarse": Case(
        (saying("classifications", class_of("M2", "made-topic"), concept="A"),),
        {("made", "A1"): ("addressed", "thin", {"reclassified"})},
        {**TOPIC, "levels": {"made-topic": 2}},
    ),
    "extraction": Case(
        (saying("codings", coding_of("category"), extraction="partial"),),
        {("made", "2.3"): ("gap", "open", {"coding changed"})},
    ),
    "coding": Case(
        (saying("codings", coding_of("category"), coded="partial"),),
        {("made", "2.3"): ("gap", "open", {"coding changed"})},
    ),
    "no coding": Case(
        (without("codings", coding_of("category")),),
        {("made", "2.3"): ("gap", "open", {"coding changed"})},
    ),
    "merged": Case(
        (having("mappings", mapped(measure("M1"), "airm:sameRecordAs", measure("M2"))),),
        {("made", "2.1"): ("addressed", "thin", {"merged"})},
    ),
    "merged into another cell": Case(
        (having("mappings", mapped(measure("M3"), "airm:sameRecordAs", measure("O1"))),),
        {
            ("made", "2.3"): ("gap", "thin", {"merged"}),
            ("other", "2.2"): ("gap", "thin", {"merged"}),
        },
    ),
    "kind": Case(
        (saying("filings", about_measure("M2"), status="disputed"),),
        {("made", "2.1"): ("addressed", "thin", {"kind changed"})},
    ),
    "work": Case(
        (saying("filings", about_measure("M2"), work="framework-other"),),
        {
            ("made", "2.1"): ("addressed", "thin", {"work changed"}),
            ("other", "2.1"): ("gap", "thin", {"work changed"}),
        },
    ),
    "taxonomy": Case(
        (
            without("concepts", lambda one: one.notation == "B1"),
            having("concepts", concept("B1", "A")),
        ),
        {
            ("other", "A"): ("gap", "thin", {"taxonomy changed"}),
            ("made", "B"): ("thin", UNLISTED, {"taxonomy changed"}),
            ("other", "B"): ("thin", UNLISTED, {"taxonomy changed"}),
        },
        TOPIC,
    ),
    "work removed": Case(
        (other_work_is_gone,),
        {
            ("other", "2.1"): ("gap", UNLISTED, {"work removed"}),
            ("other", "2.2"): ("gap", UNLISTED, {"work removed"}),
            ("other", "2.3"): ("thin", UNLISTED, {"work removed", "measure removed"}),
            ("made", "2.3"): ("gap", UNLISTED, {"measure removed"}),
        },
    ),
    "another filter": Case(
        (saying("classifications", class_of("M2", "stage"), concept="operate-monitor"),),
        {
            ("made", "2.1"): ("addressed", "thin", {"reclassified"}),
        },
        {"where": (("stage", "deploy"),)},
    ),
    "link removed": Case(
        (without("actions", about_measure("M1")),),
        {("R1",): ("addressed", "gap", {"link removed"})},
    ),
    "link added": Case(
        (having("actions", acts("M3", "respondsTo", "R2")),),
        {("R2",): ("gap", "addressed", {"link added"})},
    ),
    "relation": Case(
        (saying("actions", about_measure("M1"), relation="detects"),),
        {("R1",): ("addressed", "thin", {"link added", "link removed"})},
    ),
    "link of a measure that is gone": Case(
        gone("M1"),
        {
            ("made", "2.1"): ("addressed", "thin", {"measure removed"}),
            ("R1",): ("addressed", "gap", {"measure removed", "link removed"}),
        },
    ),
    "link of what is no measure": Case(
        (saying("filings", about_measure("M1"), status="disputed"),),
        {
            ("made", "2.1"): ("addressed", "thin", {"kind changed"}),
            ("R1",): ("addressed", "gap", {"kind changed"}),
        },
    ),
    "unsure link": Case(
        (
            without("actions", about_measure("M1")),
            having("actions", acts("M1", "reduces", "R1", "0.4")),
        ),
        {("R1",): ("addressed", "open", {"link changed"})},
        SURE,
    ),
    "links uncoded": Case(
        (without("codings", coding_of("action")),),
        {
            ("R2",): ("gap", "open", {"coding changed"}),
            ("R3",): ("gap", "open", {"coding changed"}),
        },
    ),
    "target removed": Case(
        (without("filings", about_risk("R3")),),
        {("R3",): ("gap", UNLISTED, {"target removed"})},
    ),
    "kind of target": Case(
        (saying("filings", about_risk("R3"), kind="impact"),),
        {("R3",): ("gap", UNLISTED, {"kind changed"})},
    ),
    "targets merged": Case(
        (having("mappings", mapped(risk("R2"), "airm:sameRecordAs", risk("R3"))),),
        {("R3",): ("gap", UNLISTED, {"merged"})},
    ),
}


def edited(*edits: Edit) -> Source:
    return sound(reduce(lambda made, edit: edit(made), edits, MADE))


def name_of(change: Change) -> tuple[str, ...]:
    if change.what == "cell":
        return tuple(value.id for value in change.values)
    return (change.values[0].id.rpartition("-")[2],)


def told(found: BuildComparison) -> dict[tuple[str, ...], tuple[str, str, set[str]]]:
    return {
        name_of(change): (
            change.before.state,
            change.after.state,
            {cause.kind for cause in change.causes},
        )
        for change in found.changes
    }


def mirrored(found: BuildComparison) -> set[Any]:
    """The changes as the other direction must tell them."""
    return {
        (
            name_of(change),
            change.after,
            change.before,
            frozenset((KINDS[c.kind], c.thing.id, c.after, c.before) for c in change.causes),
        )
        for change in found.changes
    }


def as_told(found: BuildComparison) -> set[Any]:
    return {
        (
            name_of(change),
            change.before,
            change.after,
            frozenset((c.kind, c.thing.id, c.before, c.after) for c in change.causes),
        )
        for change in found.changes
    }
