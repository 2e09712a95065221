"""What sources say about each other's things must exist: dangling, double and circular ids."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

from .errors import IdentifierError, SourceError, nearest
from .records import (
    UNDETERMINED,
    About,
    Agent,
    Filing,
    Record,
    Scheme,
    SchemeConcept,
    Section,
    Source,
    Work,
)
from .schemes import Facet, facets_with, get_facet

WORK_FACTS = {
    "kind": "work-kind",
    "status": "work-status",
    "bindingness": "bindingness",
    "jurisdiction": "jurisdiction",
    "sector": "sector",
    "system_scope": "system-scope",
}


Named: TypeAlias = Agent | Work | Section | Filing | Scheme | SchemeConcept
WORDS: dict[type[Named], str] = {
    Agent: "an agent",
    Work: "a work",
    Section: "a heading",
    Filing: "a record",
    Scheme: "a taxonomy",
    SchemeConcept: "a concept of a taxonomy",
}
THINGS = (Filing, Section, SchemeConcept)
Reference: TypeAlias = tuple[Record, str, str, tuple[type[Named], ...]]


def check_references(sources: Sequence[Source]) -> None:
    """Refuse a catalogue whose rows do not fit together.

    Raises:
        SourceError: The first row that names an unknown thing, facet or concept, or a thing of
            the wrong kind, repeats an identifier, or closes a circle; with file, line and what
            would be right.
    """
    known = _unique_ids(sources)
    facets = facets_with(sources)
    compilations = {about.of for about in _abouts(sources) if about.type == "Compilation"}
    for source in sources:
        for record, column, id_, expected in _references(source, compilations):
            if id_ not in known:
                hint = nearest(id_, known)
                raise _error(record, f"{column} names {id_!r}, which no table describes; {hint}")
            if not isinstance(known[id_], expected):
                wanted = " or ".join(WORDS[kind] for kind in expected)
                found = WORDS[type(known[id_])]
                raise _error(record, f"{column} names {id_!r}, {found}; expected {wanted}")
        for record, facet, concept in _concepts(source):
            _check_concept(record, facet, concept, facets)
        _check_repeats(source)
    _check_circles(sources)


def _error(record: Record, message: str) -> SourceError:
    return SourceError(message, path=record.path, line=record.line or None)


def _abouts(sources: Sequence[Source]) -> list[About]:
    return [source.about for source in sources]


def check_ids(sources: Sequence[Source]) -> None:
    """Refuse two folders that claim to hold the same version.

    Raises:
        SourceError: Two sources have one identifier.
    """
    versions: dict[str, About] = {}
    for about in _abouts(sources):
        if about.id in versions:
            raise _error(about, f"id {about.id!r} stands already at {versions[about.id].path}")
        versions[about.id] = about


def _unique_ids(sources: Sequence[Source]) -> dict[str, Named]:
    known: dict[str, Named] = {}
    for source in sources:
        named: list[Named] = [*source.agents, *source.works, *source.sections, *source.filings]
        named += [*source.schemes, *source.concepts]
        for record in named:
            if record.id in known:
                first = known[record.id]
                raise _error(
                    record, f"id {record.id!r} stands already at {first.path}:{first.line}"
                )
            known[record.id] = record
    return known


def _references(source: Source, compilations: set[str]) -> Iterator[Reference]:
    about = source.about
    yield about, "agent", about.agent, (Agent,)
    if about.of not in compilations:
        yield about, "of", about.of, (Work,)
    for section in source.sections:
        yield section, "work", section.work, (Work,)
        if section.parent:
            yield section, "parent", section.parent, (Section,)
        for same in section.same_as:
            yield section, "same_as", same, (Filing, Section)
    for filing in source.filings:
        yield filing, "work", filing.work, (Work,)
        if filing.part_of:
            yield filing, "part_of", filing.part_of, (Filing,)
    for description in source.descriptions:
        yield description, "id", description.id, (Filing,)
        if description.section:
            yield description, "section", description.section, (Section,)
    for classification in source.classifications:
        yield classification, "id", classification.id, THINGS
    for action in source.actions:
        yield action, "id", action.id, (Filing,)
        if ":" not in action.target:  # a reference to another work may lead nowhere: a finding
            yield action, "target", action.target, (Filing,)
    for concept in source.concepts:
        yield concept, "scheme", concept.scheme, (Scheme,)
        if concept.parent:
            yield concept, "parent", concept.parent, (SchemeConcept,)
    for mapping in source.mappings:
        for column in ("subject", "object"):
            if ":" not in getattr(mapping, column):
                yield mapping, column, getattr(mapping, column), (*THINGS, Scheme, Work)
    for link in source.links:
        yield link, "id", link.id, THINGS
        if ":" not in link.target:
            yield link, "target", link.target, THINGS
    for coding in source.codings:
        yield coding, "work", coding.work, (Work,)
        yield coding, "coder", coding.coder, (Agent,)


def _check_concept(record: Record, facet: str, concept: str, facets: Mapping[str, Facet]) -> None:
    """The facet exists, and has a concept with that very notation unless none is asked for."""
    try:
        found = get_facet(facet, facets)
        if concept != UNDETERMINED and (notation := found.concept(concept).notation) != concept:
            raise _error(record, f"{facet} {concept!r} is a name of {notation!r}; write that")
    except IdentifierError as error:
        raise _error(record, str(error)) from None


def _concepts(source: Source) -> Iterator[tuple[Record, str, str]]:
    for classification in source.classifications:
        yield classification, classification.facet, classification.concept
    for coding in source.codings:
        yield coding, coding.facet, UNDETERMINED
    for demand in source.demands:
        yield demand, "risk-domain", demand.domain
    for work in source.works:
        for column, facet in WORK_FACTS.items():
            if getattr(work, column):
                yield work, facet, getattr(work, column)


def _check_repeats(source: Source) -> None:
    # A publisher may say one link twice, with different words; who reads with care does not.
    actions = () if source.about.method == "publisherFiling" else source.actions
    keyed: list[tuple[Iterable[Record], tuple[str, ...]]] = [
        (source.descriptions, ("id",)),
        (source.classifications, ("id", "facet", "concept")),
        (actions, ("id", "relation", "target")),
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
    import networkx as nx  # heavy, and reading a finished build needs none of it

    headings: dict[str, tuple[str, Record]] = {}
    parts: dict[str, tuple[str, Record]] = {}
    concepts: dict[str, tuple[str, Record]] = {}
    for source in sources:
        headings |= {row.id: (row.parent, row) for row in source.sections if row.parent}
        parts |= {row.id: (row.part_of, row) for row in source.filings if row.part_of}
        concepts |= {row.id: (row.parent, row) for row in source.concepts if row.parent}
    for name, column, above in (
        ("headings", "parent", headings),
        ("parts", "part_of", parts),
        ("concepts", "parent", concepts),
    ):
        tree: nx.DiGraph[str] = nx.DiGraph((low, high) for low, (high, _) in above.items())
        try:
            circle = [start for start, _ in nx.find_cycle(tree)]
        except nx.NetworkXNoCycle:
            continue
        way = " → ".join([*circle, circle[0]])
        message = f"the {name} run in a circle: {way}; one needs an empty {column}"
        raise _error(above[circle[0]][1], message)
