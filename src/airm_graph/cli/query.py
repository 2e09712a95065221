"""``airm-graph queries`` and ``airm-graph query``."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import IO, Any

import click
import pyoxigraph as ox
from click.shell_completion import CompletionItem

from ..citation import cite
from ..coverage.counting import numbered
from ..errors import QueryError
from ..identifiers import compress, expand
from ..lookup import find_thing
from ..queries import ROLES, Query, get_query, list_queries
from ..render.result import Result
from ..store import PROLOGUE, OxigraphEngine, RdflibEngine
from ..workspace import Build
from .output import emit, table_options
from .session import build, progress, version_option

ENGINES = ("oxigraph", "rdflib")


def complete_query(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Slugs of the query library, for the shell."""
    return [
        CompletionItem(query.slug, help=query.question)
        for query in list_queries()
        if query.slug.startswith(typed)
    ]


@click.command("queries")
@click.option("--role", type=click.Choice(ROLES), help="Only the queries in this folder.")
@table_options
def queries_command(role: str | None, format_: str, output: Path | None) -> None:
    """List the questions of the query library.

    \b
    Examples:
      airm-graph queries
      airm-graph queries --role gap
    """
    rows = [
        {
            "role": query.role,
            "query": query.slug,
            "question": query.question,
            "parameters": list(query.params),
            "columns": list(query.columns),
        }
        for query in list_queries(role or "*")
    ]
    columns = ("role", "query", "question", "parameters", "columns")
    emit(Result(columns=columns, rows=rows, hidden=frozenset({"columns"})), format_, output)


@click.command("query")
@click.argument("source", metavar="NAME|FILE|-", shell_complete=complete_query)
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    help="Bind a variable to a thing: a CURIE, IRI, key or label; repeatable.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="oxigraph",
    show_default=True,
    help="rdflib is slow and a second opinion.",
)
@click.option("--limit", type=click.IntRange(min=1), help="Print at most N rows.")
@click.option(
    "--all-versions",
    is_flag=True,
    help="See every version that is here, each in its own graph, and not only the newest.",
)
@table_options
@version_option
@click.pass_context
def query_command(
    ctx: click.Context,
    source: str,
    params: tuple[str, ...],
    engine: str,
    limit: int | None,
    all_versions: bool,
    format_: str,
    output: Path | None,
) -> None:
    """Ask a library query by NAME, the SPARQL query in FILE, or one on standard input (-).

    The project's prefixes are known without declaring them. Queries see the union of all graphs;
    of a framework that is here in several versions, the newest, unless --all-versions is given.
    Nothing is inferred for the others.

    \b
    Examples:
      airm-graph query risk-source-without-measure
      airm-graph query measures-of-framework --param framework=framework-wiener2024
      echo 'SELECT DISTINCT ?m { ?m airm:appliesAtStage airmid:stage-deploy }' | airm-graph query -
    """
    known, text = _read(source)
    current = build(ctx)
    bound = _bound(current, known, text, params)
    rows = _select(_engine(ctx, current, engine, all_versions), text, bound)
    shown = rows[:limit] if limit else rows
    columns = tuple(known.columns) if known else _columns(text, rows)
    notes = (numbered(len(rows), "row") + (f", {limit} shown" if len(shown) < len(rows) else ""),)
    meta = cite(
        current,
        "query",
        {"query": known.slug if known else text.removeprefix(PROLOGUE), "params": list(params)},
    )
    found = [{c: compress(row[c]) if c in row else None for c in columns} for row in shown]
    if format_ == "json":
        found = [{c: row.get(c) for c in columns} for row in shown]
    emit(Result(columns=columns, rows=found, meta=meta, notes=notes), format_, output)


def _read(source: str) -> tuple[Query | None, str]:
    """The library query of that name, or the text of a file or of standard input."""
    if source == "-":
        stdin: IO[str] = sys.stdin
        return None, PROLOGUE + stdin.read()
    path = Path(source)
    if path.suffix in {".rq", ".sparql"} or path.is_file():
        try:
            return None, PROLOGUE + path.read_text(encoding="utf-8")
        except UnicodeDecodeError as error:
            raise QueryError(f"{path}: not UTF-8 near byte {error.start}") from None
    query = get_query(source)
    return query, query.text


def _bound(
    current: Build, known: Query | None, text: str, params: tuple[str, ...]
) -> dict[str, str]:
    bound = {}
    engine = OxigraphEngine(current.store)
    for param in params:
        name, equals, value = param.partition("=")
        if not equals or not value:
            raise QueryError(f"--param {param!r} is not name=value")
        if known is not None and name not in known.params:
            may = ", ".join(known.params) or "none"
            raise QueryError(f"{known.slug} has no parameter {name!r}; it has: {may}")
        if known is None and f"?{name}" not in text:
            raise QueryError(f"the query has no variable ?{name}")
        bound[name] = expand(value) if "://" in value else find_thing(engine, value).iri
    return bound


def _engine(
    ctx: click.Context, current: Build, name: str, all_versions: bool
) -> OxigraphEngine | RdflibEngine:
    files = [current.quads_file, *([current.versions_file] if all_versions else [])]
    if name == "rdflib":
        progress(ctx)("loading the graph into rdflib")
        return RdflibEngine.of_files(files)
    if all_versions:
        progress(ctx)("loading every version")
        return OxigraphEngine.of_files(files)
    return OxigraphEngine(current.store)


def _select(
    engine: OxigraphEngine | RdflibEngine, text: str, bound: dict[str, str]
) -> list[dict[str, str]]:
    if isinstance(engine, RdflibEngine):
        return engine.select(text, **bound)
    answer = engine.query(text, **bound)
    if isinstance(answer, ox.QueryBoolean):
        return [{"answer": "true" if answer else "false"}]
    if isinstance(answer, ox.QueryTriples):
        return [
            {
                "subject": _text(t.subject),
                "predicate": _text(t.predicate),
                "object": _text(t.object),
            }
            for t in answer
        ]
    return engine.select(text, **bound)


def _text(term: Any) -> str:
    return str(getattr(term, "value", term))


def _columns(text: str, rows: list[dict[str, str]]) -> tuple[str, ...]:
    """The selected variables; an answer without rows names them too."""
    seen = {name: None for row in rows for name in row}
    if seen:
        return tuple(seen)
    head = re.split(r"\bWHERE\b|\{", text.removeprefix(PROLOGUE), maxsplit=1, flags=re.IGNORECASE)[
        0
    ]
    return tuple(re.findall(r"[?$](\w+)", head))
