"""What the CoSAI Risk Map ties together: controls, risks, what they cite, other frameworks."""

from __future__ import annotations

import re

from ...identifiers import is_web_address, local_id
from ...records import Action, Description, Link, Mapping
from .files import (
    CONTROLS,
    FRAMEWORKS,
    REFERENCE,
    RISKS,
    Entries,
    Entry,
    Found,
    filing,
    is_id,
    left_out,
    listed,
    said_in_a_word,
)

# The works that the values of "mappings" point to, by the ids of frameworks.yaml.
WORKS = {
    "mitre-atlas": "framework-atlas",
    "nist-ai-rmf": "framework-nist-ai-rmf",
    "stride": "framework-stride",
    "owasp-top10-llm": "framework-owasp-llm",
    "iso-22989": "framework-iso22989",
    "eu-ai-act": "framework-eu-ai-act",
}


def add_actions(found: Found) -> None:
    """Controls act on risks: both files say on which, and each is compared with the other."""
    risks, controls = found.entries[RISKS], found.entries[CONTROLS]
    universal = {key for key, entry in controls.items() if said_in_a_word(entry, "risks") == "all"}
    pairs: dict[str, set[tuple[str, str]]] = {
        RISKS: {
            (control, key)
            for key, entry in risks.items()
            for control in listed(RISKS, key, entry, "controls", controls, found.log)
        },
        CONTROLS: {
            (key, risk)
            for key, entry in controls.items()
            if key not in universal
            for risk in listed(CONTROLS, key, entry, "risks", risks, found.log)
        },
    }
    for control, risk in sorted(pairs[RISKS] ^ pairs[CONTROLS]):
        said = RISKS if (control, risk) in pairs[RISKS] else CONTROLS
        key = risk if said == RISKS else control
        other = CONTROLS if said == RISKS else RISKS
        if control not in universal:
            what = f"is not said in {other}, where it should stand too; the link is kept"
            found.log.note(said, key, f"{control} {risk}", what)
    # The heads of both files say that controls address and can mitigate the risks.
    found.records += [
        Action(
            id=found.names[CONTROLS, control],
            relation="mitigates",
            target=found.names[RISKS, risk],
            confidence=None,
            rationale="",
            path=CONTROLS,
        )
        for control, risk in pairs[RISKS] | pairs[CONTROLS]
    ]
    found.records += [
        Description(
            id=found.names[CONTROLS, control],
            kind="measure",
            section="",
            scope="all-risks",
            definition="",
            path=CONTROLS,
        )
        for control in universal
    ]


def add_evidence(found: Found) -> None:
    """File what risks and controls cite, once each, and tie it to those that cite it."""
    known: dict[str, Entry] = {}
    for file in (RISKS, CONTROLS):
        for key, entry in found.entries[file].items():
            cited = entry.get("externalReferences")
            for reference in cited if isinstance(cited, list) else []:
                if not isinstance(reference, dict) or not all(
                    isinstance(reference.get(part), str) and reference[part].strip()
                    for part in REFERENCE
                ):
                    place = f"{key} externalReferences"
                    found.log.refuse(file, place, reference, "has no id, title or url; left out")
                elif is_id(reference["id"]):
                    _cite(file, key, reference, known, found)
    left_out(RISKS, known.values(), REFERENCE, found.log, "field of externalReferences:")


def _cite(file: str, key: str, reference: Entry, known: Entries, found: Found) -> None:
    name = reference["id"]
    if name not in known:
        known[name] = reference
        label, published = found.title(file, key, reference["title"])
        if not is_web_address(reference["url"]):
            found.log.note(file, key, reference["url"], "is no web address")
        made = found.name("external references", name, "evidence")
        found.records.append(
            filing(made, name, "evidence", label, published, file, reference["url"])
        )
    elif known[name] != reference:
        found.log.note(file, key, name, "is described otherwise by another; the first is kept")
    found.records.append(
        Link(
            id=found.names["external references", name],
            relation="evidenceFor",
            target=found.names[file, key],
            path=file,
        )
    )


def add_mappings(file: str, key: str, entry: Entry, found: Found) -> None:
    """What a thing is mapped to; the publisher gives mappings no type."""
    mappings = entry.get("mappings")
    for framework, values in mappings.items() if isinstance(mappings, dict) else ():
        for value in values if isinstance(values, list) else [values]:
            if not isinstance(value, str) or not value.strip() or not is_id(framework):
                place = f"{key} mappings"
                found.log.refuse(file, place, value, "is no mapping value; expected a text")
                continue
            target, version = reference(framework, value)
            published = value.partition("@")[0]
            if framework == "owasp-top10-llm":
                published = published.partition(":")[0]
            if target != published:
                found.log.mend(file, key, value, f"is referred to as {target!r}")
            if complaint := _complaint(framework, version, found.entries[FRAMEWORKS]):
                found.log.note(file, key, value, complaint)
            work = WORKS.get(framework, local_id("framework", "cosai", framework))
            found.records.append(
                Mapping(
                    subject=found.names[file, key],
                    predicate="airm:correspondsTo",
                    object=f"{work}:{target}",
                    object_version=version,
                    comment=f"{framework} {value}",
                    path=file,
                )
            )


def reference(framework: str, value: str) -> tuple[str, str]:
    """The key by which the other work calls a thing, and the version the value is pinned to.

    >>> reference("nist-ai-rmf", "GOVERN-1.6@1.0"), reference("owasp-top10-llm", "LLM04:2025")
    (('GOVERN 1.6', '1.0'), ('LLM04', '2025'))
    """
    key, _, version = value.strip().partition("@")
    if framework == "owasp-top10-llm":
        key, _, version = value.strip().partition(":")
    if framework == "nist-ai-rmf":
        key = re.sub(r"^([A-Z]+)-(?=\d)", r"\1 ", key)
    if framework == "eu-ai-act":  # a paragraph is referred to by its article
        key = re.sub(r"^Article\s+(\d+)(\(\d+\))?$", r"article-\1", key)
    return key, version


def _complaint(framework: str, version: str, frameworks: Entries) -> str:
    """What is wrong with the pin of a mapping value."""
    if framework not in frameworks:
        return f"{FRAMEWORKS} has no framework {framework}; the reference is kept"
    current = frameworks[framework].get("version")
    earlier = frameworks[framework].get("priorVersions")
    known = earlier if isinstance(earlier, list) else []
    if current and not version:
        return f"is not pinned to a version; {FRAMEWORKS} has {current}"
    if version and version != current and f"{framework}@{version}" not in known:
        return f"is pinned to a version that {FRAMEWORKS} does not have; it has {current}"
    return ""
