"""What changed between two versions of a framework, and which ids no longer mean what they meant.

Two versions are compared by the publisher's own keys. An id that stays is not enough: publishers
renumber, so the words behind an id are compared as well. Words are only ever evidence: a change
that rests on them carries how alike they are, the threshold, and both texts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from .contents import Entry, paired
from .meanings import Likeness, Meanings, common_language
from .records import Source

What: TypeAlias = Literal[
    "added",
    "removed",
    "renumbered",
    "re-used",
    "retyped",
    "renamed",
    "reworded",
    "moved",
    "reclassified",
    "relinked",
]
KINDS: tuple[What, ...] = get_args(What)

# Below it, an id is taken to mean something else. Of the texts that two real updates rewrote
# (27 in one, 5 in the other), the least alike that still mean the same reach 0.41; the one that
# had got the definition of another concept has 0.05.
THRESHOLD = 0.3
# From here on, an id that is gone is taken to have come back as another one. Of 278 things in one
# framework, fewer than one in a hundred has a neighbour so alike; of 241 short definitions cut to
# one pattern, one in ten has, which is why a renumbering is a candidate and no more.
RENUMBERED = 0.75

Pair: TypeAlias = tuple[Entry, Entry]
Values: TypeAlias = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One difference between two versions.

    Attributes:
        what: ``added``, ``removed``; ``renumbered``: a removed or re-used id whose words are now
            found under another id, a candidate to look at; ``re-used``: the same id for something
            else; ``retyped``: of another kind; ``renamed``: another label, the same meaning;
            ``reworded``: another definition, the same meaning; ``moved``: under another parent,
            section or scheme; ``reclassified``; ``relinked``: other actions, mappings or links.
        key: The publisher's key; of a renumbered thing, the old one.
        among: ``things``, ``sections``, ``concepts``, or the facet whose concept it is.
        old_id: Its local name in the old version.
        new_id: Its local name in the new version.
        old_label: Its label in the old version.
        new_label: Its label in the new version.
        aspect: What changed: a facet, a relation, a predicate, ``part of``, ``under``, ``parent``,
            ``scheme``, or the language of a definition.
        before: What only the old version has: values, or the one text.
        after: What only the new version has.
        similarity: How alike the meanings are, from 0 to 1, where words decided.
        threshold: What the similarity was held against.
        by_label_only: Whether the words were labels alone, as a version has no definition.
    """

    what: What
    key: str
    among: str
    old_id: str = ""
    new_id: str = ""
    old_label: str = ""
    new_label: str = ""
    aspect: str = ""
    before: Values = ()
    after: Values = ()
    similarity: float | None = None
    threshold: float | None = None
    by_label_only: bool = False


def compare(
    old: Source, new: Source, *, threshold: float = THRESHOLD, renumbered: float = RENUMBERED
) -> tuple[Change, ...]:
    """What changed from one version to the next, in a fixed order.

    An id is re-used where the meanings behind it are less alike than ``threshold`` (see
    :meth:`~airm_graph.meanings.Meanings.compare`), or where its label changed and its old words
    are found, better than under itself, under another id. Without definitions on both sides the
    labels alone decide, and the change says so.

    A renumbered id that is gone is listed as removed, and its new id as added, all the same:
    those are facts, the renumbering is a candidate.

    Args:
        old: The earlier version.
        new: The later version.
        threshold: Meanings less alike than this are different.
        renumbered: Labels and texts at least so much alike, under ids that do not correspond, are
            the same thing.
    """
    return tuple(sorted(_changes(old, new, threshold, renumbered), key=_order))


def summary(changes: Iterable[Change]) -> dict[str, int]:
    """How many changes there are of each kind, in a fixed order."""
    counts = Counter(change.what for change in changes)
    return {kind: counts[kind] for kind in KINDS}


def stale_ids(changes: Iterable[Change]) -> set[str]:
    """The keys that must not be relied upon any more: re-used, removed or retyped."""
    return {change.key for change in changes if change.what in ("re-used", "removed", "retyped")}


def basis(
    old: Source, new: Source, *, threshold: float = THRESHOLD, renumbered: float = RENUMBERED
) -> dict[str, str | int | float]:
    """What a comparison of two versions rests on, to be shown with it."""
    both = [(before, after) for before, after in paired(old, new) if before and after]
    both = [pair for pair in both if pair[0].id and pair[1].id]
    defined = sum(bool(common_language(*pair)) for pair in both)
    return {
        "old": old.about.version,
        "new": new.about.version,
        "in both": len(both),
        "compared by label and definition": defined,
        "compared by label only": len(both) - defined,
        "threshold": threshold,
        "renumbered from": renumbered,
    }


