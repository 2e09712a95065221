"""What every method of the graph starts from: a build, and whom to tell what is being done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeAlias

from ..workspace import Build, Workspace

# Pairs of a facet and a concept or work: {"stage": "deploy"}, or ["stage=deploy", …].
Where: TypeAlias = Mapping[str, str] | Iterable[str]


class Base:
    """A graph that is asked.

    Attributes:
        build: The build, or remote store, that answers.
        workspace: Where it is kept, with what was imported.
    """

    def __init__(
        self, build: Build, workspace: Workspace, progress: Callable[[str], None] = lambda _: None
    ) -> None:
        self.build = build
        self.workspace = workspace
        self._progress = progress

    def __repr__(self) -> str:
        said = ", ".join(f"{name} {value}" for name, value in self.build.identity.items())
        return f"<KnowledgeGraph: {said}>"


def pairs_of(where: Where) -> tuple[tuple[str, str], ...]:
    """The pairs that ``where`` spells.

    Raises:
        OptionError: One of them is no pair.

    >>> pairs_of({"stage": "deploy"}) == pairs_of(["stage=deploy"]) == pairs_of("stage=deploy")
    True
    """
    from ..coverage.options import parse_where

    if isinstance(where, Mapping):
        return tuple(where.items())
    return parse_where([where] if isinstance(where, str) else list(where))
