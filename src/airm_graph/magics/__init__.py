"""What ``%load_ext airm_graph`` brings to IPython and Jupyter.

``%%sparql`` asks a query that is written in the cell, ``%sparql NAME`` one of the library, and
``%airm`` runs a command. They ask the graph that the notebook calls ``kg``, else that of the
workspace. Queries and commands are completed as they are typed.
"""

from __future__ import annotations

from IPython.core.interactiveshell import InteractiveShell

from .commands import Commands
from .completing import completer
from .graphs import Graphs
from .queries import Queries

__all__ = ["load_ipython_extension", "unload_ipython_extension"]

MATCHER = "airm_graph"  # an attribute of the completer's function, by which it is found again


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Called by ``%load_ext airm_graph``."""
    unload_ipython_extension(shell)  # loading twice is loading once
    graphs = Graphs(shell.user_ns)
    queries, commands = Queries(graphs), Commands(graphs)
    register = shell.magics_manager.register_function
    register(queries.sparql, "line_cell", "sparql")
    register(commands.airm, "line", "airm")
    matcher = completer(graphs)
    setattr(matcher, MATCHER, True)
    shell.Completer.custom_matchers.append(matcher)


def unload_ipython_extension(shell: InteractiveShell) -> None:
    """Called by ``%unload_ext airm_graph``."""
    for kind, name in (("line", "sparql"), ("cell", "sparql"), ("line", "airm")):
        shell.magics_manager.magics[kind].pop(name, None)
    matchers = shell.Completer.custom_matchers
    matchers[:] = [each for each in matchers if not hasattr(each, MATCHER)]
