"""``airm-graph reason``."""

from __future__ import annotations

from pathlib import Path

import click

from ..answers.reasoning import reasoned
from .output import emit, table_options, write
from .session import build, progress, version_option


@click.command("reason")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option(
    "--reasoner",
    type=click.Choice(("hermit", "pellet")),
    default="hermit",
    show_default=True,
    help="Who is asked.",
)
@click.option(
    "--explain/--no-explain",
    default=True,
    show_default=True,
    help="Look for the axioms that contradict each other (Pellet finds them, --reasoner checks).",
)
@click.option("--alone", is_flag=True, help="Read FILEs with the vocabulary only, not the graph.")
@click.option(
    "--whole",
    is_flag=True,
    help="Ask about every assertion, even where a summary of them decides (minutes).",
)
@click.option(
    "--timeout",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=600,
    show_default=True,
    help="Stop the reasoner after so long, all its runs together.",
)
@click.option(
    "--memory",
    metavar="MB",
    type=click.IntRange(min=64),
    default=2000,
    show_default=True,
    help="How much memory Java may take.",
)
@click.option(
    "--inferred",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Also write what is inferred, as .trig or .nq (a named graph), .ttl or .nt.",
)
@table_options
@version_option
@click.pass_context
def reason_command(
    ctx: click.Context,
    *,
    files: tuple[Path, ...],
    reasoner: str,
    explain: bool,
    alone: bool,
    whole: bool,
    timeout: float,
    memory: int,
    inferred: Path | None,
    format_: str,
    output: Path | None,
) -> None:
    """Check with an OWL 2 reasoner that the graph can be true, and see what follows from it.

    The vocabulary and the graph are read as OWL 2 DL, together with your own RDF FILEs. Where they
    contradict themselves, the axioms that do are listed with the graphs that state them. Else
    classes that can have no member are listed, subclasses that nobody stated, and types that
    follow from how things are used. Needs Java, and pip install 'airm-graph[reason]'. The exit code
    is 1 where something is inconsistent or a class can have no member.

    \b
    Examples:
      airm-graph reason
      airm-graph reason my-framework.ttl --format json
      airm-graph reason --reasoner pellet --inferred inferred.trig
    """
    from ..reason import Reasoner, as_text, format_of, inferred_quads

    if alone and not files:
        raise click.UsageError("--alone is for FILEs; none is given")
    form = format_of(inferred) if inferred else None
    asked = Reasoner.within(reasoner, timeout, memory)
    current = build(ctx)
    found = reasoned(
        current, asked, files, alone=alone, explain=explain, whole=whole, tell=progress(ctx)
    )
    emit(found.result, format_, output)
    verdict = found.verdict
    if inferred is not None and form is not None:
        if not verdict.consistent:
            click.echo(f"airm-graph: {inferred} not written: anything follows", err=True)
        else:
            name = "" if alone else current.name
            quads = inferred_quads(verdict.inferences, reasoner, asked.title, name, files)
            write(as_text(quads, form), inferred)
    if not verdict.sound:
        ctx.exit(1)
