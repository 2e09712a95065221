"""Downloads: whole, resumed, refused; mirrors; what ``sources.toml`` may say; the two commands."""

import gzip
import hashlib
import os
import sys
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner, Result
from filelock import FileLock

from airm_graph import fetching
from airm_graph.answers import sources as commands
from airm_graph.cli import COMMANDS, main
from airm_graph.cli.sources import _names
from airm_graph.errors import AirmError, SourceError
from airm_graph.fetching import Downloader, Fetched, cache_folder, fetch, is_fetched, mirror_address
from airm_graph.imports import list_imports
from airm_graph.origins import (
    Origin,
    OriginFile,
    Origins,
    find_origin,
    origin_of_digest,
    read_origins,
)
from airm_graph.resources import root
from airm_graph.sources.bounded.regular_files import digest
from airm_graph.sources.log import Log
from airm_graph.sources.readers import read
from airm_graph.workspace import Workspace

SHARED = Path(__file__).parents[2] / "shared" / "data"
shared = pytest.mark.skipif(not SHARED.is_dir(), reason="publishers' files are not beside it")
BODY = bytes(range(256)) * 400
OTHER = BODY[::-1]
NAMES = [origin.name for origin in read_origins().every]
UNSAID = "http://rightsstatements.org/"  # what readers say where a file states no licence


PACKED: Any = {"Content_Encoding": "gzip"}


class Handler(BaseHTTPRequestHandler):
    server: "Site"

    def do_GET(self) -> None:
        asked = str(self.headers.get("Range", ""))
        self.server.asked.append((self.path, asked))
        answers = self.server.answers
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        answer(self, asked)

    def log_message(self, *_: Any) -> None:
        """Nothing: the test sees what was asked."""


