"""``%%sparql``: the query in a cell, and ``%sparql``: one of the library."""

from __future__ import annotations

import sys
import warnings
from argparse import ArgumentParser, Namespace
from typing import Any, NoReturn

import rdflib
from IPython.core.error import UsageError

from ..errors import AirmError
from ..knowledge_graph import KnowledgeGraph
from ..queries import get_query
from ..remote.bound_text import form_of
from ..render.result import Result
from ..sparql_text import check_text
from .graphs import Graphs
from .words import checked_name, pairs, split

ENGINES = ("oxigraph", "rdflib")
MOST_LINES = 200  # of Turtle; the graph has them all


class Queries:
    """Asks SPARQL of the graph of a notebook."""

    def __init__(self, graphs: Graphs) -> None:
        self.graphs = graphs

    def sparql(self, line: str, cell: str | None = None) -> Result | bool | None:
        """%%sparql [options] [variable=value …]: ask the query in the cell.

        %sparql NAME [options] [parameter=value …]: ask a query of the library by its name.

        SELECT gives rows, ASK True or False, CONSTRUCT and DESCRIBE print Turtle. The project's
        prefixes are known without declaring them. The graph is the one that the notebook calls kg,
        else that of your workspace.

        --out NAME      let the answer be called NAME: a result, True or False, or an rdflib graph.
        --limit N       ask for at most N rows, or triples.
        --timeout S     give up after so many seconds.
        --engine E      oxigraph, or rdflib: slow, and a second opinion.
        --graph NAME    ask the graph of that name.

        Examples: %%sparql --out stages
                  %sparql measures-of-framework framework=nist2024
        """
        asked = _PARSER.parse_args(split(line))
        given = list(asked.words)
        try:
            if cell is None and not given:
                raise UsageError("%sparql NAME, or a query below %%sparql; none is given")
            question = given.pop(0) if cell is None else cell
            text = get_query(question).text if cell is None else cell
            check_text(text)
            graph = self.graphs.asked(asked.graph)
            answer, warned = _answer(graph, form_of(text), question, pairs(given), asked)
        except AirmError as error:
            raise UsageError(str(error)) from None
        self.graphs.bind(asked.out, answer)
        if isinstance(answer, Result):  # its notes warn
            return answer
        for said in warned:
            print(f"airm-graph: warning: {said}", file=sys.stderr)
        if isinstance(answer, bool):
            return answer
        print(_turtle(answer))
        return None


def _answer(
    graph: KnowledgeGraph, form: str, question: str, bound: dict[str, str], asked: Namespace
) -> tuple[Result | bool | rdflib.Graph, list[str]]:
    """What the graph says, by the form of the query, and warnings; what has none is refused."""
    how: dict[str, Any] = {"timeout": asked.timeout, "engine": asked.engine, **bound}
    answer: Result | bool | rdflib.Graph
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("ignore")  # what libraries say of themselves
        warnings.simplefilter("always", UserWarning)
        if form == "ASK":
            answer = graph.ask(question, **how)
        elif form in {"CONSTRUCT", "DESCRIBE"}:
            answer = graph.construct(question, limit=asked.limit, **how)
        else:
            answer = graph.select(question, limit=asked.limit, **how)
    return answer, [str(each.message) for each in warned]


def _turtle(graph: rdflib.Graph) -> str:
    lines = graph.serialize(format="turtle").rstrip("\n").split("\n")
    left = len(lines) - MOST_LINES
    return "\n".join(lines[:MOST_LINES]) + (f"\n# {left} more lines" if left > 0 else "")


class _Parser(ArgumentParser):
    """Tells its complaints as the notebook shows them, and never ends the kernel."""

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"%sparql: {message}")


def _number(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


_number.__name__ = "a number from 1 on"  # what argparse calls it


def _parser() -> _Parser:
    parser = _Parser(add_help=False, allow_abbrev=False)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--out", type=checked_name)
    parser.add_argument("--limit", type=_number)
    parser.add_argument("--timeout", type=float)
    parser.add_argument("--engine", choices=ENGINES, default=ENGINES[0])
    parser.add_argument("--graph", default="")
    return parser


_PARSER = _parser()
