"""The risk and actor tags of NIST AI 600-1 as its extraction spells them, and as NIST names them.

The extraction is taken from a PDF: ligatures, line breaks and lost hyphens make sixteen spellings
of twelve risks and seventeen of thirteen actor tasks. What differs only in them is recognised
without being listed; every other departure that is known stands in ``ALIASES``.
"""

from __future__ import annotations

import re
import unicodedata

RISKS = (
    "CBRN Information or Capabilities",
    "Confabulation",
    "Dangerous, Violent, or Hateful Content",
    "Data Privacy",
    "Environmental Impacts",
    "Harmful Bias and Homogenization",
    "Human-AI Configuration",
    "Information Integrity",
    "Information Security",
    "Intellectual Property",
    "Obscene, Degrading, and/or Abusive Content",
    "Value Chain and Component Integration",
)
TASKS = (
    "Affected Individuals and Communities",
    "AI Deployment",
    "AI Design",
    "AI Development",
    "AI Impact Assessment",
    "Domain Experts",
    "End-Users",
    "Governance and Oversight",
    "Human Factors",
    "Operation and Monitoring",
    "Procurement",
    "TEVV",
    "Third-party entities",
)
ALIASES = {
    "CBRN Information and Capability": "CBRN Information or Capabilities",
    "Environmental": "Environmental Impacts",  # the heading of the risk is the longer one
    "AI Actors: AI Design": "AI Design",
}
LIGATURES = re.compile("[\ufb00-\ufb06]")


def slug(label: str) -> str:
    """A label as a notation: lower case, hyphens for whatever is neither letter nor digit.

    >>> slug("Obscene, Degrading, and/or Abusive Content")
    'obscene-degrading-and-or-abusive-content'
    """
    return _folded(label).replace(" ", "-")


def recognised(tag: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names that a tag stands for: one, two that were joined, or none.

    >>> recognised("Human AI Con\ufb01guration", RISKS)
    ('Human-AI Configuration',)
    >>> recognised("Data Privacy, Confabulation", RISKS)
    ('Data Privacy', 'Confabulation')
    >>> recognised("Privacy", RISKS)
    ()
    """
    known = {_folded(name): name for name in names}
    known |= {_folded(alias): name for alias, name in ALIASES.items() if name in names}
    folded = _folded(tag)
    if folded in known:
        return (known[folded],)
    for first, name in known.items():
        rest = folded.removeprefix(first + " ")
        if rest != folded and rest in known:
            return (name, known[rest])
    return ()


def plain(words: str) -> tuple[str, list[str]]:
    """A sentence without ligatures and line breaks, and what in it was mended.

    >>> plain("De\ufb01ne\\nroles.")
    ('Define roles.', ['a ligature', 'a line break'])
    """
    found = []
    if LIGATURES.search(words):
        found.append("a ligature")
        words = LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), words)
    if re.search(r"[\r\n]", words.strip()):
        found.append("a line break")
    elif "  " in words.strip():
        found.append("a double space")
    return " ".join(words.split()), found


def _folded(label: str) -> str:
    letters = unicodedata.normalize("NFKC", label).casefold()
    return " ".join(re.findall("[a-z0-9]+", letters))
