"""What is public is documented: every parameter, every error, and an example that runs."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import airm_graph
from airm_graph.cli import COMMANDS

LEAST, MOST = 18, 24  # a face that is read at a glance
SHOWN = ("KnowledgeGraph", "Result", "Account", "Figure", "Network")  # with their methods
SECTIONS = ("Args:", "Attributes:", "Returns:", "Raises:", "Yields:")

# By which call Python does what a command does; None and why where there is nothing to call.
METHODS: dict[str, str | None] = {
    "gaps": "KnowledgeGraph.gaps",
    "coverage": "KnowledgeGraph.coverage",
    "crosswalk": "KnowledgeGraph.crosswalk",
    "frameworks": "KnowledgeGraph.frameworks",
    "network": "KnowledgeGraph.network",
    "explain": "KnowledgeGraph.explain",
    "show": "KnowledgeGraph.show",
    "search": "KnowledgeGraph.search",
    "info": "KnowledgeGraph.info",
    "queries": "KnowledgeGraph.queries",
    "query": "KnowledgeGraph.select",
    "agreement": "KnowledgeGraph.agreement",
    "validate": "KnowledgeGraph.validate",
    "reason": "KnowledgeGraph.reason",
    "report": "KnowledgeGraph.report",
    "export": "KnowledgeGraph.export",
    "verify": "KnowledgeGraph.verify",
    "site": "KnowledgeGraph.site",
    "push": "KnowledgeGraph.push",
    "import": "import_source",
    "sources": "list_sources",
    "fetch": "fetch",
    "diff": "KnowledgeGraph.diff",
    "same-records": "KnowledgeGraph.same_records",
    "build": "load",
    "serve": None,  # a process that answers others until it is ended
    "completion": None,  # of a shell
    "notebook": None,  # copies files out for who is not in Python yet
}


def public() -> Iterator[tuple[str, Any]]:
    """The public names with what they are, and the methods of what is shown."""
    for name in airm_graph.__all__:
        if name == "__version__":
            continue
        value = getattr(airm_graph, name)
        yield name, value
        if name in SHOWN:
            for method, found in inspect.getmembers(value):
                own = any(method in vars(base) for base in value.__mro__ if ours(base))
                callable_ = inspect.isfunction(found) or inspect.ismethod(found)
                if own and callable_ and not method.startswith("_"):
                    yield f"{name}.{method}", found


def ours(class_: type) -> bool:
    return class_.__module__.startswith("airm_graph")


PUBLIC = dict(public())


def documented(value: Any) -> list[str]:
    """The names in the section ``Args:`` of a docstring."""
    lines = (inspect.getdoc(value) or "").splitlines()
    found: list[str] = []
    inside = False
    for line in lines:
        if line.strip() in SECTIONS and not line.startswith(" "):
            inside = line.strip() == "Args:"
        elif line and not line.startswith(" "):
            inside = False
        elif inside and (name := re.match(r" {4}\**(\w+):", line)):
            found.append(name[1])
    return found


def parameters(value: Any) -> list[str]:
    """What a caller gives."""
    return [name for name in inspect.signature(value).parameters if name not in {"self", "cls"}]


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_says_what_it_is(name: str) -> None:
    value = PUBLIC[name]
    text = vars(value).get("__doc__") if inspect.isclass(value) else value.__doc__
    assert text, f"{name} has no docstring"
    assert text.strip().splitlines()[0].endswith("."), f"{name}: the first line is no sentence"


@pytest.mark.parametrize("name", PUBLIC)
def test_every_public_name_has_an_example(name: str) -> None:
    assert ">>> " in (PUBLIC[name].__doc__ or ""), f"{name} has no example"


@pytest.mark.parametrize("name", [name for name, v in PUBLIC.items() if not inspect.isclass(v)])
def test_every_parameter_is_described_and_no_other(name: str) -> None:
    assert documented(PUBLIC[name]) == parameters(PUBLIC[name])


def test_a_parameter_that_is_missing_is_seen() -> None:
    def ask(one: int, *two: int, three: int = 3) -> None:  # noqa: D417 - that is seen
        """Ask.

        Args:
            one: The first,
                which: is long.
            two: The second.

        Returns:
            nothing: at all.
        """

    assert documented(ask) == ["one", "two"] != parameters(ask) == ["one", "two", "three"]


def test_the_face_is_small_and_its_names_are_those_that_types_are_checked_with() -> None:
    names = airm_graph.__all__
    assert LEAST <= len(names) <= MOST
    assert names == sorted(names)
    tree = ast.parse(Path(airm_graph.__file__).read_text(encoding="utf-8"))
    (block,) = (node for node in tree.body if isinstance(node, ast.If))
    assert ast.unparse(block.test) == "TYPE_CHECKING"
    imported = {
        alias.asname or alias.name
        for node in ast.walk(block)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert imported | {"__version__"} == set(names)


def test_no_public_name_is_that_of_a_module() -> None:
    folder = Path(airm_graph.__file__).parent
    modules = {path.stem for path in folder.iterdir()}
    assert not modules & set(airm_graph.__all__)  # importing it would take the place of the name


def test_every_command_has_a_call() -> None:
    assert METHODS.keys() == COMMANDS.keys()
    missing = {name for name in METHODS.values() if name is not None} - PUBLIC.keys()
    assert not missing
