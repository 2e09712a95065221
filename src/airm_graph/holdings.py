"""What is here to build from: the catalogue that ships, and what was imported into a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .imports import load_imports
from .records import Source
from .references import check_ids, check_references
from .resources import root
from .selection import Selection, select, short_name
from .sources import alignments, catalogue
from .workspace import Workspace


def read_catalogue(base: Path | None = None) -> list[Source]:
    """Every catalogue folder, checked for holding together.

    Raises:
        SourceError: A row cannot be read, or names something that no table describes.
    """
    sources = every_catalogued_source(base)
    _check_every_version(sources)
    return sources


def _check_every_version(sources: Sequence[Source]) -> Selection:
    """Each version must hold together with what else is shown when it is."""
    shown = select(sources)
    for other in shown.others:
        wanted = {short_name(other.about.of): other.about.id}
        check_references(select(sources, wanted).current)
    check_references(shown.current)
    return shown


def every_catalogued_source(base: Path | None = None) -> list[Source]:
    """Every catalogue folder, and our alignments; whether they hold together is not asked."""
    sources = [catalogue.read(folder) for folder in catalogue.folders(base)]
    check_ids(sources)
    return [*sources, alignments.read(root() / "ontology" / "mappings")]


def every_source(workspace: Workspace) -> list[Source]:
    """The catalogue and all imports: each version once, as it was imported if it was."""
    chosen = select([*every_catalogued_source(), *load_imports(workspace)])
    return [*chosen.current, *chosen.others]


def every_current_source(workspace: Workspace) -> tuple[Source, ...]:
    """What a build would show: of each framework the newest version."""
    return select([*every_catalogued_source(), *load_imports(workspace)]).current


def check_with(workspace: Workspace, sources: Sequence[Source]) -> Selection:
    """Refuse sources that do not fit together with what is there already.

    Returns:
        What a build will show when they are there.

    Raises:
        SourceError: As :func:`read_catalogue`.
    """
    return _check_every_version([*every_catalogued_source(), *load_imports(workspace), *sources])
