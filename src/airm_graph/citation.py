"""What an answer says about itself, so that it can be cited and repeated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .resources import program_version
from .workspace import Build


def cite(build: Build, command: str, parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The ``meta`` of an answer: build, works, sources with licences, coders, and the question."""
    index = build.index
    return {
        "program": f"airm-graph {program_version()}",
        **build.identity,
        "command": command,
        "parameters": {key: value for key, value in parameters.items() if value not in (None, ())},
        "works": [
            {key: work[key] for key in ("iri", "label", "version", "kind", "status")}
            for work in index["works"]
        ],
        "sources": sorted(build.manifest["sources"], key=lambda source: str(source["id"])),
        "coders": [
            {"iri": a["iri"], "label": a["label"], "methods": a["methods"]} for a in index["agents"]
        ],
        "exclusions": [
            {"exclusion": exclusion, "value": value, "rationale": rationale}
            for exclusion, value, rationale in index["exclusions"]
        ],
    }
