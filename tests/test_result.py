"""Answers as values: sequences, frames, tables in a notebook, and files written in one step."""

import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from airm_graph.errors import AirmError, MissingExtraError
from airm_graph.render.account import Account
from airm_graph.render.result import Result
from airm_graph.render.result_html import LONG, MOST

EVIL = '<script>alert("x")</script>'
WORK = {"id": "w", "iri": "https://example.org/framework-w", "label": "A title"}


def things(count: int) -> list[dict[str, Any]]:
    return [
        {
            "thing": {"id": f"t{n}", "iri": f"https://example.org/t{n}", "label": f"Thing {n}"},
            "n": n,
            "why": "",
        }
        for n in range(count)
    ]


def result(count: int, **more: Any) -> Result:
    return Result(columns=("thing", "n", "why"), rows=things(count), **more)


class Read(HTMLParser):
    """The elements, attributes and words of a page; complains of what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def of(self, name: str) -> list[str | None]:
        return [value for key, value in self.attributes if key == name]


def test_a_result_is_a_sequence_of_its_rows() -> None:
    found = result(5)
    rows = things(5)
    assert len(found) == 5
    assert list(found) == rows
    assert list(reversed(found)) == rows[::-1]
    assert found[-1] == rows[4]
    assert rows[2] in found
    assert found.index(rows[3]) == 3
    assert not result(0)
    with pytest.raises(IndexError):
        found[5]


def test_a_slice_is_a_result_that_says_of_how_many_rows() -> None:
    part = result(5, notes=("Said before.",), meta={"build": "b"}, picture="cells")[1:3]
    assert isinstance(part, Result)
    assert [row["n"] for row in part] == [1, 2]
    assert part.notes == ("Said before.", "2 of 5 rows.")
    assert (part.meta, part.picture) == ({"build": "b"}, "cells")
    assert "2 of 5 rows." in str(part)
    assert "2 of 5 rows." in part._repr_html_()
    assert "2 of 5 rows." in json.loads(part.to_json())["meta"]["notes"]


def test_it_prints_as_the_command_does_and_is_short_in_a_list() -> None:
    found = result(2, hidden=frozenset({"why"}), notes=("A note.",))
    assert " ".join(str(found).split()) == "thing n Thing 0 0 Thing 1 1 A note."
    assert repr(found) == "<Result of 2 rows: thing, n, why>"


def test_the_table_of_a_notebook_is_escaped() -> None:
    rows: list[dict[str, Any]] = [
        {
            EVIL: {"id": "1", "iri": 'https://example.org/"><b>', "label": EVIL},
            "text": EVIL,
            "list": [EVIL, "&amp;"],
        },
        {EVIL: {"id": "x", "iri": "javascript:alert(1)", "label": "no link"}},
    ]
    found = Result(columns=(EVIL, "text", "list"), rows=rows, notes=(f"Note {EVIL}",))
    read = Read(found._repr_html_())
    assert set(read.tags) == {
        *("div", "table", "caption", "br", "thead", "tbody", "tr", "th", "td", "a")
    }
    assert read.of("href") == ['https://example.org/"><b>']
    assert {f"1 {EVIL}", EVIL, f"{EVIL}; &amp;", "no link", f"Note {EVIL}"} <= set(read.words)


def test_the_table_scrolls_in_its_own_box_and_can_be_reached_by_keyboard() -> None:
    read = Read(result(1)._repr_html_())
    assert "overflow:auto" in str(read.of("style")[0])
    assert read.of("tabindex") == ["0"]
    assert read.of("scope") == ["col"] * 3


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (result(0), "No rows."),
        (result(1), "1 row."),
        (result(MOST), f"{MOST} rows."),
        (result(MOST + 1), f"{MOST} of {MOST + 1} rows; frame() has them all."),
        (
            result(2, hidden=frozenset({"why"})),
            "2 rows, 2 of 3 columns; frame() has them all.",
        ),
        (
            result(50, hidden=frozenset({"why", "n"})),
            f"{MOST} of 50 rows, 1 of 3 columns; frame() has them all.",
        ),
    ],
)
def test_the_caption_says_what_was_left_out(found: Result, said: str) -> None:
    read = Read(found._repr_html_())
    assert said in read.words
    assert read.tags.count("tr") == 1 + min(len(found), MOST)
    assert read.tags.count("th") == 3 - len(found.hidden)


def test_works_are_shown_by_their_key_and_long_texts_in_short() -> None:
    long = "word " * LONG
    read = Read(Result(columns=("work", "text"), rows=[{"work": WORK, "text": long}])._repr_html_())
    assert "w" in read.words
    assert "A title" in read.of("title")
    assert long in read.of("title")
    assert max(len(word) for word in read.words) <= LONG


def test_a_thing_takes_three_columns_of_a_frame_and_numbers_stay_numbers() -> None:
    rows = [*things(2), {"thing": None, "n": None, "why": None}]
    found = Result(
        columns=("thing", "n", "why"),
        rows=rows,
        meta={"build": "b"},
        hidden=frozenset({"why"}),
    )
    frame = found.frame()
    assert list(frame.columns) == ["thing", "thing_iri", "thing_label", "n", "why"]
    assert frame["thing_label"].tolist()[:2] == ["Thing 0", "Thing 1"]
    assert frame["n"].sum() == 1
    assert frame.isna().iloc[2].all()
    assert frame.attrs["meta"] == {"build": "b"}


def test_polars_has_the_same_frame() -> None:
    rows: list[dict[str, Any]] = [{"n": None, "x": 1, "list": []}] * 200
    rows += [{"n": 0.5, "x": 2, "list": ["a"]}]
    found = Result(columns=("n", "x", "list"), rows=rows)
    frame = found.frame("polars")
    assert frame.columns == ["n", "x", "list"]
    assert frame["n"].sum() == 0.5
    assert frame["x"].sum() == 202
    assert frame.to_dicts() == rows


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_frame_without_rows_keeps_its_columns(library: Any) -> None:
    assert list(result(0).frame(library).columns) == ["thing", "n", "why"]


def test_an_unknown_library_is_refused() -> None:
    with pytest.raises((AirmError, ValueError), match="polars"):
        result(1).frame("spreadsheet")  # type: ignore[arg-type]


WITHOUT = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "pandas":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
from airm_graph import AirmError, Result

found = Result(columns=("n",), rows=[{"n": 1}])
print(found.to_csv(), found, found._repr_html_()[:4])
try:
    found.frame()
except AirmError as error:
    print(type(error).__name__, error)
"""


