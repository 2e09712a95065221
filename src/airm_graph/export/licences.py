"""Which licences let their works become one work, and which graphs are left out if they do not.

What is told here are the conditions that licences state about adapted works, as everybody can read
them; it is no legal advice. A licence that is not known here forbids nothing here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import AirmError

POLICIES = {
    "refuse": "write nothing where licences forbid to make one work of the sources",
    "omit": "leave out the sources whose licences forbid it, and what is derived from them",
    "own-use": "write it all the same; the file says that it may not be handed on",
}
CREATIVE_COMMONS = re.compile(r"creativecommons\.org/licenses/([a-z-]+)/")
OPEN_DATA = re.compile(r"opendatacommons\.org/licenses/odbl")


class LicenceError(AirmError):
    """Licences forbid what is asked for."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a licence says of adapted works.

    Attributes:
        family: What stands for the same conditions in any version.
        share_alike: Whether an adapted work has to be under the same licence.
        no_commerce: Whether it forbids commercial use.
        no_adapting: Whether it forbids to hand on adapted works.
    """

    family: str
    share_alike: bool = False
    no_commerce: bool = False
    no_adapting: bool = False


def terms_of(licence: str) -> Terms:
    """What a licence says, by its address.

    >>> terms_of("https://creativecommons.org/licenses/by-nc-sa/4.0/").share_alike
    True
    >>> terms_of("https://creativecommons.org/licenses/by/4.0/").no_adapting
    False
    """
    if match := CREATIVE_COMMONS.search(licence):
        conditions = match[1].split("-")
        return Terms(f"cc-{match[1]}", "sa" in conditions, "nc" in conditions, "nd" in conditions)
    if OPEN_DATA.search(licence):
        return Terms("odbl", share_alike=True)
    return Terms(licence)


def forbidding(licences: Iterable[str]) -> dict[str, str]:
    """The licences that forbid to make one work of all, and why.

    >>> forbidding(["https://creativecommons.org/licenses/by-sa/4.0/",
    ...             "https://creativecommons.org/licenses/by-nc/4.0/"])
    {'https://creativecommons.org/licenses/by-sa/4.0/': 'the whole would have to be under it alone'}
    >>> forbidding(["https://creativecommons.org/licenses/by-sa/4.0/",
    ...             "https://creativecommons.org/licenses/by/4.0/"])
    {}
    """
    found = {licence: terms_of(licence) for licence in sorted(set(licences)) if licence}
    said = {}
    for licence, terms in found.items():
        others = [each for each in found.values() if each.family != terms.family]
        if terms.no_adapting:
            said[licence] = "it allows no adapted works"
        elif terms.share_alike and any(
            each.share_alike or (each.no_commerce and not terms.no_commerce) for each in others
        ):
            said[licence] = "the whole would have to be under it alone"
    return said


def check_mix(sources: Sequence[Mapping[str, Any]]) -> None:
    """Refuse to make one work of sources whose licences forbid it.

    Args:
        sources: Entries of the manifest of a build.

    Raises:
        LicenceError: They do; it names licences and sources.
    """
    found = forbidding(source["licence"] for source in sources)
    if not found:
        return
    said = [
        f"{licence} ({', '.join(sorted(s['id'] for s in sources if s['licence'] == licence))}): "
        f"{why}"
        for licence, why in found.items()
    ]
    raise LicenceError(
        f"licences forbid to make one work of these sources: {'; '.join(said)}; choose other "
        f"--graph or --framework, a format that keeps sources apart (nquads, trig), or "
        f"--license-policy omit"
    )


def omitted(sources: Sequence[Mapping[str, Any]]) -> list[str]:
    """The identifiers of the sources that have to be left out so that the others may be mixed."""
    found = forbidding(source["licence"] for source in sources)
    return sorted(source["id"] for source in sources if source["licence"] in found)
