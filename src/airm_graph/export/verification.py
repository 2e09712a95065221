"""Checks a release: that every file is what its manifest says, and what its format wants."""

from __future__ import annotations

import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from ..errors import SourceError
from ..identifiers import is_web_address
from ..sources.bounded.archives import unpacked
from ..sources.bounded.json_files import read_json
from ..sources.bounded.regular_files import one_line, read_bytes
from .bundle import CHECKSUMS, MANIFEST, digest
from .files import files_in
from .formats import FORMATS, file_name
from .metadata.dcat_check import unlike_files
from .rdf_checks import RDF, Summed, check_rdf, summed

MOST = 100  # sentences about one file; the rest is counted
# What a checker runs into where a file holds a list for a text, and the like.
UNEXPECTED = (AttributeError, TypeError, ValueError, KeyError, IndexError, RecursionError)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is not as it ought to be.

    Attributes:
        file: The name of the file in the release.
        what: What was found, and what would have been right.
    """

    file: str
    what: str


@dataclass(slots=True)
class Verified:
    """What was looked at, and what was found."""

    files: int = 0
    bytes: int = 0
    triples: int = 0
    problems: list[Problem] = field(default_factory=list)


def verify_release(folder: Path) -> Verified:
    """Check every file of a release.

    Raises:
        SourceError: It has no manifest that can be read, so it is no release.
    """
    manifest = _manifest(folder)
    found = Verified()
    said = {str(each["path"]): each for each in manifest["files"]}
    try:
        names = files_in(folder)
        odd = {name: what for name in names if (what := _odd(folder / name))}
    except OSError as error:
        raise SourceError(f"cannot be listed: {error.strerror}", path=str(folder)) from None
    there = set(names) - {MANIFEST, CHECKSUMS}
    for some, what in (
        (sorted(said.keys() - there), "is missing; the manifest lists it"),
        (sorted(there - said.keys()), "is not in the manifest"),
    ):
        found.problems += [Problem(one_line(name), what) for name in some[:MOST]]
        if len(some) > MOST:
            found.problems.append(Problem(MANIFEST, f"{what}: so {len(some) - MOST:,} more files"))
    digests: dict[str, str] = {}
    for name in sorted(set(names) - {CHECKSUMS}):
        if name not in odd:
            try:
                digests[name] = digest(folder / name)
            except OSError as error:
                odd[name] = f"cannot be read: {error.strerror}"
    for name in sorted(there & said.keys()):
        found.files += 1
        found.bytes += (folder / name).lstat().st_size
        unlike = [odd[name]] if name in odd else _unlike(folder / name, digests[name], said[name])
        found.problems += _of(name, unlike)
    found.problems += _checksums(folder, odd, digests)
    right = []
    for name in FORMATS:
        file = file_name(name)
        if not any(each["format"] == name for each in said.values()) or name == "bundle":
            continue
        if any(each == file or each.startswith(f"{file}/") for each in odd):
            continue  # a pipe would never end, and a link leads elsewhere
        if (folder / file).exists():
            wrong = problems_of(name, folder / file)
            found.problems += _of(file, wrong)
            if name in RDF and not wrong:
                right.append(name)
    found.problems += _disagreements(folder, manifest, right, found)
    description, broken = file_name("dcat"), {problem.file for problem in found.problems}
    if description in digests:
        as_written = {name: sum_ for name, sum_ in digests.items() if name not in broken}
        found.problems += _of(description, unlike_files(folder / description, as_written))
    return found


def released_as(path: Path) -> str:
    """The IRI under which a release describes its data set.

    Args:
        path: A folder, or a ``.zip``.

    Raises:
        SourceError: It is no release, or one that names no data set.
    """
    with unpacked(path) as folder:
        named = _manifest(folder).get("dataset")
    if not isinstance(named, str) or not is_web_address(named):
        raise SourceError(
            f"its {MANIFEST} names no data set: expected a release that 'airm-graph export bundle' "
            f"wrote, or give the IRI itself",
            path=str(path),
        )
    return named


def problems_of(name: str, path: Path) -> list[str]:
    """What is wrong with a file or folder of a format, a sentence each.

    Args:
        name: One of :data:`FORMATS`.
        path: The file or folder; a ``.zip`` of the folder will do.
    """
    try:
        if FORMATS[name].is_folder and path.suffix.casefold() == ".zip" and path.is_file():
            with unpacked(path) as folder:
                return _capped(_checked(name, folder))
        return _capped(_checked(name, path))
    except SourceError as error:
        return [str(error)]
    except UNEXPECTED:
        return ["cannot be checked: its parts are of other kinds than the format says"]


def _checked(name: str, path: Path) -> list[str]:
    if FORMATS[name].is_folder != path.is_dir():
        return [f"expected a {'folder, or a .zip of it' if FORMATS[name].is_folder else 'file'}"]
    if name in RDF:
        return check_rdf(name, path)
    module, _, function = FORMATS[name].checker.partition(":")
    if not module:
        return [f"{FORMATS[name].title} has no check of its own"]
    check = getattr(import_module(f".{module}", __package__), function)
    return cast("list[str]", check(path))


def _capped(sentences: Sequence[str]) -> list[str]:
    more = len(sentences) - MOST
    return [*sentences[:MOST], *([f"and {more:,} more problems"] if more > 0 else [])]


def _of(file: str, sentences: Sequence[str]) -> list[Problem]:
    return [Problem(file, what) for what in _capped(sentences)]


def _odd(path: Path) -> str:
    """What is wrong with a file before it is opened: only what is here and ends is read."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return "is a link; a release has files alone"
    return (
        "" if stat.S_ISREG(mode) else "is a pipe, a socket or a device; a release has files alone"
    )


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    if not path.is_file() or path.is_symlink():
        raise SourceError(
            f"has no {MANIFEST}: expected what 'airm-graph export bundle' writes", path=str(folder)
        )
    manifest = read_json(path)
    files = manifest.get("files") if isinstance(manifest, dict) else None
    keys = {"path", "format", "bytes", "sha256"}
    if not isinstance(files, list) or not all(
        isinstance(each, dict) and keys <= each.keys() for each in files
    ):
        raise SourceError("is not a manifest of ours", path=str(path))
    return cast("dict[str, Any]", manifest)


