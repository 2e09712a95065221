"""Publishers' files, brought into the user's cache and recognised by their checksums.

A download that stops is kept as ``<file>.part`` and goes on from there the next time. Nothing else
is kept that is not exactly the file that ``data/sources.toml`` describes.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from .errors import AirmError, SourceError
from .origins import Origin, OriginFile, read_origins
from .resources import program_version, root, shown
from .sources.bounded.regular_files import files_below, one_line, opened

TIMEOUT = (10.0, 30.0)  # seconds until a connection, and between two pieces of an answer
ATTEMPTS = 3  # a connection that is cut is taken up again this often
WAIT = 1.0  # seconds before the second attempt; twice as many before the third
REDIRECTS = 5
PIECE = 1 << 14
BUSY = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}  # and all from 500 on

Progress = Callable[[str, int, int], None]  # file, bytes so far, bytes of all that is fetched


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """The files of an origin in the cache.

    Attributes:
        paths: What a reader is given.
        brought: The files that were not there before.
    """

    folder: Path
    paths: tuple[Path, ...]
    brought: tuple[str, ...]


def cache_folder(given: Path | None = None) -> Path:
    """The folder given, else ``AIRM_GRAPH_CACHE``, else the user's cache folder."""
    chosen = given or os.environ.get("AIRM_GRAPH_CACHE")
    return Path(chosen) if chosen else user_cache_path("airm-graph", appauthor=False)


def mirror_address(given: str | None = None) -> str:
    """The mirror given, else ``AIRM_GRAPH_MIRROR``, else that of ``sources.toml``; or nothing.

    A folder that ``sources.toml`` names counts from the folder that holds ``data/``.
    """
    if chosen := given or os.environ.get("AIRM_GRAPH_MIRROR"):
        return chosen
    named = read_origins().mirror
    return named if not named or _is_web(named) else str(root() / named)


def is_fetched(origin: Origin, cache: Path) -> bool:
    """Whether every file is in the cache, and is the right one."""
    return all(_is_right(cache / origin.name / file.name, file) for file in origin.files)


def fetch(
    origin: Origin, cache: Path, mirror: str = "", progress: Progress | None = None
) -> Fetched:
    """Bring the files of an origin into the cache; those that are there are not asked for again.

    Args:
        origin: What to bring.
        cache: Gets a folder with the name of the origin.
        mirror: A folder, or an address, that is asked instead of the publisher.
        progress: Is told of every piece that arrives.

    Raises:
        SourceError: A file cannot be had, or is not the one that is described.
        AirmError: A download needs pooch, which is not installed.
    """
    folder = cache / origin.name
    with _alone(cache, origin):
        wanted = [file for file in origin.files if not _is_right(folder / file.name, file)]
        if wanted:
            _Fetch(origin, folder, mirror, wanted, progress).run()
        if origin.folder:
            _refuse_strangers(origin, folder)
    return Fetched(
        folder=folder,
        paths=tuple(origin.paths(folder)),
        brought=tuple(file.name for file in wanted),
    )


@dataclass
class _Fetch:
    """One run: what is wanted, and how much of it has come."""

    origin: Origin
    folder: Path
    mirror: str
    wanted: Sequence[OriginFile]
    progress: Progress | None
    before: int = 0  # bytes of the files that are done

    def run(self) -> None:
        if self.mirror and not _is_web(self.mirror):
            self._copy()
        elif self.mirror or self.origin.base:
            self._download()
        else:
            raise SourceError(
                f"is only in mirrors: give --mirror. {self.origin.how}", path=self.origin.name
            )

    def tell(self, name: str, size: int) -> None:
        """Report the bytes of a file that have come so far."""
        if self.progress:
            total = sum(file.size for file in self.wanted)
            self.progress(name, min(self.before + size, total), total)

    def _copy(self) -> None:
        source = Path(self.mirror) / self.origin.mirror
        if not source.is_dir():
            raise SourceError("there is no such folder in the mirror", path=shown(source))
        for file in self.wanted:
            _copy(source / file.name, self.folder / file.name, file)
            self.before += file.size
            self.tell(file.name, 0)

    def _download(self) -> None:
        pooch, requests = _library("pooch"), _library("requests")
        pooch.get_logger().setLevel("ERROR")  # what it does is told by progress
        urls = {file.name: self._url(file) for file in self.wanted}
        registry = {file.name: f"sha256:{file.sha256}" for file in self.wanted}
        keeper = pooch.Pooch(path=self.folder, base_url="", registry=registry, urls=urls)
        with requests.Session() as session:
            for file in self.wanted:
                part = self.folder / f"{file.name}.part"
                loader = Downloader(file, part, session, partial(self.tell, file.name))
                keeper.fetch(file.name, downloader=loader)
                self.before += file.size

    def _url(self, file: OriginFile) -> str:
        if not self.mirror:
            return self.origin.address(file)
        return f"{self.mirror.rstrip('/')}/{quote(f'{self.origin.mirror}/{file.name}')}"


