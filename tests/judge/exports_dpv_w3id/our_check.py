"""Our own check passes an export in the terms of DPV and AIRO, and refuses broken copies of it."""

import sys
from collections.abc import Callable
from pathlib import Path

from airm_graph.export.dpv_airo import check_dpv_airo

BREAKS: dict[str, Callable[[str], str]] = {
    "cut": lambda text: text[: text.rfind("\n\nairmid:risk-") + 2],
    "torn": lambda text: text[: len(text) // 2],
    "another word": lambda text: text.replace("airo:RiskControl ", "airo:RiskMeasure ", 1),
    "no licence": lambda text: text.replace("    dcterms:license ", "    dcterms:relation ", 1),
}


def main(which: str, path: Path) -> None:
    assert check_dpv_airo(path) == []
    text = path.read_text(encoding="utf-8")
    for name, spoil in BREAKS.items():
        broken = path.with_name("broken.ttl")
        broken.write_text(spoil(text), encoding="utf-8")
        assert check_dpv_airo(broken), name
    print(f"{which}: our own check passes it and refuses {len(BREAKS)} broken copies")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
