"""Speaks HTTP to a remote store: bounded in time, size, redirects and attempts.

A store may be slow, broken or hostile. Whatever it does ends in an answer or in one sentence that
says what it did; credentials go to the host that they were given for and to no other.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import IO, TYPE_CHECKING, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit, urlunsplit

from ..errors import RemoteError
from ..resources import program_version
from .digest import Challenge
from .endpoint import PASSWORD, TOKEN, USER, Endpoint, origin, shown

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse, PoolManager

Value = TypeVar("Value")
Progress = Callable[[str], None]
Parameters = Sequence[tuple[str, str]]
Body = bytes | IO[bytes] | None  # a file is sent as it is read, from its start

RESULTS = "application/sparql-results+json"
FORM = "application/x-www-form-urlencoded"
CONNECT = 5.0  # seconds until a store has to have taken the connection
TRIES = 4
BUSY = (429, 502, 503, 504)
PAUSE = 0.5  # seconds before the second attempt, doubled before each one after it
LONGEST_PAUSE = 30.0  # what a store may ask for by Retry-After
REDIRECTS = (301, 302, 307, 308)
MOST_REDIRECTS = 5
ERROR_BYTES = 4096  # of the body of an error, that are read
TAG = re.compile(r"<(style|script|head)\b.*?</\1>|<[^>]*>", re.DOTALL | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a store answered: a good status, its media type, and all of the body."""

    status: int
    media_type: str
    headers: Mapping[str, str]
    body: bytes


class _TryAgainError(Exception):
    """The store was busy or gone; ``wait`` is what it asked for."""

    def __init__(self, why: str, wait: float | None = None) -> None:
        super().__init__(why)
        self.why, self.wait = why, wait


