"""The terms in which every form of MITRE ATLAS is read: items, links and facets of labels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

TACTIC, LIFECYCLE, CATEGORY = "atlas-tactic", "atlas-lifecycle", "atlas-mitigation-category"
MATURITY, PLATFORM = "atlas-maturity", "atlas-platform"
UNSTATED = "unstated"
CALENDAR = re.compile(r"(20\d\d)\.(\d{1,2})(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet of ATLAS whose values are plain labels, and the values that are known so far."""

    name: str
    label: str
    of: str
    known: frozenset[str]


FACETS = (
    Facet(
        LIFECYCLE,
        "ATLAS lifecycle stages of mitigations",
        "measure",
        frozenset(
            {"business-and-data-understanding", "data-preparation", "ml-model-engineering"}
            | {"ai-model-engineering", "ml-model-evaluation", "ai-model-evaluation"}
            | {"deployment", "monitoring-and-maintenance"}
        ),
    ),
    Facet(
        CATEGORY,
        "ATLAS categories of mitigations",
        "measure",
        frozenset({"policy", "technical-ml", "technical-ai", "technical-cyber"}),
    ),
    Facet(
        MATURITY,
        "ATLAS maturity of techniques",
        "risk",
        frozenset({"feasible", "demonstrated", "realized"}),
    ),
    Facet(
        PLATFORM,
        "ATLAS platforms of techniques",
        "risk",
        frozenset({"predictive-ai", "generative-ai", "agentic-ai", "enterprise"}),
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A tactic, technique, mitigation or case study; ``values`` are labels by facet.

    ``incident`` tells case studies of what happened from those of exercises.
    """

    key: str
    label: str
    published_label: str = ""
    words: str = ""
    attack: str = ""
    parent: str = ""
    note: str = ""
    incident: bool = False
    tactics: tuple[str, ...] = ()
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stated:
    """A link that the file states between two keys, in its own words if it has any."""

    source: str
    target: str
    words: str = ""


@dataclass(slots=True, kw_only=True)
class Reading:
    """One file in neutral terms: keys as the publisher gives them, nothing resolved yet.

    ``whole`` is false where the file says of itself that it holds a part of ATLAS.
    """

    path: Path
    name: str
    form: str  # what the source id starts with
    version: str
    tactics: Sequence[Item]
    techniques: Sequence[Item]
    mitigations: Sequence[Item]
    studies: Sequence[Item]
    mitigates: Sequence[Stated]
    employs: Sequence[Stated]
    whole: bool = True


def is_key(text: str) -> bool:
    """Whether an identifier can be made of the text."""
    return bool(re.search("[A-Za-z0-9]", text))


def clean_label(published: object, key: str) -> tuple[str, str, str]:
    """The label of an item, its published form if that differs, and what was wrong with it.

    >>> clean_label(" Poison  data ", "AML.T0020")
    ('Poison data', ' Poison  data ', "the name is not one clean line; 'Poison data' is used")
    >>> clean_label(None, "AML.T0020")
    ('AML.T0020', '', "the name is missing; 'AML.T0020' is used")
    """
    said = "" if published is None else str(published)
    label = " ".join(said.split())
    if not label:
        return key, "", f"the name is missing; {key!r} is used"
    wrong = "" if label == published else f"the name is not one clean line; {label!r} is used"
    return label, said if label != said else "", wrong


def slug(label: str) -> str:
    """The notation of a label that has no code of its own.

    >>> slug("Technical - ML")
    'technical-ml'
    """
    return re.sub("[^a-z0-9]+", "-", label.lower()).strip("-")


def source_id(form: str, version: str) -> str:
    """The id of a version: calendar versions get their month in two digits.

    >>> [source_id("atlas", version) for version in ("5.6.0", "2026.8.0", "2026.08")]
    ['atlas5_6_0', 'atlas2026_08', 'atlas2026_08']
    """
    if version == UNSTATED:
        return form
    if calendar := CALENDAR.fullmatch(version):
        year, month, patch = calendar.groups()
        version = f"{year}.{int(month):02}" + (f".{patch}" if int(patch or 0) else "")
    return form + re.sub("[^A-Za-z0-9]+", "_", version).strip("_")
