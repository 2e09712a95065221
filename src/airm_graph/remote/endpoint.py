"""Which remote store is meant, who asks there, and how long and how much is waited for."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit, urlunsplit

from ..errors import RemoteError

STORE = "AIRM_GRAPH_STORE"
USER, PASSWORD = "AIRM_GRAPH_STORE_USER", "AIRM_GRAPH_STORE_PASSWORD"
TOKEN = "AIRM_GRAPH_STORE_TOKEN"  # noqa: S105 - the name of a variable
MOST = "AIRM_GRAPH_STORE_MAX_MB"
TIMEOUT = 60.0  # seconds that one answer may take, from the first word to the last
MEGABYTE = 1 << 20
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """The address of a remote store and what is needed to ask it.

    Attributes:
        url: The address, without credentials in it.
        user: Who asks, with ``password``, where the store wants to know (Basic or Digest).
        token: A bearer token, sent with every request to this host.
        timeout: How many seconds one answer may take in all.
        most: How many bytes one answer may have.
    """

    url: str
    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    timeout: float = TIMEOUT
    most: int = 256 * MEGABYTE

    @classmethod
    def of(
        cls, url: str, environment: Mapping[str, str] | None = None, timeout: float | None = None
    ) -> Endpoint:
        """The endpoint at an address, with the credentials that the environment holds.

        They come from the environment, because the list of processes shows a command line to
        everybody on the machine, and a shell keeps it.

        Args:
            url: An ``http`` or ``https`` address.
            environment: Where the credentials are looked up.
            timeout: As the attribute.

        Raises:
            RemoteError: This is no such address, there are credentials in it, or what the
                environment says does not fit together.
        """
        said = environment or {}
        parts = split(url)
        if parts.username is not None or parts.password is not None:
            raise RemoteError(
                f"the address of the store {shown(url)} has credentials in it, which would be "
                f"seen by others; give them in {USER} and {PASSWORD}"
            )
        if parts.fragment:
            raise RemoteError(f"the address of the store {shown(url)} ends in a #fragment")
        user, password, token = (said.get(name, "") for name in (USER, PASSWORD, TOKEN))
        if bool(user) != bool(password):
            missing, there = (USER, PASSWORD) if password else (PASSWORD, USER)
            raise RemoteError(f"{there} is set and {missing} is not; set both or none")
        if user and token:
            raise RemoteError(f"both {USER} and {TOKEN} are set; expected one of them")
        if any(ord(letter) < 32 or ord(letter) == 127 for letter in user + password + token):
            raise RemoteError(f"a control character is in {USER}, {PASSWORD} or {TOKEN}")
        if not token.isascii():
            raise RemoteError(f"{TOKEN} holds a letter that no token has")
        more = {} if timeout is None else {"timeout": timeout}
        return cls(url=url, user=user, password=password, token=token, most=_most(said), **more)

    @property
    def shown(self) -> str:
        """The address as messages and answers give it: nothing in it is secret."""
        return shown(self.url)

    @property
    def local(self) -> bool:
        """Whether it is on this machine, so that nobody else can listen."""
        host = urlsplit(self.url).hostname or ""
        return host in {"localhost", "::1"} or host.startswith("127.")

    def without_secrets(self, text: str) -> str:
        """A text in which no credential of this endpoint is left."""
        basic = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        for secret in (self.password, self.token, basic if self.user else ""):
            if secret:
                text = text.replace(secret, "…")
        return text


def split(url: str) -> SplitResult:
    """The parts of an address.

    Raises:
        RemoteError: It is not a whole ``http`` or ``https`` address.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in PORTS and bool(parts.hostname) and (parts.port or 0) >= 0
    except ValueError:
        good = False
    if not good or any(letter <= " " for letter in url):
        raise RemoteError(
            f"{shown(url)!r} is not the address of a store; expected one such as "
            f"http://127.0.0.1:7878/query"
        )
    return parts


def shown(url: str) -> str:
    """An address without user, password and parameters, in which keys may stand.

    >>> shown("https://me:secret@example.org:8890/sparql?key=secret#part")
    'https://example.org:8890/sparql'
    """
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit((parts.scheme, host, parts.path, "", ""))
    except ValueError:
        return url.rpartition("@")[2].partition("?")[0]


def origin(url: str) -> tuple[str, str, int]:
    """Scheme, host and port: credentials are for one of these only.

    >>> origin("https://Example.org/sparql") == origin("https://example.org:443/other")
    True
    """
    parts = split(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or PORTS[parts.scheme]


def _most(environment: Mapping[str, str]) -> int:
    said = environment.get(MOST, "")
    if not said:
        return Endpoint.most
    if not said.isascii() or not said.isdigit() or not 0 < int(said) < MEGABYTE:
        raise RemoteError(f"{MOST} is {said!r}; expected a number of megabytes, such as 256")
    return int(said) * MEGABYTE
