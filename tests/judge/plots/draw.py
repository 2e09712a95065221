"""Draws every picture of the real catalogue, by the commands, in every format; prints the sizes."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from click.testing import CliRunner

from airm_graph.cli import main

NIST = ("crosswalk", "--of", "framework=nist-ai-rmf", "--from", "framework=cosai-risk-map")
PICTURES = {
    "cells": ("coverage", "--by", "framework", "--by", "category"),
    "cells-3": (
        *("coverage", "--by", "category", "--by", "actor", "--by", "stage"),
        *("--level", "category=1"),
    ),
    "gaps": ("gaps", "cells", "--by", "framework", "--by", "category"),
    "targets": ("gaps", "targets", "--all"),
    "targets-by-facet": ("gaps", "targets", "--per", "risk-domain"),
    "crosswalk": NIST,
    "crosswalk-counts": (*NIST, "--all"),
    "overlap-matrix": ("frameworks", "overlap", "--over", "category"),
    "cover": ("frameworks", "cover", "--show", "greedy"),
    "cover-measures": ("frameworks", "cover", "--measures", "--show", "greedy"),
    "contributions": ("frameworks",),
    "counts": ("info",),
    "agreement": ("agreement",),
}


def draw(folder: Path) -> None:
    """Write ``NAME.png``, ``.svg``, ``.html`` of every picture.

    Raises:
        SystemExit: A picture cannot be drawn.
    """
    failed = []
    for name, args in PICTURES.items():
        sizes = []
        for suffix in ("png", "svg", "html"):
            path = folder / f"{name}.{suffix}"
            said = CliRunner().invoke(main, ["-q", *args, "--plot", str(path)])
            if said.exit_code:
                failed.append(f"{' '.join(args)}: {said.stderr or said.exception}")
                break
            sizes.append(f"{suffix} {path.stat().st_size // 1024:5} KB")
        print(f"    {name:18}", "  ".join(sizes))
    print(json.dumps(failed, indent=2) if failed else f"drawn: {len(PICTURES)} pictures")
    sys.exit(bool(failed))


if __name__ == "__main__":
    draw(Path(sys.argv[1]))
