"""A measure or requirement as a control: properties, links and the text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ...sources.oscal.prose import plain
from ...vocab import AIRM, DCTERMS, SKOS, SSSOM
from ..contents import Resource
from .items import Items, is_current, is_negative, is_withdrawn
from .resources import local_name
from .spelling import address, compact, line, prop, props, prose, token, uuid_of
from .statements import account, action_props, classification_props, is_accepted, local, status

FACTS = (AIRM.publishedLabel, AIRM.page, AIRM.claimsAllRisks, SKOS.altLabel)
# The parts of a control by the property whose words they have; others than the first are ours.
PARTS = {SKOS.definition: "statement", SKOS.note: "guidance", SKOS.editorialNote: ""}


def control(items: Items, item: Resource, mapped: list[Resource]) -> dict[str, Any]:
    """The control, without those that are part of it.

    Args:
        items: All that become controls.
        item: The measure or requirement.
        mapped: The mappings of which it is the subject, and another control the object.
    """
    id_ = items.id_of(item.iri)
    told = items.statements
    return compact(
        id=id_,
        **{"class": "measure" if item.is_a(AIRM.Mitigation) else "requirement"},
        title=line(item.label) or id_,
        props=[
            *props(prop("label", item.value(AIRM.sourceKey), ns="")),
            *([prop("status", "withdrawn", ns="")] if is_withdrawn(item) else []),
            prop("iri", item.iri),
            *props(*(prop(local_name(fact), text) for fact in FACTS for text in item.values(fact))),
            *classification_props(items.contents, told.classifications[item.iri]),
            *action_props(told.actions[item.iri]),
            *mapping_props(items, mapped),
        ],
        links=_links(items, item, filter(is_current, mapped)),
        parts=list(_parts(item, id_)),
    )


def _links(items: Items, item: Resource, related: Iterable[Resource]) -> list[dict[str, str]]:
    replaced = (iri for iri in item.values(DCTERMS.isReplacedBy) if iri in items.all)
    found = [
        *(compact(href=f"#{uuid_of(i)}", rel="source") for i in item.values(AIRM.recordedIn)),
        *(compact(href=address(i), rel="canonical") for i in item.values(AIRM.publishedAs)),
        *(compact(href=f"#{items.id_of(i)}", rel="moved-to") for i in replaced),
    ]
    for mapping in related:
        other = mapping.value(SSSOM.object_id)
        predicate = items.contents.compressed(mapping.value(SSSOM.predicate_id))
        found.append(compact(href=f"#{items.id_of(other)}", rel="related", text=line(predicate)))
    for statement in filter(is_accepted, items.statements.actions[item.iri]):
        target = items.contents.get(statement.value(AIRM.target))
        found.append(
            compact(
                href=f"#{uuid_of(target.iri)}",
                rel=local(statement.value(AIRM.relation)),
                text=line(target.label),
            )
        )
    # By several authors, or in several ways, a link is there once.
    once = {tuple(sorted(link.items())): link for link in found}
    return list(once.values())


def mapping_props(items: Items, mappings: Iterable[Resource]) -> list[dict[str, Any]]:
    """A property for each mapping to another control that is not denied: its predicate and id."""
    found = []
    for each in mappings:
        if is_negative(each):
            continue
        said, predicate = status(each), each.value(SSSOM.predicate_id)
        name = local(predicate)
        found.append(
            prop(
                name if said == "accepted" else f"{said}.{name}",
                items.id_of(each.value(SSSOM.object_id)),
                ns=predicate.removesuffix(name),
                uuid=uuid_of(each.iri),
                **{"class": said},
                group="mapping",
                remarks=account(each),
            )
        )
    return found


def _parts(item: Resource, id_: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    if plain(line(item.label)) != item.label:
        found.append(_ours("prefLabel", item.label, ""))
    for property_, name in PARTS.items():
        terms = sorted(
            item.terms(property_), key=lambda t: (t.language.partition("-")[0] != "en", t)
        )
        for number, term in enumerate(terms):
            if name and number == 0 and term.language.partition("-")[0] in ("", "en"):
                part_id = f"{id_}_{'smt' if name == 'statement' else 'gdn'}"
                found.append(compact(id=part_id, name=name, prose=prose(term.value)))
            else:
                found.append(_ours(local_name(property_), term.value, term.language))
    return found


def _ours(name: str, text: str, language: str) -> dict[str, str]:
    class_ = token(language) if language else ""
    return compact(name=name, ns=AIRM.namespace, **{"class": class_}, prose=prose(text))
