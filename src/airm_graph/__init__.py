"""AI-risk governance frameworks as one knowledge graph, and what they leave uncovered.

>>> import airm_graph as airm
>>> kg = airm.load()
>>> kg.coverage("framework", "category")
<Result of 414 rows: framework, category, state, ...>

The names are imported when they are first used, so that the import takes no time.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .resources import program_version

if TYPE_CHECKING:
    from .errors import (
        AirmError,
        BuildError,
        IdentifierError,
        MissingExtraError,
        PlotError,
        QueryError,
        RemoteError,
        SourceError,
        WorkspaceError,
    )
    from .knowledge_graph import KnowledgeGraph
    from .knowledge_graph.importing import (
        fetch,
        import_defects,
        import_source,
        list_imports,
        list_sources,
        remove_import,
    )
    from .knowledge_graph.loading import load
    from .plots.figure import Figure
    from .render.account import Account
    from .render.network import Network
    from .render.result import Result
    from .workspace import Build, Workspace

__version__ = program_version()

__all__ = [
    "Account",
    "AirmError",
    "Build",
    "BuildError",
    "Figure",
    "IdentifierError",
    "KnowledgeGraph",
    "MissingExtraError",
    "Network",
    "PlotError",
    "QueryError",
    "RemoteError",
    "Result",
    "SourceError",
    "Workspace",
    "WorkspaceError",
    "__version__",
    "fetch",
    "import_defects",
    "import_source",
    "list_imports",
    "list_sources",
    "load",
    "remove_import",
]

_MODULES = {
    "errors": [name for name in __all__ if name.endswith("Error")],
    "knowledge_graph": ["KnowledgeGraph"],
    "knowledge_graph.importing": [
        "fetch",
        "import_defects",
        "import_source",
        "list_imports",
        "list_sources",
        "remove_import",
    ],
    "knowledge_graph.loading": ["load"],
    "plots.figure": ["Figure"],
    "render.account": ["Account"],
    "render.network": ["Network"],
    "render.result": ["Result"],
    "workspace": ["Build", "Workspace"],
    "magics": ["load_ipython_extension", "unload_ipython_extension"],  # %load_ext finds them
}
_HOME = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
