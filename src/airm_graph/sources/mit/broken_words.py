"""Words that a line end broke ("pre- dictions"), joined where the same file spells them whole."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

# "Over- and underfitting" shares an ending and is not broken.
BROKEN = re.compile(r"(?<![\w-])([\w-]*\w)- (?!and\b|or\b)(\w[\w-]*)")
WORD = re.compile(r"\w[\w-]*")


def is_broken(text: str) -> bool:
    """Whether some word of the text may be broken.

    >>> [is_broken(text) for text in ("model pre- dictions", "Over- and underfitting", "A - B")]
    [True, False, False]
    """
    return BROKEN.search(text) is not None


def vocabulary(texts: Iterable[str]) -> Counter[str]:
    """How often each word stands in the texts, whatever its case."""
    return Counter(word.lower() for text in texts for word in WORD.findall(text))


def joined(text: str, words: Counter[str]) -> str:
    """The text with broken words joined, with or without hyphen as ``words`` spells them.

    What stands nowhere whole is left as it is, unless the first part is a word by itself and
    the second one has a hyphen already, as compounds of three words have it.

    >>> words = vocabulary(["predictions", "a many-shot attack", "difficult", "easy-to-measure"])
    >>> joined("pre- dictions, many- shot, difficult- to-measure, un- known", words)
    'predictions, many-shot, difficult-to-measure, un- known'
    """

    def whole(match: re.Match[str]) -> str:
        first, second = match.groups()
        spellings = [first + second, f"{first}-{second}"]
        best = max(spellings, key=lambda word: words[word.lower()])
        if not words[best.lower()] and "-" in second and words[first.lower()]:
            best = spellings[1]
        elif not words[best.lower()]:
            return match[0]
        return best

    return BROKEN.sub(whole, text)
