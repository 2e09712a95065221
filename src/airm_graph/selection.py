"""Which version of each framework a build shows, where several are here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .errors import SourceError, nearest
from .records import Source


@dataclass(frozen=True, slots=True)
class Selection:
    """The sources of a build: those that queries see, and the other versions beside them."""

    current: tuple[Source, ...]
    others: tuple[Source, ...]


def select(sources: Iterable[Source], versions: Mapping[str, str] | None = None) -> Selection:
    """Choose one version of each framework and compilation; readings are always shown.

    Args:
        sources: Everything that is here. Of two sources with one id the later counts: an import
            takes the place of the facts that the catalogue holds of the same version.
        versions: By short name (``atlas``) the version that is wanted; else the newest.

    Raises:
        SourceError: A version is asked for that is not here.
    """
    by_id: dict[str, Source] = {}
    for source in sources:
        by_id[source.about.id] = source
    groups: dict[str, list[Source]] = {}
    for source in by_id.values():
        alone = source.about.type == "Reading"
        groups.setdefault(f"{source.about.id} " if alone else source.about.of, []).append(source)
    wanted = dict(versions or {})
    chosen = set()
    for of, group in groups.items():
        name = short_name(of)
        chosen.add(_choose(name, group, wanted.pop(name, None)).about.id)
    if wanted:
        name = min(wanted)
        names = [short_name(of) for of in groups if " " not in of]
        raise SourceError(f"no framework is called so: {nearest(name, names)}", path=name)
    current = [source for source in by_id.values() if source.about.id in chosen]
    others = [source for source in by_id.values() if source.about.id not in chosen]
    return Selection(tuple(_with_unique_works(current)), tuple(others))


def short_name(of: str) -> str:
    """What users call a work: ``atlas`` for ``framework-atlas``."""
    return of.partition("-")[2]


def newest_first(sources: Iterable[Source]) -> list[Source]:
    """By version, 5.10 before 5.6, then by the day of issue."""
    return sorted(
        sources, key=lambda s: (_natural(s.about.version), s.about.issued, s.about.id), reverse=True
    )


def _choose(name: str, group: Sequence[Source], version: str | None) -> Source:
    if version is None:
        return newest_first(group)[0]
    for source in group:
        if version in {source.about.version, source.about.id}:
            return source
    known = ", ".join(source.about.version for source in newest_first(group))
    raise SourceError(f"version {version!r} is not here; there is: {known}", path=name)


def _natural(version: str) -> list[tuple[int, int, str]]:
    """Numbers as numbers; a word after them, as in 5.6.0-rc1, comes before their end."""
    parts = re.findall("[0-9]+|[^0-9._ -]+", version.removeprefix("v"))
    said = [(2, int(part), "") if part.isdecimal() else (0, 0, part) for part in parts]
    return [*said, (1, 0, "")]


def _with_unique_works(sources: Sequence[Source]) -> list[Source]:
    """The first description of a work or agent counts: the catalogue's, before an import's."""
    seen: set[str] = set()
    found = []
    for source in sources:
        works = tuple(work for work in source.works if work.id not in seen)
        agents = tuple(agent for agent in source.agents if agent.id not in seen)
        seen |= {work.id for work in works} | {agent.id for agent in agents}
        found.append(replace(source, works=works, agents=agents))
    return found