def _order(change: Change) -> tuple[object, ...]:
    place = (change.among, change.key, KINDS.index(change.what), change.aspect)
    return (*place, change.old_id, change.new_id)


def _changes(old: Source, new: Source, threshold: float, renumbered: float) -> Iterator[Change]:
    pairs = list(paired(old, new))
    meanings = Meanings(entry for pair in pairs for entry in pair if entry)
    gone = [before for before, after in pairs if before and not after]
    come = [after for before, after in pairs if after and not before]
    both = [(before, after) for before, after in pairs if before and after]
    likes = [_likeness(pair, meanings) for pair in both]
    # An id whose label stayed is only in doubt if its text is about something else.
    doubtful = [
        pair
        for pair, like in zip(both, likes, strict=True)
        if like and (like.meaning < threshold or pair[0].label != pair[1].label)
    ]
    lost, won = [pair[0] for pair in doubtful], [pair[1] for pair in doubtful]
    matches = meanings.found_again([*gone, *lost], [*come, *won], renumbered)
    elsewhere = [match for match in matches if match[0].key != match[1].key]
    displaced = {entry.id for match in elsewhere for entry in match[:2]}
    for entry in gone:
        yield _change("removed", entry, None, (entry.label,), ())
    for entry in come:
        yield _change("added", None, entry, (), (entry.label,))
    for before, after, like in elsewhere:
        yield _change("renumbered", before, after, (before.key,), (after.key,), like, renumbered)
    for pair, like_ in zip(both, likes, strict=True):
        if like_:
            reused = like_.meaning < threshold or bool(displaced & {pair[0].id, pair[1].id})
            yield from _of_words(pair, like_, reused, threshold)
        yield from _of_facts(pair)


def _likeness(pair: Pair, meanings: Meanings) -> Likeness | None:
    old, new = pair
    if old.label == new.label and old.definitions == new.definitions:
        return None
    return meanings.compare(old, new)


def _of_words(pair: Pair, like: Likeness, reused: bool, threshold: float) -> Iterator[Change]:
    old, new = pair
    if reused:
        said = [(entry.definitions.get(like.language) or entry.label,) for entry in pair]
        yield _change("re-used", old, new, said[0], said[1], like, threshold)
        return
    if old.label != new.label:
        yield _change("renamed", old, new, (old.label,), (new.label,), like, threshold)
    for language in sorted(old.definitions.keys() & new.definitions.keys()):
        before, after = old.definitions[language], new.definitions[language]
        if before != after:
            yield _change("reworded", old, new, (before,), (after,), like, threshold, language)


def _of_facts(pair: Pair) -> Iterator[Change]:
    old, new = pair
    if old.kind != new.kind:
        yield _change("retyped", old, new, (old.kind,), (new.kind,))
    kinds: tuple[What, ...] = ("moved", "reclassified", "relinked")
    sides = ((old.places, new.places), (old.facets, new.facets), (old.links, new.links))
    for what, (then, now) in zip(kinds, sides, strict=True):
        for aspect in sorted(then.keys() | now.keys()):
            lost = sorted(then.get(aspect, set()) - now.get(aspect, set()))
            won = sorted(now.get(aspect, set()) - then.get(aspect, set()))
            if lost or won:
                yield _change(what, old, new, tuple(lost), tuple(won), aspect=aspect)


def _change(
    what: What,
    old: Entry | None,
    new: Entry | None,
    before: Values,
    after: Values,
    like: Likeness | None = None,
    threshold: float | None = None,
    aspect: str = "",
) -> Change:
    there = old or new
    similarity = None
    if like:
        similarity = like.resemblance if what == "renumbered" else like.meaning
    return Change(
        what=what,
        key=there.key if there else "",
        among=there.among if there else "",
        old_id=old.id if old else "",
        new_id=new.id if new else "",
        old_label=old.label if old else "",
        new_label=new.label if new else "",
        aspect=aspect,
        before=before,
        after=after,
        similarity=similarity,
        threshold=threshold,
        by_label_only=like is not None and like.texts is None,
    )
