"""What a mapping set says of itself: its name, version, licences, origin and prefixes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from ...sources.sssom import UNSPECIFIED
from ...sources.sssom.other import WRITTEN
from ...vocab import BASE
from ..contents import Contents
from ..terms import ExportError
from .names import Names
from .rows import iris_of, is_whole, one_line
from .things import Things, mappings

AUTHORS = "airm-graph contributors"
FREE = "creativecommons.org/publicdomain/"  # given away: may be under any other licence, too
EXPLAINED = (
    "Every mapping of the graph is here, those that were not accepted and those that deny a match "
    "included: look at predicate_modifier, and at status in the column other (nothing: accepted). "
    "airm:correspondsTo is a link whose author states no type. In the column other, filled_in "
    "names the slots that no author stated, stated_justification a way of matching that SSSOM has "
    "no term for, machine_made what a program decided, subject_iri and object_iri an IRI with "
    "letters that no CURIE has, unresolved what leads to nothing known. "
    "Each row names its own license, its mapping_source (a graph) and its mapping_provider."
)


@dataclass
class Overview:
    """What is known of all rows before the first is written.

    Attributes:
        names: The CURIEs of all rows.
        graphs: How many rows each graph has, by IRI.
        licences: Those of all rows; an empty one where there is none.
        left_out: How many mappings lack an end or a predicate.
    """

    names: Names
    graphs: Counter[str] = field(default_factory=Counter)
    licences: set[str] = field(default_factory=set)
    left_out: int = 0


def overview(contents: Contents, things: Things) -> Overview:
    """Look at every mapping once.

    Raises:
        ExportError: There is none, and a mapping set without mappings says nothing.
    """
    found = Overview(Names(contents))
    for mapping in mappings(contents):
        if not is_whole(mapping):
            found.left_out += 1
            continue
        graph = mapping.stated_in
        found.graphs[graph] += 1
        found.licences.add(things.licences.get(graph, ""))
        for iri in iris_of(mapping, things):
            found.names.see(iri)
    if not found.graphs:
        raise ExportError("no mapping is in what is exported")
    return found


def metadata(contents: Contents, found: Overview) -> dict[str, Any]:
    """The slots of the mapping set, less its rows."""
    shown = [source for source in contents.sources if source["current"]]
    dates = sorted(source["issued"] for source in shown if source["issued"])
    graphs = {contents.name(f"graph/source-{source['id']}"): source for source in shown}
    rights = [
        f"{one_line(source['title'])}, {source['version']}: {one_line(source['rights'])}"
        for graph, source in sorted(graphs.items())
        if source["rights"] and graph in found.graphs
    ]
    licence = licence_of(found.licences)
    said = list(contents.preamble.comments[1:])
    if licence == UNSPECIFIED:
        said.append("The rows are under several licences, so that the set as a whole names none.")
    if found.left_out:
        said.append(f"{found.left_out} mappings without subject, predicate or object are left out.")
    slots = {
        "sssom_version": "1.1",
        "mapping_set_id": f"{contents.base or BASE}mappings/{_key(contents)}",
        "mapping_set_version": contents.build.name,
        "mapping_set_title": "Mappings of airm-graph",
        "mapping_set_description": "Which measures, requirements, risks and concepts of frameworks "
        f"for AI risk correspond to which: {found.graphs.total()} mappings of {len(found.graphs)} "
        "sources, each as its author states it.",
        "mapping_set_source": sorted(filter(None, found.graphs)),
        "creator_label": [AUTHORS],
        "license": licence,
        "publication_date": dates[-1] if dates else "",
        "see_also": [BASE],
        "other": WRITTEN,
        "comment": " ".join([EXPLAINED, *said, *rights]),
        "curie_map": found.names.curie_map,
    }
    return {name: value for name, value in slots.items() if value}


def _key(contents: Contents) -> str:
    """``all``, or a name that only this choice of the graph has."""
    scope = contents.scope
    if scope.is_whole:
        return "all"
    chosen = [sorted(each or ()) for each in (scope.graphs, scope.works, scope.things)]
    return f"part-{uuid5(NAMESPACE_URL, repr([*chosen, sorted(scope.without)]))}"


def licence_of(licences: Iterable[str]) -> str:
    """The licence of a set of rows under several: theirs if it is one, else SSSOM's name for none.

    What is given away may be in a set under any licence. Rows under two licences are under
    neither as a whole: who uses the set has to look at each row.

    >>> licence_of(["https://creativecommons.org/licenses/by/4.0/",
    ...             "https://creativecommons.org/publicdomain/zero/1.0/"])
    'https://creativecommons.org/licenses/by/4.0/'
    >>> licence_of(["https://creativecommons.org/licenses/by/4.0/", ""])
    'https://w3id.org/sssom/license/unspecified'
    """
    found = sorted(set(licences))
    binding = [licence for licence in found if FREE not in licence] or found
    return (binding[0] if len(binding) == 1 else "") or UNSPECIFIED
