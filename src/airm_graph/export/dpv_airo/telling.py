"""What the comments of the file say of it: how much is in it, and what is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pyoxigraph import NamedNode

from ...canonical import parts
from ...vocab import RDF, SKOS
from ..contents import Contents
from ..terms import Line
from .terms import AIRO, DPV

COUNTED: dict[str, tuple[NamedNode, ...]] = {
    "measures": (AIRO.RiskControl,),
    "risk sources": (AIRO.RiskSource,),
    "risks": (AIRO.Risk,),
    "consequences": (AIRO.Consequence,),
    "impacts": (AIRO.Impact,),
    "stakeholders": (AIRO.Stakeholder,),
    "lifecycle phases": (AIRO.AILifecyclePhase,),
    "concepts": (SKOS.Concept,),
}
LINKED: dict[str, NamedNode] = {
    "measures of risks": DPV.hasTechnicalOrganisationalMeasure,
    "risks that measures modify": AIRO.modifiesRiskConcept,
}
START = "As DPV 2.3 and AIRO 1.0: "
COUNT = re.compile(r"([a-z ]+): ([0-9][0-9,]*)")


def told(contents: Contents, lines: Iterable[Line], left_out: Counter[str]) -> list[str]:
    """Sentences: what is in the file, what is left out, and whose it is."""
    found = counted(
        (parts(line)[1].decode()[1:-1], parts(line)[2].decode()[1:-1]) for line in lines
    )
    said = [START + "; ".join(f"{what}: {number:,}" for what, number in found.items()) + "."]
    said.append(
        "Left out: who classified, linked and mapped what, when, how and how surely, and how "
        "completely works were read."
    )
    if left_out:
        numbers = "; ".join(f"{what}: {number:,}" for what, number in sorted(left_out.items()))
        said.append(f"Left out, for DPV and AIRO have no true word for it: {numbers}.")
    rights = (
        f"{source['title']}, {source['version']}: {source['licence']} {source['rights']}"
        for source in contents.sources
        if source["current"]
    )
    return [*said, *rights]


def counted(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """How many things and links there are, from the predicate and object of each triple."""
    numbers: Counter[str] = Counter()
    for predicate, value in pairs:
        numbers[value if predicate == RDF.type.value else predicate] += 1
    found = {what: sum(numbers[kind.value] for kind in kinds) for what, kinds in COUNTED.items()}
    return found | {what: numbers[predicate.value] for what, predicate in LINKED.items()}


def announced(text: str) -> dict[str, int]:
    """The same numbers as the comments of a file give them; nothing where they give none."""
    line = next((line for line in text.splitlines() if line.startswith(f"# {START}")), "")
    said = COUNT.findall(line.removeprefix(f"# {START}"))
    return {what.strip(): int(number.replace(",", "")) for what, number in said}
