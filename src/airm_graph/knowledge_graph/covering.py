"""What is covered and what is not: cells, targets, and why each has its state."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from ..errors import AirmError
from .base import Where, pairs_of
from .explaining import Explaining
from .values import (
    check_at_least,
    check_counting,
    check_one_of,
    check_text,
    given,
    names_of,
    refuse,
)

if TYPE_CHECKING:
    from ..agents import CodedBy
    from ..coverage.options import Count, Options
    from ..render.account import Account
    from ..render.result import Result

# Options that only one of the questions has which ``gaps`` answers.
OF_CELLS = {"level", "where", "threshold", "count", "permutations", "seed"}
OF_TARGETS = {
    *("per", "from_", "depth", "counted", "catch_all", "leads", "addressed", "proposed", "stale")
}
OF_BOTH = {"min_confidence", "without"}


class Covering(Explaining):
    """Coverage and gaps."""

    def coverage(
        self,
        *by: str,
        level: int | Mapping[str, int] | None = None,
        where: Where = (),
        threshold: int = 2,
        count: Count = "measures",
        coded_by: CodedBy = "all",
        min_confidence: float = 0.0,
        without: str | Collection[str] = (),
    ) -> Result:
        """Every combination of facet values, how many measures it holds, and in which state it is.

        Args:
            by: Two to five facets, such as ``framework``, ``category``, ``stage`` or ``actor``.
            level: Level of the taxonomies, 1 is the top; or one for each facet that is named.
            where: Count only measures with this value or one below it: ``{"stage": "deploy"}``.
            threshold: Measures from which a cell is addressed.
            count: Distinct ``measures``, or ``records`` as their publisher counts them.
            coded_by: Whose classifications count: ``all``, ``publisher`` or ``own``.
            min_confidence: Classifications that state a lower confidence (0 to 1) do not count.
            without: ``machine-made`` leaves out decisions of those who let a program read.

        Returns:
            A row a cell; ``plot()`` draws two facets as a heat map.

        Raises:
            IdentifierError: No facet, concept or work is called so; the nearest are named.
            OptionError: The options make no table.
            AirmError: An option has a value that it cannot have.

        >>> import airm_graph as airm
        >>> found = airm.load().coverage("framework", "category", where={"framework": "nist2024"})
        >>> sorted({row["state"] for row in found})
        ['addressed', 'open', 'thin']
        """
        from ..answers.cells import cells_of

        options = self._options(
            by,
            level,
            where,
            threshold=threshold,
            count=count,
            coded_by=coded_by,
            min_confidence=min_confidence,
            without=without,
        )
        return cells_of(self.build, options)

    def gaps(
        self,
        *by: str,
        kind: str | None = None,
        per: str | None = None,
        from_: str | None = None,
        level: int | Mapping[str, int] | None = None,
        where: Where = (),
        threshold: int = 2,
        count: Count = "measures",
        permutations: int | None = None,
        seed: int | None = None,
        depth: int = 3,
        counted: str | Collection[str] = ("direct", "equal"),
        catch_all: bool = False,
        leads: bool = False,
        addressed: bool = False,
        proposed: bool = False,
        stale: bool = False,
        coded_by: CodedBy = "all",
        min_confidence: float = 0.0,
        without: str | Collection[str] = (),
    ) -> Result:
        """What is not addressed, worst first: cells, targets, or all that the report rests on.

        ``gaps("framework", "stage")`` gives cells, ``gaps(kind="risk-source")`` targets, and
        ``gaps()`` every row behind :meth:`gap_report`.

        Args:
            by: Two to five facets, for cells.
            kind: For targets: ``risk-source``, ``risk``, ``consequence``, ``impact`` or
                ``requirement``.
            per: Targets: count those in each state under each concept of this facet.
            from_: Targets: only links stated in the work with this key.
            level: Cells: as for :meth:`coverage`.
            where: Cells: as for :meth:`coverage`.
            threshold: Cells: measures from which one is addressed.
            count: Cells: distinct ``measures``, or ``records`` as their publisher counts them.
            permutations: Cells with ``framework``: draw so many tables with the same margins, for
                chances beside ``p_empty``.
            seed: Cells: of the random numbers, the same gives the same chances; None is the one
                that the command takes.
            depth: Targets: the most mappings in a row.
            counted: Targets: strengths from which one is addressed; weaker ones make it thin.
            catch_all: Targets: let measures for all risks reach every risk.
            leads: Targets: tell where paths lead that prove nothing.
            addressed: Targets: list what is addressed, too.
            proposed: Targets: count mappings that are not yet accepted.
            stale: Targets: count mappings of which an end means another thing now.
            coded_by: Whose classifications and links count: ``all``, ``publisher`` or ``own``.
            min_confidence: Cells and targets: what states a lower confidence (0 to 1) does not
                count.
            without: Cells: ``machine-made``; targets: ``own`` and ``catch-all``, too.

        Returns:
            Rows with what their state rests on. ``plot()`` draws cells and targets; the rows
            behind the report are of several kinds and have no picture.

        Raises:
            IdentifierError: No facet, concept, work or kind is called so; the nearest are named.
            OptionError: The options make no table.
            PathError: The options make no paths.
            AirmError: Facets and a kind are both given; an option is not about what is asked, or
                has a value that it cannot have.

        >>> import airm_graph as airm
        >>> kg = airm.load()
        >>> found = kg.gaps("framework", "category")
        >>> found[0]["state"], {row["state"] for row in found} <= {"gap", "open", "thin"}
        ('gap', True)
        >>> kg.gaps(kind="impact", per="risk-domain").columns
        ('risk-domain', 'targets', 'addressed', 'thin', 'open', 'gap')
        >>> kg.gaps("framework", "stage", kind="risk")
        Traceback (most recent call last):
        airm_graph.errors.AirmError: facets ask for cells, kind='risk' for targets: ...
        """
        asked_for = given(Covering.gaps, locals())
        if by and kind is not None:
            raise AirmError(
                f"facets ask for cells, kind={kind!r} for targets: leave one of them out; "
                f"per= counts targets under the concepts of a facet"
            )
        if by:
            refuse(asked_for & OF_TARGETS, "targets: name a kind in place of facets")
            from ..answers.cells import gaps_in_cells
            from ..coverage.permutation import SEED

            options = self._options(
                by,
                level,
                where,
                threshold=threshold,
                count=count,
                coded_by=coded_by,
                min_confidence=min_confidence,
                without=without,
            )
            seed = SEED if seed is None else check_at_least("seed", seed, 0)
            return gaps_in_cells(self.build, options, permutations, seed, self._progress)
        if kind is None:
            others = asked_for & (OF_CELLS | OF_TARGETS | OF_BOTH)
            refuse(others, "cells or targets: name facets, or a kind")
            check_counting(coded_by)
            from ..answers.gap_report import every_gap

            return every_gap(self.build, coded_by)
        refuse(asked_for & OF_CELLS, "cells: name facets in place of a kind")
        check_counting(coded_by, min_confidence)
        from ..answers.targets import gaps_in_targets, targets_by_facet

        asked = {
            "kind": kind,
            "coded_by": coded_by,
            "depth": depth,
            "without": names_of(without),
            "min_confidence": min_confidence,
            "proposed": proposed,
            "stale": stale,
            "catch_all": catch_all,
            "leads": leads,
            "counting": names_of(counted),
            "work": from_,
        }
        if per is None:
            return gaps_in_targets(self.build, addressed=addressed, **asked)
        return targets_by_facet(self.build, per, **asked)

    def gap_report(self, *, coded_by: CodedBy = "all") -> Account:
        """What the frameworks leave uncovered and how firm that is, on one screen.

        Args:
            coded_by: Whose classifications and links count: ``all``, ``publisher`` or ``own``.

        Returns:
            Its data has every figure of the report and its lists in full, such as ``works``,
            ``measures``, ``views``, ``laggards``, ``quiet``, ``handling``, ``unaddressed``,
            ``named``, ``wild`` and ``watch``.

        Raises:
            AirmError: ``coded_by`` is none of the three.

        >>> import airm_graph as airm
        >>> report = airm.load().gap_report()
        >>> print(report)
        build ...
        "Addressed" = a document states such a measure, not that it works.
        ...
        >>> sum(report["handling"].values()) == report["risk_sources"]
        True
        """
        from ..answers.gap_report import gap_account

        check_counting(coded_by)
        return gap_account(self.build, coded_by)

    def report(self, path: str | Path = "gaps.html", *, coded_by: CodedBy = "all") -> Path:
        """Write the whole gap analysis as one HTML file that needs no network.

        Args:
            path: The file, which is replaced in one step.
            coded_by: Whose classifications and links count: ``all``, ``publisher`` or ``own``.

        Returns:
            The path.

        Raises:
            AirmError: ``coded_by`` is none of the three.
            OSError: The file cannot be written; none is left half written.

        >>> import airm_graph as airm
        >>> airm.load().report("gaps.html").name
        'gaps.html'
        """
        from ..answers.report import report_page
        from ..files import write_text

        check_counting(coded_by)
        self._progress("writing the report")
        write_text(report_page(self.build, coded_by), path)
        return Path(path)

    def _options(
        self, by: tuple[str, ...], level: int | Mapping[str, int] | None, where: Where, **asked: Any
    ) -> Options:
        from ..coverage.options import Count, Options, levels_at

        check_one_of("count", asked["count"], get_args(Count))
        check_counting(asked["coded_by"], asked["min_confidence"])
        levels: Mapping[str, int] = {}
        if isinstance(level, int):
            levels = levels_at(self.build.columns.facets, by, level)
        elif level is not None:
            levels = level
        pairs = pairs_of(where)
        for name, value in pairs:
            check_text(name, value)
        asked["without"] = names_of(asked["without"])
        return Options(by=by, levels=levels, where=pairs, **asked)
