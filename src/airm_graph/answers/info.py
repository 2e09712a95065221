"""What is in the graph, as an answer."""

from __future__ import annotations

from ..citation import cite
from ..inventory import inventory
from ..render.result import Result
from ..workspace import Build


def graph_summary(build: Build) -> Result:
    """What a build holds, as rows of group, item and count."""
    said = f"Build {build.name} in {build.folder}"
    if "store" in build.identity:
        said = f"Store {build.name}"
    return Result(
        columns=("group", "item", "count", "detail"),
        rows=inventory(build),
        meta=cite(build, "info", {}),
        notes=(said,),
        picture="counts",
    )
