"""The page of the SHACL shapes: each rule under its local name, by the file in which it stands."""

from __future__ import annotations

from itertools import groupby

from ..vocab import AIRM, PREFIXES
from .holdings import Holdings
from .links import Links
from .mentions import Mentions
from .rendering import fill
from .shape_files import list_shapes


def shapes_page(holdings: Holdings, links: Links) -> str:
    """Every shape with what it is applied to, its severity, its rule and the remedy."""
    names = Mentions(holdings, links)
    shapes = list_shapes().values()
    return fill(
        "shapes.html",
        links,
        build=holdings.build.name,
        names=names,
        files=[(file, list(members)) for file, members in groupby(shapes, lambda s: s.file)],
        rules=sum(bool(shape.message) for shape in shapes),
        vocabulary=links.thing(AIRM.namespace).rstrip("#"),
        data=names.data(PREFIXES["airms"]),
    )
