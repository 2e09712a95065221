"""Where publishers' files can be had, under which terms, and how to know that they are right.

``data/sources.toml`` holds one entry for each version of a framework. The checksums in it are what
a file is recognised by, wherever it comes from.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from ipaddress import ip_address
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn
from urllib.parse import quote, urlsplit

from .errors import SourceError, nearest
from .records import Source
from .resources import root, shown
from .sources.bounded.regular_files import MAX_STREAMED_BYTES, read_text
from .sources.readers import READERS

REDISTRIBUTION = ("yes", "attribution", "share-alike", "no")
NAME = re.compile("[a-z0-9][a-z0-9.-]*[a-z0-9]")
SHA256 = re.compile("[0-9a-f]{64}")
TEXTS = ("name", "title", "publisher", "version", "licence", "terms", "rights", "mirror")
KEYS: dict[str, type] = {
    **dict.fromkeys((*TEXTS, "kind", "redistribution", "base"), str),
    **dict.fromkeys(("ids", "files"), list),
}
OPTIONAL: dict[str, type] = {"how": str, "layouts": list, "folder": bool}
FILE_KEYS: dict[str, type] = {"name": str, "size": int, "sha256": str}
FILE_OPTIONAL: dict[str, type] = {"path": str, "notice": bool}
TYPES = {str: "a text", list: "a list", bool: "true or false", int: "a number", dict: "a table"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginFile:
    """One file of a publisher.

    Attributes:
        name: What it is called in the cache and in mirrors; may name subfolders.
        path: Where it is below the address of its origin; empty if only mirrors have it.
        notice: Whether it holds the terms, which no reader reads.
    """

    name: str
    path: str
    size: int
    sha256: str
    notice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One version of a framework that can be had.

    Attributes:
        kind: Who reads it; empty if it is not read alone.
        ids: What an import of it is called; more than one if the files hold several works.
        terms: The licence in a few words.
        rights: A sentence on what travels along with the files.
        redistribution: One of :data:`REDISTRIBUTION`.
        base: The address below which the publisher has the files; empty if nowhere.
        mirror: The folder of the files below a mirror.
        how: What to do where fetching and importing are not enough.
        layouts: The layouts of ours that a table is read with.
        folder: Whether the reader is given the folder instead of its files.
    """

    name: str
    title: str
    publisher: str
    version: str
    kind: str
    ids: tuple[str, ...]
    licence: str
    terms: str
    rights: str
    redistribution: str
    base: str
    mirror: str
    files: tuple[OriginFile, ...]
    how: str = ""
    layouts: tuple[str, ...] = ()
    folder: bool = False

    @property
    def size(self) -> int:
        """The bytes of all files."""
        return sum(file.size for file in self.files)

    @property
    def read_files(self) -> tuple[OriginFile, ...]:
        """The files without the notices."""
        return tuple(file for file in self.files if not file.notice)

    def address(self, file: OriginFile) -> str:
        """Where the publisher has a file; empty if nowhere."""
        return f"{self.base}{quote(file.path)}" if self.base else ""

    def paths(self, folder: Path) -> list[Path]:
        """What a reader is given of the files below ``folder``."""
        layouts = [root() / "data" / "layouts" / name for name in self.layouts]
        if self.folder:
            return [folder, *layouts]
        return [*(folder / file.name for file in self.read_files), *layouts]


@dataclass(frozen=True, slots=True)
class Origins:
    """What ``sources.toml`` says; ``mirror`` is empty if it names none."""

    every: tuple[Origin, ...]
    mirror: str = ""


