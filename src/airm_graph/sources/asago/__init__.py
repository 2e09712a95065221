"""Reads the data of the Asago Policy Mapper: parts of risks, actions against them, mappings.

The risks are those of the IBM Risk Atlas, the actions those of three frameworks.

What Asago itself says of a risk, in sentences without a code, is filed under a work of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...errors import SourceError
from ...records import (
    About,
    Action,
    Agent,
    Classification,
    Coding,
    Filing,
    Mapping,
    Scheme,
    SchemeConcept,
    Source,
    Text,
    Work,
)
from ...resources import shown
from ..bounded import digest
from ..log import Log
from .actions import INDEX, LISTS, add_actions
from .entries import (
    AGENT,
    IBM,
    ID,
    OWASP,
    WORK,
    Found,
    identified,
    left_out,
    listed,
    mapping_of,
    reference,
    values,
    work_of,
)

# What each field says of a risk, and the kind of thing that it names. A vulnerability is a
# property of the system that helps to bring the risk about: a source of it, and no evidence.
PARTS = {
    "atlas_risk_threats.yaml": {
        "threat": ("threat", "risk-source"),
        "threat_source": ("threat source", "risk-source"),
        "vulnerability": ("vulnerability", "risk-source"),
    },
    "atlas_risk_consequences.yaml": {
        "consequence": ("consequence", "consequence"),
        "impact": ("impact", "impact"),
    },
}
AIR = "air_2024_to_atlas_mappings.yaml"
SLOTS = {
    f"{strength}_mappings": f"skos:{strength}Match"
    for strength in ("exact", "close", "broad", "narrow", "related")
}
READ = (*PARTS, INDEX, *LISTS, AIR)
UNREAD = {
    "mitigation_categories.yaml": "rules by which a program sorts actions are no facts; left out",
    "risk_to_category.sssom.tsv": "is a SSSOM mapping set; import it as sssom",
}
# Where the files lie in a folder: side by side, or in a copy of the publisher's repository.
PLACES = ("", "data", "src/asago_policy_mapper/data")


# The catalogue does not describe them: its facts hold nothing of what a program decomposed.
PUBLISHER = Agent(
    id="agent-asago",
    type="Organization",
    label="asago",
    definition="Publishes the Asago Policy Mapper.",
    address="https://github.com/asago-ai",
)
DECOMPOSITIONS = Work(
    id="framework-asago-policy-mapper",
    source_key="Asago Policy Mapper",
    title="Asago Policy Mapper: risk decompositions",
    creators=("asago",),
    year="2026",
    version="",
    address="https://github.com/asago-ai/asago-policy-mapper",
    kind="database",
    status="published",
    bindingness="not-normative",
    jurisdiction="",
    sector="cross-sector",
    system_scope="any-ai",
    gist="Takes the risks of the IBM Risk Atlas apart into threats, their sources, "
    "vulnerabilities, consequences and impacts.",
    note="Largely machine-generated.",
)


def read(paths: Sequence[Path], log: Log) -> list[Source]:
    """What the Asago Policy Mapper says.

    Args:
        paths: The folder of the YAML files, or some of the files.
        log: Is told what became of each entry.

    Raises:
        SourceError: None of the files is there, or one is not what its name says.
    """
    files = _locate(paths)
    found = Found(log)
    for file in (file for file in PARTS if file in files):
        _add_parts(file, files[file], found)
    if AIR in files:
        _add_air(files[AIR], found)
    add_actions(files, found)
    _add_codings(found)
    for file in (file for file in UNREAD if file in files):
        log.row(file, "file")
        log.note(file, "file", file, UNREAD[file])
    return [_source({file: files[file] for file in READ if file in files}, found)]


def _locate(paths: Sequence[Path]) -> dict[str, Path]:
    """The files, by name; the first of a name counts."""
    files: dict[str, Path] = {}
    for path in paths:
        folders = [path / place for place in PLACES] if path.is_dir() else []
        for file in (*READ, *UNREAD):
            for candidate in [folder / file for folder in folders] or [path]:
                if candidate.name == file and candidate.is_file():
                    files.setdefault(file, candidate)
    if not files.keys() & set(READ):
        raise SourceError(
            f"has no file of the Asago Policy Mapper; expected some of {', '.join(READ)}",
            path=", ".join(map(shown, paths)) or "no path",
        )
    return files


def _add_parts(file: str, path: Path, found: Found) -> None:
    """File what risks are said to come from or lead to, each sentence of a role once."""
    log, known = found.log, dict[tuple[str, str], str]()
    kept = []
    for risk, entry in sorted(mapping_of(path).items(), key=lambda item: str(item[0])):
        log.row(file, str(risk))
        if not isinstance(risk, str) or work_of(risk) != IBM or not isinstance(entry, dict):
            log.refuse(file, str(risk), risk, "is no risk with its parts; left out")
            continue
        kept.append(entry)
        for name, (role, kind) in PARTS[file].items():
            for number, sentence in enumerate(values(file, risk, entry, name, log), start=1):
                words = " ".join(sentence.split())
                if (role, words) in known:
                    what = f"has the same {role} as another risk; it is filed once"
                    log.note(file, risk, words, what)
                else:
                    key = f"{risk} {role} {number}"
                    known[role, words] = found.name(file, "risk", key)
                    label = f"{risk}: {role} {number}"
                    found.file(file, known[role, words], key, kind, label, "", WORK)
                    found.text(file, known[role, words], words)
                found.records.append(
                    Mapping(
                        subject=known[role, words],
                        predicate="airm:correspondsTo",
                        object=reference(risk),
                        machine_made=True,
                        comment=role,
                        path=file,
                    )
                )
    left_out(file, kept, set(PARTS[file]), log)


def _add_air(path: Path, found: Found) -> None:
    """Map risks of AIR 2024 to those of the IBM Risk Atlas."""
    kept = []
    for key, entry in identified(AIR, listed(mapping_of(path), "entries", path), found.log):
        subject, blank, _ = key.partition(" ")
        if work_of(subject) != "framework-air2024":
            found.log.refuse(AIR, key, key, "is no id of a risk of AIR 2024; left out")
            continue
        if blank:
            found.log.mend(AIR, key, key, f"the title follows the id, which is {subject}")
        kept.append(entry)
        slots = [slot for slot in SLOTS if slot in entry]
        if not slots:
            found.log.note(AIR, key, key, "is mapped to nothing")
        for slot in slots:
            for risk in values(AIR, key, entry, slot, found.log):
                if work_of(risk) != IBM:
                    found.log.refuse(AIR, f"{key} {risk}", risk, "is no risk of IBM's; left out")
                    continue
                found.records.append(
                    Mapping(
                        subject=reference(subject),
                        predicate=SLOTS[slot],
                        object=reference(risk),
                        machine_made=True,
                        path=AIR,
                    )
                )
    left_out(AIR, kept, {"id", *SLOTS}, found.log)


def _add_codings(found: Found) -> None:
    """Say how many of the measures of the OWASP list carry a value of each facet."""
    measures = [filing for filing in found.of(Filing) if filing.kind == "measure"]
    sorted_ = {(each.facet, each.id) for each in found.of(Classification)}
    sorted_ |= {("action-on-harm", each.id) for each in found.of(Action)}
    for facet in sorted({facet for facet, _ in sorted_}):
        count = sum(facet == other for other, _ in sorted_)
        found.records.append(
            Coding(
                work=OWASP,
                facet=facet,
                extraction="unknown",
                coded="complete" if count == len(measures) else "partial",
                coder=AGENT,
                confidence=None,
                rationale=f"{count} of the {len(measures)} measures that Asago files under the "
                "work carry a value.",
            )
        )


def _source(files: dict[str, Path], found: Found) -> Source:
    about = About(
        id=ID,
        of="compilation-asago-policy-mapper",
        type="Compilation",
        title="Asago Policy Mapper data",
        version="unstated",
        issued="",
        creators=("asago",),
        address="https://github.com/asago-ai/asago-policy-mapper",
        licence="https://www.apache.org/licenses/LICENSE-2.0",
        rights="asago, Apache License 2.0; the texts of the actions taken from OWASP are "
        "CC BY-SA 4.0 upstream.",
        agent=AGENT,
        method="publisherFiling",
        preliminary=False,
        retrieved="",
        derived_from=(),
        checksum=digest(list(files.values())),
        description="Threats, consequences and actions for the risks of the IBM Risk Atlas, and "
        "AIR 2024 mapped to these; largely machine-generated.",
        path=", ".join(files),
    )
    return Source(
        about=about,
        agents=(PUBLISHER,),
        works=(DECOMPOSITIONS,),
        filings=found.of(Filing),
        classifications=found.of(Classification),
        actions=found.of(Action),
        codings=found.of(Coding),
        schemes=found.of(Scheme),
        concepts=found.of(SchemeConcept),
        mappings=found.of(Mapping),
        texts=found.of(Text),
    )
