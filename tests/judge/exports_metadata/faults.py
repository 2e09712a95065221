"""Breaks a file in one way: ``faults.py FAULT GOOD BROKEN``; the fault has to change something."""

import sys
from pathlib import Path

FAULTS = {
    # what the judges see
    "no title": ('dcterms:title "airm-graph: AI-risk', 'dcterms:alternative "airm-graph: AI-risk'),
    "no agent": ("a <http://xmlns.com/foaf/0.1/Agent>", "a <http://xmlns.com/foaf/0.1/Image>"),
    "no creators": ('"creators"', '"doers"'),
    "no ontology": ("a owl:Ontology", "a owl:Thing"),
    # what only our checkers see
    "no licence": ("dcterms:license airmid:licences-", "dcterms:accessRights airmid:licences-"),
    "wrong count": ('void:triples "', 'void:triples "9'),
    "no day": ('"date": "20', '"date": "soon'),
    "no DOI": ('"relatedIdentifier": "10.', '"relatedIdentifier": "ten'),
    "no status": ("vs:term_status ", "rdfs:seeAlso "),
}


def main(fault: str, good: Path, broken: Path) -> None:
    """Write the broken copy of a file."""
    text = good.read_text(encoding="utf-8")
    before, after = FAULTS[fault]
    if before not in text:
        raise SystemExit(f"{good.name} cannot have the fault {fault!r}: {before} is not in it")
    broken.write_text(text.replace(before, after), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
