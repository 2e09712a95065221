"""Where the pages of a site lead: relative paths between files."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from ..coverage.options import FRAMEWORK
from ..vocab import BASE

PAGES = {"start": "index.html", **{name: f"{name}.html" for name in ("about", "browse", "queries")}}
RDF = (".ttl", ".jsonld", ".nt", ".rdf")
WHOLE = ("ns", "shape")  # one page for all terms, one for all shapes
DEFAULT_TABLE = (FRAMEWORK, "category")
FACETS_OF_TABLE = ("rows", "columns", "layers")
UNSAFE = re.compile(r"[^A-Za-z0-9.-]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteMap:
    """What the site has a page for.

    Attributes:
        things: The IRIs of things.
        lists: The lists of browsing, as filter and value.
        tables: The facets of each table of two.
        cells: The files of cells.
        rdf: How the files of data end that stand beside a page.
        address: Where the site will stand, if that is known: the page for what is not there, which
            a host shows at any address, then looks and leads right everywhere.
        endpoint: Where the graph can be asked, if anywhere.
    """

    things: frozenset[str]
    lists: frozenset[tuple[str, str]] = frozenset()
    tables: frozenset[tuple[str, str]] = frozenset({DEFAULT_TABLE})
    cells: frozenset[str] = frozenset()
    rdf: tuple[str, ...] = RDF
    address: str = ""
    endpoint: str = ""


class SiteLinks:
    """Relative links from one file of a site.

    >>> site = SiteMap(
    ...     things=frozenset({BASE + "id/stage-deploy"}),
    ...     lists=frozenset({("stage", "deploy")}),
    ...     cells=frozenset({"cell/framework--nist2024--stage--deploy.html"}),
    ... )
    >>> links = SiteLinks(site, "id/stage-deploy.html")
    >>> links.thing(BASE + "id/stage-deploy", ".ttl"), links.thing(BASE + "ns#Mitigation")
    ('stage-deploy.ttl', '../ns.html#Mitigation')
    >>> links.page("browse", stage="deploy", kind="measure")
    '../browse/stage--deploy.html'
    >>> links.page("cell", stage="deploy", framework="nist2024")
    '../cell/framework--nist2024--stage--deploy.html'
    >>> links.thing("https://example.org/x")
    'https://example.org/x'
    """

    live = False

    def __init__(self, site: SiteMap, here: str, address: str = "") -> None:
        """Link from the file ``here``, with the address of the site before where one is given."""
        self.site = site
        self.address = address
        self.folder = posixpath.dirname(here)

    def to(self, path: str) -> str:
        """A file of the site, as it is linked from this one."""
        if self.address:
            return f"{self.address}/{quote(path)}"
        return relative(path, self.folder)

    def thing(self, iri: str, suffix: str = ".html") -> str:
        """The file of an IRI of ours; empty where the site has none with that suffix."""
        if not iri.startswith(BASE):
            return iri
        local, hash_, fragment = iri.removeprefix(BASE).partition("#")
        space = local.partition("/")[0]
        if suffix not in {".html", *self.site.rdf} and (space, suffix) != ("query", ".rq"):
            return ""
        if local in WHOLE:
            return self.to(local + suffix) + hash_ + quote(fragment)
        if space == "id" and iri not in self.site.things:
            return self.page("browse") if suffix == ".html" else ""
        return self.to(local + suffix) if space in {"id", "graph", "query"} else iri

    def page(self, name: str, /, **params: str) -> str:
        """A page by its name; where the site has none with these values, the nearest."""
        said = {key: value for key, value in params.items() if value}
        if name == "sparql":
            return self.site.endpoint or self.to("queries.html")
        if name == "cell" and (file := cell_file(said)) in self.site.cells:
            return self.to(file)
        if name in {"cell", "matrix"}:
            return self.to(self._table(said))
        if name == "browse":
            found = [pair for pair in sorted(said.items()) if pair in self.site.lists]
            found.sort(key=lambda pair: pair[0] == "kind")  # the coarsest filter
            return self.to(list_file(*found[0]) if found else "browse.html")
        return self.to(PAGES.get(name, "index.html"))

    def asset(self, name: str) -> str:
        """A stylesheet, script or picture."""
        return self.to(f"static/{name}")

    def _table(self, said: Mapping[str, str]) -> str:
        facets = {value for name, value in said.items() if name in FACETS_OF_TABLE}
        found = [table for table in sorted(self.site.tables) if set(table) == facets]
        return table_file(*(found[0] if found else DEFAULT_TABLE))


@lru_cache(maxsize=1 << 15)
def relative(path: str, folder: str) -> str:
    """A file as it is linked from a folder of the site.

    >>> relative("id/a:b.html", "id"), relative("ns.html", "id"), relative("ns.html", "")
    ('a%3Ab.html', '../ns.html', 'ns.html')
    """
    return quote(posixpath.relpath(path, folder or "."))


def safe(value: str) -> str:
    """A value as part of a file name: no two values have the same.

    >>> safe("4.2"), safe("a/b_c")
    ('4.2', 'a_2fb_5fc')
    """
    return UNSAFE.sub(lambda found: "".join(f"_{byte:02x}" for byte in found[0].encode()), value)


def cell_file(pairs: Mapping[str, str]) -> str:
    """The file of a cell, whatever order its facets are given in."""
    return "cell/" + "--".join(f"{n}--{safe(v)}" for n, v in sorted(pairs.items())) + ".html"


def table_file(rows: str, columns: str) -> str:
    """The file of a table of two facets.

    >>> table_file("framework", "category"), table_file("framework", "stage")
    ('matrix.html', 'matrix/framework--stage.html')
    """
    if (rows, columns) == DEFAULT_TABLE:
        return "matrix.html"
    return f"matrix/{safe(rows)}--{safe(columns)}.html"


def list_file(name: str, value: str, page: int = 1) -> str:
    """The file of the things with a value of a filter."""
    more = f"--page-{page}" if page > 1 else ""
    return f"browse/{safe(name)}--{safe(value)}{more}.html"
