"""CURIEs and IRIs: two spellings of one name."""

import re
from functools import lru_cache

from pyoxigraph import NamedNode

from .errors import IdentifierError, nearest
from .vocab import PREFIXES

# No dot: Oxigraph's SPARQL parser cuts a CURIE at its second dot and takes the rest for a number.
LOCAL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")


def expand(curie: str) -> str:
    """Spell a CURIE out as an IRI; a full IRI comes back unchanged.

    >>> expand("skos:Concept")
    'http://www.w3.org/2004/02/skos/core#Concept'
    """
    if "://" in curie:
        return curie.strip("<>")
    prefix, _, local = curie.partition(":")
    try:
        return PREFIXES[prefix] + local
    except KeyError:
        raise IdentifierError(f"unknown prefix in {curie!r}: {nearest(prefix, PREFIXES)}") from None


@lru_cache(maxsize=1 << 16)
def compress(iri: str) -> str:
    """Shorten an IRI to a CURIE; an IRI outside the table comes back unchanged.

    >>> compress("http://www.w3.org/2004/02/skos/core#Concept")
    'skos:Concept'
    >>> compress("https://example.org/x")
    'https://example.org/x'
    """
    fits = [(len(ns), prefix) for prefix, ns in PREFIXES.items() if iri.startswith(ns)]
    if not fits:
        return iri
    length, prefix = max(fits)
    return f"{prefix}:{iri[length:]}"


def thing(local: str) -> NamedNode:
    """The node ``airmid:<local>``; a local part that needs escaping in Turtle is refused.

    >>> thing("mitigation-mitv1-A0968").value.rpartition("/")[2]
    'mitigation-mitv1-A0968'
    """
    if not LOCAL.fullmatch(local):
        raise IdentifierError(
            f"{local!r} cannot be an identifier: letters, digits, '_' and '-' only"
        )
    return NamedNode(PREFIXES["airmid"] + local)


def local_id(kind: str, source: str, key: str) -> str:
    """The local name of a thing: kind, source with its version, and the publisher's key.

    What may not stand in a local name becomes an underscore.

    >>> local_id("mitigation", "atlas5_6_0", "AML.M0018")
    'mitigation-atlas5_6_0-AML_M0018'
    """
    safe = re.sub("[^A-Za-z0-9_-]+", "_", key).strip("_-")
    if not safe:
        raise IdentifierError(f"{key!r} cannot be a key: it has neither letter nor digit")
    return f"{kind}-{source}-{safe}"


def is_web_address(text: str) -> bool:
    """Whether the text is an IRI that a browser could open.

    >>> [is_web_address(text) for text in ("https://example.org/a%20b", "example.org", "")]
    [True, False, False]
    """
    try:
        return text.startswith(("http://", "https://")) and bool(NamedNode(text))
    except ValueError:
        return False


def graph(local: str) -> NamedNode:
    """The named graph ``airmg:<local>``."""
    return NamedNode(PREFIXES["airmg"] + local)
