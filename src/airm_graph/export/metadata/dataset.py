"""What there is to say of an export as a data set, whatever the registry."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from ...canonical import parts
from ...identifiers import is_web_address
from ...vocab import AIRM, AIRO, BASE, DCTERMS, OWL, PROV, RDFS, SKOS, SSSOM
from ..contents import Contents, Resource, Said
from ..preamble import dataset_name
from ..terms import Term
from .statistics import WHOLE, Statistics, counted
from .terms import DCAT, DCT, VCARD
from .vocabulary import vocabulary

TITLE = "airm-graph: AI-risk governance frameworks as one knowledge graph"
KEYWORDS = (
    "AI governance",
    "AI risk",
    "AI safety",
    "controlled vocabulary",
    "knowledge graph",
    "risk control",
    "risk management",
    "risk mitigation",
)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
COUNTED = {
    AIRM.Framework: "works",
    AIRM.Compilation: "databases that restate works",
    AIRM.Mitigation: "records of measures",
    AIRM.Requirement: "requirements",
    AIRO.RiskSource: "risk sources",
    AIRO.Risk: "risks",
    AIRM.Classification: "classifications",
    AIRM.ActionStatement: "statements that a measure acts on a risk",
    SSSOM.Mapping: "mappings",
}

REMEMBERED = frozenset(
    kind.value
    for kind in (
        *(AIRM.FrameworkVersion, AIRM.Framework, AIRM.Compilation),
        *(PROV.Agent, PROV.Activity, OWL.Ontology, VCARD.Kind),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A version of a work or compilation that is held, or what somebody read in it.

    Attributes:
        id: As in the manifest.
        iri: The version; of a reading its graph.
        graph: The IRI of the named graph of its records.
        title: Of the work and its version.
        version: Its number or date.
        work: The IRI of the work or compilation.
        is_version: Whether it is one, and not a reading.
        description: What is in it.
        licence: The address of its licence; empty where none is stated.
        rights: Who holds rights, and what has to be said.
        publisher: Who states or publishes it; nothing where only a machine read it.
        page: Where a reader finds it; empty where nobody says.
        files: The addresses of what was read.
        checksum: SHA-256 of what was read, as hexadecimal digits.
        issued: When it was issued.
        retrieved: When it was fetched.
        creators: The names of those who wrote it.
        previous: The IRI of the version before it, if the graph says that.
        shown: Whether its records are in the export; older versions are only held beside them.
    """

    id: str
    iri: str
    graph: str
    title: str
    version: str
    work: str
    is_version: bool
    description: str
    licence: str
    rights: str
    publisher: Resource | None
    page: str
    files: tuple[str, ...]
    checksum: str
    issued: str
    retrieved: str
    creators: tuple[str, ...]
    previous: str
    shown: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """An export, described.

    Attributes:
        iri: Its name: that of the build, and of the part of it.
        whole: The name of the data set of the whole build.
        local: The end of its name, without the kind.
        version: The version of the program and the build.
        description: What is in it, and what was left out.
        authors: Who publish it.
        day: The newest day that the graph states.
        versions: Of works, compilations and readings.
        statistics: By IRI of a named graph, and of all together.
        known: Graphs, works, versions, agents and activities by IRI.
    """

    iri: str
    whole: str
    local: str
    version: str
    description: str
    authors: Resource
    day: str
    versions: tuple[Version, ...]
    statistics: dict[str, Statistics]
    known: dict[str, Resource]

    @property
    def total(self) -> Statistics:
        """The statistics of all graphs together."""
        return self.statistics[WHOLE]

    @property
    def licences(self) -> list[str]:
        """The addresses of the licences of what is in the export, sorted."""
        return sorted({each.licence for each in self.versions if each.shown})

    @property
    def works(self) -> list[Resource]:
        """The works and compilations, by IRI."""
        kinds = (AIRM.Framework, AIRM.Compilation)
        return [each for _, each in sorted(self.known.items()) if each.is_a(*kinds)]


def described(contents: Contents) -> Dataset:
    """Read the export once, and gather what describes it."""
    known: dict[str, Resource] = {}
    space = contents.name("id/")
    statistics = counted(_keeping(contents, known), space)
    name = dataset_name(contents.build.name, contents.scope)
    authors = contents.name("id/agent-airm-graph")
    program = contents.build.manifest["program"]
    versions = _versions(contents, known)
    return Dataset(
        iri=contents.name(f"id/dataset-{name}"),
        whole=contents.name(f"id/dataset-{name.partition('-part-')[0]}"),
        local=name,
        version=f"{program}+{name}",
        description=_description(contents, statistics[WHOLE]),
        authors=known.get(authors, _stand_in(authors)),
        day=max(_days(known), default=vocabulary().day),
        versions=versions,
        statistics=statistics,
        known=known,
    )


