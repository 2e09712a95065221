"""Writes a STIX bundle object by object: things and links as they come, then whose they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import BinaryIO

from ...vocab import AIRM
from ..contents import Contents
from .names import Object, stix_id
from .objects import Objects
from .survey import Survey, mitigating, survey

ABOUT = (
    "Attack techniques are attack patterns, measures that mitigate one are courses of action, and "
    "that one does is a relationship 'mitigates'; where somebody says that the measure reduces or "
    "responds to it, that is a label of the relationship. Tactics are phases of a kill chain, and "
    "a grouping each. Sub-techniques are 'related-to' their technique, with the label "
    "'subtechnique-of'. An attack technique is what a publisher files under the tactic of an "
    "attacker, or at once as done by people, on purpose, and among weaknesses and attacks."
)


def write_stix(contents: Contents, out: BinaryIO) -> None:
    """Write the bundle, one object a line; in memory are names alone."""
    found = survey(contents)
    name = contents.name("id/bundle-stix") + "\n".join(contents.preamble.comments)
    start = json.dumps({"type": "bundle", "id": stix_id("bundle", name), "objects": []})
    out.write(start.removesuffix("]}").encode())
    separator = "\n"
    for said in _objects(contents, found):
        out.write((separator + json.dumps(said, ensure_ascii=False)).encode())
        separator = ",\n"
    out.write(b"\n]}\n")


def _objects(contents: Contents, found: Survey) -> Iterator[Object]:
    make = Objects(contents, found)
    yield make.note([*contents.preamble.comments, ABOUT, *_left_out(found)])
    for each in contents.resources():
        if each.iri in found.tactics:
            yield make.technique(each)
            yield from make.parts(each)
        elif each.iri in found.measures and each.is_a(AIRM.Mitigation):
            yield make.measure(each)
        elif (
            mitigating(each)
            and each.value(AIRM.statementOf) in found.measures
            and each.value(AIRM.target) in found.tactics
        ):
            yield make.mitigates(each)
    for (facet, concept), techniques in sorted(_tactics(found).items()):
        yield make.tactic(concept, facet, techniques)
    yield from make.identities()
    yield from make.markings()


def _tactics(found: Survey) -> dict[tuple[str, str], list[str]]:
    under: dict[tuple[str, str], list[str]] = {}
    for technique in sorted(found.tactics):
        for tactic in found.tactics[technique]:
            under.setdefault(tactic, []).append(technique)
    return under


def _left_out(found: Survey) -> list[str]:
    return [
        f"Left out of the links from measures to what they act on, those that {why}: {count:,}."
        for why, count in sorted(found.left_out.items())
    ]
