"""What the documentation says that a format loses is what it loses."""

from __future__ import annotations

from pathlib import Path

import pytest
from fidelity import FILE, FORMATS, count, published

from airm_graph.resources import root
from airm_graph.workspace import Build


@pytest.mark.slow
@pytest.mark.parametrize("format_", FORMATS)
def test_what_comes_back_is_what_the_documentation_says(
    build: Build, tmp_path: Path, format_: str
) -> None:
    text = published((root() / FILE).read_text(encoding="utf-8"))
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    column = rows[0].index(f"`{format_}`")
    said = {row[0]: row[column] for row in rows[2:]}
    for kind, (out, back) in count(build, tmp_path, format_).items():
        assert back <= out
        assert said.pop(kind) == ("all" if out == back else f"{back:,} of {out:,}"), kind
    assert set(said.values()) <= {"-"}
