"""What sources say about each other's things must exist: dangling, double and circular ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import networkx as nx

from .errors import IdentifierError, SourceError, nearest
from .records import UNDETERMINED, Agent, Filing, Record, Section, Source, Work
from .schemes import get_facet

WORK_FACTS = {
    "kind": "work-kind",
    "status": "work-status",
    "bindingness": "bindingness",
    "jurisdiction": "jurisdiction",
    "sector": "sector",
    "system_scope": "system-scope",
}


def check_references(sources: Sequence[Source]) -> None:
    """Refuse a catalogue whose rows do not fit together.

    Raises:
        SourceError: The first row that names an unknown thing, facet or concept, repeats an
            identifier, or closes a circle of headings; with file, line and what would be right.
    """
    known = _unique_ids(sources)
    for source in sources:
        for record, column, id_ in _references(source):
            if id_ not in known:
                hint = nearest(id_, known)
                raise _error(record, f"{column} names {id_!r}, which no table describes; {hint}")
        for record, facet, concept in _concepts(source):
            try:
                get_facet(facet).concept(concept)
            except IdentifierError as error:
                raise _error(record, str(error)) from None
        _check_repeats(source)
    _check_circles(sources)


def _error(record: Record, message: str) -> SourceError:
    return SourceError(message, path=record.path, line=record.line)


def _unique_ids(sources: Sequence[Source]) -> dict[str, Agent | Work | Section | Filing]:
    known: dict[str, Agent | Work | Section | Filing] = {}
    for source in sources:
        named: tuple[Agent | Work | Section | Filing, ...] = (
            *source.agents,
            *source.works,
            *source.sections,
            *source.filings,
        )
        for record in named:
            if record.id in known:
                first = known[record.id]
                raise _error(
                    record, f"id {record.id!r} stands already at {first.path}:{first.line}"
                )
            known[record.id] = record
    return known


def _references(source: Source) -> Iterator[tuple[Record, str, str]]:
    about = source.about
    yield about, "agent", about.agent
    if about.type == "Framework":
        yield about, "of", about.of
    for section in source.sections:
        yield section, "work", section.work
        if section.parent:
            yield section, "parent", section.parent
        for same in section.same_as:
            yield section, "same_as", same
    for filing in source.filings:
        yield filing, "work", filing.work
        if filing.part_of:
            yield filing, "part_of", filing.part_of
    for description in source.descriptions:
        yield description, "id", description.id
        if description.section:
            yield description, "section", description.section
    for classification in source.classifications:
        yield classification, "id", classification.id
    for action in source.actions:
        yield action, "id", action.id
        yield action, "target", action.target
    for coding in source.codings:
        yield coding, "work", coding.work
        yield coding, "coder", coding.coder


def _concepts(source: Source) -> Iterator[tuple[Record, str, str]]:
    for classification in source.classifications:
        if classification.concept != UNDETERMINED:
            yield classification, classification.facet, classification.concept
    for demand in source.demands:
        yield demand, "risk-domain", demand.domain
    for work in source.works:
        for column, facet in WORK_FACTS.items():
            yield work, facet, getattr(work, column)


def _check_repeats(source: Source) -> None:
    keyed: list[tuple[Iterable[Record], tuple[str, ...]]] = [
        (source.descriptions, ("id",)),
        (source.classifications, ("id", "facet", "concept")),
        (source.actions, ("id", "relation", "target")),
        (source.codings, ("work", "facet")),
        (source.demands, ("domain",)),
    ]
    for records, key in keyed:
        seen: dict[tuple[str, ...], Record] = {}
        for record in records:
            value = tuple(getattr(record, name) for name in key)
            if value in seen:
                raise _error(record, f"{' '.join(value)} stands already in line {seen[value].line}")
            seen[value] = record


def _check_circles(sources: Sequence[Source]) -> None:
    tree: nx.DiGraph[str] = nx.DiGraph()
    rows: dict[str, Record] = {}
    for source in sources:
        for section in source.sections:
            rows[section.id] = section
            if section.parent:
                tree.add_edge(section.id, section.parent)
    try:
        circle = [start for start, _ in nx.find_cycle(tree)]
    except nx.NetworkXNoCycle:
        return
    raise _error(
        rows[circle[0]],
        f"the headings run in a circle: {' → '.join([*circle, circle[0]])}; one needs no parent",
    )
