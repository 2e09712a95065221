"""A listing is the list that was saved, however it is asked."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from airm_graph import listing
from airm_graph.listing import Listing

ENTRIES = st.lists(st.text() | st.dictionaries(st.text(), st.lists(st.text())))


def saved(entries: list[Any], folder: Path) -> Listing:
    Listing.save(entries, folder / "x.jsonl")
    return Listing.load(folder / "x.jsonl")


@given(ENTRIES, st.integers(-5, 5), st.integers(-5, 5), st.sampled_from([1, 2, -1]))
def test_it_answers_as_the_list_does(entries: list[Any], start: int, stop: int, step: int) -> None:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(listing, "BLOCK", 3)
        loaded = saved(entries, Path(folder))
        assert len(loaded) == len(entries)
        assert list(loaded) == entries
        assert loaded == entries
        assert entries == loaded
        assert loaded[start:stop:step] == entries[start:stop:step]
        assert loaded != [*entries, ""]
        for number in range(-len(entries), len(entries)):
            assert loaded[number] == entries[number]
        with pytest.raises(IndexError):
            loaded[len(entries)]


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    saved(["a", "b"], tmp_path)
    (tmp_path / "x.jsonl").write_text('"a"\n')
    with pytest.raises(ValueError, match=r"x\.jsonl has 4 bytes, not 8"):
        Listing.load(tmp_path / "x.jsonl")
