"""How alike two texts are: the share of telling words that they have in common.

Each text is a bag of words, each word weighted by how few of the compared texts have it (TF-IDF),
and two bags are compared by the cosine of the angle between them. The order of words says little
about what a text is about, so nothing here aligns sequences; a plain count of shared words would
let ``the`` and ``adversaries may`` count as much as ``jailbreak``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import log, sqrt
from typing import TypeAlias

Bag: TypeAlias = dict[str, float]  # of length 1, unless it is empty

WORD = re.compile(r"[^\W_]+")
STEM = 6  # letters of a word that count: "harvest", "harvesting" and "harvested" are one word
PLURAL_FROM = 4  # letters; "gas" is no plural of "ga"


def words(text: str) -> list[str]:
    """The words of a text, lower-case, less a plural ending, and cut after six letters.

    >>> words("Risks of harvesting AI-based data")
    ['risk', 'of', 'harves', 'ai', 'based', 'data']
    """
    return [
        (word[:-1] if len(word) >= PLURAL_FROM and word[-1] == "s" != word[-2] else word)[:STEM]
        for word in WORD.findall(text.casefold())
    ]


def spelling(one: str, other: str) -> float:
    """How alike two labels are spelt: the share of runs of three letters that they have in common.

    >>> round(spelling("Authorisation", "Authorization"), 2), spelling("Phishing", "Jailbreak")
    (0.77, 0.0)
    """
    first, second = _runs(one), _runs(other)
    most = sum(first.values()) + sum(second.values())
    return 2 * sum((first & second).values()) / most if most else 1.0


def _runs(label: str) -> Counter[str]:
    padded = f" {' '.join(WORD.findall(label.casefold()))} "
    return Counter(padded[i : i + 3] for i in range(len(padded) - 2))


@dataclass(frozen=True, slots=True)
class Wording:
    """Weighs the words of a set of texts.

    Attributes:
        texts: How many texts there are.
        having: How many of them have a word.
    """

    texts: int
    having: Counter[str]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Wording:
        """Weights for the words of these texts."""
        having: Counter[str] = Counter()
        number = 0
        for text in texts:
            having.update(set(words(text)))
            number += 1
        return cls(number, having)

    def bag(self, text: str) -> Bag:
        """The words of a text with their weights, a repeated word weighing little more."""
        counts = Counter(words(text))
        weights = {
            word: (1 + log(count)) * (1 + log((1 + self.texts) / (1 + self.having[word])))
            for word, count in counts.items()
        }
        length = sqrt(sum(weight * weight for weight in weights.values()))
        return {word: weight / length for word, weight in weights.items()}


def share(part: Bag, whole: Bag) -> float:
    """How much of the weight of ``part`` is in words that ``whole`` has too."""
    weight = sum(part.values())
    return sum(value for word, value in part.items() if word in whole) / weight if weight else 0.0


def likeness(one: Bag, other: Bag) -> float:
    """The cosine between two bags: 1 for the same words, 0 for none in common."""
    if len(one) > len(other):
        one, other = other, one
    # Rounded, so that the order of summation cannot tip a comparison with a threshold.
    return round(sum(weight * other.get(word, 0.0) for word, weight in one.items()), 6)
