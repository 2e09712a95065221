"""Who says so, and why what rules derived holds, for the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from textwrap import wrap
from typing import Any

from ..authorship import Authorship, Origin, Said, Support
from ..identifiers import compress

WIDTH = 100
SHORT = len("sha256:") + 12  # of a checksum
MOST_GRAPHS = 10
METHODS = {
    "publisherFiling": "filed by the publisher",
    "modelReading": "read by a language model",
    "personReading": "read by a person",
    "rule": "derived by a rule",
}


def authorship_lines(thing: str, authors: Iterable[Authorship]) -> list[str]:
    """Every triple about a thing, under who says it.

    Args:
        thing: Its CURIE.
        authors: What each origin says.
    """
    lines = ["EVERY TRIPLE, AND WHO SAYS SO"]
    proved = []
    for author in authors:
        lines += origin_lines(author.origin)
        for said in author.said:
            name = f" ({said.label})" if said.label else ""
            lines += _wrapped(f"{compress(said.property)} {compress(said.value)}{name}", 5)
            for support in said.supports:
                lines += _support(support)
            if said.proof is not None:
                lines += _in_short(said.proof)
                proved.append(said)
    if proved:
        lines += _wrapped(f"In full: airm-graph explain triple {thing} {_words(proved[0])}", 1)
    return lines


def _words(said: Said) -> str:
    return f"{compress(said.property)} {compress(said.value)}"


def origin_lines(origin: Origin) -> list[str]:
    """Who or what stands behind a graph."""
    lines = _wrapped(origin.title, 1)
    if origin.kind == "rule":
        return lines + _wrapped(f"{origin.rule}: {origin.description}", 3)
    if origin.kind == "unknown":
        return [*lines, "   nobody says where it comes from"]
    if origin.kind == "description":
        return lines
    said = [f"says {origin.agent or 'nobody by name'}", METHODS.get(origin.method, origin.method)]
    if origin.issued or origin.kind == "source":
        said.append(f"dated {origin.issued}" if origin.issued else "undated")
    said.append(origin.checksum[:SHORT])
    lines += _wrapped(", ".join(filter(None, said)), 3)
    where = [origin.source, f"licence {origin.licence}" if origin.licence else "no licence"]
    return lines + _wrapped("; ".join(filter(None, where)), 3)


def _support(support: Support) -> list[str]:
    how = METHODS.get(support.method, support.method)
    sure = f"confidence {support.confidence}" if support.confidence else ""
    parts = (support.agent, support.date or "undated", how, sure, support.status)
    lines = _wrapped(f"from {support.statement}", 7)
    lines += _wrapped("said by " + ", ".join(filter(None, parts)), 9)
    return lines + (_wrapped(f"because: {support.rationale}", 9) if support.rationale else [])


def _in_short(proof: Mapping[str, Any]) -> list[str]:
    """The premises of the first derivation; what these follow from is left to ``explain``."""
    if not proof["derivations"]:
        return _wrapped("no rule derives it from what is here", 7)
    first, *others = proof["derivations"]
    lines = []
    for premise in first["premises"]:
        if _is_ours(premise):
            continue  # how facets are made is the same for every thing
        lines += _wrapped(f"from {triple_words(premise)}{_whence(premise)}", 7)
    lines += [
        line for said in first["nothing_says"] for line in _wrapped(f"nothing says that {said}", 7)
    ]
    return lines + ([f"       and in {_ways(others, proof)}"] if others else [])


def _is_ours(premise: Mapping[str, Any]) -> bool:
    """Whether a premise stands in the schemes or the vocabulary, and nowhere else."""
    kinds = {(origin["kind"], "method" in origin) for origin in premise["stated_in"]}
    return kinds == {("agent", False)}


def _ways(others: Sequence[object], proof: Mapping[str, Any]) -> str:
    number = f"{len(others)} or more" if proof["more_derivations"] else str(len(others))
    return f"{number} other {'way' if number == '1' else 'ways'}"


def _whence(premise: Mapping[str, Any]) -> str:
    if premise["derivations"]:
        return f"  [{premise['derivations'][0]['rule']}]"
    return f"  [{'; '.join(origin['title'] for origin in premise['stated_in'])}]"


def triple_words(told: Mapping[str, Any]) -> str:
    """A triple in one line; what is a text is quoted."""
    return " ".join(term_words(told[place]) for place in ("subject", "predicate", "object"))


def term_words(term: Mapping[str, str]) -> str:
    """A CURIE, or a text in quotes with its language or datatype."""
    if "id" in term:
        return term["id"]
    quoted = '"' + term["value"].replace("\\", "\\\\").replace('"', '\\"') + '"'
    if "language" in term:
        return f"{quoted}@{term['language']}"
    return f"{quoted}^^{term['datatype']}" if "datatype" in term else quoted


def proof_text(told: Mapping[str, Any]) -> str:
    """A triple with who states it, or with the proof as a tree."""
    lines = _wrapped(_named(told), 0)
    if told["stated_in"]:
        lines.append("stated in:")
    for origin in told["stated_in"]:
        lines += origin_lines(_origin(origin))
    if told["derivations"]:
        lines += _tree(told, 0)
    if told["more_derivations"]:
        number = len(told["derivations"])
        lines.append(f"and in more ways; these are the first {number} that were found")
    return "\n".join(lines) + "\n"


def instead_text(told: Mapping[str, Any]) -> str:
    """A triple that does not hold, and what is said near it."""
    instead = told["instead"]
    property_, name = term_words(told["predicate"]), term_words(told["subject"])
    lines = _wrapped(f"does not hold: {_named(told)}", 0)
    if instead["values"]:
        lines.append(f"what {property_} leads to from it:")
        lines += [line for value in instead["values"] for line in _wrapped(value, 2)]
    if instead["properties"]:
        lines += _wrapped(f"what leads from it there: {', '.join(instead['properties'])}", 0)
    for word, place in ((name, "subject"), (property_, "predicate")):
        graphs = instead[place]
        shown, more = ", ".join(graphs[:MOST_GRAPHS]), len(graphs) - MOST_GRAPHS
        where = shown + (f" and {more} more" if more > 0 else "") if graphs else "none"
        lines += _wrapped(f"graphs that speak of {word}: {where}", 0)
    return "\n".join(lines) + "\n"


def _origin(said: Mapping[str, str]) -> Origin:
    return Origin(**said)


def _named(told: Mapping[str, Any]) -> str:
    """The triple, and the names of its ends where they have some."""
    ends = [told[place].get("label", "") for place in ("subject", "object")]
    names = [name for name in ends if name]
    return triple_words(told) + (f"  ({' → '.join(names)})" if names else "")


def _tree(told: Mapping[str, Any], depth: int) -> list[str]:
    lines = []
    several = len(told["derivations"]) > 1
    for number, way in enumerate(told["derivations"], start=1):
        count = f"{number}. " if several else ""
        lines += _wrapped(
            f"{count}by {way['rule']} ({way['file']}): {way['description']}", depth + 2
        )
        for premises in _by_subject(way["premises"]):
            lines += _premises(premises, depth + 4)
        for said in way["nothing_says"]:
            lines += _wrapped(f"nothing says that {said}", depth + 4)
    return lines


def _by_subject(premises: Iterable[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """Stated premises about one thing from one place together; derived ones each by themselves."""
    groups: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for premise in premises:
        key: tuple[str, ...] = (term_words(premise["subject"]), _whence(premise))
        if premise["derivations"]:
            key = (triple_words(premise),)
        groups.setdefault(key, []).append(premise)
    return list(groups.values())


def _premises(premises: Sequence[Mapping[str, Any]], depth: int) -> list[str]:
    first = premises[0]
    if first["derivations"]:
        return [*_wrapped(triple_words(first), depth), *_tree(first, depth)]
    if len(premises) == 1:
        return _wrapped(f"{triple_words(first)}{_whence(first)}", depth)
    lines = _wrapped(f"{term_words(first['subject'])}{_whence(first)}", depth)
    for premise in premises:
        words = f"{term_words(premise['predicate'])} {term_words(premise['object'])}"
        lines += _wrapped(words, depth + 2)
    return lines


def _wrapped(text: str, indent: int) -> list[str]:
    pad = " " * indent
    # Identifiers have hyphens, and are to be copied.
    return wrap(
        text,
        WIDTH,
        initial_indent=pad,
        subsequent_indent=pad + "  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
