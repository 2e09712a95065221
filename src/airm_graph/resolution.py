"""Where a reference leads: the thing that a work calls so, in the version that is meant.

``framework-atlas:AML.T0020`` with the version ``5.0.1`` means what that version calls so. Where
another version is the current one, the reference is carried over if the thing still means the same
there; if not, it is stale. Where the version has no such thing, the reference leads nowhere, and
the versions that do have it are named.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from pyoxigraph import NamedNode

from .errors import IdentifierError
from .identifiers import local_id, thing
from .records import Source
from .schemes import Facet
from .selection import newest_first


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a reference means.

    Attributes:
        node: The thing; a made-up name where there is none.
        unresolved: Why the reference leads nowhere; empty where it leads somewhere.
        stale: Why what it leads to must not be relied upon; empty where it may.
    """

    node: NamedNode
    unresolved: str = ""
    stale: str = ""


class Resolver:
    """Knows what every work calls what, in every version that is here.

    Args:
        current: The sources that a build shows.
        others: Further versions of the same works.
        facets: The facets by name, for references ``stage:deploy`` to a concept of one.
    """

    def __init__(
        self,
        current: Sequence[Source],
        others: Sequence[Source] = (),
        facets: Mapping[str, Facet] | None = None,
    ) -> None:
        self._current, self._others = current, others
        self._facets = facets or {}
        self._keys: dict[str, dict[str, str]] = {}
        self._changed: dict[tuple[str, str], set[str]] = {}

    @cached_property
    def _things(self) -> dict[str, dict[str, str]]:
        """By work or compilation, the thing of each key in the current versions.

        What a work's own file says comes before what compilations repeat of it.
        """
        found: dict[str, dict[str, str]] = defaultdict(dict)
        ordered = sorted(self._current, key=lambda source: source.about.id)
        filings = [(source.about.of, filing) for source in ordered for filing in source.filings]
        for _, filing in sorted(filings, key=lambda pair: pair[0] != pair[1].work):
            found[filing.work].setdefault(filing.source_key, filing.id)
        for source in ordered:
            for concept in source.concepts:
                found[source.about.of].setdefault(concept.notation, concept.id)
        for of, filing in filings:
            found[of].setdefault(filing.source_key, filing.id)
        return found

    @cached_property
    def _versions(self) -> dict[str, dict[str, Source]]:
        """By work or compilation, its own files by version."""
        found: dict[str, dict[str, Source]] = defaultdict(dict)
        for source in (*self._current, *self._others):
            if _own(source):
                found[source.about.of][source.about.version] = source
        return found

    def resolve(self, reference: str, version: str = "") -> Resolved:
        """What a local name, an IRI, ``work:key`` or ``facet:notation`` means.

        Raises:
            IdentifierError: It cannot be an identifier.
        """
        if "://" in reference:
            return Resolved(NamedNode(reference))
        prefix, colon, key = reference.partition(":")
        if not colon:
            return Resolved(thing(reference))
        if prefix in self._facets:
            try:
                return Resolved(NamedNode(self._facets[prefix].concept(key).iri))
            except IdentifierError as error:
                return Resolved(thing(local_id("reference", prefix, key)), unresolved=str(error))
        if not prefix.startswith(("framework-", "compilation-")):
            nothing = local_id("reference", prefix.replace(".", "_"), key)
            return Resolved(thing(nothing), unresolved=f"{prefix!r} is no work or facet here")
        return self._of_work(prefix, key, version)

    def _of_work(self, work: str, key: str, version: str) -> Resolved:
        nothing = thing(local_id("reference", work.partition("-")[2] + _mark(version), key))
        here = self._things.get(work, {}).get(key)
        versions = self._versions.get(work, {})
        if not version or version not in versions:
            if here is None:
                return Resolved(nothing, unresolved=self._why_not(work, key, version))
            return Resolved(thing(here))
        pinned = versions[version]
        there = self._keys_of(pinned).get(key)
        if there is None:
            return Resolved(nothing, unresolved=self._why_not(work, key, version))
        current = next((s for s in self._current if s.about.of == work and _own(s)), pinned)
        if current.about.id == pinned.about.id:
            return Resolved(thing(there))
        if here is None:
            gone = f"{key} of version {version} is no longer there in {current.about.version}"
            return Resolved(thing(there), stale=gone)
        if there in self._changes(pinned, current):
            changed = f"{key} means something else in {current.about.version} than in {version}"
            return Resolved(thing(there), stale=changed)
        return Resolved(thing(here))

    def _keys_of(self, source: Source) -> dict[str, str]:
        if source.about.id not in self._keys:
            self._keys[source.about.id] = _keys(source)
        return self._keys[source.about.id]

    def _changes(self, old: Source, new: Source) -> set[str]:
        from .versions import compare

        pair = (old.about.id, new.about.id)
        if pair not in self._changed:
            first, second = newest_first([old, new])[::-1]
            self._changed[pair] = {
                id_
                for change in compare(first, second)
                if change.what in ("re-used", "removed", "retyped")
                for id_ in (change.old_id, change.new_id)
            }
        return self._changed[pair]

    def _why_not(self, work: str, key: str, version: str) -> str:
        """In which versions it is, and in which not."""
        versions = self._versions.get(work, {})
        has = [name for name, source in versions.items() if key in self._keys_of(source)]
        if version in versions and has:
            return f"{key} resolves in {', '.join(sorted(has))}, not in {version}"
        if version in versions:
            return f"{key} is not in {version}"
        known = sorted(versions)
        if known or work in self._things:
            where = f" ({', '.join(known)})" if known else ""
            return f"{key} is in no version of {work.partition('-')[2]} that is here{where}"
        return f"no version of {work.partition('-')[2]} is here"


def _own(source: Source) -> bool:
    """Whether the source is a version of what it is about, and not what a reader says of it."""
    return source.about.type != "Reading"


def _keys(source: Source) -> dict[str, str]:
    """The thing of each key of one version."""
    concepts = {concept.notation: concept.id for concept in source.concepts}
    return concepts | {filing.source_key: filing.id for filing in source.filings}


def _mark(version: str) -> str:
    return re.sub("[^A-Za-z0-9]", "_", version)
