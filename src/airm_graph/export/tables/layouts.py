"""The layout beside ``items.csv`` with which ``airm-graph import table`` reads the folder back."""

from __future__ import annotations

import json
from pathlib import Path

from ..contents import Contents

FILE = "items.toml"
HEAD = """\
# Reads these tables back, every source as it was: airm-graph import table items.csv items.toml
# Leave out sources that are not wanted; what they say of each other's things is kept.
[exported]
metadata = "csv-metadata.json"
sources = [
"""


def write_layout(contents: Contents, folder: Path) -> None:
    """Write the layout, which names all sources that have tables."""
    names = sorted(source["id"] for source in contents.sources if source["current"])
    lines = [f"    {json.dumps(name, ensure_ascii=False)},\n" for name in names]
    (folder / FILE).write_text(f"{HEAD}{''.join(lines)}]\n", encoding="utf-8")
