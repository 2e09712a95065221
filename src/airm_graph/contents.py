"""What sources say, thing by thing, under the names that stay the same from version to version.

Identifiers carry the version of their source; the publisher's own keys do not. So each thing is
listed under its key, and whatever it refers to is spelt as a key too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import TypeAlias

from .records import Source

THINGS, SECTIONS, CONCEPTS = "things", "sections", "concepts"
BESIDE = {"skos:broader": "parent", "rdfs:subClassOf": "parent", "skos:inScheme": "scheme"}
Said: TypeAlias = dict[str, set[str]]  # what it is about → what is said


def _nothing() -> Said:
    return defaultdict(set)


@dataclass(slots=True, kw_only=True)
class Entry:
    """One thing of a source.

    Attributes:
        among: ``things``, ``sections``, the facet that a concept belongs to, or ``concepts`` for
            one of a scheme without a facet.
        key: What its publisher calls it.
        id: Its local name; empty for something that the source only refers to.
        kind: What a filing is said to be.
        scheme: The scheme of a concept, less the version of the source.
        definitions: Its definition by language.
        places: What it is part of, under or below.
        facets: Its concepts by facet.
        links: What it is linked to, by relation or predicate.
    """

    among: str
    key: str
    id: str = ""
    kind: str = ""
    scheme: str = ""
    label: str = ""
    definitions: dict[str, str] = field(default_factory=dict)
    places: Said = field(default_factory=_nothing)
    facets: Said = field(default_factory=_nothing)
    links: Said = field(default_factory=_nothing)

    @property
    def words(self) -> str:
        """Its label and every definition."""
        return " ".join([self.label, *self.definitions.values()])


def paired(old: Source, new: Source) -> Iterator[tuple[Entry | None, Entry | None]]:
    """The things of two versions under one key each; of other kinds only where a key is unique.

    Something that both or either only refer to comes with an empty counterpart, as it is neither
    added nor removed.
    """
    groups: dict[tuple[str, str], tuple[list[Entry], list[Entry]]] = defaultdict(lambda: ([], []))
    for side, source in enumerate((old, new)):
        for entry in contents(source):
            groups[entry.among, entry.key][side].append(entry)
    for (among, key), (before, after) in groups.items():
        if len(before) > 1 or len(after) > 1:  # a measure and a risk may share a key
            for kind in sorted({entry.kind or entry.scheme for entry in (*before, *after)}):
                sides = (
                    sorted((e for e in side if (e.kind or e.scheme) == kind), key=lambda e: e.id)
                    for side in (before, after)
                )
                yield from zip_longest(*sides)
        elif any(entry.id for entry in (*before, *after)):
            yield next(iter(before), None), next(iter(after), None)
        else:
            empty = Entry(among=among, key=key)
            yield next(iter(before), empty), next(iter(after), empty)


def contents(source: Source) -> list[Entry]:
    """Everything a source says, by thing."""
    entries = {entry.id: entry for entry in _named(source)}
    names = {id_: entry.key for id_, entry in entries.items()}
    names |= {scheme.id: _less(scheme.id, source.about.id) for scheme in source.schemes}
    own = {f"{source.about.of}:{filing.source_key}": filing.id for filing in source.filings}

    def of(id_: str) -> Entry:
        id_ = own.get(id_, id_)
        return entries.setdefault(id_, Entry(among=THINGS, key=id_))

    def name(id_: str) -> str:
        return names.get(own.get(id_, id_), id_)

    for filing in source.filings:
        if filing.part_of:
            of(filing.id).places["part of"].add(name(filing.part_of))
    for section in source.sections:
        if section.parent:
            of(section.id).places["under"].add(name(section.parent))
    for concept in source.concepts:
        entry = of(concept.id)
        entry.places["scheme"].add(entry.scheme)
        if concept.parent:
            entry.places["parent"].add(name(concept.parent))
    for description in source.descriptions:
        entry = of(description.id)
        entry.kind = description.kind or entry.kind
        if description.section:
            entry.places["under"].add(name(description.section))
        if description.definition:
            entry.definitions["en"] = plain([description.definition])
    for row in source.classifications:
        of(row.id).facets[row.facet].add(_marked(row.concept, row.status))
    for action in source.actions:
        of(action.id).links[action.relation].add(name(action.target))
    for link in source.links:
        of(link.id).links[link.relation].add(name(link.target))
    for mapping in source.mappings:
        entry, object_ = of(mapping.subject), name(mapping.object)
        if entry.scheme and mapping.predicate in BESIDE:  # a tree holds one of them
            entry.places[BESIDE[mapping.predicate]].add(object_)
            continue
        if mapping.object_version:
            object_ += f" @{mapping.object_version}"
        relation = f"not {mapping.predicate}" if mapping.negative else mapping.predicate
        entry.links[relation].add(_marked(object_, mapping.status))
    _define(entries, source)
    return list(entries.values())


def _named(source: Source) -> Iterator[Entry]:
    version = source.about.id
    for filing in source.filings:
        key, label = filing.source_key or filing.id, plain([filing.label])
        yield Entry(among=THINGS, key=key, id=filing.id, kind=filing.kind, label=label)
    for section in source.sections:
        key = _less(section.id, version)
        yield Entry(among=SECTIONS, key=key, id=section.id, label=plain([section.label]))
    facets = {scheme.id: scheme.facet for scheme in source.schemes}
    for concept in source.concepts:
        yield Entry(
            among=facets.get(concept.scheme) or CONCEPTS,
            key=concept.notation,
            id=concept.id,
            scheme=_less(concept.scheme, version),
            label=plain([concept.label]),
        )


def _define(entries: dict[str, Entry], source: Source) -> None:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for text in source.texts:
        if text.property == "definition" and text.id in entries:
            found[text.id, text.language].append(text.words)
    for (id_, language), words in found.items():
        entries[id_].definitions[language] = plain(sorted(words))


def _less(id_: str, version: str) -> str:
    """A local name less its kind and the version that stands in it."""
    kind, _, rest = id_.partition(f"-{version}-")
    return rest or kind


def plain(texts: Iterable[str]) -> str:
    """The texts with single spaces: a line break is no change."""
    return " ".join(word for text in texts for word in text.split())


def _marked(value: str, status: str) -> str:
    return value if status == "accepted" else f"{value} ({status})"
