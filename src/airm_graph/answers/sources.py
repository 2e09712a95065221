"""What can be fetched, and what came of fetching it, as answers."""

from __future__ import annotations

import shlex
import time
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..build_folder import Progress
from ..errors import AirmError
from ..fetching import Fetched, cache_folder, fetch, is_fetched, mirror_address
from ..imports import list_imports
from ..origins import Origin, find_origin, read_origins
from ..render.result import Result
from ..resources import root
from ..workspace import Workspace

ON_PASSING_ON = {
    "yes": "it may be passed on",
    "attribution": "it may be passed on with the names and notices of its makers",
    "share-alike": "what is made from it may be passed on only under the same terms",
    "no": "it must not be passed on, nor mixed into what is",
}
NOWHERE = "only from a mirror or your own copy"


def sources_of(here: Workspace, cache: Path | None = None) -> Result:
    """What can be fetched: its terms, its size, and whether it is here."""
    where = cache_folder(cache)
    state = _states(here, where)
    rows = [
        {
            "name": origin.name,
            "title": origin.title,
            "version": origin.version,
            "publisher": origin.publisher,
            "kind": origin.kind,
            "terms": origin.terms,
            "licence": origin.licence,
            "redistribution": origin.redistribution,
            "rights": origin.rights,
            "files": len(origin.files),
            "size": _size(origin.size),
            "bytes": origin.size,
            "state": ", ".join(state(origin)) or ("" if origin.base else NOWHERE),
            "address": origin.base,
            "how": origin.how,
        }
        for origin in read_origins().every
    ]
    notes = (
        f"{len(rows)} sources; fetched files are kept in {where}.",
        "Next: airm-graph fetch NAME --import",
    )
    hidden = {"title", "publisher", "licence", "rights", "bytes", "address", "how"}
    return Result(columns=tuple(rows[0]), rows=rows, notes=notes, hidden=frozenset(hidden))


def _states(here: Workspace, cache: Path) -> Callable[[Origin], list[str]]:
    """What is known of an origin on this machine."""
    imported = {found.id for found in list_imports(here)}
    about = (root() / "data" / "catalogue").glob("*/*/about.toml")
    filed = {tomllib.loads(path.read_text(encoding="utf-8"))["id"] for path in about}

    def state(origin: Origin) -> list[str]:
        ids = set(origin.ids)
        known = {
            "in the catalogue": bool(ids & filed),
            "fetched": is_fetched(origin, cache),
            "imported": bool(ids & imported),
        }
        return [words for words, is_so in known.items() if is_so]

    return state


class NotAloneError(AirmError):
    """What is fetched is not imported alone; the message says with what."""


def wanted_origins(names: Sequence[str], *, every: bool, importing: bool) -> list[Origin]:
    """The sources of these names, or every one.

    Raises:
        SourceError: There is none of that name.
        NotAloneError: It is to be imported, and is not imported alone.
    """
    wanted = [find_origin(name) for name in dict.fromkeys(names)]
    for origin in wanted:
        if importing and not origin.kind:
            raise NotAloneError(f"{origin.name} is not imported alone. {origin.how}")
    return list(read_origins().every) if every else wanted


def fetched(
    here: Workspace,
    wanted: Sequence[Origin],
    *,
    mirror: str | None = None,
    cache: Path | None = None,
    importing: bool = False,
    optional: bool = False,
    tell: Progress = lambda _: None,
    meter: Callable[[str, int, int], None] | None = None,
) -> Result:
    """Download the files of sources, and check that they are the ones that were recorded.

    Args:
        here: Where they are imported, if they are.
        wanted: The sources.
        mirror: A folder or an address that is asked instead of the publisher.
        cache: Where files are kept.
        importing: Import what is fetched at once.
        optional: Leave out what can be had nowhere.
        tell: Is told what is being done.
        meter: Is told of every piece that arrives.

    Raises:
        SourceError: A file cannot be had, or is not the one that is described.
    """
    mirrored = mirror_address(mirror)
    skipped = [origin for origin in wanted if optional and not (mirrored or origin.base)]
    rows: list[dict[str, Any]] = []
    notes: list[str] = []
    for origin in wanted:
        if origin in skipped:
            notes.append(f"{origin.name} is left out, it is {NOWHERE}. {origin.how}")
            continue
        tell(f"fetching {origin.name}")
        found = fetch(origin, cache_folder(cache), mirrored, meter)
        rows += _files(origin, found)
        notes.append(f"{origin.name}: {origin.rights} So {ON_PASSING_ON[origin.redistribution]}.")
        if importing and origin.kind:
            tell(f"reading {origin.name}")
            notes += _import(here, origin, found)
        else:
            notes.append(_command(origin, found))
    if importing:
        notes.append("Next: airm-graph gaps")
    columns = ("source", "file", "bytes", "outcome", "path")
    return Result(columns=columns, rows=rows, notes=tuple(notes))


@dataclass
class Meter:
    """Says once a second how much has come; nothing where all comes within one.

    Attributes:
        tell: Is told so.
        said: When it was told last, on the clock of :func:`time.monotonic`.
    """

    tell: Progress
    said: float = field(default_factory=time.monotonic)

    def __call__(self, name: str, got: int, total: int) -> None:
        """So many bytes of a file have come."""
        if time.monotonic() - self.said >= 1:
            self.said = time.monotonic()
            self.tell(f"{name}: {got:,} of {total:,} bytes")


def _files(origin: Origin, found: Fetched) -> Iterable[dict[str, Any]]:
    for file in origin.files:
        yield {
            "source": origin.name,
            "file": file.name,
            "bytes": file.size,
            "outcome": "fetched" if file.name in found.brought else "was there",
            "path": str(found.folder / file.name),
        }


def _command(origin: Origin, found: Fetched) -> str:
    if not origin.kind:
        return f"{origin.name}: {origin.how} It is {found.paths[0]}"
    words = ["airm-graph", "import", origin.kind, *map(str, found.paths)]
    return f"Next: {shlex.join(words)}"


def _import(here: Workspace, origin: Origin, found: Fetched) -> Sequence[str]:
    """Read what was fetched, as ``airm-graph import`` does, and say what came of it."""
    from ..holdings import check_with
    from ..imports import save
    from ..sources.log import Log
    from ..sources.readers import read

    log = Log()
    sources = read(origin.kind, found.paths, log)
    check_with(here, sources)
    saved = save(here, origin.kind, found.paths, sources, log)
    said = ", ".join(f"{count:,} {outcome}" for outcome, count in log.summary().items())
    names = " and ".join(one.id for one in saved)
    notes = [f"{origin.name} is imported as {names}; rows: {said}."]
    if log.defects:
        notes.append(f"'airm-graph import --defects {saved[0].id}' lists {len(log.defects)}.")
    return notes


def _size(size: int) -> str:
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(1, round(size / 1e3))} kB"
