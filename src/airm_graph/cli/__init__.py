"""The ``airm-graph`` command: parses, calls one function, prints, picks an exit code.

Commands live in the modules beside this one and are imported when they are called, so that
``--help`` and shell completion answer at once.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from ..errors import AirmError, nearest

# command → (module, one line); in the order in which a newcomer meets them
COMMANDS = {
    "gaps": ("gaps", "Print what the frameworks leave uncovered, and how firm that is."),
    "coverage": ("coverage", "Count measures per combination of facets."),
    "crosswalk": ("targets", "Print what of one framework others reach, and how."),
    "frameworks": (
        "frameworks",
        "Compare frameworks, and choose the fewest that cover what is asked.",
    ),
    "network": ("network", "Measure the network of measures and risks, and explain paths in it."),
    "explain": ("explain", "Say why a cell or a risk has its state."),
    "show": ("show", "Print everything about one thing, and who said it."),
    "search": ("show", "Find things by words."),
    "info": ("info", "Print what is in the graph."),
    "queries": ("queries", "List the questions of the query library."),
    "query": ("query", "Ask a library query, a file, or standard input."),
    "agreement": ("agreement", "Print how far those who classify the same things agree."),
    "validate": ("validate", "Check the graph, or files, against shapes and checks."),
    "reason": ("reason", "Check the graph with an OWL 2 reasoner, and see what follows."),
    "report": ("report", "Write the whole gap analysis as one HTML file."),
    "notebook": ("notebook", "Copy the notebooks into a folder, to run and change them."),
    "export": ("export", "Write the graph for other tools."),
    "verify": ("verify", "Check a release, or one exported file."),
    "serve": ("serve", "Answer SPARQL and show pages, on this machine."),
    "site": ("site", "Write the pages as static files."),
    "push": ("push", "Load the build into a remote store."),
    "import": ("importing", "Read a framework from its publisher's files."),
    "sources": ("sources", "List what can be fetched, under which terms, and what is here."),
    "fetch": ("sources", "Download a source and check it."),
    "diff": ("diff", "Print what changed between two versions of a framework."),
    "same-records": ("same", "Find records of different sources that are one."),
    "build": ("build", "Build the graph from the catalogue."),
    "completion": ("completion", "Print a script that completes commands in your shell."),
}


# What reads a graph, wherever it is, or none at all.
WITH_STORE = {
    *("gaps", "coverage", "crosswalk", "frameworks", "network", "explain", "show", "search"),
    *("info", "queries", "query", "agreement", "report", "export", "verify", "completion"),
}


EXPECTED = (click.ClickException, AirmError, OSError)  # what is told on one line


class Main(click.Group):
    """Loads commands on demand; turns every expected error into one line and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's
        """The commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command, its module imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f".{COMMANDS[cmd_name][0]}", __name__)
        command = getattr(module, f"{cmd_name.replace('-', '_')}_command")
        assert isinstance(command, click.Command)  # noqa: S101 - the table above says so
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The help lines of the table: no module is imported for them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, but an unknown command names the nearest ones."""
        if args and not args[0].startswith("-") and args[0] not in COMMANDS:
            raise click.UsageError(f"no command {args[0]!r}: {nearest(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def main(  # type: ignore[override]
        self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any
    ) -> Any:
        """Run, and leave with the exit code of the contract."""
        extra["standalone_mode"] = False
        try:
            code = super().main(args, prog_name or "airm-graph", **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.format_message())
            code = 0
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            code = 0
        except EXPECTED as error:
            click.echo(f"airm-graph: {complaint(error)}", err=True)
            code = 2
        except (KeyboardInterrupt, click.Abort):
            click.echo("airm-graph: interrupted", err=True)
            code = 130
        sys.exit(code if isinstance(code, int) else 0)


def complaint(error: Exception) -> str:
    """An expected error on one line.

    Args:
        error: One of :data:`EXPECTED`.
    """
    message = str(error)
    if isinstance(error, click.UsageError):
        command = f"{error.ctx.command_path} " if error.ctx else ""
        message = f"{error.format_message()} (see '{command}--help')"
    elif isinstance(error, click.ClickException):
        message = error.format_message()
    elif isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        message = f"{where}{error.strerror or error}"
    return " ".join(message.split())


@click.group(cls=Main, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--workspace",
    metavar="DIR",
    help="Where builds are kept (default: $AIRM_GRAPH_HOME, else your data folder).",
)
@click.option(
    "--store",
    metavar="URL",
    envvar="AIRM_GRAPH_STORE",
    help="Ask this SPARQL endpoint instead of a build. Its credentials stand in the environment: "
    "AIRM_GRAPH_STORE_USER and _PASSWORD, or _TOKEN.",
)
@click.option(
    "--store-timeout",
    type=click.FloatRange(min=0, min_open=True, max=86400),
    metavar="SECONDS",
    help="How long one answer of the endpoint may take (default: 60).",
)
@click.option("--quiet", "-q", is_flag=True, help="No progress on standard error.")
@click.version_option(package_name="airm-graph", prog_name="airm-graph")
@click.pass_context
def main(
    ctx: click.Context,
    workspace: str | None,
    store: str | None,
    store_timeout: float | None,
    quiet: bool,
) -> None:
    """Turn AI-risk governance frameworks into one graph and find what they leave uncovered.

    "Addressed" means that a document states such a measure, not that the measure works.

    \b
    Examples:
      airm-graph gaps
      airm-graph show "Model Release"
      airm-graph explain cell framework=gipiskis2024 category=4.2
      airm-graph --store http://127.0.0.1:7878/query gaps
    """
    if store and ctx.invoked_subcommand in COMMANDS and ctx.invoked_subcommand not in WITH_STORE:
        raise click.UsageError(
            f"{ctx.invoked_subcommand!r} works on what is in the workspace and not on a remote "
            f"store; leave --store out, or unset AIRM_GRAPH_STORE"
        )
    ctx.obj = {"workspace": workspace, "quiet": quiet, "store": store}
    ctx.obj["store_timeout"] = store_timeout
