"""Which works cover what, which of them to choose, and what rests on one alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Unpack, get_args

from ..errors import AirmError
from .base import Base
from .target_options import TargetOptions, question_of
from .values import check_at_least, check_one_of

if TYPE_CHECKING:
    from fractions import Fraction

    from ..answers.covers import Show
    from ..answers.frameworks import Matrix
    from ..answers.single_points import Per
    from ..render.result import Result

Costs = Mapping[str, float] | Path


class Choosing(Base):
    """Comparing works by the targets that they cover, and choosing the fewest.

    Each method takes the keywords of :class:`.target_options.TargetOptions`, which say what the
    targets are and what counts as covering one.
    """

    def frameworks(self, **asked: Unpack[TargetOptions]) -> Result:
        """Each work with its measures, the targets that they cover, and its fair share of all.

        Args:
            asked: ``targets``, ``of``, ``where`` and ``ids`` choose targets; ``strength`` (else
                ``equal``), ``depth``, ``without``, ``min_confidence``, ``proposed``, ``stale``,
                ``coded_by``, ``catch_all`` and ``every_status`` say when one is covered. Each is
                explained at :class:`airm_graph.knowledge_graph.target_options.TargetOptions`.

        Returns:
            A row a work. ``unique`` counts targets that no other work covers; ``shapley`` shares
            each target equally among the works that cover it. Works of which nobody said what
            they act on have their number of measures and nothing else.

        Raises:
            IdentifierError: No kind, work, facet, concept or target is called so.
            AirmError: An option has a value that it cannot have.
            TypeError: A keyword is unknown.

        >>> import airm_graph as airm
        >>> found = airm.load().frameworks(of="atlas", strength="direct")
        >>> found[0]["work"]["id"], found[0]["covers"] >= found[0]["unique"] > 0
        ('atlas', True)
        """
        from ..answers.frameworks import works_compared

        return works_compared(question_of(self.build, "frameworks", asked))

    def contributions(self, **asked: Unpack[TargetOptions]) -> Result:
        """What each work adds to what all of them cover together.

        Args:
            asked: As for :meth:`frameworks`.

        Returns:
            A row a work that covers anything or might; the Shapley values add up to all targets
            that are covered, and ``shapley_exact`` has them as fractions.

        Raises:
            IdentifierError: No kind, work, facet, concept or target is called so.
            AirmError: An option has a value that it cannot have.

        >>> import airm_graph as airm
        >>> found = airm.load().contributions(strength="inherited")
        >>> round(sum(row["share"] for row in found), 9)
        1.0
        """
        from ..answers.frameworks import contributions_of_works

        return contributions_of_works(question_of(self.build, "contributions", asked))

    def overlap(
        self,
        over: str = "targets",
        matrix: Matrix | None = None,
        *,
        threshold: int = 2,
        **asked: Unpack[TargetOptions],
    ) -> Result:
        """How far every two works cover the same.

        Args:
            over: ``targets``; or a facet such as ``category``, to compare the values of it that
                each work addresses.
            matrix: ``jaccard``, ``containment`` (the share of the row's work that the column's
                covers, too) or ``shared``, for a row and a column a work; None for a row a pair.
            threshold: Measures from which a value of the facet is addressed.
            asked: As for :meth:`frameworks`; what chooses targets goes with ``targets`` only.

        Returns:
            Pairs, the most alike first, with the Jaccard index and both containments (0 to 1); or
            the matrix.

        Raises:
            IdentifierError: No facet, kind, work, concept or target is called so.
            OptionError: Works cannot be compared so.
            AirmError: An option has a value that it cannot have.

        >>> import airm_graph as airm
        >>> kg = airm.load()
        >>> all(0 <= row["jaccard"] <= 1 for row in kg.overlap("category"))
        True
        >>> kg.overlap(matrix="jacard")
        Traceback (most recent call last):
        airm_graph.errors.AirmError: matrix='jacard': did you mean 'jaccard'?
        """
        from ..answers.frameworks import Matrix, overlap_of_works

        if matrix is not None:
            check_one_of("matrix", matrix, get_args(Matrix))
        question = question_of(self.build, "overlap", asked)
        return overlap_of_works(question, over, matrix, threshold)

    def overlap_sets(
        self, over: str = "targets", *, threshold: int = 2, **asked: Unpack[TargetOptions]
    ) -> Result:
        """For every combination of works how many targets exactly these cover, and no other.

        Args:
            over: ``targets``, or a facet, as for :meth:`overlap`.
            threshold: Measures from which a value of the facet is addressed.
            asked: As for :meth:`frameworks`; what chooses targets goes with ``targets`` only.

        Returns:
            ``works`` (keys), ``size`` and ``targets``, the largest first; every covered target
            stands in one row. ``plot()`` draws an UpSet plot.

        Raises:
            IdentifierError: No facet, kind, work, concept or target is called so.
            OptionError: Works cannot be compared so.
            AirmError: An option has a value that it cannot have.

        >>> import airm_graph as airm
        >>> found = airm.load().overlap_sets(strength="inherited")
        >>> all(row["size"] == len(row["targets"]) for row in found)
        True
        """
        from ..answers.frameworks import exact_intersections

        question = question_of(self.build, "overlap_sets", asked)
        return exact_intersections(question, over, threshold)

    def cover(
        self,
        *,
        measures: bool = False,
        times: int = 1,
        share: float = 1.0,
        at_most: float | None = None,
        costs: Costs | None = None,
        every: bool = False,
        time_limit: float = 30.0,
        **asked: Unpack[TargetOptions],
    ) -> Result:
        """The smallest set of works, or of measures, that covers the targets.

        Exact, by integer programming: the notes, and ``meta["cover"]``, say whether the set is
        proved the smallest, whether it is the only one, and how greedy choice compares.

        Args:
            measures: Choose single measures instead of works.
            times: How many members each target needs; one that fewer cover needs all of these.
            share: The share of the coverable targets that is enough, above 0 and up to 1.
            at_most: Cover the most with so many members, or for that cost where there are costs.
            costs: What members cost, by key or IRI; or a ``Path`` of a file with an id and a
                number a line. Others cost 1.
            every: List all sets that do as well, up to 100.
            time_limit: Seconds after which the best set found is given, with the bound known.
            asked: As for :meth:`frameworks`.

        Returns:
            A row a member, with what it covers and what it alone covers; with ``every``, of each
            set, by its number.

        Raises:
            CoverError: The question makes no sense.
            IdentifierError: No kind, work, facet, concept, target or member is called so.
            SolverError: SciPy is not installed.
            SourceError: The file of costs or of targets cannot be read.
            AirmError: An option has a value that it cannot have.

        >>> import airm_graph as airm
        >>> found = airm.load().cover(of="atlas", strength="direct")
        >>> found.meta["cover"]["optimal"], all(row["alone"] <= row["covers"] for row in found)
        (True, True)
        """
        return self._cover(
            "cover",
            asked,
            measures=measures,
            times=times,
            share=share,
            at_most=at_most,
            costs=costs,
            every=every,
            time_limit=time_limit,
        )

    def cover_curve(
        self,
        *,
        measures: bool = False,
        times: int = 1,
        share: float = 1.0,
        at_most: float | None = None,
        costs: Costs | None = None,
        time_limit: float = 30.0,
        **asked: Unpack[TargetOptions],
    ) -> Result:
        """How coverage grows when the work, or measure, that adds most is taken each time.

        Args:
            measures: Choose single measures instead of works.
            times: How many members each target needs.
            share: Of the exact set that stands beside the curve, as for :meth:`cover`.
            at_most: Of the exact set, too.
            costs: What members cost, as for :meth:`cover`.
            time_limit: Seconds after which the exact set is given as it is known by then.
            asked: As for :meth:`frameworks`.

        Returns:
            A row a step: ``members`` by now, the member, what all cost, what it adds (``gain``),
            what is ``covered``, and which ``share`` that is of what can be; ``meta["cover"]`` has
            the exact set.

        Raises:
            CoverError: The question makes no sense.
            IdentifierError: No kind, work, facet, concept, target or member is called so.
            SolverError: SciPy is not installed.
            AirmError: An option has a value that it cannot have.

        >>> import airm_graph as airm
        >>> curve = airm.load().cover_curve()
        >>> curve[-1]["share"], curve[-1]["covered"] == sum(step["gain"] for step in curve)
        (1.0, True)
        """
        return self._cover(
            "greedy",
            asked,
            measures=measures,
            times=times,
            share=share,
            at_most=at_most,
            costs=costs,
            time_limit=time_limit,
        )

    def uncoverable(
        self, *, measures: bool = False, times: int = 1, **asked: Unpack[TargetOptions]
    ) -> Result:
        """The targets that no work, or no measure, covers, or fewer than ``times``.

        Args:
            measures: Count single measures instead of works.
            times: How many members each target needs.
            asked: As for :meth:`frameworks`.

        Returns:
            A row a target, with how many members cover it.

        Raises:
            IdentifierError: No kind, work, facet, concept or target is called so.
            AirmError: An option has a value that it cannot have.

        >>> import airm_graph as airm
        >>> {row["members"] for row in airm.load().uncoverable()}
        {0}
        """
        return self._cover("uncoverable", asked, measures=measures, times=times)

    def single_points(self, per: Per = "measure", **asked: Unpack[TargetOptions]) -> Result:
        """Targets that rest on exactly one measure, or on one work.

        Args:
            per: One ``measure``, or one ``work``, however many measures it has.
            asked: As for :meth:`frameworks`.

        Returns:
            A row a target, with what it rests on, and how many would cover it if measures that
            claim to cover every risk counted.

        Raises:
            IdentifierError: No kind, work, facet, concept or target is called so.
            AirmError: An option has a value that it cannot have.

        >>> import airm_graph as airm
        >>> found = airm.load().single_points(per="work", of="atlas")
        >>> {row["work"]["id"] for row in found}
        {'atlas'}
        """
        from ..answers.single_points import Per, resting_on_one

        check_one_of("per", per, get_args(Per))
        return resting_on_one(question_of(self.build, "single_points", asked), per)

    def _cover(
        self,
        show: Show,
        asked: TargetOptions,
        *,
        measures: bool = False,
        times: int = 1,
        share: float = 1.0,
        at_most: float | None = None,
        costs: Costs | None = None,
        every: bool = False,
        time_limit: float = 30.0,
    ) -> Result:
        from ..answers.covers import smallest_sets

        check_at_least("times", times, 1)
        method = {"cover": "cover", "greedy": "cover_curve"}.get(show, show)
        if time_limit < 1:
            raise AirmError(f"time_limit={time_limit!r}: expected 1 second or more")
        return smallest_sets(
            question_of(self.build, method, asked),
            measures=measures,
            times=times,
            share=share,
            at_most=None if at_most is None else _exact("at_most", at_most),
            costs=costs
            if costs is None or isinstance(costs, Path)
            else {name: _exact(f"the cost of {name}", cost) for name, cost in costs.items()},
            every=every,
            show=show,
            seconds=time_limit,
            progress=self._progress,
        )


def _exact(name: str, value: float) -> Fraction:
    """The number as it is written, not as the nearest binary one."""
    from fractions import Fraction

    try:
        return Fraction(str(value))
    except ValueError:
        raise AirmError(f"{name} is {value!r}; expected a number such as 2.5") from None
