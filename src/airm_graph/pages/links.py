"""Where a page leads: addresses of a server, or relative paths between files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import quote, urlencode

from ..vocab import BASE

# What one IRI space of ours is called in addresses; the fragment of a term stays a fragment.
SPACES = ("id/", "graph/", "query/", "ns#", "shape#")


class Links(Protocol):
    """Turns what a page speaks of into addresses."""

    @property
    def live(self) -> bool:
        """Whether a server answers: without one, forms are left out."""

    def thing(self, iri: str, suffix: str = ".html") -> str:
        """The page of an IRI of ours, or its data (``.ttl``, ``.jsonld`` …); other IRIs as is."""

    def page(self, name: str, /, **params: str) -> str:
        """A page by its name: ``start browse matrix cell queries sparql about``."""

    def asset(self, name: str) -> str:
        """A stylesheet, script or picture."""


class ServerLinks:
    """Addresses below the root of a server.

    >>> links = ServerLinks()
    >>> links.thing(BASE + "id/stage-deploy")
    '/id/stage-deploy.html'
    >>> links.thing(BASE + "ns#Mitigation", ".ttl")
    '/ns.ttl#Mitigation'
    >>> links.thing("https://example.org/x")
    'https://example.org/x'
    >>> links.page("browse", kind="measure")
    '/browse?kind=measure'
    """

    live = True

    def thing(self, iri: str, suffix: str = ".html") -> str:
        """As :meth:`Links.thing`."""
        local = iri.removeprefix(BASE)
        if local == iri or not local.startswith(SPACES):
            return iri
        path, hash_, fragment = local.partition("#")
        return f"/{quote(path)}{suffix}{hash_}{quote(fragment)}"

    def page(self, name: str, /, **params: str) -> str:
        """As :meth:`Links.page`."""
        path = "/" if name == "start" else f"/{name}"
        return path + with_query(params)

    def asset(self, name: str) -> str:
        """As :meth:`Links.asset`."""
        return f"/static/{name}"


def with_query(params: Mapping[str, str]) -> str:
    """The parameters as they follow a path.

    >>> with_query({"text": "red team", "kind": ""})
    '?text=red+team'
    """
    said = {name: value for name, value in params.items() if value}
    return f"?{urlencode(said)}" if said else ""
