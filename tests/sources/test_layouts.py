"""The layouts that come with the program, against the tables that they are for."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from airm_graph.resources import root
from airm_graph.sources.log import Log
from airm_graph.sources.table import read
from airm_graph.sources.table.layout import read_layout

AI_ACT = Path(__file__).parents[3] / "shared" / "data" / "eu-ai-act"
LAYOUTS = root() / "data" / "layouts"


@pytest.mark.parametrize("path", sorted(LAYOUTS.glob("*.toml")), ids=lambda path: path.stem)
def test_layout_can_be_read_and_says_for_which_file_it_is(path: Path) -> None:
    assert read_layout(path).file


@pytest.mark.skipif(not AI_ACT.is_dir(), reason="the shared data are not here")
def test_ai_act() -> None:
    log = Log()
    layouts = [LAYOUTS / f"eu-ai-act-{part}.toml" for part in ("articles", "annexes")]
    (source,) = read([AI_ACT, *layouts], log)
    assert (source,) == tuple(read([AI_ACT, *layouts], Log()))
    keys = [filing.source_key for filing in source.filings]
    assert Counter(key.partition("-")[0] for key in keys) == {"article": 113, "annex": 13}
    assert {"article-9", "annex-III"} <= set(keys)
    assert {filing.kind for filing in source.filings} == {"requirement"}
    chapters = [c.concept for c in source.classifications if c.facet == "eu-ai-act-chapter"]
    assert (len(chapters), len(set(chapters)), chapters.count("III")) == (113, 13, 44)
    roles = Counter(c.concept for c in source.classifications if c.facet == "eu-ai-act-role")
    assert roles["provider"] == 11
    assert roles["operator"] == 1  # in the title of Article 63; Article 94 has economic operators
    assert [(d.value, d.done) for d in log.defects] == [("Subject matter`", "kept")]
    assert log.summary() == {"read": 126, "kept": 126, "mended": 0, "refused": 0}
