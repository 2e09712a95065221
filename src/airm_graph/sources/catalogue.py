"""A catalogue folder: ``about.toml`` and the tables beside it, each optional, each strict.

The columns of every table are the keys of ``TABLES``; what they mean is said in
``data/README.md``.
"""

import tomllib
from collections.abc import Callable
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ..errors import SourceError, nearest
from ..records import (
    About,
    Action,
    Agent,
    Classification,
    Coding,
    Demand,
    Description,
    Filing,
    Record,
    Section,
    Source,
    Work,
)
from ..resources import root, shown
from ..tables import read_table

KINDS = frozenset(
    "measure risk-source risk consequence impact requirement section concept evidence work".split()
)
STATUSES = frozenset({"accepted", "proposed", "disputed", "superseded"})
RELATIONS = frozenset({"reduces", "respondsTo", "detects", "assesses"})
COMPLETENESS = frozenset({"complete", "partial", "unknown"})
TYPES = frozenset({"Framework", "Compilation", "Reading"})
METHODS = frozenset({"publisherFiling", "personReading", "modelReading", "rule"})
SCOPES = frozenset({"", "all-risks"})


def _choice(known: frozenset[str]) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        if cell not in known:
            raise ValueError(f"is {cell!r}: {nearest(cell, known)}")
        return cell

    return parse


def _many(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _confidence(cell: str) -> Decimal | None:
    if not cell:
        return None
    try:
        value = Decimal(cell)
    except InvalidOperation:
        raise ValueError(f"is {cell!r}; expected a decimal between 0 and 1") from None
    if not 0 <= value <= 1:
        raise ValueError(f"is {cell}; expected a decimal between 0 and 1")
    return value


def _count(cell: str) -> int:
    if not cell.isdecimal():
        raise ValueError(f"is {cell!r}; expected a whole number")
    return int(cell)


PARSERS: dict[tuple[type[Record], str], Callable[[str], Any]] = {
    (Filing, "kind"): _choice(KINDS | {""}),
    (Filing, "status"): _choice(STATUSES),
    (Description, "kind"): _choice(KINDS),
    (Description, "scope"): _choice(SCOPES),
    (Classification, "status"): _choice(STATUSES),
    (Action, "relation"): _choice(RELATIONS),
    (Coding, "extraction"): _choice(COMPLETENESS),
    (Coding, "coded"): _choice(COMPLETENESS),
    (Work, "creators"): _many,
    (Section, "same_as"): _many,
    (Demand, "risks"): _count,
    (Demand, "papers"): _count,
}
OPTIONAL = frozenset(
    "note published_label page part_of kind scope section parent same_as address confidence "
    "rationale definition".split()
)
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
    return Source(about=_read_about(folder / "about.toml"), **parts)  # type: ignore[arg-type]


def folders(base: Path | None = None) -> list[Path]:
    """The catalogue folders: ``data/catalogue/<framework>/<version>/``, sorted."""
    base = base or root() / "data" / "catalogue"
    return sorted(path.parent for path in base.glob("*/*/about.toml"))


def _read_records(path: Path, record: type[Record]) -> list[Record]:
    names = columns(record)
    required = [name for name in names if name not in OPTIONAL]
    found = []
    for line, row in read_table(path, names, required):
        values: dict[str, Any] = {}
        for name, cell in row.items():
            parse = PARSERS.get((record, name), _confidence if name == "confidence" else str)
            try:
                values[name] = parse(cell)
            except ValueError as error:
                raise SourceError(f"{name} {error}", path=shown(path), line=line) from None
        found.append(record(path=shown(path), line=line, **values))
    return found


def _read_about(path: Path) -> About:
    try:
        about = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise SourceError("missing; every catalogue folder needs one", path=shown(path)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SourceError(f"not TOML: {error}", path=shown(path)) from None
    names = columns(About)
    for name in names:
        if name not in about:
            raise SourceError(f"{name} is missing; expected {', '.join(names)}", path=shown(path))
    for name in about:
        if name not in names:
            raise SourceError(f"unknown key {name!r}: {nearest(name, names)}", path=shown(path))
    for name, known in (("method", METHODS), ("type", TYPES)):
        if about[name] not in known:
            hint = nearest(str(about[name]), known)
            raise SourceError(f"{name} is {about[name]!r}: {hint}", path=shown(path))
    lists = {name: tuple(value) for name, value in about.items() if isinstance(value, list)}
    return About(path=shown(path), **{**about, **lists})
