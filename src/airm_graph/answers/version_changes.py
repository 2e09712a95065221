"""What changed between two versions of a framework, as an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from ..errors import IdentifierError, nearest
from ..holdings import every_source
from ..records import Source
from ..render.result import Result
from ..resources import program_version
from ..selection import newest_first, short_name
from ..versions import RENUMBERED, THRESHOLD, Change, What, basis, compare, summary
from ..workspace import Workspace

SHORT = 60  # characters of a text in a table for people


def two_versions(workspace: Workspace, old: str, new: str | None = None) -> tuple[Source, Source]:
    """The versions that are called so; a framework alone stands for its two newest ones.

    Args:
        workspace: Where imports are kept; the catalogue is beside them.
        old: A version as ``atlas@5.0.1`` or ``atlas5_0_1``; or a framework where ``new`` is None.
        new: The later version.

    Raises:
        IdentifierError: No version is called so, or the framework has no two.
        SourceError: What is imported cannot be read.
    """
    return _pair(every_source(workspace), old, new)


def version_changes(
    old: Source,
    new: Source,
    *,
    only: Collection[What] = (),
    threshold: float = THRESHOLD,
    renumbered: float = RENUMBERED,
) -> Result:
    """What was added, removed, renamed, reclassified, re-used or renumbered.

    Args:
        old: The earlier version.
        new: The later version.
        only: Only changes of these kinds.
        threshold: An identifier whose meanings are less alike than this (0 to 1) is re-used.
        renumbered: A removed and an added thing at least so alike may be one, renumbered.
    """
    every = compare(old, new, threshold=threshold, renumbered=renumbered)
    changes = tuple(change for change in every if not only or change.what in only)
    rested = basis(old, new, threshold=threshold, renumbered=renumbered)
    rows = [_row(change) for change in changes]
    columns = ("change", "key", "among", "old_label", "new_label", "aspect", "before", "after")
    return Result(
        columns=(*columns, "similarity", "threshold", "by_label_only", "old_id", "new_id"),
        rows=rows,
        meta={
            "program": f"airm-graph {program_version()}",
            "command": "diff",
            "sources": [_described(source) for source in (old, new)],
            "old": old.about.id,
            "new": new.about.id,
            "basis": rested,
        },
        notes=_notes(old, new, every, len(changes), rested),
        hidden=_empty(rows) | {"among", "old_id", "new_id", "by_label_only"},
        picture="changes",
    )


def shortened(changes: Result) -> Result:
    """The same with long texts cut, but for those of re-used identifiers, for a narrow table."""
    rows = [
        row
        if row["change"] == "re-used"
        else {**row, **{side: [_short(text) for text in row[side]] for side in ("before", "after")}}
        for row in changes
    ]
    return replace(changes, rows=rows)


def _pair(sources: Sequence[Source], old: str, new: str | None) -> tuple[Source, Source]:
    if new is not None:
        return _find(sources, old), _find(sources, new)
    versions = newest_first(
        s for s in sources if short_name(s.about.of) == old and s.about.type != "Reading"
    )
    if len(versions) < 2:
        names = sorted({short_name(source.about.of) for source in sources})
        hint = "" if versions else f": {nearest(old, names)}"
        raise IdentifierError(f"{len(versions)} versions of {old!r} are here; expected two{hint}")
    return versions[1], versions[0]


def _find(sources: Sequence[Source], wanted: str) -> Source:
    known = {}
    for source in sources:
        about = source.about
        known[about.id] = source
        known[f"{short_name(about.of)}@{about.version}"] = source
    if wanted not in known:
        raise IdentifierError(f"no version is called {wanted!r}: {nearest(wanted, known)}")
    return known[wanted]


def _row(change: Change) -> dict[str, object]:
    return {
        "change": change.what,
        "key": change.key,
        "among": change.among,
        "old_label": change.old_label,
        "new_label": change.new_label,
        "aspect": change.aspect,
        "before": list(change.before),
        "after": list(change.after),
        "similarity": None if change.similarity is None else round(change.similarity, 3),
        "threshold": change.threshold,
        "by_label_only": change.by_label_only,
        "old_id": change.old_id,
        "new_id": change.new_id,
    }


def _short(text: str) -> str:
    return text if len(text) <= SHORT else text[: SHORT - 1].rstrip() + "…"


def _empty(rows: Sequence[dict[str, object]]) -> frozenset[str]:
    """The columns in which no row says anything."""
    names = rows[0].keys() if rows else ()
    return frozenset(name for name in names if not any(row[name] for row in rows))


def _notes(
    old: Source,
    new: Source,
    changes: Sequence[Change],
    listed: int,
    rested: dict[str, str | int | float],
) -> tuple[str, ...]:
    """What changed in all, be it listed or not, and what the comparison rests on."""
    counts = ", ".join(f"{count} {kind}" for kind, count in summary(changes).items() if count)
    versions = f"{old.about.title} {old.about.version} → {new.about.title} {new.about.version}"
    notes = [f"{versions}: {counts or 'no change'}."]
    if listed < len(changes):
        notes.append(f"{listed} of {len(changes)} changes are listed.")
    by_label = rested["compared by label only"]
    if by_label:
        notes.append(
            f"{by_label} of {rested['in both']} things in both were compared by label alone; "
            f"import both versions from their publisher's files to compare definitions too."
        )
    return tuple(notes)


def _described(source: Source) -> dict[str, str | None]:
    """A version as every answer cites it."""
    about = source.about
    return {
        "id": about.id,
        "title": about.title,
        "version": about.version,
        "issued": about.issued,
        "licence": about.licence,
        "rights": about.rights,
    }
