"""Records of different sources that may be one: by key, by words, and by title.

A compilation repeats what works say, and compilations repeat each other. Two records of one work
that have the same key are one record; so are two measures of one work whose definitions are alike,
if each is the other's nearest, or which alone have one title. What is found is a proposal with its
evidence; whoever keeps the graph accepts it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, combinations

from networkx.utils import UnionFind

from .records import Filing, Source
from .sources.sssom.writing import header, row
from .vocab import BASE, PREFIXES

KINDS = frozenset({"measure", "requirement", "risk-source", "risk", "consequence", "impact"})
ALIKE = 0.8
FEW = 8  # words; texts that short are compared as wholes
RARE = 30  # a word in more definitions of a work than this tells nothing apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two records that may be one.

    Attributes:
        first: The record in the source whose identifier sorts first.
        second: The other one.
        sources: The sources of both, in that order.
        evidence: ``key``, ``words`` or ``title``.
        similarity: The share of words in common; 1 for a key or a title.
        detail: The key, or how alike the words are, in words.
    """

    first: Filing
    second: Filing
    sources: tuple[Source, Source]
    evidence: str
    similarity: Decimal
    detail: str


def find_same(sources: Sequence[Source]) -> list[Pair]:
    """Every pair of records of different sources that may be one, keys before words."""
    ordered = sorted(sources, key=lambda source: source.about.id)
    by_work: dict[str, list[tuple[Source, Filing]]] = defaultdict(list)
    for source in ordered:
        for filing in source.filings:
            if filing.kind in KINDS:
                by_work[filing.work].append((source, filing))
    texts = {
        text.id: text.words
        for source in ordered
        for text in source.texts
        if text.property == "definition" and text.language == "en"
    }
    found: list[Pair] = []
    one: UnionFind[str] = UnionFind()
    for work in sorted(by_work):
        members = by_work[work]
        for pair in chain(_by_key(members), _by_words(members, texts), _by_title(members, one)):
            if one[pair.first.id] != one[pair.second.id]:  # else it follows from earlier pairs
                one.union(pair.first.id, pair.second.id)
                found.append(pair)
    return found


def _by_key(members: Sequence[tuple[Source, Filing]]) -> Iterator[Pair]:
    same: dict[tuple[str, bool], list[tuple[Source, Filing]]] = defaultdict(list)
    for source, filing in members:
        key = re.sub("[^a-z0-9]", "", filing.source_key.casefold())
        same[key, filing.kind == "measure"].append((source, filing))
    for group in same.values():
        for (one, first), (other, second) in combinations(group, 2):
            if one.about.id != other.about.id:
                yield Pair(
                    first=first,
                    second=second,
                    sources=(one, other),
                    evidence="key",
                    similarity=Decimal(1),
                    detail=f"both have the key {first.source_key}",
                )


def _by_title(members: Sequence[tuple[Source, Filing]], one: UnionFind[str]) -> Iterator[Pair]:
    """Pairs of measures of different sources with one title, if only two measures have it.

    Two by what was found before: a compilation may hold a measure as its publisher's and as
    another compilation's.
    """
    same: dict[str, list[tuple[Source, Filing]]] = defaultdict(list)
    for source, filing in members:
        if filing.kind == "measure":
            same[" ".join(in_order(filing.label))].append((source, filing))
    for group in same.values():
        holders: dict[str, set[str]] = defaultdict(set)
        for source, filing in group:
            holders[one[filing.id]].add(source.about.id)
        if len(holders) != 2 or len({frozenset(ids) for ids in holders.values()}) == 1:
            continue  # sources that tell two measures of one title apart are right
        for (first_source, first), (second_source, second) in combinations(group, 2):
            if first_source.about.id != second_source.about.id:
                yield Pair(
                    first=first,
                    second=second,
                    sources=(first_source, second_source),
                    evidence="title",
                    similarity=Decimal(1),
                    detail=f"both have the title {first.label}",
                )


