"""A made-up ATLAS with labels, definitions and reasons that break careless writers."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from small_builds import MAKER, READER, built, work
from test_versions import about

from airm_graph.answers.export_contents import Wish, contents_of
from airm_graph.export.contents import Contents
from airm_graph.export.formats import FORMATS, write_file
from airm_graph.records import (
    Action,
    Classification,
    Coding,
    Filing,
    Mapping,
    Scheme,
    SchemeConcept,
    Source,
    Text,
)
from airm_graph.workspace import Build

TABLE = Path(__file__).parent / "odd_texts" / "controls.csv"
ATLAS, OTHER = "framework-atlas", "framework-other"
TACTIC = "concept-atlas9_9-atlas-tactic-AML_TA0001"
RISK = "R9"
PARTS = {"AML.T0001.000": "AML.T0001"}


def odd_texts() -> list[tuple[str, str]]:
    """Pairs of a label and a longer text."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [(row["label"], row["definition"]) for row in csv.DictReader(file)]


def name(key: str) -> str:
    """The identifier of a measure or technique."""
    if key.startswith("O"):
        return f"mitigation-made1-{key}"
    if key == RISK:
        return f"risk-made1-{key}"
    kind = "risk" if ".T" in key else "mitigation"
    return f"{kind}-atlas9_9-{key.replace('.', '_')}"


def filed(key: str, label: str, of: str = ATLAS) -> Filing:
    return Filing(
        id=name(key),
        source_key=key,
        kind={"T": "risk-source", "R": "risk"}.get(key.removeprefix("AML.")[0], "measure"),
        status="accepted",
        work=of,
        label=label,
        published_label="",
        page="",
        part_of=name(PARTS[key]) if key in PARTS else "",
    )


def acts(key: str, relation: str, target: str, sure: str = "", why: str = "") -> Action:
    return Action(
        id=name(key),
        relation=relation,
        target=name(target),
        confidence=Decimal(sure) if sure else None,
        rationale=why,
    )


# A technique for each odd text, and a measure that mitigates it; of the other techniques one is
# only detected, one reduced by a measure of another work, on the last nothing acts at all.
TEXTS = odd_texts()
KEYS = [f"AML.T{number:04}" for number in range(1, len(TEXTS) + 1)]
SEEN, ELSEWHERE, ALONE = "AML.T0101", "AML.T0102", "AML.T0103"
TECHNIQUES = {key: label for key, (label, _) in zip(KEYS, TEXTS, strict=True)}
TECHNIQUES |= {"AML.T0001.000": "A part", SEEN: "Seen", ELSEWHERE: "Elsewhere", ALONE: "Alone"}
MEASURES = {key.replace(".T", ".M"): label for key, label in TECHNIQUES.items() if key in KEYS}

ATTACKS = Source(
    about=replace(
        about("9.9"),
        **dict[str, Any](
            id="atlas9_9",
            of=ATLAS,
            version="9.9",
            title='MITRE "ATLAS" & <made up>',
            rights="Somebody's, é.",
            issued="2026-01-02",
        ),
    ),
    agents=(replace(MAKER, label="MITRE & Sons"), READER),
    works=(work("atlas", "MITRE ATLAS, made up"),),
    filings=(*(filed(key, label) for key, label in {**TECHNIQUES, **MEASURES}.items()),),
    classifications=tuple(
        Classification(
            id=name(key),
            facet="atlas-tactic",
            concept="AML.TA0001",
            status="accepted",
            confidence=None,
            rationale="",
        )
        for key in TECHNIQUES
    ),
    actions=(
        *(
            acts(key.replace(".T", ".M"), "mitigates", key, "", text)
            for key, (_, text) in zip(KEYS, TEXTS, strict=True)
        ),
    ),
    codings=(
        Coding(
            work=ATLAS,
            facet="action",
            extraction="complete",
            coded="complete",
            coder=MAKER.id,
            confidence=None,
            rationale="",
        ),
    ),
    schemes=(
        Scheme(
            id="scheme-atlas9_9-atlas-tactic",
            label="Tactics",
            facet="atlas-tactic",
            of="risk",
            level="1",
        ),
    ),
    concepts=(
        SchemeConcept(
            id=TACTIC,
            scheme="scheme-atlas9_9-atlas-tactic",
            notation="AML.TA0001",
            parent="",
            label="AI Attack Staging",
        ),
    ),
    mappings=(
        Mapping(
            subject=name("AML.T0001"),
            predicate="airm:correspondsTo",
            object="https://attack.mitre.org/techniques/T1590/001",
        ),
    ),
    texts=(
        *(
            Text(id=name(key), property="definition", words=text)
            for key, (_, text) in zip(KEYS, TEXTS, strict=True)
        ),
        Text(id=TACTIC, property="definition", words="Why they do it."),
    ),
)
OTHERS = Source(
    about=about("1"),
    works=(work("made", "Made-up framework"), work("other", "Another framework")),
    filings=(
        *(filed(key, "Another's measure", OTHER) for key in ("O1", "O2")),
        filed(RISK, "Just a risk", OTHER),
    ),
    actions=(
        acts("O1", "reduces", ELSEWHERE, "0.55", "Because."),
        acts("O1", "detects", SEEN),
        acts("O2", "reduces", RISK),
    ),
)


def attacks(folder: Path) -> Build:
    """The build of them."""
    return built(folder, [ATTACKS, OTHERS])


def contents(build: Build, **wish: Any) -> Contents:
    return contents_of(build, True, Wish(**wish))[0]


def written(build: Build, format_: str, **wish: Any) -> bytes:
    """What an export of a build is."""
    chosen, out = contents_of(build, FORMATS[format_].apart, Wish(**wish))[0], io.BytesIO()
    write_file(format_, chosen, out)
    return out.getvalue()


def written_under_another_seed(build: Build, *formats: str) -> bytes:
    """The same, one after the other, where sets of Python come in another order."""
    script = (
        "import sys; from pathlib import Path; from airm_graph.workspace import Workspace;"
        "from small_attacks import written;"
        "build = Workspace(Path(sys.argv[1])).build(sys.argv[2]);"
        "[sys.stdout.buffer.write(written(build, name)) for name in sys.argv[3:]]"
    )
    return subprocess.run(
        [sys.executable, "-c", script, build.folder.parents[1], build.name, *formats],
        env={
            **os.environ,
            "PYTHONHASHSEED": "77",
            "PYTHONPATH": str(Path(__file__).parent),
        },
        capture_output=True,
        check=True,
    ).stdout
