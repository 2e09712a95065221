"""How STIX names what the graph names: identifiers, phases of kill chains, references."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

Object = dict[str, Any]
MITRE_ATLAS = "mitre-atlas"  # what ATLAS calls itself in STIX
ATTACK = re.compile(r"https://attack\.mitre\.org/(\w+)/([\w./-]+?)/?")


def stix_id(kind: str, iri: str) -> str:
    """The identifier of an object, which is the same in every export.

    It is made of the name, as version 5 says, and marked as version 4, which is what STIX asks of
    everything but observables and what its validator insists on.

    >>> stix_id("identity", "https://example.org/a")
    'identity--77980eae-c343-4b01-9823-eb6ac1da021f'
    """
    return f"{kind}--{UUID(bytes=uuid5(NAMESPACE_URL, iri).bytes, version=4)}"


def phase_name(label: str) -> str:
    """The name of a tactic among the phases of a kill chain.

    >>> phase_name("AI Attack Staging")
    'ai-attack-staging'
    """
    return re.sub("[^a-z0-9]+", "-", label.lower()).strip("-") or "unnamed"


def kill_chain(facet: str) -> str:
    """The kill chain that a facet of tactics is.

    >>> kill_chain("https://example.org/id/facet-atlas-tactic")
    'mitre-atlas'
    """
    name = facet.rpartition("/")[2].removeprefix("facet-").removesuffix("-tactic")
    return MITRE_ATLAS if name == "atlas" else name


def reference(source: str, key: str, page: str) -> Object:
    """A reference; a page is told in words, for an address without a checksum is no valid one."""
    said = {"source_name": source, "external_id": key, "description": page}
    return {name: value for name, value in said.items() if value}


def attack_references(addresses: Iterable[str]) -> Iterable[Object]:
    """What MITRE ATT&CK has of the same kind, as ATLAS itself refers to it."""
    for address in sorted(set(addresses)):
        if match := ATTACK.fullmatch(address):
            yield reference("mitre-attack", match[2].replace("/", "."), address)


def percent(said: str) -> int | None:
    """What STIX says of 0.55 is 55.

    >>> percent("0.55"), percent("")
    (55, None)
    >>> percent("high"), percent("NaN"), percent("7")
    (None, None, None)
    """
    try:
        sure = Decimal(said)
    except InvalidOperation:
        return None
    if not sure.is_finite() or not 0 <= sure <= 1:  # nothing is more or less than NaN
        return None
    return int((sure * 100).to_integral_value())
