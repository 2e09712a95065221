"""Every error this package raises on purpose.

AirmError                catch this to catch everything
├── IdentifierError      a CURIE, IRI, facet or concept that nothing here is called
├── SourceError          a row of a catalogue or upstream table cannot be read
├── QueryError           a query is malformed, unknown or wrongly called
├── BuildError           the graph cannot be built, written or locked
└── WorkspaceError       the workspace or a build in it cannot be read

A message says what was found, where, and what would have been right.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class AirmError(Exception):
    """Catch this to catch everything."""


class IdentifierError(AirmError):
    """A CURIE, IRI, facet or concept that nothing here is called."""


class SourceError(AirmError):
    """A row of a catalogue or upstream table cannot be read."""

    def __init__(self, message: str, *, path: str, line: int | None = None) -> None:
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {message}")
        self.path, self.line = path, line


class QueryError(AirmError):
    """A query is malformed, unknown or wrongly called."""


class BuildError(AirmError):
    """The graph cannot be built, written or locked."""


class WorkspaceError(AirmError):
    """The workspace or a build in it cannot be read."""


def nearest(word: str, known: Iterable[str], most: int = 3) -> str:
    """What to say after an unknown name: the nearest known ones, or all when they are few.

    >>> nearest("stgae", ["stage", "actor", "function"])
    "did you mean 'stage'?"
    >>> nearest("xyz", ["stage", "actor"])
    'known: actor, stage'
    """
    names = sorted(known)
    close = get_close_matches(word, names, n=most, cutoff=0.6)
    if close:
        return f"did you mean {' or '.join(repr(name) for name in close)}?"
    shown = ", ".join(names[:12])
    return f"known: {shown}" + (f" and {len(names) - 12} more" if len(names) > 12 else "")
