"""``airm-graph agreement``."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import click

from ..agreement.disagreements import Disagreement, Said, disagreements
from ..agreement.figures import Agreement, Asked, agreement
from ..citation import cite
from ..columns import Columns
from ..errors import IdentifierError, nearest
from ..identifiers import compress
from ..render.result import Result
from ..schemes import Facet
from ..store import OxigraphEngine
from ..workspace import Build
from .completion import complete_facet
from .output import emit, table_options
from .session import build, version_option

MOST = 3  # confusions that are named in a row
MEANING = """\b
Columns:
  things: what both coders classified on the facet, and is compared
  agreed: of these, to how many they gave exactly the same answer
  observed, expected: the agreement that is seen, and that chance alone would give
  kappa: (observed - expected) / (1 - expected), with its 95 % interval low to high
  confusions: the most frequent differences, as first coder / second coder (things)
More in the other formats: reason, both, decided, same_record, error, overlap, coefficient.
"""
SHOWN = (
    "facet",
    "source",
    "concept",
    "coder_a",
    "coder_b",
    "things",
    "agreed",
    "observed",
    "expected",
    "kappa",
    "alpha",
    "low",
    "high",
    "confusions",
)
FULL = (
    "reason",
    "coefficient",
    "disagreed",
    "error",
    "overlap",
    "both",
    "decided",
    "same_record",
    "coders",
)
LISTED = (
    "thing",
    "facet",
    "source",
    "coder_a",
    "concepts_a",
    "status_a",
    "rationale_a",
    "coder_b",
    "concepts_b",
    "status_b",
    "rationale_b",
)
BESIDE = (
    "records_a",
    "date_a",
    "confidence_a",
    "records_b",
    "date_b",
    "confidence_b",
)


@click.command("agreement", epilog=MEANING)
@click.option(
    "--by",
    type=click.Choice(["facet", "source", "concept"]),
    default="facet",
    show_default=True,
    help="One row for a pair of coders, or besides one for each work, or each concept.",
)
@click.option(
    "--facet",
    "facets",
    multiple=True,
    metavar="FACET",
    shell_complete=complete_facet,
    help="Only this facet; repeatable.",
)
@click.option(
    "--coder",
    "coders",
    multiple=True,
    metavar="CODER",
    help="Only pairs with this coder, or only pairs among those given; repeatable.",
)
@click.option(
    "--level",
    type=click.IntRange(min=1),
    help="Take 1.1.2 for 1.1 at level 2, and for 1 at level 1; what stands higher stays.",
)
@click.option(
    "--status",
    type=click.Choice(["any", "accepted"]),
    default="any",
    show_default=True,
    help="Which classifications count; superseded ones never do.",
)
@click.option(
    "--undetermined",
    type=click.Choice(["count", "leave-out"]),
    default="count",
    show_default=True,
    help='Take "could not be decided" for an answer of its own, or leave such things out.',
)
@click.option(
    "--count",
    type=click.Choice(["measures", "records"]),
    default="measures",
    show_default=True,
    help="Records of one measure are one thing, or each is its own.",
)
@click.option("--list", "listing", is_flag=True, help="List each disagreement with the reasons.")
@click.option("--limit", type=click.IntRange(min=1), help="List at most N disagreements.")
@table_options
@version_option
@click.pass_context
def agreement_command(
    ctx: click.Context,
    *,
    by: Any,
    facets: tuple[str, ...],
    coders: tuple[str, ...],
    level: int | None,
    status: str,
    undetermined: str,
    count: str,
    listing: bool,
    limit: int | None,
    format_: str,
    output: Path | None,
) -> None:
    """Print how far those who classify the same things agree.

    For each facet and each pair of coders: Cohen's kappa, which is the agreement beyond chance.
    A thing that may stand under several concepts has a set of them for an answer; sets are compared
    by degree (MASI), which gives the weighted kappa of Cohen, and --by concept compares the
    presence of each concept. Three coders or more also get Krippendorff's alpha together. The
    interval is that of Fleiss, Cohen and Everitt for large samples. What is undefined is empty, and
    the reason stands beside it.

    A disputed classification counts as well as the accepted one that contradicts it: else every
    disagreement that was settled would count as none. With --count records only those who
    classified the very same record are compared; two sources that repeat each other are not.

    \b
    Examples:
      airm-graph agreement
      airm-graph agreement --by source --facet category --level 1
      airm-graph agreement --list --facet category
      airm-graph agreement --coder "MIT AI Risk Initiative" --coder IBM --format json
    """
    current = build(ctx)
    columns = current.columns
    for name in facets:
        if name not in columns.facets:
            raise IdentifierError(f"no facet {name!r}: {nearest(name, columns.facets)}")
    asked = Asked(
        by=by,
        facets=facets,
        coders=tuple(_coder(columns, name) for name in coders),
        level=level,
        only_accepted=status == "accepted",
        leave_out_undetermined=undetermined == "leave-out",
        distinct_measures=count == "measures",
    )
    parameters = {
        "by": by,
        "facet": facets,
        "coder": coders,
        "level": level,
        "status": status,
        "undetermined": undetermined,
        "count": count,
        "list": listing or None,
        "limit": limit,
    }
    meta = cite(current, "agreement", parameters)
    result = _list(current, asked, meta, limit) if listing else _figures(current, asked, meta)
    emit(result, format_, output)


def _coder(columns: Columns, name: str) -> int:
    """The number of the agent with this label, CURIE, IRI or local name."""
    known: dict[str, int] = {}
    for number, agent in enumerate(columns.index["agents"]):
        curie = compress(agent["iri"])
        for said in (agent["label"], agent["iri"], curie, curie.partition(":")[2]):
            known.setdefault(said, number)
    if name not in known:
        labels = {agent["label"] for agent in columns.index["agents"]}
        raise IdentifierError(f"no coder is called {name!r}: {nearest(name, labels)}")
    return known[name]


def _figures(current: Build, asked: Asked, meta: dict[str, Any]) -> Result:
    columns = current.columns
    found = agreement(columns, OxigraphEngine(current.store), asked)
    rows = [_row(columns, each) for each in found]
    empty = {name for name in SHOWN if not any(row[name] not in (None, []) for row in rows)}
    kept = {"facet", "coder_a", "coder_b", "things", "agreed", "kappa"}
    return Result(
        columns=(*SHOWN, *FULL),
        rows=rows,
        meta=meta,
        notes=_notes(columns, found, asked),
        hidden=frozenset({*FULL, *(empty - kept)}),
    )


def _row(columns: Columns, each: Agreement) -> dict[str, Any]:
    figures, facet = each.figures, each.facet
    pair = len(each.coders) == 2
    agents = [_agent(columns, number) for number in each.coders]
    of_pair = "kappa" in each.coefficient
    return {
        "facet": _facet(facet),
        "source": None if each.work is None else _work(columns, each.work),
        "concept": None if each.concept is None else _concept(facet, each.concept),
        "coder_a": agents[0] if pair else None,
        "coder_b": agents[1] if pair else None,
        "things": figures.things,
        "agreed": figures.agreed,
        "observed": figures.observed,
        "expected": figures.expected,
        "kappa": figures.value if of_pair else None,
        "alpha": None if of_pair else figures.value,
        "low": figures.low,
        "high": figures.high,
        "confusions": [
            f"{_codes(facet, one)} / {_codes(facet, other)} ({many})"
            for one, other, many in each.confusions[:MOST]
        ],
        "reason": figures.reason,
        "disagreed": figures.things - figures.agreed,
        "coefficient": each.coefficient,
        "error": figures.error,
        "overlap": figures.overlap,
        "both": each.both,
        "decided": each.decided,
        "same_record": each.same_record,
        "coders": [agent["label"] for agent in agents],
    }


def _notes(columns: Columns, found: Sequence[Agreement], asked: Asked) -> tuple[str, ...]:
    if not found:
        unit = "thing" if asked.distinct_measures else "record"
        return (f"No {unit} was classified by two of these coders on one facet.",)
    notes = []
    whole = [each for each in found if each.work is None and each.concept is None]
    pairs = [each for each in whole if len(each.coders) == 2]
    apart = [each for each in pairs if not each.same_record]
    if apart:
        names = "; ".join(dict.fromkeys(_pair(columns, each) for each in apart))
        notes.append(
            f"No record in common: {names}. Each classified records of its own of the same "
            f"measures; where one repeats the other, kappa says how faithful the copy is, and "
            f"nothing about independent judgement. --count records leaves such pairs out."
        )
    vague = [each for each in pairs if each.decided < each.both]
    if vague:
        how = "left out" if asked.leave_out_undetermined else "counted as an answer of its own"
        said = "; ".join(
            f"{_pair(columns, each)} {each.both - each.decided} of {each.both}" for each in vague
        )
        notes.append(f"Undetermined by one coder or both, {how}: {said}.")
    for reason in dict.fromkeys(each.figures.reason for each in whole if each.figures.reason):
        said = "; ".join(_pair(columns, e) for e in whole if e.figures.reason == reason)
        notes.append(f"{reason[0].upper()}{reason[1:]}: {said}.")
    if any(each.figures.error is not None for each in found):
        notes.append("Intervals are for large samples (Fleiss, Cohen and Everitt 1969).")
    return tuple(notes)


def _pair(columns: Columns, each: Agreement) -> str:
    if len(each.coders) > 2:
        return f"{each.facet.name}, all coders"
    names = [columns.index["agents"][number]["iri"] for number in each.coders]
    return f"{each.facet.name}, " + " and ".join(n.rpartition("agent-")[2] for n in names)


def _list(current: Build, asked: Asked, meta: dict[str, Any], limit: int | None) -> Result:
    columns = current.columns
    engine = OxigraphEngine(current.store)
    rows = [_listed(current, each) for each in islice(disagreements(columns, engine, asked), limit)]
    said = f"{len(rows)} disagreements" if len(rows) != 1 else "1 disagreement"
    return Result(
        columns=(*LISTED, *BESIDE),
        rows=rows,
        meta=meta,
        notes=(f"{said}{', and there may be more' if limit == len(rows) else ''}.",),
        hidden=frozenset(BESIDE),
    )


def _listed(current: Build, each: Disagreement) -> dict[str, Any]:
    columns = current.columns
    return {
        "thing": _thing(current, min((*each.first.records, *each.second.records))),
        "facet": _facet(each.facet),
        "source": None if each.work < 0 else _work(columns, each.work),
        **_side(columns, each.facet, each.first, "a"),
        **_side(columns, each.facet, each.second, "b"),
    }


def _side(columns: Columns, facet: Facet, said: Said, side: str) -> dict[str, Any]:
    return {
        f"coder_{side}": _agent(columns, said.coder),
        f"concepts_{side}": [_code(facet, iri) for iri in said.concepts],
        f"status_{side}": list(said.statuses),
        f"rationale_{side}": list(said.rationales),
        f"records_{side}": list(said.records),
        f"date_{side}": list(said.dates),
        f"confidence_{side}": [float(sure) for sure in said.confidences],
    }


def _thing(current: Build, iri: str) -> dict[str, str]:
    from pyoxigraph import Literal, NamedNode

    from ..vocab import SKOS

    labels = sorted(
        quad.object.value
        for quad in current.store.quads_for_pattern(NamedNode(iri), SKOS.prefLabel, None, None)
        if isinstance(quad.object, Literal)
    )
    return {"id": compress(iri), "iri": iri, "label": labels[0] if labels else ""}


def _facet(facet: Facet) -> dict[str, str]:
    return {"id": facet.name, "iri": facet.iri, "label": facet.label}


def _agent(columns: Columns, number: int) -> dict[str, str]:
    agent = columns.index["agents"][number]
    return {"id": compress(agent["iri"]), "iri": agent["iri"], "label": agent["label"]}


def _work(columns: Columns, number: int) -> dict[str, str]:
    if number < 0:
        return {"id": "", "iri": "", "label": "in no work"}
    work = columns.index["works"][number]
    key = work["iri"].rpartition("framework-")[2]
    return {"id": key, "iri": work["iri"], "label": work["label"]}


def _concept(facet: Facet, iri: str) -> dict[str, str]:
    known = facet.concepts.get(iri)
    code = known.notation if known else compress(iri)
    return {"id": code, "iri": iri, "label": known.label if known else ""}


def _codes(facet: Facet, iris: Sequence[str]) -> str:
    return " + ".join(_code(facet, iri) for iri in iris)


def _code(facet: Facet, iri: str) -> str:
    return facet.concepts[iri].notation if iri in facet.concepts else compress(iri)