class Client:
    """Keeps connections to one remote store."""

    def __init__(self, endpoint: Endpoint, progress: Progress = lambda _: None) -> None:
        self.endpoint = endpoint
        self.progress = progress
        self._challenges: dict[tuple[str, str, int], Challenge] = {}
        self._pool: PoolManager | None = None
        secret = bool(endpoint.password or endpoint.token)
        if secret and not endpoint.local and endpoint.url.startswith("http:"):
            progress(f"credentials go to {endpoint.shown} unencrypted; others may read them")

    def ask(self, text: str, accept: str = RESULTS, parameters: Parameters = ()) -> Answer:
        """The answer to a SPARQL query, which is sent as a form.

        Args:
            text: The query.
            accept: The media type that is wanted.
            parameters: More fields of the form, such as ``default-graph-uri``.

        Raises:
            RemoteError: There is no answer, or none that is one.
        """
        body = urlencode([("query", text), *parameters]).encode()
        return self.send("POST", self.endpoint.url, body, {"Accept": accept, "Content-Type": FORM})

    def send(
        self,
        method: str,
        url: str,
        body: Body = None,
        headers: Mapping[str, str] | None = None,
        *,
        again: bool = True,
    ) -> Answer:
        """The answer to one request.

        Args:
            method: Such as ``POST``.
            url: Whole; a redirect from it is followed.
            body: What is sent.
            headers: Without credentials, which are added.
            again: Whether a store that is busy or gone is asked again; never for what writes.

        Raises:
            RemoteError: There is no answer, or its status says that something is wrong.
        """
        pause = PAUSE
        for attempt in range(1, TRIES + 1):
            try:
                return self._within(lambda: self._follow(method, url, body, dict(headers or {})))
            except _TryAgainError as error:
                last = attempt == TRIES or not again
                if last or (error.wait is not None and error.wait > LONGEST_PAUSE):
                    more = f", {attempt} times" if attempt > 1 else ""
                    raise self._error(url, f"{error.why}{more}") from None
                wait = pause if error.wait is None else error.wait
                self.progress(f"the store {shown(url)} {error.why}; asking again in {wait:.1f} s")
            time.sleep(wait)
            pause *= 2
        raise AssertionError  # the loop returns or raises

    def _within(self, call: Callable[[], Value]) -> Value:
        """What a call returns, if it does in time.

        A timeout of a socket is one for each piece of an answer, so that one that drips, or a name
        that is looked up for ever, would pass it; so the call runs beside, and is left to itself.
        """
        found: list[Value] = []
        failed: list[BaseException] = []

        def run() -> None:
            try:
                found.append(call())
            except BaseException as error:  # noqa: BLE001 - raised again below
                failed.append(error)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(self.endpoint.timeout)
        if failed:
            try:
                raise failed[0]
            finally:
                failed.clear()  # else the error would hold this frame, and this frame the error
        if not found:
            self._pool = None  # what is still under way keeps its own connection
            raise self._error(
                self.endpoint.url,
                f"gave no whole answer in {self.endpoint.timeout:g} s; ask for less, or allow "
                f"more with --store-timeout",
            )
        return found[0]

    def _follow(self, method: str, url: str, body: Body, headers: dict[str, str]) -> Answer:
        """Ask, where the store says to ask, and as whom it wants to hear."""
        asked = False
        for _ in range(MOST_REDIRECTS + 1):
            response = self._request(method, url, body, headers)
            try:
                if response.status == 401 and not asked and self._may(url):
                    challenge = Challenge.read(response.headers.getlist("WWW-Authenticate"))
                    if challenge is not None:
                        self._challenges[origin(url)] = challenge
                        asked = True
                        continue
                if response.status in REDIRECTS and "Location" in response.headers:
                    url = self._redirected(url, response.headers["Location"])
                    asked = False
                    continue
                return self._read(url, response)
            finally:
                response.close()
        raise self._error(self.endpoint.url, f"redirects more than {MOST_REDIRECTS} times")

    def _may(self, url: str) -> bool:
        """Whether the credentials are for this host."""
        return bool(self.endpoint.user) and origin(url) == origin(self.endpoint.url)

    def _request(
        self, method: str, url: str, body: Body, headers: dict[str, str]
    ) -> BaseHTTPResponse:
        from urllib3 import Timeout, exceptions

        given = {
            "User-Agent": f"airm-graph/{program_version()}",
            "Accept-Encoding": "identity",  # so that no answer is larger than it looks
            **headers,
        }
        if origin(url) == origin(self.endpoint.url):
            challenge = self._challenges.get(origin(url))
            if self.endpoint.token:
                given["Authorization"] = f"Bearer {self.endpoint.token}"
            elif challenge is not None:
                parts = urlsplit(url)
                target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
                answer = challenge.answer(
                    self.endpoint.user, self.endpoint.password, method, target
                )
                given["Authorization"] = answer.encode().decode("latin-1")  # as bytes of UTF-8
        limit = self.endpoint.timeout
        if body is not None and not isinstance(body, bytes):
            body.seek(0)
        try:
            return self._connections().request(
                method,
                url,
                body=body,
                headers=given,
                timeout=Timeout(connect=min(CONNECT, limit), read=limit),
                retries=False,
                redirect=False,
                preload_content=False,
                decode_content=False,
            )
        except exceptions.SSLError as error:
            raise self._error(url, f"has no certificate that can be trusted ({error})") from None
        except exceptions.ReadTimeoutError:
            raise self._error(
                url, f"sent nothing in {limit:g} s; allow more with --store-timeout"
            ) from None
        except exceptions.HTTPError as error:
            raise _TryAgainError(f"cannot be reached ({_plain(str(error))})") from None

    def _connections(self) -> PoolManager:
        from urllib3 import PoolManager

        if self._pool is None:
            self._pool = PoolManager()
        return self._pool

    def _redirected(self, url: str, location: str) -> str:
        target = urljoin(url, location)
        scheme = urlsplit(target).scheme
        if scheme not in {"http", "https"} or (scheme == "http" and url.startswith("https:")):
            raise self._error(
                url, f"redirects to {shown(target)!r}, which is not as safe; it is not asked"
            )
        try:
            origin(target)
        except RemoteError as error:
            raise self._error(url, f"redirects to nowhere: {error}") from None
        return target

    def _read(self, url: str, response: BaseHTTPResponse) -> Answer:
        """The whole answer, if it is good and not too large."""
        from urllib3 import exceptions

        good = 200 <= response.status < 300
        most = self.endpoint.most if good else ERROR_BYTES
        found, size = [], 0
        try:
            while chunk := response.read1(1 << 16):
                found.append(chunk)
                size += len(chunk)
                if size > most:
                    break
        except exceptions.HTTPError as error:
            if good:
                raise _TryAgainError(f"broke off its answer ({_plain(str(error))})") from None
        except (OSError, ValueError) as error:
            if good:
                raise _TryAgainError(f"broke off its answer ({_plain(str(error))})") from None
        body = b"".join(found)
        if not good:
            self._refuse(url, response, body[:most])
        if size > most:
            raise self._error(
                url,
                f"answers with more than {most >> 20} MB; ask for less, or allow more with "
                f"AIRM_GRAPH_STORE_MAX_MB",
            )
        encoding = response.headers.get("Content-Encoding", "identity")
        if encoding.lower() != "identity":
            raise self._error(url, f"answers in the encoding {encoding!r}, which was not asked for")
        media_type = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return Answer(
            status=response.status, media_type=media_type, headers=response.headers, body=body
        )

    def _refuse(self, url: str, response: BaseHTTPResponse, body: bytes) -> None:
        """Raise what a status says that is not a good one."""
        status = response.status
        said = _plain(TAG.sub(" ", body.decode("utf-8", "replace")))
        why = f"answered {status} {_plain(response.reason or '')}".rstrip()
        why += f": {said}" if said else ""
        if status in BUSY:
            raise _TryAgainError(why, _retry_after(response.headers.get("Retry-After", "")))
        if status == 401 and not (self.endpoint.user or self.endpoint.token):
            why += f"; give credentials in {USER} and {PASSWORD}, or in {TOKEN}"
        error = self._error(url, why)
        error.status = status
        raise error

    def _error(self, url: str, why: str) -> RemoteError:
        return RemoteError(self.endpoint.without_secrets(f"the store {shown(url)} {why}"))


def _plain(text: str, most: int = 200) -> str:
    """The start of a text that others wrote, on one line and without control characters."""
    words = "".join(letter if letter.isprintable() else " " for letter in text).split()
    line = " ".join(words)
    return line if len(line) <= most else f"{line[: most - 2]} …"


def _retry_after(said: str) -> float | None:
    """The seconds of a Retry-After header, which is a number or a date.

    >>> _retry_after("7"), _retry_after("soon")
    (7.0, None)
    """
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (TypeError, ValueError, OverflowError):
        return None
