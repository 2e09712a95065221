"""The graph as a network, and what networkx measures on it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypedDict, Unpack, get_args

from ..errors import AirmError
from .base import Base, Where, pairs_of
from .values import check_at_least, check_counting, check_fraction, check_one_of, names_of
from .wording import for_python, in_python

if TYPE_CHECKING:
    from ..agents import CodedBy
    from ..answers.network import View
    from ..network.explanations import Weights
    from ..render.network import Network
    from ..render.result import Result

ViewName: TypeAlias = Literal["measures", "works", "mappings", "all"]
LEFT_OUT = ("machine-made",)
TOP, SEED = 20, 1  # as the commands have them


class Statements(TypedDict, total=False):
    """Which statements make a network.

    Attributes:
        view: ``measures`` or ``works`` with the targets that they mitigate; ``mappings``, which are
            directed; or ``all`` in one.
        kinds: Only targets of these kinds, such as ``risk-source``; if empty, all.
        where: Only what is stated in a framework, or measures in a category, at a stage, …:
            ``{"framework": "atlas"}``.
        coded_by: Whose statements count: ``all``, ``publisher`` or ``own``.
        min_confidence: Statements that give a lower confidence (0 to 1) do not count.
        without: ``machine-made`` leaves out what a program decided.
        relations: How measures act on targets, or ``any``; if empty, that they mitigate them.
        also: Mappings that are left out otherwise: ``proposed``, ``disputed``, ``superseded``,
            ``negative``, ``stale``.
        isolates: Nodes without any edge, too.
    """

    view: ViewName
    kinds: Collection[str]
    where: Where
    coded_by: CodedBy
    min_confidence: float
    without: Collection[str]
    relations: Collection[str]
    also: Collection[str]
    isolates: bool


class Networks(Base):
    """Networks and measures of them."""

    def network(self, **statements: Unpack[Statements]) -> Network:
        """The graph as a network, a ``networkx.MultiDiGraph``.

        Args:
            statements: Which statements make it: see :class:`Statements`. Without any, measures and
                the risks and other targets that they mitigate.

        Returns:
            A network whose nodes are IRIs with ``label``, ``kind`` and ``works``. ``plot()`` draws
            it, ``save(path)`` writes it for other programs, and networkx works on it.

        Raises:
            IdentifierError: A view, kind, relation, facet or concept is not known.
            AirmError: Another keyword has a value that is not known.
            OptionError: The options ask mappings for a facet.

        >>> import airm_graph as airm
        >>> import networkx as nx
        >>> network = airm.load().network(view="works", kinds=["risk-source"])
        >>> nx.is_bipartite(network), sorted({kind for _, kind in network.nodes(data="kind")})
        (True, ['risk-source', 'work'])
        """
        from ..answers.network import as_network

        network = as_network(self._view(statements))
        network.graph["notes"] = tuple(map(in_python, network.notes))
        return network

    def network_summary(self, **statements: Unpack[Statements]) -> Result:
        """The network as a whole: nodes, edges, density, components, diameter and so on.

        Args:
            statements: Which statements make it: see :class:`Statements`.

        Returns:
            A row a metric, with its value and what it is about.

        Raises:
            IdentifierError: As :meth:`network`.
            OptionError: As :meth:`network`.

        >>> import airm_graph as airm
        >>> airm.load().network_summary(view="works")[0]["metric"]
        'number_of_nodes'
        """
        from ..answers.network import summary_of

        return for_python(summary_of(self._view(statements)))

    def central_nodes(
        self,
        *metrics: str,
        of: Collection[str] = (),
        exact: bool = False,
        seed: int = SEED,
        top: int | None = TOP,
        **statements: Unpack[Statements],
    ) -> Result:
        """Nodes by a metric, highest first: with ``degree``, the targets with most measures.

        Args:
            metrics: Names that networkx gives them, such as ``degree``, which is taken if there is
                none, ``betweenness_centrality`` or ``pagerank``; the first one ranks.
            of: Kinds of nodes, or ``any``; if empty, targets in the views ``measures`` and
                ``works``, and any in the others.
            exact: In large networks, too, search from every node.
            seed: Of the nodes that are sampled otherwise.
            top: How many rows, 1 or more; None means all.
            statements: Which statements make the network: see :class:`Statements`.

        Returns:
            A row a node.

        Raises:
            AirmError: A metric, a kind or a number is not known; or as :meth:`network`.
            OptionError: As :meth:`network`.

        >>> import airm_graph as airm
        >>> found = airm.load().central_nodes(view="works", kinds=["risk-source"], top=3)
        >>> [row["degree"] for row in found] == sorted((row["degree"] for row in found))[::-1]
        True
        """
        from ..answers.network import nodes_by
        from ..network import METRICS
        from ..network.options import NODE_KINDS

        _check_top(top)
        _check_each("metric", metrics, METRICS)
        _check_each("of", names_of(of), (*NODE_KINDS, "work", "any"))
        found = nodes_by(
            self._view(statements),
            metrics or ("degree",),
            of=names_of(of),
            exact=exact,
            seed=seed,
            top=top,
        )
        return for_python(found)

    def communities(
        self,
        *,
        seed: int = SEED,
        resolution: float = 1.0,
        top: int | None = TOP,
        **statements: Unpack[Statements],
    ) -> Result:
        """Groups of nodes with more edges within than between them, largest first.

        Args:
            seed: Of the random order of the method of Louvain; another one may give others.
            resolution: More than 0; above 1 favours small communities.
            top: How many rows, 1 or more; None means all.
            statements: Which statements make the network: see :class:`Statements`.

        Returns:
            A row a community, by its most telling class; ``nodes`` lists its members.

        Raises:
            IdentifierError: As :meth:`network`.
            OptionError: As :meth:`network`.
            AirmError: The resolution is not more than 0.

        >>> import airm_graph as airm
        >>> airm.load().communities(view="works", kinds=["risk-source"])[0]["community"]
        1
        """
        from ..answers.network import communities_of

        _check_top(top)
        if not resolution > 0:
            raise AirmError(f"resolution={resolution!r}: expected more than 0")
        view = self._view(statements)
        return for_python(communities_of(view, seed=seed, resolution=resolution, top=top))

    def components(self, *, top: int | None = TOP, **statements: Unpack[Statements]) -> Result:
        """Parts of the network that no edge connects, largest first.

        Args:
            top: How many rows, 1 or more; None means all.
            statements: Which statements make the network: see :class:`Statements`.

        Returns:
            A row a component, with its size, edges and diameter; ``nodes`` lists its members.

        Raises:
            IdentifierError: As :meth:`network`.
            OptionError: As :meth:`network`.

        >>> import airm_graph as airm
        >>> sizes = [row["size"] for row in airm.load().components(view="works")]
        >>> sizes == sorted(sizes, reverse=True)
        True
        """
        from ..answers.network import components_of

        _check_top(top)
        return for_python(components_of(self._view(statements), top=top))

    def bridges(
        self, *, points: bool = False, top: int | None = TOP, **statements: Unpack[Statements]
    ) -> Result:
        """The edges, or nodes, without which the network falls apart.

        Args:
            points: The articulation points instead: nodes, not edges.
            top: How many rows, 1 or more; None means all.
            statements: Which statements make the network: see :class:`Statements`.

        Returns:
            A row an edge or a node; those come first that leave targets without any measure, which
            ``leaves`` lists.

        Raises:
            IdentifierError: As :meth:`network`.
            OptionError: As :meth:`network`.

        >>> import airm_graph as airm
        >>> airm.load().bridges(points=True, view="works", kinds=["risk-source"], top=1)[0]["kind"]
        'work'
        """
        from ..answers.network import edges_that_hold

        _check_top(top)
        return for_python(edges_that_hold(self._view(statements), points=points, top=top))

    def network_single_points(
        self, *, top: int | None = TOP, **statements: Unpack[Statements]
    ) -> Result:
        """Single points of failure: the only measure, or work, that some targets have.

        Args:
            top: How many rows, 1 or more; None means all.
            statements: Which statements make the network: see :class:`Statements`.

        Returns:
            A row a measure or work; ``leaves`` lists the targets that have no other.

        Raises:
            IdentifierError: The view is neither ``measures`` nor ``works``; or as :meth:`network`.
            OptionError: As :meth:`network`.

        >>> import airm_graph as airm
        >>> found = airm.load().network_single_points(view="works", top=1)
        >>> found[0]["only_for"] == len(found[0]["leaves"])
        True
        """
        from ..answers.network import only_nodes

        _check_top(top)
        return for_python(only_nodes(self._view(statements), top=top))

    def paths(
        self,
        start: str,
        end: str,
        *,
        over: Collection[str] = (),
        weights: Weights = "hops",
        most: int = 3,
        without: Collection[str] = (),
        min_confidence: float = 0.0,
    ) -> Result:
        """How two things hang together: the shortest paths over what is stated.

        Args:
            start: A thing by identifier, key or label.
            end: Another one.
            over: Statements that a path may take, such as ``actions`` or ``mappings``; if empty,
                all.
            weights: Fewest ``hops``; or, for ``strength``, hops that say most.
            most: How many paths, 1 or more.
            without: ``machine-made`` leaves out what a program decided.
            min_confidence: Statements that give a lower confidence (0 to 1) do not count.

        Returns:
            A row a hop. An arrow shows which way a statement reads; ``strength`` says, on the last
            hop, how strongly the path reaches one end from the other.

        Raises:
            IdentifierError: Nothing, or more than one thing, is called so.
            AirmError: A keyword has a value that is not known.

        >>> import airm_graph as airm
        >>> [row["path"] for row in airm.load().paths("AML.M0015", "AML.T0043", most=1)]
        [1]
        """
        from ..answers.network_paths import paths_between
        from ..network import OVER
        from ..network.explanations import Weights

        check_at_least("most", most, 1)
        _check_each("over", names_of(over), OVER)
        check_one_of("weights", weights, get_args(Weights))
        _check_each("without", names_of(without), LEFT_OUT)
        check_fraction("min_confidence", min_confidence)
        found = paths_between(
            self.build,
            start,
            end,
            over=names_of(over),
            weights=weights,
            most=most,
            without=names_of(without),
            min_confidence=min_confidence,
        )
        return for_python(found)

    def _view(self, statements: Statements) -> View:
        from ..answers.network import view_of
        from ..columns import RELATIONS
        from ..network import NetworkOptions
        from ..network.options import MITIGATES

        for keyword in statements:
            check_one_of("keyword", keyword, Statements.__annotations__)
        name = statements.get("view", "measures")
        relations = names_of(statements.get("relations", ()))
        without = names_of(statements.get("without", ()))
        _check_each("without", without, LEFT_OUT)
        where = pairs_of(statements.get("where", ()))
        asked: dict[str, Any] = {
            "view": name,
            "kinds": names_of(statements.get("kinds", ())),
            "coded_by": statements.get("coded_by", "all"),
            "min_confidence": statements.get("min_confidence", 0.0),
            "also": names_of(statements.get("also", ())),
            "isolates": statements.get("isolates", False),
        }
        check_counting(asked["coded_by"], asked["min_confidence"])
        options = NetworkOptions(
            where=where,
            machine_made="machine-made" not in without,
            relations=RELATIONS if "any" in relations else relations or MITIGATES,
            **{key: value for key, value in asked.items() if key != "view"},
        )
        asked |= {"where": tuple(f"{facet}={value}" for facet, value in where)}
        asked |= {"without": without, "relations": relations}
        return view_of(self.build, name, options, asked, self._progress)


def _check_top(top: int | None) -> None:
    if top is not None:
        check_at_least("top", top, 1)


def _check_each(name: str, values: Collection[str], known: Collection[str]) -> None:
    for value in values:
        check_one_of(name, value, known)
