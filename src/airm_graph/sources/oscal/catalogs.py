"""An OSCAL catalog: its groups are headings, its controls requirements."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from ...errors import IdentifierError
from ...identifiers import local_id
from ...records import Agent, Description, Filing, Mapping, Section, Source, Text
from ..log import Log
from .documents import (
    Document,
    about_of,
    agent_of,
    author_of,
    framework_of,
    objects,
    of_document,
    prop,
    resources,
    strays,
    text,
)
from .prose import Parameters, ids_in, links_in, prose_of

UNTYPED = "airm:correspondsTo"
PROPERTIES = {"statement": "definition", "guidance": "note", "overview": "note"}


@dataclass(frozen=True, slots=True)
class Control:
    """A control as it stands in its catalog, before anything is made of it."""

    id: str
    body: dict[str, Any]
    parent: str
    group: str

    @property
    def key(self) -> str:
        """What others call it: AC-1 for ac-1."""
        return self.id.upper()

    @property
    def title(self) -> str:
        """The title, or the key where there is none."""
        return text(self.body.get("title")) or self.key

    @property
    def withdrawn(self) -> bool:
        """Whether its publisher withdrew it."""
        return prop(self.body, "status").lower() == "withdrawn"


@dataclass
class Catalog:
    """A catalog taken apart: headings, controls and parameters, in the order of the document."""

    document: Document
    log: Log
    sections: list[Section] = field(default_factory=list)
    controls: dict[str, Control] = field(default_factory=dict)
    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)
    anchors: dict[str, str] = field(default_factory=dict)  # part or control -> control
    groups: set[str] = field(default_factory=set)
    _taken: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._params(self.document.body)
        self._below(self.document.body, "", "")

    def _params(self, owner: dict[str, Any]) -> None:
        for parameter in objects(owner, "params"):
            if id_ := text(parameter.get("id")):
                self.parameters.setdefault(id_, parameter)

    def _below(self, owner: dict[str, Any], section: str, control: str) -> None:
        name = self.document.name
        for kind in ("groups", "controls"):
            for stray in strays(owner, kind):
                self.log.refuse(name, f"{kind} of {owner.get('id', '-')}", stray, "is no object")
        for group in objects(owner, "groups"):
            self._group(group, section)
        for body in objects(owner, "controls"):
            self._control(body, section, control)

    def _group(self, group: dict[str, Any], parent: str) -> None:
        name = self.document.name
        title = text(group.get("title"))
        key = text(group.get("id")) or title
        place = f"group {key}"
        self.log.row(name, place)
        self._params(group)
        here = parent
        try:
            here = local_id("section", self.document.source, key)
        except IdentifierError:
            self.log.refuse(name, place, key, "a group needs an id or a title; its content is read")
        else:
            if here in self._taken:
                here = next(f"{here}-{n}" for n in count(2) if f"{here}-{n}" not in self._taken)
                self.log.note(name, place, key, "the group's id is taken; ours has a suffix")
            self._taken.add(here)
            label = title or key
            work = self.document.work
            self.sections.append(Section(id=here, work=work, parent=parent, label=label, path=name))
            self.groups |= {text(group.get("id")), *self._part_ids(group)}
        self._below(group, here, "")

    def _control(self, body: dict[str, Any], section: str, parent: str) -> None:
        name = self.document.name
        id_ = text(body.get("id"))
        place = f"control {id_ or text(body.get('title'))}"
        self.log.row(name, place)
        self._params(body)
        if not any(character.isascii() and character.isalnum() for character in id_):
            self.log.refuse(name, place, id_, "a control needs an id")
        elif id_.upper() in self._taken:
            again = f"{place} (again)"
            self.log.refuse(name, again, id_, "the id stands twice; the first control is read")
        else:
            if not text(body.get("title")):
                self.log.note(name, place, "", "the control has no title; labelled by its id")
            self._taken.add(id_.upper())
            self.controls[id_] = Control(id_, body, parent, section)
            self.anchors |= {id_: id_, **dict.fromkeys(self._part_ids(body), id_)}
        self._below(body, section, id_ if id_ in self.controls else parent)

    def _part_ids(self, owner: dict[str, Any]) -> list[str]:
        return [id_ for part in objects(owner, "parts") for id_ in ids_in(part)]


def read_catalog(document: Document, log: Log) -> Source:
    """The catalog as records."""
    catalog = Catalog(document, log)
    agent = agent_of(document, log)
    controls = list(catalog.controls.values())
    ids = control_ids(document, catalog, log)
    gist = f"An OSCAL catalog of {len(controls)} controls in {len(catalog.sections)} groups."
    if not controls:
        of_document(log, document.name, "", "the catalog has no controls")
    texts_found = [each for control in controls for each in words_of(control, catalog, ids)]
    return Source(
        about=about_of(
            document,
            agent,
            log,
            id_=document.source,
            of=document.work,
            type_="Framework",
            description=gist,
        ),
        agents=(agent,),
        works=(framework_of(document, agent, "catalogue", gist),),
        sections=tuple(sorted(catalog.sections, key=lambda section: section.id)),
        filings=tuple(
            sorted((filing_of(control, document, ids) for control in controls), key=lambda f: f.id)
        ),
        descriptions=tuple(
            Description(
                id=ids[control.id],
                kind="requirement",
                section=control.group,
                scope="",
                definition="",
                path=document.name,
            )
            for control in sorted(controls, key=lambda each: ids[each.id])
            if control.group and not control.withdrawn
        ),
        mappings=tuple(_related(catalog, ids, agent)),
        texts=tuple(sorted(texts_found, key=lambda each: (each.id, each.property, each.words))),
    )


def control_ids(document: Document, catalog: Catalog, log: Log) -> dict[str, str]:
    """Our id of each control; where two keys look alike there, the second gets a suffix."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for control in catalog.controls.values():
        wanted = id_ = local_id("requirement", document.source, control.key)
        if id_ in taken:
            id_ = next(f"{wanted}-{n}" for n in count(2) if f"{wanted}-{n}" not in taken)
            place = f"control {control.id}"
            what = "another control's id looks the same in ours, which has a suffix"
            log.note(document.name, place, control.id, what)
        taken.add(id_)
        found[control.id] = id_
    return found