@cache
def read_origins(path: Path | None = None) -> Origins:
    """Everything that can be had, by name.

    Args:
        path: Another file than ``data/sources.toml``.

    Raises:
        SourceError: The file is not TOML, or an entry lacks a key or has a wrong one.
    """
    path = path or root() / "data" / "sources.toml"
    text = read_text(path)
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        raise SourceError(
            f"is not TOML: {error}", path=shown(path), line=int(found[1]) if found else None
        ) from None
    starts = [n for n, line in enumerate(text.splitlines(), 1) if line.strip() == "[[source]]"]
    check = _Check(shown(path))
    check.keys(said, {"source": list}, {"mirror": dict})
    mirror = said.get("mirror", {})
    check.keys(mirror, {"address": str}, {}, "[mirror]")
    every: dict[str, Origin] = {}
    for number, entry in enumerate(said["source"]):
        check.line = starts[number] if number < len(starts) else None
        origin = _origin(entry, check)
        if origin.name in every:
            check.fail(f"two sources are called {origin.name!r}")
        every[origin.name] = origin
    return Origins(tuple(every[name] for name in sorted(every)), mirror.get("address", ""))


def find_origin(name: str, path: Path | None = None) -> Origin:
    """The origin of that name.

    Raises:
        SourceError: There is none; the nearest names are said.
    """
    every = {origin.name: origin for origin in read_origins(path).every}
    if name not in every:
        raise SourceError(f"no source is called so: {nearest(name, every)}", path=name)
    return every[name]


def origin_of_digest(checksum: str, path: Path | None = None) -> tuple[Origin, str] | None:
    """The origin whose file has that checksum, or whose files together have, and its address.

    Args:
        checksum: As imports state it, with or without ``sha256:``; of several files, that of the
            lines of their names and checksums.
        path: Another file than ``data/sources.toml``.
    """
    wanted = checksum.removeprefix("sha256:")
    for origin in read_origins(path).every:
        for file in origin.read_files:
            if file.sha256 == wanted:
                return origin, origin.address(file)
        if len(origin.read_files) > 1 and _together(origin.read_files) == wanted:
            return origin, origin.base
    return None


def with_origins(sources: Iterable[Source]) -> list[Source]:
    """The sources with the address that their files came from, where the checksum tells it."""
    return [_with_origin(source) for source in sources]


def _with_origin(source: Source) -> Source:
    about = source.about
    known = None if about.derived_from else origin_of_digest(about.checksum)
    if known is None or not known[1]:
        return source
    return replace(source, about=replace(about, derived_from=(known[1],)))


