"""One palette for all pictures, and the key that explains it: no colour speaks without a mark.

The colours keep apart in every common kind of colour blindness (blue against orange), and the
darker is the stronger, so that they also do in grey.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import altair as alt

from .chart_rows import chart_of

INK = "#1b2430"
DIM = "#5b6672"
EDGE = "#8a949e"
LINE = "#d3d9e0"
PAPER = "#ffffff"
STRONG = "#0b5394"
MIDDLE = "#6fa8dc"
WEAK = "#cfe2f3"
ALARM = "#c8500a"

ROW = 18  # pixels of a row of a key or a matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one value is drawn.

    Attributes:
        fill: Of its area.
        mark: What is written there, in letters that every font has.
        shape: Of its point where it is drawn as one, of Vega's names.
    """

    fill: str
    mark: str = ""
    shape: str = "circle"

    @property
    def ink(self) -> str:
        """The colour of what is written on the area."""
        return ink_on(self.fill)


STATES: Mapping[str, Look] = {
    "addressed": Look(fill=STRONG, mark="n"),
    "thin": Look(fill=WEAK, mark="n"),
    "open": Look(fill="#eceff2", mark="?"),
    "gap": Look(fill=ALARM, mark="\u00d7"),
    "excluded": Look(fill=PAPER, mark="\u2013"),
}
STRENGTHS: Mapping[str, Look] = {
    "direct": Look(fill=STRONG, mark="D", shape="circle"),
    "equal": Look(fill="#2f75b5", mark="=", shape="square"),
    "inherited": Look(fill=MIDDLE, mark="I", shape="triangle-up"),
    "partial": Look(fill=WEAK, mark="P", shape="diamond"),
    "lead": Look(fill="#f6e3b4", mark="L", shape="cross"),
    "": Look(fill=PAPER, mark="·", shape="stroke"),
}
HANDLINGS: Mapping[str, Look] = {
    "reduced": Look(fill="#073763", mark="R"),
    "responded to": Look(fill=STRONG, mark="r"),
    "mitigated": Look(fill="#1f66ad", mark="M"),
    "equal": Look(fill="#2f75b5", mark="="),
    "inherited": Look(fill=MIDDLE, mark="I"),
    "partial": Look(fill=WEAK, mark="P"),
    "only observed": Look(fill="#f6e3b4", mark="o"),
    "not assessed": Look(fill="#eceff2", mark="?"),
    "no measure": Look(fill=ALARM, mark="\u00d7"),
}


def said_of(states: Mapping[str, int]) -> str:
    """How many are in each state, to stand after their sum.

    >>> said_of({"gap": 2, "addressed": 3})
    '3 are addressed, 2 gaps'
    """
    words = [
        f"{states[state]} {'gaps' if state == 'gap' else state}"
        for state in STATES
        if states.get(state)
    ]
    return ", ".join(words).replace(" ", " are ", 1)


def key(entries: Iterable[tuple[str, str, str]]) -> Any:
    """What areas and marks mean, one below the other.

    Args:
        entries: Of each the fill, the mark that is written on it, and what it means.
    """
    rows = [
        {"place": place, "fill": fill, "ink": ink_on(fill), "mark": mark, "words": words}
        for place, (fill, mark, words) in enumerate(entries)
    ]
    base = chart_of(rows).encode(y=alt.Y("place:O", axis=None, scale=alt.Scale(paddingInner=0.1)))
    area = base.mark_rect(stroke=LINE).encode(
        x=alt.value(0), x2=alt.value(26), fill=alt.Fill("fill:N", scale=None)
    )
    mark = base.mark_text(fontSize=11, baseline="middle").encode(
        x=alt.value(13), text="mark:N", color=alt.Color("ink:N", scale=None)
    )
    words = base.mark_text(fontSize=11, align="left", baseline="middle", color=INK).encode(
        x=alt.value(34), text="words:N"
    )
    return alt.layer(area, mark, words).properties(width=400, height=alt.Step(ROW))


def ink_on(fill: str) -> str:
    """The colour in which to write on another: the one that stands out more.

    >>> ink_on("#000000"), ink_on("#ffffff") == INK
    ('#ffffff', True)
    """
    bright = luminance(fill)
    return PAPER if 1.05 / (bright + 0.05) > (bright + 0.05) / (luminance(INK) + 0.05) else INK


def luminance(colour: str) -> float:
    """How bright a colour is, from 0 to 1, as WCAG 2 defines it.

    >>> luminance("#ffffff")
    1.0
    """
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return round(0.2126 * red + 0.7152 * green + 0.0722 * blue, 12)
