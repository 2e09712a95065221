"""What an OWL reasoner says of the graph, as an answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..build_folder import Progress
from ..citation import cite
from ..identifiers import compress
from ..render.result import Result
from ..workspace import Build

if TYPE_CHECKING:
    from ..reason import Justification, Reasoner, Sayings, Verdict

COLUMNS = ("finding", "about", "axiom", "said_by", "label")
SHOWN = 5  # terms that nothing declares, told by name


@dataclass(frozen=True, slots=True)
class Reasoned:
    """What a reasoner was asked and found.

    Attributes:
        verdict: Whether the graph can be true, and what follows from it.
        result: The same as rows.
    """

    verdict: Verdict
    result: Result


def reasoned(
    build: Build,
    asked: Reasoner,
    files: Sequence[Path] = (),
    *,
    alone: bool = False,
    explain: bool = True,
    whole: bool = False,
    tell: Progress = lambda _: None,
) -> Reasoned:
    """Read the vocabulary and the graph as OWL 2 DL and ask a reasoner.

    Args:
        build: The graph.
        asked: Who is asked, and how long.
        files: RDF that is read together with it.
        alone: Read the files with the vocabulary only.
        explain: Look for the axioms that contradict each other.
        whole: Ask about every assertion, even where a summary of them decides.
        tell: Is told what is being done.

    Raises:
        ReasonerError: Java fails, or the time is up.
        SourceError: A file cannot be read.
    """
    from ..reason import Sayings, reason

    tell("reading the vocabulary and the graph")
    sayings = Sayings(None if alone else build, files)
    verdict = reason(sayings.given, asked, explain=explain, whole=whole, progress=tell)
    parameters = {
        "files": [str(file) for file in files],
        "reasoner": asked.title,
        "alone": alone,
        "whole": whole,
    }
    result = Result(
        columns=COLUMNS,
        rows=[*_problems(verdict, sayings), *_news(verdict, asked.title)],
        meta=cite(build, "reason", parameters),
        notes=(_conclusion(verdict, asked.title), *_scope(verdict, sayings, explain=explain)),
    )
    return Reasoned(verdict, result)


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