class Site(ThreadingHTTPServer):
    """A web server on this machine that gives its answers in turn, the last one for ever."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, str]] = []
        self.sent = 0
        self.answers: list[Callable[[Handler, str], None]] = [whole(BODY)]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The client went away, as it should."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"

    @property
    def ranges(self) -> list[str]:
        return [asked for _, asked in self.asked]


def start_of(asked: str) -> int:
    return int(asked.removeprefix("bytes=").rstrip("-") or 0)


def send(handler: Handler, status: int, body: bytes = b"", **headers: str) -> None:
    handler.send_response(status)
    for name, value in {"Content_Length": str(len(body)), **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def whole(body: bytes, cut: int | None = None) -> Callable[[Handler, str], None]:
    """All of it, whatever is asked; or only ``cut`` bytes, and then the connection ends."""

    def answer(handler: Handler, _: str) -> None:
        send(handler, 200, body[:cut], Content_Length=str(len(body)))

    return answer


def ranged(body: bytes, cut: int | None = None) -> Callable[[Handler, str], None]:
    """As much as is asked, at most ``cut`` bytes of it."""

    def answer(handler: Handler, asked: str) -> None:
        if not asked:
            return whole(body, cut)(handler, asked)
        rest = body[start_of(asked) :]
        said = f"bytes {start_of(asked)}-{len(body) - 1}/{len(body)}"
        send(handler, 206, rest[:cut], Content_Length=str(len(rest)), Content_Range=said)
        return None

    return answer


def status(code: int, **headers: str) -> Callable[[Handler, str], None]:
    return lambda handler, _: send(handler, code, b"", **headers)


def endless(handler: Handler, _: str) -> None:
    """More and more, without a length."""
    handler.send_response(200)
    handler.end_headers()
    for __ in range(1000):
        handler.wfile.write(BODY)
        handler.server.sent += len(BODY)


def packed(handler: Handler, asked: str) -> None:
    """Ranges of the packed bytes, which nobody can add to unpacked ones."""
    if not asked:
        return send(handler, 200, gzip.compress(BODY), Content_Encoding="gzip")
    rest = gzip.compress(BODY)[start_of(asked) :]
    said = f"bytes {start_of(asked)}-"
    return send(handler, 206, rest, Content_Encoding="gzip", Content_Range=said)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setattr(fetching, "WAIT", 0.0)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    for name in ("AIRM_GRAPH_CACHE", "AIRM_GRAPH_MIRROR"):
        monkeypatch.delenv(name, raising=False)
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def a_file(name: str = "table.csv", body: bytes = BODY, **more: Any) -> OriginFile:
    values = {"path": f"dist/{name}", "size": len(body), **more}
    return OriginFile(name=name, sha256=hashlib.sha256(body).hexdigest(), **values)


def an_origin(base: str, *files: OriginFile, **more: Any) -> Origin:
    values: dict[str, Any] = {
        "name": "thing-1.0",
        "title": "A thing",
        "publisher": "Somebody",
        "version": "1.0",
        "kind": "skos",
        "ids": ("thing1_0",),
        "licence": "https://creativecommons.org/licenses/by/4.0/",
        "terms": "CC BY 4.0",
        "rights": "Somebody, CC BY 4.0.",
        "redistribution": "attribution",
        "base": base,
        "mirror": "somebody",
        "files": files or (a_file(),),
    }
    return Origin(**{**values, **more})


def left(folder: Path) -> list[str]:
    """What is in the folder of the origin."""
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file())


# Downloads


def test_a_download_is_the_file_and_is_not_asked_for_again(site: Site, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    origin = an_origin(site.address, a_file("a.ttl"), a_file("sub/b c.ttl"))
    assert not is_fetched(origin, tmp_path)
    found = fetch(origin, tmp_path, progress=lambda *said: told.append(said))
    assert [path.read_bytes() for path in found.paths] == [BODY, BODY]
    assert found.brought == ("a.ttl", "sub/b c.ttl")
    assert [path for path, _ in site.asked] == ["/dist/a.ttl", "/dist/sub/b%20c.ttl"]
    assert told[-1] == ("sub/b c.ttl", 2 * len(BODY), 2 * len(BODY))
    assert left(found.folder) == ["a.ttl", "sub/b c.ttl"]
    again = fetch(origin, tmp_path)
    assert (again.paths, again.brought, len(site.asked)) == (found.paths, (), 2)
    assert is_fetched(origin, tmp_path)


def test_a_damaged_file_in_the_cache_is_fetched_again(site: Site, tmp_path: Path) -> None:
    origin = an_origin(site.address)
    path = fetch(origin, tmp_path).paths[0]
    path.write_bytes(OTHER)
    assert not is_fetched(origin, tmp_path)
    assert fetch(origin, tmp_path).brought == ("table.csv",)
    assert path.read_bytes() == BODY


@pytest.mark.parametrize("then", [ranged, whole], ids=["ranges", "no ranges"])
def test_a_connection_that_is_cut_is_taken_up_again(
    site: Site, tmp_path: Path, then: Callable[[bytes], Callable[[Handler, str], None]]
) -> None:
    site.answers = [whole(BODY, cut=50_000), then(BODY)]
    assert fetch(an_origin(site.address), tmp_path).paths[0].read_bytes() == BODY
    first, second = site.ranges
    assert (first, 30_000 < start_of(second) <= 50_000) == ("", True)


def test_what_came_before_the_last_cut_is_kept_for_the_next_time(
    site: Site, tmp_path: Path
) -> None:
    origin = an_origin(site.address)
    site.answers = [ranged(BODY, cut=20_000)]
    with pytest.raises(SourceError, match=r"3 attempts.*of 102,400 bytes are kept") as refused:
        fetch(origin, tmp_path)
    assert "\n" not in str(refused.value)
    assert left(tmp_path / origin.name) == ["table.csv.part"]
    kept = (tmp_path / origin.name / "table.csv.part").stat().st_size
    site.answers = [ranged(BODY)]
    fetch(origin, tmp_path)
    assert site.ranges[-1] == f"bytes={kept}-"
    assert left(tmp_path / origin.name) == ["table.csv"]


@pytest.mark.parametrize(
    "part", [OTHER[:500], OTHER, BODY + b"x"], ids=["of another", "all another", "too long"]
)
def test_the_start_of_another_file_does_no_harm(site: Site, tmp_path: Path, part: bytes) -> None:
    origin = an_origin(site.address)
    (tmp_path / origin.name).mkdir()
    (tmp_path / origin.name / "table.csv.part").write_bytes(part)
    site.answers = [ranged(BODY)]
    assert fetch(origin, tmp_path).paths[0].read_bytes() == BODY


@pytest.mark.parametrize(
    "first",
    [
        status(416),
        lambda handler, _: send(handler, 206, BODY, Content_Range=f"bytes 0-9/{len(BODY)}"),
        packed,
    ],
    ids=["416", "another range", "a packed range"],
)
def test_an_odd_answer_to_a_range_starts_afresh(
    site: Site, tmp_path: Path, first: Callable[[Handler, str], None]
) -> None:
    origin = an_origin(site.address)
    (tmp_path / origin.name).mkdir()
    (tmp_path / origin.name / "table.csv.part").write_bytes(BODY[:500])
    site.answers = [first, packed] if first is packed else [first, ranged(BODY)]
    assert fetch(origin, tmp_path).paths[0].read_bytes() == BODY
    assert site.ranges[0] == "bytes=500-"


def test_a_whole_part_is_taken_without_asking(site: Site, tmp_path: Path) -> None:
    origin = an_origin(site.address)
    (tmp_path / origin.name).mkdir()
    (tmp_path / origin.name / "table.csv.part").write_bytes(BODY)
    assert fetch(origin, tmp_path).paths[0].read_bytes() == BODY
    assert not site.asked


def test_ctrl_c_keeps_what_came(site: Site, tmp_path: Path) -> None:
    origin = an_origin(site.address)

    def interrupt(_: str, got: int, __: int) -> None:
        if got > 40_000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(origin, tmp_path, progress=interrupt)
    assert left(tmp_path / origin.name) == ["table.csv.part"]
    site.answers = [ranged(BODY)]
    assert fetch(origin, tmp_path).paths[0].read_bytes() == BODY
    assert start_of(site.ranges[-1]) > 40_000


REFUSED: dict[str, tuple[list[Callable[[Handler, str], None]], str, int]] = {
    "another file": ([whole(OTHER)], "another file, and is not kept", 1),
    "too long": ([whole(BODY + b"x")], "has 102,401 bytes; expected 102,400", 1),
    "endless": ([endless], "has more bytes; expected 102,400", 1),
    "404": ([status(404)], "the server answers 404 Not Found; the file is not there", 1),
    "403": ([status(403)], "the server answers 403", 1),
    "busy": ([status(503)], r"the server answers 503 Service Unavailable \(3 attempts\)", 3),
    "in a circle": ([status(302, Location="/dist/again")], "redirects more than 5 times", 6),
    "elsewhere": ([status(302, Location="file:///etc/x")], "file:.* is not https", 1),
    "cut": ([whole(BODY, cut=0)], r"\(3 attempts\)", 3),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_download_that_is_refused_leaves_nothing(site: Site, tmp_path: Path, case: str) -> None:
    site.answers, message, requests = REFUSED[case]
    origin = an_origin(site.address)
    with pytest.raises(SourceError, match=message) as refused:
        fetch(origin, tmp_path)
    assert "\n" not in str(refused.value)
    assert str(refused.value).startswith(site.address)
    assert len(site.asked) == requests
    parts = [path for path in (tmp_path / origin.name).rglob("*") if path.stat().st_size]
    assert not parts
    assert site.sent < 30_000_000  # what is too long is not read to its end


def test_a_packed_answer_may_be_longer_than_its_content(site: Site, tmp_path: Path) -> None:
    site.answers = [lambda handler, _: send(handler, 200, gzip.compress(b"x"), **PACKED)]
    path = fetch(an_origin(site.address, a_file(body=b"x")), tmp_path).paths[0]
    assert path.read_bytes() == b"x"


def test_the_complaint_has_both_checksums(site: Site, tmp_path: Path) -> None:
    site.answers = [whole(OTHER)]
    with pytest.raises(SourceError) as refused:
        fetch(an_origin(site.address), tmp_path)
    for body in (BODY, OTHER):
        assert hashlib.sha256(body).hexdigest() in str(refused.value)


def test_a_redirect_is_followed_and_the_range_goes_along(site: Site, tmp_path: Path) -> None:
    site.answers = [whole(BODY, 50_000), status(307, Location="/elsewhere"), ranged(BODY)]
    assert fetch(an_origin(site.address), tmp_path).paths[0].read_bytes() == BODY
    assert [path for path, _ in site.asked] == ["/dist/table.csv", "/dist/table.csv", "/elsewhere"]
    assert site.ranges[1] == site.ranges[2] != ""


def test_https_never_becomes_http(tmp_path: Path) -> None:
    def get(_: str, **__: Any) -> Any:
        headers = {"Location": "http://127.0.0.1/x"}
        return SimpleNamespace(is_redirect=True, headers=headers, close=lambda: None)

    load = Downloader(a_file(), tmp_path / "table.csv.part", SimpleNamespace(get=get))
    with pytest.raises(SourceError, match=r"http://127\.0\.0\.1/x', which is not https"):
        load("https://example.org/table.csv", str(tmp_path / "out"), None)


def test_a_server_that_falls_silent_is_left(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "TIMEOUT", (0.2, 0.2))
    done = threading.Event()

    def silent(handler: Handler, _: str) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(BODY)))
        handler.end_headers()
        done.wait(5)

    site.answers = [silent]
    try:
        with pytest.raises(SourceError, match=r"no answer within 0.2 seconds \(3 attempts\)"):
            fetch(an_origin(site.address), tmp_path)
    finally:
        done.set()


def test_a_server_that_is_not_there_is_one_line(site: Site, tmp_path: Path) -> None:
    with Site() as gone:
        address = gone.address
    with pytest.raises(SourceError, match=r"the connection failed: .* \(3 attempts\)$") as refused:
        fetch(an_origin(address), tmp_path)
    assert "\n" not in str(refused.value)


def test_only_one_process_fetches_a_source(site: Site, tmp_path: Path) -> None:
    with (
        FileLock(tmp_path / ".thing-1.0.lock"),
        pytest.raises(SourceError, match="another fetch of it is running"),
    ):
        fetch(an_origin(site.address), tmp_path)
    assert not site.asked


# Mirrors


def test_a_mirror_with_an_address_is_asked_instead(site: Site, tmp_path: Path) -> None:
    origin = an_origin("https://example.org/", a_file("sub/b c.ttl"))
    fetch(origin, tmp_path, f"{site.address}m/")
    assert site.asked == [("/m/somebody/sub/b%20c.ttl", "")]


def a_mirror(folder: Path, body: bytes = BODY) -> Path:
    (folder / "somebody").mkdir(parents=True)
    (folder / "somebody" / "table.csv").write_bytes(body)
    return folder


def test_a_folder_as_mirror_needs_neither_network_nor_pooch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pooch", None)
    monkeypatch.setitem(sys.modules, "requests", None)
    origin, mirror = an_origin("https://example.org/"), str(a_mirror(tmp_path / "m"))
    path = fetch(origin, tmp_path / "c", mirror).paths[0]
    assert (path.read_bytes(), path.is_symlink()) == (BODY, False)
    fetch(origin, tmp_path / "c")  # nothing is missing, so nothing is needed
    with pytest.raises(AirmError, match=r"pip install 'airm-graph\[fetch\]'"):
        fetch(origin, tmp_path / "other")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (OTHER, "it is another file"),
        (BODY + b"x", "has more bytes"),
        (BODY[1:], "it is another file"),
    ],
)
def test_a_wrong_file_of_a_mirror_is_not_kept(tmp_path: Path, body: bytes, message: str) -> None:
    mirror = a_mirror(tmp_path / "m", body)
    with pytest.raises(SourceError, match=message):
        fetch(an_origin(""), tmp_path / "c", str(mirror))
    assert left(tmp_path / "c") in ([], [".thing-1.0.lock"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_in_a_mirror_is_refused(tmp_path: Path) -> None:
    mirror = a_mirror(tmp_path / "m")
    (mirror / "somebody" / "table.csv").unlink()
    os.mkfifo(mirror / "somebody" / "table.csv")
    with pytest.raises(SourceError, match="is a named pipe"):
        fetch(an_origin(""), tmp_path / "c", str(mirror))


@pytest.mark.parametrize(
    ("mirror", "message"),
    [
        ("{}/none", "there is no such folder in the mirror"),
        ("ftp://example.org", "expected a folder, or an address with https://"),
        ("", "is only in mirrors: give --mirror. Ask them."),
    ],
)
def test_a_mirror_that_is_none(tmp_path: Path, mirror: str, message: str) -> None:
    with pytest.raises(SourceError, match=message):
        fetch(an_origin("", how="Ask them."), tmp_path / "c", mirror.format(tmp_path))


def test_where_the_cache_and_the_mirror_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AIRM_GRAPH_CACHE", raising=False)
    monkeypatch.delenv("AIRM_GRAPH_MIRROR", raising=False)
    assert "airm-graph" in str(cache_folder())
    assert mirror_address() == ""
    monkeypatch.setattr(fetching, "read_origins", lambda: Origins((), "../shared"))
    assert mirror_address() == str(root() / "../shared")
    monkeypatch.setattr(fetching, "read_origins", lambda: Origins((), "https://example.org"))
    assert mirror_address() == "https://example.org"
    monkeypatch.setenv("AIRM_GRAPH_CACHE", "from-env")
    monkeypatch.setenv("AIRM_GRAPH_MIRROR", "from-env")
    assert (cache_folder(), mirror_address()) == (Path("from-env"), "from-env")
    assert (cache_folder(tmp_path), mirror_address("given")) == (tmp_path, "given")


def test_a_stranger_in_a_folder_that_is_read_whole_is_refused(tmp_path: Path) -> None:
    mirror, origin = str(a_mirror(tmp_path / "m")), an_origin("", folder=True)
    folder = fetch(origin, tmp_path / "c", mirror).folder
    (folder / "notes.txt").write_text("no reader takes it for a table")
    assert fetch(origin, tmp_path / "c", mirror).paths == (folder,)
    (folder / "old.csv").write_text("a,b\n")
    with pytest.raises(SourceError, match=r"old.csv: is no file of thing-1.0"):
        fetch(origin, tmp_path / "c", mirror)


# The publishers' own files


@pytest.fixture(scope="session")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Fetched]:
    """Everything, from the publishers' files beside the checkout."""
    cache = tmp_path_factory.mktemp("cache")
    return {origin.name: fetch(origin, cache, str(SHARED)) for origin in read_origins().every}


