"""Which graph a cell asks, and what its answer is called."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from IPython.core.error import UsageError

from ..errors import AirmError, nearest
from ..knowledge_graph import KnowledgeGraph
from ..knowledge_graph.loading import load
from ..workspace import Build, Workspace

USUAL = "kg"  # what notebooks call the graph


class Graphs:
    """The names of a notebook, seen by what asks a graph."""

    def __init__(self, names: MutableMapping[str, Any]) -> None:
        self.names = names

    def named(self, name: str = "") -> KnowledgeGraph | None:
        """The graph of that name, or the one that is called ``kg``; None where there is none.

        Raises:
            UsageError: What has the name that was given is no graph.
        """
        value = self.names.get(name or USUAL)
        if isinstance(value, KnowledgeGraph):
            return value
        if not name:
            return None
        graphs = [each for each, of in self.names.items() if isinstance(of, KnowledgeGraph)]
        hint = nearest(name, graphs) if graphs else f"make it: {name} = airm_graph.load()"
        raise UsageError(f"--graph {name}: no graph is called so; {hint}")

    def asked(self, name: str = "") -> KnowledgeGraph:
        """The graph to ask: that of the workspace where the notebook has none.

        Raises:
            UsageError: What has the name that was given is no graph.
            AirmError: The graph of the workspace cannot be had.
        """
        return self.named(name) or load()

    def at_hand(self) -> Build | None:
        """What can be asked at once, without building anything."""
        try:
            graph = self.named()
            return graph.build if graph else Workspace.locate(None).current()
        except AirmError:  # whoever types a query is not told of a broken workspace
            return None

    def bind(self, name: str | None, value: object) -> None:
        """Let the notebook call an answer so; nothing is done without a name."""
        if name is not None:
            self.names[name] = value
