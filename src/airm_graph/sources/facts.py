"""Writes what a reader read as a catalogue folder: facts only, no text of the publisher.

Identifiers, titles, codes and links go into the tables of :mod:`airm_graph.sources.catalogue`;
definitions, comments and other sentences stay behind, and so do addresses of persons.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..records import About, Mapping, Record, Source
from .catalogue import TABLES, columns


def write(source: Source, folder: Path) -> None:
    """Write the facts of a source into a folder that :func:`catalogue.read` reads.

    Args:
        source: What a reader returned.
        folder: Is made where it is missing; tables that stand there are replaced.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "about.toml").write_text(_about(source.about), encoding="utf-8")
    for name, (part, record) in TABLES.items():
        rows: tuple[Record, ...] = getattr(source, part)
        path = folder / name
        if rows:
            path.write_text(_table(columns(record), rows), encoding="utf-8")
        else:
            path.unlink(missing_ok=True)


def _about(about: About) -> str:
    lines = ["# Written by 'airm-graph import --facts': identifiers, titles and links, no texts."]
    for name in columns(About):
        value = getattr(about, name)
        said = list(value) if isinstance(value, tuple) else value
        lines.append(f"{name} = {json.dumps(said, ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def _table(names: list[str], rows: Iterable[Record]) -> str:
    lines = sorted("\t".join(_cell(row, name) for name in names) for row in rows)
    return "\n".join(["\t".join(names), *lines]) + "\n"


def _cell(row: Record, name: str) -> str:
    value: Any = getattr(row, name)
    if isinstance(row, Mapping) and (
        name == "comment" or (name == "author" and "@" in value)  # a person's address
    ):
        return ""
    if value is None or value is False:
        return ""
    if value is True:
        return "true"
    if isinstance(value, tuple):
        return "; ".join(" ".join(part.replace(";", ",").split()) for part in value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return " ".join(str(value).split())
