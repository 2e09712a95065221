"""How each kind of thing looks in a picture: a colour and a shape, so that either is enough."""

from __future__ import annotations

# Colours of Okabe and Ito, which people who see few colours tell apart, too.
LOOKS = {
    "measure": ("#0072B2", "circle"),
    "work": ("#56B4E9", "square"),
    "risk-source": ("#D55E00", "triangle-up"),
    "risk": ("#E69F00", "diamond"),
    "consequence": ("#CC79A7", "triangle-right"),
    "impact": ("#CC79A7", "triangle-down"),
    "requirement": ("#009E73", "square"),
    "concept": ("#777777", "cross"),
}
OTHER = ("#333333", "triangle-left")


def looks_of(kinds: list[str]) -> tuple[list[str], list[str]]:
    """The colours and the shapes of the kinds, in their order."""
    looks = [LOOKS.get(kind, OTHER) for kind in kinds]
    return [colour for colour, _ in looks], [shape for _, shape in looks]


def in_words(kind: str, many: bool = False) -> str:
    """A kind as people write it.

    >>> in_words("risk-source"), in_words("risk-source", many=True)
    ('risk source', 'risk sources')
    """
    return kind.replace("-", " ") + "s" * many
