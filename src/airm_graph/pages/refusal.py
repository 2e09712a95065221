"""The page that says why there is no other."""

from __future__ import annotations

from .holdings import Holdings
from .links import Links
from .rendering import fill

TITLES = {
    400: "This was not understood",
    401: "A token is needed",
    403: "This is not allowed here",
    404: "There is no such page",
    405: "This cannot be done here",
    406: "There is no such format",
    413: "This is too long",
    503: "Too many ask at the moment",
    504: "This takes too long",
    507: "This takes too much memory",
}


def refusal_page(holdings: Holdings, links: Links, status: int, why: str) -> str:
    """What was found, and what would have been right."""
    title = TITLES.get(status, "This cannot be shown")
    return fill("refusal.html", links, build=holdings.build.name, title=title, why=why)