def contacts(dataset: Dataset, contents: Contents, agent: Resource) -> tuple[str, list[str]]:
    """The card of somebody, and the addresses on it: as the graph says them, else their page."""
    iri = contents.name(f"id/contact-{agent.local.removeprefix('agent-')}")
    card = dataset.known.get(iri, Resource(iri, {}))
    said = [*card.values(VCARD.hasEmail), *card.values(VCARD.hasURL)]
    said += [] if said else agent.values(RDFS.seeAlso)
    return iri, [each for each in said if is_web_address(each) or each.startswith("mailto:")]


def _keeping(contents: Contents, known: dict[str, Resource]) -> Iterator[Resource]:
    """All things, and those remembered that describe others."""
    named = (contents.name("graph/"), contents.name("id/kind-"))
    for each in contents.resources():
        if each.iri.startswith(named) or each.types & REMEMBERED:
            known[each.iri] = each
        yield each


def _versions(contents: Contents, known: dict[str, Resource]) -> tuple[Version, ...]:
    """The sources by name; of an older version, who publishes the newer one publishes it."""
    sources = sorted(contents.sources, key=lambda source: str(source["id"]))
    found = [_version(contents, known, source) for source in sources]
    of_works = {each.work: each.publisher for each in found if each.is_version and each.publisher}
    return tuple(
        each if each.shown else replace(each, publisher=of_works.get(each.work)) for each in found
    )


def _version(contents: Contents, known: dict[str, Resource], source: dict[str, Any]) -> Version:
    """What graph and manifest say of a source; of one that is not shown, the manifest alone."""
    named = contents.name(f"graph/source-{source['id']}")
    graph = known.get(named, Resource(named, {}))
    node = known.get(contents.name(f"id/version-{source['id']}"))
    is_version = node is not None or not source["current"]
    iri = contents.name(f"id/version-{source['id']}") if is_version else named
    work = contents.name(f"id/{source['of']}")
    of = known.get(work, Resource(work, {}))
    title = f"{source['title']}, {source['version']}"
    agents = [known[each] for each in graph.values(PROV.wasAttributedTo) if each in known]
    pages = [*graph.values(DCTERMS.source), *(of.values(RDFS.seeAlso) if is_version else ())]
    without = (
        f"A reading of {title}"
        if source["current"]
        else f"{title}, held beside the newer version; its records are not in this export"
    )
    return Version(
        id=source["id"],
        iri=iri,
        graph=named,
        title=title,
        version=source["version"],
        work=work,
        is_version=is_version,
        description=graph.text(DCTERMS.description) or f"{without}.",
        licence=source["licence"],
        rights=source["rights"],
        publisher=next((each for each in agents if not each.is_a(PROV.SoftwareAgent)), None),
        page=next(filter(is_web_address, pages), ""),
        files=tuple(filter(is_web_address, graph.values(PROV.wasDerivedFrom))),
        checksum=source["checksum"].removeprefix("sha256:"),
        issued=source["issued"],
        retrieved=graph.value(DCTERMS.date),
        creators=tuple(of.values(DCTERMS.creator)) if is_version else (),
        previous=node.value(DCAT.previousVersion) if node else "",
        shown=source["current"],
    )


def _description(contents: Contents, total: Statistics) -> str:
    counts = [
        f"{total.classes[kind.value]:,} {words}"
        for kind, words in COUNTED.items()
        if total.classes[kind.value]
    ]
    said = [
        "Which measures against AI risk are stated in standards, laws, catalogues and surveys, "
        "what they act on, how they are classified and by whom, and how completely each source "
        "was read, so that what is missing can be told apart from what nobody has looked at.",
        f"It holds {', '.join(counts)}." if counts else "",
        *(
            Term.of(object_).value
            for _, predicate, object_, _ in map(parts, contents.preamble.lines)
            if predicate == f"<{DCTERMS.description.value}>".encode()
        ),
    ]
    return " ".join(filter(None, said))


def _days(known: dict[str, Resource]) -> Iterable[str]:
    """The days on which what is here was issued, fetched or changed."""
    for each in known.values():
        for predicate in (DCT.issued, DCT.date, DCT.modified):
            yield from filter(DATE.fullmatch, each.values(predicate))


def _stand_in(iri: str) -> Resource:
    """The authors, in a part of the graph that does not speak of them."""
    said = (
        (SKOS.prefLabel, Term("literal", "airm-graph contributors", "", "en")),
        (RDFS.seeAlso, Term("iri", BASE)),
    )
    return Resource(iri, {predicate.value: (Said(term, ""),) for predicate, term in said})
