"""The lists of a site, which stand for the browsing that only a server can do."""

from __future__ import annotations

from collections.abc import Iterator

from ..coverage.options import FRAMEWORK
from ..pages.browse_index import KIND, Filter, Value, numbers_in
from ..pages.holdings import Holdings
from ..pages.rendering import fill
from .links import SiteLinks, SiteMap, list_file, table_file

PER_PAGE = 500


def lists_of(holdings: Holdings) -> Iterator[tuple[Filter, Value]]:
    """Every filter with every value that some thing has."""
    for one in holdings.browse_index.filters.values():
        for value in one.values.values():
            if value.bits:
                yield one, value


def browse_index_page(holdings: Holdings, links: SiteLinks) -> str:
    """The lists by kind and facet, a field for words, and the tables."""
    groups = [
        {
            "name": one.name,
            "label": one.label.lower() if one.name == KIND else one.label,
            "choices": [
                {
                    "label": _called(one, value),
                    "level": value.level,
                    "hits": value.bits.bit_count(),
                    "href": links.to(list_file(one.name, value.id)),
                }
                for value in one.values.values()
                if value.bits
            ],
        }
        for one in holdings.browse_index.filters.values()
    ]
    called = {name: facet.label for name, facet in holdings.build.columns.facets.items()}
    return fill(
        "site_browse.html",
        links,
        build=holdings.build.name,
        total=len(holdings.things),
        endpoint=links.site.endpoint,
        groups=groups,
        tables=[
            (f"{called[rows]} by {called[columns].lower()}", links.to(table_file(rows, columns)))
            for rows, columns in sorted(links.site.tables)
        ],
        graphs=[(title, links.thing(iri)) for iri, title in holdings.graph_titles.items()],
        void=links.to("void.ttl"),
    )


def list_pages(holdings: Holdings, site: SiteMap, name: str, id_: str) -> Iterator[tuple[str, str]]:
    """The files of the things with a value of a filter, and what is in them."""
    one = holdings.browse_index.get_filter(name)
    value = one.values[id_]
    numbers = numbers_in(value.bits)
    last = -(-len(numbers) // PER_PAGE)
    for page in range(1, last + 1):
        path = list_file(name, id_, page)
        links = SiteLinks(site, path)
        first = (page - 1) * PER_PAGE
        yield (
            path,
            fill(
                "site_list.html",
                links,
                build=holdings.build.name,
                filter=one.label,
                title=f"{one.label}: {_called(one, value)}",
                total=len(numbers),
                first=first + 1,
                shown=[holdings.browse_index.things[n] for n in numbers[first : first + PER_PAGE]],
                page=page,
                last=last,
                turn=[(n, links.to(list_file(name, id_, n))) for n in range(1, last + 1)],
            ),
        )


def _called(one: Filter, value: Value) -> str:
    """A value as it is read: with its code where this is a number."""
    numbered = value.id[:1].isdigit() and one.name not in {KIND, FRAMEWORK}
    return f"{value.id} {value.label}" if numbered else value.label
