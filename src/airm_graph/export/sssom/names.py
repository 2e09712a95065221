"""The CURIEs of a mapping set: every IRI in it has one, for SSSOM takes nothing else."""

from __future__ import annotations

import re
from functools import cached_property
from urllib.parse import quote

from ...vocab import PREFIXES
from ..contents import Contents
from ..prefixes import prefixes

DEFINED = ("semapv", "skos", "sssom")  # what every set may need
PARTS = re.compile(r"(?P<namespace>(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(//(?P<host>[^/?#]*)/)?).*")


class Names:
    """Shortens the IRIs of a mapping set.

    An IRI of a namespace that is not of this project is shortened by its host. Every IRI is shown
    by :meth:`see` before the first is shortened, so that the prefixes do not depend on the order.

    Args:
        contents: What is exported.
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents
        self._used = set(DEFINED)
        self._others: set[str] = set()

    def see(self, iri: str) -> None:
        """Take note of an IRI that will be shortened."""
        curie = self._contents.compressed(iri)
        if curie == iri:
            self._others.add(_namespace(iri))
        else:
            self._used.add(curie.partition(":")[0])

    @cached_property
    def _prefixes(self) -> dict[str, str]:
        """The prefixes of other namespaces."""
        found: dict[str, str] = {}
        taken = set(PREFIXES)
        for namespace in sorted(self._others):
            found[namespace] = _prefix(namespace, taken)
            taken.add(found[namespace])
        return found

    @property
    def curie_map(self) -> dict[str, str]:
        """What each prefix stands for, by prefix."""
        known = prefixes(self._contents.base).table
        found = {prefix: known[prefix] for prefix in self._used}
        found |= {prefix: namespace for namespace, prefix in self._prefixes.items()}
        return dict(sorted(found.items()))

    def curie(self, iri: str) -> str:
        """The IRI as a CURIE."""
        curie = self._contents.compressed(iri)
        if curie != iri:
            return curie
        namespace = _namespace(iri)
        return f"{self._prefixes[namespace]}:{as_uri(iri[len(namespace) :])}"


def as_uri(text: str) -> str:
    """A part of an IRI in the letters that a URI has, and a CURIE of SSSOM.

    >>> as_uri("T1204/?a=b%20c"), as_uri("café")
    ('T1204/?a=b%20c', 'caf%C3%A9')
    """
    return quote(text, safe="/:?#@!$&'()*+,;=-._~%")


def _namespace(iri: str) -> str:
    """The part of an IRI that names who names.

    >>> _namespace("https://attack.mitre.org/techniques/T1204/"), _namespace("urn:isbn:1")
    ('https://attack.mitre.org/', 'urn:')
    >>> _namespace("https://w3id.org/dpv/legal/eu/aiact#Provider"), _namespace("https://a.org")
    ('https://w3id.org/dpv/legal/eu/aiact#', 'https:')
    """
    if "#" in iri and not iri.endswith("#"):
        return iri[: iri.rindex("#") + 1]
    match = PARTS.fullmatch(iri)
    return match["namespace"] if match else iri


def _prefix(namespace: str, taken: set[str]) -> str:
    """A prefix that says whose names these are.

    >>> _prefix("https://attack.mitre.org/", set()), _prefix("https://a.b/", {"a_b"})
    ('attack_mitre_org', 'a_b_2')
    """
    match = PARTS.fullmatch(namespace)
    found = re.sub("[^A-Za-z0-9]+", "_", (match["host"] or match["scheme"]) if match else "ns")
    found = found.strip("_") or "ns"
    if not found[0].isalpha():
        found = f"ns_{found}"
    number, first = 1, found
    while found in taken:
        number += 1
        found = f"{first}_{number}"
    return found
