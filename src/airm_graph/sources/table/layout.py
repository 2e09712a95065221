"""The layout of a table: a small TOML file that says which column is what.

A layout is written by hand, so it is read strictly: an unknown key, facet, concept or relation is
an error that names the key and what would have been right.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from ...errors import SourceError, nearest
from ...identifiers import LOCAL
from ...records import About, Agent, Work
from ...resources import shown
from ..bounded import read_text
from .keys import (
    COLUMNS,
    FACET,
    KIND,
    KINDS,
    LINK,
    MAPPING,
    PUBLISHER,
    SOURCE,
    TABLE,
    TOP,
    WORK,
    Check,
    checked,
    known_concept,
    our_facets,
)
from .rows import columns_in


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetColumn:
    """A column whose cells are concepts of a facet."""

    column: str
    facet: str
    label: str
    of: str
    level: str
    split: str
    notation: str
    values: dict[str, str] | None  # what a cell says -> concept; nothing else is then taken
    words: dict[str, str] | None  # a word anywhere in the cell -> concept
    concepts: dict[str, str]  # notation -> label
    coded: str
    rationale: str
    ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkColumn:
    """A column whose cells name things that the row's thing acts on or is evidence for."""

    column: str
    relation: str
    split: str
    framework: str
    coded: str
    rationale: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingColumn:
    """A column whose cells name things of another framework to which the row corresponds."""

    column: str
    predicate: str
    framework: str
    version: str
    split: str
    object: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which column of a table is what, and whose table it is."""

    path: Path
    file: str
    sheet: str
    header: int
    delimiter: str
    about: About  # without checksum
    agent: Agent | None
    work: Work | None
    extraction: str
    language: str
    kind: str  # of every row, or
    kind_column: str
    kind_values: dict[str, str]
    columns: dict[str, str]
    facets: tuple[FacetColumn, ...]
    links: tuple[LinkColumn, ...]
    mappings: tuple[MappingColumn, ...]
    ignore: tuple[str, ...]

    def named(self) -> dict[str, str]:
        """Each column that the layout names, and where it does."""
        found = {}
        for where, template in (
            *((f"[columns] {key}", column) for key, column in self.columns.items()),
            ("[kind] column", self.kind_column),
            *(("[[facets]] column", item.column) for item in self.facets),
            *(("[[facets]] notation", item.notation) for item in self.facets),
            *(("[[links]] column", link.column) for link in self.links),
            *(("[[mappings]] column", mapping.column) for mapping in self.mappings),
            *(("ignore", column) for column in self.ignore),
        ):
            if template:
                found.update(dict.fromkeys(columns_in(template), where))
        return found


def read_layout(path: Path) -> Layout:
    """The layout that a TOML file holds.

    Raises:
        SourceError: It is no TOML, or a key is unknown, missing or wrong.
    """
    try:
        found = tomllib.loads(read_text(path))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SourceError(f"is no TOML: {error}", path=shown(path)) from None
    try:
        return _layout(path, found)
    except ValueError as error:
        raise SourceError(str(error), path=shown(path)) from None


def _several(found: dict[str, Any], name: str, checks: dict[str, Check], required: str) -> Any:
    items = found.get(name, [])
    if not isinstance(items, list):
        raise ValueError(f"{name} is one table; expected [[{name}]] in double brackets")
    return [checked(item, checks, f"[[{name}]]", required) for item in items]


def _layout(path: Path, found: dict[str, Any]) -> Layout:
    top = checked(found, TOP, "", "kind source columns")
    table = checked(found.get("table", {}), TABLE, "[table]", "")
    source = checked(
        found["source"],
        *(SOURCE, "[source]", "id work title version creators licence rights description"),
    )
    publisher = found.get("publisher")
    if (publisher is None) == ("agent" not in source):
        raise ValueError("expected either [publisher] or [source] agent, to say who states this")
    agent = _agent(publisher, path) if publisher is not None else None
    by_column = isinstance(top["kind"], dict)
    kind = checked(top["kind"], KIND, "[kind]", "column values") if by_column else {}
    for value in kind.get("values", {}).values():
        if value not in KINDS:
            raise ValueError(f"[kind] values holds {value!r}; {nearest(value, KINDS)}")
    return Layout(
        path=path,
        file=table.get("file", ""),
        sheet=table.get("sheet", ""),
        header=table.get("header", 0),
        delimiter=table.get("delimiter", ""),
        about=_about(source, agent.id if agent else source["agent"]),
        agent=agent,
        work=_work_facts(found["work"], source["work"], path) if "work" in found else None,
        extraction=source.get("extraction", "unknown"),
        language=source.get("language", "en"),
        kind="" if by_column else top["kind"],
        kind_column=kind.get("column", ""),
        kind_values=kind.get("values", {}),
        columns=checked(found["columns"], COLUMNS, "[columns]", "key label"),
        facets=tuple(map(_facet_column, _several(found, "facets", FACET, "column facet"))),
        links=tuple(
            LinkColumn(**{**dict.fromkeys(_names(LinkColumn), ""), **item})
            for item in _several(found, "links", LINK, "column relation")
        ),
        mappings=tuple(
            MappingColumn(**{**dict.fromkeys(_names(MappingColumn), ""), **item})
            for item in _several(found, "mappings", MAPPING, "column predicate framework")
        ),
        ignore=top.get("ignore", ()),
    )


def _names(record: type[Any]) -> list[str]:
    return [field.name for field in fields(record)]


def _agent(found: Any, path: Path) -> Agent:
    values = checked(found, PUBLISHER, "[publisher]", "id label definition")
    return Agent(**{"type": "Organization", "path": shown(path), **values})


def _work_facts(found: Any, work: str, path: Path) -> Work:
    values = checked(found, WORK, "[work]", "source-key title creators kind status")
    facts = dict.fromkeys(set(_names(Work)) - {"path", "line"}, "")
    for facet in ("work-kind", "work-status", "bindingness", "jurisdiction", "sector"):
        known_concept(facet, values.get(facet.removeprefix("work-"), ""), "[work]")
    known_concept("system-scope", values.get("system-scope", ""), "[work]")
    facts |= {key.replace("-", "_"): value for key, value in values.items()}
    return Work(**{**facts, "id": work, "path": shown(path)})  # type: ignore[arg-type]


def _about(source: dict[str, Any], agent: str) -> About:
    return About(
        id=source["id"],
        of=source["work"],
        type="Framework",
        title=source["title"],
        version=source["version"],
        issued=source.get("issued", ""),
        creators=source["creators"],
        address=source.get("address", ""),
        licence=source["licence"],
        rights=source["rights"],
        agent=agent,
        method="publisherFiling",
        preliminary=False,
        retrieved=source.get("retrieved", ""),
        derived_from=source.get("derived-from", ()),
        checksum="",
        description=source["description"],
    )


def _facet_column(item: dict[str, Any]) -> FacetColumn:
    facet, ours = item["facet"], item["facet"] in our_facets()
    if "values" in item and "words" in item:
        raise ValueError("[[facets]] has values and words; expected one of them")
    for key in ("label", "of", "level", "notation", "concepts"):
        if ours and key in item:
            raise ValueError(f"[[facets]] {key} is given for {facet!r}, which is a facet of ours")
        if not ours and key in {"of", "label"} and key not in item:
            raise ValueError(
                f"[[facets]] {key} is missing, which a new facet needs; if {facet!r} is meant to "
                f"be one of ours, {nearest(facet, our_facets())}"
            )
    named = {**item.get("values", {}), **item.get("words", {})}
    for said, concept in named.items():
        if concept and ours:
            known_concept(facet, concept, f"[[facets]] {said!r}:")
        elif concept and not LOCAL.fullmatch(concept.replace(".", "")):
            raise ValueError(f"[[facets]] {said!r} is {concept!r}; expected a notation")
    empty = dict.fromkeys(("label", "of", "split", "notation", "coded", "rationale"), "")
    return FacetColumn(
        **{
            **empty,
            "values": None,
            "words": None,
            "concepts": {},
            "level": "1",
            "ours": ours,
            **item,
        }
    )
