#!/usr/bin/env python3
"""Checks with HermiT that the vocabulary is consistent and that every class of it can have members.

Files given on the command line are read together with it. Three faults are planted first, to see
that HermiT finds them.
"""

import importlib
import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VOCABULARY = ROOT / "ontology" / "airm.ttl"
PACKAGES = ("owlready2==0.48", "rdflib==7.6.0")
PREFIXES = "@prefix airm: <https://w3id.org/airm-graph/ns#> . @prefix ex: <urn:example:> ."
NOTHING = "http://www.w3.org/2002/07/owl#Nothing"
TWO_KINDS = "ex:thing a airm:Mitigation , airm:DocumentSection ."
MEASURE_AND_RISK = "ex:thing a airm:Mitigation , <https://w3id.org/airo#RiskSource> ."
EMPTY_CLASS = """
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
ex:Empty a <http://www.w3.org/2002/07/owl#Class> ;
    rdfs:subClassOf airm:Mitigation , airm:Requirement .
"""


def enter_venv() -> None:
    """Go on in an environment that has the packages, made at the first call."""
    home = Path(os.environ.get("AIRM_JUDGE_DIR", ROOT / "build" / "judge")) / "owlready2"
    python = home / "bin" / "python"
    if Path(sys.prefix).resolve() == home.resolve():
        return
    if not python.exists():
        venv.create(home, with_pip=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    sys.exit(subprocess.run([python, *sys.argv], check=False).returncode)


def verdict(paths: list[str], addition: str = "") -> str:
    """What HermiT finds wrong with the files and the addition together; empty if nothing."""
    owlready2 = importlib.import_module("owlready2")
    graph = importlib.import_module("rdflib").Graph()
    for path in paths:
        graph.parse(path)
    graph.parse(data=PREFIXES + addition, format="turtle")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "all.nt"
        graph.serialize(file, format="nt", encoding="utf-8")
        world = owlready2.World()
        world.get_ontology(file.as_uri()).load()
        try:
            owlready2.sync_reasoner_hermit(world, debug=0)
        except owlready2.OwlReadyInconsistentOntologyError:
            return "inconsistent"
        empty = {entity.iri for entity in world.inconsistent_classes()} - {NOTHING}
    return f"without possible members: {', '.join(sorted(empty))}" if empty else ""


def main() -> int:
    """Print what was found; 1 if the files are at fault or a planted fault was missed."""
    enter_venv()
    paths = [str(VOCABULARY), *sys.argv[1:]]
    for fault in (TWO_KINDS, MEASURE_AND_RISK, EMPTY_CLASS):
        found = verdict([str(VOCABULARY)], fault)
        print(f"planted fault: {found or 'MISSED'}")
        if not found:
            return 1
    found = verdict(paths)
    print(f"{' '.join(paths)}: {found or 'consistent, no empty class'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