def test_without_pandas_all_works_but_frames_which_say_what_to_install() -> None:
    ran = subprocess.run(
        [sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=True
    )
    error = MissingExtraError("frame('pandas')", "notebook", "pandas")
    assert ran.stdout.splitlines()[-1] == f"MissingExtraError {error}"
    assert "pip install 'airm-graph[notebook]'" in str(error)


def test_it_is_written_as_it_is_given_back(tmp_path: Path) -> None:
    rows = [
        {"name": 'a "b", c | \u00e9\nd', "thing": WORK, "x": 0.1234567, "no": None, "yes": True}
    ]
    found = Result(columns=tuple(rows[0]), rows=rows, meta={"build": "b"}, notes=("Note.",))
    for name in ("csv", "json", "markdown"):
        path = tmp_path / f"rows.{name}"
        said = getattr(found, f"to_{name}")(path)
        assert path.read_bytes() == said.encode()
        assert getattr(found, f"to_{name}")() == said
    assert found.to_csv() == (
        "name,thing,thing_iri,thing_label,x,no,yes\n"
        f'"a ""b"", c | \u00e9\nd",w,{WORK["iri"]},A title,0.123457,,true\n'
    )
    assert json.loads(found.to_json()) == {
        "meta": {"build": "b", "notes": ["Note."]},
        "rows": rows,
    }
    assert found.to_markdown().splitlines() == [
        "| name | thing | x | no | yes |",
        "| --- | --- | --- | --- | --- |",
        '| a "b", c \\| \u00e9 d | w | 0.12 |  | true |',
        "",
        "Note.",
    ]


@pytest.mark.parametrize(
    "write",
    [
        lambda path: result(2).to_csv(path),
        lambda path: result(2).to_json(str(path)),
        lambda path: result(2).to_markdown(path),
        lambda path: Account(text="t", data={"x": 1}).to_json(path),
    ],
    ids=["csv", "json", "markdown", "account"],
)
def test_files_are_written_in_one_step(tmp_path: Path, write: Any) -> None:
    path, kept = tmp_path / "new", tmp_path / "kept"
    path.write_text("old")
    os.link(path, kept)  # a file that is written over changes under both names
    write(path)
    assert path.read_text(encoding="utf-8") not in {"", "old"}
    assert kept.read_text() == "old"
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError, match="folder"):
        write(tmp_path / "folder")
    assert {one.name for one in tmp_path.iterdir()} == {"new", "kept", "folder"}


def test_an_account_is_read_or_asked_for_its_data() -> None:
    told = Account(text=f"First {EVIL}\n  second\n", data={"x": [1]}, meta={"build": "b"})
    assert str(told) == f"First {EVIL}\n  second"
    assert repr(told) == f"<Account: First {EVIL}>"
    assert told["x"] == [1]
    with pytest.raises(KeyError):
        told["y"]
    assert json.loads(told.to_json()) == {"meta": {"build": "b"}, "rows": [{"x": [1]}]}
    read = Read(told._repr_html_())
    assert read.tags == ["pre"]
    assert "".join(read.words) == str(told)
    assert "overflow:auto" in str(read.of("style")[0])