def filing_of(control: Control, document: Document, ids: dict[str, str]) -> Filing:
    """The control as a requirement of its work; a withdrawn one no longer is one."""
    return Filing(
        id=ids[control.id],
        source_key=control.key,
        kind="requirement",
        status="superseded" if control.withdrawn else "accepted",
        work=document.work,
        label=control.title,
        published_label="",
        page="",
        part_of=ids.get(control.parent, ""),
        note="Withdrawn by its publisher." if control.withdrawn else "",
        path=document.name,
    )


def words_of(
    control: Control,
    catalog: Catalog,
    ids: dict[str, str],
    values: dict[str, dict[str, Any]] | None = None,
) -> Iterator[Text]:
    """What the publisher says in the control, with the values of its parameters put in."""
    place, log = f"control {control.id}", catalog.log
    name = catalog.document.name

    def complain(value: str, what: str) -> None:
        log.note(name, place, value, what)

    parameters = Parameters(catalog.parameters if values is None else values, complain)
    found: dict[str, list[str]] = {"definition": [], "note": []}
    for part in objects(control.body, "parts"):
        property_ = PROPERTIES.get(text(part.get("name")))
        if property_ and (words := prose_of(part, parameters)):
            found[property_].append(words)
    for property_, said in found.items():
        if said:
            words = "\n\n".join(said)
            yield Text(id=ids[control.id], property=property_, words=words, path=name)


def _related(catalog: Catalog, ids: dict[str, str], agent: Agent) -> Iterator[Mapping]:
    """The links from control to control, each without a type, with the publisher's word for it."""
    log, name = catalog.log, catalog.document.name
    literature = resources(catalog.document.body)
    said: dict[tuple[str, str], set[str]] = {}
    for control in catalog.controls.values():
        place = f"control {control.id}"
        if control.withdrawn:
            log.note(name, place, control.title, "withdrawn by its publisher; kept as superseded")
        inner = [link for part in objects(control.body, "parts") for link in links_in(part)]
        for anchor in inner:
            if anchor not in {*catalog.anchors, *catalog.groups, *literature}:
                log.note(name, place, f"#{anchor}", "the text links to nothing in the document")
        for link in objects(control.body, "links"):
            href, relation = text(link.get("href")), text(link.get("rel"))
            anchor = href.removeprefix("#")
            if not href.startswith("#") or anchor in literature or anchor in catalog.groups:
                continue
            if anchor not in catalog.anchors:
                log.note(name, place, href, f"the link '{relation}' leads nowhere; left out")
                continue
            target = catalog.anchors[anchor]
            if target == control.id:
                log.note(name, place, href, f"the link '{relation}' leads to the control itself")
            else:
                said.setdefault((ids[control.id], ids[target]), set()).add(relation)
    for (subject, object_), relations in sorted(said.items()):
        yield Mapping(
            subject=subject,
            predicate=UNTYPED,
            object=object_,
            author=author_of(agent),
            comment=", ".join(sorted(relations)),
            path=name,
        )
