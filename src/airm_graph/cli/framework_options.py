"""What the commands about frameworks are asked: which targets, covered how strongly."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from ..answers.target_sets import TargetQuestion
from ..choosing.sets import COUNTED
from ..choosing.target_sets import TARGET_KINDS
from ..coverage.options import parse_where
from ..workspace import Build
from .completion import complete_pair
from .coverage import CODED_BY
from .targets import path_options, work_of

Command = TypeVar("Command", bound=Callable[..., object])


def set_options(command: Command) -> Command:
    """Give a command the options that choose targets, and say when one is covered."""
    for option in reversed(
        (
            click.option(
                "--targets",
                "kinds",
                type=click.Choice(TARGET_KINDS),
                multiple=True,
                help="Targets of this kind (default: risks of every kind).",
            ),
            click.option(
                "--of",
                metavar="framework=KEY",
                shell_complete=complete_pair,
                help="Only targets that this work names.",
            ),
            click.option(
                "--where",
                multiple=True,
                metavar="FACET=CONCEPT",
                shell_complete=complete_pair,
                help="Only targets filed under this concept, or below it.",
            ),
            click.option(
                "--ids",
                metavar="FILE",
                type=click.Path(path_type=Path),
                help="Only the targets that a file lists, an identifier a line.",
            ),
            click.option(
                "--strength",
                type=click.Choice(COUNTED),
                default="equal",
                show_default=True,
                help="The weakest way to reach a target that counts as covering it.",
            ),
            path_options,
            click.option(
                "--coded-by",
                type=CODED_BY,
                default="all",
                show_default=True,
                help="Whose links and mappings count.",
            ),
            click.option(
                "--catch-all",
                is_flag=True,
                help="Let measures for all risks reach every risk, as inherited.",
            ),
            click.option(
                "--every-status",
                is_flag=True,
                help="Count drafts, and works that are superseded, vetoed or withdrawn.",
            ),
        )
    ):
        command = option(command)
    return command


def question_of(
    build: Build, *, of: str | None, where: tuple[str, ...], **asked: Any
) -> TargetQuestion:
    """The question about targets that a command line spells."""
    return TargetQuestion.of_options(
        build, of=work_of("--of", of), where=parse_where(where), **asked
    )
