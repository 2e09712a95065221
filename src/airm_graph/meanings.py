"""Whether two things mean the same, and where a thing that is gone may have gone to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from .contents import Entry
from .wording import Wording, likeness, share, spelling

TELLING_WORDS = 12  # of a text, that are looked up among the other ones
COMMON = 100  # texts; a word that more of them have does not tell one from another
CANDIDATES = 20  # for each text, those that share most of its telling words


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two things are.

    Attributes:
        labels: How alike the labels are: by their words, or by their spelling.
        texts: How alike the definitions are; none where they have no language in common.
        meaning: How alike the meanings are, as far as words tell.
        language: The language of the definitions that were compared.
    """

    labels: float
    texts: float | None
    meaning: float
    language: str = ""

    @property
    def resemblance(self) -> float:
        """Labels and texts counted the same, for telling which of several things one is."""
        return self.labels if self.texts is None else round((self.labels + self.texts) / 2, 4)


Match: TypeAlias = tuple[Entry, Entry, Likeness]


class Meanings:
    """Compares things whose words are weighed by how many of the things have them."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        wording = Wording.of(entry.words for entry in entries)
        self._bag = cache(wording.bag)  # a doubtful thing is compared with several others

    def compare(self, old: Entry, new: Entry) -> Likeness:
        """How alike two things are.

        The meanings are as alike as the definitions, counted half where the labels have nothing
        in common. A publisher may rewrite a definition from scratch, though: the meaning is also as
        alike as the labels, by the share of the new label that the new definition repeats.
        """
        bag = self._bag
        labels = 1.0
        if old.label != new.label:
            by_words = likeness(bag(old.label), bag(new.label))
            labels = round(max(by_words, spelling(old.label, new.label)), 4)
        language = common_language(old, new)
        if not language:
            return Likeness(labels, None, labels)
        definition = bag(new.definitions[language])
        texts = likeness(bag(old.definitions[language]), definition)
        repeated = share(bag(new.label), definition)
        meaning = max(texts * (1 + labels) / 2, labels * repeated)
        return Likeness(labels, round(texts, 4), round(meaning, 4), language)

    def found_again(
        self, old: Sequence[Entry], new: Sequence[Entry], least: float
    ) -> Iterator[Match]:
        """Which of the old things is which of the new ones: each at most once, the best first.

        A thing and itself compete with the others, however little they resemble one another; any
        other pair must reach ``least``.
        """
        mine = {(entry.among, entry.key): entry for entry in new}
        pairs = {(before.id, after.id): (before, after) for before, after in self._near(old, new)}
        for before in old:
            if after := mine.get((before.among, before.key)):
                pairs[before.id, after.id] = before, after
        ranked: list[tuple[float, bool, str, str, Match]] = []
        for before, after in pairs.values():
            like = self.compare(before, after)
            other = before.key != after.key
            if not other or like.resemblance >= least:
                match = (before, after, like)
                ranked.append((-like.resemblance, other, before.id, after.id, match))
        taken: set[str] = set()
        for *_, old_id, new_id, match in sorted(ranked, key=lambda row: row[:4]):
            if not taken & {f"old {old_id}", f"new {new_id}"}:
                taken |= {f"old {old_id}", f"new {new_id}"}
                yield match

    def _near(self, old: Sequence[Entry], new: Sequence[Entry]) -> Iterator[tuple[Entry, Entry]]:
        """Pairs that share telling words: an index, as comparing all with all grows too fast."""
        having: dict[tuple[str, str], list[int]] = defaultdict(list)
        for index, entry in enumerate(new):
            for word in self._bag(entry.words):
                having[entry.among, word].append(index)
            having[entry.among, f"={entry.label}"].append(index)
        for entry in old:
            bag = self._bag(entry.words)
            telling = sorted(bag, key=lambda word: (-bag[word], word))[:TELLING_WORDS]
            votes: Counter[int] = Counter()
            for word in (f"={entry.label}", *telling):
                if len(having[entry.among, word]) <= COMMON:
                    votes.update(having[entry.among, word])
            nearest = sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:CANDIDATES]
            for index, _ in nearest:
                yield entry, new[index]


def common_language(old: Entry, new: Entry) -> str:
    """The language in which both have a definition, English before others; empty if none."""
    both = old.definitions.keys() & new.definitions.keys()
    return min(both, key=lambda language: (language != "en", language), default="")
