"""HTTP authentication: which of Basic and Digest (RFC 7616) a store asks for, and the answer."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from urllib.request import parse_http_list, parse_keqv_list

HASHES = {"MD5": "md5", "SHA-256": "sha256"}


@dataclass
class Challenge:
    """What a store asked for; the same one serves for many requests.

    Attributes:
        scheme: ``basic`` or ``digest``.
        said: Its parameters.
        count: How many requests were made with it.
    """

    scheme: str
    said: dict[str, str]
    count: int = 0

    @classmethod
    def read(cls, headers: list[str]) -> Challenge | None:
        """The best of the challenges that can be met: Digest hides the password, Basic does not.

        >>> Challenge.read(['Basic realm="x"', 'Digest realm="x", nonce="1", qop="auth"']).scheme
        'digest'
        >>> Challenge.read(["Negotiate"]) is None
        True
        """
        found = []
        for header in headers:
            scheme, _, rest = header.strip().partition(" ")
            try:
                said = parse_keqv_list(parse_http_list(rest))
            except ValueError:  # a part without "="
                said = {}
            challenge = cls(scheme.lower(), said)
            if challenge.scheme == "basic" or challenge.can_digest:
                found.append(challenge)
        return max(found, key=lambda challenge: challenge.scheme, default=None)

    @property
    def can_digest(self) -> bool:
        """Whether it is a Digest challenge of a kind that is known here."""
        ways = [way.strip() for way in self.said.get("qop", "auth").split(",")]
        return (
            self.scheme == "digest"
            and {"realm", "nonce"} <= self.said.keys()
            and self.said.get("algorithm", "MD5").upper() in HASHES
            and "auth" in ways
        )

    def answer(self, user: str, password: str, method: str, target: str) -> str:
        """The ``Authorization`` header of one request.

        Args:
            user: Who asks.
            password: That user's.
            method: Of the request, such as ``POST``.
            target: Path and query of its address.
        """
        if self.scheme == "basic":
            return f"Basic {base64.b64encode(f'{user}:{password}'.encode()).decode()}"
        self.count += 1
        return self._digest(user, password, f"{method}:{target}", target, secrets.token_hex(8))

    def _digest(self, user: str, password: str, what: str, target: str, own: str) -> str:
        realm, nonce = self.said["realm"], self.said["nonce"]
        algorithm = self.said.get("algorithm", "MD5")
        name = HASHES[algorithm.upper()]

        def hashed(text: str) -> str:
            return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

        who = hashed(f"{user}:{realm}:{password}")
        parts = [f'username="{_quoted(user)}"', f'realm="{_quoted(realm)}"']
        parts += [f'nonce="{_quoted(nonce)}"', f'uri="{target}"', f"algorithm={algorithm}"]
        if "qop" in self.said:
            count = f"{self.count:08x}"
            proof = hashed(f"{who}:{nonce}:{count}:{own}:auth:{hashed(what)}")
            parts += ["qop=auth", f"nc={count}", f'cnonce="{own}"']
        else:
            proof = hashed(f"{who}:{nonce}:{hashed(what)}")
        parts.append(f'response="{proof}"')
        if "opaque" in self.said:
            parts.append(f'opaque="{_quoted(self.said["opaque"])}"')
        return "Digest " + ", ".join(parts)


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
