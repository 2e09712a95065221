"""Writes a site: the pages as files, with RDF beside each."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from time import monotonic

import airm_graph

from ..pages.holdings import Holdings
from ..resources import program_version, root
from ..workspace import Build
from .contents import Contents, contents_of
from .folder import check_target, mark, new_site, put
from .links import RDF, SiteLinks
from .lists import browse_index_page, list_pages
from .pieces import File, pieces_of
from .search_index import search_index
from .workers import Written, write_piece, writing

STATIC = Path(airm_graph.__file__).parent / "pages" / "static"
ASSETS = ("icon.svg", "search.js", "style.css")
ONTOLOGY = ("answer.schema.json", "context.jsonld")  # what programs ask for by its own name
PATIENCE = 5.0  # seconds between two words about how far it is


def write_site(
    build: Build,
    target: Path,
    *,
    rdf: Collection[str] = RDF,
    address: str = "",
    endpoint: str = "",
    things: Collection[str] | None = None,
    processes: int = 0,
    tell: Callable[[str], None] = lambda _: None,
) -> Written:
    """Write every page of a build as a file, for any static host; links are relative.

    Args:
        build: The build.
        target: The folder; a site of ours that is there already is replaced as a whole.
        rdf: How the files of data end that stand beside each page.
        address: Where the site will stand, if that is known.
        endpoint: Where the graph can be asked, if anywhere.
        things: Only these have a page, by IRI; all by default.
        processes: How many processes write; 0 for one a core, 1 for this one alone.
        tell: Is told how far it is.

    Returns:
        How many things and cells there are, files and bytes.

    Raises:
        SiteError: The folder holds something else, or a process was ended.
    """
    check_target(target)
    tell("looking what there is")
    holdings = Holdings(build)
    contents = contents_of(holdings, rdf=rdf, address=address, endpoint=endpoint, things=things)
    with new_site(target) as folder:
        written = _write_pieces(holdings, contents, folder, processes or os.cpu_count() or 1, tell)
        mark(
            folder,
            program=f"airm-graph {program_version()}",
            build=build.name,
            sha256=build.manifest["sha256"],
            files=written.files,
        )
    return written


def _write_pieces(
    holdings: Holdings,
    contents: Contents,
    folder: Path,
    processes: int,
    tell: Callable[[str], None],
) -> Written:
    site, pieces = contents.site, pieces_of(contents)
    parts = sum(piece.size for piece in pieces)
    if processes == 1:
        own = _write_own(holdings, contents, folder)
        each = (write_piece(holdings, site, folder, piece) for piece in pieces)
        return _told(each, own, parts, tell)
    with writing(holdings.build, site, folder, pieces, processes) as steps:
        # What needs the index of browsing is written here, where that is worked out already.
        return _told(steps, _write_own(holdings, contents, folder), parts, tell)


def _told(
    steps: Iterator[Written], here: Written, parts: int, tell: Callable[[str], None]
) -> Written:
    """Everything that was written, with a word every few seconds."""
    done, said = Written(), monotonic()
    for step in steps:
        done += step
        if monotonic() - said > PATIENCE:
            tell(f"{done.things:,} of {parts:,} pages are written")
            said = monotonic()
    return done + here


def _write_own(holdings: Holdings, contents: Contents, folder: Path) -> Written:
    sizes = []
    for path, data in _own_files(holdings, contents):
        put(folder, path, data)
        sizes.append(len(data))
    return Written(files=len(sizes), bytes=sum(sizes))


def _own_files(holdings: Holdings, contents: Contents) -> Iterator[File]:
    """The lists, the search, and what is as it is."""
    site = contents.site
    links = SiteLinks(site, "browse.html")
    yield "browse.html", browse_index_page(holdings, links).encode()
    for name, value in sorted(site.lists):
        for path, page in list_pages(holdings, site, name, value):
            yield path, page.encode()
    found = (thing for iri, thing in holdings.things.items() if iri in site.things or "#" in iri)
    yield "static/search-index.js", search_index(found)
    for name in ASSETS:
        yield f"static/{name}", (STATIC / name).read_bytes()
    for name in ONTOLOGY:
        yield name, (root() / "ontology" / name).read_bytes()
    yield ".nojekyll", b""  # else GitHub leaves out what begins with an underscore
