"""The prefix table of a file: ours, or the same with names that are minted under another base."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from ..vocab import BASE, PREFIXES

# What is minted here and may be minted elsewhere; the vocabulary stays where its meaning is.
MINTED = ("id/", "graph/", "query/", "shape#")
# What may follow a prefix in every reader that there is: no dots, no percent signs.
LOCAL = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
BASES = 8  # whose tables are remembered
REMEMBERED = 1 << 14  # IRIs, as they were shortened


class Prefixes:
    """What each prefix means under one base, and how IRIs are shortened with it.

    Attributes:
        table: The namespaces by prefix, sorted.
    """

    def __init__(self, base: str = "") -> None:
        self.table: Mapping[str, str] = {
            prefix: moved(iri, base) for prefix, iri in sorted(PREFIXES.items())
        }
        self._names = {namespace: prefix for prefix, namespace in self.table.items()}
        self.curie = lru_cache(maxsize=REMEMBERED)(self._curie)

    def prefix(self, namespace: str) -> str:
        """The prefix of exactly this namespace; empty where there is none."""
        return self._names.get(namespace, "")

    def _curie(self, iri: str) -> str:
        namespace, local = split(iri)
        prefix = self._names.get(namespace)
        return f"{prefix}:{local}" if prefix and LOCAL.fullmatch(local) else ""


@lru_cache(maxsize=BASES)
def prefixes(base: str = "") -> Prefixes:
    """The table of a file whose names begin with a base; with ours when left out.

    >>> prefixes().curie("http://www.w3.org/2004/02/skos/core#Concept")
    'skos:Concept'
    >>> prefixes("https://risk.example.org/").curie("https://risk.example.org/id/stage-deploy")
    'airmid:stage-deploy'
    >>> prefixes().curie("https://example.org/a")
    ''
    """
    return Prefixes(base)


def moved(iri: str, base: str) -> str:
    """The IRI under another base, if it is one that is minted here.

    >>> moved(BASE + "id/stage-deploy", "https://risk.example.org/")
    'https://risk.example.org/id/stage-deploy'
    >>> moved(BASE + "ns#Mitigation", "https://risk.example.org/") == BASE + "ns#Mitigation"
    True
    """
    local = iri.removeprefix(BASE)
    if not base or local == iri or not local.startswith(MINTED):
        return iri
    return base + local


def split(iri: str) -> tuple[str, str]:
    """The namespace and the local part, cut after the last ``#`` or ``/``.

    >>> split("http://www.w3.org/2004/02/skos/core#Concept")
    ('http://www.w3.org/2004/02/skos/core#', 'Concept')
    """
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    return iri[:cut], iri[cut:]
