"""Figures: the same bytes twice, harmless labels, files that stand alone, something to show."""

import base64
import json
import re
import subprocess
import sys
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import altair as alt
import pytest
import vl_convert as vlc
from drawn_rows import by_picture, result
from PIL import Image

from airm_graph.errors import MissingExtraError, PlotError
from airm_graph.plots import figure as figures
from airm_graph.plots.figure import Figure, framed
from airm_graph.render.result import Result

NAMES = sorted(by_picture())
HOSTILE = "</script><script>alert(1)</script>\"'&<img src=x onerror=alert(1)>\u202e\u2066\x07" + (
    "long " * 100
)


@cache
def drawn(name: str, label: str = "") -> Figure:
    return by_picture(label)[name].plot()


@pytest.mark.parametrize("name", NAMES)
def test_the_same_rows_are_the_same_bytes_with_title_source_and_date(
    name: str, tmp_path: Path
) -> None:
    figure = drawn(name)
    again = by_picture()[name].plot()
    assert json.dumps(figure.spec()) == json.dumps(again.spec())
    text = words(first := figure.save(tmp_path / "1.svg"))
    assert first.read_bytes() == again.save(tmp_path / "2.svg").read_bytes()
    assert "newest of 2025-01-02" in text
    assert "".join(figure.description.split()) in "".join(text.split())
    assert figure.spec()["background"] == "#ffffff"


@pytest.mark.parametrize("name", NAMES)
def test_hostile_labels_stay_text(name: str, tmp_path: Path) -> None:
    figure = drawn(name, HOSTILE)
    svg = ElementTree.parse(figure.save(tmp_path / "x.svg"))  # noqa: S314 - written just now
    tags = {element.tag.rpartition("}")[2] for element in svg.iter()}
    assert not tags & {"script", "img", "foreignObject", "a", "image"}
    written = (tmp_path / "x.svg").read_text()
    assert not set(written) & set("\u202e\u2066\x07")
    assert all(len(line.text or "") < 200 for line in svg.iter() if line.tag.endswith("}text"))


def test_hostile_labels_end_no_script_of_a_page(tmp_path: Path) -> None:
    figure = drawn("cells", HOSTILE)
    page = Page(figure.save(tmp_path / "x.html").read_text())
    assert page.tags.count("script") == 3
    assert "img" not in page.tags
    assert json.loads(page.scripts[1]) == figure.spec()


@pytest.mark.parametrize("name", NAMES)
def test_what_jupyterlab_draws_is_the_same_picture(name: str) -> None:
    bundle, size = drawn(name)._repr_mimebundle_()
    spec = bundle["application/vnd.vegalite.v5+json"]
    assert spec["$schema"].endswith("/v5.json")
    oldest = vlc.get_vegalite_versions()[0]
    assert oldest.startswith("5.")
    assert marks(vlc.vegalite_to_svg(spec, oldest)) == marks(vlc.vegalite_to_svg(spec))
    png = base64.b64decode(bundle["image/png"])
    assert abs(int.from_bytes(png[16:20]) - 1.5 * size["image/png"]["width"]) <= 1


def test_a_page_needs_no_network_and_has_a_title(tmp_path: Path) -> None:
    page = Page(drawn("cells").save(tmp_path / "x.html").read_text())
    assert [value for _, value in page.links] == []
    assert page.title.startswith("Of 5 cells of framework and category")


def test_a_png_has_the_pixels_that_were_asked_for(tmp_path: Path) -> None:
    figure = drawn("cells")
    small = figure.save(tmp_path / "small.png", scale=1).read_bytes()
    large = figure.save(tmp_path / "large.PNG", scale=3).read_bytes()
    width = int.from_bytes(small[16:20])
    assert abs(int.from_bytes(large[16:20]) - 3 * width) <= 3
    ours = vlc.vegalite_to_png(figure.spec(), scale=1)
    assert len(small) < len(ours) / 2
    one, other = (Image.open(BytesIO(png)).convert("RGBA") for png in (small, ours))
    assert one.tobytes() == other.tobytes()


def test_a_name_that_says_no_format_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlotError, match=r"x\.pdf: expected a name that ends in \.png \.svg"):
        drawn("cells").save(tmp_path / "x.pdf")
    assert list(tmp_path.iterdir()) == []


def test_a_picture_too_large_for_a_browser_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures, "MOST_BYTES", 1000)
    with pytest.raises(PlotError, match=r"cannot be shown: ask for less"):
        drawn("cells").spec()


def test_an_answer_without_a_picture_or_option_says_so() -> None:
    with pytest.raises(PlotError, match=r"rows of n have no natural picture; frame\(\)"):
        Result(columns=("n",), rows=[{"n": 1}]).plot()
    with pytest.raises(PlotError, match=r"plot\(colour=…\): expected sort"):
        by_picture()["cells"].plot(colour="red")


@pytest.mark.parametrize("name", NAMES)
def test_no_rows_make_no_picture(name: str) -> None:
    found = by_picture()[name]
    with pytest.raises(PlotError, match="nothing to draw"):
        Result(columns=found.columns, rows=[], meta=found.meta, picture=name).plot()


def test_notes_are_wrapped_and_a_version_that_is_lacking_is_replaced() -> None:
    chart = alt.Chart(alt.InlineData(values=[{"n": 1}])).mark_bar().encode(x="n:Q")
    said = framed(chart, "A title", {}, ["word " * 100]).spec()["title"]["text"]
    assert len(said) == 6
    assert max(map(len, said)) <= 110
    assert figures.vl_version({"$schema": "https://x/v5.99.json"}).startswith("5.")
    assert figures.vl_version({"$schema": "https://x/v99.1.0.json"}) == "99.1"


def test_without_the_extra_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in [name for name in sys.modules if name.startswith("airm_graph.plots.")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'airm-graph\[plot\]'"):
        result([], "cells").plot()


def test_names_of_pictures_load_no_library() -> None:
    code = "import sys, airm_graph.plots; print({'altair', 'vl_convert', 'PIL'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "set()\n"


def words(svg: Path) -> str:
    tree = ElementTree.parse(svg)  # noqa: S314 - written just now
    return " ".join("".join(e.itertext()) for e in tree.iter() if e.tag.endswith("}text"))


def marks(svg: str) -> list[tuple[str, ...]]:
    """Place and form of what stands for rows; axes may have other ticks."""
    return [
        (e.tag, e.get("d", ""), e.get("transform", ""), e.get("fill", ""), e.text or "")
        for e in ElementTree.fromstring(svg).iter()  # noqa: S314 - made just now
        if e.get("role") == "graphics-symbol" and "axis" not in e.get("aria-roledescription", "")
    ]


class Page(HTMLParser):
    """What a browser would make of a page: its elements, scripts and addresses."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.scripts: list[str] = []
        self.links: list[tuple[str, Any]] = []
        self.title = ""
        self.feed(text)
        assert not re.search(r"<script[^>]+src", text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "script":
            self.scripts.append("")
        self.links += [pair for pair in attrs if pair[0] in {"src", "href"}]

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "script":
            self.scripts[-1] += data
        elif self.tags and self.tags[-1] == "title" and not self.title:
            self.title = data