def _together(files: Iterable[OriginFile]) -> str:
    """As :func:`airm_graph.sources.bounded.regular_files.digest` of several files."""
    lines = sorted(f"{PurePosixPath(file.name).name} {file.sha256}\n" for file in files)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def is_safe_address(address: str) -> bool:
    """Whether nobody on the way can change what comes: HTTPS, or this very machine.

    >>> [is_safe_address(f"{a}/x") for a in ("https://a.org", "http://a.org", "http://[::1]:80")]
    [True, False, True]
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == "https":
        return bool(host)
    try:
        return parts.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False


@dataclass
class _Check:
    """Says where in the file something is wrong."""

    path: str
    line: int | None = None

    def fail(self, what: str) -> NoReturn:
        """Stop, with the place."""
        raise SourceError(what, path=self.path, line=self.line)

    def keys(
        self, said: Any, needed: dict[str, type], optional: dict[str, type], where: str = ""
    ) -> None:
        """Refuse missing and unknown keys, and values of another type."""
        at = f"{where}: " if where else ""
        if not isinstance(said, dict):
            self.fail(f"{at}expected a table")
        known = {**needed, **optional}
        for key, value in said.items():
            if key not in known:
                self.fail(f"{at}no key is called {key!r}: {nearest(key, known)}")
            if type(value) is not known[key]:
                self.fail(f"{at}{key} is {value!r:.40}; expected {TYPES[known[key]]}")
        if where != "[mirror]" and (missing := sorted(needed.keys() - said.keys())):
            self.fail(f"{at}{missing[0]} is missing")

    def path_below(self, text: str, where: str) -> None:
        """Refuse what is no plain relative path, so that nothing is written elsewhere."""
        parts = text.split("/")
        if any(part in {"", ".", ".."} or part.startswith(".") for part in parts) or (
            set(text) & set('\\:*?"<>|') or not text.isprintable()
        ):
            self.fail(f"{where} {text!r} is no plain path below a folder")


def _origin(entry: Any, check: _Check) -> Origin:
    name = entry.get("name") if isinstance(entry, dict) else None
    where = f"source {name!r}" if isinstance(name, str) else "source"
    check.keys(entry, KEYS, OPTIONAL, where)
    for key in TEXTS:
        if not entry[key].strip() or not entry[key].isprintable():
            check.fail(f"{where}: {key} is empty or not one line of text")
    if not NAME.fullmatch(entry["name"]):
        check.fail(f"{where}: the name may have small letters, digits, '-' and '.' only")
    if entry["kind"] and entry["kind"] not in READERS:
        check.fail(f"{where}: no reader is called {entry['kind']!r}: " + nearest("", READERS))
    if entry["redistribution"] not in REDISTRIBUTION:
        expected = ", ".join(REDISTRIBUTION)
        check.fail(f"{where}: redistribution is {entry['redistribution']!r}; expected {expected}")
    if not re.match("https?://[^/ ]+/", entry["licence"]):
        check.fail(f"{where}: licence is {entry['licence']!r}; expected an address")
    base = entry["base"]
    if base and not (is_safe_address(base) and base.endswith("/")):
        check.fail(f"{where}: base is {base!r}; expected https://…/, or nothing")
    if not entry.get("how") and not (base and entry["kind"]):
        check.fail(f"{where}: without base or kind it needs how, which says what to do")
    check.path_below(entry["mirror"], f"{where}: mirror")
    for key in ("ids", "layouts"):
        if any(not isinstance(value, str) or not value for value in entry.get(key, [])):
            check.fail(f"{where}: {key} has something else than a text")
    if bool(entry["kind"]) != bool(entry["ids"]):
        check.fail(f"{where}: ids are what imports are called; expected them with a kind, and only")
    for layout in entry.get("layouts", []):
        check.path_below(layout, f"{where}: the layout")
        if not (root() / "data" / "layouts" / layout).is_file():
            check.fail(f"{where}: there is no layout {layout!r}")
    files = _files(entry, where, check)
    values = {**entry, "files": files}
    for key in ("ids", "layouts"):
        values[key] = tuple(entry.get(key, ()))
    return Origin(**values)


def _files(entry: dict[str, Any], where: str, check: _Check) -> tuple[OriginFile, ...]:
    files: dict[str, OriginFile] = {}
    for said in entry["files"]:
        name = said.get("name") if isinstance(said, dict) else None
        at = f"{where}: file {name!r}" if isinstance(name, str) else f"{where}: file"
        check.keys(said, FILE_KEYS, FILE_OPTIONAL, at)
        file = OriginFile(**{"path": "", **said})
        check.path_below(file.name, f"{where}: the file name")
        if file.name.endswith(".part"):
            check.fail(f"{at}: what ends in .part is the start of a download")
        if bool(file.path) != bool(entry["base"]):
            check.fail(f"{at}: a path goes with a base, and only with one")
        if file.path:
            check.path_below(file.path, f"{at}: path")
        if not SHA256.fullmatch(file.sha256):
            check.fail(f"{at}: sha256 is {file.sha256!r:.80}; expected 64 hexadecimal digits")
        if not 0 < file.size <= MAX_STREAMED_BYTES:
            check.fail(f"{at}: size is {file.size}; expected 1 to {MAX_STREAMED_BYTES:,} bytes")
        if file.name.casefold() in files:  # some disks take both for one
            check.fail(f"{at}: another file is called so")
        files[file.name.casefold()] = file
    if not any(not file.notice for file in files.values()):
        check.fail(f"{where}: no file is there to be read")
    return tuple(sorted(files.values(), key=lambda file: file.name))
