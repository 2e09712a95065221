"""How registries call a licence: its name, its SPDX identifier, and what it asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..licences import terms_of

SPDX_LICENCES = "https://spdx.org/licenses/"
CREATIVE_COMMONS = re.compile(r"creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)")
OTHERS = {
    "creativecommons.org/publicdomain/zero/1.0": ("CC0 1.0 Universal", "CC0-1.0", "PublicDomain"),
    "creativecommons.org/publicdomain/mark/1.0": ("Public Domain Mark 1.0", "", "PublicDomain"),
    "apache.org/licenses/LICENSE-2.0": ("Apache License 2.0", "Apache-2.0", "Attribution"),
    "opensource.org/licenses/MIT": ("MIT License", "MIT", "Attribution"),
    "opensource.org/license/mit": ("MIT License", "MIT", "Attribution"),
    "opendatacommons.org/licenses/odbl": (
        "Open Database License 1.0",
        "ODbL-1.0",
        "ViralEffect-ShareAlike",
    ),
    "data.europa.eu/eli/dec/2011/833": (
        "Decision 2011/833/EU on the reuse of Commission documents",
        "",
        "Attribution",
    ),
}


@dataclass(frozen=True, slots=True)
class LicenceName:
    """A licence by name.

    Attributes:
        title: Its name; its address where that is all we know.
        spdx: Its identifier in the list of SPDX; empty where it has none.
        kinds: What it asks for, in the words of the ADMS vocabulary of licence types.
    """

    title: str
    spdx: str
    kinds: tuple[str, ...]


def licence_name(address: str) -> LicenceName:
    """The names of a licence that is known by its address.

    >>> licence_name("https://creativecommons.org/licenses/by-nc/4.0/").spdx
    'CC-BY-NC-4.0'
    >>> licence_name("https://example.org/terms").kinds
    ('UnknownIPR',)
    """
    if match := CREATIVE_COMMONS.search(address):
        conditions, version = match[1].upper(), match[2]
        terms = terms_of(address)
        kinds = ["Attribution"] if "BY" in conditions.split("-") else []
        kinds += ["NonCommercialUseOnly"] * terms.no_commerce
        kinds += ["NoDerivativeWork"] * terms.no_adapting
        kinds += ["ViralEffect-ShareAlike"] * terms.share_alike
        spdx = f"CC-{conditions}-{version}"
        return LicenceName(f"Creative Commons {conditions} {version}", spdx, tuple(kinds))
    for part, (title, spdx, kind) in OTHERS.items():
        if part in address:
            return LicenceName(title, spdx, (kind,))
    return LicenceName(address or "No licence is stated", "", ("UnknownIPR",))
