"""``airm-graph explain``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..answers.explanations import cell_explained, target_explained, triple_explained
from ..coverage.options import parse_where
from ..render.account import Account
from .completion import complete_pair, complete_property
from .output import write
from .session import build, version_option
from .targets import path_options, work_of

FORMAT = click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Sentences, or the same as JSON.",
)
OUTPUT = click.option("--output", "-o", metavar="FILE", type=click.Path(path_type=Path))


@click.group("explain")
def explain_command() -> None:
    """Say why a cell or a risk has its state, or why a triple holds."""


@explain_command.command("cell")
@click.argument(
    "pairs", nargs=-1, required=True, metavar="FACET=VALUE...", shell_complete=complete_pair
)
@click.option("--threshold", type=click.IntRange(min=1), default=2, show_default=True)
@FORMAT
@OUTPUT
@version_option
@click.pass_context
def explain_cell_command(
    ctx: click.Context, pairs: tuple[str, ...], threshold: int, format_: str, output: Path | None
) -> None:
    """Explain the cell that two to five FACET=VALUE pairs name.

    \b
    Examples:
      airm-graph explain cell framework=gipiskis2024 category=4.2
      airm-graph explain cell framework=nist2024 stage=deploy
    """
    _tell(cell_explained(build(ctx), parse_where(pairs), threshold), format_, output)


@explain_command.command("target")
@click.argument("thing", metavar="ID")
@click.option(
    "--from",
    "seen_from",
    metavar="framework=KEY",
    shell_complete=complete_pair,
    help="Seen from one work.",
)
@path_options
@click.option("--most", type=click.IntRange(min=1), default=20, show_default=True, metavar="N",
              help="The most paths that are told.")  # fmt: skip
@FORMAT
@OUTPUT
@version_option
@click.pass_context
def explain_target_command(
    ctx: click.Context,
    /,
    thing: str,
    seen_from: str | None,
    format_: str,
    output: Path | None,
    **asked: Any,
) -> None:
    """Explain how a risk or a requirement is acted upon: every link and every path, with sources.

    \b
    Examples:
      airm-graph explain target risk-mitrisk4-62_15_06
      airm-graph explain target AML.T0011.000 --from framework=atlas
    """
    asked["work"] = work_of("--from", seen_from)
    _tell(target_explained(build(ctx), thing, **asked), format_, output)


@explain_command.command("triple")
@click.argument("subject", metavar="SUBJECT")
@click.argument("predicate", metavar="PREDICATE", shell_complete=complete_property)
@click.argument("object_", metavar="OBJECT")
@FORMAT
@OUTPUT
@version_option
@click.pass_context
def explain_triple_command(
    ctx: click.Context,
    subject: str,
    predicate: str,
    object_: str,
    *,
    format_: str,
    output: Path | None,
) -> None:
    """Say who states a triple, or prove it from the rules and what they found.

    SUBJECT and OBJECT are CURIEs, IRIs, keys of a source or whole labels; OBJECT may be a literal
    as Turtle spells it, too. PREDICATE is a CURIE, an IRI, or a name of the vocabulary such as
    inCategory; a stands for rdf:type. A triple that does not hold exits 1.

    \b
    Examples:
      airm-graph explain triple A0937 mitigates airmid:risk-mitrisk4-62_15_05
      airm-graph explain triple A0937 airm:inRiskDomain airmid:domain-mit-4_2
      airm-graph explain triple A0972 skos:prefLabel '"Benchmark leakage"@en' --format json
    """
    told = triple_explained(build(ctx), subject, predicate, object_)
    _tell(told, format_, output)
    if not told["holds"]:
        ctx.exit(1)


def _tell(told: Account, format_: str, output: Path | None) -> None:
    write(told.to_json() if format_ == "json" else told.text, output)
