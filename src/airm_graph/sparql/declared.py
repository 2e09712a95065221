"""The prefixes that a query may use, and the IRIs that it names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..sparql_text import ESCAPE, Token

NAME_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def declared_prefixes(words: Sequence[Token]) -> dict[str, str]:
    """The prefixes that a query declares itself; of two declarations, the later one.

    >>> from airm_graph.sparql_text import tokens
    >>> declared_prefixes(list(tokens("PREFIX ex: <urn:x:> SELECT * { ?s ex:p ?o }")))
    {'ex': 'urn:x:'}
    """
    found = {}
    for word, name, iri in zip(words, words[1:], words[2:], strict=False):
        if word.is_word("PREFIX") and name.kind == "name" and iri.kind == "iri":
            found[name.text.removesuffix(":")] = iri.text[1:-1]
    return found


def iri_of(token: Token, prefixes: Mapping[str, str]) -> str | None:
    """The IRI that a word of a query stands for; None for other words and unknown prefixes.

    >>> iri_of(Token("name", "ex:p", 0), {"ex": "urn:x:"})
    'urn:x:p'
    """
    if token.kind == "iri":
        return ESCAPE.sub(lambda match: chr(int(match[1] or match[2], 16)), token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    if token.kind != "name" or prefix not in prefixes:
        return None
    return prefixes[prefix] + NAME_ESCAPE.sub(r"\1", local)
