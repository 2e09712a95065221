"""What the files say of themselves: of what they are made, what is left out, how texts are kept."""

from __future__ import annotations

from collections.abc import Sequence

from ..contents import Contents
from .coverage_rows import NOT_COUNTED, is_counted
from .references import References
from .schema import Table

TITLE = "airm-graph: tables of the graph"
CREATOR = "airm-graph contributors"
NOT_HERE = (
    "The vocabulary, what rules derive of things, waivers, exclusions and queries are not in these "
    "tables; the formats turtle and nquads hold them."
)
EMPTY = "An empty cell says that nothing is known; empty texts are not told apart from it."


def sentences(contents: Contents) -> list[str]:
    """What every folder of tables says of itself."""
    said = list(contents.preamble.comments) or [f"airm-graph, build {contents.build.name}"]
    if not is_counted(contents):
        said.append(NOT_COUNTED)
    return [*said, NOT_HERE, EMPTY]


def rights(contents: Contents) -> list[str]:
    """The attribution of each source, a sentence each."""
    shown = [source for source in contents.sources if source["current"] and source["rights"]]
    return sorted({f"{each['title']}, {each['version']}: {each['rights']}" for each in shown})


def licences(contents: Contents) -> list[str]:
    """The licences of the sources, as IRIs."""
    shown = [source for source in contents.sources if source["current"] and source["licence"]]
    return sorted({source["licence"] for source in shown})


def leading_out(references: References, tables: Sequence[Table]) -> list[str]:
    """Where cells lead to rows that are not in the folder."""
    return [
        f"{table.name}.{column} names {count:,} that are not in this part of the graph."
        for table in tables
        for column, count in references.missing(table).items()
        if count
    ]
