"""How works, coders, versions and builds compare."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Literal, get_args

from ..errors import AirmError
from .base import Where, pairs_of
from .choosing import Choosing
from .target_options import work_key_of
from .values import check_at_least, check_counting, check_fraction, check_one_of, names_of

if TYPE_CHECKING:
    from ..agents import CodedBy
    from ..agreement.figures import By
    from ..answers.agreement import AgreementOptions, Status, Undetermined
    from ..coverage.options import Count
    from ..render.result import Result
    from ..versions import What
    from ..workspace import Build


class Comparing(Choosing):
    """Works against works, coders against coders, versions and builds against earlier ones."""

    def crosswalk(
        self,
        of: str,
        *through: str,
        kind: str | None = None,
        unreached: bool = False,
        depth: int = 3,
        without: str | Collection[str] = (),
        min_confidence: float = 0.0,
        proposed: bool = False,
        stale: bool = False,
    ) -> Result:
        """What of one work the things of others reach through mappings, and how.

        Args:
            of: The key of the work whose things are reached.
            through: Keys of works from whose things paths start, one or more; each is a column.
            kind: Only things of this kind, such as ``requirement``.
            unreached: List what nothing reaches, too.
            depth: The most mappings in a row.
            without: Leave out what is ``machine-made``, or our ``own``.
            min_confidence: Leave out mappings that state a lower confidence (0 to 1).
            proposed: Count mappings that are not yet accepted.
            stale: Count mappings of which an end means another thing now.

        Returns:
            A row a thing; a ``lead`` says only that the two may have something in common.

        Raises:
            IdentifierError: No work is called so, or it states nothing of that kind.
            PathError: The options make no paths.
            AirmError: No work is named from which paths start, or a confidence is none.

        >>> import airm_graph as airm
        >>> found = airm.load().crosswalk("nist-ai-rmf", "cosai-risk-map")
        >>> {"target", "kind", "cosai-risk-map"} <= set(found.columns)
        True
        """
        from ..answers.targets import crosswalk_to
        from ..paths.hops import PathOptions

        if not through:
            raise AirmError(
                "no work is named from which paths start, such as "
                'crosswalk("nist-ai-rmf", "cosai-risk-map")'
            )
        check_fraction("min_confidence", min_confidence)
        paths: dict[str, Any] = {
            "depth": depth,
            "without": names_of(without),
            "min_confidence": min_confidence,
            "proposed": proposed,
            "stale": stale,
        }
        work, *others = [str(work_key_of(name)) for name in (of, *through)]
        return crosswalk_to(
            self.build,
            work,
            others,
            kind=kind,
            unreached=unreached,
            options=PathOptions(**paths),
            asked={
                "of": f"framework={work}",
                "from": tuple(f"framework={name}" for name in others),
                "kind": kind,
                **paths,
            },
        )

    def agreement(
        self,
        by: By = "facet",
        *,
        facets: str | Collection[str] = (),
        coders: str | Collection[str] = (),
        level: int | None = None,
        status: Status = "any",
        undetermined: Undetermined = "count",
        count: Count = "measures",
    ) -> Result:
        """How far those who classify the same things agree, beyond chance.

        Args:
            by: ``facet`` for a row a pair of coders; ``source`` or ``concept`` for one for each
                work, or each concept, besides.
            facets: Only these facets, such as ``category``.
            coders: Only pairs with this coder, or only pairs among those given, by label or id.
            level: Take 1.1.2 for 1.1 at level 2, and for 1 at level 1; what stands higher stays.
            status: ``any``, or only what is ``accepted``; what is superseded never counts.
            undetermined: ``count`` takes "could not be decided" for an answer of its own,
                ``leave-out`` leaves such things out.
            count: Records of one measure are one thing (``measures``), or each is its own.

        Returns:
            Cohen's kappa of each pair, with its 95 % interval from ``low`` to ``high`` for large
            samples, and Krippendorff's ``alpha`` of three coders or more. What is undefined is
            None, with the reason beside it.

        Raises:
            IdentifierError: No facet or coder is called so.
            AirmError: An option has a value that it cannot have.

        >>> import airm_graph as airm
        >>> found = airm.load().agreement(facets="category")
        >>> all(row["agreed"] <= row["things"] for row in found)
        True
        """
        from ..answers.agreement import agreement_of_coders

        options = _options(by, facets, coders, level, status, undetermined, count)
        return agreement_of_coders(self.build, options)

    def disagreements(
        self,
        *,
        facets: str | Collection[str] = (),
        coders: str | Collection[str] = (),
        level: int | None = None,
        status: Status = "any",
        undetermined: Undetermined = "count",
        count: Count = "measures",
        limit: int | None = None,
    ) -> Result:
        """Each thing that two coders classify otherwise, with the reasons of both.

        Args:
            facets: Only these facets, such as ``category``.
            coders: Only pairs with this coder, or only pairs among those given, by label or id.
            level: As for :meth:`agreement`.
            status: As for :meth:`agreement`.
            undetermined: As for :meth:`agreement`.
            count: As for :meth:`agreement`.
            limit: The most rows; None gives all.

        Raises:
            IdentifierError: No facet or coder is called so.
            AirmError: An option has a value that it cannot have.

        >>> import airm_graph as airm
        >>> found = airm.load().disagreements(facets="category", limit=3)
        >>> all(row["concepts_a"] != row["concepts_b"] for row in found)
        True
        """
        from ..answers.agreement import disagreements_of_coders

        if limit is not None:
            check_at_least("limit", limit, 1)
        options = _options("facet", facets, coders, level, status, undetermined, count, limit)
        return disagreements_of_coders(self.build, options)

    def diff(
        self,
        old: str,
        new: str | None = None,
        *,
        only: What | Collection[What] = (),
        threshold: float = 0.3,
        renumbered: float = 0.75,
    ) -> Result:
        """What changed between two versions of a framework.

        Args:
            old: The earlier version, as ``atlas@5.0.1`` or ``atlas5_0_1``; a framework alone, such
                as ``atlas``, stands for its two newest versions.
            new: The later version; None where ``old`` is a framework.
            only: Only ``added``, ``removed``, ``renamed``, ``reclassified``, ``re-used`` and so on.
            threshold: An identifier whose meanings are less alike than this (0 to 1) is re-used.
            renumbered: A removed and an added thing at least so alike (0 to 1) may be one.

        Returns:
            A row a change, with the texts before and after.

        Raises:
            IdentifierError: No version is called so, or the framework has no two.
            SourceError: What is imported cannot be read.
            AirmError: A kind of change is unknown, or a number is not from 0 to 1.

        >>> import airm_graph as airm
        >>> found = airm.load().diff("atlas", only="added")
        >>> {row["change"] for row in found}
        {'added'}
        """
        from ..answers.version_changes import two_versions, version_changes
        from ..versions import KINDS

        kinds: tuple[Any, ...] = names_of(only)
        for kind in kinds:
            check_one_of("only", kind, KINDS)
        check_fraction("threshold", threshold)
        check_fraction("renumbered", renumbered)
        self._progress("comparing")
        before, after = two_versions(self.workspace, old, new)
        return version_changes(
            before, after, only=kinds, threshold=threshold, renumbered=renumbered
        )

    def changes(
        self,
        old: str = "previous",
        new: str = "current",
        *,
        by: Sequence[str] = ("framework", "category"),
        where: Where = (),
        kind: str = "risk-source",
        only: Literal["cells", "targets"] | None = None,
        threshold: int = 2,
        coded_by: CodedBy = "all",
        min_confidence: float = 0.0,
    ) -> Result:
        """Which cells and targets changed their state from one build to another, and why.

        Args:
            old: ``current`` (this one), ``previous``, or the first letters of a build's name.
            new: The same, for the later build.
            by: Two to five facets of the cells.
            where: Only cells, or measures, with this value or one below it.
            kind: The kind of target.
            only: Compare only ``cells``, or only ``targets``.
            threshold: Measures from which a cell is addressed.
            coded_by: Whose classifications and links count: ``all``, ``publisher`` or ``own``.
            min_confidence: What states a lower confidence (0 to 1) does not count.

        Returns:
            A row a change with its causes; gaps that appeared come first, then what was lost.

        Raises:
            WorkspaceError: There is no such build, or it cannot be read.
            IdentifierError: No facet, concept, work or kind is called so.
            OptionError: The options make no table.
            AirmError: An option has a value that it cannot have.

        >>> import airm_graph as airm
        >>> airm.load().changes("current", "current").notes
        ('It is the same build: nothing changed.',)
        """
        from ..answers.build_changes import build_changes
        from ..build_comparison import What
        from ..coverage.targets import KINDS

        check_counting(coded_by, min_confidence)
        check_one_of("kind", kind, KINDS)
        if only is not None:
            check_one_of("only", only, get_args(What))
        return build_changes(
            self._named_build(old),
            self._named_build(new),
            by=tuple(by),
            where=pairs_of(where),
            kind=kind,
            only=only,
            threshold=threshold,
            coded_by=coded_by,
            min_confidence=min_confidence,
        )

    def changed_triples(self, old: str = "previous", new: str = "current") -> Result:
        """The triples that only one of two builds has.

        Args:
            old: ``current`` (this one), ``previous``, or the first letters of a build's name.
            new: The same, for the later build.

        Raises:
            WorkspaceError: There is no such build, or it cannot be read.

        >>> import airm_graph as airm
        >>> len(airm.load().changed_triples("current", "current"))
        0
        """
        from ..answers.build_changes import triple_changes

        return triple_changes(self._named_build(old), self._named_build(new))

    def _named_build(self, name: str) -> Build:
        if name == "current":
            return self.build
        return self.workspace.previous() if name == "previous" else self.workspace.build(name)


def _options(
    by: By,
    facets: str | Collection[str],
    coders: str | Collection[str],
    level: int | None,
    status: Status,
    undetermined: Undetermined,
    count: Count,
    limit: int | None = None,
) -> AgreementOptions:
    from ..agreement.figures import By
    from ..answers.agreement import AgreementOptions, Status, Undetermined
    from ..coverage.options import Count

    check_one_of("by", by, get_args(By))
    check_one_of("status", status, get_args(Status))
    check_one_of("undetermined", undetermined, get_args(Undetermined))
    check_one_of("count", count, get_args(Count))
    if level is not None:
        check_at_least("level", level, 1)
    return AgreementOptions(
        by=by,
        facets=names_of(facets),
        coders=names_of(coders),
        level=level,
        status=status,
        undetermined=undetermined,
        count=count,
        limit=limit,
    )
