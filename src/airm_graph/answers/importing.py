"""What was imported, and what came of it, as answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..build_folder import Progress
from ..coverage.counting import numbered
from ..errors import WorkspaceError
from ..holdings import check_with
from ..imports import Import, list_imports, save
from ..mappings import strengths
from ..origins import with_origins
from ..proposals import with_proposals
from ..records import Source
from ..render.result import Result
from ..same_records import SAME_RECORD
from ..sources.log import Defect, Log
from ..sources.readers import read
from ..workspace import Workspace


class UnknownImportError(WorkspaceError):
    """Nothing is imported under that identifier."""


def import_files(
    here: Workspace, kind: str, paths: Sequence[Path], tell: Progress = lambda _: None
) -> Result:
    """Read a framework from its publisher's files into the workspace.

    Args:
        here: Gets the records; the same version is replaced.
        kind: Who reads: one of :data:`..sources.readers.READERS`.
        paths: Files and folders.
        tell: Is told what is being done.

    Raises:
        SourceError: The files are not what that reader reads, or do not fit what is here.
    """
    tell(f"reading {', '.join(path.name for path in paths)}")
    log = Log()
    sources = read(kind, paths, log)
    tell("comparing with what is here")
    sources = with_proposals(with_origins(sources), check_with(here, sources))
    save(here, kind, paths, sources, log)
    return summary_of_import(sources, log)


def imports_of(here: Workspace) -> Result:
    """What is imported into a workspace."""
    return _listed(list_imports(here))


def defects_of(here: Workspace, id_: str) -> Result:
    """What was wrong in the files of an import, and what was done.

    Raises:
        UnknownImportError: Nothing is imported under that identifier.
    """
    return _defects(list_imports(here), id_)


def _listed(imports: Sequence[Import]) -> Result:
    columns = ("id", "kind", "title", "version", "read", "mended", "refused", "licence", "files")
    rows = [
        {
            "id": found.id,
            "kind": found.kind,
            "title": found.title,
            "version": found.version,
            "read": found.summary["read"],
            "mended": found.summary["mended"],
            "refused": found.summary["refused"],
            "licence": found.licence,
            "files": ", ".join(found.files),
        }
        for found in imports
    ]
    notes = () if rows else ("Nothing is imported; the catalogue answers alone.",)
    return Result(columns=columns, rows=rows, notes=notes, hidden=frozenset({"licence"}))


def _defects(imports: Sequence[Import], wanted: str) -> Result:
    for found in imports:
        if found.id == wanted:
            rows = [_defect(defect) for defect in found.defects]
            return Result(columns=("file", "place", "value", "what", "done"), rows=rows)
    known = ", ".join(found.id for found in imports) or "none"
    raise UnknownImportError(f"no import is called {wanted!r}; there are: {known}")


def _defect(defect: Defect) -> dict[str, str]:
    return {
        "file": defect.path,
        "place": defect.place,
        "value": defect.value,
        "what": defect.what,
        "done": defect.done,
    }


PARTS = {
    "works": "works",
    "sections": "headings",
    "concepts": "concepts of taxonomies",
    "actions": "links from measures to risks",
    "codings": "coding statements",
    "texts": "texts",
}


def summary_of_import(sources: Sequence[Source], log: Log) -> Result:
    """Rows read and what became of them; and what each source holds."""
    rows: list[dict[str, Any]] = []
    for outcome, count in log.summary().items():
        rows.append({"source": "", "item": f"rows {outcome}", "count": count})
    for source in sources:
        name = source.about.id
        kinds = Counter(filing.kind or "undecided" for filing in source.filings)
        counts = {f"records: {kind}": count for kind, count in sorted(kinds.items())}
        counts |= {words: len(getattr(source, part)) for part, words in PARTS.items()}
        facets = Counter(said.facet for said in source.classifications)
        counts |= {f"classified by {facet}": count for facet, count in sorted(facets.items())}
        counts |= {f"mappings: {kind}": n for kind, n in strengths(source.mappings).items()}
        rows += [
            {"source": name, "item": item, "count": count}
            for item, count in counts.items()
            if count
        ]
    said = log.summary()
    titles = "; ".join(f"{s.about.title} {s.about.version} as {s.about.id}" for s in sources)
    notes = [f"{titles}."]
    if log.defects:
        first = sources[0].about.id
        notes.append(
            f"{numbered(len(log.defects), 'defect')}, {numbered(said['mended'], 'row')} mended, "
            f"{said['refused']} refused: 'airm-graph import --defects {first}' lists each."
        )
    proposed = sum(
        mapping.predicate == SAME_RECORD and mapping.status == "proposed"
        for source in sources
        for mapping in source.mappings
    )
    if proposed:
        notes.append(
            f"{proposed} records may stand in another source already and would count twice; "
            f"'airm-graph same-records' lists them and says how to accept them."
        )
    notes.append("Next: airm-graph gaps")
    return Result(columns=("source", "item", "count"), rows=rows, notes=tuple(notes))
