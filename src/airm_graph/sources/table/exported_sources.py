"""The sources that exported tables hold, each as it was before."""

from __future__ import annotations

from ...errors import SourceError
from ...identifiers import LOCAL
from ...records import About, Source
from ...resources import shown
from ..catalogue import METHODS
from ..log import Log
from .exported import Exported, Row
from .exported_records import Stated

TYPES = {"framework": "Framework", "compilation": "Compilation", "reading": "Reading"}


def sources_of(tables: Exported, log: Log) -> list[Source]:
    """Each source that is wanted, in the order of their names.

    Args:
        tables: Those of the folder.
        log: Is told of each row that becomes no record.

    Raises:
        SourceError: What is wanted is no source with records.
    """
    found = tables.by("sources", "id")
    return [_source(tables, found[name], log) for name in sorted(tables.sources)]


def _source(tables: Exported, row: Row, log: Log) -> Source:
    about = _about(tables, row)
    said = Stated(tables, row["iri"], log)
    return Source(
        about=about,
        agents=tuple(said.agents(row["who"])),
        works=tuple(said.works()),
        sections=tuple(said.sections()),
        filings=tuple(said.filings()),
        descriptions=tuple(said.descriptions()),
        classifications=tuple(said.classifications()),
        actions=tuple(said.actions()),
        codings=tuple(said.codings()),
        demands=tuple(said.demands()),
        schemes=tuple(said.schemes(about)),
        concepts=tuple(said.concepts()),
        mappings=tuple(said.mappings()),
        links=tuple(said.links()),
        texts=tuple(said.texts()),
    )


def _about(tables: Exported, row: Row) -> About:
    where = shown(tables.path("sources"))
    if row["kind"] not in TYPES or not LOCAL.fullmatch(row["id"]):
        raise SourceError(f"{row['id']!r} is a {row['kind']!r}, which has no records", path=where)
    if row["method"] not in METHODS:
        raise SourceError(f"{row['id']!r} has the method {row['method']!r}", path=where)
    work = tables.works.get(row["work"])
    return About(
        id=row["id"],
        of=tables.local(row["work"]),
        type=TYPES[row["kind"]],
        title=row["title"],
        version=row["version"],
        issued=row["issued"],
        creators=tuple(filter(None, work["creators"].split("|"))) if work else (),
        address=row["address"],
        licence=row["licence"],
        rights=row["rights"],
        agent=tables.local(row["who"]),
        method=row["method"],
        preliminary=row["preliminary"] == "true",
        retrieved=row["retrieved"],
        derived_from=tuple(row["derived_from"].split()),
        checksum=row["checksum"],
        description=row["description"],
        path=where,
    )
