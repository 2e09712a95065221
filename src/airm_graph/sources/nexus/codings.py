"""How completely the AI Atlas Nexus holds each work, and codes it on each facet."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ...records import Action, Classification, Coding, Filing

# IBM publishes this one taxonomy itself in the Nexus; the others are other publishers' or papers'.
COMPLETE = frozenset({"framework-ibm-risk-atlas"})
CODER = "agent-ibm"


def codings(
    filings: Iterable[Filing],
    classifications: Iterable[Classification],
    actions: Iterable[Action],
) -> Iterator[Coding]:
    """One coding for each work and facet that has values; links to risks are a facet, too.

    A facet is coded completely where every thing of the work that is of the same kind as those
    with a value has one. Where not, silence need not mean anything.
    """
    things: dict[tuple[str, str], set[str]] = defaultdict(set)
    filed: dict[str, Filing] = {}
    for filing in filings:
        filed[filing.id] = filing
        things[filing.work, filing.kind].add(filing.id)
    coded: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for said in classifications:
        filing = filed[said.id]
        coded[filing.work, said.facet, filing.kind].add(said.id)
    for action in actions:
        # the targets are kept as risks, not as risk sources
        coded[filed[action.id].work, "action-on-harm", "measure"].add(action.id)
    for (work, facet, kind), ids in sorted(coded.items()):
        total = len(things[work, kind])
        yield Coding(
            work=work,
            facet=facet,
            extraction="complete" if work in COMPLETE else "unknown",
            coded="complete" if len(ids) == total else "partial",
            coder=CODER,
            confidence=None,
            rationale=f"{len(ids)} of the {total} {kind}s that the Nexus files under the work "
            "carry a value.",
        )
