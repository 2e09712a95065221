"""What the shell is offered after ``airm-graph query``."""

from __future__ import annotations

from functools import cache

import click
from click.shell_completion import CompletionItem

from ..errors import AirmError
from ..queries import get_query, list_queries
from ..workspace import Workspace

MOST = 500  # values; whoever wants another one types a letter more


def complete_query(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Slugs of the query library, else files."""
    found = [
        CompletionItem(query.slug, help=query.question)
        for query in list_queries()
        if query.slug.startswith(typed)
    ]
    return found or [CompletionItem(typed, type="file")]


def complete_parameter(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """``name=value``: the parameters of the query, then what the graph has for one."""
    name, equals, value = typed.partition("=")
    try:
        # Before a word that is still to come, click has not told arguments from options.
        query = get_query(ctx.params.get("source") or next(iter(ctx.args), ""))
        if not equals:
            return [
                CompletionItem(f"{each}=", help=f"{meaning} ({kind})")
                for each, (kind, meaning) in query.params.items()
                if each.startswith(name)
            ]
        kind, _meaning = query.params.get(name, ("", ""))
        values = _values(ctx.find_root().params.get("workspace"), kind) if kind else ()
    except AirmError:  # a shell that completes is no place for complaints
        return []
    wanted = value.casefold()
    found = [(key, label) for key, label in values if key.casefold().startswith(wanted)]
    return [CompletionItem(f"{name}={key}", help=label) for key, label in found[:MOST]]


@cache
def _values(folder: str | None, kind: str) -> tuple[tuple[str, str], ...]:
    """Local names and labels of the things of a class; full CURIEs of those of others."""
    from ..sparql.parameters import values_of

    current = Workspace.locate(folder).current()
    things = values_of(current.engine, kind) if current else []
    return tuple(sorted((thing.id.removeprefix("airmid:"), thing.label) for thing in things))
