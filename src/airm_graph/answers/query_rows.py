"""What queries answer, as rows: their text for the command line, values for Python."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pyoxigraph as ox

from ..coverage.counting import numbered
from ..errors import AirmError
from ..identifiers import compress
from ..render.result import Result
from ..sparql.answers import Answer, Term, plain_text
from ..store import PROLOGUE, GraphEngine
from ..vocab import DCTERMS, RDFS, SKOS, XSD

TRIPLE = ("subject", "predicate", "object")
MANY = 500  # things whose labels are asked for at once
# What a thing is called; the first of these that it has.
LABELS = (SKOS.prefLabel, RDFS.label, DCTERMS.title)
LABELLED = "SELECT DISTINCT ?thing ?says ?label WHERE {{ VALUES ?thing {{ {} }} "
LABELLED += f"VALUES ?says {{{{ {' '.join(map(str, LABELS))} }}}} ?thing ?says ?label }}}}"
SIZES = "int long short byte unsignedInt unsignedLong unsignedShort unsignedByte"
SIGNS = "integer nonNegativeInteger positiveInteger negativeInteger nonPositiveInteger"
INTEGERS = frozenset(XSD.namespace + name for name in (*SIZES.split(), *SIGNS.split()))
FLOATS = frozenset(XSD.namespace + name for name in ("decimal", "double", "float"))


def text_rows(answer: Answer, *, full: bool, meta: Mapping[str, Any]) -> Result:
    """The answer as text: IRIs, and literals as they are written.

    Args:
        answer: What the engine said.
        full: Spell IRIs in full, and not as CURIEs.
        meta: What the rows rest on.
    """
    if answer.kind == "truth":
        rows = [{"answer": "true" if answer.truth else "false"}]
        return Result(columns=("answer",), rows=rows, meta=meta)
    text = plain_text if full else _short
    columns, terms = _terms(answer)
    cells = [{name: text(row[name]) if name in row else None for name in columns} for row in terms]
    return Result(columns=columns, rows=cells, meta=meta, notes=(how_many(answer),))


def value_rows(
    answer: Answer, engine: GraphEngine, meta: Mapping[str, Any], notes: Iterable[str] = ()
) -> Result:
    """The answer as values: things, numbers, booleans, and text for every other literal.

    A column that holds IRIs only is one of things, with their labels, or their CURIEs where they
    have none; one that holds addresses only, which have neither, is text.

    Args:
        answer: Rows or triples that an engine gave.
        engine: Whose graph has the labels.
        meta: What the rows rest on.
        notes: What to say besides how many there are.
    """
    columns, terms = _terms(answer)
    iris = {name: [row[name] for row in terms if name in row] for name in columns}
    named = {
        name: [term.value for term in found if isinstance(term, ox.NamedNode)]
        for name, found in iris.items()
    }
    whole = {name for name in columns if named[name] and len(named[name]) == len(iris[name])}
    labels = _labels(engine, {iri for name in whole for iri in named[name]})
    things = {
        name for name in whole if any(iri in labels or compress(iri) != iri for iri in named[name])
    }

    def cell(name: str, term: Term | None) -> Any:
        if term is None:
            return None
        if name in things and isinstance(term, ox.NamedNode):
            short = compress(term.value)
            return {"id": short, "iri": term.value, "label": labels.get(term.value, short)}
        return python_value(term)

    rows = [{name: cell(name, row.get(name)) for name in columns} for row in terms]
    return Result(columns=columns, rows=rows, meta=meta, notes=(how_many(answer), *notes))


def python_value(term: Term) -> str | int | float | bool:
    """A term as a number or a boolean where it is one, else as text.

    >>> python_value(ox.Literal(5)), python_value(ox.Literal("x")), python_value(ox.Literal(True))
    (5, 'x', True)
    """
    if isinstance(term, ox.Literal):
        kind = term.datatype.value
        try:
            if kind in INTEGERS:
                return int(term.value)
            if kind in FLOATS and math.isfinite(number := float(term.value)):
                return number
        except ValueError:  # it says that it is a number, and is none
            return term.value
        if kind == XSD.boolean.value and term.value in {"true", "false", "1", "0"}:
            return term.value in {"true", "1"}
    return _short(term)


def how_many(answer: Answer) -> str:
    """How many rows or triples there are, and whether these are all."""
    noun = "triple" if answer.kind == "triples" else "row"
    shown = numbered(len(answer.triples or answer.rows), noun)
    return f"the first {shown}; there are more" if answer.more else shown


def _terms(answer: Answer) -> tuple[tuple[str, ...], Sequence[Mapping[str, Term]]]:
    if answer.kind == "triples":
        return TRIPLE, [dict(zip(TRIPLE, triple, strict=True)) for triple in answer.triples]
    return answer.variables, answer.rows


def _short(term: Term) -> str:
    return compress(term.value) if isinstance(term, ox.NamedNode) else plain_text(term)


def _labels(engine: GraphEngine, iris: Iterable[str]) -> dict[str, str]:
    """What things are called; nothing where a store does not say it."""
    wanted = sorted(iris)
    best: dict[str, tuple[int, str]] = {}
    order = {term.value: rank for rank, term in enumerate(LABELS)}
    for start in range(0, len(wanted), MANY):
        some = " ".join(f"<{iri}>" for iri in wanted[start : start + MANY])
        try:
            rows = engine.select(PROLOGUE + LABELLED.format(some))
        except AirmError:
            break
        for row in rows:
            said = (order[row["says"]], row["label"])
            best[row["thing"]] = min(said, best.get(row["thing"], said))
    return {iri: label for iri, (_, label) in best.items()}
