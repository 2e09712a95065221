"""What is told of one thing: sentences for people, the same as data for programs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..files import write_text

if TYPE_CHECKING:
    from ..plots.figure import Figure


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Account:
    """What is told of one thing: ``print`` it to read it, ``data`` has the same for programs.

    Attributes:
        text: Sentences, as the command line prints them.
        data: What they were made from, as JSON has it.
        meta: What it rests on, to cite and repeat it: build, works, coders, parameters.
        picture: What :meth:`plot` draws; empty where there is no natural picture.

    >>> said = Account(text="x < y", data={"x": 1})
    >>> print(said), said["x"]
    x < y
    (None, 1)
    """

    text: str
    data: Mapping[str, Any]
    meta: Mapping[str, Any] = field(default_factory=dict)
    picture: str = ""

    def __str__(self) -> str:
        return self.text.rstrip("\n")

    def __repr__(self) -> str:
        first = self.text.partition("\n")[0]
        return f"<Account: {first}>"

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def _repr_html_(self) -> str:
        box = "max-width:100%;max-height:32em;overflow:auto"
        # Words stay whole where a front end would break lines anywhere.
        style = f"{box};white-space:pre-wrap;word-break:normal;font-family:monospace"
        return f'<pre style="{style}" tabindex="0">{escape(str(self))}</pre>'

    def to_json(self, path: str | Path | None = None) -> str:
        """One object with ``meta`` and one row; written to ``path`` if one is given.

        Args:
            path: A file, which is replaced in one step; None writes none.

        Raises:
            OSError: The file cannot be written; none is left half written.

        >>> import json
        >>> json.loads(Account(text="", data={"x": 1}).to_json())["rows"]
        [{'x': 1}]
        """
        answer = {"meta": dict(self.meta), "rows": [dict(self.data)]}
        return write_text(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", path)

    def plot(self, **options: Any) -> Figure:
        """The natural picture of the thing.

        Args:
            options: What the picture can be asked; its function in ``airm_graph.plots`` says what.

        Raises:
            PlotError: It has none, or an option is unknown.
            MissingExtraError: The extra ``plot`` is not installed.

        >>> Account(text="", data={}).plot()
        Traceback (most recent call last):
        airm_graph.errors.PlotError: this account has no natural picture
        """
        from ..plots import draw

        return draw(self, **options)
