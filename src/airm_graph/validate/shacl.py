"""SHACL reports: pySHACL looks at all nodes or, with the same result, at those that may fail."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

import pyshacl
from pyoxigraph import Quad, Store
from rdflib import SH, Graph
from rdflib.term import Node

from ..workspace import Build
from .files import quiet_rdflib, rdflib_graph
from .prefilter import Step, plan
from .prefilter.shapes import TARGETS
from .rewritten import Rewritten
from .stored_graph import stored_graph


def plain_report(quads: Iterable[Quad], shapes: Graph) -> Graph:
    """What pySHACL says about all triples: the authority, and slow.

    Args:
        quads: The data; the triples of all graphs are checked together.
        shapes: They are left as they are.
    """
    return _report(rdflib_graph(quads), _copy(shapes))


def focused_report(quads: Collection[Quad], shapes: Graph) -> Graph:
    """The same report, for which pySHACL looked only at nodes that may fail.

    Args:
        quads: The data; the triples of all graphs are checked together.
        shapes: They are left as they are.
    """
    store = Store()
    store.bulk_extend(quads)
    return report_of_store(store, Rewritten(quads), shapes)


def focused_build_report(build: Build, shapes: Graph) -> Graph:
    """The report about a build, whose store is asked and whose file has the literals as written."""
    return report_of_store(build.store, Rewritten.of_file(build.quads_file), shapes)


def report_of_store(
    store: Store,
    rewritten: Rewritten,
    shapes: Graph,
    progress: Callable[[str], None] = lambda _: None,
    among: Collection[Node] | None = None,
) -> Graph:
    """The report about what a store holds.

    Args:
        store: The data.
        rewritten: The literals that this store has altered.
        shapes: They are left as they are.
        progress: Told what is being done.
        among: The only nodes that matter: of others what is found may be missing.
    """
    progress("finding the nodes that may fail")
    steps = plan(store, rewritten, shapes)
    if among is not None:
        steps = [replace(step, suspects=step.suspects & frozenset(among)) for step in steps]
    nodes = {node for step in steps for node in step.suspects}
    progress(f"checking {len(nodes):,} nodes")
    return _report(stored_graph(store, rewritten), focused_shapes(shapes, steps))


def focused_shapes(shapes: Graph, steps: Iterable[Step]) -> Graph:
    """The same shapes, whose targets are the nodes that the steps of a plan name."""
    focused = _copy(shapes)
    for target in TARGETS:
        focused.remove((None, target, None))
    for step in steps:
        targets = step.targets if step.whole else [(SH.targetNode, node) for node in step.suspects]
        for predicate, node in targets:
            focused.add((step.shape, predicate, node))
    return focused


def _copy(shapes: Graph) -> Graph:
    """PySHACL writes into the graph that it is given."""
    copy = Graph(bind_namespaces="none")
    for prefix, namespace in shapes.namespaces():  # pySHACL's messages use them
        copy.bind(prefix, namespace)
    copy += shapes
    return copy


def _report(data: Graph, shapes: Graph) -> Graph:
    with quiet_rdflib(), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none")
    if not isinstance(report, Graph):  # what pySHACL gives where shapes cannot be run
        raise report if isinstance(report, Exception) else TypeError(str(report))
    return report
