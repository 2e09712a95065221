"""The terms of a JSON-LD context, found by what they stand for: the inverse of the context.

This is the term selection of the compaction algorithm of JSON-LD 1.1, for what our context uses:
terms with a type or a container that is a set or a map by language. Contexts that use more are
refused, so that no key is ever wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from ..vocab import XSD

DELIMITERS = tuple(":/?#[]@")  # a namespace ends so, or its term is no prefix
CONTAINERS = ("@none", "@set", "@language")
USED = frozenset(["@id", "@type", "@container"])
ONE_OR_SET = ("@set", "@none")


class Chosen(NamedTuple):
    """A term, what holds its values, and of what type they are; empty for none in particular."""

    name: str
    container: str = "@none"
    type: str = ""


class ContextTerms:
    """What a context calls IRIs.

    Args:
        context: By term an IRI, or an object that defines it.

    Raises:
        ValueError: A term is defined in a way that is not understood here.
    """

    def __init__(self, context: Mapping[str, Any]) -> None:
        self._context = context
        self._aliases: dict[str, str] = {}
        self._found: dict[tuple[str, str, str], Chosen] = {}  # by IRI, container and kind of value
        self.namespaces: dict[str, str] = {}
        self.words = frozenset(name for name in context if not name.startswith("@"))
        for name in sorted(self.words, key=lambda name: (len(name), name)):
            self._add(name, context[name])

    def _add(self, name: str, said: Any) -> None:
        if isinstance(said, str) and said.startswith("@"):
            self._aliases.setdefault(said, name)
            return
        simple = isinstance(said, str)
        defined: Mapping[str, Any] = {"@id": said} if simple else said
        container = defined.get("@container", "@none")
        if defined.keys() - USED or container not in CONTAINERS:
            raise ValueError(f"the term {name!r} is defined by more than is understood: {said}")
        iri, kind = self._full(defined["@id"]), self._full(defined.get("@type", ""))
        if simple and iri.endswith(DELIMITERS):
            self.namespaces[name] = iri
        for of in [kind] if kind else ["@language", ""]:
            self._found.setdefault((iri, container, of), Chosen(name, container, kind))

    def _full(self, name: str) -> str:
        prefix, _, local = name.partition(":")
        space = self._context.get(prefix)
        return space + local if isinstance(space, str) else name

    def keyword(self, name: str) -> str:
        """What the context calls a keyword."""
        return self._aliases.get(name, name)

    def word(self, iri: str) -> str:
        """The term of a class or of another value; empty where there is none."""
        return self._first(iri, ONE_OR_SET, ("@id", "")).name

    def for_node(self, iri: str, word: str) -> Chosen:
        """The term of a property whose value is an IRI, with the term of that; or an empty one."""
        kinds = ("@vocab", "@id", "") if word else ("@id", "@vocab", "")
        return self._first(iri, ONE_OR_SET, kinds)

    def for_text(self, iri: str) -> Chosen:
        """The term of a property whose value is a text in a language; or an empty one."""
        return self._first(iri, ("@language", *ONE_OR_SET), ("@language",))

    def for_typed(self, iri: str, datatype: str) -> Chosen:
        """The term of a property whose value has a datatype; or an empty one.

        A text without a language is one of the datatype string.
        """
        if datatype != XSD.string.value:
            return self._first(iri, ONE_OR_SET, (datatype, ""))
        said = self._first(iri, ONE_OR_SET, (datatype,))
        return said if said.name else self._first(iri, (*ONE_OR_SET, "@language"), ("@language",))

    def _first(self, iri: str, containers: Sequence[str], kinds: Sequence[str]) -> Chosen:
        keys = ((iri, container, kind) for container in containers for kind in kinds)
        return next((self._found[key] for key in keys if key in self._found), Chosen(""))

    def curie(self, iri: str) -> str:
        """The IRI with the prefix that makes it shortest; empty where none fits."""
        fits = [
            f"{name}:{iri.removeprefix(space)}"
            for name, space in self.namespaces.items()
            if iri.startswith(space) and iri != space and not iri.startswith(f"{space}//")
        ]
        return min(fits, key=lambda curie: (len(curie), curie), default="")