def in_order(text: str) -> list[str]:
    """The words of a text in their order, case and signs aside."""
    return re.findall("[a-z0-9]+", unicodedata.normalize("NFKC", text).casefold())


def words(text: str) -> frozenset[str]:
    """The words of a text, ligatures and case aside.

    >>> sorted(words("Proﬁle the GAI system."))
    ['gai', 'profile', 'system', 'the']
    """
    return frozenset(in_order(text))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """The share of the shorter text's words that the other one has.

    The shorter one's, for compilations append to a sentence what else its page says; of texts of a
    few words only, which many others may contain, the share of all words.
    """
    shared = len(one & other)
    shorter = min(len(one), len(other))
    return shared / (shorter if shorter >= FEW else len(one | other))


def _by_words(members: Sequence[tuple[Source, Filing]], texts: dict[str, str]) -> Iterator[Pair]:
    """Pairs of measures of which each is the other's nearest in its source."""
    said = [
        (source, filing, words(texts[filing.id]))
        for source, filing in members
        if filing.kind == "measure" and filing.id in texts
    ]
    common = Counter(word for _, _, own in said for word in own)
    holders: dict[str, list[int]] = defaultdict(list)
    for place, (_, _, own) in enumerate(said):
        for word in own:
            if common[word] <= RARE:
                holders[word].append(place)
    nearest: dict[tuple[int, str], tuple[float, int]] = {}
    for place, (source, _, own) in enumerate(said):
        shared = Counter(other for word in own for other in holders.get(word, ()))
        for other in sorted(shared):
            there, _, theirs = said[other]
            if there.about.id != source.about.id:
                alike = likeness(own, theirs)
                best = nearest.get((place, there.about.id), (0.0, -1))
                if alike > best[0]:
                    nearest[place, there.about.id] = (alike, other)
    for (place, _), (alike, other) in sorted(nearest.items()):
        one, first, _ = said[place]
        there, second, _ = said[other]
        back = nearest.get((other, one.about.id))
        mutual = back is not None and back[1] == place
        if place < other and mutual and alike >= ALIKE:
            yield Pair(
                first=first,
                second=second,
                sources=(one, there),
                evidence="words",
                similarity=Decimal(f"{alike:.2f}"),
                detail=f"{alike:.2f} of the words of the shorter definition are in both",
            )


SAME_RECORD = "airm:sameRecordAs"


def justification(pair: Pair) -> str:
    """What SSSOM calls the way in which the pair was found."""
    if pair.similarity < 1:
        return "semapv:LexicalSimilarityThresholdMatching"
    return "semapv:LexicalMatching"


COLUMNS = (
    *("subject_id", "predicate_id", "object_id", "mapping_justification", "confidence"),
    *("author_label", "subject_source_version", "object_source_version", "comment"),
)


def sssom_of(pairs: Sequence[Pair], author: str = "airm-graph contributors") -> str:
    """The pairs as a SSSOM table, by publisher's key and version, so that new versions keep them.

    Args:
        pairs: What :func:`find_same` found, less what is wrong.
        author: Who accepts them.
    """
    works = sorted({source.about.of for pair in pairs for source in pair.sources})
    prefixes = {work: f"{BASE}work/{work}/" for work in works}
    prefixes |= {name: PREFIXES[name] for name in ("airm", "semapv")}
    metadata = {
        "mapping_set_id": f"{BASE}mappings/same-records",
        "mapping_set_title": "Records of different sources that are one",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "curie_map": prefixes,
    }
    rows = []
    for pair in pairs:
        one, other = (source.about for source in pair.sources)
        cells = (
            f"{one.of}:{pair.first.source_key}",
            SAME_RECORD,
            f"{other.of}:{pair.second.source_key}",
            justification(pair),
            f"{pair.similarity:f}",
            author,
            one.version,
            other.version,
            pair.detail,
        )
        rows.append(row(cells))
    return header(metadata, COLUMNS) + "".join(sorted(rows))
