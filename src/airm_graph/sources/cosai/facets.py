"""What the CoSAI Risk Map sorts risks and controls by: schemes, concepts, classifications."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...records import Classification, Coding, Scheme, SchemeConcept
from .files import (
    AGENT,
    COMPONENTS,
    CONTROLS,
    ID,
    LISTS,
    PERSONAS,
    RISKS,
    WORK,
    Entry,
    Found,
    is_id,
    listed,
    said_in_a_word,
)


@dataclass(frozen=True, slots=True)
class Facet:
    """A field that sorts risks or controls, the file of its values, and the files that use it."""

    name: str
    label: str
    of: str
    field: str
    file: str
    users: tuple[str, ...] = (RISKS, CONTROLS)
    level: str = "1"


# Only controls name components, so that they have none to inherit from risks.
FACETS = (
    Facet("cosai-persona", "CoSAI personas", "measure", "personas", PERSONAS),
    Facet(
        "cosai-component",
        "CoSAI components",
        "measure",
        "components",
        COMPONENTS,
        (CONTROLS,),
        level="3",
    ),
    Facet(
        "cosai-lifecycle", "CoSAI lifecycle", "measure", "lifecycleStage", "lifecycle-stage.yaml"
    ),
    Facet("cosai-impact", "CoSAI impact types", "risk", "impactType", "impact-type.yaml"),
    Facet("cosai-actor-access", "CoSAI actor access", "risk", "actorAccess", "actor-access.yaml"),
    Facet("cosai-risk-category", "CoSAI risk categories", "risk", "category", RISKS, (RISKS,)),
    Facet(
        "cosai-control-category",
        "CoSAI control categories",
        "measure",
        "category",
        CONTROLS,
        (CONTROLS,),
    ),
)


def add_scheme(facet: Facet, documents: dict[str, Entry], found: Found) -> list[str]:
    """Add the scheme of a facet and its concepts; return the values that entries may have."""
    scheme = f"scheme-{ID}-{facet.name}"
    found.records.append(
        Scheme(
            id=scheme,
            label=facet.label,
            facet=facet.name,
            of=facet.of,
            level=facet.level,
            path=facet.file,
        )
    )
    groups = list(_groups(documents[facet.file].get("categories")))
    concepts = [(key, "", entry) for key, _, entry in groups]
    if facet.field != "category":
        own = found.entries[facet.file]
        concepts = groups + [
            (key, str(entry.get("subcategory") or entry.get("category") or ""), entry)
            for key, entry in own.items()
        ]
    elif not groups:  # the publisher lists no risk categories: they have ids, and no titles
        named = [entry.get("category") for entry in found.entries[facet.file].values()]
        used = {str(name) for name in named if is_id(name)}
        concepts = [(key, "", {}) for key in sorted(used)]
        found.log.note(
            facet.file, "categories", len(concepts), "have no titles; their ids stand for them"
        )
    for key, parent, entry in concepts:
        if (facet.file, key) in found.names:
            found.log.refuse(
                facet.file, f"{key} (again)", key, "is there already; the first is kept"
            )
            continue
        label, _ = found.title(facet.file, key, str(entry.get("title") or key))
        made = found.name(facet.file, key, "concept", f"{ID}-{facet.name}")
        above = found.names.get((facet.file, parent), "")
        found.records.append(
            SchemeConcept(
                id=made, scheme=scheme, notation=key, parent=above, label=label, path=facet.file
            )
        )
        found.text(facet.file, made, entry.get("description"), "definition")
    leaves = concepts if facet.field == "category" else concepts[len(groups) :]
    return [key for key, _, _ in leaves]


def _groups(categories: object, parent: str = "") -> Iterator[tuple[str, str, Entry]]:
    """Categories and the subcategories in them: id, id of the category above, entry."""
    for entry in categories if isinstance(categories, list) else []:
        if isinstance(entry, dict) and is_id(entry.get("id")):
            yield entry["id"], parent, entry
            yield from _groups(entry.get("subcategory"), entry["id"])


def classify(
    file: str, key: str, entry: Entry, facet: Facet, values: list[str], found: Found
) -> None:
    """Put a risk or control under the concepts of a facet that it names."""
    said = said_in_a_word(entry, facet.field)
    if said == "none":
        found.log.note(file, key, "none", f"says that no {facet.field} apply: under no concept")
        return
    chosen = values if said else listed(file, key, entry, facet.field, values, found.log)
    found.records += [
        Classification(
            id=found.names[file, key],
            facet=facet.name,
            concept=value,
            status="accepted",
            confidence=None,
            rationale="stated as all" if said else "",
            path=file,
        )
        for value in chosen
    ]


def add_codings(found: Found) -> None:
    """How completely the publisher sorts its entries; ``all`` and ``none`` are answers too."""
    refused = any(end == "refused" and file in LISTS for (file, _), end in found.log.rows.items())
    sorts = [(facet.name, facet.field, facet.users) for facet in FACETS]
    for facet, name, users in [*sorts, ("action-on-harm", "risks", (CONTROLS,))]:
        entries = [entry for file in users for entry in found.entries[file].values()]
        told = sum(bool(entry.get(name)) for entry in entries)
        found.records.append(
            Coding(
                work=WORK,
                facet=facet,
                extraction="partial" if refused else "complete",
                coded="complete" if told == len(entries) else "partial",
                coder=AGENT,
                confidence=None,
                rationale=f"The field {name} is filled in {told} of {len(entries)} entries.",
            )
        )
