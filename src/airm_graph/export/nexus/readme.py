"""What a user of such a folder has to know: how to load it, whose it is, what it lacks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...vocab import AIRM
from ..contents import Contents
from .shelf import Shelf
from .things import Files

HOW = """\
# airm-graph for the AI Atlas Nexus

Give this folder to the Nexus as its base directory; it reads the YAML files below beside its own:

    from ai_atlas_nexus.library import AIAtlasNexus
    nexus = AIAtlasNexus(base_dir="this folder")

Every id of ours begins with `airm-`, so that none is one of the Nexus. What the Nexus ships itself
is not repeated: our entities refer to it by its own ids (`nexus-ids.txt` lists them), and
`knowledge_graph/mappings/` adds the way back to its entities. `mappings/airm-graph.sssom.tsv` has
every mapping with its author, reason and status, the negative ones and those without a type too.

The Nexus knows one kind of risk: `notes` say whether an entry is a risk source, a risk, a
consequence or an impact, in which way a measure acts (`reduces`, `respondsTo`, `assesses` ...), and
on which facet a thing was put under a group.
"""


def readme(contents: Contents, shelf: Shelf, files: Files) -> str:
    """The text of the file."""
    counts: Counter[str] = Counter()
    for collections in files.values():
        for name, entities in collections.items():
            counts[name] += len(entities)
    lines = [HOW, "## What is in it\n"]
    lines += [f"* {name}: {number}" for name, number in sorted(counts.items())]
    lines += ["\n## What is not in it\n", *(f"* {said}" for said in _left_out(contents, shelf))]
    lines += ["\n## Whose it is\n"]
    for source in sorted(contents.sources, key=lambda each: str(each["id"])):
        if source["current"]:
            licence = source["licence"] or "no licence stated"
            lines.append(_line(f"{source['title']}, {source['version']}: {licence}"))
            lines += [_line(f"  {source['rights']}")] if source["rights"] else []
    if contents.preamble.comments:
        lines += ["\n## How it was made\n", *map(_line, contents.preamble.comments)]
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    return f"* {' '.join(text.split())}"


def _left_out(contents: Contents, shelf: Shelf) -> Iterator[str]:
    yield f"things that the Nexus ships itself: {len(shelf.shipped)}"
    notes = [each for each in contents.of_class(AIRM.EvidenceNote) if not each.is_a(AIRM.Incident)]
    yield f"evidence that is no incident, for which the Nexus has no class: {len(notes)}"
    codings = len(contents.of_class(AIRM.CodingStatement))
    yield f"how completely works were extracted and coded, statements: {codings}"
    for kind, what in ((AIRM.Classification, "classifications"), (AIRM.ActionStatement, "links")):
        others = [
            each
            for each in contents.of_class(kind)
            if each.value(AIRM.status) != AIRM.accepted.value
            or each.is_a(AIRM.UndeterminedClassification)
        ]
        yield f"{what} that are proposed, disputed or undetermined: {len(others)}"
    yield "who classified or linked what, when, how sure and why; what rules derive from that"
