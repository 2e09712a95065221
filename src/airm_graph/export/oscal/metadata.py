"""What an OSCAL document says of itself: version, date, parties, licences, and what it lacks."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

from ...vocab import BASE, DCTERMS, PROV, RDFS, SKOS
from ..contents import Contents, Resource
from ..metadata.vocabulary import vocabulary
from .spelling import VERSION, address, compact, line, prop, prose, string, uuid_of

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
MOST = 3  # works that a title names
ROLES = {
    "prepared-by": ("Prepared by", "Put the sources together and wrote the document."),
    "publisher": ("Publisher of a source", "Published a catalogue whose content is restated here."),
}


def write(document: dict[str, Any], out: BinaryIO) -> None:
    """The document as JSON."""
    out.write(json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n")


def document_uuid(contents: Contents, kind: str) -> str:
    """The UUID of a document: another when the build or what is taken of it is another."""
    said = "\0".join(contents.preamble.comments)
    digest = hashlib.sha256(said.encode()).hexdigest()[:12]
    return uuid_of(contents.name(f"id/{kind}-{contents.build.name}-{digest}"))


def metadata(
    contents: Contents, title: str, agents: Iterable[Resource], left_out: Sequence[str]
) -> dict[str, Any]:
    """The metadata of a document.

    Args:
        contents: What is exported.
        title: What the document is; of a part of the graph, the works are added.
        agents: Who published what it is made of.
        left_out: What it does not hold, a sentence each.
    """
    us = contents.get(contents.name("id/agent-airm-graph"))
    publishers = [agent for agent in agents if agent.iri != us.iri and not is_program(agent)]
    duties = {"prepared-by": [us], "publisher": publishers}
    parties = {party.iri: party for duty in duties.values() for party in duty}
    licences = {s["licence"] for s in contents.sources if s["licence"]}
    before = contents.previous
    return compact(
        title=line(_title(contents, title)),
        last_modified=f"{newest_day(contents)}T00:00:00Z",
        version=string(contents.build.name),
        oscal_version=VERSION,
        props=[
            prop("generator", "airm-graph"),
            prop("base", contents.base or BASE),
            *(prop("licence", each, remarks=_under(contents, each)) for each in sorted(licences)),
        ],
        links=[
            *([compact(href=before, rel="predecessor-version")] if before else []),
            *(compact(href=address(each), rel="license") for each in sorted(licences)),
        ],
        roles=[
            {"id": id_, "title": name, "description": what}
            for id_, (name, what) in ROLES.items()
            if duties[id_]
        ],
        parties=[_party(each) for _, each in sorted(parties.items())],
        responsible_parties=[
            {"role-id": id_, "party-uuids": [uuid_of(each.iri) for each in duty]}
            for id_, duty in duties.items()
            if duty
        ],
        remarks="\n\n".join(prose(said) for said in _remarks(contents, left_out)),
    )


def newest_day(contents: Contents) -> str:
    """The newest date that the graph gives to a source or statement.

    A part without dates takes that of its sources, and one without sources the vocabulary's.
    """
    found = (
        day
        for each in contents.by_iri.values()
        for predicate in (DCTERMS.date, DCTERMS.issued)
        for day in each.values(predicate)
    )
    issued = (str(source["issued"] or "") for source in contents.sources)
    return max(
        filter(DAY.fullmatch, found),
        default=max(filter(DAY.fullmatch, issued), default=vocabulary().day),
    )


def is_program(agent: Resource) -> bool:
    """Whether it is no party, since it is neither a person nor an organisation."""
    return agent.is_a(PROV.SoftwareAgent)


def _title(contents: Contents, title: str) -> str:
    works = sorted(_moved(contents, iri).label for iri in contents.scope.works)
    if not works:
        return title
    more = f" and {len(works) - MOST} more" if len(works) > MOST else ""
    return f"{title}: {'; '.join(works[:MOST])}{more}"


def _party(agent: Resource) -> dict[str, Any]:
    return compact(
        uuid=uuid_of(agent.iri),
        type="person" if agent.is_a(PROV.Person) else "organization",
        name=string(agent.label),
        props=[prop("iri", agent.iri), prop("id", agent.local)],
        links=[compact(href=address(iri), rel="website") for iri in agent.values(RDFS.seeAlso)],
        remarks=prose(agent.text(SKOS.definition)),
    )


def _under(contents: Contents, licence: str) -> str:
    sources = (s for s in contents.sources if s["licence"] == licence)
    return prose("; ".join(sorted(f"{s['title']}, {s['version']}" for s in sources)))


def _remarks(contents: Contents, left_out: Sequence[str]) -> list[str]:
    rights = sorted(
        f"{s['title']}, {s['version']}: {s['rights']}" for s in contents.sources if s["rights"]
    )
    return [*contents.preamble.comments, *left_out, *rights]


def _moved(contents: Contents, iri: str) -> Resource:
    """The thing that a scope names by our base, as the export names it."""
    return contents.get(contents.name(iri.removeprefix(BASE)) if iri.startswith(BASE) else iri)
