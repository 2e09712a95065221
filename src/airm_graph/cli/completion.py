"""``airm-graph completion``, and what the shell is offered."""

from __future__ import annotations

import click
from click.shell_completion import CompletionItem, get_completion_class

from ..workspace import Workspace

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


def complete_facet(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    """Facets of measures, for the shell."""
    from ..coverage.options import measure_facets

    facets = measure_facets().values()
    return [CompletionItem(f.name, help=f.label) for f in facets if f.name.startswith(typed)]


def complete_pair(ctx: click.Context, _: click.Parameter, typed: str) -> list[CompletionItem]:
    """``facet=concept``, for the shell."""
    from ..coverage.axes import work_key
    from ..coverage.options import FRAMEWORK, measure_facets

    name, equals, value = typed.partition("=")
    facets = measure_facets()
    if not equals or name not in facets:
        return [
            CompletionItem(f"{n}=", help=f.label) for n, f in facets.items() if n.startswith(name)
        ]
    if name == FRAMEWORK:
        chosen = ctx.find_root().params.get("workspace")
        current = Workspace.locate(chosen).current()
        works = current.columns.index["works"] if current else []
        pairs = [(work_key(work["iri"]), work["label"]) for work in works]
    else:
        pairs = [(c.notation, c.label) for c in facets[name].concepts.values()]
    return [
        CompletionItem(f"{name}={key}", help=label) for key, label in pairs if key.startswith(value)
    ]
