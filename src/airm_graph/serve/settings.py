"""What a server is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from ..workspace import Build
from .pool import Lanes


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What is served, to whom, and how much of the machine it may take.

    Attributes:
        build: The build that answers.
        address: Where the server is reached, such as ``http://127.0.0.1:8000``.
        token: What a client has to show, where not everybody may ask.
        services: Addresses that a query may ask by ``SERVICE``.
        lanes: How many queries run and wait, and for how long.
        memory: Bytes that one query may take.
        longest: Bytes of the longest answer.
        longest_request: Bytes of the longest request body.
        editor: The folder of YASGUI's files; without it the query page has a plain form.
    """

    build: Build
    address: str
    token: str = ""
    services: frozenset[str] = frozenset()
    lanes: Lanes = field(default_factory=Lanes)
    memory: int = 512 << 20
    longest: int = 64 << 20
    longest_request: int = 256 << 10
    editor: Path | None = None

    @property
    def endpoint(self) -> str:
        """Where queries are sent."""
        return f"{self.address}/sparql"
