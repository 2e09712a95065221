"""Our checkers approve of what is written, and see what the validators of others do not."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from airm_graph.export.tables.checks import check_csvw
from airm_graph.export.tables.parquet_checks import check_parquet


def main(folder: Path) -> None:
    """Check the tables, and a copy with a formula and a dangling value that may be empty."""
    found = [*check_csvw(folder / "csvw"), *check_parquet(folder / "parquet")]
    assert not found, found[:5]
    with TemporaryDirectory() as place:
        copy = Path(shutil.copytree(folder / "csvw", Path(place) / "csvw"))
        items, said = copy / "items.csv", copy / "classifications.csv"
        items.write_bytes(items.read_bytes() + formula(items))
        content = said.read_bytes()
        said.write_bytes(content.replace(b"/id/stage-deploy,", b"/id/stage-nowhere,", 1))
        kinds = check_csvw(copy)
    assert any("a spreadsheet would run it" in each for each in kinds), kinds[:5]
    assert any("concept leads to no row of concepts.csv" in each for each in kinds), kinds[:5]
    print(f"{folder.name}: our checkers find nothing, and both faults of a broken copy")


def formula(items: Path) -> bytes:
    """A further row of items whose label a spreadsheet would run."""
    cells = items.read_bytes().split(b"\r\n")[1].split(b",")
    cells[0] += b"-more"
    cells[6] = b"=1+1"
    return b",".join(cells) + b"\r\n"


main(Path(sys.argv[1]))
