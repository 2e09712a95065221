"""The page about the graph: its sources, who decided, what the words mean, how to cite."""

from __future__ import annotations

from collections import Counter

from ..citation import cite
from ..coverage.cells import STATES
from ..coverage.gap_report import BY_SIZE
from ..coverage.targets import STATES as TARGET_STATES
from ..vocab import AIRM, BASE, PREFIXES
from .holdings import Holdings
from .links import Links
from .rendering import fill

LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "https://www.apache.org/licenses/LICENSE-2.0": "Apache 2.0",
    "http://data.europa.eu/eli/dec/2011/833/oj": "EU reuse decision 2011/833",
}
# How a mapped risk is reached, weakest last.
STRENGTHS = {
    "direct": "a measure is stated to act on this very risk",
    "equal": "mappings prove that what a measure acts on is the same",
    "inherited": "it lies within something wider that a measure acts on, which proves less",
    "partial": "it overlaps what a measure acts on",
    "lead": "not even that is proved; shown only when asked",
}
TERMS = ("Mitigation", "Requirement", "Framework", "Compilation", "Classification",
         "CodingStatement", "ActionStatement", "DocumentSection")  # fmt: skip


def about_page(holdings: Holdings, links: Links) -> str:
    """Sources, coders, words and citation.

    Args:
        holdings: Those of the build.
        links: Where the page leads.
    """
    manifest = holdings.build.manifest
    return fill(
        "about.html",
        links,
        build=holdings.build.name,
        meta=cite(holdings.build, "about", {}),
        quads=manifest["quads"],
        sha256=manifest["sha256"],
        graph=lambda source: f"{PREFIXES['airmg']}source-{source['id']}",
        graphs=manifest["graphs"],
        licences=LICENCES,
        coded=Counter(coding["agent"] for coding in holdings.build.columns.index["codings"]),
        states=STATES,
        target_states=TARGET_STATES,
        strengths=STRENGTHS,
        by_size=f"{BY_SIZE:.2f}",
        terms=[(name, getattr(AIRM, name).value) for name in TERMS],
        address=BASE,
    )
