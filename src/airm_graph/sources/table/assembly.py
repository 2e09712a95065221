"""The records that come out of the tables of one source, and what is odd about their rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ...errors import IdentifierError, nearest
from ...identifiers import is_web_address, local_id
from ...records import Action, Classification, Coding, Filing, Link, Mapping, Source, Text
from ...resources import shown
from ..bounded import digest
from ..log import Log
from .facets import scheme_of, taxonomies
from .keys import ACTIONS, KINDS, LANGUAGE, RISKS
from .layout import Layout, LinkColumn
from .rows import Row, Table, filled, parts

REFERENCE = re.compile("framework-[A-Za-z0-9][A-Za-z0-9_-]*:.+")
PAIRS = ("()", "[]", "{}", "“”", "``", '""')

Part = tuple[Layout, Table]


@dataclass(frozen=True, slots=True)
class Thing:
    """A row that was taken in."""

    id: str
    key: str
    kind: str
    label: str
    row: Row
    layout: Layout
    table: Table
    place: str

    @property
    def read_at(self) -> dict[str, Any]:
        """Where the row stands, as records say it."""
        number = self.place.removeprefix("#")
        line = int(number) if number == self.place else 0
        return {"path": shown(self.table.path), "line": line}


@dataclass
class Assembly:
    """The tables of one source, and the records that come out of them."""

    parts: list[Part]
    log: Log
    things: dict[str, Thing] = field(default_factory=dict)
    filings: list[Filing] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    classifications: list[Classification] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    mappings: list[Mapping] = field(default_factory=list)
    refused: int = 0  # rows that are left out

    def source(self) -> Source:
        """Everything that the tables say."""
        first = self.parts[0][0]
        self.taxonomies = taxonomies(layout for layout, _ in self.parts)
        for part in self.parts:
            for thing in self._taken(*part):
                self.things[thing.key] = thing
        for thing in self.things.values():
            self._describe(thing)
            self._classify(thing)
            self._relate(thing)
            self._map(thing)
        brought = [scheme_of(first.about.id, taxonomy) for taxonomy in self.taxonomies.values()]
        schemes = [scheme for found, _ in brought for scheme in found]
        concepts = [concept for _, found in brought for concept in found]
        about = replace(
            first.about,
            checksum=digest([table.path for _, table in self.parts]),
            path=shown(first.path),
        )
        return Source(
            about=about,
            agents=tuple(layout.agent for layout, _ in self.parts if layout.agent)[:1],
            works=tuple(layout.work for layout, _ in self.parts if layout.work)[:1],
            filings=_sorted(self.filings, lambda one: one.id),
            classifications=_sorted(
                self.classifications, lambda one: (one.id, one.facet, one.concept)
            ),
            actions=_sorted(self.actions, lambda one: (one.id, one.relation, one.target)),
            codings=tuple(self._codings()),
            schemes=_sorted(schemes, lambda one: one.id),
            concepts=_sorted(concepts, lambda one: one.id),
            mappings=_sorted(self.mappings, lambda one: (one.subject, one.object, one.predicate)),
            links=_sorted(self.links, lambda one: (one.id, one.target)),
            texts=_sorted(self.texts, lambda one: (one.id, one.property)),
        )

    def _taken(self, layout: Layout, table: Table) -> Iterator[Thing]:
        name = table.path.name
        ids = {thing.id for thing in self.things.values()}
        read_columns = set(layout.named()) - set(layout.ignore)
        for place, row in table.rows:
            self.log.row(name, place)
            raw = filled(layout.columns["key"], row)
            key = " ".join(raw.split())
            kind = layout.kind or layout.kind_values.get(filled(layout.kind_column, row).strip())
            wrong = table.wrong.get(place, "")
            needed = [column for column in table.nested.get(place, []) if column in read_columns]
            if needed:
                wrong = f"{needed[0]!r} is nested; expected a text, a number or a list of them"
            if not wrong and not key:
                wrong = "has no key; left out"
            elif not wrong and key in self.things:
                wrong = "is the key of an earlier row too; left out"
            elif not wrong and not kind:
                raw = filled(layout.kind_column, row)
                wrong = f"is no kind that the layout knows; {nearest(raw, layout.kind_values)}"
            try:
                thing = "" if wrong else local_id(KINDS[kind or ""], layout.about.id, key)
            except IdentifierError as error:
                wrong = str(error)
            if wrong:
                self.log.refuse(name, place, raw, wrong)
                self.refused += 1
                continue
            if place in table.short:
                what = f"{table.short[place]} cells are missing at the end; read as empty"
                self.log.mend(name, place, "", what)
            if raw != key:
                self.log.mend(name, place, raw, "spaces or line breaks in the key are dropped")
            if thing in ids:
                number = next(n for n in range(2, len(ids) + 3) if f"{thing}-{n}" not in ids)
                thing = f"{thing}-{number}"
                what = f"makes the same identifier as another key; it becomes {thing!r}"
                self.log.note(name, place, key, what)
            ids.add(thing)
            label = self._label(layout, table, place, row) or key
            yield Thing(thing, key, kind or "", label, row, layout, table, place)

    def _label(self, layout: Layout, table: Table, place: str, row: Row) -> str:
        name = table.path.name
        found = filled(layout.columns["label"], row)
        label = " ".join(re.sub("[\x00-\x1f\x7f-\x9f]", " ", found).split())
        if not label:
            self.log.mend(name, place, found, "has no label; the key takes its place")
        elif label != found:
            self.log.mend(name, place, found, "spaces or line breaks in the label are dropped")
        for pair in PAIRS:
            opening, closing = label.count(pair[0]), label.count(pair[1])
            if opening != closing or (pair[0] == pair[1] and opening % 2):
                self.log.note(name, place, label, f"has a stray {pair[0]!r}; kept as found")
        return label

    def _note(self, thing: Thing) -> Callable[[str, str], None]:
        return lambda value, what: self.log.note(thing.table.path.name, thing.place, value, what)

    def _describe(self, thing: Thing) -> None:
        layout, note = thing.layout, self._note(thing)
        cells = {key: filled(column, thing.row) for key, column in layout.columns.items()}
        part_of = " ".join(cells.get("part-of", "").split())
        if part_of and (part_of not in self.things or part_of == thing.key):
            note(part_of, "is the key of no other row; part-of is left out")
            part_of = ""
        self.filings.append(
            Filing(
                id=thing.id,
                source_key=thing.key,
                kind=thing.kind,
                status="accepted",
                work=layout.about.of,
                label=thing.label,
                published_label="",
                page=" ".join(cells.get("page", "").split()),
                part_of=part_of and self.things[part_of].id,
                **thing.read_at,
            )
        )
        language = cells.get("language", "").strip() or layout.language
        if not LANGUAGE.fullmatch(language):
            note(language, f"is no language such as en; read as {layout.language}")
            language = layout.language
        for kind in ("definition", "note"):
            if words := cells.get(kind, "").strip():
                text = Text(id=thing.id, property=kind, words=words, language=language)
                self.texts.append(replace(text, **thing.read_at))

    def _classify(self, thing: Thing) -> None:
        for column in thing.layout.facets:
            taxonomy = self.taxonomies[column.facet]
            for concept in taxonomy.concepts(column, thing.row, self._note(thing)):
                self.classifications.append(
                    Classification(
                        id=thing.id,
                        facet=column.facet,
                        concept=concept,
                        status="accepted",
                        confidence=None,
                        rationale="",
                        **thing.read_at,
                    )
                )

    def _relate(self, thing: Thing) -> None:
        for link in thing.layout.links:
            for value in parts(link.column, thing.row, link.split):
                target = self._target(thing, link, value)
                if not target:
                    continue
                if link.relation in ACTIONS:
                    action = Action(
                        id=thing.id,
                        relation=link.relation,
                        target=target,
                        confidence=None,
                        rationale="",
                        **thing.read_at,
                    )
                    self.actions.append(action)
                else:
                    found = Link(id=thing.id, relation=link.relation, target=target)
                    self.links.append(replace(found, **thing.read_at))

    def _target(self, thing: Thing, link: LinkColumn, value: str) -> str:
        acts = link.relation in ACTIONS
        expected = ("measure",) if acts else ("evidence", "incident")
        if thing.kind not in expected:
            what = f"{link.relation} is said of a {thing.kind}; expected a {expected[0]}; left out"
            self._note(thing)(value, what)
            return ""
        if link.framework:
            return f"{link.framework}:{value}"
        if value in self.things:
            other = self.things[value]
            if acts and other.kind not in RISKS:
                what = f"is the key of a {other.kind}; expected one of a risk; link left out"
                self._note(thing)(value, what)
                return ""
            return other.id
        if REFERENCE.fullmatch(value):
            return value
        self._note(thing)(value, "is neither a key of these tables nor a reference; left out")
        return ""

    def _map(self, thing: Thing) -> None:
        for column in thing.layout.mappings:
            for value in parts(column.column, thing.row, column.split):
                key = column.object.replace("{value}", value) if column.object else value
                mapping = Mapping(
                    subject=thing.id,
                    predicate=column.predicate,
                    object=key if is_web_address(key) else f"{column.framework}:{key}",
                    subject_version=thing.layout.about.version,
                    object_version=column.version,
                    **thing.read_at,
                )
                self.mappings.append(mapping)

    def _codings(self) -> Iterator[Coding]:
        layout = self.parts[0][0]
        by_id = {thing.id: thing for thing in self.things.values()}
        said: dict[str, set[str]] = defaultdict(set)
        for one in self.classifications:
            said[one.facet].add(one.id)
        for action in self.actions:
            target = by_id.get(action.target)
            harm = target is not None and target.kind != "risk-source"
            said["action-on-harm" if harm else "action"].add(action.id)
        overruled: dict[str, tuple[str, str]] = {}
        for other, _ in self.parts:
            for column in other.facets:
                overruled.setdefault(column.facet, (column.coded, column.rationale))
            for link in other.links:
                for facet in ("action", "action-on-harm") if link.relation in ACTIONS else ():
                    overruled.setdefault(facet, (link.coded, link.rationale))
        # A table that is complete is not read completely when a row of it is left out.
        short = layout.extraction == "complete" and self.refused > 0
        left_out = f" {self.refused} of its rows could not be read." if short else ""
        for facet in sorted(said):
            kinds = {by_id[thing].kind for thing in said[facet]}
            all_of = [thing for thing in self.things.values() if thing.kind in kinds]
            coded, rationale = overruled[facet]
            whole = len(said[facet]) == len(all_of)
            yield Coding(
                work=layout.about.of,
                facet=facet,
                extraction="partial" if short else layout.extraction,
                coded=coded or ("complete" if whole else "partial"),
                coder=layout.about.agent,
                confidence=None,
                rationale=(
                    rationale
                    or f"The table states it for {len(said[facet])} of {len(all_of)} rows."
                )
                + left_out,
                path=shown(layout.path),
            )


def _sorted(records: Sequence[Any], key: Callable[[Any], Any]) -> tuple[Any, ...]:
    """The records in order, each once: two columns may say the same."""
    return tuple(sorted(dict.fromkeys(records), key=key))
