"""The pieces of work of which a site is made, and the files that each gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ..pages.about import about_page
from ..pages.cell import cell_page
from ..pages.documents import documents
from ..pages.entity import entity_page
from ..pages.graph import graph_page
from ..pages.holdings import Holdings
from ..pages.library import library_query_page, queries_page
from ..pages.matrix import matrix_page
from ..pages.refusal import refusal_page
from ..pages.shapes import shapes_page
from ..pages.start import start_page
from ..pages.vocabulary import vocabulary_page
from ..queries import get_query
from ..vocab import AIRM, BASE, PREFIXES
from .contents import Contents, Pairs
from .description import description
from .links import SiteLinks, SiteMap, cell_file, table_file

MANY = 40  # pages of one piece: enough to be worth a message, few enough to share out evenly
T = TypeVar("T")
File = tuple[str, bytes]  # its path within the site, and what is in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some pages that are made together.

    Attributes:
        kind: A key of :data:`MAKERS`.
        names: IRIs or names of what they are about.
        cells: Or the cells.
    """

    kind: str
    names: tuple[str, ...] = ()
    cells: tuple[Pairs, ...] = ()

    @property
    def size(self) -> int:
        """How many things it is about."""
        return len(self.names) + len(self.cells)


def pieces_of(contents: Contents) -> list[Piece]:
    """All work but the lists, the longest pieces first."""
    tables = [f"{rows} {columns}" for rows, columns in sorted(contents.site.tables)]
    return [
        *(Piece(kind="graph", names=(iri,)) for iri in contents.graphs),
        *(Piece(kind="thing", names=some) for some in _parts(sorted(contents.site.things))),
        *(Piece(kind="cell", cells=some) for some in _parts(contents.cells)),
        *(Piece(kind="table", names=some) for some in _parts(tables)),
        *(Piece(kind="query", names=some) for some in _parts(contents.queries)),
        Piece(kind="page", names=("start", "about", "queries", "ns", "shape", "404", "void")),
    ]


def _parts(whole: Sequence[T]) -> Iterator[tuple[T, ...]]:
    for start in range(0, len(whole), MANY):
        yield tuple(whole[start : start + MANY])


def files_of(holdings: Holdings, site: SiteMap, piece: Piece) -> Iterator[File]:
    """The files that a piece gives."""
    for pairs in piece.cells:
        path = cell_file(dict(pairs))
        yield path, cell_page(holdings, SiteLinks(site, path), pairs).encode()
    for name in piece.names:
        yield from MAKERS[piece.kind](holdings, site, name)


def _thing(holdings: Holdings, site: SiteMap, iri: str) -> Iterator[File]:
    path = f"{iri.removeprefix(BASE)}.html"
    yield path, entity_page(holdings, SiteLinks(site, path), iri).encode()
    yield from _data(holdings, site, iri)


def _graph(holdings: Holdings, site: SiteMap, iri: str) -> Iterator[File]:
    path = f"{iri.removeprefix(BASE)}.html"
    yield path, graph_page(holdings, SiteLinks(site, path), iri).encode()
    yield from _data(holdings, site, iri)


def _table(holdings: Holdings, site: SiteMap, table: str) -> Iterator[File]:
    rows, columns = table.split()
    path = table_file(rows, columns)
    links = SiteLinks(site, path)
    yield path, matrix_page(holdings, links, rows=rows, columns=columns).encode()


def _query(holdings: Holdings, site: SiteMap, slug: str) -> Iterator[File]:
    path = f"query/{slug}.html"
    yield path, library_query_page(holdings, SiteLinks(site, path), slug).encode()
    yield f"query/{slug}.rq", get_query(slug).text.encode()
    yield from _data(holdings, site, PREFIXES["airmq"] + slug)


def _page(holdings: Holdings, site: SiteMap, name: str) -> Iterator[File]:
    if name == "void":
        yield "void.ttl", description(holdings.build, site)
        return
    links = SiteLinks(site, "index.html", site.address if name == "404" else "")
    yield f"{'index' if name == 'start' else name}.html", PAGES[name](holdings, links).encode()
    if name in DOCUMENTS:
        yield from _data(holdings, site, DOCUMENTS[name])


def _data(holdings: Holdings, site: SiteMap, iri: str) -> Iterator[File]:
    local = iri.removeprefix(BASE).partition("#")[0]
    for suffix, data in documents(holdings, iri, site.rdf).items():
        yield local + suffix, data


def _not_found(holdings: Holdings, links: SiteLinks) -> str:
    return refusal_page(holdings, links, 404, "The address leads to nothing that is here.")


MAKERS = {"thing": _thing, "graph": _graph, "table": _table, "query": _query, "page": _page}
PAGES = {
    "start": start_page,
    "about": about_page,
    "queries": queries_page,
    "ns": vocabulary_page,
    "shape": shapes_page,
    "404": _not_found,
}
DOCUMENTS = {"ns": AIRM.namespace, "shape": PREFIXES["airms"]}
