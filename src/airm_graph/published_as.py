"""Which IRIs publishers give to what their works state: patterns in ``data/published-as.toml``."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import TypeAlias

from .errors import SourceError
from .identifiers import is_web_address
from .resources import root, shown

# By work which keys have which IRI, both as the module re writes them.
Patterns: TypeAlias = dict[str, tuple[tuple[re.Pattern[str], str], ...]]


def published_as(work: str, key: str) -> str:
    r"""The IRI that the publisher of a work gives to what has this key; empty where none is known.

    >>> published_as("framework-atlas", "AML.T0011.000")
    'https://atlas.mitre.org/techniques/AML.T0011.000'
    >>> published_as("framework-atlas", "data-preparation")
    ''
    """
    for pattern, iri in read_patterns().get(work, ()):
        if found := pattern.fullmatch(key):
            return found.expand(iri)
    return ""


@cache
def read_patterns(path: Path | None = None) -> Patterns:
    """The patterns of each work.

    Raises:
        SourceError: The file is malformed, or something in it is no pattern or no address.
    """
    path = path or root() / "data" / "published-as.toml"
    try:
        works = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"not TOML: {error}", path=shown(path)) from None
    found: Patterns = {}
    for work, patterns in works.items():
        if not isinstance(patterns, dict):
            raise SourceError(f"{work} is no table; expected [{work}]", path=shown(path))
        try:
            found[work] = tuple((re.compile(key), _address(iri)) for key, iri in patterns.items())
        except (re.error, ValueError) as error:
            raise SourceError(f"{work}: {error}", path=shown(path)) from None
    return found


def _address(iri: object) -> str:
    if not isinstance(iri, str) or not is_web_address(re.sub(r"\\(g<\d+>|\d)", "x", iri)):
        raise ValueError(f"{iri!r} is no address; expected http:// or https://")
    return iri
