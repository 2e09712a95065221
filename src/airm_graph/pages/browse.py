"""The page on which things are searched by words and narrowed down by facets, without a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import IdentifierError
from ..lookup import CLASSES, Thing
from .browse_index import KIND, WORK, BrowseIndex, Filter, Value, numbers_in
from .holdings import Holdings
from .links import Links
from .mentions import Mentions
from .rendering import fill

PER_PAGE = 50
SHOWN_FILTERS = 8  # open to view; the others stand behind a heading
SHOWN_VALUES = 15
CLIP = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A value that can be chosen: with it the answer has so many things."""

    label: str
    level: int
    hits: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A filter and what can be chosen of it."""

    name: str
    label: str
    choices: list[Choice]

    @property
    def chosen(self) -> bool:
        """Whether one of them is in force."""
        return any(choice.chosen for choice in self.choices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A filter in force: where it is taken off, and how many things there are then."""

    label: str
    value: str
    href: str
    alone: int
    without: int


def browse_page(
    holdings: Holdings,
    links: Links,
    *,
    text: str = "",
    kind: str = "",
    facets: Mapping[str, str] | None = None,
    page: int = 1,
) -> str:
    """The things that hold the words of ``text`` and are in every value that is asked for.

    Args:
        holdings: The build.
        links: Where pages lead.
        text: Words to be looked for in labels, identifiers and definitions.
        kind: The kind of thing.
        facets: The value of each facet that is asked for; ``framework`` is the work.
        page: Which fifty, from 1.

    Raises:
        IdentifierError: No facet or value is called so, or there are not so many pages.
    """
    index = holdings.browse_index
    asked = {**({KIND: kind} if kind else {}), **(facets or {})}
    values = {
        name: index.get_filter(name).value(wanted) for name, wanted in asked.items() if wanted
    }
    text = " ".join(text.split())
    held, ranks = index.holding(text)
    left = held
    for value in values.values():
        left &= value.bits
    found = numbers_in(left)
    if ranks:
        found.sort(key=lambda number: (ranks[number], index.things[number].iri))
    pages = max(1, -(-len(found) // PER_PAGE))
    if not 1 <= page <= pages:
        raise IdentifierError(f"there is no page {page}: the pages are 1 to {pages}")
    params = {name: value.id for name, value in values.items()}
    address = _Address(links, text, params)
    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE] if links.live else found
    offers = _offers(index, held, values, address)
    return fill(
        "browse.html",
        links,
        build=holdings.build.name,
        names=Mentions(holdings, links),
        text=text,
        params=params,
        total=len(found),
        first=(page - 1) * PER_PAGE + 1,
        shown=[_shown(holdings, index.things[number]) for number in shown],
        groups=_by_kind([index.things[number] for number in shown]) if not links.live else {},
        page=page,
        last_page=pages,
        turn={number: address.of(page=str(number)) for number in _near(page, pages)},
        chosen=_chosen(index, held, values, address),
        offers=offers[:SHOWN_FILTERS],
        more=offers[SHOWN_FILTERS:],
        most=SHOWN_VALUES,
        everything=links.page("browse"),
        said_of_text=(held.bit_count(), address.of(text="")),
    )


class _Address:
    """Addresses of the same page with something else asked for."""

    def __init__(self, links: Links, text: str, params: Mapping[str, str]) -> None:
        self.links, self.params = links, {"text": text, **params}

    def of(self, **changed: str) -> str:
        asked = {**self.params, **changed}
        return self.links.page("browse", **{name: said for name, said in asked.items() if said})


def _offers(
    index: BrowseIndex, held: int, values: Mapping[str, Value], address: _Address
) -> list[Offer]:
    """Of each filter the values that some thing has; its own value does not narrow it down."""
    offers = []
    for name, one in index.filters.items():
        base = held
        for other, value in values.items():
            if other != name:
                base &= value.bits
        counts = ((value, (value.bits & base).bit_count()) for value in one.values.values())
        chosen = values.get(name)
        choices = [
            Choice(
                label=_label(one, value),
                level=value.level,
                hits=hits,
                href=address.of(**{name: "" if value is chosen else value.id}),
                chosen=value is chosen,
            )
            for value, hits in counts
            if hits or value is chosen
        ]
        if choices:
            offers.append(Offer(name=name, label=one.label, choices=choices))
    return offers


def _label(one: Filter, value: Value) -> str:
    """A value as it is read: with its code where this is a number."""
    numbered = value.id[:1].isdigit() and one.name not in {KIND, WORK}
    return f"{value.id} {value.label}" if numbered else value.label


def _chosen(
    index: BrowseIndex, held: int, values: Mapping[str, Value], address: _Address
) -> list[Chosen]:
    found = []
    for name, value in values.items():
        without = held
        for other, another in values.items():
            if other != name:
                without &= another.bits
        found.append(
            Chosen(
                label=index.filters[name].label,
                value=_label(index.filters[name], value),
                href=address.of(**{name: ""}),
                alone=value.bits.bit_count(),
                without=without.bit_count(),
            )
        )
    return found


def _shown(holdings: Holdings, thing: Thing) -> tuple[Thing, str, list[str]]:
    """A thing, the start of its definition, and the works that state it."""
    works = holdings.stated_in.get(thing.iri, [])
    text = thing.definition
    return thing, text if len(text) <= CLIP else text[:CLIP].rpartition(" ")[0] + " …", works


def _by_kind(things: list[Thing]) -> dict[str, list[Thing]]:
    """The things of each kind, for a page that no server narrows down."""
    order = list(dict.fromkeys(CLASSES.values()))
    groups: dict[str, list[Thing]] = {kind: [] for kind in order}
    for thing in things:
        groups[thing.kind].append(thing)
    return {kind: members for kind, members in groups.items() if members}


def _near(page: int, pages: int) -> list[int]:
    """The pages to which a page leads: the first, the last and those beside it.

    >>> _near(5, 9)
    [1, 3, 4, 5, 6, 7, 9]
    """
    return sorted({1, pages, *range(max(1, page - 2), min(pages, page + 2) + 1)})
