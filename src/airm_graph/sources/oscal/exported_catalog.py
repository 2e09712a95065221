"""A catalog that this program exported, as the sources that it restates."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any

from ...errors import IdentifierError
from ...identifiers import is_web_address, local_id
from ...records import (
    Action,
    Classification,
    Description,
    Filing,
    Mapping,
    Record,
    Section,
    Source,
    Text,
    Work,
    of_kind,
)
from ...vocab import AIRM, BASE
from ..log import Log
from .documents import Document, objects, prop, text
from .exported import Account, Exported, Object, local, our_props, ours, raw, safe
from .exported_facets import Facets
from .exported_statements import is_statement, statement
from .prose import plain

KINDS = {"measure": "mitigation", "requirement": "requirement"}
RISKS = ("risk-source", "risk", "consequence", "impact")
WORK_FACTS = ("workKind", "workStatus", "bindingness", "jurisdiction", "sector", "systemScope")
SAME = "airm:sameRecordAs"
NOTES = {"definition": "definition", "note": "note"}


@dataclass
class Reading:
    """What is found of a catalog, by the graph that says it."""

    exported: Exported
    log: Log
    facets: Facets
    found: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    ids: dict[str, str] = field(default_factory=dict)  # control or IRI of a risk -> ours
    graphs: dict[str, str] = field(default_factory=dict)  # control -> graph
    taken: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """The file, for messages."""
        return self.exported.document.name

    # --- what there is --------------------------------------------------------------------------

    def identify(self, control: Object) -> None:
        """Give a control and those within it an id, so that others may refer to them."""
        id_, kind = text(control.get("id")), raw(control.get("class"))
        place = f"control {id_}"
        self.log.row(self.name, place)
        if not id_ or kind not in KINDS or id_ in self.ids:
            self.log.refuse(self.name, place, kind, f"expected one {' or '.join(KINDS)} per id")
        else:
            graph = self._graph(control)
            self.graphs[id_] = graph
            self._name(id_, KINDS[kind], graph, prop(control, "label") or id_)
        for inner in objects(control, "controls"):
            self.identify(inner)

    def _graph(self, control: Object) -> str:
        """The graph of the source that records a control."""
        links = (raw(link.get("href")).removeprefix("#") for link in objects(control, "links"))
        known = self.exported.graph_of
        return next((known[uuid] for uuid in links if uuid in known), "")

    def _name(self, key: str, kind: str, graph: str, wanted: str) -> None:
        source = self.exported.source_id(graph)
        try:
            id_ = local_id(kind, source, wanted)
        except IdentifierError:
            id_ = local_id(kind, source, safe(key) or "unnamed")
        self.taken[id_] += 1
        if self.taken[id_] > 1:
            id_ = next(f"{id_}-{n}" for n in count(2) if not self.taken[f"{id_}-{n}"])
            self.taken[id_] += 1
        self.ids[key] = id_

    def risks(self) -> None:
        """The risks on which measures act."""
        graph_of = {
            local(ours(source, "iri")): name for name, source in self.exported.sources.items()
        }
        for kind in RISKS:
            for iri, risk in self.exported.resources.get(kind, {}).items():
                place = f"resource {iri}"
                self.log.row(self.name, place)
                work = ours(risk, "statedIn")
                if not iri or not work.startswith("framework-") or safe(work) != work:
                    self.log.refuse(self.name, place, work, "a risk needs an IRI and a work")
                    continue
                key = ours(risk, "sourceKey") or local(iri)
                graph = graph_of.get(ours(risk, "recordedIn"), "")
                self._name(iri, "risk", graph, key)
                self.ids.setdefault(local(iri), self.ids[iri])
                label = plain(raw(risk.get("title")))
                self._filed(graph, _filing(self.ids[iri], key, kind, work, label, self.name), iri)
                if words := plain(raw(risk.get("description"))):
                    self._text(graph, self.ids[iri], "definition", words)

    # --- groups ---------------------------------------------------------------------------------

    def work(self, group: Object) -> None:
        """A work with everything in it."""
        iri = ours(group, "iri")
        work = local(iri)
        self.log.row(self.name, f"group {group.get('id')}")
        if not work.startswith("framework-") or safe(work) != work:
            self.log.refuse(self.name, f"group {group.get('id')}", iri, "expected a work")
            return
        self._within(group, work, "")
        described = self.exported.resources.get("work", {}).get(iri, {})
        facts = [ours(described, name) for name in WORK_FACTS]
        address = [raw(link.get("href")) for link in objects(described, "rlinks")]
        record = Work(
            id=work,
            source_key=ours(described, "sourceKey") or work.removeprefix("framework-"),
            title=plain(raw(described.get("title")) or raw(group.get("title"))),
            creators=tuple(raw(p.get("value")) for p in our_props(described, "creator")),
            year=ours(described, "year"),
            version=ours(described, "version"),
            address=next(filter(is_web_address, address), ""),
            kind=safe(facts[0]),
            status=safe(facts[1]),
            bindingness=safe(facts[2]),
            jurisdiction=safe(facts[3]),
            sector=safe(facts[4]),
            system_scope=safe(facts[5]),
            gist=plain(raw(described.get("description"))),
            path=self.name,
        )
        stated = {
            graph
            for graph, records in list(self.found.items())
            for each in records
            if isinstance(each, Filing) and each.work == work
        }
        for graph in stated:
            self.found[graph].append(record)

    def _within(self, group: Object, work: str, heading: str) -> None:
        for inner in objects(group, "groups"):
            below = heading
            if inner.get("class") == "heading":
                below = self._section(inner, work, heading)
            self._within(inner, work, below)
        for control in objects(group, "controls"):
            self._control(control, work, heading, "")

    def _section(self, group: Object, work: str, parent: str) -> str:
        iri = ours(group, "iri")
        source = self.exported.document.source
        try:
            id_ = local_id("section", source, local(iri) or raw(group.get("id")))
        except IdentifierError:
            self.log.refuse(self.name, f"group {group.get('id')}", iri, "a heading needs an id")
            return parent
        same = (local(iri),) if iri.startswith(f"{BASE}id/") and safe(local(iri)) else ()
        record = Section(
            id=id_,
            work=work,
            parent=parent,
            label=plain(raw(group.get("title"))),
            same_as=same,
            path=self.name,
        )
        if graphs := {self.graphs.get(control, "") for control in _ids_below(group)}:
            self.found[min(graphs)].append(record)
        return id_

    # --- controls -------------------------------------------------------------------------------

    def _control(self, control: Object, work: str, heading: str, whole: str) -> None:
        key = text(control.get("id"))
        if id_ := self.ids.get(key, ""):
            graph = self.graphs[key]
            kind = raw(control.get("class"))
            words = self._words(control)
            label = next(iter(words.pop("prefLabel", [])), plain(raw(control.get("title"))))
            notes = words.pop("editorialNote", [])
            key_given = prop(control, "label") or key
            filing = replace(
                _filing(id_, key_given, kind, work, label, self.name),
                status="superseded" if prop(control, "status") == "withdrawn" else "accepted",
                published_label=ours(control, "publishedLabel"),
                page=ours(control, "page"),
                part_of=whole,
                note="\n\n".join(notes),
            )
            self._filed(graph, filing, ours(control, "iri"))
            scope = "all-risks" if ours(control, "claimsAllRisks") == "true" else ""
            if heading or scope:
                self.found[graph].append(
                    Description(id=id_, kind=kind, section=heading, scope=scope, definition="")
                )
            for property_, texts_ in words.items():
                for said in texts_:
                    self._text(graph, id_, NOTES[property_], said)
            for each in our_props(control, "altLabel"):
                self._text(graph, id_, "altLabel", raw(each.get("value")))
            for each in objects(control, "props"):
                if is_statement(each):
                    self._statement(id_, f"control {key}", each)
        for inner in objects(control, "controls"):
            self._control(inner, work, heading, id_)

    def _words(self, control: Object) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for part in objects(control, "parts"):
            name = raw(part.get("name"))
            if part.get("ns") != AIRM.namespace:
                name = {"statement": "definition", "guidance": "note"}.get(name, "")
            if name in ("definition", "note", "editorialNote", "prefLabel"):
                found[name].append(plain(raw(part.get("prose"))))
        return found

    def _filed(self, graph: str, filing: Filing, iri: str) -> None:
        """The filing, which is the same as the thing that the document restates."""
        self.found[graph].append(filing)
        if is_web_address(iri):
            same = Mapping(subject=filing.id, predicate=SAME, object=iri, path=self.name)
            self.found[graph].append(same)

    def _statement(self, id_: str, place: str, each: Object) -> None:
        account = Account.of(each)
        if account.method == "rule":
            return  # what a rule derives is derived anew
        if account.sure and account.confidence is None:
            what = "the confidence is no number between 0 and 1; the statement is left out"
            self.log.note(self.name, place, account.sure, what)
        elif said := statement(each, account, id_, self.ids, self.facets):
            self.found[account.graph].append(said)
        else:
            value = f"{each.get('name')} {each.get('value')}"
            self.log.note(self.name, place, value, "cannot be said here; left out")

    def _text(self, graph: str, id_: str, property_: str, words: str) -> None:
        self.found[graph].append(Text(id=id_, property=property_, words=words, path=self.name))


def _filing(id_: str, key: str, kind: str, work: str, label: str, path: str) -> Filing:
    return Filing(
        id=id_,
        source_key=key,
        kind=kind,
        status="accepted",
        work=work,
        label=label or key,
        published_label="",
        page="",
        part_of="",
        path=path,
    )


def read_exported_catalog(document: Document, log: Log) -> list[Source]:
    """The catalog as sources, one per graph that says anything in it."""
    exported = Exported(document, log)
    reading = Reading(exported, log, Facets(exported))
    groups = objects(document.body, "groups")
    for group in groups:
        for control in _controls(group):
            reading.identify(control)
    reading.risks()
    for group in groups:
        reading.work(group)
    found: list[Source] = []
    for graph in sorted(reading.found):
        records = reading.found[graph]
        about = exported.about(graph)
        found.append(
            Source(
                about=about,
                agents=(exported.agent(about.agent),),
                works=of_kind(records, Work),
                sections=of_kind(records, Section),
                filings=of_kind(records, Filing),
                descriptions=of_kind(records, Description),
                classifications=of_kind(records, Classification),
                actions=of_kind(records, Action),
                mappings=of_kind(records, Mapping),
                texts=of_kind(records, Text),
                schemes=tuple(reading.facets.schemes.values()) if not found else (),
                concepts=tuple(reading.facets.concepts.values()) if not found else (),
            )
        )
    return found


def _controls(group: Object) -> Iterator[Object]:
    for inner in objects(group, "groups"):
        yield from _controls(inner)
    yield from objects(group, "controls")


def _ids_below(group: Any) -> Iterator[str]:
    for control in _controls(group):
        yield text(control.get("id"))
