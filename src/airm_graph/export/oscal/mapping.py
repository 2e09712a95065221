"""Mappings between measures and requirements of different works as an OSCAL mapping collection."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any, BinaryIO

from ...vocab import AIRM, DCTERMS, OWL, RDFS, SSSOM
from ..contents import Contents, Resource
from ..terms import ExportError
from .catalog import agents_of, graphs_of, versions_of
from .items import Items, in_order
from .metadata import document_uuid, is_program, metadata, write
from .relationships import (
    method_of,
    predicate_of,
    rationale_of,
    relationship,
    score_of,
    status_of,
)
from .resources import agent_resource, in_title_order, source_resource
from .spelling import address, compact, line, prop, props, prose, uuid_of
from .statements import Statements, account, local, status

TITLE = "AI risk management: mappings between measures and requirements (airm-graph)"
CATALOG = "oscal-catalog.json"  # what the catalog of the same graph is called, beside this one
SLOTS = (
    SSSOM.mapping_justification,
    SSSOM.author_label,
    SSSOM.subject_source_version,
    SSSOM.object_source_version,
    AIRM.machineMade,
    AIRM.stale,
)
Ends = tuple[tuple[str, str], tuple[str, str]]  # of both resources, the work and the version


def write_mapping(contents: Contents, out: BinaryIO) -> None:
    """Write the mappings as an OSCAL mapping collection.

    Raises:
        ExportError: There are none, and OSCAL has no empty collection.
    """
    items = Items(contents, Statements.of(contents))
    held = [each for each in items.pairs if _is_across(items, each) and status_of(each)]
    if not held:
        raise ExportError(
            "no measure or requirement is mapped to one of another work, and an OSCAL mapping "
            "collection holds at least one mapping; SSSOM holds mappings of every kind"
        )
    graphs = {each.stated_in for each in held}
    speaking = [graph for graph in graphs_of(items) if graph.iri in graphs]
    agents = agents_of(contents, speaking)
    document = {
        "mapping-collection": compact(
            uuid=document_uuid(contents, "oscal-mapping"),
            metadata=metadata(contents, TITLE, agents, _left_out(items, held)),
            provenance=_provenance(held),
            mappings=_mappings(items, held),
            back_matter={"resources": _back_matter(items, held, speaking)},
        )
    }
    write(document, out)


def _is_across(items: Items, mapping: Resource) -> bool:
    """Whether the ends stand in different works, or in what different sources record of one."""
    ends = _ends(items, mapping)
    return ends[0] != ends[1]


def _ends(items: Items, mapping: Resource) -> Ends:
    def resource(slot: Any) -> tuple[str, str]:
        item = items.all[mapping.value(slot)]
        return item.value(AIRM.statedIn), item.value(AIRM.recordedIn)

    return resource(SSSOM.subject_id), resource(SSSOM.object_id)


def _provenance(held: Sequence[Resource]) -> dict[str, Any]:
    methods = {method_of(each) for each in held}
    states = {status_of(each) for each in held}
    rationales = {rationale_of(each) or "semantic" for each in held}
    return {
        "method": methods.pop() if len(methods) == 1 else "hybrid",
        # OSCAL wants one for the whole, though not everybody says on what a mapping rests.
        "matching-rationale": rationales.pop() if len(rationales) == 1 else "semantic",
        "status": states.pop() if len(states) == 1 else "not-complete",
        "mapping-description": (
            "Mappings that publishers and readers state between measures and requirements. A map "
            "that has no matching-rationale of its own comes from someone who states none. A "
            "relationship in another namespace than OSCAL's is what its author says, where OSCAL "
            "has no word for it: airm:correspondsTo is a link whose type nobody states."
        ),
    }


def _mappings(items: Items, held: Sequence[Resource]) -> list[dict[str, Any]]:
    """One per pair of resources, source, method and status, since these belong to a whole one."""
    grouped: dict[tuple[Ends, str, str, str], list[Resource]] = defaultdict(list)
    for each in held:
        graph = each.stated_in
        grouped[_ends(items, each), graph, method_of(each), status_of(each)].append(each)
    found = []
    for (ends, graph, method, state), mappings in sorted(grouped.items()):
        source = items.contents.get(graph)
        of_all = {"method": method, "status": state}
        name = "\0".join((*ends[0], *ends[1], graph, method, state))
        found.append(
            compact(
                uuid=uuid_of(name),
                **of_all,
                source_resource=_reference(ends[0]),
                target_resource=_reference(ends[1]),
                maps=[_map(items, each) for each in _in_order(items, mappings)],
                props=props(prop("graph", graph), prop("licence", source.value(DCTERMS.license))),
                remarks=prose(source.text(DCTERMS.rights)),
                mapping_description=prose(source.text(DCTERMS.title)),
            )
        )
    return found


def _in_order(items: Items, mappings: Sequence[Resource]) -> list[Resource]:
    return sorted(
        mappings,
        key=lambda m: (
            in_order(items.id_of(m.value(SSSOM.subject_id))),
            in_order(items.id_of(m.value(SSSOM.object_id))),
            m.iri,
        ),
    )


def _reference(end: tuple[str, str]) -> dict[str, str]:
    return {"type": "catalog", "href": f"#{_resource_uuid(end)}"}


def _resource_uuid(end: tuple[str, str]) -> str:
    work, version = end
    return uuid_of(f"{work}#{local(version)}")


def _map(items: Items, mapping: Resource) -> dict[str, Any]:
    word, namespace = relationship(mapping)
    facts = [
        prop("predicate_id", items.contents.compressed(predicate_of(mapping)), ns=SSSOM.namespace),
        *(
            prop(
                local(slot.value),
                items.contents.compressed(value),
                ns=slot.value.removesuffix(local(slot.value)),
            )
            for slot in SLOTS
            for value in mapping.values(slot)
        ),
        prop("status", status(mapping), remarks=account(mapping)),
        prop("iri", mapping.iri),
    ]
    made = compact(
        uuid=uuid_of(mapping.iri),
        ns=namespace,
        matching_rationale=rationale_of(mapping),
        relationship=word,
        sources=[_item(items, mapping.value(SSSOM.subject_id))],
        targets=[_item(items, mapping.value(SSSOM.object_id))],
        props=props(*facts),
        remarks="\n\n".join(map(prose, mapping.values(RDFS.comment))),
    )
    return made | ({"confidence-score": score} if (score := score_of(mapping)) else {})


def _item(items: Items, iri: str) -> dict[str, Any]:
    item = items.all[iri]
    label = prop("label", item.value(AIRM.sourceKey), ns="")
    return compact(type="control", id_ref=items.id_of(iri), props=props(label, prop("iri", iri)))


def _back_matter(
    items: Items, held: Sequence[Resource], graphs: Sequence[Resource]
) -> list[dict[str, Any]]:
    contents, versions = items.contents, versions_of(items.contents)
    said = [source_resource(contents, graph, versions.get(graph.iri)) for graph in graphs]
    programs = filter(is_program, agents_of(contents, graphs))
    return in_title_order([*said, *_resources(items, held), *map(agent_resource, programs)])


def _resources(items: Items, held: Sequence[Resource]) -> list[dict[str, Any]]:
    """What is mapped: what each source records of each work."""
    found = []
    for end in {end for each in held for end in _ends(items, each)}:
        work, version = map(items.contents.get, end)
        graph = items.contents.get(version.value(AIRM.namedGraph))
        title = f"{work.label}, as recorded in {version.label}"
        found.append(
            compact(
                uuid=_resource_uuid(end),
                title=line(title),
                props=props(
                    prop("kind", "controls"),
                    prop("work", work.iri),
                    prop("recordedIn", version.iri),
                    prop("version", version.value(OWL.versionInfo)),
                    prop("licence", graph.value(DCTERMS.license)),
                ),
                citation=compact(
                    text=line(f"{title}. {graph.text(DCTERMS.rights)}".strip()),
                    links=[compact(href=address(i)) for i in work.values(RDFS.seeAlso)],
                ),
                rlinks=[{"href": CATALOG, "media-type": "application/oscal+json"}],
            )
        )
    return found


def _left_out(items: Items, held: Sequence[Resource]) -> list[str]:
    """What the document does not hold of the mappings, in sentences."""
    counts = Counter[str]()
    kept = {each.iri for each in held}
    for each in items.pairs:
        if each.iri not in kept:
            within = "within one work of one source"
            state = f"{status(each)}, for which OSCAL has no word"
            counts[state if _is_across(items, each) else within] += 1
    others = len(items.statements.mappings) - len(items.pairs)
    said = [f"{number:,} mappings that are {what}" for what, number in sorted(counts.items())]
    said += [f"{others:,} mappings of risks or concepts"] if others else []
    return [f"Not in this collection: {'; '.join(said)}."] if said else []
