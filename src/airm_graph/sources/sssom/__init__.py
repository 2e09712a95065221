"""Reads SSSOM mapping sets: who says of which two things that they correspond, how and why."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ...identifiers import LOCAL, is_web_address
from ...records import About, Agent, Mapping, Source
from ...resources import shown
from ...vocab import BASE, PREFIXES
from .. import bounded
from ..log import Log
from .names import AUTOMATIC, NO_TERM, Names
from .other import (
    MACHINE_MADE,
    STATUS,
    STATUSES,
    WRITTEN,
    as_stated,
    stated_justification,
    unpacked,
)
from .rows import Row, of_header
from .rows import read_rows as read_rows

SUFFIXES = (".tsv", ".sssom.csv", ".sssom.json")
UNSPECIFIED = "https://w3id.org/sssom/license/unspecified"  # SSSOM's name for none
NOBODY = "not stated"
ROW_LICENCES = "licences of rows"  # beside the slots of the metadata
# What a mapping set may say once for all its rows.
PROPAGATED = ("subject_source", "subject_source_version", "object_source", "object_source_version")
TOOLS = ("mapping_tool", "mapping_tool_id")
# Claude, Gemini and others are also names of people, unless a model's name follows.
LANGUAGE_MODEL = re.compile(
    r"(?<![a-z])(llms?|gpt|chatgpt|copilot|deepseek|qwen|mixtral|language.models?)(?![a-z])"
    r"|(?<![a-z])(claude|gemini|llama|mistral|granite)[ -]?"
    r"(\d|ai\b|opus|sonnet|haiku|code|pro\b|flash|large|small|instruct)",
    re.IGNORECASE,
)


def read(paths: Sequence[Path], log: Log) -> list[Source]:
    """One source per mapping set.

    Args:
        paths: SSSOM files in TSV, CSV or JSON, or folders that hold some.
        log: Gets a row per mapping, and every defect.

    Raises:
        SourceError: A file is no mapping set, or a folder holds none.
    """
    sources: list[Source] = []
    taken: dict[str, str] = {}
    for path, (metadata, rows) in _sets(paths, log):
        slug = _slug(path, metadata, taken, log)
        taken[slug] = path.name
        mappings = _mappings(path, metadata, rows, log)
        metadata = _licensed(metadata, rows)
        sources.append(_source(path, metadata, slug, mappings, log))
    return sorted(sources, key=lambda source: source.about.id)


def read_mappings(path: Path, log: Log) -> list[Mapping]:
    """The mappings of one set, without what the set says of itself.

    Raises:
        SourceError: The file is no mapping set.
    """
    metadata, rows = read_rows(path, log)
    return _mappings(path, metadata, rows, log)


def _sets(
    paths: Sequence[Path], log: Log
) -> Iterator[tuple[Path, tuple[dict[str, Any], list[tuple[str, Row]]]]]:
    for path in paths:
        if not path.is_dir():
            yield path, read_rows(path, log)
            continue
        found = 0
        for file in bounded.files_below(path):
            if not file.name.endswith(SUFFIXES):
                continue
            try:
                read = read_rows(file, log)
            except SourceError as error:
                what = f"{str(error).removeprefix(f'{error.path}: ')}; left out"
                of_header(log, file, "", what)
                continue
            found += 1
            yield file, read
        if not found:
            raise SourceError(
                "holds no SSSOM mapping set; expected *.sssom.tsv or *.sssom.json", path=shown(path)
            )


def _mappings(
    path: Path, metadata: dict[str, Any], rows: Sequence[tuple[str, Row]], log: Log
) -> list[Mapping]:
    names = Names(metadata.get("curie_map", {}), path.name, log)
    shared = {name: _text(metadata.get(name, "")) for name in (*PROPAGATED, *TOOLS)}
    found: dict[Mapping, tuple[str, str]] = {}
    ours = WRITTEN in _text(metadata.get("other", "")).split("|")
    for place, row in rows:
        whole = {**row, **{name: row.get(name) or value for name, value in shared.items()}}
        mapping = _our_mapping(place, whole, names) if ours else _mapping(place, whole, names)
        if mapping is None:
            continue
        said = replace(mapping, comment="")
        if said in found:
            what = f"says the same as {found[said][0]}; left out"
            log.refuse(path.name, place, mapping.comment or row["subject_id"], what)
        found.setdefault(said, (place, mapping.comment))
    _note_labels(path, rows, log)
    for (value, what), places in names.said.items():
        often = f" ({len(places)} rows, first {places[0]})" if len(places) > 1 else ""
        log.note(path.name, places[0], value, what + often)
    placed = [
        replace(said, comment=comment, path=path.name, line=int(place.split()[-1]))
        for said, (place, comment) in found.items()
    ]
    return sorted(placed, key=lambda each: (each.subject, each.object, each.predicate, each.line))


def _note_labels(path: Path, rows: Sequence[tuple[str, Row]], log: Log) -> None:
    """Note the rows whose label belongs to another id: the id or the label is a slip."""
    ends = ("subject", "object")
    labels: dict[str, Counter[str]] = defaultdict(Counter)
    for _, row in rows:
        for end in ends:
            labels[row[f"{end}_id"]][row.get(f"{end}_label", "").casefold()] += 1
    for place, row in rows:
        for end in ends:
            key, label = row[f"{end}_id"], row.get(f"{end}_label", "")
            often, times = labels[key].most_common(1)[0]
            if key and label and often and labels[key][label.casefold()] < times:
                what = f"{end}_label is not the one that {end}_id has in most rows"
                log.note(path.name, place, f"{key}: {label}", what)


def _our_mapping(place: str, row: Row, names: Names) -> Mapping | None:
    """What a row says that this program wrote: more than SSSOM has slots for."""
    said = unpacked(row.get("other", ""))
    stated = as_stated(row, of_table=not names.file.endswith(".json"))
    mapping = _mapping(place, stated, names)
    if mapping is None:
        return None
    status = said.get(STATUS, "accepted")
    return replace(
        mapping,
        subject=_iri(mapping.subject, said.get("subject_iri", "")),
        object=_iri(mapping.object, said.get("object_iri", "")),
        predicate=names.term(row.get("predicate_id", "")) or mapping.predicate,
        justification=stated_justification(row, mapping.justification),
        comment=stated["comment"],
        machine_made=said.get(MACHINE_MADE) == "true",
        status=status if status in STATUSES else "proposed",
    )


def _iri(end: str, written: str) -> str:
    """What an end names in full: who imports the set may not have what it was written from."""
    if is_web_address(written):
        return written
    return end if ":" in end else PREFIXES["airmid"] + end


def _mapping(place: str, row: Row, names: Names) -> Mapping | None:
    """What the row says, or nothing if it is refused."""
    log, file = names.log, names.file
    modifier = row.get("predicate_modifier", "")
    if modifier.lower() not in {"", "not"}:
        log.refuse(file, place, modifier, "predicate_modifier is unknown; expected Not or nothing")
        return None
    predicate, denied = names.predicate(place, row.get("predicate_id", ""))
    if denied and not row["object_id"]:
        log.mend(file, place, "", "a denied match without object_id; read as sssom:NoTermFound")
        row = {**row, "object_id": "sssom:NoTermFound"}
    ends = []
    for end in ("subject", "object"):
        text = row[f"{end}_id"]
        if not text:
            log.refuse(file, place, "", f"{end}_id is empty; every mapping needs both ids")
            return None
        ends.append(names.entity(place, f"{end}_id", text, row[f"{end}_source"]))
    if not all(ends):
        return None
    subject, object_ = ends
    if subject == object_:
        log.note(file, place, row["subject_id"], "maps a thing to itself")
    if (score := row.get("similarity_score")) and not _from_0_to_1(score):
        names.often(place, "", "similarity_score is no number between 0 and 1; it is not used")
    names.authors(place, row.get("author_id", ""))
    justification = names.justification(place, row.get("mapping_justification", ""))
    return Mapping(
        subject=subject,
        predicate=predicate,
        object=object_,
        subject_version=row["subject_source_version"],
        object_version=row["object_source_version"],
        justification=justification,
        confidence=_confidence(place, row.get("confidence", ""), names),
        author=_author(row),
        negative=denied or modifier.lower() == "not" or NO_TERM in ends,
        machine_made=_machine_made(row, justification),
        comment=" ".join(row.get("comment", "").split()),
    )


def _confidence(place: str, text: str, names: Names) -> Decimal | None:
    if not text:
        return None
    if not _from_0_to_1(text):
        what = "confidence is no number between 0 and 1; the mapping is kept without one"
        names.log.note(names.file, place, text, what)
        return None
    number = Decimal(text)
    if -int(number.as_tuple().exponent) > 9:
        names.often(place, "", "confidence has more than nine decimals; rounded")
        number = number.quantize(Decimal("1e-9"))
    return number


def _from_0_to_1(text: str) -> bool:
    number = r"([0-9]{1,3}(\.[0-9]{0,30})?|\.[0-9]{1,30})([eE]-[0-9]{1,2})?"
    return re.fullmatch(number, text) is not None and Decimal(text) <= 1


def _author(row: Row) -> str:
    named = row.get("author_label") or row.get("author_id") or ""
    return ", ".join(part.strip() for part in named.split("|") if part.strip())


def _machine_made(row: Row, justification: str) -> bool:
    """Whether a program decided: its method says so, or a language model is named."""
    named = [row.get(name, "") for name in (*TOOLS, "author_label", "author_id")]
    term = justification.removeprefix("semapv:")
    if term.startswith("LLM") or any(LANGUAGE_MODEL.search(text) for text in named):
        return True
    if term in {"ManualMappingCuration", "MappingReview"}:
        return False
    return term in AUTOMATIC or any(row[name] for name in TOOLS)


# --- the set --------------------------------------------------------------------------------------


def _source(
    path: Path, metadata: dict[str, Any], slug: str, mappings: Sequence[Mapping], log: Log
) -> Source:
    address = _text(metadata.get("mapping_set_id", ""))
    licence = _text(metadata.get("license", ""))
    if not address:
        of_header(log, path, "", "the set has no mapping_set_id; named after its file")
    if not is_web_address(licence):
        of_header(log, path, licence, "the set states no licence address")
    version = _text(metadata.get("mapping_set_version") or metadata.get("mapping_date", ""))
    creators = _creators(metadata, mappings)
    about_id = re.sub("[^A-Za-z0-9_-]+", "_", f"mappings-{slug}-{version}").strip("_-")
    who = "the file names nobody" if creators == (NOBODY,) else ", ".join(creators)
    agent = Agent(
        id=f"agent-mappings-{slug}",
        type="Organization",
        label=f"Authors of the mapping set {slug}",
        definition=f"Whoever states the mappings of the set {slug}: {who}.",
        path=path.name,
    )
    exported = WRITTEN in _text(metadata.get("other", "")).split("|")
    ours = address.startswith(BASE) and not exported  # which holds what others state, too
    about = About(
        id=about_id,
        of=f"compilation-mappings-{slug}",
        type="Compilation",
        title=_text(metadata.get("mapping_set_title", "")) or f"Mapping set {slug}",
        version=version or "unversioned",
        issued=_day(_text(metadata.get("publication_date", ""))),
        creators=creators,
        address=address if is_web_address(address) else "",
        licence=licence if is_web_address(licence) else UNSPECIFIED,
        rights=f"Authors: {who}; {_rights(metadata)}",
        agent="agent-airm-graph" if ours else agent.id,
        method="publisherFiling",
        preliminary=False,
        retrieved="",
        derived_from=(),
        checksum=bounded.digest([path]),
        description=f"A SSSOM mapping set of {len(mappings)} mappings.",
        path=path.name,
    )
    return Source(about=about, agents=() if ours else (agent,), mappings=tuple(mappings))


def _rights(metadata: dict[str, Any]) -> str:
    if said := metadata.get(ROW_LICENCES):
        return f"the set names no licence for all, its rows are under these: {said}."
    if is_web_address(_text(metadata.get("license", ""))):
        return "the licence is the one that the set names."
    return "the set names no licence."


def _licensed(metadata: dict[str, Any], rows: Sequence[tuple[str, Row]]) -> dict[str, Any]:
    """The metadata with the licence of all rows, where the set states none and they state one."""
    stated = sorted({row.get("license", "") for _, row in rows} - {""})
    if _text(metadata.get("license", "")) not in {"", UNSPECIFIED} or not stated:
        return metadata
    if len(stated) == 1 and all(row.get("license") for _, row in rows):
        return {**metadata, "license": stated[0]}
    return {**metadata, ROW_LICENCES: ", ".join(stated)}


def _creators(metadata: dict[str, Any], mappings: Sequence[Mapping]) -> tuple[str, ...]:
    for name in ("creator_label", "creator_id", "author_label", "author_id"):
        found = metadata.get(name) or []
        names = found if isinstance(found, list) else [found]
        if any(names):
            return tuple(" ".join(each.split()) for each in names if each)
    authors = sorted({mapping.author for mapping in mappings if mapping.author})
    return tuple(authors) if 0 < len(authors) <= 5 else (NOBODY,)


def _slug(path: Path, metadata: dict[str, Any], taken: dict[str, str], log: Log) -> str:
    """A short name: of the set if no other file claims it, else of the file."""
    stem = re.sub(r"(\.sssom)?\.[a-z]+$", "", path.name)
    stated = re.sub(
        r"(\.sssom)?\.(tsv|csv|json)$",
        "",
        _text(metadata.get("mapping_set_id", "")).rstrip("/").rpartition("/")[2],
    )
    names = [re.sub("[^A-Za-z0-9_-]+", "_", name).strip("_-") for name in (stated, stem)]
    for name in names:
        if name and name in taken:
            what = f"the mapping set is named like that of {taken[name]}; named after its file"
            of_header(log, path, metadata.get("mapping_set_id", ""), what)
        elif LOCAL.fullmatch(name):
            return name
    base = next((name for name in reversed(names) if name), "set")
    return next(f"{base}-{n}" for n in range(2, 1_000_000) if f"{base}-{n}" not in taken)


def _text(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return " ".join(str(value).split())


def _day(text: str) -> str:
    return text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else ""
