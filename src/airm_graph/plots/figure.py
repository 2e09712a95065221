"""A figure: an Altair chart with title, source and date, that shows anywhere and can be saved."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import PlotError
from ..files import write_bytes
from . import check_suffix
from .colours import DIM, INK, PAPER
from .labels import shortened, wrapped
from .png import packed, size_of

if TYPE_CHECKING:
    import altair as alt

SCALE = 2.0  # pixels of a PNG for each of the chart
INLINE_SCALE = 1.5  # of the copy that a notebook stores beside the chart
TITLE = 90  # characters of a line of a title
MOST_BYTES = 8_000_000  # of a specification: what a browser still draws without a pause

# JupyterLab 4 draws Vega-Lite 3 to 5 itself, with 5.6; what the pictures use is the same in 6.
NOTEBOOK_TYPE = "application/vnd.vegalite.v5+json"
NOTEBOOK_SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title}</title>
<style>
body {{ background: #fff; color: {ink}; margin: 1rem; overflow-x: auto; }}
</style>
<script>{library}</script>
</head>
<body>
<div id="figure" role="figure" aria-label="{title}"></div>
<script id="specification" type="application/json">{spec}</script>
<script>
const specification = JSON.parse(document.getElementById("specification").textContent);
const actions = {{ export: true, source: false, compiled: false, editor: false }};
vegaEmbed("#figure", specification, {{ actions, renderer: "svg" }});
</script>
</body>
</html>
"""


class Figure:
    """A picture of an answer.

    Attributes:
        chart: The Altair chart, to be changed or combined.
        description: What the picture shows, for those who cannot see it.

    >>> import airm_graph as airm
    >>> airm.load().coverage("framework", "category").plot()
    <Figure: Of ... cells of framework and category, ...>
    """

    def __init__(self, chart: alt.TopLevelMixin, description: str) -> None:
        self.chart = chart
        self.description = description

    def __repr__(self) -> str:
        return f"<Figure: {self.description}>"

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        """The chart for front ends that draw Vega-Lite; a PNG and words for all others."""
        import vl_convert as vlc

        spec = self.spec()
        png = packed(vlc.vegalite_to_png(json.dumps(spec), vl_version(spec), scale=INLINE_SCALE))
        width, height = (round(size / INLINE_SCALE) for size in size_of(png))
        shown = {
            NOTEBOOK_TYPE: {**spec, "$schema": NOTEBOOK_SCHEMA},
            "image/png": base64.b64encode(png).decode(),
            "text/plain": repr(self),
        }
        return shown, {"image/png": {"width": width, "height": height, "alt": self.description}}

    def spec(self) -> dict[str, Any]:
        """The Vega-Lite specification, data included.

        Raises:
            PlotError: It is too large to be drawn.

        >>> import airm_graph as airm
        >>> spec = airm.load().coverage("framework", "stage").plot().spec()
        >>> spec["$schema"].startswith("https://vega.github.io/schema/vega-lite/")
        True
        """
        spec: dict[str, Any] = self.chart.to_dict()
        size = len(json.dumps(spec))
        if size > MOST_BYTES:
            raise PlotError(
                f"a picture of {size / 1e6:.0f} MB cannot be shown: ask for less, such as "
                "fewer facets, a level or a part of the rows"
            )
        return spec

    def save(self, path: str | Path, scale: float = SCALE) -> Path:
        """Write the figure; what the name ends in says how.

        Args:
            path: ``.png``, ``.svg``, ``.html`` (interactive, needs no network), or ``.json``
                (Vega-Lite).
            scale: Pixels of a PNG for each of the chart.

        Returns:
            The path.

        Raises:
            PlotError: The name ends in something else.
            OSError: The file cannot be written; none is left half written.

        >>> import airm_graph as airm
        >>> airm.load().coverage("framework", "stage").plot().save("stages.svg").stat().st_size > 0
        True
        """
        import vl_convert as vlc

        path = Path(path)
        check_suffix(path)
        spec = self.spec()
        text = json.dumps(spec)
        suffix = path.suffix.lower()
        if suffix == ".png":
            data = packed(vlc.vegalite_to_png(text, vl_version(spec), scale=scale))
        elif suffix == ".svg":
            data = vlc.vegalite_to_svg(text, vl_version(spec)).encode()
        elif suffix == ".html":
            data = self._page(text, vl_version(spec)).encode()
        else:
            data = text.encode()
        write_bytes(data, path)
        return path

    def _page(self, spec: str, version: str) -> str:
        """A page of its own: vl-convert's would let a label end the script that it stands in."""
        return PAGE.format(
            title=html.escape(self.description),
            ink=INK,
            library=_library(version),
            spec=spec.replace("<", "\\u003c"),
        )


