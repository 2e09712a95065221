"""What changed between two versions, as triples in a named graph of their own.

Each change is a node ``airmid:change-<old>-<new>-…`` of its own. A thing of the new version is
derived from its namesake only as long as it means the same: a re-used id is derived from nothing.
Changes of wording carry both texts, which are the publisher's; the graph belongs in a workspace.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from decimal import Decimal

from pyoxigraph import Literal, NamedNode, Quad

from .identifiers import graph, local_id, thing
from .provenance import describe_graph
from .records import About
from .versions import Change
from .vocab import AIRM, PROV, RDF, RDFS, XSD

# After these, the thing of the new version is not what the one of the old version was.
OTHER = frozenset({"added", "removed", "re-used", "retyped"})


def describe_changes(old: About, new: About) -> Iterator[Quad]:
    """The graph of the changes between two versions: what it is, and from what it was made."""
    yield from describe_graph(
        graph(f"changes-{old.id}-{new.id}"),
        f"What changed from {old.title}, {old.version} to {new.title}, {new.version}",
        [graph(f"source-{old.id}"), graph(f"source-{new.id}")],
        dict.fromkeys((old.licence, new.licence)),  # it quotes both
    )


def quads_of_changes(old: About, new: About, changes: Iterable[Change]) -> Iterator[Quad]:
    """The changes as quads in ``airmg:changes-<old>-<new>``.

    Args:
        old: The earlier version.
        new: The later version.
        changes: What :func:`airm_graph.versions.compare` found.
    """
    named = graph(f"changes-{old.id}-{new.id}")
    changes = list(changes)
    other = {(change.old_id, change.new_id) for change in changes if change.what in OTHER}
    derived: set[tuple[str, str]] = set()
    for change in changes:
        for subject, predicate, object_ in _said(old, new, change):
            yield Quad(subject, predicate, object_, named)
        pair = change.old_id, change.new_id
        if all(pair) and pair[0] != pair[1] and pair not in other | derived:
            derived.add(pair)
            yield Quad(thing(change.new_id), PROV.wasDerivedFrom, thing(change.old_id), named)


def change_id(old: About, new: About, change: Change) -> str:
    """The local name of a change: the same as long as it is of the same thing and kind."""
    said = "\0".join((change.among, change.key, change.aspect, change.old_id, change.new_id))
    mark = hashlib.sha256(f"{change.what}\0{said}".encode()).hexdigest()[:12]
    return local_id("change", f"{old.id}-{new.id}", f"{change.what}-{mark}")


def _said(
    old: About, new: About, change: Change
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    node = thing(change_id(old, new, change))
    yield node, RDF.type, AIRM.Change
    yield node, AIRM.changeKind, Literal(change.what)
    yield node, AIRM.fromVersion, thing(f"version-{old.id}")
    yield node, AIRM.toVersion, thing(f"version-{new.id}")
    yield node, AIRM.sourceKey, Literal(change.key)
    yield node, RDFS.label, Literal(_label(change), language="en")
    if change.old_id:
        yield node, AIRM.changedFrom, thing(change.old_id)
    if change.new_id:
        yield node, AIRM.changedTo, thing(change.new_id)
    if change.aspect:
        yield node, AIRM.changedAspect, Literal(change.aspect)
    for value in change.before:
        yield node, AIRM.before, Literal(value)
    for value in change.after:
        yield node, AIRM.after, Literal(value)
    if change.similarity is not None:
        yield node, AIRM.similarity, _decimal(change.similarity)
    if change.threshold is not None:
        yield node, AIRM.threshold, _decimal(change.threshold)
    if change.by_label_only:
        yield node, AIRM.byLabelOnly, Literal("true", datatype=XSD.boolean)


def _label(change: Change) -> str:
    aspect = f" ({change.aspect})" if change.aspect else ""
    to = f" to {change.after[0]}" if change.what == "renumbered" else ""
    return f"{change.key} {change.what}{to}{aspect}"


def _decimal(value: float) -> Literal:
    number = Decimal(str(value)).normalize()
    return Literal(f"{number:f}", datatype=XSD.decimal)
