"""Reads the AI Atlas Nexus of IBM: its data folder, its Python package or its wheel.

The Nexus compiles taxonomies of risks, measures, requirements and catalogues of models and
evaluations, most of them other publishers'. Everything in it becomes a record: each entity a
filing or a concept of a scheme, each row of its mapping tables a mapping.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...records import About, Source
from ...resources import shown
from ..bounded import digest, unpacked
from ..log import Log
from ..sssom import UNSPECIFIED
from .checks import check
from .codings import CODER, codings
from .concepts import classifications, schemes, usual_spellings
from .folder import Atlas, find, load, version
from .mappings import mappings
from .ours import is_ours
from .places import place
from .things import actions, filings, links, sections, texts


def read(paths: Sequence[Path], log: Log) -> list[Source]:
    """Read each path as one copy of the Nexus.

    Args:
        paths: Data folders, package folders, clones or wheels.
        log: Gets one row for each entity and each row of a mapping table.

    Raises:
        SourceError: A path holds no ``knowledge_graph/*.yaml``, or a file of it cannot be read.
    """
    return [_read(path, log) for path in paths]


def _read(path: Path, log: Log) -> Source:
    if path.is_file() and path.suffix not in {".whl", ".zip"}:
        raise SourceError(
            "is a file; expected the data folder of the AI Atlas Nexus, its package or its wheel",
            path=shown(path),
        )
    with unpacked(path) as folder:
        base = find(folder, path)
        stated = version(base, path)
        atlas = load(base, log)
        sid = "nexus" + "_".join(stated.split("."))
        ours = bool(atlas.entities) and all(map(is_ours, atlas.entities.values()))
        if ours:
            sid = "airmnexus"
        places = place(atlas, sid, log)
        usual = usual_spellings(atlas, log)
        check(atlas, log)
        shelves, concepts = schemes(atlas, places, usual, log)
        things = list(filings(atlas, places, log))
        classified = list(classifications(atlas, places, log))
        acting = list(actions(atlas, places, log))
        return Source(
            about=_about_ours(sid, path, atlas)
            if ours
            else _about(sid, stated, path, digest(list(atlas.files))),
            sections=_sorted(list(sections(atlas, places))),
            filings=_sorted(things),
            classifications=_sorted(classified),
            actions=_sorted(acting),
            codings=() if ours else tuple(codings(things, classified, acting)),
            schemes=_sorted(shelves),
            concepts=_sorted(concepts),
            mappings=_sorted(mappings(atlas, places, log)),
            links=_sorted(list(links(atlas, places, log))),
            texts=_sorted(list(texts(atlas, places, log))),
        )


def _sorted(records: list[Any]) -> tuple[Any, ...]:
    """Records in an order that does not depend on that of the files."""
    return tuple(sorted(records, key=repr))


def _about_ours(sid: str, path: Path, atlas: Atlas) -> About:
    """Of a folder that this program wrote for the Nexus: nothing in it is the Nexus' own."""
    return About(
        path=path.name,
        id=sid,
        of="compilation-airm-graph-for-nexus",
        type="Compilation",
        title="Export of airm-graph for the AI Atlas Nexus",
        version="unstated",
        issued="",
        creators=("airm-graph contributors",),
        address="",
        licence=UNSPECIFIED,
        rights="Each document in the folder names its licence and whose it is.",
        agent="agent-airm-graph",
        method="publisherFiling",
        preliminary=False,
        retrieved="",
        derived_from=(),
        checksum=digest(list(atlas.files)),
        description="Measures, requirements, risks and mappings as they were exported.",
    )


def _about(sid: str, stated: str, path: Path, checksum: str) -> About:
    return About(
        path=path.name,
        id=sid,
        of="compilation-ai-atlas-nexus",
        type="Compilation",
        title="AI Atlas Nexus",
        version=stated or "unstated",
        issued="",
        creators=("IBM",),
        address="https://github.com/IBM/ai-atlas-nexus",
        licence="https://www.apache.org/licenses/LICENSE-2.0",
        rights="IBM and contributors, Apache License 2.0; taxonomies carried inside keep the "
        "terms of their own publishers.",
        agent=CODER,
        method="publisherFiling",
        preliminary=False,
        retrieved="",
        derived_from=(),
        checksum=checksum,
        description="IBM's compilation of AI risk taxonomies, measures, requirements, incidents "
        "and evaluations, with the mappings between them.",
    )
