"""Tables that ``airm-graph export csvw`` has written, read back: every source as it was.

The layout beside them names the file that describes them, and the sources that are wanted::

    [exported]
    metadata = "csv-metadata.json"
    sources = ["atlas5_6_0"]
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ...errors import SourceError, nearest
from ...resources import shown
from ..bounded import read_csv, read_json, read_text
from .formulas import restored

Row = dict[str, str]
LAYOUT = "items.toml"
NEEDED = {
    "agents": "iri kind label definition address",
    "sources": "iri id kind title version work licence rights who method issued retrieved address "
    "checksum derived_from preliminary description",
    "works": "iri type key title creators year address kind status bindingness jurisdiction sector "
    "system_scope description note current_version source",
    "versions": "iri version",
    "facets": "name label classifies scheme level",
    "schemes": "iri label facet source",
    "concepts": "iri scheme notation label broader source",
    "items": "iri kind work version key label published_label definition language heading part_of "
    "page note published_as all_risks source kind_by defined_by",
    "classifications": "item facet notation undetermined status confidence rationale source",
    "mappings": "subject predicate object negative justification author subject_version "
    "object_version machine_made comment unresolved status confidence source",
    "links": "item relation target stated status confidence rationale source",
    "codings": "work facet extraction coded coder confidence rationale source",
    "texts": "thing property language text source",
}


@dataclass(kw_only=True)
class Exported:
    """The tables of a folder.

    Attributes:
        folder: Where they are.
        sources: The identifiers of the sources that are wanted.
        base: What stands before ``id/`` in the names of things.
        tables: By name their rows, each with the line where it begins.
    """

    folder: Path
    sources: tuple[str, ...]
    base: str
    tables: dict[str, list[tuple[int, Row]]] = field(default_factory=dict)

    @cached_property
    def said(self) -> dict[str, dict[str, list[tuple[int, Row]]]]:
        """The rows of each table by the named graph that says so."""
        found: dict[str, dict[str, list[tuple[int, Row]]]] = {}
        for name, rows in self.tables.items():
            by_graph = found.setdefault(name, {})
            for line, row in rows:
                by_graph.setdefault(row.get("source", ""), []).append((line, row))
        return found

    @cached_property
    def items(self) -> dict[str, Row]:
        """The items by IRI."""
        return self.by("items", "iri")

    @cached_property
    def agents(self) -> dict[str, Row]:
        """The agents by IRI."""
        return self.by("agents", "iri")

    @cached_property
    def works(self) -> dict[str, Row]:
        """The works and compilations by IRI."""
        return self.by("works", "iri")

    @cached_property
    def versions(self) -> dict[str, Row]:
        """The versions by IRI."""
        return self.by("versions", "iri")

    @cached_property
    def facets(self) -> dict[str, Row]:
        """The facets by short name."""
        return self.by("facets", "name")

    @cached_property
    def own(self) -> frozenset[str]:
        """The IRIs of what the wanted sources describe."""
        graphs = {f"{self.base}graph/source-{name}" for name in self.sources}
        return frozenset(
            row["iri"]
            for name in ("items", "concepts", "schemes", "works")
            for _, row in self.tables[name]
            if row["source"] in graphs and row.get("type") != "compilation"
        )

    def by(self, name: str, column: str) -> dict[str, Row]:
        """The rows of a table by what a column says."""
        return {row[column]: row for _, row in self.tables[name]}

    def local(self, iri: str) -> str:
        """The local name of a thing that is named here; the IRI of any other."""
        return iri.removeprefix(f"{self.base}id/")

    def path(self, name: str) -> Path:
        """The file of a table."""
        return self.folder / f"{name}.csv"


def exported_tables(paths: Sequence[Path]) -> Exported | None:
    """The tables, where one of the paths is, or is beside, the layout of such a folder.

    Raises:
        SourceError: A table or a column is missing, or a file cannot be read.
    """
    for path in paths:
        is_layout = path.suffix.lower() == ".toml"
        layout = path / LAYOUT if path.is_dir() else path if is_layout else path.with_name(LAYOUT)
        said = _said(layout) if layout.is_file() else None
        if said is not None:
            tables = [each for each in paths if each.suffix.lower() == ".csv"]
            folder = tables[0].parent if tables else layout.parent
            return _exported(layout, folder, said)
    return None


def _said(layout: Path) -> dict[str, Any] | None:
    """What the layout says of exported tables; other layouts are read elsewhere."""
    try:
        found = tomllib.loads(read_text(layout)).get("exported")
    except (tomllib.TOMLDecodeError, RecursionError):
        return None  # which the reader of layouts will say
    return found if isinstance(found, dict) else None


def _exported(layout: Path, folder: Path, said: dict[str, Any]) -> Exported:
    wanted = said.get("sources")
    if set(said) != {"metadata", "sources"} or not isinstance(wanted, list) or not wanted:
        raise SourceError("[exported] has metadata and a list of sources", path=shown(layout))
    name = str(said["metadata"])
    if Path(name).name != name:
        raise SourceError(f"metadata is {name!r}; expected a file beside it", path=shown(layout))
    exported = Exported(folder=folder, sources=tuple(map(str, wanted)), base=_base(folder / name))
    for table, columns in NEEDED.items():
        exported.tables[table] = list(_rows(exported.path(table), columns.split()))
    known = {row["id"] for _, row in exported.tables["sources"]}
    for source in exported.sources:
        if source not in known:
            hint = nearest(source, known)
            raise SourceError(f"sources has no {source!r}: {hint}", path=shown(layout))
    return exported


def _base(path: Path) -> str:
    """What names begin with, from the name of the tables themselves."""
    said = read_json(path)
    name = said.get("@id") if isinstance(said, dict) else None
    base, id_, rest = str(name).rpartition("id/")
    if not id_ or not rest.startswith("tables-"):
        raise SourceError(
            f"@id is {name!r}; expected the name of tables that airm-graph exported",
            path=shown(path),
        )
    return base


def _rows(path: Path, needed: Sequence[str]) -> Iterator[tuple[int, Row]]:
    header: list[str] = []
    for line, cells in read_csv(path):
        if not header:
            header = cells
            for column in needed:
                if column not in header:
                    raise SourceError(
                        f"has no column {column!r}; {nearest(column, header)}", path=shown(path)
                    )
        elif len(cells) != len(header):
            raise SourceError(
                f"has {len(cells)} cells for {len(header)} columns", path=shown(path), line=line
            )
        else:
            yield line, dict(zip(header, map(restored, cells), strict=True))
    if not header:
        raise SourceError("is empty; expected column names", path=shown(path))