@shared
@pytest.mark.parametrize("name", NAMES)
def test_every_source_can_be_had_and_is_what_it_is_said_to_be(
    name: str, fetched: dict[str, Fetched]
) -> None:
    """Checksums hold, and its reader gives the same identifiers and licence."""
    origin, found = find_origin(name), fetched[name]
    assert set(found.brought) == {file.name for file in origin.files}
    if not origin.kind:
        return
    abouts = [source.about for source in read(origin.kind, found.paths, Log())]
    assert sorted(about.id for about in abouts) == list(origin.ids)
    for about in abouts:
        assert about.licence == origin.licence or about.licence.startswith(UNSAID)
        assert origin_of_digest(about.checksum) is not None


def test_every_catalogue_folder_made_from_a_file_says_from_which() -> None:
    for path in sorted((root() / "data" / "catalogue").glob("*/*/about.toml")):
        said = path.read_text(encoding="utf-8")
        checksum = said.partition('checksum = "sha256:')[2].partition('"')[0]
        if checksum:
            found = origin_of_digest(f"sha256:{checksum}")
            assert found is not None, path


# What sources.toml may say


def test_the_file_is_tidy_and_names_only_known_hosts() -> None:
    text = (root() / "data" / "sources.toml").read_text(encoding="utf-8")
    names = [line.split('"')[1] for line in text.splitlines() if line.startswith("name = ")]
    assert names == sorted(names) == NAMES
    hosts = {urlsplit(origin.base).hostname for origin in read_origins().every if origin.base}
    assert hosts == {"raw.githubusercontent.com"}
    for origin in read_origins().every:
        assert not origin.base or len(origin.base.split("/")[-2]) == 40  # a commit, no branch
        said = text.partition(f'name = "{origin.name}"')[2].partition("\n]")[0]
        files = [line.split('"')[1] for line in said.splitlines() if line.startswith("  { name")]
        assert files == sorted(files) == [file.name for file in origin.files]
    assert find_origin("mit-mitigation-taxonomy").redistribution == "no"
    assert find_origin("nexus-1.2.5").redistribution == "share-alike"


