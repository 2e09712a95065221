"""``airm-graph explain``."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from ..citation import cite
from ..coverage.options import parse_where
from ..explanation import explain_cell
from ..store import OxigraphEngine
from ..workspace import Build
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
    from ..render.explanation_text import cell_text

    current = build(ctx)
    explained = explain_cell(current.columns, parse_where(pairs), threshold)
    labels = _labels(current)
    if format_ == "json":
        rows = [asdict(explained)]
        _json(current, "explain cell", {"cell": list(pairs), "threshold": threshold}, rows, output)
    else:
        write(cell_text(explained, labels), output)


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
    from ..dossier import dossier
    from ..render.target_text import target_json, target_text
    from ..target_explanation import explain_paths

    current = build(ctx)
    asked["work"] = work_of("--from", seen_from)
    explained = explain_paths(current.columns, thing, **asked)
    links = dossier(OxigraphEngine(current.store), explained.target.target.iri).links
    if format_ == "json":
        rows = [target_json(explained, links)]
        _json(current, "explain target", {"target": thing, **asked}, rows, output)
    else:
        labels = {agent["iri"]: agent["label"] for agent in current.columns.index["agents"]}
        write(target_text(explained, links, labels), output)


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
    from ..authorship import Teller
    from ..proof import prove
    from ..render.authorship_text import instead_text, proof_text, term_words
    from ..triple_names import read_triple, said_instead

    current = build(ctx)
    engine = OxigraphEngine(current.store)
    triple = read_triple(engine, subject, predicate, object_)
    proof = prove(engine.store, triple)
    teller = Teller(engine, _labels(current))
    row = teller.tell(proof)
    instead = None if proof.holds else said_instead(engine, triple)
    if instead:
        row["instead"] = {
            **asdict(instead),
            "values": [term_words(teller.term(value)) for value in instead.values],
        }
    if format_ == "json":
        asked = {"subject": subject, "predicate": predicate, "object": object_}
        _json(current, "explain triple", asked, [row], output)
    else:
        write(instead_text(row) if instead else proof_text(row), output)
    if instead:
        ctx.exit(1)


def _labels(current: Build) -> dict[str, str]:
    from ..lookup import list_things

    return {thing.iri: thing.label for thing in list_things(OxigraphEngine(current.store))}


def _json(
    current: Build,
    command: str,
    parameters: dict[str, Any],
    rows: list[dict[str, Any]],
    output: Path | None,
) -> None:
    for row in rows:
        row.pop("options", None)  # the meta says what was asked
    answer = {"meta": cite(current, command, parameters), "rows": rows}
    write(json.dumps(answer, ensure_ascii=False, indent=2) + "\n", output)
