"""Every error this package raises on purpose.

AirmError                catch this to catch everything
├── IdentifierError      a CURIE, IRI, facet or concept that nothing here is called
├── SourceError          a row of a catalogue or upstream table cannot be read
├── QueryError           a query is malformed, unknown or wrongly called
├── BuildError           the graph cannot be built, written or locked
├── RemoteError          a remote store refuses, fails, or answers what is no answer
├── PlotError            there is no such picture, or it cannot be drawn or written
├── MissingExtraError    what was asked needs a library that is not installed
└── WorkspaceError       the workspace or a build in it cannot be read

A message says what was found, where, and what would have been right.
"""

from collections.abc import Iterable
from difflib import get_close_matches


class AirmError(Exception):
    """Catch this to catch everything.

    >>> import airm_graph as airm
    >>> try:
    ...     airm.load().coverage("framework", "stgae")
    ... except airm.AirmError as error:
    ...     print(error)
    no facet of measures is called 'stgae': did you mean 'stage'?
    """


class IdentifierError(AirmError):
    """A CURIE, IRI, facet or concept that nothing here is called.

    >>> import airm_graph as airm
    >>> airm.load().coverage("framework", "stgae")
    Traceback (most recent call last):
    airm_graph.errors.IdentifierError: no facet of measures is called 'stgae': did you mean 'stage'?
    """


class SourceError(AirmError):
    """A row of a catalogue or upstream table cannot be read.

    Attributes:
        path: The file, or what was taken for one.
        line: There, from 1 on; None where that is not known.

    >>> import airm_graph as airm
    >>> try:
    ...     airm.import_source("oscla", "catalog.json", quiet=True)
    ... except airm.SourceError as error:
    ...     print(error.path, error.line)
    oscla None
    """

    def __init__(self, message: str, *, path: str, line: int | None = None) -> None:
        where = path if line is None else f"{path}:{line}"
        super().__init__(f"{where}: {message}")
        self.path, self.line = path, line


class QueryError(AirmError):
    """A query is malformed, unknown or wrongly called.

    >>> import airm_graph as airm
    >>> airm.load().select("no-such-query")
    Traceback (most recent call last):
    airm_graph.errors.QueryError: no query is called 'no-such-query': ...
    """


class BuildError(AirmError):
    """The graph cannot be built, written or locked.

    >>> import airm_graph as airm
    >>> here = airm.load().workspace
    >>> with here.locked():  # as while it builds
    ...     here.prune()
    Traceback (most recent call last):
    airm_graph.errors.BuildError: another build is running in ...
    """


class RemoteError(AirmError):
    """A remote store refuses, fails, or answers what is no answer.

    Attributes:
        status: Of HTTP, where the store answered with one that is not good; else 0.

    >>> import airm_graph as airm
    >>> airm.load(store="example.org")
    Traceback (most recent call last):
    airm_graph.errors.RemoteError: 'example.org' is not the address of a store; expected ...
    """

    status = 0  # of HTTP, where it answered with one that is not good


class PlotError(AirmError):
    """There is no such picture, or it cannot be drawn or written.

    >>> import airm_graph as airm
    >>> airm.Result(columns=("n",), rows=[]).plot()
    Traceback (most recent call last):
    airm_graph.errors.PlotError: rows of n have no natural picture; ...
    """


class MissingExtraError(AirmError):
    """What was asked needs a library that is not installed; an extra of the package brings it.

    Attributes:
        extra: Of the package, which brings it.
        library: Which is not installed.

    >>> print(MissingExtraError("reasoning", "reason", "owlready2"))
    reasoning needs owlready2: pip install 'airm-graph[reason]'
    """

    def __init__(self, what: str, extra: str, library: str) -> None:
        super().__init__(f"{what} needs {library}: pip install 'airm-graph[{extra}]'")
        self.extra, self.library = extra, library


class WorkspaceError(AirmError):
    """The workspace or a build in it cannot be read.

    >>> import airm_graph as airm
    >>> airm.load().workspace.build("no-such-build")
    Traceback (most recent call last):
    airm_graph.errors.WorkspaceError: 0 builds are called 'no-such-build'; there are: ...
    """


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
