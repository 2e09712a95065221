"""Looking around: one thing, a search, what there is, and trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .networks import Networks
from .values import check_at_least
from .wording import for_python

if TYPE_CHECKING:
    from ..render.account import Account
    from ..render.result import Result


class Exploring(Networks):
    """Single things, trees and networks."""

    def show(self, thing: str, *, why: bool = False) -> Account:
        """Everything about one thing, and who said it.

        Args:
            thing: A CURIE, an IRI, a key of its source such as ``A0968``, or its whole label.
            why: Also every triple, who says so, and the proof of what rules derived.

        Raises:
            IdentifierError: Nothing, or more than one thing, is called so; the nearest are named.

        >>> import airm_graph as airm
        >>> airm.load().show("airmid:stage-deploy")["thing"]["kind"]
        'concept'
        """
        from ..answers.things import told_of

        return told_of(self.build, thing, why=why)

    def search(self, text: str, kind: str | None = None, *, limit: int = 25) -> Result:
        """Things that hold all words of a text in label, definition or identifier, best first.

        Args:
            text: The words, in any order.
            kind: Only this kind: ``measure``, ``risk source``, ``heading`` and so on.
            limit: The most rows, 1 or more.

        Returns:
            A row a thing, with its kind and where the words are.

        Raises:
            IdentifierError: There is no such kind; the nearest are named.
            AirmError: The limit is less than 1.

        >>> import airm_graph as airm
        >>> {row["kind"] for row in airm.load().search("red teaming", "measure")}
        {'measure'}
        """
        from ..answers.things import things_with

        check_at_least("limit", limit, 1)
        return for_python(things_with(self.build, text, kind=kind, limit=limit))

    def info(self) -> Result:
        """What is in the graph: versions, counts a class and a facet, licences.

        Returns:
            Rows of a group, an item in it, its count and a detail; ``plot()`` draws the counts.

        Raises:
            WorkspaceError: The build is damaged.

        >>> import airm_graph as airm
        >>> airm.load().info()[0]["item"]
        'quads'
        """
        from ..answers.info import graph_summary

        return graph_summary(self.build)

    def tree(self, of: str) -> Result:
        """The taxonomy of a facet with the measures in it, or a work by its headings.

        Args:
            of: A facet that has a taxonomy, such as ``category``, ``stage`` or ``risk-domain``; or
                a work by key, CURIE, IRI or label.

        Returns:
            A row a concept, parents first: the one above it, its level from 1, and the distinct
            measures in it or below. A measure may be in several, so sums may exceed those of the
            one above. ``plot()`` draws the tree.

        Raises:
            IdentifierError: No such facet, and no work, is called so; the nearest are named.

        >>> import airm_graph as airm
        >>> found = airm.load().tree("stage")
        >>> {row["level"] for row in found}, found.columns[:2]
        ({1}, ('concept', 'broader'))
        """
        from ..answers.tree import tree_of

        return tree_of(self.build, of)
