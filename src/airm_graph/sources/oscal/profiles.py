"""An OSCAL profile: a selection of other documents' controls, tailored, as a work of its own.

Each selected control becomes a requirement of the profile that corresponds to the control it was
taken from: exactly, unless the profile sets its parameters or alters it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import Any, TypeAlias

from ...identifiers import local_id
from ...records import Agent, Filing, Mapping, Source, Text
from ..log import Log
from .catalogs import Catalog, Control, control_ids, filing_of, words_of
from .documents import (
    Document,
    about_of,
    agent_of,
    author_of,
    document_of,
    framework_of,
    mapping,
    objects,
    of_document,
    resources,
    text,
    texts,
    work_of_address,
)

Below: TypeAlias = Callable[[str], list[str]]
EXACT, CLOSE = "skos:exactMatch", "skos:closeMatch"


@dataclass
class Selection:
    """What a profile selects: controls of documents that are here, and names of others."""

    controls: dict[str, tuple[Control, Catalog]] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)  # control id -> work


def read_profile(
    document: Document, documents: Sequence[Document], catalogs: dict[str, Catalog], log: Log
) -> Source:
    """The profile as records.

    Args:
        document: The profile.
        documents: Everything that is here, where the imports are looked for.
        catalogs: The catalogs among them by the name of their file.
        log: Gets a row per imported control.
    """
    selection = Selection()
    _select(document, documents, catalogs, selection, log, (document.name,))
    agent = agent_of(document, log)
    changed, values = _tailored(document, selection, log)
    filings: list[Filing] = []
    mappings: list[Mapping] = []
    words: list[Text] = []
    for catalog in {id(each): each for _, each in selection.controls.values()}.values():
        mine = {c.id: c for c, owner in selection.controls.values() if owner is catalog}
        view = replace_controls(catalog, document, mine, log)
        ids = control_ids(document, view, log)
        for control in mine.values():
            how = changed.get(control.id, "")
            filings.append(filing_of(control, document, ids))
            theirs = f"{catalog.document.work}:{control.key}"
            taken = _mapping(ids[control.id], theirs, how, agent, document)
            mappings.append(replace(taken, object_version=catalog.document.version))
            words += words_of(control, view, ids, {**catalog.parameters, **values})
    for id_, work in selection.elsewhere.items():
        if id_ in selection.controls:
            continue
        ours = local_id("requirement", document.source, id_.upper())
        filings.append(_unknown(ours, id_, document))
        how = changed.get(id_, "")
        mappings.append(_mapping(ours, f"{work}:{id_.upper()}", how, agent, document))
    gist = f"An OSCAL profile that selects {len(filings)} controls."
    if not filings:
        of_document(log, document.name, "", "the profile selects nothing that can be read here")
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
        works=(framework_of(document, agent, "profile", gist),),
        filings=tuple(sorted(filings, key=lambda filing: filing.id)),
        mappings=tuple(sorted(mappings, key=lambda each: (each.subject, each.object))),
        texts=tuple(sorted(words, key=lambda each: (each.id, each.property))),
    )


def replace_controls(
    catalog: Catalog, document: Document, controls: dict[str, Control], log: Log
) -> Catalog:
    """The catalog with the selected controls only, said of by the profile."""
    view = Catalog(Document(document.path, document.name, "catalog", {}), log)
    view.controls, view.parameters = controls, catalog.parameters
    return view


# --- selecting ------------------------------------------------------------------------------------


def _select(
    document: Document,
    documents: Sequence[Document],
    catalogs: dict[str, Catalog],
    into: Selection,
    log: Log,
    above: tuple[str, ...],
) -> None:
    literature = resources(document.body)
    name = document.name
    for number, item in enumerate(objects(document.body, "imports"), start=1):
        href = text(item.get("href"))
        place = f"import {number}"
        found = document_of(href, documents, literature)
        if found is None:
            work = work_of_address(href, documents, literature)
            log.note(name, place, href, "the document is not among those given; names only")
            _names_only(item, work, place, into, name, log)
        elif found.kind == "profile" and found.name in above:
            log.refuse(name, place, href, "the profile imports itself")
        elif found.kind == "profile":
            inner = Selection()
            _select(found, documents, catalogs, inner, log, (*above, found.name))
            _pick(item, inner.controls, place, into, name, log)
            for id_ in _chosen(item, list(inner.elsewhere), lambda _: []):
                into.elsewhere.setdefault(id_, inner.elsewhere[id_])
        elif found.kind == "catalog":
            catalog = catalogs[found.name]
            whole = {id_: (control, catalog) for id_, control in catalog.controls.items()}
            _pick(item, whole, place, into, name, log)
        else:
            log.refuse(name, place, href, "expected a catalog or profile there")


def _pick(
    item: dict[str, Any],
    whole: dict[str, tuple[Control, Catalog]],
    place: str,
    into: Selection,
    name: str,
    log: Log,
) -> None:
    below: dict[str, list[str]] = {}
    for id_, (control, _) in whole.items():
        below.setdefault(control.parent, []).append(id_)
    for asked in _asked(item):
        log.row(name, f"{place} {asked}")
        if asked not in whole:
            log.refuse(name, f"{place} {asked}", asked, "the imported document has no such control")
    for id_ in _chosen(item, list(whole), lambda parent: below.get(parent, [])):
        log.rows.setdefault((name, f"{place} {id_}"), "kept")
        control, catalog = whole[id_]
        if id_ not in into.controls:
            into.controls[id_] = (control, catalog)
        elif into.controls[id_][1] is not catalog:
            log.note(name, f"{place} {id_}", id_, "selected from two documents; the first counts")


def _chosen(item: dict[str, Any], whole: Sequence[str], below: Below) -> list[str]:
    """Which ids the import includes and does not exclude, in the order of the document."""
    includes = objects(item, "include-controls")
    chosen = _named(includes, whole, below) if includes else set(whole)
    return [
        id_
        for id_ in whole
        if id_ in chosen - _named(objects(item, "exclude-controls"), whole, below)
    ]


def _named(directives: Sequence[dict[str, Any]], whole: Sequence[str], below: Below) -> set[str]:
    found: set[str] = set()
    for directive in directives:
        here = {id_ for id_ in texts(directive, "with-ids") if id_ in whole}
        for match in objects(directive, "matching"):
            pattern = text(match.get("pattern"))
            here |= {id_ for id_ in whole if fnmatchcase(id_, pattern)}
        if text(directive.get("with-child-controls")) == "yes":
            here |= set(_descendants(here, below))
        found |= here
    return found


def _descendants(ids: set[str], below: Below) -> Iterator[str]:
    waiting = sorted(ids)
    while waiting:
        children = below(waiting.pop())
        yield from children
        waiting += children


def _asked(item: dict[str, Any]) -> list[str]:
    return [id_ for each in objects(item, "include-controls") for id_ in texts(each, "with-ids")]


def _names_only(
    item: dict[str, Any], work: str, place: str, into: Selection, name: str, log: Log
) -> None:
    asked = _asked(item)
    patterns = any(objects(each, "matching") for each in objects(item, "include-controls"))
    if not asked or patterns:
        what = "what it selects can only be known from the document it imports"
        log.note(name, place, text(item.get("href")), what)
    for id_ in asked:
        log.row(name, f"{place} {id_}")
        if re.search("[A-Za-z0-9]", id_):
            into.elsewhere.setdefault(id_, work)
        else:
            log.refuse(name, f"{place} {id_}", id_, "is no control id")


# --- tailoring ------------------------------------------------------------------------------------


def _tailored(
    document: Document, selection: Selection, log: Log
) -> tuple[dict[str, str], dict[str, dict[str, Any]]]:
    """What the profile changes in each control, and the parameters with what it sets."""
    modify, name = mapping(document.body, "modify"), document.name
    changed: dict[str, set[str]] = {}
    values: dict[str, dict[str, Any]] = {}
    owners = {
        text(parameter.get("id")): control.id
        for control, _ in selection.controls.values()
        for parameter in objects(control.body, "params")
    }
    known = {id_ for _, catalog in selection.controls.values() for id_ in catalog.parameters}
    for setting in objects(modify, "set-parameters"):
        id_ = text(setting.get("param-id"))
        if selection.controls and id_ not in known:
            log.note(name, f"parameter {id_}", id_, "sets a parameter that no imported control has")
        before = next(
            (c.parameters[id_] for _, c in selection.controls.values() if id_ in c.parameters), {}
        )
        values[id_] = {**before, **setting}
        owner = owners.get(id_) or re.sub(r"_?prm.*$|_odp.*$", "", id_)
        changed.setdefault(owner, set()).add("sets parameters")
    for alter in objects(modify, "alters"):
        id_ = text(alter.get("control-id"))
        if selection.controls and id_ not in selection.controls:
            log.note(name, f"alter {id_}", id_, "alters a control that is not selected")
        for what in ("adds", "removes"):
            if objects(alter, what):
                changed.setdefault(id_, set()).add(what)
                log.note(
                    name, f"alter {id_}", what, "the change is noted; the text is the catalog's"
                )
    said = {
        id_: f"The profile tailors it: {', '.join(sorted(how))}." for id_, how in changed.items()
    }
    return said, values


def _mapping(ours: str, theirs: str, how: str, agent: Agent, document: Document) -> Mapping:
    return Mapping(
        subject=ours,
        predicate=CLOSE if how else EXACT,
        object=theirs,
        author=author_of(agent),
        comment=how,
        path=document.name,
    )


def _unknown(ours: str, id_: str, document: Document) -> Filing:
    return Filing(
        id=ours,
        source_key=id_.upper(),
        kind="requirement",
        status="accepted",
        work=document.work,
        label=id_.upper(),
        published_label="",
        page="",
        part_of="",
        note="Its title is in the document that the profile imports.",
        path=document.name,
    )