@lru_cache(maxsize=1)
def _library(version: str) -> str:
    import vl_convert as vlc

    bundle = vlc.javascript_bundle("window.vegaEmbed = vegaEmbed;", version)
    return bundle.replace("</script", "<\\/script")


def vl_version(spec: Mapping[str, Any]) -> str:
    """The version of Vega-Lite with which vl-convert draws a specification.

    That of its schema; where vl-convert lacks it, the newest of the same major version, so that
    any two versions of Altair and vl-convert get along.

    >>> vl_version({"$schema": "https://vega.github.io/schema/vega-lite/v5.20.1.json"})
    '5.20'
    """
    import vl_convert as vlc

    version = str(spec["$schema"]).rpartition("/v")[2].removesuffix(".json")
    major, minor, *_ = version.split(".")
    known: list[str] = list(vlc.get_vegalite_versions())
    minors = [int(name.partition(".")[2]) for name in known if name.startswith(f"{major}.")]
    if minors and int(minor) not in minors:
        return f"{major}.{max(minors)}"
    return f"{major}.{minor}"


def framed(chart: Any, title: str, meta: Mapping[str, Any], notes: Sequence[str] = ()) -> Figure:
    """The chart with its title above, and below what it rests on.

    Args:
        chart: An Altair chart without a title.
        title: What it shows, as a sentence or a question.
        meta: That of the answer: program, build, sources.
        notes: What the reader must know to read it: what marks mean, what was left out.
    """
    import altair as alt

    above = alt.TitleParams(
        wrapped([title], TITLE),
        anchor="start",
        frame="bounds",
        fontSize=14,
        color=INK,
        offset=14,
    )
    below = alt.TitleParams(
        wrapped([*notes, source_line(meta)]),
        orient="bottom",
        anchor="start",
        fontSize=10,
        fontWeight="normal",
        color=DIM,
        offset=10,
    )
    whole = (
        alt.vconcat(chart.properties(title=above))
        .properties(title=below, background=PAPER, padding=12, description=shortened(title, 1000))
        .configure_view(stroke=None)
        .configure_axis(labelColor=INK, titleColor=INK, labelLimit=0, titleFontWeight="normal")
        .configure_concat(spacing=12)
    )
    return Figure(whole, shortened(title, 1000))


def source_line(meta: Mapping[str, Any]) -> str:
    """Which program and build, and how new the newest source is.

    >>> source_line({"program": "airm-graph 1.0", "build": "abc", "sources": [{"issued": "2025"}]})
    'Source: airm-graph 1.0, build abc; 1 source, the newest of 2025'
    """
    said = [str(meta.get("program", "airm-graph"))]
    if "build" in meta:
        said.append(f"build {meta['build']}")
    sources = meta.get("sources", [])
    dates = sorted(str(source["issued"]) for source in sources if source.get("issued"))
    line = "Source: " + ", ".join(said)
    if dates:
        line += f"; {len(sources)} source{'s' * (len(sources) != 1)}, the newest of {dates[-1]}"
    return line
