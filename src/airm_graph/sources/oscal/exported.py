"""What this program says in the OSCAL documents that it exports: sources, agents and statements.

Such a document restates what several sources say. It is read back as that many sources, each a
compilation with the licence, date, method and agent of the one that is restated; so nothing that
is there already is hidden or replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from ...identifiers import LOCAL, is_web_address
from ...records import About, Agent
from ...vocab import AIRM
from .. import bounded
from ..log import Log
from .documents import (
    NOT_EVALUATED,
    Document,
    agent_of,
    day_of,
    is_day,
    mapping,
    objects,
    of_document,
    text,
)
from .prose import plain

GENERATOR = "airm-graph"
METHODS = ("publisherFiling", "personReading", "modelReading", "rule")
STATUSES = ("accepted", "proposed", "disputed", "superseded")
AGENTS = ("Person", "Organization", "SoftwareAgent")
Object = dict[str, Any]


def is_exported(document: Document) -> bool:
    """Whether this program wrote the document."""
    return ours(mapping(document.body, "metadata"), "generator") == GENERATOR


def raw(value: object) -> str:
    """A text as it stands; nothing for what is none."""
    return value if isinstance(value, str) else ""


def our_props(owner: Object, name: str = "") -> Iterator[Object]:
    """The properties in our namespace, those of a name if one is given."""
    for prop in objects(owner, "props"):
        if prop.get("ns") == AIRM.namespace and name in ("", prop.get("name")):
            yield prop


def ours(owner: Object, name: str) -> str:
    """The value of the first property of that name in our namespace."""
    return next((raw(prop.get("value")) for prop in our_props(owner, name)), "")


def local(iri: str) -> str:
    """The end of a name."""
    return re.split("[/#]", iri)[-1]


def safe(name: str) -> str:
    """A name as part of an identifier; empty where nothing of it can be."""
    return re.sub("[^A-Za-z0-9_-]+", "_", name).strip("_-")


def number(written: str) -> Decimal | None:
    """A confidence between 0 and 1; nothing for what is none."""
    try:
        found = Decimal(written)
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found <= 1 else None


@dataclass(frozen=True, slots=True)
class Account:
    """Who says so, as it stands in the remarks of a property.

    Attributes:
        graph: The end of the name of the graph that says it.
        confidence: How surely.
        rationale: Why.
        method: How it was found.
        sure: The confidence as it is written, which may be no number.
    """

    graph: str
    method: str
    confidence: Decimal | None
    rationale: str
    sure: str = ""

    @classmethod
    def of(cls, prop: Object) -> Account:
        """What the property says.

        >>> Account.of({"remarks": "by: agent-a; sure: 0.5; in: source-b\\n\\nSince."}).graph
        'source-b'
        """
        first, _, why = raw(prop.get("remarks")).partition("\n\n")
        said = dict(part.split(": ", 1) for part in first.split("; ") if ": " in part)
        sure = said.get("sure", "")
        return cls(said.get("in", ""), said.get("how", ""), number(sure), plain(why), sure)


@dataclass
class Exported:
    """The back matter of an exported document, and what it says of each source."""

    document: Document
    log: Log
    _agent: Agent | None = field(default=None)

    @cached_property
    def resources(self) -> dict[str, dict[str, Object]]:
        """The resources by kind and by the IRI that they describe."""
        found: dict[str, dict[str, Object]] = {}
        for resource in objects(mapping(self.document.body, "back-matter"), "resources"):
            if kind := ours(resource, "kind"):
                found.setdefault(kind, {})[ours(resource, "iri")] = resource
        return found

    @cached_property
    def sources(self) -> dict[str, Object]:
        """The restated sources by the end of the name of their graph, or of their version."""
        found = {}
        for iri, resource in self.resources.get("source", {}).items():
            found[local(ours(resource, "graph") or iri)] = resource
        return found

    @cached_property
    def graph_of(self) -> dict[str, str]:
        """By the UUID of a resource, the end of the name of the graph that it describes."""
        return {raw(resource.get("uuid")): name for name, resource in self.sources.items()}

    @cached_property
    def agents(self) -> dict[str, Agent]:
        """Who stands behind the sources, by identifier."""
        found = {}
        parties = objects(mapping(self.document.body, "metadata"), "parties")
        for owner in (*parties, *self.resources.get("agent", {}).values()):
            id_ = ours(owner, "id")
            if not LOCAL.fullmatch(id_):
                continue
            party = "name" in owner
            kind = "Person" if owner.get("type") == "person" else "Organization"
            links = objects(owner, "links" if party else "rlinks")
            addresses = [raw(link.get("href")) for link in links]
            found[id_] = Agent(
                id=id_,
                type=kind if party else "SoftwareAgent",
                label=text(owner.get("name") if party else plain(raw(owner.get("title")))) or id_,
                definition=plain(raw(owner.get("remarks" if party else "description"))),
                address=next(filter(is_web_address, addresses), ""),
                path=self.document.name,
            )
        return found

    def agent(self, id_: str) -> Agent:
        """The agent with that identifier, or whoever wrote the document."""
        if id_ in self.agents:
            return self.agents[id_]
        if self._agent is None:
            self._agent = agent_of(self.document, self.log)
        return self._agent

    def source_id(self, graph: str) -> str:
        """The id of a restated source."""
        name = safe(graph.removeprefix("source-")) or "unstated"
        return f"{self.document.source}_{name}".replace("-", "_")

    def about(self, graph: str) -> About:
        """What the document says of a restated source."""
        found = self.sources.get(graph, {})
        agent = self.agent(ours(found, "agent"))
        title = plain(raw(found.get("title"))) or self.document.title
        licence = ours(found, "licence")
        addresses = [raw(link.get("href")) for link in objects(found, "rlinks")]
        issued, retrieved = ours(found, "issued"), ours(found, "retrieved")
        method = ours(found, "method")
        version = text(ours(found, "version")) or self.document.version
        if not found:
            of_document(self.log, self.document.name, graph, "a source that it does not describe")
        return About(
            id=self.source_id(graph),
            of=f"compilation-{self.document.slug}-{safe(graph) or 'unstated'}",
            type="Compilation",
            title=text(title.removesuffix(f", {version}")),
            version=version,
            issued=issued if is_day(issued) else day_of(self.document) if not found else "",
            creators=(agent.label,),
            address=next(filter(is_web_address, addresses), ""),
            licence=licence if is_web_address(licence) else NOT_EVALUATED,
            rights=plain(raw(found.get("remarks"))) or f"{agent.label}; rights are not stated.",
            agent=agent.id,
            method=method if method in METHODS else "publisherFiling",
            preliminary=ours(found, "preliminary") == "true",
            retrieved=retrieved if is_day(retrieved) else "",
            derived_from=(),
            checksum=bounded.digest([self.document.path]),
            description=plain(raw(found.get("description")))
            or f"Restated by {self.document.title}.",
            path=self.document.name,
        )
