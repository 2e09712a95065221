"""The graph in Python: ``airm_graph.load()`` gives it, and what the commands do are its methods."""

from __future__ import annotations

from .asking import Asking
from .base import Base
from .checking import Checking
from .comparing import Comparing
from .covering import Covering
from .exploring import Exploring
from .handing_on import HandingOn


class KnowledgeGraph(Asking, Checking, Covering, Comparing, Exploring, HandingOn, Base):
    """One graph of frameworks, risks and measures, opened for reading.

    Made by :func:`airm_graph.load`. Methods are called as the commands are; each returns rows
    (:class:`airm_graph.Result`) or an account of one thing (:class:`airm_graph.Account`), which
    print as the command does, show as a table in a notebook and say what they rest on.

    >>> import airm_graph as airm
    >>> kg = airm.load()
    >>> kg.coverage("framework", "stage").meta["totals"]["states"]["gap"]
    0
    """
