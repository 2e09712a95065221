"""``airm-graph completion``, and what the shell is offered."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, get_completion_class
from pyoxigraph import NamedNode

from ..errors import AirmError
from ..identifiers import compress, graph
from ..resources import root
from ..schemes import Facet, load_facets, parse_turtle
from ..vocab import RDF
from ..workspace import Build, Workspace

SHELLS = ("bash", "zsh", "fish")


@click.command("completion")
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def completion_command(ctx: click.Context, shell: str) -> None:
    """Print a script that completes commands, facets and concepts in SHELL.

    \b
    Example:
      airm-graph completion bash >> ~/.bashrc
    """
    script = get_completion_class(shell)
    assert script is not None  # noqa: S101 - the choice above names known shells only
    root = ctx.find_root().command
    click.echo(script(root, {}, "airm-graph", "_AIRM_GRAPH_COMPLETE").source())


def complete_facet(ctx: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Facets of measures, for the shell."""
    facets = _facets(ctx).values()
    return [CompletionItem(f.name, help=f.label) for f in facets if f.name.startswith(typed)]


def complete_property(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Properties of the vocabulary, for the shell: ours by their names, others as CURIEs."""
    names = {
        compress(quad.subject.value).removeprefix("airm:")
        for quad in parse_turtle(root() / "ontology" / "airm.ttl", graph("ontology"))
        if quad.predicate == RDF.type
        and isinstance(quad.subject, NamedNode)
        and str(quad.object).endswith("Property>")
    }
    return [CompletionItem(name) for name in sorted(names) if name.startswith(typed)]


def _current(ctx: click.Context) -> Build | None:
    try:
        current = Workspace.locate(ctx.find_root().params.get("workspace")).current()
        return current if current and current.columns else None
    except AirmError:  # a shell that completes is no place for complaints
        return None


def _facets(ctx: click.Context) -> dict[str, Facet]:
    """The facets of the current build; before the first, those of the repository."""
    from ..coverage.options import measure_facets

    current = _current(ctx)
    return measure_facets(current.columns.facets if current else load_facets())


def complete_pair(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """``facet=concept``, for the shell."""
    from ..coverage.axes import work_key
    from ..coverage.options import FRAMEWORK

    name, equals, value = typed.partition("=")
    facets = _facets(ctx)
    if not equals or name not in facets:
        return [
            CompletionItem(f"{n}=", help=f.label) for n, f in facets.items() if n.startswith(name)
        ]
    if name == FRAMEWORK:
        current = _current(ctx)
        works = current.columns.index["works"] if current else []
        pairs = [(work_key(work["iri"]), work["label"]) for work in works]
    else:
        pairs = [(c.notation, c.label) for c in facets[name].concepts.values()]
    return [
        CompletionItem(f"{name}={key}", help=label) for key, label in pairs if key.startswith(value)
    ]
