"""A mapping collection that this program exported, as the sources that state the mappings."""

from __future__ import annotations

from collections import defaultdict

from ...errors import IdentifierError
from ...identifiers import expand, is_web_address
from ...records import Mapping, Source, of_kind
from ...vocab import SSSOM
from ..log import Log
from .documents import Document, mapping, objects, of_document, text
from .exported import STATUSES, Exported, Object, local, number, ours, raw
from .prose import plain

NEGATIVE = ("no-relationship", local(SSSOM.NegatedPredicate.value))


def read_exported_mappings(document: Document, log: Log) -> list[Source]:
    """The collection as sources, one per graph that states a mapping."""
    exported = Exported(document, log)
    found: dict[str, list[Mapping]] = defaultdict(list)
    for number_, item in enumerate(objects(document.body, "mappings"), start=1):
        graph = local(ours(item, "graph"))
        for place, each in enumerate(objects(item, "maps"), start=1):
            where = f"mapping {number_} map {place}"
            log.row(document.name, where)
            said = _mapping(each, document.name)
            if isinstance(said, str):
                log.refuse(document.name, where, each.get("relationship"), said)
            else:
                found[graph].append(said)
    if not found:
        of_document(log, document.name, "", "the collection holds no map that can be read")
    sources = []
    for graph in sorted(found):
        about = exported.about(graph)
        agent = exported.agent(about.agent)
        mappings = of_kind(found[graph], Mapping)
        sources.append(Source(about=about, agents=(agent,), mappings=mappings))
    return sources


def _mapping(each: Object, name: str) -> Mapping | str:
    """The map as a record, or what is wrong with it."""
    ends = [ours(item, "iri") for end in ("sources", "targets") for item in objects(each, end)[:1]]
    if len(ends) != 2 or not all(map(is_web_address, ends)):
        return "a map needs a source and a target with an IRI"
    predicate = _sssom(each, "predicate_id")
    justification = _sssom(each, "mapping_justification")
    try:
        for curie in filter(None, (predicate, justification)):
            expand(curie)
    except IdentifierError as error:
        return str(error)
    if not predicate:
        return "a map needs a predicate_id"
    sure = text(mapping(each, "confidence-score").get("percentage"))
    if sure and number(sure) is None:
        return f"the confidence is {sure}: expected a number between 0 and 1"
    status = ours(each, "status")
    return Mapping(
        subject=ends[0],
        predicate=predicate,
        object=ends[1],
        subject_version=_sssom(each, "subject_source_version"),
        object_version=_sssom(each, "object_source_version"),
        justification=justification,
        confidence=number(sure),
        author=_sssom(each, "author_label"),
        negative=each.get("relationship") in NEGATIVE,
        machine_made=ours(each, "machineMade") == "true",
        status=status if status in STATUSES else "proposed",
        comment=plain(raw(each.get("remarks"))),
        path=name,
    )


def _sssom(owner: Object, name: str) -> str:
    for prop in objects(owner, "props"):
        if prop.get("ns") == SSSOM.namespace and prop.get("name") == name:
            return raw(prop.get("value"))
    return ""
