"""The rows of a mapping set, each under the names of SSSOM's slots."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...sources.sssom.names import JUSTIFICATIONS
from ...sources.sssom.other import FILLED_IN, MACHINE_MADE, STATED, STATUS, packed
from ...tables import CONTROL, MAX_CELL
from ...vocab import AIRM, DCTERMS, PREFIXES, PROV, RDFS, SSSOM
from ..contents import Contents, Resource
from .names import Names, as_uri
from .things import Things, mappings

UNSPECIFIED = "semapv:UnspecifiedMatching"
UNKNOWN_VERSIONS = frozenset({"", "unstated", "unversioned"})
# In the order of the specification; what is always there comes without a question.
COLUMNS = (
    *("record_id", "subject_id", "subject_label", "subject_category", "predicate_id"),
    *("predicate_label", "predicate_modifier", "object_id", "object_label", "object_category"),
    *("mapping_justification", "author_label", "license", "subject_source"),
    *("subject_source_version", "object_source", "object_source_version", "mapping_provider"),
    *("mapping_source", "mapping_date", "confidence", "other", "comment"),
)
FREE_TEXTS = (
    *("subject_label", "predicate_label", "object_label", "author_label", "comment"),
    *("subject_source_version", "object_source_version"),
)
ENDS = (
    ("subject", SSSOM.subject_id, SSSOM.subject_source_version),
    ("object", SSSOM.object_id, SSSOM.object_source_version),
)
NAMED = (SSSOM.subject_id, SSSOM.predicate_id, SSSOM.object_id, SSSOM.mapping_justification)


def iris_of(mapping: Resource, things: Things) -> Iterator[str]:
    """Every IRI that stands in the row of a mapping as a CURIE."""
    yield from filter(None, (mapping.iri, mapping.stated_in))
    for predicate in NAMED:
        yield from filter(None, [mapping.value(predicate)])
    for _, end, _ in ENDS:
        thing = things.get(mapping.value(end))
        yield from filter(None, (thing.kind, thing.source))


def is_whole(mapping: Resource) -> bool:
    """Whether a mapping says what corresponds to what, without which it is no row."""
    return all(mapping.value(predicate) for predicate in NAMED[:3])


def rows(contents: Contents, things: Things, names: Names) -> Iterator[dict[str, Any]]:
    """A row for each mapping by name: what it does not say is not there."""
    for mapping in mappings(contents):
        if is_whole(mapping):
            found = _row(mapping, things, names)
            yield {name: found[name] for name in COLUMNS if found.get(name, "") != ""}


def _row(mapping: Resource, things: Things, names: Names) -> dict[str, Any]:
    graph = mapping.stated_in
    justification, other = _justification(mapping)
    found = {
        "record_id": names.curie(mapping.iri),
        "predicate_id": names.curie(mapping.value(SSSOM.predicate_id)),
        "predicate_label": things.get(mapping.value(SSSOM.predicate_id)).label,
        "predicate_modifier": "Not" if mapping.value(SSSOM.predicate_modifier) else "",
        "mapping_justification": justification,
        "author_label": mapping.value(SSSOM.author_label).replace("|", "/"),
        "license": things.licences.get(graph, ""),
        "mapping_provider": mapping.value(PROV.wasAttributedTo),
        "mapping_source": names.curie(graph) if graph else "",
        "mapping_date": mapping.value(DCTERMS.date),
        "confidence": mapping.value(AIRM.confidence),
        "comment": " / ".join(mapping.values(RDFS.comment)),
    }
    for end, identifier, version in ENDS:
        thing = things.get(mapping.value(identifier))
        found[f"{end}_id"] = names.curie(mapping.value(identifier))
        found[f"{end}_label"] = thing.label
        found[f"{end}_category"] = names.curie(thing.kind) if thing.kind else ""
        found[f"{end}_source"] = names.curie(thing.source) if thing.source else ""
        found[f"{end}_source_version"] = mapping.value(version)
        known = things.numbers.get(thing.source, "")
        if not mapping.value(version) and known not in UNKNOWN_VERSIONS:
            found[f"{end}_source_version"] = known
            other.setdefault(FILLED_IN, []).append(f"{end}_source_version")
    found |= {name: one_line(found[name]) for name in FREE_TEXTS}
    status = mapping.value(AIRM.status).rpartition("#")[2]
    said = {
        STATUS: "" if status == "accepted" else status,
        MACHINE_MADE: mapping.value(AIRM.machineMade),
        STATED: "".join(other.get(STATED, ())),
        FILLED_IN: ",".join(other.get(FILLED_IN, ())),
        **{f"{end}_iri": _as_written(mapping.value(term)) for end, term, _ in ENDS},
        "unresolved": "; ".join(mapping.values(AIRM.unresolved)),
        "stale": "; ".join(mapping.values(AIRM.stale)),
    }
    found["other"] = one_line(packed(said))
    return found


def _as_written(iri: str) -> str:
    """An IRI with letters that a CURIE of SSSOM has not; nothing for any other."""
    return iri if as_uri(iri) != iri else ""


def _justification(mapping: Resource) -> tuple[str, dict[str, list[str]]]:
    """One that SSSOM knows, and what is to be said if it is not the stated one."""
    iri = mapping.value(SSSOM.mapping_justification)
    stated = iri.replace(PREFIXES["semapv"], "semapv:")
    if stated.removeprefix("semapv:") in JUSTIFICATIONS and stated != iri:
        return stated, {}
    if stated:
        return UNSPECIFIED, {STATED: [stated]}
    return UNSPECIFIED, {FILLED_IN: ["mapping_justification"]}


def one_line(text: str) -> str:
    r"""A text on one line, without what no table can hold and what no reader takes for a label.

    >>> one_line("a\n\tb\x07c")
    'a b�c'
    """
    line = re.sub("[\r\n\t]+", " ", text)
    line = CONTROL.sub(
        lambda found: " " if found[0].isspace() else "\N{REPLACEMENT CHARACTER}", line
    )
    line = line.strip()
    return line if len(line) <= MAX_CELL else line[: MAX_CELL - 1] + "…"
