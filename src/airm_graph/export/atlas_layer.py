"""A layer for the Navigator of MITRE ATLAS: how each of its techniques is covered.

The layer has the format 4.3 of ATT&CK's Navigator, for the Navigator of ATLAS reads no newer one.
Its colours are the states of targets as everywhere in this program, of what is exported alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, BinaryIO

from ..coverage.targets import STATES, Target, targets
from ..identifiers import compress, is_web_address
from ..vocab import AIRM, AIRO, BASE, DCTERMS, OWL
from .contents import Contents, Resource
from .selected_columns import moved, selected_columns
from .stix.names import phase_name
from .terms import ExportError

VERSIONS = {"layer": "4.3", "navigator": "4.6.4"}
DOMAIN = "atlas-atlas"
ATLAS, TACTIC = BASE + "id/framework-atlas", "atlas-tactic"
# As in the program's own pictures: the darker the stronger, apart for the colour-blind as well.
COLOURS = {"addressed": "#0b5394", "thin": "#9fc5e8", "open": "#d9dde2", "gap": "#c8500a"}
GRADIENT = ("#ffffff", COLOURS["addressed"])
Entry = dict[str, Any]


@dataclass
class _Atlas:
    """What the layer needs to know, under the names that the build gives.

    Attributes:
        techniques: By IRI.
        actions: By IRI of a technique, the statements that something acts on it.
        measures: What does.
        versions: The versions of ATLAS of which a technique is written.
    """

    techniques: dict[str, Resource] = field(default_factory=dict)
    actions: dict[str, list[Resource]] = field(default_factory=dict)
    measures: dict[str, Resource] = field(default_factory=dict)
    versions: dict[str, Resource] = field(default_factory=dict)

    @cached_property
    def parents(self) -> frozenset[str]:
        """The techniques that have sub-techniques."""
        parts = self.techniques.values()
        return frozenset(parent for each in parts for parent in each.values(DCTERMS.isPartOf))


def write_layer(contents: Contents, out: BinaryIO) -> None:
    """Write the layer.

    Raises:
        ExportError: No technique of ATLAS is in what is exported.
    """
    atlas = _read(contents)
    if not atlas.techniques:
        raise ExportError(
            "no technique of MITRE ATLAS is in what is exported; take it along, with --framework "
            "atlas or without --framework, --graph and --select"
        )
    columns, _ = selected_columns(contents)
    found = {
        target.target.iri: target
        for kind in ("risk-source", "risk")
        for target in targets(columns, kind=kind)
        if target.target.iri in atlas.techniques
    }
    known = columns.facets[TACTIC].concepts if TACTIC in columns.facets else {}
    tactics = {
        iri: sorted({phase_name(known[one].label) for one in target.classes.get(TACTIC, ())})
        for iri, target in found.items()
    }
    layer = _layer(contents, atlas, found)
    layer["techniques"] = [
        entry
        for iri, target in sorted(found.items())
        for entry in _entries(contents, atlas, target, tactics[iri])
    ]
    out.write((json.dumps(layer, ensure_ascii=False, indent=1) + "\n").encode())


def _read(contents: Contents) -> _Atlas:
    found = _Atlas()
    plain = replace(contents, base="")
    for each in plain.resources():
        if each.is_a(AIRO.RiskSource, AIRO.Risk) and ATLAS in each.values(AIRM.statedIn):
            found.techniques[each.iri] = each
        elif each.is_a(AIRM.ActionStatement) and AIRM.accepted.value in each.values(AIRM.status):
            found.actions.setdefault(each.value(AIRM.target), []).append(each)
        elif each.is_a(AIRM.FrameworkVersion) and ATLAS in each.values(DCTERMS.isVersionOf):
            found.versions[each.iri] = each
    wanted = {
        each.value(AIRM.statementOf)
        for iri in found.techniques
        for each in found.actions.get(iri, ())
    }
    recorded = {each.value(AIRM.recordedIn) for each in found.techniques.values()}
    found.versions = {iri: each for iri, each in found.versions.items() if iri in recorded}
    found.measures = {each.iri: each for each in plain.resources() if each.iri in wanted}
    return found


def _layer(contents: Contents, atlas: _Atlas, found: dict[str, Target]) -> Entry:
    states = Counter(target.state for target in found.values())
    version = ", ".join(each.value(OWL.versionInfo) for each in atlas.versions.values())
    shown = [source for source in contents.sources if source["current"]]
    about = [
        ("atlas_data_version", version or "unstated"),
        ("build", contents.build.name),
        *(("about", comment) for comment in contents.preamble.comments),
        *((f"state: {name}", f"{states[name]}: {STATES[name]}") for name in COLOURS),
        *(("source", f"{s['title']}, {s['version']}. {s['rights']} {s['licence']}") for s in shown),
    ]
    return {
        "versions": VERSIONS,
        "domain": DOMAIN,
        "metadata": [{"name": name, "value": " ".join(value.split())} for name, value in about],
        "name": "Coverage of MITRE ATLAS by measures",
        "description": "What is stated to act on each technique, and in how many measures; nothing "
        "here measures whether they work. The score is the number of distinct measures that are "
        "stated to mitigate the technique, or what certainly equals it.",
        "sorting": 0,
        "hideDisabled": False,
        "gradient": {
            "colors": [*GRADIENT],
            "minValue": 0,
            "maxValue": max([1, *map(_score, found.values())]),
        },
        "legendItems": [
            {"label": f"{name}: {states[name]} techniques", "color": colour}
            for name, colour in COLOURS.items()
        ],
        "techniques": [],
    }


def _entries(
    contents: Contents, atlas: _Atlas, target: Target, tactics: list[str]
) -> Iterator[Entry]:
    """A technique under each of its tactics; a sub-technique once, as it follows its technique."""
    each = atlas.techniques[target.target.iri]
    is_part = any(parent in atlas.techniques for parent in each.values(DCTERMS.isPartOf))
    for tactic in [""] if is_part or not tactics else tactics:
        yield {
            "techniqueID": each.value(AIRM.sourceKey) or each.local,
            **({"tactic": tactic} if tactic else {}),
            **({"showSubtechniques": True} if each.iri in atlas.parents else {}),
            "score": _score(target),
            "color": COLOURS[target.state],
            "comment": "\n".join(_comment(atlas, target)),
            "metadata": [
                {"name": name, "value": value} for name, value in _metadata(target) if value
            ],
            "links": [
                {"label": label, "url": url}
                for label, url in (
                    ("Its publisher", _page(each)),
                    ("airm-graph", moved(contents, each.iri)),
                )
                if is_web_address(url)
            ],
        }


def _score(target: Target) -> int:
    return target.reached.get("direct", 0) + target.reached.get("equal", 0)


def _comment(atlas: _Atlas, target: Target) -> Iterator[str]:
    yield f"{target.state}: {target.reason or STATES[target.state]}"
    for action in atlas.actions.get(target.target.iri, ()):
        measure = atlas.measures.get(action.value(AIRM.statementOf))
        if measure is None:  # it is not exported, and does not count
            continue
        name = " ".join(filter(None, (measure.value(AIRM.sourceKey), measure.label)))
        relation = action.value(AIRM.relation).removeprefix(AIRM.namespace)
        why = action.text(AIRM.rationale)
        yield f"{relation}: {name}" + (f". {why}" if why else "")
    for hop in target.best_path:
        ends = (
            (hop.end_label, hop.origin_label) if hop.inverse else (hop.origin_label, hop.end_label)
        )
        yield f"through: {ends[0]} {compress(hop.predicate)} {ends[1]} ({hop.source})"


def _metadata(target: Target) -> Iterator[tuple[str, str]]:
    yield "state", target.state
    yield "reason", target.reason
    yield "strength", target.strength
    for name, count in (*target.reached.items(), ("detects or assesses", target.observed)):
        yield f"measures: {name}", str(count) if count else ""
    sure = target.confidence
    yield "confidence", "" if sure is None else f"{sure:.4f}".rstrip("0").rstrip(".")


def _page(each: Resource) -> str:
    return next(filter(is_web_address, each.values(AIRM.publishedAs)), "")
