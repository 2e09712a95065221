"""The things on which two coders differ, with what each of them said and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyoxigraph import Literal, NamedNode

from ..columns import STATUSES, Columns
from ..schemes import Facet
from ..store import GraphEngine
from ..vocab import AIRM, DCTERMS, PROV
from .answers import Answered, answered
from .figures import Asked, facets_asked, names_of, pairs_of
from .statements import statements_on

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one coder said of a thing.

    Attributes:
        coder: The number of the agent.
        records: The IRIs of the records that the agent classified.
        concepts: IRIs of concepts; "undetermined" where there is none.
        statuses, dates, confidences, rationales: Of the classifications, where they are given.
    """

    coder: int
    records: tuple[str, ...]
    concepts: tuple[str, ...]
    statuses: tuple[str, ...]
    dates: tuple[str, ...]
    confidences: tuple[str, ...]
    rationales: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """A thing that two coders put under different concepts of a facet."""

    facet: Facet
    work: int
    first: Said
    second: Said


DETAILS = (AIRM.status, DCTERMS.date, AIRM.confidence, AIRM.rationale)


def disagreements(columns: Columns, engine: GraphEngine, asked: Asked) -> Iterator[Disagreement]:
    """Every disagreement that the figures count, by facet, pair of coders and thing."""
    accepted = STATUSES.index("accepted") if asked.only_accepted else None
    for facet in facets_asked(columns, asked):
        statements = statements_on(
            columns, engine, facet, distinct_measures=asked.distinct_measures
        )
        found = answered(statements, facet, level=asked.level, accepted=accepted)
        rows = statements.rows
        if accepted is not None:
            rows = rows[rows["status"] == accepted]
        rows = rows[np.argsort(rows["unit"], kind="stable")]

        for pair in pairs_of(found, asked):
            one, other = found.both(*pair)
            apart = found.answer[one] != found.answer[other]
            if asked.leave_out_undetermined:
                apart &= found.decided[one] & found.decided[other]
            for here, there in zip(one[apart].tolist(), other[apart].tolist(), strict=True):
                first, second = (
                    _said(columns, engine, facet, statements.record, rows, found, place)
                    for place in (here, there)
                )
                yield Disagreement(
                    facet=facet, work=int(found.work[here]), first=first, second=second
                )


def _said(
    columns: Columns,
    engine: GraphEngine,
    facet: Facet,
    record: Callable[[int], str],
    rows: Array,
    found: Answered,
    place: int,
) -> Said:
    """What stands behind one answer; ``rows`` are the statements that count, sorted by thing."""
    start, end = np.searchsorted(rows["unit"], found.unit[place] + np.array([0, 1]))
    agent = int(found.agent[place])
    mine = rows[start:end][rows["agent"][start:end] == agent]
    named = sorted({record(number) for number in mine["record"].tolist()})
    statuses = {STATUSES[number] for number in mine["status"].tolist()}
    return Said(
        coder=agent,
        records=tuple(named),
        concepts=names_of(found, int(found.answer[place])),
        **_details(engine, facet.iri, columns.index["agents"][agent]["iri"], named, statuses),
    )


def _details(
    engine: GraphEngine, facet: str, agent: str, records: list[str], statuses: set[str]
) -> dict[str, tuple[str, ...]]:
    """What the statements of an agent about some records give beside the concept."""
    store = engine.store
    wanted = {(AIRM.onFacet, NamedNode(facet)), (PROV.wasAttributedTo, NamedNode(agent))}
    standing = {(AIRM.status, getattr(AIRM, status)) for status in statuses}
    held: dict[NamedNode, set[str]] = {predicate: set() for predicate in DETAILS}
    nodes = {
        quad.subject
        for record in records
        for quad in store.quads_for_pattern(None, AIRM.classifies, NamedNode(record), None)
    }
    for node in nodes:
        said = {(q.predicate, q.object) for q in store.quads_for_pattern(node, None, None, None)}
        if wanted <= said and standing & said:
            for predicate, value in said:
                if predicate in held:
                    held[predicate].add(_text(value))
    held[AIRM.status] = {status.rpartition("#")[2] for status in held[AIRM.status]}
    names = ("statuses", "dates", "confidences", "rationales")
    return {name: tuple(sorted(held[of])) for name, of in zip(names, DETAILS, strict=True)}


def _text(value: object) -> str:
    return value.value if isinstance(value, Literal | NamedNode) else str(value)
