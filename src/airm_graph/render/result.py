"""The value of an answer: rows, what they rest on, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, overload

from ..files import write_text
from .frames import frame_of
from .result_html import result_html
from .tables import render

if TYPE_CHECKING:
    from ..plots.figure import Figure

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Result(Sequence[Row]):
    """Rows of an answer: a sequence that shows as a table, and goes into a data frame.

    A cell is a string, a number, a list, None, or a thing as ``{"id", "iri", "label"}``; JSON keeps
    it as it is, the flat formats and frames spell a thing in three columns, and people see its
    label.

    Attributes:
        columns: The keys of the rows, in order.
        rows: The rows; the result itself is a sequence of them.
        meta: What the answer rests on, to cite and repeat it: build, works, coders, parameters.
        notes: Sentences below the table: what was left out, and how firm it is.
        hidden: Columns that people are not shown; the other formats have them.
        picture: What :meth:`plot` draws, by its name in :data:`airm_graph.plots.PICTURES`; empty
            where the rows have no natural picture.

    >>> found = Result(columns=("name", "n"), rows=[{"name": "a|b", "n": 2}, {"name": "c", "n": 1}])
    >>> len(found), found[0]["n"], [row["name"] for row in found]
    (2, 2, ['a|b', 'c'])
    >>> print(found.to_csv(), end="")
    name,n
    a|b,2
    c,1
    """

    columns: tuple[str, ...]
    rows: Sequence[Row]
    meta: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()
    picture: str = ""

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> Result: ...
    def __getitem__(self, place: int | slice) -> Row | Result:
        if not isinstance(place, slice):  # a number, NumPy's too
            return self.rows[place]
        part = self.rows[place]
        said = f"{len(part)} of {len(self.rows)} rows."
        return replace(self, rows=part, notes=(*self.notes, said))

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __str__(self) -> str:
        return render(self, "table").rstrip("\n")

    def __repr__(self) -> str:
        return f"<Result of {len(self.rows)} rows: {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        return result_html(self)

    def frame(self, library: Literal["pandas", "polars"] = "pandas") -> Any:
        """The rows as a data frame; a thing takes three columns: id, IRI and label.

        Args:
            library: ``pandas`` or ``polars``.

        Returns:
            A ``pandas.DataFrame`` or a ``polars.DataFrame`` with the hidden columns, too. What the
            rows rest on stands in ``frame.attrs["meta"]`` (pandas only).

        Raises:
            MissingExtraError: The library is not installed.

        >>> found = Result(columns=("n",), rows=[{"n": 2}, {"n": None}])
        >>> found.frame()["n"].sum()
        np.float64(2.0)
        """
        return frame_of(self, library)

    def to_csv(self, path: str | Path | None = None) -> str:
        """The rows as CSV, UTF-8, a thing in three columns; written to ``path`` if one is given.

        Args:
            path: A file, which is replaced in one step; None writes none.

        Raises:
            OSError: The file cannot be written; none is left half written.

        >>> Result(columns=("n",), rows=[{"n": 2}]).to_csv()
        'n\\n2\\n'
        """
        return write_text(render(self, "csv"), path)

    def to_json(self, path: str | Path | None = None) -> str:
        """One object with ``meta`` and ``rows``; written to ``path`` if one is given.

        Args:
            path: A file, which is replaced in one step; None writes none.

        Raises:
            OSError: The file cannot be written; none is left half written.

        >>> import json
        >>> json.loads(Result(columns=("n",), rows=[{"n": 2}]).to_json())["rows"]
        [{'n': 2}]
        """
        return write_text(render(self, "json"), path)

    def to_markdown(self, path: str | Path | None = None) -> str:
        """The columns that people are shown as a Markdown table, with the notes below it.

        Args:
            path: A file, which is replaced in one step; None writes none.

        Raises:
            OSError: The file cannot be written; none is left half written.

        >>> print(Result(columns=("n",), rows=[{"n": 2}]).to_markdown(), end="")
        | n |
        | --- |
        | 2 |
        """
        return write_text(render(self, "markdown"), path)

    def plot(self, **options: Any) -> Figure:
        """The natural picture of the rows, with its title, its source and its date.

        Args:
            options: What the picture can be asked; its function in ``airm_graph.plots`` says what.

        Raises:
            PlotError: These rows have no picture, or an option is unknown.
            MissingExtraError: The extra ``plot`` is not installed.

        >>> Result(columns=("n",), rows=[{"n": 2}]).plot()
        Traceback (most recent call last):
        airm_graph.errors.PlotError: rows of n have no natural picture; frame() gives ...
        """
        from ..plots import draw

        return draw(self, **options)
