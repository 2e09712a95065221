"""What is said of a thing: its classes, what it acts on, and to what it corresponds."""

from __future__ import annotations

from collections.abc import Iterable

from ..identifiers import compress
from ..store import Row
from ..vocab import AIRM
from .asking import Asking
from .model import Link, Match, Statement

FACETS = ("category", "category-v2", "stage", "actor", "function")


def statements_of(asking: Asking, thing: str, records: Iterable[str] = ()) -> tuple[Statement, ...]:
    """Who put a thing, or another record of it, under which concept."""
    return _sorted(
        _statement(row, _said_of(iri, thing))
        for iri in (thing, *records)
        for row in asking.again("statements-about", thing=iri)
    )


def _statement(row: Row, record: str) -> Statement:
    return Statement(
        facet=row["facet"].rpartition("/facet-")[2],
        facet_label=row.get("facetLabel", ""),
        concept=row.get("concept", ""),
        notation=row.get("notation", ""),
        label=row.get("conceptLabel", ""),
        definition=row.get("conceptDefinition", ""),
        parent=row.get("parentLabel", ""),
        status=compress(row["status"]).removeprefix("airm:"),
        method=compress(row["method"]).removeprefix("airm:"),
        agent=row.get("agentLabel", ""),
        date=row.get("date", ""),
        confidence=row.get("confidence", ""),
        rationale=row.get("rationale", ""),
        preliminary=row.get("preliminary") == "true",
        record=record,
    )


def _sorted(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    order = {name: rank for rank, name in enumerate(FACETS)}
    return tuple(
        sorted(
            statements,
            key=lambda s: (order.get(s.facet, 99), s.facet, s.record, s.agent, s.notation),
        )
    )


def _said_of(record: str, thing: str) -> str:
    return "" if record == thing else compress(record)


def links_of(asking: Asking, thing: str, records: Iterable[str]) -> tuple[Link, ...]:
    """What a thing acts on, and what acts on it."""
    return tuple(
        Link(
            direction=row["direction"],
            relation=compress(row["relation"]).removeprefix("airm:"),
            other=compress(row["other"]),
            label=row.get("otherLabel", ""),
            agent=row.get("agentLabel", ""),
            confidence=row.get("confidence", ""),
            rationale=row.get("rationale", ""),
            record=_said_of(iri, thing),
        )
        for iri in (thing, *records)
        for row in asking.again("actions-of", thing=iri)
    )


def matches_of(asking: Asking, thing: str, others: list[str]) -> tuple[Match, ...]:
    """What holds first; that two records are of one thing is told apart from this."""
    found: dict[str, Match] = {}
    for record in (thing, *others):
        for row in asking.again("mappings-of-thing", thing=record):
            accepted = row["status"] == AIRM.accepted.value and "negative" not in row
            same = row["predicate"] == AIRM.sameRecordAs.value
            if same and accepted and row["other"] in (thing, *others):
                continue
            why = [row[name] for name in ("unresolved", "stale") if name in row]
            if row["mapping"] in found:  # both ends are broken, or both are records of the thing
                why = [found[row["mapping"]].broken, *why]
            found[row["mapping"]] = _match(row, _said_of(record, thing), why)
    return tuple(
        sorted(
            found.values(),
            key=lambda m: (
                *(bool(m.broken), m.status != "accepted", m.negative, m.record),
                *(m.predicate, m.place, m.other, m.source),
            ),
        )
    )


def _match(row: Row, record: str, why: Iterable[str]) -> Match:
    makers = dict.fromkeys(row[name] for name in ("author", "agentLabel") if name in row)
    return Match(
        place=row["place"],
        predicate=compress(row["predicate"]),
        other=compress(row["other"]),
        label=row.get("otherLabel", ""),
        negative=row.get("negative") == "true",
        status=compress(row["status"]).removeprefix("airm:"),
        source=", stated by ".join(makers),
        confidence=row.get("confidence", ""),
        machine_made=row.get("machineMade") == "true",
        broken="; ".join(dict.fromkeys(filter(None, why))),
        record=record,
    )
