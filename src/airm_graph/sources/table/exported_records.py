"""The records that the rows of exported tables stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from ...records import (
    UNDETERMINED,
    About,
    Action,
    Agent,
    Classification,
    Coding,
    Demand,
    Description,
    Filing,
    Link,
    Mapping,
    Record,
    Scheme,
    SchemeConcept,
    Section,
    Text,
    Work,
)
from ...resources import shown
from ...vocab import PREFIXES
from ..catalogue import PARSERS
from ..log import Log
from .exported import Exported, Row
from .keys import LANGUAGE

Kind = TypeVar("Kind", bound=Record)
Rows = list[tuple[int, Row]]
CLASSIFIED = {"airm:Mitigation": "measure", "airm:Requirement": "requirement"}
PROPERTIES = {
    "skos:definition": "definition",
    "skos:note": "note",
    "skos:prefLabel": "label",
    "skos:altLabel": "altLabel",
    "airm:rationale": "rationale",
}
LINKS = {
    "airm:evidenceFor": "evidenceFor",
    "dcterms:isPartOf": "isPartOf",
    "dcterms:source": "source",
    "dcterms:isReplacedBy": "isReplacedBy",
    "airm:publishedAs": "publishedAs",
}
UNSTATED = "version unstated"


@dataclass
class Stated:
    """The records that one named graph stands for."""

    tables: Exported
    graph: str
    log: Log

    def agents(self, who: str) -> Iterator[Agent]:
        """Who speaks, and who coded."""
        coders = [row["coder"] for _, row in self._rows("codings")]
        for iri in sorted({who, *coders} & set(self.tables.agents)):
            row = self.tables.agents[iri]
            yield Agent(
                id=self._local(iri),
                type=row["kind"] or "Organization",
                label=row["label"],
                definition=row["definition"],
                address=row["address"],
            )

    def works(self) -> Iterator[Work]:
        """The works that it describes."""
        for line, row in self._rows("works"):
            if row["type"] == "framework":
                version = self.tables.versions.get(row["current_version"], {}).get("version", "")
                yield from self._made(
                    Work,
                    ("works", line, row["iri"]),
                    id=self._local(row["iri"]),
                    source_key=row["key"],
                    title=row["title"],
                    creators=tuple(filter(None, row["creators"].split("|"))),
                    year=row["year"],
                    version="" if version == UNSTATED else version,
                    address=row["address"],
                    kind=row["kind"],
                    status=row["status"],
                    bindingness=row["bindingness"],
                    jurisdiction=row["jurisdiction"],
                    sector=row["sector"],
                    system_scope=row["system_scope"],
                    gist=row["description"],
                    note=row["note"],
                )

    def sections(self) -> Iterator[Section]:
        """Headings that are no rows of their publisher."""
        same: dict[str, list[str]] = {}
        for _, row in self._rows("links"):
            if row["relation"] == "airm:sameRecordAs" and row["stated"] == "false":
                same.setdefault(row["item"], []).append(self._local(row["target"]))
        for line, row in self._rows("items"):
            if not row["version"] and row["kind"] == "section":
                yield from self._made(
                    Section,
                    ("items", line, row["iri"]),
                    id=self._local(row["iri"]),
                    work=self._local(row["work"]),
                    parent=self._local(row["heading"]),
                    label=row["label"],
                    same_as=tuple(same.get(row["iri"], ())),
                    note=row["note"],
                )

    def filings(self) -> Iterator[Filing]:
        """The rows that it files."""
        contested = {row["item"]: row for row in self._contested().values()}
        for line, row in self._rows("items"):
            if not row["version"]:
                continue
            kind = row["kind"] if row["kind_by"] == self.graph else ""
            status = "accepted"
            if row["iri"] in contested:
                kind, status = contested[row["iri"]]["notation"], contested[row["iri"]]["status"]
            yield from self._made(
                Filing,
                ("items", line, row["key"]),
                id=self._local(row["iri"]),
                source_key=row["key"],
                kind=kind,
                status="accepted" if status == "disputed" else status,
                work=self._local(row["work"]),
                label=row["label"],
                published_label=row["published_label"],
                page=row["page"],
                part_of=self._local(row["part_of"]),
                note=row["note"],
            )

    def descriptions(self) -> Iterator[Description]:
        """What a reading says that a filed row is, and what a source says of all risks."""
        for line, row in self.tables.tables["items"]:
            own = row["source"] == self.graph
            reads = self.graph in {row["kind_by"], row["defined_by"]} and not own
            all_risks = row["all_risks"] == "true"
            if not row["version"] or not (reads or (own and all_risks and not row["defined_by"])):
                continue
            yield from self._made(
                Description,
                ("items", line, row["iri"]),
                id=self._local(row["iri"]),
                kind=row["kind"] or "work",
                section=self._local(row["heading"]) if reads else "",
                scope="all-risks" if all_risks else "",
                definition=row["definition"] if row["defined_by"] == self.graph else "",
            )

    def classifications(self) -> Iterator[Classification]:
        """What it puts where."""
        contested = self._contested()
        for line, row in self._rows("classifications"):
            if line in contested:
                continue
            yield from self._made(
                Classification,
                ("classifications", line, row["item"]),
                id=self._local(row["item"]),
                facet=row["facet"],
                concept=UNDETERMINED if row["undetermined"] == "true" else row["notation"],
                status=row["status"],
                confidence=row["confidence"],
                rationale=row["rationale"],
            )

    def actions(self) -> Iterator[Action]:
        """Which measure it says to act on what."""
        for line, row in self._rows("links"):
            if row["stated"] == "true":
                yield from self._made(
                    Action,
                    ("links", line, row["item"]),
                    id=self._local(row["item"]),
                    relation=row["relation"].removeprefix("airm:"),
                    target=self._end(row["target"]),
                    confidence=row["confidence"],
                    rationale=row["rationale"],
                )

    def codings(self) -> Iterator[Coding]:
        """How completely it says that works were coded."""
        for line, row in self._rows("codings"):
            yield from self._made(
                Coding,
                ("codings", line, row["work"]),
                work=self._local(row["work"]),
                facet=row["facet"],
                extraction=row["extraction"],
                coded=row["coded"],
                coder=self._local(row["coder"]),
                confidence=row["confidence"],
                rationale=row["rationale"],
            )

    def demands(self) -> Iterator[Demand]:
        """How often it files risks under a domain."""
        counts: dict[str, dict[str, str]] = {}
        for _, row in self._rows("texts"):
            if row["property"] in {"airm:risksFiled", "airm:papersNaming"}:
                counts.setdefault(row["thing"], {})[row["property"]] = row["text"]
        notations = {row["iri"]: row["notation"] for _, row in self.tables.tables["concepts"]}
        for iri, said in sorted(counts.items()):
            if len(said) == 2 and notations.get(iri):
                yield from self._made(
                    Demand,
                    ("texts", 0, iri),
                    domain=notations[iri],
                    risks=said["airm:risksFiled"],
                    papers=said["airm:papersNaming"],
                )

    def schemes(self, about: About) -> Iterator[Scheme]:
        """The taxonomies that it brings."""
        used = {row["scheme"] for _, row in self._rows("concepts") if row["notation"]}
        suffix = f" ({about.title} {about.version})"
        for line, row in self._rows("schemes"):
            facet = self.tables.facets.get(row["facet"])
            if row["iri"] in used:
                yield from self._made(
                    Scheme,
                    ("schemes", line, row["iri"]),
                    id=self._local(row["iri"]),
                    label=facet["label"] if facet else row["label"].removesuffix(suffix),
                    facet=row["facet"],
                    of=CLASSIFIED.get(facet["classifies"], "risk") if facet else "",
                    level=facet["level"] if facet else "",
                )

    def concepts(self) -> Iterator[SchemeConcept]:
        """Their concepts."""
        for line, row in self._rows("concepts"):
            if row["notation"]:
                yield from self._made(
                    SchemeConcept,
                    ("concepts", line, row["iri"]),
                    id=self._local(row["iri"]),
                    scheme=self._local(row["scheme"]),
                    notation=row["notation"],
                    parent=self._local(row["broader"]),
                    label=row["label"],
                )

    def mappings(self) -> Iterator[Mapping]:
        """What it says to correspond."""
        plain = ("predicate", "subject_version", "object_version", "justification", "author")
        for line, row in self._rows("mappings"):
            yield from self._made(
                Mapping,
                ("mappings", line, row["subject"]),
                subject=self._mapped(row, "subject"),
                object=self._mapped(row, "object"),
                negative=row["negative"].removeprefix("false"),
                machine_made=row["machine_made"].removeprefix("false"),
                status=row["status"],
                confidence=row["confidence"],
                comment=row["comment"],
                **{key: row[key] for key in plain},
            )

    def links(self) -> Iterator[Link]:
        """Its plain links."""
        for line, row in self._rows("links"):
            if row["stated"] == "false" and row["relation"] in LINKS and row["item"] in self._items:
                place = ("links", line, row["item"])
                yield from self._link(place, row["item"], LINKS[row["relation"]], row["target"])
        for line, row in self._rows("items"):
            for name in row["published_as"].split():
                yield from self._link(("items", line, row["iri"]), row["iri"], "publishedAs", name)

    def _link(
        self, place: tuple[str, int, str], iri: str, relation: str, target: str
    ) -> Iterator[Link]:
        id_, end = self._local(iri), self._local(target)
        yield from self._made(Link, place, id=id_, relation=relation, target=end)

    def texts(self) -> Iterator[Text]:
        """Words of its own about things."""
        for line, row in self._rows("items"):
            if row["defined_by"] == self.graph and row["version"]:
                yield from self._text(
                    ("items", line, row["iri"]),
                    row["iri"],
                    "definition",
                    row["definition"],
                    row["language"],
                )
        for line, row in self._rows("texts"):
            if row["property"] in PROPERTIES and row["thing"] in self._items:
                kind = PROPERTIES[row["property"]]
                place = ("texts", line, row["thing"])
                yield from self._text(place, row["thing"], kind, row["text"], row["language"])

    def _text(
        self, place: tuple[str, int, str], iri: str, property_: str, words: str, language: str
    ) -> Iterator[Text]:
        tag = language if LANGUAGE.fullmatch(language) and language != "und" else "en"
        yield from self._made(
            Text, place, id=self._local(iri), property=property_, words=words, language=tag
        )

    @property
    def _items(self) -> dict[str, Row]:
        return self.tables.items

    def _contested(self) -> dict[int, Row]:
        """By line, the classifications that say which kind a row was filed as."""
        return {
            line: row
            for line, row in self._rows("classifications")
            if row["facet"] == "kind"
            and row["status"] != "accepted"
            and self._items.get(row["item"], {}).get("source") == self.graph
        }

    def _rows(self, table: str) -> Rows:
        return self.tables.said[table].get(self.graph, [])

    def _mapped(self, row: Row, end: str) -> str:
        """An end of a mapping; where it led nowhere, again the work and key that were meant."""
        local = self._local(row[end])
        if not row["unresolved"] or not local.startswith("reference-"):
            return self._end(row[end])
        work, _, key = local.removeprefix("reference-").partition("-")
        if row[f"{end}_version"]:
            work = work.removesuffix(re.sub("[^A-Za-z0-9]", "_", row[f"{end}_version"]))
        words = row["unresolved"].split()
        spelt = (word for word in words if re.sub("[^A-Za-z0-9_-]+", "_", word) == key)
        return f"framework-{work}:{next(spelt, key)}"

    def _end(self, iri: str) -> str:
        """An end of a mapping or link: a local name only where these tables describe the thing."""
        local = self._local(iri)
        return PREFIXES["airmid"] + local if local != iri and iri not in self.tables.own else local

    def _local(self, iri: str) -> str:
        return self.tables.local(iri)

    def _made(
        self, kind: type[Kind], place: tuple[str, int, str], /, **cells: Any
    ) -> Iterator[Kind]:
        """The record, unless a cell is wrong."""
        table, line, key = place
        path = self.tables.path(table)
        log = self.log
        log.row(path.name, f"{line} {kind.__name__.casefold()}")
        try:
            values = {name: _parsed(kind, name, cell) for name, cell in cells.items()}
        except ValueError as error:
            log.refuse(path.name, f"{line} {kind.__name__.casefold()}", key, str(error))
            return
        yield kind(path=shown(path), line=line, **values)


def _confidence(cell: str) -> Decimal:
    try:
        found = Decimal(cell)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or not 0 <= found <= 1:
        raise ValueError(f"confidence is {cell!r}: expected a number between 0 and 1")
    return found


def _parsed(kind: type[Record], name: str, cell: Any) -> Any:
    if name == "confidence":
        return _confidence(cell) if cell else None
    parse = PARSERS.get((kind, name))
    if parse is None or isinstance(cell, tuple):
        return cell
    try:
        return parse(cell)
    except ValueError as error:
        raise ValueError(f"{name} {error}") from None
