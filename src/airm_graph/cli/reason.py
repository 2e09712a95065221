"""``airm-graph reason``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..citation import cite
from ..identifiers import compress
from ..render.result import Result
from .output import emit, table_options, write
from .session import build, progress, version_option

if TYPE_CHECKING:
    from ..reason import Justification, Sayings, Verdict

COLUMNS = ("finding", "about", "axiom", "said_by", "label")
SHOWN = 5  # terms that nothing declares, told by name


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
    from ..reason import Reasoner, Sayings, as_text, format_of, inferred_quads, reason

    if alone and not files:
        raise click.UsageError("--alone is for FILEs; none is given")
    form = format_of(inferred) if inferred else None
    asked = Reasoner.within(reasoner, timeout, memory)
    current = build(ctx)
    tell = progress(ctx)
    tell("reading the vocabulary and the graph")
    sayings = Sayings(None if alone else current, files)
    verdict = reason(sayings.given, asked, explain=explain, whole=whole, progress=tell)
    rows = [*_problems(verdict, sayings), *_news(verdict, asked.title)]
    parameters = {
        "files": [str(file) for file in files],
        "reasoner": asked.title,
        "alone": alone,
        "whole": whole,
    }
    emit(
        Result(
            columns=COLUMNS,
            rows=rows,
            meta=cite(current, "reason", parameters),
            notes=(_conclusion(verdict, asked.title), *_scope(verdict, sayings, explain=explain)),
        ),
        format_,
        output,
    )
    if inferred is not None and form is not None:
        if not verdict.consistent:
            click.echo(f"airm-graph: {inferred} not written: anything follows", err=True)
        else:
            name = "" if alone else current.name
            quads = inferred_quads(verdict.inferences, reasoner, asked.title, name, files)
            write(as_text(quads, form), inferred)
    if not verdict.sound:
        ctx.exit(1)


def _problems(verdict: Verdict, sayings: Sayings) -> Iterator[dict[str, Any]]:
    if verdict.why is not None:
        yield from _because("inconsistency", "", verdict.why, sayings)
    for class_ in verdict.inferences.unsatisfiable:
        name = compress(class_)
        if class_ in verdict.empty:
            yield from _because("empty class", name, verdict.empty[class_], sayings)
        else:
            yield _row("empty class", name, f"{name} SubClassOf owl:Nothing", [])


def _because(
    finding: str, about: str, why: Justification, sayings: Sayings
) -> Iterator[dict[str, Any]]:
    from ..reason import spell, terms_of

    said_by = sayings.who_says(why.axioms)
    terms = {axiom: terms_of(axiom) for axiom in why.axioms}
    labels = sayings.labels(set().union(*terms.values()))
    for axiom in why.axioms:
        subject = getattr(axiom.triples[0].subject, "value", "")
        label = "" if sayings.given.of(subject) else labels.get(subject, "")
        yield _row(finding, about, spell(axiom), said_by[axiom], label)


def _news(verdict: Verdict, title: str) -> Iterator[dict[str, Any]]:
    for one, other in verdict.inferences.subsumptions:
        axiom = f"{compress(one)} SubClassOf {compress(other)}"
        yield _row("new subclass", compress(one), axiom, [title])
    for class_, members in sorted(verdict.inferences.new_types.items()):
        example = min(members)
        more = f" and {len(members) - 1:,} more" if len(members) > 1 else ""
        axiom = f"{compress(example)}{more} Type {compress(class_)}"
        yield _row("new type", compress(class_), axiom, [title])


def _row(
    finding: str, about: str, axiom: str, said_by: list[str], label: str = ""
) -> dict[str, Any]:
    row = (finding, about, axiom, said_by, label)
    return dict(zip(COLUMNS, row, strict=True))


def _conclusion(verdict: Verdict, title: str) -> str:
    if not verdict.consistent:
        shown = " These axioms contradict each other" if verdict.why else ""
        if verdict.why and not verdict.why.minimal:
            shown += "; the time was up before it was shown that none can be missed"
        if verdict.alike > 1:
            shown += f"; so do those of {verdict.alike - 1:,} more individuals of the same shape"
        return f"Inconsistent, says {title}.{shown}{'.' if shown else ''}"
    empty = len(verdict.inferences.unsatisfiable)
    some = "1 class" if empty == 1 else f"{empty} classes"
    classes = f"{some} can have no member" if empty else "every class can have members"
    return f"Consistent, says {title}; {classes}."


def _scope(verdict: Verdict, sayings: Sayings, *, explain: bool) -> Iterator[str]:
    given = sayings.given
    shapes = (
        f", by {verdict.shapes:,} shapes of individual" if verdict.shapes else ", each by itself"
    )
    yield (
        f"Reasoned over {len(given.axioms):,} axioms and {len(given.assertions):,} assertions "
        f"about {verdict.individuals:,} individuals{shapes}."
    )
    left = [f"{count:,} {why}" for why, count in given.left_out.most_common()]
    terms = [name for name, _ in given.undeclared.most_common()]
    if terms:
        more = f" and {len(terms) - SHOWN} more" if len(terms) > SHOWN else ""
        left.append(
            f"{given.undeclared.total():,} statements with terms that nothing here declares "
            f"({', '.join(terms[:SHOWN])}{more})"
        )
    if left:
        yield f"Left out: {'; '.join(left)}."
    if verdict.inferences.unsure:
        yield (
            f"{verdict.inferences.unsure:,} individuals may have further types; "
            f"--whole asks about each by itself."
        )
    unexplained = len(verdict.inferences.unsatisfiable) - len(verdict.empty)
    if explain and unexplained > 0:
        yield f"Not explained: {unexplained} of the classes that can have no member."
