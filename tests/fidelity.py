"""What each format brings back when our own reader reads it: the table in data/README.md.

``make fidelity`` exports the catalogue, reads every file again, counts, and writes the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

from airm_graph.builds import make_build
from airm_graph.resources import root
from airm_graph.workspace import Build, Workspace

FORMATS = ("rdf", "table", "sssom", "nexus", "oscal", "stix")
KINDS = (
    *("measures", "requirements", "risks", "headings", "labels", "definitions"),
    *("classifications", "who classified, when and how sure"),
    *("links from measures to risks", "ways in which measures act"),
    *("mappings with a type", "mappings without a type", "negative mappings"),
    *("who mapped, how and how sure", "versions of works", "licences"),
)
FILE = "data/README.md"
BEGIN, END = "<!-- made by 'make fidelity' -->\n", "<!-- end -->\n"
Counts = dict[str, tuple[int, int]]


def count(build: Build, folder: Path, format_: str) -> Counts:
    """By kind of statement how many went out, and how many came back the same."""
    found: Counts = import_module(f"round_trips.{format_}").round_trip(build, folder)
    strange = found.keys() - set(KINDS)
    assert not strange, strange
    return found


def table(found: Mapping[str, Counts]) -> str:
    """The counts as Markdown."""
    lines = [
        f"| Kind of statement | {' | '.join(f'`{name}`' for name in found)} |",
        f"|---|{'---|' * len(found)}",
    ]
    for kind in KINDS:
        cells = [_cell(counts.get(kind)) for counts in found.values()]
        lines.append(f"| {kind} | {' | '.join(cells)} |")
    return "".join(f"{line}\n" for line in lines)


def _cell(counts: tuple[int, int] | None) -> str:
    if counts is None:
        return "-"
    out, back = counts
    return "all" if out == back else f"{back:,} of {out:,}"


def published(text: str) -> str:
    """The table as it stands in a text."""
    return text.partition(BEGIN)[2].partition(END)[0]


def main() -> None:
    """Count, and put the table where it belongs."""
    with TemporaryDirectory() as name:
        build = make_build(Workspace(Path(name) / "workspace"))
        found = {}
        for format_ in FORMATS:
            folder = Path(name) / format_
            folder.mkdir()
            found[format_] = count(build, folder, format_)
    path = root() / FILE
    text = path.read_text(encoding="utf-8")
    old = published(text)
    path.write_text(text.replace(BEGIN + old, BEGIN + table(found)), encoding="utf-8")


if __name__ == "__main__":
    main()
