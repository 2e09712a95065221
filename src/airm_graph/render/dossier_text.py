"""A dossier for the terminal: the page of one thing, each statement with its author."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

from ..coverage.counting import numbered
from ..dossier import Dossier, Link, Match, Part, Statement
from ..identifiers import compress
from ..vocab import AIRM, DCTERMS, RDF, RDFS, SKOS
from .authorship_text import METHODS, authorship_lines

WIDTH = 100
MOST_MATCHES = 10
SHOWN_ELSEWHERE = {
    term.value
    for term in (
        *(RDF.type, SKOS.prefLabel, SKOS.definition, RDFS.label, AIRM.statedIn, AIRM.underHeading),
        *(AIRM.inCategory, AIRM.ownedBy, AIRM.appliesAtStage, AIRM.servesFunction),
        *(AIRM.inRiskDomain, AIRM.hasCausalEntity, AIRM.hasCausalIntent, AIRM.hasCausalTiming),
        *(AIRM.arisesAtStage, AIRM.reduces, AIRM.respondsTo, AIRM.detects, AIRM.assesses),
        *(AIRM.mitigates, AIRM.actsOn, AIRM.sameRecordAs, DCTERMS.isPartOf),
    )
}


def dossier_text(dossier: Dossier, *, why: bool = False) -> str:
    """The page of a thing; with ``why``, also every triple and who says it."""
    matches = _matches(dossier, len(dossier.matches) if why else MOST_MATCHES)
    parts = [_head(dossier), _statements(dossier), _links(dossier.links), matches]
    parts.append(_parts(dossier.parts))
    parts += [_concept(dossier), _others(dossier), _plain_facts(dossier), _source(dossier)]
    if why:
        parts.append(authorship_lines(dossier.thing.id, dossier.authors))
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def _wrapped(text: str, indent: int) -> list[str]:
    pad = " " * indent
    # Identifiers have hyphens, and are to be copied.
    return wrap(text, WIDTH, initial_indent=pad, subsequent_indent=pad, break_on_hyphens=False)


def _head(dossier: Dossier) -> list[str]:
    thing = dossier.thing
    lines = [f"{thing.label}", f"{thing.kind} {thing.id}"]
    if dossier.path:
        word = "under" if dossier.path[-1].kind == "heading" else "part of"
        lines += _wrapped(f"{word}: " + " > ".join(above.label for above in dossier.path), 0)
    for record in dossier.records:
        name = f", {record.key}" if record.key else ""
        lines += _wrapped(f"also recorded in {record.source}: {record.id}{name}", 0)
    if dossier.definition:
        lines += ["", *_wrapped(dossier.definition, 0), f"  words of: {dossier.definition_by}"]
    elif thing.kind in {"measure", "heading", "risk source", "risk", "requirement"}:
        lines.append("text: not imported, and none of ours is written for it")
    return lines


def _statements(dossier: Dossier) -> list[str]:
    lines: list[str] = []
    facet = ""
    described = set()
    for said in dossier.statements:
        if said.facet_label != facet:
            facet = said.facet_label
            lines += [*([""] if lines else []), facet.upper()]
        first = said.concept not in described
        described.add(said.concept)
        lines += _statement(said, described=not first)
        beside = dossier.siblings.get(said.concept, ())
        if beside and first:
            names = "; ".join(f"{notation} {label}" for notation, label in beside)
            lines += _wrapped(f"also in {said.parent or 'the same scheme'}: {names}", 3)
    return lines


def _statement(said: Statement, *, described: bool) -> list[str]:
    marks = [said.status] + (["preliminary"] if said.preliminary else [])
    what = f"{said.notation} {said.label}" if said.notation[:1].isdigit() else said.label
    lines = [f" {what if said.decided else 'undetermined'}  ({', '.join(marks)})"]
    if said.definition and not described:
        lines += _wrapped(said.definition, 3)
    lines += _wrapped(f"said by {_author(said)}{_of(said.record)}", 3)
    if said.rationale:
        lines += _wrapped(f"because: {said.rationale}", 3)
    elif not said.decided:
        lines.append("   because: no reason is given")
    return lines


def _author(said: Statement) -> str:
    confidence = f", confidence {said.confidence}" if said.confidence else ""
    when, how = said.date or "undated", METHODS.get(said.method, said.method)
    return f"{said.agent}, {when}, {how}{confidence}"


def _of(record: str) -> str:
    """Of which record it was said, if not of the one that is shown."""
    return f", of {record}" if record else ""


def _links(links: Iterable[Link]) -> list[str]:
    lines: list[str] = []
    for link in links:
        if not lines:
            lines.append("WHAT IT ACTS ON" if link.direction == "acts on" else "WHAT ACTS ON IT")
        lines += _wrapped(f"{link.relation} {link.label}", 1)
        confidence = f", confidence {link.confidence}" if link.confidence else ""
        lines += _wrapped(f"{link.other}; said by {link.agent}{confidence}{_of(link.record)}", 3)
        if link.rationale:
            lines += _wrapped(f"because: {link.rationale}", 3)
    return lines


def _matches(dossier: Dossier, most: int) -> list[str]:
    """To what it corresponds, in the words of the mappings; those that do not hold come last."""
    matches = dossier.matches
    lines = [f"MAPPINGS ({len(matches)})"] if matches else []
    for match in matches[:most]:
        lines += _match(match)
    if len(matches) > most:
        lines.append(f" {len(matches) - most} more; --why shows them")
    return lines


def _match(match: Match) -> list[str]:
    predicate = f"not {match.predicate}" if match.negative else match.predicate
    ends = ("it", match.label or match.other)
    subject, object_ = ends if match.place == "subject" else ends[::-1]
    lines = _wrapped(f"{subject} {predicate} {object_}  ({match.status})", 1)
    marks = ["made by a machine"] if match.machine_made else []
    marks += [f"confidence {match.confidence}"] if match.confidence else []
    said = ", ".join((f"said by {match.source}", *marks)) + _of(match.record)
    lines += _wrapped(f"{match.other}; {said}", 3)
    if match.broken:
        lines += _wrapped(f"not to be relied upon: {match.broken}", 3)
    return lines


def _parts(parts: tuple[Part, ...]) -> list[str]:
    """First what somebody classified as a measure, rightly or not; then what else stands there."""
    entries = [part for part in parts if part.statements]
    others = [part for part in parts if not part.statements]
    return [
        *_listed(f"ENTRIES UNDER IT ({len(entries)})", entries),
        *([""] if entries and others else []),
        *_listed(f"ALSO UNDER IT ({len(others)})", others),
    ]


def _listed(title: str, parts: list[Part]) -> list[str]:
    lines = [title] if parts else []
    for part in parts:
        lines.append(f" {part.label}")
        lines.append(f"   {part.kind} {compress(part.iri)}")
        if part.definition:
            lines += _wrapped(part.definition, 3)
        for said in part.statements:
            lines += _wrapped(f"{_short(said)}", 3)
    return lines


def _short(said: Statement) -> str:
    what = f"{said.notation} {said.label}" if said.notation[:1].isdigit() else said.label
    marks = ", preliminary" if said.preliminary else ""
    return f"{said.facet}: {what or 'undetermined'} ({said.status}{marks}; {said.agent})"


def _others(dossier: Dossier) -> list[str]:
    if not dossier.others:
        return []
    lines = ["OTHER HEADINGS OF THE DOCUMENT"]
    for path, part in dossier.others:
        said = "; ".join(f"{s.notation} {s.label}" for s in part.statements if s.decided)
        lines.append(f" {path}" + (f"   {said}" if said else ""))
    if any(part.statements for _, part in dossier.others):
        agents = sorted({s.agent for _, part in dossier.others for s in part.statements})
        lines.append(f"   classes as shown by {', '.join(agents)} (preliminary)")
    return lines


def _concept(dossier: Dossier) -> list[str]:
    lines = []
    for notation, label in dossier.below:
        lines += _wrapped(f"{notation} {label}", 1)
    if lines:
        lines.insert(0, "BELOW IT")
    if dossier.uses:
        lines += [*([""] if lines else []), "STANDING UNDER IT"]
    for use in dossier.uses:
        works = numbered(use.frameworks, "work")
        lines.append(f" {use.things} {use.kind} of {works}, by {use.property}")
    return lines


def _plain_facts(dossier: Dossier) -> list[str]:
    """What is said of the thing and not shown elsewhere, each with the graph that says it."""
    mapped = {(match.predicate, match.other) for match in dossier.matches}
    facts = [
        fact
        for fact in dossier.facts
        if fact.property not in SHOWN_ELSEWHERE
        and (compress(fact.property), compress(fact.value)) not in mapped
    ]
    lines = ["FACTS"] if facts else []
    graph = ""
    for fact in sorted(facts, key=lambda fact: (fact.graph, fact.property)):
        if fact.graph != graph:
            graph = fact.graph
            lines += _wrapped(f"said in: {graph}", 1)
        value = fact.label or compress(fact.value)
        lines += _wrapped(f"{compress(fact.property)} {value}", 3)
    return lines


def _source(dossier: Dossier) -> list[str]:
    work = dossier.work
    if not work:
        return []
    lines = ["SOURCE", *_wrapped(work.get("title", ""), 1)]
    lines += _wrapped(work.get("citation", ""), 1)
    lines += _wrapped(work.get("gist", ""), 1)
    if work.get("note"):
        lines += _wrapped(f"note: {work['note']}", 1)
    return [*lines, f" {work.get('address', '')}"]