class _Stopped(Exception):  # noqa: N818 - not an error yet: another attempt follows
    """The connection failed or ended too early."""


@dataclass
class Downloader:
    """Downloads for pooch, and goes on where an earlier download of the same file stopped.

    Attributes:
        file: What is expected.
        part: Where the start of the file is kept until all of it is there.
        session: Of ``requests``.
        tell: Is told how many bytes there are.
    """

    file: OriginFile
    part: Path
    session: Any
    tell: Callable[[int], None] = field(default=lambda _: None)

    def __call__(self, url: str, output_file: str, _: object) -> None:
        """Bring the whole of ``url`` into ``output_file``; as pooch calls it.

        Raises:
            SourceError: It cannot be had, or is another file; nothing of such a one is kept.
        """
        resumed = self._complete(url)
        found = _sha256(self.part)
        if found != self.file.sha256 and resumed:  # the start may have been of another file
            self.part.unlink()
            self._complete(url)
            found = _sha256(self.part)
        if found != self.file.sha256:
            self.part.unlink()
            raise _other_file(url, found, self.file)
        self.part.replace(output_file)

    def _complete(self, url: str) -> bool:
        """Make the part whole; whether some of it was there before."""
        resumed = self._size() > 0
        for attempt in range(1, ATTEMPTS + 1):
            try:
                if self._size() > self.file.size:
                    self.part.unlink()
                if self._size() < self.file.size:
                    self._get(url)
                return resumed
            except _Stopped as stop:
                if attempt == ATTEMPTS:
                    size = self._size()
                    kept = f"; {size:,} of {self.file.size:,} bytes are kept, the same command goes"
                    kept = f"{kept} on from there" if size else ""
                    raise SourceError(f"{stop} ({ATTEMPTS} attempts){kept}", path=url) from None
                time.sleep(WAIT * attempt)
        raise AssertionError

    def _size(self) -> int:
        return self.part.stat().st_size if self.part.exists() else 0

    def _get(self, url: str) -> None:
        start = self._size()
        errors = _library("requests").exceptions
        try:
            with self._answer(url, start) as answer:
                got = self._start(answer, start, url)
                with self.part.open("ab" if got else "wb") as out:
                    for piece in answer.iter_content(PIECE):
                        got += len(piece)
                        if got > self.file.size:
                            break
                        out.write(piece)
                        self.tell(got)
        except errors.RequestException as error:
            if isinstance(error, ValueError):  # the address is none
                raise SourceError(f"cannot be asked: {one_line(error)}", path=url) from None
            raise _Stopped(_reason(error)) from None
        if got > self.file.size:
            self.part.unlink()
            raise _too_long(url, "more", self.file)
        if got < self.file.size:
            raise _Stopped(f"the answer ended after {got:,} of {self.file.size:,} bytes")

    def _start(self, answer: Any, start: int, url: str) -> int:
        """How many bytes there are before those of the answer; refuse an answer of no use."""
        status = answer.status_code
        if status in BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise _Stopped(f"the server answers {status} {one_line(answer.reason or '')}".rstrip())
        encoded = answer.headers.get("Content-Encoding", "identity") != "identity"
        if start and status != HTTPStatus.OK:
            goes_on = str(answer.headers.get("Content-Range", "")).startswith(f"bytes {start}-")
            partial = status == HTTPStatus.PARTIAL_CONTENT
            if partial and goes_on and not encoded:
                self._refuse_long(answer, start, url)
                return start
            if partial or status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
                self.part.unlink()
                raise _Stopped("the server cannot go on where the download stopped")
        if status != HTTPStatus.OK:
            what = f"the server answers {status} {one_line(answer.reason or '')}".rstrip()
            raise SourceError(f"{what}; the file is not there, or no longer", path=url)
        if not encoded:
            self._refuse_long(answer, 0, url)
        return 0

    def _refuse_long(self, answer: Any, start: int, url: str) -> None:
        said = str(answer.headers.get("Content-Length", ""))
        if said.isdecimal() and start + int(said) > self.file.size:
            raise _too_long(url, f"{start + int(said):,}", self.file)

    def _answer(self, url: str, start: int) -> Any:
        """The answer behind redirects, which may not leave HTTPS."""
        headers = {
            "Accept-Encoding": "identity",  # ranges count the bytes of the file itself
            "User-Agent": f"airm-graph/{program_version()}",
        }
        if start:
            headers["Range"] = f"bytes={start}-"
        at, allowed = url, {"https", urlsplit(url).scheme}
        for _ in range(REDIRECTS + 1):
            answer = self.session.get(
                at, headers=headers, stream=True, timeout=TIMEOUT, allow_redirects=False
            )
            if not answer.is_redirect:
                return answer
            answer.close()
            at = urljoin(at, answer.headers["Location"])
            if urlsplit(at).scheme not in allowed:
                raise SourceError(f"redirects to {one_line(at)!r}, which is not https", path=url)
        raise SourceError(f"redirects more than {REDIRECTS} times", path=url)


