"""How far those who classify the same things agree, and where they do not, as answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

from ..agreement.disagreements import Disagreement, Said, disagreements
from ..agreement.figures import Agreement, Asked, By, agreement
from ..citation import cite
from ..columns import Columns
from ..coverage.options import Count
from ..errors import IdentifierError, nearest
from ..identifiers import compress
from ..render.result import Result
from ..schemes import Facet
from ..workspace import Build

Status = Literal["any", "accepted"]
Undetermined = Literal["count", "leave-out"]
MOST = 3  # confusions that are named in a row
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementOptions:
    """Which coders are compared about what, and how.

    Attributes:
        by: One row for a pair of coders; besides one for each ``source``, or each ``concept``.
        facets: Only these facets; all when empty.
        coders: Labels or identifiers. Only pairs with this one, or pairs among several.
        level: Take 1.1.2 for 1.1 at level 2, and for 1 at level 1; what stands higher stays.
        status: Which classifications count; superseded ones never do.
        undetermined: Whether "could not be decided" counts as an answer of its own.
        count: Records of one measure are one thing, or each is its own.
        limit: Of disagreements that are listed.
    """

    by: By = "facet"
    facets: tuple[str, ...] = ()
    coders: tuple[str, ...] = ()
    level: int | None = None
    status: Status = "any"
    undetermined: Undetermined = "count"
    count: Count = "measures"
    limit: int | None = None

    def asked(self, columns: Columns) -> Asked:
        """The same for the columns of a build.

        Raises:
            IdentifierError: No facet or coder is called so; the nearest are named.
        """
        for name in self.facets:
            if name not in columns.facets:
                raise IdentifierError(f"no facet {name!r}: {nearest(name, columns.facets)}")
        return Asked(
            by=self.by,
            facets=self.facets,
            coders=tuple(_coder(columns, name) for name in self.coders),
            level=self.level,
            only_accepted=self.status == "accepted",
            leave_out_undetermined=self.undetermined == "leave-out",
            distinct_measures=self.count == "measures",
        )

    def parameters(self, *, listing: bool) -> dict[str, Any]:
        """As the answer says them."""
        return {
            "by": self.by,
            "facet": self.facets,
            "coder": self.coders,
            "level": self.level,
            "status": self.status,
            "undetermined": self.undetermined,
            "count": self.count,
            "list": listing or None,
            "limit": self.limit,
        }


def agreement_of_coders(build: Build, options: AgreementOptions) -> Result:
    """For each facet and each pair of coders how far they agree beyond chance.

    Raises:
        IdentifierError: No facet or coder is called so.
    """
    columns = build.columns
    asked = options.asked(columns)
    found = agreement(columns, build.engine, asked)
    rows = [_row(columns, each) for each in found]
    empty = {name for name in SHOWN if not any(row[name] not in (None, []) for row in rows)}
    kept = {"facet", "coder_a", "coder_b", "things", "agreed", "kappa"}
    return Result(
        columns=(*SHOWN, *FULL),
        rows=rows,
        meta=cite(build, "agreement", options.parameters(listing=False)),
        notes=_notes(columns, found, asked),
        hidden=frozenset({*FULL, *(empty - kept)}),
        picture="agreement",
    )


def disagreements_of_coders(build: Build, options: AgreementOptions) -> Result:
    """Each thing that two coders classify otherwise, with the reasons of both.

    Raises:
        IdentifierError: No facet or coder is called so.
    """
    columns = build.columns
    each = disagreements(columns, build.engine, options.asked(columns))
    rows = [_listed(build, one) for one in islice(each, options.limit)]
    said = f"{len(rows)} disagreements" if len(rows) != 1 else "1 disagreement"
    more = ", and there may be more" if options.limit == len(rows) else ""
    return Result(
        columns=(*LISTED, *BESIDE),
        rows=rows,
        meta=cite(build, "agreement", options.parameters(listing=True)),
        notes=(f"{said}{more}.",),
        hidden=frozenset(BESIDE),
        picture="confusions",
    )


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
            f"nothing about independent judgement. Counting records leaves such pairs out."
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
        for quad in current.engine.store.quads_for_pattern(
            NamedNode(iri), SKOS.prefLabel, None, None
        )
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
