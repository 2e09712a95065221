"""A release: every format in one folder, and whether a release is what it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ..build_folder import Progress
from ..errors import AirmError, nearest
from ..export.bundle import add_papers, add_vocabulary, digest
from ..export.contents import Contents, Released
from ..export.files import opened, opened_folder
from ..export.formats import FORMATS, check_needs, file_name, write_file, write_folder
from ..export.preamble import dataset_name
from ..export.terms import ExportError
from ..export.verification import Problem, Verified, problems_of, verify_release
from ..render.result import Result
from ..resources import program_version
from ..sources.bounded.archives import unpacked
from ..sources.bounded.regular_files import size_text
from ..workspace import Build
from .export_contents import Wish, contents_of

COLUMNS = ("file", "problem")
LAST = "dcat"  # has the checksums of the others


def write_release(
    current: Build, path: Path, wish: Wish, *, tell: Progress = lambda _: None
) -> list[str]:
    """Write every format, the vocabulary, licences, checksums and a manifest.

    Formats that always say who says what are left out where provenance is not wanted.

    Args:
        current: The graph.
        path: A folder, or a ``.zip``.
        wish: What of the graph.
        tell: Is told what is being written.

    Returns:
        What the user ought to know of it, a sentence each.

    Raises:
        AirmError: As :func:`.exports.export`.
        MissingExtraError: A format takes an extra that is not installed.
    """
    full = wish.provenance == "full"
    names = [name for name, each in FORMATS.items() if name != "bundle" and (full or each.traced)]
    names.sort(key=lambda name: name == LAST)
    for name in names:
        check_needs(name)
    # Two of everything: for formats that keep licences apart, and for those that mix sources.
    found = {apart: contents_of(current, apart, wish, tell) for apart in (False, True)}
    told = found[False][1]
    with opened_folder(path) as folder:
        for name in names:
            tell(f"writing {FORMATS[name].title}")
            contents = found[FORMATS[name].apart][0]
            if name == LAST:
                contents = replace(contents, released=_released(folder, names))
            try:
                _write(name, contents, folder / file_name(name))
            except ExportError as error:  # nothing here is what the format is about
                told.append(f"There is no {file_name(name)}: {error}.")
        add_vocabulary(folder)
        tell("adding checksums")
        told += _where_left_out(folder, names, *(found[apart][0] for apart in (True, False)))
        # Counts are those of one work; licences have to be told of every source in any file.
        papers = replace(found[False][0], sources=found[True][0].sources)
        dataset = dataset_name(current.name, found[FORMATS[LAST].apart][0].scope)
        add_papers(folder, papers, wish.options(), told, dataset)
    return told


def _released(folder: Path, names: Sequence[str]) -> dict[str, Released]:
    """What stands in a release already, format by format; a folder has no one checksum."""
    files = {name: folder / file_name(name) for name in names}
    return {
        name: Released(path.stat().st_size, digest(path))
        for name, path in files.items()
        if path.is_file()
    }


def _where_left_out(
    folder: Path, names: Sequence[str], whole: Contents, mixed: Contents
) -> list[str]:
    """Which files lack the sources that only files with licences apart have, in a sentence."""
    taken = {source["id"] for source in mixed.sources}
    left_out = [source["id"] for source in whole.sources if source["id"] not in taken]
    if not left_out:
        return []
    there = [name for name in names if (folder / file_name(name)).exists()]
    apart, without = (
        ", ".join(file_name(name) for name in there if FORMATS[name].apart == kept)
        for kept in (True, False)
    )
    return [f"{', '.join(left_out)}: in {apart}, where licences stay apart; not in {without}."]


def _write(name: str, contents: Contents, target: Path) -> None:
    """Write a format; after an error nothing of it is there."""
    if FORMATS[name].is_folder:
        with opened_folder(target) as folder:
            write_folder(name, contents, folder)
    else:
        with opened(target) as file:
            write_file(name, contents, file)


def verify(path: Path, format_: str = "") -> Result:
    """What is wrong with a release, or with one file.

    Args:
        path: A folder or ``.zip`` that was written as ``bundle``; or a file or folder of a format.
        format_: The format, if it is no release.

    Returns:
        A row a problem.

    Raises:
        SourceError: It cannot be read, or is no release.
        AirmError: No format is called so.
    """
    if format_ and format_ not in FORMATS:
        raise AirmError(f"no format {format_!r}: {nearest(format_, FORMATS)}")
    if format_ and format_ != "bundle":
        found = Verified(problems=[Problem(path.name, what) for what in problems_of(format_, path)])
        note = f"{path.name} was checked as {FORMATS[format_].title}"
    else:
        with unpacked(path) as folder:
            found = verify_release(folder)
        note = (
            f"{found.files:,} files, {size_text(found.bytes)}, {found.triples:,} triples in each "
            f"serialisation of RDF"
        )
    rows = [{"file": problem.file, "problem": problem.what} for problem in found.problems]
    meta = {"program": f"airm-graph {program_version()}", "command": "verify", "path": path.name}
    verdict = (
        "nothing is wrong"
        if not rows
        else "1 problem"
        if len(rows) == 1
        else f"{len(rows)} problems"
    )
    return Result(columns=COLUMNS, rows=rows, meta=meta, notes=(f"{note}: {verdict}",))
