"""``--permutations`` and ``--seed``."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import click

from ..coverage.permutation import SEED

Command = TypeVar("Command", bound=Callable[..., object])


def permutation_options(command: Command) -> Command:
    """Give a command the options that choose a permutation test."""
    command = click.option(
        "--seed",
        type=click.IntRange(min=0),
        default=SEED,
        show_default=True,
        help="Of the random numbers: the same seed gives the same chances.",
    )(command)
    return click.option(
        "--permutations",
        type=click.IntRange(min=1),
        metavar="N",
        help="Draw N tables with the same margins: p_permuted, and p_family for any cell.",
    )(command)