GOOD = f"""[mirror]
address = ""

[[source]]
name = "thing-1.0"
title = "A thing"
publisher = "Somebody"
version = "1.0"
kind = "skos"
ids = ["thing1_0"]
licence = "https://creativecommons.org/licenses/by/4.0/"
terms = "CC BY 4.0"
redistribution = "attribution"
rights = "Somebody, CC BY 4.0."
base = "https://example.org/"
mirror = "somebody"
files = [
  {{ name = "b/a.ttl", path = "a.ttl", size = 3, sha256 = "{"0" * 64}" }},
  {{ name = "TERMS", path = "TERMS", size = 3, sha256 = "{"1" * 64}", notice = true }},
]
"""

BAD = {
    "no TOML": ("[mirror]", "[mirror", "is not TOML"),
    "a key too few": ('title = "A thing"\n', "", r"source 'thing-1.0': title is missing"),
    "a key too many": ("title =", "titel =", "no key is called 'titel': did you mean 'title'"),
    "another type": ('"1.0"\nkind', "1\nkind", "version is 1; expected a text"),
    "an empty text": ('"A thing"', '" "', "title is empty"),
    "two lines": ('"A thing"', '"A\\nthing"', "title is empty or not one line"),
    "a name with blanks": ('"thing-1.0"', '"thing 1"', "the name may have small letters"),
    "an unknown reader": ('"skos"', '"scos"', "no reader is called 'scos'"),
    "unknown terms": ('"attribution"', '"maybe"', "redistribution is 'maybe'; expected yes, attr"),
    "a licence by name": ("https://creativecommons.org/licenses/by/4.0/", "CC BY", "an address"),
    "http": ("https://example.org/", "http://example.org/", "base is 'http://example.org/'"),
    "no slash": ("https://example.org/", "https://example.org", "base is"),
    "nowhere, and no advice": ("https://example.org/", "", "it needs how"),
    "read by none, and no advice": ('"skos"', '""', "it needs how"),
    "a mirror above": ('"somebody"', '"../somebody"', "mirror '../somebody' is no plain path"),
    "a file above": ('"b/a.ttl"', '"b/../../a.ttl"', "is no plain path below a folder"),
    "a file at the root": ('"b/a.ttl"', '"/b/a.ttl"', "is no plain path below a folder"),
    "a file on a disk": ('"b/a.ttl"', '"C:a.ttl"', "is no plain path below a folder"),
    "a hidden file": ('"b/a.ttl"', '".b/a.ttl"', "is no plain path below a folder"),
    "a file twice": ('"b/a.ttl"', '"terms"', "another file is called so"),
    "a part": ('"b/a.ttl"', '"a.part"', "what ends in .part"),
    "a path above": ('path = "a.ttl"', 'path = "../a.ttl"', "path '../a.ttl' is no plain path"),
    "no path": (' path = "a.ttl",', "", "a path goes with a base"),
    "a short checksum": ("0" * 64, "0" * 63, "expected 64 hexadecimal digits"),
    "no size": ("size = 3", "size = 0", "size is 0; expected 1 to"),
    "a size as text": ("size = 3", 'size = "3"', "size is '3'; expected a number"),
    "a huge size": ("size = 3", "size = 999999999999", "expected 1 to 300,000,000 bytes"),
    "ids that are none": ('["thing1_0"]', "[1]", "ids has something else"),
    "no ids": ('["thing1_0"]', "[]", "expected them with a kind"),
    "an unknown layout": ("mirror = ", 'layouts = ["x.toml"]\nmirror = ', "no layout 'x.toml'"),
    "a table that is none": ("[mirror]", "[miror]", "no key is called 'miror'"),
    "a mirror that is none": ('address = ""', "address = 1", r"\[mirror\]: address is 1"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_entry_is_refused_with_its_place(tmp_path: Path, case: str) -> None:
    old, new, message = BAD[case]
    assert old in GOOD
    path = tmp_path / "sources.toml"
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError, match=message) as refused:
        read_origins(path)
    assert "\n" not in str(refused.value)
    assert refused.value.path == str(path)
    top = {"no TOML": 1, "a table that is none": None, "a mirror that is none": None}
    assert refused.value.line == top.get(case, 4)


def test_two_sources_of_one_name_and_one_without_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "twice.toml"
    path.write_text(GOOD + GOOD.partition("\n\n")[2], encoding="utf-8")
    with pytest.raises(SourceError, match=r"twice.toml:21: two sources are called 'thing-1.0'"):
        read_origins(path)
    path = tmp_path / "none.toml"
    text = GOOD.splitlines()
    path.write_text("\n".join(line for line in text if '"b/a.ttl"' not in line), encoding="utf-8")
    with pytest.raises(SourceError, match="no file is there to be read"):
        read_origins(path)


def test_names_and_checksums_are_found(tmp_path: Path) -> None:
    path = tmp_path / "sources.toml"
    path.write_text(GOOD, encoding="utf-8")
    origin = find_origin("thing-1.0", path)
    assert origin.paths(Path("c")) == [Path("c/b/a.ttl")]
    assert origin_of_digest("sha256:" + "0" * 64, path) == (origin, "https://example.org/a.ttl")
    assert origin_of_digest("1" * 64, path) is None  # the terms are no source
    with pytest.raises(SourceError, match=r"thing-1: no source is called so: .*'thing-1.0'"):
        find_origin("thing-1", path)


def test_several_files_have_the_checksum_that_imports_state(tmp_path: Path) -> None:
    bodies = {"b.csv": b"b", "a.csv": b"a"}
    for name, body in bodies.items():
        (tmp_path / name).write_bytes(body)
    text = GOOD
    for name, old, zeros in (("b.csv", "b/a.ttl", "0"), ("a.csv", "TERMS", "1")):
        text = text.replace(f'"{old}"', f'"{name}"', 1)
        text = text.replace(zeros * 64, hashlib.sha256(bodies[name]).hexdigest())
    path = tmp_path / "sources.toml"
    path.write_text(text.replace(", notice = true", ""), encoding="utf-8")
    found = origin_of_digest(digest([tmp_path / name for name in bodies]), path)
    assert found is not None
    assert found[1] == "https://example.org/"


# The commands


@pytest.fixture
def run(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs the program with its own workspace and cache."""
    for name, line in (("sources", "List them."), ("fetch", "Fetch one.")):
        monkeypatch.setitem(COMMANDS, name, ("sources", line))

    def answer(*args: str) -> Result:
        cache = ("--cache", str(tmp_path / "cache"))
        workspace = ("--workspace", str(tmp_path / "workspace"))
        result = CliRunner().invoke(main, [*workspace, *args, *cache], env={"COLUMNS": "200"})
        assert result.exit_code in {0, 2}, result.output
        return result

    return answer


def complaint(result: Result) -> str:
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = (line for line in result.stderr.splitlines() if not line.endswith(" …"))
    return line


def test_sources_lists_everything(run: Callable[..., Result]) -> None:
    rows = run("sources", "--format", "tsv").stdout.splitlines()
    assert len(rows) == 1 + len(NAMES)
    by_name = {row.split("\t")[0]: row for row in rows}
    assert "in the catalogue" in by_name["atlas-5.6.0"]
    assert by_name["airo"].split("\t")[12] == ""
    assert "share-alike" in by_name["nexus-1.2.5"]
    assert "\tno\t" in by_name["mit-mitigation-taxonomy"]
    shown = run("sources").stdout
    assert all(name in shown for name in NAMES)


def small(monkeypatch: pytest.MonkeyPatch, *origins: Origin) -> None:
    """Let there be no other sources."""
    monkeypatch.setattr(commands, "read_origins", lambda: Origins(origins))
    by_name = {origin.name: origin for origin in origins}
    monkeypatch.setattr(commands, "find_origin", by_name.__getitem__)


def test_fetch_says_where_the_files_are_under_which_terms_and_what_is_next(
    run: Callable[..., Result], site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nowhere = an_origin("", name="far-1", kind="", ids=(), how="Ask them.", redistribution="no")
    small(monkeypatch, an_origin(site.address), nowhere)
    path = tmp_path / "cache" / "thing-1.0" / "table.csv"
    said = run("fetch", "thing-1.0").stdout
    assert str(path) in said
    assert "Somebody, CC BY 4.0. So it may be passed on with the names and notices" in said
    assert "Next: airm-graph import skos " in said
    assert path.read_bytes() == BODY
    assert "only from a mirror or your own copy" in run("sources").stdout
    everything = run("fetch", "--all").stdout
    assert "was there" in everything
    assert "far-1 is left out" in everything
    mirror = a_mirror(tmp_path / "m")
    said = run("fetch", "far-1", "--mirror", str(mirror)).stdout
    assert "must not be passed on" in said
    assert "Ask them. It is " in said


def test_a_long_download_says_how_far_it_is() -> None:
    told: list[str] = []
    meter = commands.Meter(told.append)
    meter("a.ttl", 1, 10)
    assert not told
    commands.Meter(told.append, said=meter.said - 2)("a.ttl", 5000, 10_000)
    assert told == ["a.ttl: 5,000 of 10,000 bytes"]


def test_what_goes_wrong_is_one_line(run: Callable[..., Result], site: Site) -> None:
    assert "did you mean 'atlas-5.6.0'" in complaint(run("fetch", "atlas-5.6"))
    assert "expected NAMEs, or --all" in complaint(run("fetch"))
    assert "expected NAMEs, or --all" in complaint(run("fetch", "airo", "--all"))
    assert "is only in mirrors" in complaint(run("fetch", "nexus-1.2.5"))
    line = complaint(run("fetch", "mit-mitigation-taxonomy", "--import"))
    assert "is not imported alone" in line
    site.answers = [status(404)]
    assert "404 Not Found" in complaint(run("fetch", "airo", "--mirror", site.address))


def test_names_are_completed() -> None:
    found = _names(None, None, "atlas-5")  # type: ignore[arg-type]
    assert [item.value for item in found] == ["atlas-5.0.1", "atlas-5.6.0"]
    assert found[0].help == "MITRE ATLAS 5.0.1"


@shared
def test_what_is_fetched_can_be_imported_at_once(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    said = run("fetch", "airo", "eu-ai-act", "--import", "--mirror", str(SHARED)).stdout
    assert "airo is imported as airo1_0; rows: 54 read" in said
    assert "eu-ai-act is imported as euaiact2024_1689; rows: 126 read" in said
    imported = list_imports(Workspace(tmp_path / "workspace"))
    assert [found.id for found in imported] == ["airo1_0", "euaiact2024_1689"]
    rows = run("sources", "--format", "tsv").stdout.splitlines()
    states = {row.split("\t")[0]: row.split("\t")[12] for row in rows}
    assert states["airo"] == "fetched, imported"
    assert states["eu-ai-act"] == "in the catalogue, fetched, imported"
