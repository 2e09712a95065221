"""Our own alignments: ``ontology/mappings/*.sssom.tsv``, read by the reader for everybody's."""

from __future__ import annotations

from pathlib import Path

from ..errors import SourceError
from ..records import Source
from ..resources import shown
from . import sssom
from .catalogue import read_about
from .log import Log


def read(folder: Path) -> Source:
    """Every alignment, as what one reader says.

    Raises:
        SourceError: A file has a defect; ours are to have none.
    """
    log = Log()
    sets = sssom.read(sorted(folder.glob("*.sssom.tsv")), log)
    if log.defects:
        first = log.defects[0]
        raise SourceError(
            f"{first.what} ({first.value})", path=f"{shown(folder)}/{first.path}:{first.place}"
        )
    mappings = sorted(
        (mapping for found in sets for mapping in found.mappings),
        key=lambda mapping: (mapping.subject, mapping.object, mapping.predicate),
    )
    return Source(about=read_about(folder / "about.toml"), mappings=tuple(mappings))
