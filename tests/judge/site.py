"""Looks at every file of a site: links and fragments resolve, and the RDF is that of the build."""

import json
import posixpath
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from pyoxigraph import NamedNode, parse

from airm_graph.vocab import BASE
from airm_graph.workspace import Workspace

# Every attribute of our templates stands in double quotes; html-validate sees to that.
LINK = re.compile(r'\s(?:href|src|action|data-index)="([^"]*)"')
ID = re.compile(r'\sid="([^"]*)"')
RDF = {".ttl", ".jsonld", ".nt", ".rdf"}


def faults(root: Path, files: set[str]) -> Iterator[str]:
    """What is wrong with a link."""
    pages = {name: (root / name).read_text("utf-8") for name in files if name.endswith(".html")}
    ids = {name: set(ID.findall(text)) for name, text in pages.items()}
    links = 0
    for name, text in pages.items():
        if "<form" in text:
            yield f"{name}: a form, which nothing answers"
        for link in LINK.findall(text):
            links += 1
            parts = urlsplit(link.replace("&amp;", "&"))
            if parts.scheme in {"http", "https", "data"}:
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(parts.path)))
            path = path if parts.path else name
            if parts.scheme or not link or link.startswith("/") or parts.query:
                yield f"{name}: {link!r} is no relative link"
            elif path not in files:
                yield f"{name}: {link!r} leads to nothing"
            elif parts.fragment and path in ids and unquote(parts.fragment) not in ids[path]:
                yield f"{name}: {link!r} leads to no place in the page"
    print(f"{links:,} links in {len(pages):,} pages")


def main(root: Path, workspace: Path) -> int:
    """Print what is wrong, and how much was looked at."""
    files = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    found = list(faults(root, files))
    marked = json.loads((root / "airm-graph-site.json").read_text())
    if marked["files"] != len(files) - 1:
        found.append(f"{marked['files']:,} files are named, {len(files) - 1:,} are there")
    counts = dict.fromkeys(RDF, 0)
    own: set[tuple[str, str, str]] = set()
    for name in sorted(files):
        local, suffix = posixpath.splitext(name)
        if suffix not in RDF:
            continue
        try:
            for quad in parse(path=str(root / name)):
                counts[suffix] += 1
                if (
                    suffix == ".ttl"
                    and name.startswith("id/")
                    and str(getattr(quad.subject, "value", "")) == BASE + local
                ):
                    own.add((quad.subject.value, quad.predicate.value, str(quad.object)))
        except (SyntaxError, ValueError) as error:
            found.append(f"{name}: {error}")
    build = Workspace(workspace).current()
    assert build is not None
    pages = {
        BASE + name.removesuffix(".html") for name in files if re.fullmatch(r"id/[^/]+\.html", name)
    }
    wanted = {
        (quad.subject.value, quad.predicate.value, str(quad.object))
        for quad in build.store
        if isinstance(quad.subject, NamedNode) and quad.subject.value in pages
    }
    if own != wanted:
        found.append(
            f"the Turtle files lack {len(wanted - own):,} triples about things, "
            f"and have {len(own - wanted):,} others"
        )
    print(
        f"{len(files):,} files; triples by format: {counts}; {len(own):,} of {len(pages):,} things"
    )
    print("\n".join(found[:40]))
    return 1 if found or len(pages) < 5000 else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
