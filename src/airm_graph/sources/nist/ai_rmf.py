"""The NIST AI Risk Management Framework and its profile for generative AI.

Read are the extractions of the subcategories of AI RMF 1.0 and of the suggested actions of NIST
AI 600-1, each as JSON or CSV. Crosswalks and relationship vocabularies are not read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from ...identifiers import local_id
from ...records import (
    About,
    Action,
    Coding,
    Filing,
    Mapping,
    SchemeConcept,
    Source,
)
from ...resources import shown
from ..bounded import digest
from ..log import Log
from .rows import (
    CORE,
    CORE_COLUMNS,
    CORE_WORK,
    PROFILE,
    PROFILE_COLUMNS,
    PROFILE_WORK,
    Row,
    RowReader,
    Table,
    find_tables,
)
from .tags import RISKS, TASKS, recognised, slug

NIST = "agent-nist"
SUBCATEGORIES, ACTIONS = 72, 212  # in the publications; fewer make the extraction partial

FUNCTIONS = {"GV": "Govern", "MP": "Map", "MS": "Measure", "MG": "Manage"}
SUBCATEGORY = re.compile(r"((GOVERN|MAP|MEASURE|MANAGE) [1-9])\.[1-9][0-9]?")
ACTION = re.compile(r"(GV|MP|MS|MG)-*([1-9]\.[1-9][0-9]?)-*([0-9]{3})")


def read(paths: Sequence[Path], log: Log) -> list[Source]:
    """The framework, the profile or both, whichever the files hold.

    Args:
        paths: Files, or folders in which the known file names are looked for; where the same is
            there as JSON and CSV, the JSON is read.
        log: What became of each row.

    Raises:
        SourceError: A file cannot be read, holds other columns, or a folder has none of the files.
    """
    core, profile = find_tables(paths, log)
    found = []
    if core:
        found.append(_core(core, log))
    if profile:
        outcomes = {filing.source_key for filing in found[0].filings} if found else None
        found.append(_profile(profile, outcomes, log))
    return found


def _core(table: Table, log: Log) -> Source:
    reader = RowReader(table, log, CORE)
    facet = "ai-rmf-category"
    filings: dict[str, Filing] = {}
    concepts: dict[str, SchemeConcept] = {}
    category_texts: dict[str, str] = {}
    for place, row in reader.rows(CORE_COLUMNS):
        key = row["subcategory_id"].strip()
        form = SUBCATEGORY.fullmatch(key)
        if not form:
            what = "is no code of a subcategory such as 'GOVERN 1.1'; left out"
            log.refuse(reader.name, place, key, what)
            continue
        if key in filings:
            log.refuse(reader.name, place, key, "stands twice; the first row is kept")
            continue
        category, function = form[1], form[2]
        for column, value in (("category_id", category), ("function", function.capitalize())):
            if row[column] != value:
                what = f"{column} does not fit the code {key!r}; read as {value!r}"
                log.mend(reader.name, place, row[column], what)
        thing = local_id("requirement", CORE, key)
        filings[key] = reader.filing(thing, key, "requirement", key)
        reader.say(thing, row["description"], place)
        reader.classify(thing, "function", function.lower())
        reader.classify(thing, facet, category)
        if function not in concepts:
            concepts[function] = reader.concept(facet, function, function.capitalize())
        if category not in concepts:
            concepts[category] = reader.concept(facet, category, category, function)
            reader.say(concepts[category].id, row["category_text"], place)
            category_texts[category] = row["category_text"]
        elif row["category_text"] != category_texts[category]:
            what = f"differs from the first sentence about {category!r}, which is kept"
            log.note(reader.name, place, row["category_text"], what)
    return Source(
        about=_about(
            CORE,
            CORE_WORK,
            "Artificial Intelligence Risk Management Framework (AI RMF 1.0)",
            "https://doi.org/10.6028/NIST.AI.100-1",
            table[0],
            "The subcategories of the core of the framework, under its functions and categories.",
            issued="",
        ),
        filings=_sorted(filings.values(), lambda filing: filing.id),
        classifications=_sorted(
            reader.classifications, lambda said: (said.id, said.facet, said.concept)
        ),
        codings=tuple(
            _coding(CORE_WORK, name, len(filings) == SUBCATEGORIES, True, why)
            for name, why in (
                (facet, "The code of every subcategory names its category."),
                ("function", "The code of every subcategory names its function."),
            )
        ),
        schemes=(reader.scheme(facet, "AI RMF functions and categories", "requirement", "2"),),
        concepts=_sorted(concepts.values(), lambda concept: concept.id),
        texts=_sorted(reader.texts, lambda text: text.id),
    )


def _profile(table: Table, outcomes: set[str] | None, log: Log) -> Source:
    reader = RowReader(table, log, PROFILE)
    filings: dict[str, Filing] = {}
    actions: list[Action] = []
    mappings: list[Mapping] = []
    tagged = {"gai-risk": 0, "ai-actor-task": 0}
    used: dict[str, set[str]] = {facet: set() for facet in tagged}
    well_formed = {str(row.get("action_id")) for _, row in table[1]}
    for place, row in reader.rows(PROFILE_COLUMNS):
        published = row["action_id"].strip()
        form = ACTION.fullmatch(published)
        if not form:
            what = "is no code of an action such as 'GV-1.1-001'; left out"
            log.refuse(reader.name, place, published, what)
            continue
        key = "-".join(form.groups())
        if key in filings or (key != published and key in well_formed):
            log.refuse(reader.name, place, published, f"{key} stands twice; one row is kept")
            continue
        if key != published:
            log.mend(reader.name, place, published, f"the code is misspelt; read as {key!r}")
        thing = local_id("mitigation", PROFILE, key)
        filings[key] = reader.filing(
            thing, key, "measure", key, published if key != published else ""
        )
        reader.say(thing, row["suggested_action"], place)
        function = FUNCTIONS[form[1]]
        if row["function"] != function:
            what = f"function does not fit the code {key!r}; read as {function!r}"
            log.mend(reader.name, place, row["function"], what)
        reader.classify(thing, "function", function.lower())
        mappings.append(
            _suggested_for(reader, thing, _outcome(reader, row, form[1], form[2], place, outcomes))
        )
        for facet, column, names in (
            ("gai-risk", "gai_risks", RISKS),
            ("ai-actor-task", "ai_actor_tasks", TASKS),
        ):
            labels = _labels(reader, place, row[column], column, names)
            tagged[facet] += bool(labels)
            used[facet] |= set(labels)
            for label in labels:
                reader.classify(thing, facet, slug(label))
                if facet == "gai-risk":
                    actions.append(
                        Action(
                            id=thing,
                            relation="actsOn",
                            target=local_id("risk", PROFILE, slug(label)),
                            confidence=None,
                            rationale="",
                            path=reader.path,
                        )
                    )
    risks = [
        reader.filing(local_id("risk", PROFILE, slug(name)), slug(name), "risk", name)
        for name in used["gai-risk"]
    ]
    for risk in risks:  # so that what is said of a concept reaches the risk that it names
        reader.classify(risk.id, "gai-risk", risk.source_key)
    whole = len(filings) == ACTIONS
    return Source(
        about=_about(
            PROFILE,
            PROFILE_WORK,
            "Generative Artificial Intelligence Profile (NIST AI 600-1)",
            "https://doi.org/10.6028/NIST.AI.600-1",
            table[0],
            "The suggested actions of the profile with the risks and actor tasks they are tagged "
            "with, each tied to the subcategory of the framework that it serves.",
        ),
        filings=_sorted([*filings.values(), *risks], lambda filing: filing.id),
        classifications=_sorted(
            reader.classifications, lambda said: (said.id, said.facet, said.concept)
        ),
        actions=_sorted(actions, lambda action: (action.id, action.target)),
        codings=(
            _coding(
                # A tag without a type is no answer to what acts on a risk, however many there are.
                *(PROFILE_WORK, "action-on-harm", whole, False),
                "The publication tags its actions with the risks that they concern, without "
                "saying in which way.",
            ),
            _coding(
                *(PROFILE_WORK, "ai-actor-task", whole, tagged["ai-actor-task"] == len(filings)),
                "The publication lists actor tasks once for all actions of a subcategory; not "
                "every task need concern every action.",
            ),
            _coding(
                *(PROFILE_WORK, "function", whole, True),
                "The code of every action names its function.",
            ),
            _coding(
                *(PROFILE_WORK, "gai-risk", whole, tagged["gai-risk"] == len(filings)),
                "The publication tags its actions with the risks that they concern.",
            ),
        ),
        schemes=(
            reader.scheme("ai-actor-task", "NIST AI actor tasks", "measure"),
            reader.scheme("gai-risk", "NIST risks of generative AI", "measure"),
        ),
        concepts=_sorted(
            (
                reader.concept(facet, slug(label), label)
                for facet, labels in used.items()
                for label in labels
            ),
            lambda concept: concept.id,
        ),
        mappings=_sorted(mappings, lambda mapping: mapping.subject),
        texts=_sorted(reader.texts, lambda text: text.id),
    )


def _outcome(
    reader: RowReader, row: Row, letters: str, number: str, place: str, outcomes: set[str] | None
) -> str:
    """The subcategory that an action is suggested for, as its row says or as its code does."""
    by_code = f"{FUNCTIONS[letters].upper()} {number}"
    stated = str(row["subcategory_id"]).strip()
    if not SUBCATEGORY.fullmatch(stated):
        what = f"subcategory_id is no code of a subcategory; read as {by_code!r} after the action"
        reader.log.mend(reader.name, place, stated, what)
        stated = by_code
    elif stated != by_code:
        reader.log.note(reader.name, place, stated, f"the code says {by_code!r}; kept as stated")
    if outcomes is not None and stated not in outcomes:
        reader.log.note(reader.name, place, stated, "is none of the subcategories that were read")
    return stated


def _suggested_for(reader: RowReader, thing: str, outcome: str) -> Mapping:
    return Mapping(
        subject=thing,
        predicate="airm:correspondsTo",
        object=f"{CORE_WORK}:{outcome}",
        subject_version="1.0",
        object_version="1.0",
        comment="The action is suggested for reaching this outcome.",
        path=reader.path,
    )


def _labels(
    reader: RowReader, place: str, tags: list[str], column: str, names: tuple[str, ...]
) -> list[str]:
    found: list[str] = []
    for tag in tags:
        labels = recognised(tag, names)
        if not labels:
            what = f"is none of the {len(names)} names known in {column}; left unclassified"
            reader.log.note(reader.name, place, tag, what)
        elif len(labels) > 1:
            reader.log.mend(reader.name, place, tag, f"joins two names; split into {labels}")
        elif labels[0] != tag:
            reader.log.mend(reader.name, place, tag, f"read as {labels[0]!r}")
        found += [label for label in labels if label not in found]
    return found


def _coding(work: str, facet: str, whole: bool, every: bool, why: str) -> Coding:
    return Coding(
        work=work,
        facet=facet,
        extraction="complete" if whole else "partial",
        coded="complete" if every else "partial",
        coder=NIST,
        confidence=None,
        rationale=why,
    )


def _about(
    sid: str, work: str, title: str, address: str, path: Path, description: str, issued: str = ""
) -> About:
    return About(
        id=sid,
        of=work,
        type="Framework",
        title=title,
        version="1.0",
        issued=issued,
        creators=("National Institute of Standards and Technology",),
        address=address,
        licence="https://creativecommons.org/publicdomain/zero/1.0/",
        rights="National Institute of Standards and Technology: public domain in the United "
        "States; the extraction as a data set is dedicated to the public domain, CC0 1.0.",
        agent=NIST,
        method="publisherFiling",
        preliminary=False,
        retrieved="",
        derived_from=(),
        checksum=digest([path]),
        description=description,
        path=shown(path),
    )


def _sorted(records: Any, key: Callable[[Any], Any]) -> tuple[Any, ...]:
    return tuple(sorted(records, key=key))