def _unlike(path: Path, found: str, said: dict[str, Any]) -> list[str]:
    size = path.lstat().st_size
    if size != said["bytes"]:
        return [f"has {size:,} bytes; the manifest says {said['bytes']!s:.40}"]
    if found != said["sha256"]:
        return ["has other content than when it was written: its checksum differs"]
    return []


def _checksums(folder: Path, odd: dict[str, str], digests: dict[str, str]) -> list[Problem]:
    if CHECKSUMS in odd:
        return [Problem(CHECKSUMS, odd[CHECKSUMS])]
    try:
        text = read_bytes(folder / CHECKSUMS).decode("utf-8")
    except (SourceError, UnicodeDecodeError):
        return [Problem(CHECKSUMS, "cannot be read")]
    expected = [f"{found}  {name}" for name, found in digests.items()]
    return [
        Problem(CHECKSUMS, f"does not agree with the files: {one_line(line, 80)}")
        for line in sorted(set(text.splitlines()) ^ set(expected))[:1]
    ]


def _disagreements(
    folder: Path, manifest: dict[str, Any], right: Sequence[str], found: Verified
) -> Iterator[Problem]:
    """Where the serialisations say other triples than each other or than the manifest counts.

    Args:
        folder: The release.
        manifest: What it says of itself.
        right: The formats whose files were checked, with nothing found.
        found: Is told how many triples there are.
    """
    broken = {problem.file for problem in found.problems}
    sums: dict[str, Summed] = {}
    for name in right:
        if file_name(name) not in broken:
            try:
                sums[name] = summed(name, folder / file_name(name))
            except (SourceError, SyntaxError, OSError, *UNEXPECTED) as error:
                yield Problem(file_name(name), f"cannot be compared: {one_line(error)}")
    for graphs in (False, True):
        group = {file_name(name): sums[name] for name in sums if FORMATS[name].graphs == graphs}
        usual = Counter(group.values()).most_common(1)
        for file, said in group.items():
            if said != usual[0][0]:
                what = f"says other triples than others: {said[0]:,}, and not {usual[0][0][0]:,}"
                yield Problem(file, what)
        if group and not graphs:
            file = next(file for file, said in group.items() if said == usual[0][0])
            found.triples = usual[0][0][0]
            counts = manifest.get("counts")
            wanted = counts.get("triples") if isinstance(counts, dict) else None
            if wanted != found.triples:
                what = f"says {found.triples:,} triples; the manifest says {wanted!s:.40}"
                yield Problem(file, what)
