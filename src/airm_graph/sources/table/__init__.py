"""Any flat table, read with a small layout that says which column is what.

The layout is a TOML file that is given with the table, or stands beside it as ``<table>.toml``.
Tables whose layouts name the same source are read as one, so that a table of measures can name the
keys of a table of risks. A layout begins like this; ``table_keys`` lists all keys::

    kind = "measure"                    # or a table: column, and which of its values is what kind
    [source]                            # id, work, title, version, creators, licence, rights, …
    [publisher]                         # or agent = "agent-…" under [source]
    [columns]
    key = "Control {No.}"               # a column, or a text with columns in braces
    label = "Title"
    [[facets]]
    column = "Phase"
    facet = "stage"                     # one of ours, or a new one with label and of
    values = { "Ops" = "operate-monitor" }
    [[links]]
    column = "Risks"
    relation = "mitigates"
    split = ";"

Tables that the program itself exported need no such layout: theirs says ``[exported]``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

from ...errors import SourceError, nearest
from ...records import About, Agent, Source, Work
from ...resources import shown
from ..log import Log
from .assembly import Assembly, Part
from .exported import exported_tables
from .exported_sources import sources_of
from .files import found_files
from .layout import Layout
from .rows import Table, read_rows


def read(paths: Sequence[Path], log: Log) -> list[Source]:
    """One source for each source id that the layouts name.

    Args:
        paths: Tables, layouts (``.toml``), or folders with tables that have a layout.
        log: What became of each row.

    Raises:
        SourceError: A table has no layout, a layout is wrong, or names a column that is not there.
    """
    if exported := exported_tables(paths):
        return sources_of(exported, log)
    groups: dict[str, list[Part]] = defaultdict(list)
    for layout, path in found_files(paths):
        table = read_rows(path, layout.sheet, layout.header, layout.delimiter)
        _check_columns(layout, table, log)
        group = groups[layout.about.id]
        if group:
            _check_same(group[0][0], layout)
        group.append((layout, table))
    return [Assembly(groups[name], log).source() for name in sorted(groups)]


def _check_columns(layout: Layout, table: Table, log: Log) -> None:
    named = layout.named()
    for column, where in named.items():
        if column not in table.columns:
            there = ", ".join(map(repr, table.columns))
            raise SourceError(
                f"{where} names the column {column!r}, which {table.path.name} does not have; "
                f"{nearest(column, table.columns)} It has {there:.500}",
                path=shown(layout.path),
            )
    for column in table.columns:
        if column not in named:
            count = sum(bool(row[column]) for _, row in table.rows)
            what = f"is no column of the layout; its {count} filled cells are not read"
            log.note(table.path.name, "header", column, what)


def _check_same(first: Layout, other: Layout) -> None:
    """Tables of one source must say the same about it."""
    keys = [field.name for field in fields(About)]
    differing = [
        *(
            f"[source] {key}"
            for key in keys
            if getattr(first.about, key) != getattr(other.about, key)
        ),
        *(["[source] extraction"] if first.extraction != other.extraction else []),
        *(["[publisher]"] if _differ(first.agent, other.agent) else []),
        *(["[work]"] if _differ(first.work, other.work) else []),
    ]
    if differing:
        raise SourceError(
            f"{differing[0]} differs from that in {first.path.name}, which has the same id; "
            "expected the same",
            path=shown(other.path),
        )


def _differ(one: Agent | Work | None, other: Agent | Work | None) -> bool:
    """Whether two layouts describe the same thing differently; one of them may leave it out."""
    return None not in (one, other) and replace(one, path="") != replace(other, path="")  # type: ignore[type-var]
