"""Why things are as they are: the state of a cell or a target, and a single triple."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from ..errors import AirmError
from .base import Base
from .values import check_at_least, check_fraction, check_text, given, names_of, refuse

if TYPE_CHECKING:
    from ..render.account import Account

# Options that only one of the questions has which ``explain`` answers.
OF_A_CELL = {"threshold"}
OF_A_THING = {"from_", "depth", "without", "min_confidence", "proposed", "stale", "most"}


class Explaining(Base):
    """Explanations."""

    def explain(
        self,
        thing: str | None = None,
        *,
        from_: str | None = None,
        depth: int = 3,
        without: str | Collection[str] = (),
        min_confidence: float = 0.0,
        proposed: bool = False,
        stale: bool = False,
        most: int = 20,
        threshold: int = 2,
        **cell: str,
    ) -> Account:
        """Why a cell, or a risk or a requirement, has its state, and what would change that.

        ``explain(framework="gipiskis2024", category="4.2")`` tells of a cell, and
        ``explain("AML.T0011.000")`` of a target.

        Args:
            thing: A risk or a requirement: its identifier, the key that its source gives it, or its
                label.
            from_: A thing: seen from the work with this key.
            depth: A thing: the most mappings in a row.
            without: A thing: leave out ``machine-made``, ``own`` or ``catch-all``.
            min_confidence: A thing: links and mappings that state a lower confidence (0 to 1) do
                not count.
            proposed: A thing: count mappings that are not yet accepted.
            stale: A thing: count mappings of which an end means another thing now.
            most: A thing: the most paths that are told.
            threshold: A cell: measures from which it is addressed.
            cell: Two to five facets, each with a concept or a work; ``risk_domain`` stands for
                ``risk-domain``.

        Raises:
            IdentifierError: No thing, facet, concept or work is called so; or arithmetic alone
                empties the cell.
            OptionError: The facets make no cell.
            PathError: The options make no paths.
            AirmError: Neither a thing nor a cell is named, or both; an option is not about what is
                asked, or has a value that it cannot have.

        >>> import airm_graph as airm
        >>> kg = airm.load()
        >>> kg.explain(framework="gipiskis2024", category="4.2")["cell"]["state"]
        'gap'
        >>> print(kg.explain("AML.T0011.000", from_="atlas"))
        Unsafe AI Artifacts
        ...
        seen from: atlas
        ...
        """
        asked_for = given(Explaining.explain, locals())
        if (thing is None) is not bool(cell):
            raise AirmError(
                f"{'both' if cell else 'neither'} of two are given: expected a thing, such as "
                "explain('AML.T0011.000'), or the facets of a cell, such as "
                "explain(framework='nist2024', stage='deploy')"
            )
        from ..answers.explanations import cell_explained, target_explained

        if thing is None:
            refuse(asked_for & OF_A_THING, "a thing: name one in place of facets")
            for name, value in cell.items():
                check_text(name, value)
            facets = self.build.columns.facets
            pairs = [
                (name if name in facets else name.replace("_", "-"), value)
                for name, value in cell.items()
            ]
            return cell_explained(self.build, pairs, threshold)
        refuse(asked_for & OF_A_CELL, "a cell: name its facets in place of a thing")
        check_text("thing", thing)
        check_fraction("min_confidence", min_confidence)
        return target_explained(
            self.build,
            thing,
            depth=depth,
            without=names_of(without),
            min_confidence=min_confidence,
            proposed=proposed,
            stale=stale,
            most=check_at_least("most", most, 1),
            work=from_,
        )

    def explain_triple(self, subject: str, predicate: str, object_: str) -> Account:
        """Who states a triple, or how it follows from the rules and what they found.

        Args:
            subject: A CURIE, an IRI, the key of a source or a whole label.
            predicate: A CURIE, an IRI, or a name of the vocabulary such as ``inCategory``; ``a``
                stands for ``rdf:type``.
            object_: As the subject, or a literal as Turtle spells it: ``'"Fog horn"@en'``.

        Returns:
            ``["holds"]`` says whether it does; if not, ``["instead"]`` has what the graph says
            near it.

        Raises:
            IdentifierError: A word names nothing, or more than one thing.

        >>> import airm_graph as airm
        >>> told = airm.load().explain_triple("A0937", "inRiskDomain", "airmid:domain-mit-4_2")
        >>> told["holds"], len(told["stated_in"]), len(told["derivations"]) > 0
        (True, 0, True)
        """
        from ..answers.explanations import triple_explained

        return triple_explained(self.build, subject, predicate, object_)
