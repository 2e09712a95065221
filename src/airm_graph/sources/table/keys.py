"""The keys that the layout of a table may have, and what each of them holds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

from pyoxigraph import Literal

from ...errors import nearest
from ...identifiers import LOCAL, compress, is_web_address
from ...resources import root
from ..bounded import read_rdf

KINDS = {
    "measure": "mitigation",
    "requirement": "requirement",
    "risk-source": "risk",
    "risk": "risk",
    "consequence": "risk",
    "impact": "risk",
    "section": "section",
    "evidence": "evidence",
    "incident": "evidence",
}
RISKS = frozenset({"risk-source", "risk", "consequence", "impact"})
ACTIONS = frozenset({"reduces", "respondsTo", "mitigates", "detects", "assesses", "actsOn"})
LINKS = frozenset({"evidenceFor"})
PREDICATES = frozenset(
    {"skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "skos:narrowMatch"}
    | {"skos:relatedMatch", "airm:intersectsWith", "airm:correspondsTo"}
)
COMPLETENESS = frozenset({"complete", "partial", "unknown"})
CLASSIFIED = frozenset({"measure", "requirement", "risk"})
AGENTS = frozenset({"Organization", "Person", "SoftwareAgent"})
FACET_NAME = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")
LANGUAGE = re.compile("[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@cache
def our_facets() -> dict[str, dict[str, str]]:
    """Of each facet with a scheme of ours, its concepts: by notation and by label, the notation.

    >>> our_facets()["function"]["Govern"]
    'govern'
    """
    scheme_of: dict[str, str] = {}
    facet_name: dict[str, str] = {}
    notation: dict[str, str] = {}
    labels: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for path in sorted((root() / "ontology" / "schemes").glob("*.ttl")):
        for quad in read_rdf(path):
            subject, predicate = str(quad.subject), compress(quad.predicate.value)
            value = quad.object.value if isinstance(quad.object, Literal) else str(quad.object)
            if predicate == "airm:usesScheme":
                scheme_of[subject] = value
            elif predicate == "skos:inScheme":
                members.setdefault(value, []).append(subject)
            elif predicate == "skos:notation":
                notation[subject] = facet_name[subject] = value
            elif predicate == "skos:prefLabel":
                labels[subject] = value
    return {
        facet_name[facet]: {
            name: notation[concept]
            for concept in members.get(scheme, [])
            if concept in notation
            for name in (labels[concept], notation[concept])
        }
        for facet, scheme in scheme_of.items()
    }


def known_concept(facet: str, concept: str, where: str) -> None:
    """Raises ValueError for a concept that the facet, one of ours, does not have."""
    known = set(our_facets()[facet].values())
    if concept and concept not in known:
        key = facet.removeprefix("work-")
        raise ValueError(f"{where} {key} is {concept!r}; {nearest(concept, known)}")


Check = Callable[[Any], Any]


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"is {value!r:.60}; expected a text in quotes")
    return value


def _some_text(value: Any) -> str:
    return "" if value == "" else _text(value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError(f"is {value!r:.60}; expected a list of texts")
    return tuple(_text(part) for part in value)


def _pairs(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(part, str) for part in value.values()):
        raise ValueError(f"is {value!r:.60}; expected a table of texts")
    return value


def _number(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise ValueError(f"is {value!r:.60}; expected the number of a row")
    return value


def _like(pattern: re.Pattern[str], expected: str) -> Check:
    def check(value: Any) -> str:
        if not pattern.fullmatch(_text(value)):
            raise ValueError(f"is {value!r:.60}; expected {expected}")
        return str(value)

    return check


def _choice(known: frozenset[str]) -> Check:
    def check(value: Any) -> str:
        if _text(value) not in known:
            raise ValueError(f"is {value!r:.60}; {nearest(value, known)}")
        return str(value)

    return check


def _address(value: Any) -> str:
    if not is_web_address(_text(value)):
        raise ValueError(f"is {value!r:.60}; expected an address with http:// or https://")
    return str(value)


def _some_address(value: Any) -> str:
    return "" if value == "" else _address(value)


def _day(value: Any) -> str:
    try:  # TOML has days of its own, which may stand without quotes
        return date.fromisoformat(str(value)).isoformat() if value else ""
    except ValueError:
        raise ValueError(f"is {value!r:.60}; expected a day such as 2026-11-20") from None


def _predicate(value: Any) -> str:
    prefix, colon, name = _text(value).partition(":")
    if prefix in {"skos", "airm"} or not (colon and prefix and name):
        return str(_choice(PREDICATES)(value))
    return str(value)


_id = _like(LOCAL, "letters, digits, '_' and '-' only")
_facet = _like(FACET_NAME, "lower-case words with hyphens")
_work = _like(re.compile("framework-[A-Za-z0-9][A-Za-z0-9_-]*"), "a work such as framework-atlas")
_language = _like(LANGUAGE, "a language such as en")

TOP: dict[str, Check] = {
    "kind": lambda value: value if isinstance(value, dict) else _choice(frozenset(KINDS))(value),
    "ignore": _texts,
    **dict.fromkeys(("table", "source", "publisher", "work", "columns"), lambda value: value),
    **dict.fromkeys(("facets", "links", "mappings"), lambda value: value),
}
TABLE: dict[str, Check] = {
    "file": _text,
    "sheet": _text,
    "header": _number,
    "delimiter": _like(re.compile(".|\t"), "one character"),
}
SOURCE: dict[str, Check] = {
    **dict.fromkeys(("title", "version", "rights", "description"), _text),
    "id": _id,
    "work": _work,
    "licence": _address,
    "creators": _texts,
    "issued": _day,
    "retrieved": _day,
    "address": _some_address,
    "agent": _id,
    "derived-from": lambda value: tuple(map(_address, _texts(value))),
    "language": _language,
    "extraction": _choice(COMPLETENESS),
}
PUBLISHER: dict[str, Check] = {
    "id": _id,
    "label": _text,
    "definition": _text,
    "type": _choice(AGENTS),
    "address": _some_address,
}
WORK: dict[str, Check] = {
    "source-key": _text,
    "title": _text,
    "creators": _texts,
    "year": _some_text,
    "version": _some_text,
    "address": _some_address,
    "gist": _some_text,
    "note": _some_text,
    **dict.fromkeys(("kind", "status", "bindingness"), _some_text),
    **dict.fromkeys(("jurisdiction", "sector", "system-scope"), _some_text),
}
COLUMNS: dict[str, Check] = dict.fromkeys(
    ("key", "label", "definition", "note", "page", "part-of", "language"), _text
)
KIND: dict[str, Check] = {"column": _text, "values": _pairs}
FACET: dict[str, Check] = {
    "column": _text,
    "facet": _facet,
    "label": _text,
    "of": _choice(CLASSIFIED),
    "level": _choice(frozenset("12345")),
    "split": _text,
    "notation": _text,
    "values": _pairs,
    "words": _pairs,
    "concepts": _pairs,
    "coded": _choice(COMPLETENESS),
    "rationale": _text,
}
LINK: dict[str, Check] = {
    "column": _text,
    "relation": _choice(ACTIONS | LINKS),
    "split": _text,
    "framework": _work,
    "coded": _choice(COMPLETENESS),
    "rationale": _text,
}
MAPPING: dict[str, Check] = {
    "column": _text,
    "predicate": _predicate,
    "framework": _work,
    "version": _some_text,
    "split": _text,
    "object": _text,
}


def checked(found: Any, checks: dict[str, Check], where: str, required: str) -> dict[str, Any]:
    """The values of a part of the layout; whatever is wrong names the key."""
    if not isinstance(found, dict):
        raise ValueError(f"{where} is {found!r:.60}; expected {where} with keys below it")
    for key in required.split():
        if key not in found:
            raise ValueError(f"{where} {key} is missing; required are {required}".strip())
    values = {}
    for key, value in found.items():
        if key not in checks:
            raise ValueError(f"{where} {key} is no key: {nearest(key, checks)}".strip())
        try:
            values[key] = checks[key](value)
        except ValueError as error:
            raise ValueError(f"{where} {key} {error}".strip()) from None
    return values
