"""The actions of the Asago files: what they are said to be for, and how they are sorted.

Three lists tie the actions of one framework each to risks; an index, made from the lists, ties
risks to the same actions and sorts these. A pair that both say counts once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ...records import Action, Classification, Mapping, Scheme, SchemeConcept
from .entries import (
    IBM,
    ID,
    OWASP,
    OWN,
    Entry,
    Found,
    identified,
    left_out,
    listed,
    mapping_of,
    reference,
    values,
    work_of,
)

INDEX = "atlas_risk_to_actions.yaml"
LISTS = {
    "nist_ai_rmf_actions_to_atlas_data.yaml": "framework-nist2024",
    "aiuc1_actions_to_atlas_data.yaml": "framework-aiuc1",
    "owasp_llm_2.0_actions_data.yaml": OWASP,
}
# What the index calls the frameworks.
FRAMEWORKS = {
    "nist-ai-rmf": "framework-nist2024",
    "aiuc1": "framework-aiuc1",
    "owasp-llm-2.0": OWASP,
}
CODE = re.compile("[A-Za-z][A-Za-z0-9_-]*")
FACETS = {"category": "asago-action-category", "risk_control": "asago-risk-control"}
LABELS = {
    "asago-action-category": "Asago action categories: who owns an action",
    "asago-risk-control": "Asago risk control types, named after classes of the DPV",
}


@dataclass
class _Said:
    """What the files say of pairs of a risk and an action, and of the actions."""

    listed: dict[tuple[str, str], str] = field(default_factory=dict)  # pair -> file
    indexed: dict[tuple[str, str], Entry] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # OWASP action -> its name
    places: dict[str, tuple[str, str]] = field(default_factory=dict)  # … -> file, place
    words: dict[str, object] = field(default_factory=dict)


def add_actions(files: dict[str, Path], found: Found) -> None:
    """Add what the index and the lists say."""
    said = _Said()
    for file in (file for file in LISTS if file in files):
        _read_list(file, files[file], said, found)
    if INDEX in files:
        _read_index(files[INDEX], said, found)
        _compare(files, said, found)
    measures = _measures(said, found)
    for risk, action in sorted(said.listed.keys() | said.indexed.keys()):
        entry = said.indexed.get((risk, action))
        path = INDEX if entry is not None else said.listed[risk, action]
        if action in measures:
            found.records.append(
                Action(
                    id=measures[action],
                    relation="actsOn",
                    target=reference(risk),
                    confidence=None,
                    rationale="",
                    path=path,
                )
            )
        else:
            codes = [_code(entry, name) for name in FACETS] if entry is not None else []
            said_so = "related risk" if entry is None else "recommended action"
            found.records.append(
                Mapping(
                    subject=reference(risk),
                    predicate="airm:correspondsTo",
                    object=reference(action),
                    machine_made=True,
                    comment="; ".join(filter(None, [said_so, *codes])),
                    path=path,
                )
            )
    if INDEX in files:
        _classify(said, measures, found)


def _read_list(file: str, path: Path, said: _Said, found: Found) -> None:
    log = found.log
    kept: list[Entry] = []
    document = mapping_of(path)
    for key, entry in identified(file, listed(document, "actions", path), log):
        if work_of(key) != LISTS[file]:
            log.refuse(file, key, key, f"is no id of an action of {LISTS[file]}; left out")
            continue
        kept.append(entry)
        if LISTS[file] == OWASP:
            said.places[key] = (file, key)
            said.words[key] = entry.get("description")
            if isinstance(entry.get("name"), str):
                said.names[key] = entry["name"]
        for risk in values(file, key, entry, "hasRelatedRisk", log):
            if work_of(risk) in (IBM, OWASP) and not OWN.fullmatch(risk):
                said.listed[risk, key] = file
            else:
                log.refuse(file, f"{key} {risk}", risk, "is no id of a risk; left out")
    # These say of each entry what the file is: a list of one framework's actions.
    same = {"type", "isDefinedByTaxonomy", "hasDocumentation"}
    left_out(file, kept, {"id", "name", "description", "hasRelatedRisk"} | same, log)
    if "documents" in document:
        log.row(file, "documents")
        log.note(file, "documents", "documents", "describe a work that the catalogue has; left out")


def _read_index(path: Path, said: _Said, found: Found) -> None:
    log = found.log
    for risk, entries in mapping_of(path).items():
        if not isinstance(risk, str) or work_of(risk) != IBM or not isinstance(entries, list):
            log.row(INDEX, str(risk))
            log.refuse(INDEX, str(risk), risk, "is no risk with a list of actions; left out")
            continue
        for number, entry in enumerate(entries, start=1):
            key = entry.get("id") if isinstance(entry, dict) else None
            place = f"{risk} {key or f'entry {number}'}"
            if isinstance(key, str) and (risk, key) in said.indexed:
                place += f" (entry {number})"
            log.row(INDEX, place)
            if not isinstance(key, str) or work_of(key) not in FRAMEWORKS.values():
                log.refuse(INDEX, place, key, "is no id of an action; left out")
            elif (risk, key) in said.indexed:
                log.refuse(INDEX, place, key, "is there already; the first is kept")
            else:
                _index(risk, key, entry, said, found)
    left_out(INDEX, said.indexed.values(), {"id", "name", "source", *FACETS}, log)


def _index(risk: str, key: str, entry: Entry, said: _Said, found: Found) -> None:
    said.indexed[risk, key] = entry
    place, name = f"{risk} {key}", entry.get("name")
    if FRAMEWORKS.get(str(entry.get("source"))) != work_of(key):
        what = f"is not the source that the id {key} belongs to; the id counts"
        found.log.note(INDEX, place, entry.get("source"), what)
    if OWN.fullmatch(key):
        said.places.setdefault(key, (INDEX, place))
        if isinstance(name, str) and said.names.setdefault(key, name) != name:
            found.log.note(INDEX, place, name, f"is called {said.names[key]!r} elsewhere")


def _compare(files: dict[str, Path], said: _Said, found: Found) -> None:
    """Note where the index and a list differ on a risk of the IBM Risk Atlas."""
    works = {LISTS[file] for file in LISTS.keys() & files.keys()}
    pairs = {pair for pair in said.listed if work_of(pair[0]) == IBM}
    for risk, action in sorted(pairs - said.indexed.keys()):
        file = said.listed[risk, action]
        found.log.note(file, action, risk, f"the pair is not in {INDEX}; it is kept")
    for risk, action in sorted(said.indexed.keys() - pairs):
        if work_of(action) in works:
            what = "the pair is not in the list of the framework's actions; it is kept"
            found.log.note(INDEX, f"{risk} {action}", action, what)


def _measures(said: _Said, found: Found) -> dict[str, str]:
    """File the actions of the OWASP list, which have no other source to refer to."""
    made: dict[str, str] = {}
    for key, (file, place) in sorted(said.places.items()):
        made[key] = found.name(file, "mitigation", key)
        published = said.names.get(key, "")
        label = " ".join(published.split())
        if not label:
            found.log.note(file, place, published, "has no name; its id stands for it")
        elif label != published:
            found.log.mend(file, place, published, "the name has surplus blanks; they were removed")
        differs = published if label and label != published else ""
        found.file(file, made[key], key, "measure", label or key, differs, OWASP)
        found.text(file, made[key], said.words.get(key))
    return made


def _code(entry: Entry, name: str) -> str:
    """A value by which the index sorts an action, if it can be a notation."""
    value = entry.get(name)
    return value if isinstance(value, str) and CODE.fullmatch(value) else ""


def _classify(said: _Said, measures: dict[str, str], found: Found) -> None:
    for name, facet in FACETS.items():
        of: dict[str, dict[str, str]] = defaultdict(dict)  # action -> value -> place
        for (risk, key), entry in said.indexed.items():
            if code := _code(entry, name):
                of[key].setdefault(code, f"{risk} {key}")
            else:
                what = f"is no {name}; expected a word"
                found.log.note(INDEX, f"{risk} {key}", entry.get(name), what)
        for _, places in sorted(of.items()):
            for value in list(places)[1:]:
                what = f"is another {name} than the {next(iter(places))} said before; both are kept"
                found.log.note(INDEX, places[value], value, what)
        _scheme(facet, {value for places in of.values() for value in places}, found)
        found.records += [
            Classification(
                id=measures[key],
                facet=facet,
                concept=value,
                status="accepted",
                confidence=None,
                rationale="",
                path=INDEX,
            )
            for key, places in of.items()
            if key in measures
            for value in places
        ]
    others = sum(key not in measures for _, key in said.indexed)
    if others:
        found.log.note(
            INDEX,
            f"{' and '.join(FACETS)} of other frameworks' actions",
            f"{others} entries",
            "sort things of other sources: they are no classifications, but in the mappings",
        )


def _scheme(facet: str, notations: Iterable[str], found: Found) -> None:
    scheme = f"scheme-{ID}-{facet}"
    found.records.append(
        Scheme(id=scheme, label=LABELS[facet], facet=facet, of="measure", level="1", path=INDEX)
    )
    for notation in sorted(notations):
        made = found.name(INDEX, "concept", f"{facet}-{notation}")
        found.records.append(
            SchemeConcept(
                id=made, scheme=scheme, notation=notation, parent="", label=notation, path=INDEX
            )
        )
