"""A catalogue folder: ``about.toml`` and the tables beside it, each optional, each strict.

The columns of every table are the keys of ``TABLES``; what they mean is said in
``data/README.md``.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..errors import SourceError, nearest
from ..identifiers import LOCAL, is_web_address
from ..records import (
    About,
    Action,
    Agent,
    Classification,
    Coding,
    Demand,
    Description,
    Filing,
    Link,
    Mapping,
    Record,
    Scheme,
    SchemeConcept,
    Section,
    Source,
    Work,
)
from ..resources import root, shown
from ..tables import read_table

KINDS = frozenset(
    {"measure", "requirement", "risk-source", "risk", "consequence", "impact"}
    | {"section", "concept", "evidence", "incident", "work"}
)
STATUSES = frozenset({"accepted", "proposed", "disputed", "superseded"})
RELATIONS = frozenset({"reduces", "respondsTo", "mitigates", "detects", "assesses", "actsOn"})
LINKS = frozenset({"evidenceFor", "isPartOf", "isReplacedBy", "publishedAs", "source"})
CLASSIFIED = frozenset({"", "measure", "requirement", "risk"})
COMPLETENESS = frozenset({"complete", "partial", "unknown"})
TYPES = frozenset({"Framework", "Compilation", "Reading"})
METHODS = frozenset({"publisherFiling", "personReading", "modelReading", "rule"})
SCOPES = frozenset({"", "all-risks"})
AGENTS = frozenset({"Organization", "Person", "SoftwareAgent"})


def _choice(known: frozenset[str]) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if cell not in known:
            raise ValueError(f"is {cell!r}: {nearest(cell, known - {''})}")
        return cell

    return parse


def _many(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _confidence(cell: str) -> Decimal | None:
    if not cell:
        return None
    if not re.fullmatch(r"0(\.[0-9]{1,9})?|1(\.0{1,9})?", cell):
        raise ValueError(f"is {cell!r}; expected a decimal between 0 and 1")
    return Decimal(cell)


def _count(cell: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", cell):
        raise ValueError(f"is {cell!r}; expected a whole number")
    return int(cell)


def _id(cell: str) -> str:
    if not LOCAL.fullmatch(cell):
        raise ValueError(f"is {cell!r}; expected letters, digits, '_' and '-' only")
    return cell


def _flag(cell: str) -> bool:
    if cell not in {"", "true"}:
        raise ValueError(f"is {cell!r}; expected true or nothing")
    return cell == "true"


def _date(cell: str) -> str:
    try:
        if date.fromisoformat(cell).isoformat() == cell:
            return cell
    except ValueError:
        pass
    raise ValueError(f"is {cell!r}; expected a day such as 2026-11-20")


def _address(cell: str) -> str:
    if not is_web_address(cell):
        raise ValueError(f"is {cell!r}; expected an address with http:// or https://")
    return cell


def _if_any(parse: Callable[[str], str]) -> Callable[[str], str]:
    return lambda cell: parse(cell) if cell else cell


PARSERS: dict[tuple[type[Record], str], Callable[[str], Any]] = {
    (Agent, "id"): _id,
    (Agent, "type"): _choice(AGENTS),
    (Agent, "address"): _if_any(_address),
    (Filing, "id"): _id,
    (Filing, "kind"): _choice(KINDS - {"work"} | {""}),
    (Filing, "status"): _choice(STATUSES),
    (Description, "kind"): _choice(KINDS),
    (Description, "scope"): _choice(SCOPES),
    (Classification, "status"): _choice(STATUSES),
    (Action, "relation"): _choice(RELATIONS),
    (Coding, "extraction"): _choice(COMPLETENESS),
    (Coding, "coded"): _choice(COMPLETENESS),
    (Work, "id"): _id,
    (Work, "address"): _if_any(_address),
    (Work, "creators"): _many,
    (Section, "id"): _id,
    (Section, "same_as"): _many,
    (Scheme, "id"): _id,
    (Scheme, "of"): _choice(CLASSIFIED),
    (SchemeConcept, "id"): _id,
    (Mapping, "negative"): _flag,
    (Mapping, "machine_made"): _flag,
    (Mapping, "status"): _choice(STATUSES),
    (Link, "relation"): _choice(LINKS),
    (Demand, "risks"): _count,
    (Demand, "papers"): _count,
}
OPTIONAL = frozenset(
    {"note", "published_label", "page", "part_of", "kind", "scope", "section", "parent"}
    | {"same_as", "address", "confidence", "rationale", "definition"}
    | {"facet", "of", "level", "subject_version", "object_version", "justification", "author"}
    | {"negative", "machine_made", "comment"}
)
# What no source says of a work is left empty; so is the version of one that has none.
UNSAID = frozenset(
    {"creators", "year", "version", "kind", "status", "bindingness", "jurisdiction", "sector"}
    | {"system_scope", "gist"}
)
# What the keys of about.toml hold, where it is not a text of any kind.
ABOUT: dict[str, Callable[[str], str]] = {
    "id": _id,
    "of": _id,
    "type": _choice(TYPES),
    "issued": _if_any(_date),
    "address": _if_any(_address),
    "licence": _address,
    "agent": _id,
    "method": _choice(METHODS),
    "retrieved": _if_any(_date),
    "derived_from": _address,
}
MAY_BE_EMPTY = frozenset({"address", "issued", "retrieved", "derived_from", "checksum"})
TYPE_OF: dict[str, tuple[type, str]] = {
    "creators": (list, "a list of texts"),
    "derived_from": (list, "a list of texts"),
    "preliminary": (bool, "true or false"),
}
TABLES: dict[str, tuple[str, type[Record]]] = {
    "agents.tsv": ("agents", Agent),
    "works.tsv": ("works", Work),
    "sections.tsv": ("sections", Section),
    "records.tsv": ("filings", Filing),
    "descriptions.tsv": ("descriptions", Description),
    "classifications.tsv": ("classifications", Classification),
    "actions.tsv": ("actions", Action),
    "coding.tsv": ("codings", Coding),
    "demand.tsv": ("demands", Demand),
    "schemes.tsv": ("schemes", Scheme),
    "concepts.tsv": ("concepts", SchemeConcept),
    "mappings.tsv": ("mappings", Mapping),
    "links.tsv": ("links", Link),
}


def columns(record: type[Record]) -> list[str]:
    """The columns of a table: the fields of its record, less where it was read."""
    return [field.name for field in fields(record) if field.name not in {"path", "line"}]


def read(folder: Path) -> Source:
    """Everything the catalogue folder says.

    Raises:
        SourceError: A file is missing, unknown or malformed; the message names file and line.
    """
    for path in sorted(folder.iterdir()):
        if path.suffix == ".tsv" and path.name not in TABLES:
            raise SourceError(f"unknown table: {nearest(path.name, TABLES)}", path=shown(path))
    parts = {
        part: tuple(_read_records(folder / name, record))
        for name, (part, record) in TABLES.items()
        if (folder / name).exists()
    }
    return Source(about=read_about(folder / "about.toml"), **parts)  # type: ignore[arg-type]


def folders(base: Path | None = None) -> list[Path]:
    """The catalogue folders: ``data/catalogue/<framework>/<version>/``, sorted.

    Raises:
        SourceError: There is none.
    """
    base = base or root() / "data" / "catalogue"
    found = sorted(path for path in base.glob("[!.]*/[!.]*") if path.is_dir())
    if not found:
        raise SourceError("no catalogue here; expected <framework>/<version>/", path=shown(base))
    return found


def _read_records(path: Path, record: type[Record]) -> list[Record]:
    names, file = columns(record), shown(path)
    optional = OPTIONAL | UNSAID if record is Work else OPTIONAL
    required = [name for name in names if name not in optional]
    found = []
    for line, row in read_table(path, names, required):
        values: dict[str, Any] = {}
        for name, cell in row.items():
            parse = PARSERS.get((record, name), _confidence if name == "confidence" else str)
            try:
                values[name] = parse(cell)
            except ValueError as error:
                raise SourceError(f"{name} {error}", path=file, line=line) from None
        found.append(record(path=file, line=line, **values))
    return found


def read_about(path: Path) -> About:
    """What an ``about.toml`` says of the version beside it.

    Raises:
        SourceError: It is missing, or a key is missing, unknown or malformed.
    """
    try:
        text = path.read_text(encoding="utf-8")
        about = tomllib.loads(text)
    except FileNotFoundError:
        raise SourceError("missing; every catalogue folder needs one", path=shown(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"not TOML: {error}", path=shown(path)) from None
    names = columns(About)
    for name in names:
        if name not in about:
            raise SourceError(f"{name} is missing; expected {', '.join(names)}", path=shown(path))
    values: dict[str, Any] = {}
    for name, value in about.items():
        try:
            if name not in names:
                raise ValueError(f"is no key: {nearest(name, names)}")
            values[name] = _about_value(name, value)
        except ValueError as error:
            before = re.split(rf"^\s*{re.escape(name)}\b", text, maxsplit=1, flags=re.MULTILINE)[0]
            line = before.count("\n") + 1
            raise SourceError(f"{name} {error}", path=shown(path), line=line) from None
    return About(path=shown(path), **values)


def _about_value(name: str, value: object) -> object:
    type_, expected = TYPE_OF.get(name, (str, "a text in quotes"))
    if not isinstance(value, type_):
        raise ValueError(f"is {value!r}; expected {expected}")
    if value in ("", []) and name not in MAY_BE_EMPTY:
        raise ValueError(f"is empty; expected {expected}")
    if isinstance(value, list):
        if not all(isinstance(part, str) and part for part in value):
            raise ValueError(f"is {value!r}; expected {expected}")
        return tuple(ABOUT.get(name, str)(part) for part in value)
    return ABOUT[name](value) if name in ABOUT and isinstance(value, str) else value
