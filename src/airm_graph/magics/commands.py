"""``%airm``: any command, as a terminal runs it, with its rows as a value."""

from __future__ import annotations

import io
import shlex
from contextlib import redirect_stdout

import click
from IPython.core.error import UsageError
from IPython.display import display

from ..cli import EXPECTED, WITH_STORE, complaint, main
from ..cli.output import collected
from ..remote.build import RemoteBuild
from ..render.result import Result
from .graphs import Graphs
from .words import checked_name, split

OUT = "--out"
FAILED = 2  # exit code; 1 says that something was found
# What would keep the notebook waiting until somebody stops it.
ENDLESS = {"serve"}


class Commands:
    """Runs commands against the graph of a notebook."""

    def __init__(self, graphs: Graphs) -> None:
        self.graphs = graphs

    def airm(self, line: str) -> Result | None:
        """%airm [--out NAME] COMMAND …: run a command of airm-graph.

        Rows are shown as a table and are the value of the cell; text is printed. The command sees
        what is now in the workspace of the graph that the notebook calls kg, else in yours.

        --out NAME   also let the rows, or the text, be called NAME.

        Examples: %airm gaps --coded-by publisher
                  found = %airm coverage --by framework --by stage
                  %airm --out sources sources
        """
        name, words = _taken_out(split(line))
        text, results = _run(self.chosen(words))
        print(text, end="")
        self.graphs.bind(name, results[-1] if results else text)
        for result in results[:-1]:
            display(result)  # type: ignore[no-untyped-call]
        return results[-1] if results else None

    def chosen(self, words: list[str]) -> list[str]:
        """The words with the workspace, or store, of the notebook's graph; a user's own win.

        Raises:
            UsageError: The command never ends, or an option is unknown.
        """
        options, rest = _parsed(words)
        command = rest[0] if rest else ""
        if command in ENDLESS and not {"--help", "-h"} & set(rest):
            raise UsageError(
                f"{command!r} runs until it is stopped, so a notebook would wait for it; start it "
                f"in a terminal: airm-graph {shlex.join(words)}"
            )
        graph = self.graphs.named()
        if graph is None or {"workspace", "store"} & set(options):
            return words
        chosen = ["--workspace", str(graph.workspace.folder)]
        if isinstance(graph.build, RemoteBuild) and command in WITH_STORE:
            chosen += ["--store", graph.build.endpoint.url]
        return [*chosen, *words]


def _taken_out(words: list[str]) -> tuple[str | None, list[str]]:
    """The name that the answer gets, and the words without it."""
    if OUT not in words:
        return None, words
    place = words.index(OUT)
    name = words[place + 1] if place + 1 < len(words) else ""
    return checked_name(name), words[:place] + words[place + 2 :]


def _parsed(words: list[str]) -> tuple[dict[str, object], list[str]]:
    """The options before the command, and the command with its own."""
    try:
        options, rest, _ = main.make_parser(click.Context(main)).parse_args(list(words))
    except click.UsageError as error:
        raise UsageError(complaint(error)) from None
    return dict(options), list(rest)


def _run(words: list[str]) -> tuple[str, list[Result]]:
    """What a command prints, and its results.

    Raises:
        UsageError: The command fails; the message is the line that it would print.
    """
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    results: list[Result] = []
    token = collected.set(results)
    try:
        with redirect_stdout(out):
            code = click.Group.main(main, words, "%airm", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        return f"{error.format_message()}\n", []
    except EXPECTED as error:
        raise UsageError(complaint(error)) from None
    except click.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as end:
        code = end.code
    finally:
        collected.reset(token)
    if code == FAILED:
        raise UsageError(f"airm-graph {shlex.join(words)}: it says above what is the matter")
    assert isinstance(out.buffer, io.BytesIO)  # noqa: S101 - made here
    return out.buffer.getvalue().decode(), results