def _too_long(url: str, size: str, file: OriginFile) -> SourceError:
    return SourceError(f"has {size} bytes; expected {file.size:,}; nothing of it is kept", path=url)


def _other_file(path: str, found: str, file: OriginFile) -> SourceError:
    return SourceError(
        f"has sha256 {found}; expected {file.sha256}: it is another file, and is not kept",
        path=path,
    )


def _reason(error: Exception) -> str:
    """Why there is no answer, without the names of classes around it."""
    text = one_line(error, 1000)
    if "timed out" in text or "Timeout" in type(error).__name__:
        return f"no answer within {TIMEOUT[1]:g} seconds"
    inner = text.rpartition(": ")[2].strip("\"'()<> ")
    return f"the connection failed: {inner[:120]}"


def _library(name: str) -> Any:
    try:
        return import_module(name)
    except ImportError:
        raise AirmError(
            "downloads need pooch: pip install 'airm-graph[fetch]'; "
            "a folder given as --mirror needs nothing"
        ) from None


def _is_web(address: str) -> bool:
    if "://" not in address:
        return False
    if urlsplit(address).scheme not in {"http", "https"}:
        raise SourceError("expected a folder, or an address with https://", path=address)
    return True


def _is_right(path: Path, file: OriginFile) -> bool:
    return path.is_file() and path.stat().st_size == file.size and _sha256(path) == file.sha256


def _sha256(path: Path) -> str:
    with opened(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _copy(source: Path, target: Path, file: OriginFile) -> None:
    """Copy a file of a mirror, in one step and only if it is the right one."""
    with opened(source) as stream:
        content = stream.read(file.size + 1)
    found = hashlib.sha256(content).hexdigest()
    if found != file.sha256:
        if len(content) > file.size:
            raise _too_long(shown(source), "more", file)
        raise _other_file(shown(source), found, file)
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(content)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _alone(cache: Path, origin: Origin) -> Iterator[None]:
    """Keep other processes from fetching the same: both would write one part."""
    cache.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(cache / f".{origin.name}.lock", timeout=0):
            yield
    except Timeout:
        raise SourceError("another fetch of it is running; wait for it", path=origin.name) from None


def _refuse_strangers(origin: Origin, folder: Path) -> None:
    """Refuse files that a reader of the folder would take for the publisher's."""
    known = {file.name for file in origin.files}
    endings = {Path(file.name).suffix for file in origin.read_files}
    for path in files_below(folder):
        if path.suffix in endings and path.relative_to(folder).as_posix() not in known:
            raise SourceError(
                f"is no file of {origin.name}, but would be read with it; remove it",
                path=shown(path),
            )
