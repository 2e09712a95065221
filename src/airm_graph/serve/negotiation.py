"""Which media types a client accepts, best first."""

from __future__ import annotations

import re

TYPE = re.compile(r"[\w.+*-]+/[\w.+*-]+")
MOST = 50  # media types of a header that are looked at


def accepted(header: str | None) -> tuple[str, ...]:
    """The media types of an ``Accept`` header, best first; those refused by ``q=0`` left out.

    Equal ones keep their order, and those with a star come last among them.

    >>> accepted("text/html;q=0.5, text/turtle, */*;q=0.1")
    ('text/turtle', 'text/html', '*/*')
    >>> accepted(None)
    ('*/*',)
    """
    if not header or not header.strip():
        return ("*/*",)
    found = []
    for part in header.split(",")[:MOST]:
        name, *params = (word.strip() for word in part.split(";"))
        if not TYPE.fullmatch(name):
            continue
        weight = 1.0
        for param in params:
            key, _, value = param.partition("=")
            if key.strip().lower() == "q":
                try:
                    weight = min(1.0, max(0.0, float(value)))
                except ValueError:
                    weight = 0.0
        if weight > 0:
            found.append((-weight, name.count("*"), name.lower()))
    return tuple(name for _, _, name in sorted(found, key=lambda each: each[:2]))


def best(accepts: tuple[str, ...], offers: tuple[str, ...]) -> str | None:
    """The offer that a client likes best; None when it takes none of them.

    >>> best(("text/*", "application/json"), ("application/json", "text/turtle"))
    'text/turtle'
    """
    for wanted in accepts:
        for offer in offers:
            if wanted in {offer, "*/*", f"{offer.partition('/')[0]}/*"}:
                return offer
    return None
