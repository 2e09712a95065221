"""Waivers for findings, ready to be pasted, but for the reason: only a person has one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, timedelta

from ..identifiers import compress
from ..vocab import PREFIXES
from .findings import Finding

DAYS = 90
REASON = "WHY?"  # too short for the shape, so that nobody forgets it
OWNER = "airmid:agent-NOBODY"  # described nowhere, so that the shape asks for a real one
PLAIN = re.compile(r"[a-z]+:[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?")
USED = ("airm", "airmid", "airmq", "airms", "xsd")


def propose_waivers(findings: Iterable[Finding], today: date) -> str:
    """Turtle with a waiver for each rule and node among the findings that are open.

    The shapes refuse it until a reason and an owner are written. A blank node cannot be waived:
    it has no name that lasts.
    """
    until = (today + timedelta(days=DAYS)).isoformat()
    pairs = {(f.source, f.focus_node): f.message for f in findings if not f.waived_by}
    named = {pair: said for pair, said in pairs.items() if not pair[1].startswith("_:")}
    blocks = [
        "".join(f"@prefix {prefix}: <{PREFIXES[prefix]}> .\n" for prefix in USED),
        f"# Write why each finding is accepted, and who answers for it, until {until} at most;\n"
        "# the shapes refuse both as they stand.\n",
    ]
    for (rule, node), message in sorted(named.items()):
        blocks.append(
            f"# {' '.join(message.split())}\n"
            f"airmid:{_key(rule, node)} a airm:Waiver ;\n"
            f"    airm:waives {_term(rule)} ;\n"
            f"    airm:focus {_term(node)} ;\n"
            f'    airm:rationale "{REASON}"@en ;\n'
            f"    airm:owner {OWNER} ;\n"
            f'    airm:until "{until}"^^xsd:date .\n'
        )
    if unnamed := len(pairs) - len(named):
        blocks.append(f"# Not here: {unnamed} about blank nodes, which cannot be waived.\n")
    return "\n".join(blocks)


def _key(rule: str, node: str) -> str:
    """Readable, and still another one for each pair of rule and node."""
    words = (re.split("[/#:]", name)[-1] for name in (rule, node))
    digest = hashlib.sha256(f"{rule} {node}".encode()).hexdigest()[:8]
    return "-".join(("waiver", *(re.sub("[^A-Za-z0-9]+", "_", word) for word in words), digest))


def _term(iri: str) -> str:
    """A CURIE where that needs no escaping in Turtle, else the IRI in full."""
    curie = compress(iri)
    known = curie.partition(":")[0] in USED and PLAIN.fullmatch(curie)
    return curie if known else f"<{iri}>"
