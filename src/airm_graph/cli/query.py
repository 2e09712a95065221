"""``airm-graph query``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO

import click

from ..answers.questions import ENGINES, Question, engines_of, reply_to
from ..citation import cite
from ..errors import AirmError, QueryError
from ..queries import Query, get_query
from ..remote.bound_text import form_of
from ..sparql.unknown_terms import UnknownTerm
from ..sparql_text import check_text
from ..vocab import PREFIXES
from .deadline import within
from .query_answers import FORMATS, fitting_format, write_answer
from .query_completion import complete_parameter, complete_query
from .query_explanation import print_explanation
from .session import build, progress, version_option


@click.command("query")
@click.argument("source", metavar="NAME|FILE|-", shell_complete=complete_query)
@click.option(
    "--param",
    "params",
    multiple=True,
    metavar="NAME=VALUE",
    shell_complete=complete_parameter,
    help="Bind a variable to a thing: a CURIE, IRI, key or label; repeatable.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    help="How to write the answer. [default: table; turtle for CONSTRUCT and DESCRIBE]",
)
@click.option(
    "--output", "-o", metavar="FILE", type=click.Path(path_type=Path), help="Write to FILE."
)
@click.option("--limit", type=click.IntRange(min=1), help="Ask for at most N rows, or triples.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0, min_open=True, max=86400),
    metavar="SECONDS",
    help="Give up after so long; without it, only Ctrl-C ends a query.",
)
@click.option(
    "--explain",
    is_flag=True,
    help="Say how many solutions each part of the query has: which of them empties the answer.",
)
@click.option("--no-prefixes", is_flag=True, help="Know only those prefixes that are declared.")
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    default="oxigraph",
    show_default=True,
    help="rdflib is slow and a second opinion.",
)
@click.option(
    "--all-versions",
    is_flag=True,
    help="See every version that is here, each in its own graph, and not only the newest.",
)
@version_option
@click.pass_context
def query_command(
    ctx: click.Context,
    *,
    source: str,
    params: tuple[str, ...],
    format_: str | None,
    output: Path | None,
    limit: int | None,
    timeout: float | None,
    explain: bool,
    no_prefixes: bool,
    engine: str,
    all_versions: bool,
) -> None:
    """Ask a library query by NAME, the SPARQL query in FILE, or one on standard input (-).

    SELECT, ASK, CONSTRUCT and DESCRIBE are answered. The project's prefixes are known without
    declaring them. Queries see the union of all graphs, and a triple that two of them state is
    found twice: ask for SELECT DISTINCT and COUNT(DISTINCT ?x). Of a framework that is here in
    several versions, they see the newest, unless --all-versions is given. Nothing is inferred for
    the others. A name that nothing in the graph has gets a warning.

    \b
    Examples:
      airm-graph query risk-source-without-measure
      airm-graph query measures-of-framework --param framework=framework-wiener2024
      echo 'SELECT DISTINCT ?m { ?m airm:appliesAtStage airmid:stage-deploy }' | airm-graph query -
      echo 'DESCRIBE airmid:stage-deploy' | airm-graph query - --format jsonld
      airm-graph query mine.rq --explain --timeout 30 --format sparql-json -o answer.srj
    """
    known, text = read_query(source)
    question = Question(known=known, text=text, prefixes={} if no_prefixes else PREFIXES)
    check_text(text)
    form = form_of(text)
    chosen = fitting_format(form, format_) if form else ""
    if timeout and ctx.obj.get("store") and not ctx.obj["store_timeout"]:
        ctx.obj["store_timeout"] = timeout
    remote = bool(ctx.obj.get("store"))
    if not remote:
        _check(ctx, source, question)  # before anything is built or loaded
    current = build(ctx)
    engines = engines_of(current, engine, all_versions=all_versions, progress=progress(ctx))
    try:
        answer, bound = within(
            timeout,
            lambda: reply_to(question, engines, _given(params), limit=limit, warn=_warn),
        )
    except AirmError:
        if remote:  # it may know more than the standard does, so it was asked first
            _check(ctx, source, question)
        raise
    said = {
        "query": known.slug if known else text,
        "params": list(params),
        "limit": limit,
        "engine": engine if engine != ENGINES[0] else None,
        "all_versions": all_versions or None,
    }
    write_answer(answer, chosen, output, lambda: cite(current, "query", said))
    if explain:
        within(
            timeout,
            lambda: print_explanation(
                engines.asked, question.whole, bound, is_empty=answer.is_empty
            ),
        )
    elif answer.is_empty and known is None and not ctx.obj["quiet"]:
        click.echo("airm-graph: no solutions; --explain says which part leaves none", err=True)


def read_query(source: str) -> tuple[Query | None, str]:
    """The library query of that name, or the text of a file or of standard input."""
    path = Path(source)
    try:
        if source == "-":
            stdin: IO[str] = sys.stdin
            return None, stdin.read().removeprefix("\ufeff")
        if "{" in source:
            raise QueryError(
                "that is the text of a query; expected NAME, FILE, or - for standard input: "
                "echo 'SELECT …' | airm-graph query -"
            )
        if path.suffix in {".rq", ".sparql"} or path.is_file():
            return None, path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        name = "standard input" if source == "-" else str(path)
        raise QueryError(f"{name}: not UTF-8 near byte {error.start}") from None
    query = get_query(source)
    return query, query.text


def _check(ctx: click.Context, source: str, question: Question) -> None:
    """Leave with code 2 where the text is no query, and show where."""
    said = question.mistake()
    if said:
        where = "standard input" if source == "-" else source
        click.echo(f"airm-graph: {where}: not SPARQL: {said}", err=True)
        ctx.exit(2)


def _given(params: tuple[str, ...]) -> dict[str, str]:
    given: dict[str, str] = {}
    for param in params:
        name, equals, value = param.partition("=")
        if not equals or not value:
            raise QueryError(f"--param {param!r} is not name=value")
        if given.setdefault(name, value) != value:
            raise QueryError(f"--param {name} is given twice; expected one value")
    return given


def _warn(term: UnknownTerm) -> None:
    click.echo(f"airm-graph: warning: line {term.line}: {term.message}", err=True)
