"""A made-up work whose labels, definitions and comments are those that break formats."""

from __future__ import annotations

import csv
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from small_builds import MADE, acts, built, mapped, measure, risk

from airm_graph.records import Mapping, Source, Text

ODD = Path(__file__).parent / "odd_texts" / "controls.csv"
LONG = ("long " * 6_000).strip()


def odd_texts() -> list[str]:
    """Labels and definitions with quotes, line ends, formulas, other scripts and more."""
    with ODD.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = [text for row in rows for text in (row["label"], row["definition"]) if text]
    return [*found, "bell \x07 and \x1b[31m", "half\u2028line\x85next", "a|b=c%7C", LONG]


def odd_source() -> Source:
    """Three measures and three risks, with a mapping for each odd text, and links of all kinds."""
    texts = odd_texts()
    ends = [measure(key) for key in ("M1", "M2", "M3")] + [risk(key) for key in ("R1", "R2", "R3")]
    filings = tuple(
        replace(filing, label=" ".join(texts[number].split())[:300])
        for number, filing in enumerate(MADE.filings)
    )
    words = tuple(
        Text(id=ends[number % 6], property="definition", words=text)
        for number, text in enumerate(texts)
        if number >= len(texts) - 6
    )
    mappings = (
        *(
            mapped(
                ends[n % 6],
                "skos:closeMatch",
                ends[(n + 1) % 6],
                comment=text,
                confidence=Decimal(n) / 100,  # else two with the same ends are one
            )
            for n, text in enumerate(texts)
        ),
        *_of_all_kinds(),
    )
    actions = (
        acts("M1", "reduces", "R1"),
        acts("M1", "detects", "R1"),
        acts("M2", "mitigates", "R1"),
        acts("M2", "actsOn", "R2"),
        acts("M3", "assesses", "R2"),
    )
    return replace(MADE, filings=filings, texts=words, mappings=mappings, actions=actions)


def _of_all_kinds() -> tuple[Mapping, ...]:
    """Denied, untyped, proposed, disputed, machine-made, and in ways that SSSOM has no term for."""
    one, other, third = (risk(key) for key in ("R1", "R2", "R3"))
    llm: dict[str, Any] = {"justification": "semapv:LLMBasedMatching", "author": "A model"}
    return (
        mapped(one, "skos:exactMatch", third, negative=True, confidence=Decimal("0.25")),
        Mapping(subject=one, predicate="nexus:noMatch", object=third, negative=True),
        Mapping(subject=one, predicate="airm:correspondsTo", object=other),
        replace(mapped(other, "skos:broadMatch", one), status="proposed", machine_made=True, **llm),
        replace(mapped(other, "skos:narrowMatch", one), status="disputed"),
        mapped(measure("M1"), "airm:sameRecordAs", measure("M2"), subject_version="0.9"),
        mapped(one, "skos:relatedMatch", "https://attack.mitre.org/techniques/T1204/"),
        mapped(one, "skos:relatedMatch", "https://example.org/terms#café"),
        Mapping(
            subject=third,
            predicate="skos:exactMatch",
            object=other,
            justification="semapv:UnspecifiedMatching",
            author="'=Quoted' Author",
            comment="'=1+1",
        ),
    )


if __name__ == "__main__":  # for the judge: write it as SSSOM and for the Nexus
    from airm_graph.answers.export_contents import Wish, contents_of
    from airm_graph.export.formats import write_file, write_folder

    place = Path(sys.argv[1])
    build = built(place / "workspace", [odd_source()])
    contents, _ = contents_of(build, False, Wish())
    for name in ("sssom", "sssom-json"):
        with (place / f"odd.{name.replace('sssom-json', 'sssom.json')}").open("wb") as file:
            write_file(name, contents, file)
    (place / "odd.sssom").replace(place / "odd.sssom.tsv")
    (place / "nexus-odd").mkdir()
    write_folder("nexus", contents, place / "nexus-odd")
